/** The removal plan of plugins made here: order, ownership, releases; and that nothing of a package can end up as a statement. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { baseFiles } from '../../src/example.ts';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { prepareReaders } from '../../src/readers.ts';
import { planPackage } from '../../src/removal/index.ts';
import { removalSchema } from '../../src/removal/schema.ts';
import { removalScript } from '../../src/removal/script.ts';
import { removalText } from '../../src/removal/text.ts';
import type { RemovalPlan } from '../../src/removal/plan.ts';

const host = loadNetBox();
await prepareReaders();
const validate = new Ajv2020({ allErrors: true }).compile(removalSchema);

/** Every plan that a test makes is one that the schema allows. */
function made(files: Readonly<Record<string, string>>, netbox: string): RemovalPlan {
  const one = planPackage(packageFromFiles(files), host, netbox);
  expect(validate(JSON.parse(JSON.stringify(one))), JSON.stringify(validate.errors)).toBe(true);
  return one;
}

function plan(files: Readonly<Record<string, string>> = {}, netbox = '4.4.10'): RemovalPlan {
  return made({ ...baseFiles(), ...files }, netbox);
}

const CONFIG = (attributes: string): string => `from netbox.plugins import PluginConfig

class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    verbose_name = 'Example'
    version = '1.0'
${attributes}

config = ExampleConfig
`;

/** A plugin with nothing but a configuration and one migration. */
function migrating(operations: string, config = CONFIG(''), netbox = '4.4.10'): RemovalPlan {
  const migration = `from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = []
    operations = [
${operations}
    ]
`;
  const files = {
    'pyproject.toml': '[project]\nname = "netbox-example"\nversion = "1.0"\n',
    'netbox_example/__init__.py': config,
    'netbox_example/migrations/__init__.py': '',
    'netbox_example/migrations/0001_initial.py': migration,
  };
  return made(files, netbox);
}

const model = (name: string, fields = '', options = ''): string =>
  `        migrations.CreateModel('${name}', fields=[('id', models.BigAutoField(primary_key=True)), ${fields}], options={${options}}),`;
const key = (name: string, to: string): string => `('${name}', models.ForeignKey('${to}', models.CASCADE)), `;

const ids = (made: RemovalPlan): string[] => made.steps.map(({ id }) => id);
const names = (made: RemovalPlan): string[] => made.tables.map(({ name }) => name);

describe('steps', () => {
  it('come in the order of the documentation', () => {
    const documented = plan().steps.flatMap(({ id, documented: is }) => (is ? [id] : []));
    expect(documented).toEqual([
      'disable',
      'configuration',
      'reindex',
      'uninstall',
      'restart',
      'tables',
      'migrations',
      'types',
      'restart-again',
    ]);
  });

  it.each([
    ['4.0.6', 'docs/plugins/removal.md', [true, false, false]],
    ['4.0.7', 'docs/plugins/removal.md', [true, true, false]],
    ['4.3.2', 'docs/plugins/removal.md', [true, true, false]],
    ['4.3.3', 'docs/plugins/removal.md', [true, true, true]],
    ['3.7.5', 'docs/plugins/index.md', [true, false, false]],
    ['2.11.9', null, [false, false, false]],
  ] as const)('are those that the documentation of %s has', (netbox, page, expected) => {
    const made = plan({}, netbox);
    expect(made.netbox).toBe(netbox);
    expect(made.documentation).toBe(page);
    const documented = (['tables', 'migrations', 'types'] as const).map(
      id => made.steps.find(step => step.id === id)?.documented,
    );
    expect(documented).toEqual(expected);
  });

  it('name requirements from 4.7 on', () => {
    expect(ids(plan({}, '4.7.3'))).toContain('requirements');
    expect(ids(plan({}, '4.6.8'))).not.toContain('requirements');
  });

  it('name the entries of the configuration, and the queues', () => {
    const made = migrating(model('Shelf'), CONFIG("    queues = ['slow']\n    default_settings = {'depth': 3}"));
    const text = removalText(made);
    expect(text).toContain('Remove "netbox_example" from PLUGINS');
    expect(text).toContain('It declares: depth.');
    expect(text).toContain('rq:queue:netbox_example.slow');
  });
});

