import { buildsIndex, growsWith, rewriteFor } from '../../src/plugin/migrations/index.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'locked-table',
  limit: 'migrations',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'A later migration locks a table that grows with the installation while it works through its rows.',
  why: 'CREATE INDEX keeps writers out of the table until it is built, and a column that differs from row to row makes PostgreSQL write the whole table anew, with nobody reading it meanwhile. A table that points to devices, interfaces or addresses may have millions of rows, and NetBox waits for it where it deletes or changes those.',
  remedy:
    'Build the index with `AddIndexConcurrently` (django.contrib.postgres.operations) in a migration of its own with `atomic = False`; add the column nullable and fill it in batches.',
  source: {
    sentence:
      'A migration file is essentially a set of instructions for manipulating the PostgreSQL database to support your new model, or to alter existing models.',
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    index:
      'An index of {model} is built while nobody can write to its table, which grows with {target}. Use AddIndexConcurrently in a migration with atomic = False if the table may be large.',
    rewrite:
      "For {reason} of '{field}' PostgreSQL writes the table of {model} anew while nobody can use it, and it grows with {target}. Add the column nullable and fill it in batches if the table may be large.",
  },
  invalid: [
    {
      title: 'Indexes and a value for every row, on a table that points to devices',
      files: {
        'netbox_example/migrations/0002_more.py': `from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.AddIndex('widget', models.Index(fields=['name'], name='netbox_example_name')),
        migrations.AddField('widget', 'key', models.UUIDField(db_default=RandomUUID())),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "migrations.AddIndex('widget', models.Index(fields=['name'], name='netbox_example_name'))",
          message: 'index',
        },
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "migrations.AddField('widget', 'key', models.UUIDField(db_default=RandomUUID()))",
          message: 'rewrite',
        },
      ],
    },
    {
      title: 'Through a field and a helper, under another name',
      flow: true,
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations, models
from django.db.models import F

Index = models.Index


def index(model, *names):
    return migrations.AddIndex(model_name=model, index=Index(fields=names, name='_'.join((model, *names))))


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        index('widget', 'device', 'name'),
        migrations.RenameModel('Widget', 'Gadget'),
        migrations.AlterField('gadget', 'name', models.CharField(max_length=100, db_index=True)),
        migrations.AddField(
            'gadget', 'title', models.GeneratedField(expression=F('name'), output_field=models.TextField(), db_persist=True)
        ),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "migrations.AddIndex(model_name=model, index=Index(fields=names, name='_'.join((model, *names))))",
          message: 'index',
        },
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "migrations.AlterField('gadget', 'name', models.CharField(max_length=100, db_index=True))",
          message: 'index',
        },
        {
          file: 'netbox_example/migrations/0002_more.py',
          at: "migrations.AddField(\n            'gadget', 'title', models.GeneratedField(expression=F('name'), output_field=models.TextField(), db_persist=True)\n        )",
          message: 'rewrite',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Concurrently; a default that is one constant for all rows; a table that is made here or stays small',
      files: {
        'netbox_example/migrations/0002_more.py': `import uuid

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        AddIndexConcurrently('widget', models.Index(fields=['name'], name='netbox_example_name')),
        migrations.AddField('widget', 'key', models.UUIDField(default=uuid.uuid4)),
        migrations.AddField('widget', 'seen', models.DateTimeField(default=timezone.now)),
        migrations.AddField('widget', 'made', models.DateTimeField(db_default=Now())),
        migrations.AddConstraint('widget', models.UniqueConstraint(fields=['device', 'name'], name='netbox_example_key')),
        migrations.CreateModel('Gadget', [
            ('id', models.BigAutoField(primary_key=True)),
            ('device', models.ForeignKey('dcim.Device', models.CASCADE, related_name='+')),
            ('name', models.CharField(max_length=50)),
        ]),
        migrations.AddIndex('gadget', models.Index(fields=['name'], name='netbox_example_gadget_name')),
        migrations.CreateModel('Kind', [
            ('id', models.BigAutoField(primary_key=True)),
            ('name', models.CharField(max_length=50)),
        ]),
    ]
`,
        'netbox_example/migrations/0003_kind.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_more')]
    operations = [migrations.AddIndex('kind', models.Index(fields=['name'], name='netbox_example_kind_name'))]
`,
      },
    },
  ],
  check(model, _host, report) {
    const { labels, laterChanges } = model.migrations;
    for (const change of laterChanges) {
      const target = labels.has(change.app) ? growsWith(change) : null;
      if (target === null) continue;
      const { operation } = change;
      const data = { model: change.model, target };
      const reason = operation.kind === 'add-field' && operation.field ? rewriteFor(operation.field) : null;
      if (reason !== null && operation.kind === 'add-field')
        report(operation.at, 'rewrite', { ...data, reason, field: operation.field?.name ?? '' });
      else if (buildsIndex(change)) report(operation.at, 'index', data);
    }
  },
});
