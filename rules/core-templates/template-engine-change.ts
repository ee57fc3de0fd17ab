import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

/** Attributes by which a class names what it renders. */
const TEMPLATE_NAMES = new Set([
  'template_name',
  'get_template_names',
  'get_template_name',
  'template',
  'base_template',
]);
const RENDERING = new Set(['view', 'form', 'table', 'panel', 'class', 'plugin-api']);
const LIBRARY = /\.templatetags\./;

export default defineRule({
  id: 'template-engine-change',
  limit: 'core-templates',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'Template directories, loaders, engines or tag libraries of NetBox are changed.',
  why: "What decides which template file and which tag is used decides every page. A directory put first makes the plugin's files win over core's.",
  remedy:
    'Add content with PluginTemplateExtension; keep templates under `templates/<plugin>/` and tags in a library of your own.',
  source: {
    sentence: 'Plugins can inject additional content where supported, but may not manipulate or remove core content.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} changes how NetBox finds or renders templates, so core pages can be overridden. Use a PluginTemplateExtension and templates of the plugin's own.",
    library:
      '{target} changes the tags or filters of a template library of NetBox. Make a library of your own with template.Library().',
    name: '{target} makes a core class render another template, which overrides a core page. Write a view of the plugin, or a PluginTemplateExtension.',
  },
  invalid: [
    {
      title: 'A core library extended',
      forms: [59],
      files: {
        'netbox_example/patches.py': `from utilities.templatetags.helpers import register


@register.filter()
def shout(value):
    return value.upper()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'register.filter()', message: 'library' }],
    },
    {
      title: 'The template of a core view',
      forms: [54],
      flow: true,
      files: {
        'netbox_example/helpers.py': `from dcim.views import DeviceView as View
`,
        'netbox_example/patches.py': `from .helpers import View

View.template_name = 'netbox_example/device.html'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'View.template_name', message: 'name' }],
    },
    {
      title: 'The loader replaced',
      forms: [53],
      files: {
        'netbox_example/patches.py': `from django.template import loader

loader.get_template = lambda name: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'loader.get_template', message: 'changed' }],
    },
    {
      forms: [52],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.template import engines


def first(engine):
    engine.engine.dirs.insert(0, 'x')


first(engines['django'])
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "engine.engine.dirs.insert(0, 'x')", message: 'changed' }],
    },
    {
      forms: [52],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.template import engines

for backend in engines.all():
    backend.engine.loaders = []
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'backend.engine.loaders', message: 'changed' }],
    },
    {
      title: 'A running engine',
      forms: [52],
      files: {
        'netbox_example/patches.py': `from django.template import engines
from django.template.engine import Engine

engines['django'].engine.dirs.insert(0, '/opt/templates')
Engine.get_default().template_builtins.append(None)
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "engines['django'].engine.dirs.insert(0, '/opt/templates')",
          message: 'changed',
        },
        {
          file: 'netbox_example/patches.py',
          at: 'Engine.get_default().template_builtins.append(None)',
          message: 'changed',
        },
      ],
    },
    {
      title: 'The loader replaced',
      forms: [53],
      files: {
        'netbox_example/patches.py': `from django.template import loader
from django.template.base import Template

loader.get_template = lambda name: None
Template.render = lambda self, context: ''
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'loader.get_template', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'Template.render', message: 'changed' },
      ],
    },
    {
      forms: [53],
      flow: true,
      files: {
        'netbox_example/patches.py': `import django.template

from .helpers import wrap

for owner, name in ((django.template.Template, 'render'), (django.template.loader, 'render_to_string')):
    wrap(owner, name)
`,
        'netbox_example/helpers.py': `from functools import wraps


def wrap(owner, name):
    original = getattr(owner, name)

    @wraps(original)
    def wrapper(*args, **kwargs):
        return original(*args, **kwargs)

    setattr(owner, name, wrapper)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'setattr(owner, name, wrapper)', message: 'changed' }],
    },
    {
      title: 'The template of a core view',
      forms: [54],
      files: {
        'netbox_example/patches.py': `from dcim.views import DeviceView

DeviceView.template_name = 'netbox_example/device.html'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'DeviceView.template_name', message: 'name' }],
    },
    {
      title: 'A filter put into a library of core',
      forms: [59],
      files: {
        'netbox_example/patches.py': `from utilities.templatetags.helpers import register


@register.filter
def shout(value):
    return value.upper()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'register.filter', message: 'library' }],
    },
    {
      forms: [59],
      flow: true,
      files: {
        'netbox_example/patches.py': `from utilities.templatetags import buttons, helpers

from .helpers import fill

for module in (buttons, helpers):
    fill(module.register, 'shout')
`,
        'netbox_example/helpers.py': `def shout(value):
    return value.upper()


def fill(library, name):
    library.filter(name, shout)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'library.filter(name, shout)', message: 'library' }],
    },
    {
      title: 'A filter of core replaced',
      forms: [60],
      files: {
        'netbox_example/patches.py': `from utilities.templatetags.helpers import register

register.filters['humanize_speed'] = str
register.tags.pop('applied_filters')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "register.filters['humanize_speed']", message: 'library' },
        { file: 'netbox_example/patches.py', at: "register.tags.pop('applied_filters')", message: 'library' },
      ],
    },
    {
      forms: [60],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.template import engines

from .helpers import LIBRARY, drop

drop(LIBRARY.filters, 'humanize_speed')
drop(engines['django'].engine.template_libraries['helpers'].tags, 'applied_filters')
`,
        'netbox_example/helpers.py': `from utilities.templatetags import helpers

LIBRARY = helpers.register


def drop(names, name):
    names.pop(name)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'names.pop(name)', message: 'changed' },
        { file: 'netbox_example/helpers.py', at: 'names.pop(name)', message: 'library' },
      ],
    },
    {
      title: 'Libraries of Django, and filters that need no loading',
      forms: [59],
      files: {
        'netbox_example/patches.py': `from django.template.defaulttags import register as tags
from django.templatetags import i18n
from utilities.templatetags.builtins.filters import register

tags.filter('shout', str.upper)
i18n.register.tag('trans', None)


@register.filter()
def placeholder(value):
    return value or '-'
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "tags.filter('shout', str.upper)",
          message: 'changed',
          severity: 'warning',
        },
        {
          file: 'netbox_example/patches.py',
          at: "i18n.register.tag('trans', None)",
          message: 'library',
          severity: 'warning',
        },
        { file: 'netbox_example/patches.py', at: 'register.filter()', message: 'library' },
      ],
    },
  ],
  valid: [
    {
      title: 'An own library, and rendering',
      forms: [59],
      files: {
        'netbox_example/patches.py': `from django import template
from django.template import engines

register = template.Library()


@register.filter()
def shout(value):
    return engines['django'].from_string(value)
`,
      },
    },
    {
      title: 'An own backend, and rendering',
      forms: [52, 53],
      files: {
        'netbox_example/patches.py': `from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template


class Backend(DjangoTemplates):
    def get_template(self, template_name):
        return super().get_template(template_name)


class Text(Template):
    pass


Text.render = lambda self, context: ''
page = engines['django'].from_string('{{ x }}')
page.origin = None
`,
      },
    },
    {
      title: 'The template of an own view',
      forms: [54],
      files: {
        'netbox_example/patches.py': `from dcim.views import DeviceView
from netbox.views import generic

from .models import Widget


class DeviceWidgets(DeviceView):
    template_name = 'netbox_example/device.html'


class Widgets(generic.ObjectView):
    queryset = Widget.objects.all()


Widgets.template_name = 'netbox_example/widget.html'
DeviceWidgets.template_name = Widgets.template_name
`,
      },
    },
    {
      title: 'An own library that takes over filters',
      forms: [59, 60],
      files: {
        'netbox_example/patches.py': `from django import template
from utilities.templatetags import helpers

register = template.Library()
register.filters.update(helpers.register.filters)
register.filters['shout'] = str.upper
speed = helpers.register.filters['humanize_speed']


@register.simple_tag
def widgets():
    return helpers.register.tags.get('badge')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch)) continue;
      const name = touch.name !== null && TEMPLATE_NAMES.has(touch.name) && RENDERING.has(touch.area);
      if (!name && touch.area !== 'templates') continue;
      const message = name ? 'name' : LIBRARY.test(touch.owner) ? 'library' : 'changed';
      const details = detailsOf(touch);
      // What is put into a library of Django's takes nothing away from NetBox, unless the name is taken.
      const added = touch.owner.startsWith('django.') && touch.owner.endsWith('.register') && touch.action === 'mutate';
      report(touch.at, message, { target: touch.target }, added ? { ...details, severity: 'warning' } : details);
    }
  },
});
