import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

const VIEWS = /\.views(\.|$)/;
/** An app's models in the registry of Django, when its label is made while the code runs: it may be the plugin's own. */
const SOME_APP = /^django\.apps\.apps\.all_models\[…\]/;

export default defineRule({
  id: 'core-function-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A function or module of NetBox is changed.',
  why: "Callers all over NetBox get the plugin's function in place of core's, in an order that depends on who imported what first.",
  remedy: 'Call your own function from your own code; for behaviour that core should have, propose it to NetBox.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} is changed by the plugin, so NetBox itself runs other code than it ships. Call the plugin's own function from the plugin's own code.",
  },
  invalid: [
    {
      title: 'A function replaced',
      forms: [114],
      files: {
        'netbox_example/patches.py': `from utilities import counters

counters.update_counter = lambda *args: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'counters.update_counter', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `import sys

sys.modules['utilities.counters'].update_counter = None
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "sys.modules['utilities.counters'].update_counter",
          message: 'changed',
        },
      ],
    },
    {
      forms: [114],
      flow: true,
      files: {
        'netbox_example/helpers.py': `import utilities.counters

TARGETS = {'counter': (utilities.counters, 'update_counter')}
`,
        'netbox_example/patches.py': `from .helpers import TARGETS

for module, name in TARGETS.values():
    setattr(module, name, None)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'setattr(module, name, None)', message: 'changed' }],
    },
    {
      title: 'A module replaced',
      files: {
        'netbox_example/patches.py': `import sys

sys.modules['utilities.counters'] = sys.modules[__name__]
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "sys.modules['utilities.counters']", message: 'changed' }],
    },
    {
      title: 'The models of an app that is not known: it may be one of its own',
      files: {
        'netbox_example/views.py': `from django.apps import apps
from django.views import View


class Forget(View):
    def post(self, request):
        del apps.all_models[request.POST['label']]
`,
      },
      reports: [
        {
          file: 'netbox_example/views.py',
          at: "apps.all_models[request.POST['label']]",
          message: 'changed',
          severity: 'warning',
        },
      ],
    },
    {
      forms: [114],
      files: {
        'netbox_example/signals.py': `from unittest import mock

import wrapt

mock.patch('utilities.views.get_viewname', lambda *args: 'x').start()
wrapt.wrap_function_wrapper('utilities.counters', 'update_counter', lambda wrapped, instance, args, kwargs: None)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "wrapt.wrap_function_wrapper('utilities.counters', 'update_counter', lambda wrapped, instance, args, kwargs: None)",
          message: 'changed',
        },
      ],
    },
    {
      forms: [116],
      netbox: '4.1',
      files: {
        'netbox_example/signals.py': `from django.contrib import admin
from django.contrib.auth import get_user_model

admin.site.unregister(get_user_model())
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: 'admin.site.unregister(get_user_model())', message: 'changed' },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own models in Django's app registry",
      files: {
        'netbox_example/patches.py': `from django.apps import apps

apps.all_models['netbox_example'].pop('draft', None)
apps.all_models.get('netbox_example', {})['draft'] = None
`,
      },
    },
    {
      title: 'An own function of the same name',
      forms: [114],
      files: {
        'netbox_example/patches.py': `from utilities import counters


def update_counter(*args):
    return counters.update_counter(*args)


update_counter.short_description = 'x'
`,
      },
    },
    {
      forms: [114],
      files: {
        'netbox_example/checks.py': `from unittest import mock


def counted(work):
    with mock.patch('utilities.counters.update_counter') as update:
        work()
    return update.call_count
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (
        !lasts(touch) ||
        touch.ownKey ||
        !(
          (touch.area === 'function' ||
            touch.area === 'value' ||
            (touch.area === 'module' && !(VIEWS.test(touch.owner) && touch.target.includes('…')))) &&
          touch.action !== 'add-field' &&
          touch.action !== 'relation'
        )
      )
        continue;
      const details = detailsOf(touch);
      report(
        touch.at,
        'changed',
        { target: touch.target },
        SOME_APP.test(touch.target) ? { ...details, severity: 'warning' } : details,
      );
    }
  },
});
