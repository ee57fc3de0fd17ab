/** The host's modules, the names they bind, and its classes: dotted paths followed through imports, release by release. */
import type { ClassFact, ReleaseSet, SymbolFact, SymbolKind } from '../facts.ts';
import { familyOf } from './families.ts';
import { newest, unite, type FactGroups } from './groups.ts';

/** How deep re-exports and base classes are followed; NetBox's deepest chains are well below it. */
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
  /** Base lists as written, the newest first. */
  readonly bases: readonly { readonly names: readonly string[]; readonly releases: ReleaseSet }[];
}

/** The bases of a class in some releases, each with all places that its name leads to. */
interface BaseList {
  readonly bases: readonly (readonly Target[])[];
  readonly releases: ReleaseSet;
}

export class SymbolTable {
  readonly #groups: FactGroups;
  readonly #targets = new Map<string, readonly Target[]>();
  /** Paths that are being resolved, and whether one of them was met again since the outermost question began. */
  readonly #open = new Set<string>();
  #cut = false;
  readonly #symbols = new Map<string, SymbolFact | undefined>();
  /** By the path at which the class is defined. */
  readonly #classes = new Map<string, ClassFact | undefined>();
  /** By the path by which it was asked for. */
  readonly #asked = new Map<string, ClassFact | undefined>();
  readonly #baseLists = new Map<string, readonly BaseList[]>();

  constructor(groups: FactGroups) {
    this.#groups = groups;
  }

  /** Releases that have a module. */
  module(path: string): ReleaseSet {
    const dot = path.indexOf('.');
    const top = dot < 0 ? path : path.slice(0, dot);
    return this.#groups.get('module', top).get(dot < 0 ? '' : path.slice(dot + 1)) ?? 0;
  }

  ownsTopLevel(name: string): boolean {
    return this.#groups.has('module', name);
  }

