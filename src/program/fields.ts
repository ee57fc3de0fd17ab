/** Classes that are made of fields: dataclasses, named tuples, enumerations. */
import { foreignAncestors, resolutionOrder } from './classes.ts';
import { stringOf } from './value.ts';
import type { ClassValue, InstanceValue, Value } from './value.ts';

/** Names of the fields of a dataclass or named tuple, in the order of its constructor's parameters. */
export function fieldNames(cls: ClassValue): string[] {
  const names = new Set<string>();
  // Fields of a base come before those of the class itself (dataclasses, "Inheritance").
  for (const one of [...resolutionOrder(cls)].reverse()) {
    if (one.kind !== 'class') continue;
    const listed = one.namespace.get('_fields');
    if (listed?.kind === 'sequence') {
      for (const item of listed.items) {
        const name = stringOf(item);
        if (name !== undefined) names.add(name);
      }
    }
    for (const statement of one.node?.body ?? []) {
      if (statement.type === 'AnnAssign' && statement.target.type === 'Name') names.add(statement.target.id);
    }
  }
  return [...names];
}

/** The items of an instance of a named tuple; `undefined` for any other instance. */
export function tupleItems(instance: InstanceValue): readonly Value[] | undefined {
  const named = foreignAncestors(instance.cls).some(
    one => one.path === 'typing.NamedTuple' || one.path === 'collections.namedtuple',
  );
  return named ? [...instance.attributes.values()] : undefined;
}

/** True for an enumeration of Python's own kind: its members are objects that hold their value. */
export function isEnumeration(cls: ClassValue): boolean {
  return foreignAncestors(cls).some(one => /^enum\.(Enum|IntEnum|StrEnum|Flag|IntFlag)$/.test(one.path));
}
