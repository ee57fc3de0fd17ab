import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-object-veto',
  limit: 'core-models',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'The plugin can refuse that core objects are saved or deleted.',
  why: 'Both ways are offered by Django and NetBox, and often right. But users of NetBox meet the refusal where they do not think of the plugin, in bulk deletions, scripts and the API; and rows that protect core objects go on doing so when the plugin is taken out while its tables stay.',
  remedy:
    "Let the plugin's rows go with the core object (`on_delete=CASCADE` or `SET_NULL`) where they mean nothing without it; document what is refused, and why.",
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    relation:
      '{how} of {model}.{field}: no {core} that a row of the plugin points to can be deleted. Document it, or use CASCADE or SET_NULL.',
    handler:
      '{what} in a handler of {signal} refuses the act for {sender}, whoever wants it. Document when that happens, and say in its message that it is the plugin.',
  },
  invalid: [
    {
      title: 'A protecting relation',
      forms: [14],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    device = models.ForeignKey('dcim.Device', on_delete=models.PROTECT, related_name='netbox_example_widgets')
`,
      },
      reports: [
        {
          file: 'netbox_example/models.py',
          at: "models.ForeignKey('dcim.Device', on_delete=models.PROTECT, related_name='netbox_example_widgets')",
          message: 'relation',
        },
      ],
    },
    {
      forms: [14],
      flow: true,
      files: {
        'netbox_example/fields.py': `from django.db.models import RESTRICT, ForeignKey

KEEP = {'on_delete': RESTRICT, 'related_name': '+'}


class Pointer(ForeignKey):
    def __init__(self, to, **options):
        super().__init__(to, **{**KEEP, **options})
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from . import fields


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    device = fields.Pointer('dcim.Device')
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "fields.Pointer('dcim.Device')", message: 'relation' }],
    },
    {
      title: 'A handler that raises',
      forms: [16],
      files: {
        'netbox_example/signals.py': `from dcim.models import Site
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from utilities.exceptions import AbortRequest


@receiver(pre_delete, sender=Site)
def keep(sender, instance, **kwargs):
    if instance.name == 'Headquarters':
        raise AbortRequest('The plugin keeps this site.')
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "raise AbortRequest('The plugin keeps this site.')",
          message: 'handler',
        },
      ],
    },
    {
      forms: [16],
      flow: true,
      files: {
        'netbox_example/guards.py': `from django.core.exceptions import ValidationError


class Kept(ValidationError):
    pass


def refuse(instance):
    raise Kept(f'{instance} is kept.')
`,
        'netbox_example/signals.py': `from dcim.models import Site
from django.db.models import signals

from .guards import refuse


def guard(check):
    def handler(sender, instance, **kwargs):
        check(instance)

    return handler


keep = guard(refuse)
signals.pre_delete.connect(keep, sender=Site, weak=False)
`,
      },
      reports: [{ file: 'netbox_example/guards.py', at: "raise Kept(f'{instance} is kept.')", message: 'handler' }],
    },
  ],
  valid: [
    {
      title: 'Rows that go with the core object, an own model that is protected, and handlers that only look',
      forms: [14, 16],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    device = models.ForeignKey('dcim.Device', on_delete=models.CASCADE, related_name='netbox_example_widgets')
    site = models.ForeignKey('dcim.Site', on_delete=models.SET_NULL, null=True, related_name='+')
    parent = models.ForeignKey('self', on_delete=models.PROTECT, null=True)
`,
        'netbox_example/signals.py': `from dcim.models import Site
from django.core.exceptions import ValidationError
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver

from .models import Widget


@receiver(pre_delete, sender=Site)
def look(sender, instance, **kwargs):
    try:
        if instance.name == '':
            raise ValidationError('x')
    except ValidationError:
        return None


@receiver(pre_save, sender=Widget)
def own(sender, instance, **kwargs):
    if not instance.name:
        raise ValidationError('A widget needs a name.')
`,
      },
    },
  ],
  check(model, host, report) {
    for (const one of model.models) {
      if (one.abstract || one.registered === 'never') continue;
      for (const field of one.fields.values()) {
        const target = field.related === null ? undefined : host.facts.model(field.related);
        if (!target || target.abstract || field.kind !== 'column' || !field.protects) continue;
        report(field.at, 'relation', {
          how: field.protects,
          model: one.name,
          field: field.name,
          core: target.label,
        });
      }
    }
    const seen = new Set<string>();
    for (const { kind, signal, sender, what, at, trace } of model.registrations.handlerActs) {
      const key = `${at.file}:${at.start}`;
      if (kind !== 'veto' || seen.has(key)) continue;
      seen.add(key);
      report(at, 'handler', { what, signal, sender: sender ?? 'every model' }, { trace });
    }
  },
});
