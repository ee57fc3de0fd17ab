/** Where the parts of a JSON document stand. */

export interface JsonPlace {
  readonly start: number;
  readonly end: number;
  /** The name of a property, quotes included; absent for an element and for the document. */
  readonly key?: { readonly start: number; readonly end: number };
}

/** Deeper documents are refused: nobody writes them, and reading is recursive. */
const DEEPEST = 200;

/** The document and its places by JSON Pointer (RFC 6901); `undefined` when it is no JSON, or too deep. */
export function readJson(
  text: string,
): { readonly value: unknown; readonly places: ReadonlyMap<string, JsonPlace> } | undefined {
  let value: unknown;
  const body = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const places = new Map<string, JsonPlace>();
  return new Walker(body, places).walk() ? { value, places } : undefined;
}

/** Walks a text that is known to be JSON. */
class Walker {
  readonly #text: string;
  readonly #places: Map<string, JsonPlace>;
  #at = 0;

  constructor(text: string, places: Map<string, JsonPlace>) {
    this.#text = text;
    this.#places = places;
  }

  walk(): boolean {
    return this.#value('', undefined, 0);
  }

  #value(pointer: string, key: JsonPlace['key'], depth: number): boolean {
    if (depth > DEEPEST) return false;
    this.#blank();
    const start = this.#at;
    const first = this.#text.charAt(start);
    if (first === '{' || first === '[') {
      if (!this.#container(pointer, first, depth)) return false;
    } else if (first === '"') this.#string();
    else while (/[-+.\w]/.test(this.#text.charAt(this.#at))) this.#at++;
    this.#places.set(pointer, { start, end: this.#at, ...(key ? { key } : {}) });
    return true;
  }

  #container(pointer: string, open: string, depth: number): boolean {
    this.#at++;
    for (let index = 0; ; index++) {
      this.#blank();
      const next = this.#text.charAt(this.#at);
      if (next === '}' || next === ']') {
        this.#at++;
        return true;
      }
      if (next === ',') {
        this.#at++;
        this.#blank();
      }
      let part = String(index);
      let key: JsonPlace['key'];
      if (open === '{') {
        const start = this.#at;
        this.#string();
        key = { start, end: this.#at };
        part = String(JSON.parse(this.#text.slice(start, this.#at)));
        this.#blank();
        this.#at++;
      }
      if (!this.#value(`${pointer}/${escapePointer(part)}`, key, depth + 1)) return false;
    }
  }

  #string(): void {
    for (this.#at++; this.#text.charAt(this.#at) !== '"'; this.#at++)
      if (this.#text.charAt(this.#at) === '\\') this.#at++;
    this.#at++;
  }

  #blank(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++;
  }
}

/** A part of a JSON Pointer. */
export function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
