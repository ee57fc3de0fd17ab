/** Functions and classes: making them, and what decorators make of them. */
import { getAttribute } from './attribute.ts';
import { callValue, opaqueCall } from './call.ts';
import { elementsOf } from './container.ts';
import { evaluate, spanOf } from './expression.ts';
import { finishClass } from './metaclass.ts';
import { executeBlock } from './statement.ts';
import { alternativesOf, keyOf } from './value.ts';
import type { AsyncFunctionDef, ClassDef, FunctionDef } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Environment } from './environment.ts';
import type { Interpreter } from './interpreter.ts';
import type { ClassValue, FunctionValue, Value } from './value.ts';

export function defineFunction(interpreter: Interpreter, node: FunctionDef | AsyncFunctionDef, env: Environment): void {
  const at: Span = { file: env.module.file, start: node.nameStart, end: node.nameStart + node.name.length };
  const decorators = node.decorator_list.map(one => evaluate(interpreter, one, env));
  const keywordDefaults = new Map<string, Value>();
  node.args.kwonlyargs.forEach((parameter, index) => {
    const value = node.args.kw_defaults[index];
    if (value) keywordDefaults.set(parameter.arg, evaluate(interpreter, value, env));
  });
  const fn: FunctionValue = {
    kind: 'function',
    id: interpreter.id(),
    name: node.name,
    node,
    module: env.module,
    closure: env,
    defaults: node.args.defaults.map(one => evaluate(interpreter, one, env)),
    keywordDefaults,
    binding: bindingOf(node.name, env),
    owner: env.kind === 'class' ? env.cls : null,
    decorators,
    attributes: new Map(),
    at,
  };
  interpreter.functions.push(fn);
  let value: Value = fn;
  for (let i = decorators.length - 1; i >= 0; i--) {
    const decorator = decorators[i];
    const place = node.decorator_list[i];
    if (decorator && place) value = decorate(interpreter, decorator, value, spanOf(env, place), env, node.name);
  }
  env.bind(node.name, value);
  if (env.kind === 'class' && env.cls) env.cls.places.set(node.name, at);
}

/** `__new__`, `__init_subclass__` and `__class_getitem__` are bound to the class without a decorator (reference, 3.3.3). */
function bindingOf(name: string, env: Environment): FunctionValue['binding'] {
  if (env.kind !== 'class') return 'function';
  if (name === '__new__') return 'static';
  return name === '__init_subclass__' || name === '__class_getitem__' ? 'class' : 'function';
}

const PROPERTIES = new Set([
  'builtins.property',
  'functools.cached_property',
  'django.utils.functional.cached_property',
  'abc.abstractproperty',
]);

/** What a decorator makes of a function or class. Foreign decorators are recorded and taken to give back what they got. */
function decorate(
  interpreter: Interpreter,
  decorator: Value,
  target: Value,
  at: Span,
  env: Environment,
  name: string,
): Value {
  if (decorator.kind === 'symbol' && target.kind === 'function') {
    if (decorator.path === 'builtins.staticmethod') target.binding = 'static';
    else if (decorator.path === 'builtins.classmethod') target.binding = 'class';
    else if (PROPERTIES.has(decorator.path)) target.binding = 'property';
    else {
      opaqueCall(interpreter, decorator, [target], new Map(), at);
      return target;
    }
    return target;
  }
  switch (decorator.kind) {
    case 'function':
    case 'method':
    case 'class':
    case 'instance':
    case 'partial': {
      const result = callValue(interpreter, decorator, [target], new Map(), at);
      const useful = alternativesOf(result).some(
        one => one.kind === 'function' || one.kind === 'class' || one.kind === 'instance' || one.kind === 'method',
      );
      return useful ? result : target;
    }
    case 'attribute': {
      if (registersVariant(decorator, target)) return target;
      // `@name.setter`: another property with the same getter; a deleter is run like any method.
      if (decorator.object.kind === 'function' && /^(setter|deleter|getter)$/.test(decorator.name)) {
        if (decorator.name === 'setter' && target.kind === 'function') return { ...decorator.object, setter: target };
        return env.names.get(name) ?? target;
      }
      provide(interpreter, decorator, target, name);
      opaqueCall(interpreter, decorator, [target], new Map(), at);
      return target;
    }
    case 'call': {
      if (decorator.callee.kind === 'symbol' && decorator.callee.path === 'functools.wraps') {
        wrap(interpreter, target, decorator.args[0], at);
        return target;
      }
      if (registersVariant(decorator.callee, target)) return target;
      provide(interpreter, decorator.callee, target, name);
      opaqueCall(interpreter, decorator, [target], new Map(), at);
      return target;
    }
    default:
      opaqueCall(interpreter, decorator, [target], new Map(), at);
      return target;
  }
}