  #owns(path: string): boolean {
    const dot = path.indexOf('.');
    return this.ownsTopLevel(dot < 0 ? path : path.slice(0, dot));
  }

  symbol(path: string): SymbolFact | undefined {
    if (this.#symbols.has(path)) return this.#symbols.get(path);
    const targets = this.#owns(path) ? this.resolve(path) : [];
    const [first] = targets;
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

  /** The class that a path leads to; of one that has moved, what all its places together say. */
  class(path: string): ClassFact | undefined {
    if (this.#asked.has(path)) return this.#asked.get(path);
    const fact = this.#classFrom(this.resolve(path).filter(target => target.kind === 'class'));
    this.#asked.set(path, fact);
    return fact;
  }

  #classFrom(targets: readonly Target[]): ClassFact | undefined {
    const [first, ...older] = targets;
    const fact = first && this.#classAt(first.path);
    if (!fact || older.length === 0) return fact;
    // Each place answers for the releases in which the path leads there.
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
    return {
      path: fact.path,
      bases: fact.bases,
      ancestors: [...ancestors.keys()],
      ancestorReleases: ancestors,
      family: fact.family,
      members,
      releases,
    };
  }

  /** Every place that a dotted path leads to, newest first; imports are followed through the host's modules. */
  resolve(path: string): readonly Target[] {
    const known = this.#targets.get(path);
    if (known) return known;
    if (!this.#owns(path)) return [{ path, kind: 'foreign', releases: this.#groups.all }];
    // Modules that import from one another: what is being resolved adds nothing to itself.
    if (this.#open.has(path) || this.#open.size > MAX_CHAIN) {
      this.#cut = true;
      return [];
    }
    this.#open.add(path);
    const out = this.#targetsOf(path);
    this.#open.delete(path);
    const merged = new Map<string, Target>();
    for (const target of out) {
      const before = merged.get(target.path);
      merged.set(target.path, before ? { ...before, releases: before.releases | target.releases } : target);
    }
    const result = [...merged.values()].sort((a, b) => newest(b.releases) - newest(a.releases));
    // An answer below a cut may lack what the outer question is about to add; the outermost answer is whole.
    if (this.#open.size === 0) this.#cut = false;
    if (!this.#cut) this.#targets.set(path, result);
    return result;
  }

  #targetsOf(path: string): readonly Target[] {
    const last = path.lastIndexOf('.');
    if (last < 0) return this.#moduleTarget(path, this.#groups.all);
    const out: Target[] = [];
    const name = path.slice(last + 1);
    const containers = this.#containers(path.slice(0, last));
    // What is a class of the host's own now, though older releases had a library's there, has members of its own:
    // `utilities.forms.forms` was django.forms before it was a module.
    const own = containers.find(parent => parent.kind !== 'foreign' && parent.kind !== 'module');
    for (const parent of containers) {
      if (parent.kind === 'foreign' && !(own && newest(own.releases) > newest(parent.releases)))
        out.push({ ...parent, path: `${parent.path}.${name}` });
      if (parent.kind !== 'module') continue;
      // A name bound in a package hides the submodule of that name.
      let bare = parent.releases;
      for (const bound of this.#bindings(parent.path, name)) {
        const set = bound.releases & parent.releases;
        if (set === 0 || bound.path === `${parent.path}.${name}`) {
          if (set !== 0 && bound.kind !== 'foreign') {
            out.push({ ...bound, releases: set });
            bare &= ~set;
          }
          continue;
        }
        bare &= ~set;
        for (const target of this.resolve(bound.path)) {
          if ((target.releases & set) !== 0) out.push({ ...target, releases: target.releases & set });
        }
      }
      out.push(...this.#moduleTarget(`${parent.path}.${name}`, bare));
    }
    return out;
  }

  /**
   * What a path leads to as the left part of a longer one: the module of that name where there is one, as in
   * `from core.tables.columns import X`, even where the package binds `columns` to something else.
   */
  #containers(path: string): readonly Target[] {
    const modules = this.#moduleTarget(path, this.#groups.all);
    const left = this.#groups.all & ~(modules[0]?.releases ?? 0);
    if (left === 0) return modules;
    const others = this.resolve(path).flatMap(target => {
      const releases = target.releases & left;
      return releases === 0 ? [] : [{ ...target, releases }];
    });
    return [...modules, ...others];
  }

  #moduleTarget(path: string, within: ReleaseSet): readonly Target[] {
    const releases = this.module(path) & within;
    return releases === 0 ? [] : [{ path, kind: 'module', releases }];
  }

  /** What a module binds a name to; an imported name is `foreign` here, with the path that it was imported from. */
  #bindings(module: string, name: string): readonly Target[] {
    const out: Target[] = [];
    const path = `${module}.${name}`;
    const defined = this.#written(module, name);
    if (defined) out.push({ path, kind: 'class', releases: defined.releases });
    for (const [letter, kind] of [
      ['f', 'function'],
      ['v', 'value'],
    ] as const) {
      const releases = this.#groups.find('symbol', module, letter + name);
      if (releases !== 0) out.push({ path, kind, releases });
    }
    this.#groups.each('import', module, name, (target, written, releases) => {
      const equals = written.indexOf('=');
      if ((equals < 0 ? written : written.slice(equals + 1)) !== name) return;
      const original = equals < 0 ? written : written.slice(0, equals);
      out.push({ path: original === '' ? target : `${target}.${original}`, kind: 'foreign', releases });
    });
    return out;
  }

  /** The class that a module defines under a name. */
  #written(module: string, name: string): WrittenClass | undefined {
    let all = 0;
    const bases: { names: readonly string[]; releases: ReleaseSet }[] = [];
    this.#groups.each('class', module, name, (written, item, releases) => {
      if (item !== name) return;
      bases.push({ names: written === '' ? [] : written.split('~'), releases });
      all |= releases;
    });
    bases.sort((a, b) => newest(b.releases) - newest(a.releases));
    return all === 0 ? undefined : { releases: all, bases };
  }

  /** Base lists of a class by release, newest first. */
  #bases(path: string): readonly BaseList[] {
    const known = this.#baseLists.get(path);
    if (known) return known;
    const last = path.lastIndexOf('.');
    const module = path.slice(0, last);
    const written = this.#written(module, path.slice(last + 1))?.bases ?? [];
    const lists = written.map(({ names, releases }) => ({
      bases: names.map(name => this.#baseTargets(module, name)),
      releases,
    }));
    this.#baseLists.set(path, lists);
    return lists;
  }

  #baseTargets(module: string, written: string): readonly Target[] {
    if (written === '?') return [];
    const resolved = this.resolve(`${module}.${written}`);
    if (resolved.length > 0) return resolved;
    // Not bound in the module: a builtin (`dict`, `Exception`).
    return written.includes('.') ? [] : [{ path: `builtins.${written}`, kind: 'foreign', releases: this.#groups.all }];
  }

  /** The class that is defined at a path, in the releases that define it there. */
  #classAt(path: string): ClassFact | undefined {
    if (this.#classes.has(path)) return this.#classes.get(path);
    const last = path.lastIndexOf('.');
    const module = path.slice(0, last);
    const name = path.slice(last + 1);
    const releases = this.#written(module, name)?.releases;
    if (releases === undefined) {
      this.#classes.set(path, undefined);
      return undefined;
    }
    const ancestors = this.#ancestors(path, releases);
    const bases = (this.#bases(path)[0]?.bases ?? []).flatMap(base => (base[0] ? [base[0].path] : []));
    const named = [...ancestors.keys()];
    const family = familyOf(path, named);
    const membersOf = (): ReadonlyMap<string, ReleaseSet> => this.#members(module, name);
    let members: ReadonlyMap<string, ReleaseSet> | undefined;
    const fact: ClassFact = {
      path,
      bases,
      ancestors: named,
      ancestorReleases: ancestors,
      family,
      // Most classes are asked for their ancestors alone.
      get members() {
        return (members ??= membersOf());
      },
      releases,
    };
    this.#classes.set(path, fact);
    return fact;
  }

  #members(module: string, name: string): ReadonlyMap<string, ReleaseSet> {
    const out = new Map<string, ReleaseSet>();
    this.#groups.each('member', module, name, (head, member, releases) => {
      if (head === name) out.set(member, releases);
    });
    return out;
  }

  /** Ancestors with the releases in which they are ancestors, breadth first. */
  #ancestors(path: string, releases: ReleaseSet): ReadonlyMap<string, ReleaseSet> {
    const out = new Map<string, ReleaseSet>();
    let level: (readonly [string, ReleaseSet])[] = [[path, releases]];
    for (let depth = 0; level.length > 0 && depth < MAX_CHAIN; depth++) {
      const next = new Map<string, ReleaseSet>();
      for (const [at, set] of level) {
        for (const entry of this.#bases(at)) {
          for (const target of entry.bases.flat()) {
            const reach = target.releases & entry.releases & set;
            const fresh = reach & ~(out.get(target.path) ?? 0);
            if (fresh === 0) continue;
            unite(out, target.path, fresh);
            if (target.kind === 'class') unite(next, target.path, fresh);
          }
        }
      }
      level = [...next];
    }
    return out;
  }
}
