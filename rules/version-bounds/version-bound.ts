import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'version-bound',
  limit: 'version-bounds',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: '`min_version` or `max_version` is no version that NetBox can compare.',
  why: 'NetBox reads both bounds with `packaging.version.parse` while it starts. What is no version (PEP 440) raises InvalidVersion, what is no string TypeError; nothing catches either.',
  remedy: "Write a release as a string: `min_version = '4.4.0'`, `max_version = '4.4.99'`.",
  source: {
    sentence: 'Minimum version of NetBox with which the plugin is compatible',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    unparseable:
      "{bound} is '{text}', which is no version (PEP 440): NetBox raises InvalidVersion and does not start; {advice}.",
    notText:
      '{bound} is {type}, not a string: NetBox raises TypeError and does not start. Put the version into quotes.',
    crossed:
      'min_version {min} is above max_version {max}, so that no release of NetBox accepts the plugin. Correct one of the two.',
  },
  invalid: [
    {
      title: 'A wildcard and an empty string',
      forms: [144],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = ''
    max_version = '4.4.x'


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'min_version', message: 'unparseable' },
        { file: 'netbox_example/__init__.py', at: 'max_version', message: 'unparseable' },
      ],
    },
    {
      title: 'A number, from another module',
      forms: [150],
      flow: true,
      files: {
        'netbox_example/compat.py': `OLDEST = 4.5
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .compat import OLDEST


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = OLDEST


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'notText' }],
    },
    {
      title: 'The wrong way round',
      forms: [146],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


def bounds():
    return '4.6.0', '4.5.99'


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version, max_version = bounds()


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'crossed' }],
    },
    {
      forms: [144],
      flow: true,
      files: {
        'netbox_example/compat.py': `def newest(major, minor):
    return '.'.join([str(major), str(minor), 'x'])


NEWEST = newest(4, 6)
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from . import compat


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    max_version = compat.NEWEST


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'max_version', message: 'unparseable' }],
    },
    {
      forms: [150],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = 4.4


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'notText' }],
    },
    {
      forms: [146],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.6.0'
    max_version = '4.5.99'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'min_version', message: 'crossed' }],
    },
  ],
  valid: [
    {
      title: 'A leading v, a pre-release, no bound',
      forms: [144, 150],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = 'v4.5.0beta1'
    max_version = None


config = ExampleConfig
`,
      },
    },
    {
      forms: [146],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.9'
    max_version = '4.5.10'


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, bounds } of model.settings.startup) {
      const details = { plugin: plugin.module };
      for (const bound of [bounds.min, bounds.max]) {
        if (!bound?.literal.known) continue;
        const { name, literal, text, at } = bound;
        if (text === null) {
          if (literal.type !== 'reference') report(at, 'notText', { bound: name, type: `a ${literal.type}` }, details);
        } else if (bound.parses === false) {
          const open = name === 'max_version' && /^\s*\d+\.\d+\.[x*]\s*$/i.test(text);
          const instead = open ? text.trim().replace(/[x*]$/i, '99') : null;
          const advice = instead === null ? 'write a release, or leave the bound out' : `write '${instead}'`;
          const fix =
            instead === null || literal.at === null || literal.at.file !== at.file
              ? {}
              : { fix: { at: literal.at, text: `'${instead}'`, description: `Write '${instead}'` } };
          report(at, 'unparseable', { bound: name, text, advice }, { ...details, ...fix });
        }
      }
      if (bounds.crossed && bounds.min && bounds.max) {
        report(
          bounds.min.at,
          'crossed',
          { min: bounds.min.text ?? '', max: bounds.max.text ?? '' },
          {
            ...details,
            related: [{ at: bounds.max.at, message: 'max_version' }],
          },
        );
      }
    }
  },
});
