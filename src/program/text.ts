/** Strings: joining known and unknown parts, formatting, and the methods that plugin code computes names with. */
import { elementsOf, sequence } from './container.ts';
import { formattedPart, parseFormat, percentParts, plainText } from './format.ts';
import { getItem } from './item.ts';
import { callBytesMethod, encoded, pureMethod } from './text-methods.ts';
import { constant, FALSE, keyOf, stringOf, TRUE, unknown } from './value.ts';
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
      typeof part === 'string' ? [part] : part.kind === 'text' ? part.parts : [plainText(part) ?? part];
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

/** `template % argument`. */
export function percentFormat(template: string, argument: Value, at: Span): Value {
  return text(percentParts(template, argument, at), at);
}

/** `template.format(*args, **keywords)`; fields of attributes and items are followed where the values are own containers. */
function braceFormat(
  template: string,
  args: readonly Value[],
  named: (name: string) => Value | undefined,
  item: (object: Value, path: string) => Value | undefined,
  at: Span,
): Value {
  const fields = parseFormat(template);
  if (!fields) return unknown('a formatted value', at);
  let next = 0;
  const lookUp = (name: string): Value | undefined => {
    const [, head = '', rest = ''] = /^([^.[]*)([^]*)$/.exec(name) ?? [];
    const value = head === '' ? args[next++] : /^\d+$/.test(head) ? args[Number(head)] : named(head);
    return value === undefined || rest === '' ? value : item(value, rest);
  };
  const parts = fields.map((field): string | Value => {
    if (typeof field === 'string') return field;
    const value = lookUp(field.name);
    if (value === undefined) return unknown('a formatted value', at);
    // A specification may hold fields of its own.
    let spec: string | undefined = '';
    for (const part of parseFormat(field.spec) ?? [field.spec]) {
      const inner = typeof part === 'string' ? part : plainText(lookUp(part.name) ?? unknown('a width', at));
      spec = spec === undefined || inner === undefined ? undefined : spec + inner;
    }
    return formattedPart(value, field.conversion, spec, at);
  });
  return text(parts, at);
}

/** Calls a string method; on a string that is not wholly known, the result is mostly not known either. */
export function callTextMethod(
  interpreter: Interpreter,
  object: ConstantValue | TextValue,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  at: Span,
): Value | undefined {
  if (object.kind === 'constant' && object.value instanceof Uint8Array)
    return callBytesMethod(object.value, name, args, at);
  const value = stringOf(object);
  if (value === undefined) return object.kind === 'text' ? partlyKnown(interpreter, object, name, args, at) : undefined;
  switch (name) {
    case 'format':
      return braceFormat(
        value,
        args,
        one => keywords.get(one),
        (one, path) => atPath(interpreter, one, path, at),
        at,
      );
    case 'format_map': {
      const [values] = args;
      const named = (one: string): Value | undefined =>
        values?.kind === 'mapping' ? values.entries.get(keyOf(constant(one)))?.value : undefined;
      return braceFormat(value, [], named, (one, path) => atPath(interpreter, one, path, at), at);
    }
    case 'join': {
      if (!args[0]) return undefined;
      const { items, open } = elementsOf(interpreter, args[0], at);
      const unordered = args[0].kind === 'sequence' && /set$/.test(args[0].type) && items.length > 1;
      if (open || unordered) return unknown('a string joined from unknown parts', at);
      return text(
        items.flatMap((item, index) => (index === 0 ? [item] : [value, item])),
        at,
      );
    }
    case 'encode': {
      const encoding = args[0] ?? keywords.get('encoding');
      const bytes = encoded(value, encoding === undefined ? 'utf-8' : (stringOf(encoding) ?? ''));
      return bytes ? constant(bytes, at) : unknown('an encoded string', at);
    }
    case 'translate':
      return translated(value, args[0], at);
    default: {
      const result = pureMethod(value, name, args, keywords);
      if (result === undefined) {
        return /^r?(split|partition)$|^splitlines$/.test(name)
          ? sequence(interpreter, 'list', [], true, at)
          : unknown(`the result of str.${name}()`, at);
      }
      if (!Array.isArray(result)) {
        if (typeof result === 'boolean') return result ? TRUE : FALSE;
        return typeof result === 'string' ? boundedText(result.length, () => result, at) : constant(result, at);
      }
      const type = name.endsWith('partition') ? 'tuple' : 'list';
      const pieces = result.map(piece => constant(piece, at));
      return sequence(interpreter, type, pieces, false, at);
    }
  }
}

/** `[0]` and `[name]` behind the name of a replacement field, of own containers. */
function atPath(interpreter: Interpreter, object: Value, path: string, at: Span): Value | undefined {
  if (object.kind !== 'sequence' && object.kind !== 'mapping') return undefined;
  const match = /^\[([^\]]+)\]$/.exec(path);
  if (match?.[1] === undefined) return undefined;
  const key = /^\d+$/.test(match[1]) ? constant(BigInt(match[1]), at) : constant(match[1], at);
  return getItem(interpreter, object, key, at);
}

/** `text.translate(table)` with a table of code points. */
function translated(value: string, table: Value | undefined, at: Span): Value {
  if (table?.kind !== 'mapping' || table.open) return unknown('a translated string', at);
  let out = '';
  for (const char of value) {
    const entry = table.entries.get(`n:${char.codePointAt(0) ?? 0}`)?.value;
    if (!entry) out += char;
    else if (entry.kind !== 'constant') return unknown('a translated string', at);
    else if (typeof entry.value === 'string') out += entry.value;
    else if (typeof entry.value === 'bigint') out += String.fromCodePoint(Number(entry.value));
    else if (entry.value !== null) return unknown('a translated string', at);
  }
  return boundedText(out.length, () => out, at);
}

/** What is known of a text by its known beginning or end. */
function partlyKnown(
  interpreter: Interpreter,
  object: TextValue,
  name: string,
  args: readonly Value[],
  at: Span,
): Value {
  if (/^(split|rsplit|splitlines|partition|rpartition)$/.test(name)) return sequence(interpreter, 'list', [], true, at);
  const wanted = args.length === 1 ? stringOf(args[0]) : undefined;
  if (wanted !== undefined && (name === 'startswith' || name === 'endswith')) {
    const known = name === 'startswith' ? object.parts[0] : object.parts.at(-1);
    if (typeof known === 'string') {
      if (name === 'startswith' ? known.startsWith(wanted) : known.endsWith(wanted)) return TRUE;
      const length = Math.min(known.length, wanted.length);
      const same =
        name === 'startswith'
          ? known.slice(0, length) === wanted.slice(0, length)
          : length === 0 || known.slice(-length) === wanted.slice(-length);
      if (!same) return FALSE;
    }
  }
  return unknown('a string that is not known', at);
}
