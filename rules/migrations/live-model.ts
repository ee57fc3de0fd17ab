import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'live-model',
  limit: 'migrations',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A migration uses a model class of the plugin as it is today.',
  why: "The class has the fields of today, the table those of the migration's day: on a new installation the query fails on columns that later migrations add, and once the class is gone the migration cannot be imported.",
  remedy: "Take the model from the first argument of the function: `apps.get_model('my_plugin', 'Widget')`.",
  source: {
    sentence:
      'A migration file is essentially a set of instructions for manipulating the PostgreSQL database to support your new model, or to alter existing models.',
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    rows: "The migration reads or writes rows through {model} as it is today, which fails once the model has fields that the table does not have yet. Use apps.get_model('{app}', '{name}').",
  },
  invalid: [
    {
      title: 'Imported, and through a helper of the models module',
      forms: [173],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from netbox_example.models import Widget as Thing


def all_things():
    return Thing.objects
`,
        'netbox_example/migrations/0002_data.py': `from django.db import migrations
from netbox_example.helpers import all_things
from netbox_example.models import Widget


def fill(apps, schema_editor):
    Widget.objects.filter(name='').delete()
    all_things().update(name='x')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_data.py', at: "Widget.objects.filter(name='')", message: 'rows' },
        { file: 'netbox_example/migrations/0002_data.py', at: "all_things().update(name='x')", message: 'rows' },
      ],
    },
    {
      forms: [173],
      files: {
        'netbox_example/migrations/0002_data.py': `from django.db import migrations
from netbox_example.models import Widget


def fill(apps, schema_editor):
    Widget.objects.filter(name='').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_data.py', at: "Widget.objects.filter(name='')", message: 'rows' },
      ],
    },
  ],
  valid: [
    {
      title: 'The historical model, and a module of models imported for a function that a field refers to',
      forms: [173],
      files: {
        'netbox_example/migrations/0002_data.py': `from django.db import migrations, models

import netbox_example.models


def fill(apps, schema_editor):
    Widget = apps.get_model('netbox_example', 'Widget')
    Widget.objects.filter(name='').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.AlterField('widget', 'name', models.CharField(max_length=100, default=netbox_example.models.reverse)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const use of model.migrations.liveModels) {
      const dot = use.model.indexOf('.');
      report(use.at, 'rows', { model: use.model, app: use.model.slice(0, dot), name: use.model.slice(dot + 1) });
    }
  },
});
