import { defineRule } from '../../src/rule.ts';

/** What `base_url` may hold for the pattern `<base_url>/` to be one plain path below the root. */
const PLAIN = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/;

export default defineRule({
  id: 'unusable-base-url',
  limit: 'urls',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: '`base_url` leads out of the plugins root, or to nowhere.',
  why: "NetBox mounts a plugin's URLs at `/plugins/<base_url>/` and `/api/plugins/<base_url>/` without checking the value. Dots and slashes at its ends make other paths of it, angle brackets make it a pattern, and `installed-plugins` is taken by NetBox.",
  remedy: 'Use a plain word, as the package is called with hyphens: `base_url = "example-widgets"`.',
  source: {
    sentence: "Base path to use for plugin URLs (optional). If not specified, the project's `name` will be used.",
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    escapes: "base_url is '{value}', which leads out of /plugins/. Use a plain path segment.",
    slashes: {
      text: "base_url is '{value}': NetBox adds a slash at both ends, so that the paths get empty parts (/plugins/{value}/). Leave the slashes out.",
      severity: 'warning',
      breaks: false,
    },
    pattern:
      "base_url is '{value}', which Django takes for a pattern and not for a path, so that the plugin answers more than one path. Use a plain path segment.",
    characters: {
      text: "base_url is '{value}', with characters that have to be escaped in a URL. Use letters, digits and hyphens.",
      breaks: false,
    },
    reserved: {
      text: "base_url is '{value}', which NetBox itself serves under /api/plugins/: the plugin's REST API cannot be reached. Use another one.",
      breaks: false,
    },
    taken: {
      text: "base_url is '{value}', as that of the plugin {other} in this package: NetBox looks for a path in the one that comes first in PLUGINS, and pages of the other cannot be reached. Give each plugin a path of its own.",
      breaks: false,
    },
    type: {
      text: 'base_url is no string, so that NetBox mounts the plugin at a path that nobody means. Use a plain path segment.',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Out of the root',
      forms: [37],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = '../dcim'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'escapes' }],
    },
    {
      title: 'Through a constant of another module',
      forms: [38],
      flow: true,
      files: {
        'netbox_example/const.py': `BASE = 'installed-' + 'plugins'
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .const import BASE


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = BASE


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'reserved' }],
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = '/example/'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'slashes' }],
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = '<path:rest>'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'pattern' }],
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 'my widgets'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'characters' }],
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 1


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'type' }],
    },
    {
      forms: [37],
      flow: true,
      files: {
        'netbox_example/names.py': `PARENT = '..'


def below(*parts):
    return '/'.join(parts)
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .names import PARENT, below


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = below(PARENT, 'dcim')


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'escapes' }],
    },
    {
      title: "A path of NetBox's own",
      forms: [38],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 'installed-plugins'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'base_url', message: 'reserved' }],
    },
    {
      title: 'Two plugins of one package',
      forms: [39],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 'widgets'


config = ExampleConfig
`,
        'netbox_example_more/__init__.py': `from netbox.plugins import PluginConfig


class MoreConfig(PluginConfig):
    name = 'netbox_example_more'
    base_url = 'widgets'


config = MoreConfig
`,
        'netbox_example_more/urls.py': 'urlpatterns = ()\n',
      },
      reports: [{ file: 'netbox_example_more/__init__.py', at: 'base_url', message: 'taken' }],
    },
    {
      forms: [39],
      flow: true,
      files: {
        'netbox_example/names.py': `BASE = 'widgets'
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from . import names


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = names.BASE


config = ExampleConfig
`,
        'netbox_example_more/__init__.py': `from netbox.plugins import PluginConfig
from netbox_example.names import BASE


class Base(PluginConfig):
    base_url = BASE


class MoreConfig(Base):
    name = 'netbox_example_more'


config = MoreConfig
`,
        'netbox_example_more/urls.py': 'urlpatterns = ()\n',
      },
      reports: [{ file: 'netbox_example_more/__init__.py', at: 'base_url', message: 'taken' }],
    },
  ],
  valid: [
    {
      title: 'Two plugins of one package, each at its own path',
      forms: [39],
      files: {
        'netbox_example_more/__init__.py': `from netbox.plugins import PluginConfig


class MoreConfig(PluginConfig):
    name = 'netbox_example_more'
    base_url = 'more'


config = MoreConfig
`,
        'netbox_example_more/urls.py': 'urlpatterns = ()\n',
      },
    },
    {
      title: 'Hyphens, underscores, two segments; none at all',
      forms: [37],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 'example-widgets/v2_beta'


config = ExampleConfig
`,
      },
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = None


config = ExampleConfig
`,
      },
    },
    {
      forms: [38],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = 'installed-widgets'


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    const paths = new Map<string, string>();
    for (const plugin of model.plugins) {
      const mount = model.routes.mounts.find(one => one.plugin === plugin.module && one.kind === 'ui');
      const path = mount?.path ?? null;
      const given = plugin.config?.attributes.get('base_url');
      const other = path === null ? undefined : paths.get(path);
      if (path !== null && other === undefined) paths.set(path, plugin.module);
      else if (path !== null && other !== undefined && plugin.config) {
        const value = path.replace(/^plugins\/|\/$/g, '');
        report(given?.at ?? plugin.config.at, 'taken', { value, other }, { plugin: plugin.module });
      }
    }
    for (const plugin of model.plugins) {
      const attribute = plugin.config?.attributes.get('base_url');
      if (!attribute || attribute.method || !attribute.literal.known) continue;
      const { value, type } = attribute.literal;
      const details = { plugin: plugin.module };
      // An empty value means the label.
      if (value === null || value === '' || value === false || value === 0) continue;
      if (typeof value !== 'string' || type !== 'str') {
        report(attribute.at, 'type', undefined, details);
        continue;
      }
      if (value.split('/').some(part => part === '..' || part === '.'))
        report(attribute.at, 'escapes', { value }, details);
      else if (/[<>]/.test(value)) report(attribute.at, 'pattern', { value }, details);
      else if (/^\/|\/$|\/\//.test(value)) report(attribute.at, 'slashes', { value }, details);
      else if (value === 'installed-plugins') report(attribute.at, 'reserved', { value }, details);
      else if (!PLAIN.test(value)) report(attribute.at, 'characters', { value }, details);
    }
  },
});
