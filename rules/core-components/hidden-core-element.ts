import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'hidden-core-element',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "Styles of the plugin hide parts of NetBox's pages.",
  why: 'What is hidden is gone for everybody, on every page that the style sheet reaches, whatever their permissions and the release of NetBox.',
  remedy: "Begin selectors with a class or id of the plugin's own, and style nothing else.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    hidden:
      "'{selector}' hides a part of NetBox on core pages ({how}), which a plugin may not do. Take the rule out, or limit it to elements of the plugin's own.",
    common: {
      text: "'{selector}' fits elements of NetBox on core pages too, and hides them ({how}). Begin the selector with a class of the plugin's own.",
      severity: 'warning',
    },
    ownPage: {
      text: "'{selector}' hides NetBox's navigation or frame ({how}) wherever this style is loaded. Leave the frame visible, also on the plugin's own pages.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'In the head of every page, from a template, a string and a style sheet',
      forms: [95],
      flow: true,
      files: {
        'netbox_example/templates/netbox_example/head.html': `{% load static %}
<link rel="stylesheet" href="{% static 'netbox_example/head.css' %}">
{% include 'netbox_example/style.html' %}
`,
        'netbox_example/templates/netbox_example/style.html': `<style>
  #sidebar-menu li, .netbox-example .hint { display: none; }
</style>
`,
        'netbox_example/static/netbox_example/head.css': `a[href^="/dcim/"] { visibility: hidden }
`,
        'netbox_example/helpers.py': `HEAD = '<style>.navbar-vertical { width: 0; overflow: hidden }</style>'


def head_of(extension):
    return HEAD + extension.render('netbox_example/head.html')
`,
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

from .helpers import head_of

CARD = '<style>.card { display: none }</style>'


class Head(PluginTemplateExtension):
    def head(self):
        return head_of(self)

    def alerts(self):
        return '<style>.footer { opacity: 0; }</style>' + CARD


template_extensions = [Head]
`,
      },
      reports: [
        { file: 'netbox_example/templates/netbox_example/style.html', at: '#sidebar-menu li', message: 'hidden' },
        { file: 'netbox_example/static/netbox_example/head.css', at: 'a[href^="/dcim/"]', message: 'hidden' },
        { file: 'netbox_example/helpers.py', at: '.navbar-vertical', message: 'hidden' },
        { file: 'netbox_example/template_content.py', at: '.card', message: 'common' },
        { file: 'netbox_example/template_content.py', at: '.footer', message: 'hidden', severity: 'warning' },
      ],
    },
    {
      title: "On a page of the plugin's own",
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}<style>.navbar-vertical { display: none }</style>{% endblock content %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: '.navbar-vertical',
          message: 'ownPage',
        },
      ],
    },
    {
      title: 'Rows of core forms, by what is in them',
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<style>
.row:has(> .netbox-example-field) { display: none; }
</style>
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: '.row:has(> .netbox-example-field)',
          message: 'common',
        },
      ],
    },
    {
      title: 'In the head of every page',
      forms: [95],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class Head(PluginTemplateExtension):
    def head(self):
        return '<style>#sidebar-menu, .navbar-vertical { display: none }</style>'


template_extensions = [Head]
`,
      },
      reports: [
        { file: 'netbox_example/template_content.py', at: '#sidebar-menu', message: 'hidden' },
        { file: 'netbox_example/template_content.py', at: '.navbar-vertical', message: 'hidden' },
      ],
    },
    {
      forms: [95],
      flow: true,
      files: {
        'netbox_example/helpers.py': `FRAME = ('.navbar-vertical', '#sidebar-menu')


def style(selectors, declarations):
    rules = '; '.join(f'{name}: {value}' for name, value in declarations.items())
    return '<style>' + ', '.join(selectors) + ' { ' + rules + ' }</style>'
`,
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

from .helpers import FRAME, style


class Head(PluginTemplateExtension):
    def head(self):
        return style(FRAME, {'display': 'none'})


template_extensions = [Head]
`,
      },
      reports: [
        {
          file: 'netbox_example/helpers.py',
          at: "'<style>' + ', '.join(selectors) + ' { ' + rules + ' }</style>'",
          message: 'hidden',
        },
        {
          file: 'netbox_example/helpers.py',
          at: "'<style>' + ', '.join(selectors) + ' { ' + rules + ' }</style>'",
          message: 'hidden',
        },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own elements, print, and states",
      forms: [95],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<style>
.netbox-example-widgets .card { display: none; }
#widget-panel.hidden, .widget-row ~ .widget-hint { display: none !important; }
.btn::after { display: none; }
@media print { .navbar { display: none } }
@keyframes fade { to { opacity: 0 } }
</style>
`,
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

_CSS = '''
<style>
.example-widget .ex-hide { display: none !important; }
.example-widget .nav-item:not(.ex-open) .dropdown { display: none; }
</style>
'''


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return _CSS + self.render('netbox_example/inc/device_widgets.html')


template_extensions = [DeviceWidgets]
`,
      },
    },
    {
      title: "A page of the plugin's own, and a style sheet that core pages do not load",
      forms: [95],
      files: {
        'netbox_example/static/netbox_example/widgets.css': '.card .form-control { display: none }\n',
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}
  <style>.object-list, tr.d-none { display: none }</style>
{% endblock content %}
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { at, selector, selected, hiding, onCorePages } of model.staticFiles.hidden) {
      const data = { selector, how: hiding.join(', ') };
      // What is transparent or dead to the mouse may be there for another reason: an overlay, a spinner.
      const plain = hiding.some(one => one !== 'opacity' && one !== 'pointer-events');
      const sure = plain && !selected.conditional;
      if (onCorePages && selected.kind !== 'common') report(at, 'hidden', data, sure ? {} : { severity: 'warning' });
      else if (onCorePages && plain) report(at, 'common', data);
      else if (!onCorePages && selected.kind === 'frame' && sure) report(at, 'ownPage', data);
    }
  },
});
