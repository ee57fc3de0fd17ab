/** Slices: `object[lower:upper:step]` of own strings and lists, read, replaced and deleted. */
import { numberOf } from './number.ts';
import { isUnordered } from './value.ts';
import type { SequenceValue, Value } from './value.ts';

/** The bounds of a slice as they are written: a number, absent, or not known. */
export type Bound = number | undefined | 'unknown';

export function boundOf(value: Value): Bound {
  if (value.kind !== 'constant') return 'unknown';
  if (value.value === null) return undefined;
  const number = numberOf(value.value);
  return typeof number === 'bigint' ? Number(number) : 'unknown';
}

/** The indices that a slice takes of that many items, in its order; `undefined` where a bound is not known, or the step is 0. */
export function sliceIndices(length: number, lower: Bound, upper: Bound, step: Bound): number[] | undefined {
  if (lower === 'unknown' || upper === 'unknown' || step === 'unknown' || step === 0) return undefined;
  const by = step ?? 1;
  const clamp = (bound: number, least: number, most: number): number =>
    Math.min(Math.max(bound < 0 ? bound + length : bound, least), most);
  const from = by > 0 ? clamp(lower ?? 0, 0, length) : lower === undefined ? length - 1 : clamp(lower, -1, length - 1);
  const to =
    by > 0
      ? upper === undefined
        ? length
        : clamp(upper, 0, length)
      : upper === undefined
        ? -1
        : clamp(upper, -1, length - 1);
  const indices: number[] = [];
  for (let i = from; by > 0 ? i < to : i > to; i += by) indices.push(i);
  return indices;
}

/** Does `object[lower:upper:step] = items`; at places that are not known, the items may stand anywhere. */
export function replaceSlice(
  object: SequenceValue,
  bounds: readonly [Bound, Bound, Bound],
  items: readonly Value[],
  open: boolean,
  certain: boolean,
): void {
  const indices = object.open || isUnordered(object) ? undefined : sliceIndices(object.items.length, ...bounds);
  object.open ||= open;
  const [lower, upper, step] = bounds;
  if (!indices || !certain) {
    const whole = lower === undefined && upper === undefined && step === undefined && certain;
    object.items = whole ? [...items] : [...object.items, ...items];
    object.unordered = !whole;
  } else if (step === undefined || step === 1) {
    // An empty slice stands where it begins: the items are put in there.
    const clamped = lower === undefined || lower === 'unknown' ? 0 : lower < 0 ? lower + object.items.length : lower;
    const from = indices[0] ?? Math.min(Math.max(clamped, 0), object.items.length);
    object.items = [...object.items.slice(0, from), ...items, ...object.items.slice(from + indices.length)];
  } else {
    for (const [place, index] of indices.entries()) {
      const item = items[place];
      if (item) object.items[index] = item;
    }
  }
}

/** Does `del object[lower:upper:step]`. */
export function removeSlice(object: SequenceValue, bounds: readonly [Bound, Bound, Bound]): void {
  const indices = object.open || isUnordered(object) ? undefined : sliceIndices(object.items.length, ...bounds);
  if (!indices) object.open = true;
  else {
    const gone = new Set(indices);
    object.items = object.items.filter((_, index) => !gone.has(index));
  }
}
