import { defineRule } from '../../src/rule.ts';

/** What an f-string makes of an attribute or argument that is not set yet: a subclass or a caller sets it. */
const NOT_SET = /(?:^|[:_-])None(?=$|[:_-])/;

export default defineRule({
  id: 'unknown-url-name',
  limit: 'urls',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The name of a URL of the plugin that does not exist.',
  why: "NetBox puts a plugin's URLs into the namespaces `plugins:<label>` and `plugins-api:<label>-api`. A name without that prefix, or one that no pattern has, raises NoReverseMatch when it is used: for a menu item that is on every page.",
  remedy: 'Write the whole name, as `plugins:netbox_example:widget_list`, and compare it with the patterns in urls.py.',
  source: {
    sentence: '`name` - A short name used to identify the URL path internally',
    where: 'docs/plugins/development/views.md, URL Registration',
  },
  messages: {
    prefix:
      "There is no URL '{name}': those of the plugin are in the namespace 'plugins:{label}'. Write 'plugins:{name}'.",
    unknown: "There is no URL '{name}' in the plugin, so that reversing it raises NoReverseMatch. Correct the name.",
    menu: {
      text: "There is no URL '{name}' in the plugin, and the menu that links to it is on every page of NetBox. Correct the name.",
      severity: 'error',
    },
  },
  invalid: [
    {
      title: 'Without the prefix, and a name that no pattern has',
      files: {
        'netbox_example/actions.py': `from django.urls import reverse
from django.views import View

PREFIX = 'netbox_example'


class Go(View):
    def get(self, request):
        return reverse('plugins:netbox_example:widget_lost')

    def post(self, request):
        return reverse(f'{PREFIX}:widget_list')
`,
      },
      reports: [
        { file: 'netbox_example/actions.py', at: "reverse('plugins:netbox_example:widget_lost')", message: 'unknown' },
        { file: 'netbox_example/actions.py', at: "reverse(f'{PREFIX}:widget_list')", message: 'prefix' },
      ],
    },
    {
      title: 'In the menu',
      forms: [157],
      flow: true,
      files: {
        'netbox_example/links.py': `def link(name):
    return 'plugins:netbox_example:' + name


LOST = 'plugins:netbox_example:widget_new'
`,
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuButton, PluginMenuItem

from .links import LOST, link

menu_items = [PluginMenuItem(link('widget_list'), 'Widgets', buttons=[PluginMenuButton(LOST, 'New', 'mdi mdi-plus')])]
`,
      },
      reports: [
        { file: 'netbox_example/navigation.py', at: "PluginMenuButton(LOST, 'New', 'mdi mdi-plus')", message: 'menu' },
      ],
    },
    {
      title: 'Without the prefix',
      forms: [42],
      files: {
        'netbox_example/actions.py': `from django.shortcuts import redirect
from django.urls import reverse
from django.views import View


class Go(View):
    def get(self, request):
        return reverse('netbox_example:widget_list')

    def post(self, request):
        return redirect('netbox_example:widget_list')
`,
      },
      reports: [
        { file: 'netbox_example/actions.py', at: "reverse('netbox_example:widget_list')", message: 'prefix' },
        { file: 'netbox_example/actions.py', at: "redirect('netbox_example:widget_list')", message: 'prefix' },
      ],
    },
    {
      forms: [42],
      flow: true,
      files: {
        'netbox_example/names.py': `LABEL = 'netbox_example'


def view_name(action):
    return ':'.join((LABEL, f'widget_{action}'))
`,
        'netbox_example/actions.py': `from django.urls import reverse
from django.views import View

from .names import view_name


class Go(View):
    target = view_name('list')

    def get(self, request):
        return reverse(self.target)
`,
      },
      reports: [{ file: 'netbox_example/actions.py', at: 'reverse(self.target)', message: 'prefix' }],
    },
    {
      forms: [157],
      files: {
        'netbox_example/navigation.py': `from netbox.plugins import PluginMenuItem

menu_items = (PluginMenuItem(link='plugins:netbox_example:nope', link_text='Widgets'),)
`,
      },
      reports: [
        {
          file: 'netbox_example/navigation.py',
          at: "PluginMenuItem(link='plugins:netbox_example:nope', link_text='Widgets')",
          message: 'menu',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'Names that exist, of the plugin, its API and core',
      forms: [42],
      files: {
        'netbox_example/actions.py': `from django.urls import reverse
from django.views import View


class Go(View):
    def get(self, request):
        return [
            reverse('plugins:netbox_example:widget_edit', args=[1]),
            reverse('plugins:netbox_example:widget_changelog', args=[1]),
            reverse('plugins-api:netbox_example-api:widget-detail', args=[1]),
            reverse('dcim:device_list'),
            reverse('plugins:netbox_other:thing_list'),
            reverse(f'plugins:netbox_example:{request.name}'),
        ]
`,
      },
    },
    {
      title: 'A part of the name that subclasses set',
      files: {
        'netbox_example/actions.py': `from django.urls import reverse
from django.views import View


class Base(View):
    action = None

    def get(self, request):
        return reverse(f'plugins:netbox_example:widget_{self.action}')


class Edit(Base):
    action = 'list'
`,
      },
    },
    {
      forms: [157],
      files: {
        'netbox_example/navigation.py': `from django.conf import settings
from netbox.plugins import PluginMenuItem

menu_items = (
    PluginMenuItem(link='plugins:netbox_example:widget_list', link_text='Widgets'),
    PluginMenuItem(link='dcim:device_list', link_text='Devices'),
    PluginMenuItem(link=f'plugins:netbox_example:{settings.EXAMPLE_START}', link_text='Start'),
)
`,
      },
    },
  ],
  check(model, host, report) {
    const { routes, undecided, mounts, references, open } = model.routes;
    // With patterns that could not be read any name may exist.
    if (undecided.some(one => one.limit === 'urls')) return;
    const names = new Set(routes.flatMap(route => route.name ?? []));
    const own = new Set(mounts.map(mount => mount.namespace));
    const labels = new Set(model.plugins.map(plugin => plugin.label));
    const missing = (name: string): boolean => {
      const namespace = /^(plugins(?:-api)?:[^:]+):/.exec(name)?.[1];
      return (
        namespace !== undefined &&
        own.has(namespace) &&
        !names.has(name) &&
        !NOT_SET.test(name) &&
        !open.some(start => name.startsWith(start))
      );
    };
    for (const reference of references) {
      if (reference.kind !== 'name' || reference.phase === 'dead' || reference.guarded) continue;
      const { text } = reference;
      const [label = ''] = text.split(':', 1);
      if (missing(text)) report(reference.at, 'unknown', { name: text });
      else if (text.includes(':') && labels.has(label) && !host.facts.apps().get(label)?.core) {
        report(reference.at, 'prefix', { name: text, label });
      }
    }
    for (const item of model.navigation.items) {
      if (item.link !== null && missing(item.link)) report(item.at, 'menu', { name: item.link });
      for (const button of item.buttons) {
        if (button.link !== null && missing(button.link)) report(button.at, 'menu', { name: button.link });
      }
    }
  },
});
