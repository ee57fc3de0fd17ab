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
      forms: [36],
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
    {
      title: 'A feature of a core model',
      forms: [25],
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry

registry['model_features']['tags']['dcim'].remove('device')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "registry['model_features']['tags']['dcim'].remove('device')",
          message: 'changed',
        },
      ],
    },
    {
      forms: [25],
      flow: true,
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry

features = registry['model_features']


def drop(app, model, *names):
    for name in names:
        features[name].get(app, set()).discard(model)


drop('dcim', 'device', 'tags', 'jobs')
del features['journaling']
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'features[name].get(app, set()).discard(model)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "features['journaling']", message: 'changed' },
      ],
    },
    {
      forms: [36],
      flow: true,
      files: {
        'netbox_example/patches.py': `from .helpers import views_of

for entries in (views_of('dcim', 'device'), views_of('ipam', 'prefix')):
    entries[:] = [entry for entry in entries if entry['name'] != 'delete']
`,
        'netbox_example/helpers.py': `from netbox.registry import registry

VIEWS = registry['views']


def views_of(app, model):
    return VIEWS[app][model]
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'entries[:]', message: 'changed' }],
    },
    {
      title: 'Menus of other plugins',
      forms: [93],
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry

registry['plugins']['menus'].clear()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "registry['plugins']['menus'].clear()", message: 'changed' }],
    },
    {
      forms: [93],
      flow: true,
      files: {
        'netbox_example/patches.py': `from netbox import registry as module

from .helpers import reset

reset(module.registry['plugins'], 'menus', 'template_extensions')
`,
        'netbox_example/helpers.py': `def reset(parts, *names):
    for name in names:
        parts[name].clear()
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'parts[name].clear()', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: "The plugin's own entries, and a local registry",
      forms: [36],
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
    {
      title: 'A feature that is read or registered',
      forms: [25],
      files: {
        'netbox_example/patches.py': `from netbox.models.features import register_models
from netbox.registry import registry

from .models import Widget

register_models(Widget)
tagged = registry['model_features']['tags'].get('dcim', [])
names = sorted(tagged)
names.remove('device')
`,
      },
    },
    {
      forms: [93],
      files: {
        'netbox_example/patches.py': `from netbox.plugins.registration import register_menu
from netbox.plugins import PluginMenu
from netbox.registry import registry

register_menu(PluginMenu(label='Example', groups=()))
menus = list(registry['plugins']['menus'])
menus.clear()
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
