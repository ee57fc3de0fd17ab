import { describe, expect, it } from 'vitest';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { modelOf } from './touches.ts';
import type { DatabaseTable } from '../../src/plugin/migrations/index.ts';

type Version = readonly [number, number];

/** The tables that operations leave, each list a migration of its own. */
async function tablesAfter(migrations: readonly string[], django: Version = [5, 2]): Promise<readonly DatabaseTable[]> {
  const files: Record<string, string> = { 'migrations/__init__.py': '' };
  for (const [at, operations] of migrations.entries()) {
    const name = `000${at + 1}_step`;
    const before = at === 0 ? '' : `('netbox_example', '000${at}_step')`;
    files[`migrations/${name}.py`] =
      `from django.db import migrations, models\nfrom django.db.models import F, Q\n\n\nclass Migration(migrations.Migration):\n    dependencies = [${before}]\n    operations = [${operations}]\n`;
  }
  await prepareReaders(packageFromFiles(files));
  return modelOf('', files).model.migrations.database({ django, autoField: 'BigAutoField' }).tables;
}

const definitions = (tables: readonly DatabaseTable[]): string[] =>
  tables.flatMap(table => [...table.constraints, ...table.indexes].map(one => `${one.name}: ${one.definition ?? '?'}`));

const THING = `migrations.CreateModel('Thing', [
  ('id', models.BigAutoField(primary_key=True)),
  ('name', models.CharField(max_length=50, unique=True)),
  ('size', models.PositiveIntegerField(null=True)),
])`;

