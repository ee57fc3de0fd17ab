import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';
import type { Action } from '../../src/plugin/touch.ts';

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
      title: 'A function that core models are built with',
      files: {
        'netbox_example/patches.py': `from utilities import ordering

ordering.naturalize_interface = lambda value, max_length: value
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'ordering.naturalize_interface', message: 'function' }],
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
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !CHANGES.has(touch.action)) continue;
      if (touch.area === 'model-function') report(touch.at, 'function', { target: touch.target }, detailsOf(touch));
      if (touch.area !== 'model') continue;
      report(touch.at, touch.action === 'delete' ? 'deleted' : 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
