/** Templates and tag libraries of a package: which there are, what they shadow, need and reach. */
import { describe, expect, test } from 'vitest';
import { loadNetBox } from '../../src/host/netbox/netbox.ts';
import { packageFromFiles } from '../../src/package/index.ts';
import { buildModel } from '../../src/plugin/index.ts';
import { modelOf } from './touches.ts';
import type { TemplatesModel } from '../../src/plugin/templates.ts';

const HTML = 'templates/netbox_example';

function templatesOf(files: Readonly<Record<string, string>>, source = ''): TemplatesModel {
  return modelOf(source, files).model.templates;
}

const namesOf = (model: TemplatesModel, which: 'used' | 'onCorePages'): string[] =>
  model.templates.filter(one => one[which]).map(one => one.name);

const missingOf = (model: TemplatesModel): string[] =>
  model.unresolved.map(one => `${one.kind} ${one.name}${one.conditional ? ' ?' : ''}`);

const EXTENSION = (body: string, before = ''): string => `from netbox.plugins import PluginTemplateExtension
${before}

class Head(PluginTemplateExtension):
    def head(self):
${body.replace(/^/gm, '        ')}


template_extensions = [Head]
`;

describe('which files are templates', () => {
  test('those of the app, of its own further apps, and of the Jinja folder; no notes, no tests, no modules', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]: 'a',
      [`${HTML}/README.md`]: 'x',
      'templates/__init__.py': '',
      'jinja2/netbox_example/b.html': '{{ x }}',
      'tests/templates/netbox_example/c.html': 'c',
      'inner/templates/netbox_example/d.html': 'd',
      'inner/__init__.py': '',
    });
    expect(model.templates.map(one => `${one.engine} ${one.name}`)).toEqual([
      'django netbox_example/a.html',
      'jinja2 netbox_example/b.html',
    ]);
  });

  test('a template that is no UTF-8 is undecided, not an exception', () => {
    const files = packageFromFiles({
      'netbox_example/__init__.py':
        "from netbox.plugins import PluginConfig\n\n\nclass C(PluginConfig):\n    name = 'netbox_example'\n\n\nconfig = C\n",
      'netbox_example/templates/netbox_example/a.html': new Uint8Array([60, 255, 62]),
    });
    const { templates } = buildModel(files, loadNetBox().forPackage(files, {})).model;
    expect(templates.templates).toEqual([]);
    expect(templates.undecided.map(one => one.limit)).toEqual(['core-components']);
  });

  test('the place of a finding about a whole file is its first line with anything on it', () => {
    const text = '\n\n  {% load i18n %}  \r\nmore';
    const [template] = templatesOf({ [`${HTML}/a.html`]: text, [`${HTML}/b.html`]: '' }).templates;
    expect(text.slice(template?.top.start, template?.top.end)).toBe('{% load i18n %}');
  });
});

