import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-signal-disconnection',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A signal handler of NetBox is disconnected, or a signal of Django is emptied.',
  why: 'Change logging, search indexing, counters, cabling and event rules hang on these handlers; without one NetBox silently stops recording or updating.',
  remedy: "Leave core's handlers connected. To skip work for your own models, filter inside your own code.",
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    disconnected:
      '{target} stops a handler of NetBox, so core loses what it records or updates there. Leave core handlers connected.',
    changed:
      '{target} is changed by the plugin, and every handler of NetBox that listens there is affected. Leave the signal as it is.',
  },
  invalid: [
    {
      title: 'Change logging switched off',
      forms: [17],
      files: {
        'netbox_example/patches.py': `from core.signals import handle_changed_object as handler
from django.db.models.signals import post_save

post_save.disconnect(handler)
`,
      },
      netbox: '4.4',
      reports: [{ file: 'netbox_example/patches.py', at: 'post_save.disconnect(handler)', message: 'disconnected' }],
    },
    {
      forms: [17],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.db.models import signals

for signal in (signals.post_save, signals.m2m_changed):
    signal.receivers = []
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'signal.receivers', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'signal.receivers', message: 'changed' },
      ],
    },
    {
      title: 'Every receiver, whoever connected it',
      files: {
        'netbox_example/patches.py': `from django.db.models.signals import post_save

for key, receiver in list(post_save.receivers):
    post_save.disconnect(receiver)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'post_save.disconnect(receiver)', message: 'disconnected' }],
    },
    {
      forms: [17],
      flow: true,
      netbox: '4.4',
      files: {
        'netbox_example/patches.py': `from functools import partial

from core.signals import handle_changed_object
from django.db.models.signals import m2m_changed, post_save

disconnect = {'save': post_save.disconnect, 'm2m': m2m_changed.disconnect}
off = partial(disconnect['m2m'], handle_changed_object)
off()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'off()', message: 'disconnected' }],
    },
  ],
  valid: [
    {
      title: 'An own handler, and a pause that ends',
      forms: [17],
      files: {
        'netbox_example/patches.py': `from core.signals import handle_changed_object
from django.db.models.signals import post_save


def mine(**kwargs):
    pass


post_save.connect(mine)
post_save.disconnect(mine)


def quietly(work):
    post_save.disconnect(handle_changed_object)
    try:
        work()
    finally:
        post_save.connect(handle_changed_object)
`,
      },
      netbox: '4.4',
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'signals')) continue;
      report(
        touch.at,
        touch.action === 'disconnect' ? 'disconnected' : 'changed',
        { target: touch.target },
        detailsOf(touch),
      );
    }
  },
});
