/** The CPython that we compare with: found on this machine, asked through dump.py. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DUMP = fileURLToPath(new URL('dump.py', import.meta.url));
/** Positions and merged strings are those of 3.12 and later. */
const OLDEST_MINOR = 12;
const ON_PATH = ['python3.14', 'python3.13', 'python3.12', 'python3'];

export interface Python {
  readonly command: string;
  /** `[3, 13, 0]` */
  readonly version: readonly number[];
}

export type Request = ({ readonly path: string } | { readonly source: string }) & { readonly full?: boolean };

export type Answer =
  | { readonly ok: false; readonly message: string; readonly seconds: number }
  | { readonly ok: true; readonly seconds: number; readonly sha256: string; readonly text?: string };

/** `$PYTHON`, or else a fitting one on the path or installed by pyenv; a string says why there is none. */
export function findPython(): Python | string {
  const named = process.env['PYTHON'];
  for (const command of named ? [named] : [...ON_PATH, ...pyenvPythons()]) {
    const run = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:3])'], { encoding: 'utf8' });
    if (run.status !== 0) continue;
    const version = run.stdout.trim().split(' ').map(Number);
    if ((version[0] ?? 0) === 3 && (version[1] ?? 0) >= OLDEST_MINOR) return { command, version };
  }
  return `no Python 3.${OLDEST_MINOR} or later found (tried ${named ?? ON_PATH.join(', ')})`;
}

/** pyenv's shims on the path work only for the version that it is set to. */
function pyenvPythons(): string[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  const names = readdirSync(versions).filter(name => /^3\.1[2-9]\./.test(name));
  return names
    .sort()
    .reverse()
    .map(name => join(versions, name, 'bin', 'python'));
}

/** Asks `ast.parse` about each request, in order and in one process. */
export function askPython(python: Python, requests: readonly Request[]): Answer[] {
  if (requests.length === 0) return [];
  const run = spawnSync(python.command, [DUMP], {
    input: requests.map(request => `${JSON.stringify(request)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines = run.stdout.trimEnd().split('\n').slice(1);
  if (run.status !== 0 || lines.length !== requests.length) {
    throw new Error(`dump.py answered ${lines.length} of ${requests.length} requests: ${run.stderr.slice(-2000)}`);
  }
  // dump.py is ours and writes exactly this.
  return lines.map(line => JSON.parse(line) as Answer);
}

/** Where this Python's standard library is, its tests included. */
export function standardLibrary(python: Python): string {
  const run = spawnSync(python.command, ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim();
}
