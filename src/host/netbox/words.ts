/**
 * Words of the facts file: names repeat (each stands in seven facts on average), so they stand once in a table, and the texts
 * have short codes in their place. In a text every run of letters, digits and underscores is a code, or a word that follows
 * `` ` ``; all else stands as it is.
 */

/** What words and codes are made of. */
const WORD = /[A-Za-z0-9_]+/g;
const CODE_OR_WORD = /`?[A-Za-z0-9_]+/g;
const MARK = '`';
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** True for what is one word: a name in ASCII. */
export function isWord(text: string): boolean {
  return /^[A-Za-z0-9_]+$/.test(text);
}

/** True for a text that cannot be written in words and codes. */
export function holdsMark(text: string): boolean {
  return text.includes(MARK);
}

/** The place in the table as a code: `0` … `Z`, `00`, `01` … (bijective, base 62). */
function codeOf(index: number): string {
  let code = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / DIGITS.length) - 1) {
    code = (DIGITS[rest % DIGITS.length] ?? '') + code;
  }
  return code;
}

/** Value of each digit by its character code. */
const VALUES = new Uint8Array(128);
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i;

function indexOf(code: string): number {
  let index = 0;
  for (let i = 0; i < code.length; i++) index = index * DIGITS.length + (VALUES[code.charCodeAt(i)] ?? 0) + 1;
  return index - 1;
}

/** Codes for the words of texts. */
export interface WordTable {
  /** The words in the order of their codes, with a space between: what the file holds. */
  readonly words: string;
  encode(text: string): string;
}

/**
 * Makes the table for texts. Frequent words come first and so have the shortest codes; a word that is not worth its place in the
 * table stays as it is. The same texts give the same table.
 */
export function wordTable(texts: Iterable<string>): WordTable {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of text.match(WORD) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  // A code has three characters at most where there are fewer than a quarter of a million words.
  const worth = ([word, count]: readonly [string, number]): boolean => count * (word.length - 2) > word.length + 1;
  const words = [...counts]
    .filter(worth)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([word]) => word);
  const codes = new Map(words.map((word, index) => [word, codeOf(index)]));
  return {
    words: words.join(' '),
    encode: text => text.replace(WORD, word => codes.get(word) ?? MARK + word),
  };
}

/** Reads coded texts; what it needs of the table is made when it is first asked for. */
export class WordReader {
  readonly #words: string;
  #table: readonly string[] | undefined;
  #places: ReadonlyMap<string, number> | undefined;

  constructor(words: string) {
    this.#words = words;
  }

  get #list(): readonly string[] {
    return (this.#table ??= this.#words.split(' '));
  }

  /** The text with its words; `undefined` where a code has none. */
  read(text: string): string | undefined {
    const list = this.#list;
    let sound = true;
    const read = text.replace(CODE_OR_WORD, part => {
      if (part.startsWith(MARK)) return part.slice(1);
      const word = list[indexOf(part)];
      if (word === undefined) sound = false;
      return word ?? '';
    });
    return sound ? read : undefined;
  }

  /** How coded texts write a word. */
  code(word: string): string {
    this.#places ??= new Map(this.#list.map((known, index) => [known, index]));
    const place = this.#places.get(word);
    return place === undefined ? MARK + word : codeOf(place);
  }

  /** How coded texts write a text. */
  encode(text: string): string {
    return text.replace(WORD, word => this.code(word));
  }
}

/** Where a coded text has the code (or marked word) as a whole, from an offset on; -1 when nowhere. */
export function findCode(text: string, code: string, from: number): number {
  for (let at = text.indexOf(code, from); at >= 0; at = text.indexOf(code, at + 1)) {
    if (!isWordUnit(text.charCodeAt(at + code.length)) && (at === 0 || !isWordUnit(text.charCodeAt(at - 1)))) return at;
  }
  return -1;
}

const MARK_UNIT = MARK.charCodeAt(0);

/** A letter, a digit, `_` or the mark; false for the NaN behind the end of a text. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 95 ||
    unit === MARK_UNIT
  );
}
