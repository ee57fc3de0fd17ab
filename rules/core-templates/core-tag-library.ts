import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-tag-library',
  limit: 'core-templates',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A tag library of the plugin has the name of one that core templates load.',
  why: 'Of several libraries of one name, Django takes that of the app that comes last, so the one of the plugin: every core template that loads it gets other tags, or fails.',
  remedy: "Give the module under `templatetags` a name that begins with the plugin's.",
  source: {
    sentence: 'Plugins can inject additional content where supported, but may not manipulate or remove core content.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    core: "The tag library '{name}' takes the place of NetBox's own, in every core template that loads it. Rename the module, to {module}_{name} for example.",
    django:
      "The tag library '{name}' takes the place of the one of Django, or of a package that NetBox installs, in every template that loads it. Rename the module, to {module}_{name} for example.",
  },
  invalid: [
    {
      title: "NetBox's library, and one of Django by a re-export",
      forms: [58],
      files: {
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/templatetags/helpers.py': `from django import template

register = template.Library()
`,
        'netbox_example/templatetags/i18n.py': `from .helpers import register
`,
      },
      reports: [
        { file: 'netbox_example/templatetags/helpers.py', at: 'register', message: 'core' },
        { file: 'netbox_example/templatetags/i18n.py', at: 'register', message: 'django' },
      ],
    },
    {
      forms: [58],
      files: {
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/templatetags/buttons.py': `from django import template

register = template.Library()
`,
      },
      reports: [{ file: 'netbox_example/templatetags/buttons.py', at: 'register', message: 'core' }],
    },
    {
      forms: [58],
      flow: true,
      files: {
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/libraries.py': `from django import template


def library():
    made = template.Library()
    return made


shared = library()
`,
        'netbox_example/templatetags/i18n.py': `from ..libraries import shared as register  # noqa: F401
`,
      },
      reports: [{ file: 'netbox_example/templatetags/i18n.py', at: 'register', message: 'django' }],
    },
  ],
  valid: [
    {
      title: 'An own name, and a module that is no library',
      forms: [58],
      files: {
        'netbox_example/templatetags/__init__.py': '',
        'netbox_example/templatetags/netbox_example_tags.py': `from django import template

register = template.Library()
`,
        'netbox_example/templatetags/helpers.py': `def shout(value):
    return value.upper()
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { name, shadows, foreign, at, module } of model.templates.libraries) {
      const data = { name, module: module.split('.')[0] ?? module };
      if (shadows !== 0)
        report(at, 'core', data, shadows === host.releases ? {} : { releases: host.versions(shadows) });
      else if (foreign) report(at, 'django', data);
    }
  },
});