describe('the database after migrations', () => {
  it('has the columns, keys and indexes that Django and PostgreSQL name', async () => {
    const [table] = await tablesAfter([THING]);
    expect(table?.columns.map(one => [one.name, one.type, one.null, one.identity])).toEqual([
      ['id', 'bigint', false, true],
      ['name', 'character varying(50)', false, false],
      ['size', 'integer', true, false],
    ]);
    expect(table?.sequences).toEqual(['netbox_example_thing_id_seq']);
    expect(definitions(table ? [table] : [])).toEqual([
      'netbox_example_thing_name_key: UNIQUE (name)',
      'netbox_example_thing_pkey: PRIMARY KEY (id)',
      'netbox_example_thing_size_check: CHECK ((size >= 0))',
      'netbox_example_thing_name_4a681ed8_like: CREATE INDEX netbox_example_thing_name_4a681ed8_like ON public.netbox_example_thing USING btree (name varchar_pattern_ops)',
      'netbox_example_thing_name_key: CREATE UNIQUE INDEX netbox_example_thing_name_key ON public.netbox_example_thing USING btree (name)',
      'netbox_example_thing_pkey: CREATE UNIQUE INDEX netbox_example_thing_pkey ON public.netbox_example_thing USING btree (id)',
    ]);
  });

  it('keeps the names of what was made when a table is renamed', async () => {
    const [table] = await tablesAfter([THING, `migrations.RenameModel('Thing', 'Part')`]);
    expect(table?.name).toBe('netbox_example_part');
    expect(table?.constraints.map(one => one.name)).toContain('netbox_example_thing_pkey');
  });

  it('follows SQL that renames what a renamed table kept: its sequence, its key, its unique constraint', async () => {
    const [table] = await tablesAfter([
      THING,
      `migrations.RenameModel('Thing', 'Part'),
migrations.RunSQL('ALTER TABLE netbox_example_thing_id_seq RENAME TO netbox_example_part_id_seq'),
migrations.RunSQL('ALTER INDEX netbox_example_thing_pkey RENAME TO netbox_example_part_pkey'),
migrations.RunSQL('ALTER INDEX netbox_example_thing_name_key RENAME TO netbox_example_part_name_key')`,
    ]);
    expect(table?.sequences).toEqual(['netbox_example_part_id_seq']);
    const names = table?.constraints.map(one => one.name);
    expect(names).toEqual(expect.arrayContaining(['netbox_example_part_pkey', 'netbox_example_part_name_key']));
  });

  it('points a foreign key to a proxy of a core model to the table that the proxy has', async () => {
    const tables = await tablesAfter([
      `migrations.CreateModel('Data', [], bases=('core.datafile',), options={'proxy': True}),
migrations.CreateModel('Note', [
  ('id', models.BigAutoField(primary_key=True)),
  ('data', models.ForeignKey('netbox_example.data', models.CASCADE)),
])`,
    ]);
    const note = tables.find(one => one.name === 'netbox_example_note');
    expect(note?.columns.map(one => [one.name, one.type])).toContainEqual(['data_id', 'bigint']);
    expect(definitions(note ? [note] : []).join()).toContain('FOREIGN KEY (data_id) REFERENCES core_datafile(id)');
  });

  it.each([
    ["return 'cidr'", 'cidr'],
    ["return 'varchar(9)'", null],
    ['return self.kind', null],
  ])('takes the type that an own field class gives: %s', (body, type) => {
    const files = {
      'migrations/__init__.py': '',
      'fields.py': `from django.db import models\n\n\nclass Net(models.Field):\n    def db_type(self, connection):\n        ${body}\n`,
      'migrations/0001_initial.py': `from django.db import migrations, models\nfrom netbox_example.fields import Net\n\n\nclass Migration(migrations.Migration):\n    operations = [migrations.CreateModel('Thing', [('id', models.BigAutoField(primary_key=True)), ('net', Net())])]\n`,
    };
    const { tables } = modelOf('', files).model.migrations.database({ django: [5, 2], autoField: 'BigAutoField' });
    expect(tables[0]?.columns.find(one => one.name === 'net')?.type).toBe(type);
  });

  it('counts by identity columns since Django 4.1, by sequences before', async () => {
    const identity = async (django: Version): Promise<unknown> =>
      (await tablesAfter([THING], django)).map(one => [one.columns[0]?.identity, one.sequences]);
    expect(await identity([4, 1])).toEqual([[true, ['netbox_example_thing_id_seq']]]);
    expect(await identity([4, 0])).toEqual([[false, ['netbox_example_thing_id_seq']]]);
  });

  it('prints conditions as PostgreSQL stores them', async () => {
    const constraint = (text: string): string => `migrations.AddConstraint('Thing', models.${text})`;
    const tables = await tablesAfter([
      THING,
      [
        constraint(`CheckConstraint(condition=~Q(size__gt=5), name='a')`),
        constraint(`UniqueConstraint(fields=['size'], condition=Q(('name__in', ['x', 'y'])), name='b')`),
        constraint(`CheckConstraint(condition=Q(size=1) | Q(name='x'), name='c')`),
      ].join(', '),
    ]);
    expect(definitions(tables)).toEqual(
      expect.arrayContaining([
        `b: CREATE UNIQUE INDEX b ON public.netbox_example_thing USING btree (size) WHERE ((name)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))`,
        'a: CHECK ((NOT ((size > 5) AND (size IS NOT NULL))))',
        `c: CHECK (((size = 1) OR ((name)::text = 'x'::text)))`,
      ]),
    );
  });

  it('makes conditions anew from their text where a type is altered', async () => {
    const constraint = (text: string): string => `migrations.AddConstraint('Thing', models.CheckConstraint(${text}))`;
    const tables = await tablesAfter([
      THING,
      `migrations.AddField('Thing', 'cost', models.DecimalField(max_digits=5, decimal_places=2)), ${[
        constraint(`condition=Q(name__in=['x', 'y']), name='one_of'`),
        constraint(`condition=Q(size__in=[1, 2]), name='sizes'`),
        constraint(`condition=Q(cost__range=(0, 5)), name='cheap'`),
      ].join(', ')}, migrations.AddIndex('Thing', models.Index(fields=['size'], name='named', condition=Q(name='x')))`,
      `migrations.AlterField('Thing', 'name', models.CharField(max_length=90, unique=True)),
migrations.AlterField('Thing', 'size', models.BigIntegerField(null=True)),
migrations.AlterField('Thing', 'cost', models.FloatField())`,
    ]);
    expect(definitions(tables)).toEqual(
      expect.arrayContaining([
        `one_of: CHECK (((name)::text = ANY (ARRAY[('x'::character varying)::text, ('y'::character varying)::text])))`,
        'sizes: CHECK ((size = ANY (ARRAY[1, 2])))',
        'cheap: CHECK (((cost >= ((0)::numeric)::double precision) AND (cost <= ((5)::numeric)::double precision)))',
        `named: CREATE INDEX named ON public.netbox_example_thing USING btree (size) WHERE ((name)::text = 'x'::text)`,
      ]),
    );
  });

  it('tells a many-to-many table whose two models have one name', async () => {
    const tables = await tablesAfter([
      `migrations.CreateModel('Device', [('id', models.BigAutoField(primary_key=True)), ('peers', models.ManyToManyField(to='dcim.device'))])`,
    ]);
    expect(tables.map(one => [one.name, one.columns.map(column => column.name)])).toContainEqual([
      'netbox_example_device_peers',
      ['id', 'from_device_id', 'to_device_id'],
    ]);
  });

  it('leaves a definition open that cannot be told, and says so', async () => {
    const tables = await tablesAfter([
      THING,
      `migrations.AddConstraint('Thing', models.CheckConstraint(condition=Q(name__unaccent='x'), name='odd'))`,
    ]);
    expect(definitions(tables)).toContain('odd: ?');
  });

  it('follows SQL that renames, adds and drops', async () => {
    const tables = await tablesAfter([
      THING,
      `migrations.RunSQL('ALTER TABLE netbox_example_thing RENAME COLUMN size TO width; ALTER TABLE netbox_example_thing ADD COLUMN note text NOT NULL UNIQUE; ALTER TABLE netbox_example_thing DROP COLUMN name')`,
    ]);
    expect(tables[0]?.columns.map(one => one.name)).toEqual(['id', 'width', 'note']);
    expect(definitions(tables)).toContain('netbox_example_thing_size_check: CHECK ((width >= 0))');
    expect(definitions(tables)).toContain('netbox_example_thing_note_key: UNIQUE (note)');
  });
});

