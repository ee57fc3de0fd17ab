import { defineRule } from '../../src/rule.ts';

const CLASSES = { menu: 'PluginMenu', item: 'PluginMenuItem', button: 'PluginMenuButton' } as const;

export default defineRule({
  id: 'menu-item-arguments',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'An argument of a menu item or button that raises, or that means something else in some release.',
  why: 'NetBox builds the menu while it starts: a wrong type or an unknown colour stops it. And the parameters of PluginMenuItem have moved twice (`staff_only` came before `permissions` in 3.6.1, `auth_required` before that in 4.2.3), so that a list of permissions given by position becomes a flag, and the item is open to everybody or hidden from them.',
  remedy:
    'Give everything after the text by keyword, permissions and buttons as lists, colours from `ButtonColorChoices`.',
  source: {
    sentence: 'A list of permissions required to display this link',
    where: 'docs/plugins/development/navigation.md, Menu Items',
  },
  messages: {
    type: "'{parameter}' of {cls} is a {type}: NetBox raises a TypeError and does not start. Give a list or a tuple.",
    color:
      "'{color}' is no colour of a button: NetBox raises a ValueError and does not start. The colours are {values}.",
    missing:
      "{cls} is made without '{parameter}', which has no default: Python raises a TypeError, and NetBox does not start. Give it.",
    keyword:
      "{cls} has no parameter '{parameter}' here: it raises a TypeError, and NetBox does not start. Leave it out, or raise min_version.",
    moves:
      'The argument is {parameters} of {cls}, depending on the release of NetBox, so that it means something else in some. Pass it by keyword.',
    flag: "The argument is taken for the flag '{parameter}' of {cls}, and a list that is not empty is true. Pass it by keyword.",
  },
  invalid: [
    {
      title: 'A string for permissions, and an old colour',
      forms: [155, 156],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuButton, PluginMenuItem

menu_items = (
    PluginMenuItem(
        link='plugins:netbox_example:widget_list',
        link_text='Widgets',
        permissions='netbox_example.view_widget',
        buttons=[PluginMenuButton('plugins:netbox_example:widget_add', 'Add', 'mdi mdi-plus', color='primary')],
    ),
)
`,
      },
      reports: [
        { file: 'netbox_example/navigation.py', at: "'netbox_example.view_widget'", message: 'type' },
        { file: 'netbox_example/navigation.py', at: "'primary'", message: 'color' },
      ],
    },
    {
      title: 'Permissions by position, through a helper',
      forms: [154],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from netbox.plugins import PluginMenuItem as Item


def item(link, text, *rest):
    return Item(link, text, *rest)
`,
        'netbox_example/navigation.py': `from .helpers import item

menu_items = [item('plugins:netbox_example:widget_list', 'Widgets', ['netbox_example.view_widget'])]
`,
      },
      reports: [{ file: 'netbox_example/navigation.py', at: "['netbox_example.view_widget']", message: 'flag' }],
    },
    {
      title: 'By position over two meanings, and a keyword that is too new',
      forms: [154],
      netbox: '>=4.1,<4.4',
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuItem

PERMISSIONS = ['netbox_example.view_widget']
menu_items = [
    PluginMenuItem('plugins:netbox_example:widget_list', 'Widgets', False, PERMISSIONS),
    PluginMenuItem('plugins:netbox_example:widget_list', 'All', auth_required=True),
]
`,
      },
      reports: [
        { file: 'netbox_example/navigation.py', at: 'False', message: 'moves' },
        { file: 'netbox_example/navigation.py', at: "['netbox_example.view_widget']", message: 'moves' },
        { file: 'netbox_example/navigation.py', at: 'True', message: 'keyword' },
      ],
    },
    {
      forms: [155],
      flow: true,
      files: {
        'netbox_example/menus.py': `from netbox.plugins import PluginMenuItem

VIEW = 'netbox_example.view_widget'


def item(permission):
    options = {'link_text': 'Widgets', 'permissions': permission}
    return PluginMenuItem('plugins:netbox_example:widget_list', **options)
`,
        'netbox_example/navigation.py': `from . import menus

menu_items = tuple(menus.item(permission) for permission in [menus.VIEW])
`,
      },
      reports: [{ file: 'netbox_example/menus.py', at: "'netbox_example.view_widget'", message: 'type' }],
    },
    {
      forms: [156],
      flow: true,
      files: {
        'netbox_example/menus.py': `from functools import partial

from netbox.plugins import PluginMenuButton

COLOURS = {'add': 'primary'}
button = partial(PluginMenuButton, 'plugins:netbox_example:widget_add', icon_class='mdi mdi-plus')
`,
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuItem

from .menus import COLOURS, button

add = button(title='Add', color=COLOURS['add'])
menu_items = (PluginMenuItem('plugins:netbox_example:widget_list', 'Widgets', buttons=[add]),)
`,
      },
      reports: [{ file: 'netbox_example/menus.py', at: "'primary'", message: 'color' }],
    },
    {
      title: 'An argument that is missing, a button that is no list',
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuButton, PluginMenuItem

MAY_VIEW = 'netbox_example.view_widget'

menu_items = (
    PluginMenuItem(link='plugins:netbox_example:widget_list'),
    PluginMenuItem(
        link='plugins:netbox_example:widget_list',
        link_text='Widgets',
        buttons=PluginMenuButton('plugins:netbox_example:widget_add', 'Add', 'mdi mdi-plus'),
        permissions=MAY_VIEW,
    ),
)
`,
      },
      reports: [
        {
          file: 'netbox_example/navigation.py',
          at: "PluginMenuItem(link='plugins:netbox_example:widget_list')",
          message: 'missing',
        },
        {
          file: 'netbox_example/navigation.py',
          at: "PluginMenuButton('plugins:netbox_example:widget_add', 'Add', 'mdi mdi-plus')",
          message: 'type',
        },
        { file: 'netbox_example/navigation.py', at: "'netbox_example.view_widget'", message: 'type' },
      ],
    },
  ],
  valid: [
    {
      title: 'Keywords, lists, choices',
      forms: [154, 155, 156],
      files: {
        'netbox_example/navigation.py': `from netbox.choices import ButtonColorChoices
from netbox.plugins import PluginMenu, PluginMenuButton, PluginMenuItem

item = PluginMenuItem(
    'plugins:netbox_example:widget_list',
    'Widgets',
    staff_only=True,
    permissions=('netbox_example.view_widget',),
    buttons=(
        PluginMenuButton('plugins:netbox_example:widget_add', 'Add', 'mdi mdi-plus', ButtonColorChoices.GREEN),
        PluginMenuButton('plugins:netbox_example:widget_add', 'Add', 'mdi mdi-plus', 'green', permissions=None),
    ),
)
menu = PluginMenu(label='Example', groups=(('Widgets', (item,)),))
`,
      },
    },
  ],
  check(model, host, report) {
    for (const call of model.navigation.calls) {
      const cls = CLASSES[call.kind];
      for (const problem of call.problems) {
        const some = problem.releases === host.releases ? {} : { releases: host.versions(problem.releases) };
        switch (problem.kind) {
          case 'type':
            report(problem.at, 'type', { parameter: problem.parameter, cls, type: problem.type }, some);
            break;
          case 'color':
            report(problem.at, 'color', { color: problem.color, values: problem.values.join(', ') }, some);
            break;
          case 'missing':
            report(problem.at, 'missing', { parameter: problem.parameter, cls }, some);
            break;
          case 'keyword':
            report(problem.at, 'keyword', { parameter: problem.parameter, cls }, some);
            break;
          case 'moves':
            report(
              problem.at,
              'moves',
              { parameters: problem.parameters.map(name => `'${name}'`).join(' or '), cls },
              some,
            );
            break;
          case 'flag':
            report(problem.at, 'flag', { parameter: problem.parameter, cls }, some);
            break;
        }
      }
    }
  },
});
