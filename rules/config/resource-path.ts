import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'resource-path',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A resource of the plugin is not where NetBox looks for it.',
  why: "NetBox resolves `menu_items`, `template_extensions`, `search_indexes` and their like against the module of the config class. A path of the plugin's own that does not exist stops the start (from 3.4.4); a default one is passed over without a word.",
  remedy:
    'Give the dotted path below the module of the config class (`navigation.menu_items`), or name the object as the default path does.',
  source: {
    sentence: 'The dotted path to the list of menu items provided by the plugin (default: `navigation.menu_items`)',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    module:
      "There is no module for '{attribute}': NetBox imports {resolved} and does not start. Correct the path, which begins below {base}.",
    name: "The module for '{attribute}' has no such name: NetBox imports {resolved} and does not start. Correct the path, or define the name.",
    prefixed:
      "The path of '{attribute}' begins below the module of the config class, so NetBox imports {resolved} and does not start. Write '{instead}'.",
    object:
      "'{attribute}' is {type}, but NetBox takes it for a dotted path and does not start. Leave it out if the default path fits, or name the path.",
    quiet: {
      text: "There is nothing at {resolved}, so that NetBox registers nothing for '{attribute}', without a word (from 3.4.4 on it does not start). Correct the path.",
      severity: 'warning',
    },
    defaultName: {
      text: "{file} has no '{name}', so NetBox registers nothing for {attribute}, without a word. It binds '{near}': is that what is meant?",
      severity: 'warning',
    },
    submodule: {
      text: "{file} does not import its submodule '{name}', and NetBox looks only into the package itself: it registers nothing for {attribute}, without a word. Import the list there (`from .{name} import …`), or define it there.",
      severity: 'warning',
    },
    elsewhere: {
      text: "{cls} is defined in {module}, and NetBox looks for {attributes} below that module: {found} is never loaded. Define the class in the package's __init__.py, or give the paths.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'Paths that lead nowhere',
      forms: [137],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

INDEXES = 'search.all_indexes'


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    menu_items = 'netbox_example.navigation.menu_items'
    menu = 'menus.menu'
    search_indexes = INDEXES
    template_extensions = ['template_content.template_extensions']


config = ExampleConfig
`,
        'netbox_example/search.py': `indexes = []
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'menu_items', nth: 1, message: 'prefixed' },
        { file: 'netbox_example/__init__.py', at: 'menu', nth: 3, message: 'module' },
        { file: 'netbox_example/__init__.py', at: 'search_indexes', message: 'name' },
        { file: 'netbox_example/__init__.py', at: 'template_extensions', nth: 1, message: 'object' },
      ],
    },
    {
      title: 'A path that leads nowhere, in releases that do not mind',
      files: {
        'netbox_example/__init__.py': `from extras.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    max_version = '3.3.99'
    menu_items = 'menus.entries'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'menu_items', message: 'quiet' }],
    },
    {
      title: 'Another name in the default module',
      forms: [138],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuItem

menu_item = [PluginMenuItem(link='plugins:netbox_example:widget_list', link_text='Widgets')]
`,
      },
      reports: [{ file: 'netbox_example/navigation.py', at: 'menu_item', message: 'defaultName' }],
    },
    {
      title: 'A list in a submodule that the package does not import',
      files: {
        'netbox_example/graphql/__init__.py': '',
        'netbox_example/graphql/schema.py': `import strawberry


@strawberry.type
class ExampleQuery:
    example_widget: int


schema = [ExampleQuery]
`,
      },
      reports: [{ file: 'netbox_example/graphql/__init__.py', at: '', message: 'submodule' }],
    },
    {
      title: 'A config class in a module of its own',
      forms: [125],
      files: {
        'netbox_example/apps.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
`,
        'netbox_example/__init__.py': `from .apps import ExampleConfig as config
`,
      },
      reports: [{ file: 'netbox_example/apps.py', at: 'ExampleConfig', message: 'elsewhere' }],
    },
    {
      forms: [125],
      flow: true,
      files: {
        'netbox_example/plugin/__init__.py': `from .base import Configuration

ExampleConfig = Configuration
`,
        'netbox_example/plugin/base.py': `from netbox.plugins import PluginConfig


class Configuration(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
`,
        'netbox_example/__init__.py': `from . import plugin

config = getattr(plugin, 'ExampleConfig')
`,
      },
      reports: [{ file: 'netbox_example/plugin/base.py', at: 'Configuration', message: 'elsewhere' }],
    },
    {
      forms: [137],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    menu_items = 'nav.items'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'menu_items', message: 'module' }],
    },
    {
      forms: [138],
      flow: true,
      files: {
        'netbox_example/menus.py': `from netbox.plugins import PluginMenuItem

ENTRIES = (('Widgets', 'widget_list'),)


def build(entries):
    return [PluginMenuItem(link=f'plugins:netbox_example:{name}', link_text=text) for text, name in entries]
`,
        'netbox_example/navigation.py': `from .menus import ENTRIES, build

menu_item = build(ENTRIES)
`,
      },
      reports: [{ file: 'netbox_example/navigation.py', at: 'menu_item', message: 'defaultName' }],
    },
  ],
  valid: [
    {
      title: 'The list of a submodule, imported into the package',
      files: {
        'netbox_example/graphql/__init__.py': `from .schema import schema
`,
        'netbox_example/graphql/schema.py': `schema = []
`,
      },
    },
    {
      title: 'A path that exists, one that is empty, a module with something else in it',
      forms: [137],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    menu_items = 'ui.items.entries'
    search_indexes = []
    template_extensions = ''


config = ExampleConfig
`,
        'netbox_example/ui/__init__.py': '',
        'netbox_example/ui/items.py': `from ..navigation import menu_items as entries
`,
        'netbox_example/search.py': `def find(text):
    return text
`,
      },
    },
    {
      title: 'A config class in a module of its own that gives the paths',
      forms: [125],
      files: {
        'netbox_example/apps.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.5.0'
    menu_items = 'menu_items'
    template_extensions = 'template_extensions'


from .navigation import menu_items
from .template_content import template_extensions
`,
        'netbox_example/__init__.py': `from .apps import ExampleConfig as config
`,
      },
    },
    {
      forms: [138],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenu, PluginMenuItem

items = (PluginMenuItem(link='plugins:netbox_example:widget_list', link_text='Widgets'),)
menu = PluginMenu(label='Example', groups=(('Widgets', items),))
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, resources } of model.settings.startup) {
      const { config } = plugin;
      if (!config) continue;
      const detailsFor = (loaded: number): { plugin: string; releases?: readonly string[] } => ({
        plugin: plugin.module,
        ...((loaded & host.releases) === host.releases ? {} : { releases: host.versions(loaded & host.releases) }),
      });
      const old = isOld(host.facts.releases[host.newest] ?? '');
      for (const { attribute, at, type, loaded } of resources.mistyped) {
        if ((loaded & host.releases) !== 0 && !old) {
          report(at, 'object', { attribute, type: type === 'class' ? 'a class' : `a ${type}` }, detailsFor(loaded));
        }
      }
      for (const one of resources.resources) {
        const { attribute, resolved, at, state, instead } = one;
        if ((one.loaded & host.releases) === 0 || state === 'ok' || state === 'unknown') continue;
        const details = detailsFor(one.loaded);
        if (!one.explicit && state === 'not-loaded') {
          const name = one.path.split('.').at(-1) ?? '';
          if (one.file !== null)
            report({ file: one.file, start: 0, end: 0 }, 'submodule', { file: one.file, name, attribute }, details);
        } else if (!one.explicit) {
          const [near] = one.near;
          // `menu` and `menu_items` share a module; the one that is there is the one that is meant.
          const sibling = resources.resources.some(
            other => other !== one && other.file === one.file && other.state === 'ok' && other.file !== null,
          );
          if (state !== 'no-name' || !near || sibling) continue;
          const twin = resources.resources.find(other => other.file === one.file && other.near.length > 0);
          if (twin !== one && twin?.near[0]?.name === near.name) continue;
          report(
            near.at,
            'defaultName',
            { file: near.at.file, name: one.path.split('.').at(-1) ?? '', attribute, near: near.name },
            details,
          );
        } else if (old) report(at, 'quiet', { attribute, resolved }, details);
        else if (instead !== null) report(at, 'prefixed', { attribute, resolved, instead }, details);
        else if (state === 'no-module') report(at, 'module', { attribute, resolved, base: config.module }, details);
        else report(at, 'name', { attribute, resolved }, details);
      }
      if (resources.misplaced.length > 0) {
        const attributes = resources.misplaced.map(one => one.attribute).join(', ');
        const found = resources.misplaced.map(one => one.found).join(', ');
        report(
          config.at,
          'elsewhere',
          { cls: config.name, module: config.module, attributes, found },
          { plugin: plugin.module },
        );
      }
    }
  },
});

/** Until 3.4.3 NetBox swallowed the failure of an explicit path. */
const isOld = (release: string): boolean => /^(2\.|3\.[0-3]\.)/.test(release);
