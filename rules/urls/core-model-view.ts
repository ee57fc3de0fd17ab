import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-model-view',
  limit: 'urls',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A view registered for a core model takes the name or the path of one of NetBox's own.",
  why: "A tab of your own on a core object is documented API. But NetBox reads the plugins' URLs before the core apps' own views are registered, so that a view called `edit` or `delete` on a core model silently takes the place of NetBox's page.",
  remedy:
    'Give the view a name and a path of its own, best with the name of the plugin in it: `register_model_view(Device, "example_widgets", path="example-widgets")`.',
  source: {
    sentence: 'All plugin URLs are restricted to this path to prevent path collisions with core or other plugins.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    name: "NetBox has a view '{name}' of {model} itself, and this one is found first: core's page is replaced without a word. Register it under a name of your own.",
    path: "NetBox serves '{path}' of {model} itself, and this view is found first: core's page is replaced without a word. Give it a path of its own.",
    feature: {
      text: "NetBox registers a view '{name}' for {model} itself, before any plugin, so this one is never reached. Register it under a name of your own.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: "Core's edit page is replaced",
      forms: [34],
      files: {
        'netbox_example/tabs.py': `from dcim.models import Device
from netbox.views import generic
from utilities.views import register_model_view


@register_model_view(Device, 'edit')
class DeviceWidgetsView(generic.ObjectView):
    queryset = Device.objects.all()
`,
        'netbox_example/urls.py': `from . import tabs

urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/tabs.py', at: "register_model_view(Device, 'edit')", message: 'name' }],
    },
    {
      title: 'Through a helper, for several models, under a name that exists in some releases only',
      forms: [34],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from utilities.views import register_model_view as attach


def add_tab(model, name, view):
    return attach(model, name=name)(view)
`,
        'netbox_example/urls.py': `from dcim.models import Device, Rack
from netbox.views import generic

from .helpers import add_tab


class Tab(generic.ObjectView):
    queryset = None


for model in (Device, Rack):
    add_tab(model, 'elevations' if False else 'render-config', Tab)

urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'attach(model, name=name)(view)', message: 'name' }],
    },
    {
      title: "Core's path under another name, and a feature view",
      files: {
        'netbox_example/urls.py': `from dcim.models import Device
from netbox.views import generic
from utilities.views import register_model_view


@register_model_view(Device, 'example', path='interfaces')
class Ports(generic.ObjectView):
    queryset = Device.objects.all()


@register_model_view(Device, name='journal')
class Journal(generic.ObjectView):
    queryset = Device.objects.all()


urlpatterns = ()
`,
      },
      reports: [
        {
          file: 'netbox_example/urls.py',
          at: "register_model_view(Device, 'example', path='interfaces')",
          message: 'path',
        },
        { file: 'netbox_example/urls.py', at: "register_model_view(Device, name='journal')", message: 'feature' },
      ],
    },
    {
      title: "Core's path under another name",
      forms: [35],
      files: {
        'netbox_example/tabs.py': `from dcim.models import Device
from netbox.views import generic
from utilities.views import register_model_view


@register_model_view(Device, 'example', path='interfaces')
class Ports(generic.ObjectView):
    queryset = Device.objects.all()
`,
        'netbox_example/urls.py': `from . import tabs

urlpatterns = ()
`,
      },
      reports: [
        {
          file: 'netbox_example/tabs.py',
          at: "register_model_view(Device, 'example', path='interfaces')",
          message: 'path',
        },
      ],
    },
    {
      forms: [35],
      flow: true,
      files: {
        'netbox_example/tabs.py': `from functools import partial

from dcim.models import Device
from netbox.views import generic
from utilities.views import register_model_view

OPTIONS = {'name': 'example', 'path': 'inter' + 'faces'}
tab = partial(register_model_view, Device, **OPTIONS)


class Ports(generic.ObjectView):
    queryset = Device.objects.all()


tab()(Ports)
`,
        'netbox_example/urls.py': `from . import tabs

urlpatterns = ()
`,
      },
      reports: [{ file: 'netbox_example/tabs.py', at: 'tab()(Ports)', message: 'path' }],
    },
  ],
  valid: [
    {
      title: 'A tab of its own on a core object; any name on an own model',
      forms: [34, 35],
      files: {
        'netbox_example/urls.py': `from dcim.models import Device, Site
from netbox.views import generic
from utilities.views import register_model_view

from .models import Widget


@register_model_view(Site, name='widgets')
@register_model_view(Device, 'example_edit', path='example-edit')
@register_model_view(Widget, 'edit')
class Tab(generic.ObjectView):
    queryset = Device.objects.all()


urlpatterns = ()
`,
      },
    },
  ],
  check(model, host, report) {
    for (const view of model.modelViews) {
      if (view.model === null || view.own || view.phase === 'dead') continue;
      const details = { trace: view.trace, ...(view.optIn ? { severity: 'warning' as const } : {}) };
      const taken = view.core.name & host.releases & ~view.core.feature;
      const feature = view.core.feature & host.releases;
      const path = view.core.path & host.releases;
      const some = (mask: number): { releases?: readonly string[] } =>
        mask === host.releases ? {} : { releases: host.versions(mask) };
      if (taken !== 0 && view.name !== null) {
        report(view.at, 'name', { name: view.name, model: view.model }, { ...details, ...some(taken) });
      } else if (feature !== 0 && view.name !== null) {
        report(view.at, 'feature', { name: view.name, model: view.model }, { trace: view.trace, ...some(feature) });
      } else if (path !== 0 && view.path !== null) {
        report(view.at, 'path', { path: view.path, model: view.model }, { ...details, ...some(path) });
      }
    }
  },
});
