import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'root-relative-redirect',
  limit: 'urls',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'A redirect to a path that is written out.',
  why: 'NetBox may be served below a path (`BASE_PATH`), and then `/plugins/…` leads out of it. Paths of core change between releases as well; names of URLs do not.',
  remedy: "Redirect to the URL by its name: `redirect('plugins:netbox_example:widget_list')`.",
  source: {
    sentence: '`name` - A short name used to identify the URL path internally',
    where: 'docs/plugins/development/views.md, URL Registration',
  },
  messages: {
    path: "The redirect leads to '{path}', which is wrong where NetBox is served below a BASE_PATH. Use the name of the URL.",
  },
  invalid: [
    {
      title: 'A path written out',
      forms: [43],
      files: {
        'netbox_example/actions.py': `from django.shortcuts import redirect
from django.views import View


class Go(View):
    def get(self, request):
        return redirect('/plugins/example/widgets/')
`,
      },
      reports: [{ file: 'netbox_example/actions.py', at: "redirect('/plugins/example/widgets/')", message: 'path' }],
    },
    {
      forms: [43],
      flow: true,
      files: {
        'netbox_example/actions.py': `from django.http import HttpResponseRedirect as Redirect
from django.views import View

HOME = '/dcim/devices'


class Go(View):
    def get(self, request, pk):
        return Redirect(f'{HOME}/{pk}/')
`,
      },
      reports: [{ file: 'netbox_example/actions.py', at: "Redirect(f'{HOME}/{pk}/')", message: 'path' }],
    },
    {
      forms: [43],
      flow: true,
      files: {
        'netbox_example/actions.py': `from django.http import HttpResponseRedirect as Redirect
from django.views import View

HOME = '/dcim/devices'


class Go(View):
    def get(self, request, pk):
        return Redirect(f'{HOME}/{pk}/')
`,
      },
      reports: [{ file: 'netbox_example/actions.py', at: "Redirect(f'{HOME}/{pk}/')", message: 'path' }],
    },
  ],
  valid: [
    {
      title: 'By name; to the start page',
      forms: [43],
      files: {
        'netbox_example/actions.py': `from django.shortcuts import redirect
from django.urls import reverse
from django.views import View


class Go(View):
    def get(self, request):
        if request.GET:
            return redirect(reverse('dcim:device_list'))
        return redirect('plugins:netbox_example:widget_list') if request.POST else redirect('/')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const reference of model.routes.references) {
      if (reference.kind !== 'path' || !/^\/\w/.test(reference.text) || reference.phase === 'dead') continue;
      report(reference.at, 'path', { path: reference.text });
    }
  },
});
