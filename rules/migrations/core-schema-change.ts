import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-schema-change',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A migration changes a table that is not the plugin’s own.',
  why: "NetBox's own migrations expect its tables as NetBox made them. A column, index or trigger that a plugin adds there breaks upgrades, is not seen by NetBox's models, and stays when the plugin is removed.",
  remedy:
    'Keep the data in a table of the plugin that points to the core object, with a foreign key or a one-to-one field.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    sql: "This SQL changes the table '{table}' of NetBox ({action}), which NetBox's own migrations and models know nothing of. Keep the data in a table of the plugin.",
    sqlOther: {
      text: "This SQL changes '{table}' ({action}), which is not a table of this plugin. Leave it to whoever made it.",
      severity: 'warning',
    },
    sqlRows: {
      text: "This SQL writes rows of NetBox's table '{table}' ({action}), past its validation, change log and signals. Leave core rows alone or write them through NetBox's models.",
      severity: 'warning',
      breaks: false,
    },
    schemaEditor:
      "schema_editor.{method}() changes the table of {model}, a model of NetBox. NetBox's own migrations expect that table unchanged; keep the data in a table of the plugin.",
    redirected:
      "The operation works under the app label '{label}' instead of '{app}', so it changes what belongs to another app. Put the data into a model of the plugin.",
    redirectedMigration:
      "The migration applies its operations under the app label '{label}' instead of '{app}', so it changes what belongs to another app. Put the data into a model of the plugin.",
  },
  invalid: [
    {
      title: 'SQL, plain and through a helper',
      forms: [165, 169],
      flow: true,
      files: {
        'netbox_example/migrations/0002_sql.py': `from django.db import connection, migrations

COLUMN = 'ALTER TABLE dcim_device ADD COLUMN colour text'


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def index(apps, schema_editor):
    run(f'CREATE INDEX widget_name ON {"dcim"}_site (name)')


def rows(apps, schema_editor):
    schema_editor.execute("UPDATE dcim_site SET status = 'active'")


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(COLUMN, migrations.RunSQL.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
        migrations.RunPython(rows, migrations.RunPython.noop),
    ]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_sql.py', at: 'dcim_device', message: 'sql' },
        {
          file: 'netbox_example/migrations/0002_sql.py',
          at: `f'CREATE INDEX widget_name ON {"dcim"}_site (name)'`,
          message: 'sql',
        },
        { file: 'netbox_example/migrations/0002_sql.py', at: 'dcim_site', message: 'sqlRows' },
      ],
    },
    {
      files: {
        'netbox_example/migrations/0002_sql.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunSQL('ALTER TABLE gadgets DROP COLUMN x', '')]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_sql.py', at: 'gadgets', message: 'sqlOther' }],
    },
    {
      files: {
        'netbox_example/migrations/0002_sql.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(
            """DO $$ DECLARE t text := 'dcim_rack'; BEGIN
EXECUTE format('ALTER TABLE %I ADD COLUMN colour text', 'dcim_site'); EXECUTE 'DROP TABLE ' || t; END $$""", ''
        ),
        migrations.RunSQL('CREATE TABLE netbox_example_more () INHERITS (dcim_device)', ''),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_sql.py',
          at: "format('ALTER TABLE %I ADD COLUMN colour text', 'dcim_site')",
          message: 'sql',
        },
        { file: 'netbox_example/migrations/0002_sql.py', at: "'DROP TABLE ' || t", message: 'sql' },
        { file: 'netbox_example/migrations/0002_sql.py', at: 'dcim_device', message: 'sql' },
      ],
    },
    {
      title: 'The schema editor, given a core model by a helper',
      forms: [170],
      flow: true,
      files: {
        'netbox_example/migrations/0002_column.py': `from django.db import migrations, models


def device(apps):
    return apps.get_model('dcim', 'Device')


def add(apps, schema_editor):
    field = models.TextField(null=True)
    field.set_attributes_from_name('colour')
    schema_editor.add_field(device(apps), field)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_column.py',
          at: 'schema_editor.add_field(device(apps), field)',
          message: 'schemaEditor',
        },
      ],
    },
    {
      title: 'An operation that works under another label',
      forms: [164],
      flow: true,
      files: {
        'netbox_example/migrations/0002_redirect.py': `from django.db import migrations, models


class Elsewhere(migrations.AddField):
    def __init__(self, app, *args, **kwargs):
        self.app = app
        super().__init__(*args, **kwargs)

    def state_forwards(self, app_label, state):
        super().state_forwards(self.app, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        super().database_forwards(self.app, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [Elsewhere('dcim', 'device', 'colour', models.TextField(null=True))]
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_redirect.py', at: "'dcim'", message: 'redirected' }],
    },
    {
      title: 'A migration that works under another label',
      forms: [164],
      files: {
        'netbox_example/migrations/0002_redirect.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.AddField('device', 'colour', models.TextField(null=True))]

    def __init__(self, name, app_label):
        super().__init__(name, 'dcim')
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_redirect.py', at: "'dcim'", message: 'redirectedMigration' }],
    },
    {
      forms: [165],
      files: {
        'netbox_example/migrations/0002_sql.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL('ALTER TABLE ipam_prefix ADD COLUMN colour text', migrations.RunSQL.noop),
        migrations.RunSQL("UPDATE ipam_prefix SET description = ''", migrations.RunSQL.noop),
    ]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_sql.py', at: 'ipam_prefix', nth: 1, message: 'sql' },
        { file: 'netbox_example/migrations/0002_sql.py', at: 'ipam_prefix', nth: 2, message: 'sqlRows' },
      ],
    },
    {
      forms: [169],
      files: {
        'netbox_example/migrations/0002_trigger.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(
            'CREATE TRIGGER netbox_example_touch AFTER UPDATE ON dcim_device '
            'FOR EACH ROW EXECUTE FUNCTION netbox_example_touch()',
            'DROP TRIGGER netbox_example_touch ON dcim_device',
        ),
        migrations.RunSQL('CREATE INDEX netbox_example_i ON ipam_prefix (description)', migrations.RunSQL.noop),
    ]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_trigger.py', at: 'dcim_device', nth: 1, message: 'sql' },
        { file: 'netbox_example/migrations/0002_trigger.py', at: 'ipam_prefix', message: 'sql' },
      ],
    },
    {
      forms: [170],
      files: {
        'netbox_example/migrations/0002_column.py': `from django.db import migrations, models


def add(apps, schema_editor):
    field = models.TextField(null=True)
    field.set_attributes_from_name('colour')
    schema_editor.add_field(apps.get_model('dcim', 'Device'), field)
    schema_editor.execute('ALTER TABLE dcim_device ADD COLUMN shade text')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_column.py',
          at: "schema_editor.add_field(apps.get_model('dcim', 'Device'), field)",
          message: 'schemaEditor',
        },
        { file: 'netbox_example/migrations/0002_column.py', at: 'dcim_device', message: 'sql' },
      ],
    },
    {
      title: 'Only when it is taken back, and by an operation that is applied by hand',
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations, models


def apply(apps, schema_editor):
    operation = migrations.AddField('device', 'colour', models.TextField(null=True))
    operation.database_forwards('dcim', schema_editor, None, None)


def back(apps, schema_editor):
    schema_editor.execute('ALTER TABLE dcim_site DROP COLUMN status')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL('SELECT 1', reverse_sql='ALTER TABLE dcim_rack DROP COLUMN status'),
        migrations.RunPython(migrations.RunPython.noop, back),
        migrations.RunPython(apply, migrations.RunPython.noop),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "operation.database_forwards('dcim', schema_editor, None, None)",
          message: 'redirected',
        },
        { file: 'netbox_example/migrations/0002_more.py', at: 'dcim_site', message: 'sql' },
        { file: 'netbox_example/migrations/0002_more.py', at: 'dcim_rack', message: 'sql' },
      ],
    },
    {
      title: 'Operations that are made by the migration itself',
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]

    def __init__(self, name, app_label):
        super().__init__(name, app_label)
        self.operations = [migrations.RunSQL('ALTER TABLE dcim_site ADD COLUMN colour text')]
