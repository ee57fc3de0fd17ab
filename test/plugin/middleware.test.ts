/** What a middleware does to which pages. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import type { MiddlewareAct } from '../../src/plugin/middleware.ts';

const host = loadNetBox();

/** The acts of a middleware class whose `__call__` has this body; `default_settings` has `on` (true) and `off` (false). */
function acts(body: string, extra = ''): readonly MiddlewareAct[] {
  const indented = body.trim().replace(/^/gm, '        ');
  const pkg = packageFromFiles({
    'demo/__init__.py': `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'
    default_settings = {'on': True, 'off': False}
    middleware = ['demo.middleware.Demo']


config = DemoConfig
`,
    'demo/middleware.py': `import re
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.urls import resolve, reverse
from netbox.plugins import get_plugin_config

${extra}

class Demo:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
${indented}
        return self.get_response(request)
`,
  });
  const { middleware } = buildModel(pkg, host.forPackage(pkg, {})).model;
  expect(middleware.entries.map(entry => entry.kind)).toEqual(['class']);
  return middleware.entries.flatMap(entry => [...entry.acts]);
}

/** `redirect /search/ (core)`. */
function shown(body: string, extra = ''): string[] {
  return acts(body, extra).map(({ action, reach }) => {
    const where =
      reach.kind === 'named'
        ? reach.paths.map(path => `${path.text}${path.core ? ' (core)' : ''}`).join(' ')
        : reach.kind;
    return `${action} ${where}`;
  });
}

describe('which pages', () => {
  test.each([
    ["if request.path == '/search/':\n    return redirect('x')", 'redirect /search/ (core)'],
    [
      "if request.path_info.startswith(('/dcim/', '/mine/')):\n    return HttpResponse()",
      'answer /dcim/ (core) /mine/',
    ],
    [
      "if request.path in ['/login/', '/logout/']:\n    raise PermissionDenied()",
      'refuse /login/ (core) /logout/ (core)',
    ],
    ["if request.path.startswith('/plugins/demo/'):\n    return HttpResponse()", 'answer plugins'],
    ["if request.path.startswith(reverse('plugins:demo:x')):\n    return HttpResponse()", 'answer plugins'],
    ["if request.path == reverse('dcim:site_list'):\n    return HttpResponse()", 'answer /dcim/sites/ (core)'],
    ["if request.path.startswith(f'/{settings.BASE_PATH}ipam/'):\n    return HttpResponse()", 'answer /ipam/ (core)'],
    ["if re.match(r'^/core/(a|b)', request.path):\n    return HttpResponse()", 'answer /core/a (core) /core/b (core)'],
    [
      "if re.search(r'^/dcim/|^/ipam/', request.path):\n    return HttpResponse()",
      'answer /dcim/ (core) /ipam/ (core)',
    ],
    ["if re.search(r'^/dcim/|/ipam/', request.path):\n    return HttpResponse()", 'answer shape'],
    ["if re.match(r'/?(?:api/)?plugins/demo/', request.path):\n    return HttpResponse()", 'answer plugins'],
    ["if re.fullmatch(r'/s/?', request.path):\n    return HttpResponse()", 'answer /s/ /s'],
    ["if request.path.startswith('/api/demo/'):\n    return HttpResponse()", 'answer /api/demo/'],
    ["if request.path.split('/')[1] == 'dcim':\n    return HttpResponse()", 'answer /dcim/ (core)'],
    ["if request.path.strip('/').split('/')[:2] == ['plugins', 'demo']:\n    return HttpResponse()", 'answer plugins'],
    ["if request.path[:6] in ('/dcim/', '/demo/'):\n    return HttpResponse()", 'answer /dcim/ (core) /demo/'],
    ["if resolve(request.path).namespaces[0] == 'plugins':\n    return HttpResponse()", 'answer plugins'],
    ["if resolve(request.path).url_name == 'device_list':\n    return HttpResponse()", 'answer device_list (core)'],
    ["if (page := {'/demo/': 1}.get(request.path)) is not None:\n    return HttpResponse()", 'answer /demo/'],
    ["mine = request.path == '/login/'\nif mine and request.GET:\n    return HttpResponse()", 'answer /login/ (core)'],
    [
      "match request.path:\n    case '/demo/' | '/login/':\n        return HttpResponse()",
      'answer /demo/ /login/ (core)',
    ],
    [
      "match request.path.split('/'):\n    case ['', 'dcim', *_]:\n        return HttpResponse()",
      'answer /dcim/ (core)',
    ],
    [
      "match request.path:\n    case '/plugins/demo/':\n        pass\n    case _:\n        return self.get_response(request)\nreturn HttpResponse()",
      'answer plugins',
    ],
    ["if re.search(r'=', request.path):\n    return HttpResponse()", 'answer shape'],
    ["if request.path.endswith('.txt'):\n    return HttpResponse()", 'answer shape'],
    ['if request.path.startswith(settings.MY_PREFIX):\n    return HttpResponse()', 'answer computed'],
    ["if request.resolver_match.namespace == 'plugins:demo':\n    return HttpResponse()", 'answer plugins'],
    ["if resolve(request.path).app_name == 'dcim':\n    return HttpResponse()", 'answer dcim (core)'],
    [
      "if not request.path.startswith('/plugins/'):\n    return self.get_response(request)\nreturn HttpResponse()",
      'answer plugins',
    ],
    [
      "if request.path.startswith('/plugins/'):\n    return self.get_response(request)\nreturn HttpResponse()",
      'answer any',
    ],
    ["if any(request.path.startswith(p) for p in ('/a/', '/b/')):\n    return HttpResponse()", 'answer /a/ /b/'],
    [
      "for p in ('/dcim/',):\n    if request.path.startswith(p):\n        return HttpResponse()",
      'answer /dcim/ (core)',
    ],
  ])('%s', (body, want) => {
    expect(shown(body)).toEqual([want]);
  });

  test('conditions in a helper count, and so does the response that it makes', () => {
    const extra = `def locked(request):
    if request.method == 'GET':
        return False
    return request.path.startswith('/dcim/')


def answer(request):
    if request.path == '/ipam/':
        return HttpResponseForbidden()
    return None
`;
    expect(shown('if locked(request):\n    return HttpResponse()', extra)).toEqual(['answer /dcim/ (core)']);
    expect(shown('response = answer(request)\nif response:\n    return response', extra)).toEqual([
      'refuse /ipam/ (core)',
    ]);
  });

  test('what the rest of NetBox answers is no answer of the plugin', () => {
    expect(shown("response = self.get_response(request)\nresponse['X-Demo'] = '1'\nreturn response")).toEqual([]);
  });
});

