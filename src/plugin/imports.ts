/** Imports of the host's modules and names, with the releases in which they resolve; and own imports that find nothing. */
import { stepsOf } from '../program/index.ts';
import { deprecationOf } from '../host/netbox/deprecations.ts';
import { findReach, runsAtStart } from './imports/reach.ts';
import { maskOf } from './settings/attributes.ts';
import type { Step } from '../finding.ts';
import type { HostFacts, ReleaseSet } from '../host/facts.ts';
import type { Fallback, ImportRecord } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';
import type { ImportMoment, Reach } from './imports/reach.ts';

export type { ImportMoment } from './imports/reach.ts';

export interface ImportUse {
  /** An import statement, or an attribute taken from a module (`utilities.forms.StaticSelect`). */
  readonly kind: 'import' | 'attribute';
  /** Dotted module as it is imported. */
  readonly module: string;
  /** `null` for `import module`; `*` for a star. */
  readonly name: string | null;
  readonly at: Span;
  /** Whether the module would be the package's own; then it, or the name in it, does not exist. */
  readonly own: boolean;
  /** Releases in which module and name are there; none for an own import that finds nothing. */
  readonly resolves: ReleaseSet;
  /** Releases in which the import is run: a fallback runs only where the first choice fails. */
  readonly runs: ReleaseSet;
  /** What is missing where it does not resolve. */
  readonly missing: 'module' | 'name' | null;
  readonly moment: ImportMoment;
  /** It surely runs when its moment comes: no handler catches its failure, no condition and no TYPE_CHECKING stands around it. */
  readonly certain: boolean;
  /** Only a type checker runs it. */
  readonly typing: boolean;
  /** From what the host loads to the import. */
  readonly trace: readonly Step[];
  /** The host has announced that it will take the name away: what it said, and the releases that say so. */
  readonly deprecation: {
    readonly path: string;
    readonly instead: string;
    readonly from: string;
    readonly releases: ReleaseSet;
  } | null;
  /** For an own import: the file of the package that would give the module, but is not installed. */
  readonly unshipped: string | null;
}

/**
 * Modules of the host's tree that its facts leave out: tests, and files that each installation writes for itself
 * (netbox/netbox/settings.py: `configuration`, `ldap_config`, `local_settings`).
 */
const NOT_IN_FACTS =
  /(^|\.)tests(\.|$)|^netbox\.(configuration|ldap_config|local_settings|configuration_testing)(\.|$)/;

/** Top-level names of the host in some releases that are Python's own in the others: the app `secrets` left in 3.0. */
const STANDARD_LIBRARY = new Set(['secrets']);

/** Releases in which an import of the host resolves; `undefined` for what the facts cannot say. */
function resolvesIn(facts: HostFacts, module: string, name: string | null): ReleaseSet | undefined {
  const [top = module] = module.split('.', 1);
  if (!facts.ownsTopLevel(top) || NOT_IN_FACTS.test(module) || NOT_IN_FACTS.test(`${module}.${name ?? ''}`))
    return undefined;
  const there =
    facts.module(module) | (facts.symbol(module)?.kind === 'module' ? (facts.symbol(module)?.releases ?? 0) : 0);
  const foreign = STANDARD_LIBRARY.has(module) ? facts.all & ~facts.module(module) : 0;
  if (name === null || name === '*') return there | foreign;
  const path = `${module}.${name}`;
  const announced = deprecationOf(path);
  const lazily = announced?.lazily === true ? maskOf(facts, announced) : 0;
  return (facts.symbol(path)?.releases ?? 0) | facts.module(path) | lazily | foreign;
}

function deprecationIn(facts: HostFacts, module: string, name: string | null): ImportUse['deprecation'] {
  const path = name === null || name === '*' ? module : `${module}.${name}`;
  const announced = deprecationOf(path);
  return announced
    ? {
        path,
        instead: announced.instead + path.slice(announced.path.length),
        from: announced.from.replace(/\.0$/, ''),
        releases: maskOf(facts, announced),
      }
    : null;
}

/** Finds the imports that matter for the question with which releases of the host a package works. */
export function findImports(base: ModelBase): readonly ImportUse[] {
  const { facts } = base.host;
  const reach = findReach(base.program, base.plugins);
  const moduleOf = new Map([...base.program.modules.values()].map(module => [module.file, module.name]));
  const found = new Map<string, ImportUse>();
  for (const record of base.program.imports) {
    const resolves = record.own ? (record.found ? undefined : 0) : resolvesIn(facts, record.module, record.name);
    if (resolves === undefined) continue;
    const from = moduleOf.get(record.from);
    const use = useOf(
      base,
      record,
      resolves,
      from === undefined ? 'later' : momentOf(reach, record, from),
      reach,
      from,
    );
    const key = `${use.at.file}:${use.at.start}:${use.module}:${use.name ?? ''}`;
    const before = found.get(key);
    // A function that is run several times records its imports several times: the gravest circumstances count.
    if (!before || rank(use) < rank(before)) found.set(key, use);
  }
  for (const use of attributeUses(base, reach, moduleOf)) {
    const key = `${use.at.file}:${use.at.start}:${use.module}:${use.name ?? ''}`;
    if (!found.has(key)) found.set(key, use);
  }
  return [...found.values()];
}

