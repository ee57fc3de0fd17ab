import { beforeAll, describe, expect, test } from 'vitest';
import { packageFromFiles } from '../../src/package/index.ts';
import { useSqlReader } from '../../src/plugin/sql-reader.ts';
import { needsSql } from '../../src/plugin/sql-uses.ts';
import { loadSqlReader } from '../../src/sql/index.ts';
import { modelOf } from './touches.ts';
import type { SqlUse } from '../../src/plugin/sql-uses.ts';

beforeAll(async () => {
  useSqlReader(await loadSqlReader());
});

function uses(files: Readonly<Record<string, string>>): readonly SqlUse[] {
  return modelOf('', files).model.sql;
}

function migrate(operations: string, before = ''): Readonly<Record<string, string>> {
  return {
    'migrations/__init__.py': '',
    'migrations/0001_a.py': `from django.db import connection, migrations
${before}

class Migration(migrations.Migration):
    operations = ${operations}
`,
  };
}

const effects = (found: readonly SqlUse[]): string[] =>
  found.flatMap(use =>
    use.statements.flatMap(one =>
      one.effects.map(
        effect => `${use.backwards ? 'back ' : ''}${one.kind} ${effect.action} ${effect.name} ${effect.owner}`,
      ),
    ),
  );

/** The text that the first effect covers. */
function covered(files: Readonly<Record<string, string>>): string | undefined {
  const effect = uses(files)[0]?.statements[0]?.effects[0];
  const file = effect?.at.file.replace(/^netbox_example\//, '');
  return effect && file !== undefined ? files[file]?.slice(effect.at.start, effect.at.end) : undefined;
}

describe('RunSQL', () => {
  test('with a string, a list, parameters and nothing', () => {
    const found = uses(
      migrate(`[
        migrations.RunSQL('DROP TABLE dcim_site', 'DROP TABLE netbox_example_x'),
        migrations.RunSQL(['DROP TABLE one', ('UPDATE netbox_example_x SET a = %s', [1]), ('DROP TABLE two', None)]),
        migrations.RunSQL(migrations.RunSQL.noop, migrations.RunSQL.noop),
    ]`),
    );
    expect(effects(found)).toEqual([
      'drop-table drop dcim_site core',
      'back drop-table drop netbox_example_x own',
      'drop-table drop one other',
      'update write netbox_example_x own',
      'drop-table drop two other',
    ]);
    expect(found.map(use => use.undecided)).toEqual(found.map(() => null));
  });

  test('from a constant, a concatenation, an f-string, a format and a loop over tables', () => {
    const found = uses(
      migrate(
        `[
        migrations.RunSQL(SQL),
        migrations.RunSQL('DROP TABLE ' + TABLE),
        migrations.RunSQL(f'DROP TABLE {TABLE}_x'),
        migrations.RunSQL('DROP TABLE {}'.format(TABLE)),
        migrations.RunSQL('DROP TABLE %s' % TABLE),
        *[migrations.RunSQL(f'DROP INDEX {name}') for name in ('dcim_a', 'dcim_b')],
    ]`,
        "\nTABLE = 'dcim_rack'\nSQL = 'DROP VIEW v'\n",
      ),
    );
    expect(effects(found)).toEqual([
      'drop-view drop v other',
      'drop-table drop dcim_rack core',
      'drop-table drop dcim_rack_x core',
      'drop-table drop dcim_rack core',
      'drop-table drop dcim_rack core',
      'drop-index drop dcim_a core',
      'drop-index drop dcim_b core',
    ]);
  });

  test('from a file of the package, with the place in that file', () => {
    const files = {
      ...migrate(
        '[migrations.RunSQL(SQL)]',
        "from pathlib import Path\n\nSQL = (Path(__file__).parent / 'make.sql').read_text()\n",
      ),
      'migrations/make.sql': '-- makes it\nCREATE INDEX i ON dcim_device (name);\n',
    };
    const [use] = uses(files);
    const effect = use?.statements[0]?.effects.find(one => one.action === 'index');
    expect(effect).toMatchObject({
      name: 'dcim_device',
      owner: 'core',
      at: { file: 'netbox_example/migrations/make.sql' },
    });
    expect(files['migrations/make.sql'].slice(effect?.at.start, effect?.at.end)).toBe('dcim_device');
  });

  test('places point into the literal', () => {
    expect(covered(migrate(`[migrations.RunSQL('''\n  ALTER TABLE "dcim_device" ADD x int\n''')]`))).toBe(
      '"dcim_device"',
    );
    expect(covered(migrate(`[migrations.RunSQL(f'ALTER TABLE dcim_device ADD {"x"} int')]`))).toBe('dcim_device');
    // An escape before the name: offsets of the value are not those of the source, the name itself is found.
    expect(covered(migrate(`[migrations.RunSQL('\\n\\tDROP TABLE dcim_site')]`))).toBe('dcim_site');
  });
});

describe('cursors and schema editors', () => {
  const run = (body: string): readonly SqlUse[] =>
    uses(
      migrate(
        '[migrations.RunPython(go)]',
        `from psycopg import sql\n\n\ndef go(apps, schema_editor):\n${body.replaceAll(/^/gm, '    ')}\n`,
      ),
    );

  test('run SQL, with tables named by models', () => {
    const found = run(`with connection.cursor() as cursor:
    cursor.execute('UPDATE dcim_site SET name = %s', ['x'])
with schema_editor.connection.cursor() as c:
    c.executemany('DELETE FROM extras_tag WHERE id = %s', [[1]])
    c.execute(sql.SQL('DROP TABLE {}').format(sql.Identifier('dcim_cable')))
schema_editor.execute('DROP TABLE ' + apps.get_model('dcim', 'Device')._meta.db_table)
schema_editor.execute('DROP TABLE ' + connection.ops.quote_name(apps.get_model('netbox_example', 'Widget')._meta.db_table))`);
    expect(effects(found)).toEqual([
      'update write dcim_site core',
      'delete write extras_tag core',
      'drop-table drop dcim_cable core',
      'drop-table drop dcim_device core',
      'drop-table drop netbox_example_widget own',
    ]);
    expect(found.every(use => use.inMigration && use.undecided === null)).toBe(true);
  });

  test('leave open only what may hide a change', () => {
    const reasons = (body: string): (string | undefined)[] => run(body).map(use => use.undecided?.limit);
    expect(reasons('schema_editor.execute(apps.label)')).toEqual(['migrations']);
    expect(reasons("schema_editor.execute(f'DROP TABLE {apps.label}')")).toEqual(['migrations']);
    expect(reasons("schema_editor.execute(f'DROP TABLE netbox_example_{apps.label}')")).toEqual([undefined]);
    expect(reasons("schema_editor.execute(f'SELECT * FROM {apps.label}')")).toEqual([undefined]);
    expect(reasons("schema_editor.execute(f'UPDATE netbox_example_x SET a = {apps.label}')")).toEqual([undefined]);
    expect(reasons("schema_editor.execute('ALTER GARBAGE')")).toEqual(['migrations']);
  });

  test('a table in another schema is not NetBox’s', () => {
    expect(effects(run("schema_editor.execute('DROP TABLE other.dcim_device')"))).toEqual([
      'drop-table drop dcim_device other',
    ]);
    expect(effects(run("schema_editor.execute('DROP TABLE public.dcim_device')"))).toEqual([
      'drop-table drop dcim_device core',
    ]);
  });
});

test('an execute() of something else is no SQL, unless its text is', () => {
  const found = uses({
    'views.py': `from django.views.generic import View


class Go(View):
    def get(self, request, client):
        client.execute('dcim_device')
        client.execute(request)
        client.raw('hello')
        client.execute('TRUNCATE dcim_device')
`,
  });
  // Whose database the client is of is not known: open, and no finding.
  expect(effects(found)).toEqual([]);
  expect(found.map(use => use.undecided?.limit)).toEqual(['core-models']);
  expect(found[0]).toMatchObject({ phase: 'request', inMigration: false, how: 'execute' });
});

describe("only SQL on Django's connections is SQL on NetBox's database", () => {
  const SQL = "'DELETE FROM dcim_device'";
  const run = (imports: string, body: string): readonly SqlUse[] =>
    uses({
      'views.py': `${imports}\nfrom django.views.generic import View


class Go(View):
    def get(self, request):
${body.replaceAll(/^/gm, '        ')}
`,
    });

  test.each([
    ['import sqlite3', `sqlite3.connect('x.db').cursor().execute(${SQL})`],
    ['import sqlite3', `with sqlite3.connect('x.db') as db:\n    db.execute(${SQL})`],
    [
      'import psycopg2\nfrom contextlib import closing',
      `with closing(psycopg2.connect('dbname=x').cursor()) as c:\n    c.execute(${SQL})`,
    ],
    ['from duckdb import connect', `db = connect()\ndb.sql('SELECT 1')\ndb.execute(${SQL})`],
    [
      'from sqlalchemy import create_engine, text',
      `with create_engine('postgresql://x').begin() as c:\n    c.execute(text(${SQL}))\n    c.execute(${SQL})`,
    ],
    ['import sqlite3', `class Db(sqlite3.Connection):\n    pass\n\nDb('x').execute(${SQL})`],
  ])('%s: %s', (imports, body) => {
    expect(run(imports, body)).toEqual([]);
  });

  test.each([
    ['from django.db import connection', `connection.cursor().execute(${SQL})`],
    ['from django.db import connections as c', `for name in c:\n    c[name].cursor().execute(${SQL})`],
    [
      'from contextlib import closing\nfrom django import db',
      `with closing(db.connections['default'].cursor()) as c:\n    c.execute(${SQL})`,
    ],
    [
      'import psycopg2\nfrom django.conf import settings',
      `db = settings.DATABASES['default']\npsycopg2.connect(host=db['HOST'], dbname=db['NAME']).cursor().execute(${SQL})`,
    ],
    [
      'import psycopg\nfrom django.conf import settings',
      `psycopg.connect(f"dbname={settings.DATABASE['NAME']}").execute(${SQL})`,
    ],
    [
      'import psycopg\nfrom django.db import connection',
      `psycopg.connect(**connection.get_connection_params()).execute(${SQL})`,
    ],
    [
      'import psycopg\nfrom django.conf import settings',
      `psycopg.connect(**settings.DATABASES['default']).execute(${SQL})`,
    ],
    ['from dcim.models import Device', `Device.objects.raw(${SQL})`],
  ])('%s: %s', (imports, body) => {
    expect(effects(run(imports, body))).toEqual(['delete write dcim_device core']);
  });

  test('which a signal may hand over', () => {
    const found = uses({
      'signals.py': `from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def go(sender, connection, **kwargs):
    connection.cursor().execute(${SQL})
`,
    });
    expect(effects(found)).toEqual(['delete write dcim_device core']);
  });
});

test('the reader is needed only where SQL is run', () => {
  const needs = (text: string): boolean => needsSql(packageFromFiles({ 'p/__init__.py': text }));
  expect(needs('x = 1')).toBe(false);
  expect(needs('cursor.execute(sql)')).toBe(true);
  expect(needs('migrations.RunSQL("")')).toBe(true);
  expect(needsSql(packageFromFiles({ 'README.md': 'cursor.execute(x)' }))).toBe(false);
});
