import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'process-environment-change',
  limit: 'core-settings',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The environment of the process is changed.',
  why: 'Environment variables reach NetBox, every other plugin and every child process. A plugin that sets one changes programs that do not know it.',
  remedy: 'Pass the value to the library that needs it, or ask the operator to set the variable.',
  source: {
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} changes the environment of the whole NetBox process. Pass the value where it is needed, or document the variable.',
  },
  invalid: [
    {
      title: 'A variable set at import',
      files: {
        'netbox_example/patches.py': `import os

os.environ['HTTPS_PROXY'] = 'http://proxy'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "os.environ['HTTPS_PROXY']", message: 'changed' }],
    },
    {
      files: {
        'netbox_example/patches.py': `from os import environ as env


def install():
    env.update(DEBUG='1')


install()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "env.update(DEBUG='1')", message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'Reading, and a copy for a child process',
      files: {
        'netbox_example/patches.py': `import os

proxy = os.environ.get('HTTPS_PROXY')
child = dict(os.environ)
child['X'] = '1'
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'environment' && touch.phase !== 'command' && touch.phase !== 'migration'))
        continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
