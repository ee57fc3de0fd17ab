import { releasesText } from '../../src/plugin/templates/releases.ts';
import { defineRule } from '../../src/rule.ts';
import type { ReportDetails } from '../../src/rule.ts';

export default defineRule({
  id: 'missing-template-name',
  limit: 'core-templates',
  severity: 'error',
  breaks: false,
  since: '0.1.0',
  summary: 'A template needs a template, library, tag, filter, URL name or block that is not there.',
  why: "Templates are read when a page is shown: a name that a release does not have raises an error there and then, or is silently dropped. NetBox's templates and tags move between releases.",
  remedy: 'Use a name that every release within the bounds has, or correct the bounds.',
  source: {
    sentence: 'Internal elements of NetBox are subject to change at any time and without warning.',
    where: 'docs/plugins/development/index.md, introduction',
  },
  messages: {
    template:
      "There is no template '{name}' in {releases}, so that the page fails with TemplateDoesNotExist. Name one that exists there.",
    ownTemplate:
      "The plugin has no template '{name}', so that the page fails with TemplateDoesNotExist. Add it, or correct the name.",
    library:
      "There is no tag library '{name}' in {releases}, so that the template cannot be read. Load one that exists there, or correct the version bounds.",
    tag: "No loaded library has a tag '{name}' in {releases}, so that the template cannot be read. Load the library that has it, or do without.",
    filter:
      "No loaded library has a filter '{name}' in {releases}, so that the template cannot be read. Load the library that has it, or do without.",
    url: "There is no URL named '{name}' in {releases}, so that the page fails with NoReverseMatch. Use a name that exists there.",
    ownUrl:
      "URL names of a plugin stand in the namespace 'plugins': '{name}' is not found, so that the page fails with NoReverseMatch. Write '{instead}'.",
    block: {
      text: "No template that this one extends has a block '{name}' in {releases}, so that what stands in it is never shown. Use a block that exists there.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'Names that are nowhere',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'netbox_example/base.html' %}
{% load helpers netbox_exmaple %}

{% block content %}
  <a href="{% url 'netbox_example:widget_list' %}">{{ object.name|shout }}</a>
  {% include 'generic/inc/widget_list.html' %}
  {% glimmer object %}
{% endblock content %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'netbox_example/base.html'",
          message: 'ownTemplate',
        },
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: 'netbox_exmaple',
          message: 'library',
          severity: 'warning',
        },
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'netbox_example:widget_list'",
          message: 'ownUrl',
        },
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'generic/inc/widget_list.html'",
          message: 'template',
          severity: 'warning',
        },
      ],
    },
    {
      title: 'Names that newer releases no longer have',
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% load helpers %}

{% block content %}
  {{ object.created|annotated_date }} {% annotated_now %}
  {% include 'inc/searchbar.html' %}
  <a href="{% url 'circuits:circuit_import' %}">Import</a>
{% endblock content %}

