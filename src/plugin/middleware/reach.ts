/** Which pages a condition lets through: those of plugins, named ones, or any. */
import { alternativesOf, methodOf, stringOf } from '../../program/index.ts';
import { comparison } from '../condition.ts';
import { beginningsOf } from './regex.ts';
import { dependsOnPath, isPath, isResolverMatch, isView, isViewModule } from './request.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { Atom, Formula } from './formula.ts';

/** A path outside the plugins' root that a condition names. */
export interface NamedPath {
  readonly text: string;
  /** A page of the host's own stands there. */
  readonly core: boolean;
  /** The condition; the act itself where that stands far from it. */
  readonly at: Span;
  /** The condition chooses a function that stands elsewhere, in which the act is. */
  readonly apart?: boolean;
}

/**
 * `plugins`: only under /plugins/ or /api/plugins/; `named`: paths outside; `shape`: paths that look a certain way, wherever they
 * are; `computed`: paths that are compared with something unknown; `any`: every page.
 */
export type Reach =
  | { readonly kind: 'plugins' | 'shape' | 'computed' | 'any' }
  | { readonly kind: 'named'; readonly paths: readonly NamedPath[] };

const ANY: Reach = { kind: 'any' };
const PLUGINS: Reach = { kind: 'plugins' };
const SHAPE: Reach = { kind: 'shape' };
const COMPUTED: Reach = { kind: 'computed' };

const segments = new WeakMap<HostFacts, ReadonlySet<string>>();

/** First segments of the paths that the host serves in any release, and second ones of its API: `dcim`, `search`, `api`, `api/dcim` … */
function firstSegments(facts: HostFacts): ReadonlySet<string> {
  const known = segments.get(facts);
  if (known) return known;
  const out = new Set<string>();
  for (const url of facts.urls()) {
    for (const path of url.paths.keys()) {
      const [first = '', second = ''] = path.replace(/^\^/, '').split('/');
      out.add(first);
      if (first === 'api' && second !== '') out.add(`api/${second}`);
    }
  }
  out.delete('');
  segments.set(facts, out);
  return out;
}

/** The region of a literal path, or of the start of one. */
function regionOf(facts: HostFacts, text: string, exact: boolean, at: Span): Reach {
  const path = text.replace(/^\/+/, '');
  if (path === '') return exact && text !== '' ? { kind: 'named', paths: [{ text: '/', core: true, at }] } : ANY;
  if (/^(api\/)?plugins(\/|$)/.test(path)) return PLUGINS;
  const [first = '', ...rest] = path.split('/');
  const all = firstSegments(facts);
  // Without a slash behind it a prefix may end within a segment: `/dc`.
  const [second = ''] = rest;
  const core =
    first === 'api' && (rest.length > 1 || (exact && second !== ''))
      ? all.has(`api/${second}`)
      : rest.length > 0 || exact
        ? all.has(first)
        : [...all].some(one => one.startsWith(first));
  return { kind: 'named', paths: [{ text: `/${path}`, core, at }] };
}

