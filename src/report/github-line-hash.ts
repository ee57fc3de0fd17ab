/**
 * GitHub's `primaryLocationLineHash`: what code scanning tells alerts apart by, as computed by its upload action
 * (github/codeql-action, src/fingerprints.ts). Given in the report, so that it is the same without a checkout.
 *
 * The hash of a line is a polynomial over the 100 UTF-16 units that follow its start once blanks and tabs are left out and line
 * ends are a single LF; the end of the file counts as U+FFFF and then zeros. Base 37, modulo 2^64, in hexadecimal, followed by
 * `:` and the how-manieth line with that hash it is.
 */

const WINDOW = 100;
const BASE = 37;
const END_OF_FILE = 0xffff;
const WORD = 2 ** 32;

const [SPACE, TAB, LF, CR] = [32, 9, 10, 13];

/** 37^100 modulo 2^64 as two 32-bit halves: the weight that a unit has when it leaves the window. */
const WEIGHT = 37n ** 100n % 2n ** 64n;
const WEIGHT_HIGH = Number(WEIGHT >> 32n);
const WEIGHT_LOW = Number(WEIGHT & 0xffffffffn);

/** The units that count, and for each line the index of its first one. A line that has none shares the next one's index. */
function significant(text: string): { readonly units: readonly number[]; readonly lineStarts: readonly number[] } {
  const units: number[] = [];
  const lineStarts: number[] = [];
  let atLineStart = true;
  let afterCarriageReturn = false;
  const push = (unit: number): void => {
    if (atLineStart) lineStarts.push(units.length);
    atLineStart = unit === LF;
    units.push(unit);
  };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const skipped = unit === SPACE || unit === TAB || (afterCarriageReturn && unit === LF);
    afterCarriageReturn = unit === CR;
    if (!skipped) push(unit === CR ? LF : unit);
  }
  push(END_OF_FILE);
  return { units, lineStarts };
}

/** The hash of each line of a text; index 0 is line 1. */
export function githubLineHashes(text: string): readonly string[] {
  const { units, lineStarts } = significant(text);
  const hashes: string[] = [];
  const counts = new Map<string, number>();
  // 64-bit arithmetic in two 32-bit halves: every product stays below 2^53.
  let high = 0;
  let low = 0;
  let nextLine = 0;
  for (let end = 0; end < units.length + WINDOW && nextLine < lineStarts.length; end++) {
    if (end >= WINDOW && end - WINDOW === lineStarts[nextLine]) {
      const value = (BigInt(high) * BigInt(WORD) + BigInt(low)).toString(16);
      const count = (counts.get(value) ?? 0) + 1;
      counts.set(value, count);
      hashes.push(`${value}:${count}`);
      nextLine++;
    }
    const entering = units[end] ?? 0;
    const leaving = end >= WINDOW ? (units[end - WINDOW] ?? 0) : 0;
    const lowSum = low * BASE + entering - leaving * WEIGHT_LOW;
    const carry = Math.floor(lowSum / WORD);
    low = lowSum - carry * WORD;
    const highSum = high * BASE + carry - leaving * WEIGHT_HIGH;
    high = highSum - Math.floor(highSum / WORD) * WORD;
  }
  return hashes;
}
