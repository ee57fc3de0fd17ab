import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'dynamic-configuration-change',
  limit: 'core-settings',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "NetBox's dynamic configuration is changed.",
  why: 'The dynamic configuration is what administrators set under Admin, with a history. A plugin that changes it, or the class that reads it, overrules them.',
  remedy: 'Read it with `get_config()`, and leave changes to administrators.',
  source: {
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} changes the dynamic configuration of NetBox, which administrators own. Read it with get_config() and leave it as it is.',
  },
  invalid: [
    {
      title: 'The configuration class patched',
      files: {
        'netbox_example/patches.py': `from netbox.config import Config

Config.__getattr__ = lambda self, name: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'Config.__getattr__', message: 'changed' }],
    },
    {
      files: {
        'netbox_example/helpers.py': `from netbox import config as core_config
`,
        'netbox_example/patches.py': `from .helpers import core_config

core_config.get_config = lambda: None
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'core_config.get_config', message: 'changed' }],
    },
    {
      forms: [80],
      files: {
        'netbox_example/patches.py': `from netbox.config import Config, get_config

get_config().BANNER_TOP = 'Mine'
Config().MAINTENANCE_MODE = True
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'get_config().BANNER_TOP', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'Config().MAINTENANCE_MODE', message: 'changed' },
      ],
    },
    {
      forms: [80],
      flow: true,
      files: {
        'netbox_example/patches.py': `from netbox import config

from .helpers import put

put(config.get_config(), 'BANNER_TOP', 'Mine')
`,
        'netbox_example/helpers.py': `def put(target, name, value):
    setattr(target, name, value)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'setattr(target, name, value)', message: 'changed' }],
    },
  ],
  valid: [
    {
      title: 'Reading it',
      forms: [80],
      files: {
        'netbox_example/patches.py': `from netbox.config import get_config


def size():
    return get_config().PAGINATE_COUNT
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'configuration')) continue;
      // Whoever opens the page, or runs the job or the command, may have asked for it.
      const asked = touch.name === 'activate' && /^(?:request|job|command|call)$/.test(touch.phase);
      const details = detailsOf(touch);
      report(touch.at, 'changed', { target: touch.target }, asked ? { ...details, severity: 'warning' } : details);
    }
  },
});
