/** Attributes: what reading one gives, and what writing or deleting one does. */
import { callFunction, callValue } from './call.ts';
import { foreignAncestors, memberAfter, ownMember, resolutionOrder } from './classes.ts';
import { isEnumeration } from './fields.ts';
import { loadModule } from './load.ts';
import { metaclassOf } from './metaclass.ts';
import { modelAttribute, relatedRow } from './models.ts';
import { namespaceOf } from './namespace.ts';
import { constant, join, keyOf, NONE, symbol, unknown } from './value.ts';
import type { Statement } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, ClassValue, FunctionValue, InstanceValue, Value } from './value.ts';

/** The value of `object.name`. */
export function getAttribute(interpreter: Interpreter, object: Value, name: string, at: Span): Value {
  switch (object.kind) {
    case 'alternatives':
      return join(
        object.values.map(one => getAttribute(interpreter, one, name, at)),
        at,
      );
    case 'module': {
      const module = object.module;
      if (module.state === 'new') loadModule(interpreter, module.name);
      const value = module.scope?.names.get(name);
      if (value !== undefined) return value;
      const child = `${module.name}.${name}`;
      if (interpreter.modules.has(child)) return loadModule(interpreter, child) ?? unknown(`module ${child}`, at);
      for (const star of module.scope?.stars ?? []) {
        if (interpreter.host.facts.symbol(`${star}.${name}`)) return interpreter.symbol(`${star}.${name}`, at);
      }
      if (name === '__name__') return constant(module.name, at);
      if (name === '__dict__') return namespaceOf(interpreter, module.scope?.names ?? new Map(), at);
      const hook = module.scope?.names.get('__getattr__');
      if (hook?.kind === 'function' && module.state === 'done')
        return callFunction(interpreter, hook, [constant(name, at)], new Map(), at);
      return unknown(`${module.name} has no '${name}'`, at);
    }
    case 'symbol': {
      const path = `${object.path}.${name}`;
      // The path as it is asked for, before re-exports are followed: that one must exist.
      interpreter.read(symbol(path, at), at);
      const known =
        interpreter.host.value?.(path, at) ??
        modelAttribute(interpreter, object, name, at) ??
        definedName(interpreter, object.path, name, at);
      if (known) return known;
      return interpreter.symbol(path, object.at ?? at);
    }
    case 'instance':
      return instanceAttribute(interpreter, object, name, at);
    case 'class':
      return classAttribute(interpreter, object, name, at);
    case 'function': {
      const value = object.attributes.get(name);
      if (value !== undefined) return value;
      if (name === '__name__') return constant(object.name, at);
      if (name === '__qualname__') return constant(qualifiedName(object), at);
      if (name === '__doc__') return docOf(object.node.type === 'Lambda' ? [] : object.node.body, at);
      if (name === '__module__') return constant(object.module.name, at);
      if (name === '__wrapped__') return object;
      return { kind: 'attribute', object, name, at };
    }
    case 'method':
      if (name === '__func__') return object.function;
      if (name === '__self__') return object.self;
      return getAttribute(interpreter, object.function, name, at);
    case 'super': {
      const cls =
        object.self.kind === 'instance' ? object.self.cls : object.self.kind === 'class' ? object.self : object.cls;
      const member = memberAfter(cls, object.cls, name);
      if (member !== undefined) return bindMember(interpreter, member, object.self, cls, at);
      return { kind: 'attribute', object, name, at };
    }
    case 'call': {
      const held = heldBy(interpreter, object, at);
      if (held) return getAttribute(interpreter, held, name, at);
      const value = object.attributes.get(name);
      return value ?? modelAttribute(interpreter, object, name, at) ?? { kind: 'attribute', object, name, at };
    }
    case 'partial':
      if (name === 'func') return object.callee;
      return { kind: 'attribute', object, name, at };
    case 'unknown':
      return object;
    case 'constant':
      // The member of an enumeration: no string or number has such an attribute.
      return name === 'value' ? object : { kind: 'attribute', object, name, at };
    case 'attribute':
    case 'item':
    case 'element':
    case 'parameter':
      return modelAttribute(interpreter, object, name, at) ?? { kind: 'attribute', object, name, at };
    case 'text':
    case 'sequence':
    case 'mapping':
      return { kind: 'attribute', object, name, at };
  }
}

