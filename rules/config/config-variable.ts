import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'config-variable',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'The `config` variable of a plugin does not lead to a PluginConfig class.',
  why: 'NetBox imports each entry of `PLUGINS` and takes the class from its `config` variable. Without it, or with something else in it, NetBox does not start.',
  remedy:
    "Define a subclass of `netbox.plugins.PluginConfig` in the package's `__init__.py` and bind it: `config = MyPluginConfig`.",
  source: {
    sentence: "NetBox looks for the `config` variable within a plugin's `__init__.py` to load its configuration.",
    where: 'docs/plugins/development/index.md, PluginConfig',
  },
  messages: {
    missing:
      "{module} does not bind 'config', so NetBox refuses to start with it. Add 'config = {cls}' to {module}/__init__.py.",
    unbound: {
      text: "{module} does not bind 'config', so NetBox cannot load {cls}. Bind it, or remove the class if another one is meant.",
      severity: 'warning',
      breaks: false,
    },
    appConfig:
      "{cls} is Django's AppConfig, not NetBox's PluginConfig: the package cannot stand in PLUGINS and must be put into INSTALLED_APPS by hand. Derive the class from netbox.plugins.PluginConfig and bind it to 'config'.",
    other:
      "'config' is {what}, not a subclass of PluginConfig, so NetBox fails when it validates the plugin. Bind the class itself.",
  },
  invalid: [
    {
      title: 'Nothing bound',
      forms: [120],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


configuration = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'ExampleConfig', nth: 1, message: 'missing' }],
    },
    {
      title: 'A second class that nothing binds',
      files: {
        'netbox_example/extra/__init__.py': `from netbox.plugins import PluginConfig


class ExtraConfig(PluginConfig):
    name = 'netbox_example.extra'
`,
      },
      reports: [{ file: 'netbox_example/extra/__init__.py', at: 'ExtraConfig', message: 'unbound' }],
    },
    {
      title: "Django's AppConfig alone",
      forms: [121],
      files: {
        'netbox_example/__init__.py': `default_app_config = 'netbox_example.apps.ExampleConfig'
`,
        'netbox_example/apps.py': `import django.apps


class ExampleConfig(django.apps.AppConfig):
    name = 'netbox_example'
`,
      },
      reports: [{ file: 'netbox_example/apps.py', at: 'ExampleConfig', message: 'appConfig' }],
    },
    {
      title: 'An instance',
      forms: [121],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from .apps import make

config = make()
`,
        'netbox_example/apps.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


def make():
    return ExampleConfig('netbox_example', None)
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'config', message: 'other' }],
    },
    {
      forms: [120],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


def build():
    class ExampleConfig(PluginConfig):
        name = 'netbox_example'

    return ExampleConfig


settings = build()
`,
        'netbox_example/__init__.py': `from .base import settings  # noqa: F401
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'ExampleConfig', nth: 1, message: 'missing' }],
    },
    {
      forms: [121],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = 'netbox_example.ExampleConfig'
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'config', message: 'other' }],
    },
  ],
  valid: [
    {
      title: 'A class made by a function',
      forms: [120],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


def make(size):
    class ExampleConfig(PluginConfig):
        name = 'netbox_example'
        default_settings = {'page_size': size}

    return ExampleConfig


config = make(50)
`,
      },
    },
    {
      title: 'A fallback base for use outside NetBox',
      files: {
        'netbox_example/__init__.py': `try:
    from netbox.plugins import PluginConfig
except ImportError:

    class PluginConfig:
        pass


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
    },
    {
      forms: [121],
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


class Base(PluginConfig):
    author = 'Example'


class Middle(Base):
    author_email = 'example@example.com'
`,
        'netbox_example/__init__.py': `from .base import Middle


class ExampleConfig(Middle):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    const bound = model.plugins.some(plugin => plugin.binding.kind === 'class');
    for (const { module, config, binding } of model.plugins) {
      const details = { plugin: module };
      if (binding.kind === 'not-a-plugin-config' && config?.base !== 'app-config') {
        report(binding.at, 'other', { what: binding.what }, details);
      } else if (config?.base === 'app-config') {
        if (!bound) report(config.at, 'appConfig', { cls: config.name }, details);
      } else if (binding.kind === 'missing' && config) {
        report(config.at, bound ? 'unbound' : 'missing', { module, cls: config.name }, details);
      }
    }
  },
});
