/** Parts of the request's path: `request.path.split('/')[1]`, `path.strip('/').split('/')[:2]`, `path[:6]`. */
import { alternativesOf, methodOf, stringOf } from '../../program/index.ts';
import { quietly } from '../condition.ts';
import { isPath, resolverNames } from './request.ts';
import type { Environment, Value } from '../../program/index.ts';
import type { Expression, Pattern } from '../../python/index.ts';
import type { ModelBase } from '../base.ts';

/** How many empty parts stand before the first segment: one for `/dcim/`.split('/'), none where the slash was taken off. */
function leadOf(value: Value): number | undefined {
  const [only, ...more] = alternativesOf(value);
  if (!only || more.length > 0 || only.kind !== 'call') return undefined;
  const method = methodOf(only.callee);
  if (!method || !/^(split|partition|rsplit)$/.test(method.name) || stringOf(only.args[0]) !== '/') return undefined;
  if (method.name === 'rsplit' && only.args.length > 1) return undefined;
  if (!isPath(method.object)) return undefined;
  const inner = method.object.kind === 'call' ? methodOf(method.object.callee) : undefined;
  return inner && /^l?strip$/.test(inner.name) ? 0 : 1;
}

/** What a path begins with if a comparison holds: `starts` are complete segments, each with the slash before it. */
export interface PathTest {
  /** The value that was asked, which hangs on the path. */
  readonly subject: Value;
  readonly starts: readonly string[];
  /** Whether the comparison is `!=` or `not in`. */
  readonly negated: boolean;
}

/** The path test that a comparison is; `undefined` for any other. */
export function pathTestOf(base: ModelBase, node: Expression, env: Environment): PathTest | undefined {
  if (node.type !== 'Compare' || node.ops.length !== 1) return undefined;
  const [op] = node.ops;
  const [right] = node.comparators;
  if (!right || !op || !/^(Eq|NotEq|In|NotIn)$/.test(op)) return undefined;
  const negated = op.startsWith('Not');
  const many = op.endsWith('In');
  const one =
    testOf(base, node.left, right, env, many) ?? (many ? undefined : testOf(base, right, node.left, env, false));
  return one && { ...one, negated };
}

function testOf(
  base: ModelBase,
  left: Expression,
  right: Expression,
  env: Environment,
  many: boolean,
): Omit<PathTest, 'negated'> | undefined {
  const sliced = left.type === 'Subscript' && left.slice.type === 'Slice' ? left.slice : undefined;
  const value = left.type === 'Subscript' && sliced ? quietly(base, left.value, env) : quietly(base, left, env);
  if (!sliced && value.kind !== 'item') return undefined;
  const other = quietly(base, right, env);
  const values = many ? (other.kind === 'sequence' ? other.items : []) : alternativesOf(other);
  let starts: readonly (string | undefined)[];
  if (sliced) {
    const from = sliced.lower ? numberOf(quietly(base, sliced.lower, env)) : 0;
    if (!sliced.upper || sliced.step || from === undefined) return undefined;
    starts = values.map(one => startOfSlice(value, from, one));
  } else {
    starts = values.map(one =>
      value.kind === 'item' ? startOfItem(value.object, numberOf(value.key), one) : undefined,
    );
  }
  const known = starts.flatMap(start => (start !== undefined && /[^/]/.test(start) ? [start] : []));
  return known.length > 0 && known.length === starts.length ? { subject: value, starts: known } : undefined;
}

/** What the path begins with if the part of it from there on is that. */
function startOfSlice(subject: Value, from: number, other: Value): string | undefined {
  if (isPath(subject) && from === 0) return stringOf(other);
  if (other.kind !== 'sequence' || other.open) return undefined;
  const texts = other.items.map(item => stringOf(item));
  if (resolverNames(subject)) return from === 0 ? startOfName(texts[0]) : undefined;
  const lead = leadOf(subject);
  return lead !== undefined && from <= lead ? `/${texts.slice(lead - from).join('/')}/` : undefined;
}

/** What the path begins with if that one of its parts is that. */
function startOfItem(subject: Value, index: number | undefined, other: Value): string | undefined {
  const text = stringOf(other);
  if (text === undefined || index === undefined) return undefined;
  if (resolverNames(subject)) return index === 0 ? startOfName(text) : undefined;
  return index === leadOf(subject) ? `/${text}/` : undefined;
}

/** Namespaces are those of NetBox's URLs: `plugins`, `plugins-api`, or of an app, whose pages stand below its name. */
function startOfName(name: string | undefined): string {
  return name === undefined ? '/' : name === 'plugins-api' ? '/api/plugins/' : `/${name.replace(/-api$/, '')}/`;
}

const numberOf = (value: Value): number | undefined =>
  value.kind === 'constant' && typeof value.value === 'bigint' ? Number(value.value) : undefined;

/** What the path begins with if the parts of it fit a pattern: `case ['', 'dcim', *_]:`. */
export function startsOfPattern(
  base: ModelBase,
  pattern: Pattern,
  subject: Value,
  env: Environment,
): string | undefined {
  const lead = leadOf(subject);
  if (lead === undefined || pattern.type !== 'MatchSequence') return undefined;
  const segments: string[] = [];
  for (const part of pattern.patterns.slice(lead)) {
    const text = part.type === 'MatchValue' ? stringOf(quietly(base, part.value, env)) : undefined;
    if (text === undefined || text === '') break;
    segments.push(text);
  }
  return segments.length > 0 ? `/${segments.join('/')}/` : undefined;
}
