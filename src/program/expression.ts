/** Expressions: the abstract value of every node kind of CPython's `expr`. */
import { getAttribute, isForeign } from './attribute.ts';
import { callValue } from './call.ts';
import { holds } from './comparison.ts';
import { operation, testOf } from './conditions.ts';
import { elementsOf, extendSequence, mapping, mergeInto, sequence, stringEntries } from './container.ts';
import { holdsItem } from './sets.ts';
import { executeText } from './execute-text.ts';
import { isBuiltin, LIMITS } from './interpreter.ts';
import { getItem } from './item.ts';
import { bindTarget } from './statement.ts';
import { numberOf } from './number.ts';
import { isQuery, operate } from './operators.ts';
import { formatted } from './show.ts';
import { boundOf, sliceIndices } from './slice.ts';
import { text } from './text.ts';
import { truthOf } from './truth.ts';
import { constant, FALSE, isUnordered, join, keyOf, NONE, stringOf, symbol, TRUE, unknown } from './value.ts';
import type {
  BinOp,
  Call,
  Comprehension,
  Constant,
  Expression,
  FormattedValue,
  JoinedStr,
  Lambda,
} from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Environment } from './environment.ts';
import type { Interpreter } from './interpreter.ts';
import type { OwnModule } from './modules.ts';
import type { FunctionValue, SequenceValue, Value } from './value.ts';

/** The place of a node of a module. */
export function spanOf(env: Environment, node: { readonly start: number; readonly end: number }): Span {
  return env.module.place ?? { file: env.module.file, start: node.start, end: node.end };
}

const DEEPEST = 400;

/** The value of an expression in a scope, with its effects. */
export function evaluate(interpreter: Interpreter, node: Expression, env: Environment): Value {
  if (interpreter.nesting >= DEEPEST) return unknown('an expression nested deeper than is followed', spanOf(env, node));
  interpreter.nesting++;
  const value = evaluateNode(interpreter, node, env);
  interpreter.nesting--;
  return value;
}

