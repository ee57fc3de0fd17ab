/** The plan held against catalogues made by hand: what is there, what only looks like it, what is missing. */
import { describe, expect, it } from 'vitest';
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { compareDatabase, type LiveCatalogue, type LiveObject } from '../../src/removal/compare.ts';
import { planPackage } from '../../src/removal/index.ts';
import { removalScript } from '../../src/removal/script.ts';
import { removalText } from '../../src/removal/text.ts';
import type { RemovalPlan } from '../../src/removal/plan.ts';

await prepareReaders();
const base = planPackage(packageFromFiles(baseFiles()), loadNetBox(), '4.4.10');
const PLAN: RemovalPlan = {
  ...base,
  labels: ['acme'],
  tables: [
    { schema: null, name: 'acme_shelf', kind: 'table', model: 'acme.Shelf', field: null, prefixed: true },
    { schema: null, name: 'shelves', kind: 'table', model: 'acme.Old', field: null, prefixed: false },
  ],
  migrations: [
    { app: 'acme', name: '0001_initial', replaced: true },
    { app: 'acme', name: '0001_squashed', replaced: false },
    { app: 'acme', name: '0002_more', replaced: false },
  ],
  models: [
    { app: 'acme', model: 'old' },
    { app: 'acme', model: 'shelf' },
  ],
};

const object = (name: string, rest: Partial<LiveObject> = {}): LiveObject => ({
  kind: 'table',
  schema: 'public',
  name,
  visible: true,
  of: null,
  rows: null,
  uncounted: null,
  ...rest,
});
const catalogue = (rest: Partial<LiveCatalogue> = {}): LiveCatalogue => ({
  server: '15.20',
  name: 'netbox',
  objects: [],
  migrations: [],
  types: [],
  apps: ['acme', 'dcim'],
  references: [],
  ...rest,
});
const statuses = (live: Partial<LiveCatalogue>, plan = PLAN): string[] =>
  compareDatabase(plan, catalogue(live)).objects.map(({ status, kind, name }) => `${status} ${kind} ${name}`);

describe('objects', () => {
  it('of the plan are there, or absent', () => {
    expect(statuses({ objects: [object('acme_shelf', { rows: 3 })] })).toEqual([
      'planned table acme_shelf',
      'absent table shelves',
    ]);
  });

  it('with the prefix that the plan does not name are told apart', () => {
    expect(statuses({ objects: [object('acme_old_shelf'), object('acme_log', { kind: 'function' })] })).toEqual([
      'unplanned function acme_log',
      'unplanned table acme_old_shelf',
      'absent table acme_shelf',
      'absent table shelves',
    ]);
  });

  it('that belong to a table of the plan go with it, whatever their name is', () => {
    const of = { schema: 'public', name: 'shelves' };
    expect(
      statuses({
        objects: [
          object('shelves'),
          object('shelves_id_seq', { kind: 'sequence', of }),
          object('acme_by_name', { kind: 'index', of }),
        ],
      }),
    ).toEqual(['absent table acme_shelf', 'planned table shelves', 'planned sequence shelves_id_seq']);
  });

  it('of its prefix on tables of others are left by dropping its own', () => {
    const of = { schema: 'public', name: 'dcim_device' };
    const found = compareDatabase(PLAN, catalogue({ objects: [object('acme_fast', { kind: 'index', of })] }));
    expect(found.objects[0]).toMatchObject({ status: 'unplanned', kind: 'index', of: 'dcim_device' });
  });

  it('are those of the schema that the plan means', () => {
    const elsewhere = object('acme_shelf', { schema: 'attic', visible: false });
    const found = compareDatabase(PLAN, catalogue({ objects: [elsewhere] }));
    expect(found.objects.map(({ status, schema, name }) => [status, schema, name])).toEqual([
      ['absent', null, 'acme_shelf'],
      ['unplanned', 'attic', 'acme_shelf'],
      ['absent', null, 'shelves'],
    ]);
    const written = { ...PLAN, tables: PLAN.tables.map(table => ({ ...table, schema: 'attic' })) };
    expect(statuses({ objects: [elsewhere] }, written)).toContain('planned table acme_shelf');
  });

  it('with a name that the longer label of another app begins as well say so', () => {
    const live = catalogue({ objects: [object('acme_dns_zone'), object('acme_dnszone')], apps: ['acme', 'acme_dns'] });
    const { objects } = compareDatabase(PLAN, live);
    expect(objects.map(({ name, app }) => [name, app]).slice(0, 2)).toEqual([
      ['acme_dns_zone', 'acme_dns'],
      ['acme_dnszone', null],
    ]);
  });

  it('of other kinds do not stand for a table of the plan', () => {
    expect(statuses({ objects: [object('acme_shelf', { kind: 'function' })] })).toContain('absent table acme_shelf');
  });

  it('are found under the 63 bytes that PostgreSQL keeps of a name', () => {
    const long = `acme_${'ä'.repeat(40)}`;
    const [shelf] = PLAN.tables;
    const plan = { ...PLAN, tables: shelf ? [{ ...shelf, name: long }] : [] };
    expect(statuses({ objects: [object(`acme_${'ä'.repeat(29)}`)] }, plan)).toEqual([
      `planned table acme_${'ä'.repeat(29)}`,
    ]);
  });
});