describe('core templates of the same name', () => {
  test('are told by where core keeps them', () => {
    const model = templatesOf({
      'templates/403.html': '',
      'templates/buttons/add.html': '',
      [`${HTML}/403.html`]: '',
    });
    expect(model.templates.map(one => [one.name, one.shadowed?.origin ?? null])).toEqual([
      ['403.html', 'project'],
      ['buttons/add.html', 'app'],
      ['netbox_example/403.html', null],
    ]);
    expect(namesOf(model, 'onCorePages')).toEqual([]);
  });

  test.each([
    ["settings.TEMPLATES[0]['DIRS'].insert(0, 'x')", true],
    ["settings.TEMPLATES[0]['DIRS'] = ['x']", true],
    ["d = settings.TEMPLATES\nfor t in d:\n    t['DIRS'].insert(0, 'x')", true],
    ["settings.TEMPLATES[0]['DIRS'].append('x')", false],
    ["settings.TEMPLATES[0]['DIRS'].insert(1, 'x')", false],
    ["dirs = list(settings.TEMPLATES[0]['DIRS'])", false],
  ])('%s: the plugin wins: %s', (code, wins) => {
    const model = templatesOf({ 'templates/403.html': '' }, `from django.conf import settings\n\n${code}\n`);
    expect(namesOf(model, 'onCorePages')).toEqual(wins ? ['403.html'] : []);
  });

  test.each([
    ["['netbox_example.ExampleConfig', 'utilities']", ['buttons/add.html']],
    ["['utilities']", []],
  ])('django_apps = %s', (apps, winners) => {
    const model = templatesOf({
      'templates/buttons/add.html': '',
      '__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ${apps}


config = ExampleConfig
`,
    });
    expect(model.movedApps.map(one => one.name)).toEqual(['utilities']);
    expect(namesOf(model, 'onCorePages')).toEqual(winners);
  });
});

describe('reach', () => {
  test('a template extension puts its template, what that includes and extends, into core pages', () => {
    const model = templatesOf({
      [`${HTML}/head.html`]:
        "{% extends 'netbox_example/base.html' %}{% block x %}{% include 'netbox_example/in.html' %}{% endblock %}",
      [`${HTML}/base.html`]: '{% block x %}{% endblock %}',
      [`${HTML}/in.html`]: '',
      [`${HTML}/page.html`]: '',
      'helpers.py': 'def show(extension, name):\n    return extension.render(name)\n',
      'template_content.py': EXTENSION("return show(self, 'netbox_example/head.html')", 'from .helpers import show\n'),
    });
    expect(namesOf(model, 'onCorePages').sort()).toEqual([
      'netbox_example/base.html',
      'netbox_example/head.html',
      'netbox_example/in.html',
    ]);
  });

  test('middleware and dashboard widgets do as well; a view does not', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]: '',
      [`${HTML}/b.html`]: '',
      [`${HTML}/c.html`]: '',
      '__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Bar']


config = ExampleConfig
`,
      'middleware.py': `from django.template.loader import render_to_string


class Bar:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.content += render_to_string('netbox_example/a.html').encode()
        return response
`,
      'dashboard.py': `from django.template.loader import render_to_string
from extras.dashboard.widgets import DashboardWidget


class Shelf(DashboardWidget):
    def render(self, request):
        return render_to_string('netbox_example/b.html')
`,
      'views.py': `from django.shortcuts import render
from django.views import View


class Page(View):
    def get(self, request):
        return render(request, 'netbox_example/c.html')
`,
    });
    expect(namesOf(model, 'onCorePages')).toEqual(['netbox_example/a.html', 'netbox_example/b.html']);
    expect(namesOf(model, 'used')).toEqual(['netbox_example/a.html', 'netbox_example/b.html', 'netbox_example/c.html']);
  });

  test('HTML in strings: where it stands, and what helpers and constants it comes from', () => {
    const model = templatesOf({
      'texts.py': `NEAR = '<style>.a { top: 0 }</style>'
FAR = '<style>.b { top: 0 }</style>'
`,
      'template_content.py': EXTENSION(
        "return mark_safe(NEAR + f'<style>.c-{self.x} {{ top: 0 }}</style>')",
        'from django.utils.safestring import mark_safe\nfrom .texts import NEAR\n',
      ),
      'notes.py': '"""Write <style>.d { top: 0 }</style> by hand."""\n',
    });
    expect(model.inlineHtml.map(one => [one.text.replace(/\uA66E+/g, '…'), one.onCorePages])).toEqual([
      ['<style>.c-… { top: 0 }</style>', true],
      ['<style>.a { top: 0 }</style>', true],
      ['<style>.b { top: 0 }</style>', false],
    ]);
  });

  test('HTML that is put together from parts is known as a whole, and looking for it records nothing twice', () => {
    const files = {
      'texts.py': `from django.utils.html import format_html

RULES = ['.a { top: 0 }', '.b { top: 0 }']


def style(name):
    return format_html('<style>.{} {{ top: 0 }}</style>', name)
`,
      'template_content.py': EXTENSION(
        "return '<style>' + ''.join(RULES) + '</style>' + style('c')",
        'from .texts import RULES, style\n',
      ),
    };
    const { model } = modelOf('', files);
    const before = model.program.calls.length;
    const texts = model.templates.inlineHtml.filter(one => one.onCorePages).map(one => one.text);
    expect(texts.join()).toContain('.a { top: 0 }.b { top: 0 }');
    expect(texts.join()).toContain('.c { top: 0 }');
    expect(model.program.calls.length).toBe(before);
  });

  test('a place in a string is found through escapes, joined literals and doubled braces', () => {
    const source = `HTML = (
    '<style>\\n'
    ".one {{ display: none }}"  # the first
    r'.two\\: {{ display: none }}' '</style>{field}'
)
`;
    const [html] = templatesOf({ 'texts.py': source }).inlineHtml;
    if (!html) throw new Error('no HTML was found');
    for (const word of ['.one', '.two', '</style>']) {
      expect(source.slice(html.place(html.text.indexOf(word))).startsWith(word)).toBe(true);
    }
    expect(html.text).toContain('.one { display: none }');
  });
});

