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
      forms: [27],
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
      forms: [27],
      flow: true,
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
      forms: [28],
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
      forms: [30],
      files: {
        'netbox_example/patches.py': `from django.urls import set_urlconf

set_urlconf('netbox_example.urls')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "set_urlconf('netbox_example.urls')", message: 'urlconf' }],
    },
    {
      title: 'The module that a setting names',
      forms: [27],
      flow: true,
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
    {
      title: "NetBox's root list",
      forms: [27],
      files: {
        'netbox_example/patches.py': `import netbox.urls
from django.urls import path
from netbox.urls import _patterns

from . import views

_patterns.append(path('mine/', views.WidgetListView.as_view()))
netbox.urls.urlpatterns += [path('mine/', views.WidgetListView.as_view())]
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "_patterns.append(path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: 'netbox.urls.urlpatterns', message: 'changed' },
      ],
    },
    {
      forms: [28],
      flow: true,
      files: {
        'netbox_example/patches.py': `from .api import views
from .helpers import ROUTERS

for name, router in ROUTERS.items():
    router.registry.append((f'{name}-mine', views.WidgetViewSet, 'mine'))
`,
        'netbox_example/helpers.py': `from dcim.api.urls import router as dcim_router
from ipam.api import urls as ipam_urls

ROUTERS = {'dcim': dcim_router, 'ipam': ipam_urls.router}
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "router.registry.append((f'{name}-mine', views.WidgetViewSet, 'mine'))",
          message: 'changed',
        },
        {
          file: 'netbox_example/patches.py',
          at: "router.registry.append((f'{name}-mine', views.WidgetViewSet, 'mine'))",
          message: 'changed',
        },
      ],
    },
    {
      title: 'The list of all plugins',
      forms: [29],
      files: {
        'netbox_example/patches.py': `from django.urls import path
from netbox.plugins.urls import plugin_patterns

from . import views

plugin_patterns.append(path('mine/', views.WidgetListView.as_view()))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "plugin_patterns.append(path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
      ],
    },
    {
      forms: [29],
      flow: true,
      files: {
        'netbox_example/patches.py': `from importlib import import_module

from django.urls import path

from . import views


def lists(module):
    for name in ('plugin_patterns', 'plugin_api_patterns'):
        yield getattr(module, name)


for patterns in lists(import_module('netbox.plugins.urls')):
    patterns.insert(0, path('mine/', views.WidgetListView.as_view()))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "patterns.insert(0, path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
        {
          file: 'netbox_example/patches.py',
          at: "patterns.insert(0, path('mine/', views.WidgetListView.as_view()))",
          message: 'changed',
        },
      ],
    },
    {
      forms: [30],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django import urls

from .helpers import use

use(urls.set_urlconf)
`,
        'netbox_example/helpers.py': `def use(function):
    function('netbox_example.urls')
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: "function('netbox_example.urls')", message: 'urlconf' }],
    },
    {
      title: "The URLs of another app, put into NetBox's own",
      forms: [45],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['silk']


config = ExampleConfig
`,
        'netbox_example/patches.py': `from django.urls import include, path
from netbox import urls

urls.urlpatterns.append(path('silk/', include('silk.urls')))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "urls.urlpatterns.append(path('silk/', include('silk.urls')))",
          message: 'changed',
        },
      ],
    },
    {
      forms: [45],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['silk']


config = ExampleConfig
`,
        'netbox_example/patches.py': `from django.urls import include, path
from netbox import urls as core

from .helpers import mount

for app in ('silk', 'explorer'):
    mount(core, path(f'{app}/', include(f'{app}.urls')))
`,
        'netbox_example/helpers.py': `def mount(module, pattern):
    patterns = getattr(module, 'urlpatterns')
    patterns.insert(0, pattern)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'patterns.insert(0, pattern)', message: 'changed' }],
    },
    {
      title: 'An error page',
      forms: [46],
      files: {
        'netbox_example/patches.py': `import netbox.urls

netbox.urls.handler404 = 'netbox_example.views.missing'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'netbox.urls.handler404', message: 'changed' }],
    },
    {
      forms: [46],
      flow: true,
      files: {
        'netbox_example/patches.py': `import sys

core = sys.modules['netbox.urls']
HANDLERS = {'handler404': 'netbox_example.views.missing', 'handler500': 'netbox_example.views.broken'}
for name, view in HANDLERS.items():
    setattr(core, name, view)
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'setattr(core, name, view)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'setattr(core, name, view)', message: 'changed' },
      ],
    },
    {
      title: 'The application that the server calls',
      forms: [47],
      files: {
        'netbox_example/patches.py': `from netbox import wsgi


def wrapped(environ, start_response):
    return wsgi.application(environ, start_response)


wsgi.application = wrapped
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'wsgi.application', nth: 2, message: 'changed' }],
    },
    {
      forms: [47],
      flow: true,
      files: {
        'netbox_example/patches.py': `from importlib import import_module


class Wrapper:
    def __init__(self, inner):
        self.inner = inner

    def __call__(self, environ, start_response):
        return self.inner(environ, start_response)


def wrap(name):
    module = import_module(f'netbox.{name}')
    module.application = Wrapper(module.application)


for name in ('wsgi', 'asgi'):
    wrap(name)
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'module.application', nth: 1, message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'module.application', nth: 1, message: 'changed' },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own patterns and router",
      forms: [27, 28],
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
    {
      title: 'Lists that are read or copied',
      forms: [27, 29],
      files: {
        'netbox_example/patches.py': `from django.urls import include, path
from netbox.urls import urlpatterns as core
from netbox.plugins.urls import plugin_patterns

from . import urls

names = [pattern.pattern for pattern in core]
names.append(None)
mine = list(plugin_patterns)
mine += [path('mine/', include(urls.urlpatterns))]
`,
      },
    },
    {
      forms: [28],
      files: {
        'netbox_example/patches.py': `from netbox.api.routers import NetBoxRouter

from .api.views import WidgetViewSet


def make(router):
    router.register('mine', WidgetViewSet)
    router.APIRootView = None
    return router


router = make(NetBoxRouter())
`,
      },
    },
    {
      forms: [30],
      files: {
        'netbox_example/patches.py': `from django.conf import settings
from django.test import override_settings
from django.urls import get_urlconf, set_urlconf

root = settings.ROOT_URLCONF


def render(view):
    with override_settings(ROOT_URLCONF='netbox_example.urls'):
        view()


def render_below(view):
    before = get_urlconf()
    set_urlconf('netbox_example.urls')
    try:
        view()
    finally:
        set_urlconf(before)
`,
      },
    },
    {
      title: 'The URLs of another app, below the plugin',
      forms: [45],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['silk']


config = ExampleConfig
`,
        'netbox_example/urls.py': `from django.urls import include, path

urlpatterns = [path('silk/', include('silk.urls'))]
`,
      },
    },
    {
      title: 'A handler in its own urls.py',
      forms: [46],
      files: {
        'netbox_example/urls.py': `from netbox.urls import handler500

urlpatterns = ()
handler404 = 'netbox_example.views.missing'
`,
      },
    },
    {
      forms: [47],
      files: {
        'netbox_example/patches.py': `from netbox.wsgi import application


class Wrapper:
    def __init__(self, inner):
        self.application = inner


wrapper = Wrapper(application)
wrapper.application = None
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
