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
      '{target} puts a tag or filter into a template library of NetBox. Make a library of your own with template.Library().',
    name: '{target} makes a core class render another template, which overrides a core page. Write a view of the plugin, or a PluginTemplateExtension.',
  },
  invalid: [
    {
      title: 'A core library extended',
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
      files: {
        'netbox_example/patches.py': `from django.template import loader

loader.get_template = lambda name: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'loader.get_template', message: 'changed' }],
    },
    {
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
      files: {
        'netbox_example/patches.py': `from django.template import engines

for backend in engines.all():
    backend.engine.loaders = []
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'backend.engine.loaders', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'An own library, and rendering',
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
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch)) continue;
      const name = touch.name !== null && TEMPLATE_NAMES.has(touch.name) && RENDERING.has(touch.area);
      if (!name && touch.area !== 'templates') continue;
      const message = name ? 'name' : LIBRARY.test(touch.owner) ? 'library' : 'changed';
      report(touch.at, message, { target: touch.target }, detailsOf(touch));
    }
  },
});
