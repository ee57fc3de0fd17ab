/** Migrations and SQL that nobody should write: what is said of them, and that reading them ends. */
import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { baseFiles, lintFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { inspectPackage } from '../../src/inspect/index.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';

await prepareReaders();
const host = loadNetBox();

interface Said {
  /** Findings and what is undecided, in short. */
  readonly lint: readonly string[];
  /** Names of the tables that `inspect` tells, and where it says that it does not know. */
  readonly tables: readonly string[] | null;
  readonly undecided: readonly string[];
}

/** What is said of the clean plugin with further files in its folder of migrations. */
function said(migrations: Readonly<Record<string, string>>): Said {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(migrations))
    files[name.includes('/') ? name : `netbox_example/migrations/${name}`] = text;
  const result = lintFiles(files, { rules });
  const [plugin] = inspectPackage(packageFromFiles({ ...baseFiles(), ...files }), host, {}).plugins;
  return {
    lint: result.findings
      .filter(one => one.severity !== 'info')
      .map(one => `${one.rule} ${one.at.file.replace(/^.*\//, '')} ${one.message}`),
    tables: plugin?.tables?.map(one => one.name) ?? null,
    undecided: plugin?.undecided.map(one => JSON.stringify(one)) ?? [],
  };
}

const migration = (operations: string, dependency = '0001_initial', before = ''): string =>
  `from django.db import migrations, models\n${before}\n\nclass Migration(migrations.Migration):\n    dependencies = [('netbox_example', '${dependency}')]\n    operations = [${operations}]\n`;

const inText = (sql: string): Said =>
  said({ '0002_sql.py': migration(`migrations.RunSQL(${JSON.stringify(sql)}, '')`) });
const inFile = (sql: string): Said =>
  said({
    '0002_sql.py': migration(
      "migrations.RunSQL((Path(__file__).parent.parent / 'static' / 'more.sql').read_text(), '')",
      '0001_initial',
      'from pathlib import Path\n',
    ),
    'netbox_example/static/more.sql': sql,
  });

describe('migrations', () => {
  test('that do not parse are findings, and what they would do stays open', () => {
    for (const text of ['class Migration(:\n  operations = [', 'from django.db import migrations\0\n']) {
      const { lint, tables, undecided } = said({ '0002_x.py': text });
      expect(lint).toEqual([expect.stringMatching(/^packaging\/invalid-python 0002_x\.py /)]);
      expect(tables).toEqual(['netbox_example_widget']);
      expect(undecided).toEqual([expect.stringContaining('not known')]);
    }
  });

  test('in a circle are a finding', () => {
    const circle = said({ '0002_x.py': migration('', '0003_y'), '0003_y.py': migration('', '0002_x') });
    expect(circle.lint).toEqual([expect.stringMatching(/^migrations\/broken-graph .*CircularDependencyError/)]);
    const operations = said({
      '0002_x.py': migration("migrations.AddField('widget', 'a', models.TextField())", '0004_z'),
      '0003_y.py': migration("migrations.RemoveField('widget', 'a')", '0002_x'),
      '0004_z.py': migration("migrations.RenameModel('widget', 'gadget')", '0003_y'),
    });
    expect(operations.lint[0]).toMatch(/^migrations\/broken-graph .*CircularDependencyError/);
    expect(said({ '0002_x.py': migration('', '0002_x') }).lint).toEqual([
      expect.stringMatching(/^migrations\/broken-graph 0002_x\.py /),
    ]);
  });
});

describe.each([
  ['a string', inText],
  ['a file', inFile],
])('SQL in %s', (_where, via) => {
  test.each([
    ['NUL', 'CREATE TABLE netbox_example_x (a int);\0 DROP TABLE dcim_device'],
    ['commands of psql', '\\d dcim_device\nCREATE TABLE netbox_example_x (a int);\n'],
    ['10,000 nested parentheses', `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['10,000 open parentheses', `CREATE TABLE netbox_example_x (a int CHECK ${'('.repeat(10_000)}`],
    ['open quotes', `CREATE TABLE "netbox_example_x (a int); '`],
    ['a statement of 5 MB', `INSERT INTO netbox_example_widget VALUES ${'(1),'.repeat(1_250_000)}(1)`],
  ])('of %s is said to be unknown', (_what, sql) => {
    expect(via(sql).undecided).toEqual(
      expect.arrayContaining([
        expect.stringContaining('SQL whose effect on tables is not known'),
        expect.stringContaining('SQL that could not be read'),
      ]),
    );
  });

  test('of 5 MB in many statements is read', () => {
    const many = `UPDATE netbox_example_widget SET name = '${'x'.repeat(5000)}';\n`.repeat(1000);
    expect(via(`${many}CREATE TABLE netbox_example_y (a int);`).tables).toEqual([
      'netbox_example_widget',
      'netbox_example_y',
    ]);
  });

  test('with a name of many quotes is read in time', () => {
    const name = `"${'""'.repeat(60)}"`;
    expect(via(`CREATE INDEX ${name} ON netbox_example_widget (lower(name));`).tables).toEqual([
      'netbox_example_widget',
    ]);
  });
});
