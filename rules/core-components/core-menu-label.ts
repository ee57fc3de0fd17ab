import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-menu-label',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A menu of the plugin is called like one of NetBox's own.",
  why: "Two menus of one name cannot be told apart, and users take the plugin's for core's. NetBox derives the id of a menu from its label, so that opening one may open the other.",
  remedy: 'Call the menu as the plugin is called.',
  source: {
    sentence: "A plugin can register its own submenu as part of NetBox's navigation menu.",
    where: 'docs/plugins/development/navigation.md',
  },
  messages: {
    label: "NetBox has a menu '{label}' itself, so users cannot tell the two apart. Call the plugin's by another name.",
  },
  invalid: [
    {
      title: "Core's label",
      forms: [94],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenu

menu = PluginMenu(label='Devices', groups=())
`,
      },
      reports: [{ file: 'netbox_example/navigation.py', at: "'Devices'", message: 'label' }],
    },
    {
      title: 'Translated, in a subclass',
      forms: [94],
      flow: true,
      files: {
        'netbox_example/menus.py': `from django.utils.translation import gettext_lazy as _
from netbox.plugins import PluginMenu


class Menu(PluginMenu):
    icon_class = 'mdi mdi-cog'


menu = Menu(_('IPAM'), ())
`,
        'netbox_example/navigation.py': `from .menus import menu  # noqa: F401
`,
      },
      reports: [{ file: 'netbox_example/menus.py', at: "_('IPAM')", message: 'label' }],
    },
  ],
  valid: [
    {
      title: 'A label of its own; a group of any name',
      forms: [94],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenu

menu = PluginMenu(label='Example', groups=(('Devices', ()),))
`,
      },
    },
  ],
  check(model, host, report) {
    for (const menu of model.navigation.menus) {
      const { label } = menu;
      if (label === null) continue;
      let releases = 0;
      for (const core of host.facts.menus()) if (core.label === label) releases |= core.releases & host.releases;
      if (releases === 0) continue;
      const some = releases === host.releases ? {} : { releases: host.versions(releases) };
      report(menu.labelAt, 'label', { label }, { plugin: menu.plugin, ...some });
    }
  },
});
