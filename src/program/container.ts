/** Methods of the package's own lists, dicts, sets and strings, and iteration over values. */
import { setEntry } from './item.ts';
import { getAttribute } from './attribute.ts';
import { callFunction } from './call.ts';
import { ownMember } from './classes.ts';
import { compareValues } from './compare.ts';
import { contentOf, isEnumeration, tupleItems } from './fields.ts';
import { sequenceMethod } from './sequence-methods.ts';
import { holdsItem } from './sets.ts';
import { callTextMethod } from './text.ts';
import { constant, join, keyOf, NONE, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { MappingValue, SequenceType, SequenceValue, Value } from './value.ts';

type Keywords = ReadonlyMap<string, Value>;

/** Containers longer than this are cut and left open: joining lists in loops would double them again and again. */
export const MOST_ITEMS = 2000;

export function sequence(
  interpreter: Interpreter,
  type: SequenceType,
  items: Value[],
  open: boolean,
  at: Span | null,
): SequenceValue {
  const cut = items.length > MOST_ITEMS;
  return {
    kind: 'sequence',
    id: interpreter.id(),
    type,
    items: cut ? items.slice(0, MOST_ITEMS) : items,
    open: open || cut,
    at,
  };
}

/** Puts items at the end of an own container, within its bound. */
export function extendSequence(target: SequenceValue, items: readonly Value[], open: boolean): void {
  const room = MOST_ITEMS - target.items.length;
  const isSet = target.type === 'set' || target.type === 'frozenset';
  // A copy: a list may be extended by itself.
  for (const item of items.slice(0, Math.max(0, room))) if (!isSet || !holdsItem(target, item)) target.items.push(item);
  target.open ||= open || room < items.length;
}

export function mapping(interpreter: Interpreter, open: boolean, at: Span | null): MappingValue {
  return { kind: 'mapping', id: interpreter.id(), entries: new Map(), open, at };
}

/** Methods of containers that change them. */
const CHANGING =
  /^(append|add|insert|extend|update|pop|remove|discard|clear|reverse|sort|setdefault|move_to_end|\w+_update)|^\w*left$/;

/** What a loop over a value meets: the known elements, and whether there may be others. */
export interface Elements {
  readonly items: readonly Value[];
  readonly open: boolean;
}

/** The elements of an iterable; for one that is not known, a single element value that stands for any. */
export function elementsOf(interpreter: Interpreter, value: Value, at: Span): Elements {
  switch (value.kind) {
    case 'sequence':
      return { items: value.items, open: value.open };
    case 'mapping':
      return { items: [...value.entries.values()].map(entry => entry.key), open: value.open };
    case 'constant':
      if (typeof value.value === 'string')
        return { items: [...value.value].map(char => constant(char, at)), open: false };
      return { items: [], open: true };
    case 'alternatives': {
      const all = value.values.map(one => elementsOf(interpreter, one, at));
      // One of them has these, another those.
      return { items: distinct(all.flatMap(one => one.items)), open: true };
    }
    case 'instance': {
      const member = ownMember(value.cls, '__iter__');
      if (member?.value.kind === 'function') {
        return givenBy(interpreter, callFunction(interpreter, member.value, [value], new Map(), at), at);
      }
      const content = contentOf(interpreter, value);
      if (content) return elementsOf(interpreter, content, at);
      const items = tupleItems(value);
      return items ? { items, open: false } : { items: [{ kind: 'element', of: value, at }], open: true };
    }
    case 'class': {
      if (!isEnumeration(value)) return { items: [{ kind: 'element', of: value, at }], open: true };
      const names = [...value.namespace].filter(([name, one]) => !name.startsWith('_') && one.kind !== 'function');
      return { items: names.map(([name]) => getAttribute(interpreter, value, name, at)), open: false };
    }
    case 'text':
      return { items: [unknown('a character', at)], open: true };
    default:
      interpreter.evaluated(value, at);
      return { items: [{ kind: 'element', of: value, at }], open: true };
  }
}

/**
 * The elements of what `__iter__` returned. An own object is an iterator there: it is asked for `__next__`, and never for
 * `__iter__` again, which mostly returns the object itself.
 */
function givenBy(interpreter: Interpreter, iterator: Value, at: Span): Elements {
  if (iterator.kind === 'alternatives') {
    const all = iterator.values.map(one => givenBy(interpreter, one, at));
    return { items: distinct(all.flatMap(one => one.items)), open: all.some(one => one.open) };
  }
  if (iterator.kind !== 'instance') return elementsOf(interpreter, iterator, at);
  const next = ownMember(iterator.cls, '__next__');
  if (next?.value.kind === 'function') {
    return { items: [callFunction(interpreter, next.value, [iterator], new Map(), at)], open: true };
  }
  const content = contentOf(interpreter, iterator);
  return content
    ? elementsOf(interpreter, content, at)
    : { items: [{ kind: 'element', of: iterator, at }], open: true };
}

/** Lists that are alternatives of each other mostly share their elements; each counts once. */
function distinct(items: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const key = keyOf(item);
    if (key === '?') return true;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Calls a method of an own container or string; `undefined` when the object is none, or the method is not known. */
export function callContainerMethod(
  interpreter: Interpreter,
  object: Value,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value | undefined {
  if (object.kind === 'instance' || (object.kind === 'super' && object.self.kind === 'instance')) {
    const instance = object.kind === 'instance' ? object : object.self;
    const content = instance.kind === 'instance' ? contentOf(interpreter, instance) : undefined;
    return content && callContainerMethod(interpreter, content, name, args, keywords, at);
  }
  if ((object.kind === 'sequence' || object.kind === 'mapping') && CHANGING.test(name)) interpreter.changed(object.id);
  if (object.kind === 'sequence') return sequenceMethod(interpreter, object, name, args, keywords, at);
  if (object.kind === 'mapping') return mappingMethod(interpreter, object, name, args, keywords, at);
  if (object.kind === 'constant' || object.kind === 'text')
    return callTextMethod(interpreter, object, name, args, keywords, at);
  return undefined;
}

function mappingMethod(
  interpreter: Interpreter,
  object: MappingValue,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value | undefined {
  const [first, second] = args;
  const values = (): Value[] => [...object.entries.values()].map(entry => entry.value);
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault':
    case '__getitem__': {
      if (!first) return undefined;
      const entry = object.entries.get(keyOf(first));
      if (entry) {
        if (name === 'pop' && interpreter.uncertain === 0) object.entries.delete(keyOf(first));
        return entry.value;
      }
      if (name === 'setdefault' && second) setEntry(interpreter, object, first, second);
      const fallback = second ?? NONE;
      if (first.kind === 'constant' && !object.open) return fallback;
      const known = first.kind === 'constant' ? [] : values().slice(0, 24);
      return join([...known, fallback, ...(object.open ? [unknown('an entry that is not known', at)] : [])], at);
    }
    case 'items':
      return sequence(
        interpreter,
        'list',
        [...object.entries.values()].map(entry => sequence(interpreter, 'tuple', [entry.key, entry.value], false, at)),
        object.open,
        at,
      );
    case 'keys':
      return sequence(
        interpreter,
        'list',
        [...object.entries.values()].map(entry => entry.key),
        object.open,
        at,
      );
    case 'values':
      return sequence(interpreter, 'list', values(), object.open, at);
    case 'update': {
      if (first) mergeInto(interpreter, object, first, at);
      for (const [key, value] of keywords) setEntry(interpreter, object, constant(key, at), value);
      return NONE;
    }
    case 'copy': {
      const copy = mapping(interpreter, object.open, at);
      for (const [key, entry] of object.entries) copy.entries.set(key, { ...entry });
      return copy;
    }
    case 'clear':
      if (interpreter.uncertain === 0) object.entries.clear();
      return NONE;
    case 'popitem': {
      const last = [...object.entries].at(-1);
      if (!last || object.open || interpreter.uncertain > 0) {
        const pairs = [...object.entries.values()].slice(0, 16);
        return join(
          pairs.map(entry => sequence(interpreter, 'tuple', [entry.key, entry.value], false, at)),
          at,
        );
      }
      object.entries.delete(last[0]);
      return sequence(interpreter, 'tuple', [last[1].key, last[1].value], false, at);
    }
    case '__len__':
      return object.open ? undefined : constant(BigInt(object.entries.size), at);
    case '__contains__': {
      const held = first && compareValues(first, 'In', object);
      return held === undefined ? undefined : constant(held, at);
    }
    case 'move_to_end': {
      const entry = first && object.entries.get(keyOf(first));
      if (!entry || interpreter.uncertain > 0) return NONE;
      const rest = [...object.entries];
      const lastWanted = second ?? keywords.get('last');
      object.entries.delete(keyOf(first));
      if (lastWanted?.kind === 'constant' && lastWanted.value === false) object.entries.clear();
      object.entries.set(keyOf(first), entry);
      if (lastWanted?.kind === 'constant' && lastWanted.value === false)
        for (const [key, one] of rest) if (key !== keyOf(first)) object.entries.set(key, one);
      return NONE;
    }
    default:
      return undefined;
  }
}

/** Does `target.update(source)`. */
export function mergeInto(interpreter: Interpreter, target: MappingValue, source: Value, at: Span): void {
  switch (source.kind) {
    case 'mapping':
      for (const entry of source.entries.values()) setEntry(interpreter, target, entry.key, entry.value);
      target.open ||= source.open;
      return;
    case 'sequence':
      for (const pair of source.items) {
        if (pair.kind === 'sequence' && pair.items.length === 2 && pair.items[0] && pair.items[1]) {
          setEntry(interpreter, target, pair.items[0], pair.items[1]);
        } else target.open = true;
      }
      target.open ||= source.open;
      return;
    case 'alternatives':
      for (const one of source.values) mergeInto(interpreter, target, one, at);
      return;
    default:
      target.open = true;
  }
}

/** The key of a mapping entry as a string, for keyword arguments. */
export function stringEntries(value: MappingValue): [string, Value][] {
  const out: [string, Value][] = [];
  for (const entry of value.entries.values()) {
    const key = stringOf(entry.key);
    if (key !== undefined) out.push([key, entry.value]);
  }
  return out;
}
