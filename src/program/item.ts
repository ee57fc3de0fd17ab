/** Items: what reading `object[key]` gives, and what writing or deleting one does. */
import { deleteAttribute, getAttribute, setAttribute } from './attribute.ts';
import { callFunction, callValue } from './call.ts';
import { ownMember } from './classes.ts';
import { contentOf, tupleItems } from './fields.ts';
import { loadModule } from './load.ts';
import { modelItem } from './models.ts';
import { ownerOfNamespace } from './namespace.ts';
import { constant, join, keyOf, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { MappingValue, SequenceValue, Value } from './value.ts';

/** The value of `object[key]`. */
export function getItem(interpreter: Interpreter, object: Value, key: Value, at: Span): Value {
  const value = itemOf(interpreter, object, key, at);
  if (value.kind !== 'item') return value;
  const provider =
    object.kind === 'call' ? interpreter.providers.get(`${keyOf(object)}:${stringOf(key) ?? ''}`) : undefined;
  if (provider) return callFunction(interpreter, provider, [], new Map(), at);
  interpreter.read(value, at);
  return interpreter.host.assumed?.(value) ?? value;
}

function itemOf(interpreter: Interpreter, object: Value, key: Value, at: Span): Value {
  switch (object.kind) {
    case 'alternatives':
      return join(
        object.values.map(one => getItem(interpreter, one, key, at)),
        at,
      );
    case 'sequence':
      return sequenceItem(object, key, at);
    case 'mapping':
      return missingItem(interpreter, object, key, at) ?? mappingItem(object, key, at);
    case 'constant': {
      const index = indexOf(key);
      if (typeof object.value === 'string' && index !== undefined) {
        const char = object.value.at(index);
        return char === undefined ? unknown('index out of range', at) : constant(char, at);
      }
      return unknown('item of a constant', at);
    }
    case 'attribute':
    case 'symbol': {
      const owner = ownerOfNamespace(object);
      const name = stringOf(key);
      if (owner && name !== undefined) return getAttribute(interpreter, owner, name, at);
      if (object.kind === 'attribute')
        return modelItem(interpreter, object, key, at) ?? { kind: 'item', object, key, at };
      // `list[int]`, `Generic[T]`: a parametrised class is the class. A container's item is an item.
      if (object.path.startsWith('builtins.') || object.path.startsWith('typing.')) return object;
      if (object.path === 'sys.modules') return moduleByName(interpreter, key, at) ?? { kind: 'item', object, key, at };
      return { kind: 'item', object, key, at };
    }
    case 'class':
      return object;
    case 'item':
      return modelItem(interpreter, object, key, at) ?? { kind: 'item', object, key, at };
    case 'instance': {
      const member = ownMember(object.cls, '__getitem__');
      if (member?.value.kind === 'function')
        return callFunction(interpreter, member.value, [object, key], new Map(), at);
      const index = indexOf(key);
      const content = contentOf(interpreter, object);
      if (content) return getItem(interpreter, content, key, at);
      const item = index === undefined ? undefined : tupleItems(object)?.at(index);
      return item ?? { kind: 'item', object, key, at };
    }
    case 'unknown':
      return object;
    default:
      if (indexOf(key) !== undefined) interpreter.evaluated(object, at);
      return { kind: 'item', object, key, at };
  }
}

/** `sys.modules['netbox.settings']`. */
export function moduleByName(interpreter: Interpreter, key: Value, at: Span): Value | undefined {
  const name = stringOf(key) ?? interpreter.host.text?.(key);
  if (name === undefined) return undefined;
  if (interpreter.modules.has(name)) return loadModule(interpreter, name) ?? undefined;
  return interpreter.symbol(name, at);
}

/** A known integer index as a number; `undefined` otherwise. */
function indexOf(key: Value): number | undefined {
  return key.kind === 'constant' && (typeof key.value === 'bigint' || typeof key.value === 'number')
    ? Number(key.value)
    : undefined;
}

function sequenceItem(object: SequenceValue, key: Value, at: Span): Value {
  const index = indexOf(key);
  if (index !== undefined && (!object.open || index >= 0)) {
    const item = object.items.at(index);
    if (item !== undefined) return item;
    return object.open ? { kind: 'element', of: object, at } : unknown('index out of range', at);
  }
  if (object.items.length > 0 && object.items.length <= 24) return join(object.items, at);
  return unknown('item at an unknown index', at);
}

/** What a `defaultdict` makes for a key that it does not have, and keeps. */
function missingItem(interpreter: Interpreter, object: MappingValue, key: Value, at: Span): Value | undefined {
  if (object.factory === undefined || object.entries.has(keyOf(key))) return undefined;
  const made = callValue(interpreter, object.factory, [], new Map(), at);
  setEntry(interpreter, object, key, made);
  return made;
}

function mappingItem(object: MappingValue, key: Value, at: Span): Value {
  const entry = object.entries.get(keyOf(key));
  if (entry) return entry.value;
  if (key.kind === 'constant') return unknown(`no such key: ${String(key.value)}`, at);
  const values = [...object.entries.values()].map(one => one.value);
  return values.length > 0 && values.length <= 24 ? join(values, at) : unknown('item at an unknown key', at);
}

/** Does `object[key] = value`. */
export function setItem(interpreter: Interpreter, object: Value, key: Value, value: Value, at: Span): void {
  switch (object.kind) {
    case 'alternatives':
      for (const one of object.values) setItem(interpreter, one, key, value, at);
      return;
    case 'sequence': {
      const index = indexOf(key);
      if (index !== undefined && index >= 0 && index < object.items.length) object.items[index] = value;
      else object.items.push(value);
      return;
    }
    case 'mapping':
      setEntry(interpreter, object, key, value);
      return;
    case 'constant':
    case 'text':
    case 'module':
    case 'function':
    case 'method':
    case 'partial':
      return;
    case 'instance': {
      const member = ownMember(object.cls, '__setitem__');
      if (member?.value.kind === 'function') {
        callFunction(interpreter, member.value, [object, key, value], new Map(), at);
        return;
      }
      const content = contentOf(interpreter, object);
      if (content) {
        setItem(interpreter, content, key, value, at);
        return;
      }
      break;
    }
    case 'attribute':
    case 'symbol': {
      const owner = ownerOfNamespace(object);
      const name = stringOf(key);
      if (owner && name !== undefined) {
        setAttribute(interpreter, owner, name, value, at);
        return;
      }
      break;
    }
    default:
      break;
  }
  interpreter.escape(value, 'call');
  interpreter.write({
    kind: 'write',
    access: 'item',
    object,
    name: null,
    key,
    value,
    restores: value.kind === 'item' && keyOf(value.object) === keyOf(object) && keyOf(value.key) === keyOf(key),
    at,
  });
}

/** Puts an entry into an own mapping; in a branch that may not run the old value stays possible. */
export function setEntry(interpreter: Interpreter, mapping: MappingValue, key: Value, value: Value): void {
  if (key.kind === 'unknown' || key.kind === 'text') mapping.open = true;
  const text = keyOf(key);
  const name = stringOf(key);
  if (mapping.scope && name !== undefined) mapping.scope.bind(name, value);
  if (mapping.names && name !== undefined) mapping.names.set(name, value);
  const old = mapping.entries.get(text);
  if (old) old.value = interpreter.uncertain > 0 ? join([value, old.value]) : value;
  else mapping.entries.set(text, { key, value });
}

/** Does `del object[key]`. */
export function deleteItem(interpreter: Interpreter, object: Value, key: Value, at: Span): void {
  switch (object.kind) {
    case 'alternatives':
      for (const one of object.values) deleteItem(interpreter, one, key, at);
      return;
    case 'mapping':
      if (interpreter.uncertain === 0) object.entries.delete(keyOf(key));
      return;
    case 'sequence': {
      const index = indexOf(key);
      if (index !== undefined && index >= 0 && interpreter.uncertain === 0) object.items.splice(index, 1);
      return;
    }
    case 'constant':
    case 'text':
    case 'module':
    case 'function':
    case 'method':
    case 'partial':
      return;
    default: {
      const owner = ownerOfNamespace(object);
      if (owner) {
        deleteAttribute(interpreter, owner, stringOf(key) ?? null, at);
        return;
      }
      interpreter.write({
        kind: 'delete',
        access: 'item',
        object,
        name: null,
        key,
        value: null,
        restores: false,
        at,
      });
    }
  }
}
