/** Items: what reading `object[key]` gives, and what writing or deleting one does. */
import { deleteAttribute, getAttribute, setAttribute } from './attribute.ts';
import { callFunction, callValue } from './call.ts';
import { ownMember } from './classes.ts';
import { contentOf, isEnumeration, tupleItems } from './fields.ts';
import { loadModule } from './load.ts';
import { metaclassOf } from './metaclass.ts';
import { modelItem } from './models.ts';
import { ownerOfNamespace } from './namespace.ts';
import { numberOf } from './number.ts';
import { constant, isUnordered, join, keyOf, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { InstanceValue, MappingValue, SequenceValue, Value } from './value.ts';

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
      if (index === undefined) return unknown('item of a constant', at);
      if (typeof object.value === 'string') {
        const char = [...object.value].at(index);
        return char === undefined ? unknown('index out of range', at) : constant(char, at);
      }
      const byte = object.value instanceof Uint8Array ? object.value.at(index) : undefined;
      return byte === undefined ? unknown('item of a constant', at) : constant(BigInt(byte), at);
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
    case 'class': {
      // `Generic[T]` of an own class is the class; an own `__class_getitem__`, or a metaclass, says otherwise.
      const hook = ownMember(object, '__class_getitem__')?.value;
      if (hook?.kind === 'function') return callFunction(interpreter, hook, [object, key], new Map(), at);
      const meta = metaclassOf(object);
      const member = meta?.kind === 'class' ? ownMember(meta, '__getitem__')?.value : undefined;
      if (member?.kind === 'function') return callFunction(interpreter, member, [object, key], new Map(), at);
      const name = isEnumeration(object) ? stringOf(key) : undefined;
      return name === undefined ? object : getAttribute(interpreter, object, name, at);
    }
    case 'item':
      return modelItem(interpreter, object, key, at) ?? { kind: 'item', object, key, at };
    case 'instance': {
      const member = ownMember(object.cls, '__getitem__');
      if (member?.value.kind === 'function')
        return callFunction(interpreter, member.value, [object, key], new Map(), at);
      const content = contentOf(interpreter, object);
      if (content) return contentItem(interpreter, object, content, key, at);
      const items = tupleItems(object);
      const index = indexOf(key);
      return (index === undefined ? undefined : items?.at(index)) ?? { kind: 'item', object, key, at };
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

/** An item of an object that is itself a dictionary or list; its class may say what stands for a missing key. */
function contentItem(
  interpreter: Interpreter,
  object: InstanceValue,
  content: MappingValue | SequenceValue,
  key: Value,
  at: Span,
): Value {
  const missing = ownMember(object.cls, '__missing__')?.value;
  if (content.kind === 'mapping' && missing?.kind === 'function' && !content.entries.has(keyOf(key))) {
    const made = callFunction(interpreter, missing, [object, key], new Map(), at);
    return content.open ? join([made, getItem(interpreter, content, key, at)], at) : made;
  }
  return getItem(interpreter, content, key, at);
}

/** A known index as a number; `undefined` otherwise. */
function indexOf(key: Value): number | undefined {
  const number = key.kind === 'constant' ? numberOf(key.value) : undefined;
  return number === undefined ? undefined : Number(number);
}

function sequenceItem(object: SequenceValue, key: Value, at: Span): Value {
  const index = indexOf(key);
  if (index !== undefined && (!object.open || index >= 0) && !isUnordered(object)) {
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
      interpreter.changed(object.id);
      const index = indexOf(key);
      const place = index === undefined ? -1 : index < 0 ? index + object.items.length : index;
      const old = object.items[place];
      if (old === undefined) object.items.push(value);
      else object.items[place] = interpreter.uncertain > 0 ? join([value, old]) : value;
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
  interpreter.changed(mapping.id);
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
      interpreter.changed(object.id);
      if (interpreter.uncertain === 0) object.entries.delete(keyOf(key));
      return;
    case 'sequence': {
      interpreter.changed(object.id);
      const index = indexOf(key);
      if (index !== undefined && !object.open && interpreter.uncertain === 0)
        object.items.splice(index < 0 ? index + object.items.length : index, 1);
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
      if (object.kind === 'instance') {
        const member = ownMember(object.cls, '__delitem__')?.value;
        const content = contentOf(interpreter, object);
        if (member?.kind === 'function') callFunction(interpreter, member, [object, key], new Map(), at);
        else if (content) deleteItem(interpreter, content, key, at);
        if (member?.kind === 'function' || content) return;
      }
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
