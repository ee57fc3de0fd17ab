/**
 * What linting costs: CPU time and peak memory for each package of the ecosystem list, and how they grow with the size
 * of a package.
 *
 *   npm run bench [-- --package NAME …] [--growth NAME]
 *
 * Whole processes are measured, with Node's own start. The growth is measured on a package and its copies under new
 * names, two, four and eight of them in one folder; the start (`--version`) is taken off before comparing.
 */
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readPackages } from '../scripts/ecosystem/lists.ts';
import type { ListedPackage } from '../scripts/ecosystem/lists.ts';
import { fetchAll } from '../scripts/packages/fetch.ts';
import { runCli } from '../scripts/run/run.ts';
import type { Run } from '../scripts/run/run.ts';
import { table } from '../scripts/run/table.ts';

const { values: options } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: [] },
    growth: { type: 'string', default: 'netbox-secrets' },
  },
});
const TIMES = [1, 2, 4, 8];
/** The least of several runs is the one that was disturbed least. */
const RUNS = 3;

const listed = readPackages();
const chosen = listed.filter(one => options.package.length === 0 || options.package.includes(one.name));
const grown = listed.find(one => one.name === options.growth);
const published = (one: ListedPackage) => one.wheel ?? one.sdist;
const fetched = fetchAll([...new Set([...chosen, ...(grown ? [grown] : [])])].map(published));

const start = best(['--version']);
console.log(`start (--version): ${start.cpu.toFixed(2)} s CPU, ${megabytes(start.memory)} MB\n`);
packages();
growth();

function packages(): void {
  const rows: (readonly (string | number)[])[] = [];
  for (const one of chosen) {
    const got = fetched.get(published(one).file);
    if (!got?.ok) {
      console.log(`skipped: ${one.name}: ${got?.why ?? 'not fetched'}`);
      continue;
    }
    const run = best(['--format', 'json', '--fail-on', 'never', got.path]);
    const rate = one.lines / Math.max(run.cpu - start.cpu, 0.01) / 1000;
    rows.push([one.name, one.lines, run.cpu.toFixed(2), megabytes(run.memory), rate.toFixed(0), run.status]);
  }
  console.log(table(['package', 'lines', 'CPU s', 'peak MB', '1,000 lines/s', 'exit'], rows));
}

function growth(): void {
  const got = grown && fetched.get(published(grown).file);
  if (!grown?.wheel || !got?.ok) {
    console.log(
      `skipped: growth of ${options.growth}: ${got && !got.ok ? got.why : 'not a listed package with a wheel'}`,
    );
    return;
  }
  const entries = unzipSync(readFileSync(got.path));
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-bench-'));
  try {
    const rows: (readonly (string | number)[])[] = [];
    let once: number | undefined;
    for (const times of TIMES) {
      const target = join(folder, `times-${times}`);
      multiply(entries, times, target);
      const run = best(['--format', 'json', '--fail-on', 'never', target]);
      const own = run.cpu - start.cpu;
      once ??= own;
      const ratio = (own / (once * times)).toFixed(2);
      rows.push([`${grown.name} × ${times}`, grown.lines * times, run.cpu.toFixed(2), megabytes(run.memory), ratio]);
    }
    console.log(table(['growth', 'lines', 'CPU s', 'peak MB', 'of linear'], rows));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the top-level packages of a wheel `times` times, each copy under a name of its own that its files use too. */
function multiply(entries: Readonly<Record<string, Uint8Array>>, times: number, target: string): void {
  const files = Object.entries(entries).filter(([path]) => !path.includes('.dist-info/') && !path.endsWith('/'));
  const tops = [...new Set(files.map(([path]) => path.split('/')[0] ?? ''))];
  for (let copy = 1; copy <= times; copy++) {
    const rename = (text: string): string =>
      copy === 1 ? text : tops.reduce((all, top) => all.replaceAll(top, `${top}_${copy}`), text);
    for (const [path, data] of files) {
      const file = join(target, rename(path));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, /\.(?:py|html)$/.test(path) ? strToU8(rename(strFromU8(data))) : data);
    }
  }
}

function best(args: readonly string[]): Run {
  let least = runCli(args);
  for (let i = 1; i < RUNS; i++) {
    const run = runCli(args);
    if (run.cpu < least.cpu) least = run;
  }
  return least;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
