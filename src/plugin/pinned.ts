/** Members of the host's modules that a loop over all of them picks by name: `if name == 'Device':` says which one it is. */
import { alternativesOf, guardsOf, methodOf, stringOf, symbol } from '../program/index.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Guard, Program, Value } from '../program/index.ts';

/** Names that what is known under a guard was compared with, and found equal to. */
function namesTested(guard: Guard | null): string[] {
  return guardsOf(guard).flatMap(({ value, holds }) =>
    alternativesOf(value).flatMap(one => {
      const path = one.kind === 'call' && one.callee.kind === 'symbol' ? one.callee.path : '';
      if (one.kind !== 'call' || path !== (holds ? 'operator.Eq' : 'operator.NotEq')) return [];
      const texts = one.args.map(stringOf);
      const known = texts.filter(text => text !== undefined);
      return known.length === 1 ? known : [];
    }),
  );
}

/** The module of the host any member of which a value is: `getattr(module, name)`, an element of `vars(module).items()`. */
function moduleOfMember(facts: HostFacts, value: Value): string | undefined {
  let object: Value | undefined;
  if (value.kind === 'attribute' && value.name === '*') object = value.object;
  else {
    const element = value.kind === 'item' ? value.object : value;
    const listed = element.kind === 'element' && element.of.kind === 'call' ? methodOf(element.of.callee) : undefined;
    if (listed?.name === (value.kind === 'item' ? 'items' : 'values')) object = methodOf(listed.object)?.object;
  }
  return object?.kind === 'symbol' && facts.symbol(object.path)?.kind === 'module' ? object.path : undefined;
}

/**
 * The value, with the member in it that a comparison under the guard names; the value itself where none does.
 * @param guard the conditions of the effect that the value belongs to
 */
export function pinned(facts: HostFacts, program: Program, value: Value, guard: Guard | null): Value {
  if (guard === null || value.kind === 'symbol') return value;
  const names = namesTested(guard);
  return names.length === 0 ? value : pin(value);

  function pin(one: Value): Value {
    const module = moduleOfMember(facts, one);
    const name = module === undefined ? undefined : names.find(text => facts.symbol(`${module}.${text}`));
    if (module !== undefined && name !== undefined) return program.interpreter.symbol(`${module}.${name}`, null);
    switch (one.kind) {
      case 'attribute': {
        const object = pin(one.object);
        if (object === one.object) return one;
        return object.kind === 'symbol' ? symbol(`${object.path}.${one.name}`, one.at) : { ...one, object };
      }
      case 'item': {
        const object = pin(one.object);
        return object === one.object ? one : { ...one, object };
      }
      case 'element': {
        const of = pin(one.of);
        return of === one.of ? one : { ...one, of };
      }
      case 'call': {
        const callee = pin(one.callee);
        return callee === one.callee ? one : { ...one, callee };
      }
      default:
        return one;
    }
  }
}
