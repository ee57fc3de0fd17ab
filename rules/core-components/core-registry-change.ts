import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-registry-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "NetBox's registry is changed for others than the plugin.",
  why: 'The registry holds what core and all plugins registered: views, search indexes, menus, widgets, model features. Taking an entry out or replacing it disables it.',
  remedy: "Register with the documented functions and decorators; entries under the plugin's own label are yours.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} changes registry entries that are not the plugin's, which can disable core views, searches or widgets. Use the documented register_* functions.",
  },
  invalid: [
    {
      title: 'Views of a core model taken out',
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry

registry['views']['dcim']['device'].clear()
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "registry['views']['dcim']['device'].clear()", message: 'changed' },
      ],
    },
    {
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry as store

widgets = store['widgets']
widgets['extras.NoteWidget'] = None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "widgets['extras.NoteWidget']", message: 'changed' }],
    },
  ],
  valid: [
    {
      title: "The plugin's own entries, and a local registry",
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry

registry['views'].setdefault('netbox_example', {}).setdefault('widget', [])
registry['views']['netbox_example']['widget'] = []


class Registry(dict):
    pass


local = Registry()
local['dcim'] = {}
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'registry' && !touch.ownKey)) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
