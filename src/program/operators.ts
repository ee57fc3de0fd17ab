/** Binary operators: what they give for values that are known, and the methods of own classes behind them. */
import { callFunction } from './call.ts';
import { ownMember } from './classes.ts';
import { operation } from './conditions.ts';
import { elementsOf, mapping, mergeInto, MOST_ITEMS, sequence } from './container.ts';
import { arithmetic, numberOf } from './number.ts';
import { combineSets, SET_OPERATORS } from './sets.ts';
import { shown } from './show.ts';
import { boundedText, percentFormat, text } from './text.ts';
import { stringOf, unknown } from './value.ts';
import type { BinOp } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

/** The value of `left op right`. */
export function operate(interpreter: Interpreter, op: BinOp['op'], left: Value, right: Value, at: Span): Value {
  if (left.kind === 'instance' || right.kind === 'instance') {
    const own = operatorMethod(interpreter, op, left, right, at);
    if (own) return own;
  }
  if (op === 'Add') {
    const isText = (value: Value): boolean => value.kind === 'text' || stringOf(value) !== undefined;
    if ((isText(left) || isText(right)) && (left.kind === 'sequence' || right.kind === 'sequence')) {
      // A part of something foreign may be a text; a list is none.
      const parts = [left, right].map(one => (one.kind === 'sequence' ? unknown('a part of a text', at) : one));
      const list = [left, right].some(one => one.kind === 'sequence' && !one.open);
      return list ? unknown('the result of an operator', at) : text(parts, at);
    }
    if (left.kind === 'sequence') {
      const { items, open } = elementsOf(interpreter, right, at);
      return sequence(interpreter, left.type, [...left.items, ...items], left.open || open, at);
    }
    if (right.kind === 'sequence') {
      const { items, open } = elementsOf(interpreter, left, at);
      return sequence(interpreter, right.type, [...items, ...right.items], right.open || open, at);
    }
    // A string and a number, say, cannot be added.
    const fits = (value: Value): boolean => value.kind !== 'constant' || typeof value.value === 'string';
    if ((isText(left) && fits(right)) || (isText(right) && fits(left))) return text([left, right], at);
  }
  if (op === 'Mod') {
    const template = stringOf(left);
    if (template !== undefined) {
      const written =
        right.kind === 'sequence' && right.type === 'tuple'
          ? { ...right, items: right.items.map(item => shown(interpreter, item, 'str', at)) }
          : shown(interpreter, right, 'str', at);
      return percentFormat(template, written, at);
    }
  }
  if (op === 'BitOr') {
    if (left.kind === 'mapping') {
      const result = mapping(interpreter, left.open, at);
      mergeInto(interpreter, result, left, at);
      mergeInto(interpreter, result, right, at);
      return result;
    }
  }
  if (left.kind === 'sequence' && right.kind === 'sequence' && SET_OPERATORS.has(op))
    return combineSets(interpreter, op, left, right, at);
  if (op === 'Mult') {
    const repeated = repeat(interpreter, left, right, at) ?? repeat(interpreter, right, left, at);
    if (repeated) return repeated;
  }
  if (op === 'Div' && left.kind !== 'constant') {
    // pathlib: `BASE / 'templates'` keeps what is known of both.
    return operation(interpreter, 'truediv', [left, right], at);
  }
  if (left.kind === 'constant' && right.kind === 'constant') {
    const [a, b] = [numberOf(left.value), numberOf(right.value)];
    return a === undefined || b === undefined ? unknown('the result of an operator', at) : arithmetic(op, a, b, at);
  }
  if (isQuery(left) || isQuery(right)) return operation(interpreter, OPERATOR_METHODS[op], [left, right], at);
  return unknown('the result of an operator', at);
}

/** True for `Q(…)`, `F(…)` and what operators make of them: expressions of Django's that are for the database. */
export function isQuery(value: Value): boolean {
  if (value.kind !== 'call' || value.callee.kind !== 'symbol') return false;
  if (/^django\.db\.models\.(?:\w+\.)*(?:Q|F|Value)$/.test(value.callee.path)) return true;
  return value.callee.path.startsWith('operator.') && value.args.some(isQuery);
}

/** Methods behind the operators (reference, 3.3.8). */
const OPERATOR_METHODS: Readonly<Record<BinOp['op'], string>> = {
  Add: 'add',
  Sub: 'sub',
  Mult: 'mul',
  MatMult: 'matmul',
  Div: 'truediv',
  Mod: 'mod',
  Pow: 'pow',
  LShift: 'lshift',
  RShift: 'rshift',
  BitOr: 'or',
  BitXor: 'xor',
  BitAnd: 'and',
  FloorDiv: 'floordiv',
};

/** The value of an operator that an own class of an operand defines. */
export function operatorMethod(
  interpreter: Interpreter,
  op: BinOp['op'],
  left: Value,
  right: Value,
  at: Span,
  prefix: '' | 'i' = '',
): Value | undefined {
  const name = OPERATOR_METHODS[op];
  if (left.kind === 'instance') {
    const member = ownMember(left.cls, `__${prefix}${name}__`)?.value;
    if (member?.kind === 'function') return callFunction(interpreter, member, [left, right], new Map(), at);
  }
  if (prefix === '' && right.kind === 'instance') {
    const member = ownMember(right.cls, `__r${name}__`)?.value;
    if (member?.kind === 'function') return callFunction(interpreter, member, [right, left], new Map(), at);
  }
  return undefined;
}

/** `sequence * number` and `text * number`; `undefined` when the operands are others. */
function repeat(interpreter: Interpreter, object: Value, times: Value, at: Span): Value | undefined {
  const given = times.kind === 'constant' ? numberOf(times.value) : undefined;
  if (typeof given !== 'bigint') return undefined;
  const count = Math.max(0, Number(given));
  const string = stringOf(object);
  if (string !== undefined) return boundedText(string.length * count, () => string.repeat(count), at);
  if (object.kind !== 'sequence') return undefined;
  const rounds = Math.min(count, Math.ceil(MOST_ITEMS / Math.max(1, object.items.length)) + 1);
  const items = Array.from({ length: object.items.length === 0 ? 0 : rounds }, () => object.items).flat();
  return sequence(interpreter, object.type, items, object.open && count > 0, at);
}
