import { secretsIn } from '../../src/plugin/settings/secret.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'secret-default',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A secret has a default that looks like a real one.',
  why: 'Whoever can read the package knows the default, and it works wherever the operator has not set another one.',
  remedy: 'Make the setting required, or leave its default empty and do without the service.',
  source: {
    sentence: 'A list of any configuration parameters that **must** be defined by the user',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    real: "The default of '{name}' looks like a real secret, and everybody who has the package knows it. Put the setting into required_settings, or leave its default empty.",
  },
  invalid: [
    {
      title: 'A token, and a password inside of another setting',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

DATABASE = {'user': 'netbox', 'password': 'J5brHrAXFLQSif0K'}


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {
        'api_token': '0123456789abcdef0123456789abcdef01234567',
        'admin_password': 'admin',
        'database': DATABASE,
    }


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: "'J5brHrAXFLQSif0K'", message: 'real' },
        { file: 'netbox_example/__init__.py', at: "'0123456789abcdef0123456789abcdef01234567'", message: 'real' },
        { file: 'netbox_example/__init__.py', at: "'admin'", message: 'real' },
      ],
    },
  ],
  valid: [
    {
      title: 'Nothing, a place to fill in, a name of something else',
      files: {
        'netbox_example/__init__.py': `import os

from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {
        'api_token': '',
        'password': None,
        'secret': '<your secret>',
        'proxy_password': 'change-me',
        'auth_token': 'your_token_here',
        'access_key': 'NETBOX_ACCESS_KEY',
        'private_key': '/etc/netbox/key.pem',
        'client_secret': os.environ.get('CLIENT_SECRET', ''),
        'use_password': True,
        'token_header': 'X-Auth-Token-1234',
        'password_secret': 'Password',
    }


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const plugin of model.plugins) {
      const value = plugin.config?.value;
      if (!value || plugin.config?.base !== 'plugin-config') continue;
      for (const { path, at } of secretsIn(plugin)) {
        report(at, 'real', { name: path.join('.') }, { plugin: plugin.module });
      }
    }
  },
});
