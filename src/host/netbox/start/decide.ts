/**
 * What a value of the package's code is in one installation, as far as plain values go: settings of the plugin, the version of NetBox,
 * and what is computed of them. So conditions that stand before an exception are decided.
 */
import pep440 from '@renovatebot/pep440';
import { methodOf, stringOf } from '../../../program/index.ts';
import { compareVersions } from '../releases.ts';
import { settingRead, settingsAccess } from '../knowledge.ts';
import type { Json } from '../../../plugin/base.ts';
import type { FunctionValue, Value } from '../../../program/index.ts';

/** The one installation. */
export interface Installation {
  /** What NetBox calls its version there. */
  readonly version: string;
  /** `validate()` of the plugin, whose parameters are the configuration and the version. */
  readonly validate: FunctionValue | null;
  /** The module of the plugin that is validated. */
  readonly module: string;
  /** A setting of a plugin; `undefined` when it is not known, or not there. */
  setting(plugin: string, name: string): Json | undefined;
  /** Whether an app of that module is installed, or a plugin enabled; `undefined` when that is not known. */
  installed(module: string): boolean | undefined;
  /** Whether a plugin's section surely has no such setting. */
  lacks(plugin: string, name: string): boolean;
}

/** A plain value, or a version of `packaging`. */
type Known = { readonly value: Json } | { readonly version: string };

const VERSION_CLASS = /^packaging\.version\.(Version|parse|LegacyVersion)$/;
const VERSION_NAME = /^(django\.conf\.settings|netbox\.settings)\.(VERSION|RELEASE\.(version|full_version))$/;
const IS_INSTALLED = /^django\.apps\.(registry\.)?apps\.is_installed$/;
const APP_LISTS = /^(django\.conf\.settings|netbox\.settings)\.(PLUGINS|INSTALLED_APPS)$/;
/** How deep a value is followed. */
const DEEPEST = 12;

/** Whether a value is true there; `undefined` when that is not known. */
export function truthIn(value: Value, installation: Installation): boolean | undefined {
  const known = knownIn(value, installation, DEEPEST);
  if (!known) return undefined;
  return 'version' in known ? true : isTrue(known.value);
}

/** The plain value that it is there; `undefined` when that is not known. */
export function plainIn(value: Value, installation: Installation): Json | undefined {
  const known = knownIn(value, installation, DEEPEST);
  return known && 'value' in known ? known.value : undefined;
}

function knownIn(value: Value, installation: Installation, depth: number): Known | undefined {
  if (depth === 0) return undefined;
  const inner = (one: Value): Known | undefined => knownIn(one, installation, depth - 1);
  switch (value.kind) {
    case 'constant':
      return plain(value.value);
    case 'text': {
      const parts = value.parts.map(part => (typeof part === 'string' ? part : textOf(inner(part))));
      return parts.every(part => part !== undefined) ? { value: parts.join('') } : undefined;
    }
    case 'sequence': {
      const items = value.open ? [] : value.items.map(item => inner(item));
      if (value.open || !items.every(item => item && 'value' in item)) return undefined;
      return { value: items.flatMap(item => (item && 'value' in item ? [item.value] : [])) };
    }
    case 'mapping': {
      if (value.open) return undefined;
      const entries: [string, Json][] = [];
      for (const { key, value: held } of value.entries.values()) {
        const [name, known] = [stringOf(key), inner(held)];
        if (name === undefined || !known || !('value' in known)) return undefined;
        entries.push([name, known.value]);
      }
      return { value: Object.fromEntries(entries) };
    }
    case 'symbol':
      return VERSION_NAME.test(value.path) ? { value: installation.version } : undefined;
    case 'parameter': {
      const { validate } = installation;
      if (!validate || value.function.node !== validate.node) return undefined;
      return parameterIndex(validate, value.name) === 1 ? { value: installation.version } : undefined;
    }
    case 'item':
      return settingIn(value, installation, inner) ?? taken(inner(value.object), inner(value.key ?? value.object));
    case 'call':
      return settingIn(value, installation, inner) ?? membership(value, installation) ?? called(value, inner);
    default:
      return undefined;
  }
}

function plain(value: unknown): Known | undefined {
  if (typeof value === 'bigint') return { value: Number(value) };
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { value };
  return undefined;
}

/** The position of a parameter after the class. */
function parameterIndex(fn: FunctionValue, name: string): number {
  const { posonlyargs, args } = fn.node.args;
  return [...posonlyargs, ...args].findIndex(one => one.arg === name) - (fn.binding === 'class' ? 1 : 0);
}

/** True for the configuration that `validate()` is given. */
function isConfiguration(value: Value, { validate }: Installation): boolean {
  if (value.kind !== 'parameter' || !validate || value.function.node !== validate.node) return false;
  return parameterIndex(validate, value.name) === 0;
}

