/** Places that stand in a `try`: what fails there is expected to. */
import { walk } from '../../python/index.ts';
import { moduleOfFile } from './loading.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

const tries = new WeakMap<ModelBase, Map<string, readonly Span[]>>();

/** Whether a place stands in the body of a `try` that has handlers. */
export function insideTry(base: ModelBase, at: Span): boolean {
  let known = tries.get(base);
  if (!known) tries.set(base, (known = new Map()));
  let spans = known.get(at.file);
  if (!spans) {
    const found: Span[] = [];
    const name = moduleOfFile(base, at.file);
    const module = name === undefined ? undefined : base.program.modules.get(name);
    for (const node of module ? walk(module.parsed.tree) : []) {
      if (node.type !== 'Try' || node.handlers.length === 0) continue;
      const [first] = node.body;
      const last = node.body.at(-1);
      if (first && last) found.push({ file: at.file, start: first.start, end: last.end });
    }
    known.set(at.file, (spans = found));
  }
  return spans.some(one => one.start <= at.start && at.end <= one.end);
}
