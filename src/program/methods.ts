/** Methods that mean the same on whatever they are called: those of `object`, of namespaces, and of context stacks. */
import { deleteAttribute, getAttribute, setAttribute, storeAttribute } from './attribute.ts';
import { callValue, opaqueCall } from './call.ts';
import { intrinsicFor } from './intrinsics.ts';
import { deleteItem, getItem, setItem } from './item.ts';
import { CLOSED, enterContext } from './try.ts';
import { ownerOfNamespace } from './namespace.ts';
import { methodOf } from './shape.ts';
import { join, NONE, stringOf, symbol } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, Value } from './value.ts';

type Keywords = ReadonlyMap<string, Value>;

const METHODS = new Set([
  '__setattr__',
  '__delattr__',
  '__getattribute__',
  '__setitem__',
  '__delitem__',
  '__getitem__',
  '__call__',
  'update',
  'get',
  'pop',
  'setdefault',
  'enter_context',
  'enter_async_context',
  'callback',
  'put',
  'put_nowait',
  'set',
  'get_nowait',
  'add_to_class',
  'contribute_to_class',
]);

/** Python's own types, whose methods take the object first: `list.append(x, 1)`, `dict.update(x, y)`. */
const UNBOUND = /^builtins\.(list|dict|set|object|str)\.(\w+)$/;

/** The value of such a call; `undefined` when the callee is none of these. */
export function callKnownMethod(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value | undefined {
  if (callee.kind === 'symbol') {
    const unbound = UNBOUND.exec(callee.path);
    const [object, ...rest] = args;
    // `object.__setattr__` and its like pass by what the class of the object does with attributes.
    if (unbound?.[2] !== undefined && object && !/^__(new|setattr|delattr|getattribute)__$/.test(unbound[2])) {
      return callValue(interpreter, bound(interpreter, object, unbound[2], at), rest, keywords, at);
    }
  }
  const method = methodOf(callee);
  if (!method || !METHODS.has(method.name)) return undefined;
  const { object, name } = method;
  const [first, second, third] = args;
  switch (name) {
    case '__setattr__':
    case '__delattr__':
    case '__getattribute__':
      return attributeMethod(interpreter, object, name, args, at);
    case '__call__':
      return object.kind === 'symbol' && intrinsicFor(interpreter, object.path)
        ? callValue(interpreter, object, args, keywords, at)
        : undefined;
    case 'add_to_class':
    case 'contribute_to_class': {
      // Django's way to give a model class a member after its body (django/db/models/base.py, ModelBase.add_to_class).
      const [cls, label, member] = name === 'add_to_class' ? [object, first, second] : [first, second, object];
      const field = stringOf(label);
      if (cls?.kind === 'class' && member && field !== undefined) setAttribute(interpreter, cls, field, member, at);
      return undefined;
    }
    case '__setitem__':
      // `dict.__setitem__(target, key, value)` is dealt with above; two arguments are key and value.
      if (!first || !second || third) return undefined;
      setItem(interpreter, object, first, second, at);
      return NONE;
    case '__delitem__':
      if (!first || second) return undefined;
      deleteItem(interpreter, object, first, at);
      return NONE;
    case '__getitem__':
      return first && !second ? getItem(interpreter, object, first, at) : undefined;
    case 'put':
    case 'put_nowait':
    case 'set': {
      const cell = isCell(object) && first ? object : undefined;
      if (!cell || !first) return undefined;
      const held = cell.attributes.get(HELD);
      cell.attributes.set(HELD, held ? join([held, first], at) : first);
      return NONE;
    }
    case 'enter_context':
    case 'enter_async_context':
      if (!first || !isExitStack(object)) return undefined;
      // A stack that no `with` closes keeps open what it has entered.
      if (object.kind === 'call' && !object.attributes.has(CLOSED) && first.kind === 'call')
        return opaqueCall(
          interpreter,
          { kind: 'attribute', object: first, name: '__enter__', at },
          [object],
          keywords,
          at,
        );
      return enterContext(interpreter, first, at).entered;
    case 'callback': {
      if (!first || !isExitStack(object)) return undefined;
      interpreter.finally++;
      callValue(interpreter, first, args.slice(1), keywords, at);
      interpreter.finally--;
      return first;
    }
    default: {
      const held = name.startsWith('get') && isCell(object) ? object.attributes.get(HELD) : undefined;
      if (held) return held;
      return namespaceMethod(interpreter, object, name, args, keywords, at);
    }
  }
}

/** An attribute for a call, without following what a foreign name might mean as a value. */
function bound(interpreter: Interpreter, object: Value, name: string, at: Span): Value {
  return object.kind === 'symbol'
    ? symbol(`${object.path}.${name}`, object.at)
    : getAttribute(interpreter, object, name, at);
}

/** Where a queue or context variable keeps what was put into it. */
const HELD = '[]';

/** An object of the library that gives back what was put into it. */
function isCell(object: Value): object is CallValue {
  return (
    object.kind === 'call' &&
    object.callee.kind === 'symbol' &&
    /^((queue|asyncio|multiprocessing)\.\w*Queue|contextvars\.ContextVar)$/.test(object.callee.path)
  );
}

function isExitStack(object: Value): boolean {
  return (
    object.kind === 'call' && object.callee.kind === 'symbol' && /(^|\.)(Async)?ExitStack$/.test(object.callee.path)
  );
}

/** `X.__setattr__(object, name, value)` of a class, or `object.__setattr__(name, value)` of the object itself. */
function attributeMethod(
  interpreter: Interpreter,
  receiver: Value,
  method: string,
  args: readonly Value[],
  at: Span,
): Value | undefined {
  const setting = method === '__setattr__';
  const own = args.length === (setting ? 2 : 1);
  // `super().__setattr__(…)` stores on the object, whatever its class defines.
  const target = own ? (receiver.kind === 'super' ? receiver.self : receiver) : args[0];
  const [nameValue, value] = own ? args : args.slice(1);
  if (!target || !nameValue) return undefined;
  const name = stringOf(nameValue) ?? null;
  if (method === '__getattribute__') return name === null ? undefined : getAttribute(interpreter, target, name, at);
  if (!setting) deleteAttribute(interpreter, target, name, at);
  else if (!value) return undefined;
  else if (target.kind === 'instance') storeAttribute(interpreter, target, name, value);
  else setAttribute(interpreter, target, name, value, at);
  return NONE;
}

/** Methods of `X.__dict__`, where X is not the package's. */
function namespaceMethod(
  interpreter: Interpreter,
  object: Value,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value | undefined {
  const owner = ownerOfNamespace(object);
  if (!owner) return undefined;
  const [first, second] = args;
  const key = stringOf(first);
  switch (name) {
    case 'update':
      if (first?.kind === 'mapping') {
        for (const entry of first.entries.values())
          setAttribute(interpreter, owner, stringOf(entry.key) ?? null, entry.value, at);
      }
      for (const [keyword, value] of keywords) setAttribute(interpreter, owner, keyword, value, at);
      return first && first.kind !== 'mapping' ? undefined : NONE;
    case 'get':
      return key === undefined ? undefined : getAttribute(interpreter, owner, key, at);
    case 'setdefault':
      if (key !== undefined && second) setAttribute(interpreter, owner, key, second, at);
      return key === undefined ? undefined : getAttribute(interpreter, owner, key, at);
    case 'pop': {
      if (key === undefined) return undefined;
      const value = getAttribute(interpreter, owner, key, at);
      deleteAttribute(interpreter, owner, key, at);
      return value;
    }
    default:
      return undefined;
  }
}
