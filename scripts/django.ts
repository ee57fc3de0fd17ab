/**
 * Holds our replay of migrations against Django's: generated sequences of migrations are applied by a real Django to a real
 * PostgreSQL, and every table, column, index, constraint and sequence that its catalogue lists is compared with ours.
 *
 *   npm run django [-- --sequences N] [--seed N] [--django 5.2 …] [--keep FOLDER] [--verbose]
 *
 * Environments with Django are made once in the cache folder; databases are made and dropped. Exit 1: a difference.
 */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import fc from 'fast-check';
import { loadNetBox } from '../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../src/package/index.ts';
import { buildModel } from '../src/plugin/index.ts';
import { prepareReaders } from '../src/readers.ts';
import { compareTables } from './django/compare.ts';
import type { Catalogue } from './django/compare.ts';
import type { Draws } from './django/fields.ts';
import { drawSequence } from './django/sequences.ts';
import type { Sequence } from './django/sequences.ts';
import { cacheFolder } from './packages/fetch.ts';
import { table } from './run/table.ts';

const { values: options } = parseArgs({
  options: {
    sequences: { type: 'string', default: '340' },
    seed: { type: 'string', default: '42' },
    django: { type: 'string', multiple: true, default: ['4.2', '5.2', '6.1'] },
    keep: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const execute = promisify(execFile);
const DRIVER = fileURLToPath(new URL('django/driver.py', import.meta.url));

interface Answer {
  readonly django: string;
  readonly apps: Readonly<Record<string, { readonly applied: number; readonly error: string | null }>>;
  readonly tables: Catalogue;
}

async function main(): Promise<number> {
  const rows: (string | number)[][] = [];
  const differences: string[] = [];
  const counts = new Map<string, number>();
  const running = options.django.map(version => {
    const python = environment(version);
    if (!python.ok) return { version, sequences: new Map<string, Sequence>(), answer: python.why };
    const sequences = draw(version, counts);
    return { version, sequences, answer: migrate(python.path, version, sequences) };
  });
  for (const { version, sequences, answer: awaited } of running) {
    const answer = await awaited;
    if (typeof answer === 'string') {
      console.log(`skipped: Django ${version}: ${answer}`);
      continue;
    }
    const refused = new Set(Object.keys(answer.apps).filter(label => answer.apps[label]?.error !== null));
    const ours = (await replay(version, sequences)).filter(one => !refused.has(labelOf(one.name)));
    const theirs = Object.fromEntries(Object.entries(answer.tables).filter(([name]) => !refused.has(labelOf(name))));
    const compared = compareTables(ours, theirs);
    rows.push([
      answer.django,
      sequences.size - refused.size,
      refused.size,
      Object.keys(theirs).length,
      compared.objects,
      compared.differences.length,
    ]);
    differences.push(...compared.differences.map(text => `${version} ${text}`));
    if (options.verbose)
      for (const label of refused) console.log(`${version} ${label} refused: ${answer.apps[label]?.error ?? ''}`);
  }
  console.log(table(['Django', 'sequences', 'refused by Django', 'tables', 'objects compared', 'differences'], rows));
  console.log(
    [...counts]
      .sort()
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
  );
  for (const one of differences.slice(0, options.verbose ? 400 : 40)) console.log(one);
  return differences.length === 0 ? 0 : 1;
}

const labelOf = (name: string): string => /^s\d+/.exec(name)?.[0] ?? '';
const numbers = (version: string): [number, number] => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
};

/** The sequences of a version by the label of their app: the same seed draws the same. */
function draw(version: string, counts: Map<string, number>): ReadonlyMap<string, Sequence> {
  const all = new Map<string, Sequence>();
  const draws = fc.sample(fc.array(fc.nat({ max: 0xffff }), { minLength: 400, maxLength: 400 }), {
    seed: Number(options.seed),
    numRuns: Number(options.sequences),
  });
  for (const [at, drawn] of draws.entries()) {
    const label = `s${String(at).padStart(3, '0')}`;
    all.set(label, drawSequence(drawsOf(drawn), label, numbers(version), counts));
  }
  return all;
}

/** Takes numbers one by one; when they run out, from the start again, each a little other. */
function drawsOf(drawn: readonly number[]): Draws {
  let at = 0;
  const next = (): number => {
    const round = Math.floor(at / drawn.length);
    return (drawn[at++ % drawn.length] ?? 0) + round * 7;
  };
  return { below: bound => next() % bound, oneIn: many => next() % many === 0 };
}

type Environment = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly why: string };

/** An environment with a version of Django in the cache; made when it is not there. */
function environment(version: string): Environment {
  const folder = join(cacheFolder(), 'django', version);
  const path = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return { ok: true, path };
  const base = [process.env['PYTHON'], 'python3', 'python3.14', 'python3.13', 'python3.12', ...pyenv()].find(
    name => name && spawnSync(name, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 12))']).status === 0,
  );
  if (!base) return { ok: false, why: 'no Python of 3.12 or later' };
  process.stderr.write(`making an environment with Django ${version} …\n`);
  rmSync(folder, { recursive: true, force: true });
  const made = spawnSync(base, ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) return { ok: false, why: 'no virtual environment can be made' };
  const pip = spawnSync(path, ['-m', 'pip', 'install', '--quiet', `django==${version}.*`, 'psycopg[binary]'], {
    encoding: 'utf8',
  });
  if (pip.status !== 0) return { ok: false, why: `pip: ${pip.stderr.trim().split('\n').at(-1) ?? ''}` };
  writeFileSync(join(folder, 'ready'), '');
  return { ok: true, path };
}

