import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'configuration-row',
  limit: 'core-settings',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A revision of NetBox's dynamic configuration is written.",
  why: "The newest ConfigRevision is NetBox's configuration: whoever writes one changes validators, banners or protection rules for everybody, over the head of the administrator, and it stays when the plugin is removed.",
  remedy:
    "Tell the administrator what to set under Admin > System, or keep the plugin's own settings in PLUGINS_CONFIG.",
  source: {
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    written:
      '{call} writes a ConfigRevision, which changes the configuration of NetBox itself and outlives the plugin. Let the administrator set it.',
    asked: {
      text: '{call} writes a ConfigRevision, which changes the configuration of NetBox itself. Leave that to the page that NetBox has for it.',
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'In a migration, and in ready() through a helper',
      forms: [80],
      flow: true,
      files: {
        'netbox_example/migrations/0002_config.py': `from django.db import migrations


def install(apps, schema_editor):
    ConfigRevision = apps.get_model('core', 'ConfigRevision')
    ConfigRevision.objects.create(data={'CUSTOM_VALIDATORS': {}})


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
`,
        'netbox_example/signals.py': `from core.models import ConfigRevision


def change(model, **values):
    revision = model(data=values)
    revision.save()


change(ConfigRevision, BANNER_TOP='Mine')
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_config.py',
          at: "ConfigRevision.objects.create(data={'CUSTOM_VALIDATORS': {}})",
          message: 'written',
        },
        { file: 'netbox_example/signals.py', at: 'revision.save()', message: 'written' },
      ],
    },
    {
      files: {
        'netbox_example/views.py': `from core.models import ConfigRevision
from django.views.generic import View


class BannerView(View):
    def post(self, request):
        ConfigRevision.objects.create(data={'BANNER_TOP': 'Mine'})
`,
        'netbox_example/urls.py': 'urlpatterns = []\n',
      },
      reports: [
        {
          file: 'netbox_example/views.py',
          at: "ConfigRevision.objects.create(data={'BANNER_TOP': 'Mine'})",
          message: 'asked',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Reading the newest revision',
      forms: [80],
      files: {
        'netbox_example/jobs.py': `from core.models import ConfigRevision


def current():
    return ConfigRevision.objects.last().data
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const write of model.migrations.rowWrites) {
      if (!write.model.endsWith('.ConfigRevision') || !write.core || write.backwards) continue;
      const asked =
        write.phase === 'request' ||
        write.phase === 'job' ||
        write.phase === 'command' ||
        (write.phase === 'call' && !write.inMigration);
      const details = write.optIn ? { trace: write.trace, severity: 'warning' as const } : { trace: write.trace };
      report(write.at, asked ? 'asked' : 'written', { call: `${write.method}()` }, details);
    }
  },
});
