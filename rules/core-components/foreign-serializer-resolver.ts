import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'foreign-serializer-resolver',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A serializer resolver is registered for an app that is not the plugin.',
  why: 'NetBox asks the resolver of an app label for the serializers of all its models. Registered for a core app, it decides how core objects look in the REST API and in change logs; for another plugin, it takes that place away.',
  remedy: "Register it for the plugin's own label, or name it in `serializer_resolver` of the PluginConfig.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    foreign:
      "The serializer resolver is registered for the app '{label}', which is not this plugin, and decides how its objects are serialized. Register it for '{own}'.",
  },
  invalid: [
    {
      title: 'For a core app',
      forms: [101],
      netbox: '4.7',
      files: {
        'netbox_example/signals.py': `from netbox.plugins import register_serializer_resolver


def resolve(model, prefix=''):
    return None


register_serializer_resolver('dcim', resolve)
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: "register_serializer_resolver('dcim', resolve)", message: 'foreign' },
      ],
    },
    {
      title: 'Through a constant and an alias',
      forms: [101],
      flow: true,
      netbox: '4.7',
      files: {
        'netbox_example/const.py': `APP = 'ipam'
`,
        'netbox_example/signals.py': `from netbox.plugins import registration

from .const import APP

registration.register_serializer_resolver(app_label=APP, resolver=lambda model, prefix='': None)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "registration.register_serializer_resolver(app_label=APP, resolver=lambda model, prefix='': None)",
          message: 'foreign',
        },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own label",
      forms: [101],
      netbox: '4.7',
      files: {
        'netbox_example/signals.py': `from netbox.plugins import register_serializer_resolver

register_serializer_resolver('netbox_example', lambda model, prefix='': None)
`,
      },
    },
  ],
  check(model, _host, report) {
    const own = new Set(model.plugins.map(plugin => plugin.label));
    for (const resolver of model.registrations.serializerResolvers) {
      if (resolver.name === null || own.has(resolver.name)) continue;
      const details = resolver.optIn ? { severity: 'warning' as const } : {};
      report(resolver.at, 'foreign', { label: resolver.name, own: [...own].join(', ') }, details);
    }
  },
});
