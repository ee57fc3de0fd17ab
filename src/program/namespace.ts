/** Namespaces as mappings: `vars(x)`, `x.__dict__`, `globals()`, and what writing into one binds. */
import { constant, symbol } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { MappingValue, Value } from './value.ts';

/** The foreign object whose `__dict__` a value is. */
export function ownerOfNamespace(value: Value): Value | undefined {
  if (value.kind === 'attribute') return value.name === '__dict__' ? value.object : undefined;
  if (value.kind !== 'symbol' || !value.path.endsWith('.__dict__')) return undefined;
  return symbol(value.path.slice(0, -'.__dict__'.length), value.at);
}

/** The names that an own module or class binds; `undefined` for anything else. */
export function namesIn(value: Value): readonly string[] | undefined {
  if (value.kind === 'module') return value.module.scope ? [...value.module.scope.names.keys()] : undefined;
  return value.kind === 'class' ? [...value.namespace.keys()] : undefined;
}

/** A mapping of names to values whose writes reach `names`. Open: classes and instances have more than what is bound here. */
export function namespaceOf(interpreter: Interpreter, names: Map<string, Value>, at: Span): MappingValue {
  const entries = new Map([...names].map(([name, value]) => [`s:${name}`, { key: constant(name, at), value }]));
  return { kind: 'mapping', id: interpreter.id(), entries, open: true, names, at };
}