`,
        'netbox_example/migrations/0003_more.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_more')]

    @property
    def operations(self):
        return [migrations.RunSQL('ALTER TABLE dcim_rack ADD COLUMN colour text')]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_more.py', at: 'dcim_site', message: 'sql' },
        { file: 'netbox_example/migrations/0003_more.py', at: 'dcim_rack', message: 'sql' },
      ],
    },
  ],
  valid: [
    {
      title: 'What takes back a change of a table of its own',
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(
            'CREATE TABLE netbox_example_note (id bigint)', reverse_sql='DROP TABLE netbox_example_note'
        ),
    ]
`,
      },
    },
    {
      title: 'The same on own tables, and a foreign key to a core table',
      forms: [165, 169],
      files: {
        'netbox_example/migrations/0002_sql.py': `from django.db import migrations


def index(apps, schema_editor):
    table = apps.get_model('netbox_example', 'Widget')._meta.db_table
    schema_editor.execute(f'CREATE INDEX netbox_example_name ON {table} (name)')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(
            'ALTER TABLE netbox_example_widget ADD COLUMN site_id bigint REFERENCES dcim_site (id)',
            'ALTER TABLE netbox_example_widget DROP COLUMN site_id',
        ),
        migrations.RunSQL('SELECT count(*) FROM dcim_device', migrations.RunSQL.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
`,
      },
    },
    {
      title: 'A migration that only reads core models',
      files: {
        'netbox_example/migrations/0002_data.py': `from django.db import migrations


def fill(apps, schema_editor):
    Device = apps.get_model('dcim', 'Device')
    Widget = apps.get_model('netbox_example', 'Widget')
    for device in Device.objects.all():
        Widget.objects.create(name=device.name, device=device)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
`,
      },
    },
    {
      forms: [164],
      files: {
        'netbox_example/migrations/0002_own.py': `from django.db import migrations, models


class Mine(migrations.AddField):
    def state_forwards(self, app_label, state):
        super().state_forwards(app_label, state)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [Mine('widget', 'colour', models.TextField(null=True))]

    def __init__(self, name, app_label):
        super().__init__(name, 'netbox_example')
`,
      },
    },
    {
      forms: [169],
      files: {
        'netbox_example/migrations/0002_trigger.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunSQL(
            'CREATE TRIGGER netbox_example_touch AFTER UPDATE ON netbox_example_widget '
            'FOR EACH ROW EXECUTE FUNCTION netbox_example_touch()',
            'DROP TRIGGER netbox_example_touch ON netbox_example_widget',
        ),
        migrations.RunSQL('CREATE INDEX netbox_example_i ON netbox_example_widget (name)', migrations.RunSQL.noop),
    ]
