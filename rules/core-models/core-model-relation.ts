import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-model-relation',
  limit: 'core-models',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: 'A generic relation is added to a core model.',
  why: "The relation becomes a field of the core model: filters and serializers see it, and deleting a core object also deletes the plugin's rows. Many plugins do it, yet by the letter it alters the core model.",
  remedy:
    'Query from your own side (`Widget.objects.filter(assigned_object_type=…, assigned_object_id=…)`), or delete your rows in a `pre_delete` handler.',
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    added:
      "{target} adds a generic relation to a core model, which alters it and makes deletion cascade into the plugin. Query from the plugin's own model instead.",
  },
  invalid: [
    {
      title: 'GenericRelation in ready()',
      forms: [19],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.contrib.contenttypes.fields import GenericRelation

GenericRelation('netbox_example.Widget').contribute_to_class(Device, 'widgets')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "GenericRelation('netbox_example.Widget').contribute_to_class(Device, 'widgets')",
          message: 'added',
        },
      ],
    },
    {
      forms: [19],
      flow: true,
      files: {
        'netbox_example/patches.py': `from dcim.models import Rack, Site
from django.contrib.contenttypes.fields import GenericRelation


class Relation(GenericRelation):
    pass


for target in (Site, Rack):
    Relation('netbox_example.Widget').contribute_to_class(target, 'widgets')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "Relation('netbox_example.Widget').contribute_to_class(target, 'widgets')",
          message: 'added',
        },
        {
          file: 'netbox_example/patches.py',
          at: "Relation('netbox_example.Widget').contribute_to_class(target, 'widgets')",
          message: 'added',
        },
      ],
    },
  ],
  valid: [
    {
      title: "A generic relation of the plugin's own model",
      forms: [19],
      files: {
        'netbox_example/patches.py': `from django.contrib.contenttypes.fields import GenericRelation

from .models import Widget

GenericRelation('netbox_example.Widget').contribute_to_class(Widget, 'parts')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.action === 'relation')) continue;
      report(touch.at, 'added', { target: touch.target }, detailsOf(touch));
    }
  },
});
