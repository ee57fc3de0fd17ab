/** Offsets of a package's files as lines and columns, for the formats. */
import type { PackageResult } from '../result.ts';
import { LineIndex, type Span } from '../source.ts';

/** Lines and columns from 1, columns in UTF-16 units; the end is the position just past the last unit. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const WHOLE_FILE: Region = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Looks places up in the files of one package; a file is read and indexed once. */
export class Places {
  readonly #source: (file: string) => string | undefined;
  readonly #files = new Map<string, { readonly text: string; readonly lines: LineIndex } | undefined>();

  constructor(result: Pick<PackageResult, 'source'>) {
    this.#source = file => result.source(file);
  }

  #file(file: string): { readonly text: string; readonly lines: LineIndex } | undefined {
    if (!this.#files.has(file)) {
      const text = this.#source(file);
      this.#files.set(file, text === undefined ? undefined : { text, lines: new LineIndex(text) });
    }
    return this.#files.get(file);
  }

  /** The text of a file; `undefined` when it is not text or not there. */
  text(file: string): string | undefined {
    return this.#file(file)?.text;
  }

  /** The region of a span; the start of the file where there is no text. */
  region({ file, start, end }: Span): Region {
    const known = this.#file(file);
    if (known === undefined) return WHOLE_FILE;
    const last = known.text.length;
    const from = known.lines.position(Math.min(start, last));
    const to = known.lines.position(Math.min(Math.max(start, end), last));
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** A line without its line end; empty where there is none. */
  line(file: string, line: number): string {
    return this.#file(file)?.lines.line(line) ?? '';
  }

  /** The number of lines of a file; 0 where there is no text. */
  lineCount(file: string): number {
    return this.#file(file)?.lines.starts.length ?? 0;
  }
}
