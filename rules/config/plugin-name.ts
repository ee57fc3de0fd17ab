import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'plugin-name',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "The plugin's name or label does not fit its package.",
  why: 'Django imports the module in `name` and files models, tables and URLs under `label`; NetBox finds the app by the last part of its entry in `PLUGINS`. When they differ, or when core has the label already, NetBox does not start.',
  remedy: "Set `name` to the package's dotted name, and leave `label` out.",
  source: {
    sentence: "Raw plugin name; same as the plugin's source directory",
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    missing: "{cls} has no 'name', without which Django refuses to load it. Add name = '{module}'.",
    notText: "'name' is {value}, not a string, so Django cannot import the app. Set name = '{module}'.",
    name: "The name is '{name}' but the package is {module}: Django cannot import {name} and NetBox does not start. Set name = '{module}'.",
    nameDiffers: {
      text: "The name is '{name}' but 'config' stands in {module}: from 4.7 on NetBox refuses a name that is not the entry in PLUGINS. Set name = '{module}', or bind 'config' in {name}.",
      severity: 'warning',
      breaks: false,
    },
    label:
      "The label is '{label}' but NetBox looks for the app '{expected}', the last part of its name, and fails when it loads the URLs. Leave the label out.",
    labelIdentifier:
      "The app label '{label}' is not a Python identifier, so Django refuses the app. Rename the package with letters, digits and underscores.",
    core: "The app label '{label}' is that of an app which NetBox installs itself ({owner}), and Django refuses two apps of one label. Rename the package.",
  },
  invalid: [
    {
      title: 'The name of the distribution instead of that of the package',
      forms: [122],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

NAME = 'netbox-example'


class ExampleConfig(PluginConfig):
    name = NAME
    label = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'name', message: 'name' }],
    },
    {
      title: 'No name, or none that is a string',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    verbose_name = 'Example'


config = ExampleConfig
`,
        'netbox_example/other/__init__.py': `from netbox.plugins import PluginConfig


class OtherConfig(PluginConfig):
    name = ['netbox_example.other']


config = OtherConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'ExampleConfig', nth: 1, message: 'missing' },
        { file: 'netbox_example/other/__init__.py', at: 'name', message: 'notText' },
      ],
    },
    {
      title: 'The name of a parent package',
      files: {
        'netbox_example/__init__.py': '',
        'netbox_example/plugin/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/plugin/__init__.py', at: 'name', message: 'nameDiffers' }],
    },
    {
      title: 'Another label',
      forms: [123],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    label = 'widgets'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'label', message: 'label' }],
    },
    {
      title: 'A label with a hyphen',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    label = 'netbox-example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'label', message: 'labelIdentifier' }],
    },
    {
      title: 'A package named like a core app',
      forms: [124],
      files: {
        'acme/__init__.py': '',
        'acme/vpn/__init__.py': `from netbox.plugins import PluginConfig


class VpnConfig(PluginConfig):
    name = 'acme.vpn'


config = VpnConfig
`,
        'netbox_example/__init__.py': null,
        'pyproject.toml': `[project]
name = "acme-vpn"
version = "1.0.0"

[tool.setuptools]
packages = ["acme", "acme.vpn"]
`,
      },
      reports: [{ file: 'acme/vpn/__init__.py', at: 'name', message: 'core' }],
    },
    {
      forms: [122],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox-example'
    label = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'name', message: 'name' }],
    },
    {
      forms: [123],
      flow: true,
      files: {
        'netbox_example/const.py': `PARTS = ('net', 'widgets')


def label_of(parts):
    return '_'.join(parts)
`,
        'netbox_example/base.py': `from netbox.plugins import PluginConfig

from .const import PARTS, label_of


class Base(PluginConfig):
    label = label_of(PARTS)
`,
        'netbox_example/__init__.py': `from .base import Base


class ExampleConfig(Base):
    name = 'netbox_example'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'label', nth: 2, message: 'label' }],
    },
    {
      forms: [124],
      flow: true,
      files: {
        'acme/__init__.py': '',
        'acme/vpn/__init__.py': `from acme.vpn.config import make

config = make(__name__)
`,
        'acme/vpn/config.py': `from netbox.plugins import PluginConfig


def make(module):
    class VpnConfig(PluginConfig):
        name = module

    return VpnConfig
`,
        'netbox_example/__init__.py': null,
        'pyproject.toml': `[project]
name = "acme-vpn"
version = "1.0.0"

[tool.setuptools]
packages = ["acme", "acme.vpn"]
`,
      },
      reports: [{ file: 'acme/vpn/config.py', at: 'name', message: 'core' }],
    },
  ],
  valid: [
    {
      title: 'A nested package with its full dotted name',
      forms: [122],
      files: {
        'netbox_example/__init__.py': '',
        'netbox_example/plugin/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example.plugin'


config = ExampleConfig
`,
      },
    },
    {
      title: 'A name from the metadata of the distribution',
      files: {
        'netbox_example/__init__.py': `from importlib.metadata import metadata

from netbox.plugins import PluginConfig

data = metadata('netbox-example')


class ExampleConfig(PluginConfig):
    name = data['Name'].replace('-', '_')


config = ExampleConfig
`,
      },
    },
    {
      forms: [123],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    label = name.split('.')[-1]


config = ExampleConfig
`,
      },
    },
    {
      forms: [124],
      files: {
        'acme/__init__.py': '',
        'acme/netbox_vpn/__init__.py': `from netbox.plugins import PluginConfig


class VpnConfig(PluginConfig):
    name = 'acme.netbox_vpn'


config = VpnConfig
`,
        'netbox_example/__init__.py': null,
        'pyproject.toml': `[project]
name = "acme-netbox-vpn"
version = "1.0.0"

[tool.setuptools]
packages = ["acme", "acme.netbox_vpn"]
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, nameIsOwn } of model.settings.startup) {
      const { config, module, label } = plugin;
      if (config?.base !== 'plugin-config' || plugin.binding.kind !== 'class') continue;
      const details = { plugin: module };
      const given = config.attributes.get('name');
      // The same class may be bound in several packages; one of them is the plugin.
      const named = given?.literal.known === true ? given.literal.value : null;
      const elsewhere = model.plugins.some(
        one => one.module === named && one.config?.value === config.value && one !== plugin,
      );
      if (elsewhere) continue;
      if (!given) report(config.at, 'missing', { cls: config.name, module }, details);
      else if (given.literal.known && given.literal.type !== 'str' && given.literal.type !== 'reference') {
        report(given.at, 'notText', { value: JSON.stringify(given.literal.value), module }, details);
      } else if (typeof named === 'string' && named !== module) {
        report(given.at, nameIsOwn === true ? 'nameDiffers' : 'name', { name: named, module }, details);
      }
      const at = config.attributes.get('label')?.at ?? given?.at ?? config.at;
      const expected = (typeof named === 'string' ? named : module).split('.').at(-1) ?? module;
      if (!/^[^\W\d]\w*$/u.test(label)) {
        if (typeof named !== 'string' || named === module || config.attributes.has('label')) {
          report(at, 'labelIdentifier', { label }, details);
        }
        continue;
      }
      if (config.attributes.get('label')?.literal.known === true && label !== expected) {
        if (/^[^\W\d]\w*$/u.test(expected)) report(at, 'label', { label, expected }, details);
      }
      const app = host.facts.apps().get(label);
      const taken = (app?.releases ?? 0) & host.releases;
      if (app && taken !== 0) {
        const releases = taken === host.releases ? {} : { releases: host.versions(taken) };
        report(at, 'core', { label, owner: app.module }, { ...details, ...releases });
      }
    }
  },
});
