/** Types of values: `type(x)`, `isinstance`, `issubclass`, `hasattr`, `callable`, as far as they can be known. */
import { ownMember, resolutionOrder } from './classes.ts';
import { contentOf, isEnumeration } from './fields.ts';
import { metaclassOf } from './metaclass.ts';
import { alternativesOf } from './value.ts';
import type { Interpreter } from './interpreter.ts';
import type { ClassValue, Value } from './value.ts';

/** Builtin classes of a builtin, itself first. */
const ANCESTRY: Readonly<Record<string, readonly string[]>> = {
  bool: ['bool', 'int', 'object'],
};

/** The name of the builtin class of a value: `str`, `list`; `undefined` for what has none, or may be of several. */
export function builtinClass(value: Value): string | undefined {
  switch (value.kind) {
    case 'constant':
      switch (typeof value.value) {
        case 'string':
          return 'str';
        case 'bigint':
          return 'int';
        case 'number':
          return 'float';
        case 'boolean':
          return 'bool';
        case 'undefined':
          return 'ellipsis';
        default:
          return value.value === null ? 'NoneType' : 'bytes';
      }
    case 'text':
      return 'str';
    case 'sequence':
      // A slice of something foreign is kept as an open list, whatever it is.
      return value.type === 'generator' || value.open ? undefined : value.type;
    case 'mapping':
      return 'dict';
    default:
      return undefined;
  }
}

/** Classes that every value is compared with by what it can do: `isinstance(x, Iterable)`. */
const ABSTRACT = /^(collections\.abc|typing|abc|numbers|types)\./;

/** Whether `isinstance(value, cls)`; `undefined` when it is not known. */
export function isInstance(interpreter: Interpreter, value: Value, cls: Value): boolean | undefined {
  return anyOf(cls, one => both(alternativesOf(value).map(each => isInstanceOf(interpreter, each, one))));
}

/** Whether `issubclass(cls, parent)`; `undefined` when it is not known. */
export function isSubclass(interpreter: Interpreter, cls: Value, parent: Value): boolean | undefined {
  return anyOf(parent, one => both(alternativesOf(cls).map(each => descends(interpreter, each, one))));
}

/** The test for a class, or for any of a tuple of classes. */
function anyOf(cls: Value, test: (one: Value) => boolean | undefined): boolean | undefined {
  if (cls.kind !== 'sequence') return cls.kind === 'alternatives' ? both(cls.values.map(test)) : test(cls);
  const results = cls.items.map(one => anyOf(one, test));
  if (results.includes(true)) return true;
  return cls.open || results.includes(undefined) ? undefined : false;
}

/** What all agree on. */
function both(results: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = results;
  return results.every(one => one === first) ? first : undefined;
}

function isInstanceOf(interpreter: Interpreter, value: Value, cls: Value): boolean | undefined {
  if (cls.kind === 'symbol' && cls.path === 'builtins.object') return true;
  if (cls.kind === 'symbol' && cls.path === 'builtins.type') return isClass(interpreter, value);
  if (cls.kind === 'symbol' && ABSTRACT.test(cls.path)) return undefined;
  if (value.kind === 'instance') return descends(interpreter, value.cls, cls);
  const own = builtinClass(value);
  if (own !== undefined) {
    if (cls.kind === 'class') return false;
    if (cls.kind !== 'symbol') return undefined;
    // What is a subclass of a builtin, a lazy string say, is not seen in a value that is known.
    const builtin = /^builtins\.(\w+)$/.exec(cls.path)?.[1];
    if (builtin === undefined) return isForeignClass(interpreter, cls.path) ? false : undefined;
    // A mapping may be of any kind of dictionary.
    if (value.kind === 'mapping' && builtin === 'dict') return true;
    return (ANCESTRY[own] ?? [own, 'object']).includes(builtin);
  }
  if (value.kind === 'function' || value.kind === 'method' || value.kind === 'module')
    return cls.kind === 'class' || (cls.kind === 'symbol' && /^builtins\.(?!type|object)/.test(cls.path))
      ? false
      : undefined;
  if (value.kind === 'class') {
    const meta = metaclassOf(value);
    if (cls.kind === 'class')
      return meta?.kind === 'class' ? descends(interpreter, meta, cls) : meta ? undefined : false;
  }
  return undefined;
}