describe('tag libraries', () => {
  test('every way to register a name', () => {
    const [library] = templatesOf({
      'templatetags/__init__.py': '',
      'templatetags/example.py': `from django import template
from django.template import Library

register = template.Library()


@register.filter
def f1(value):
    return value


@register.filter('f2', is_safe=True)
def other(value):
    return value


@register.filter(name='f3')
def another(value):
    return value


register.filter('f4', lambda value: value)


@register.simple_tag(takes_context=True)
def t1(context):
    return ''


@register.inclusion_tag('netbox_example/t2.html')
def t2():
    return {}


@register.inclusion_tag('netbox_example/t3.html', name='t3')
def third():
    return {}


@register.tag('t4')
def compile_four(parser, token):
    return None


def t5():
    return ''


register.simple_tag(t5)
`,
      'templatetags/helpers.py': 'from .example import register\n',
      'templatetags/plain.py': 'VALUE = 1\n',
    }).libraries;
    expect([...(library?.filters ?? [])].sort()).toEqual(['f1', 'f2', 'f3', 'f4']);
    expect([...(library?.tags ?? [])].sort()).toEqual(['t1', 't2', 't3', 't4', 't5']);
    expect(library?.open).toBe(false);
  });

  test('a module without register is no library; a name of core or of Django is known as such', () => {
    const register = 'from django import template\n\nregister = template.Library()\n';
    const { libraries } = templatesOf({
      'templatetags/__init__.py': '',
      'templatetags/helpers.py': register,
      'templatetags/static.py': register,
      'templatetags/example_tags.py': register,
      'templatetags/tabs.py': 'X = 1\n',
      'templatetags/admin_urls.py': register,
    });
    // The admin is not installed in NetBox 4.4.
    expect(libraries.map(one => [one.name, one.shadows !== 0, one.foreign])).toEqual([
      ['admin_urls', false, false],
      ['example_tags', false, false],
      ['helpers', true, false],
      ['static', false, true],
    ]);
  });

  test('names that are computed leave the library open, so that nothing is missed in it', () => {
    const model = templatesOf({
      'templatetags/__init__.py': '',
      'templatetags/example.py': `from django import template

register = template.Library()


def install(name):
    register.filter(name, str)


def all_of(names):
    for name in names:
        install(name)


all_of(open('names').read().split())
`,
      [`${HTML}/a.html`]: '{% load example %}{{ x|whatever }}',
    });
    expect(model.libraries[0]?.open).toBe(true);
    expect(missingOf(model)).toEqual([]);
  });
});

