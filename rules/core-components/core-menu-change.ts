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
      files: {
        'netbox_example/patches.py': `from netbox.navigation import menu


def clear(target):
    target.groups = []


clear(menu.IPAM_MENU)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'target.groups', message: 'changed' }],
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
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'menu')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
