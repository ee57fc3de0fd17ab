import { defineRule } from '../../src/rule.ts';

/** A pattern that matches whatever follows: `.*`, `^(?P<rest>.+)$`, `<path:rest>`. */
const CATCH_ALL = /^\^?(\(\?P<\w+>|\()?\.[*+]\)?\/?\$?$|^<path:\w+>\/?$/;

export default defineRule({
  id: 'catch-all-route',
  limit: 'urls',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: "A pattern right below the plugin's root matches every path.",
  why: "Everything below `/plugins/<base_url>/` is the plugin's own, so this breaks nothing. But a pattern that matches all hides those after it, answers misspelt links with a page in place of 404, and takes the paths of another plugin whose base_url begins with this one.",
  remedy: "Put the catch-all below a path segment of its own (`app/<path:rest>`), and at the list's end.",
  source: {
    sentence: '`route` - The unique portion of the URL dedicated to this view',
    where: 'docs/plugins/development/views.md, URL Registration',
  },
  messages: {
    all: "The pattern '{pattern}' matches everything below {root}. Put it below a path segment of its own.",
  },
  invalid: [
    {
      title: 'Everything below the root',
      forms: [41],
      files: {
        'netbox_example/urls.py': `from django.urls import re_path

from . import views

urlpatterns = [re_path(r'^.*$', views.WidgetListView.as_view(), name='home')]
`,
      },
      reports: [
        {
          file: 'netbox_example/urls.py',
          at: "re_path(r'^.*$', views.WidgetListView.as_view(), name='home')",
          message: 'all',
        },
      ],
    },
    {
      forms: [41],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from django.urls import path


def spa(view):
    return path('<path:rest>', view, name='spa')
`,
        'netbox_example/urls.py': `from . import views
from .helpers import spa

urlpatterns = [spa(views.WidgetListView.as_view())]
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: "path('<path:rest>', view, name='spa')", message: 'all' }],
    },
  ],
  valid: [
    {
      title: 'Below a segment of its own',
      forms: [41],
      files: {
        'netbox_example/urls.py': `from django.urls import path, re_path

from . import views

urlpatterns = [
    path('app/<path:rest>', views.WidgetListView.as_view(), name='app'),
    re_path(r'^redirect/(?P<match>.+)/$', views.WidgetListView.as_view(), name='redirect'),
]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const route of model.routes.routes) {
      const mount = model.routes.mounts.find(one => one.plugin === route.plugin && one.kind === route.kind);
      if (!mount || mount.path === null || !CATCH_ALL.test(route.pattern) || route.path !== mount.path + route.pattern)
        continue;
      report(route.at, 'all', { pattern: route.pattern, root: `/${mount.path}` }, { plugin: route.plugin });
    }
  },
});
