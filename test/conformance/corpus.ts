/** Real Python files to compare on: directories, and packages fetched into a cache outside the repository. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Python } from './python.ts';

/** All `.py` files below a directory, in a fixed order; installed packages are not part of a standard library. */
export function pythonFiles(directory: string): string[] {
  const files: string[] = [];
  const pending = [directory];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'site-packages' && entry.name !== '__pycache__') pending.push(path);
      } else if (entry.isFile() && entry.name.endsWith('.py')) files.push(path);
    }
  }
  return files.sort();
}

/** A wheel unpacked in the cache, downloaded on the first use; a string of `skipped` says why it cannot be had. */
export function fetchPackage(
  python: Python,
  requirement: string,
): { readonly directory: string } | { readonly skipped: string } {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plugin-lint', 'conformance');
  const directory = join(cache, requirement.replace(/[^A-Za-z0-9.]+/g, '-'));
  if (existsSync(directory)) return { directory };
  const downloads = `${directory}.download`;
  mkdirSync(downloads, { recursive: true });
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', downloads];
  const run = spawnSync(python.command, [...pip, requirement], { encoding: 'utf8' });
  const wheel = readdirSync(downloads).find(name => name.endsWith('.whl'));
  if (run.status !== 0 || wheel === undefined) return { skipped: run.stderr.trim().slice(-300) };
  const unzip = spawnSync(python.command, ['-m', 'zipfile', '-e', join(downloads, wheel), directory]);
  return unzip.status === 0 ? { directory } : { skipped: `cannot unpack ${wheel}` };
}
