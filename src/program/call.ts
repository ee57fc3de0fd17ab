/** Calls: own functions are followed with their arguments, own classes instantiated, everything else recorded as an effect. */
import { handOver } from './callbacks.ts';
import { foreignAncestors, ownMember } from './classes.ts';
import { operation } from './conditions.ts';
import { callContainerMethod } from './container.ts';
import { isOptional } from './defaults.ts';
import { evaluate } from './expression.ts';
import { fieldNames } from './fields.ts';
import { isGenerator } from './function-shape.ts';
import { intrinsicFor } from './intrinsics.ts';
import { LIMITS } from './interpreter.ts';
import { callOfResult } from './library.ts';
import { metaclassOf } from './metaclass.ts';
import { callKnownMethod } from './methods.ts';
import { modelCall } from './models.ts';
import { executeBlock } from './statement.ts';
import { alternativesOf, join, NONE, sameValue, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Guard } from './effect.ts';
import type { Environment } from './environment.ts';
import type { Interest, Interpreter, Remembered, Returned } from './interpreter.ts';
import type { CallValue, ClassValue, FunctionValue, InstanceValue, SequenceValue, Value } from './value.ts';

type Keywords = ReadonlyMap<string, Value>;
const NO_KEYWORDS: Keywords = new Map();

/** Arguments of a call; `open` when a `*args` or `**kwargs` of unknown content is among them. */
export interface Arguments {
  readonly args: readonly Value[];
  readonly keywords: Keywords;
}

