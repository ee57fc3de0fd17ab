import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'version-mismatch',
  limit: 'config',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'The version of the PluginConfig is not that of the distribution.',
  why: "NetBox shows the PluginConfig's version in its list of plugins and compares it with the newest one published; pip knows only the distribution's.",
  remedy: 'Take the version from one place, for example `importlib.metadata.version()`.',
  source: {
    sentence: 'Current release ([semantic versioning](https://semver.org/) is encouraged)',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    differs:
      "The plugin says it is version {version}, but its distribution is {distribution}: NetBox shows the wrong one. Take it from importlib.metadata.version('{name}').",
  },
  invalid: [
    {
      title: 'A version that was forgotten',
      forms: [152],
      flow: true,
      files: {
        'netbox_example/version.py': `__version__ = '0.9.0'
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .version import __version__


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = __version__


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'version', nth: 3, message: 'differs' }],
    },
    {
      forms: [152],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = '0.9.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'version', message: 'differs' }],
    },
  ],
  valid: [
    {
      title: 'Another spelling of the same version, or the metadata itself',
      forms: [152],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = 'v1.0'


config = ExampleConfig
`,
      },
    },
    {
      forms: [152],
      files: {
        'netbox_example/__init__.py': `from importlib.metadata import version as version_of

from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    version = version_of('netbox-example')


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    const { name } = model.package.distribution;
    for (const { plugin, version } of model.settings.startup) {
      if (version?.differs !== true) continue;
      report(
        version.at,
        'differs',
        { version: version.text, distribution: version.distribution, name: name?.value ?? plugin.module },
        { plugin: plugin.module },
      );
    }
  },
});
