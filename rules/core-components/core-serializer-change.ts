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
      files: {
        'netbox_example/patches.py': `from dcim.api.serializers import DeviceSerializer

DeviceSerializer.Meta.fields += ('widgets',)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'DeviceSerializer.Meta.fields', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from dcim.graphql import types

kind = types.DeviceType
setattr(kind, 'widgets', None)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "setattr(kind, 'widgets', None)", message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'A subclass, and an unbound method called update',
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
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'serializer' || touch.area === 'graphql')) continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
