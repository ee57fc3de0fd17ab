import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'shared-default',
  limit: 'migrations',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A unique column is added with one default for all rows that are there already.',
  why: 'Django evaluates the default of an added column once, also a callable like `uuid.uuid4`, and gives every existing row the same value. With two rows in the table the migration fails.',
  remedy:
    'Add the field with `null=True` and without `unique`, fill it with RunPython, then alter it to unique (Django’s how-to “Migrations that add unique fields”).',
  source: {
    sentence:
      'A migration file is essentially a set of instructions for manipulating the PostgreSQL database to support your new model, or to alter existing models.',
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    unique:
      "The unique field '{field}' is added to {model} with a default, which Django evaluates once for all rows: with two rows in the table the migration fails. Add it nullable, fill it, then make it unique.",
  },
  invalid: [
    {
      title: 'A UUID for every row, plain and by a helper',
      files: {
        'netbox_example/migrations/0002_key.py': `import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.AddField('widget', 'key', models.UUIDField(default=uuid.uuid4, unique=True))]
`,
        'netbox_example/migrations/0003_more.py': `from django.db import migrations, models


def unique(name):
    return migrations.AddField(model_name='widget', name=name, field=models.CharField(max_length=9, unique=True, default=''))


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_key')]
    operations = [unique('code')]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_key.py',
          at: "migrations.AddField('widget', 'key', models.UUIDField(default=uuid.uuid4, unique=True))",
          message: 'unique',
        },
        {
          file: 'netbox_example/migrations/0003_more.py',
          at: "migrations.AddField(model_name='widget', name=name, field=models.CharField(max_length=9, unique=True, default=''))",
          message: 'unique',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'On a table that the same migration makes, or nullable first',
      files: {
        'netbox_example/migrations/0002_key.py': `import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.CreateModel('Gadget', [('id', models.BigAutoField(primary_key=True))]),
        migrations.AddField('gadget', 'key', models.UUIDField(default=uuid.uuid4, unique=True)),
        migrations.AddField('widget', 'key', models.UUIDField(default=uuid.uuid4, null=True)),
    ]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const node of model.migrations.apps.flatMap(app => app.nodes)) {
      const made = new Set<string>();
      for (const operation of node.operations) {
        if (operation.kind === 'create-model' && operation.name) made.add(operation.name.text.toLowerCase());
        if (operation.kind !== 'add-field' || !operation.field || !operation.model) continue;
        const { field } = operation;
        if (!field.unique || !field.hasDefault || field.null !== false || made.has(operation.model.text.toLowerCase()))
          continue;
        report(operation.at, 'unique', { field: field.name, model: `${node.app}.${operation.model.text}` });
      }
    }
  },
});
