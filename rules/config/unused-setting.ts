import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unused-setting',
  limit: 'config',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'A declared setting is read nowhere.',
  why: 'Operators set it and nothing changes; a required one is asked for in vain.',
  remedy: 'Remove the declaration, or use the setting.',
  source: {
    sentence: 'A dictionary of configuration parameters and their default values',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    default:
      "Nothing in the package reads the setting '{name}', so that it has no effect. Remove it from default_settings, or use it.",
    required:
      "The setting '{name}' is required, but nothing in the package reads it. Remove it from required_settings, or use it.",
  },
  invalid: [
    {
      title: 'Settings that nothing reads',
      forms: [134],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

DEFAULTS = {'page_size': 50, 'colour': 'red'}


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token', 'region']
    default_settings = DEFAULTS


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: "'colour'", message: 'default' },
        { file: 'netbox_example/__init__.py', at: "'region'", message: 'required' },
      ],
    },
    {
      forms: [134],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50, 'colour': 'red'}


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'colour'", message: 'default' }],
    },
  ],
  valid: [
    {
      title: 'Read in a template, or by a computed name',
      forms: [134],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50, 'colour': 'red'}


config = ExampleConfig
`,
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<div style="color: {{ config.colour }}"></div>
`,
      },
    },
    {
      title: 'All settings walked over',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50, 'colour': 'red'}


config = ExampleConfig
`,
        'netbox_example/jobs.py': `from django.conf import settings


def show():
    return list(settings.PLUGINS_CONFIG['netbox_example'].items())
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, setting } of model.settings.unread) {
      report(setting.at, setting.kind, { name: setting.name }, { plugin: plugin.module });
    }
  },
});
