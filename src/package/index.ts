/** Opens what the user points at: a folder, a wheel, an sdist, a zip, an installed package. Nothing in it is ever run. */
import { readFileSync, statSync } from 'node:fs';
import * as nodePath from 'node:path';
import { openArchive, partPath } from './archive.ts';
import { assemble } from './assemble.ts';
import type { Caps } from './caps.ts';
import { inBytes, resolveCaps } from './caps.ts';
import { listDirectory, systemErrorCode } from './disk.ts';
import { findUnpackedWheel, listInstalled } from './installed.ts';
import type { Installed } from './installed.ts';
import type { ListedFile, Listing } from './listing.ts';
import { join, subListing } from './listing.ts';
import type { Package, PackageKind, PackageProblem } from './package.ts';
import { distributionsIn, findRoot, packagePrefix, repositoryAround } from './roots.ts';
import { printable } from './safe-path.ts';

export type * from './package.ts';
export type { Caps } from './caps.ts';

export interface OpenOptions {
  /** Absolute path that a relative one starts from. */
  readonly cwd: string;
  readonly caps?: Partial<Caps>;
}

export interface OpenDirectoryOptions extends OpenOptions {
  /**
   * Unsaved text by path relative to the root of the distribution, with `/`; it wins over the disk, and may add files. When a folder
   * holds several distributions, paths are relative to that folder.
   */
  readonly overlay?: ReadonlyMap<string, string>;
}

export type OpenResult =
  | { readonly ok: true; readonly packages: readonly Package[] }
  | { readonly ok: false; readonly problem: PackageProblem };

/**
 * Opens a folder, a wheel, an sdist (.tar.gz, .zip) or a zip. A folder without packaging that holds several distributions gives one
 * package each, in code-unit order of their paths. A path that cannot be opened is a problem; problems of single files are in the package.
 */
export async function openPackages(path: string, options: OpenOptions): Promise<OpenResult> {
  const absolute = nodePath.resolve(options.cwd, path);
  const found = look(path, absolute);
  if (!found.ok) return found;
  if (found.isDirectory) return openDirectorySync(path, options);
  const caps = resolveCaps(options.caps);
  if (found.size > caps.totalBytes) {
    return problem(
      'cap-exceeded',
      `${shown(path)} has ${inBytes(found.size)}, more than the ${inBytes(caps.totalBytes)} that are read; unpack it, if you trust it, and give the folder of the plugin`,
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(absolute);
  } catch (error) {
    return unreadable(path, systemErrorCode(error));
  }
  const archive = await openArchive(bytes, path, caps);
  if (!archive.ok) return problem(archive.problem.code, `${shown(path)}: ${archive.problem.message}`);
  const rootFromCwd = fromCwd(options.cwd, absolute);
  return {
    ok: true,
    packages: archive.parts.map(part =>
      assemble({
        kind: part.kind,
        path: slashed(path),
        root: absolute,
        rootFromCwd: partPath(rootFromCwd, part),
        listing: part.listing,
        inRepository: false,
      }),
    ),
  };
}

/** The same for folders alone, without waiting. */
export function openDirectorySync(path: string, options: OpenDirectoryOptions): OpenResult {
  const absolute = nodePath.resolve(options.cwd, path);
  const found = look(path, absolute);
  if (!found.ok) return found;
  if (!found.isDirectory) return problem('unsupported', `${shown(path)} is no folder; give the folder of the plugin`);
  const caps = resolveCaps(options.caps);
  const root = findRoot(absolute);
  if (root.kind === 'installed') return { ok: true, packages: [openInstalled(path, options, root.installed, caps)] };
  if (root.kind === 'distribution') return openFolder(path, root.folder, options, caps, true);
  const wheel = findUnpackedWheel(absolute);
  return wheel
    ? { ok: true, packages: [openInstalled(path, options, wheel, caps)] }
    : openFolder(path, absolute, options, caps, false);
}

function openInstalled(path: string, options: OpenDirectoryOptions, installed: Installed, caps: Caps): Package {
  const listing = overlaid(listInstalled(installed, caps), options.overlay);
  const root = installed.site;
  return assemble({
    kind: 'installed',
    path: slashed(path),
    root,
    rootFromCwd: fromCwd(options.cwd, root),
    listing,
    inRepository: false,
  });
}

function openFolder(
  path: string,
  folder: string,
  options: OpenDirectoryOptions,
  caps: Caps,
  isDistribution: boolean,
): OpenResult {
  const listing = overlaid(listDirectory(folder, caps), options.overlay);
  if (listing.files.size === 0) {
    const why =
      listing.problems[0]?.message ??
      (listing.ignored.length > 0 ? 'all it holds is build output, caches or environments' : 'it is empty');
    const unread = listing.problems[0]?.code === 'not-readable';
    return problem(
      unread ? 'not-readable' : 'empty',
      `${shown(path)} holds no files to look at: ${why}; give the folder of the plugin`,
    );
  }
  const prefix = isDistribution ? '' : packagePrefix(folder);
  const below = isDistribution || prefix !== '' ? [] : distributionsIn(listing);
  const rootFromCwd = fromCwd(options.cwd, folder);
  const packages = (below.length === 0 ? [''] : below).map(part => {
    const root = nodePath.join(folder, part);
    const where = part === '' ? rootFromCwd : rootFromCwd === '.' ? part : join(rootFromCwd, part);
    return assemble({
      kind: 'directory',
      path: slashed(path),
      root,
      rootFromCwd: where,
      listing: subListing(listing, part),
      prefix,
      ...repositoryAround(root),
    });
  });
  return { ok: true, packages };
}

export interface MemoryOptions {
  /** Shape of the files: those of a source folder (the default), of an unpacked sdist without its top folder, or of a wheel. */
  readonly kind?: Extract<PackageKind, 'directory' | 'sdist' | 'wheel'>;
  /** What stands for the path the user gave; `.` by default. */
  readonly path?: string;
}

/** A package made of files in memory: path → text or bytes. Every file given is there, whatever its folder is called. */
export function packageFromFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: MemoryOptions = {},
): Package {
  const path = options.path ?? '.';
  const listing = overlaid({ files: new Map(), ignored: [], problems: [] }, new Map(Object.entries(files)));
  return assemble({
    kind: options.kind ?? 'directory',
    path,
    root: path,
    rootFromCwd: path,
    listing,
    inRepository: false,
  });
}

