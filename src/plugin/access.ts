/** How a value is reached from a name of the host: the fact it starts at, and the steps from there. */
import { symbol } from '../program/index.ts';
import type { HostFacts, SymbolFact } from '../host/facts.ts';
import type { Value } from '../program/index.ts';
import type { Span } from '../source.ts';

export type AccessStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'item'; readonly key: string | null }
  /** `bare`: without arguments, as a context variable's `get()`. */
  | { readonly kind: 'call'; readonly arg: string | null; readonly bare: boolean }
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

/**
 * A key as text. An own class stands for itself by its dotted path (`registry['system_jobs'][OwnJob]`), the app label in its
 * options by the package that it is in, and the name of a new `netbox.events.EventType` is the one that was given.
 */
export function keyText(value: Value | undefined): string | null {
  switch (value?.kind) {
    case 'constant':
      return typeof value.value === 'string' ? value.value : null;
    case 'class':
      return `${value.module.name}.${value.name}`;
    case 'attribute':
      return attributeText(value.object, value.name);
    default:
      return null;
  }
}

function attributeText(object: Value, name: string): string | null {
  if (object.kind === 'attribute' && object.name === '_meta' && object.object.kind === 'class')
    return name === 'app_label' ? (object.object.module.name.split('.', 1)[0] ?? null) : null;
  const made = object.kind === 'call' && object.callee.kind === 'symbol' ? object : undefined;
  const event = name === 'name' && made?.callee.kind === 'symbol' && made.callee.path === 'netbox.events.EventType';
  return event ? keyText(made.args[0] ?? made.keywords.get('name')) : null;
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
      chain?.steps.push({ kind: 'item', key: keyText(value.key) });
      return chain;
    }
    case 'element': {
      const chain = chainOf(value.of);
      chain?.steps.push({ kind: 'element' });
      return chain;
    }
    case 'call': {
      // `type(settings)` of something that is not known to be a class's object.
      if (value.callee.kind === 'symbol' && value.callee.path === 'builtins.type' && value.args.length === 1) {
        const chain = value.args[0] ? chainOf(value.args[0]) : undefined;
        chain?.steps.push({ kind: 'attribute', name: '__class__' });
        return chain;
      }
      const chain = chainOf(value.callee);
      chain?.steps.push({
        kind: 'call',
        arg: keyText(value.args[0]),
        bare: value.args.length === 0 && value.keywords.size === 0,
      });
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
  '__subclasses__',
  'mro',
  'get_config',
  'Config',
  'resolve',
  'stack',
  'currentframe',
  '_getframe',
]);

/** Their `all()` gives parts of a registry, not rows. */
const ALL_OF = new Set(['django.template.engines.all', 'django.db.connections.all', 'django.core.cache.caches.all']);

const MANAGERS = new Set(['objects', '_default_manager', '_base_manager']);

/**
 * Whether writing through the access changes the host's own state: no new object in between (a call that makes one, rows of a
 * query), only parts reached by name, key or known accessors.
 */
export function sharesState(access: Access): boolean {
  let name = access.path.slice(access.path.lastIndexOf('.') + 1);
  // Of symbols without a fact the whole chain of names is in the path.
  let query = !access.fact && access.path.split('.').some(part => MANAGERS.has(part));
  const model = runningModel(access);
  for (const step of model ? access.steps.slice(model.length) : access.steps) {
    if (model && step === access.steps[model.length]) query = false;
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
        if (ALL_OF.has(access.path) && step === access.steps[0]) break;
        // A dictionary's `get` takes a key; a context variable's takes none, and gives what belongs to one request.
        if (query || !ACCESSORS.has(name) || (name === 'get' && step.bare)) return false;
        break;
    }
  }
  if (model?.length === access.steps.length) return true;
  return !query || access.steps.at(-1)?.kind !== 'call';
}

/** A model class of the running system, named by a label, by an app, or not at all. */
export interface RunningModel {
  /** How many steps of the access lead to the class. */
  readonly length: number;
  /** App label, or `app.Model`, as far as it is known. */
  readonly label: string | null;
}

/** The model class that an access reaches through Django's app registry or a content type; `undefined` when it is none. */
export function runningModel(access: Access): RunningModel | undefined {
  const { path, steps } = access;
  const [first, second, third, fourth] = steps;
  const part = (step: AccessStep | undefined): boolean => step?.kind === 'item' || step?.kind === 'element';
  const label = first?.kind === 'call' ? first.arg : null;
  switch (path) {
    case 'django.apps.apps.get_model':
    case 'django.apps.apps.get_registered_model':
      return first?.kind === 'call' ? { length: 1, label } : undefined;
    case 'django.apps.apps.get_models':
      return first?.kind === 'call' && part(second) ? { length: 2, label: null } : undefined;
    case 'django.apps.apps.get_app_config':
      if (second?.kind !== 'attribute') return undefined;
      if (second.name === 'get_models')
        return third?.kind === 'call' && part(fourth) ? { length: 4, label } : undefined;
      if (second.name === 'get_model') return third?.kind === 'call' ? { length: 3, label } : undefined;
      if (second.name !== 'models') return undefined;
      if (third?.kind === 'attribute')
        return fourth?.kind === 'call' && part(steps[4]) ? { length: 5, label } : undefined;
      return part(third) ? { length: 3, label } : undefined;
    case 'django.apps.apps.get_app_configs': {
      // Of every app: nothing says which models those are.
      if (first?.kind !== 'call' || !part(second) || third?.kind !== 'attribute' || fourth?.kind !== 'call')
        return undefined;
      if (third.name === 'get_model') return { length: 4, label: null };
      return third.name === 'get_models' && part(steps[4]) ? { length: 5, label: null } : undefined;
    }
    case 'django.apps.apps.all_models':
      return part(first) && part(second) ? { length: 2, label: first?.kind === 'item' ? first.key : null } : undefined;
    default:
      break;
  }
  const named = path.endsWith('.model_class') && first?.kind === 'call' ? 1 : 0;
  const called = steps.findIndex(
    (step, index) => step.kind === 'attribute' && step.name === 'model_class' && steps[index + 1]?.kind === 'call',
  );
  const length = called >= 0 ? called + 2 : named;
  return length > 0 ? { length, label: null } : undefined;
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
