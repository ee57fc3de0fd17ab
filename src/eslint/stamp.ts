/** A text that changes when a package, or what is set for it, does. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolveCaps } from '../package/caps.ts';
import { listDirectory } from '../package/disk.ts';
import { CONFIG_FILES } from '../settings/config.ts';

/** What a stamp is made of. */
export interface Stamped {
  /** Absolute path. */
  readonly folder: string;
  /** Relative to the folder; without them, all that is below it but what is never read (environments, version control). */
  readonly files?: Iterable<string>;
}

/**
 * By times and sizes: quick, and good as long as a process runs. The files above that are read for the folder (the linter's config,
 * what git ignores) count as well.
 */
export function timesStamp(stamped: Stamped): string {
  return stampOf(stamped, path => {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size}` : '';
  });
}

const UNTIL = /\(until (\d{4}-\d{2}-\d{2})\)/g;

/**
 * By contents: the same for the same files, wherever and whenever they were written, so that it is good for a cache on disk. It
 * changes too on the day after a suppression ended.
 * @param today ISO date
 */
export function contentsStamp(stamped: Stamped, today: string): string {
  return stampOf(stamped, path => {
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch {
      // Not there, or not readable: the rules cannot read it either.
      return '';
    }
    const digest = createHash('sha256').update(bytes).digest('hex');
    if (!bytes.includes('(until ')) return digest;
    const ended = [...bytes.toString('latin1').matchAll(UNTIL)].map(([, date = '']) => date < today);
    return `${digest} ${ended.join(' ')}`;
  });
}

/** ESLint's cache itself, in a file or a folder (`--cache-location`). */
const OWN_CACHE = /(^|\/)(\.eslintcache$|\.cache_)/;

function stampOf({ folder, files }: Stamped, of: (path: string) => string): string {
  const hash = createHash('sha256');
  for (const path of files ?? listDirectory(folder, resolveCaps(undefined)).files.keys()) {
    if (!OWN_CACHE.test(path)) hash.update(`${path}\0${of(join(folder, path))}\0`);
  }
  let above = folder;
  while (!existsSync(join(above, '.git')) && dirname(above) !== above) {
    above = dirname(above);
    for (const name of [...CONFIG_FILES, '.gitignore']) hash.update(`${of(join(above, name))}\0`);
  }
  return hash.digest('hex');
}