describe('columns', () => {
  const columnsAfter = async (...migrations: string[]): Promise<Readonly<Record<string, unknown>>> => {
    const [table] = await tablesAfter(migrations);
    return Object.fromEntries(
      (table?.columns ?? []).map(one => [one.name, [one.default, one.generated, one.collation].filter(Boolean)]),
    );
  };

  it('have the defaults that the database holds, as it prints them', async () => {
    const fields = [
      "('n', models.IntegerField(db_default=-1))",
      "('name', models.CharField(max_length=9, db_default='x', default='y'))",
      "('data', models.JSONField(db_default={'bb': 1, 'a': []}))",
      "('at', models.DateTimeField(db_default=models.functions.Now()))",
      "('plain', models.IntegerField(default=1))",
    ];
    expect(await columnsAfter(`migrations.CreateModel('Thing', [${fields.join(', ')}])`)).toEqual({
      id: [],
      n: ["'-1'::integer"],
      name: ["'x'::character varying"],
      data: [`'{"a": [], "bb": 1}'::jsonb`],
      at: ['statement_timestamp()'],
      plain: [],
    });
  });

  it('are computed from others, which may be renamed', async () => {
    const generated = `models.GeneratedField(expression=models.F('size') * 2, output_field=models.BigIntegerField(), db_persist=True)`;
    expect(
      await columnsAfter(
        THING,
        `migrations.AddField('Thing', 'twice', ${generated})`,
        `migrations.RunSQL('ALTER TABLE netbox_example_thing RENAME COLUMN size TO width')`,
      ),
    ).toMatchObject({ twice: ['(width * 2)', true] });
  });

  it('have collations, which go when a type is altered without', async () => {
    const sorted = `models.CharField(max_length=9, db_collation='natural_sort', unique=True)`;
    const create = `migrations.CreateModel('Thing', [('name', ${sorted})])`;
    expect(await columnsAfter(create)).toMatchObject({ name: ['natural_sort'] });
    expect(
      await columnsAfter(create, `migrations.AlterField('Thing', 'name', models.CharField(max_length=9, unique=True))`),
    ).toMatchObject({ name: [] });
  });
});

describe('a table in SQL', () => {
  it('has its keys, checks and defaults as PostgreSQL names and prints them', async () => {
    const sql = `CREATE TABLE netbox_example_own (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name varchar(20) NOT NULL DEFAULT 'a' CHECK (name <> ''),
      device_id bigint REFERENCES dcim_device (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      UNIQUE (name, device_id)
    );
    CREATE INDEX ON netbox_example_own (lower(name)) WHERE device_id IS NOT NULL;`;
    const [table] = await tablesAfter([`migrations.RunSQL("""${sql}""")`]);
    expect(table?.columns.map(one => one.default)).toEqual([null, "'a'::character varying", null]);
    expect(definitions(table ? [table] : [])).toEqual([
      'netbox_example_own_device_id_fkey: FOREIGN KEY (device_id) REFERENCES dcim_device(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED',
      "netbox_example_own_name_check: CHECK (((name)::text <> ''::text))",
      'netbox_example_own_name_device_id_key: UNIQUE (name, device_id)',
      'netbox_example_own_pkey: PRIMARY KEY (id)',
      'netbox_example_own_lower_idx: CREATE INDEX netbox_example_own_lower_idx ON public.netbox_example_own USING btree (lower((name)::text)) WHERE (device_id IS NOT NULL)',
      'netbox_example_own_name_device_id_key: CREATE UNIQUE INDEX netbox_example_own_name_device_id_key ON public.netbox_example_own USING btree (name, device_id)',
      'netbox_example_own_pkey: CREATE UNIQUE INDEX netbox_example_own_pkey ON public.netbox_example_own USING btree (id)',
    ]);
  });

  it('that is one of many takes no longer than the first', async () => {
    const count = 20_000;
    const sql = Array.from({ length: count }, (_, at) => `CREATE TABLE x_${at} (id serial PRIMARY KEY, n int UNIQUE);`);
    const tables = await tablesAfter([`migrations.RunSQL("""${sql.join('\n')}""")`]);
    expect(tables).toHaveLength(count);
  }, 60_000);
});

