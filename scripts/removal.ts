/**
 * Runs the removal script of every recorded plugin, in a database of its own that has the plugin's tables as a real NetBox had
 * them, beside tables of NetBox with rows that speak of the plugin and of others.
 *
 *   npm run removal [-- --recording TEXT …]
 *
 * Held: no object of the plugin is left, no row that refers to its content types, and nothing else is gone; a second run does
 * nothing. Needs `psql` and a PostgreSQL in which it may make databases (PGHOST and so on; 127.0.0.1 without), else skipped.
 * Exit 1: something is left, or gone.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadNetBoxFacts } from '../src/host/netbox/load.ts';
import { parseTsv } from './ecosystem/lists.ts';
import { fetchAll } from './packages/fetch.ts';
import { hostTables, pluginTables, rowCheck, type RecordedSchema } from './removal/database.ts';
import { runCli } from './run/run.ts';
import { table } from './run/table.ts';

const DATA = fileURLToPath(new URL('../test/data/truth/', import.meta.url));
const { values: options } = parseArgs({ options: { recording: { type: 'string', multiple: true, default: [] } } });
const facts = loadNetBoxFacts();

interface Answer {
  readonly ok: boolean;
  readonly out: string;
  readonly error: string;
}

/** One script through psql, stopped at its first error. */
function psql(database: string, sql: string): Answer {
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-f', '-'];
  const environment = {
    PGHOST: '127.0.0.1',
    PGUSER: 'postgres',
    PGCONNECT_TIMEOUT: '5',
    PGOPTIONS: '-c client_min_messages=warning -c synchronous_commit=off',
    ...process.env,
  };
  const child = spawnSync('psql', args, { input: sql, encoding: 'utf8', env: environment });
  const error = child.error?.message ?? child.stderr.trim();
  return { ok: child.status === 0, out: child.stdout, error };
}

/** Statements as one transaction. */
const together = (...sql: readonly string[]): string => ['BEGIN;', ...sql, 'COMMIT;'].join('\n');

/** Everything in the schema that a plugin could have made. */
const CATALOGUE = `
SELECT 'relation ' || relkind || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
UNION SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
UNION SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT 'extension ' || extname FROM pg_extension ORDER BY 1;`;

interface Row {
  readonly recording: string;
  readonly tables: number;
  readonly statements: number;
  readonly result: string;
}

function check(recording: string, netbox: string, wheel: string, database: string): Row {
  // A checked-in file of ours; test/truth holds it to its shape.
  const recorded = JSON.parse(readFileSync(`${DATA}${recording}`, 'utf8')) as {
    readonly db?: { readonly migrate: string; readonly diff: RecordedSchema };
  };
  const schema = recorded.db?.diff ?? {};
  const count = Object.keys(schema.tables?.added ?? {}).length;
  const script = runCli(['removal', '--netbox', netbox, '--format', 'sql', basename(wheel)], dirname(wheel));
  const statements = (script.stdout.match(/;$/gm) ?? []).length;
  const answer = (result: string): Row => ({
    recording: recording.replace(/\.json$/, ''),
    tables: count,
    statements,
    result,
  });
  if (recorded.db && recorded.db.migrate !== 'ok') return answer('skipped: its migrations did not run to their end');
  if (script.status !== 0) return answer(`no script: ${script.stderr.trim()}`);
  const labels = /DELETE FROM "django_migrations" WHERE "app" IN \((.*?)\);/.exec(script.stdout)?.[1] ?? "''";
  const index = facts.releases.findIndex(release => release === netbox);
  const host = hostTables(facts, index, schema);

  let made = psql(database, together('DROP SCHEMA public CASCADE; CREATE SCHEMA public;', host.sql));
  if (!made.ok) return answer(`the tables of NetBox: ${made.error}`);
  const before = psql(database, CATALOGUE).out;
  made = psql(database, together(pluginTables(schema)));
  if (!made.ok) return answer(`its tables: ${made.error}`);
  made = psql(database, together(host.rows(labels.split(', ').map(one => one.slice(1, -1)))));
  if (!made.ok) return answer(`rows: ${made.error}`);
  const others = psql(database, rowCheck(host, 'others')).out;

  for (const time of ['first', 'second']) {
    const done = psql(database, script.stdout);
    if (!done.ok) return answer(`the ${time} run: ${done.error}`);
    const left = difference(psql(database, CATALOGUE).out, before);
    if (left !== '') return answer(`after the ${time} run: ${left}`);
    const rows = psql(database, rowCheck(host, 'plugin')).out.trim();
    if (rows !== '') return answer(`rows after the ${time} run: ${rows.split('\n').join(', ')}`);
    if (psql(database, rowCheck(host, 'others')).out !== others) return answer(`the ${time} run took rows of others`);
  }
  return answer('nothing left');
}

function difference(now: string, before: string): string {
  const [a, b] = [new Set(now.split('\n')), new Set(before.split('\n'))];
  const left = [...a].filter(one => !b.has(one));
  const gone = [...b].filter(one => !a.has(one));
  return [...left.map(one => `left: ${one}`), ...gone.map(one => `gone: ${one}`)].join(', ');
}

function main(): number {
  const reached = psql('postgres', 'SELECT 1;');
  if (!reached.ok) {
    console.log(`skipped: no PostgreSQL: ${reached.error.split('\n')[0] ?? ''}`);
    return 0;
  }
  const columns = ['recording', 'netbox', 'name', 'version', 'wheel', 'wheel_sha256'];
  const listed = parseTsv(readFileSync(`${DATA}recordings.tsv`, 'utf8'), columns)
    .map(({ recording = '', netbox = '', name = '', version = '', wheel = '', wheel_sha256: sha256 = '' }) => ({
      recording,
      netbox,
      file: { name, version, kind: 'wheel', file: wheel, sha256 } as const,
    }))
    .filter(one => options.recording.length === 0 || options.recording.some(text => one.recording.includes(text)));
  const fetched = fetchAll(listed.map(one => one.file));
  const database = `plugin_lint_removal_${process.pid}`;
  const made = psql('postgres', `CREATE DATABASE ${database} TEMPLATE template0;`);
  if (!made.ok) {
    console.log(`skipped: a database cannot be made: ${made.error}`);
    return 0;
  }
  const rows: Row[] = [];
  try {
    for (const one of listed) {
      const got = fetched.get(one.file.file);
      if (got?.ok) rows.push(check(one.recording, one.netbox, got.path, database));
      else console.log(`skipped: ${one.file.file}: ${got?.why ?? 'not fetched'}`);
    }
  } finally {
    psql('postgres', `DROP DATABASE ${database};`);
  }
  console.log(
    table(
      ['recording', 'tables', 'statements', 'result'],
      rows.map(row => [row.recording, row.tables, row.statements, row.result]),
    ),
  );
  const failed = rows.filter(row => row.result !== 'nothing left' && !row.result.startsWith('skipped')).length;
  console.log(
    `${rows.filter(row => row.result === 'nothing left').length} plugins leave nothing, ${failed} leave or take something`,
  );
  return failed === 0 ? 0 : 1;
}

process.exitCode = main();
