import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'resource-type',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A resource of the plugin is of a type that NetBox cannot register.',
  why: 'NetBox walks menu items, template extensions, search indexes and (from 4.0 on) GraphQL schemas as lists of classes or items. Anything else raises a TypeError, and NetBox does not start.',
  remedy: 'Put the class into a list (`schema = [ExampleQuery]`), and give classes where classes are asked for.',
  source: {
    sentence: 'The dotted path to the list of menu items provided by the plugin (default: `navigation.menu_items`)',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    notIterable:
      "'{attribute}' leads to {what}, but NetBox walks it as a list: it raises a TypeError and does not start. Write a list.",
    instance:
      "'{attribute}' has {what}, but NetBox takes the class itself: it raises a TypeError and does not start. Leave the call out.",
    element: "'{attribute}' has {what}, but NetBox takes {wanted}: it raises a TypeError and does not start. Give one.",
    menu: "'menu' leads to {what}, but NetBox takes an instance of PluginMenu: it raises a TypeError and does not start. Give one, or name the list 'menu_items'.",
  },
  invalid: [
    {
      title: 'A GraphQL class in the place of a list',
      forms: [162],
      files: {
        'netbox_example/graphql.py': `import strawberry


@strawberry.type
class ExampleQuery:
    example_widget: int


schema = ExampleQuery
`,
      },
      reports: [{ file: 'netbox_example/graphql.py', at: 'schema', message: 'notIterable' }],
    },
    {
      title: 'From a function of another module, with a base class',
      forms: [162],
      flow: true,
      files: {
        'netbox_example/queries.py': `import strawberry


class Base:
    @strawberry.field
    def example_widget(self) -> int:
        return 0


@strawberry.type
class ExampleQuery(Base):
    pass


KINDS = {'query': ExampleQuery}


def schema_of(kind):
    return KINDS[kind]
`,
        'netbox_example/graphql.py': `from .queries import schema_of

schema = schema_of('query')
`,
      },
      reports: [{ file: 'netbox_example/graphql.py', at: 'schema', nth: 2, message: 'notIterable' }],
    },
    {
      title: 'A module in the place of a list: its package imports it, but not the list',
      files: {
        'netbox_example/graphql/__init__.py': `from .schema import ExampleQuery
`,
        'netbox_example/graphql/schema.py': `import strawberry


@strawberry.type
class ExampleQuery:
    example_widget: int


schema = [ExampleQuery]
`,
      },
      reports: [{ file: 'netbox_example/graphql/__init__.py', at: '', message: 'notIterable' }],
    },
    {
      title: 'An instance, and a list in the place of a menu',
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']


template_extensions = [DeviceWidgets({})]
`,
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuItem

menu = [PluginMenuItem(link='plugins:netbox_example:widget_list', link_text='Widgets')]
`,
      },
      reports: [
        {
          file: 'netbox_example/navigation.py',
          at: "[PluginMenuItem(link='plugins:netbox_example:widget_list', link_text='Widgets')]",
          message: 'menu',
        },
        { file: 'netbox_example/template_content.py', at: 'DeviceWidgets({})', message: 'instance' },
      ],
    },
    {
      title: 'Elements of another kind',
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuButton

menu_items = (PluginMenuButton('plugins:netbox_example:widget_list', 'Widgets', 'mdi mdi-plus'),)
`,
        'netbox_example/template_content.py': `class DeviceWidgets:
    models = ['dcim.device']

    def right_page(self):
        return ''


template_extensions = [DeviceWidgets]
`,
      },
      reports: [
        {
          file: 'netbox_example/navigation.py',
          at: "PluginMenuButton('plugins:netbox_example:widget_list', 'Widgets', 'mdi mdi-plus')",
          message: 'element',
        },
        { file: 'netbox_example/template_content.py', at: 'template_extensions', message: 'element' },
      ],
    },
  ],
  valid: [
    {
      title: 'Lists and tuples, and nothing at all',
      forms: [162],
      files: {
        'netbox_example/graphql.py': `import strawberry


@strawberry.type
class ExampleQuery:
    example_widget: int


schema = (ExampleQuery,)
`,
        'netbox_example/search.py': `indexes = None
`,
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenu, PluginMenuItem


class Menu(PluginMenu):
    icon_class = 'mdi mdi-cog'


menu = Menu('Example', (('Widgets', [PluginMenuItem('plugins:netbox_example:widget_list', 'Widgets')]),))
`,
      },
    },
    {
      title: 'A class as the schema, where NetBox takes one',
      netbox: '3.7',
      files: {
        'netbox_example/graphql.py': `import graphene


class ExampleQuery:
    example_widget = graphene.Int()


schema = ExampleQuery
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, wrongResources } of model.settings.startup) {
      for (const { attribute, problem, what, at, releases } of wrongResources) {
        const concerned = releases & host.releases;
        if (concerned === 0) continue;
        const some = concerned === host.releases ? {} : { releases: host.versions(concerned) };
        const details = { plugin: plugin.module, ...some };
        if (problem === 'no-menu') report(at, 'menu', { what }, details);
        else if (problem === 'element')
          report(at, 'element', { attribute, what, wanted: WANTED[attribute] ?? 'another class' }, details);
        else if (problem === 'instance') report(at, 'instance', { attribute, what }, details);
        else report(at, 'notIterable', { attribute, what }, details);
      }
    }
  },
});

const WANTED: Readonly<Record<string, string>> = {
  menu_items: 'instances of PluginMenuItem',
  template_extensions: 'subclasses of PluginTemplateExtension',
};
