/** What conditions are when every plugin setting has its declared default: code behind one that is off must be turned on. */
import { callContainerMethod } from './container.ts';
import { getItem } from './item.ts';
import { methodOf } from './shape.ts';
import { truthOf } from './truth.ts';
import { alternativesOf, constant, join, sameValue } from './value.ts';
import type { Guard } from './effect.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, Value } from './value.ts';

/** Methods that only read. */
const READING = new Set([
  'get',
  'lower',
  'upper',
  'strip',
  'startswith',
  'endswith',
  'split',
  'keys',
  'values',
  'casefold',
]);

const DEEPEST = 16;

/** The value with settings at their defaults; `undefined` when that is not known. */
function byDefault(interpreter: Interpreter, value: Value, depth: number): Value | undefined {
  if (depth === 0) return undefined;
  const setting = value.kind === 'call' || value.kind === 'item' ? interpreter.host.settingDefault(value) : undefined;
  if (setting) return setting;
  switch (value.kind) {
    case 'constant':
      return value;
    case 'sequence':
    case 'mapping':
      return value;
    case 'item': {
      const object = byDefault(interpreter, value.object, depth - 1);
      return object?.kind === 'mapping' || object?.kind === 'sequence'
        ? getItem(interpreter, object, value.key, { file: '', start: 0, end: 0 })
        : undefined;
    }
    case 'alternatives': {
      const values = value.values.map(one => byDefault(interpreter, one, depth - 1));
      const known = values.filter(one => one !== undefined);
      return known.length === values.length ? join(known) : undefined;
    }
    case 'call':
      return callByDefault(interpreter, value, depth);
    default:
      return undefined;
  }
}

function callByDefault(interpreter: Interpreter, value: CallValue, depth: number): Value | undefined {
  const { callee, args } = value;
  if (callee.kind === 'symbol') {
    const truth = operatorByDefault(interpreter, callee.path, args, depth);
    if (truth !== undefined) return constant(truth);
  }
  const method = methodOf(callee);
  if (!method || !READING.has(method.name)) return undefined;
  const object = byDefault(interpreter, method.object, depth - 1);
  if (!object) return undefined;
  return callContainerMethod(interpreter, object, method.name, args, value.keywords, value.at);
}

function operatorByDefault(
  interpreter: Interpreter,
  path: string,
  args: readonly Value[],
  depth: number,
): boolean | undefined {
  const truth = (one: Value): boolean | undefined => defaultTruth(interpreter, one, depth - 1);
  const [left, right] = args;
  switch (path) {
    case 'operator.Not': {
      const inner = left ? truth(left) : undefined;
      return inner === undefined ? undefined : !inner;
    }
    case 'operator.And':
    case 'operator.Or': {
      const all = path === 'operator.And';
      const truths = args.map(truth);
      if (truths.includes(!all)) return !all;
      return truths.includes(undefined) ? undefined : all;
    }
    case 'builtins.any':
    case 'builtins.all': {
      if (left?.kind !== 'sequence') return undefined;
      const all = path === 'builtins.all';
      const truths = left.items.map(truth);
      if (truths.includes(!all)) return !all;
      return left.open || truths.includes(undefined) ? undefined : all;
    }
    case 'operator.Eq':
    case 'operator.Is':
    case 'operator.NotEq':
    case 'operator.IsNot': {
      const a = left && byDefault(interpreter, left, depth - 1);
      const b = right && byDefault(interpreter, right, depth - 1);
      if (a?.kind !== 'constant' || b?.kind !== 'constant') return undefined;
      return sameValue(a, b) === (path === 'operator.Eq' || path === 'operator.Is');
    }
    case 'operator.In':
    case 'operator.NotIn': {
      const item = left && byDefault(interpreter, left, depth - 1);
      const container = right && byDefault(interpreter, right, depth - 1);
      const found = item && container ? contains(container, item) : undefined;
      return found === undefined ? undefined : found === (path === 'operator.In');
    }
    case 'operator.Gt':
    case 'operator.GtE':
    case 'operator.Lt':
    case 'operator.LtE': {
      const a = left && byDefault(interpreter, left, depth - 1);
      const b = right && byDefault(interpreter, right, depth - 1);
      if (a?.kind !== 'constant' || b?.kind !== 'constant') return undefined;
      if (typeof a.value !== 'bigint' || typeof b.value !== 'bigint') return undefined;
      const greater = path.startsWith('operator.Gt');
      return a.value === b.value ? path.endsWith('E') : a.value > b.value === greater;
    }
    default:
      return undefined;
  }
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'mapping')
    return (
      [...container.entries.values()].some(entry => sameValue(entry.key, item)) || (container.open ? undefined : false)
    );
  if (container.kind !== 'sequence') return undefined;
  if (container.items.some(one => sameValue(one, item))) return true;
  // An empty list holds nothing, whatever is asked for.
  if (container.open) return undefined;
  return container.items.length === 0 || item.kind === 'constant' ? false : undefined;
}

function defaultTruth(interpreter: Interpreter, value: Value, depth: number): boolean | undefined {
  const known = byDefault(interpreter, value, depth);
  if (!known) return undefined;
  const truths = alternativesOf(known).map(one => truthOf(interpreter, one));
  const [first] = truths;
  return truths.every(one => one === first) ? first : undefined;
}

/** True when a guard, or one around it, fails as long as plugin settings have their defaults. */
export function isOptional(interpreter: Interpreter, guard: Guard | null): boolean {
  const known = interpreter.optionalGuards;
  const fresh: Guard[] = [];
  let result = false;
  for (let one = guard; one; one = one.parent) {
    const cached = known.get(one);
    if (cached !== undefined) {
      result = cached;
      break;
    }
    fresh.push(one);
    if (defaultTruth(interpreter, one.value, DEEPEST) === !one.holds) {
      result = true;
      break;
    }
  }
  for (const one of fresh) known.set(one, result);
  return result;
}
