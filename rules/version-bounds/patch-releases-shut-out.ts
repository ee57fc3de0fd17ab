import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'patch-releases-shut-out',
  limit: 'version-bounds',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: '`max_version` shuts out the patch releases of the minor release that it names.',
  why: '`4.4` is `4.4.0` to NetBox, and 4.4.1 is newer: every patch release refuses the plugin.',
  remedy: "Write `max_version = '4.4.99'`.",
  source: {
    sentence: 'Maximum version of NetBox with which the plugin is compatible',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    shutOut:
      "max_version '{text}' means {minor}.0, so that NetBox {release} refuses the plugin. Write '{minor}.99' to accept all patch releases.",
  },
  invalid: [
    {
      title: 'A bound without a patch',
      forms: [145],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

NEWEST = '4.6'


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
    max_version = NEWEST


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'shutOut' }],
    },
    {
      forms: [145],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
    max_version = '4.6'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'shutOut' }],
    },
  ],
  valid: [
    {
      title: 'All patches, or one exact patch',
      forms: [145],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5'
    max_version = '4.6.8'


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, bounds } of model.settings.startup) {
      const { max } = bounds;
      if (!max?.text || max.shutsOut === null || max.minor === null) continue;
      const text = `'${max.minor}.99'`;
      const fix =
        max.literal.at?.file === max.at.file ? { fix: { at: max.literal.at, text, description: `Write ${text}` } } : {};
      report(
        max.at,
        'shutOut',
        { text: max.text, minor: max.minor, release: max.shutsOut },
        { plugin: plugin.module, ...fix },
      );
    }
  },
});
