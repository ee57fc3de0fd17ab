/** Reads a facts file: parsed once, groups decoded when a question needs them, answers kept. */
import { readFileSync } from 'node:fs';
import type {
  ClassFact,
  FeatureViewFact,
  HostFacts,
  MenuFact,
  MenuGroupFact,
  MigrationFact,
  ModelFact,
  ModelFieldFact,
  ModelViewFact,
  ReleaseSet,
  SymbolFact,
  SymbolKind,
  TagLibraryFact,
  TemplateFact,
  UrlFact,
} from '../facts.ts';
import { familyOf } from './families.ts';
import { decodeGroup, FACTS_FILE, type FactsFile, type Kind } from './format.ts';

/** How deep re-exports are followed; NetBox's deepest chain has five links. */
const MAX_CHAIN = 24;

/** Where a path leads in some releases: the symbol's own path and its kind. */
interface Target {
  readonly path: string;
  readonly kind: SymbolKind;
  readonly releases: ReleaseSet;
}

/** A class as its module's facts have it. */
interface WrittenClass {
  readonly releases: ReleaseSet;
  readonly bases: readonly { readonly names: readonly string[]; readonly releases: ReleaseSet }[];
}

/** Index of the newest release in a set; -1 for the empty set. */
const newest = (set: ReleaseSet): number => 31 - Math.clz32(set);

/** Adds a set to the one kept under a key. */
function unite<K>(map: Map<K, ReleaseSet>, key: K, set: ReleaseSet): void {
  map.set(key, (map.get(key) ?? 0) | set);
}

/** Splits a fact at `~` and gives a missing field as ''. */
function fields(fact: string): readonly [string, string, string, string] {
  const [a = '', b = '', c = '', d = ''] = fact.split('~');
  return [a, b, c, d];
}

class Facts implements HostFacts {
  readonly #file: FactsFile;
  readonly releases: readonly string[];
  readonly all: ReleaseSet;
  readonly #groups = new Map<string, ReadonlyMap<string, ReleaseSet>>();
  readonly #written = new Map<string, ReadonlyMap<string, WrittenClass>>();
  readonly #bindingsOf = new Map<string, ReadonlyMap<string, readonly Target[]>>();
  readonly #targets = new Map<string, readonly Target[]>();
  readonly #symbols = new Map<string, SymbolFact | undefined>();
  readonly #classes = new Map<string, ClassFact | undefined>();
  readonly #moved = new Map<string, ClassFact>();
  readonly #templates = new Map<string, TemplateFact | undefined>();
  #models:
    { readonly byLabel: ReadonlyMap<string, ModelFact>; readonly byPath: ReadonlyMap<string, ModelFact> } | undefined;
  #libraries: ReadonlyMap<string, TagLibraryFact> | undefined;
  #urls: ReadonlyMap<string, UrlFact> | undefined;

  constructor(file: FactsFile) {
    this.#file = file;
    this.releases = file.releases;
    this.all = 2 ** file.releases.length - 1;
  }

