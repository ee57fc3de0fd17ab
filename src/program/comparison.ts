/** Comparisons where own classes have a say: `__eq__`, `__lt__`, `__contains__` and their like; and ordering by them. */
import { callFunction, callValue } from './call.ts';
import { foreignAncestors, hasUnknownAncestor, ownMember } from './classes.ts';
import { compareValues } from './compare.ts';
import { contentOf, isEnumeration, tupleItems } from './fields.ts';
import { truthOf } from './truth.ts';
import type { CompareOperator } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { InstanceValue, Value } from './value.ts';

/** Method of the left operand, and of the right one with the operands exchanged (reference, 3.3.1). */
const METHODS: Readonly<Partial<Record<CompareOperator, readonly [string, string]>>> = {
  Eq: ['__eq__', '__eq__'],
  NotEq: ['__ne__', '__ne__'],
  Lt: ['__lt__', '__gt__'],
  LtE: ['__le__', '__ge__'],
  Gt: ['__gt__', '__lt__'],
  GtE: ['__ge__', '__le__'],
};

/** Whether `left op right` holds; `undefined` when that is not known. */
export function holds(
  interpreter: Interpreter,
  left: Value,
  op: CompareOperator,
  right: Value,
  at: Span,
): boolean | undefined {
  const known = interpreter.compare(left, op, right);
  if (known !== undefined) return known;
  if (left.kind === 'instance' || right.kind === 'instance') {
    const own = ownComparison(interpreter, left, op, right, at);
    if (own !== 'none') return own;
  }
  return compareValues(left, op, right);
}

function ownComparison(
  interpreter: Interpreter,
  left: Value,
  op: CompareOperator,
  right: Value,
  at: Span,
): boolean | undefined | 'none' {
  if (op === 'Is' || op === 'IsNot') return 'none';
  if (op === 'In' || op === 'NotIn') {
    if (right.kind !== 'instance') return 'none';
    const method = ownMember(right.cls, '__contains__')?.value;
    if (method?.kind === 'function') {
      const found = truthOf(interpreter, callFunction(interpreter, method, [right, left], new Map(), at));
      return found === undefined ? undefined : found === (op === 'In');
    }
    const content = contentOf(interpreter, right);
    return content ? compareValues(left, op, content) : 'none';
  }
  const names = METHODS[op];
  if (!names) return 'none';
  const asked = ask(interpreter, left, names[0], right, at) ?? ask(interpreter, right, names[1], left, at);
  if (asked) return truthOf(interpreter, asked);
  // Without `__ne__` it is what `__eq__` is not.
  if (op === 'NotEq') {
    const equal = holds(interpreter, left, 'Eq', right, at);
    return equal === undefined ? undefined : !equal;
  }
  if (op !== 'Eq') return 'none';
  return identity(interpreter, left, right);
}

function ask(interpreter: Interpreter, object: Value, name: string, other: Value, at: Span): Value | undefined {
  if (object.kind !== 'instance') return undefined;
  const method = ownMember(object.cls, name)?.value;
  if (method?.kind !== 'function') return undefined;
  return callValue(interpreter, method, [object, other], new Map(), at);
}

/** Objects of plain own classes are equal when they are the same. */
function identity(interpreter: Interpreter, left: Value, right: Value): boolean | undefined | 'none' {
  if (left === right) return true;
  for (const one of [left, right]) {
    if (one.kind === 'instance' && !isPlain(interpreter, one)) return 'none';
    if (one.kind !== 'instance' && one.kind !== 'constant' && one.kind !== 'sequence' && one.kind !== 'mapping')
      return undefined;
  }
  return false;
}

/** True for an object whose class says nothing about equality, nor has foreign ancestors that might. */
function isPlain(interpreter: Interpreter, object: InstanceValue): boolean {
  const { cls } = object;
  if (hasUnknownAncestor(cls) || cls.decorators.length > 0 || isEnumeration(cls)) return false;
  if (tupleItems(object) || contentOf(interpreter, object)) return false;
  return foreignAncestors(cls).every(one => one.path === 'builtins.object');
}

/**
 * The items in ascending (or descending) order of their keys, equal ones in the order they had; `undefined` when some order is
 * not known.
 */
export function ordered(
  interpreter: Interpreter,
  items: readonly Value[],
  keys: readonly Value[],
  descending: boolean,
  at: Span,
): Value[] | undefined {
  let known = true;
  const pairs = items.map((item, index) => ({ item, key: keys[index] ?? item }));
  pairs.sort((a, b) => {
    if (!known) return 0;
    const [first, second] = descending ? [b.key, a.key] : [a.key, b.key];
    const before = holds(interpreter, first, 'Lt', second, at);
    const after = before === false ? holds(interpreter, second, 'Lt', first, at) : false;
    if (before === undefined || after === undefined) known = false;
    return before === true ? -1 : after === true ? 1 : 0;
  });
  return known ? pairs.map(pair => pair.item) : undefined;
}
