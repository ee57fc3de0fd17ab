import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'process-environment-change',
  limit: 'core-settings',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The environment, logging, language or time zone of the process is changed.',
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
    process:
      '{target} changes logging, language or another state of the whole NetBox process, which is for the operator to set. Use a logger of your own, or set it only around your own code.',
  },
  invalid: [
    {
      title: 'A variable set at import',
      forms: [82],
      files: {
        'netbox_example/patches.py': `import os

os.environ['HTTPS_PROXY'] = 'http://proxy'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "os.environ['HTTPS_PROXY']", message: 'changed' }],
    },
    {
      forms: [82],
      flow: true,
      files: {
        'netbox_example/patches.py': `from os import environ as env


def install():
    env.update(DEBUG='1')


install()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "env.update(DEBUG='1')", message: 'changed' }],
    },
    {
      title: 'Logging of NetBox, and the language of the process',
      files: {
        'netbox_example/patches.py': `import logging
import logging.config

from django.utils import translation

for name in ('netbox', 'django'):
    logging.getLogger(name).handlers.clear()
logging.config.dictConfig({'version': 1})
translation.activate('de')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'logging.getLogger(name).handlers.clear()', message: 'process' },
        { file: 'netbox_example/patches.py', at: "logging.config.dictConfig({'version': 1})", message: 'process' },
        { file: 'netbox_example/patches.py', at: "translation.activate('de')", message: 'process' },
      ],
    },
    {
      forms: [82],
      files: {
        'netbox_example/patches.py': `import os

os.environ['DJANGO_SETTINGS_MODULE'] = 'netbox_example.settings'
os.environ.setdefault('HTTPS_PROXY', 'x')
os.putenv('X', '1')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "os.environ['DJANGO_SETTINGS_MODULE']", message: 'changed' },
        { file: 'netbox_example/patches.py', at: "os.environ.setdefault('HTTPS_PROXY', 'x')", message: 'changed' },
        { file: 'netbox_example/patches.py', at: "os.putenv('X', '1')", message: 'changed' },
      ],
    },
    {
      forms: [86],
      files: {
        'netbox_example/patches.py': `import logging
import logging.config

logging.config.dictConfig({'version': 1})
logging.disable(logging.INFO)
logging.getLogger('netbox').handlers = []
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "logging.config.dictConfig({'version': 1})", message: 'process' },
        { file: 'netbox_example/patches.py', at: 'logging.disable(logging.INFO)', message: 'process' },
        { file: 'netbox_example/patches.py', at: "logging.getLogger('netbox').handlers", message: 'process' },
      ],
    },
    {
      forms: [86],
      flow: true,
      files: {
        'netbox_example/patches.py': `import logging

from .helpers import quiet

quiet(logging.getLogger('netbox'), logging.getLogger('django.request'))
`,
        'netbox_example/helpers.py': `def quiet(*loggers):
    for logger in loggers:
        logger.handlers.clear()
        logger.setLevel(50)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'logger.handlers.clear()', message: 'process' },
        { file: 'netbox_example/helpers.py', at: 'logger.setLevel(50)', message: 'process' },
      ],
    },
    {
      title: 'The root logger',
      forms: [86],
      files: {
        'netbox_example/patches.py': `import logging

logging.basicConfig(level=logging.DEBUG)
root = logging.getLogger()
for handler in root.handlers:
    root.removeHandler(handler)
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'logging.basicConfig(level=logging.DEBUG)', message: 'process' },
        { file: 'netbox_example/patches.py', at: 'root.removeHandler(handler)', message: 'process' },
      ],
    },
    {
      forms: [90],
      files: {
        'netbox_example/patches.py': `from django.utils import timezone, translation

timezone.activate('Europe/Berlin')
translation.activate('de')
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "timezone.activate('Europe/Berlin')", message: 'process' },
        { file: 'netbox_example/patches.py', at: "translation.activate('de')", message: 'process' },
      ],
    },
    {
      forms: [90],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.utils import timezone, translation

from .helpers import use

use(translation.activate, 'de')
use(getattr(timezone, 'activate'), 'Europe/Berlin')
`,
        'netbox_example/helpers.py': `def use(activate, value):
    activate(value)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'activate(value)', message: 'process' }],
    },
  ],
  valid: [
    {
      title: 'A logger of its own, and a language for one block',
      forms: [86, 90],
      files: {
        'netbox_example/patches.py': `import logging

from django.utils import translation

logger = logging.getLogger('netbox.plugins.netbox_example')
logger.setLevel(logging.INFO)
handler = logging.StreamHandler()
logging.getLogger('netbox').addHandler(handler)
logging.getLogger('netbox').removeHandler(handler)


def render(text):
    with translation.override('de'):
        return str(text)
`,
      },
    },
    {
      title: 'Reading, and a copy for a child process',
      forms: [82],
      files: {
        'netbox_example/patches.py': `import os

proxy = os.environ.get('HTTPS_PROXY')
child = dict(os.environ)
child['X'] = '1'
`,
      },
    },
    {
      forms: [90],
      files: {
        'netbox_example/patches.py': `from django.utils import timezone, translation


def render(request, text):
    with timezone.override('Europe/Berlin'), translation.override('de'):
        return str(text)
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || touch.phase === 'command' || touch.phase === 'migration') continue;
      if (touch.area === 'environment') report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
      else if (touch.area === 'process') report(touch.at, 'process', { target: touch.target }, detailsOf(touch));
    }
  },
});
