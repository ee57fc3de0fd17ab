/**
 * What all parts of the recursive-descent parser share: the place in the tokens, the problems and needs found so far, and how a
 * rule gives up. The grammar itself (CPython's Grammar/python.gram) is in the neighbouring files, a function for each rule.
 */
import type { Comment, PythonProblem, VersionNeed } from './index.ts';
import * as T from './tokens.ts';
import { MAX_PROBLEMS } from './token-sink.ts';
import { tokenize } from './tokenizer.ts';

/**
 * How a rule gives up, caught where statements are read, which is the only place that can go on. It never leaves this directory.
 * A message of `null`: the tokenizer has already reported what is wrong here.
 */
export class SyntaxFailure extends Error {
  readonly problem: PythonProblem | null;

  constructor(problem: PythonProblem | null) {
    super(problem?.message ?? 'reported by the tokenizer');
    this.problem = problem;
  }
}

/** Deeper nesting than this is refused, well before the JavaScript stack ends; CPython's own limit is of the same order. */
const MAX_DEPTH = 450;

const NON_ASCII = /[^\0-\x7f]/;

export class Parser {
  readonly text: string;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly comments: readonly Comment[];
  readonly problems: PythonProblem[];
  readonly needs: VersionNeed[];
  /** Index of the current token. */
  index = 0;
  /** Kind of the current token. */
  kind: number;
  /** Rules entered that may hold themselves. */
  depth = 0;
  readonly #hasUnicodeNames: boolean;
  readonly #lastIndex: number;

  constructor(text: string) {
    const tokenized = tokenize(text);
    this.text = text;
    this.kinds = tokenized.tokens.kinds;
    this.starts = tokenized.tokens.starts;
    this.ends = tokenized.tokens.ends;
    this.comments = tokenized.comments;
    this.problems = tokenized.problems;
    this.needs = tokenized.needs;
    this.#hasUnicodeNames = tokenized.hasUnicodeNames;
    this.#lastIndex = tokenized.tokens.count - 1;
    this.kind = this.kinds[0] ?? T.EOF;
  }

  // ---- reading ---------------------------------------------------------------------------------------------------------------

  advance(): void {
    if (this.index < this.#lastIndex) this.kind = this.kinds[++this.index] ?? T.EOF;
  }

  /** Goes (back) to a token. */
  rewind(index: number): void {
    this.index = index;
    this.kind = this.kinds[index] ?? T.EOF;
  }

  accept(kind: number): boolean {
    if (this.kind !== kind) return false;
    this.advance();
    return true;
  }

  expect(kind: number, message?: string): void {
    if (this.kind !== kind) this.fail(message);
    this.advance();
  }

  /** Kind of a later token. */
  peek(distance: number): number {
    const index = this.index + distance;
    return index > this.#lastIndex ? T.EOF : (this.kinds[index] ?? T.EOF);
  }

  /** Offset at which the current token starts. */
  start(): number {
    return this.starts[this.index] ?? 0;
  }

  /** Offset just past the last token read that is not layout: where a node that ends here ends. */
  end(): number {
    let index = this.index - 1;
    while (index > 0 && (this.kinds[index] ?? T.EOF) <= T.DEDENT) index--;
    return this.ends[index] ?? 0;
  }

  /** Text of the current token. */
  lexeme(): string {
    return this.text.slice(this.starts[this.index] ?? 0, this.ends[this.index] ?? 0);
  }

  /** The current token is this soft keyword, or some other name spelled so. */
  isWord(word: string): boolean {
    if (this.kind !== T.NAME) return false;
    const start = this.starts[this.index] ?? 0;
    return (this.ends[this.index] ?? 0) - start === word.length && this.text.startsWith(word, start);
  }

  /** Reads a name, NFKC-normalised as PEP 3131 has it. */
  name(message?: string): string {
    if (this.kind !== T.NAME) this.fail(message);
    const name = this.lexeme();
    this.advance();
    return this.#hasUnicodeNames && NON_ASCII.test(name) ? name.normalize('NFKC') : name;
  }

  // ---- what is wrong ---------------------------------------------------------------------------------------------------------

  /** Gives up at the current token. */
  fail(message = 'invalid syntax'): never {
    if (this.kind === T.ERROR) throw new SyntaxFailure(null);
    const start = this.start();
    throw new SyntaxFailure({ message, start, end: Math.max(start, this.ends[this.index] ?? start) });
  }

  /** Gives up because of something already read. */
  failAt(message: string, node: { readonly start: number; readonly end: number }): never {
    throw new SyntaxFailure({ message, start: node.start, end: node.end });
  }

  /** Notes a problem after which the rule can go on. */
  report(message: string, start: number, end: number): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ message, start, end });
  }

  need(version: readonly [number, number], feature: string, start: number, end: number): void {
    this.needs.push({ version, feature, start, end });
  }

  enter(): void {
    if (++this.depth > MAX_DEPTH) this.fail('too deeply nested to be parsed');
  }

  leave(): void {
    this.depth--;
  }

  /** After a failure: on to the end of the logical line, and over the block that it may have opened. */
  recover(failure: SyntaxFailure): void {
    if (failure.problem) this.report(failure.problem.message, failure.problem.start, failure.problem.end);
    while (this.kind > T.DEDENT) this.advance();
    if (this.kind === T.NEWLINE) this.advance();
    if (this.kind !== T.INDENT) return;
    let open = 0;
    do {
      if (this.kind === T.INDENT) open++;
      else if (this.kind === T.DEDENT) open--;
      this.advance();
    } while (open > 0 && this.kind !== T.EOF);
  }
}
