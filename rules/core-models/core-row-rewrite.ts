import { groupByPlace } from '../../src/plugin/migrations/row-groups.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-row-rewrite',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A migration rewrites or deletes every row of a core model.',
  why: "What a core column holds is NetBox's and its users' matter. A migration that rewrites it throughout, with no data of the plugin involved, changes how NetBox itself behaves, past its change log, and installing the plugin is enough to trigger it.",
  remedy: 'Keep the value that the plugin needs in a model of its own, or compute it where it is shown.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    rewritten:
      '{call} rewrites every row of {models} in NetBox with no data of the plugin involved. Keep the value in a model of the plugin.',
    deleted: '{call} deletes every row of {models} in NetBox. Leave the rows to NetBox and its users.',
  },
  invalid: [
    {
      title: 'A column recomputed, row by row and value by value, through a helper',
      files: {
        'netbox_example/migrations/0002_names.py': `from django.db import migrations


def rename(model):
    for name in model.objects.values_list('name', flat=True).order_by('name').distinct():
        model.objects.filter(name=name).update(_name=name.lower())


def interfaces(apps, schema_editor):
    rename(apps.get_model('dcim', 'Interface'))


def devices(apps, schema_editor):
    for device in apps.get_model('dcim', 'Device').objects.all():
        device.comments = device.comments.strip()
        device.save()


def journal(apps, schema_editor):
    apps.get_model('extras', 'JournalEntry').objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunPython(interfaces, migrations.RunPython.noop),
        migrations.RunPython(devices, migrations.RunPython.noop),
        migrations.RunPython(journal, migrations.RunPython.noop),
    ]
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_names.py',
          at: 'model.objects.filter(name=name).update(_name=name.lower())',
          message: 'rewritten',
        },
        { file: 'netbox_example/migrations/0002_names.py', at: 'device.save()', message: 'rewritten' },
        {
          file: 'netbox_example/migrations/0002_names.py',
          at: "apps.get_model('extras', 'JournalEntry').objects.all().delete()",
          message: 'deleted',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Rows that are picked out, and own rows throughout',
      files: {
        'netbox_example/migrations/0002_names.py': `from django.db import migrations


def repoint(apps, schema_editor):
    ObjectChange = apps.get_model('core', 'ObjectChange')
    ContentType = apps.get_model('contenttypes', 'ContentType')
    old = ContentType.objects.get(app_label='netbox_example', model='thing')
    new = ContentType.objects.get(app_label='netbox_example', model='widget')
    ObjectChange.objects.filter(changed_object_type_id=old.id).update(changed_object_type_id=new.id)


def own(apps, schema_editor):
    for device in apps.get_model('dcim', 'Device').objects.all():
        apps.get_model('netbox_example', 'Widget').objects.filter(device=device).update(name=device.name)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [
        migrations.RunPython(repoint, migrations.RunPython.noop),
        migrations.RunPython(own, migrations.RunPython.noop),
    ]
`,
      },
    },
  ],
  check(model, _host, report) {
    const writes = model.migrations.rowWrites.filter(
      write =>
        write.core &&
        write.inMigration &&
        !write.backwards &&
        write.everyRow &&
        !write.withOwnModels &&
        !write.model.endsWith('.ConfigRevision'),
    );
    for (const { write, models } of groupByPlace(writes)) {
      const data = { call: `${write.method}()`, models };
      report(write.at, write.effect === 'delete' ? 'deleted' : 'rewritten', data, { trace: write.trace });
    }
  },
});
