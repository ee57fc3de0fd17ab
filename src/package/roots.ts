/** Where the distribution is that a path belongs to. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as nodePath from 'node:path';
import { systemErrorCode } from './disk.ts';
import { PACKAGING_FILES } from './ignored.ts';
import { findInstalled } from './installed.ts';
import type { Installed } from './installed.ts';
import type { Listing } from './listing.ts';
import { byCodeUnit, folderOf, readText } from './listing.ts';
import { parseIni } from './metadata/ini.ts';
import { declaresDistribution, isSetupCfg } from './metadata/sources.ts';
import { parseToml } from './metadata/toml.ts';

/** Files larger than this are no packaging files that anybody wrote. */
const MAX_PACKAGING_BYTES = 4 * 1024 * 1024;

/** Whether a folder declares a distribution; `read` gives the text of a file directly in it. */
function isDistribution(read: (file: string) => string | undefined): boolean {
  const pyproject = read('pyproject.toml');
  if (pyproject !== undefined) {
    const parsed = parseToml(pyproject, 'pyproject.toml');
    // One that cannot be read is mended, not passed by.
    if (!parsed.ok || declaresDistribution(parsed.toml)) return true;
  }
  // A module may be called setup.py too.
  if (read('setup.py')?.includes('setup(') === true) return true;
  const setupCfg = read('setup.cfg');
  return setupCfg !== undefined && isSetupCfg(parseIni(setupCfg));
}

function readDisk(folder: string): (file: string) => string | undefined {
  return file => {
    const path = nodePath.join(folder, file);
    try {
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() === true && stat.size <= MAX_PACKAGING_BYTES ? readFileSync(path, 'utf8') : undefined;
    } catch (error) {
      // Not readable: then it cannot say that there is a distribution. The walk reports it.
      systemErrorCode(error);
      return undefined;
    }
  };
}

export type Root =
  | { readonly kind: 'distribution'; readonly folder: string }
  | { readonly kind: 'installed'; readonly installed: Installed }
  /** Nothing at or above the path declares a distribution. */
  | { readonly kind: 'none' };

/**
 * Climbs from a folder to the nearest distribution: a folder with packaging metadata, or an installed package in its
 * site-packages. Never above the repository, nor out of a site-packages, nor to the root of the file system.
 */
export function findRoot(folder: string): Root {
  for (let current = folder; ; current = nodePath.dirname(current)) {
    const parent = nodePath.dirname(current);
    const isGiven = current === folder;
    if ((isGiven || parent !== current) && isDistribution(readDisk(current)))
      return { kind: 'distribution', folder: current };
    const installed = findInstalled(current);
    if (installed) return { kind: 'installed', installed };
    if (parent === current || existsSync(nodePath.join(current, '.git')) || isSitePackages(current))
      return { kind: 'none' };
  }
}

function isSitePackages(folder: string): boolean {
  const name = nodePath.basename(folder);
  return name === 'site-packages' || name === 'dist-packages';
}

/** Names of folders whose distributions are test material, not what is meant by a folder above them. */
const MATERIAL = /(?:^|\/)(?:tests?|docs?|fixtures|examples?)(?:\/|$)/;

/** Folders of a listing that declare a distribution, without those inside another; in code-unit order. */
export function distributionsIn(listing: Listing): string[] {
  const candidates = new Set<string>();
  for (const path of listing.files.keys()) {
    if (PACKAGING_FILES.some(file => path === file || path.endsWith(`/${file}`))) candidates.add(folderOf(path));
  }
  const found: string[] = [];
  for (const folder of [...candidates].sort(byCodeUnit)) {
    if (found.some(outer => outer === '' || folder.startsWith(`${outer}/`))) continue;
    if (MATERIAL.test(folder)) continue;
    if (isDistribution(file => readText(listing, folder === '' ? file : `${folder}/${file}`))) found.push(folder);
  }
  return found;
}

/** What is known of the repository around a folder. */
export interface Repository {
  readonly inRepository: boolean;
  /** Text of the nearest .gitignore above the folder, up to the repository's root. */
  readonly gitignoreAbove: string | undefined;
}

export function repositoryAround(folder: string): Repository {
  let gitignoreAbove: string | undefined;
  for (let current = folder; ; current = nodePath.dirname(current)) {
    if (current !== folder) gitignoreAbove ??= readDisk(current)('.gitignore');
    if (existsSync(nodePath.join(current, '.git'))) return { inRepository: true, gitignoreAbove };
    if (nodePath.dirname(current) === current) return { inRepository: false, gitignoreAbove: undefined };
  }
}

/** The dotted package that a folder is, as a path (`pkg/sub`), when it and the folders above have an `__init__.py`; else `''`. */
export function packagePrefix(folder: string): string {
  const names: string[] = [];
  for (let current = folder; existsSync(nodePath.join(current, '__init__.py')); current = nodePath.dirname(current)) {
    names.unshift(nodePath.basename(current));
  }
  return names.join('/');
}