`,
      },
    },
    {
      forms: [170],
      files: {
        'netbox_example/migrations/0002_column.py': `from django.db import migrations, models


def add(apps, schema_editor):
    device = apps.get_model('dcim', 'Device')
    field = models.TextField(null=True, help_text=str(device._meta.verbose_name))
    field.set_attributes_from_name('colour')
    schema_editor.add_field(apps.get_model('netbox_example', 'Widget'), field)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
`,
      },
    },
  ],
  check(model, _host, report) {
    const { migrations } = model;
    // What only takes back a change is told with the change; one that nothing made before is a change of its own.
    const changed = new Set<string>();
    const forwardsFirst = [...model.sql].sort((a, b) => Number(a.backwards) - Number(b.backwards));
    for (const use of forwardsFirst) {
      if (!use.inMigration) continue;
      for (const statement of use.statements) {
        for (const effect of statement.effects) {
          if (effect.partial || effect.temporary) continue;
          const core = effect.owner === 'core' || effect.owner === 'framework';
          const action = statement.kind.replaceAll('-', ' ').toUpperCase();
          const data = { table: effect.name, action };
          const emptied = effect.action === 'write' && effect.detail.operation === 'truncate';
          if (emptied || /^(?:alter|drop|rename|index|trigger|policy|rule|comment|grant|revoke)$/.test(effect.action)) {
            const table = `${use.at.file} ${effect.detail.on?.name ?? effect.name}`;
            if (core && !(use.backwards && changed.has(table))) {
              report(effect.at, 'sql', data, { trace: use.trace });
              if (!use.backwards) changed.add(table);
            } else if (
              !use.backwards &&
              effect.owner === 'other' &&
              !effect.madeHere &&
              /^(?:table|view|materialized-view|foreign-table)$/.test(effect.objectType)
            ) {
              report(effect.at, 'sqlOther', data, { trace: use.trace });
            }
          } else if (
            !use.backwards &&
            effect.action === 'write' &&
            effect.owner === 'core' &&
            effect.detail.operation !== 'nextval'
          ) {
            report(effect.at, 'sqlRows', data, { trace: use.trace });
          }
        }
      }
    }
    for (const change of [...migrations.schemaChanges].sort((a, b) => Number(a.backwards) - Number(b.backwards))) {
      if (change.label !== null && change.core && !change.backwards) {
        const app = migrations.apps.find(({ nodes }) => nodes.some(node => node.file === change.at.file))?.app;
        report(
          change.at,
          'redirected',
          { label: change.label, app: app ?? [...migrations.labels].join(', ') },
          { trace: change.trace },
        );
      }
      if (!change.core || change.model === null) continue;
      const key = `${change.at.file} ${change.model}`;
      if (change.backwards && changed.has(key)) continue;
      if (!change.backwards) changed.add(key);
      report(change.at, 'schemaEditor', { method: change.method, model: change.model }, { trace: change.trace });
    }
    for (const node of migrations.apps.flatMap(app => app.nodes)) {
      if (node.redirect && !migrations.labels.has(node.redirect.text)) {
        report(node.redirect.at ?? node.at, 'redirectedMigration', { label: node.redirect.text, app: node.app });
      }
      const waiting = [...node.operations];
      for (let operation = waiting.shift(); operation; operation = waiting.shift()) {
        if (operation.kind === 'separate') waiting.push(...operation.database, ...operation.state);
        const { redirect } = operation;
        if (redirect && !migrations.labels.has(redirect.text))
          report(redirect.at ?? operation.at, 'redirected', { label: redirect.text, app: node.app });
      }
    }
  },
});