function evaluateNode(interpreter: Interpreter, node: Expression, env: Environment): Value {
  switch (node.type) {
    case 'Constant':
      return constantOf(node, env);
    case 'Name':
      return nameValue(interpreter, node.id, spanOf(env, node), env);
    case 'Attribute': {
      const object = evaluate(interpreter, node.value, env);
      const at = spanOf(env, node);
      const value = getAttribute(interpreter, object, node.attr, at);
      if (value.kind === 'unknown' && object.kind === 'module' && isWithoutName(object.module)) {
        const message = `module '${object.module.name}' has no attribute '${node.attr}'`;
        interpreter.fail('AttributeError', [constant(message, at)], at);
      }
      return value;
    }
    case 'Call':
      return evaluateCall(interpreter, node, env);
    case 'Subscript': {
      const object = evaluate(interpreter, node.value, env);
      if (node.slice.type === 'Slice') return sliceOf(interpreter, object, node, env);
      return getItem(interpreter, object, evaluate(interpreter, node.slice, env), spanOf(env, node));
    }
    case 'List':
    case 'Tuple':
    case 'Set': {
      const type = node.type === 'List' ? 'list' : node.type === 'Tuple' ? 'tuple' : 'set';
      return listOf(interpreter, type, node.elts, env, spanOf(env, node));
    }
    case 'Dict': {
      const result = mapping(interpreter, false, spanOf(env, node));
      node.values.forEach((valueNode, index) => {
        const keyNode = node.keys[index];
        const value = evaluate(interpreter, valueNode, env);
        if (!keyNode) mergeInto(interpreter, result, value, spanOf(env, node));
        else {
          const key = evaluate(interpreter, keyNode, env);
          if (key.kind === 'unknown') result.open = true;
          result.entries.set(entryKey(interpreter, key), { key, value });
        }
      });
      return result;
    }
    case 'JoinedStr':
      return joinedText(interpreter, node, env);
    case 'FormattedValue':
      return formattedValue(interpreter, node, env);
    case 'TemplateStr': {
      for (const part of node.values) if (part.type === 'Interpolation') evaluate(interpreter, part.value, env);
      return unknown('a template string', spanOf(env, node));
    }
    case 'Interpolation':
      return evaluate(interpreter, node.value, env);
    case 'BinOp':
      return binary(interpreter, node, env);
    case 'BoolOp': {
      const values: Value[] = [];
      const outer = interpreter.guard;
      for (const operand of node.values) {
        const value = evaluate(interpreter, operand, env);
        values.push(value);
        const truth = truthOf(interpreter, value);
        if (truth === (node.op === 'Or')) break;
        if (truth !== undefined && operand !== node.values.at(-1)) values.pop();
        // The next operand is evaluated only where this one is true (`and`) or false (`or`).
        if (truth === undefined)
          interpreter.guard = { parent: interpreter.guard, value, holds: node.op === 'And', at: spanOf(env, operand) };
      }
      interpreter.guard = outer;
      return join(values, spanOf(env, node));
    }
    case 'UnaryOp': {
      const operand = evaluate(interpreter, node.operand, env);
      if (node.op === 'Not') {
        const truth = truthOf(interpreter, operand);
        return truth === undefined ? operation(interpreter, 'Not', [operand], spanOf(env, node)) : truth ? FALSE : TRUE;
      }
      const number = operand.kind === 'constant' ? numberOf(operand.value) : undefined;
      if (number !== undefined) {
        const at = spanOf(env, node);
        if (node.op === 'USub') return constant(-number, at);
        if (node.op === 'UAdd') return constant(number, at);
        return typeof number === 'bigint' ? constant(~number, at) : unknown('a number', at);
      }
      if (node.op !== 'Invert') return unknown('a number', spanOf(env, node));
      return isQuery(operand) ? operation(interpreter, 'invert', [operand], spanOf(env, node)) : operand;
    }
    case 'Compare':
      return compare(interpreter, node, env);
    case 'IfExp': {
      const test = testOf(interpreter, node.test, env);
      if (test.truth === true) return evaluate(interpreter, node.body, env);
      if (test.truth === false) return evaluate(interpreter, node.orelse, env);
      const outer = interpreter.guard;
      interpreter.guard = test.under(true, outer);
      const body = evaluate(interpreter, node.body, env);
      interpreter.guard = test.under(false, outer);
      const orelse = evaluate(interpreter, node.orelse, env);
      interpreter.guard = outer;
      return join([body, orelse], spanOf(env, node));
    }
    case 'Lambda':
      return lambda(interpreter, node, env);
    case 'NamedExpr': {
      const value = evaluate(interpreter, node.value, env);
      bindTarget(interpreter, node.target, value, env);
      return value;
    }
    case 'Await':
      return evaluate(interpreter, node.value, env);
    case 'Yield': {
      const value = node.value ? evaluate(interpreter, node.value, env) : NONE;
      interpreter.yields.push(value);
      if (interpreter.uncertain > 0) interpreter.yieldsOpen = true;
      return unknown('what is sent to the generator', spanOf(env, node));
    }
    case 'YieldFrom': {
      const { items, open } = elementsOf(interpreter, evaluate(interpreter, node.value, env), spanOf(env, node));
      interpreter.yields.push(...items);
      if (open || interpreter.uncertain > 0) interpreter.yieldsOpen = true;
      return unknown('what the inner generator returns', spanOf(env, node));
    }
    case 'Starred':
      return evaluate(interpreter, node.value, env);
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp': {
      const type = node.type === 'ListComp' ? 'list' : node.type === 'SetComp' ? 'set' : 'generator';
      const result = sequence(interpreter, type, [], false, spanOf(env, node));
      const walk = comprehend(interpreter, node.generators, env, scope => {
        const item = evaluate(interpreter, node.elt, scope);
        if (type !== 'set' || !holdsItem(result, item)) result.items.push(item);
      });
      result.open = walk.open;
      if (walk.unordered) result.unordered = true;
      return result;
    }
    case 'DictComp': {
      const result = mapping(interpreter, false, spanOf(env, node));
      const walk = comprehend(interpreter, node.generators, env, scope => {
        const key = evaluate(interpreter, node.key, scope);
        result.entries.set(entryKey(interpreter, key), { key, value: evaluate(interpreter, node.value, scope) });
      });
      result.open = walk.open;
      return result;
    }
    case 'Slice':
      return unknown('a slice', spanOf(env, node));
  }
}

/** Keys of unknown values must not collide, or one would hide the other. */
function entryKey(interpreter: Interpreter, key: Value): string {
  return key.kind === 'unknown' || key.kind === 'text' ? `?${interpreter.id()}` : keyOf(key);
}

