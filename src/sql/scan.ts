/**
 * A scanner of PostgreSQL's lexical structure (scan.l): enough to split a text into statements, to bound how deep one
 * nests before PostgreSQL's own parser sees it, and to find names. It decides nothing about grammar.
 */
import type { TextSpan } from './model.ts';

/** A statement's text before parsing: from its first token to its last, without the `;`. */
export interface Piece extends TextSpan {
  readonly type: 'sql' | 'psql-command';
  /** A measure of the depth of its parse tree; see `NestingMeter`. */
  readonly nesting: number;
  /** COPY rows that follow in a psql script are no part of it. */
}

/** A name in a statement, where it stands and what it says (folded, or unquoted). */
export interface NameToken extends TextSpan {
  readonly text: string;
  /** True when a `.` follows, with only space between. */
  readonly dotted: boolean;
}

type TokenKind = 'word' | 'quoted' | 'string' | 'dollar' | 'number' | 'operator' | 'punctuation' | 'backslash';

const isSpace = (c: number): boolean => c === 32 || (c >= 9 && c <= 13);
const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isWordStart = (c: number): boolean => (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c >= 128;
const isWordPart = (c: number): boolean => isWordStart(c) || isDigit(c) || c === 36;
const OPERATORS = new Set([...'~!@#^&|`?+-*/%<>=']);

/** Past the end of `/* … *\/`, which nest in PostgreSQL. */
function skipBlockComment(text: string, start: number): number {
  let depth = 0;
  let i = start;
  while (i < text.length) {
    if (text.startsWith('/*', i)) {
      depth++;
      i += 2;
    } else if (text.startsWith('*/', i)) {
      depth--;
      i += 2;
      if (depth === 0) return i;
    } else i++;
  }
  return text.length;
}

function skipQuoted(text: string, start: number, quote: string, escapes: boolean): number {
  let i = start + 1;
  while (i < text.length) {
    const c = text[i];
    if (escapes && c === '\\') i += 2;
    else if (c === quote) {
      if (text[i + 1] !== quote) return i + 1;
      i += 2;
    } else i++;
  }
  return text.length;
}

/** The tag of a dollar quote that starts here (`$$`, `$body$`), or undefined: `$1` is a parameter. */
function dollarTag(text: string, start: number): string | undefined {
  let i = start + 1;
  if (isDigit(text.charCodeAt(i))) return undefined;
  while (i < text.length && text[i] !== '$') {
    const c = text.charCodeAt(i);
    if (!isWordPart(c)) return undefined;
    i++;
  }
  return i < text.length ? text.slice(start, i + 1) : undefined;
}

/** Calls `visit` with every token between two offsets; comments and space are passed over. A visit that returns a number goes on from there. */
export function scanTokens(
  text: string,
  start: number,
  end: number,
  visit: (kind: TokenKind, start: number, end: number) => number | undefined,
): void {
  let i = start;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (isSpace(c)) {
      i++;
      continue;
    }
    if (c === 45 && text.charCodeAt(i + 1) === 45) {
      const newline = text.indexOf('\n', i);
      i = newline < 0 ? end : newline + 1;
      continue;
    }
    if (c === 47 && text.charCodeAt(i + 1) === 42) {
      i = skipBlockComment(text, i);
      continue;
    }
    let kind: TokenKind;
    let next = i + 1;
    if (isWordStart(c)) {
      const prefixed = text[i + 1] === "'" && 'eEbBxXnN'.includes(text[i] ?? ' ');
      const unicode = (c === 85 || c === 117) && text[i + 1] === '&' && (text[i + 2] === "'" || text[i + 2] === '"');
      if (prefixed) {
        kind = 'string';
        next = skipQuoted(text, i + 1, "'", c === 69 || c === 101);
      } else if (unicode) {
        const quote = text[i + 2] ?? "'";
        kind = quote === '"' ? 'quoted' : 'string';
        next = skipQuoted(text, i + 2, quote, false);
      } else {
        kind = 'word';
        while (next < end && isWordPart(text.charCodeAt(next))) next++;
      }
    } else if (c === 39) {
      kind = 'string';
      next = skipQuoted(text, i, "'", false);
    } else if (c === 34) {
      kind = 'quoted';
      next = skipQuoted(text, i, '"', false);
    } else if (c === 36) {
      const tag = dollarTag(text, i);
      kind = tag === undefined ? 'punctuation' : 'dollar';
      if (tag !== undefined) {
        const close = text.indexOf(tag, i + tag.length);
        next = close < 0 ? text.length : close + tag.length;
      }
    } else if (isDigit(c)) {
      kind = 'number';
      while (next < end && (isWordPart(text.charCodeAt(next)) || text[next] === '.')) next++;
    } else if (c === 92) kind = 'backslash';
    else if (OPERATORS.has(text[i] ?? '')) {
      kind = 'operator';
      while (next < end && OPERATORS.has(text[next] ?? '')) {
        if (text.startsWith('--', next) || text.startsWith('/*', next)) break;
        next++;
      }
    } else kind = 'punctuation';
    if (next > end) next = end;
    const moved = visit(kind, i, next);
    i = typeof moved === 'number' ? moved : next;
  }
}

