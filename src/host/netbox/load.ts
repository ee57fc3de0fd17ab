/** Reads a facts file: parsed once, groups decoded when a question needs them, answers kept. */
import { readFileSync } from 'node:fs';
import type {
  ClassFact,
  DeclaredModel,
  FeatureViewFact,
  HostFacts,
  MenuFact,
  MenuGroupFact,
  MigrationFact,
  ModelFact,
  ModelViewFact,
  ReleaseSet,
  SymbolFact,
  TagLibraryFact,
  TemplateFact,
  UrlFact,
} from '../facts.ts';
import { declaredIn } from './declared.ts';
import { FACTS_FILE, validateFacts, type FactsFile, type FactsProblem, type Kind } from './format.ts';
import { FactGroups, newest, parts, unite } from './groups.ts';
import { ModelTable } from './models.ts';
import { SymbolTable } from './symbols.ts';

/** Blocks and parents are most of the volume, and most templates are asked for their place alone. */
class LazyTemplate implements TemplateFact {
  readonly #groups: FactGroups;
  readonly path: string;
  readonly origin: 'project' | 'app';
  readonly releases: ReleaseSet;

  constructor(groups: FactGroups, path: string, origin: 'project' | 'app', releases: ReleaseSet) {
    this.#groups = groups;
    this.path = path;
    this.origin = origin;
    this.releases = releases;
  }

  get blocks(): ReadonlyMap<string, ReleaseSet> {
    return this.#groups.get('block', this.path);
  }

  get parents(): ReadonlyMap<string, ReleaseSet> {
    return this.#groups.get('parent', this.path);
  }
}

class Facts implements HostFacts {
  readonly #file: FactsFile;
  readonly #groups: FactGroups;
  readonly #symbols: SymbolTable;
  readonly releases: readonly string[];
  readonly all: ReleaseSet;
  readonly #templates = new Map<string, TemplateFact | undefined>();
  #apps: ReturnType<HostFacts['apps']> | undefined;
  readonly #migrations = new Map<string, readonly MigrationFact[]>();
  #models: ModelTable | undefined;
  #libraries: ReadonlyMap<string, TagLibraryFact> | undefined;
  readonly #urls = new Map<string, ReadonlyMap<string, UrlFact>>();
  #commands: ReadonlyMap<string, ReleaseSet> | undefined;

  constructor(file: FactsFile) {
    this.#file = file;
    this.#groups = new FactGroups(file);
    this.#symbols = new SymbolTable(this.#groups);
    this.releases = file.releases;
    this.all = this.#groups.all;
  }

