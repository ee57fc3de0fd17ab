import { defineRule } from '../../src/rule.ts';

/** NetBox's own event types: netbox/core/events.py, 4.1 to 4.7. */
const CORE = new Set([
  'object_created',
  'object_updated',
  'object_deleted',
  'job_started',
  'job_completed',
  'job_failed',
  'job_errored',
]);

export default defineRule({
  id: 'core-event-type',
  limit: 'core-components',
  severity: 'error',
  breaks: false,
  since: '0.1.0',
  summary: "An event type takes the name of one of NetBox's own.",
  why: 'Event types are kept by name. NetBox registers its own first, and raises an exception for a second one of that name: it does not start.',
  remedy: 'Give the event type a name of its own, best with the name of the plugin in it.',
  source: {
    sentence:
      'Plugins can register their own custom event types for use with NetBox [event rules](../../models/extras/eventrule.md).',
    where: 'docs/plugins/development/event-types.md',
  },
  messages: {
    name: "NetBox has an event type '{name}' itself, and raises an exception for a second one. Give it a name of its own.",
  },
  invalid: [
    {
      title: "Core's name",
      forms: [103],
      files: {
        'netbox_example/signals.py': `from netbox.events import EventType

EventType('object_created', 'Widget created').register()
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "EventType('object_created', 'Widget created').register()",
          message: 'name',
        },
      ],
    },
    {
      title: 'From core, through a list',
      forms: [103],
      flow: true,
      files: {
        'netbox_example/signals.py': `from netbox import events

types = [events.EventType(name=name, text=name) for name in ('example_opened', 'job_failed')]

for event in types:
    event.register()
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'event.register()', message: 'name' }],
    },
  ],
  valid: [
    {
      title: 'A name of its own',
      forms: [103],
      files: {
        'netbox_example/signals.py': `from netbox.events import EventType

EventType(name='example_opened', text='Widget opened').register()
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const event of model.registrations.eventTypes) {
      if (event.name === null || !CORE.has(event.name)) continue;
      report(event.at, 'name', { name: event.name }, event.optIn ? { severity: 'warning' } : {});
    }
  },
});
