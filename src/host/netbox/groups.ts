/** Access to the groups of a facts file: each decoded when it is first asked for, then kept. */
import type { ReleaseSet } from '../facts.ts';
import { decodeGroup, eachFolded, findFact, type FactsFile, type Kind } from './format.ts';

/** Index of the newest release in a set; -1 for the empty set. */
export const newest = (set: ReleaseSet): number => 31 - Math.clz32(set);

/** Adds a set to the one kept under a key. */
export function unite<K>(map: Map<K, ReleaseSet>, key: K, set: ReleaseSet): void {
  map.set(key, (map.get(key) ?? 0) | set);
}

/** The parts of a fact, split at `~`; a missing part is ''. */
export function parts(fact: string): readonly [string, string, string, string] {
  const [a = '', b = '', c = '', d = ''] = fact.split('~');
  return [a, b, c, d];
}

export class FactGroups {
  readonly #file: FactsFile;
  /** All releases of the file. */
  readonly all: ReleaseSet;
  readonly #decoded = new Map<string, ReadonlyMap<string, ReleaseSet>>();

  constructor(file: FactsFile) {
    this.#file = file;
    this.all = 2 ** file.releases.length - 1;
  }

  /** The facts of a group with the releases that have them. */
  get(kind: Kind, group = ''): ReadonlyMap<string, ReleaseSet> {
    const key = `${kind} ${group}`;
    let decoded = this.#decoded.get(key);
    if (!decoded) this.#decoded.set(key, (decoded = decodeGroup(this.#file, kind, group)));
    return decoded;
  }

  /** Releases that have a fact; nothing is decoded. */
  find(kind: Kind, group: string, fact: string): ReleaseSet {
    return findFact(this.#file, kind, group, fact);
  }

  /** The facts of a folded group that contain `wanted`, and perhaps others, as head and item; not kept. */
  each(
    kind: Kind,
    group: string,
    wanted: string,
    visit: (head: string, item: string, releases: ReleaseSet) => void,
  ): void {
    eachFolded(this.#file, kind, group, wanted, visit);
  }

  /** True when the kind has such a group; nothing is decoded. */
  has(kind: Kind, group: string): boolean {
    const groups = this.#file.facts[kind];
    return groups !== undefined && Object.hasOwn(groups, group);
  }

  /** Names of the groups of a kind; nothing is decoded. */
  names(kind: Kind): readonly string[] {
    return Object.keys(this.#file.facts[kind] ?? {});
  }

  /** The part of each fact before its first `~`, with the releases of all facts that begin so. */
  heads(kind: Kind, group = ''): Map<string, ReleaseSet> {
    const out = new Map<string, ReleaseSet>();
    for (const [fact, set] of this.get(kind, group)) unite(out, parts(fact)[0], set);
    return out;
  }
}
