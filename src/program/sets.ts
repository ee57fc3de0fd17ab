/** Sets of known items: what is in one, and what operators and methods make of two. */
import { elementsOf, sequence } from './container.ts';
import { keyOf } from './value.ts';
import type { BinOp } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { SequenceValue, Value } from './value.ts';

export const SET_OPERATORS: ReadonlySet<BinOp['op']> = new Set(['BitOr', 'BitAnd', 'Sub', 'BitXor'] as const);

/** Items beyond this are not told apart when one is added: a set of thousands must stay cheap to make. */
const MOST_COMPARED = 64;

/** Whether a set surely holds an item already: items that are told apart by their text. */
export function holdsItem(set: SequenceValue, item: Value): boolean {
  if (!isPlain(item) || set.items.length > MOST_COMPARED) return false;
  const key = keyOf(item);
  return set.items.some(one => one.kind === item.kind && keyOf(one) === key);
}

/** Values that are equal when their keys are. */
function isPlain(value: Value): boolean {
  return value.kind === 'constant' || value.kind === 'class' || value.kind === 'function' || value.kind === 'symbol';
}

/** `left | right`, `left & right`, `left - right`, `left ^ right`. */
export function combineSets(
  interpreter: Interpreter,
  op: BinOp['op'],
  left: SequenceValue,
  other: Value,
  at: Span,
): SequenceValue {
  const right = elementsOf(interpreter, other, at);
  // Views of a dictionary give sets.
  const type = left.type === 'frozenset' ? 'frozenset' : 'set';
  const known = [...left.items, ...right.items].every(isPlain) && !left.open && !right.open;
  if (op === 'BitOr' || !known) {
    const items = unique(op === 'BitOr' || op === 'BitXor' ? [...left.items, ...right.items] : left.items);
    return sequence(interpreter, type, items, op === 'BitOr' ? left.open || right.open : true, at);
  }
  const keys = new Set(right.items.map(item => keyOf(item)));
  const own = new Set(left.items.map(item => keyOf(item)));
  const items = left.items.filter(item => keys.has(keyOf(item)) === (op === 'BitAnd'));
  if (op === 'BitXor') items.push(...right.items.filter(item => !own.has(keyOf(item))));
  return sequence(interpreter, type, unique(items), false, at);
}

/** Items without repeats, as far as they can be told apart. */
function unique(items: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return items.filter(item => {
    if (!isPlain(item)) return true;
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