/** What `functools.wraps` takes over of the wrapped function. */
function wrap(interpreter: Interpreter, target: Value, wrapped: Value | undefined, at: Span): void {
  if (target.kind !== 'function' || wrapped?.kind !== 'function') return;
  for (const name of ['__name__', '__qualname__', '__module__', '__doc__'])
    target.attributes.set(name, getAttribute(interpreter, wrapped, name, at));
  for (const [name, value] of wrapped.attributes) target.attributes.set(name, value);
  target.attributes.set('__wrapped__', wrapped);
}

/** `@function.register` and `@function.register(type)` of `functools.singledispatch`. */
function registersVariant(decorator: Value, target: Value): boolean {
  if (decorator.kind !== 'attribute' || decorator.name !== 'register' || decorator.object.kind !== 'function')
    return false;
  if (target.kind !== 'function') return false;
  decorator.object.variants ??= [];
  decorator.object.variants.push(target);
  return true;
}

/**
 * `@container.dependency` over an own function, where the container is an object of somebody else's class: what the container
 * gives under that name later is what the function gives.
 */
function provide(interpreter: Interpreter, decorator: Value, target: Value, name: string): void {
  if (decorator.kind !== 'attribute' || decorator.object.kind !== 'call' || target.kind !== 'function') return;
  interpreter.providers.set(`${keyOf(decorator.object)}:${name}`, target);
}

export function defineClass(interpreter: Interpreter, node: ClassDef, env: Environment): void {
  const at: Span = { file: env.module.file, start: node.nameStart, end: node.nameStart + node.name.length };
  const bases: Value[] = [];
  for (const base of node.bases) {
    const value = evaluate(interpreter, base, env);
    if (base.type === 'Starred') bases.push(...elementsOf(interpreter, value, at).items);
    else bases.push(value);
  }
  const keywords = new Map<string, Value>();
  for (const keyword of node.keywords) {
    if (keyword.arg !== null) keywords.set(keyword.arg, evaluate(interpreter, keyword.value, env));
  }
  const decorators = node.decorator_list.map(one => evaluate(interpreter, one, env));
  const scope = interpreter.scope('class', env.module, env, env.function);
  const cls: ClassValue = {
    kind: 'class',
    id: interpreter.id(),
    name: node.name,
    qualname: env.kind === 'class' && env.cls ? `${env.cls.qualname}.${node.name}` : node.name,
    node,
    module: env.module,
    bases,
    keywords,
    namespace: scope.names,
    places: new Map(),
    decorators,
    guard: interpreter.guard,
    at,
  };
  scope.cls = cls;
  interpreter.classes.push(cls);
  executeBlock(interpreter, node.body, scope);
  let value: Value = finishClass(interpreter, cls, at);
  for (let i = decorators.length - 1; i >= 0; i--) {
    const decorator = decorators[i];
    const place = node.decorator_list[i];
    if (decorator && place) value = decorate(interpreter, decorator, value, spanOf(env, place), env, node.name);
  }
  env.bind(node.name, value);
  if (env.kind === 'class' && env.cls) env.cls.places.set(node.name, at);
}
