import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'startup-work',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The plugin starts a thread or asks the database while NetBox starts.',
  why: 'Modules are imported and `ready()` is called by every process of NetBox: each web worker, each background worker, `manage.py migrate` on an empty database. A query there fails before the tables exist, so that NetBox can no longer be installed or upgraded; a thread runs once for each process, and forked workers lose it.',
  remedy:
    'Ask the database when a request, a job or a form needs it. Run recurring work as a system job (`@system_job`, NetBox 4.2 and later).',
  source: {
    sentence: 'Some plugins may implement background jobs that are decoupled from the request/response cycle.',
    where: 'docs/plugins/development/background-jobs.md, System Jobs',
  },
  messages: {
    thread: 'A {text} is started while NetBox starts, in every process of it. Use a system job or a background job.',
    query:
      '{text} asks the database while NetBox starts, which fails where the tables are not there yet, as in manage.py migrate. Ask when it is needed.',
  },
  invalid: [
    {
      title: 'At import, and in ready()',
      files: {
        'netbox_example/models.py': `from dcim.models import Site

SITES = Site.objects.filter(name='x').count()
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        super().ready()
        from .poll import start

        start()


config = ExampleConfig
`,
        'netbox_example/poll.py': `import threading


class Poller(threading.Thread):
    pass


def start():
    Poller(daemon=True).start()
`,
      },
      reports: [
        { file: 'netbox_example/models.py', at: "Site.objects.filter(name='x').count()", message: 'query' },
        { file: 'netbox_example/poll.py', at: 'Poller(daemon=True).start()', message: 'thread' },
      ],
    },
  ],
  valid: [
    {
      title: 'Lazy querysets, a guarded query, work in a request',
      files: {
        'netbox_example/signals.py': `from dcim.models import Site
from django.db import OperationalError
from django.views import View

sites = Site.objects.filter(name='x')

try:
    first = Site.objects.first()
except OperationalError:
    first = None


class Count(View):
    def get(self, request):
        return Site.objects.count()
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const work of model.registrations.startup) {
      if (work.guarded && work.kind === 'query') continue;
      const details = { trace: work.trace, ...(work.optIn ? { severity: 'info' as const } : {}) };
      report(work.at, work.kind, { text: work.text }, details);
    }
  },
});
