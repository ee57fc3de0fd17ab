/** What a tokenizer puts out: tokens in growing typed arrays, comments, problems and needs. */
import type { Comment, PythonProblem, VersionNeed } from './index.ts';
import * as T from './tokens.ts';

/** More problems than this of one file help nobody; what follows is dropped. */
export const MAX_PROBLEMS = 100;

export class TokenSink {
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  count = 0;
  readonly comments: Comment[] = [];
  readonly problems: PythonProblem[] = [];
  readonly needs: VersionNeed[] = [];

  /** For a text of so many UTF-16 units. */
  constructor(length: number) {
    const capacity = (length >> 1) + 16;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  emit(kind: number, start: number, end: number): void {
    const index = this.count++;
    if (index === this.kinds.length) this.#grow();
    this.kinds[index] = kind;
    this.starts[index] = start;
    this.ends[index] = end;
  }

  /** The last token's kind; EOF, the least of layout, where there is none. */
  lastKind(): number {
    return this.count === 0 ? T.EOF : (this.kinds[this.count - 1] ?? T.EOF);
  }

  problem(message: string, start: number, end: number): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ message, start, end });
  }

  /** A problem where a token should be. */
  error(message: string, start: number, end: number): void {
    this.problem(message, start, end);
    this.emit(T.ERROR, start, end);
  }

  #grow(): void {
    const capacity = this.kinds.length * 2;
    const kinds = new Uint8Array(capacity);
    const starts = new Int32Array(capacity);
    const ends = new Int32Array(capacity);
    kinds.set(this.kinds);
    starts.set(this.starts);
    ends.set(this.ends);
    this.kinds = kinds;
    this.starts = starts;
    this.ends = ends;
  }
}
