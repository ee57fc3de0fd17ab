/** A listing and what it was opened from → a package: metadata read, and each file told where it installs. */
import type { Listing } from './listing.ts';
import { byCodeUnit, readText, topOf } from './listing.ts';
import { isEggInfo } from './ignored.ts';
import { readDistribution, readBuiltDistribution } from './metadata/distribution.ts';
import { wheelBackend } from './metadata/core-metadata.ts';
import { readSources } from './metadata/sources.ts';
import type { Distribution, Ignored, Package, PackageFile, PackageKind, PackageProblem } from './package.ts';
import { gitignoreLines } from './ship/gitignore.ts';
import { readLayout } from './ship/ship.ts';
import { FileTree } from './ship/tree.ts';

export interface Opened {
  readonly kind: PackageKind;
  /** As the user gave it, with `/`. */
  readonly path: string;
  readonly root: string;
  readonly rootFromCwd: string;
  readonly listing: Listing;
  /** In a git repository: see LayoutInput. */
  readonly inRepository: boolean;
  /** Text of the nearest .gitignore above the root, when the root has none. */
  readonly gitignoreAbove?: string | undefined;
  /** For a folder without packaging that is itself a Python package: its path from the top-level package on. */
  readonly prefix?: string;
}

/** Builds the package. */
export function assemble(opened: Opened): Package {
  return opened.kind === 'wheel' || opened.kind === 'installed' ? assembleBuilt(opened) : assembleSource(opened);
}

function finish(
  opened: Opened,
  distribution: Distribution,
  place: (path: string) => string | null,
  ignored: readonly Ignored[],
  problems: readonly PackageProblem[],
  keep: (path: string) => boolean,
): Package {
  const paths = [...opened.listing.files.keys()].filter(keep).sort(byCodeUnit);
  const files = new Map<string, PackageFile>();
  const all = [...problems];
  for (const path of paths) {
    const file = opened.listing.files.get(path);
    if (file) files.set(path, { path, size: file.size, installPath: place(path), read: noting(file.read, all) });
  }
  const { kind, path, root, rootFromCwd } = opened;
  return {
    kind,
    path,
    root,
    rootFromCwd,
    distribution,
    files,
    ignored: [...ignored].sort((a, b) => byCodeUnit(a.path, b.path)),
    problems: all,
  };
}

/** A read that notes the problem it meets, once, with those of the package. */
function noting(read: PackageFile['read'], problems: PackageProblem[]): PackageFile['read'] {
  let noted = false;
  return () => {
    const result = read();
    if (!result.ok && !noted) {
      noted = true;
      problems.push(result.problem);
    }
    return result;
  };
}

/** A wheel, or what a wheel was installed as: places are those in the archive or in RECORD. */
function assembleBuilt(opened: Opened): Package {
  const { listing } = opened;
  const problems = [...listing.problems];
  const distInfo = [...listing.files.keys()].map(topOf).find(top => top.endsWith('.dist-info')) ?? '';
  if (!listing.files.has(`${distInfo}/METADATA`)) {
    const message = 'the wheel has no *.dist-info/METADATA, so pip cannot install it; build it again';
    problems.push({ code: 'bad-metadata', message });
  }
  const distribution = readBuiltDistribution(listing, distInfo, wheelBackend(listing, `${distInfo}/WHEEL`));
  return finish(opened, distribution, placeInWheel, listing.ignored, problems, () => true);
}

/**
 * Where an entry of a wheel is installed: the top is site-packages, and so are `*.data/purelib` and `*.data/platlib`; scripts, headers
 * and data go elsewhere (binary distribution format, "The .data directory").
 */
function placeInWheel(path: string): string | null {
  const top = topOf(path);
  if (top.endsWith('.dist-info') || path.endsWith('.pyc')) return null;
  if (!top.endsWith('.data')) return path;
  const library = /^(?:purelib|platlib)\/(.+)$/.exec(path.slice(top.length + 1));
  return library?.[1] ?? null;
}

/** A source tree: what ships is what its backend would put into a wheel. */
function assembleSource(opened: Opened): Package {
  const { listing, kind } = opened;
  const sources = readSources(listing);
  const isAside = (path: string): boolean => isEggInfo(topOf(path)) || /^src\/[^/]+\.egg-info\//.test(path);
  const moduleRoots = ['', 'src'];
  const distribution = readDistribution(listing, sources, moduleRoots);
  const own = readText(listing, '.gitignore');
  const layout = readLayout(
    {
      tree: new FileTree([...listing.files.keys()].filter(path => !isAside(path))),
      listing,
      sources,
      name: distribution.name?.value,
      // An unpacked sdist is one too: setuptools reads its list of files again.
      kind: kind === 'sdist' || listing.files.has('PKG-INFO') ? 'sdist' : 'folder',
      inRepository: opened.inRepository,
      gitignore: gitignoreLines(own ?? opened.gitignoreAbove ?? ''),
    },
    opened.prefix ?? '',
  );
  const aside = new Set(
    [...listing.files.keys()]
      .filter(isAside)
      .map(path => (isEggInfo(topOf(path)) ? topOf(path) : folderOfEggInfo(path))),
  );
  const ignored = [...listing.ignored, ...[...aside].map(path => ({ path, reason: 'metadata of an earlier build' }))];
  const problems = [...listing.problems, ...sources.problems, ...layout.problems];
  return finish(
    opened,
    distribution,
    path => layout.installed.get(path) ?? null,
    ignored,
    problems,
    path => !isAside(path),
  );
}

function folderOfEggInfo(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
