import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'hijacked-table',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A model of the plugin takes the table of a core model.',
  why: "Two models that describe one table: Django's checks refuse a managed one (models.E028) and `migrate` fails; an unmanaged one writes core rows past NetBox's own model, its validation and its change log, and breaks when a release changes the table.",
  remedy: 'Use the core model itself, or a proxy of it; give an own model an own table.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    managed:
      "The model {model} declares the table '{table}', which is that of {core}: Django refuses to start its checks, and its migration fails. Give the model a table of its own.",
    unmanaged: {
      text: "The model {model} maps the table '{table}' of {core}, so it reads and writes core rows past NetBox's own model. Use {core} or a proxy of it.",
      severity: 'warning',
      breaks: false,
    },
    manyToMany:
      "The many-to-many field '{field}' of {model} declares the table '{table}', which is that of {core}. Leave db_table out.",
  },
  invalid: [
    {
      title: 'db_table of a core model, also from a constant and for a relation',
      files: {
        'netbox_example/tables.py': '',
        'netbox_example/views.py': '',
        'netbox_example/names.py': `SITE = 'dcim' + '_site'
`,
        'netbox_example/models.py': `from dcim.models import Rack as CoreRack
from django.db import models

from . import names


class Widget(models.Model):
    sites = models.ManyToManyField('dcim.Site', db_table='dcim_rack')

    class Meta:
        db_table = names.SITE


class Device(models.Model):
    class Meta:
        managed = False
        db_table = 'dcim_device'


class Rack(models.Model):
    class Meta:
        managed = False
        db_table = CoreRack._meta.db_table
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'db_table', nth: 2, message: 'managed' },
        { file: 'netbox_example/models.py', at: "'dcim_device'", message: 'unmanaged' },
        { file: 'netbox_example/models.py', at: 'db_table', nth: 4, message: 'unmanaged' },
        { file: 'netbox_example/models.py', at: "'dcim_rack'", message: 'manyToMany' },
      ],
    },
    {
      title: 'The table of a core model',
      forms: [10],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    sites = models.ManyToManyField('dcim.Site', db_table='dcim_rack')

    class Meta:
        db_table = 'dcim_device'
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: "'dcim_rack'", message: 'manyToMany' },
        { file: 'netbox_example/models.py', at: "'dcim_device'", message: 'managed' },
      ],
    },
    {
      forms: [10],
      flow: true,
      files: {
        'netbox_example/names.py': `def table(app, model):
    return f'{app}_{model}'
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .names import table

TABLE = table('dcim', 'device')


class Widget(NetBoxModel):
    sites = models.ManyToManyField('dcim.Site', db_table=TABLE)

    class Meta:
        db_table = TABLE
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: 'db_table', nth: 2, message: 'managed' },
        {
          file: 'netbox_example/models.py',
          at: "models.ManyToManyField('dcim.Site', db_table=TABLE)",
          message: 'manyToMany',
        },
      ],
    },
    {
      title: 'A second model over a core table',
      forms: [11],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    pass


class Device(models.Model):
    class Meta:
        managed = False
        db_table = 'dcim_device'
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "'dcim_device'", message: 'unmanaged' }],
    },
    {
      forms: [11],
      flow: true,
      files: {
        'netbox_example/models.py': `from dcim.models import Rack as CoreRack
from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    pass


class Base(models.Model):
    class Meta:
        abstract = True
        managed = False


class Rack(Base):
    class Meta(Base.Meta):
        abstract = False
        db_table = CoreRack._meta.db_table
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'db_table', nth: 1, message: 'unmanaged' }],
    },
  ],
  valid: [
    {
      title: 'A proxy, and an unmanaged model on an own view',
      forms: [10, 11],
      files: {
        'netbox_example/models.py': `from dcim.models import Device
from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    class Meta:
        db_table = 'netbox_example_widgets'


class MyDevice(Device):
    class Meta:
        proxy = True


class Report(models.Model):
    class Meta:
        managed = False
        db_table = 'netbox_example_report'
`,
      },
    },
  ],
  check(model, host, report) {
    const tables = new Map<string, string>();
    for (const fact of host.facts.models()) {
      if (fact.proxy) continue;
      for (const [table, releases] of fact.tables) if (releases & host.releases) tables.set(table, fact.label);
    }
    for (const one of model.models) {
      if (one.abstract || one.proxy || one.registered === 'never') continue;
      const core = one.table === null ? undefined : tables.get(one.table);
      if (core !== undefined && one.tableOption && one.table !== null) {
        report(one.tableOption.at, one.managed ? 'managed' : 'unmanaged', { model: one.name, table: one.table, core });
      }
      for (const field of one.fields.values()) {
        const target = field.table ? tables.get(field.table.text) : undefined;
        if (target !== undefined && field.table && one.managed) {
          report(field.table.at ?? field.at, 'manyToMany', {
            field: field.name,
            model: one.name,
            table: field.table.text,
            core: target,
          });
        }
      }
    }
  },
});
