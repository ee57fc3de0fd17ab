/** How a value is reached from a name of the host: the fact it starts at, and the steps from there. */
import { symbol } from '../program/index.ts';
import type { HostFacts, SymbolFact } from '../host/facts.ts';
import type { Value } from '../program/index.ts';
import type { Span } from '../source.ts';

export type AccessStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'item'; readonly key: string | null }
  | { readonly kind: 'call'; readonly arg: string | null }
  | { readonly kind: 'element' };

export interface Access {
  /** Canonical dotted path of the symbol, as far as it is a plain chain of names. */
  readonly path: string;
  /** The longest prefix of `path` that the host defines; `undefined` for Django's and others' symbols. */
  readonly fact: SymbolFact | undefined;
  /** Everything after the fact (after the whole path when there is none). */
  readonly steps: readonly AccessStep[];
  /** Where the symbol came into the package. */
  readonly origin: Span | null;
}

interface Chain {
  readonly path: string;
  readonly steps: AccessStep[];
  readonly origin: Span | null;
}

function textOf(value: Value | undefined): string | null {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

function chainOf(value: Value): Chain | undefined {
  switch (value.kind) {
    case 'symbol':
      return { path: value.path, steps: [], origin: value.at };
    case 'attribute': {
      const chain = chainOf(value.object);
      chain?.steps.push({ kind: 'attribute', name: value.name });
      return chain;
    }
    case 'item': {
      const chain = chainOf(value.object);
      chain?.steps.push({ kind: 'item', key: textOf(value.key) });
      return chain;
    }
    case 'element': {
      const chain = chainOf(value.of);
      chain?.steps.push({ kind: 'element' });
      return chain;
    }
    case 'call': {
      const chain = chainOf(value.callee);
      chain?.steps.push({ kind: 'call', arg: textOf(value.args[0]) });
      return chain;
    }
    default:
      return undefined;
  }
}

/** The access that a value is; `undefined` for the package's own things and what is not known. */
export function accessOf(facts: HostFacts, value: Value): Access | undefined {
  const chain = chainOf(value);
  if (!chain) return undefined;
  const names = chain.path.split('.');
  for (let length = names.length; length > 0; length--) {
    const fact = facts.symbol(names.slice(0, length).join('.'));
    // A name that the host takes over from a library is the library's.
    if (!fact || fact.kind === 'foreign') continue;
    const rest = names.slice(length).map(name => ({ kind: 'attribute', name }) as const);
    return { path: chain.path, fact, steps: [...rest, ...chain.steps], origin: chain.origin };
  }
  return { path: chain.path, fact: undefined, steps: chain.steps, origin: chain.origin };
}

/** The access of `object.name`. */
export function accessOfAttribute(facts: HostFacts, object: Value, name: string): Access | undefined {
  if (object.kind === 'symbol') return accessOf(facts, symbol(`${object.path}.${name}`, object.at));
  return accessOf(facts, { kind: 'attribute', object, name, at: null });
}

/** Calls that give a part of their receiver, not something new: a write to the result is a write to the receiver's state. */
const ACCESSORS = new Set([
  'get',
  'get_field',
  'get_fields',
  'get_model',
  'get_models',
  'get_app_config',
  'get_app_configs',
  'model_class',
  'setdefault',
  '__getitem__',
  'values',
  'items',
  'get_default',
  'get_menus',
  'get_resolver',
  'getLogger',
  'import_module',
  'get_containing_app_config',
  'get_parent_list',
  'get_base_chain',
  'get_connection',
  'getattr',
  'get_queue',
]);

const MANAGERS = new Set(['objects', '_default_manager', '_base_manager']);

/**
 * Whether writing through the access changes the host's own state: no new object in between (a call that makes one, rows of a
 * query), only parts reached by name, key or known accessors.
 */
export function sharesState(access: Access): boolean {
  let name = access.path.slice(access.path.lastIndexOf('.') + 1);
  let query = false;
  for (const step of access.steps) {
    switch (step.kind) {
      case 'attribute':
        if (query && step.name !== '__class__') {
          name = step.name;
          break;
        }
        if (MANAGERS.has(step.name)) query = true;
        // The class of a row or a manager is shared even where the object is not.
        if (step.name === '__class__') query = false;
        name = step.name;
        break;
      case 'item':
      case 'element':
        if (query) return false;
        break;
      case 'call':
        if (query || !ACCESSORS.has(name)) return false;
        break;
    }
  }
  return !query || access.steps.at(-1)?.kind !== 'call';
}

/** Text of an access for messages: `dcim.models.devices.Device._meta.get_field('name')`. */
export function accessText(access: Access): string {
  let out = access.fact?.path ?? access.path;
  for (const step of access.steps) {
    switch (step.kind) {
      case 'attribute':
        out += step.name === '*' ? '.…' : `.${step.name}`;
        break;
      case 'item':
        out += step.key === null ? '[…]' : `['${step.key}']`;
        break;
      case 'call':
        out += step.arg === null ? '()' : `('${step.arg}')`;
        break;
      case 'element':
        out += '[…]';
        break;
    }
  }
  return out;
}