/** What a lazy object of Django stands for, whose attributes are read and written through it (django/utils/functional.py). */
function heldBy(interpreter: Interpreter, object: CallValue, at: Span): Value | undefined {
  if (object.callee.kind !== 'symbol' || object.callee.path !== 'django.utils.functional.SimpleLazyObject')
    return undefined;
  const [make] = object.args;
  return make && callValue(interpreter, make, [], new Map(), at);
}

function qualifiedName(fn: FunctionValue): string {
  if (fn.owner) return `${fn.owner.qualname}.${fn.name}`;
  return fn.closure.function ? `${qualifiedName(fn.closure.function)}.<locals>.${fn.name}` : fn.name;
}

/** The documentation string of a body, cleaned of nothing: as it stands. */
function docOf(body: readonly Statement[], at: Span): Value {
  const [first] = body;
  const value = first?.type === 'Expr' && first.value.type === 'Constant' ? first.value.value : undefined;
  return value?.kind === 'str' ? constant(value.value, at) : constant(null, at);
}

/** `__module__` and `__name__` of what the host defines. */
function definedName(interpreter: Interpreter, path: string, name: string, at: Span): Value | undefined {
  if (name !== '__module__' && name !== '__name__' && name !== '__qualname__') return undefined;
  const builtin = /^builtins\.(\w+)$/.exec(path)?.[1];
  if (builtin !== undefined) return constant(name === '__module__' ? 'builtins' : builtin, at);
  const fact = interpreter.host.facts.symbol(path);
  if (fact?.path !== path || (fact.kind !== 'class' && fact.kind !== 'function')) return undefined;
  const dot = path.lastIndexOf('.');
  return constant(name === '__module__' ? path.slice(0, dot) : path.slice(dot + 1), at);
}

function instanceAttribute(interpreter: Interpreter, object: InstanceValue, name: string, at: Span): Value {
  const own = object.attributes.get(name);
  if (own !== undefined) return own;
  if (name === '__class__') return object.cls;
  if (name === '__dict__') return namespaceOf(interpreter, object.attributes, at);
  const member = ownMember(object.cls, name);
  if (member) return bindMember(interpreter, member.value, object, object.cls, at);
  const named = isEnumeration(object.cls) && name === '_value_' ? object.attributes.get('value') : undefined;
  if (named) return named;
  const hook = name.startsWith('__') ? undefined : ownMember(object.cls, '__getattr__')?.value;
  if (hook?.kind === 'function') return callFunction(interpreter, hook, [object, constant(name, at)], new Map(), at);
  return { kind: 'attribute', object, name, at };
}

/** A member of an enumeration whose value is an object: it holds that object as its `value`. */
function enumerationMember(interpreter: Interpreter, cls: ClassValue, name: string, value: Value, at: Span): Value {
  const attributes = new Map<string, Value>([
    ['value', value],
    ['name', constant(name, at)],
  ]);
  const args = value.kind === 'sequence' ? value.items : [value];
  const member: InstanceValue = {
    kind: 'instance',
    id: interpreter.id(),
    cls,
    attributes,
    args,
    keywords: new Map(),
    at,
  };
  // A tuple is handed to `__init__` as its arguments (library, enum).
  const init = ownMember(cls, '__init__')?.value;
  if (init?.kind === 'function') callFunction(interpreter, init, [member, ...args], new Map(), at);
  return member;
}

/** Kinds of values whose member of an enumeration is more than the value: a text or number stands for itself. */
const HELD_BY_MEMBERS: ReadonlySet<Value['kind']> = new Set(['symbol', 'class', 'sequence', 'mapping', 'partial']);

