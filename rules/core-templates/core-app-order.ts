import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-app-order',
  limit: 'core-templates',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: '`django_apps` names an app of NetBox, which moves it behind other apps.',
  why: 'NetBox keeps the last place of a name in INSTALLED_APPS. A core app that comes later is found later: templates, static files and commands of other apps take the place of its own.',
  remedy: 'Leave apps of NetBox out of `django_apps`; they are installed in any case.',
  source: {
    sentence:
      'Loading additional apps may cause more harm than good and could make identifying problems within NetBox itself more difficult.',
    where: 'docs/plugins/development/index.md, Important Notes About `django_apps`',
  },
  messages: {
    moved:
      "'{app}' is an app of NetBox: naming it in django_apps moves it behind other apps, whose templates and static files then win over its own. Take it out of the list.",
  },
  invalid: [
    {
      title: 'Apps of core, through a constant and a joined list',
      forms: [50],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

CORE = 'utilities'
APPS = ['netbox_example.ExampleConfig', CORE]


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = APPS + ['dcim']


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: "'utilities'", message: 'moved' },
        { file: 'netbox_example/__init__.py', at: "'dcim'", message: 'moved' },
      ],
    },
    {
      title: 'An app of core',
      forms: [50],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['netbox_example.ExampleConfig', 'utilities']


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'utilities'", message: 'moved' }],
    },
  ],
  valid: [
    {
      title: 'Apps of other packages',
      forms: [50],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['silk', 'dcim_extras']


config = ExampleConfig
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { name, at, plugin } of model.templates.movedApps)
      report(at, 'moved', { app: name }, { plugin: plugin.module });
  },
});
