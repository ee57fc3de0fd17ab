/**
 * Reads the `repr` of a Python value, as far as values of a configuration class go. Tuples become lists, as they do in
 * the JSON of `inspect`.
 */

export type PlainValue =
  null | boolean | number | string | readonly PlainValue[] | { readonly [key: string]: PlainValue };

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;
const WORDS = [
  ['None', null],
  ['True', true],
  ['False', false],
] as const;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** `undefined` for what is no plain value (`<function f at 0x…>`, a set, an instance). */
export function readRepr(text: string): PlainValue | undefined {
  const reader = new Reader(text);
  try {
    const value = reader.value();
    return reader.atEnd() ? value : undefined;
  } catch (error) {
    if (error instanceof NoPlainValue) return undefined;
    throw error;
  }
}

class NoPlainValue extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  value(): PlainValue {
    const rest = this.#text.slice(this.#at);
    const first = rest[0] ?? '';
    if (first === "'" || first === '"') return this.#string(first);
    if (first === '[') return this.#items('[', ']');
    if (first === '(') return this.#items('(', ')');
    if (first === '{') return this.#mapping();
    for (const [word, value] of WORDS) {
      if (!rest.startsWith(word)) continue;
      this.#at += word.length;
      return value;
    }
    const number = NUMBER.exec(rest)?.[0];
    if (number === undefined) throw new NoPlainValue();
    this.#at += number.length;
    return Number(number);
  }

  #string(quote: string): string {
    let value = '';
    for (this.#at++; !this.atEnd(); this.#at++) {
      const unit = this.#text[this.#at] ?? '';
      if (unit === quote) {
        this.#at++;
        return value;
      }
      if (unit !== '\\') {
        value += unit;
        continue;
      }
      const escape = this.#text[++this.#at] ?? '';
      const digits = { x: 2, u: 4, U: 8 }[escape];
      if (digits === undefined) value += ESCAPES[escape] ?? escape;
      else {
        value += String.fromCodePoint(Number.parseInt(this.#text.slice(this.#at + 1, this.#at + 1 + digits), 16));
        this.#at += digits;
      }
    }
    throw new NoPlainValue();
  }

  #items(open: string, close: string): PlainValue[] {
    const items: PlainValue[] = [];
    this.#expect(open);
    while (!this.#accept(close)) {
      items.push(this.value());
      if (!this.#accept(',')) {
        this.#expect(close);
        break;
      }
      this.#accept(' ');
    }
    return items;
  }

  #mapping(): PlainValue {
    const entries: [string, PlainValue][] = [];
    this.#expect('{');
    while (!this.#accept('}')) {
      const key = this.value();
      this.#expect(': ');
      entries.push([typeof key === 'string' ? key : JSON.stringify(key), this.value()]);
      if (!this.#accept(', ')) {
        this.#expect('}');
        break;
      }
    }
    return Object.fromEntries(entries);
  }

  #accept(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new NoPlainValue();
  }
}
