/** Comparisons of known values: numbers, strings, tuples, versions, and alternatives of them. */
import { numberOf } from './number.ts';
import { alternativesOf, keyOf, sameValue } from './value.ts';
import type { CompareOperator } from '../python/index.ts';
import type { MappingValue, SequenceValue, Value } from './value.ts';

/** More pairs than this are not looked at. */
const MOST_PAIRS = 256;

/** Whether `left op right` holds for every alternative of both; `undefined` when that differs or is not known. */
export function compareValues(left: Value, op: CompareOperator, right: Value): boolean | undefined {
  const lefts = alternativesOf(left);
  const rights = alternativesOf(right);
  if (lefts.length * rights.length > MOST_PAIRS) return undefined;
  let result: boolean | undefined;
  for (const [index, a] of lefts.entries()) {
    for (const [other, b] of rights.entries()) {
      const one = compareOne(a, op, b);
      if (one === undefined || (index + other > 0 && one !== result)) return undefined;
      result = one;
    }
  }
  return result;
}

function compareOne(left: Value, op: CompareOperator, right: Value): boolean | undefined {
  switch (op) {
    case 'Eq':
    case 'NotEq': {
      const order = orderOf(left, right);
      const equal = order !== undefined ? order === 0 : equality(left, right);
      return equal === undefined ? undefined : equal === (op === 'Eq');
    }
    case 'Is':
    case 'IsNot': {
      const same = identity(left, right);
      return same === undefined ? undefined : same === (op === 'Is');
    }
    case 'In':
    case 'NotIn': {
      const found = contains(right, left);
      return found === undefined ? undefined : found === (op === 'In');
    }
    case 'Lt':
    case 'LtE':
    case 'Gt':
    case 'GtE': {
      const order = orderOf(left, right);
      if (order === undefined) return undefined;
      if (op === 'Lt') return order < 0;
      if (op === 'LtE') return order <= 0;
      return op === 'Gt' ? order > 0 : order >= 0;
    }
  }
}

/** Kinds whose values are objects of their own, never one of the language's single ones. */
const OBJECTS = new Set([
  'text',
  'sequence',
  'mapping',
  'module',
  'function',
  'class',
  'instance',
  'method',
  'partial',
]);

function identity(left: Value, right: Value): boolean | undefined {
  const definite = (value: Value): boolean =>
    value.kind === 'constant' || value.kind === 'class' || value.kind === 'function' || value.kind === 'module';
  if (definite(left) && definite(right)) return sameValue(left, right);
  if (left === right && OBJECTS.has(left.kind)) return true;
  // Members of enumerations may be instances or their bare values here; nothing else is `None`, `True` or `...`.
  const single = (value: Value): boolean =>
    value.kind === 'constant' &&
    (value.value === null || value.value === undefined || typeof value.value === 'boolean');
  if ((single(left) && OBJECTS.has(right.kind)) || (single(right) && OBJECTS.has(left.kind))) return false;
  return undefined;
}

function equality(left: Value, right: Value, depth = 4): boolean | undefined {
  if (left.kind === 'constant' && right.kind === 'constant') {
    if (left.value instanceof Uint8Array && right.value instanceof Uint8Array) return keyOf(left) === keyOf(right);
    return sameValue(left, right);
  }
  // A name of the host's is not the package's own class, nor the other way round; two names are the same or not.
  if (left.kind === 'class' && right.kind === 'class') return left === right;
  if (ofOtherModule(left, right) || ofOtherModule(right, left)) return false;
  if (depth === 0) return undefined;
  if (left.kind === 'sequence' && right.kind === 'sequence') return sequencesEqual(left, right, depth);
  if (left.kind === 'mapping' && right.kind === 'mapping') return mappingsEqual(left, right, depth);
  // A container is no string, number or container of another kind.
  const container = (value: Value): boolean =>
    value.kind === 'mapping' || (value.kind === 'sequence' && value.type !== 'generator' && !value.open);
  const plain = (value: Value): boolean => value.kind === 'constant' || value.kind === 'text' || container(value);
  return (container(left) && plain(right)) || (container(right) && plain(left)) ? false : undefined;
}

/** `X.__module__` of somebody else's X beside a name of another package. */
function ofOtherModule(attribute: Value, name: Value): boolean {
  if (attribute.kind !== 'symbol' || !attribute.path.endsWith('.__module__')) return false;
  const text = name.kind === 'constant' && typeof name.value === 'string' ? name.value : undefined;
  return text !== undefined && text.split('.', 1)[0] !== attribute.path.split('.', 1)[0];
}

function sequencesEqual(left: SequenceValue, right: SequenceValue, depth: number): boolean | undefined {
  const isSet = (value: SequenceValue): boolean => value.type === 'set' || value.type === 'frozenset';
  if (left.type === 'generator' || right.type === 'generator') return left === right ? true : undefined;
  if (isSet(left) && isSet(right)) {
    if (left.open || right.open || ![...left.items, ...right.items].every(one => one.kind === 'constant'))
      return undefined;
    const keys = new Set(left.items.map(one => keyOf(one)));
    const others = new Set(right.items.map(one => keyOf(one)));
    return keys.size === others.size && [...keys].every(key => others.has(key));
  }
  if (isSet(left) || isSet(right) || left.type !== right.type) return false;
  if (left.open || right.open || left.unordered || right.unordered) return undefined;
  if (left.items.length !== right.items.length) return false;
  let all: boolean | undefined = true;
  for (const [index, item] of left.items.entries()) {
    const other = right.items[index];
    const equal = other && equalValues(item, other, depth - 1);
    if (equal === false) return false;
    if (equal === undefined) all = undefined;
  }
  return all;
}

