/**
 * Text and places in it. Offsets are UTF-16 code units from 0; lines and columns are 1-based and exist only
 * where a report is written (columns in UTF-16 units).
 */

/** A place in a file of the package. `file` is relative to the distribution root, with `/`. */
export interface Span {
  readonly file: string;
  /** UTF-16 offset of the first unit. */
  readonly start: number;
  /** UTF-16 offset just past the last unit. */
  readonly end: number;
}

/** A 1-based line and column, as editors and SARIF show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts offsets of one text to lines and columns; built once a text, lines found on first use. */
export class LineIndex {
  readonly #text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Offsets at which lines start. CRLF, LF and a lone CR each end a line, as in Python's universal newlines. */
  get starts(): readonly number[] {
    if (this.#starts) return this.#starts;
    const starts = [0];
    const text = this.#text;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit === 10) starts.push(i + 1);
      else if (unit === 13) {
        if (text.charCodeAt(i + 1) === 10) i++;
        starts.push(i + 1);
      }
    }
    this.#starts = starts;
    return starts;
  }

  /** The position of an offset; an offset past the end is the position of the end. */
  position(offset: number): Position {
    const starts = this.starts;
    offset = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The text of a 1-based line without its line end; empty for a line that does not exist. */
  line(line: number): string {
    const start = this.starts[line - 1];
    if (start === undefined) return '';
    const next = this.starts[line] ?? this.#text.length;
    return this.#text.slice(start, next).replace(/[\r\n]+$/, '');
  }
}