  apps(): ReadonlyMap<string, { readonly module: string; readonly core: boolean; readonly releases: ReleaseSet }> {
    if (this.#apps) return this.#apps;
    const out = new Map<string, { module: string; core: boolean; releases: ReleaseSet }>();
    this.#apps = out;
    for (const [fact, set] of this.#groups.get('app')) {
      const [label, module, origin] = parts(fact);
      const known = out.get(label);
      if (known) known.releases |= set;
      else out.set(label, { module, core: origin === 'c', releases: set });
    }
    return out;
  }

  module(path: string): ReleaseSet {
    return this.#symbols.module(path);
  }

  ownsTopLevel(name: string): boolean {
    return this.#symbols.ownsTopLevel(name);
  }

  symbol(path: string): SymbolFact | undefined {
    return this.#symbols.symbol(path);
  }

  class(path: string): ClassFact | undefined {
    return this.#symbols.class(path);
  }

  get #modelTable(): ModelTable {
    return (this.#models ??= new ModelTable(this.#groups));
  }

  model(label: string): ModelFact | undefined {
    return this.#modelTable.get(label);
  }

  modelOfClass(path: string): ModelFact | undefined {
    const direct = this.#modelTable.ofPath(path);
    if (direct) return direct;
    for (const target of this.#symbols.resolve(path)) {
      const model = this.#modelTable.ofPath(target.path);
      if (model) return model;
    }
    return undefined;
  }

  declared(path: string, release: number): DeclaredModel | undefined {
    return declaredIn(this.releases[release] ?? '', path);
  }

  models(): Iterable<ModelFact> {
    return this.#modelTable.all();
  }

  template(path: string): TemplateFact | undefined {
    if (this.#templates.has(path)) return this.#templates.get(path);
    let fact: TemplateFact | undefined;
    for (const origin of ['a', 'p'] as const) {
      const set = this.#groups.find('template', '', `${path}~${origin}`);
      if (set === 0) continue;
      fact = new LazyTemplate(this.#groups, path, origin === 'p' ? 'project' : 'app', set | (fact?.releases ?? 0));
    }
    this.#templates.set(path, fact);
    return fact;
  }

  *templates(): Iterable<TemplateFact> {
    for (const path of this.#groups.heads('template').keys()) {
      const fact = this.template(path);
      if (fact) yield fact;
    }
  }

  #libraryIndex(): ReadonlyMap<string, TagLibraryFact> {
    if (this.#libraries) return this.#libraries;
    const out = new Map<string, TagLibraryFact>();
    for (const [fact, set] of this.#groups.get('library')) {
      const [name, , builtin] = parts(fact);
      const before = out.get(name);
      out.set(name, {
        name,
        tags: this.#groups.get('tag', name),
        filters: this.#groups.get('filter', name),
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
    return this.#groups.get('setting').get(name) ?? 0;
  }

  parameter(name: string): ReleaseSet {
    const group = this.#groups.get('parameter');
    return (group.get(`${name}~s`) ?? 0) | (group.get(`${name}~d`) ?? 0);
  }

  /** The names of one namespace. */
  #namespace(namespace: string): ReadonlyMap<string, UrlFact> {
    const known = this.#urls.get(namespace);
    if (known) return known;
    const out = new Map<string, UrlFact & { paths: Map<string, ReleaseSet> }>();
    for (const [fact, set] of this.#groups.get('url', namespace)) {
      const [short, path] = parts(fact);
      const name = namespace === '' ? short : `${namespace}:${short}`;
      const before = out.get(name);
      const paths = before?.paths ?? new Map<string, ReleaseSet>();
      if (path !== '?') unite(paths, path, set);
      const latest = [...paths].sort((a, b) => newest(b[1]) - newest(a[1]))[0];
      out.set(name, { name, path: latest ? latest[0] : null, paths, releases: set | (before?.releases ?? 0) });
    }
    this.#urls.set(namespace, out);
    return out;
  }

  url(name: string): UrlFact | undefined {
    return this.#namespace(name.slice(0, Math.max(0, name.lastIndexOf(':')))).get(name);
  }

  *urls(): Iterable<UrlFact> {
    for (const namespace of this.#groups.names('url')) yield* this.#namespace(namespace).values();
  }

  modelViews(label: string): readonly ModelViewFact[] {
    const model = this.model(label);
    const out: ModelViewFact[] = [];
    for (const [fact, releases] of this.#groups.get('view', model?.label ?? label)) {
      const [name, path, level] = parts(fact);
      out.push({ name, path, detail: level === 'd', releases });
    }
    return out;
  }

  featureViews(): readonly FeatureViewFact[] {
    return [...this.#groups.get('feature')].map(([fact, releases]) => {
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
    for (const [fact, set] of this.#groups.get('menu')) {
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
          const [link, text] = parts(item);
          return { link, text, releases };
        }),
      })),
    }));
  }

  middleware(): ReadonlyMap<string, ReleaseSet> {
    return this.#groups.get('middleware');
  }

  registryKeys(): ReadonlyMap<string, ReleaseSet> {
    return this.#groups.get('registry');
  }

  migrations(app: string): readonly MigrationFact[] {
    const known = this.#migrations.get(app);
    if (known) return known;
    const pairs = (kind: Kind): Map<string, [string, string][]> => {
      const out = new Map<string, [string, string][]>();
      for (const fact of this.#groups.get(kind, app).keys()) {
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
    const facts = [...this.#groups.get('migration', app)]
      .map(([name, releases]) => ({
        app,
        name,
        replaces: replaces.get(name) ?? [],
        dependencies: depends.get(name) ?? [],
        releases,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.#migrations.set(app, facts);
    return facts;
  }

  staticFile(path: string): ReleaseSet {
    return this.#groups.find('static', '', path);
  }

  command(name: string): ReleaseSet {
    this.#commands ??= this.#groups.heads('command');
    return this.#commands.get(name) ?? 0;
  }

  pythonFloor(release: number): readonly [number, number] {
    const [major = 3, minor = 0] = (this.#file.python[release] ?? '3.0').split('.').map(Number);
    return [major, minor];
  }
}

/** Answers questions from a facts file that `validateFacts` accepted; nothing is decoded before it is asked for. */
export function loadFacts(file: FactsFile): HostFacts {
  return new Facts(file);
}

/** Reads the text of a facts file that a user gave (`--host <file>`): parsed, checked, or a problem that says what is wrong. */
export function readFacts(
  text: string,
): { readonly ok: true; readonly facts: HostFacts } | { readonly ok: false; readonly problem: FactsProblem } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'not-json', message: `the facts file is no JSON: ${reason}` } };
  }
  const checked = validateFacts(json);
  return checked.ok ? { ok: true, facts: loadFacts(checked.file) } : checked;
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
