/** Methods of the package's own lists, tuples and sets. */
import { callValue } from './call.ts';
import { compareValues } from './compare.ts';
import { ordered } from './comparison.ts';
import { elementsOf, extendSequence, sequence } from './container.ts';
import { numberOf } from './number.ts';
import { combineSets } from './sets.ts';
import { truthOf } from './truth.ts';
import { constant, isUnordered, join, NONE, sameValue } from './value.ts';
import type { BinOp } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { SequenceValue, Value } from './value.ts';

type Keywords = ReadonlyMap<string, Value>;

const SET_METHODS: ReadonlyMap<string, BinOp['op']> = new Map<string, BinOp['op']>([
  ['union', 'BitOr'],
  ['intersection', 'BitAnd'],
  ['difference', 'Sub'],
  ['symmetric_difference', 'BitXor'],
]);
const SET_UPDATES: ReadonlyMap<string, BinOp['op']> = new Map<string, BinOp['op']>([
  ['intersection_update', 'BitAnd'],
  ['difference_update', 'Sub'],
  ['symmetric_difference_update', 'BitXor'],
]);

/** Calls a method of an own list, tuple or set; `undefined` when it is not one that is followed. */
export function sequenceMethod(
  interpreter: Interpreter,
  object: SequenceValue,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value | undefined {
  const [first, second] = args;
  const certain = interpreter.uncertain === 0;
  const operator = SET_METHODS.get(name);
  if (operator) {
    let result = sequence(interpreter, object.type, [...object.items], object.open, at);
    for (const arg of args) result = combineSets(interpreter, operator, result, arg, at);
    return result;
  }
  const update = SET_UPDATES.get(name);
  if (update && first) {
    const result = combineSets(interpreter, update, object, first, at);
    if (certain) object.items = result.items;
    else extendSequence(object, result.items, false);
    object.open ||= result.open;
    return NONE;
  }
  switch (name) {
    case 'append':
    case 'add':
      if (first) extendSequence(object, [first], false);
      return NONE;
    case 'appendleft':
      if (first && certain) object.items.unshift(first);
      else if (first) extendSequence(object, [first], false);
      return NONE;
    case 'insert': {
      if (!first || !second) return NONE;
      const index = indexOf(first);
      // Somewhere, when the place is not known.
      object.items.splice(index ?? object.items.length, 0, second);
      if (index === undefined) object.unordered = true;
      return NONE;
    }
    case 'extend':
    case 'update': {
      for (const arg of args) {
        const { items, open } = elementsOf(interpreter, arg, at);
        extendSequence(object, items, open);
      }
      return NONE;
    }
    case 'extendleft': {
      const { items, open } = first ? elementsOf(interpreter, first, at) : { items: [], open: false };
      object.items.unshift(...[...items].reverse());
      object.open ||= open;
      return NONE;
    }
    case 'pop':
    case 'popleft':
      return popped(interpreter, object, name === 'popleft' ? 0 : first ? indexOf(first) : -1, at);
    case 'remove':
    case 'discard': {
      const index = first ? object.items.findIndex(one => sameValue(one, first)) : -1;
      if (index >= 0 && certain) object.items.splice(index, 1);
      return NONE;
    }
    case 'clear':
      if (certain) {
        object.items.length = 0;
        object.open = false;
      }
      return NONE;
    case 'reverse':
      if (certain) object.items.reverse();
      else object.unordered = true;
      return NONE;
    case 'sort': {
      const items = sorted(interpreter, object.items, keywords, at);
      if (items && certain && !object.open) {
        object.items = items;
        object.unordered = false;
      } else object.unordered = true;
      return NONE;
    }
    case 'copy': {
      const copy = sequence(interpreter, object.type, [...object.items], object.open, at);
      if (isUnordered(object)) copy.unordered = true;
      return copy;
    }
    case 'index': {
      if (!first || object.open || isUnordered(object) || second) return undefined;
      for (const [index, item] of object.items.entries()) {
        const equal = item === first || compareValues(item, 'Eq', first);
        if (equal === undefined) return undefined;
        if (equal) return constant(BigInt(index), at);
      }
      return undefined;
    }
    case 'count': {
      if (!first || object.open) return undefined;
      const equal = object.items.map(item => compareValues(item, 'Eq', first));
      return equal.includes(undefined) ? undefined : constant(BigInt(equal.filter(one => one === true).length), at);
    }
    case 'issubset':
    case 'issuperset':
    case 'isdisjoint':
      return first && subset(interpreter, object, name, first, at);
    case '__len__':
      return object.open ? undefined : constant(BigInt(object.items.length), at);
    case '__contains__': {
      const found = first && compareValues(first, 'In', object);
      return found === undefined ? undefined : constant(found, at);
    }
    case '__getitem__':
      return first ? join(object.items.slice(0, 24), at) : undefined;
    case '__iter__':
      return object;
    default:
      return undefined;
  }
}

function indexOf(value: Value): number | undefined {
  const number = value.kind === 'constant' ? numberOf(value.value) : undefined;
  return typeof number === 'bigint' ? Number(number) : undefined;
}

function popped(interpreter: Interpreter, object: SequenceValue, index: number | undefined, at: Span): Value {
  // At the end of a list that may go on, something else may stand.
  const sure = index !== undefined && !isUnordered(object) && (!object.open || index >= 0);
  const item = sure ? object.items.at(index) : undefined;
  if (sure && interpreter.uncertain === 0) {
    if (item === undefined) return { kind: 'element', of: object, at };
    object.items.splice(index < 0 ? object.items.length + index : index, 1);
    return item;
  }
  if (interpreter.uncertain === 0 && object.items.length > 0 && !object.open) {
    // One of them is gone, which one is not known.
    const all = join(object.items.slice(0, 24), at);
    if (object.items.length === 1) object.items.length = 0;
    else object.open = true;
    return all;
  }
  return object.items.length > 0 ? join(object.items.slice(0, 24), at) : { kind: 'element', of: object, at };
}

/** The items in the order of `key=` and `reverse=`; `undefined` when it is not known. The key is called with each item. */
export function sorted(
  interpreter: Interpreter,
  items: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value[] | undefined {
  const key = keywords.get('key');
  const reverse = keywords.get('reverse');
  const descending = reverse === undefined ? false : truthOf(interpreter, reverse);
  const keys =
    key && key.kind !== 'constant' ? items.map(item => callValue(interpreter, key, [item], new Map(), at)) : items;
  return descending === undefined ? undefined : ordered(interpreter, items, keys, descending, at);
}

function subset(
  interpreter: Interpreter,
  object: SequenceValue,
  name: string,
  other: Value,
  at: Span,
): Value | undefined {
  const { items, open } = elementsOf(interpreter, other, at);
  if (open || object.open) return undefined;
  const [inner, outer] = name === 'issuperset' ? [items, object.items] : [object.items, items];
  const whole = sequence(interpreter, 'list', [...outer], false, at);
  const found = inner.map(item => compareValues(item, 'In', whole));
  if (found.includes(undefined)) return undefined;
  return constant(name === 'isdisjoint' ? !found.includes(true) : !found.includes(false), at);
}