describe('under which circumstances', () => {
  test.each([
    ["if get_plugin_config('demo', 'off'):\n    return HttpResponse()", { optIn: true }],
    ["if not get_plugin_config('demo', 'on'):\n    return HttpResponse()", { optIn: true }],
    ["if get_plugin_config('demo', 'on'):\n    return HttpResponse()", { optIn: false, conditional: true }],
    ["if settings.PLUGINS_CONFIG['demo'].get('never_declared'):\n    return HttpResponse()", { optIn: true }],
    ['if request.user.is_staff:\n    return HttpResponse()', { personal: true, conditional: false }],
    ["if not request.user.is_authenticated:\n    return redirect('login')", { login: true }],
    ["if not request.user.is_authenticated:\n    return redirect(f'{settings.LOGIN_URL}?next=/')", { login: true }],
    ['try:\n    x = int(request.GET)\nexcept ValueError:\n    return HttpResponse()', { fallback: true }],
    [
      'response = self.get_response(request)\nif response.status_code == 404:\n    return redirect("/")',
      { fallback: true },
    ],
    ['return HttpResponse()', { optIn: false, personal: false, conditional: false, fallback: false, login: false }],
  ])('%s', (body, want) => {
    expect(acts(body)).toMatchObject([want]);
  });
});

describe('writes', () => {
  test.each([
    ["request.urlconf = 'demo.urls'", ['urlconf any']],
    ["request.path_info = '/x/'", ['path any']],
    ['response = self.get_response(request)\nresponse.content = b""\nreturn response', ['content any']],
    ['response = self.get_response(request)\nreturn HttpResponse(response.content.strip())', ['content any']],
    ["response = self.get_response(request)\nresponse.template_name = 'x.html'\nreturn response", ['template any']],
    ['self.get_response(request).add_post_render_callback(late)', ['content any']],
    ['response = self.get_response(request)\nresponse.status_code = 404', ['refuse any']],
    ['response = self.get_response(request)\nresponse.status_code = 200', []],
    ['mine = HttpResponse()\nmine.content = b""', []],
    ['request.demo = 1', []],
  ])('%s', (body, want) => {
    expect(shown(body, 'def late(response):\n    response.content = b""\n')).toEqual(want);
  });
});

test.each([
  ["view_func.__module__.startswith('dcim.')", 'redirect the views of dcim.'],
  ["view_func.__module__ in ('ipam.views', 'demo.views')", 'redirect the views of ipam.views'],
  ["view_func.__module__ == 'demo.views'", 'redirect plugins'],
])('process_view where %s', (condition, want) => {
  const pkg = packageFromFiles({
    'demo/__init__.py': `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'
    middleware = ['demo.middleware.Demo']


config = DemoConfig
`,
    'demo/middleware.py': `from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin


class Demo(MiddlewareMixin):
    async def process_view(self, request, view_func, view_args, view_kwargs):
        if ${condition}:
            return redirect('x')
`,
  });
  const [entry] = buildModel(pkg, host.forPackage(pkg, {})).model.middleware.entries;
  const shownActs = entry?.acts.map(
    ({ action, reach }) => `${action} ${reach.kind === 'named' ? (reach.paths[0]?.text ?? '') : reach.kind}`,
  );
  expect(shownActs).toEqual([want]);
});

test('a factory, and a path that leads nowhere', () => {
  const pkg = packageFromFiles({
    'demo/__init__.py': `from netbox.plugins import PluginConfig


class DemoConfig(PluginConfig):
    name = 'demo'
    middleware = ('demo.middleware.factory', 'demo.middleware.Lost', 'other.Thing')


config = DemoConfig
`,
    'demo/middleware.py': `from django.shortcuts import redirect


def factory(get_response):
    def inner(request):
        if request.path == '/search/':
            return redirect('plugins:demo:x')
        return get_response(request)

    return inner
`,
  });
  const { entries } = buildModel(pkg, host.forPackage(pkg, {})).model.middleware;
  expect(entries.map(one => `${one.path} ${one.kind} ${one.acts.length}`)).toEqual([
    'demo.middleware.factory function 1',
    'demo.middleware.Lost missing 0',
    'other.Thing foreign 0',
  ]);
});
