/** Classes of the package: method resolution order, members, and what foreign classes they descend from. */
import { alternativesOf } from './value.ts';
import type { ClassValue, SymbolValue, Value } from './value.ts';

const orders = new WeakMap<ClassValue, readonly Value[]>();

/** The class and its ancestors, own and foreign, nearest first; a repeated ancestor stands where it comes last, as in C3. */
export function resolutionOrder(cls: ClassValue): readonly Value[] {
  const known = orders.get(cls);
  if (known) return known;
  orders.set(cls, [cls]); // A class that inherits from itself, through a rebinding, ends here.
  const out: Value[] = [cls];
  for (const base of cls.bases) {
    for (const one of alternativesOf(base)) {
      const tail: readonly Value[] = one.kind === 'class' ? resolutionOrder(one) : [one];
      for (const ancestor of tail) {
        const at = out.findIndex(other => sameClass(other, ancestor));
        if (at > 0) out.splice(at, 1);
        if (at !== 0) out.push(ancestor);
      }
    }
  }
  orders.set(cls, out);
  return out;
}

function sameClass(a: Value, b: Value): boolean {
  return a === b || (a.kind === 'symbol' && b.kind === 'symbol' && a.path === b.path);
}

/** A member bound in the class or in an own ancestor, with the class that binds it. */
export function ownMember(cls: ClassValue, name: string): { value: Value; cls: ClassValue } | undefined {
  for (const one of resolutionOrder(cls)) {
    if (one.kind !== 'class') continue;
    const value = one.namespace.get(name);
    if (value !== undefined) return { value, cls: one };
  }
  return undefined;
}

/** Like `ownMember`, but starting behind `after` in the order of `cls`: what `super()` sees. */
export function memberAfter(cls: ClassValue, after: ClassValue, name: string): Value | undefined {
  const order = resolutionOrder(cls);
  const from = order.indexOf(after);
  for (const one of order.slice(from + 1)) {
    if (one.kind === 'class') {
      const value = one.namespace.get(name);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

/** Foreign classes among the ancestors, nearest first. */
export function foreignAncestors(cls: ClassValue): readonly SymbolValue[] {
  return resolutionOrder(cls).filter(one => one.kind === 'symbol');
}

/** True when some ancestor is neither own nor a named foreign class, so that members may come from anywhere. */
export function hasUnknownAncestor(cls: ClassValue): boolean {
  return resolutionOrder(cls).some(one => one.kind !== 'class' && one.kind !== 'symbol');
}
