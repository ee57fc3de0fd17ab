/** pyproject.toml: values from smol-toml, and where each of them stands, which smol-toml does not tell. */
import { parse, TomlError } from 'smol-toml';
import type { MetadataPlace, PackageProblem } from '../package.ts';

export type TomlTable = Readonly<Record<string, unknown>>;

export interface TomlFile {
  readonly file: string;
  readonly table: TomlTable;
  /** Where the value of a key (or element of an array) stands, quotes included. */
  at(...path: readonly (string | number)[]): MetadataPlace | undefined;
}

export type TomlResult =
  { readonly ok: true; readonly toml: TomlFile } | { readonly ok: false; readonly problem: PackageProblem };

/** Reads a TOML file. A syntax error is a problem with its place. */
export function parseToml(text: string, file: string): TomlResult {
  let table: TomlTable;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const first = offsetOf(text, error.line, 1);
    const [line = ''] = text.slice(first).split(/\r?\n/, 1);
    const end = first + line.trimEnd().length;
    // What is missing at the end of a line is shown by the whole line.
    const place = offsetOf(text, error.line, error.column);
    const start = place < end ? place : first + line.length - line.trimStart().length;
    const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
    const message = `${file} is not valid TOML (${reason}), so no build tool can read it; mend line ${error.line}`;
    return {
      ok: false,
      problem: { code: 'bad-metadata', message, file, start, end: Math.max(start, end) },
    };
  }
  let places: ReadonlyMap<string, MetadataPlace> | undefined;
  const at: TomlFile['at'] = (...path) => (places ??= new Locator(text, file).locate()).get(keyOf(path));
  return { ok: true, toml: { file, table, at } };
}

function offsetOf(text: string, line: number, column: number): number {
  let offset = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', offset);
    if (next < 0) break;
    offset = next + 1;
  }
  return Math.min(text.length, offset + Math.max(0, column - 1));
}

type Path = readonly (string | number)[];
const keyOf = (path: Path): string => path.map(part => String(part)).join('\0');

/** Walks a TOML text that is known to be valid and notes where each value stands. */
class Locator {
  readonly #text: string;
  readonly #file: string;
  readonly #places = new Map<string, MetadataPlace>();
  /** Number of tables so far in each array of tables. */
  readonly #counts = new Map<string, number>();
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  locate(): ReadonlyMap<string, MetadataPlace> {
    let table: Path = [];
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#pair(table);
    }
    return this.#places;
  }

  /** Over white space, line ends and comments; and over commas, which separate nothing that matters here. */
  #skip(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const unit = this.#text[this.#at];
      if (unit === '#') this.#at = this.#until('\n');
      else if (unit !== ' ' && unit !== '\t' && unit !== '\n' && unit !== '\r' && unit !== ',') return;
    }
  }

  #until(what: string): number {
    const found = this.#text.indexOf(what, this.#at);
    return found < 0 ? this.#text.length : found;
  }

  #header(): Path {
    const isArray = this.#text.startsWith('[[', this.#at);
    this.#at += isArray ? 2 : 1;
    const named = this.#key();
    this.#at = Math.min(this.#text.length, this.#until(']') + (isArray ? 2 : 1));
    // A header below an array of tables speaks of that array's last table.
    const path: (string | number)[] = [];
    for (const [index, part] of named.entries()) {
      path.push(part);
      const key = keyOf(path);
      const count = this.#counts.get(key);
      if (isArray && index === named.length - 1) {
        this.#counts.set(key, (count ?? 0) + 1);
        path.push(count ?? 0);
      } else if (count !== undefined) path.push(count - 1);
    }
    return path;
  }

  /** A dotted key, up to `=` or `]`. */
  #key(): string[] {
    const parts: string[] = [];
    while (this.#at < this.#text.length) {
      this.#blank();
      const quote = this.#text[this.#at];
      if (quote === '"' || quote === "'") {
        const start = this.#at;
        this.#string();
        const literal = this.#text.slice(start, this.#at);
        parts.push(quote === "'" ? literal.slice(1, -1) : unescapeKey(literal));
      } else {
        const start = this.#at;
        while (/[A-Za-z0-9_-]/.test(this.#text[this.#at] ?? '')) this.#at++;
        parts.push(this.#text.slice(start, this.#at));
      }
      this.#blank();
      if (this.#text[this.#at] !== '.') break;
      this.#at++;
    }
    return parts;
  }

  #blank(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }

  #pair(table: Path): void {
    const path = [...table, ...this.#key()];
    this.#at = Math.min(this.#text.length, this.#until('=') + 1);
    this.#blank();
    this.#value(path);
  }

  #value(path: Path): void {
    const start = this.#at;
    const unit = this.#text[start];
    if (unit === '[') {
      this.#at++;
      this.#skip();
      for (let index = 0; this.#at < this.#text.length && this.#text[this.#at] !== ']'; index++, this.#skip())
        this.#value([...path, index]);
      this.#at++;
    } else if (unit === '{') {
      this.#at++;
      this.#skip();
      for (; this.#at < this.#text.length && this.#text[this.#at] !== '}'; this.#skip()) this.#pair(path);
      this.#at++;
    } else if (unit === '"' || unit === "'") this.#string();
    else {
      while (this.#at < this.#text.length && !/[,\]}#\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
      while (this.#at > start + 1 && /[ \t]/.test(this.#text[this.#at - 1] ?? '')) this.#at--;
      // Never stand still, whatever comes.
      if (this.#at === start) this.#at++;
    }
    this.#places.set(keyOf(path), { file: this.#file, start, end: this.#at });
  }

  #string(): void {
    const quote = this.#text[this.#at] ?? '';
    const long = quote.repeat(3);
    const isLong = this.#text.startsWith(long, this.#at);
    const close = isLong ? long : quote;
    this.#at += close.length;
    while (this.#at < this.#text.length && !this.#text.startsWith(close, this.#at))
      this.#at += quote === '"' && this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at = Math.min(this.#text.length, this.#at + close.length);
    // Up to two quotes may stand before the closing three.
    while (isLong && this.#text[this.#at] === quote) this.#at++;
  }
}

/** The few escapes that a key may hold; the simple ones are those of JSON. */
function unescapeKey(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : literal.slice(1, -1);
  } catch {
    // `\U0001F600` and the like: no key of a packaging tool has them.
    return literal.slice(1, -1);
  }
}

/** A value as a table, or an empty one. */
export function tableOf(value: unknown): TomlTable {
  return isTable(value) ? value : {};
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The table at a path, empty when there is none; `hasTable` tells the difference. */
export function tableAt(table: TomlTable, ...path: readonly string[]): TomlTable {
  return path.reduce((current, key) => tableOf(own(current, key)), table);
}

export function hasTable(table: TomlTable, ...path: readonly string[]): boolean {
  let current: unknown = table;
  for (const key of path) current = isTable(current) ? own(current, key) : undefined;
  return isTable(current);
}

/** An own property: `constructor` is no key of a file that does not have it. */
export function own(table: TomlTable, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export function stringAt(table: TomlTable, key: string): string | undefined {
  const value = own(table, key);
  return typeof value === 'string' ? value : undefined;
}

/** A list of strings, a single string as one; `undefined` when the key is absent. Other elements are left out. */
export function stringsAt(table: TomlTable, key: string): string[] | undefined {
  const value = own(table, key);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(element => typeof element === 'string') : undefined;
}