const SET_WORDS = new Set(['union', 'except', 'intersect', 'join']);
const CHAIN_WORDS = new Set(
  'not is isnull notnull collate at between like ilike similar in operator escape overlaps then else'.split(' '),
);
/** A list in the tree, or the start of a clause: what follows is not below what came before. */
const FLAT_WORDS = new Set('and or select from where values set returning group order having limit on when'.split(' '));
const BLOCK_WORDS = new Set(['begin', 'if', 'loop']);

/**
 * An upper estimate of how deep the parse tree of a statement is: bracket levels count three, links of a chain of
 * operators, set operations and joins one. The parser works on a stack of fixed size, so that what goes beyond a bound
 * must not reach it.
 */
class NestingMeter {
  #levels: { chain: number; sets: number }[] = [{ chain: 0, sets: 0 }];
  #sum = 0;
  #blocks = 0;
  #previous = '';
  max = 0;

  #note(): void {
    const value = this.#levels.length * 3 + this.#sum + this.#blocks * 3;
    if (value > this.max) this.max = value;
  }

  #flatten(): void {
    const top = this.#levels.at(-1);
    if (!top) return;
    this.#sum -= top.chain;
    top.chain = 0;
  }

  #link(): void {
    const top = this.#levels.at(-1);
    if (!top) return;
    top.chain++;
    this.#sum++;
    this.#note();
  }

  #open(): void {
    this.#levels.push({ chain: 0, sets: 0 });
    this.#note();
  }

  #close(): void {
    if (this.#levels.length < 2) return;
    const top = this.#levels.pop();
    if (top) this.#sum -= top.chain + top.sets;
  }

  word(word: string): void {
    const top = this.#levels.at(-1);
    if (word === 'case') {
      if (this.#previous !== 'end') this.#open();
    } else if (word === 'end') {
      if (this.#blocks > 0 && this.#levels.length === 1) this.#blocks--;
      else this.#close();
    } else if (BLOCK_WORDS.has(word)) {
      if (this.#previous !== 'end') this.#blocks++;
      this.#flatten();
      this.#note();
    } else if (SET_WORDS.has(word) && top) {
      this.#flatten();
      top.sets++;
      this.#sum++;
      this.#note();
    } else if (FLAT_WORDS.has(word)) this.#flatten();
    else if (CHAIN_WORDS.has(word)) this.#link();
    this.#previous = word;
  }

  operator(): void {
    this.#link();
  }

  punctuation(mark: string): void {
    if (mark === '(' || mark === '[') {
      this.#link();
      this.#open();
    } else if (mark === ')' || mark === ']') this.#close();
    else if (mark === ',' || mark === ';') this.#flatten();
    else if (mark === ':') this.#link();
  }
}

/** The nesting measure of a text that is one body or statement. */
export function nestingOf(text: string, start: number, end: number): number {
  const meter = new NestingMeter();
  scanTokens(text, start, end, (kind, from, to) => {
    if (kind === 'word') meter.word(text.slice(from, to).toLowerCase());
    else if (kind === 'operator') meter.operator();
    else if (kind === 'punctuation') meter.punctuation(text[from] ?? '');
  });
  return meter.max;
}

const COPY_FROM_STDIN = /^copy\b[\s\S]*\bfrom\s+stdin\b/i;

/** Commands that end the current input and run it, as a `;` does. */
const SENDING_COMMAND =
  /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|bind|parse|sendpipeline|startpipeline|endpipeline)(?![a-z_])/;

/**
 * Splits a text at the `;` that end statements: not those in quotes, brackets, or the `BEGIN ATOMIC … END` of a
 * function (psqlscan.l does the same). Empty statements are left out. A backslash that is not quoted ends the statement:
 * it is a piece of its own to the end of the line.
 */
export function splitStatements(text: string, psql: boolean): Piece[] {
  const pieces: Piece[] = [];
  let start = -1;
  let last = 0;
  let parens = 0;
  let begins = 0;
  let words: string[] = [];
  let meter = new NestingMeter();
  const reset = (): void => {
    start = -1;
    parens = 0;
    begins = 0;
    words = [];
    meter = new NestingMeter();
  };
  const finish = (): void => {
    if (start >= 0) pieces.push({ type: 'sql', start, end: last, nesting: meter.max });
    reset();
  };
  const definesRoutine = (): boolean =>
    words[0] === 'create' &&
    (words[1] === 'function' ||
      words[1] === 'procedure' ||
      (words[1] === 'or' && /^(function|procedure)$/.test(words[3] ?? '')));
  scanTokens(text, 0, text.length, (kind, from, to) => {
    if (kind === 'backslash') {
      if (psql && text[to] === ';') {
        // Ends a statement without sending it.
        finish();
        return to + 1;
      }
      const newline = text.indexOf('\n', from);
      const lineEnd = newline < 0 ? text.length : newline;
      if (psql && !SENDING_COMMAND.test(text.slice(from, lineEnd)) && start >= 0) {
        // A command in the middle of a statement (\set, \echo) leaves the query buffer alone; the buffer itself stays one piece.
        if (!/^\\(?:r|reset)\b/.test(text.slice(from, lineEnd))) return lineEnd;
        reset();
        return lineEnd;
      }
      finish();
      pieces.push({ type: 'psql-command', start: from, end: lineEnd, nesting: 0 });
      return lineEnd;
    }
    const mark = kind === 'punctuation' ? (text[from] ?? '') : '';
    if (mark === ';' && parens === 0 && begins === 0) {
      const copies = psql && start >= 0 && COPY_FROM_STDIN.test(text.slice(start, from));
      finish();
      if (!copies) return;
      const rows = /\n\\\.[ \t\r]*(?=\n|$)/g;
      rows.lastIndex = to;
      return rows.exec(text) ? rows.lastIndex : text.length;
    }
    if (start < 0) start = from;
    last = to;
    if (kind === 'word') {
      const word = text.slice(from, to).toLowerCase();
      if (words.length < 4) words.push(word);
      if (parens === 0) {
        if (word === 'begin' && definesRoutine()) begins++;
        else if (word === 'case' && begins > 0) begins++;
        else if (word === 'end' && begins > 0) begins--;
      }
      meter.word(word);
    } else if (kind === 'operator') meter.operator();
    else if (mark !== '') {
      if (mark === '(') parens++;
      else if (mark === ')' && parens > 0) parens--;
      meter.punctuation(mark);
    }
    return;
  });
  finish();
  return pieces;
}

/** What a name token says to PostgreSQL: ASCII letters folded, or quotes taken off. `U&"…"` is left as written. */
function nameText(text: string, kind: TokenKind, start: number, end: number): string {
  if (kind === 'quoted') return text.slice(text[start] === '"' ? start + 1 : start + 3, end - 1).replaceAll('""', '"');
  return text.slice(start, end).replace(/[A-Z]/g, letter => letter.toLowerCase());
}

/** All name-like tokens between two offsets, keywords included. */
export function nameTokens(text: string, start: number, end: number): NameToken[] {
  const tokens: NameToken[] = [];
  let pending: { text: string; start: number; end: number } | undefined;
  scanTokens(text, start, end, (kind, from, to) => {
    const dotted = kind === 'punctuation' && text[from] === '.';
    if (pending) tokens.push({ ...pending, dotted });
    pending =
      kind === 'word' || kind === 'quoted' ? { text: nameText(text, kind, from, to), start: from, end: to } : undefined;
  });
  if (pending) tokens.push({ ...pending, dotted: false });
  return tokens;
}

/** The first string token at or after an offset: where it stands, and its value with the place of each unit. */
export function stringAt(
  text: string,
  start: number,
  end: number,
): { readonly span: TextSpan; readonly body: TextSpan; readonly verbatim: boolean } | undefined {
  let found: { span: TextSpan; body: TextSpan; verbatim: boolean } | undefined;
  scanTokens(text, start, end, (kind, from, to) => {
    if (kind === 'dollar') {
      const tag = text.indexOf('$', from + 1) + 1 - from;
      found = { span: { start: from, end: to }, body: { start: from + tag, end: to - tag }, verbatim: true };
      return end;
    }
    if (kind === 'string') {
      const open = text.indexOf("'", from) + 1;
      const inner = text.slice(open, to - 1);
      const verbatim = !inner.includes("''") && (open - from === 1 || !inner.includes('\\'));
      found = { span: { start: from, end: to }, body: { start: open, end: to - 1 }, verbatim };
      return end;
    }
    return;
  });
  return found;
}
