/** Facts of a function's text that are needed at every call: computed once a node. */
import { children } from '../python/index.ts';
import type { AsyncFunctionDef, FunctionDef, Node } from '../python/index.ts';

const generators = new WeakMap<FunctionDef | AsyncFunctionDef, boolean>();

/** Whether a function yields. */
export function isGenerator(node: FunctionDef | AsyncFunctionDef): boolean {
  const known = generators.get(node);
  if (known !== undefined) return known;
  const pending: Node[] = [...node.body];
  let found = false;
  for (let one = pending.pop(); one && !found; one = pending.pop()) {
    switch (one.type) {
      case 'Yield':
      case 'YieldFrom':
        found = true;
        break;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
      case 'Lambda':
        break;
      default:
        pending.push(...children(one));
    }
  }
  generators.set(node, found);
  return found;
}
