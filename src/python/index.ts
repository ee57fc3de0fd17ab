/** The Python frontend: bytes → text → tree, comments, problems and the lowest Python version the file needs. */
import type { Module, Statement } from './ast.ts';
import { decode } from './decode.ts';
import { Parser } from './parser.ts';
import { parseStatements } from './statements.ts';

export type * from './ast.ts';
export { children, walk } from './walk.ts';

/** A comment token, `#` included, line end excluded. */
export interface Comment {
  readonly start: number;
  readonly end: number;
}

/** A located problem of a file: text as CPython would word it where that is practical. */
export interface PythonProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** A construct that needs a Python newer than the oldest known (3.6): where, which version, what it is. */
export interface VersionNeed {
  readonly version: readonly [number, number];
  readonly feature: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedPython {
  /** The tree; for a broken file what could be recovered (statements around the error). */
  readonly tree: Module;
  readonly comments: readonly Comment[];
  /** Empty for a valid file. */
  readonly problems: readonly PythonProblem[];
  /** Constructs that need more than Python 3.6, in source order; the highest is the file's floor. */
  readonly needs: readonly VersionNeed[];
}

/**
 * Decodes a Python file: byte-order mark, PEP 263 cookie, UTF-8 by default. The text has no byte-order mark and keeps its line
 * ends; what cannot be decoded is U+FFFD and one problem, with offsets into the text given back.
 */
export function decodePython(bytes: Uint8Array): {
  readonly text: string;
  readonly problems: readonly PythonProblem[];
} {
  return decode(bytes);
}

/**
 * Parses a module: the syntax of Python 3.6 to 3.14 at once. Never throws: a broken file gives problems, at most 100 of them, and
 * the statements around them. What CPython refuses only when it compiles a tree (`return` outside a function, a keyword argument
 * given twice) is accepted here, as `ast.parse` does.
 *
 * A character written as `\N{NAME}` has the value U+FFFD, whatever its name.
 */
export function parsePython(text: string): ParsedPython {
  const p = new Parser(text);
  const body: Statement[] = [];
  parseStatements(p, body);
  const tree: Module = { type: 'Module', start: 0, end: text.length, body };
  const byStart = (a: { readonly start: number }, b: { readonly start: number }): number => a.start - b.start;
  return { tree, comments: p.comments, problems: p.problems.sort(byStart), needs: p.needs.sort(byStart) };
}
