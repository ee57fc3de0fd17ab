import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-queryset-change',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A queryset or manager class that core models share is changed.',
  why: 'All core models share these classes, so the change reaches every query of NetBox and of every other plugin, although no core model is named.',
  remedy: 'Give your own model a queryset of its own: `objects = WidgetQuerySet.as_manager()`.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} is changed by the plugin, and every model of NetBox that uses this class changes with it. Define a queryset of your own for your own models.',
    orm: {
      text: '{target} of Django is changed by the plugin, and with it every model of NetBox. Define a class of your own for your own models.',
    },
  },
  invalid: [
    {
      title: 'The queryset class of all models',
      files: {
        'netbox_example/patches.py': `from utilities.querysets import RestrictedQuerySet

RestrictedQuerySet.delete = lambda self: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'RestrictedQuerySet.delete', message: 'changed' }],
    },
    {
      title: 'Reached through an own model',
      files: {
        'netbox_example/patches.py': `from .models import Widget

kind = type(Widget.objects.all())
kind.update = lambda self, **values: 0
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'kind.update', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from django.db import models

models.QuerySet.delete = lambda self: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'models.QuerySet.delete', message: 'orm' }],
    },
    {
      title: 'The class of a queryset, through a helper',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


def guard(queryset):
    queryset.__class__.delete = lambda self: (0, {})


guard(Device.objects.all())
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'queryset.__class__.delete', message: 'changed' }],
    },
    {
      title: 'A field class of Django',
      forms: [18],
      files: {
        'netbox_example/patches.py': `from django.db import models

models.CharField.__init__ = lambda self, *args, **kwargs: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'models.CharField.__init__', message: 'orm' }],
    },
    {
      forms: [18],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.db.models import fields

from .helpers import widen

for field in (fields.CharField, fields.SlugField):
    widen(field, 200)
`,
        'netbox_example/helpers.py': `def widen(field, length):
    setattr(field, 'max_length', length)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: "setattr(field, 'max_length', length)", message: 'orm' },
        { file: 'netbox_example/helpers.py', at: "setattr(field, 'max_length', length)", message: 'orm' },
      ],
    },
  ],
  valid: [
    {
      title: 'An own queryset class, and rows that are updated',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from utilities.querysets import RestrictedQuerySet


class Widgets(RestrictedQuerySet):
    pass


Widgets.delete = lambda self: None


def rename():
    Device.objects.filter(name='x').update(name='y')
`,
      },
    },
    {
      forms: [18],
      files: {
        'netbox_example/patches.py': `from django.db import models


class Shade(models.CharField):
    pass


Shade.description = 'x'
field = models.CharField(max_length=10)
field.max_length = 20
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'queryset' || (touch.area === 'orm' && touch.action !== 'mutate')))
        continue;
      report(touch.at, touch.area === 'orm' ? 'orm' : 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