/** Interpreters that pyenv keeps, newest first. */
function pyenv(): string[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  if (!existsSync(versions)) return [];
  return readdirSync(versions)
    .map(version => ({ version, order: version.split('.').reduce((sum, part) => sum * 1000 + (Number(part) || 0), 0) }))
    .sort((a, b) => b.order - a.order)
    .map(({ version }) => join(versions, version, 'bin', 'python'));
}

/** What Django makes of the sequences, or why that cannot be had. The versions run side by side. */
async function migrate(
  python: string,
  version: string,
  sequences: ReadonlyMap<string, Sequence>,
): Promise<Answer | string> {
  if (options.keep) rmSync(join(options.keep, version), { recursive: true, force: true });
  const folder = options.keep ? join(options.keep, version) : mkdtempSync(join(tmpdir(), 'plugin-lint-django-'));
  try {
    for (const [label, files] of sequences) {
      const migrations = join(folder, label, 'migrations');
      mkdirSync(migrations, { recursive: true });
      writeFileSync(join(folder, label, '__init__.py'), '');
      writeFileSync(join(migrations, '__init__.py'), '');
      for (const [name, text] of files) writeFileSync(join(migrations, `${name}.py`), text);
    }
    const database = `plugin_lint_django_${version.replace('.', '_')}_${process.pid}`;
    const { stdout } = await execute(python, [DRIVER, folder, database], { maxBuffer: 1 << 28 });
    // The driver's own output.
    return JSON.parse(stdout) as Answer;
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    return text.trim().split('\n').at(-1) ?? 'the driver failed';
  } finally {
    if (!options.keep) rmSync(folder, { recursive: true, force: true });
  }
}

/** What we make of the sequences: all of them are apps of one plugin. */
async function replay(version: string, sequences: ReadonlyMap<string, Sequence>): Promise<ReturnType<typeof tablesOf>> {
  const labels = [...sequences.keys()];
  const files: Record<string, string> = {
    'drawn/__init__.py': `from netbox.plugins import PluginConfig\n\n\nclass Drawn(PluginConfig):\n    name = 'drawn'\n    version = '1.0'\n    django_apps = [${labels.map(label => `'${label}'`).join(', ')}]\n\n\nconfig = Drawn\n`,
  };
  for (const [label, sequence] of sequences) {
    files[`${label}/__init__.py`] = '';
    files[`${label}/migrations/__init__.py`] = '';
    for (const [name, text] of sequence) files[`${label}/migrations/${name}.py`] = text;
  }
  const pkg = packageFromFiles(files);
  await prepareReaders(pkg);
  return tablesOf(buildModel(pkg, loadNetBox().forPackage(pkg, { netbox: '4.4' })), version);
}

function tablesOf(
  { model }: ReturnType<typeof buildModel>,
  version: string,
): ReturnType<typeof model.migrations.database>['tables'] {
  return model.migrations.database({ django: numbers(version), autoField: 'BigAutoField' }).tables;
}

process.exitCode = await main();
