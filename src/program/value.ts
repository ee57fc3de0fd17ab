/**
 * Abstract values: what a Python expression of the package can be, without running it. Heap values (containers, classes,
 * instances) are mutable cells shared by reference, as in Python; everything else is immutable.
 */
import type { AsyncFunctionDef, ClassDef, FunctionDef, Lambda } from '../python/ast.ts';
import type { Span } from '../source.ts';
import type { Guard } from './effect.ts';
import type { Environment } from './environment.ts';
import type { OwnModule } from './modules.ts';

/** `undefined` stands for Python's `Ellipsis`. */
export type Scalar = string | bigint | number | boolean | null | undefined | Uint8Array;

export interface ConstantValue {
  readonly kind: 'constant';
  readonly value: Scalar;
  readonly at: Span | null;
}
/** A string of which only some parts are known. */
export interface TextValue {
  readonly kind: 'text';
  readonly parts: readonly (string | Value)[];
  readonly at: Span | null;
}
export type SequenceType = 'list' | 'tuple' | 'set' | 'frozenset' | 'generator';
/** A container made by the package. `open`: there may be further, unknown items. */
export interface SequenceValue {
  readonly kind: 'sequence';
  readonly id: number;
  readonly type: SequenceType;
  items: Value[];
  open: boolean;
  /** For a list or tuple made of a set: its items are known, their order is not. */
  unordered?: boolean;
  readonly at: Span | null;
}
export interface MappingEntry {
  readonly key: Value;
  value: Value;
}
export interface MappingValue {
  readonly kind: 'mapping';
  readonly id: number;
  /** By `keyOf(key)`, in insertion order. */
  readonly entries: Map<string, MappingEntry>;
  open: boolean;
  /** For `locals()` and `globals()`: the scope whose names the entries are. */
  readonly scope?: Environment;
  /** For a `collections.defaultdict`: what is called for a key that is missing. */
  readonly factory?: Value;
  /** For `vars(x)` and `x.__dict__`: the names of the object, which writing an entry binds. */
  readonly names?: Map<string, Value>;
  readonly at: Span | null;
}
export interface ModuleValue {
  readonly kind: 'module';
  readonly module: OwnModule;
  readonly at: Span | null;
}
export type FunctionNode = FunctionDef | AsyncFunctionDef | Lambda;
export interface FunctionValue {
  readonly kind: 'function';
  readonly id: number;
  readonly name: string;
  readonly node: FunctionNode;
  readonly module: OwnModule;
  readonly closure: Environment;
  /** Defaults of the last positional parameters, then keyword-only ones by name. */
  readonly defaults: readonly Value[];
  readonly keywordDefaults: ReadonlyMap<string, Value>;
  /** Set by `@staticmethod`, `@classmethod`, `@property` and their like. */
  binding: 'function' | 'static' | 'class' | 'property';
  /** What `@name.setter` gave to a property. */
  readonly setter?: FunctionValue;
  /** Class whose body holds the definition. */
  owner: ClassValue | null;
  /** Values of the decorators, outermost first. */
  decorators: readonly Value[];
  readonly attributes: Map<string, Value>;
  /** Further implementations of a `functools.singledispatch` function. */
  variants?: FunctionValue[];
  readonly at: Span;
}
export interface ClassValue {
  readonly kind: 'class';
  readonly id: number;
  readonly name: string;
  readonly qualname: string;
  /** `null` for a class made by `type(name, bases, namespace)`. */
  readonly node: ClassDef | null;
  readonly module: OwnModule;
  readonly bases: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly namespace: Map<string, Value>;
  /** Where each name of the body was last bound. */
  readonly places: Map<string, Span>;
  decorators: readonly Value[];
  /** The conditions under which it is defined. */
  readonly guard: Guard | null;
  readonly at: Span;
}
export interface InstanceValue {
  readonly kind: 'instance';
  readonly id: number;
  readonly cls: ClassValue;
  readonly attributes: Map<string, Value>;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Made by a call of the package's that was followed, so that its attributes are what was stored. */
  readonly made?: true;
  readonly at: Span | null;
}
export interface MethodValue {
  readonly kind: 'method';
  readonly function: FunctionValue;
  readonly self: Value;
  readonly at: Span | null;
}
/** A name of somebody else's code by its dotted path, with whatever attributes were taken: `dcim.models.devices.Device._meta`. */
export interface SymbolValue {
  readonly kind: 'symbol';
  readonly path: string;
  /** Where it came in: the import, or the string that named it. */
  readonly at: Span | null;
}
/** An attribute of something that is not a symbol and whose content is not known. */
export interface AttributeValue {
  readonly kind: 'attribute';
  readonly object: Value;
  readonly name: string;
  readonly at: Span | null;
}
/** What a call of foreign or unknown code gave. */
export interface CallValue {
  readonly kind: 'call';
  readonly id: number;
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** What was handed over as `**value`, where its keys are not known. */
  spread?: readonly Value[];
  /** What the package itself stored on the result. */
  readonly attributes: Map<string, Value>;
  readonly at: Span;
}
export interface ItemValue {
  readonly kind: 'item';
  readonly object: Value;
  readonly key: Value;
  readonly at: Span | null;
}
/** Some element of an iterable whose elements are not known. */
export interface ElementValue {
  readonly kind: 'element';
  readonly of: Value;
  readonly at: Span | null;
}
export interface PartialValue {
  readonly kind: 'partial';
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** Made by `functools.partialmethod`: as a member of a class it gets the object in front of its arguments. */
  readonly binds?: true;
  readonly at: Span | null;
}
export interface SuperValue {
  readonly kind: 'super';
  readonly cls: ClassValue;
  readonly self: Value;
  readonly at: Span | null;
}
/** A parameter of a function that the host calls: nothing is known but its name and place. */
export interface ParameterValue {
  readonly kind: 'parameter';
  readonly name: string;
  readonly function: FunctionValue;
  /** From its annotation, where that names a class. */
  readonly annotation: Value | null;
  /** For `self` of a function that the package attaches to somebody else's class: that class. */
  readonly attachedTo?: SymbolValue;
  readonly at: Span | null;
}
export interface AlternativesValue {
  readonly kind: 'alternatives';
  /** Two or more, none of them alternatives. */
  readonly values: readonly Value[];
  readonly at: Span | null;
}
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly reason: string;
  readonly at: Span | null;
}

