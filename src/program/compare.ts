/** Comparisons of known values: numbers, strings, tuples, versions, and alternatives of them. */
import { alternativesOf, sameValue } from './value.ts';
import type { CompareOperator } from '../python/index.ts';
import type { Value } from './value.ts';

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
      const definite = (value: Value): boolean =>
        value.kind === 'constant' || value.kind === 'class' || value.kind === 'function' || value.kind === 'module';
      return definite(left) && definite(right) ? sameValue(left, right) === (op === 'Is') : undefined;
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

function equality(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'constant' && right.kind === 'constant') return sameValue(left, right);
  // A name of the host's is not the package's own class, nor the other way round; two names are the same or not.
  if (left.kind === 'class' && right.kind === 'class') return left === right;
  return ofOtherModule(left, right) || ofOtherModule(right, left) ? false : undefined;
}

/** `X.__module__` of somebody else's X beside a name of another package. */
function ofOtherModule(attribute: Value, name: Value): boolean {
  if (attribute.kind !== 'symbol' || !attribute.path.endsWith('.__module__')) return false;
  const text = name.kind === 'constant' && typeof name.value === 'string' ? name.value : undefined;
  return text !== undefined && text.split('.', 1)[0] !== attribute.path.split('.', 1)[0];
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'constant' && item.kind === 'constant') {
    return typeof container.value === 'string' && typeof item.value === 'string'
      ? container.value.includes(item.value)
      : undefined;
  }
  if (container.kind !== 'sequence' || item.kind !== 'constant') return undefined;
  if (!container.items.every(one => one.kind === 'constant')) return undefined;
  const found = container.items.some(one => sameValue(one, item));
  return found || !container.open ? found : undefined;
}

/** Negative, zero or positive as Python orders the two; `undefined` when that is not known. */
function orderOf(left: Value, right: Value, depth = 4): number | undefined {
  if (depth === 0) return undefined;
  const versions = [versionOf(left), versionOf(right)] as const;
  if (versions[0] && versions[1]) return compareVersions(versions[0], versions[1]);
  if (left.kind === 'constant' && right.kind === 'constant') {
    const [a, b] = [left.value, right.value];
    const numbers = isNumber(a) && isNumber(b);
    if (!numbers && !(typeof a === 'string' && typeof b === 'string')) return undefined;
    return a === b ? 0 : a < b ? -1 : 1;
  }
  if (left.kind !== 'sequence' || right.kind !== 'sequence' || left.type !== right.type) return undefined;
  if (left.type !== 'tuple' && left.type !== 'list') return undefined;
  for (const [index, a] of left.items.entries()) {
    const b = right.items[index];
    if (b === undefined) return right.open ? undefined : 1;
    const orders = new Set(alternativesOf(a).flatMap(x => alternativesOf(b).map(y => orderOf(x, y, depth - 1))));
    const [order] = orders;
    if (orders.size !== 1 || order === undefined) {
      // All smaller or all greater decides as well; equal ones beside do not.
      if (orders.has(undefined) || orders.has(0)) return undefined;
      return order;
    }
    if (order !== 0) return order;
  }
  if (left.open || right.open) return undefined;
  return left.items.length === right.items.length ? 0 : -1;
}

function isNumber(value: unknown): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
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
