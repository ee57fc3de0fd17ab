/** Writes of rows as rules report them: one call that writes rows of several models is one place. */
import type { RowWrite } from './model.ts';

export interface RowGroup {
  readonly write: RowWrite;
  /** `dcim.Device`, or `dcim.Device, dcim.Site and 3 other models`. */
  readonly models: string;
}

/** How many models are named before the rest is counted. */
const NAMED = 3;

/** Joins writes of the same place and method; the first one stands for all. */
export function groupByPlace(writes: readonly RowWrite[]): RowGroup[] {
  const groups = new Map<string, RowWrite[]>();
  for (const write of writes) {
    const key = `${write.at.file}:${write.at.start}:${write.method}`;
    const group = groups.get(key);
    if (group) group.push(write);
    else groups.set(key, [write]);
  }
  const out: RowGroup[] = [];
  for (const group of groups.values()) {
    const [write] = group;
    if (write) out.push({ write, models: listed([...new Set(group.map(one => one.model))].sort()) });
  }
  return out;
}

function listed(names: readonly string[]): string {
  const rest = names.length - NAMED;
  if (rest > 0) return `${names.slice(0, NAMED).join(', ')} and ${rest} other model${rest === 1 ? '' : 's'}`;
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