function mappingsEqual(left: MappingValue, right: MappingValue, depth: number): boolean | undefined {
  if (left === right) return true;
  if (left.open || right.open) return undefined;
  for (const one of [left, right]) {
    for (const entry of one.entries.values()) if (entry.key.kind !== 'constant') return undefined;
  }
  if (left.entries.size !== right.entries.size) return false;
  let all: boolean | undefined = true;
  for (const [key, entry] of left.entries) {
    const other = right.entries.get(key);
    const equal = other ? equalValues(entry.value, other.value, depth - 1) : false;
    if (equal === false) return false;
    if (equal === undefined) all = undefined;
  }
  return all;
}

function equalValues(left: Value, right: Value, depth: number): boolean | undefined {
  if (left.kind === 'alternatives' || right.kind === 'alternatives') return undefined;
  const order = orderOf(left, right, depth);
  return order !== undefined ? order === 0 : equality(left, right, depth);
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'constant' && item.kind === 'constant') {
    return typeof container.value === 'string' && typeof item.value === 'string'
      ? container.value.includes(item.value)
      : undefined;
  }
  if (container.kind === 'mapping') {
    if (item.kind !== 'constant' && item.kind !== 'symbol' && item.kind !== 'class') return undefined;
    if (container.entries.has(keyOf(item))) return true;
    return container.open || [...container.entries.values()].some(entry => !isPlainKey(entry.key)) ? undefined : false;
  }
  if (container.kind !== 'sequence') return undefined;
  let found: boolean | undefined = container.open ? undefined : false;
  for (const one of container.items) {
    const equal = one === item || equalValues(one, item, 3);
    if (equal === true) return true;
    if (equal === undefined) found = undefined;
  }
  return found;
}

/** Keys that are equal to others by their text alone. */
function isPlainKey(key: Value): boolean {
  return key.kind === 'constant' || key.kind === 'class' || key.kind === 'function' || key.kind === 'module';
}

/** Negative, zero or positive as Python orders the two; `undefined` when that is not known. */
function orderOf(left: Value, right: Value, depth = 4): number | undefined {
  if (depth === 0) return undefined;
  const versions = [versionOf(left), versionOf(right)] as const;
  if (versions[0] && versions[1]) return compareVersions(versions[0], versions[1]);
  if (left.kind === 'constant' && right.kind === 'constant') {
    const [a, b] = [numberOf(left.value), numberOf(right.value)];
    // JavaScript compares whole numbers with floats exactly, as Python does.
    if (a !== undefined && b !== undefined)
      return a < b ? -1 : a > b ? 1 : Number.isNaN(Number(a) + Number(b)) ? undefined : 0;
    if (typeof left.value !== 'string' || typeof right.value !== 'string') return undefined;
    return textOrder(left.value, right.value);
  }
  if (left.kind !== 'sequence' || right.kind !== 'sequence' || left.type !== right.type) return undefined;
  // What may go on may also have lost items to a condition.
  if (left.open || right.open || left.unordered || right.unordered) return undefined;
  if (left.type !== 'tuple' && left.type !== 'list') return undefined;
  for (const [index, a] of left.items.entries()) {
    const b = right.items[index];
    if (b === undefined) return 1;
    const orders = new Set(alternativesOf(a).flatMap(x => alternativesOf(b).map(y => orderOf(x, y, depth - 1))));
    const [order] = orders;
    if (orders.size !== 1 || order === undefined) {
      // All smaller or all greater decides as well; equal ones beside do not.
      if (orders.has(undefined) || orders.has(0)) return undefined;
      return order;
    }
    if (order !== 0) return order;
  }
  return left.items.length === right.items.length ? 0 : -1;
}

/** Python orders strings by code points, JavaScript by code units. */
function textOrder(a: string, b: string): number {
  if (a === b) return 0;
  if (!/[\ud800-\udfff]/.test(a + b)) return a < b ? -1 : 1;
  const [left, right] = [[...a], [...b]];
  for (const [index, char] of left.entries()) {
    const difference = (char.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return -1;
}

const VERSION_CLASS = /(^|\.)(parse|Version|LooseVersion|StrictVersion|parse_version|LegacyVersion)$/;

interface VersionKey {
  readonly release: readonly number[];
  readonly pre: boolean;
}

/** The version that a call such as `packaging.version.parse('4.2')` makes. */
function versionOf(value: Value): VersionKey | undefined {
  if (value.kind !== 'call' || value.callee.kind !== 'symbol' || !VERSION_CLASS.test(value.callee.path))
    return undefined;
  const [text] = value.args;
  return text?.kind === 'constant' && typeof text.value === 'string' ? parseVersion(text.value) : undefined;
}

/** The release numbers of a version, and whether it comes before its release (PEP 440: a, b, rc, dev; NetBox: `-beta1`). */
function parseVersion(text: string): VersionKey | undefined {
  const match = /^\s*v?(\d+(?:\.\d+)*)(.*)$/i.exec(text);
  if (!match?.[1]) return undefined;
  return {
    release: match[1].split('.').map(Number),
    pre: /^[-._]?(a|b|c|rc|alpha|beta|pre|dev)/i.test(match[2] ?? ''),
  };
}

function compareVersions(a: VersionKey, b: VersionKey): number {
  for (let i = 0; i < Math.max(a.release.length, b.release.length); i++) {
    const order = (a.release[i] ?? 0) - (b.release[i] ?? 0);
    if (order !== 0) return order;
  }
  return a.pre === b.pre ? 0 : a.pre ? -1 : 1;
}

/** Release numbers of a version text, for `Version(…).major` and its like. */
export function releaseOf(text: string): readonly number[] | undefined {
  return parseVersion(text)?.release;
}
