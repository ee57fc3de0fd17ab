import { defineRule } from '../../src/rule.ts';

const CONFIG = (imports: string): string => `from netbox.plugins import PluginConfig

${imports}


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50}


config = ExampleConfig
`;

export default defineRule({
  id: 'early-setting-read',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A setting of the plugin's own is read while NetBox imports its package.",
  why: "NetBox imports the package first, and fills `default_settings` into the plugin's section of `PLUGINS_CONFIG` afterwards. Until then the section holds what the operator wrote, or is not there.",
  remedy: 'Read the setting in `ready()`, or in the function that needs it.',
  source: {
    sentence: 'A dictionary of configuration parameters and their default values',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    item: "NetBox imports this before it fills in the default of '{name}': KeyError, and NetBox does not start, unless the operator sets it. Read it in ready(), or where it is used.",
    section:
      "NetBox imports this before it fills in the default of '{name}': without a section for {module} in PLUGINS_CONFIG it does not start (ImproperlyConfigured), with one the default is None here. Read it in ready(), or where it is used.",
    default:
      "NetBox imports this before it fills in the default of '{name}', so that it has no effect here. Read it in ready(), or where it is used.",
  },
  invalid: [
    {
      title: 'In the package itself, and in a module that it imports',
      files: {
        'netbox_example/__init__.py': CONFIG('from .options import PAGE_SIZE  # noqa: F401'),
        'netbox_example/options.py': `from django.conf import settings
from netbox.plugins import get_plugin_config

PAGE_SIZE = settings.PLUGINS_CONFIG['netbox_example']['page_size']


def size():
    return get_plugin_config('netbox_example', 'page_size')


SIZE = size()
SAFE = settings.PLUGINS_CONFIG.get('netbox_example', {}).get('page_size', 10)
`,
      },
      reports: [
        {
          file: 'netbox_example/options.py',
          at: "settings.PLUGINS_CONFIG['netbox_example']['page_size']",
          message: 'item',
        },
        {
          file: 'netbox_example/options.py',
          at: "get_plugin_config('netbox_example', 'page_size')",
          message: 'section',
        },
        {
          file: 'netbox_example/options.py',
          at: "settings.PLUGINS_CONFIG.get('netbox_example', {}).get('page_size', 10)",
          message: 'default',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Read later, required, with the same default, or with a way out',
      files: {
        'netbox_example/__init__.py': CONFIG('from . import options  # noqa: F401'),
        'netbox_example/options.py': `from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from netbox.plugins import get_plugin_config

TOKEN = settings.PLUGINS_CONFIG['netbox_example']['token']
PAGE_SIZE = settings.PLUGINS_CONFIG.get('netbox_example', {}).get('page_size', 50)
try:
    SIZE = get_plugin_config('netbox_example', 'page_size')
except ImproperlyConfigured:
    SIZE = 50


def size():
    return get_plugin_config('netbox_example', 'page_size')
`,
      },
    },
    {
      title: 'In a module that is imported with the URLs',
      files: {
        'netbox_example/views.py': `from netbox.plugins import get_plugin_config

SIZE = get_plugin_config('netbox_example', 'page_size')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, use, trace } of model.settings.earlyReads) {
      const { name, how, fallback, readAt } = use;
      const declared = model.settings.declared.find(one => one.plugin === plugin)?.settings ?? [];
      const setting = declared.find(one => one.name === name && one.kind === 'default');
      // The operator has to give a required one; of one that is not declared another rule speaks.
      if (name === null || !setting || declared.some(one => one.name === name && one.kind === 'required')) continue;
      const same =
        fallback?.known === true &&
        setting.value?.known === true &&
        JSON.stringify(fallback.value) === JSON.stringify(setting.value.value);
      const details = { plugin: plugin.module, trace };
      if (how === 'item') report(readAt, 'item', { name }, details);
      else if (how === 'function') report(readAt, 'section', { name, module: plugin.module }, details);
      else if (!same) report(readAt, 'default', { name }, details);
    }
  },
});
