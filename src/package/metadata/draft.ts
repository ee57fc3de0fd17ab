/** Distribution metadata while it is put together from several files: the first file to know a value wins. */
import type { Distribution, MetadataPlace, Requirement } from '../package.ts';

export interface Placed {
  readonly value: string;
  readonly at?: MetadataPlace;
}

export type EntryPoints = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What one file says; an absent field is one that it does not speak of. */
export interface DraftPart {
  readonly name?: Placed | undefined;
  readonly version?: Placed | undefined;
  readonly requiresPython?: Placed | undefined;
  readonly requirements?: readonly Requirement[] | undefined;
  readonly classifiers?: readonly string[] | undefined;
  /** Further fields, by their names in METADATA in lower case; `null`: surely not given. */
  readonly fields?: ReadonlyMap<string, string | null> | undefined;
  readonly entryPoints?: EntryPoints | undefined;
  /** Fields (by their PEP 621 names) that this file leaves to the build. */
  readonly dynamic?: readonly string[];
}

/** PEP 621's name of a field: what may stand in `dynamic`. */
const FIELD_NAMES = {
  version: ['version'],
  requiresPython: ['requires-python'],
  requirements: ['dependencies', 'optional-dependencies'],
  classifiers: ['classifiers'],
  entryPoints: ['entry-points', 'scripts', 'gui-scripts'],
} as const satisfies Partial<Record<keyof DraftPart, readonly string[]>>;

/** Merges what the files say, most authoritative first. */
export function mergeParts(
  parts: readonly DraftPart[],
  origin: { readonly metadataFile: string | null; readonly backend: string | null },
): Distribution {
  const first = <Key extends keyof DraftPart>(key: Key): NonNullable<DraftPart[Key]> | undefined => {
    for (const part of parts) {
      const value = part[key];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const dynamic = new Set(parts.flatMap(part => part.dynamic ?? []));
  for (const key of ['version', 'requiresPython', 'requirements', 'classifiers', 'entryPoints'] as const) {
    if (first(key) !== undefined) for (const name of FIELD_NAMES[key]) dynamic.delete(name);
  }
  return {
    name: first('name') ?? null,
    version: first('version') ?? null,
    requiresPython: first('requiresPython') ?? null,
    requirements: first('requirements') ?? [],
    classifiers: first('classifiers') ?? [],
    // The last to be spread wins, so the least authoritative goes first.
    fields: new Map([...parts].reverse().flatMap(part => [...(part.fields ?? [])])),
    entryPoints: first('entryPoints') ?? new Map(),
    dynamic: [...dynamic].sort(),
    ...origin,
  };
}

/** Fields that a file gives as plain text; what spans lines is rewritten by the tools in ways of their own. */
export function plainFields(
  given: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> | undefined {
  const fields = Object.entries(given).flatMap(([name, value]): [string, string][] =>
    value === undefined || value.trim() === '' || value.includes('\n') ? [] : [[name, value.trim()]],
  );
  return fields.length === 0 ? undefined : new Map(fields);
}

/** A value with its place, where there is one. */
export function placed(value: string | undefined, at?: MetadataPlace): Placed | undefined {
  if (value === undefined) return undefined;
  return at === undefined ? { value } : { value, at };
}
