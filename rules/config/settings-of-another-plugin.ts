import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'settings-of-another-plugin',
  limit: 'config',
  severity: 'error',
  breaks: false,
  since: '0.1.0',
  summary: 'Settings are read under a name that is not that of the plugin.',
  why: '`get_plugin_config()` and `PLUGINS_CONFIG` know a plugin by its entry in `PLUGINS`, the package name. Any other name raises an exception when the setting is read.',
  remedy: "Use the package's name, with underscores.",
  source: {
    sentence: 'Plugin configuration parameters can be accessed using the `get_plugin_config()` function.',
    where: 'docs/plugins/development/index.md, Accessing Config Parameters',
  },
  messages: {
    wrong:
      "There is no plugin '{name}' (this one is '{module}'), so that reading its settings raises an exception. Write '{module}'.",
    other: {
      text: "This reads the settings of another plugin, '{name}', and fails where that is not installed. Catch the failure, or take what you need from an interface of that plugin.",
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'The name of the distribution',
      forms: [135],
      flow: true,
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

PLUGIN = 'netbox-example'


def size(plugin=PLUGIN):
    return get_plugin_config(plugin, 'page_size')


value = size()
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: "'netbox-example'", message: 'wrong' }],
    },
    {
      title: 'Another plugin',
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

value = get_plugin_config('acme_secrets', 'page_size')
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: "'acme_secrets'", message: 'other' }],
    },
    {
      forms: [135],
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config

size = get_plugin_config('netbox-example', 'page_size')
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: "'netbox-example'", message: 'wrong' }],
    },
  ],
  valid: [
    {
      title: 'Another plugin, where it is installed',
      forms: [135],
      files: {
        'netbox_example/jobs.py': `from netbox.plugins import get_installed_plugins, get_plugin_config

value = get_plugin_config('netbox_example', 'page_size')
if 'acme_secrets' in get_installed_plugins():
    value = get_plugin_config('acme_secrets', 'page_size')
`,
      },
    },
  ],
  check(model, _host, report) {
    const modules = model.plugins.map(plugin => plugin.module);
    const [first] = modules;
    if (first === undefined || model.plugins.every(plugin => plugin.config?.base !== 'plugin-config')) return;
    for (const use of model.settings.uses) {
      const { plugin: name, pluginAt, guarded, phase, trace } = use;
      if (name === null || modules.includes(name) || guarded || phase === 'dead') continue;
      // A name that says the same in another spelling, or is a letter off, is a mistake; others are other plugins.
      const meant = model.settings.sameName(name, modules);
      if (meant !== null) report(pluginAt, 'wrong', { name, module: meant }, { plugin: meant, trace });
      else if (use.how !== 'get') report(pluginAt, 'other', { name }, { trace });
    }
  },
});
