/**
 * Holds our SARIF against the Microsoft multitool, with the rule kinds Sarif and Ghas (GitHub code scanning).
 *
 *   npm run sarif [-- PATH …]
 *
 * Without a path: every fixture, and every package of the ecosystem list that can be had. Exit 1: an error or a warning
 * of the multitool. Where the multitool cannot be installed the check is skipped, and said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPackages } from './ecosystem/lists.ts';
import { cacheFolder, fetchAll } from './packages/fetch.ts';
import { runCli } from './run/run.ts';

const MULTITOOL = '@microsoft/sarif-multitool@5.7.0';

/** Of the log that the multitool writes, what is read here; a result without a level is a warning (SARIF 3.27.10). */
interface Log {
  readonly runs: readonly {
    readonly results?: readonly {
      readonly ruleId: string;
      readonly level?: 'error' | 'warning' | 'note' | 'none';
      readonly message: { readonly text?: string; readonly arguments?: readonly string[] };
      readonly locations?: readonly {
        readonly physicalLocation?: {
          readonly artifactLocation?: { readonly uri?: string };
          readonly region?: { readonly startLine?: number };
        };
      }[];
    }[];
  }[];
}

const { positionals } = parseArgs({ allowPositionals: true });

function main(): number {
  const multitool = install();
  if (multitool === undefined) return 0;
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-sarif-'));
  try {
    const written = writeLogs(folder);
    if (written === 0) {
      console.log('skipped: nothing to lint');
      return 0;
    }
    const out = join(folder, 'validation.json');
    const run = spawnSync(
      multitool,
      ['validate', join(folder, '*.sarif'), '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', '--output', out],
      // The tool needs no locale data, and not every machine has the library for it.
      { encoding: 'utf8', env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' } },
    );
    if (!existsSync(out)) {
      console.log(`the multitool wrote no log: ${run.stdout}${run.stderr}`);
      return 1;
    }
    return judge(JSON.parse(readFileSync(out, 'utf8')) as Log, written);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path of the multitool, from the cache or the npm registry. */
function install(): string | undefined {
  const folder = join(cacheFolder(), 'sarif-multitool');
  const there = (): boolean => existsSync(join(folder, 'node_modules', '@microsoft', 'sarif-multitool'));
  if (!there()) {
    mkdirSync(folder, { recursive: true });
    const options = ['--no-save', '--silent', '--prefix', folder];
    const npm = spawnSync('npm', ['install', ...options, MULTITOOL], { encoding: 'utf8' });
    if (npm.status !== 0 || !there()) {
      console.log(`skipped: ${MULTITOOL} cannot be installed: ${(npm.stderr ?? '').trim().split('\n').at(-1) ?? ''}`);
      return undefined;
    }
  }
  // The module's value is the path of the program for this platform; its own `bin` passes arguments through a shell.
  return createRequire(join(folder, 'package.json'))('@microsoft/sarif-multitool') as string;
}

/** Lints each package into a log of its own; gives how many there are. */
function writeLogs(folder: string): number {
  let written = 0;
  for (const path of positionals.length > 0 ? positionals.map(one => resolve(one)) : packages()) {
    const run = runCli(['--format', 'sarif', '--fail-on', 'never', basename(path)], dirname(path));
    // The multitool passes over a file that is no SARIF log without a word.
    if (!run.stdout.includes('"version": "2.1.0"')) throw new Error(`no SARIF for ${path}: ${run.stderr}`);
    writeFileSync(join(folder, `${basename(path)}.sarif`), run.stdout);
    written++;
  }
  return written;
}

function packages(): readonly string[] {
  const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
  const own = readdirSync(fixtures, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(fixtures, entry.name));
  const fetched = [...fetchAll(readPackages().map(one => one.wheel ?? one.sdist))];
  for (const [file, got] of fetched) if (!got.ok) console.log(`skipped: ${file}: ${got.why}`);
  return [...own, ...fetched.flatMap(([, got]) => (got.ok ? [got.path] : []))];
}

const HOMEPAGE = readFileSync(new URL('../package.json', import.meta.url), 'utf8').includes('"homepage": "http');

function judge(log: Log, written: number): number {
  // While package.json has no homepage there is no address to give, which the multitool remarks once a log (SARIF2005).
  const results = log.runs.flatMap(run => run.results ?? []).filter(({ ruleId }) => HOMEPAGE || ruleId !== 'SARIF2005');
  const counts = new Map<string, number>();
  for (const { ruleId, level = 'warning', message, locations } of results) {
    const kind = `${level} ${ruleId}`;
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    if (nth > 3) continue;
    const place = locations?.[0]?.physicalLocation;
    const file = basename(place?.artifactLocation?.uri ?? '');
    console.log(
      `${kind} ${file}:${place?.region?.startLine ?? ''} ${message.text ?? message.arguments?.join(' | ') ?? ''}`,
    );
  }
  for (const [kind, count] of counts) console.log(`${kind}: ${count}`);
  const of = (level: string): number => results.filter(result => (result.level ?? 'warning') === level).length;
  console.log(`${written} logs; multitool: ${of('error')} errors, ${of('warning')} warnings, ${of('note')} notes`);
  return of('error') + of('warning') === 0 ? 0 : 1;
}

process.exitCode = main();
