import { groupByPlace } from '../../src/plugin/migrations/row-groups.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-rows',
  limit: 'migrations',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A migration writes rows of NetBox's models.",
  why: "What a migration writes into core tables skips NetBox's validation, change log and signals, depends on how the core model looks in that very release, and is not taken back when the plugin is removed.",
  remedy:
    'Make core objects when an operator asks for them (a script, a management command), or in a `post_migrate` handler that can run again; take them back in `reverse_code`.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    inserted:
      '{call} adds rows of {models} in NetBox while the database is migrated; they outlive the plugin. Let an operator make them, or take them back in reverse_code.',
    changed:
      '{call} changes rows of {models} in NetBox past its validation and change log. Leave core rows to NetBox and its users.',
    deleted: '{call} deletes rows of {models} in NetBox past its change log. Leave core rows to NetBox and its users.',
    contentTypes: {
      text: "{call} deletes content types of the core app '{app}', and with them every row that points to them: permissions, tags, changes. Confine it to the plugin's own label.",
      severity: 'error',
      breaks: true,
    },
  },
  invalid: [
    {
      title: 'Rows added, changed and deleted',
      forms: [171],
      flow: true,
      files: {
        'netbox_example/migrations/0002_rows.py': `from django.db import migrations


def make(model, **values):
    return model.objects.create(**values)


def write(apps, schema_editor):
    Site = apps.get_model('dcim', 'Site')
    make(apps.get_model('extras', 'CustomField'), name='colour', type='text')
    Site.objects.filter(slug='old').update(status='retired')
    site = Site.objects.get(slug='older')
    site.delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_rows.py', at: 'model.objects.create(**values)', message: 'inserted' },
        {
          file: 'netbox_example/migrations/0002_rows.py',
          at: "Site.objects.filter(slug='old').update(status='retired')",
          message: 'changed',
        },
        { file: 'netbox_example/migrations/0002_rows.py', at: 'site.delete()', message: 'deleted' },
      ],
    },
    {
      title: "Content types that are not the plugin's",
      forms: [184],
      flow: true,
      files: {
        'netbox_example/migrations/0002_types.py': `from django.db import migrations


def clean(apps, schema_editor):
    types = apps.get_model('contenttypes', 'ContentType').objects
    types.filter(app_label='dcim').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_types.py',
          at: "types.filter(app_label='dcim').delete()",
          message: 'contentTypes',
        },
      ],
    },
    {
      forms: [171],
      files: {
        'netbox_example/migrations/0002_rows.py': `from django.db import migrations


def write(apps, schema_editor):
    apps.get_model('extras', 'CustomField').objects.create(name='colour', type='text')
    apps.get_model('core', 'ObjectChange').objects.filter(user_name='').update(user_name='unknown')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_rows.py',
          at: "apps.get_model('extras', 'CustomField').objects.create(name='colour', type='text')",
          message: 'inserted',
        },
        {
          file: 'netbox_example/migrations/0002_rows.py',
          at: "apps.get_model('core', 'ObjectChange').objects.filter(user_name='').update(user_name='unknown')",
          message: 'changed',
        },
      ],
    },
    {
      forms: [184],
      files: {
        'netbox_example/migrations/0002_types.py': `from django.db import migrations


def clean(apps, schema_editor):
    apps.get_model('contenttypes', 'ContentType').objects.filter(app_label='dcim').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_types.py',
          at: "apps.get_model('contenttypes', 'ContentType').objects.filter(app_label='dcim').delete()",
          message: 'contentTypes',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Core rows read, own rows written, and own rows taken back in reverse_code',
      forms: [171],
      files: {
        'netbox_example/migrations/0002_rows.py': `from django.db import migrations


def fill(apps, schema_editor):
    Device = apps.get_model('dcim', 'Device')
    Widget = apps.get_model('netbox_example', 'Widget')
    ContentType = apps.get_model('contenttypes', 'ContentType')
    ContentType.objects.get_or_create(app_label='netbox_example', model='widget')
    for device in Device.objects.filter(name='x'):
        Widget.objects.get_or_create(name=device.name, device=device)
    seen = set()
    seen.update(['a'])


def back(apps, schema_editor):
    apps.get_model('extras', 'CustomField').objects.filter(name='colour').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(fill, back)]
`,
      },
    },
    {
      title: 'The same outside of migrations',
      files: {
        'netbox_example/jobs.py': `from dcim.models import Site


def retire(slug):
    Site.objects.filter(slug=slug).update(status='retired')
`,
      },
    },
    {
      forms: [184],
      files: {
        'netbox_example/migrations/0002_types.py': `from django.db import migrations


def clean(apps, schema_editor):
    types = apps.get_model('contenttypes', 'ContentType')
    types.objects.filter(app_label='netbox_example', model='gadget').delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
`,
      },
    },
  ],
  check(model, host, report) {
    const apps = host.facts.apps();
    for (const write of model.migrations.rowWrites) {
      if (!write.inMigration || write.backwards) continue;
      const app = write.ofApp;
      if (
        write.model !== 'contenttypes.ContentType' ||
        write.effect !== 'delete' ||
        app === null ||
        !apps.get(app)?.core
      )
        continue;
      report(write.at, 'contentTypes', { call: `${write.method}()`, app }, { trace: write.trace });
    }
    // Every row without need, and the configuration, are other rules' matters.
    const writes = model.migrations.rowWrites.filter(
      write =>
        write.core &&
        write.inMigration &&
        !write.backwards &&
        !(write.everyRow && !write.withOwnModels) &&
        !write.model.endsWith('.ConfigRevision'),
    );
    for (const { write, models } of groupByPlace(writes)) {
      const message = write.effect === 'insert' ? 'inserted' : write.effect === 'delete' ? 'deleted' : 'changed';
      report(write.at, message, { call: `${write.method}()`, models }, { trace: write.trace });
    }
  },
});
