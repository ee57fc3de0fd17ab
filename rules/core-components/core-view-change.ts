import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

/** What a view renders is judged by core-templates/template-engine-change. */
const TEMPLATES = new Set(['template_name', 'get_template_names', 'get_template_name', 'template', 'base_template']);
const VIEWS = /\.views(\.|$)/;

export default defineRule({
  id: 'core-view-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core view or API viewset is changed.',
  why: 'Core pages and API endpoints then answer as the plugin wants: buttons, querysets, permissions and forms of core disappear or change for everybody.',
  remedy:
    'Subclass the view in the plugin and serve it under /plugins/, or add a tab with `register_model_view` and a name of your own.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} is changed by the plugin, so a core page or endpoint no longer does what NetBox ships. Subclass it and serve the subclass under /plugins/.',
  },
  invalid: [
    {
      title: 'An attribute of a core view',
      files: {
        'netbox_example/patches.py': `from virtualization import views

views.ClusterView.actions = ()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'views.ClusterView.actions', message: 'changed' }],
    },
    {
      title: 'The bases of every view of an app',
      files: {
        'netbox_example/patches.py': `import importlib

for app in ('dcim', 'ipam'):
    module = importlib.import_module('%s.views' % app)
    for name in dir(module):
        view = getattr(module, name)
        if isinstance(view, type):
            view.__bases__ = (object,)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'view.__bases__', message: 'changed' }],
    },
    {
      forms: [110],
      flow: true,
      files: {
        'netbox_example/patches.py': `from dcim.api.views import DeviceViewSet as Devices


def swap(viewset):
    viewset.queryset = None


swap(Devices)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'viewset.queryset', message: 'changed' }],
    },
    {
      title: 'A method decorated from outside',
      files: {
        'netbox_example/patches.py': `from dcim.views import DeviceView
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_page

method_decorator(cache_page(60), name='dispatch')(DeviceView)
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "method_decorator(cache_page(60), name='dispatch')(DeviceView)",
          message: 'changed',
        },
      ],
    },
    {
      title: 'A method of a core view',
      forms: [55],
      files: {
        'netbox_example/patches.py': `import dcim.views

dcim.views.DeviceView.get = lambda self, request, pk: None
dcim.views.DeviceView.get_extra_context = lambda self, request, instance: {}
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'dcim.views.DeviceView.get', nth: 1, message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'dcim.views.DeviceView.get_extra_context', message: 'changed' },
      ],
    },
    {
      forms: [55],
      flow: true,
      files: {
        'netbox_example/patches.py': `from importlib import import_module

from .helpers import override

VIEW = 'dcim.views.DeviceView'
module, _, name = VIEW.rpartition('.')
override(getattr(import_module(module), name))
`,
        'netbox_example/helpers.py': `def override(view):
    original = view.get_extra_context

    def get_extra_context(self, request, instance):
        return {**original(self, request, instance), 'widgets': []}

    view.get_extra_context = get_extra_context
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'view.get_extra_context', nth: 2, message: 'changed' }],
    },
    {
      forms: [110],
      files: {
        'netbox_example/signals.py': `from dcim.api.views import DeviceViewSet

DeviceViewSet.queryset = DeviceViewSet.queryset.none()
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'DeviceViewSet.queryset', nth: 1, message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'A subclass',
      forms: [110],
      files: {
        'netbox_example/patches.py': `from dcim.views import DeviceListView


class Mine(DeviceListView):
    actions = ()


Mine.queryset = None
`,
      },
    },
    {
      forms: [55],
      files: {
        'netbox_example/patches.py': `from dcim.views import DeviceView


class Mine(DeviceView):
    def get_extra_context(self, request, instance):
        return super().get_extra_context(request, instance)


Mine.get = lambda self, request, pk: None
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (
        !lasts(touch) ||
        !(
          ((touch.area === 'view' || touch.area === 'viewset') && !TEMPLATES.has(touch.name ?? '')) ||
          (touch.area === 'module' && VIEWS.test(touch.owner) && touch.target.includes('…'))
        )
      )
        continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
