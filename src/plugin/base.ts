/** What every part of the model is made from, and the plain forms of values that rules may see. */
import { alternativesOf, describe } from '../program/index.ts';
import type { HostContext } from '../host/context.ts';
import type { Package } from '../package/package.ts';
import type { Program, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { PluginModel } from './config.ts';

export interface ModelBase {
  readonly package: Package;
  readonly program: Program;
  readonly host: HostContext;
  readonly plugins: readonly PluginModel[];
}

/** A Python literal as JSON, or why it is not known. */
export type Literal =
  | { readonly known: true; readonly value: Json; readonly type: PythonType; readonly at: Span | null }
  | { readonly known: false; readonly reason: string; readonly at: Span | null };

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Python's type of a known literal; `reference` for a name of somebody else's (its dotted path is the value). */
export type PythonType =
  | 'str'
  | 'int'
  | 'float'
  | 'bool'
  | 'None'
  | 'bytes'
  | 'ellipsis'
  | 'list'
  | 'tuple'
  | 'set'
  | 'dict'
  | 'class'
  | 'function'
  | 'module'
  | 'instance'
  | 'reference';

/** The literal that a value is. Of several alternatives only one that all agree on counts as known. */
export function literalOf(value: Value | undefined): Literal {
  if (!value) return { known: false, reason: 'not given', at: null };
  const [first, ...others] = alternativesOf(value);
  if (!first) return { known: false, reason: 'not given', at: null };
  const literal = literalOfOne(first);
  if (others.length === 0 || !literal.known) return literal;
  const text = JSON.stringify(literal.value);
  const agree = others.every(other => {
    const one = literalOfOne(other);
    return one.known && one.type === literal.type && JSON.stringify(one.value) === text;
  });
  return agree ? literal : { known: false, reason: 'one of several values', at: literal.at };
}

function literalOfOne(value: Value): Literal {
  const at = 'at' in value ? value.at : null;
  const known = (json: Json, type: PythonType): Literal => ({ known: true, value: json, type, at });
  switch (value.kind) {
    case 'constant': {
      const raw = value.value;
      if (typeof raw === 'string') return known(raw, 'str');
      if (typeof raw === 'bigint') return known(Number(raw), 'int');
      if (typeof raw === 'number') return known(raw, 'float');
      if (typeof raw === 'boolean') return known(raw, 'bool');
      if (raw === null) return known(null, 'None');
      if (raw === undefined) return known('...', 'ellipsis');
      return known(Array.from(raw), 'bytes');
    }
    case 'sequence': {
      const type = value.type === 'frozenset' ? 'set' : value.type === 'generator' ? 'list' : value.type;
      if (value.open) return { known: false, reason: 'a container with unknown elements', at };
      const items: Json[] = [];
      for (const item of value.items) {
        const literal = literalOf(item);
        if (!literal.known) return { known: false, reason: `an element is ${literal.reason}`, at };
        items.push(literal.value);
      }
      return known(items, type);
    }
    case 'mapping': {
      if (value.open) return { known: false, reason: 'a mapping with unknown entries', at };
      const out: Record<string, Json> = {};
      for (const entry of value.entries.values()) {
        const key = literalOf(entry.key);
        const literal = literalOf(entry.value);
        if (!key.known || !literal.known) return { known: false, reason: 'a mapping with a computed entry', at };
        out[typeof key.value === 'string' ? key.value : JSON.stringify(key.value)] = literal.value;
      }
      return known(out, 'dict');
    }
    case 'class':
      return known(`${value.module.name}.${value.qualname}`, 'class');
    case 'function':
    case 'method':
    case 'partial':
      return known(describe(value), 'function');
    case 'module':
      return known(value.module.name, 'module');
    case 'instance':
      return known(`${value.cls.module.name}.${value.cls.qualname}`, 'instance');
    case 'symbol':
      return known(value.path, 'reference');
    case 'text':
      return { known: false, reason: 'a computed string', at };
    case 'unknown':
      return { known: false, reason: value.reason, at };
    case 'attribute':
    case 'call':
    case 'item':
    case 'element':
    case 'super':
    case 'parameter':
    case 'alternatives':
      return { known: false, reason: `computed: ${describe(value)}`, at };
  }
}
