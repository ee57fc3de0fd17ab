import { isCertain } from '../../src/plugin/middleware.ts';
import { defineRule } from '../../src/rule.ts';
import type { MiddlewareAct, NamedPath } from '../../src/plugin/middleware.ts';

/** The first page of core that the condition of an act names. */
function corePath(act: MiddlewareAct): NamedPath | undefined {
  return act.reach.kind === 'named' ? act.reach.paths.find(path => path.core) : undefined;
}

/** Acts that keep NetBox's own page from the user. */
const TAKES = { answer: 'answers', redirect: 'redirects', refuse: 'refuses' } as const;

const taken = (action: MiddlewareAct['action']): (typeof TAKES)[keyof typeof TAKES] | undefined =>
  action === 'answer' || action === 'redirect' || action === 'refuse' ? TAKES[action] : undefined;

export default defineRule({
  id: 'core-page-interception',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A middleware answers, redirects or refuses pages of NetBox.',
  why: "Middleware sees every request. When it answers one for a core page, or redirects it, the page that NetBox ships is out of reach for everybody, without a trace in NetBox's own configuration.",
  remedy:
    'Leave core pages alone: offer the other page below /plugins/ and link to it from the menu, a button or a tab. Where an operator is to choose, make it a setting that is off by default.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    named:
      "The middleware {verb} {path}, a page of NetBox's own, so that core's page cannot be reached. Serve the plugin's page below /plugins/ and link to it.",
    every:
      'The middleware {verb} every request, core pages included, so that NetBox cannot be used. Limit it to paths below /plugins/.',
    some: {
      text: 'The middleware {verb} requests of any page under a condition, so that core pages are out of reach where it holds. Limit it to paths below /plugins/.',
      severity: 'warning',
    },
    again: {
      text: 'The middleware sends requests of core pages to the same page with another query, so that the page shows something else than was asked for. Limit it to paths below /plugins/, or let users choose by a link.',
      severity: 'info',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'The search page is replaced by default',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    default_settings = {'replace_search': True}
    middleware = ['netbox_example.middleware.Search']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.shortcuts import redirect
from netbox.plugins import get_plugin_config


class Search:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if get_plugin_config('netbox_example', 'replace_search') and request.path.startswith('/search/'):
            return redirect('plugins:netbox_example:widget_list')
        return response
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: "request.path.startswith('/search/')", message: 'named' }],
    },
    {
      title: 'Through a list of paths, a helper and an exception',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ('netbox_example.middleware.Lock',)


config = ExampleConfig
`,
        'netbox_example/rules.py': `from django.core.exceptions import PermissionDenied

LOCKED = ['/extras/scripts/', '/core/']


def is_locked(request):
    return any(request.path_info.startswith(prefix) for prefix in LOCKED)


def check(request):
    if is_locked(request):
        raise PermissionDenied('locked')
`,
        'netbox_example/middleware.py': `from django.utils.deprecation import MiddlewareMixin

from . import rules


class Lock(MiddlewareMixin):
    def process_view(self, request, view, args, kwargs):
        if request.path.startswith('/api/plugins/'):
            return None
        rules.check(request)
`,
      },
      reports: [{ file: 'netbox_example/rules.py', at: "raise PermissionDenied('locked')", message: 'named' }],
    },
    {
      title: 'By a table of handlers, a pattern with alternatives, a match, and the class of the view',
      forms: [33],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Pages', 'netbox_example.middleware.NoLists']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `import re

from dcim.views import RackListView
from django.http import HttpResponse, HttpResponseForbidden
from django.utils.deprecation import MiddlewareMixin

MOVED = re.compile(r'^/(?:ipam|vpn)/\\w+/$')


def profile(request):
    return HttpResponse('profile')


HANDLERS = {'/user/profile/': profile}


class Pages:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        handler = HANDLERS.get(request.path)
        if handler is not None:
            return handler(request)
        moved = MOVED.match(request.path)
        if moved and request.method == 'GET':
            return HttpResponse('moved')
        app = request.path.split('/')[1]
        if app == 'circuits':
            return HttpResponseForbidden()
        match request.path_info:
            case '/graphql/' | '/search/':
                return HttpResponseForbidden()
        return self.get_response(request)


class NoLists(MiddlewareMixin):
    def process_view(self, request, view_func, view_args, view_kwargs):
        if getattr(view_func, 'view_class', None) is RackListView:
            return HttpResponseForbidden()

    def process_exception(self, request, exception):
        if request.path.startswith('/core/'):
            return HttpResponse('failed')
`,
      },
      reports: [
        { file: 'netbox_example/middleware.py', at: 'HANDLERS.get(request.path)', message: 'named' },
        { file: 'netbox_example/middleware.py', at: 'MOVED.match(request.path)', message: 'named' },
        { file: 'netbox_example/middleware.py', at: "app == 'circuits'", message: 'named' },
        { file: 'netbox_example/middleware.py', at: "'/graphql/'", message: 'named' },
        {
          file: 'netbox_example/middleware.py',
          at: "getattr(view_func, 'view_class', None) is RackListView",
          message: 'named',
        },
        {
          file: 'netbox_example/middleware.py',
          at: "request.path.startswith('/core/')",
          message: 'named',
          severity: 'warning',
        },
      ],
    },
    {
      title: 'A status after the fact, and a factory with an argument of its own',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.gone']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from functools import partial


def _gone(get_response, prefix):
    def inner(request):
        response = get_response(request)
        if request.path.startswith(prefix):
            response.status_code = 410
        return response

    return inner


gone = partial(_gone, prefix='/wireless/')
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: 'request.path.startswith(prefix)', message: 'named' }],
    },
    {
      title: 'Every request',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.closed', 'netbox_example.middleware.Terms']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.http import HttpResponse
from django.shortcuts import redirect


def closed(get_response):
    def middleware(request):
        return HttpResponse('Closed', status=503)

    return middleware


class Terms:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.session.get('terms'):
            return redirect('plugins:netbox_example:widget_list')
        return self.get_response(request)
`,
      },
      reports: [
        { file: 'netbox_example/middleware.py', at: "return HttpResponse('Closed', status=503)", message: 'every' },
        {
          file: 'netbox_example/middleware.py',
          at: "return redirect('plugins:netbox_example:widget_list')",
          message: 'some',
        },
      ],
    },
    {
      title: 'Core pages are redirected',
      forms: [33],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Away']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.shortcuts import redirect


class Away:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith('/dcim/'):
            return redirect('/plugins/example/')
        return self.get_response(request)
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: "request.path.startswith('/dcim/')", message: 'named' }],
    },
    {
      forms: [33],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Away']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `from django.http import HttpResponseRedirect

CORE = ('/dcim/devices/', '/ipam/')


def target(path):
    for start in CORE:
        if path.startswith(start):
            return HttpResponseRedirect('/plugins/example/')
    return None
`,
        'netbox_example/middleware.py': `from .helpers import target


class Away:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        answer = target(path)
        if answer is not None:
            return answer
        return self.get_response(request)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'path.startswith(start)', message: 'named' }],
    },
    {
      forms: [33],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Away']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `from django.shortcuts import redirect


def moved(request):
    if request.path.startswith('/dcim/devices/'):
        return redirect('/plugins/example/')
`,
        'netbox_example/middleware.py': `from .helpers import moved


class Away:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = moved(request) or self.get_response(request)
        return response
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: "request.path.startswith('/dcim/devices/')", message: 'named' },
      ],
    },
    {
      title: 'To the same page, with another query',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Sorted', 'netbox_example.middleware.Moved']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.http import HttpResponseRedirect
from django.shortcuts import redirect


class Sorted:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith('/dcim/devices/') and 'sort' not in request.GET:
            return redirect(f'{request.path}?sort=name')
        if request.path == '/search/' and not request.GET:
            return HttpResponseRedirect(request.get_full_path() + '?q=x')
        return self.get_response(request)


class Moved(Sorted):
    def __call__(self, request):
        if request.path.startswith('/dcim/devices/'):
            return redirect(request.path.replace('devices', 'racks') + '?sort=name')
        return self.get_response(request)
`,
      },
      reports: [
        {
          file: 'netbox_example/middleware.py',
          at: "return redirect(f'{request.path}?sort=name')",
          message: 'again',
        },
        {
          file: 'netbox_example/middleware.py',
          at: "return HttpResponseRedirect(request.get_full_path() + '?q=x')",
          message: 'again',
        },
        {
          file: 'netbox_example/middleware.py',
          at: "request.path.startswith('/dcim/devices/')",
          nth: 2,
          message: 'named',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Own pages; the login page for those who are not logged in; a request that only gets an attribute',
      forms: [33],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Widgets']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse


class Widgets:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(reverse('plugins:netbox_example:widget_list')):
            return HttpResponse('widgets')
        if not request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        try:
            request.widget = int(request.GET.get('widget', 0))
        except ValueError:
            return HttpResponseBadRequest('no widget')
        if request.path == '/search/':
            request.widgets = True
        return self.get_response(request)
`,
      },
    },
    {
      title: 'Own pages by a table, a pattern with alternatives, a match, parts of the path, and a flag',
      forms: [33],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Pages']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `import re

from django.http import HttpResponse, HttpResponseForbidden

OWN = re.compile(r'/?(?:api/)?plugins/example/')


def page(request):
    return HttpResponse('page')


HANDLERS = {'/plugins/example/a/': page}


class Pages:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        handler = HANDLERS.get(request.path)
        if handler is not None:
            return handler(request)
        if OWN.match(request.path) and request.method == 'TRACE':
            return HttpResponseForbidden()
        if request.path.strip('/').split('/')[:2] == ['plugins', 'example'] and request.method == 'PUT':
            return HttpResponseForbidden()
        mine = False
        for prefix in ('/plugins/example/b/', '/plugins/example/c/'):
            if request.path.startswith(prefix):
                mine = True
        if mine:
            return HttpResponseForbidden()
        match request.path_info:
            case '/plugins/example/d/':
                return HttpResponseForbidden()
            case _:
                return self.get_response(request)
`,
      },
    },
    {
      title: 'A helper that answers for its own pages only',
      forms: [33],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Pages']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `from django.http import HttpResponse


def page(request):
    if request.path.startswith('/plugins/example/'):
        return HttpResponse('widgets')
    return None
`,
        'netbox_example/middleware.py': `from .helpers import page


class Pages:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if (response := page(request)) is not None:
            return response
        response = page(request) or self.get_response(request)
        return response
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const entry of model.middleware.entries) {
      for (const act of entry.acts) {
        const verb = taken(act.action);
        if (!verb || act.login) continue;
        const path = corePath(act);
        const details = { plugin: entry.plugin, trace: act.trace };
        if (act.samePage) {
          if (path || act.reach.kind === 'any') report(act.at, 'again', undefined, details);
          continue;
        }
        const quiet = { ...details, severity: 'warning' as const };
        if (path) {
          // Who the user is does not matter here: those whom it concerns lose a page that the code names.
          const certain = isCertain(entry, { ...act, personal: false });
          report(path.at, 'named', { verb, path: path.text }, certain ? details : quiet);
        } else if (act.reach.kind === 'any' && !act.fallback) {
          const always = !act.personal && !act.conditional && !act.optIn;
          if (always) report(act.at, 'every', { verb }, isCertain(entry, act) ? details : quiet);
          else report(act.at, 'some', { verb }, details);
        }
      }
    }
  },
});