/** A setting, read from the configuration or from what `validate()` is given. */
function settingIn(
  value: Value & { readonly kind: 'item' | 'call' },
  installation: Installation,
  inner: (one: Value) => Known | undefined,
): Known | undefined {
  const read = settingRead(value) ?? parameterRead(value, installation);
  if (!read) return undefined;
  const known = installation.setting(read.plugin, read.name);
  if (known !== undefined) return { value: known };
  if (value.kind === 'item' || !installation.lacks(read.plugin, read.name)) return undefined;
  return read.fallback ? inner(read.fallback) : { value: null };
}

interface Read {
  readonly plugin: string;
  readonly name: string;
  readonly fallback: Value | undefined;
}

function parameterRead(
  value: Value & { readonly kind: 'item' | 'call' },
  installation: Installation,
): Read | undefined {
  const plugin = installation.module;
  if (value.kind === 'item') {
    const name = isConfiguration(value.object, installation) ? stringOf(value.key ?? undefined) : undefined;
    return name === undefined ? undefined : { plugin, name, fallback: undefined };
  }
  const method = methodOf(value.callee);
  const name =
    method?.name === 'get' && isConfiguration(method.object, installation) ? stringOf(value.args[0]) : undefined;
  return name === undefined ? undefined : { plugin, name, fallback: value.args[1] };
}

/** `'name' in config` for a plugin's section of the configuration, `'name' in settings.PLUGINS`, `apps.is_installed('name')`. */
function membership(value: Value & { readonly kind: 'call' }, installation: Installation): Known | undefined {
  const [left, right] = value.args;
  if (value.callee.kind !== 'symbol' || !left) return undefined;
  const name = stringOf(left);
  if (name !== undefined && IS_INSTALLED.test(value.callee.path)) {
    const installed = installation.installed(name);
    return installed === undefined ? undefined : { value: installed };
  }
  if (!right) return undefined;
  const operator = /^operator\.(In|NotIn)$/.exec(value.callee.path)?.[1];
  if (operator !== undefined && name !== undefined && right.kind === 'symbol' && APP_LISTS.test(right.path)) {
    const installed = installation.installed(name);
    return installed === undefined ? undefined : { value: installed === (operator === 'In') };
  }
  const section = settingsAccess(right);
  const module = isConfiguration(right, installation)
    ? installation.module
    : section && section.name === null
      ? section.plugin
      : null;
  if (operator === undefined || name === undefined || module === null) return undefined;
  if (installation.setting(module, name) !== undefined) return { value: operator === 'In' };
  return installation.lacks(module, name) ? { value: operator === 'NotIn' } : undefined;
}

/** `held[key]` of plain values. */
function taken(held: Known | undefined, key: Known | undefined): Known | undefined {
  if (!held || !key || !('value' in held) || !('value' in key)) return undefined;
  const { value } = held;
  if (Array.isArray(value) && typeof key.value === 'number') {
    const item = (value as readonly Json[]).at(key.value);
    return item === undefined ? undefined : { value: item };
  }
  if (typeof value !== 'object' || value === null || typeof key.value !== 'string') return undefined;
  return Object.hasOwn(value, key.value)
    ? { value: (value as Readonly<Record<string, Json>>)[key.value] ?? null }
    : undefined;
}

function called(value: Value & { readonly kind: 'call' }, inner: (one: Value) => Known | undefined): Known | undefined {
  const { callee, args, keywords } = value;
  if (callee.kind === 'symbol') {
    const path = callee.path.replace(/^builtins\./, '');
    if (path.startsWith('operator.')) return operated(path.slice('operator.'.length), args, inner);
    const first = args[0] ? inner(args[0]) : undefined;
    if (!first || keywords.size > 0) return undefined;
    if (VERSION_CLASS.test(path)) {
      return 'value' in first && typeof first.value === 'string' && pep440.parse(first.value)
        ? { version: first.value }
        : 'version' in first
          ? first
          : undefined;
    }
    if (!('value' in first)) return undefined;
    if (path === 'bool') return { value: isTrue(first.value) };
    if (path === 'str' && typeof first.value === 'string') return first;
    if (path === 'len' && typeof first.value === 'object' && first.value !== null)
      return { value: Object.keys(first.value).length };
    if (path === 'len' && typeof first.value === 'string') return { value: [...first.value].length };
    if (path === 'isinstance') return isInstance(first.value, args[1]);
    return undefined;
  }
  const method = methodOf(callee);
  const object = method ? inner(method.object) : undefined;
  if (!method || !object || !('value' in object)) return undefined;
  const given = args.map(one => inner(one));
  if (
    method.name === 'get' &&
    typeof object.value === 'object' &&
    object.value !== null &&
    !Array.isArray(object.value)
  ) {
    return taken(object, given[0]) ?? (given[0] ? (args[1] ? given[1] : { value: null }) : undefined);
  }
  return typeof object.value === 'string' ? textMethod(object.value, method.name, given) : undefined;
}

