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
