import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'plugin-configuration-change',
  limit: 'core-settings',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'The configuration of plugins is changed.',
  why: "`PLUGINS_CONFIG` is what the operator wrote. Another plugin's part of it is not this plugin's to change, and its own part is filled with defaults by NetBox itself.",
  remedy: 'Put defaults into `default_settings`; compute derived values where they are used.',
  source: {
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    foreign:
      "{target} changes the configuration of another plugin or of all plugins, which is the operator's. Leave it as it is.",
    own: {
      text: "{target} changes the plugin's own configuration while NetBox runs, which hides what the operator wrote. Put defaults into default_settings.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Another plugin',
      forms: [77],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.PLUGINS_CONFIG['netbox_other']['token'] = 'x'
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.PLUGINS_CONFIG['netbox_other']['token']",
          message: 'foreign',
        },
      ],
    },
    {
      title: 'Its own part, at run time',
      files: {
        'netbox_example/patches.py': `from django.conf import settings

mine = settings.PLUGINS_CONFIG['netbox_example']
mine['page_size'] = 10
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "mine['page_size']", message: 'own' }],
    },
    {
      forms: [77],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings


def put(config, **values):
    config.update(values)


put(settings.PLUGINS_CONFIG.get('netbox_other'), token='x')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'config.update(values)', message: 'foreign' }],
    },
    {
      forms: [77],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings

from .helpers import configure

configure(settings, 'netbox_other', token='x')
`,
        'netbox_example/helpers.py': `def configure(configuration, plugin, **values):
    known = configuration.PLUGINS_CONFIG
    options = known.setdefault(plugin, {})
    options.update(values)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'known.setdefault(plugin, {})', message: 'foreign' },
        { file: 'netbox_example/helpers.py', at: 'options.update(values)', message: 'foreign' },
      ],
    },
  ],
  valid: [
    {
      title: 'Reading',
      forms: [77],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

size = settings.PLUGINS_CONFIG['netbox_example'].get('page_size', 50)
`,
      },
    },
    {
      title: 'validate() of the plugin',
      forms: [77],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50}

    @classmethod
    def validate(cls, user_config, netbox_version):
        super().validate(user_config, netbox_version)
        user_config['page_size'] = int(user_config['page_size'])


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'plugin-settings')) continue;
      report(touch.at, touch.ownKey ? 'own' : 'foreign', { target: touch.target }, detailsOf(touch));
    }
  },
});