function textMethod(text: string, name: string, given: readonly (Known | undefined)[]): Known | undefined {
  const [first] = given;
  const other = first && 'value' in first && typeof first.value === 'string' ? first.value : undefined;
  if (given.length === 0) {
    if (name === 'strip') return { value: text.trim() };
    if (name === 'lower') return { value: text.toLowerCase() };
    if (name === 'upper') return { value: text.toUpperCase() };
    return undefined;
  }
  if (given.length > 1 || other === undefined) return undefined;
  if (name === 'startswith') return { value: text.startsWith(other) };
  if (name === 'endswith') return { value: text.endsWith(other) };
  if (name === 'split') return { value: text.split(other) };
  return undefined;
}

const TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  str: value => typeof value === 'string',
  bool: value => typeof value === 'boolean',
  int: value => typeof value === 'boolean' || (typeof value === 'number' && Number.isInteger(value)),
  dict: value => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** JSON does not tell a list from a tuple, nor 1.0 from 1: types that could be meant are left open. */
function isInstance(value: Json, type: Value | undefined): Known | undefined {
  const types = type?.kind === 'sequence' && !type.open ? type.items : type ? [type] : [];
  const names = types.map(one => (one.kind === 'symbol' ? one.path.replace(/^builtins\./, '') : ''));
  const isList = Array.isArray(value);
  let sure = types.length > 0;
  for (const name of names) {
    const test = TYPES[name];
    if (test?.(value)) return { value: true };
    if (isList && (name === 'list' || name === 'tuple')) {
      if (names.includes('list') && names.includes('tuple')) return { value: true };
      sure = false;
    }
    if (!test && !['list', 'tuple', 'set'].includes(name)) sure = false;
    if (typeof value === 'number') sure = false;
  }
  return sure ? { value: false } : undefined;
}

function operated(name: string, args: readonly Value[], inner: (one: Value) => Known | undefined): Known | undefined {
  const known = args.map(one => inner(one));
  const truths = known.map(one => (one ? ('version' in one ? true : isTrue(one.value)) : undefined));
  if (name === 'Not') return truths[0] === undefined ? undefined : { value: !truths[0] };
  if (name === 'And' || name === 'Or') {
    const ends = name === 'Or';
    if (truths.includes(ends)) return { value: ends };
    return truths.includes(undefined) ? undefined : { value: !ends };
  }
  const [left, right] = known;
  if (!left || !right || known.length !== 2) return undefined;
  const result = compared(name, left, right);
  return result === undefined ? undefined : { value: result };
}

function compared(name: string, left: Known, right: Known): boolean | undefined {
  if ('version' in left || 'version' in right) {
    if (!('version' in left) || !('version' in right)) return undefined;
    const order = compareVersions(left.version, right.version);
    return order === null ? undefined : ordered(name, order);
  }
  const [a, b] = [left.value, right.value];
  if (name === 'In' || name === 'NotIn') {
    const found = holds(b, a);
    return found === undefined ? undefined : found === (name === 'In');
  }
  if (name === 'Is' || name === 'IsNot') {
    // Of other values, which of them are one object is CPython's affair.
    if (![a, b].some(one => one === null || typeof one === 'boolean')) return undefined;
    return (a === b) === (name === 'Is');
  }
  if (name === 'Eq' || name === 'NotEq') return (JSON.stringify(a) === JSON.stringify(b)) === (name === 'Eq');
  if (typeof a === 'number' && typeof b === 'number') return ordered(name, a - b);
  return typeof a === 'string' && typeof b === 'string' ? ordered(name, a < b ? -1 : a > b ? 1 : 0) : undefined;
}

function holds(container: Json, item: Json): boolean | undefined {
  if (typeof container === 'string') return typeof item === 'string' ? container.includes(item) : undefined;
  if (Array.isArray(container)) return container.some(one => JSON.stringify(one) === JSON.stringify(item));
  if (typeof container !== 'object' || container === null) return undefined;
  return typeof item === 'string' && Object.hasOwn(container, item);
}

function ordered(name: string, order: number): boolean | undefined {
  switch (name) {
    case 'Eq':
      return order === 0;
    case 'NotEq':
      return order !== 0;
    case 'Lt':
      return order < 0;
    case 'LtE':
      return order <= 0;
    case 'Gt':
      return order > 0;
    case 'GtE':
      return order >= 0;
    default:
      return undefined;
  }
}

function isTrue(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** `str()` of what is known. */
function textOf(known: Known | undefined): string | undefined {
  if (!known) return undefined;
  if ('version' in known) return known.version;
  const { value } = known;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : undefined;
}