/** Names taken from modules of the host by attribute, as far as some release lacks them. */
function* attributeUses(base: ModelBase, reach: Reach, moduleOf: ReadonlyMap<string, string>): Iterable<ImportUse> {
  const { facts } = base.host;
  for (const read of base.program.reads) {
    if (read.value.kind !== 'symbol' || read.phase === 'dead') continue;
    const dot = read.value.path.lastIndexOf('.');
    const module = read.value.path.slice(0, dot);
    const name = read.value.path.slice(dot + 1);
    const resolves = facts.symbol(module)?.kind === 'module' ? resolvesIn(facts, module, name) : undefined;
    if (resolves === undefined || resolves === facts.all) continue;
    const from = moduleOf.get(read.at.file);
    yield {
      kind: 'attribute',
      module,
      name,
      at: read.at,
      own: false,
      // Where the module itself is missing, its import says so.
      resolves: resolves | (facts.all & ~facts.module(module)),
      runs: facts.all,
      missing: 'name',
      moment: from !== undefined && runsAtStart(read) ? reach.momentOf(from) : 'later',
      certain: !read.caught && read.guard === null,
      typing: false,
      trace: [...(from === undefined ? [] : reach.pathTo(from)), ...(read.within ? stepsOf(read.frame) : [])],
      deprecation: deprecationIn(facts, module, name),
      unshipped: null,
    };
  }
}

const MOMENTS: readonly ImportMoment[] = ['start', 'resource', 'migrate', 'later'];

function rank(use: ImportUse): number {
  return (use.certain ? 0 : MOMENTS.length) + MOMENTS.indexOf(use.moment);
}

function momentOf(reach: Reach, record: ImportRecord, from: string): ImportMoment {
  return runsAtStart(record) ? reach.momentOf(from) : 'later';
}

function useOf(
  base: ModelBase,
  record: ImportRecord,
  resolves: ReleaseSet,
  moment: ImportMoment,
  reach: Reach,
  from: string | undefined,
): ImportUse {
  const { facts } = base.host;
  const runs = runsIn(base, record.fallback);
  const lost = runs & ~resolves;
  const hasModule = record.own
    ? base.program.interpreter.modules.has(record.module)
    : (lost & ~facts.module(record.module)) === 0;
  return {
    kind: 'import',
    module: record.module,
    name: record.name,
    at: record.at,
    own: record.own,
    resolves,
    runs,
    missing: lost === 0 ? null : hasModule ? 'name' : 'module',
    moment,
    certain:
      reach.isCertain(record) && fallbackIsKnown(base, record.fallback) && (!record.own || isClosed(base, record)),
    typing: record.typing,
    trace: [...(from === undefined ? [] : reach.pathTo(from)), ...(record.within ? stepsOf(record.frame) : [])],
    deprecation: record.own ? null : deprecationIn(facts, record.module, record.name),
    unshipped: record.own ? unshippedFile(base, record) : null,
  };
}

/** Releases in which a handler runs: those in which an import of its `try` fails. */
function runsIn(base: ModelBase, fallback: Fallback | null): ReleaseSet {
  let runs = base.host.facts.all;
  for (let one = fallback; one; one = one.parent) {
    let fails = 0;
    for (const tried of one.tried) {
      if (tried.own ? !tried.found : !isHost(base.host.facts, tried)) fails = base.host.facts.all;
      else if (!tried.own) fails |= base.host.facts.all & ~(resolvesIn(base.host.facts, tried.module, tried.name) ?? 0);
    }
    runs &= fails;
  }
  return runs;
}

const isHost = (facts: HostFacts, record: ImportRecord): boolean =>
  resolvesIn(facts, record.module, record.name) !== undefined;

/** True when it is known where the handlers around an import run: every `try` imports from the host or the package alone. */
function fallbackIsKnown(base: ModelBase, fallback: Fallback | null): boolean {
  for (let one = fallback; one; one = one.parent) {
    if (one.tried.length === 0 || one.tried.some(tried => !tried.own && !isHost(base.host.facts, tried))) return false;
  }
  return true;
}

/**
 * Whether all that an own module can be is in the package: not a part of a namespace package, which other distributions add to
 * (PEP 420), not a module that takes names from somebody else's with a star, and not one that the build writes.
 */
function isClosed(base: ModelBase, record: ImportRecord): boolean {
  const { modules } = base.program.interpreter;
  const parts = record.module.split('.');
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(0, length).join('.');
    if (modules.has(name) && !modules.fileOf(name)) return false;
  }
  const module = modules.get(record.module);
  if (module && (module.scope?.stars || module.parsed.problems.length > 0)) return false;
  const built = base.package.kind === 'wheel' || base.package.kind === 'installed';
  return built || !(GENERATED.test(record.module) || GENERATED.test(record.name ?? ''));
}

/** Modules that build tools write into the wheel: versions from version control, compiled protocol buffers. */
const GENERATED = /(^|\.)(_*version_*|_*about_*|\w+_pb2(_grpc)?)$/i;

/** The file of the source tree that would give an own module, where it is left out of what is installed. */
function unshippedFile(base: ModelBase, record: ImportRecord): string | null {
  const paths = [record.module, ...(record.name === null ? [] : [`${record.module}.${record.name}`])].flatMap(name => {
    const path = name.replaceAll('.', '/');
    return [`${path}.py`, `${path}/__init__.py`];
  });
  for (const path of paths) {
    for (const root of ['', 'src/']) {
      const file = base.package.files.get(root + path);
      if (file && file.installPath === null) return file.path;
    }
  }
  return null;
}
