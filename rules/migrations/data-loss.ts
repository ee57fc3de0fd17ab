import { emptyCellsFail, lossOf } from '../../src/plugin/migrations/index.ts';
import { defineRule } from '../../src/rule.ts';

const MIGRATION = (before: string, operations: string): string => `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '${before}')]
    operations = [
        ${operations}
    ]
`;

const GADGET = MIGRATION(
  '0001_initial',
  `migrations.CreateModel('Gadget', [
            ('id', models.BigAutoField(primary_key=True)),
            ('label', models.CharField(max_length=200)),
            ('notes', models.TextField(blank=True)),
            ('height', models.BigIntegerField(null=True)),
        ]),`,
);

export default defineRule({
  id: 'data-loss',
  limit: 'migrations',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A later migration loses what operators have stored, or stops at it.',
  why: 'An operator who upgrades the plugin has rows in its tables. A column or table that is dropped comes back empty when the migration is taken back; a narrower type shortens values or stops at the first that does not fit; NOT NULL stops at the first row without a value. The author, whose tables are empty, sees none of it.',
  remedy:
    'Carry the values over with RunPython before they are dropped or narrowed, give a default (`preserve_default=False` for once), and say in the release notes what is dropped.',
  source: {
    sentence:
      'A migration file is essentially a set of instructions for manipulating the PostgreSQL database to support your new model, or to alter existing models.',
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    field: {
      text: "RemoveField drops '{field}' of {model} with the values that operators have stored. Carry them over first if they are wanted elsewhere.",
      severity: 'info',
    },
    model: {
      text: 'DeleteModel drops the table of {model} with the rows that operators have stored. Carry them over first if they are wanted elsewhere.',
      severity: 'info',
    },
    cut: "'{field}' of {model} is altered from {from} to {to}, and PostgreSQL shortens or rounds values without an error. Check or mend the rows with RunPython first.",
    narrower:
      "'{field}' of {model} is altered from {from} to {to}: the migration stops at the first row whose value does not fit. Check or mend the rows with RunPython first.",
    empty:
      "'{field}' of {model} becomes NOT NULL and has no default: the migration stops at the first row without a value. Fill the rows with RunPython first, or give a default.",
    added:
      "The NOT NULL field '{field}' is added to {model} without a default: with a row in the table the migration fails. Give a default, or add it nullable and fill it.",
  },
  invalid: [
    {
      title: 'Dropped, narrowed and made NOT NULL',
      files: {
        'netbox_example/migrations/0002_gadget.py': GADGET,
        'netbox_example/migrations/0003_change.py': MIGRATION(
          '0002_gadget',
          `migrations.AlterField('gadget', 'label', models.CharField(max_length=50)),
        migrations.AlterField('gadget', 'notes', models.CharField(max_length=100, blank=True)),
        migrations.AlterField('gadget', 'height', models.BigIntegerField()),
        migrations.AlterField('gadget', 'height', models.IntegerField()),
        migrations.AddField('gadget', 'width', models.IntegerField()),
        migrations.RemoveField('widget', 'device'),`,
        ),
        'netbox_example/migrations/0004_drop.py': MIGRATION('0003_change', `migrations.DeleteModel('Gadget'),`),
      },
      reports: [
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.AlterField('gadget', 'label', models.CharField(max_length=50))",
          message: 'narrower',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.AlterField('gadget', 'notes', models.CharField(max_length=100, blank=True))",
          message: 'cut',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.AlterField('gadget', 'height', models.BigIntegerField())",
          message: 'empty',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.AlterField('gadget', 'height', models.IntegerField())",
          message: 'narrower',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.AddField('gadget', 'width', models.IntegerField())",
          message: 'added',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.RemoveField('widget', 'device')",
          message: 'field',
          severity: 'info',
        },
        {
          file: 'netbox_example/migrations/0004_drop.py',
          at: "migrations.DeleteModel('Gadget')",
          message: 'model',
          severity: 'info',
        },
      ],
    },
    {
      title: 'Under another name, by a helper, and in the database alone',
      flow: true,
      files: {
        'netbox_example/migrations/0002_gadget.py': GADGET,
        'netbox_example/migrations/_short.py': `from django.db import migrations, models


def shorten(model, **lengths):
    return [migrations.AlterField(model, name, models.CharField(max_length=size)) for name, size in lengths.items()]
`,
        'netbox_example/migrations/0003_change.py': `from django.db import migrations

from ._short import shorten


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_gadget')]
    operations = [
        migrations.RenameModel('Gadget', 'Gizmo'),
        migrations.RenameField('gizmo', 'label', 'title'),
        *shorten('gizmo', title=20),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField('gizmo', 'notes')]),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/_short.py',
          at: 'migrations.AlterField(model, name, models.CharField(max_length=size))',
          message: 'narrower',
        },
        {
          file: 'netbox_example/migrations/0003_change.py',
          at: "migrations.RemoveField('gizmo', 'notes')",
          message: 'field',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'What the same migration makes; wider types; columns that get a value',
      files: {
        'netbox_example/migrations/0002_gadget.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.CreateModel('Gadget', [
            ('id', models.BigAutoField(primary_key=True)),
            ('label', models.CharField(max_length=200)),
            ('size', models.IntegerField(null=True)),
        ]),
        migrations.AlterField('gadget', 'label', models.CharField(max_length=50)),
        migrations.AddField('gadget', 'number', models.IntegerField()),
        migrations.RemoveField('gadget', 'size'),
        migrations.AddField('widget', 'code', models.CharField(max_length=50, blank=True)),
        migrations.AddField('widget', 'size', models.SmallIntegerField(null=True)),
        migrations.AddField('widget', 'odd', models.IntegerField(null=True)),
        migrations.RemoveField('widget', 'odd'),
    ]
`,
        'netbox_example/migrations/0003_wider.py': MIGRATION(
          '0002_gadget',
          `migrations.AlterField('widget', 'name', models.TextField()),
        migrations.AlterField('widget', 'size', models.IntegerField(default=1)),
        migrations.AddField('widget', 'seen', models.DateTimeField(auto_now=True)),
        migrations.AddField('widget', 'count', models.IntegerField(default=0), preserve_default=False),`,
        ),
      },
    },
    {
      title: 'Carried over first, in the same migration or the one before; a relation that has no column',
      files: {
        'netbox_example/migrations/0002_fill.py': `from django.db import migrations, models


def shorten(apps, schema_editor):
    apps.get_model('netbox_example', 'Widget').objects.filter(name='').update(name='x')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(shorten, migrations.RunPython.noop)]
`,
        'netbox_example/migrations/0003_short.py': MIGRATION(
          '0002_fill',
          `migrations.AlterField('widget', 'name', models.CharField(max_length=50)),
        migrations.RemoveField('widget', 'created'),`,
        ),
        'netbox_example/migrations/0004_tags.py': MIGRATION('0003_short', `migrations.RemoveField('widget', 'tags'),`),
      },
    },
  ],
  check(model, _host, report) {
    const { labels, laterChanges } = model.migrations;
    for (const { operation, app, model: label, fields, handled } of laterChanges) {
      if (!labels.has(app) || handled) continue;
      if (operation.kind === 'delete-model') {
        report(operation.at, 'model', { model: label });
        continue;
      }
      if (operation.kind !== 'add-field' && operation.kind !== 'alter-field' && operation.kind !== 'remove-field')
        continue;
      const name = operation.name?.text ?? '';
      const before = fields.get(name);
      const data = { field: name, model: label };
      if (operation.kind === 'remove-field') {
        if (before && before.kind !== 'virtual') report(operation.at, 'field', data);
        continue;
      }
      const { field } = operation;
      if (!field) continue;
      if (operation.kind === 'add-field') {
        if (emptyCellsFail(undefined, field)) report(operation.at, 'added', data);
        continue;
      }
      const loss = before && lossOf(before, field);
      if (loss)
        report(operation.at, loss.kind === 'cut' ? 'cut' : 'narrower', { ...data, from: loss.from, to: loss.to });
      else if (before && emptyCellsFail(before, field)) report(operation.at, 'empty', data);
    }
  },
});