describe('rows', () => {
  it('of migrations: replaced ones need not be there, and unknown ones are told', () => {
    const there = (...names: string[]): string[] =>
      compareDatabase(PLAN, catalogue({ migrations: names.map(name => ({ app: 'acme', name })) })).migrations.map(
        ({ status, name }) => `${status} ${name}`,
      );
    expect(there('0001_squashed', '0002_more')).toEqual(['planned 0001_squashed', 'planned 0002_more']);
    expect(there('0001_initial', '0003_other')).toEqual([
      'planned 0001_initial',
      'absent 0001_squashed',
      'absent 0002_more',
      'unplanned 0003_other',
    ]);
  });

  it('of content types come with their permissions', () => {
    const types = [
      { app: 'acme', model: 'shelf', permissions: 4 },
      { app: 'acme', model: 'gone', permissions: 5 },
    ];
    expect(compareDatabase(PLAN, catalogue({ types })).types).toEqual([
      { status: 'unplanned', app: 'acme', model: 'gone', permissions: 5 },
      { status: 'absent', app: 'acme', model: 'old', permissions: 0 },
      { status: 'planned', app: 'acme', model: 'shelf', permissions: 4 },
    ]);
  });
});

it('references between tables of the plan do not stop the script, those from outside do', () => {
  const place = (name: string) => ({ schema: 'public', name });
  const references = ['shelves', 'other_thing'].map(from => ({
    kind: 'foreign-key' as const,
    name: `${from}_fk`,
    from: place(from),
    to: place('acme_shelf'),
  }));
  const found = compareDatabase(
    PLAN,
    catalogue({ objects: [object('acme_shelf'), object('shelves'), object('other_thing')], references }),
  );
  expect(found.references.map(({ from }) => from)).toEqual(['other_thing']);
});

it('the same catalogue in another order gives the same answer', () => {
  const objects = [object('acme_b'), object('acme_a'), object('acme_shelf'), object('acme_a', { kind: 'type' })];
  const types = ['b', 'a'].map(model => ({ app: 'acme', model, permissions: 1 }));
  expect(compareDatabase(PLAN, catalogue({ objects: [...objects].reverse(), types: [...types].reverse() }))).toEqual(
    compareDatabase(PLAN, catalogue({ objects, types })),
  );
});

describe('in words', () => {
  const hostile = 'acme_x\n; DROP TABLE dcim_device; --';
  const plan = {
    ...PLAN,
    database: compareDatabase(
      PLAN,
      catalogue({ objects: [object('acme_shelf', { rows: 1 }), object(hostile, { uncounted: 'permission denied' })] }),
    ),
  };

  it('for the terminal', () => {
    const text = removalText(plan);
    expect(text).toContain(
      'In the database "netbox" (PostgreSQL 15.20); it was only read\n   table acme_shelf (1 row)\n',
    );
    expect(text).toContain('   table acme_x\\x0a; DROP TABLE dcim_device; -- (not counted: permission denied)\n');
    expect(text).toContain('In the plan, but not there\n   table shelves\n');
    expect(removalText(PLAN)).not.toContain('In the database');
  });

  it('for the script, as comments alone', () => {
    const [before = ''] = removalScript(plan).split('\nBEGIN;');
    expect(before).toContain('-- - table acme_shelf (1 row)');
    for (const line of before.split('\n')) expect(line).toMatch(/^(--|$)/);
  });
});
