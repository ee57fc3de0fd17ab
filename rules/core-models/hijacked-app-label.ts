import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'hijacked-app-label',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A model of the plugin says that it belongs to another app.',
  why: "Django counts the model among the other app's: its table, permissions and content type carry that label, `makemigrations` wants a migration inside NetBox, and a model of the same name stops NetBox.",
  remedy: "Leave `app_label` out, or set it to the plugin's own label.",
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    core: "The model {model} declares app_label = '{label}', a core app, so Django takes it for a model of NetBox and looks for its migration there. Leave app_label out.",
    other: {
      text: "The model {model} declares app_label = '{label}', which no app of this plugin has, so its table and permissions belong to somebody else. Leave app_label out.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'In Meta, and from a constant through an abstract base',
      files: {
        'netbox_example/names.py': `LABEL = 'ipam'
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .names import LABEL


class Widget(NetBoxModel):
    class Meta:
        app_label = 'dcim'


class Base(models.Model):
    class Meta:
        abstract = True
        app_label = LABEL


class Gadget(Base):
    pass


class Gizmo(NetBoxModel):
    class Meta:
        app_label = 'netbox_other'
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: "'dcim'", message: 'core' },
        { file: 'netbox_example/models.py', at: "'netbox_other'", message: 'other' },
        { file: 'netbox_example/models.py', at: 'app_label', nth: 2, message: 'core' },
      ],
    },
    {
      forms: [9],
      files: {
        'netbox_example/models.py': `from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    class Meta:
        app_label = 'dcim'
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: "'dcim'", message: 'core' }],
    },
    {
      forms: [9],
      flow: true,
      files: {
        'netbox_example/names.py': `LABELS = {'mine': 'netbox_example', 'theirs': 'ipam'}
`,
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel

from .names import LABELS


class Widget(NetBoxModel):
    pass


class Meta:
    app_label = LABELS['theirs']


class Base(models.Model):
    class Meta(Meta):
        abstract = True


class Gadget(Base):
    class Meta(Base.Meta):
        abstract = False
`,
      },
      reports: [{ file: 'netbox_example/models.py', at: 'app_label', message: 'core' }],
    },
  ],
  valid: [
    {
      title: "The plugin's own label; another's for a model that is not managed",
      forms: [9],
      files: {
        'netbox_example/models.py': `from django.db import models
from netbox.models import NetBoxModel


class Widget(NetBoxModel):
    class Meta:
        app_label = 'netbox_example'


class Theirs(models.Model):
    class Meta:
        managed = False
        app_label = 'netbox_other'
        db_table = 'netbox_other_thing'
`,
      },
    },
  ],
  check(model, host, report) {
    const apps = host.facts.apps();
    for (const one of model.models) {
      const option = one.options.get('app_label');
      if (!option || one.abstract || one.registered === 'never') continue;
      const { app: label } = one;
      if (model.migrations.labels.has(label)) continue;
      const app = apps.get(label);
      if (app && app.releases & host.releases) report(option.at, 'core', { model: one.name, label });
      else if (one.managed && !one.proxy) report(option.at, 'other', { model: one.name, label });
    }
  },
});
