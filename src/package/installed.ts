/** An installed package: the folder in site-packages, and the RECORD of its `*.dist-info` that lists its files (PEP 376, PEP 627). */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import * as nodePath from 'node:path';
import type { Caps } from './caps.ts';
import { inBytes } from './caps.ts';
import { readDiskFile, systemErrorCode } from './disk.ts';
import type { ListedFile, Listing } from './listing.ts';
import { byCodeUnit } from './listing.ts';
import type { PackageProblem } from './package.ts';
import { printable, safePath } from './safe-path.ts';

export interface Installed {
  /** Absolute path of site-packages. */
  readonly site: string;
  /** Paths in RECORD that lie in site-packages. */
  readonly paths: readonly string[];
}

/** The installation that a folder belongs to: one whose RECORD, beside the folder, lists files in it; or whose dist-info it is. */
export function findInstalled(folder: string): Installed | undefined {
  const site = nodePath.dirname(folder);
  const name = nodePath.basename(folder);
  for (const distInfo of distInfos(site)) {
    if (name.endsWith('.dist-info') && name !== distInfo) continue;
    const paths = readRecord(nodePath.join(site, distInfo, 'RECORD'));
    if (paths?.some(path => path.startsWith(`${name}/`))) return { site, paths };
  }
  return undefined;
}

/** A folder that holds one `*.dist-info` and what it lists: an unpacked wheel. */
export function findUnpackedWheel(folder: string): Installed | undefined {
  const [only, ...others] = distInfos(folder);
  if (only === undefined || others.length > 0) return undefined;
  const paths = readRecord(nodePath.join(folder, only, 'RECORD'));
  return paths && { site: folder, paths };
}

function distInfos(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith('.dist-info'))
      .sort(byCodeUnit);
  } catch (error) {
    systemErrorCode(error);
    return [];
  }
}

function readRecord(file: string): string[] | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    systemErrorCode(error);
    return undefined;
  }
  return text.split(/\r?\n/).flatMap(line => recordedPath(line) ?? []);
}

/** The first of a line's three CSV fields. Scripts are recorded by a path that climbs out of site-packages: they are not its files. */
function recordedPath(line: string): string | undefined {
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"');
  const path = quoted ?? line.split(',')[0] ?? '';
  const safe = safePath(path);
  return safe.ok && safe.path !== '' ? safe.path : undefined;
}

const OUTSIDE = 'outside';
const REASONS = {
  'not-found': 'not there',
  'link-outside-root': 'a link out of site-packages, which is not followed',
  'not-readable': 'cannot be read',
} as const;

/** What is at a path; else the code of the error, or that a link leads out of `site`. */
function look(absolute: string, site: string): { readonly isFile: boolean; readonly size: number } | string {
  try {
    if (!realpathSync(absolute).startsWith(site + nodePath.sep)) return OUTSIDE;
    const stat = statSync(absolute);
    return { isFile: stat.isFile(), size: stat.size };
  } catch (error) {
    return systemErrorCode(error);
  }
}

/** Lists the recorded files that are there; bytecode aside. */
export function listInstalled(installed: Installed, caps: Caps): Listing {
  const files = new Map<string, ListedFile>();
  const problems: PackageProblem[] = [];
  const site = realpathSync(installed.site);
  let bytes = 0;
  for (const path of installed.paths) {
    if (path.endsWith('.pyc')) continue;
    const absolute = nodePath.join(installed.site, path);
    const found = look(absolute, site);
    if (typeof found === 'string') {
      const code = found === 'ENOENT' ? 'not-found' : found === OUTSIDE ? 'link-outside-root' : 'not-readable';
      const message = `${printable(path)} is in RECORD but ${REASONS[code]}; install the package again`;
      problems.push({ code, message, file: path });
      continue;
    }
    if (!found.isFile) continue;
    if (found.size <= caps.fileBytes) bytes += found.size;
    if (files.size >= caps.files || bytes > caps.totalBytes) {
      const message = `the package holds more than ${caps.files} files or ${inBytes(caps.totalBytes)}, so the rest of it was not looked at`;
      problems.push({ code: 'cap-exceeded', message });
      break;
    }
    files.set(path, { path, size: found.size, read: () => readDiskFile(absolute, path, caps) });
  }
  return { files, ignored: [], problems };
}
