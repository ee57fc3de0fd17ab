/** Models as the facts have them: one for each label, made when it is first asked for. */
import type { ModelFact, ModelFieldFact, ReleaseSet, ReverseFact } from '../facts.ts';
import { newest, parts, unite, type FactGroups } from './groups.ts';

/** One fact of kind `model`. */
interface Entry {
  readonly label: string;
  readonly path: string;
  readonly flags: string;
  readonly table: string;
  readonly releases: ReleaseSet;
}

export class ModelTable {
  readonly #groups: FactGroups;
  /** By label in lower case, oldest first. */
  readonly #entries = new Map<string, Entry[]>();
  /** Class path → label in lower case. */
  readonly #byPath = new Map<string, string>();
  readonly #models = new Map<string, ModelFact>();

  constructor(groups: FactGroups) {
    this.#groups = groups;
    for (const [fact, releases] of groups.get('model')) {
      const [label, path, flags, table] = parts(fact);
      const key = label.toLowerCase();
      const entry = { label, path, flags, table, releases };
      const list = this.#entries.get(key);
      if (list) list.push(entry);
      else this.#entries.set(key, [entry]);
      this.#byPath.set(path, key);
    }
    for (const list of this.#entries.values()) list.sort((a, b) => newest(a.releases) - newest(b.releases));
  }

  /** By label in any case. */
  get(label: string): ModelFact | undefined {
    const key = label.toLowerCase();
    const known = this.#models.get(key);
    if (known) return known;
    const entries = this.#entries.get(key);
    if (!entries) return undefined;
    const model = new LazyModel(this.#groups, entries);
    this.#models.set(key, model);
    return model;
  }

  /** By the path at which the class is defined. */
  ofPath(path: string): ModelFact | undefined {
    const key = this.#byPath.get(path);
    return key === undefined ? undefined : this.get(key);
  }

  *all(): Iterable<ModelFact> {
    for (const key of this.#entries.keys()) {
      const model = this.get(key);
      if (model) yield model;
    }
  }
}

/** Fields are most of the volume, and most models are never asked for theirs. */
class LazyModel implements ModelFact {
  readonly #groups: FactGroups;
  #fields: ReadonlyMap<string, ModelFieldFact> | undefined;
  #m2mTables: ReadonlyMap<string, string> | undefined;
  #reverse: readonly ReverseFact[] | undefined;
  readonly label: string;
  readonly path: string;
  readonly table: string | null;
  readonly tables: ReadonlyMap<string, ReleaseSet>;
  readonly abstract: boolean;
  readonly proxy: boolean;
  readonly managed: boolean;
  readonly releases: ReleaseSet;

  /** `entries`, oldest first, are not empty. */
  constructor(groups: FactGroups, entries: readonly Entry[]) {
    this.#groups = groups;
    const latest = entries.at(-1);
    this.label = latest?.label ?? '';
    this.path = latest?.path ?? '';
    this.table = latest === undefined || latest.table === '' ? null : latest.table;
    this.abstract = latest?.flags.includes('a') ?? false;
    this.proxy = latest?.flags.includes('p') ?? false;
    this.managed = !(latest?.flags.includes('u') ?? false);
    const tables = new Map<string, ReleaseSet>();
    let releases = 0;
    for (const entry of entries) {
      if (entry.table !== '') unite(tables, entry.table, entry.releases);
      releases |= entry.releases;
    }
    this.tables = tables;
    this.releases = releases;
  }

  get fields(): ReadonlyMap<string, ModelFieldFact> {
    if (this.#fields) return this.#fields;
    const out = new Map<string, ModelFieldFact>();
    const facts = [...this.#groups.get('field', this.label)].sort((a, b) => newest(a[1]) - newest(b[1]));
    for (const [fact, set] of facts) {
      const [name, type, related] = parts(fact);
      const releases = set | (out.get(name)?.releases ?? 0);
      out.set(name, { name, type, related: related === '' ? null : related, releases });
    }
    return (this.#fields = out);
  }

  get reverse(): readonly ReverseFact[] {
    return (this.#reverse ??= [...this.#groups.get('reverse', this.label)].map(([fact, releases]) => {
      const [accessor, query, source] = parts(fact);
      return { accessor: accessor || null, query: query || null, source, releases };
    }));
  }

  get m2mTables(): ReadonlyMap<string, string> {
    if (this.#m2mTables) return this.#m2mTables;
    const out = new Map<string, string>();
    const facts = [...this.#groups.get('m2m', this.label)].sort((a, b) => newest(a[1]) - newest(b[1]));
    for (const [fact] of facts) {
      const [field, table] = parts(fact);
      out.set(field, table);
    }
    return (this.#m2mTables = out);
  }
}
