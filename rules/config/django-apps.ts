import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'django-apps',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: '`django_apps` names the plugin itself.',
  why: "NetBox takes the plugin's own package out of the list with `list.pop(name)`, which raises TypeError, so that it does not start.",
  remedy:
    'Leave the package out of `django_apps`; to load apps after the plugin, name the config class (`my_plugin.MyConfig`).',
  source: {
    sentence: "Apps from this list are inserted *before* the plugin's `PluginConfig` in the order defined.",
    where: 'docs/plugins/development/index.md, Important Notes About `django_apps`',
  },
  messages: {
    itself:
      "'django_apps' holds the plugin's own package: NetBox tries list.pop('{module}'), which raises TypeError, and does not start. Leave it out, or name the class: '{cls}'.",
  },
  invalid: [
    {
      title: 'The plugin lists itself',
      forms: [139],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

APPS = ['netbox_example']


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = APPS


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'django_apps', message: 'itself' }],
    },
    {
      forms: [139],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['netbox_example']


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'django_apps', message: 'itself' }],
    },
  ],
  valid: [
    {
      title: 'The class of the plugin, and a package below it',
      forms: [139],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['netbox_example.ExampleConfig', 'netbox_example.extra']


config = ExampleConfig
`,
        'netbox_example/extra/__init__.py': '',
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, attributes } of model.settings.startup) {
      const read = attributes.find(one => one.name === 'django_apps')?.read ?? 0;
      const apps = plugin.config?.attributes.get('django_apps');
      if (!apps?.literal.known || !Array.isArray(apps.literal.value) || (read & host.releases) === 0) continue;
      if (apps.literal.value.includes(plugin.module)) {
        const cls = `${plugin.config?.module ?? plugin.module}.${plugin.config?.name ?? ''}`;
        report(apps.at, 'itself', { module: plugin.module, cls }, { plugin: plugin.module });
      }
    }
  },
});