function overlaid(listing: Listing, overlay: ReadonlyMap<string, string | Uint8Array> | undefined): Listing {
  if (overlay === undefined || overlay.size === 0) return listing;
  const files = new Map<string, ListedFile>(listing.files);
  for (const [path, content] of overlay) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    files.set(path, { path, size: bytes.length, read: () => ({ ok: true, bytes }) });
  }
  return { ...listing, files };
}

type Look =
  { readonly ok: true; readonly isDirectory: boolean; readonly size: number } | Extract<OpenResult, { ok: false }>;

function look(path: string, absolute: string): Look {
  try {
    const stat = statSync(absolute);
    if (stat.isDirectory() || stat.isFile()) return { ok: true, isDirectory: stat.isDirectory(), size: stat.size };
    return problem(
      'unsupported',
      `${shown(path)} is neither a folder nor a file; give a folder, a wheel, an sdist or a zip`,
    );
  } catch (error) {
    const code = systemErrorCode(error);
    return code === 'ENOENT' || code === 'ENOTDIR' ? missing(path) : unreadable(path, code);
  }
}

/** A distribution name as PEP 508 has it, and no file name of an archive. */
const DISTRIBUTION_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const ARCHIVE_NAME = /\.(?:whl|zip|gz|tgz|tar|bz2|xz|egg)$/i;

function missing(path: string): Extract<OpenResult, { ok: false }> {
  if (DISTRIBUTION_NAME.test(path) && !ARCHIVE_NAME.test(path)) {
    return problem(
      'not-found',
      `there is no file or folder ${path}; to check the published package of that name, fetch its wheel with "pip download --no-deps --only-binary=:all: ${path}" and give that file (fetching an sdist would run its code)`,
    );
  }
  return problem('not-found', `there is no file or folder ${shown(path)}; check the path`);
}

function unreadable(path: string, code: string): Extract<OpenResult, { ok: false }> {
  return problem('not-readable', `${shown(path)} cannot be read (${code}); check its permissions`);
}

function problem(code: PackageProblem['code'], message: string): Extract<OpenResult, { ok: false }> {
  return { ok: false, problem: { code, message } };
}

function shown(path: string): string {
  return printable(slashed(path));
}

/** With `/`, on every system. */
function slashed(path: string): string {
  return nodePath.sep === '/' ? path : path.replaceAll(nodePath.sep, '/');
}

function fromCwd(cwd: string, absolute: string): string {
  return slashed(nodePath.relative(cwd, absolute)) || '.';
}
