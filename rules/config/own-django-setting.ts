import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'own-django-setting',
  limit: 'config',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: "A setting of the plugin's own is read from Django's settings instead of `PLUGINS_CONFIG`.",
  why: "NetBox passes only the parameters that it knows from configuration.py to Django's settings. Anything else an operator can add only by changing NetBox's own files, and no check, default or documentation covers it.",
  remedy: 'Declare the setting in `default_settings` or `required_settings` and read it with `get_plugin_config()`.',
  source: {
    sentence: 'Plug configuration parameter are defined by the user under `PLUGINS_CONFIG` in `configuration.py`.',
    where: 'docs/plugins/index.md, Capabilities',
  },
  messages: {
    own: 'settings.{name} is a setting of neither Django nor NetBox: configuration.py cannot provide it. Make it a setting of the plugin and read it with get_plugin_config().',
    other: {
      text: "settings.{name} is a setting of neither Django nor NetBox; it seems to be of '{app}', and where configuration.py cannot provide it the code goes on without. Say in the documentation how an operator can set it.",
      severity: 'info',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Directly, and through an alias and getattr()',
      files: {
        'netbox_example/jobs.py': `import django.conf
from django.conf import settings as conf

limit = django.conf.settings.WIDGET_LIMIT


def token():
    return getattr(conf, 'WIDGET_TOKEN', None)
`,
      },
      reports: [
        { file: 'netbox_example/jobs.py', at: 'django.conf.settings.WIDGET_LIMIT', message: 'own' },
        { file: 'netbox_example/jobs.py', at: "getattr(conf, 'WIDGET_TOKEN', None)", message: 'own' },
      ],
    },
    {
      title: 'Of another app, where it is there',
      files: {
        'netbox_example/jobs.py': `from django.conf import settings

try:
    import channels
except ImportError:
    channels = None

layers = getattr(settings, 'CHANNELS_LAYERS', None)
certain = settings.CHANNELS_LAYERS
`,
      },
      reports: [
        { file: 'netbox_example/jobs.py', at: "getattr(settings, 'CHANNELS_LAYERS', None)", message: 'other' },
        { file: 'netbox_example/jobs.py', at: 'settings.CHANNELS_LAYERS', message: 'own' },
      ],
    },
  ],
  valid: [
    {
      title: 'Settings of Django, NetBox and a library',
      files: {
        'netbox_example/jobs.py': `from django.conf import settings

values = settings.DEBUG, settings.BASE_PATH, settings.REDIS, settings.RQ_DEFAULT_TIMEOUT, settings.PLUGINS_CONFIG
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { name, at, phase, fallback, app } of model.settings.foreign) {
      if (phase === 'dead') continue;
      if (fallback && app !== null) report(at, 'other', { name, app });
      else report(at, 'own', { name });
    }
  },
});
