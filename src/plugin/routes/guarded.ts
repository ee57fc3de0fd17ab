/** Places that stand in a `try` (what fails there is expected to), or in any branch. */
import { walk } from '../../python/index.ts';
import { moduleOfFile } from './loading.ts';
import type { Expression, Node, Statement } from '../../python/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

type Spans = WeakMap<ModelBase, Map<string, readonly Span[]>>;

const tries: Spans = new WeakMap();
const branches: Spans = new WeakMap();

/** Whether a place stands in the body of a `try` that has handlers, or of a `with suppress(…)`. */
export function insideTry(base: ModelBase, at: Span): boolean {
  return inside(tries, base, at, node => (catches(node) ? node.body : []));
}

function catches(node: Node): node is Extract<Node, { type: 'Try' | 'With' }> {
  if (node.type === 'Try') return node.handlers.length > 0;
  return (
    node.type === 'With' && node.items.some(({ context_expr: made }) => made.type === 'Call' && isSuppress(made.func))
  );
}

function isSuppress(callee: Expression): boolean {
  return callee.type === 'Name' ? callee.id === 'suppress' : callee.type === 'Attribute' && callee.attr === 'suppress';
}

/** Whether a place stands in a statement that may or may not run it: a condition, a loop, a `try` or its handlers. */
export function insideBranch(base: ModelBase, at: Span): boolean {
  return inside(branches, base, at, node => (isBranching(node) ? [node] : []));
}

function isBranching(node: Node): node is Extract<Expression | Statement, { type: (typeof BRANCHING)[number] }> {
  return BRANCHING.some(type => type === node.type);
}

const BRANCHING = ['If', 'IfExp', 'BoolOp', 'While', 'For', 'AsyncFor', 'Match', 'Try', 'TryStar'] as const;

function inside(
  cache: Spans,
  base: ModelBase,
  at: Span,
  part: (node: Node) => readonly (Expression | Statement)[],
): boolean {
  let known = cache.get(base);
  if (!known) cache.set(base, (known = new Map()));
  let spans = known.get(at.file);
  if (!spans) {
    const found: Span[] = [];
    const name = moduleOfFile(base, at.file);
    const module = name === undefined ? undefined : base.program.modules.get(name);
    for (const node of module ? walk(module.parsed.tree) : []) {
      const nodes = part(node);
      const [first] = nodes;
      const last = nodes.at(-1);
      if (first && last) found.push({ file: at.file, start: first.start, end: last.end });
    }
    known.set(at.file, (spans = found));
  }
  return spans.some(one => one.start <= at.start && at.end <= one.end);
}
