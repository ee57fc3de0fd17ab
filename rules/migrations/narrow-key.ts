import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'narrow-key',
  limit: 'migrations',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'The primary key of a table of the plugin is a 32-bit number.',
  why: "NetBox's own tables have 64-bit keys since 3.0 (`DEFAULT_AUTO_FIELD`). With `AutoField` in the migrations, `makemigrations` finds a change in every model of the plugin, and the table is full after two billion rows, deleted ones counted.",
  remedy: 'Add a migration that alters the field to `BigAutoField`.',
  source: {
    sentence:
      "Once you have completed defining the model(s) for your plugin, you'll need to create the database schema migrations.",
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    narrow:
      "The migrations leave '{model}.{field}' an {type}, while NetBox makes 64-bit keys. Alter it to BigAutoField.",
  },
  invalid: [
    {
      title: 'AutoField in CreateModel',
      forms: [182],
      files: {
        'netbox_example/migrations/0002_gadget.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.CreateModel('Gadget', [('id', models.AutoField(primary_key=True))])]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_gadget.py',
          at: 'models.AutoField(primary_key=True)',
          message: 'narrow',
        },
      ],
    },
    {
      title: 'By a helper, for several models',
      forms: [182],
      flow: true,
      files: {
        'netbox_example/migrations/_fields.py': `from django.db.models import fields

KINDS = {'small': fields.SmallAutoField, 'plain': fields.AutoField}


def key(kind='plain'):
    return ('id', KINDS[kind](auto_created=True, primary_key=True, serialize=False))
`,
        'netbox_example/migrations/0002_gadget.py': `from django.db import migrations

from ._fields import key


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.CreateModel('Gadget', [key()])]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/_fields.py',
          at: 'KINDS[kind](auto_created=True, primary_key=True, serialize=False)',
          message: 'narrow',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Altered later; an automatic field of 64 bits; a key of another kind',
      forms: [182],
      files: {
        'netbox_example/migrations/0002_gadget.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.CreateModel('Gadget', [('id', models.AutoField(primary_key=True))]),
        migrations.CreateModel('Gizmo', [('id', models.BigAutoField(primary_key=True))]),
        migrations.CreateModel('Thing', [('number', models.IntegerField(primary_key=True))]),
    ]
`,
        'netbox_example/migrations/0003_wide.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_gadget')]
    operations = [migrations.AlterField('gadget', 'id', models.BigAutoField(primary_key=True))]
`,
      },
    },
    {
      title: 'A plugin that says so itself',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    default_auto_field = 'django.db.models.AutoField'


config = ExampleConfig
`,
        'netbox_example/migrations/0002_gadget.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.CreateModel('Gadget', [('id', models.AutoField(primary_key=True))])]
`,
      },
    },
  ],
  check(model, host, report) {
    // DEFAULT_AUTO_FIELD came with 3.0 (netbox/netbox/settings.py).
    const oldest = host.facts.releases[31 - Math.clz32(host.releases & -host.releases)] ?? '';
    if (oldest.startsWith('2.')) return;
    if (model.plugins.some(plugin => plugin.config?.attributes.has('default_auto_field'))) return;
    for (const one of model.migrations.models.values()) {
      if (!one.managed || one.proxy || !model.migrations.labels.has(one.app)) continue;
      for (const field of one.fields.values()) {
        if (field.type !== 'AutoField' && field.type !== 'SmallAutoField') continue;
        report(field.at, 'narrow', { model: one.name, field: field.name, type: field.type });
      }
    }
  },
});
