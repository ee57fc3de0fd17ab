import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-menu-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core menu is changed.',
  why: 'Entries of the navigation menu disappear or move for everybody, and with them the way to core pages.',
  remedy: "Add a menu of the plugin's own with PluginMenu; menus of NetBox stay as they are.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed: "{target} changes the navigation menu of NetBox. Add a PluginMenu of the plugin's own instead.",
  },
  invalid: [
    {
      title: 'A menu removed',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import MENUS

MENUS.pop()
`,
      },
      netbox: '4.4',
      reports: [{ file: 'netbox_example/patches.py', at: 'MENUS.pop()', message: 'changed' }],
    },
    {
      forms: [92],
      flow: true,
      files: {
        'netbox_example/patches.py': `from netbox.navigation import menu


def clear(target):
    target.groups = []


clear(menu.IPAM_MENU)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'target.groups', message: 'changed' }],
    },
    {
      title: 'A menu removed',
      forms: [91],
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import IPAM_MENU, MENUS

MENUS.remove(IPAM_MENU)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'MENUS.remove(IPAM_MENU)', message: 'changed' }],
    },
    {
      forms: [91],
      flow: true,
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from netbox.navigation import menu

from .helpers import drop

drop(menu.MENUS, menu.IPAM_MENU, menu.DEVICES_MENU)
`,
        'netbox_example/helpers.py': `def drop(entries, *unwanted):
    for entry in unwanted:
        if entry in entries:
            entries.remove(entry)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'entries.remove(entry)', message: 'changed' }],
    },
    {
      title: 'The groups of a menu',
      forms: [92],
      netbox: '4.7',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import DEVICES_MENU

DEVICES_MENU.groups = ()
DEVICES_MENU.groups[0].items = ()
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'DEVICES_MENU.groups', nth: 1, message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'DEVICES_MENU.groups[0].items', message: 'changed' },
      ],
    },
    {
      forms: [92],
      flow: true,
      netbox: '4.7',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import get_menus

from .helpers import without

for menu in get_menus():
    without(menu, 'IPAM')
`,
        'netbox_example/helpers.py': `def without(menu, label):
    if menu.label == label:
        menu.groups = ()
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'menu.groups', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'Reading, and an own menu',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import IPAM_MENU
from netbox.plugins import PluginMenu

label = IPAM_MENU.label
menu = PluginMenu(label='Example', groups=())
menu.groups = ()
`,
      },
    },
    {
      title: 'Menus that are read',
      forms: [91, 92],
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from netbox.navigation.menu import DEVICES_MENU, MENUS
from netbox.plugins import PluginMenu

labels = [menu.label for menu in MENUS]
labels.remove('Devices')
groups = list(DEVICES_MENU.groups)
groups.append(None)
menu = PluginMenu(label='Example', groups=())
menu.groups = ()
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'menu')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
