import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-page-script',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary:
    "A script of the plugin removes, hides or rewrites parts of NetBox's pages, or replaces what their scripts share.",
  why: 'What the script takes away is gone for everybody who opens the page; a replaced global changes how the scripts of NetBox work.',
  remedy:
    "Act on elements of the plugin's own, found by an id or class that only it has; keep names in a module or function.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    element:
      "'{selector}' is a part of NetBox, and this script {does} on core pages ({method}). Leave it alone, and act on elements of the plugin's own.",
    common: {
      text: "'{selector}' fits elements of NetBox on core pages too, and this script {does} ({method}). Find elements by an id or class of the plugin's own.",
      severity: 'warning',
    },
    ownPage: {
      text: "'{selector}' is part of the frame that NetBox has around every page, and this script {does} wherever it is loaded ({method}). Leave the frame alone, also on the plugin's own pages.",
      severity: 'warning',
      breaks: false,
    },
    request: {
      text: 'This script changes objects of NetBox ({method} {url}) in the name of whoever has the page open. Make sure that they asked for it.',
      severity: 'info',
      breaks: false,
    },
    leaves:
      'This script sends whoever opens {page} to {url}, so that the page cannot be seen. Link to the other page, and let users choose.',
    global: {
      text: "'{name}' belongs to all scripts of the page, NetBox's own included; changing it ({operation}) changes how they work. Use a name of the plugin's own.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'In a template extension, a style of its own, and by helper functions',
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `{% load static %}
<script>
  const toggles = document.querySelectorAll('.color-mode-toggle');
  function hide(element) {
    element.style.display = 'none';
  }
  toggles.forEach(toggle => toggle.remove());
  hide(document.getElementById('sidebar-menu'));
</script>
<script src="{% static 'netbox_example/device.js' %}"></script>
`,
        'netbox_example/static/netbox_example/device.js': `document.querySelectorAll('table td').forEach(cell => cell.replaceChildren());
window.fetch = () => Promise.resolve();
$.ajax({ url: '/api/dcim/devices/1/', method: 'DELETE' });
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "element.style.display = 'none'",
          message: 'element',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'toggle.remove()',
          message: 'element',
        },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: 'cell.replaceChildren()',
          message: 'common',
        },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: 'window.fetch = () => Promise.resolve()',
          message: 'global',
        },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: "$.ajax({ url: '/api/dcim/devices/1/', method: 'DELETE' })",
          message: 'request',
        },
      ],
    },
    {
      title: 'Links, forms and requests of core pages led elsewhere',
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `{% load static %}
<script>
  document.querySelectorAll('.object-list a').forEach(link => {
    link.href = link.href.replace('/dcim/', '/plugins/example/');
  });
  document.querySelector('.object-edit').setAttribute('hx-get', '/plugins/example/');
  $('form').attr('action', '/plugins/example/');
  document.querySelector('.quicksearch').dataset.url = '/plugins/example/';
</script>
<script src="{% static 'netbox_example/device.js' %}"></script>
`,
        'netbox_example/static/netbox_example/device.js': `document.body.addEventListener('htmx:configRequest', event => {
  event.detail.path = '/plugins/example/';
});
htmx.on('htmx:beforeSwap', onSwap);

function onSwap({ detail }) {
  detail.shouldSwap = false;
}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "link.href = link.href.replace('/dcim/', '/plugins/example/')",
          message: 'common',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "document.querySelector('.object-edit').setAttribute('hx-get', '/plugins/example/')",
          message: 'element',
          severity: 'warning',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "$('form').attr('action', '/plugins/example/')",
          message: 'common',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "document.querySelector('.quicksearch').dataset.url = '/plugins/example/'",
          message: 'element',
          severity: 'warning',
        },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: "event.detail.path = '/plugins/example/'",
          message: 'common',
        },
        { file: 'netbox_example/static/netbox_example/device.js', at: 'detail.shouldSwap = false', message: 'common' },
      ],
    },
    {
      title: 'To another page once a core page is loaded, and in ways that name no element',
      forms: [96, 97],
      flow: true,
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `{% load static %}
<script>
  document.addEventListener('DOMContentLoaded', () => {
    if (location.pathname.startsWith('/dcim/racks/')) location.replace('/plugins/example/');
  });
  Object.assign(document.querySelector('.navbar-brand').style, { display: 'none' });
  document.head.insertAdjacentHTML('beforeend', '<style>.page-tabs { display: none }</style>');
</script>
<script src="{% static 'netbox_example/device.js' %}"></script>
`,
        'netbox_example/static/netbox_example/device.js': `localStorage.setItem('netbox-color-mode', 'dark');
console.log = () => {};
window.location.href = '/plugins/example/';
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "location.replace('/plugins/example/')",
          message: 'leaves',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "Object.assign(document.querySelector('.navbar-brand').style, { display: 'none' })",
          message: 'element',
        },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: "localStorage.setItem('netbox-color-mode', 'dark')",
          message: 'global',
        },
        { file: 'netbox_example/static/netbox_example/device.js', at: 'console.log = () => {}', message: 'global' },
        {
          file: 'netbox_example/static/netbox_example/device.js',
          at: "window.location.href = '/plugins/example/'",
          message: 'leaves',
        },
      ],
    },
    {
      title: "On a page of the plugin's own",
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block javascript %}
  <script>document.querySelector('.navbar-vertical').remove();</script>
{% endblock javascript %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "document.querySelector('.navbar-vertical').remove()",
          message: 'ownPage',
        },
      ],
    },
    {
      title: 'A script in a string',
      forms: [61],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return '<script>document.querySelector("#sidebar-menu").remove()</script>'


template_extensions = [DeviceWidgets]
`,
      },
      reports: [
        {
          file: 'netbox_example/template_content.py',
          at: 'document.querySelector("#sidebar-menu").remove()',
          message: 'element',
        },
      ],
    },
    {
      forms: [61],
      flow: true,
      files: {
        'netbox_example/helpers.py': `SELECTOR = '#sidebar-menu'


def remove(selector):
    return "<script>document.querySelector('" + selector + "').remove()</script>"
`,
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

from .helpers import SELECTOR, remove


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return self.render('netbox_example/inc/device_widgets.html') + remove(SELECTOR)


template_extensions = [DeviceWidgets]
`,
      },
      reports: [
        {
          file: 'netbox_example/template_content.py',
          at: "self.render('netbox_example/inc/device_widgets.html') + remove(SELECTOR)",
          message: 'element',
        },
      ],
    },
    {
      title: 'A part of the frame removed',
      forms: [96],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<script>
  document.querySelector('.navbar-vertical').remove();
  document.getElementById('sidebar-menu').style.display = 'none';
</script>
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "document.querySelector('.navbar-vertical').remove()",
          message: 'element',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "document.getElementById('sidebar-menu').style.display = 'none'",
          message: 'element',
        },
      ],
    },
    {
      forms: [96],
      flow: true,
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<script>
  const hide = element => { element.hidden = true; };
  const parts = { side: '#sidebar-menu' };
  const found = document.querySelector(parts.side);
  const alias = found;
  hide(alias);
</script>
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'element.hidden = true',
          message: 'element',
        },
      ],
    },
    {
      forms: [97],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<script>
  window.fetch = () => Promise.resolve();
  htmx.config.timeout = 1;
  document.body.innerHTML = '';
</script>
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'window.fetch = () => Promise.resolve()',
          message: 'global',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'htmx.config.timeout = 1',
          message: 'global',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "document.body.innerHTML = ''",
          message: 'common',
        },
      ],
    },
    {
      forms: [97],
      flow: true,
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<script>
  const page = window;
  function replace(target, name, value) {
    target[name] = value;
  }
  replace(page, 'fetch', () => Promise.resolve());
  const shared = htmx.config;
  shared.timeout = 1;
  (() => { const body = document.body; body.innerHTML = ''; })();
</script>
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'target[name] = value',
          message: 'global',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: 'shared.timeout = 1',
          message: 'global',
        },
        {
          file: 'netbox_example/templates/netbox_example/inc/device_widgets.html',
          at: "body.innerHTML = ''",
          message: 'common',
        },
      ],
    },
  ],
  valid: [
    {
      title: "Elements of the plugin's own, and names of its own",
      forms: [96],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<div class="card" id="widget-panel"><span class="widget-hint">Widgets</span></div>
<script>
  const panel = document.getElementById('widget-panel');
  panel.style.display = 'none';
  panel.querySelector('.card-body').innerHTML = '';
  document.querySelectorAll('.widget-hint').forEach(hint => hint.remove());
  const made = document.createElement('div');
  document.body.appendChild(made);
  made.remove();
  document.forms['widget-form'].elements['prefix'].value = '10.0.0.0/8';
  function Pattern(options) {
    if (options.debug) this.debug = console.error;
    this.debug = () => undefined;
  }
  window.netboxExample = { panel, Pattern };
  panel.querySelector('a').href = '/plugins/example/';
  document.getElementById('widget-panel').setAttribute('hx-get', '/plugins/example/');
  document.querySelector('.btn').setAttribute('data-widget', '1');
  panel.addEventListener('htmx:configRequest', event => {
    event.detail.parameters.widget = 1;
  });
  document.body.addEventListener('htmx:configRequest', event => {
    event.detail.headers['X-CSRFToken'] = 'x';
    if (event.detail.elt.id === 'widget-panel') event.detail.parameters.widget = 1;
  });
  document.body.addEventListener('htmx:afterSwap', event => {
    event.detail.widget = 1;
  });
</script>
`,
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block javascript %}
  <script>document.querySelector('.object-list tr').remove();</script>
{% endblock javascript %}
`,
      },
    },
    {
      title: 'Navigation that somebody asks for, pages of its own, and what it keeps in the browser',
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<button id="widget-go">Widgets</button>
<script>
  document.getElementById('widget-go').addEventListener('click', () => {
    location.href = '/plugins/example/';
  });
  function go() {
    window.location.assign('/plugins/example/');
  }
  document.addEventListener('DOMContentLoaded', () => {
    if (!location.pathname.startsWith('/plugins/example/')) return;
    location.replace('/plugins/example/widgets/');
  });
  if (location.hash) location.href = '#widgets';
  localStorage.setItem('netbox-example-open', '1');
  document.getElementById('widget-go').append('<b>x</b>');
</script>
`,
      },
    },
    {
      title: 'Elements that are added',
      forms: [61],
      files: {
        'netbox_example/template_content.py': `from netbox.plugins import PluginTemplateExtension

MARKUP = '''<ul id="netbox-example-widgets"></ul>
<script>
  const list = document.getElementById('netbox-example-widgets');
  list.appendChild(document.createElement('li'));
  document.body.append(document.createElement('dialog'));
</script>
'''


class DeviceWidgets(PluginTemplateExtension):
    models = ['dcim.device']

    def right_page(self):
        return MARKUP


template_extensions = [DeviceWidgets]
`,
      },
    },
    {
      forms: [97],
      files: {
        'netbox_example/templates/netbox_example/inc/device_widgets.html': `<script>
  window.netboxExample = window.netboxExample || {};
  window.netboxExample.fetch = url => window.fetch(url);
  const config = { ...htmx.config };
  config.timeout = 1;
</script>
`,
      },
    },
  ],
  check(model, _host, report) {
    const { scripted, globals, coreWrites, redirects } = model.staticFiles;
    const reported = new Set<string>();
    for (const { at, selector, selected, operation, method, onCorePages } of scripted) {
      // One act on several elements is one act; the first selector stands for all.
      const place = `${at.file}:${at.start}:${selected.kind === 'common'}`;
      if (reported.has(place)) continue;
      reported.add(place);
      const data = { selector, does: DOES[operation], method };
      // What a script switches on and off is left to the person at the page.
      const sure = !selected.conditional && !/toggle/i.test(method) && !DIVERTING.has(operation);
      if (onCorePages && selected.kind !== 'common') report(at, 'element', data, sure ? {} : { severity: 'warning' });
      else if (onCorePages) report(at, 'common', data);
      else if (selected.kind === 'frame' && sure) report(at, 'ownPage', data);
    }
    for (const { at, url, page } of redirects)
      report(at, 'leaves', { page: page === null ? 'a page of NetBox that has it' : `'${page}'`, url });
    for (const { at, url, method } of coreWrites) report(at, 'request', { url, method });
    for (const { at, path, operation, onCorePages } of globals) {
      if (operation === 'configure' && !onCorePages) continue;
      report(at, 'global', { name: path, operation: OPERATIONS[operation] }, onCorePages ? {} : { breaks: false });
    }
  },
});

const DOES = {
  remove: 'removes it',
  hide: 'hides it',
  disable: 'disables it',
  rewrite: 'rewrites it',
  retarget: 'makes it lead elsewhere',
  intercept: 'changes what htmx does for it',
} as const;

/** What leaves the element where it is, with all that it shows. */
const DIVERTING: ReadonlySet<string> = new Set(['retarget', 'intercept']);

const OPERATIONS = {
  assign: 'it is assigned',
  delete: 'it is deleted',
  define: 'it is defined anew',
  configure: 'it is configured',
} as const;