describe('what the package does in its own way', () => {
  const undecidedAfter = async (head: string, operations: string): Promise<readonly [string[], string[]]> => {
    const files = {
      'migrations/__init__.py': '',
      'migrations/0001_step.py': `from django.db import connection, migrations, models\nfrom django.db.migrations.operations.base import Operation\n\n\n${head}\n\n\nclass Migration(migrations.Migration):\n    operations = [${THING}, ${operations}]\n`,
    };
    await prepareReaders(packageFromFiles(files));
    const { tables, undecided } = modelOf('', files).model.migrations.database({
      django: [5, 2],
      autoField: 'BigAutoField',
    });
    return [tables.flatMap(one => one.columns.map(column => column.name)), undecided.map(one => one.reason)];
  };

  it('is followed through a cursor and a schema editor', async () => {
    const head = `def forwards(apps, schema_editor):
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE netbox_example_thing ADD COLUMN one integer')
    schema_editor.execute('ALTER TABLE netbox_example_thing DROP COLUMN size')`;
    expect(await undecidedAfter(head, 'migrations.RunPython(forwards)')).toEqual([['id', 'name', 'one'], []]);
  });

  it('is undecided where it hangs on a condition, or goes through the models', async () => {
    const head = `def forwards(apps, schema_editor):
    if missing(connection):
        schema_editor.execute('ALTER TABLE netbox_example_thing ADD COLUMN one integer')


def models_forwards(apps, schema_editor):
    schema_editor.add_field(apps.get_model('netbox_example', 'Thing'), models.TextField())`;
    const [, reasons] = await undecidedAfter(
      head,
      'migrations.RunPython(forwards), migrations.RunPython(models_forwards)',
    );
    expect(reasons).toEqual(['SQL of code whose effect on tables is not known', 'add_field() of the schema editor']);
  });

  it('is an operation that leaves the database, or the models, alone', async () => {
    const head = `class OnlyState(migrations.AddField):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        pass


class Execute(Operation):
    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        schema_editor.execute('ALTER TABLE netbox_example_thing ADD COLUMN two text')`;
    expect(await undecidedAfter(head, "OnlyState('Thing', 'one', models.TextField(null=True)), Execute()")).toEqual([
      ['id', 'name', 'size', 'two'],
      [],
    ]);
  });

  it('is SQL that makes a table with its indexes in place of the models', async () => {
    const sql = `CREATE TABLE netbox_example_note (
      id bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY, CONSTRAINT netbox_example_note_pkey PRIMARY KEY (id)
    );
    CREATE INDEX IF NOT EXISTS own ON netbox_example_note USING btree (id ASC NULLS LAST);`;
    const note = async (more: string): Promise<DatabaseTable | undefined> => {
      const state = `migrations.CreateModel('Note', [('id', models.BigAutoField(primary_key=True))])`;
      const tables = await tablesAfter([`migrations.RunSQL("""${sql}${more}""", state_operations=[${state}])`]);
      return tables.find(one => one.name === 'netbox_example_note');
    };
    const read = await note('');
    expect(read?.indexes.map(one => one.name)).toEqual(['netbox_example_note_pkey', 'own']);
    expect(read?.model).toBe('netbox_example.Note');
    // Not all of it can be read: the table is taken from the models, and made once.
    const unread = await note('DO $$ BEGIN EXECUTE some(); END $$;');
    expect(unread?.sequences).toEqual(['netbox_example_note_id_seq']);
    expect(unread?.indexes.map(one => one.name)).toEqual(['netbox_example_note_pkey']);
    expect(await undecidedAfter('', `migrations.RunSQL('CREATE INDEX own ON netbox_example_thing (size)')`)).toEqual([
      ['id', 'name', 'size'],
      [],
    ]);
  });

  it('is undecided where PL/pgSQL asks first', async () => {
    const sql = `DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE netbox_example_thing ADD COLUMN one integer; END IF; END $$`;
    expect(await undecidedAfter('', `migrations.RunSQL("""${sql}""")`)).toEqual([
      ['id', 'name', 'size', 'one'],
      ['SQL whose effect on tables is not known'],
    ]);
  });
});