function classAttribute(interpreter: Interpreter, object: ClassValue, name: string, at: Span): Value {
  const member = ownMember(object, name);
  if (member) {
    const value = member.value;
    if (value.kind === 'function' && value.binding === 'class')
      return { kind: 'method', function: value, self: object, at };
    if (value.kind === 'instance') return throughDescriptor(interpreter, value, NONE, object, at);
    if (HELD_BY_MEMBERS.has(value.kind) && isEnumeration(object))
      return enumerationMember(interpreter, object, name, value, at);
    return value;
  }
  const meta = metaclassOf(object);
  const inherited = meta?.kind === 'class' ? ownMember(meta, name)?.value : undefined;
  if (meta?.kind === 'class' && inherited) return bindMember(interpreter, inherited, object, meta, at);
  switch (name) {
    case '__name__':
      return constant(object.name, at);
    case '__qualname__':
      return constant(object.qualname, at);
    case '__doc__':
      return docOf(object.node?.body ?? [], at);
    case '__module__':
      return constant(object.module.name, at);
    case '__bases__':
      return { kind: 'sequence', id: interpreter.id(), type: 'tuple', items: [...object.bases], open: false, at };
    case '__base__':
      return object.bases[0] ?? unknown('no base', at);
    case 'mro':
      return {
        kind: 'partial',
        callee: symbol('builtins.list', at),
        args: [getAttribute(interpreter, object, '__mro__', at)],
        keywords: new Map(),
        at,
      };
    case '__subclasses__': {
      const items = interpreter.classes.filter(one => one.bases.includes(object));
      return {
        kind: 'partial',
        callee: symbol('builtins.list', at),
        args: [{ kind: 'sequence', id: interpreter.id(), type: 'list', items, open: false, at }],
        keywords: new Map(),
        at,
      };
    }
    case '__mro__': {
      const items: Value[] = [...resolutionOrder(object)];
      // What stands above foreign classes is the host's to say.
      if (foreignAncestors(object).length === 0) items.push(symbol('builtins.object', at));
      return { kind: 'sequence', id: interpreter.id(), type: 'tuple', items, open: false, at };
    }
    case '__dict__':
      return namespaceOf(interpreter, object.namespace, at);
    default:
      return { kind: 'attribute', object, name, at };
  }
}

/** A class member seen through an instance (or a class, for `super()` in a class method). */
function bindMember(interpreter: Interpreter, member: Value, self: Value, cls: ClassValue, at: Span): Value {
  if (member.kind === 'alternatives') {
    return join(
      member.values.map(one => bindMember(interpreter, one, self, cls, at)),
      at,
    );
  }
  if (member.kind === 'instance') return throughDescriptor(interpreter, member, self, cls, at);
  if (member.kind === 'call' && self.kind === 'instance') return relatedRow(interpreter, member, cls, at) ?? member;
  if (member.kind === 'partial' && member.binds) return { ...member, args: [self, ...member.args] };
  if (member.kind !== 'function') return member;
  switch (member.binding) {
    case 'static':
      return member;
    case 'class':
      return { kind: 'method', function: member, self: cls, at };
    case 'property':
      return callFunction(interpreter, member, [self], new Map(), at);
    case 'function':
      return { kind: 'method', function: member, self, at };
  }
}

/** What a class member that is an object of an own class gives: its `__get__`, or itself. */
function throughDescriptor(
  interpreter: Interpreter,
  member: InstanceValue,
  self: Value,
  cls: ClassValue,
  at: Span,
): Value {
  const get = ownMember(member.cls, '__get__')?.value;
  return get?.kind === 'function' ? callFunction(interpreter, get, [member, self, cls], new Map(), at) : member;
}

/** Whether anything foreign can be reached through the value, so that a write through it is an effect. */
export function isForeign(value: Value): boolean {
  switch (value.kind) {
    case 'symbol':
      return true;
    case 'attribute':
      return isForeign(value.object);
    case 'item':
      return isForeign(value.object);
    case 'element':
      return isForeign(value.of);
    case 'call':
      return true;
    case 'parameter':
      return true;
    case 'class':
      return foreignAncestors(value).length > 0;
    case 'instance':
      return true;
    case 'super':
      return true;
    case 'unknown':
      return true;
    case 'alternatives':
      return value.values.some(isForeign);
    case 'constant':
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'module':
    case 'function':
    case 'method':
    case 'partial':
      return false;
  }
}

