import { defineRule } from '../../src/rule.ts';

const HEAD = `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
`;

export default defineRule({
  id: 'unprefixed-table',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A table is made whose name does not begin with the plugin's label.",
  why: 'An operator who removes the plugin finds its tables by their prefix. A table with another name stays in the database for good, and may meet a table of NetBox or of another plugin. A later rename does not undo it: databases that stopped in between have the wrong name.',
  remedy:
    "Leave `db_table` out, so that Django names the table `<label>_<model>`, or begin the name with the plugin's label and an underscore.",
  source: {
    sentence:
      'Enter the PostgreSQL database shell (`manage.py dbshell`) to determine if the plugin has created any SQL tables.',
    where: 'docs/plugins/removal.md, Drop Database Tables (`\\dt pluginname_*`)',
  },
  messages: {
    table:
      "{operation} makes the table '{table}', which does not begin with {prefix} and so is left behind when the plugin is removed. Leave db_table out or give it the plugin's prefix.",
    manyToMany:
      "The many-to-many field '{field}' gets the table '{table}', which does not begin with {prefix} and so is left behind when the plugin is removed. Leave db_table out or give it the plugin's prefix.",
    adopted: {
      text: "{operation} takes over the table '{table}' without making it. The table does not begin with {prefix}, so it is left behind when the plugin is removed; rename it with AlterModelTable.",
      severity: 'warning',
      breaks: false,
    },
    declared:
      "The model {model} has the table '{table}', which does not begin with {prefix} and so is left behind when the plugin is removed. Leave db_table out or give it the plugin's prefix.",
    sqlTable:
      "This SQL makes the table '{table}', which does not begin with {prefix} and so is left behind when the plugin is removed. Give it the plugin's prefix.",
    sqlObject: {
      text: "This SQL makes the {kind} '{name}', which does not begin with {prefix}, so nobody finds it when the plugin is removed. Give it the plugin's prefix and drop it in reverse_sql.",
      severity: 'warning',
      breaks: false,
    },
    databaseObject: {
      text: "{operation} changes the whole database ('{name}'), needs rights that NetBox's database user may not have, and stays when the plugin is removed. Say so in the plugin's documentation.",
      severity: 'info',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'db_table in CreateModel, even where it is renamed later',
      forms: [167],
      files: {
        'netbox_example/migrations/0002_gadget.py': `${HEAD}    operations = [
        migrations.CreateModel(
            name='Gadget',
            fields=[('id', models.BigAutoField(primary_key=True))],
            options={'db_table': 'gadget_list'},
        ),
    ]
`,
        'netbox_example/migrations/0003_rename.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_gadget')]
    operations = [migrations.AlterModelTable(name='gadget', table=None)]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_gadget.py', at: "'gadget_list'", message: 'table' }],
    },
    {
      title: 'Through a helper and a constant',
      forms: [167],
      flow: true,
      files: {
        'netbox_example/names.py': `TABLE = 'gad' + 'gets'
`,
        'netbox_example/migrations/_helpers.py': `from django.db import migrations


def rename(model, table):
    return migrations.AlterModelTable(model, table)
`,
        'netbox_example/migrations/0002_rename.py': `from django.db import migrations

from netbox_example.migrations._helpers import rename
from netbox_example.names import TABLE


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [rename('widget', TABLE)]
`,
      },
      reports: [{ file: 'netbox_example/names.py', at: "'gad' + 'gets'", message: 'table' }],
    },
    {
      title: 'The table of a many-to-many field',
      forms: [168],
      files: {
        'netbox_example/migrations/0002_sites.py': `${HEAD}    operations = [
        migrations.AddField('widget', 'sites', models.ManyToManyField('dcim.Site', db_table='widget_sites')),
    ]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_sites.py', at: "'widget_sites'", message: 'manyToMany' }],
    },
    {
      files: {
        'netbox_example/migrations/0002_state.py': `${HEAD}    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel('Gadget', [('id', models.BigAutoField(primary_key=True))], {'db_table': 'old_gadget'}),
            ],
        ),
    ]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_state.py', at: "'old_gadget'", message: 'adopted' }],
    },
    {
      title: 'Raw SQL',
      forms: [166],
      files: {
        'netbox_example/migrations/0002_sql.py': `${HEAD}    operations = [
        migrations.RunSQL('CREATE TABLE IF NOT EXISTS gadgets (id bigint PRIMARY KEY)', 'DROP TABLE gadgets'),
        migrations.RunSQL(['CREATE VIEW all_widgets AS SELECT * FROM netbox_example_widget'], migrations.RunSQL.noop),
    ]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_sql.py', at: 'gadgets', nth: 1, message: 'sqlTable' },
        { file: 'netbox_example/migrations/0002_sql.py', at: 'all_widgets', message: 'sqlObject' },
      ],
    },
    {
      files: {
        'netbox_example/migrations/0002_extension.py': `from django.contrib.postgres.operations import HStoreExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [HStoreExtension()]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_extension.py', at: 'HStoreExtension()', message: 'databaseObject' },
      ],
    },
    {
      files: {
        'netbox_example/models.py': `from django.db import models


class Widget(models.Model):
    class Meta:
        db_table = 'widgets'
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "'widgets'", message: 'declared' }],
    },
    {
      forms: [166],
      flow: true,
      files: {
        'netbox_example/sql.py': `TABLES = ('netbox_example_cache', 'gadgets')


def make(name):
    return f'CREATE TABLE {name} (id bigint PRIMARY KEY)'
`,
        'netbox_example/migrations/0002_sql.py': `from django.db import migrations

from netbox_example.sql import TABLES, make


def create(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(make(table))


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
`,
      },
      reports: [
        { file: 'netbox_example/sql.py', at: "f'CREATE TABLE {name} (id bigint PRIMARY KEY)'", message: 'sqlTable' },
      ],
    },
    {
      forms: [168],
      flow: true,
      files: {
        'netbox_example/migrations/_fields.py': `from django.db import models

OPTIONS = {'to': 'dcim.site', 'db_table': 'widget_sites'}


def sites(**more):
    return models.ManyToManyField(**OPTIONS, **more)
`,
        'netbox_example/migrations/0002_sites.py': `from django.db import migrations

from netbox_example.migrations import _fields as fields


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        *[migrations.AddField('widget', name, make(blank=True)) for name, make in {'sites': fields.sites}.items()],
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_sites.py',
          at: "migrations.AddField('widget', name, make(blank=True))",
          message: 'manyToMany',
        },
      ],
    },
    {
      forms: [169],
      files: {
        'netbox_example/migrations/0002_extension.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunSQL('CREATE EXTENSION hstore', migrations.RunSQL.noop)]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_extension.py', at: 'hstore', message: 'sqlObject' }],
    },
  ],
  valid: [
    {
      title: "An explicit name with the plugin's prefix, and one for a many-to-many field",
      forms: [166, 167, 168],
      files: {
        'netbox_example/migrations/0002_gadget.py': `${HEAD}    operations = [
        migrations.CreateModel(
            name='Gadget',
            fields=[
                ('id', models.BigAutoField(primary_key=True)),
                ('sites', models.ManyToManyField('dcim.Site', db_table='netbox_example_gadget_sites')),
            ],
            options={'db_table': 'netbox_example_gadgets'},
        ),
        migrations.RunSQL('CREATE TABLE netbox_example_cache (id bigint)', 'DROP TABLE netbox_example_cache'),
        migrations.RunSQL('CREATE TEMPORARY TABLE scratch (id bigint)', migrations.RunSQL.noop),
    ]
`,
      },
    },
    {
      title: 'An unmanaged model, for which Django makes no table',
      files: {
        'netbox_example/migrations/0002_view.py': `${HEAD}    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[('id', models.BigAutoField(primary_key=True))],
            options={'db_table': 'reporting', 'managed': False},
        ),
    ]
`,
      },
    },
  ],
  check(model, _host, report) {
    const { migrations } = model;
    const prefix = [...migrations.labels]
      .sort()
      .map(label => `'${label}_'`)
      .join(' or ');
    const made = new Set<string>();
    for (const event of migrations.tableEvents) {
      if (event.action !== 'create' && event.action !== 'rename' && event.action !== 'adopt') continue;
      made.add(event.table);
      if (event.owner === 'own') continue;
      const { table, operation, field } = event;
      if (event.action === 'adopt') report(event.at, 'adopted', { operation, table, prefix });
      else if (field !== null) report(event.at, 'manyToMany', { field, table, prefix });
      else report(event.at, 'table', { operation, table, prefix });
    }
    for (const one of model.models) {
      if (one.abstract || one.proxy || !one.managed || one.registered === 'never' || !migrations.labels.has(one.app))
        continue;
      // A table of the host is another rule's matter.
      const ownTable =
        one.tableOption !== null && one.table !== null && one.owner !== 'own' && one.coreModelOfTable === null;
      if (ownTable && one.table !== null && one.tableOption && !made.has(one.table)) {
        report(one.tableOption.at, 'declared', { model: one.name, table: one.table, prefix });
      }
    }
    for (const use of model.sql) {
      if (use.backwards) continue;
      for (const statement of use.statements) {
        for (const effect of statement.effects) {
          if (effect.temporary || effect.partial || effect.owner === 'system') continue;
          if (effect.action === 'rename' && effect.objectType === 'table') {
            const name = effect.detail.newName;
            const prefixed = name === undefined || [...migrations.labels].some(label => name.startsWith(`${label}_`));
            if (!prefixed && effect.owner === 'own') report(effect.at, 'sqlTable', { table: name, prefix });
            continue;
          }
          if (effect.action !== 'create' || effect.owner === 'own') continue;
          if (effect.objectType === 'table' || effect.objectType === 'foreign-table') {
            report(effect.at, 'sqlTable', { table: effect.name, prefix }, { trace: use.trace });
          } else if (!/^(?:index|column|constraint|trigger|policy|rule|statistics)$/.test(effect.objectType)) {
            report(
              effect.at,
              'sqlObject',
              { kind: effect.objectType.replaceAll('-', ' '), name: effect.name, prefix },
              { trace: use.trace },
            );
          }
        }
      }
    }
    for (const node of migrations.apps.flatMap(app => app.nodes)) {
      for (const operation of node.operations) {
        if (operation.kind !== 'database-object' || operation.operation === 'RemoveCollation') continue;
        report(operation.at, 'databaseObject', { operation: operation.operation, name: operation.name ?? '…' });
      }
    }
  },
});
