import { isCertain } from '../../src/plugin/middleware.ts';
import { defineRule } from '../../src/rule.ts';
import type { MiddlewareAct, NamedPath } from '../../src/plugin/middleware.ts';

/** The first path outside the plugins root that no page of NetBox's own stands at. */
function namedPath(act: MiddlewareAct): NamedPath | undefined {
  return act.reach.kind === 'named' ? act.reach.paths.find(path => !path.core) : undefined;
}

export default defineRule({
  id: 'middleware-route',
  limit: 'urls',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A middleware answers paths outside /plugins, or changes which URLs there are.',
  why: 'A response given by middleware is a URL of the plugin as much as a pattern is. Outside `/plugins/` it can collide with core, with other plugins and with what NetBox will serve tomorrow; a changed `request.urlconf` or path replaces the URLs of NetBox altogether.',
  remedy: "Serve the page from the plugin's `urls.py`, below `/plugins/`, and let middleware only annotate requests.",
  source: {
    sentence: 'Plugins can register URLs under the `/plugins` root path to provide browsable views for users.',
    where: 'docs/plugins/index.md, Capabilities',
  },
  messages: {
    answer:
      'The middleware answers {path}, outside /plugins/, where it may collide with core and other plugins. Serve it from urls.py.',
    shape:
      "The middleware answers paths of a certain form wherever they stand, outside /plugins/ too. Serve them from urls.py, below the plugin's own path.",
    urlconf:
      "The middleware sets request.urlconf, so that its requests are resolved by other URLs than NetBox's. Put the URLs into urls.py.",
    path: 'The middleware changes the path of the request before NetBox resolves it, so that NetBox serves another page than was asked for. Serve the page from urls.py.',
  },
  invalid: [
    {
      title: 'A page of its own at the root',
      forms: [32],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.ShortLinks']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.http import HttpResponse


class ShortLinks:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == '/widgets/':
            return HttpResponse('widgets')
        return self.get_response(request)
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: "return HttpResponse('widgets')", message: 'answer' }],
    },
    {
      title: 'Through helpers, by the form of the path',
      forms: [32],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.short_links']


config = ExampleConfig
`,
        'netbox_example/links.py': `from django.shortcuts import redirect


def resolve_link(request):
    parts = request.path_info.split('/')
    if '=' not in parts[1]:
        return None
    return redirect('/plugins/example/')
`,
        'netbox_example/middleware.py': `from .links import resolve_link


def short_links(get_response):
    def middleware(request):
        response = resolve_link(request)
        if response is not None:
            return response
        return get_response(request)

    return middleware
`,
      },
      reports: [{ file: 'netbox_example/links.py', at: "return redirect('/plugins/example/')", message: 'shape' }],
    },
    {
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Routes']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.utils.deprecation import MiddlewareMixin


class Routes(MiddlewareMixin):
    def process_request(self, request):
        request.urlconf = 'netbox_example.root_urls'
        request.path_info = request.path_info.replace('/w/', '/plugins/example/')
`,
      },
      reports: [
        { file: 'netbox_example/middleware.py', at: 'request.urlconf', message: 'urlconf' },
        { file: 'netbox_example/middleware.py', at: 'request.path_info', nth: 1, message: 'path' },
      ],
    },
    {
      title: 'Another URL configuration',
      forms: [31],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Routes']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `class Routes:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = 'netbox_example.root_urls'
        return self.get_response(request)
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: 'request.urlconf', message: 'urlconf' }],
    },
    {
      forms: [31],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Routes']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `def use(request, module):
    setattr(request, 'urlconf', module)
`,
        'netbox_example/middleware.py': `from .helpers import use


class Routes:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        incoming = request
        use(incoming, 'netbox_example.root_urls')
        return self.get_response(request)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: "setattr(request, 'urlconf', module)", message: 'urlconf' }],
    },
    {
      forms: [32],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Pages']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `from django.http import HttpResponse

PAGES = {'/widgets/': 'widgets', '/gadgets/': 'gadgets'}


def page(request):
    text = PAGES.get(request.path)
    if request.path == '/gizmos/':
        return HttpResponse('gizmos')
    return None if text is None else HttpResponse(text)
`,
        'netbox_example/middleware.py': `from .helpers import page


class Pages:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return page(request) or self.get_response(request)
`,
      },
      reports: [
        {
          file: 'netbox_example/helpers.py',
          at: 'return None if text is None else HttpResponse(text)',
          message: 'answer',
        },
        { file: 'netbox_example/helpers.py', at: "return HttpResponse('gizmos')", message: 'answer' },
      ],
    },
  ],
  valid: [
    {
      title: 'Middleware that annotates, and that answers below /plugins/ only',
      forms: [32],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Annotate']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.http import HttpResponse
from django.shortcuts import redirect

OLD = ('/plugins/widgets/', '/plugins/old-widgets/')


class Annotate:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.widgets = []
        if request.path.startswith('/api/plugins/example/') and request.method == 'TRACE':
            return HttpResponse(status=405)
        if any(request.path.startswith(old) for old in OLD):
            return redirect('plugins:netbox_example:widget_list')
        if not request.path.startswith('/plugins/example/'):
            return self.get_response(request)
        response = self.get_response(request)
        response['X-Widgets'] = 'yes'
        return response
`,
      },
    },
    {
      forms: [31],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Routes']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `class Routes:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.widget_urlconf = getattr(request, 'urlconf', None)
        return self.get_response(request)
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const entry of model.middleware.entries) {
      for (const act of entry.acts) {
        const details = {
          plugin: entry.plugin,
          trace: act.trace,
          ...(isCertain(entry, act) ? {} : { severity: 'warning' as const }),
        };
        if (act.action === 'urlconf' || act.action === 'path') {
          if (act.reach.kind !== 'plugins' && act.reach.kind !== 'computed')
            report(act.at, act.action, undefined, details);
          continue;
        }
        if (act.action === 'content' || act.action === 'template' || act.login || act.samePage) continue;
        const path = namedPath(act);
        // A handler out of a table is a page by the test that chooses it.
        if (path) report(path.apart ? path.at : act.at, 'answer', { path: path.text }, details);
        else if (act.reach.kind === 'shape') report(act.at, 'shape', undefined, details);
      }
    }
  },
});
