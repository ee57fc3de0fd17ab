import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unknown-attribute',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The PluginConfig has an attribute that NetBox does not read.',
  why: 'NetBox reads fixed names from the class. A misspelt one, or one that the release does not know, is ignored without a word: the bound does not hold, the menu does not appear.',
  remedy: 'Correct the name, or remove the attribute.',
  source: {
    sentence:
      'Each plugin should provide its own subclass, defining its name, metadata, and default and required configuration parameters.',
    where: 'docs/plugins/development/index.md, PluginConfig',
  },
  messages: {
    misspelt: "NetBox does not read '{name}', so it has no effect. It reads '{meant}': is that what is meant?",
    spare:
      "NetBox does not read '{name}', so it has no effect. It reads '{meant}', which is given as well: put the value there, or remove the attribute.",
    gone: {
      text: "NetBox does not read '{name}' any more: the last release that did is {last}. Remove it.",
      severity: 'info',
    },
    early:
      "NetBox reads '{name}' from {first} on, and ignores it in older releases that this plugin accepts. Raise min_version, or do without it there.",
  },
  invalid: [
    {
      title: 'Misspelt',
      forms: [128],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    default_setings = {'page_size': 50}
    netbox_min_version = '4.5.0'


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'default_setings', message: 'misspelt' },
        { file: 'netbox_example/__init__.py', at: 'netbox_min_version', message: 'misspelt' },
      ],
    },
    {
      title: 'Misspelt, beside the right one',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
    min_netbox_version = '4.6.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_netbox_version', message: 'spare' }],
    },
    {
      title: 'Removed from NetBox, in a base class of its own',
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


class Base(PluginConfig):
    caching_config = {}
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'
    min_version = '4.5.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'caching_config', message: 'gone' }],
    },
    {
      title: 'Newer than the oldest release',
      forms: [129],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.0.0'
    events_pipeline = ['netbox_example.events.handle']


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'events_pipeline', message: 'early' }],
    },
    {
      forms: [128],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


def configure(**values):
    return type('Base', (PluginConfig,), values)


Base = configure(default_setings={'page_size': 50}, author='Example')
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: "type('Base', (PluginConfig,), values)", message: 'misspelt' }],
    },
    {
      forms: [129],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig

PIPELINE = ('netbox_example.events.handle',)


class Base(PluginConfig):
    events_pipeline = list(PIPELINE)
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'
    min_version = '4.0.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'events_pipeline', message: 'early' }],
    },
  ],
  valid: [
    {
      title: 'Attributes of its own, which its code reads',
      forms: [128],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
    default_auto_field = 'django.db.models.BigAutoField'
    plugin_min_version = '1.0'
    _cache = None

    def ready(self):
        super().ready()
        return self.plugin_min_version


config = ExampleConfig
`,
      },
    },
    {
      title: 'An empty attribute that the oldest release does not know',
      forms: [129],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.0.0'
    events_pipeline = []


config = ExampleConfig
`,
      },
    },
  ],
  check(model, host, report) {
    const { facts } = host;
    for (const { plugin, attributes, unknownAttributes } of model.settings.startup) {
      if (plugin.config?.base !== 'plugin-config') continue;
      const details = { plugin: plugin.module };
      for (const { name, at, meant, used } of unknownAttributes) {
        if (meant === null || used) continue;
        report(at, plugin.config.attributes.has(meant) ? 'spare' : 'misspelt', { name, meant }, details);
      }
      for (const { name, at, read, empty } of attributes) {
        const without = host.releases & ~read;
        if (without === 0 || read === facts.all) continue;
        const first = facts.releases.findIndex((_, index) => (read >> index) & 1);
        const last = 31 - Math.clz32(read);
        if (last < host.newest && (read & host.releases) === 0) {
          report(at, 'gone', { name, last: facts.releases[last] ?? '' }, details);
        } else if (empty === false && host.chosenBy !== 'default' && first > 0 && last === facts.releases.length - 1) {
          const releases = host.versions(without);
          const minor = (facts.releases[first] ?? '').replace(/\.\d+$/, '');
          report(at, 'early', { name, first: minor }, { ...details, releases });
        }
      }
    }
  },
});