function constantOf(node: Constant, env: Environment): Value {
  const at = spanOf(env, node);
  const { value } = node;
  switch (value.kind) {
    case 'none':
      return constant(null, at);
    case 'ellipsis':
      return constant(undefined, at);
    case 'bool':
    case 'str':
    case 'bytes':
    case 'int':
    case 'float':
      return constant(value.value, at);
    case 'complex':
      return unknown('a complex number', at);
  }
}

/** What a name means: the nearest binding, a name of a star-imported foreign module, or a builtin. */
function nameValue(interpreter: Interpreter, name: string, at: Span, env: Environment): Value {
  const bound = env.lookup(name);
  if (bound !== undefined) return bound;
  const stars = env.moduleScope().stars;
  if (stars) {
    for (let i = stars.length - 1; i >= 0; i--) {
      const path = `${stars[i] ?? ''}.${name}`;
      if (interpreter.host.facts.symbol(path)) return interpreter.symbol(path, at);
    }
  }
  if (isBuiltin(name)) return symbol(`builtins.${name}`, at);
  if (stars?.[0] !== undefined) return interpreter.symbol(`${stars.at(-1) ?? stars[0]}.${name}`, at);
  return unknown(`the name '${name}' is not bound`, at);
}

/** True for an own module that has run whole and all whose names are known, so that one that is not among them is not there. */
function isWithoutName(module: OwnModule): boolean {
  if (module.state !== 'done' || !module.scope || (module.scope.stars?.length ?? 0) > 0) return false;
  return !/__getattr__|globals\(\)|locals\(\)|setattr\(|exec\(|__path__|sys\.modules/.test(module.text);
}

function evaluateCall(interpreter: Interpreter, node: Call, env: Environment): Value {
  const at = spanOf(env, node);
  // `super()` without arguments means the class whose body holds the function, and its first parameter.
  if (node.func.type === 'Name' && node.func.id === 'super' && env.lookup('super') === undefined) {
    return superValue(interpreter, node, env, at);
  }
  if (
    node.func.type === 'Name' &&
    (node.func.id === 'locals' || node.func.id === 'globals' || node.func.id === 'vars')
  ) {
    if (node.args.length === 0 && env.lookup(node.func.id) === undefined) {
      return scopeMapping(interpreter, node.func.id === 'globals' ? env.moduleScope() : env, at);
    }
  }
  const callee = evaluate(interpreter, node.func, env);
  const args: Value[] = [];
  let more = false;
  for (const argument of node.args) {
    if (argument.type === 'Starred') {
      const { items, open } = elementsOf(interpreter, evaluate(interpreter, argument.value, env), at);
      if (open || items.length > 64) more = true;
      if (!open || items.every(item => item.kind !== 'element')) args.push(...items.slice(0, 64));
    } else args.push(evaluate(interpreter, argument, env));
  }
  const keywords = new Map<string, Value>();
  const spread: Value[] = [];
  for (const keyword of node.keywords) {
    const value = evaluate(interpreter, keyword.value, env);
    if (keyword.arg !== null) keywords.set(keyword.arg, value);
    else if (value.kind === 'mapping') {
      for (const [name, entry] of stringEntries(value)) keywords.set(name, entry);
      if (value.open) more = true;
    } else spread.push(value);
  }
  if (callee.kind === 'symbol' && (callee.path === 'builtins.exec' || callee.path === 'builtins.eval')) {
    const [code, globals = keywords.get('globals'), locals = keywords.get('locals')] = args;
    const all = [code, globals, locals].filter(one => one !== undefined);
    return executeText(interpreter, callee.path === 'builtins.exec' ? 'exec' : 'eval', all, env, at);
  }
  interpreter.allArguments = !more && spread.length === 0;
  const result = callValue(interpreter, callee, args, keywords, callPlace(node, env, at));
  interpreter.allArguments = false;
  if (spread.length > 0 && result.kind === 'call' && result.callee === callee) result.spread = spread;
  return result;
}

/** Where a call is shown: a method at the end of a chain over several lines is shown from its name on. */
function callPlace(node: Call, env: Environment, at: Span): Span {
  if (node.func.type !== 'Attribute') return at;
  const name = node.func.end - node.func.attr.length;
  return env.module.text.slice(node.start, name).includes('\n') ? { ...at, start: name } : at;
}

/** `locals()` and `globals()`: a mapping whose entries are the names of the scope, so that writing one binds a name. */
function scopeMapping(interpreter: Interpreter, scope: Environment, at: Span): Value {
  const entries = new Map([...scope.names].map(([name, value]) => [`s:${name}`, { key: constant(name, at), value }]));
  return { kind: 'mapping', id: interpreter.id(), entries, open: false, scope, at };
}

function superValue(interpreter: Interpreter, node: Call, env: Environment, at: Span): Value {
  const [clsNode, selfNode] = node.args;
  if (clsNode && selfNode) {
    const cls = evaluate(interpreter, clsNode, env);
    const self = evaluate(interpreter, selfNode, env);
    if (cls.kind === 'class') return { kind: 'super', cls, self, at };
    // `super(type(Device), Device)`: whatever stands above, it acts on the second argument.
    if (self.kind === 'symbol') return self;
    return unknown('super() of a class that is not known', at);
  }
  for (let scope: Environment | null = env; scope; scope = scope.parent) {
    if (scope.kind === 'function' && scope.cls && scope.self)
      return { kind: 'super', cls: scope.cls, self: scope.self, at };
  }
  return unknown('super() outside a class', at);
}

function listOf(
  interpreter: Interpreter,
  type: 'list' | 'tuple' | 'set',
  nodes: readonly Expression[],
  env: Environment,
  at: Span,
): SequenceValue {
  const result = sequence(interpreter, type, [], false, at);
  for (const node of nodes) {
    if (node.type === 'Starred') {
      const source = evaluate(interpreter, node.value, env);
      const { items, open } = elementsOf(interpreter, source, at);
      extendSequence(result, items, open);
      if (source.kind === 'sequence' && isUnordered(source)) result.unordered = true;
    } else {
      const item = evaluate(interpreter, node, env);
      if (type !== 'set' || !holdsItem(result, item)) result.items.push(item);
    }
  }
  return result;
}

function sliceOf(
  interpreter: Interpreter,
  object: Value,
  node: Extract<Expression, { type: 'Subscript' }>,
  env: Environment,
): Value {
  const at = spanOf(env, node);
  if (node.slice.type !== 'Slice') return unknown('a slice', at);
  const bound = (part: Expression | null) => (part ? boundOf(evaluate(interpreter, part, env)) : undefined);
  const lower = bound(node.slice.lower);
  const upper = bound(node.slice.upper);
  const step = bound(node.slice.step);
  if (object.kind === 'sequence') {
    // Of a list that may go on, only what its known beginning holds is known.
    const indices =
      object.open || isUnordered(object) ? undefined : sliceIndices(object.items.length, lower, upper, step);
    const items = indices
      ? indices.flatMap(index => object.items[index] ?? [])
      : step === -1
        ? [...object.items].reverse()
        : [...object.items];
    const result = sequence(interpreter, object.type, items, object.open || !indices, at);
    // A copy of all of them is not open, even if their order is not known.
    if (!indices && !object.open && lower === undefined && upper === undefined && (step === undefined || step === 1)) {
      result.open = false;
      result.unordered = true;
    }
    return result;
  }
  const string = stringOf(object);
  if (string !== undefined) {
    const letters = [...string];
    const indices = sliceIndices(letters.length, lower, upper, step);
    return indices
      ? constant(indices.map(index => letters[index] ?? '').join(''), at)
      : unknown('a slice at unknown places', at);
  }
  // A slice of a foreign list is a new list with elements of the old one.
  return isForeign(object)
    ? sequence(interpreter, 'list', [{ kind: 'element', of: object, at }], true, at)
    : unknown('a slice', at);
}

function joinedText(interpreter: Interpreter, node: JoinedStr, env: Environment): Value {
  const parts = node.values.map(part =>
    part.type === 'Constant' ? constantOf(part, env) : formattedValue(interpreter, part, env),
  );
  return text(parts, spanOf(env, node));
}

/** Conversions by their code in the tree: `!s`, `!r`, `!a`. */
const CONVERSIONS: ReadonlyMap<number, string> = new Map([
  [115, 's'],
  [114, 'r'],
  [97, 'a'],
]);

function formattedValue(interpreter: Interpreter, node: FormattedValue, env: Environment): Value {
  const value = evaluate(interpreter, node.value, env);
  const spec = node.format_spec ? stringOf(joinedText(interpreter, node.format_spec, env)) : '';
  return formatted(interpreter, value, CONVERSIONS.get(node.conversion) ?? '', spec, spanOf(env, node));
}

function binary(interpreter: Interpreter, node: BinOp, env: Environment): Value {
  // Left-deep chains (`a + b + c …`) can be thousands long: walk them in a loop.
  const chain: BinOp[] = [];
  let left: Expression = node;
  while (left.type === 'BinOp') {
    chain.push(left);
    left = left.left;
  }
  let value = evaluate(interpreter, left, env);
  for (let i = chain.length - 1; i >= 0; i--) {
    const one = chain[i];
    if (one) value = operate(interpreter, one.op, value, evaluate(interpreter, one.right, env), spanOf(env, one));
  }
  return value;
}

function compare(interpreter: Interpreter, node: Extract<Expression, { type: 'Compare' }>, env: Environment): Value {
  const at = spanOf(env, node);
  const left = evaluate(interpreter, node.left, env);
  const rights = node.comparators.map(one => evaluate(interpreter, one, env));
  const [right] = rights;
  const [op] = node.ops;
  if (!right || !op) return unknown('a comparison', at);
  if (rights.length > 1) {
    // `a < b < c`: every pair must hold.
    let all: boolean | undefined = true;
    let previous = left;
    for (const [index, one] of rights.entries()) {
      const result = holds(interpreter, previous, node.ops[index] ?? op, one, at);
      if (result === false) return FALSE;
      if (result === undefined) all = undefined;
      previous = one;
    }
    return all ? TRUE : unknown('a comparison', at);
  }
  const result = holds(interpreter, left, op, right, at);
  if (result !== undefined) return result ? TRUE : FALSE;
  // What was compared is kept, so that a condition can be traced to a setting.
  return operation(interpreter, op, [left, right], at);
}

function lambda(interpreter: Interpreter, node: Lambda, env: Environment): FunctionValue {
  const fn: FunctionValue = {
    kind: 'function',
    id: interpreter.id(),
    name: '<lambda>',
    node,
    module: env.module,
    closure: env,
    defaults: node.args.defaults.map(one => evaluate(interpreter, one, env)),
    keywordDefaults: new Map(),
    binding: 'function',
    owner: null,
    decorators: [],
    attributes: new Map(),
    at: spanOf(env, node),
  };
  interpreter.functions.push(fn);
  return fn;
}

/**
 * Runs the clauses of a comprehension and calls `each` for every combination of elements.
 * @returns whether there may be elements that were not seen, or that a condition may have dropped, and whether their order is known
 */
function comprehend(
  interpreter: Interpreter,
  clauses: readonly Comprehension[],
  env: Environment,
  each: (scope: Environment) => void,
): { readonly open: boolean; readonly unordered: boolean } {
  let openEnd = false;
  let unordered = false;
  let left: number = LIMITS.loopElements;
  const scope = interpreter.scope('comprehension', env.module, env, env.function);
  scope.cls = env.cls;
  const run = (index: number): void => {
    const clause = clauses[index];
    if (!clause) {
      each(scope);
      return;
    }
    const at = spanOf(scope, clause.iter);
    const source = evaluate(interpreter, clause.iter, index === 0 ? env : scope);
    const { items, open } = elementsOf(interpreter, source, at);
    openEnd ||= open;
    if (source.kind === 'sequence' && isUnordered(source)) unordered = true;
    for (const item of items) {
      if (--left < 0 || !interpreter.spend(at)) {
        openEnd = true;
        return;
      }
      bindTarget(interpreter, clause.target, item, scope);
      let kept = true;
      const outer = interpreter.guard;
      for (const one of clause.ifs) {
        const test = testOf(interpreter, one, scope);
        if (test.truth === false) kept = false;
        else if (test.truth === undefined) openEnd = true;
        if (!kept) break;
        interpreter.guard = test.under(true, interpreter.guard);
      }
      if (kept) run(index + 1);
      interpreter.guard = outer;
    }
  };
  // Names of a comprehension in a class body see the class scope only through the first iterable; close enough.
  run(0);
  return { open: openEnd, unordered };
}
