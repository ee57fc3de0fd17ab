/** The stack of open indentations: columns of lines → INDENT and DEDENT tokens. */
import type { TokenSink } from './token-sink.ts';
import * as T from './tokens.ts';

/** CPython's MAXINDENT. */
const MAX_INDENTS = 100;

export class Indentation {
  readonly #sink: TokenSink;
  /** Columns with tabs to multiples of 8, and with tabs as 1: where the two disagree, so would readers. */
  readonly #columns: number[] = [0];
  readonly #alternates: number[] = [0];

  constructor(sink: TokenSink) {
    this.#sink = sink;
  }

  /** A line with something on it: its column in both tab widths, and the offsets of its first unit after the indentation and of its end. */
  line(column: number, alternate: number, at: number, lineEnd: () => number): void {
    const columns = this.#columns;
    const alternates = this.#alternates;
    const top = columns.at(-1) ?? 0;
    let consistent = true;
    if (column === top) consistent = alternate === alternates.at(-1);
    else if (column > top) {
      consistent = alternate > (alternates.at(-1) ?? 0);
      if (columns.length >= MAX_INDENTS) {
        this.#sink.problem('too many levels of indentation', at, at);
        return;
      }
      columns.push(column);
      alternates.push(alternate);
      this.#sink.emit(T.INDENT, at, at);
    } else {
      while (columns.length > 1 && column < (columns.at(-1) ?? 0)) this.#close(at);
      if (column !== columns.at(-1)) {
        this.#sink.problem('unindent does not match any outer indentation level', at, lineEnd());
        return;
      }
      consistent = alternate === alternates.at(-1);
    }
    if (!consistent) this.#sink.problem('inconsistent use of tabs and spaces in indentation', at, lineEnd());
  }

  /** The end of the text: all indentations are closed. */
  finish(end: number): void {
    while (this.#columns.length > 1) this.#close(end);
  }

  #close(at: number): void {
    this.#columns.pop();
    this.#alternates.pop();
    this.#sink.emit(T.DEDENT, at, at);
  }
}