{% block no_such_block %}Never shown{% endblock %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: 'annotated_date',
          message: 'filter',
        },
        { file: 'netbox_example/templates/netbox_example/widget.html', at: 'annotated_now', message: 'tag' },
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'inc/searchbar.html'",
          message: 'template',
        },
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'circuits:circuit_import'",
          message: 'url',
        },
        { file: 'netbox_example/templates/netbox_example/widget.html', at: 'no_such_block', message: 'block' },
      ],
    },
    {
      title: 'Only in some releases, and from Python',
      netbox: '>=4.0,<4.3',
      files: {
        'netbox_example/names.py': `TEMPLATE = 'extras/objectchange_list.html'
`,
        'netbox_example/views.py': `from netbox.views import generic

from . import names
from .models import Widget


class WidgetChangesView(generic.ObjectView):
    queryset = Widget.objects.all()
    template_name = names.TEMPLATE
`,
      },
      reports: [
        {
          file: 'netbox_example/names.py',
          at: "'extras/objectchange_list.html'",
          message: 'template',
          severity: 'warning',
        },
      ],
    },
    {
      title: 'A base that is there no more',
      forms: [63],
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object_bulk_import.html' %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'generic/object_bulk_import.html'",
          message: 'template',
        },
      ],
    },
    {
      title: 'A block that no base has',
      forms: [64],
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block scripts %}Never shown{% endblock %}
`,
      },
      reports: [{ file: 'netbox_example/templates/netbox_example/widget.html', at: 'scripts', message: 'block' }],
    },
    {
      forms: [65],
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}{% include 'inc/searchbar.html' %}{% endblock %}
`,
      },
      reports: [
        {
          file: 'netbox_example/templates/netbox_example/widget.html',
          at: "'inc/searchbar.html'",
          message: 'template',
        },
      ],
    },
    {
      forms: [67],
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% load helpers %}
{% block content %}{{ object.created|annotated_date }}{% annotated_now %}{% endblock %}
`,
      },
      reports: [
        { file: 'netbox_example/templates/netbox_example/widget.html', at: 'annotated_date', message: 'filter' },
        { file: 'netbox_example/templates/netbox_example/widget.html', at: 'annotated_now', message: 'tag' },
      ],
    },
    {
      forms: [68],
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}<a href="{% url 'extras:objectchange' pk=1 %}">x</a>{% endblock %}
`,
      },
      reports: [
        { file: 'netbox_example/templates/netbox_example/widget.html', at: "'extras:objectchange'", message: 'url' },
      ],
    },
    {
      forms: [63],
      flow: true,
      netbox: '4.7.3',
      files: {
        'netbox_example/names.py': `BULK = 'generic/object_bulk_import.html'
PAGES = {'import': BULK}
`,
        'netbox_example/views.py': `from netbox.views import generic

from . import names
from .models import Widget


class WidgetImportView(generic.ObjectView):
    queryset = Widget.objects.all()
    template_name = names.PAGES['import']
`,
      },
      reports: [{ file: 'netbox_example/names.py', at: "'generic/object_bulk_import.html'", message: 'template' }],
    },
    {
      forms: [68],
      flow: true,
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}{% with name='extras:objectchange' %}<a href="{% url name pk=1 %}">x</a>{% endwith %}{% endblock %}
`,
      },
      reports: [{ file: 'netbox_example/templates/netbox_example/widget.html', at: 'name', nth: 2, message: 'url' }],
    },
    {
      forms: [65],
      flow: true,
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}{% with part='inc/searchbar.html' %}{% include part %}{% endwith %}{% endblock %}
`,
      },
      reports: [
        { file: 'netbox_example/templates/netbox_example/widget.html', at: 'part', nth: 2, message: 'template' },
      ],
    },
    {
      forms: [64],
      flow: true,
      netbox: '4.7.3',
      files: {
        'netbox_example/templates/netbox_example/base.html': `{% extends 'generic/object.html' %}
{% block content %}{% block widgets %}{% endblock %}{% endblock %}
`,
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'netbox_example/base.html' %}
{% block widgets %}Shown{% endblock %}
{% block scripts %}Never shown{% endblock %}
`,
      },
      reports: [{ file: 'netbox_example/templates/netbox_example/widget.html', at: 'scripts', message: 'block' }],
    },
    {
      title: 'A library that older releases do not have',
      forms: [66],
      netbox: '3.4',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% load dashboard %}
`,
      },
      reports: [{ file: 'netbox_example/templates/netbox_example/widget.html', at: 'dashboard', message: 'library' }],
    },
  ],
  valid: [
    {
      title: 'A tag library of another plugin, which this one works with',
      files: {
        'netbox_example/tables.py': `from netbox_other.tables import OtherTable


class WidgetTable(OtherTable):
    pass
`,
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% load other_buttons %}
{% block content %}{% other_button object %}{% endblock %}
`,
      },
    },
    {
      title: 'Names of Django and of other packages, of own libraries, and names that are computed',
      forms: [63, 64, 65, 66, 67, 68],
      files: {
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/templatetags/netbox_example_tags.py': `from django import template

register = template.Library()


@register.filter(name='shout')
def loud(value):
    return value.upper()


def glimmer(value):
    return value


register.simple_tag(glimmer)
`,
        'netbox_example/templates/netbox_example/widget.html': `{% extends base_template|default:'generic/object.html' %}
{% load i18n static django_tables2 netbox_example_tags %}

{% block content %}
  {% include 'rest_framework/horizontal/form.html' %}
  {% include object.template %}
  {% url 'dcim:device_list' as devices %}
  {{ object.name|shout|default:'-' }} {% glimmer object %} {% render_table table %}
  {% badge object.name %} {{ object|linkify }}
  {% trans 'Widgets' %}
{% endblock content %}
`,
      },
    },
    {
      title: 'A name chosen by the release',
      netbox: '>=4.0,<4.3',
      files: {
        'netbox_example/templates/netbox_example/widget.html': `{% extends 'generic/object.html' %}
{% block content %}
  {% if old %}{% include 'extras/objectchange_list.html' %}{% endif %}
{% endblock %}
`,
      },
    },
  ],
  check(model, host, report) {
    for (const one of model.templates.unresolved) {
      const everywhere = one.missing === host.releases;
      // In a condition, a name that some release has is most likely chosen by the release.
      if (!everywhere && one.conditional) continue;
      // What NetBox has never had may be another plugin's; what it had, or what only this plugin can have, is certain.
      // Without bounds the newest release alone is under check, which the plugin may never have been meant for.
      const known = one.own || (!one.unheardOf && host.chosenBy !== 'default');
      const sure = everywhere && one.used && !one.conditional && known;
      const data = { name: one.name, releases: releasesText(host, one.missing) };
      const details: ReportDetails = {
        ...(sure || one.kind === 'block' ? {} : { severity: 'warning' }),
        ...(everywhere ? {} : { releases: host.versions(one.missing) }),
      };
      if (one.own && one.kind === 'template') report(one.at, 'ownTemplate', { name: one.name }, details);
      else if (one.own && one.kind === 'url')
        report(one.at, 'ownUrl', { name: one.name, instead: one.instead ?? one.name }, details);
      else report(one.at, one.kind, data, details);
    }
  },
});
