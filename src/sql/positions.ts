/** PostgreSQL's parser counts bytes of UTF-8 in its trees and code points in its errors; this project counts UTF-16 units. */

/** Units of UTF-8 that a UTF-16 unit begins: a surrogate pair is four bytes, counted at its first unit; a lone one is three. */
function isPair(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  if (c < 0xd800 || c > 0xdbff) return false;
  const next = text.charCodeAt(i + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

/** Converts positions of one text; built on first use, and free for ASCII. */
export class PositionMap {
  readonly #text: string;
  #ascii: boolean | undefined;
  #bytes: Uint32Array | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get #isAscii(): boolean {
    return (this.#ascii ??= /^[\x00-\x7f]*$/.test(this.#text));
  }

  /** UTF-8 byte offset → UTF-16 offset; what points into a character goes to its start. */
  fromBytes(offset: number): number {
    const text = this.#text;
    if (this.#isAscii) return Math.min(Math.max(offset, 0), text.length);
    // starts[i] is the byte at which unit i begins.
    const starts = (this.#bytes ??= this.#byteStarts());
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low > 0 && isPair(text, low - 1) ? low - 1 : low;
  }

  #byteStarts(): Uint32Array {
    const text = this.#text;
    const starts = new Uint32Array(text.length + 1);
    let bytes = 0;
    for (let i = 0; i < text.length; i++) {
      starts[i] = bytes;
      const c = text.charCodeAt(i);
      if (c < 0x80) bytes += 1;
      else if (c < 0x800) bytes += 2;
      else if (isPair(text, i)) {
        starts[i + 1] = bytes;
        bytes += 4;
        i++;
      } else bytes += 3;
    }
    starts[text.length] = bytes;
    return starts;
  }

  /** Code point offset → UTF-16 offset. */
  fromCodePoints(offset: number): number {
    const text = this.#text;
    if (this.#isAscii) return Math.min(Math.max(offset, 0), text.length);
    let units = 0;
    for (let count = 0; count < offset && units < text.length; count++) units += isPair(text, units) ? 2 : 1;
    return units;
  }
}