describe('names that are missing', () => {
  test('templates: own and core ones are known; of others nothing is said', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]: `{% extends 'generic/object.html' %}
{% block content %}
{% include 'netbox_example/no.html' %}
{% if x %}{% include 'netbox_example/not.html' %}{% endif %}
{% include 'inc/nothing.html' %}
{% include 'rest_framework/base.html' %}
{% include 'other_plugin/card.html' %}
{% include 'top.html' %}
{% endblock %}
`,
    });
    expect(missingOf(model)).toEqual([
      'template netbox_example/no.html',
      'template netbox_example/not.html ?',
      'template inc/nothing.html',
    ]);
  });

  test('libraries, tags and filters: by what is loaded before them', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]: `{% load nowhere %}`,
      [`${HTML}/b.html`]: `{% early %}{% load i18n %}{% trans 'x' %}{{ x|intcomma }}{% load humanize %}{{ x|intcomma }}{{ x|apnumber }}`,
      [`${HTML}/c.html`]: `{% load fgcolor from helpers %}{{ x|fgcolor }}{{ x|humanize_speed }}`,
      [`${HTML}/d.html`]: `{% load nowhere %}{{ x|anything }}{% load rest_framework %}{{ x|more }}`,
      [`${HTML}/e.html`]: `{% comment %}{% nothing %}{% endcomment %}{% verbatim %}{% nothing %}{% endverbatim %}{# {% nothing %} #}`,
    });
    expect(model.unresolved.map(one => `${one.at.file.slice(-6, -5)} ${one.kind} ${one.name}`)).toEqual([
      'a library nowhere',
      'b tag early',
      'b filter intcomma',
      'c filter humanize_speed',
      'd library nowhere',
    ]);
  });

  test('blocks: through own and core ancestors; not where an ancestor is computed', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]:
        "{% extends 'netbox_example/b.html' %}{% block lost %}{% block content %}{% endblock %}{% endblock %}{% block mine %}{% endblock %}{% block head %}{% endblock %}",
      [`${HTML}/b.html`]:
        "{% extends 'generic/object.html' %}{% block content %}{% block mine %}{% endblock %}{% endblock %}",
      [`${HTML}/c.html`]: '{% extends base_template %}{% block any %}{% endblock %}',
      [`${HTML}/d.html`]: '{% block root %}{% endblock %}',
      [`${HTML}/e.html`]:
        "{% extends 'netbox_example/d.html' %}{% block root %}{% endblock %}{% block none %}{% endblock %}",
    });
    expect(missingOf(model)).toEqual(['block lost', 'block none']);
  });

  test('URL names: of the plugin without their namespace, and gone ones of core; not with `as`', () => {
    const model = templatesOf({
      [`${HTML}/a.html`]: `{% url 'netbox_example:widget_list' %}{% url 'plugins:netbox_example:widget_list' %}
{% url 'netbox_example:widget' as link %}{% url 'dcim:device_list' %}{% url 'extras:objectchange' pk=1 %}{% url name %}
{% url 'dcim:device_widgets' pk=1 %}`,
    });
    expect(model.unresolved.map(one => [one.name, one.instead])).toEqual([
      ['netbox_example:widget_list', 'plugins:netbox_example:widget_list'],
      ['extras:objectchange', null],
    ]);
  });

  test('in Python: template_name of concrete views, through constants; not where the name is computed', () => {
    const model = templatesOf({
      'views.py': `from netbox.views import generic

GONE = 'extras/objectchange_list.html'


class BaseList(generic.ObjectListView):
    template_name = GONE


class First(BaseList):
    pass


class Second(generic.ObjectListView):
    template_name = GONE


class Third(generic.ObjectListView):
    template_name = GONE

    def get_template_name(self):
        return 'generic/object_list.html'
`,
    });
    expect(missingOf(model)).toEqual([
      'template extras/objectchange_list.html ?',
      'template extras/objectchange_list.html',
    ]);
  });
});