/** The value of `callee(*args, **keywords)`, with all effects of the call. */
export function callValue(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value {
  switch (callee.kind) {
    case 'alternatives':
      return join(
        callee.values.map(one => callValue(interpreter, one, args, keywords, at)),
        at,
      );
    case 'function': {
      const result = callFunction(interpreter, callee, args, keywords, at);
      if (!callee.variants) return result;
      const others = callee.variants.map(one => callFunction(interpreter, one, args, keywords, at));
      return join([result, ...others], at);
    }
    case 'method':
      return callFunction(interpreter, callee.function, [callee.self, ...args], keywords, at);
    case 'class':
      return instantiate(interpreter, callee, args, keywords, at);
    case 'partial':
      return callValue(
        interpreter,
        callee.callee,
        [...callee.args, ...args],
        new Map([...callee.keywords, ...keywords]),
        at,
      );
    case 'instance': {
      const member = ownMember(callee.cls, '__call__');
      if (member?.value.kind === 'function')
        return callFunction(interpreter, member.value, [callee, ...args], keywords, at);
      return opaqueCall(interpreter, callee, args, keywords, at);
    }
    case 'symbol': {
      const intrinsic = intrinsicFor(interpreter, callee.path);
      const known =
        intrinsic?.(interpreter, { args, keywords, at }) ??
        callKnownMethod(interpreter, callee, args, keywords, at) ??
        modelCall(interpreter, callee, args, keywords, at);
      return known ?? settled(interpreter, opaqueCall(interpreter, callee, args, keywords, at));
    }
    case 'attribute': {
      if (callee.object.kind === 'super') {
        const { self } = callee.object;
        if (callee.name === '__new__' && interpreter.making) return interpreter.making;
        // In `__call__` of a metaclass.
        if (callee.name === '__call__' && self.kind === 'class') return create(interpreter, self, args, keywords, at);
      }
      const known =
        callContainerMethod(interpreter, callee.object, callee.name, args, keywords, at) ??
        callKnownMethod(interpreter, callee, args, keywords, at) ??
        modelCall(interpreter, callee, args, keywords, at);
      return known ?? settled(interpreter, opaqueCall(interpreter, callee, args, keywords, at));
    }
    case 'call': {
      // functools.wraps(f)(g), operator.attrgetter('x')(y) and their like.
      const known = callOfResult(interpreter, callee, args, keywords, at);
      return known ?? opaqueCall(interpreter, callee, args, keywords, at);
    }
    case 'unknown':
    case 'item':
    case 'element':
    case 'parameter':
    case 'super':
      return opaqueCall(interpreter, callee, args, keywords, at);
    case 'constant':
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'module':
      return unknown('call of something that cannot be called', at);
  }
}

/** What a call gave, or the plugin setting that it reads where that has a value. */
function settled(interpreter: Interpreter, result: CallValue): Value {
  return interpreter.host.assumed?.(result) ?? result;
}

/** A call of code that is not the package's: recorded, and whatever is handed over may be called later. */
export function opaqueCall(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): CallValue {
  const result: CallValue = { kind: 'call', id: interpreter.id(), callee, args, keywords, attributes: new Map(), at };
  handOver(interpreter, callee, args, keywords);
  interpreter.call({ kind: 'call', callee, args, keywords, result, at });
  return result;
}

/** Calls an own class: what its metaclass does with the call, which is mostly to make an instance. */
function instantiate(
  interpreter: Interpreter,
  cls: ClassValue,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value {
  const meta = metaclassOf(cls);
  const hook = meta?.kind === 'class' ? ownMember(meta, '__call__')?.value : undefined;
  if (hook?.kind !== 'function') return create(interpreter, cls, args, keywords, at);
  const result = callFunction(interpreter, hook, [cls, ...args], keywords, at);
  return alternativesOf(result).some(one => one.kind !== 'unknown')
    ? result
    : create(interpreter, cls, args, keywords, at);
}

/** Makes an instance of an own class and runs its `__init__`. */
function create(
  interpreter: Interpreter,
  cls: ClassValue,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value {
  const instance: InstanceValue = {
    kind: 'instance',
    id: interpreter.id(),
    cls,
    attributes: new Map(),
    args,
    keywords,
    made: true,
    at,
  };
  const init = ownMember(cls, '__init__');
  if (init?.value.kind === 'function') {
    callFunction(interpreter, init.value, [instance, ...args], keywords, at);
  } else {
    const maker = ownMember(cls, '__new__');
    if (maker?.value.kind === 'function') callFunction(interpreter, maker.value, [cls, ...args], keywords, at);
    fillFields(cls, instance, args, keywords);
    const after = ownMember(cls, '__post_init__')?.value;
    if (after?.kind === 'function') callFunction(interpreter, after, [instance], NO_KEYWORDS, at);
  }
  if (foreignAncestors(cls).length > 0) {
    for (const arg of [...args, ...keywords.values()]) interpreter.escape(arg, 'call');
  }
  return instance;
}

/** What a dataclass or a named tuple stores: arguments by the order of its fields, and defaults. */
function fillFields(cls: ClassValue, instance: InstanceValue, args: readonly Value[], keywords: Keywords): void {
  fieldNames(cls).forEach((name, index) => {
    const value = args[index] ?? keywords.get(name) ?? ownMember(cls, name)?.value;
    if (value) instance.attributes.set(name, value);
  });
  for (const [name, value] of keywords) instance.attributes.set(name, value);
}

/** Follows a call of an own function with its arguments. */
export function callFunction(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: Keywords,
  at: Span,
): Value {
  const open = !interpreter.allArguments;
  interpreter.allArguments = false;
  if (interpreter.depth >= LIMITS.callDepth) {
    if (acts(interpreter, fn)) interpreter.cut('calls nested deeper than is followed', fn.at);
    return unknown('calls nested deeper than is followed', at);
  }
  if (!interpreter.spend(at)) return unknown('out of budget', at);
  const scope = interpreter.scope('function', fn.module, fn.closure, fn);
  const interest = bindParameters(interpreter, fn, args, keywords, scope, at, open);

  let contexts = interpreter.memo.get(fn.node);
  if (!contexts) interpreter.memo.set(fn.node, (contexts = new Map()));
  // What is done only where a setting is turned on must not stand for what is done anyway.
  const optional = interpreter.guard !== null && isOptional(interpreter, interpreter.guard);
  const key = `${optional ? '?' : ''}${contextKey(fn, scope)}`;
  const { journal } = interpreter;
  let entry = contexts.get(key);
  if (entry) {
    // A recursive call with the same arguments adds nothing; any other does where something has changed that it may read.
    if (entry.running || entry.began === journal.changes)
      return entry.running ? entry.value : renewed(interpreter, entry);
    // What it does was seen; what it gives now is known where it gave the same each time.
    if (entry.runs >= LIMITS.reruns) {
      return entry.steady ? renewed(interpreter, entry) : unknown('a call that is not followed', at);
    }
  }
  if (!entry) {
    // A factory of migration operations is called hundreds of times, and each of its results is a different operation.
    const most = LIMITS.contexts[interpreter.phase === 'migration' ? 'symbols' : interest];
    if (contexts.size >= most && countOf(contexts, interest) >= most) {
      if (interest !== 'opaque' && interest !== 'objects' && acts(interpreter, fn)) interpreter.cut(OFTEN, fn.at);
      return join([...contexts.values()].slice(0, 4).map(one => one.value));
    }
    const newest = interpreter.newest;
    entry = { value: unknown('recursion', at), running: false, began: 0, runs: 0, steady: true, newest, interest };
    contexts.set(key, entry);
  }
  entry.running = true;
  entry.began = journal.changes;
  entry.runs++;

  const saved = {
    frame: interpreter.frame,
    uncertain: interpreter.uncertain,
    inFinally: interpreter.finally,
    within: interpreter.within,
    caught: interpreter.caughtImports,
    callStart: interpreter.callStart,
    leavable: interpreter.leavable,
  };
  interpreter.depth++;
  if (!interpreter.ran.has(fn.node)) interpreter.ran.set(fn.node, interpreter.phase);
  // An entry point's own step stands for its call.
  interpreter.frame =
    saved.frame?.step.at === at ? saved.frame : { parent: saved.frame, step: { at, message: `calls ${fn.name}()` } };
  interpreter.within = fn;
  interpreter.callStart = interpreter.newest;
  if (fn.name === '__exit__' || fn.name === '__aexit__') interpreter.finally++;
  const writes = interpreter.writes.length;
  const result = runBody(interpreter, fn, scope);
  if (interpreter.writes.length > writes) interpreter.acting.add(fn.node);
  interpreter.depth--;
  interpreter.frame = saved.frame;
  interpreter.uncertain = saved.uncertain;
  interpreter.finally = saved.inFinally;
  interpreter.within = saved.within;
  interpreter.caughtImports = saved.caught;
  interpreter.callStart = saved.callStart;
  interpreter.leavable = saved.leavable;
  if (entry.runs > 1) entry.steady &&= sameResult(entry.value, result);
  entry.value = result;
  entry.running = false;
  return result;
}

const OFTEN = 'a function that is called more often than is followed';

/** Whether a function was seen to write to what is not the package's: only then a call that is not followed is missed. */
function acts(interpreter: Interpreter, fn: FunctionValue): boolean {
  return interpreter.acting.has(fn.node);
}

/** How many calls with arguments of that kind were followed. */
function countOf(contexts: ReadonlyMap<string, Remembered>, interest: Interest): number {
  let count = 0;
  for (const one of contexts.values()) if (one.interest === interest) count++;
  return count;
}

/** Whether two calls gave the same, as far as it shows: constants, names, and what containers hold of them. */
function sameResult(a: Value, b: Value, depth = 3): boolean {
  if (a === b || depth === 0) return true;
  if (a.kind === 'sequence' && b.kind === 'sequence') {
    if (a.items.length !== b.items.length || a.open !== b.open) return false;
    return a.items.every((item, index) => sameResult(item, b.items[index] ?? item, depth - 1));
  }
  if (a.kind === 'mapping' && b.kind === 'mapping') {
    if (a.entries.size !== b.entries.size || a.open !== b.open) return false;
    return [...a.entries].every(([key, { value }]) => {
      const other = b.entries.get(key);
      return other !== undefined && sameResult(value, other.value, depth - 1);
    });
  }
  if (a.kind === 'alternatives' && b.kind === 'alternatives') {
    return (
      a.values.length === b.values.length && a.values.every((one, i) => sameResult(one, b.values[i] ?? one, depth - 1))
    );
  }
  if (a.kind === 'constant' || a.kind === 'symbol' || a.kind === 'text') return sameValue(a, b);
  // Objects and functions that are made are others each time.
  return a.kind === b.kind;
}

/** What an equal call gives again: a container that it makes is another one each time. */
function renewed(interpreter: Interpreter, { value, newest }: Remembered): Value {
  if (value.kind === 'sequence' && value.id > newest)
    return value.type === 'tuple' ? value : { ...value, id: interpreter.id(), items: [...value.items] };
  if (value.kind === 'mapping' && value.id > newest && !value.scope && !value.names) {
    const entries = new Map([...value.entries].map(([key, entry]) => [key, { ...entry }]));
    return { ...value, id: interpreter.id(), entries };
  }
  return value;
}

/** Runs a body in a scope whose parameters are bound; gives what it returns (or yields). */
function runBody(interpreter: Interpreter, fn: FunctionValue, scope: Environment): Value {
  if (fn.node.type === 'Lambda') return evaluate(interpreter, fn.node.body, scope);
  const generator = isGenerator(fn.node);
  const results: Returned[] = [];
  const entry = interpreter.guard;
  const yields: Value[] = [];
  const outer = { returns: interpreter.returns, yields: interpreter.yields, open: interpreter.yieldsOpen };
  const certain = interpreter.uncertain;
  interpreter.returns = results;
  interpreter.yields = yields;
  interpreter.yieldsOpen = false;
  // Yields are sure where nothing is less sure than at the beginning.
  interpreter.uncertain = generator ? 0 : certain;
  const completion = executeBlock(interpreter, fn.node.body, scope);
  interpreter.returns = outer.returns;
  interpreter.yields = outer.yields;
  const open = interpreter.yieldsOpen;
  interpreter.yieldsOpen = outer.open;
  interpreter.uncertain = certain;
  if (generator) {
    const given: SequenceValue = {
      kind: 'sequence',
      id: interpreter.id(),
      type: 'generator',
      items: yields,
      open,
      at: fn.at,
    };
    return given;
  }
  if (completion === 'next') results.push({ value: NONE, guard: entry });
  if (results.length === 0) return unknown('returns nothing', fn.at);
  return testReturned(interpreter, results, entry, fn.at) ?? join(results.map(one => one.value));
}

/** `if x: return True` and `return False` otherwise: the function gives what it tested. */
function testReturned(
  interpreter: Interpreter,
  results: readonly Returned[],
  entry: Guard | null,
  at: Span,
): Value | undefined {
  const [first, second] = results;
  if (results.length !== 2 || first?.value.kind !== 'constant' || second?.value.kind !== 'constant') return undefined;
  const [a, b] = [first.value.value, second.value.value];
  if (typeof a !== 'boolean' || (typeof b !== 'boolean' && b !== null) || a === Boolean(b)) return undefined;
  const { guard } = first;
  if (guard?.parent !== entry || guard === null) return undefined;
  return guard.holds === a ? guard.value : operation(interpreter, 'Not', [guard.value], at);
}

/**
 * Binds parameters by Python's rule; what is missing is a parameter value (the caller is unknown) or its default.
 * @param open whether there may be further arguments that are not known
 * @returns what is among the arguments: symbols, classes and functions make a context worth following, constants may name some
 */
export function bindParameters(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: Keywords,
  scope: Environment,
  at: Span,
  open = true,
): Interest {
  const { posonlyargs, args: plain, vararg, kwonlyargs, kwarg } = fn.node.args;
  const positional = posonlyargs.length > 0 ? [...posonlyargs, ...plain] : plain;
  let interest: Interest = 'opaque';
  const note = (value: Value): Value => {
    if (value.kind === 'symbol' || value.kind === 'class' || value.kind === 'function' || value.kind === 'module') {
      interest = 'symbols';
    } else if (interest !== 'symbols' && isKnown(value)) interest = 'known';
    else if (interest === 'opaque' && value.kind === 'instance' && value.made) interest = 'objects';
    return value;
  };
  const firstDefault = positional.length - fn.defaults.length;
  const rest = keywords.size > 0 ? new Map(keywords) : NO_KEYWORDS;
  positional.forEach((parameter, index) => {
    const name = parameter.arg;
    let value = args[index] ?? rest.get(name);
    if (value === undefined && index >= firstDefault) value = fn.defaults[index - firstDefault];
    if (args[index] === undefined && rest instanceof Map) rest.delete(name);
    value ??= parameterValue(interpreter, fn, parameter.arg, parameter.annotation, at);
    scope.bind(name, note(value));
  });
  for (const parameter of kwonlyargs) {
    const value =
      rest.get(parameter.arg) ??
      fn.keywordDefaults.get(parameter.arg) ??
      parameterValue(interpreter, fn, parameter.arg, parameter.annotation, at);
    if (rest instanceof Map) rest.delete(parameter.arg);
    scope.bind(parameter.arg, note(value));
  }
  if (vararg) {
    const items = args.slice(positional.length);
    items.forEach(note);
    scope.bind(vararg.arg, {
      kind: 'sequence',
      id: interpreter.id(),
      type: 'tuple',
      items,
      open: open && items.length === 0,
      at,
    });
  }
  if (kwarg) {
    const entries = new Map(
      [...rest].map(([name, value]) => [
        `s:${name}`,
        { key: { kind: 'constant', value: name, at } as const, value: note(value) },
      ]),
    );
    scope.bind(kwarg.arg, { kind: 'mapping', id: interpreter.id(), entries, open, at });
  }
  const first = positional[0];
  if (first && fn.owner) scope.self = scope.names.get(first.arg) ?? null;
  scope.cls = fn.owner;
  return interest;
}

/** A value that tells one call from another: a constant, or a few of them. */
function isKnown(value: Value): boolean {
  if (value.kind === 'constant') return value.value !== null && typeof value.value !== 'boolean';
  if (value.kind === 'sequence')
    return value.items.length > 0 && value.items.length <= 8 && value.items.every(item => item.kind === 'constant');
  return false;
}

/** The value of a parameter that nobody is known to give: its annotation may say what it is. */
function parameterValue(
  interpreter: Interpreter,
  fn: FunctionValue,
  name: string,
  annotation: Parameters<typeof evaluate>[1] | null,
  at: Span,
): Value {
  let type: Value | null = null;
  if (annotation && (annotation.type === 'Name' || annotation.type === 'Attribute')) {
    const typing = interpreter.typing;
    interpreter.typing = true;
    type = evaluate(interpreter, annotation, fn.closure);
    interpreter.typing = typing;
  }
  return { kind: 'parameter', name, function: fn, annotation: type, at };
}

/** What distinguishes one call of a function from another: its arguments and, for a closure, what it closed over. */
function contextKey(fn: FunctionValue, scope: Environment): string {
  let key = fn.closure.kind === 'module' ? '' : `${fn.closure.born};`;
  for (const value of scope.names.values()) key += `${shortKey(value, 3)};`;
  return key;
}

function shortKey(value: Value, depth: number): string {
  if (depth === 0) return '…';
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' ? `'${value.value.slice(0, 80)}` : String(value.value);
    case 'symbol':
      return value.path;
    case 'class':
    case 'instance':
    case 'mapping':
      return `#${value.id}`;
    case 'function':
      return value.closure.kind === 'module' ? `f${value.node.start}:${value.module.name}` : `#${value.id}`;
    case 'sequence':
      if (value.items.length === 0) return `${value.type}${value.open}`;
      return value.items.length <= 8
        ? `[${value.items.map(item => shortKey(item, depth - 1)).join(',')}]`
        : `#${value.id}`;
    case 'module':
      return value.module.name;
    case 'attribute':
      return `${shortKey(value.object, depth - 1)}.${value.name}`;
    case 'call':
      return `${shortKey(value.callee, depth - 1)}(${value.args.map(arg => shortKey(arg, depth - 1)).join(',')})`;
    case 'item':
      return `${shortKey(value.object, depth - 1)}[${shortKey(value.key, depth - 1)}]`;
    case 'element':
      return `*${shortKey(value.of, depth - 1)}`;
    case 'method':
      return `${shortKey(value.self, depth - 1)}:${value.function.id}`;
    case 'alternatives':
      return value.values.map(one => shortKey(one, depth - 1)).join('|');
    case 'parameter':
      return `p${value.name}:${value.function.node.start}`;
    case 'partial':
      return `partial ${shortKey(value.callee, depth - 1)}`;
    case 'super':
      return `super${value.cls.id}`;
    case 'text':
      return 'text';
    case 'unknown':
      return '?';
  }
}