describe('tables', () => {
  it('are dropped after those that refer to them, many-to-many tables first', () => {
    const made = migrating(
      [
        model('Area'),
        model('Bin', key('area', 'netbox_example.Area')),
        model('Crate', `('bins', models.ManyToManyField('netbox_example.Bin')), ${key('parent', 'self')}`),
      ].join('\n'),
    );
    expect(names(made)).toEqual([
      'netbox_example_crate_bins',
      'netbox_example_crate',
      'netbox_example_bin',
      'netbox_example_area',
    ]);
    expect(made.warnings).toEqual([]);
  });

  it('that refer to each other go in one statement, without CASCADE', () => {
    const made = migrating(
      [
        model('Area'),
        model('Bin', key('area', 'netbox_example.Area')),
        `        migrations.AddField('Area', 'first', models.ForeignKey('netbox_example.Bin', models.CASCADE)),`,
      ].join('\n'),
    );
    const script = removalScript(made);
    expect(names(made).sort()).toEqual(['netbox_example_area', 'netbox_example_bin']);
    expect(script).toMatch(/DROP TABLE IF EXISTS\n {2}"netbox_example_\w+", --.*\n {2}"netbox_example_\w+" --.*\n;/);
    expect(script).not.toMatch(/^[^-]*CASCADE/m);
  });

  it('without the label are named as such', () => {
    const made = migrating(model('Shelf', '', "'db_table': 'shelves'"));
    expect(made.tables).toMatchObject([{ name: 'shelves', prefixed: false }]);
    expect(made.warnings.join()).toContain('"shelves" does not carry');
    expect(removalScript(made)).toContain('DROP TABLE IF EXISTS\n  "shelves" --');
  });

  it('of NetBox are never dropped, whatever the migrations call theirs', () => {
    const made = migrating(model('Shelf', '', "'db_table': 'dcim_device'"));
    expect(made.tables).toEqual([]);
    expect(made.warnings.join()).toContain('"dcim_device"');
    expect(removalScript(made)).not.toContain('DROP TABLE');
  });

  it('of raw SQL are dropped, and what it does to core tables is told', () => {
    const made = migrating(
      `        migrations.RunSQL('CREATE TABLE netbox_example_log (id int); ALTER TABLE dcim_site ADD COLUMN x int;', migrations.RunSQL.noop),`,
    );
    expect(names(made)).toEqual(['netbox_example_log']);
    expect(made.steps.find(({ id }) => id === 'elsewhere')?.lines.join()).toContain('dcim_site');
  });

  it('that a later migration drops are not there any more', () => {
    expect(names(migrating(`${model('Shelf')}\n${model('Bin')}\n        migrations.DeleteModel('Bin'),`))).toEqual([
      'netbox_example_shelf',
    ]);
  });
});

describe('rows', () => {
  it('are those of tables that the release has', () => {
    const old = removalScript(migrating(model('Shelf'), CONFIG(''), '3.7.8'));
    expect(old).toContain('"extras_objectchange"');
    expect(old).toContain('"extras_customfield_content_types"');
    expect(old).not.toContain('"core_objectchange"');
    expect(old).not.toContain('"core_objecttype"');
    const proxy = removalScript(migrating(model('Shelf'), CONFIG(''), '4.2.9'));
    expect(proxy).toContain('DELETE FROM "extras_tag_object_types" WHERE "objecttype_id"');
    expect(proxy).not.toContain('"core_objecttype"');
    const now = removalScript(migrating(model('Shelf')));
    expect(now).toContain('"core_objectchange"');
    expect(now).toContain('DELETE FROM "extras_tag_object_types" WHERE "contenttype_id"');
    expect(now).toContain('DELETE FROM "core_objecttype"');
  });

  it('of an app of NetBox stay when a plugin takes its label', () => {
    const made = migrating(model('Shelf'), CONFIG("    label = 'dcim'"));
    expect(made.labels).toEqual([]);
    expect(made.warnings.join()).toContain('"dcim"');
    expect(removalScript(made)).not.toMatch(/DELETE FROM/);
  });

  it('go before the content types that they refer to', () => {
    const script = removalScript(migrating(model('Shelf')));
    const last = script.indexOf('DELETE FROM "django_content_type"');
    for (const table of ['auth_permission', 'core_objecttype', 'extras_taggeditem', 'core_objectchange']) {
      const at = script.indexOf(`DELETE FROM "${table}"`);
      expect(at, table).toBeGreaterThan(0);
      expect(at, table).toBeLessThan(last);
    }
  });
});

describe('the script', () => {
  it('is one transaction', () => {
    const script = removalScript(plan());
    expect(script.match(/^BEGIN;$/gm)).toHaveLength(1);
    expect(script.match(/^COMMIT;$/gm)).toHaveLength(1);
    expect(script.trimEnd().endsWith('COMMIT;')).toBe(true);
  });

  it('quotes names and texts of the package', () => {
    const hostile = 'x"; DROP TABLE dcim_device; --';
    const made = migrating(model('Shelf', '', `'db_table': '${hostile}'`), CONFIG(`    label = "o'brien\\n;"`));
    const script = removalScript(made);
    expect(script).toContain('DROP TABLE IF EXISTS\n  "x""; DROP TABLE dcim_device; --" --');
    expect(script).toContain("'o''brien\n;'");
    for (const line of script.split('\n').filter(one => one.startsWith('--'))) expect(line).not.toContain('\r');
    expect(script).not.toMatch(/^DROP TABLE dcim_device/m);
  });
});
