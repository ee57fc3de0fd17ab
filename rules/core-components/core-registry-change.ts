import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

/** The event types that core itself registers (core/events.py, 4.1 to 4.7). */
const CORE_EVENT_TYPES = new Set([
  'object_created',
  'object_updated',
  'object_deleted',
  'job_started',
  'job_completed',
  'job_failed',
  'job_errored',
]);

/** A new event type in the registry is what `EventType.register()` puts there. */
const addsEventType = (target: string): boolean => /\['event_types'\]\['\w+'\]$/.test(target);

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
      forms: [102],
      flow: true,
      files: {
        'netbox_example/patches.py': `from netbox.registry import registry as store

widgets = store['widgets']
widgets['extras.NoteWidget'] = None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "widgets['extras.NoteWidget']", message: 'changed' }],
    },
    {
      title: 'An event type of core, replaced',
      files: {
        'netbox_example/events.py': `from netbox.events import EventType
from netbox.registry import registry

kind = EventType('example_created', 'Created')
registry['event_types']['object_created'] = kind
`,
      },
      reports: [
        { file: 'netbox_example/events.py', at: "registry['event_types']['object_created']", message: 'changed' },
      ],
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
    {
      forms: [102],
      files: {
        'netbox_example/dashboard.py': `from extras.dashboard.widgets import DashboardWidget
from netbox.registry import registry


class NoteWidget(DashboardWidget):
    default_title = 'Note'


registry['widgets']['extras.NoteWidget'] = NoteWidget
`,
      },
      reports: [
        { file: 'netbox_example/dashboard.py', at: "registry['widgets']['extras.NoteWidget']", message: 'changed' },
      ],
    },
    {
      forms: [103],
      files: {
        'netbox_example/signals.py': `from netbox.registry import registry

registry['event_types'].pop('object_created')
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: "registry['event_types'].pop('object_created')", message: 'changed' },
      ],
    },
    {
      forms: [103],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from netbox.registry import registry

types = registry['event_types']


def forget(store, name):
    del store[name]
`,
        'netbox_example/signals.py': `from .helpers import forget, types

for name in ('job_failed',):
    forget(types, name)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'store[name]', message: 'changed' }],
    },
    {
      forms: [104],
      files: {
        'netbox_example/signals.py': `from netbox.registry import registry

registry['request_processors'].clear()
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: "registry['request_processors'].clear()", message: 'changed' },
      ],
    },
    {
      forms: [104],
      flow: true,
      files: {
        'netbox_example/signals.py': `from netbox import registry as core

KEY = 'request_' + 'processors'


def processors():
    return core.registry[KEY]


def drop(items):
    items[:] = []


drop(processors())
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'items[:]', message: 'changed' }],
    },
    {
      forms: [116],
      files: {
        'netbox_example/signals.py': `from netbox.registry import registry

registry['system_jobs'].pop(next(iter(registry['system_jobs'])))
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "registry['system_jobs'].pop(next(iter(registry['system_jobs'])))",
          message: 'changed',
        },
      ],
    },
    {
      forms: [116],
      flow: true,
      files: {
        'netbox_example/signals.py': `from core.jobs import SyncDataSourceJob
from netbox.registry import registry

stores = {'jobs': registry['system_jobs']}


def unregister(store, job):
    store.pop(job, None)


unregister(stores['jobs'], SyncDataSourceJob)
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'store.pop(job, None)', message: 'changed' }],
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
    {
      forms: [102],
      files: {
        'netbox_example/dashboard.py': `from extras.dashboard.utils import register_widget
from extras.dashboard.widgets import DashboardWidget


@register_widget
class NoteWidget(DashboardWidget):
    default_title = 'Note'
`,
      },
    },
    {
      forms: [103],
      files: {
        'netbox_example/signals.py': `from netbox.events import EventType
from netbox.registry import registry

EventType(name='example_opened', text='Widget opened').register()
known = dict(registry['event_types'])
known.pop('object_created', None)
`,
      },
    },
    {
      forms: [104],
      files: {
        'netbox_example/signals.py': `from contextlib import contextmanager

from netbox.utils import register_request_processor


@register_request_processor
@contextmanager
def quiet(request):
    yield
`,
      },
    },
    {
      title: 'Entries of the plugin: by its job, its model and the name of its event type',
      files: {
        'netbox_example/jobs.py': `from netbox.jobs import JobRunner, system_job
from netbox.registry import registry


@system_job(interval=60)
class Sweep(JobRunner):
    def run(self, *args, **kwargs):
        pass


def set_interval(minutes):
    if Sweep in registry['system_jobs']:
        registry['system_jobs'][Sweep]['interval'] = minutes


set_interval(15)
`,
        'netbox_example/views.py': `from netbox.registry import registry

from .models import Widget


def replace_view(model, view):
    views = registry['views'].setdefault(model._meta.app_label, {}).setdefault(model._meta.model_name, [])
    for entry in views:
        if entry['name'] == 'jobs':
            entry['view'] = view


replace_view(Widget, None)
`,
        'netbox_example/events.py': `from netbox.events import EventType
from netbox.registry import registry

for kind in (EventType('example_opened', 'Opened'), EventType(name='example_closed', text='Closed')):
    registry['event_types'][kind.name] = kind
`,
      },
    },
    {
      forms: [116],
      files: {
        'netbox_example/jobs.py': `from netbox.jobs import JobRunner, system_job
from netbox.registry import registry


@system_job(interval=60)
class Sweep(JobRunner):
    def run(self, *args, **kwargs):
        pass


def drop():
    registry['system_jobs'].pop(Sweep, None)
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'registry' && !touch.ownKey)) continue;
      if (touch.name !== null && addsEventType(touch.target) && !CORE_EVENT_TYPES.has(touch.name)) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
