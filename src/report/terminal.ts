/** Text on a terminal: how wide it is, and that it cannot do anything but be read. */

/**
 * What must never reach a terminal raw from a package: C0 and C1 controls, characters that reorder the line (UAX #9), that end it
 * (U+2028, U+2029), that cannot be seen (zero width space, word joiner, BOM, soft hyphen, tags), and lone surrogates.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const escapeUnit = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** The text with everything unprintable written as `\x1b` or `\u{202e}`; line ends and tabs too. */
export function escapeText(text: string): string {
  return text.replace(UNPRINTABLE, escapeUnit);
}

/** Two columns each: East Asian wide and fullwidth blocks and emoji, by Unicode's EastAsianWidth.txt; pairs of first and last. */
const WIDE: readonly number[] = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be,
  0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa,
  0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55,
  0x2e80, 0x303e, 0x3041, 0x4dbf, 0x4e00, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19,
  0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18d08, 0x1aff0, 0x1b2fb, 0x1f004, 0x1f004, 0x1f0cf,
  0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f265, 0x1f300, 0x1f64f, 0x1f680, 0x1f6ff, 0x1f7e0, 0x1f7eb,
  0x1f900, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x3fffd,
];

function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (code > (WIDE[middle * 2 + 1] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return code >= (WIDE[low * 2] ?? Infinity);
}

/** No column of its own: combining marks, joiners, variation selectors, Hangul vowels and finals. */
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\u200c\u200d\ufe00-\ufe0f\u1160-\u11ff]$/u;

/** Columns that one printable character (code point) takes. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

/** Columns that a text takes; it must not hold tabs or control characters. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

export interface DrawnLine {
  /** The line as printed: tabs expanded, unprintable characters escaped, cut to the width. */
  readonly text: string;
  /** Column (from 0) at which the marked part starts, and how many columns it takes (at least 1). */
  readonly markStart: number;
  readonly markWidth: number;
}

const TAB = 4;

/** One character of the source as it is printed. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly marked: boolean;
}

function cells(line: string, start: number, end: number): Cell[] {
  const result: Cell[] = [];
  let offset = 0;
  let column = 0;
  for (const character of line) {
    const marked = offset >= start && offset < end;
    const text = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : escapeText(character);
    // An escape is ASCII: as wide as it is long.
    const width = text === character ? characterWidth(character) : text.length;
    result.push({ text, width, marked });
    offset += character.length;
    column += width;
  }
  return result;
}

/**
 * A source line with a part of it marked, as it stands on a terminal. A line wider than `maxWidth` is cut on both sides around the
 * start of the mark, with `…` where something is missing.
 * @param start UTF-16 offset in the line where the mark starts; `end` the one just past it
 */
export function drawLine(line: string, start: number, end: number, maxWidth: number): DrawnLine {
  // A line of megabytes (a minified file) is cut before it is measured; surrogate pairs stay whole.
  const before = Math.max(0, start - 4 * maxWidth);
  const after = Math.min(line.length, start + 4 * maxWidth);
  const near = line.slice(before, after);
  const all = cells(near, start - before, end - before);
  const total = all.reduce((sum, cell) => sum + cell.width, 0);
  const firstMarked = all.findIndex(cell => cell.marked);
  let first = 0;
  let last = all.length;
  if (total > maxWidth) {
    // A third of the width before the mark shows where the line comes from; the rest belongs to the mark and what follows.
    let room = Math.floor(maxWidth / 3);
    first = firstMarked < 0 ? all.length : firstMarked;
    while (first > 0 && room >= (all[first - 1]?.width ?? 0)) room -= all[--first]?.width ?? 0;
    room = maxWidth - 2;
    last = first;
    while (last < all.length && room >= (all[last]?.width ?? 0)) room -= all[last++]?.width ?? 0;
    // Room left over at the end is given to the start.
    while (first > 0 && room >= (all[first - 1]?.width ?? 0)) room -= all[--first]?.width ?? 0;
  }
  const lead = first > 0 || before > 0 ? '…' : '';
  const tail = last < all.length || after < line.length ? '…' : '';
  const shown = all.slice(first, last);
  const firstShownMark = shown.findIndex(cell => cell.marked);
  const widthOf = (part: readonly Cell[]): number => part.reduce((sum, cell) => sum + cell.width, 0);
  return {
    text: `${lead}${shown.map(cell => cell.text).join('')}${tail}`.trimEnd(),
    markStart: lead.length + widthOf(firstShownMark < 0 ? shown : shown.slice(0, firstShownMark)),
    markWidth: Math.max(1, widthOf(shown.filter(cell => cell.marked))),
  };
}

/**
 * Breaks a text at blanks so that no line is wider than `width` (a single longer word stays whole). The first line keeps its own
 * indentation, the following ones get `indent` spaces. Line ends in the text stay. For text without colours.
 */
export function wrap(text: string, width: number, indent = 0): string {
  const pad = ' '.repeat(indent);
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    const [first = '', ...words] = paragraph.trimStart().split(' ');
    let line =
      (lines.length === 0 ? '' : pad) + paragraph.slice(0, paragraph.length - paragraph.trimStart().length) + first;
    let column = displayWidth(line);
    for (const word of words) {
      const wordWidth = displayWidth(word);
      if (column + 1 + wordWidth <= width) {
        line += ` ${word}`;
        column += 1 + wordWidth;
      } else {
        lines.push(line);
        line = pad + word;
        column = indent + wordWidth;
      }
    }
    lines.push(line);
  }
  return lines.map(line => line.trimEnd()).join('\n');
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
