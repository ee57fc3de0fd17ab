/** Strings: joining known and unknown parts, formatting, and the methods that plugin code computes names with. */
import { elementsOf, sequence } from './container.ts';
import { constant, FALSE, stringOf, TRUE, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { ConstantValue, TextValue, Value } from './value.ts';

/** Texts longer than this are not followed: doubling one in a loop must stay cheap. */
const LONGEST = 200_000;
const MOST_PARTS = 400;

/** A string of that length; unknown when it is longer than is followed. */
export function boundedText(length: number, make: () => string, at: Span | null): Value {
  return length > LONGEST ? unknown('a text longer than is followed', at) : constant(make(), at);
}

/** A string from parts; a constant when all are known. Adjacent known parts are joined. */
export function text(parts: readonly (string | Value)[], at: Span | null): Value {
  const out: (string | Value)[] = [];
  let length = 0;
  for (const part of parts) {
    const pieces: readonly (string | Value)[] =
      typeof part === 'string' ? [part] : part.kind === 'text' ? part.parts : [plain(part) ?? part];
    for (const piece of pieces) {
      length += typeof piece === 'string' ? piece.length : 1;
      if (length > LONGEST || out.length > MOST_PARTS) return unknown('a text longer than is followed', at);
      const last = out.length - 1;
      const previous = out[last];
      if (typeof piece === 'string' && typeof previous === 'string') out[last] = previous + piece;
      else if (piece !== '') out.push(piece);
    }
  }
  if (out.length === 0) return constant('', at);
  const [only] = out;
  if (out.length === 1 && typeof only === 'string') return constant(only, at);
  return { kind: 'text', parts: out, at };
}

/** What `str()` gives for a constant; `undefined` when the value is not known. */
function plain(value: Value): string | undefined {
  if (value.kind !== 'constant') return undefined;
  const raw = value.value;
  switch (typeof raw) {
    case 'string':
      return raw;
    case 'bigint':
      return String(raw);
    case 'boolean':
      return raw ? 'True' : 'False';
    case 'number':
      return Number.isInteger(raw) ? `${raw}.0` : String(raw);
    default:
      return raw === null ? 'None' : undefined;
  }
}

/** `template % argument`. */
export function percentFormat(template: string, argument: Value, at: Span): Value {
  const args = argument.kind === 'sequence' && argument.type === 'tuple' ? argument.items : [argument];
  const parts: (string | Value)[] = [];
  let next = 0;
  let last = 0;
  for (const match of template.matchAll(/%(?:\((\w+)\))?[-+ #0]*\d*(?:\.\d+)?([%a-zA-Z])/g)) {
    parts.push(template.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[2] === '%') parts.push('%');
    else if (match[1] !== undefined) {
      const entry = argument.kind === 'mapping' ? argument.entries.get(`s:${match[1]}`)?.value : undefined;
      parts.push(entry ?? unknown('a formatted value', at));
    } else parts.push(args[next++] ?? unknown('a formatted value', at));
  }
  parts.push(template.slice(last));
  return text(parts, at);
}

/** `template.format(*args, **keywords)` for plain fields. */
function braceFormat(template: string, args: readonly Value[], keywords: ReadonlyMap<string, Value>, at: Span): Value {
  const parts: (string | Value)[] = [];
  let next = 0;
  let last = 0;
  for (const match of template.matchAll(/\{\{|\}\}|\{(\w*)([^{}]*)\}/g)) {
    parts.push(template.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') parts.push(match[0].charAt(0));
    else {
      const name = match[1] ?? '';
      const value = name === '' ? args[next++] : /^\d+$/.test(name) ? args[Number(name)] : keywords.get(name);
      parts.push(value !== undefined && match[2] === '' ? value : unknown('a formatted value', at));
    }
  }
  parts.push(template.slice(last));
  return text(parts, at);
}

const SIMPLE: Readonly<Record<string, (value: string) => string>> = {
  lower: value => value.toLowerCase(),
  upper: value => value.toUpperCase(),
  title: value => value.replace(/\p{L}+/gu, word => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  capitalize: value => value.charAt(0).toUpperCase() + value.slice(1).toLowerCase(),
};

/** Calls a string method; on a string that is not wholly known, the result is not known either. */
export function callTextMethod(
  interpreter: Interpreter,
  object: ConstantValue | TextValue,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  at: Span,
): Value | undefined {
  if (object.kind === 'constant' && object.value instanceof Uint8Array && name === 'decode')
    return constant(new TextDecoder().decode(object.value), at);
  const value = stringOf(object);
  if (value === undefined) {
    if (object.kind === 'text' && /^(split|rsplit|splitlines|partition|rpartition)$/.test(name)) {
      return sequence(interpreter, 'list', [], true, at);
    }
    return unknown('a string that is not known', at);
  }
  const strings = args.map(stringOf);
  const [first, second] = strings;
  const simple = SIMPLE[name];
  if (simple) return constant(simple(value), at);
  switch (name) {
    case 'format':
      return braceFormat(value, args, keywords, at);
    case 'join': {
      if (!args[0]) return undefined;
      const { items, open } = elementsOf(interpreter, args[0], at);
      if (open) return unknown('a string joined from unknown parts', at);
      return text(
        items.flatMap((item, index) => (index === 0 ? [item] : [value, item])),
        at,
      );
    }
    case 'replace': {
      if (first === undefined || second === undefined) return unknown('a replaced string', at);
      const pieces = value.split(first);
      return boundedText(value.length + pieces.length * second.length, () => pieces.join(second), at);
    }
    case 'strip':
    case 'lstrip':
    case 'rstrip': {
      const chars = args.length === 0 ? ' \t\n\r\f\v' : first;
      if (chars === undefined) return unknown('a stripped string', at);
      let from = 0;
      let to = value.length;
      if (name !== 'rstrip') while (from < to && chars.includes(value.charAt(from))) from++;
      if (name !== 'lstrip') while (to > from && chars.includes(value.charAt(to - 1))) to--;
      return constant(value.slice(from, to), at);
    }
    case 'removeprefix':
      return first !== undefined
        ? constant(value.startsWith(first) ? value.slice(first.length) : value, at)
        : undefined;
    case 'removesuffix':
      return first !== undefined && first !== ''
        ? constant(value.endsWith(first) ? value.slice(0, -first.length) : value, at)
        : undefined;
    case 'split':
    case 'rsplit': {
      const limit = args[1]?.kind === 'constant' ? Number(args[1].value) : undefined;
      if (args.length > 0 && first === undefined) return sequence(interpreter, 'list', [], true, at);
      const pieces =
        first === undefined ? value.trim().split(/\s+/) : splitAtMost(value, first, limit, name === 'rsplit');
      return sequence(
        interpreter,
        'list',
        pieces.map(piece => constant(piece, at)),
        false,
        at,
      );
    }
    case 'splitlines': {
      const lines = value.split(/\r\n|\r|\n/);
      if (lines.at(-1) === '') lines.pop();
      return sequence(
        interpreter,
        'list',
        lines.map(line => constant(line, at)),
        false,
        at,
      );
    }
    case 'partition':
    case 'rpartition': {
      if (first === undefined) return undefined;
      const index = name === 'partition' ? value.indexOf(first) : value.lastIndexOf(first);
      const pieces =
        index >= 0
          ? [value.slice(0, index), first, value.slice(index + first.length)]
          : name === 'partition'
            ? [value, '', '']
            : ['', '', value];
      return sequence(
        interpreter,
        'tuple',
        pieces.map(piece => constant(piece, at)),
        false,
        at,
      );
    }
    case 'startswith':
      return first !== undefined ? (value.startsWith(first) ? TRUE : FALSE) : unknown('a test', at);
    case 'endswith':
      return first !== undefined ? (value.endsWith(first) ? TRUE : FALSE) : unknown('a test', at);
    case 'encode':
    case 'decode':
      return unknown('an encoded string', at);
    default:
      return unknown(`the result of str.${name}()`, at);
  }
}

function splitAtMost(value: string, separator: string, limit: number | undefined, fromRight: boolean): string[] {
  if (separator === '') return [value];
  const pieces = value.split(separator);
  if (limit === undefined || !Number.isInteger(limit) || limit < 0 || pieces.length <= limit + 1) return pieces;
  if (fromRight) {
    const head = pieces.slice(0, pieces.length - limit).join(separator);
    return [head, ...pieces.slice(pieces.length - limit)];
  }
  return [...pieces.slice(0, limit), pieces.slice(limit).join(separator)];
}
