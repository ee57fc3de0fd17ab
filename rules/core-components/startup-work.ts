import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'startup-work',
  limit: 'core-components',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The plugin starts a thread, asks the database or ends the process while NetBox starts.',
  why: 'Modules are imported and `ready()` is called by every process of NetBox: each web worker, each background worker, `manage.py migrate` on an empty database. A query there fails before the tables exist, so that NetBox can no longer be installed or upgraded; a thread runs once for each process, and forked workers lose it; a process that ends takes all of NetBox with it.',
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
    exit: {
      text: '{text} ends the process that NetBox runs in, for every user and every plugin. Raise ImproperlyConfigured where the plugin cannot work, and leave the process to whoever started it.',
      breaks: true,
    },
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
        {
          file: 'netbox_example/models.py',
          at: "Site.objects.filter(name='x').count()",
          message: 'query',
          severity: 'error',
        },
        { file: 'netbox_example/poll.py', at: 'Poller(daemon=True).start()', message: 'thread' },
      ],
    },
    {
      forms: [117],
      files: {
        'netbox_example/__init__.py': `import threading

from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'

    def ready(self):
        super().ready()
        threading.Thread(target=print, daemon=True).start()


config = ExampleConfig
`,
      },
      reports: [
        {
          file: 'netbox_example/__init__.py',
          at: 'threading.Thread(target=print, daemon=True).start()',
          message: 'thread',
        },
      ],
    },
    {
      forms: [117],
      flow: true,
      files: {
        'netbox_example/poll.py': `from threading import Timer


def every(seconds, work):
    timer = Timer(seconds, work)
    return timer


class Poller:
    def __init__(self):
        self.timers = [every(60, self.poll)]

    def poll(self):
        pass

    def begin(self):
        for timer in self.timers:
            timer.start()
`,
        'netbox_example/signals.py': `from .poll import Poller

Poller().begin()
`,
      },
      reports: [{ file: 'netbox_example/poll.py', at: 'timer.start()', message: 'thread' }],
    },
    {
      forms: [118],
      files: {
        'netbox_example/signals.py': `from dcim.models import Device

DEVICES = list(Device.objects.all())
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: 'list(Device.objects.all())', message: 'query', severity: 'error' },
      ],
    },
    {
      forms: [118],
      flow: true,
      files: {
        'netbox_example/names.py': `from django.apps import apps


def names(model):
    return [one.name for one in apps.get_model('dcim', model).objects.all()]
`,
        'netbox_example/forms.py': `from netbox.forms import NetBoxModelForm

from .models import Widget
from .names import names

CHOICES = {kind: names(kind) for kind in ('Site', 'Device')}


class WidgetForm(NetBoxModelForm):
    class Meta:
        model = Widget
        fields = ('name', 'device', 'tags')
`,
      },
      reports: [
        {
          file: 'netbox_example/names.py',
          at: "apps.get_model('dcim', model).objects.all()",
          message: 'query',
          severity: 'error',
        },
      ],
    },
    {
      forms: [119],
      files: {
        'netbox_example/signals.py': `import sys

sys.exit('no licence')
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: "sys.exit('no licence')", message: 'exit', severity: 'error' },
      ],
    },
    {
      forms: [119],
      flow: true,
      files: {
        'netbox_example/licence.py': `import os as system


def stop(code):
    leave = system._exit
    leave(code)


def check(key):
    if not key:
        stop(1)
`,
        'netbox_example/signals.py': `from .licence import check

check(None)
`,
      },
      reports: [{ file: 'netbox_example/licence.py', at: 'leave(code)', message: 'exit' }],
    },
    {
      forms: [119],
      files: {
        'netbox_example/more_views.py': `import os
import signal

from django.http import HttpResponse
from django.views import View


class Restart(View):
    def post(self, request):
        os.kill(os.getppid(), signal.SIGHUP)
        return HttpResponse()
`,
        'netbox_example/urls.py': `from django.urls import path

from .more_views import Restart

urlpatterns = [path('restart/', Restart.as_view(), name='restart')]
`,
      },
      reports: [
        {
          file: 'netbox_example/more_views.py',
          at: 'os.kill(os.getppid(), signal.SIGHUP)',
          message: 'exit',
          severity: 'error',
        },
      ],
    },
    {
      forms: [118],
      files: {
        'netbox_example/signals.py': `from dcim.models import Device

if Device.objects.filter(name='x'):
    NAME = 'x'
FIRST = Device.objects.all()[0]
COUNT = len(Device.objects.all())
NAMES = ', '.join(Device.objects.values_list('name', flat=True))
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: "Device.objects.filter(name='x')", message: 'query' },
        { file: 'netbox_example/signals.py', at: 'Device.objects.all()[0]', message: 'query', severity: 'error' },
        { file: 'netbox_example/signals.py', at: 'len(Device.objects.all())', message: 'query', severity: 'error' },
        {
          file: 'netbox_example/signals.py',
          at: "', '.join(Device.objects.values_list('name', flat=True))",
          message: 'query',
          severity: 'error',
        },
      ],
    },
    {
      forms: [118],
      files: {
        'netbox_example/forms.py': `from dcim.models import Device
from django import forms
from netbox.forms import NetBoxModelForm

from .models import Widget


class WidgetForm(NetBoxModelForm):
    kind = forms.ChoiceField(choices=[(one.pk, one.name) for one in Device.objects.all()])

    class Meta:
        model = Widget
        fields = ('name', 'device', 'tags')
`,
      },
      reports: [{ file: 'netbox_example/forms.py', at: 'Device.objects.all()', message: 'query', severity: 'error' }],
    },
    {
      forms: [117],
      files: {
        'netbox_example/signals.py': `import _thread

from apscheduler.schedulers.background import BackgroundScheduler

_thread.start_new_thread(print, ())
BackgroundScheduler().start()
`,
      },
      reports: [
        { file: 'netbox_example/signals.py', at: '_thread.start_new_thread(print, ())', message: 'thread' },
        { file: 'netbox_example/signals.py', at: 'BackgroundScheduler().start()', message: 'thread' },
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
    {
      forms: [117],
      files: {
        'netbox_example/jobs.py': `import threading

from netbox.jobs import JobRunner, system_job


@system_job(interval=60)
class Poll(JobRunner):
    def run(self, *args, **kwargs):
        thread = threading.Thread(target=print)
        thread.start()
        thread.join()
`,
      },
    },
    {
      forms: [118],
      files: {
        'netbox_example/names.py': `from dcim.models import Device
from django.db.utils import OperationalError, ProgrammingError

lazily = lambda: Device.objects.count()  # noqa: E731


def names():
    return [device.name for device in Device.objects.all()]


try:
    FIRST = Device.objects.first()
except (OperationalError, ProgrammingError):
    FIRST = None
`,
        'netbox_example/signals.py': `from . import names  # noqa: F401
`,
      },
    },
    {
      forms: [119],
      files: {
        'netbox_example/cli.py': `import sys


def main():
    sys.exit(0)


if __name__ == '__main__':
    main()
`,
      },
    },
    {
      forms: [118],
      files: {
        'netbox_example/forms.py': `from dcim.models import Device
from django import forms
from netbox.forms import NetBoxModelForm

from .models import Widget


def choices():
    return [(one.pk, one.name) for one in Device.objects.all()]


class WidgetForm(NetBoxModelForm):
    device = forms.ModelChoiceField(queryset=Device.objects.filter(name='x')[:10])
    kind = forms.ChoiceField(choices=choices)

    class Meta:
        model = Widget
        fields = ('name', 'device', 'tags')
`,
      },
    },
    {
      forms: [119],
      files: {
        'netbox_example/more_views.py': `import os
import signal
import subprocess

from django.http import HttpResponse
from django.views import View


class Run(View):
    def post(self, request):
        process = subprocess.Popen(['example'])
        os.kill(process.pid, signal.SIGTERM)
        return HttpResponse()
`,
      },
    },
    {
      forms: [118],
      files: {
        'netbox_example/names.py': `from contextlib import suppress

from dcim.models import Device
from django.db.utils import ProgrammingError

NAMES = []
with suppress(ProgrammingError):
    NAMES = [device.name for device in Device.objects.all()]
NOTHING = list(Device.objects.none().order_by('name'))
`,
        'netbox_example/signals.py': `from . import names  # noqa: F401
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const work of model.registrations.startup) {
      if (work.guarded && work.kind === 'query') continue;
      // What is under some condition (a command, a first start) may never happen where it does harm.
      const sure = work.always && work.kind !== 'thread';
      const severity = work.optIn ? ('info' as const) : sure ? ('error' as const) : null;
      const details = { trace: work.trace, ...(severity === null ? {} : { severity }) };
      report(work.at, work.kind, { text: work.text }, details);
    }
  },
});
