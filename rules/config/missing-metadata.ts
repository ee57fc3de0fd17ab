import { defineRule } from '../../src/rule.ts';

/** What NetBox shows of a plugin (netbox/plugins/__init__.py, "Plugin metadata"); each is an empty string where it is not given. */
const SHOWN = ['verbose_name', 'version', 'description'] as const;

export default defineRule({
  id: 'missing-metadata',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The PluginConfig does not say what the plugin is called, does or which version it is.',
  why: 'NetBox lists installed plugins with name, version and description, compares the version with the newest one published, and puts menu items under the verbose name. What is not given stays empty, or is made from the label.',
  remedy:
    "Set `verbose_name`, `version` and `description`; the last two can come from the distribution's metadata (`importlib.metadata`).",
  source: {
    sentence:
      'Each plugin should provide its own subclass, defining its name, metadata, and default and required configuration parameters.',
    where: 'docs/plugins/development/index.md, PluginConfig',
  },
  messages: {
    missing:
      "{cls} does not give {names}, so that NetBox's list of plugins and its menu cannot show them. Add what is missing.",
  },
  invalid: [
    {
      title: 'Nothing but the name',
      forms: [127],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'ExampleConfig', nth: 1, message: 'missing' }],
    },
    {
      title: 'In classes made by a function',
      forms: [127],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.plugins import PluginConfig


def make(**values):
    return type('ExampleConfig', (PluginConfig,), values)
`,
        'netbox_example/__init__.py': `from .base import make

config = make(name='netbox_example', verbose_name='Example', version='1.0.0')
`,
      },
      reports: [
        {
          file: 'netbox_example/base.py',
          at: "type('ExampleConfig', (PluginConfig,), values)",
          message: 'missing',
        },
      ],
    },
  ],
  valid: [
    {
      title: "From the distribution's metadata, and from a base class",
      forms: [127],
      files: {
        'netbox_example/base.py': `from importlib.metadata import metadata

from netbox.plugins import PluginConfig

data = metadata('netbox-example')


class Base(PluginConfig):
    verbose_name = data['Name'].title()
    description = data['Summary']
    version = data['Version']
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
    },
    {
      title: 'Names bound in a loop',
      files: {
        'netbox_example/__init__.py': `from importlib.metadata import metadata

from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    verbose_name = 'Example'
    for key in metadata('netbox-example'):
        locals()[key.lower()] = metadata('netbox-example')[key]


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin } of model.settings.startup) {
      const { config } = plugin;
      if (config?.base !== 'plugin-config' || config.open) continue;
      const missing = SHOWN.filter(name => {
        const literal = config.attributes.get(name)?.literal;
        return !literal || (literal.known && (literal.value === '' || literal.value === null));
      });
      if (missing.length === 0) continue;
      report(config.at, 'missing', { cls: config.name, names: missing.join(', ') }, { plugin: plugin.module });
    }
  },
});
