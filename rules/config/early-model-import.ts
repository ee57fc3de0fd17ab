import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'early-model-import',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "Importing the plugin's package imports models.",
  why: 'NetBox imports the package while it reads its settings, before Django knows any app. A model class that is made then raises AppRegistryNotReady, and NetBox does not start.',
  remedy: 'Move the import into `ready()`, or into the function that needs it.',
  source: {
    sentence: "NetBox looks for the `config` variable within a plugin's `__init__.py` to load its configuration.",
    where: 'docs/plugins/development/index.md, PluginConfig',
  },
  messages: {
    early:
      'Importing {module} makes model classes ({what}) before Django has loaded its apps: AppRegistryNotReady, and NetBox does not start. Import it in ready(), or where it is used.',
  },
  invalid: [
    {
      title: 'Core models, and own ones through another module',
      forms: [142],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from . import helpers


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
        'netbox_example/helpers.py': `from dcim.models import Device
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'helpers', message: 'early' }],
    },
    {
      title: 'Its own models',
      forms: [142],
      files: {
        'netbox_example/__init__.py': `from django.db import models
from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


class Note(models.Model):
    text = models.TextField()


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'Note', message: 'early' }],
    },
  ],
  valid: [
    {
      title: 'In ready(), for a type checker, or with a fallback',
      forms: [142],
      files: {
        'netbox_example/__init__.py': `from typing import TYPE_CHECKING

from netbox.plugins import PluginConfig

if TYPE_CHECKING:
    from dcim.models import Device


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        super().ready()
        from dcim.models import Device  # noqa: F401, F811

    def devices(self):
        from .models import Widget

        return Widget.objects.all()


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, earlyModels } of model.settings.startup) {
      for (const { at, what, trace } of earlyModels) {
        report(at, 'early', { module: plugin.module, what }, { plugin: plugin.module, trace });
      }
    }
  },
});
