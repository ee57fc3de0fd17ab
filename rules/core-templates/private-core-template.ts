import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'private-core-template',
  limit: 'core-templates',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'A core template that NetBox does not offer to plugins is extended or rendered.',
  why: 'Its name and its blocks change from release to release without notice.',
  remedy: 'Extend `base/layout.html` or one of the documented `generic/` templates.',
  source: {
    sentence: 'NetBox provides a set of built-in templates suitable for use in plugin views.',
    where: 'docs/plugins/development/templates.md, introduction',
  },
  messages: {
    private:
      "'{name}' is a template that NetBox does not document for plugins, so that it may change or go in any release. Extend base/layout.html or a documented generic template.",
    rendered:
      "'{name}' is a template that NetBox does not document for plugins: what it needs of the view may change in any release. Render a template of the plugin's own.",
  },
  invalid: [
    {
      title: "The base of a core model's pages",
      forms: [62],
      files: {
        'netbox_example/templates/netbox_example/widget.html': "{% extends 'dcim/device/base.html' %}\n",
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'dcim/device/base.html'",
          message: 'private',
        },
      ],
    },
    {
      forms: [62],
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'dcim/device.html' %}
`,
      },
      reports: [
        { file: 'netbox_example/templates/netbox_example/widget.html', at: "'dcim/device.html'", message: 'private' },
      ],
    },
    {
      title: 'In a view, by a name from elsewhere',
      forms: [62],
      flow: true,
      files: {
        'netbox_example/names.py': `BASES = {'device': 'dcim/device/base.html', 'list': 'generic/object_list.html'}


def page(kind):
    return BASES[kind]
`,
        'netbox_example/views.py': `from netbox.views import generic

from .models import Widget
from .names import page


class WidgetView(generic.ObjectView):
    queryset = Widget.objects.all()
    template_name = page('device')


class WidgetListView(generic.ObjectListView):
    queryset = Widget.objects.all()
    template_name = page('list')
`,
      },
      reports: [{ file: 'netbox_example/names.py', at: "'dcim/device/base.html'", message: 'rendered' }],
    },
  ],
  valid: [
    {
      title: 'Documented bases, and a template of the plugin',
      forms: [62],
      files: {
        'netbox_example/templates/netbox_example/base.html': "{% extends 'base/layout.html' %}\n",
        'netbox_example/templates/netbox_example/widget.html': "{% extends 'netbox_example/base.html' %}\n",
        'netbox_example/templates/netbox_example/tab.html': '{% extends base_template %}\n',
      },
    },
  ],
  check(model, _host, report) {
    for (const { name, at, renders } of model.templates.privateParents)
      report(at, renders ? 'rendered' : 'private', { name });
  },
});
