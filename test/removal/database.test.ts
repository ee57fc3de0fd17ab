/**
 * Reading a real catalogue, in a database of its own on PGHOST (127.0.0.1 without). Without a server to make one on, these tests
 * are skipped, and say why.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { compareDatabase } from '../../src/removal/compare.ts';
import { readCatalogue } from '../../src/removal/database.ts';
import { planPackage } from '../../src/removal/index.ts';
import { removalSchema } from '../../src/removal/schema.ts';
import type { RemovalPlan } from '../../src/removal/plan.ts';

const HOST = process.env['PGHOST'] ?? '127.0.0.1';
const PORT = process.env['PGPORT'] ?? '5432';
const USER = process.env['PGUSER'] ?? 'postgres';
const DATABASE = `plugin_lint_test_${process.pid}`;
const urlOf = (database: string, user = USER, query = ''): string =>
  `postgresql://${user}@${encodeURIComponent(HOST)}:${PORT}/${database}${query}`;

async function sql(database: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: urlOf(database), connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Why there is nothing to test with; a scratch database is there when it is undefined. */
const skipped = await sql('postgres', `CREATE DATABASE ${DATABASE} TEMPLATE template0`).then(
  () => undefined,
  (error: unknown) => `no scratch database: ${error instanceof Error ? error.message : String(error)}`,
);
if (skipped !== undefined) console.warn(`test/removal/database.test.ts is skipped: ${skipped}`);

await prepareReaders();
const plan = planPackage(packageFromFiles(baseFiles()), loadNetBox(), '4.4.10');
const [label = ''] = plan.labels;
const [first] = plan.tables;
const TABLE = first?.name ?? '';

const NETBOX = [
  'CREATE TABLE django_migrations (id serial PRIMARY KEY, app text, name text)',
  'CREATE TABLE django_content_type (id serial PRIMARY KEY, app_label text, model text)',
  'CREATE TABLE auth_permission (id serial PRIMARY KEY, content_type_id int)',
  'CREATE TABLE dcim_device (id serial PRIMARY KEY)',
];
const PLUGIN = [
  `CREATE TABLE ${TABLE} (id serial PRIMARY KEY)`,
  `INSERT INTO ${TABLE} SELECT generate_series(1, 3)`,
  `CREATE TABLE "${label}_OLD ""name""" (id int)`,
  `INSERT INTO "${label}_OLD ""name""" VALUES (1)`,
  `CREATE INDEX ${label}_fast ON dcim_device (id)`,
  `CREATE VIEW ${label}_seen AS SELECT 1 / (id - id) AS x FROM ${TABLE}`,
  `CREATE TABLE other_thing (of int CONSTRAINT other_fk REFERENCES ${TABLE})`,
  `CREATE FUNCTION ${label}_log() RETURNS int LANGUAGE sql AS 'SELECT 1'`,
  `CREATE TYPE ${label}_mood AS ENUM ('a')`,
  `INSERT INTO django_migrations (app, name) VALUES ('${label}', '0001_initial'), ('${label}', '0099_x'), ('dcim', '0001_initial')`,
  `INSERT INTO django_content_type (app_label, model) VALUES ('${label}', 'old_name'), ('dcim', 'device')`,
  'INSERT INTO auth_permission (content_type_id) SELECT id FROM django_content_type, generate_series(1, 4)',
];

async function compared(url: string, of: RemovalPlan = plan) {
  const read = await readCatalogue(url, of);
  if (!read.ok) throw new Error(read.message);
  return compareDatabase(of, read.catalogue);
}

async function call(argv: readonly string[]) {
  let out = '';
  let error = '';
  const code = await run(argv, {
    cwd: process.cwd(),
    color: false,
    today: '2025-01-01',
    writeOut: text => void (out += text),
    writeError: text => void (error += text),
    exists: () => true,
    writeFile: () => Promise.resolve(),
    progress: () => {},
  });
  return { code, out, error };
}

