import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

/** A model that the app registry gives for a label that is made while the code runs: it may be the plugin's own. */
const SOME_MODEL = /^django\.apps\.apps\.(?:get_model|get_registered_model)\(/;

export default defineRule({
  id: 'core-model-field',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A field is added to a core model.',
  why: "The field belongs to no migration of the plugin, so NetBox's next `makemigrations` wants to write it into core; without a column every query of the model fails.",
  remedy: 'Put the field on a model of the plugin that has a OneToOneField to the core model, or use a custom field.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    added:
      '{target} adds a field to a core model, for which no migration of the plugin can make the column. Keep it on a model of the plugin that relates to the core model.',
    some: {
      text: "{target} adds a field to a model; which one comes out while the code runs, and no migration of the plugin could make the column for one of NetBox's. Add fields to models of the plugin only.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Of a model that is not known',
      files: {
        'netbox_example/views.py': `from django.apps import apps
from django.db import models
from django.views import View


class Extend(View):
    def post(self, request):
        model = apps.get_model(request.POST['model'])
        models.CharField(max_length=10).contribute_to_class(model, 'colour')
`,
      },
      reports: [
        {
          file: 'netbox_example/views.py',
          at: "models.CharField(max_length=10).contribute_to_class(model, 'colour')",
          message: 'some',
        },
      ],
    },
    {
      title: 'add_to_class',
      forms: [1],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.db import models

Device.add_to_class('colour', models.CharField(max_length=10))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "Device.add_to_class('colour', models.CharField(max_length=10))",
          message: 'added',
        },
      ],
    },
    {
      forms: [1],
      flow: true,
      files: {
        'netbox_example/helpers.py': `def extend(model, name, field):
    field.contribute_to_class(model, name)
`,
        'netbox_example/patches.py': `from django.db import models
from ipam.models import Prefix as Target

from .helpers import extend

extend(Target, 'colour', models.CharField(max_length=10))
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'field.contribute_to_class(model, name)', message: 'added' }],
    },
    {
      title: 'When a model is ready',
      forms: [1, 6],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.apps import apps
from django.db import models


def extend(model):
    model.add_to_class('colour', models.CharField(max_length=10))


apps.lazy_model_operation(extend, ('dcim', 'device'))
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "model.add_to_class('colour', models.CharField(max_length=10))",
          message: 'added',
        },
      ],
    },
  ],
  valid: [
    {
      title: "A field on the plugin's own model",
      forms: [1],
      files: {
        'netbox_example/patches.py': `from django.db import models

from .models import Widget

Widget.add_to_class('colour', models.CharField(max_length=10))
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.action === 'add-field')) continue;
      if (SOME_MODEL.test(touch.target)) report(touch.at, 'some', { target: touch.target }, { trace: touch.trace });
      else report(touch.at, 'added', { target: touch.target }, detailsOf(touch));
    }
  },
});