/** Does `object.name = value`. `name` is `null` when it is not known. */
export function setAttribute(
  interpreter: Interpreter,
  object: Value,
  name: string | null,
  value: Value,
  at: Span,
): void {
  if (value.kind === 'function' && object.kind === 'symbol' && value.binding === 'function') {
    interpreter.escapeAttached(value, object, at);
  } else if (value.kind === 'function' || value.kind === 'method' || value.kind === 'partial') {
    if (object.kind !== 'instance' && object.kind !== 'class' && object.kind !== 'function')
      interpreter.escape(value, 'call');
  }
  switch (object.kind) {
    case 'alternatives':
      for (const one of object.values) setAttribute(interpreter, one, name, value, at);
      return;
    case 'module':
      if (name !== null) {
        if (object.module.state === 'new') loadModule(interpreter, object.module.name);
        object.module.scope?.bind(name, value);
      }
      return;
    case 'instance':
      if (!setThroughClass(interpreter, object, name, value, at)) storeAttribute(interpreter, object, name, value);
      return;
    case 'function':
      if (name !== null) store(interpreter, object.attributes, name, value);
      return;
    case 'call': {
      const held = heldBy(interpreter, object, at);
      if (held) {
        setAttribute(interpreter, held, name, value, at);
        return;
      }
      if (name !== null) store(interpreter, object.attributes, name, value);
      break;
    }
    case 'class':
      if (name !== null) {
        store(interpreter, object.namespace, name, value);
        object.places.set(name, at);
        if (value.kind === 'function' || value.kind === 'method') interpreter.escape(value, 'call');
      }
      break;
    case 'symbol':
    case 'attribute':
    case 'item':
    case 'element':
    case 'parameter':
    case 'unknown':
    case 'super':
      break;
    case 'constant':
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'method':
    case 'partial':
      return;
  }
  interpreter.write({
    kind: 'write',
    access: 'attribute',
    object,
    name,
    key: null,
    value,
    restores: name !== null && isOriginal(interpreter, value, object, name),
    at,
  });
}

/** Does what an own `__setattr__`, or a data descriptor of the class, does with an attribute; false when there is none. */
function setThroughClass(
  interpreter: Interpreter,
  object: InstanceValue,
  name: string | null,
  value: Value,
  at: Span,
): boolean {
  const hook = ownMember(object.cls, '__setattr__')?.value;
  if (hook?.kind === 'function') {
    const key: Value = name === null ? unknown('a computed name', at) : constant(name, at);
    callFunction(interpreter, hook, [object, key, value], new Map(), at);
    return true;
  }
  const member = name === null ? undefined : ownMember(object.cls, name)?.value;
  if (member?.kind === 'function' && member.binding === 'property' && member.setter) {
    callFunction(interpreter, member.setter, [object, value], new Map(), at);
    return true;
  }
  const set = member?.kind === 'instance' ? ownMember(member.cls, '__set__')?.value : undefined;
  if (!member || set?.kind !== 'function') return false;
  callFunction(interpreter, set, [member, object, value], new Map(), at);
  return true;
}

/** Binds an attribute of an object, whatever its class does with attributes. */
export function storeAttribute(
  interpreter: Interpreter,
  object: InstanceValue,
  name: string | null,
  value: Value,
): void {
  if (name !== null) store(interpreter, object.attributes, name, value);
}

/** In a branch that may not run, the old value stays possible. */
function store(interpreter: Interpreter, names: Map<string, Value>, name: string, value: Value): void {
  if (names.has(name)) interpreter.journal.changes++;
  const old = interpreter.uncertain > 0 ? names.get(name) : undefined;
  names.set(name, old === undefined ? value : join([value, old]));
}

/** True when the value is what the place held before anything was written. */
function isOriginal(interpreter: Interpreter, value: Value, object: Value, name: string): boolean {
  if (value.kind === 'symbol')
    return object.kind === 'symbol' && value.path === interpreter.canonical(`${object.path}.${name}`);
  if (value.kind === 'attribute') return value.name === name && keyOf(value.object) === keyOf(object);
  if (value.kind === 'alternatives') return value.values.some(one => isOriginal(interpreter, one, object, name));
  return false;
}

/** Does `del object.name`. */
export function deleteAttribute(interpreter: Interpreter, object: Value, name: string | null, at: Span): void {
  switch (object.kind) {
    case 'alternatives':
      for (const one of object.values) deleteAttribute(interpreter, one, name, at);
      return;
    case 'instance':
      if (name !== null) object.attributes.delete(name);
      return;
    case 'module':
    case 'function':
    case 'class':
    case 'sequence':
    case 'mapping':
    case 'constant':
    case 'text':
      return;
    default:
      interpreter.write({
        kind: 'delete',
        access: 'attribute',
        object,
        name,
        key: null,
        value: null,
        restores: false,
        at,
      });
  }
}
