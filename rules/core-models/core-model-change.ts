import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';
import type { Action } from '../../src/plugin/touch.ts';

/**
 * A model that the app registry gives for a label that is made while the code runs, or that belongs to a content type from
 * anywhere: it may be the plugin's own.
 */
const SOME_MODEL =
  /^(?:django\.apps\.apps\.(?:get_model|get_registered_model)\(\)|(?!core\.|django\.).*\.model_class\(\))/;

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
      title: 'In files that Django imports by names that are no identifiers: a command, a tag library',
      files: {
        'netbox_example/management/__init__.py': '',
        'netbox_example/management/commands/__init__.py': '',
        'netbox_example/management/commands/sync-all.py': `from dcim.models import Device
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    def handle(self, *args, **options):
        Device.clean = lambda self: None
`,
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/templatetags/example-tags.py': `from dcim.models import Device
from django import template

register = template.Library()
Device.label = property(str)
`,
      },
      reports: [
        { file: 'netbox_example/management/commands/sync-all.py', at: 'Device.clean', message: 'changed' },
        { file: 'netbox_example/templatetags/example-tags.py', at: 'Device.label', message: 'changed' },
      ],
    },
    {
      title: 'A method of a core model replaced',
      forms: [3],
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
      forms: [2],
      flow: true,
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
      forms: [5],
      flow: true,
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
      forms: [2, 4],
      flow: true,
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
      forms: [3],
      flow: true,
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
      forms: [2],
      flow: true,
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
      forms: [5],
      flow: true,
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
      forms: [3],
      flow: true,
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
      forms: [6],
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
    {
      title: 'Of the models that an object points to',
      files: {
        'netbox_example/views.py': `from django.views import View


def wire(field):
    for object_type in field.related_object_types.all():
        target = object_type.model_class()
        if target is not None:
            setattr(target, field.name, property(str))


class Wire(View):
    def post(self, request):
        wire(request.field)
`,
      },
      reports: [{ file: 'netbox_example/views.py', at: 'setattr(target, field.name, property(str))', message: 'some' }],
    },
    {
      title: 'An attribute of a core model',
      forms: [2],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device, Rack, Site

Device.label_text = 'x'
setattr(Rack, 'label_text', 'x')
delattr(Site, 'clean')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'Device.label_text', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "setattr(Rack, 'label_text', 'x')", message: 'changed' },
        { file: 'netbox_example/patches.py', at: "delattr(Site, 'clean')", message: 'deleted' },
      ],
    },
    {
      forms: [2],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.contrib.auth import get_user_model

USER = get_user_model()
MODELS = {'user': USER}


def extend(**members):
    for name, member in members.items():
        setattr(MODELS['user'], name, member)


extend(nickname='x')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "setattr(MODELS['user'], name, member)", message: 'changed' }],
    },
    {
      title: 'A method wrapped',
      forms: [3],
      files: {
        'netbox_example/patches.py': `from functools import wraps

import dcim.models

original = dcim.models.Device.save


@wraps(original)
def save(self, *args, **kwargs):
    return original(self, *args, **kwargs)


dcim.models.Device.save = save
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'dcim.models.Device.save', nth: 2, message: 'changed' }],
    },
    {
      title: 'The manager of a core model',
      forms: [4],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.db import models


class Active(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(status='active')


Device.objects = Active()
Device._default_manager = Active()
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'Device.objects', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'Device._default_manager', message: 'changed' },
      ],
    },
    {
      forms: [4],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.apps import apps
from django.db import models


def swap(label, manager):
    model = apps.get_model(label)
    manager.contribute_to_class(model, 'objects')
    setattr(model, '_base_manager', manager)


swap('ipam.Prefix', models.Manager())
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "setattr(model, '_base_manager', manager)", message: 'changed' },
      ],
    },
    {
      title: 'The options of a core model',
      forms: [5],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device

Device._meta.ordering = ['name']
Device._meta.get_field('name').max_length = 9
Device._meta.local_fields.append(None)
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'Device._meta.ordering', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "Device._meta.get_field('name').max_length", message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'Device._meta.local_fields.append(None)', message: 'changed' },
      ],
    },
    {
      title: 'class_prepared of one model',
      forms: [6],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.db.models.signals import class_prepared


def prepared(sender, **kwargs):
    sender.label_text = 'x'


class_prepared.connect(prepared, sender=Device)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'sender.label_text', message: 'changed' }],
    },
    {
      forms: [6],
      flow: true,
      files: {
        'netbox_example/patches.py': `from functools import partial

from django.db.models.signals import class_prepared

from .helpers import extend

handler = partial(extend, name='label_text')
class_prepared.connect(handler, weak=False)
`,
        'netbox_example/helpers.py': `def extend(sender, name, **kwargs):
    if sender._meta.label_lower == 'dcim.device':
        setattr(sender, name, 'x')
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: "setattr(sender, name, 'x')", message: 'changed' }],
    },
    {
      forms: [18],
      flow: true,
      files: {
        'netbox_example/patches.py': `from extras.models import Tag

from .helpers import widen

widen(Tag, 'name', 200)
`,
        'netbox_example/helpers.py': `def widen(model, name, length):
    getattr(model, name).field.max_length = length
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'getattr(model, name).field.max_length', message: 'changed' }],
    },
    {
      forms: [18],
      files: {
        'netbox_example/patches.py': `from utilities.fields import ColorField

ColorField.description = 'x'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'ColorField.description', message: 'changed' }],
    },
    {
      title: 'The bases of a core model',
      forms: [20],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


class Extra:
    pass


Device.__bases__ += (Extra,)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'Device.__bases__', message: 'changed' }],
    },
    {
      forms: [20],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.apps import apps

from .helpers import mix

for name in ('Device', 'Rack'):
    mix(apps.get_model('dcim', name), object)
`,
        'netbox_example/helpers.py': `def mix(model, *more):
    model.__bases__ = more + model.__bases__
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'model.__bases__', nth: 1, message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'Own models among all that a module holds, and the own model that a row belongs to',
      files: {
        'netbox_example/models.py': `from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import NoReverseMatch, reverse
from dcim.models import Device
from netbox.models import NetBoxModel


class Kind(NetBoxModel):
    name = models.CharField(max_length=100)

    def get_model(self):
        return type(self.name, (models.Model,), {'__module__': __name__})


class Widget(NetBoxModel):
    name = models.CharField(max_length=100)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    parent = models.ForeignKey('self', on_delete=models.PROTECT, null=True)

    def clean(self):
        field = models.CharField(max_length=20)
        field.contribute_to_class(self.kind.get_model(), self.name)
        field.contribute_to_class(self.parent.kind.get_model(), self.name)


def links():
    for value in tuple(globals().values()):
        if not isinstance(value, type) or not issubclass(value, NetBoxModel):
            continue
        if value.__module__ != __name__:
            continue
        setattr(value, '_get_action_url', classmethod(lambda cls: reverse('home')))


links()
`,
      },
    },
    {
      title: 'An instance, a proxy, and a patch that is taken back',
      forms: [2],
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
      forms: [3],
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
    {
      title: 'A proxy that has a method of its own',
      forms: [3],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device


class Quiet(Device):
    class Meta:
        proxy = True

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)


original = Device.save
Quiet.save = original
`,
      },
    },
    {
      title: 'The manager of a proxy',
      forms: [4],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.db import models


class Active(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(status='active')


class ActiveDevice(Device):
    objects = Active()

    class Meta:
        proxy = True


ActiveDevice._default_manager = ActiveDevice.objects
`,
      },
    },
    {
      title: 'Options that are read',
      forms: [5],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device

OPTIONS = Device._meta
LABELS = {'device': OPTIONS.label_lower}
LABELS['field'] = OPTIONS.get_field('name').help_text
names = [field.name for field in OPTIONS.get_fields()]
names.append('x')
ordering = list(OPTIONS.ordering)
ordering.append('pk')
`,
      },
    },
    {
      title: 'class_prepared of its own model',
      forms: [6],
      files: {
        'netbox_example/patches.py': `from django.db.models.signals import class_prepared

from .models import Widget


def prepared(sender, **kwargs):
    sender.label_text = 'x'


class_prepared.connect(prepared, sender=Widget)
`,
      },
    },
    {
      forms: [6],
      files: {
        'netbox_example/patches.py': `from django.db.models.signals import class_prepared


def prepared(sender, **kwargs):
    if sender._meta.app_label == 'netbox_example':
        sender.label_text = 'x'


class_prepared.connect(prepared)
`,
      },
    },
    {
      title: 'An own field class',
      forms: [18],
      files: {
        'netbox_example/patches.py': `from django.db import models
from utilities.fields import ColorField


class Shade(ColorField):
    pass


Shade.description = 'x'
field = models.CharField(max_length=10)
field.max_length = 20
`,
      },
    },
    {
      title: 'The bases of an own class',
      forms: [20],
      files: {
        'netbox_example/patches.py': `class Extra:
    pass


class Widgets(dict):
    pass


Widgets.__bases__ += (Extra,)


def kind(device):
    device.__class__ = Widgets
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
