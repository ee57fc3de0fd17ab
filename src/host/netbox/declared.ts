/** What abstract models of NetBox declare, release by release: a file beside the facts, read when a question needs it. */
import { readFileSync } from 'node:fs';
import type { DeclaredCall, DeclaredMeta } from '../declared.ts';
import type { DeclaredModel, ReleaseSet } from '../facts.ts';

/** Its place beside the program; the build copies what is called `facts…`. */
export const DECLARED_FILE = 'facts-declared.json';

/** Class path → what its body declares. */
interface DeclaredClassFile {
  /** Field → each form with the releases that have it (bits over `releases`). */
  readonly fields: Readonly<Record<string, readonly (readonly [ReleaseSet, DeclaredCall])[]>>;
  readonly meta: readonly (readonly [ReleaseSet, DeclaredMeta])[];
}

export interface DeclaredFile {
  readonly releases: readonly string[];
  readonly classes: Readonly<Record<string, DeclaredClassFile>>;
}

/** One release as the extractor reads it. */
export interface DeclaredRelease {
  readonly version: string;
  readonly classes: readonly {
    readonly path: string;
    readonly fields: ReadonlyMap<string, DeclaredCall>;
    readonly meta: DeclaredMeta;
  }[];
}

/** Joins releases, oldest first. */
export function mergeDeclared(releases: readonly DeclaredRelease[]): DeclaredFile {
  const merged = new Map<string, { fields: Map<string, Map<string, number>>; meta: Map<string, number> }>();
  for (const [index, release] of releases.entries()) {
    const bit = 1 << index;
    for (const { path, fields, meta } of release.classes) {
      let known = merged.get(path);
      if (!known) merged.set(path, (known = { fields: new Map(), meta: new Map() }));
      const metaText = JSON.stringify(meta);
      known.meta.set(metaText, (known.meta.get(metaText) ?? 0) | bit);
      for (const [name, call] of fields) {
        let forms = known.fields.get(name);
        if (!forms) known.fields.set(name, (forms = new Map()));
        const text = JSON.stringify(call);
        forms.set(text, (forms.get(text) ?? 0) | bit);
      }
    }
  }
  const sorted = <V>(map: ReadonlyMap<string, V>): [string, V][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  // Each text was made from a value of that type a few lines above.
  const forms = <T>(map: ReadonlyMap<string, number>): [number, T][] =>
    [...map].map(([text, mask]) => [mask, JSON.parse(text) as T]);
  return {
    releases: releases.map(one => one.version),
    classes: Object.fromEntries(
      sorted(merged).map(([path, { fields, meta }]) => [
        path,
        {
          fields: Object.fromEntries(sorted(fields).map(([name, map]) => [name, forms<DeclaredCall>(map)])),
          meta: forms<DeclaredMeta>(meta),
        },
      ]),
    ),
  };
}

/** One class a line, so that a difference can be read. */
export function formatDeclared(file: DeclaredFile): string {
  const classes = Object.entries(file.classes).map(
    ([path, one]) => `    ${JSON.stringify(path)}: ${JSON.stringify(one)}`,
  );
  return `{\n  "releases": ${JSON.stringify(file.releases)},\n  "classes": {\n${classes.join(',\n')}\n  }\n}\n`;
}

let cached: DeclaredFile | undefined;

function load(): DeclaredFile {
  // Our own file, written by the extractor.
  return (cached ??= JSON.parse(readFileSync(new URL(`./${DECLARED_FILE}`, import.meta.url), 'utf8')) as DeclaredFile);
}

/** What the body of an abstract model declares in a release; `undefined` when it is not known. */
export function declaredIn(version: string, path: string): DeclaredModel | undefined {
  const file = load();
  const index = file.releases.indexOf(version);
  const found = Object.hasOwn(file.classes, path) ? file.classes[path] : undefined;
  if (index < 0 || !found) return undefined;
  const at = <T>(forms: readonly (readonly [ReleaseSet, T])[]): T | undefined =>
    forms.find(([mask]) => (mask >> index) & 1)?.[1];
  const meta = at(found.meta);
  if (!meta) return undefined;
  const fields = Object.entries(found.fields).flatMap(([name, forms]) => {
    const call = at(forms);
    return call ? [[name, call] as const] : [];
  });
  return { fields: new Map(fields), meta };
}