  #group(kind: Kind, group = ''): ReadonlyMap<string, ReleaseSet> {
    const key = `${kind} ${group}`;
    let decoded = this.#groups.get(key);
    if (!decoded) this.#groups.set(key, (decoded = decodeGroup(this.#file, kind, group)));
    return decoded;
  }

  /** Groups of a kind, without decoding them. */
  #groupNames(kind: Kind): readonly string[] {
    return Object.keys(this.#file.facts[kind] ?? {});
  }

  /** The part of each fact before its first `~`, with the releases of all facts that begin so. */
  #heads(kind: Kind, group = ''): Map<string, ReleaseSet> {
    const out = new Map<string, ReleaseSet>();
    for (const [fact, set] of this.#group(kind, group)) unite(out, fields(fact)[0], set);
    return out;
  }

  apps(): ReadonlyMap<string, { readonly module: string; readonly core: boolean; readonly releases: ReleaseSet }> {
    const out = new Map<string, { module: string; core: boolean; releases: ReleaseSet }>();
    for (const [fact, set] of this.#group('app')) {
      const [label, module, origin] = fields(fact);
      const known = out.get(label);
      if (known) known.releases |= set;
      else out.set(label, { module, core: origin === 'c', releases: set });
    }
    return out;
  }

  module(path: string): ReleaseSet {
    const dot = path.indexOf('.');
    const top = dot < 0 ? path : path.slice(0, dot);
    return this.#group('module', top).get(dot < 0 ? '' : path.slice(dot + 1)) ?? 0;
  }

  ownsTopLevel(name: string): boolean {
    return this.#file.facts.module !== undefined && Object.hasOwn(this.#file.facts.module, name);
  }

  /** The classes of a module with their base lists, newest list first. */
  #classesOf(module: string): ReadonlyMap<string, WrittenClass> {
    const known = this.#written.get(module);
    if (known) return known;
    const out = new Map<
      string,
      { releases: ReleaseSet; bases: { names: readonly string[]; releases: ReleaseSet }[] }
    >();
    for (const [fact, releases] of this.#group('class', module)) {
      const colon = fact.indexOf(':');
      const name = fact.slice(colon + 1);
      const bases = { names: colon === 0 ? [] : fact.slice(0, colon).split('~'), releases };
      const entry = out.get(name);
      if (entry) {
        entry.releases |= releases;
        entry.bases.push(bases);
      } else out.set(name, { releases, bases: [bases] });
    }
    for (const entry of out.values()) entry.bases.sort((a, b) => newest(b.releases) - newest(a.releases));
    this.#written.set(module, out);
    return out;
  }

  /** What names a module binds: defined ones and imported ones, by name. */
  #bindings(module: string): ReadonlyMap<string, readonly Target[]> {
    const known = this.#bindingsOf.get(module);
    if (known) return known;
    const out = new Map<string, Target[]>();
    const add = (name: string, target: Target): void => {
      const list = out.get(name);
      if (list) list.push(target);
      else out.set(name, [target]);
    };
    for (const [name, { releases }] of this.#classesOf(module))
      add(name, { path: `${module}.${name}`, kind: 'class', releases });
    for (const [fact, releases] of this.#group('symbol', module)) {
      const name = fact.slice(1);
      add(name, { path: `${module}.${name}`, kind: fact.startsWith('f') ? 'function' : 'value', releases });
    }
    for (const [fact, releases] of this.#group('import', module)) {
      const colon = fact.indexOf(':');
      const target = fact.slice(0, colon);
      const written = fact.slice(colon + 1);
      const equals = written.indexOf('=');
      const original = equals < 0 ? written : written.slice(0, equals);
      // 'foreign' means here: to be followed; it stays so when the target is not the host's.
      add(written.slice(equals + 1), {
        path: original === '' ? target : `${target}.${original}`,
        kind: 'foreign',
        releases,
      });
    }
    this.#bindingsOf.set(module, out);
    return out;
  }

  /** Every place that a dotted path leads to, by release; follows imports through the host's modules. */
  #resolve(path: string, depth = 0): readonly Target[] {
    const known = this.#targets.get(path);
    if (known) return known;
    const dot = path.indexOf('.');
    if (!this.ownsTopLevel(dot < 0 ? path : path.slice(0, dot))) {
      return [{ path, kind: 'foreign', releases: this.all }];
    }
    const out: Target[] = [];
    let open = this.all;
    const asModule = this.module(path);
    // A name bound in the package hides the submodule of that name.
    const last = path.lastIndexOf('.');
    if (last > 0 && depth < MAX_CHAIN) {
      const name = path.slice(last + 1);
      for (const parent of this.#resolve(path.slice(0, last), depth + 1)) {
        if (parent.kind === 'foreign') {
          const set = parent.releases & open;
          if (set !== 0) out.push({ path: `${parent.path}.${name}`, kind: 'foreign', releases: set });
          continue;
        }
        if (parent.kind !== 'module') continue;
        for (const bound of this.#bindings(parent.path).get(name) ?? []) {
          const set = bound.releases & parent.releases;
          if (set === 0) continue;
          if (bound.kind !== 'foreign') {
            out.push({ ...bound, releases: set });
            continue;
          }
          if (bound.path === path) continue;
          for (const target of this.#resolve(bound.path, depth + 1)) {
            if ((target.releases & set) !== 0) out.push({ ...target, releases: target.releases & set });
          }
        }
        const submodule = `${parent.path}.${name}`;
        if (submodule !== path) {
          const set = this.module(submodule) & parent.releases;
          if (set !== 0) out.push({ path: submodule, kind: 'module', releases: set });
        }
      }
    }
    for (const target of out) open &= ~target.releases;
    if ((asModule & open) !== 0) out.push({ path, kind: 'module', releases: asModule & open });
    // Newest first; one entry for each place.
    const merged = new Map<string, Target>();
    for (const target of out) {
      const before = merged.get(target.path);
      merged.set(target.path, before ? { ...before, releases: before.releases | target.releases } : target);
    }
    const result = [...merged.values()].sort((a, b) => newest(b.releases) - newest(a.releases));
    if (depth === 0 || out.length > 0) this.#targets.set(path, result);
    return result;
  }

  symbol(path: string): SymbolFact | undefined {
    if (this.#symbols.has(path)) return this.#symbols.get(path);
    const dot = path.indexOf('.');
    const own = this.ownsTopLevel(dot < 0 ? path : path.slice(0, dot));
    const targets = own ? this.#resolve(path) : [];
    const first = targets[0];
    let fact: SymbolFact | undefined;
    if (first) {
      const paths = new Map<string, ReleaseSet>();
      let releases = 0;
      for (const target of targets) {
        unite(paths, target.path, target.releases);
        releases |= target.releases;
      }
      fact = { path: first.path, kind: first.kind, releases, paths };
    }
    this.#symbols.set(path, fact);
    return fact;
  }

  class(path: string): ClassFact | undefined {
    const targets = this.#resolve(path).filter(target => target.kind === 'class');
    const [first, ...older] = targets;
    const fact = first && this.#classAt(first.path);
    if (!fact || older.length === 0) return fact;
    // The class has moved: each place answers for the releases in which the path leads there.
    const known = this.#moved.get(path);
    if (known) return known;
    const members = new Map<string, ReleaseSet>();
    const ancestors = new Map<string, ReleaseSet>();
    let releases = 0;
    for (const target of targets) {
      const part = this.#classAt(target.path);
      if (!part) continue;
      releases |= target.releases & part.releases;
      for (const [from, into] of [
        [part.members, members],
        [part.ancestorReleases, ancestors],
      ] as const) {
        for (const [name, set] of from) if ((set & target.releases) !== 0) unite(into, name, set & target.releases);
      }
    }
    const merged = { ...fact, members, ancestors: [...ancestors.keys()], ancestorReleases: ancestors, releases };
    this.#moved.set(path, merged);
    return merged;
  }

  /** Base lists of a class by release, newest first, as resolved paths. */
  #bases(path: string): readonly { readonly bases: readonly (readonly Target[])[]; readonly releases: ReleaseSet }[] {
    const last = path.lastIndexOf('.');
    const module = path.slice(0, last);
    const written = this.#classesOf(module).get(path.slice(last + 1))?.bases ?? [];
    return written.map(({ names, releases }) => ({
      bases: names.map(name => this.#baseTargets(module, name)),
      releases,
    }));
  }

  #baseTargets(module: string, written: string): readonly Target[] {
    if (written === '?') return [];
    const resolved = this.#resolve(`${module}.${written}`);
    if (resolved.length > 0) return resolved;
    // Not bound in the module: a builtin (`dict`, `Exception`).
    return written.includes('.') ? [] : [{ path: `builtins.${written}`, kind: 'foreign', releases: this.all }];
  }

  #classAt(path: string): ClassFact | undefined {
    if (this.#classes.has(path)) return this.#classes.get(path);
    const last = path.lastIndexOf('.');
    const module = path.slice(0, last);
    const name = path.slice(last + 1);
    const releases = this.#classesOf(module).get(name)?.releases;
    if (releases === undefined) {
      this.#classes.set(path, undefined);
      return undefined;
    }
    const ancestors = new Map<string, ReleaseSet>();
    let level: (readonly [string, ReleaseSet])[] = [[path, releases]];
    for (let depth = 0; level.length > 0 && depth < MAX_CHAIN; depth++) {
      const next = new Map<string, ReleaseSet>();
      for (const [at, set] of level) {
        for (const entry of this.#bases(at)) {
          for (const base of entry.bases) {
            for (const target of base) {
              const reach = target.releases & entry.releases & set;
              const fresh = reach & ~(ancestors.get(target.path) ?? 0);
              if (fresh === 0) continue;
              unite(ancestors, target.path, fresh);
              if (target.kind === 'class') unite(next, target.path, fresh);
            }
          }
        }
      }
      level = [...next];
    }
    const members = new Map<string, ReleaseSet>();
    const head = `${name}:`;
    for (const [fact, set] of this.#group('member', module)) {
      if (fact.startsWith(head)) members.set(fact.slice(head.length), set);
    }
    const bases = (this.#bases(path)[0]?.bases ?? []).flatMap(base => (base[0] ? [base[0].path] : []));
    const named = [...ancestors.keys()];
    const fact: ClassFact = {
      path,
      bases,
      ancestors: named,
      ancestorReleases: ancestors,
      family: familyOf(path, named),
      members,
      releases,
    };
    this.#classes.set(path, fact);
    return fact;
  }

  #modelIndex(): { readonly byLabel: ReadonlyMap<string, ModelFact>; readonly byPath: ReadonlyMap<string, ModelFact> } {
    if (this.#models) return this.#models;
    // Facts of one label, newest last, so that the newest spelling wins and the sets add up.
    const entries = [...this.#group('model')].sort((a, b) => newest(a[1]) - newest(b[1]) || (a[0] < b[0] ? -1 : 1));
    const byLabel = new Map<string, ModelFact>();
    const byPath = new Map<string, ModelFact>();
    const paths = new Map<string, Set<string>>();
    for (const [fact, set] of entries) {
      const [label, path, flags, table] = fields(fact);
      const key = label.toLowerCase();
      const before = byLabel.get(key);
      const tables = new Map(before?.tables);
      if (table !== '') unite(tables, table, set);
      const group = (kind: Kind): ReadonlyMap<string, ReleaseSet> => this.#group(kind, label);
      byLabel.set(key, {
        label,
        path,
        table: table === '' ? null : table,
        tables,
        abstract: flags.includes('a'),
        proxy: flags.includes('p'),
        managed: !flags.includes('u'),
        releases: (before?.releases ?? 0) | set,
        // Fields are most of the volume, and most models are never asked for theirs.
        get fields() {
          return modelFields(group('field'));
        },
        get m2mTables() {
          return newestPairs(group('m2m'));
        },
      });
      const known = paths.get(key);
      if (known) known.add(path);
      else paths.set(key, new Set([path]));
    }
    for (const [key, set] of paths) {
      const model = byLabel.get(key);
      if (model) for (const path of set) byPath.set(path, model);
    }
    return (this.#models = { byLabel, byPath });
  }

  model(label: string): ModelFact | undefined {
    return this.#modelIndex().byLabel.get(label.toLowerCase());
  }

  modelOfClass(path: string): ModelFact | undefined {
    const { byPath } = this.#modelIndex();
    const direct = byPath.get(path);
    if (direct) return direct;
    for (const target of this.#resolve(path)) {
      const model = byPath.get(target.path);
      if (model) return model;
    }
    return undefined;
  }

  models(): Iterable<ModelFact> {
    return this.#modelIndex().byLabel.values();
  }

  template(path: string): TemplateFact | undefined {
    if (this.#templates.has(path)) return this.#templates.get(path);
    let fact: TemplateFact | undefined;
    for (const origin of ['a', 'p'] as const) {
      const set = this.#group('template').get(`${path}~${origin}`);
      if (set === undefined) continue;
      fact = {
        path,
        origin: origin === 'p' ? 'project' : 'app',
        blocks: this.#group('block', path),
        parents: this.#group('parent', path),
        releases: set | (fact?.releases ?? 0),
      };
    }
    this.#templates.set(path, fact);
    return fact;
  }

  *templates(): Iterable<TemplateFact> {
    for (const path of this.#heads('template').keys()) {
      const fact = this.template(path);
      if (fact) yield fact;
    }
  }

  #libraryIndex(): ReadonlyMap<string, TagLibraryFact> {
    if (this.#libraries) return this.#libraries;
    const out = new Map<string, TagLibraryFact>();
    for (const [fact, set] of this.#group('library')) {
      const [name, , builtin] = fields(fact);
      const before = out.get(name);
      out.set(name, {
        name,
        tags: this.#group('tag', name),
        filters: this.#group('filter', name),
        builtin: builtin === 'b' || (before?.builtin ?? false),
        releases: set | (before?.releases ?? 0),
      });
    }
    return (this.#libraries = out);
  }

  tagLibrary(name: string): TagLibraryFact | undefined {
    return this.#libraryIndex().get(name);
  }

  tagLibraries(): Iterable<TagLibraryFact> {
    return this.#libraryIndex().values();
  }

  setting(name: string): ReleaseSet {
    return this.#group('setting').get(name) ?? 0;
  }

  parameter(name: string): ReleaseSet {
    const group = this.#group('parameter');
    return (group.get(`${name}~s`) ?? 0) | (group.get(`${name}~d`) ?? 0);
  }

  #urlIndex(): ReadonlyMap<string, UrlFact> {
    if (this.#urls) return this.#urls;
    const out = new Map<string, UrlFact & { paths: Map<string, ReleaseSet> }>();
    for (const namespace of this.#groupNames('url')) {
      for (const [fact, set] of this.#group('url', namespace)) {
        const [short, path] = fields(fact);
        const name = namespace === '' ? short : `${namespace}:${short}`;
        const before = out.get(name);
        const paths = before?.paths ?? new Map<string, ReleaseSet>();
        if (path !== '?') unite(paths, path, set);
        const latest = [...paths].sort((a, b) => newest(b[1]) - newest(a[1]))[0];
        out.set(name, { name, path: latest ? latest[0] : null, paths, releases: set | (before?.releases ?? 0) });
      }
    }
    return (this.#urls = out);
  }

  url(name: string): UrlFact | undefined {
    return this.#urlIndex().get(name);
  }

  urls(): Iterable<UrlFact> {
    return this.#urlIndex().values();
  }

  modelViews(label: string): readonly ModelViewFact[] {
    const model = this.model(label);
    const out: ModelViewFact[] = [];
    for (const [fact, releases] of this.#group('view', model?.label ?? label)) {
      const [name, path, level] = fields(fact);
      out.push({ name, path, detail: level === 'd', releases });
    }
    return out;
  }

  featureViews(): readonly FeatureViewFact[] {
    return [...this.#group('feature')].map(([fact, releases]) => {
      const [mixin = '', name = '', path = '', level, view = ''] = fact.split('~');
      return { mixin, name, path, detail: level === 'd', view, releases };
    });
  }

  menus(): readonly MenuFact[] {
    type Items = Map<string, ReleaseSet>;
    const out = new Map<
      string,
      { releases: ReleaseSet; groups: Map<string, { releases: ReleaseSet; items: Items }> }
    >();
    for (const [fact, set] of this.#group('menu')) {
      const parts = fact.split('~');
      const [label = '', group, link, text] = parts;
      let menu = out.get(label);
      if (!menu) out.set(label, (menu = { releases: 0, groups: new Map() }));
      menu.releases |= set;
      if (group === undefined) continue;
      let inner = menu.groups.get(group);
      if (!inner) menu.groups.set(group, (inner = { releases: 0, items: new Map() }));
      inner.releases |= set;
      if (link !== undefined) unite(inner.items, `${link}~${text ?? ''}`, set);
    }
    return [...out].map(([label, menu]) => ({
      label,
      releases: menu.releases,
      groups: [...menu.groups].map(([name, group]): MenuGroupFact => ({
        label: name,
        releases: group.releases,
        items: [...group.items].map(([item, releases]) => {
          const [link, text] = fields(item);
          return { link, text, releases };
        }),
      })),
    }));
  }

  middleware(): ReadonlyMap<string, ReleaseSet> {
    return this.#group('middleware');
  }

  registryKeys(): ReadonlyMap<string, ReleaseSet> {
    return this.#group('registry');
  }

  migrations(app: string): readonly MigrationFact[] {
    const pairs = (kind: Kind): Map<string, [string, string][]> => {
      const out = new Map<string, [string, string][]>();
      for (const fact of this.#group(kind, app).keys()) {
        const colon = fact.indexOf(':');
        const other = fact.slice(colon + 1);
        const dot = other.indexOf('.');
        const pair: [string, string] = [other.slice(0, dot), other.slice(dot + 1)];
        const list = out.get(fact.slice(0, colon));
        if (list) list.push(pair);
        else out.set(fact.slice(0, colon), [pair]);
      }
      return out;
    };
    const replaces = pairs('replaces');
    const depends = pairs('depends');
    return [...this.#group('migration', app)]
      .map(([name, releases]) => ({
        app,
        name,
        replaces: replaces.get(name) ?? [],
        dependencies: depends.get(name) ?? [],
        releases,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  staticFile(path: string): ReleaseSet {
    return this.#group('static').get(path) ?? 0;
  }

  command(name: string): ReleaseSet {
    return this.#commands().get(name) ?? 0;
  }

  #commands(): ReadonlyMap<string, ReleaseSet> {
    return (this.#commandSets ??= this.#heads('command'));
  }
  #commandSets: ReadonlyMap<string, ReleaseSet> | undefined;

  pythonFloor(release: number): readonly [number, number] {
    const [major = 3, minor = 0] = (this.#file.python[release] ?? '3.0').split('.').map(Number);
    return [major, minor];
  }
}

/** Model fields of one label: the newest type and target of each name, and all releases that have it. */
function modelFields(group: ReadonlyMap<string, ReleaseSet>): ReadonlyMap<string, ModelFieldFact> {
  const out = new Map<string, ModelFieldFact>();
  const entries = [...group].sort((a, b) => newest(a[1]) - newest(b[1]));
  for (const [fact, set] of entries) {
    const [name, type, related] = fields(fact);
    const releases = set | (out.get(name)?.releases ?? 0);
    out.set(name, { name, type, related: related === '' ? null : related, releases });
  }
  return out;
}

/** `key~value` facts as a map; the newest value of a key wins. */
function newestPairs(group: ReadonlyMap<string, ReleaseSet>): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const [fact] of [...group].sort((a, b) => newest(a[1]) - newest(b[1]))) {
    const [key, value] = fields(fact);
    out.set(key, value);
  }
  return out;
}

/** Answers questions from a facts file that `validateFacts` accepted; nothing is decoded before it is asked for. */
export function loadFacts(file: FactsFile): HostFacts {
  return new Facts(file);
}

let cached: HostFacts | undefined;

/**
 * The facts that ship with the linter: every minor release of NetBox from 2.8 to 4.7. Read on first use from the file
 * next to this module (a build copies it next to the bundle), then kept.
 */
export function loadNetBoxFacts(): HostFacts {
  if (!cached) {
    // Our own file, written by the extractor and held to the schema by a test.
    const file = JSON.parse(readFileSync(new URL(`./${FACTS_FILE}`, import.meta.url), 'utf8')) as FactsFile;
    cached = loadFacts(file);
  }
  return cached;
}
