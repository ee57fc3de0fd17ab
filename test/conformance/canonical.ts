/** Our tree in the canonical text that dump.py makes of CPython's: a line for each node and each field, fields by name. */
import type { ConstantValue, Node } from '../../src/python/index.ts';

/** Line and UTF-8 column of offsets, as CPython counts them. */
class Utf8Positions {
  readonly #text: string;
  readonly #starts: number[] = [0];
  readonly #ascii: boolean;

  constructor(text: string) {
    this.#text = text;
    // Only these end a line for Python's tokenizer.
    for (const end of text.matchAll(/\r\n?|\n/g)) this.#starts.push(end.index + end[0].length);
    this.#ascii = !/[^\0-\x7f]/.test(text);
  }

  at(offset: number): string {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low] ?? 0;
    const column = this.#ascii ? offset - start : Buffer.byteLength(this.#text.slice(start, offset));
    return `${low + 1}:${column}`;
  }
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function double(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString('hex');
}

function constant(value: ConstantValue): string {
  switch (value.kind) {
    case 'none':
    case 'ellipsis':
      return value.kind;
    case 'bool':
      return `bool:${value.value}`;
    case 'str':
      return `str:${quote(value.value)}`;
    case 'bytes':
      return `bytes:${Buffer.from(value.value).toString('hex')}`;
    case 'int':
      return `int:${value.value.toString(16)}`;
    case 'float':
    case 'complex':
      return `${value.kind}:${double(value.value)}`;
  }
}

/** What is ours alone, or written apart. */
const SKIPPED: ReadonlySet<string> = new Set(['type', 'start', 'end', 'nameStart']);
const FIELDS = new Map<string, readonly string[]>();

function fieldsOf(node: Node): readonly string[] {
  let fields = FIELDS.get(node.type);
  if (!fields) {
    fields = Object.keys(node)
      .filter(name => !SKIPPED.has(name))
      .sort();
    FIELDS.set(node.type, fields);
  }
  return fields;
}

export function canonical(tree: Node, text: string): string {
  const positions = new Utf8Positions(text);
  const out: string[] = [];

  function write(label: string, node: Node): void {
    const located = 'start' in node && node.type !== 'Module';
    out.push(`${label} ${node.type}${located ? ` ${positions.at(node.start)}-${positions.at(node.end)}` : ''}`);
    if (node.type === 'Constant') out.push(`value=${constant(node.value)}${node.u ? ' u' : ''}`);
    else if (node.type === 'MatchSingleton') out.push(`value=${constant(node.value)}`);
    else {
      for (const name of fieldsOf(node)) {
        const value: unknown = Reflect.get(node, name);
        if (Array.isArray(value)) {
          out.push(`${name}[${value.length}]`);
          for (const item of value) writeValue('-', item, name === 'ops');
        } else writeValue(name, value, name === 'op' || name === 'ctx');
      }
    }
  }

  /** Operators and contexts are classes in CPython, written without quotes. */
  function writeValue(name: string, value: unknown, isClass: boolean): void {
    if (value === null) out.push(`${name}=null`);
    else if (typeof value === 'number') out.push(`${name}=${value}`);
    else if (typeof value === 'string') out.push(`${name}=${isClass ? value : quote(value)}`);
    else write(name, value as Node); // all that is left in a node's fields
  }

  write('tree', tree);
  return out.join('\n');
}