describe.skipIf(skipped !== undefined)('a database', () => {
  beforeAll(() => sql(DATABASE, ...NETBOX, ...PLUGIN));
  afterAll(() => sql('postgres', `DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`));

  it('is compared with the plan, with counted rows', async () => {
    expect(first).toMatchObject({ kind: 'table', prefixed: true });
    const { objects, migrations, types, references, name } = await compared(urlOf(DATABASE));
    expect(name).toBe(DATABASE);
    const shown = objects.map(one => `${one.status} ${one.kind} ${one.name} ${one.of ?? '-'} ${one.rows ?? '-'}`);
    expect(shown).toEqual(
      expect.arrayContaining([
        `planned table ${TABLE} - 3`,
        `planned sequence ${TABLE}_id_seq ${TABLE} -`,
        `unplanned table ${label}_OLD "name" - 1`,
        `unplanned index ${label}_fast dcim_device -`,
        `unplanned view ${label}_seen - -`,
        `unplanned function ${label}_log - -`,
        `unplanned type ${label}_mood - -`,
      ]),
    );
    expect(shown.some(line => line.includes('other_thing'))).toBe(false);
    expect(migrations).toContainEqual({ status: 'unplanned', app: label, name: '0099_x' });
    expect(migrations.some(({ app }) => app === 'dcim')).toBe(false);
    expect(types).toContainEqual({ status: 'unplanned', app: label, model: 'old_name', permissions: 4 });
    expect(references).toEqual([
      { kind: 'view', name: `${label}_seen`, from: `${label}_seen`, to: TABLE },
      { kind: 'foreign-key', name: 'other_fk', from: 'other_thing', to: TABLE },
    ]);
  });

  it('is the same before and after, and gives JSON that the schema allows', async () => {
    const state = 'SELECT pg_current_xact_id_if_assigned() AS x, count(*) AS n FROM pg_class';
    const before = await sql(DATABASE, state);
    const { code, out, error } = await call([
      'removal',
      'fixtures/base',
      '--netbox',
      '4.4.10',
      '--format',
      'json',
      '--database',
      urlOf(DATABASE),
    ]);
    expect([code, error]).toEqual([0, '']);
    const validate = new Ajv2020({ allErrors: true }).compile(removalSchema);
    const printed: unknown = JSON.parse(out);
    expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
    expect(printed).toMatchObject({ database: { name: DATABASE } });
    expect(await sql(DATABASE, state)).toEqual(before);
  });

  it('is not written to even by a table that would', async context => {
    const password = process.env['PGPASSWORD'];
    const withPassword = password === undefined ? '' : ` PASSWORD ${pg.escapeLiteral(password)}`;
    const refused = await sql(DATABASE, `CREATE ROLE ${DATABASE} LOGIN${withPassword}`).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (refused !== undefined) context.skip(`no role can be made: ${refused}`);
    // A row policy is a place where a plain count could run a function that writes.
    await sql(
      DATABASE,
      'CREATE TABLE written (id int)',
      `CREATE FUNCTION writes() RETURNS boolean LANGUAGE sql VOLATILE AS 'INSERT INTO written VALUES (1) RETURNING true'`,
      `CREATE TABLE ${label}_guarded (id int)`,
      `INSERT INTO ${label}_guarded VALUES (1)`,
      `ALTER TABLE ${label}_guarded ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY p ON ${label}_guarded USING (writes())`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${DATABASE}`,
      `REVOKE SELECT ON ${TABLE} FROM ${DATABASE}`,
    );
    try {
      const { objects } = await compared(urlOf(DATABASE, DATABASE));
      const guarded = objects.find(one => one.name === `${label}_guarded`);
      expect(guarded).toMatchObject({ rows: null, uncounted: expect.stringContaining('row-level security') as string });
      // One table that may not be read does not end the rest.
      const denied = objects.find(one => one.name === TABLE);
      expect(denied).toMatchObject({ rows: null, uncounted: `permission denied for table ${TABLE}` });
      expect(objects.find(one => one.name.includes('OLD'))).toMatchObject({ rows: 1 });
      expect(await sql(DATABASE, 'SELECT * FROM written')).toEqual([]);
    } finally {
      await sql(DATABASE, `DROP OWNED BY ${DATABASE}`, `DROP ROLE ${DATABASE}`);
    }
  });

  it('whose search_path does not lead to NetBox is told, and one that does is followed', async () => {
    await sql(DATABASE, 'CREATE SCHEMA empty', 'CREATE SCHEMA django');
    const plain = NETBOX.filter(one => !one.includes('dcim_')).map(one => one.replace('TABLE ', 'TABLE django.'));
    await sql(DATABASE, ...plain);
    const options = (path: string): string => `?options=${encodeURIComponent(`-c search_path=${path}`)}`;
    const read = await readCatalogue(urlOf(DATABASE, USER, options('empty')), plan);
    expect(read).toMatchObject({ ok: false, message: expect.stringContaining('no NetBox in it') as string });
    const other = await readCatalogue(urlOf(DATABASE, USER, options('django')), plan);
    expect(other).toMatchObject({ ok: false, message: expect.stringContaining('dcim_device') as string });
    const found = await compared(urlOf(DATABASE, USER, options('empty,public')));
    expect(found.objects.find(one => one.name === TABLE)).toMatchObject({ status: 'planned', schema: null });
  });

  it.each([
    ['postgres', 'no NetBox in it'],
    ['plugin_lint_no_such', 'does not exist'],
  ])('%s is an error of the call', async (database, message) => {
    const url = urlOf(database).replace('@', ':s3cret@');
    const { code, out, error } = await call(['removal', 'fixtures/base', '--database', url]);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(message);
    expect(error).toContain(`postgresql://${USER}@`);
    expect(error).not.toContain('s3cret');
  });
});

describe('a URL', () => {
  it.each([
    [
      'postgresql://u:s3cret@127.0.0.1:1/netbox',
      'postgresql://u@127.0.0.1:1/netbox: no connection (connect ECONNREFUSED',
    ],
    ['postgresql://127.0.0.1:1/netbox?user=u&password=s3cret', 'no connection'],
    ['mysql://u:s3cret@localhost/netbox', 'no URL of a PostgreSQL'],
    ['s3cret', 'no URL of a PostgreSQL'],
    ['postgresql://u:x/s3cret@localhost/netbox', 'cannot be read'],
    ['postgresql://u:12/s3cret@localhost/netbox', 'write "/" as %2F'],
    ['postgresql://u:12?s3cret@localhost/netbox', 'write "/" as %2F'],
    ['postgresql://u:12#s3cret@localhost/netbox', 'write "/" as %2F'],
    ['postgresql://u:%zzs3cret@localhost/netbox', 'cannot be read'],
    ['postgresql://u:s3cret@localhost:99999/netbox', 'cannot be read'],
  ])('that leads nowhere is told without its password: %s', async (url, message) => {
    const { code, out, error } = await call(['removal', 'fixtures/base', '--database', url]);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(message);
    expect(error).not.toContain('s3cret');
  });

  it('in the place of a package is not repeated', async () => {
    const { code, error } = await call(['removal', 'fixtures/base', 'postgresql://u:s3cret@localhost/netbox']);
    expect(code).toBe(2);
    expect(error).toContain('--database');
    expect(error).not.toContain('s3cret');
  });
});

it('a driver that cannot be loaded is told', async () => {
  vi.doMock('pg', () => {
    throw new Error('not here');
  });
  try {
    const read = await readCatalogue(urlOf(DATABASE), plan);
    expect(read).toMatchObject({ ok: false, message: expect.stringContaining('npm install pg') as string });
  } finally {
    vi.doUnmock('pg');
  }
});