export type Value =
  | ConstantValue
  | TextValue
  | SequenceValue
  | MappingValue
  | ModuleValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | MethodValue
  | SymbolValue
  | AttributeValue
  | CallValue
  | ItemValue
  | ElementValue
  | PartialValue
  | SuperValue
  | ParameterValue
  | AlternativesValue
  | UnknownValue;

/** More alternatives than this are cut off and become one unknown beside the known ones. */
const MOST_ALTERNATIVES = 16;

export const NONE: ConstantValue = { kind: 'constant', value: null, at: null };
export const TRUE: ConstantValue = { kind: 'constant', value: true, at: null };
export const FALSE: ConstantValue = { kind: 'constant', value: false, at: null };

export const constant = (value: Scalar, at: Span | null = null): ConstantValue => ({ kind: 'constant', value, at });
export const unknown = (reason: string, at: Span | null = null): UnknownValue => ({ kind: 'unknown', reason, at });
export const symbol = (path: string, at: Span | null = null): SymbolValue => ({ kind: 'symbol', path, at });

/** The values that a value may be; a single one for anything but alternatives. */
export function alternativesOf(value: Value): readonly Value[] {
  return value.kind === 'alternatives' ? value.values : [value];
}

/** The value of a known string; `undefined` otherwise. */
export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
}

/** Whether the order of the items is not known: those of a set, and of what is made of one. */
export function isUnordered(value: SequenceValue): boolean {
  return value.items.length > 1 && (value.unordered === true || value.type === 'set' || value.type === 'frozenset');
}

/** Equal as far as it matters for joining: same constant, same symbol, same cell. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'constant':
      return b.kind === 'constant' && a.value === b.value;
    case 'symbol':
      return b.kind === 'symbol' && a.path === b.path;
    case 'module':
      return b.kind === 'module' && a.module === b.module;
    case 'attribute':
      return b.kind === 'attribute' && a.name === b.name && sameValue(a.object, b.object);
    case 'item':
      return b.kind === 'item' && sameValue(a.object, b.object) && sameValue(a.key, b.key);
    case 'element':
      return b.kind === 'element' && sameValue(a.of, b.of);
    case 'method':
      return b.kind === 'method' && a.function === b.function && sameValue(a.self, b.self);
    case 'unknown':
      return b.kind === 'unknown' && a.reason === b.reason;
    case 'parameter':
      return b.kind === 'parameter' && a.name === b.name && a.function === b.function;
    case 'text':
    case 'sequence':
    case 'mapping':
    case 'function':
    case 'class':
    case 'instance':
    case 'call':
    case 'partial':
    case 'super':
    case 'alternatives':
      return false;
  }
}

/** One of several values; flattened, without repeats, the first ones first. */
export function join(values: readonly Value[], at: Span | null = null): Value {
  const first = values[0];
  if (first === undefined) return unknown('no value', at);
  if (values.length === 1) return first;
  const out: Value[] = [];
  for (const value of values) {
    for (const one of alternativesOf(value)) {
      if (out.some(known => sameValue(known, one))) continue;
      if (out.length >= MOST_ALTERNATIVES) {
        out[MOST_ALTERNATIVES - 1] = unknown('more alternatives than are followed', at);
        return { kind: 'alternatives', values: out, at };
      }
      out.push(one);
    }
  }
  const only = out[0];
  return out.length === 1 && only ? only : { kind: 'alternatives', values: out, at };
}

