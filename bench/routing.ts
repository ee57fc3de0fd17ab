/**
 * The wheel of netbox-routing 0.5.1 (254 files), linted beside what everybody knows the speed of: Python compiling the
 * same files, and ruff checking them. Whole processes, in turns, in one run.
 *
 *   npm run bench:routing
 */
import { unzipSync } from 'fflate';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { readPackages } from '../scripts/ecosystem/lists.ts';
import { PYTHON, cacheFolder, fetchAll } from '../scripts/packages/fetch.ts';
import { run, runCli } from '../scripts/run/run.ts';
import type { Run } from '../scripts/run/run.ts';
import { table } from '../scripts/run/table.ts';

const ROUNDS = 5;

const wheel = readPackages().find(one => one.name === 'netbox-routing')?.wheel;
const got = wheel && fetchAll([wheel]).get(wheel.file);
if (got?.ok) measure(got.path);
else console.log(`skipped: netbox-routing: ${got?.why ?? 'not in the list'}`);

function measure(path: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-bench-'));
  try {
    const files = Object.entries(unzipSync(readFileSync(path))).filter(([name]) => !name.endsWith('/'));
    for (const [name, data] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), data);
    }
    const ruff = installRuff();
    const contenders: readonly (readonly [string, () => Run])[] = [
      ['plugin-lint, the wheel', () => runCli(['--format', 'json', '--fail-on', 'never', path])],
      ['plugin-lint --version', () => runCli(['--version'])],
      ['python -m compileall', () => run(PYTHON, ['-m', 'compileall', '-q', '-f', folder])],
      ...(ruff === undefined
        ? []
        : [
            [
              'ruff check',
              () => run(ruff, ['check', '--isolated', '--no-cache', '--quiet', '--exit-zero', folder]),
            ] as const,
          ]),
    ];
    const runs = contenders.map((): Run[] => []);
    for (let round = 0; round < ROUNDS; round++) contenders.forEach(([, go], index) => runs[index]?.push(go()));
    const rows = contenders.map(([name], index) => {
      const all = runs[index] ?? [];
      const cpu = all.map(one => one.cpu).sort((a, b) => a - b);
      const memory = Math.max(...all.map(one => one.memory));
      const median = cpu[Math.floor(cpu.length / 2)] ?? Number.NaN;
      return [
        name,
        median.toFixed(2),
        (cpu[0] ?? Number.NaN).toFixed(2),
        Math.round(memory / 1e6),
        all[0]?.status ?? '',
      ];
    });
    console.log(table([`${files.length} files`, `CPU s, median of ${ROUNDS}`, 'least', 'peak MB', 'exit'], rows));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Path of a ruff in an environment of its own in the cache; `undefined`, and said, where it cannot be installed. */
function installRuff(): string | undefined {
  const folder = join(cacheFolder(), 'ruff');
  const ruff = join(folder, process.platform === 'win32' ? 'Scripts/ruff.exe' : 'bin/ruff');
  if (existsSync(ruff)) return ruff;
  process.stderr.write('installing ruff …\n');
  const options = { encoding: 'utf8', cwd: tmpdir() } as const;
  spawnSync(PYTHON, ['-m', 'venv', folder], options);
  const python = join(dirname(ruff), 'python');
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', 'ruff'], options);
  if (pip.status === 0) return ruff;
  console.log(`skipped: ruff cannot be installed: ${(pip.stderr ?? '').trim().split('\n').at(-1) ?? ''}`);
  return undefined;
}
