/**
 * Published packages, fetched into a cache outside the repository and verified by their digests. No code of a package
 * runs: wheels are unpacked by nobody, source distributions are downloaded as files (sdist.py).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of a release on the Python package index. */
export interface PublishedFile {
  /** The distribution's name. */
  readonly name: string;
  readonly version: string;
  readonly kind: 'wheel' | 'sdist';
  readonly file: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/** Where a file lies, or why it cannot be had. */
export type Fetched = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };

/** `$PLUGIN_LINT_CACHE`, else `plugin-lint` in the user's cache folder (XDG base directories). */
export function cacheFolder(): string {
  const own = process.env['PLUGIN_LINT_CACHE'];
  if (own) return own;
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'plugin-lint');
}

/** Name of the Python to call. */
export const PYTHON = process.env['PYTHON'] || 'python3';

/** Fetches what the cache does not hold. The result has an entry for each file, by its name. */
export function fetchAll(files: readonly PublishedFile[]): ReadonlyMap<string, Fetched> {
  const folder = join(cacheFolder(), 'packages');
  mkdirSync(folder, { recursive: true });
  const missing = files.filter(file => !verified(join(folder, file.file), file.sha256));
  const reasons = new Map<string, string>();
  if (missing.length > 0) {
    process.stderr.write(`fetching ${missing.length} packages …\n`);
    // Beside the cache, not in the system's temporary folder: a rename then never crosses file systems.
    const landing = mkdtempSync(join(folder, '.landing-'));
    try {
      fetchWheels(missing, landing, reasons);
      fetchSdists(missing, landing, reasons);
      for (const file of missing) {
        const landed = join(landing, file.file);
        if (!existsSync(landed)) continue;
        if (verified(landed, file.sha256)) renameSync(landed, join(folder, file.file));
        else reasons.set(file.file, 'its digest is not the one on record');
      }
    } finally {
      rmSync(landing, { recursive: true, force: true });
    }
  }
  return new Map(
    files.map(({ file, sha256 }): [string, Fetched] => {
      const path = join(folder, file);
      const ok = !missing.some(one => one.file === file) || verified(path, sha256);
      return [file, ok ? { ok, path } : { ok, why: reasons.get(file) ?? 'the index does not give it' }];
    }),
  );
}

function verified(path: string, sha256: string): boolean {
  return existsSync(path) && createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

/** As many packages in a row that cannot be had mean that there is no index. */
const MOST_FAILURES = 3;

function fetchWheels(files: readonly PublishedFile[], landing: string, reasons: Map<string, string>): void {
  const wheels = files.filter(file => file.kind === 'wheel');
  // One call can hold each name once only.
  const rounds: PublishedFile[][] = [];
  for (const wheel of wheels) {
    const round = rounds.find(one => one.every(other => other.name !== wheel.name));
    if (round) round.push(wheel);
    else rounds.push([wheel]);
  }
  for (const round of rounds) {
    if (pipDownload(round, landing) === undefined) continue;
    // One package that cannot be had fails the whole call: ask for each alone, until it looks as if none can be had.
    let failures = 0;
    let last = '';
    for (const wheel of round) {
      if (existsSync(join(landing, wheel.file))) continue;
      const why = failures < MOST_FAILURES ? pipDownload([wheel], landing) : last;
      failures = why === undefined ? 0 : failures + 1;
      if (why === undefined) continue;
      last = why;
      reasons.set(wheel.file, why);
    }
  }
}

/** Gives the reason of a failure, `undefined` for none. */
function pipDownload(wheels: readonly PublishedFile[], landing: string): string | undefined {
  const options = ['--no-deps', '--only-binary=:all:', '--ignore-requires-python', '--quiet', '--dest', landing];
  const network = ['--retries', '1', '--timeout', '20'];
  const wanted = wheels.map(wheel => `${wheel.name}==${wheel.version}`);
  const run = spawnSync(PYTHON, ['-m', 'pip', 'download', ...options, ...network, ...wanted], {
    encoding: 'utf8',
    cwd: tmpdir(),
  });
  if (run.error) return `${PYTHON} cannot be run (${run.error.message})`;
  if (run.status === 0) return undefined;
  const said = run.stderr.split('\n').filter(line => line.startsWith('ERROR:'));
  return said.at(-1)?.slice('ERROR: '.length) ?? `pip ended with ${run.status ?? 'a signal'}`;
}

function fetchSdists(files: readonly PublishedFile[], landing: string, reasons: Map<string, string>): void {
  const sdists = files.filter(file => file.kind === 'sdist');
  if (sdists.length === 0) return;
  const script = fileURLToPath(new URL('./sdist.py', import.meta.url));
  const input = sdists.map(sdist => `${sdist.name}\t${sdist.file}\n`).join('');
  const run = spawnSync(PYTHON, [script, landing], { input, encoding: 'utf8', cwd: tmpdir() });
  if (run.error) {
    for (const sdist of sdists) reasons.set(sdist.file, `${PYTHON} cannot be run (${run.error.message})`);
    return;
  }
  const outcomes = new Map<string, string>();
  for (const line of run.stdout.split('\n')) {
    const [file = '', outcome = ''] = line.split('\t');
    outcomes.set(file, outcome);
  }
  for (const sdist of sdists) {
    const outcome = outcomes.get(sdist.file) ?? run.stderr.trim().split('\n').at(-1) ?? 'pip could not be asked';
    if (outcome !== 'ok') reasons.set(sdist.file, outcome);
  }
}
