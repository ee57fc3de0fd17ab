import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-serializer-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core serializer or GraphQL type is changed.',
  why: 'Scripts and integrations rely on the API as documented; a changed serializer or type changes it for all of them.',
  remedy: 'Serve your own endpoint under /api/plugins/; from NetBox 4.7 use GraphQL type extensions.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} is changed by the plugin, so the API of NetBox no longer answers as documented. Serve an endpoint of the plugin's own.",
  },
  invalid: [
    {
      title: 'A field added to a core serializer',
      forms: [110],
      files: {
        'netbox_example/patches.py': `from dcim.api.serializers import DeviceSerializer

DeviceSerializer.Meta.fields += ('widgets',)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'DeviceSerializer.Meta.fields', message: 'changed' }],
    },
    {
      forms: [106],
      flow: true,
      files: {
        'netbox_example/patches.py': `from dcim.graphql import types

kind = types.DeviceType
setattr(kind, 'widgets', None)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "setattr(kind, 'widgets', None)", message: 'changed' }],
    },
    {
      forms: [106],
      files: {
        'netbox_example/signals.py': `from dcim.graphql.types import DeviceType
from netbox.graphql import schema

DeviceType.widgets = None
schema.schema = None
schema.Query.__bases__ += (object,)
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: 'DeviceType.widgets', message: 'changed' },
        { file: 'netbox_example/signals.py', at: 'schema.Query.__bases__', message: 'changed' },
      ],
    },
    {
      forms: [110],
      flow: true,
      files: {
        'netbox_example/signals.py': `from importlib import import_module

FIELDS = ('serial', 'asset_tag')


def declared(path):
    module, name = path.rsplit('.', 1)
    return getattr(import_module(module), name)._declared_fields


for field in FIELDS:
    declared('dcim.api.serializers.DeviceSerializer').pop(field, None)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "declared('dcim.api.serializers.DeviceSerializer').pop(field, None)",
          message: 'changed',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'A subclass, and an unbound method called update',
      forms: [110],
      files: {
        'netbox_example/patches.py': `from dcim.api.serializers import DeviceSerializer
from netbox.api.serializers import NetBoxModelSerializer


class Mine(DeviceSerializer):
    def update(self, instance, data):
        return NetBoxModelSerializer.update(self, instance, data)


Mine.x = 1
`,
      },
    },
    {
      forms: [106],
      netbox: '4.7',
      files: {
        'netbox_example/graphql_extensions.py': `import strawberry


@strawberry.type
class DeviceWidgets:
    models = ['dcim.device']

    @strawberry.field
    def widget_count(self) -> int:
        return 0


DeviceWidgets.label = 'Widgets'
type_extensions = [DeviceWidgets]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'serializer' || touch.area === 'graphql')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
