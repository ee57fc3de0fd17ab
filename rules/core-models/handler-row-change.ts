import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'handler-row-change',
  limit: 'core-models',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A signal handler changes core objects while somebody else saves or deletes them.',
  why: "Whoever saved the object wanted it as they wrote it. A handler that sets its fields, or writes other core rows along with it, changes NetBox's data for every user, form, import and API client, where nothing shows that it was the plugin.",
  remedy:
    'Keep what the plugin computes in a model of its own, or let users ask for the change with a button or a script. A custom validator can refuse what must not be.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    field:
      "This sets '{what}' of each {sender} that is saved, whoever saves it and whatever they wrote. Keep the value in a model of the plugin.",
    rows: '{what} in a handler of {signal} of {sender} writes core rows that nobody asked for. Keep the data in a model of the plugin.',
  },
  invalid: [
    {
      title: 'A field set, and rows written',
      forms: [15],
      files: {
        'netbox_example/signals.py': `from dcim.models import Device
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver


@receiver(pre_save, sender=Device)
def rename(sender, instance, **kwargs):
    instance.name = instance.name.upper()


@receiver(post_save, sender=Device)
def retire(sender, instance, **kwargs):
    instance.save()
    Device.objects.filter(rack=instance.rack).update(status='offline')
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: 'instance.name', nth: 1, message: 'field' },
        { file: 'netbox_example/signals.py', at: 'instance.save()', message: 'rows' },
        {
          file: 'netbox_example/signals.py',
          at: "Device.objects.filter(rack=instance.rack).update(status='offline')",
          message: 'rows',
        },
      ],
    },
    {
      title: 'Through helpers, for several models',
      forms: [15],
      flow: true,
      files: {
        'netbox_example/helpers.py': `def tidy(target, **values):
    for name, value in values.items():
        setattr(target, name, value)


def retire(rows):
    rows.update(status='offline')
`,
        'netbox_example/signals.py': `from dcim.models import Device, Rack
from django.db.models import signals

from .helpers import retire, tidy


def before(sender, instance, **kwargs):
    tidy(instance, comments='')


def after(instance, **kwargs):
    retire(Device.objects.filter(rack=instance))


for model in (Device, Rack):
    signals.pre_save.connect(before, sender=model)
signals.post_delete.connect(after, sender=Rack)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'setattr(target, name, value)', message: 'field' },
        { file: 'netbox_example/helpers.py', at: 'setattr(target, name, value)', message: 'field' },
        { file: 'netbox_example/helpers.py', at: "rows.update(status='offline')", message: 'rows' },
      ],
    },
  ],
  valid: [
    {
      title: 'Handlers that read, that write own rows, and those of own models',
      forms: [15],
      files: {
        'netbox_example/signals.py': `from dcim.models import Device
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from .models import Widget


@receiver(pre_save, sender=Device)
def remember(sender, instance, **kwargs):
    instance._widgets = list(Widget.objects.filter(device=instance))
    return instance.name


@receiver(post_save, sender=Device)
def follow(sender, instance, **kwargs):
    Widget.objects.filter(device=instance).update(name=instance.name)
    Widget.objects.create(device=instance, name='x')


@receiver(pre_save, sender=Widget)
def own(sender, instance, **kwargs):
    instance.name = instance.name.strip()
`,
      },
    },
  ],
  check(model, _host, report) {
    const seen = new Set<string>();
    for (const { kind, signal, sender, what, at, optIn, trace } of model.registrations.handlerActs) {
      if (kind === 'veto' || sender === null) continue;
      const key = `${at.file}:${at.start}:${sender}:${what}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const details = { trace, ...(optIn ? { severity: 'info' as const } : {}) };
      if (kind === 'field') report(at, 'field', { what, sender }, details);
      else report(at, 'rows', { what, signal, sender }, details);
    }
  },
});
