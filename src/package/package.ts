/** What the rest of the linter sees of an opened package, whatever it was opened from. */

export type PackageKind = 'directory' | 'installed' | 'wheel' | 'sdist' | 'zip';

/** A problem met while opening or reading; a value, never an exception. */
export interface PackageProblem {
  /** Stable name of the kind of problem. */
  readonly code:
    | 'not-found'
    | 'not-readable'
    | 'not-an-archive'
    | 'truncated-archive'
    /** The archive contradicts itself: checksum, sizes, overlapping entries, headers that disagree. */
    | 'damaged-archive'
    | 'cap-exceeded'
    | 'unsafe-path'
    | 'link-outside-root'
    | 'bad-metadata'
    /** There is nothing to look at. */
    | 'empty'
    /** The packaging cannot be read statically, so which files ship is a guess. */
    | 'unknown-layout'
    | 'unsupported';
  readonly message: string;
  /** File of the package concerned, relative to the root with `/`; absent when the package as a whole is. */
  readonly file?: string;
  /** UTF-16 offsets in that file, where known. */
  readonly start?: number;
  readonly end?: number;
}

export type ReadResult =
  { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly problem: PackageProblem };

export interface PackageFile {
  /** Relative to the distribution root, with `/`; for an sdist without its own top folder. */
  readonly path: string;
  /** Size in bytes, uncompressed. */
  readonly size: number;
  /**
   * Where the file is installed, relative to site-packages, with `/`; `null` when it does not ship (tests, docs, build files).
   * `src/pkg/__init__.py` of a src layout installs as `pkg/__init__.py`.
   */
  readonly installPath: string | null;
  /** The content; read on first use, under caps. */
  read(): ReadResult;
}

/** One `Requires-Dist` or dependency entry, as written. */
export interface Requirement {
  readonly text: string;
  /** Normalised name (PEP 503). */
  readonly name: string;
  readonly extra?: string;
  readonly at?: MetadataPlace;
}

export interface MetadataPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Distribution metadata; each value with the place where it is declared, where there is one. */
export interface Distribution {
  /** As declared, not normalised; `null` when unknown (no metadata, or computed). */
  readonly name: { readonly value: string; readonly at?: MetadataPlace } | null;
  readonly version: { readonly value: string; readonly at?: MetadataPlace } | null;
  readonly requiresPython: { readonly value: string; readonly at?: MetadataPlace } | null;
  readonly requirements: readonly Requirement[];
  readonly classifiers: readonly string[];
  /**
   * Further fields that an installation's METADATA has once at most, by name in lower case (`summary`, `author-email`).
   * `null`: surely not given. Absent: not known.
   */
  readonly fields: ReadonlyMap<string, string | null>;
  /** `group` → (`name` → object reference). */
  readonly entryPoints: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Values that are computed at build time (`dynamic = ["version"]`), so unknown here. */
  readonly dynamic: readonly string[];
  /** The file where packaging is declared (pyproject.toml, setup.cfg, setup.py, METADATA); `null` without any. */
  readonly metadataFile: string | null;
  /** Build backend: setuptools, poetry, hatchling, flit, uv, pdm …; `null` when unknown. */
  readonly backend: string | null;
}

export interface Ignored {
  readonly path: string;
  readonly reason: string;
}

export interface Package {
  readonly kind: PackageKind;
  /** The path as the user gave it, with `/`. */
  readonly path: string;
  /** Absolute path of the root on disk; for an archive the archive's path. Never printed in reports. */
  readonly root: string;
  /** The path of the root relative to the current directory, with `/` (`.` when equal); the prefix of repo-relative URIs. */
  readonly rootFromCwd: string;
  readonly distribution: Distribution;
  /** By `path`, in code-unit order. */
  readonly files: ReadonlyMap<string, PackageFile>;
  readonly ignored: readonly Ignored[];
  /** What was met when the package was opened, and, in the order of reading, in files that were read since. */
  readonly problems: readonly PackageProblem[];
}
