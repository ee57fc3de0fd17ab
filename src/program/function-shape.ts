/** Facts of a function's text that are needed at every call: computed once a node. */
import { children } from '../python/index.ts';
import type { AsyncFunctionDef, FunctionDef, Node } from '../python/index.ts';

export interface FunctionShape {
  readonly generator: boolean;
  readonly yieldsInLoop: boolean;
}

const shapes = new WeakMap<FunctionDef | AsyncFunctionDef, FunctionShape>();

/** Whether a function yields, and whether it does so in a loop (then its yields are not all known). */
export function functionShape(node: FunctionDef | AsyncFunctionDef): FunctionShape {
  const known = shapes.get(node);
  if (known) return known;
  let generator = false;
  let yieldsInLoop = false;
  const pending: { node: Node; loop: boolean }[] = node.body.map(one => ({ node: one, loop: false }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node: one } = next;
    let { loop } = next;
    switch (one.type) {
      case 'Yield':
      case 'YieldFrom':
        generator = true;
        yieldsInLoop ||= loop;
        break;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
      case 'Lambda':
        continue;
      case 'For':
      case 'AsyncFor':
      case 'While':
        loop = true;
        break;
      default:
        break;
    }
    for (const child of children(one)) pending.push({ node: child, loop });
  }
  const shape = { generator, yieldsInLoop };
  shapes.set(node, shape);
  return shape;
}
