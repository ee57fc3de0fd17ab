import { isCertain } from '../../src/plugin/middleware.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-response-rewrite',
  limit: 'core-templates',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A middleware rewrites the pages that NetBox has rendered.',
  why: "What a core template gives is core content, also after it has been rendered. A middleware that replaces parts of it, or gives the response another template, changes or removes NetBox's pages behind their author's back, and breaks with the next release.",
  remedy:
    'Add content where NetBox offers it: a `PluginTemplateExtension` with `left_page`, `buttons`, `navbar`, `alerts` or `head`. Limit a rewrite to paths below /plugins/.',
  source: {
    sentence: 'Plugins can inject additional content where supported, but may not manipulate or remove core content.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    content:
      'The middleware changes the content of responses, core pages included. Add to pages with a PluginTemplateExtension.',
    template:
      'The middleware gives responses another template, core pages included. Render an own page below /plugins/ with it.',
  },
  invalid: [
    {
      title: 'Parts of every page are replaced',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Rewrite']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `class Rewrite:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if 'text/html' in response.get('Content-Type', ''):
            response.content = response.content.replace(b'NetBox', b'Example')
        return response
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: 'response.content', nth: 1, message: 'content' }],
    },
    {
      title: 'In a helper, and through another template',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Brand']


config = ExampleConfig
`,
        'netbox_example/brand.py': `def brand(answer):
    answer.template_name = 'netbox_example/page.html'
    return answer
`,
        'netbox_example/middleware.py': `from django.http import HttpResponse
from django.utils.deprecation import MiddlewareMixin

from .brand import brand


class Brand(MiddlewareMixin):
    def process_template_response(self, request, response):
        return brand(response)

    def process_response(self, request, response):
        return HttpResponse(response.content.upper())
`,
      },
      reports: [
        { file: 'netbox_example/brand.py', at: 'answer.template_name', message: 'template' },
        {
          file: 'netbox_example/middleware.py',
          at: 'return HttpResponse(response.content.upper())',
          message: 'content',
        },
      ],
    },
    {
      title: 'Another template',
      forms: [56],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Brand']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `class Brand:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        response.template_name = 'netbox_example/page.html'
        return response
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: 'response.template_name', message: 'template' }],
    },
    {
      forms: [56],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Brand']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `PAGES = {'dcim/device.html': 'netbox_example/device.html'}


def exchange(answer, names):
    for old, new in names.items():
        if old in answer.template_name:
            setattr(answer, 'template_name', new)
    return answer
`,
        'netbox_example/middleware.py': `from .helpers import PAGES, exchange


class Brand:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        return exchange(response, PAGES)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: "setattr(answer, 'template_name', new)", message: 'template' },
      ],
    },
    {
      forms: [56],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Brand']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `def exchange(answer, name):
    answer.template_name = name
    return answer
`,
        'netbox_example/middleware.py': `from .helpers import exchange


class Brand:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        page = response
        return exchange(page, 'netbox_example/page.html')
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'answer.template_name', message: 'template' }],
    },
    {
      forms: [57],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Rewrite']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `class Rewrite:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.content = response.content.replace(b'<footer', b'<footer hidden')
        return response
`,
      },
      reports: [{ file: 'netbox_example/middleware.py', at: 'response.content', nth: 1, message: 'content' }],
    },
    {
      forms: [57],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Rewrite']


config = ExampleConfig
`,
        'netbox_example/helpers.py': `def without(parts):
    def cut(response):
        content = response.content
        for part in parts:
            content = content.replace(part, b'')
        setattr(response, 'content', content)
        return response

    return cut
`,
        'netbox_example/middleware.py': `from .helpers import without


class Rewrite:
    def __init__(self, get_response):
        self.get_response = get_response
        self.cut = without([b'<footer>'])

    def __call__(self, request):
        return self.cut(self.get_response(request))
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: "setattr(response, 'content', content)", message: 'content' }],
    },
  ],
  valid: [
    {
      title: "Headers, cookies, the plugin's own pages, and a response that the plugin itself made",
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Headers']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.http import HttpResponse


class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers['X-Widgets'] = 'yes'
        response.set_cookie('widget', '1')
        if request.path.startswith('/plugins/example/'):
            response.content = response.content.strip()
        other = HttpResponse()
        other.content = b''
        return response
`,
      },
    },
    {
      title: 'Headers, and a response of its own',
      forms: [56, 57],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Headers']


config = ExampleConfig
`,
        'netbox_example/middleware.py': `from django.template.response import TemplateResponse


class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response['Content-Language'] = 'en'
        if request.path == '/plugins/example/widgets/':
            answer = TemplateResponse(request, 'netbox_example/widget.html')
            answer.template_name = 'netbox_example/other.html'
            return answer
        return response
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const entry of model.middleware.entries) {
      for (const act of entry.acts) {
        if (act.action !== 'content' && act.action !== 'template') continue;
        if (act.reach.kind === 'plugins' || act.reach.kind === 'computed') continue;
        if (act.reach.kind === 'named' && !act.reach.paths.some(path => path.core)) continue;
        // Whose pages are rewritten does not matter: they are core's.
        const certain = isCertain(entry, { ...act, personal: false });
        report(act.at, act.action, undefined, {
          plugin: entry.plugin,
          trace: act.trace,
          ...(certain ? {} : { severity: 'warning' as const }),
        });
      }
    }
  },
});
