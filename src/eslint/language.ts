/** Languages that let ESLint hold files which are not JavaScript: a text and one node, for rules that work on the whole package. */
import { ConfigCommentParser, Directive, TextSourceCodeBase } from '@eslint/plugin-kit';
import { LineIndex } from '../source.ts';
import type { Position } from '../source.ts';

interface Location {
  readonly start: Position;
  readonly end: Position;
}

/** The only node there is. */
export interface DocumentNode {
  readonly type: 'Document';
  readonly range: readonly [number, number];
  readonly loc: Location;
}

/** A comment that may hold a directive of ESLint. */
interface CommentToken {
  readonly value: string;
  readonly range: readonly [number, number];
  readonly loc: Location;
}

/** How comments of a language look, as a pattern whose first group is the comment's text. */
const COMMENTS = {
  python: /#([^\r\n]*)/g,
  template: /\{#(.*?)#\}/g,
  sql: /--([^\r\n]*)/g,
  toml: /#([^\r\n]*)/g,
} as const satisfies Record<string, RegExp>;

export type LanguageName = keyof typeof COMMENTS;

const parser = new ConfigCommentParser();
const DIRECTIVES = new Map([
  ['eslint-disable', 'disable'],
  ['eslint-enable', 'enable'],
  ['eslint-disable-next-line', 'disable-next-line'],
  ['eslint-disable-line', 'disable-line'],
] as const);

type DirectiveName = typeof DIRECTIVES extends Map<infer Name, unknown> ? Name : never;
const isDirective = (label: string): label is DirectiveName => DIRECTIVES.has(label as DirectiveName);

/** What ESLint works with for one file. */
export class PackageSourceCode extends TextSourceCodeBase<{
  LangOptions: Record<string, unknown>;
  RootNode: DocumentNode;
  SyntaxElementWithLoc: DocumentNode | CommentToken;
  ConfigNode: CommentToken;
}> {
  readonly #language: LanguageName;

  constructor(language: LanguageName, text: string, ast: DocumentNode) {
    super({ text, ast });
    this.#language = language;
  }

  /** The place of a node or comment; both carry theirs. */
  override getLoc(node: DocumentNode | CommentToken): Location {
    return node.loc;
  }

  /** The offsets of a node or comment: ESLint takes away a directive that is of no use. */
  override getRange(node: DocumentNode | CommentToken): [number, number] {
    return [...node.range];
  }

  /** ESLint's own comments: `# eslint-disable-next-line plugin-lint/… -- reason`. */
  getDisableDirectives(): { directives: Directive[]; problems: never[] } {
    const directives: Directive[] = [];
    if (!this.text.includes('eslint-')) return { directives, problems: [] };
    const lines = new LineIndex(this.text);
    for (const match of this.text.matchAll(COMMENTS[this.#language])) {
      const parsed = parser.parseDirective(match[1] ?? '');
      if (!parsed || !isDirective(parsed.label)) continue;
      const type = DIRECTIVES.get(parsed.label);
      if (type === undefined) continue;
      const loc = { start: lines.position(match.index), end: lines.position(match.index + match[0].length) };
      directives.push(
        new Directive({
          type,
          node: { value: match[1] ?? '', range: [match.index, match.index + match[0].length], loc },
          value: parsed.value,
          justification: parsed.justification,
        }),
      );
    }
    return { directives, problems: [] };
  }

  /** One step: the document is all there is to visit. */
  override traverse(): Iterable<{
    kind: 1;
    type: 'visit';
    target: DocumentNode;
    phase: 1;
    args: [DocumentNode, null];
  }> {
    return [{ kind: 1, type: 'visit', target: this.ast, phase: 1, args: [this.ast, null] }];
  }
}

/** A language of the preset, in ESLint's shape (docs: extend/languages). */
export function language(name: LanguageName) {
  return {
    fileType: 'text',
    lineStart: 1,
    columnStart: 1,
    nodeTypeKey: 'type',
    visitorKeys: { Document: [] },
    validateLanguageOptions(): void {
      // The languages have no options.
    },
    parse(file: { readonly body: string | Uint8Array }): { ok: true; ast: DocumentNode } {
      const text = typeof file.body === 'string' ? file.body : new TextDecoder().decode(file.body);
      const lines = new LineIndex(text);
      return {
        ok: true,
        ast: {
          type: 'Document',
          range: [0, text.length],
          loc: { start: { line: 1, column: 1 }, end: lines.position(text.length) },
        },
      };
    },
    createSourceCode(
      file: { readonly body: string | Uint8Array },
      input: { readonly ast: DocumentNode },
    ): PackageSourceCode {
      const text = typeof file.body === 'string' ? file.body : new TextDecoder().decode(file.body);
      return new PackageSourceCode(name, text, input.ast);
    },
  } as const;
}