/** Whether a value is a class; `undefined` when that is not known. */
function isClass(interpreter: Interpreter, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'class':
      return true;
    case 'constant':
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'function':
    case 'method':
    case 'module':
      return false;
    case 'symbol': {
      const kind = interpreter.host.facts.symbol(value.path)?.kind;
      return kind === 'class' ? true : kind === 'function' || kind === 'module' ? false : undefined;
    }
    default:
      return undefined;
  }
}

/** A class of the host: no value that the language makes is an object of it. */
function isForeignClass(interpreter: Interpreter, path: string): boolean {
  return interpreter.host.facts.symbol(path)?.kind === 'class';
}

function descends(interpreter: Interpreter, cls: Value, parent: Value): boolean | undefined {
  if (parent.kind === 'symbol' && parent.path === 'builtins.object') return true;
  if (cls.kind === 'symbol') {
    if (parent.kind === 'class') return isForeignClass(interpreter, cls.path) ? false : undefined;
    if (parent.kind !== 'symbol') return undefined;
    if (cls.path === parent.path) return true;
    const ancestors = interpreter.host.facts.class(cls.path)?.ancestors;
    return ancestors?.includes(parent.path) ? true : undefined;
  }
  if (cls.kind !== 'class') return undefined;
  if (parent.kind !== 'class' && parent.kind !== 'symbol') return undefined;
  let known = true;
  for (const one of resolutionOrder(cls)) {
    if (one === parent) return true;
    if (one.kind === 'symbol' && parent.kind === 'symbol') {
      if (one.path === parent.path) return true;
      if (interpreter.host.facts.class(one.path)?.ancestors.includes(parent.path)) return true;
    }
    if (one.kind !== 'class' && !(one.kind === 'symbol' && one.path === 'builtins.object')) known = false;
  }
  // A foreign ancestor can be no subclass of an own class, but what stands above it is not wholly known.
  if (!known)
    return parent.kind === 'class' && resolutionOrder(cls).every(one => one.kind !== 'unknown') ? false : undefined;
  return parent.kind === 'symbol' || metaclassOf(parent) === undefined ? false : undefined;
}

/** True when an object of own classes alone surely has no such attribute. */
export function surelyLacks(interpreter: Interpreter, object: Value, name: string): boolean {
  // Those that every object has.
  if (name.startsWith('__')) return false;
  if (object.kind === 'class') return lacks(object, name) && !classHook(object);
  // What the host makes has attributes that nobody was seen to store.
  if (object.kind !== 'instance' || !object.made || object.attributes.has(name) || isEnumeration(object.cls))
    return false;
  if (contentOf(interpreter, object)) return false;
  const hook = ownMember(object.cls, '__getattr__') ?? ownMember(object.cls, '__getattribute__');
  return !hook && lacks(object.cls, name);
}

function classHook(cls: ClassValue): boolean {
  return metaclassOf(cls) !== undefined;
}

function lacks(cls: ClassValue, name: string): boolean {
  return (
    cls.decorators.length === 0 &&
    ownMember(cls, name) === undefined &&
    resolutionOrder(cls).every(one => one.kind === 'class' || (one.kind === 'symbol' && one.path === 'builtins.object'))
  );
}

/** Whether `callable(value)`. */
export function isCallable(interpreter: Interpreter, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'function':
    case 'class':
    case 'method':
    case 'partial':
      return true;
    case 'constant':
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'module':
      return false;
    case 'symbol': {
      if (/^builtins\.[a-z]\w*$/.test(value.path)) return true;
      const kind = interpreter.host.facts.symbol(value.path)?.kind;
      return kind === 'class' || kind === 'function' ? true : undefined;
    }
    case 'instance':
      if (ownMember(value.cls, '__call__')) return true;
      return lacks(value.cls, '__call__') ? false : undefined;
    default:
      return undefined;
  }
}
