import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'required-and-default-setting',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A setting is both required and given a default.',
  why: 'NetBox asks for a required setting before it fills in defaults, so that the default can never take effect.',
  remedy: 'Name the setting in one of the two places.',
  source: {
    sentence:
      'If a configuration parameter is listed in both `required_settings` and `default_settings`, the default setting will be ignored.',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    both: "'{name}' is in required_settings and in default_settings: NetBox insists on it, and the default is ignored. Keep one of the two.",
  },
  invalid: [
    {
      title: 'A required setting that has a default',
      forms: [132],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

REQUIRED = ['token']


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = REQUIRED
    default_settings = {'page_size': 50, **{'token': ''}}


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'token'", nth: 2, message: 'both' }],
    },
    {
      forms: [132],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'token': ''}


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'token'", nth: 2, message: 'both' }],
    },
  ],
  valid: [
    {
      title: 'Different settings',
      forms: [132],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'token_header': 'Authorization'}


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, settings } of model.settings.declared) {
      for (const setting of settings) {
        if (setting.kind !== 'default') continue;
        const required = settings.find(one => one.kind === 'required' && one.name === setting.name);
        if (!required) continue;
        report(
          setting.at,
          'both',
          { name: setting.name },
          {
            plugin: plugin.module,
            related: [{ at: required.at, message: 'required here' }],
          },
        );
      }
    }
  },
});