/** A text that identifies a mapping key; heap values are told apart by identity. */
export function keyOf(value: Value, depth = 24): string {
  if (depth === 0) return '…';
  switch (value.kind) {
    case 'constant': {
      const raw = value.value;
      // Python: 1 == 1.0 == True, so the three are one key.
      if (typeof raw === 'boolean') return `n:${raw ? 1 : 0}`;
      if (typeof raw === 'bigint' || typeof raw === 'number') return `n:${raw}`;
      if (raw instanceof Uint8Array) return `b:${Array.from(raw).join(',')}`;
      return typeof raw === 'string' ? `s:${raw}` : `c:${String(raw)}`;
    }
    case 'symbol':
      return `y:${value.path}`;
    case 'sequence':
      return value.type === 'tuple' && value.items.length <= 16 && depth > 20
        ? `(${value.items.map(item => keyOf(item, depth - 1)).join(',')})`
        : `#${value.id}`;
    case 'mapping':
    case 'function':
    case 'class':
    case 'instance':
    case 'call':
      return `#${value.id}`;
    case 'module':
      return `m:${value.module.name}`;
    case 'attribute':
      return `${keyOf(value.object, depth - 1)}.${value.name}`;
    case 'item':
      return `${keyOf(value.object, depth - 1)}[${keyOf(value.key, depth - 1)}]`;
    case 'element':
      return `*${keyOf(value.of, depth - 1)}`;
    case 'method':
      return `${keyOf(value.self, depth - 1)}:${value.function.id}`;
    case 'parameter':
      return `p:${value.function.id}:${value.name}`;
    case 'partial':
      return `partial ${keyOf(value.callee, depth - 1)}`;
    case 'super':
      return `super ${value.cls.id}`;
    case 'text':
      return `t:${value.parts.map(part => (typeof part === 'string' ? part : `{${keyOf(part, depth - 1)}}`)).join('')}`;
    case 'alternatives':
      return value.values.map(one => keyOf(one, depth - 1)).join('|');
    case 'unknown':
      return '?';
  }
}

/** Short text for traces and messages: `Device._meta.get_field('name')`. */
export function describe(value: Value, depth = 4): string {
  if (depth === 0) return '…';
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string'
        ? `'${value.value}'`
        : value.value === null
          ? 'None'
          : value.value === undefined
            ? '...'
            : typeof value.value === 'boolean'
              ? value.value
                ? 'True'
                : 'False'
              : value.value instanceof Uint8Array
                ? "b'…'"
                : String(value.value);
    case 'text':
      return `'${value.parts.map(part => (typeof part === 'string' ? part : '{…}')).join('')}'`;
    case 'sequence':
      if (value.type !== 'tuple') return '[…]';
      return value.items.length > 3
        ? '(…)'
        : `(${value.items.map(item => describe(item, Math.min(2, depth - 1))).join(', ')})`;
    case 'mapping':
      return '{…}';
    case 'module':
      return value.module.name;
    case 'function':
      return value.owner ? `${value.owner.name}.${value.name}` : value.name;
    case 'class':
      return value.name;
    case 'instance':
      return `${value.cls.name}()`;
    case 'method':
      return `${describe(value.self, depth - 1)}.${value.function.name}`;
    case 'symbol':
      return value.path;
    case 'attribute':
      return `${describe(value.object, depth - 1)}.${value.name}`;
    case 'call':
      return `${describe(value.callee, depth - 1)}(${value.args.map(arg => describe(arg, 1)).join(', ')})`;
    case 'item':
      return `${describe(value.object, depth - 1)}[${describe(value.key, depth - 1)}]`;
    case 'element':
      return `each of ${describe(value.of, depth - 1)}`;
    case 'partial':
      return `partial(${describe(value.callee, depth - 1)})`;
    case 'super':
      return 'super()';
    case 'parameter':
      return value.name;
    case 'alternatives':
      return value.values
        .slice(0, 3)
        .map(one => describe(one, depth - 1))
        .join(' or ');
    case 'unknown':
      return '?';
  }
}