/** The known start of a path value: a string, an f-string, `reverse('…')`, LOGIN_URL; `undefined` when nothing is known. */
export function pathStart(
  facts: HostFacts,
  value: Value,
): { readonly text: string; readonly whole: boolean } | undefined {
  const text = stringOf(value);
  if (text !== undefined) return { text, whole: true };
  if (value.kind === 'text') {
    let start = '';
    for (const part of value.parts) {
      if (typeof part === 'string') start += part;
      else if (!(part.kind === 'symbol' && part.path.endsWith('.BASE_PATH'))) {
        const inner = pathStart(facts, part);
        if (!inner) return start === '' ? undefined : { text: start, whole: false };
        start += inner.text;
        if (!inner.whole) return { text: start, whole: false };
      }
    }
    return { text: start, whole: true };
  }
  if (value.kind === 'symbol' && /\.(LOGIN_URL|LOGIN_REDIRECT_URL)$/.test(value.path)) {
    return { text: value.path.endsWith('.LOGIN_URL') ? '/login/' : '/', whole: true };
  }
  if (value.kind === 'call' && value.callee.kind === 'symbol') {
    const { path } = value.callee;
    if (/^django\.urls\.(base\.)?(reverse|reverse_lazy)$/.test(path) || path === 'django.shortcuts.resolve_url') {
      const name = stringOf(value.args[0] ?? value.keywords.get('viewname'));
      if (name === undefined) return undefined;
      if (name.startsWith('plugins:')) return { text: '/plugins/', whole: false };
      if (name.startsWith('plugins-api:')) return { text: '/api/plugins/', whole: false };
      if (name.startsWith('/')) return { text: name, whole: true };
      const pattern = facts.url(name)?.path;
      return pattern === undefined || pattern === null
        ? undefined
        : { text: `/${pattern.replace(/[<^(].*$/s, '')}`, whole: !/[<^(]/.test(pattern) };
    }
    if (path === 'builtins.str' && value.args[0]) return pathStart(facts, value.args[0]);
  }
  return undefined;
}

function union(parts: readonly Reach[]): Reach {
  const named: NamedPath[] = [];
  let plugins = false;
  let weakest: Reach | undefined;
  for (const part of parts) {
    if (part.kind === 'named') named.push(...part.paths);
    else if (part.kind === 'plugins') plugins = true;
    else if (!weakest || rank(part) < rank(weakest)) weakest = part;
  }
  if (named.length > 0) return { kind: 'named', paths: named };
  return weakest ?? (plugins ? PLUGINS : ANY);
}

const ORDER = ['any', 'shape', 'computed', 'named', 'plugins'] as const satisfies readonly Reach['kind'][];
const rank = (reach: Reach): number => ORDER.indexOf(reach.kind);

/** Where the code behind a formula can be reached. */
export function reachOf(facts: HostFacts, formula: Formula): Reach {
  switch (formula.kind) {
    case 'atom':
      return reachOfAtom(facts, formula);
    case 'or':
      return union(formula.parts.map(part => reachOf(facts, part)));
    case 'and': {
      let strongest: Reach = ANY;
      for (const part of formula.parts) {
        const reach = reachOf(facts, part);
        if (rank(reach) > rank(strongest)) strongest = reach;
      }
      return strongest;
    }
  }
}

function reachOfAtom(facts: HostFacts, { value, holds, at, starts }: Atom): Reach {
  if (!dependsOnPath(value)) return ANY;
  if (starts) return holds ? union(starts.map(one => regionOf(facts, one, false, at))) : ANY;
  const compared = comparison(value);
  if (compared) return reachOfComparison(facts, compared.op, compared.left, compared.right, holds, at);
  if (value.kind === 'call') {
    const method = methodOf(value.callee);
    const [first] = value.args;
    if (method?.name === 'startswith' && first) {
      if (isViewModule(method.object)) {
        return holds ? union(startsOf(first).map(one => regionOfModule(facts, one, at))) : ANY;
      }
      if (isPath(method.object))
        return holds ? union(startsOf(first).map(one => regionOfValue(facts, one, false, at))) : ANY;
      const named = resolverPart(method.object);
      if (named) return holds ? union(startsOf(first).map(one => regionOfName(one, at))) : ANY;
    }
    const regex = regexOf(value);
    if (regex) {
      if (!holds) return ANY;
      const pattern = stringOf(regex.pattern);
      if (pattern === undefined) return COMPUTED;
      const beginnings = beginningsOf(pattern, regex.how);
      if (!beginnings) return PLUGINS_PART.test(pattern) ? PLUGINS : SHAPE;
      return union(beginnings.map(one => regionOf(facts, one.text, one.whole, at)));
    }
    if (value.callee.kind === 'symbol' && value.callee.path === 'builtins.issubclass' && first && isView(first)) {
      const of = value.args[1];
      return holds && of ? union(startsOf(of).map(one => regionOfView(facts, one, at))) : ANY;
    }
    if (method && /^(endswith|count|find|index|isdigit|isalnum)$/.test(method.name)) return holds ? SHAPE : ANY;
  }
  return holds ? COMPUTED : ANY;
}

function reachOfComparison(facts: HostFacts, op: string, left: Value, right: Value, holds: boolean, at: Span): Reach {
  const positive = holds !== /^(NotEq|NotIn|IsNot)$/.test(op);
  const [path, other] = isPath(left) || resolverPart(left) ? [left, right] : [right, left];
  const name = resolverPart(path);
  if (isViewModule(left)) {
    if (!positive) return ANY;
    const values = /^(In|NotIn)$/.test(op) ? (startsOfContainer(right) ?? []) : [...alternativesOf(right)];
    return values.length === 0 ? COMPUTED : union(values.map(one => regionOfModule(facts, one, at)));
  }
  const view = [left, right].find(isView);
  if (view) {
    if (!positive) return ANY;
    const others = /^(In|NotIn)$/.test(op) ? startsOfContainer(right) : alternativesOf(view === left ? right : left);
    return others && others.length > 0 ? union(others.map(one => regionOfView(facts, one, at))) : COMPUTED;
  }
  if (isPath(path) || name) {
    const inSequence = (op === 'In' || op === 'NotIn') && path === left;
    if ((op === 'In' || op === 'NotIn') && path === right) {
      // `'plugins' in request.resolver_match.namespaces`, or a part of the path.
      return !positive
        ? ANY
        : name && name !== 'url_name'
          ? regionOfName(other, at)
          : PLUGINS_PART.test(stringOf(other) ?? '')
            ? PLUGINS
            : SHAPE;
    }
    if (!positive || !/^(Eq|NotEq|Is|In|NotIn)$/.test(op)) return positive ? SHAPE : ANY;
    const values = inSequence ? (startsOfContainer(other) ?? []) : [...alternativesOf(other)];
    if (values.length === 0) return COMPUTED;
    return union(
      values.map(one =>
        name
          ? name === 'url_name'
            ? regionOfUrlName(facts, one, at)
            : regionOfName(one, at)
          : regionOfValue(facts, one, true, at),
      ),
    );
  }
  // `'=' in request.path.split('/')[3]`: a test of the path's form, so long as nothing unknown is in it.
  const plain = (value: Value): boolean =>
    dependsOnPath(value) || value.kind === 'constant' || value.kind === 'sequence' || value.kind === 'unknown';
  if (!positive) return ANY;
  // `parts[1] == 'plugins'`, whichever part that is.
  if ([left, right].some(namesPlugins)) return PLUGINS;
  return plain(left) && plain(right) ? SHAPE : COMPUTED;
}

const namesPlugins = (value: Value): boolean =>
  value.kind === 'sequence' ? value.items.some(namesPlugins) : PLUGINS_PART.test(stringOf(value) ?? '');

/** A text that only the paths of plugins have. */
const PLUGINS_PART = /(^|\/)plugins(\/|$)/;

function startsOf(value: Value): readonly Value[] {
  return alternativesOf(value).flatMap(one =>
    one.kind === 'sequence' ? one.items.flatMap(item => [...alternativesOf(item)]) : [one],
  );
}

function startsOfContainer(value: Value): readonly Value[] | undefined {
  if (value.kind === 'sequence') return value.items.flatMap(item => [...alternativesOf(item)]);
  return value.kind === 'mapping' ? [...value.entries.values()].map(entry => entry.key) : undefined;
}

function regionOfValue(facts: HostFacts, value: Value, exact: boolean, at: Span): Reach {
  const start = pathStart(facts, value);
  if (!start || start.text === '') return COMPUTED;
  return regionOf(facts, start.text, exact && start.whole, at);
}

/** `namespace`, `app_name`, `view_name`, `url_name` … of the resolved URL. */
function resolverPart(value: Value): string | undefined {
  return value.kind === 'attribute' && isResolverMatch(value.object) ? value.name : undefined;
}

/** The region of views of a module: the host's, or some plugin's. */
function regionOfModule(facts: HostFacts, value: Value, at: Span): Reach {
  const name = stringOf(value);
  if (name === undefined) return COMPUTED;
  return facts.ownsTopLevel(name.split('.', 1)[0] ?? '')
    ? { kind: 'named', paths: [{ text: `the views of ${name}`, core: true, at }] }
    : PLUGINS;
}

/** The region of a view: the host's, or some plugin's. */
function regionOfView(facts: HostFacts, value: Value, at: Span): Reach {
  if (value.kind === 'class' || value.kind === 'function') return PLUGINS;
  if (value.kind !== 'symbol') return COMPUTED;
  if (!facts.ownsTopLevel(value.path.split('.', 1)[0] ?? '')) return COMPUTED;
  return { kind: 'named', paths: [{ text: value.path, core: true, at }] };
}

const urlNames = new WeakMap<HostFacts, ReadonlySet<string>>();

/** The region of a name without its namespace: the host's, where the host has that name. */
function regionOfUrlName(facts: HostFacts, value: Value, at: Span): Reach {
  const name = stringOf(value);
  if (name === undefined) return COMPUTED;
  let known = urlNames.get(facts);
  if (!known) {
    known = new Set([...facts.urls()].map(url => url.name.slice(url.name.lastIndexOf(':') + 1)));
    urlNames.set(facts, known);
  }
  return known.has(name) ? { kind: 'named', paths: [{ text: name, core: true, at }] } : COMPUTED;
}

function regionOfName(value: Value, at: Span): Reach {
  const name = stringOf(value);
  if (name === undefined) return COMPUTED;
  if (/^plugins(-api)?(:|$)/.test(name)) return PLUGINS;
  return { kind: 'named', paths: [{ text: name, core: true, at }] };
}

type Matching = 'match' | 'fullmatch' | 'search';

function regexOf(value: Value): { readonly pattern: Value; readonly how: Matching } | undefined {
  if (value.kind !== 'call') return undefined;
  if (value.callee.kind === 'symbol') {
    const how = matching(/^re\.(\w+)$/.exec(value.callee.path)?.[1]);
    const [pattern] = value.args;
    if (how) return pattern && { pattern, how };
  }
  const method = methodOf(value.callee);
  const how = matching(method?.name);
  if (!method || !how) return undefined;
  const compiled = method.object;
  const [pattern] =
    compiled.kind === 'call' && compiled.callee.kind === 'symbol' && compiled.callee.path === 're.compile'
      ? compiled.args
      : [];
  return { pattern: pattern ?? compiled, how };
}

const matching = (name: string | undefined): Matching | undefined =>
  name === 'match' || name === 'fullmatch' || name === 'search' ? name : undefined;
