import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unknown-release',
  limit: 'version-bounds',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: '`min_version` names a release that NetBox has never published.',
  why: 'A minimum that does not exist is a slip of the pen, or shuts out every release of today.',
  remedy: 'Name the first release that the plugin works with.',
  source: {
    sentence: 'Minimum version of NetBox with which the plugin is compatible',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    never: 'There has never been a NetBox {text}. Name the first release that the plugin works with.',
    future: {
      text: 'NetBox {text} is newer than any release that is known here (the newest is {newest}), so that the plugin could not be checked against it.',
      severity: 'info',
    },
  },
  invalid: [
    {
      title: 'A release that was never published',
      forms: [151],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '3.8.0'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'never' }],
    },
    {
      forms: [151],
      flow: true,
      files: {
        'netbox_example/compat.py': `OLDEST = '99.0.0'
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from . import compat


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = compat.OLDEST


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'future' }],
    },
  ],
  valid: [
    {
      title: 'A minor release, and an open end',
      forms: [151],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5'
    max_version = '4.99.99'


config = ExampleConfig
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, bounds } of model.settings.startup) {
      const { min } = bounds;
      if (!min?.text || min.minor === null) continue;
      const details = { plugin: plugin.module };
      if (min.published === false) report(min.at, 'never', { text: min.text }, details);
      if (min.published === null) {
        report(min.at, 'future', { text: min.text, newest: host.facts.releases.at(-1) ?? '' }, details);
      }
    }
  },
});
