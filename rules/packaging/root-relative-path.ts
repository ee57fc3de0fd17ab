import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'root-relative-path',
  limit: 'packaging',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'Templates or scripts write out a path of NetBox from the root of the server.',
  why: 'NetBox may run below a path (`BASE_PATH`): the address is then another, and the link or request fails.',
  remedy: 'Use `{% url %}` and `{% static %}` in templates, and hand scripts their addresses from there.',
  source: {
    sentence: 'The base URL path to use when accessing NetBox.',
    where: 'docs/configuration/system.md, BASE_PATH',
  },
  messages: {
    path: "'{value}'{more} fails where NetBox runs under a BASE_PATH. Use the url and static tags in templates, and give scripts their addresses from there.",
  },
  invalid: [
    {
      title: 'In links, and in a script through a constant',
      forms: [43],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<a href="/plugins/example/widgets/">Widgets</a>
<a href="/dcim/devices/">Devices</a>
`,
        'netbox_example/static/netbox_example/app.js': `const api = '/api/plugins/example';
export const load = id => fetch(\`\${api}/widgets/\${id}/\`);
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: '/plugins/example/widgets/',
          message: 'path',
        },
        { file: 'netbox_example/static/netbox_example/app.js', at: "'/api/plugins/example'", message: 'path' },
      ],
    },
    {
      forms: [43],
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}
<a href="/plugins/example/widgets/">Widgets</a>
<script>fetch('/api/plugins/example/widgets/');</script>
{% endblock %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: '/plugins/example/widgets/',
          nth: 1,
          message: 'path',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Addresses from tags, of other servers, and parts of addresses',
      forms: [43],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<a href="{% url 'plugins:netbox_example:widget_list' %}">Widgets</a>
<a href="https://example.com/dcim/">Elsewhere</a> <a href="#top">Top</a>
<script>
  const base = document.body.dataset.base;
  fetch(base + '/api/plugins/example/');
  const at = location.pathname.indexOf('/plugins/');
</script>
`,
      },
    },
  ],
  check(model, _host, report) {
    const byFile = new Map<string, (typeof model.staticFiles.rootPaths)[number][]>();
    for (const path of model.staticFiles.rootPaths) {
      const list = byFile.get(path.at.file) ?? [];
      list.push(path);
      byFile.set(path.at.file, list);
    }
    for (const [first, ...others] of byFile.values()) {
      if (first)
        report(first.at, 'path', {
          value: first.value,
          more: others.length === 0 ? '' : ` (and ${others.length} more here)`,
        });
    }
  },
});
