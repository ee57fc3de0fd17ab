import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'undeclared-setting',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The code reads a setting that the plugin does not declare.',
  why: 'What stands neither in `required_settings` nor in `default_settings` is there only when the operator happens to set it; a misspelt name is never there.',
  remedy: 'Add the setting to `default_settings` or `required_settings`, or correct the name.',
  source: {
    sentence: 'A dictionary of configuration parameters and their default values',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    item: "The setting '{name}' is declared nowhere, so that this raises KeyError unless the operator sets it. Add it to default_settings or required_settings.",
    none: {
      text: "The setting '{name}' is declared nowhere, so that this is None unless the operator sets it. Add it to default_settings or required_settings.",
      severity: 'info',
    },
    misspelt: "The plugin declares no setting '{name}'. It declares '{meant}': is that what is meant?",
  },
  invalid: [
    {
      title: 'By every road',
      forms: [133],
      flow: true,
      files: {
        'netbox_example/jobs.py': `from django.conf import settings
from netbox.plugins import get_plugin_config

mine = settings.PLUGINS_CONFIG['netbox_example']


def read(name):
    return mine[name]


values = read('retries'), get_plugin_config('netbox_example', 'proxy'), mine.get('page_sise')
`,
      },
      reports: [
        { file: 'netbox_example/jobs.py', at: "'retries'", message: 'item' },
        { file: 'netbox_example/jobs.py', at: "'proxy'", message: 'none' },
        { file: 'netbox_example/jobs.py', at: "'page_sise'", message: 'misspelt' },
      ],
    },
    {
      forms: [133],
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

retries = get_plugin_config('netbox_example', 'retries')
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: "'retries'", message: 'none' }],
    },
    {
      title: 'Beside a declared one',
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

sizes = get_plugin_config('netbox_example', 'page_size_2'), get_plugin_config('netbox_example', 'page_sizes')
`,
      },
      reports: [
        { file: 'netbox_example/jobs.py', at: "'page_size_2'", message: 'none' },
        { file: 'netbox_example/jobs.py', at: "'page_sizes'", message: 'none' },
      ],
    },
  ],
  valid: [
    {
      title: 'A name that only begins like a declared one, with a default at the read',
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

values = [
    get_plugin_config('netbox_example', name, default=1)
    for name in ('page_size2', 'page_sizes', 'my_page_size', 'max_page_size')
]
`,
      },
    },
    {
      title: 'A default at the read, a condition, another plugin',
      forms: [133],
      files: {
        'netbox_example/jobs.py': `from django.conf import settings
from netbox.plugins import get_plugin_config

mine = settings.PLUGINS_CONFIG['netbox_example']
values = [get_plugin_config('netbox_example', 'retries', default=3), get_plugin_config('netbox_other', 'proxy')]
if 'proxy' in mine:
    values.append(mine['proxy'])
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, settings, filled, open } of model.settings.declared) {
      if (open || plugin.config?.base !== 'plugin-config') continue;
      const names = new Set([...settings.map(one => one.name), ...filled]);
      for (const use of model.settings.uses) {
        if (use.plugin !== plugin.module || use.name === null || names.has(use.name)) continue;
        if (use.guarded || use.phase === 'dead') continue;
        const { name } = use;
        const meant = model.settings.misspelt(name, [...names]);
        const details = { plugin: plugin.module, trace: use.trace };
        if (meant !== null) report(use.at, 'misspelt', { name, meant }, details);
        else if (use.how === 'item') report(use.at, 'item', { name }, details);
        else if (use.fallback === null) report(use.at, 'none', { name }, details);
      }
    }
  },
});
