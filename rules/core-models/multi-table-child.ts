import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'multi-table-child',
  limit: 'core-models',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A model of the plugin descends from a concrete core model.',
  why: "Each object of the child is also a row of the core table, so NetBox's lists, counts and permissions see it as one of its own, and the core model gets an accessor for the child. Removing the plugin leaves those core rows behind.",
  remedy:
    'Point to the core object with a OneToOneField, or declare the child as a proxy (`proxy = True`) when it needs no columns.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    child:
      '{model} descends from {parent}, a concrete model of NetBox, so each of its objects is also a core row that outlives the plugin. Use a OneToOneField to {parent}, or a proxy model.',
  },
  invalid: [
    {
      title: 'A subclass, plain and through an abstract class of the plugin',
      files: {
        'netbox_example/models.py': `from dcim.models import Device
from dcim import models as dcim_models
from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    pass


class VirtualDevice(Device):
    colour = models.CharField(max_length=6)


class SiteBase(dcim_models.Site):
    class Meta:
        abstract = True


class Campus(SiteBase):
    pass
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'VirtualDevice', message: 'child' },
        { file: 'netbox_example/models.py', at: 'Campus', message: 'child' },
      ],
    },
    {
      title: 'A subclass with a field',
      forms: [7],
      files: {
        'netbox_example/models.py': `from dcim.models import Device
from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    pass


class VirtualDevice(Device):
    colour = models.CharField(max_length=6)
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'VirtualDevice', message: 'child' }],
    },
    {
      forms: [7],
      flow: true,
      files: {
        'netbox_example/bases.py': `from django.apps import apps
from django.db import models

Parent = apps.get_model('dcim', 'Site')


class SiteBase(Parent):
    class Meta:
        abstract = True
`,
        'netbox_example/models.py': `from netbox.models import NetBoxModel

from . import bases

Base = bases.SiteBase


class Widget(NetBoxModel):
    pass


class Campus(Base):
    pass
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'Campus', message: 'child' }],
    },
  ],
  valid: [
    {
      title: 'A proxy, also one of the same name, and abstract classes of NetBox',
      forms: [7],
      files: {
        'netbox_example/models.py': `from core.models import ObjectChange as ObjectChange_
from netbox.models import NetBoxModel, OrganizationalModel


class Widget(NetBoxModel):
    pass


class Kind(OrganizationalModel):
    pass


class ObjectChange(ObjectChange_):
    class Meta:
        proxy = True
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const one of model.models) {
      if (one.abstract || one.proxy || one.registered === 'never') continue;
      const parent = one.parents.find(candidate => candidate.core);
      if (parent) report(one.at, 'child', { model: one.name, parent: parent.label });
    }
  },
});
