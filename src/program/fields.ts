/** Classes that are made of fields: dataclasses, named tuples, enumerations. */
import { foreignAncestors, resolutionOrder } from './classes.ts';
import { constant, stringOf } from './value.ts';
import type { Interpreter } from './interpreter.ts';
import type { ClassValue, InstanceValue, MappingValue, SequenceValue, Value } from './value.ts';

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

const CONTENT = '[]';

/** What an object of an own subclass of `dict` or `list` holds; `undefined` for any other. */
export function contentOf(interpreter: Interpreter, instance: InstanceValue): MappingValue | SequenceValue | undefined {
  const known = instance.attributes.get(CONTENT);
  if (known?.kind === 'mapping' || known?.kind === 'sequence') return known;
  const kind = foreignAncestors(instance.cls).find(one => CONTAINERS.has(one.path));
  if (!kind) return undefined;
  const at = instance.at;
  const [first] = instance.args;
  let content: MappingValue | SequenceValue;
  if (CONTAINERS.get(kind.path) === 'list') {
    const items = first?.kind === 'sequence' ? [...first.items] : [];
    content = {
      kind: 'sequence',
      id: interpreter.id(),
      type: 'list',
      items,
      open: first !== undefined && first.kind !== 'sequence',
      at,
    };
  } else {
    const entries = new Map(first?.kind === 'mapping' ? first.entries : []);
    for (const [name, value] of instance.keywords) entries.set(`s:${name}`, { key: constant(name, at), value });
    content = {
      kind: 'mapping',
      id: interpreter.id(),
      entries,
      open: first !== undefined && first.kind !== 'mapping',
      at,
    };
  }
  instance.attributes.set(CONTENT, content);
  return content;
}

const CONTAINERS: ReadonlyMap<string, 'dict' | 'list'> = new Map([
  ['builtins.dict', 'dict'],
  ['collections.OrderedDict', 'dict'],
  ['collections.UserDict', 'dict'],
  ['builtins.list', 'list'],
  ['collections.UserList', 'list'],
]);

/** True for an enumeration of Python's own kind: its members are objects that hold their value. */
export function isEnumeration(cls: ClassValue): boolean {
  return foreignAncestors(cls).some(one => /^enum\.(Enum|IntEnum|StrEnum|Flag|IntFlag)$/.test(one.path));
}
