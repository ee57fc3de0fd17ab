import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';
import type { Action } from '../../src/plugin/touch.ts';

/** A model that the app registry gives for a label that is made while the code runs: it may be the plugin's own. */
const SOME_MODEL = /^django\.apps\.apps\.(?:get_model|get_registered_model)\(\)/;

const CHANGES: ReadonlySet<Action> = new Set(['write', 'delete', 'mutate', 'patch']);

export default defineRule({
  id: 'core-model-change',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core model, or something that belongs to it, is changed.',
  why: 'Every part of NetBox and every other plugin relies on the model as NetBox ships it. A changed method, manager, field or `_meta` changes all of them, an upgrade of NetBox may break it without a word, and removing the plugin does not show what else depended on it.',
  remedy:
    'Keep the behaviour in the plugin: a model of your own with a relation to the core model, a signal handler, a custom field, or a template extension. A proxy model may carry methods of your own.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} is changed by the plugin, which alters the core model for all of NetBox. Keep the behaviour in a model, signal handler or view of the plugin.',
    function:
      '{target} is a function that core models are built with; replacing it changes how they compute their fields. Keep the behaviour in a model, signal handler or view of the plugin.',
    deleted:
      '{target} is deleted by the plugin, so NetBox and other plugins lose a part of a core model. Leave the core model as it is.',
    some: {
      text: "{target} is changed by the plugin; which model that is comes out while the code runs, and one of NetBox's would be altered for all of NetBox. Change models of the plugin only.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'A method of a core model replaced',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


def save(self, *args, **kwargs):
    pass


Device.save = save
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'Device.save', message: 'changed' }],
    },
    {
      title: 'Through a helper that gets the class',
      files: {
        'netbox_example/helpers.py': `def install(model, **members):
    for name, member in members.items():
        setattr(model, name, member)
`,
        'netbox_example/patches.py': `from django.apps import apps

from .helpers import install

install(apps.get_model('dcim', 'Device'), label_text=property(lambda self: self.name))
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'setattr(model, name, member)', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from dcim.models import Interface as Port

port = Port
port._meta.get_field('name').max_length = 200
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "port._meta.get_field('name').max_length", message: 'changed' },
      ],
    },
    {
      files: {
        'netbox_example/helpers.py': `from dcim.models import *
`,
        'netbox_example/patches.py': `from .helpers import Site

Site.objects = None
del Site.clean
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'Site.objects', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'Site.clean', message: 'deleted' },
      ],
    },
    {
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


def make(cls):
    def full_clean(self):
        return None

    cls.full_clean = full_clean
    return cls


make(Device)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'cls.full_clean', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from unittest import mock

mock.patch('dcim.models.Device.save').start()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "mock.patch('dcim.models.Device.save')", message: 'changed' }],
    },
    {
      title: 'A method, a property and a manager by add_to_class',
      files: {
        'netbox_example/patches.py': `from functools import cached_property

from dcim.models import Device
from django.db import models
from utilities.querysets import RestrictedQuerySet


class Racked(models.Manager):
    pass


def label_text(self):
    return self.name


Device.add_to_class('label_text', label_text)
Device.add_to_class('title_text', property(lambda self: self.name))
Device.add_to_class('long_text', cached_property(label_text))
Device.add_to_class('racked', Racked())
Device.add_to_class('everything', RestrictedQuerySet.as_manager())
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "Device.add_to_class('label_text', label_text)", message: 'changed' },
        {
          file: 'netbox_example/patches.py',
          at: "Device.add_to_class('title_text', property(lambda self: self.name))",
          message: 'changed',
        },
        {
          file: 'netbox_example/patches.py',
          at: "Device.add_to_class('long_text', cached_property(label_text))",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: "Device.add_to_class('racked', Racked())", message: 'changed' },
        {
          file: 'netbox_example/patches.py',
          at: "Device.add_to_class('everything', RestrictedQuerySet.as_manager())",
          message: 'changed',
        },
      ],
    },
    {
      title: 'A function that core models are built with',
      files: {
        'netbox_example/patches.py': `from utilities import ordering

ordering.naturalize_interface = lambda value, max_length: value
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'ordering.naturalize_interface', message: 'function' }],
    },
    {
      title: 'Every model of the running system',
      files: {
        'netbox_example/patches.py': `from django.apps import apps

for model in apps.get_models():
    model.label_text = 'x'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'model.label_text', message: 'changed' }],
    },
    {
      title: 'By a content type',
      files: {
        'netbox_example/patches.py': `from django.contrib.contenttypes.models import ContentType

target = ContentType.objects.get_by_natural_key('dcim', 'device').model_class()
target._meta.ordering = ('pk',)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'target._meta.ordering', message: 'changed' }],
    },
    {
      title: 'A metaclass that patches its base',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


class Extension(type):
    def __new__(mcs, name, bases, namespace):
        for key, member in namespace.items():
            if not key.startswith('__'):
                setattr(bases[0], key, member)
        return bases[0]


class Patched(Device, metaclass=Extension):
    def clean(self):
        pass
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'setattr(bases[0], key, member)', message: 'changed' }],
    },
    {
      title: 'When the class is prepared',
      files: {
        'netbox_example/patches.py': `from django.db.models.signals import class_prepared
from django.dispatch import receiver


@receiver(class_prepared)
def prepared(sender, **kwargs):
    if sender.__name__ == 'Device':
        sender.clean = None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'sender.clean', message: 'changed' }],
    },
    {
      title: 'The code of a method',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


def replacement(self):
    return None


Device.clean.__code__ = replacement.__code__
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'Device.clean.__code__', message: 'changed' }],
    },
    {
      title: 'Code made from a text',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device

TEMPLATE = 'Device.{name} = None'
exec(TEMPLATE.format(name='clean'))
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "exec(TEMPLATE.format(name='clean'))", message: 'changed' }],
    },
    {
      title: 'Of a model that is not known',
      files: {
        'netbox_example/views.py': `from django.apps import apps
from django.views import View


class Rename(View):
    def post(self, request):
        model = apps.get_model(request.POST['model'])
        model._meta.verbose_name = 'x'
`,
      },
      reports: [{ file: 'netbox_example/views.py', at: 'model._meta.verbose_name', message: 'some' }],
    },
  ],
  valid: [
    {
      title: 'An instance, a proxy, and a patch that is taken back',
      files: {
        'netbox_example/patches.py': `from contextlib import contextmanager

from dcim.models import Device


class Rack(Device):
    class Meta:
        proxy = True


Rack.label_text = 'x'


def rename(pk):
    device = Device.objects.get(pk=pk)
    device.name = 'x'
    setattr(device, 'serial', 'y')
    return Device._meta.get_field('name').max_length


@contextmanager
def quiet():
    original = Device.save
    Device.save = lambda self: None
    try:
        yield
    finally:
        Device.save = original
`,
      },
    },
    {
      files: {
        'netbox_example/patches.py': `from .models import Widget

Widget.save = lambda self: None
`,
      },
    },
    {
      title: 'All models, of which only its own are changed',
      files: {
        'netbox_example/patches.py': `from django.apps import apps

for model in apps.get_models():
    if model._meta.app_label != 'netbox_example':
        continue
    model.label_text = 'x'
`,
      },
    },
    {
      title: 'Code for releases that are not supported',
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.conf import settings
from packaging import version

if version.parse(settings.VERSION) < version.parse('4.0'):
    Device.label_text = 'x'
`,
      },
    },
    {
      title: 'A patch around a block',
      files: {
        'netbox_example/patches.py': `from unittest import mock

from dcim.models import Device


def dry_run(device):
    with mock.patch.object(Device, 'save'):
        device.save()
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !CHANGES.has(touch.action)) continue;
      if (touch.area === 'model-function') report(touch.at, 'function', { target: touch.target }, detailsOf(touch));
      if (touch.area !== 'model') continue;
      if (SOME_MODEL.test(touch.target)) {
        report(touch.at, 'some', { target: touch.target }, { trace: touch.trace });
        continue;
      }
      report(touch.at, touch.action === 'delete' ? 'deleted' : 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
