import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-urlpatterns-change',
  limit: 'urls',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "NetBox's own URL patterns or routers are changed.",
  why: "A plugin's URLs live under `/plugins/`, where they cannot collide with core or with other plugins. A pattern put into core's lists, or a changed root URLconf, can take over any page, `/login/` included.",
  remedy:
    "Put the patterns into `urlpatterns` of the plugin's `urls.py` (or `api/urls.py`); for a tab on a core object use `register_model_view` with a name of your own.",
  source: {
    sentence: 'All plugin URLs are restricted to this path to prevent path collisions with core or other plugins.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} changes URL patterns of NetBox, so the plugin serves paths outside /plugins/. Put the pattern into the plugin's own urls.py.",
    urlconf: "{target} replaces the URL configuration of NetBox. Keep the plugin's URLs in its own urls.py.",
  },
  invalid: [
    {
      title: "A pattern put into core's list",
      files: {
        'netbox_example/patches.py': `from dcim.urls import urlpatterns as dcim_urls
from django.urls import path

from . import views

dcim_urls.append(path('mine/', views.WidgetListView.as_view()))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "dcim_urls.append(path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
      ],
    },
    {
      title: 'Through a helper',
      files: {
        'netbox_example/helpers.py': `def mount(module, patterns):
    module.urlpatterns += patterns
`,
        'netbox_example/patches.py': `import netbox.urls

from .helpers import mount

mount(netbox.urls, [])
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'module.urlpatterns', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from dcim.api.urls import router

from .api.views import WidgetViewSet

router.register('mine', WidgetViewSet)
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "router.register('mine', WidgetViewSet)", message: 'changed' },
      ],
    },
    {
      files: {
        'netbox_example/patches.py': `from django.urls import set_urlconf

set_urlconf('netbox_example.urls')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "set_urlconf('netbox_example.urls')", message: 'urlconf' }],
    },
    {
      title: 'The module that a setting names',
      files: {
        'netbox_example/patches.py': `from importlib import import_module

from django.conf import settings
from django.urls import path

from . import views

root = import_module(settings.ROOT_URLCONF)
root.urlpatterns.insert(0, path('mine/', views.WidgetListView.as_view()))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "root.urlpatterns.insert(0, path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own patterns and router",
      files: {
        'netbox_example/patches.py': `from netbox.api.routers import NetBoxRouter

from . import urls

extra = list(urls.urlpatterns)
extra.append(None)
router = NetBoxRouter()
router.register('x', None)
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'urls')) continue;
      report(
        touch.at,
        touch.owner.endsWith('set_urlconf') ? 'urlconf' : 'changed',
        { target: touch.target },
        detailsOf(touch),
      );
    }
  },
});
