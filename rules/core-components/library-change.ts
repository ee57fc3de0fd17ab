import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

/** A plain dotted name: a part of a module or class, not of some object that a call gave. */
const PLAIN = /^[a-z_]\w*(\.\w+)+$/;

export default defineRule({
  id: 'library-change',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A library that NetBox uses is changed.',
  why: 'Django, its REST framework and other libraries are shared by the whole process. A patched class works for NetBox and for every other plugin too.',
  remedy: 'Subclass, configure or wrap the library in your own code; propose a fix to the library.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} of a shared library is changed by the plugin, for NetBox and every other plugin as well. Subclass or wrap it in the plugin.',
  },
  invalid: [
    {
      title: 'A method of the REST framework',
      forms: [115],
      files: {
        'netbox_example/patches.py': `from rest_framework.views import APIView

APIView.initial = lambda self, request: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'APIView.initial', message: 'changed' }],
    },
    {
      forms: [115],
      flow: true,
      files: {
        'netbox_example/patches.py': `import django.utils.timezone as clock


def freeze(module):
    module.now = lambda: None


freeze(clock)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'module.now', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'A subclass',
      forms: [115],
      files: {
        'netbox_example/patches.py': `from rest_framework.views import APIView


class Mine(APIView):
    pass


Mine.initial = lambda self, request: None
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (
        !lasts(touch) ||
        !(
          touch.area === 'third-party' &&
          (touch.action === 'write' || touch.action === 'delete' || touch.action === 'patch') &&
          PLAIN.test(touch.target)
        )
      )
        continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
