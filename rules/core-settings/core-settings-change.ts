import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-settings-change',
  limit: 'core-settings',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A setting of NetBox or Django is changed.',
  why: "Settings are the operator's. A plugin that changes one (a container such as MIDDLEWARE included) overrides what the operator wrote, for all of NetBox, and in an order that depends on the list of plugins.",
  remedy:
    'Declare what you need on PluginConfig (`middleware`, `django_apps`, `queues`, `events_pipeline`), or tell the operator in the README which setting to change.',
  source: {
    sentence:
      'A configuration registry is provided for plugins, however they cannot alter or delete the core configuration.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      '{target} changes a setting that belongs to the operator and to NetBox. Declare it on PluginConfig where that is possible, or document the setting.',
    urlconf: "{target} replaces the URL configuration of NetBox. Keep the plugin's URLs in its own urls.py.",
  },
  invalid: [
    {
      title: 'A container of the settings',
      forms: [71],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.MIDDLEWARE.insert(0, 'netbox_example.middleware.Mine')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.MIDDLEWARE.insert(0, 'netbox_example.middleware.Mine')",
          message: 'changed',
        },
      ],
    },
    {
      title: 'Through an alias and a helper',
      forms: [70, 74],
      flow: true,
      files: {
        'netbox_example/helpers.py': `def put(target, name, value):
    setattr(target, name, value)
`,
        'netbox_example/patches.py': `import netbox.settings as core

from .helpers import put

put(core, 'LOGIN_TIMEOUT', 1)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'setattr(target, name, value)', message: 'changed' }],
    },
    {
      title: 'Through a container of the plugin',
      forms: [71],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings


class Container:
    def __init__(self):
        self.parts = {}

    def __setitem__(self, name, part):
        self.parts[name] = part

    def __getitem__(self, name):
        return self.parts[name]


di = Container()
di['settings'] = settings
di['settings'].RQ_QUEUES['example'] = {}
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "di['settings'].RQ_QUEUES['example']", message: 'changed' }],
    },
    {
      forms: [73],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.configure(DEBUG=True)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'settings.configure(DEBUG=True)', message: 'changed' }],
    },
    {
      forms: [30],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.ROOT_URLCONF = 'netbox_example.urls'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'settings.ROOT_URLCONF', message: 'urlconf' }],
    },
    {
      title: 'The namespace of the settings',
      files: {
        'netbox_example/patches.py': `from django.conf import settings

vars(settings).update(DEBUG=True)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'vars(settings).update(DEBUG=True)', message: 'changed' }],
    },
    {
      title: 'The frame of the settings module',
      forms: [75],
      files: {
        'netbox_example/patches.py': `import sys

sys._getframe(1).f_globals['MIDDLEWARE'].insert(0, 'netbox_example.middleware.Mine')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "sys._getframe(1).f_globals['MIDDLEWARE'].insert(0, 'netbox_example.middleware.Mine')",
          message: 'changed',
        },
      ],
    },
    {
      title: 'A test helper that is never taken back',
      files: {
        'netbox_example/patches.py': `from django.test import override_settings

override_settings(DEBUG=True).enable()
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'override_settings(DEBUG=True)', message: 'changed' }],
    },
    {
      title: 'The configuration file',
      forms: [76],
      flow: true,
      files: {
        'netbox_example/patches.py': `import os

from django.conf import settings


def configure(line):
    path = os.path.join(settings.BASE_DIR, 'netbox', 'configuration.py')
    with open(path, 'a') as file:
        file.write(line)


configure('DEBUG = True')
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "open(path, 'a')", message: 'changed' }],
    },
    {
      title: 'Through a dependency container of a library',
      forms: [71, 87],
      flow: true,
      files: {
        'netbox_example/patches.py': `import dimi
from django.conf import settings

di = dimi.Container()


@di.dependency
def django_settings():
    return settings


def install():
    di['django_settings'].RQ_QUEUES['example'] = {}


install()
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "di['django_settings'].RQ_QUEUES['example']",
          message: 'changed',
        },
      ],
    },
    {
      title: 'Validators and choices of core models',
      forms: [22],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.CUSTOM_VALIDATORS['dcim.device'] = ['netbox_example.validators.Named']
settings.FIELD_CHOICES = {}
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "settings.CUSTOM_VALIDATORS['dcim.device']", message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'settings.FIELD_CHOICES', message: 'changed' },
      ],
    },
    {
      forms: [22],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings

from .helpers import protect

protect(settings, 'dcim.site', 'netbox_example.validators.Named')
`,
        'netbox_example/helpers.py': `def protect(configuration, label, rule):
    rules = configuration.PROTECTION_RULES
    rules.setdefault(label, []).append(rule)
    getattr(configuration, 'DEFAULT_PERMISSIONS').update({})
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'rules.setdefault(label, [])', message: 'changed' },
        { file: 'netbox_example/helpers.py', at: 'rules.setdefault(label, []).append(rule)', message: 'changed' },
        {
          file: 'netbox_example/helpers.py',
          at: "getattr(configuration, 'DEFAULT_PERMISSIONS').update({})",
          message: 'changed',
        },
      ],
    },
    {
      forms: [30],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings as configuration

from .helpers import put

put(configuration, ROOT_URLCONF='netbox_example.urls')
`,
        'netbox_example/helpers.py': `def put(target, **values):
    for name, value in values.items():
        setattr(target, name, value)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'setattr(target, name, value)', message: 'urlconf' }],
    },
    {
      forms: [46],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.CSRF_FAILURE_VIEW = 'netbox_example.views.refused'
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'settings.CSRF_FAILURE_VIEW', message: 'changed' }],
    },
    {
      title: 'The directories of the templates',
      forms: [51],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.TEMPLATES[0]['DIRS'].insert(0, '/opt/templates')
settings.TEMPLATES[0]['OPTIONS']['loaders'] = []
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.TEMPLATES[0]['DIRS'].insert(0, '/opt/templates')",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: "settings.TEMPLATES[0]['OPTIONS']['loaders']", message: 'changed' },
      ],
    },
    {
      forms: [51],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings

from .helpers import first

engine = settings.TEMPLATES[0]
first(engine['DIRS'], '/opt/templates')
for one in settings.TEMPLATES:
    one['OPTIONS'].update(loaders=[])
`,
        'netbox_example/helpers.py': `def first(options, directory):
    options.insert(0, directory)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'options.insert(0, directory)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "one['OPTIONS'].update(loaders=[])", message: 'changed' },
      ],
    },
    {
      title: 'A setting assigned and deleted',
      forms: [70],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.DEBUG = True
setattr(settings, 'LOGIN_TIMEOUT', 1)
del settings.BANNER_TOP
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'settings.DEBUG', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "setattr(settings, 'LOGIN_TIMEOUT', 1)", message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'settings.BANNER_TOP', message: 'changed' },
      ],
    },
    {
      title: 'Containers of the settings',
      forms: [71],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.MIDDLEWARE.insert(0, 'netbox_example.middleware.Mine')
settings.INSTALLED_APPS += ['silk']
settings.LOGGING['loggers'] = {}
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.MIDDLEWARE.insert(0, 'netbox_example.middleware.Mine')",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: 'settings.INSTALLED_APPS', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "settings.LOGGING['loggers']", message: 'changed' },
      ],
    },
    {
      title: 'A list under another name',
      forms: [72],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

middleware = settings.MIDDLEWARE
middleware.append('netbox_example.middleware.Mine')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "middleware.append('netbox_example.middleware.Mine')",
          message: 'changed',
        },
      ],
    },
    {
      forms: [72],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings

from .helpers import Chain

chain = Chain(settings)
chain.add('netbox_example.middleware.Mine')
for name in chain.lists():
    name.append('x')
`,
        'netbox_example/helpers.py': `class Chain:
    def __init__(self, configuration):
        self.middleware = getattr(configuration, 'MIDDLEWARE')
        self.apps = configuration.INSTALLED_APPS

    def add(self, entry):
        target = self.middleware
        target.append(entry)

    def lists(self):
        yield from (self.middleware, self.apps)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'target.append(entry)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "name.append('x')", message: 'changed' },
      ],
    },
    {
      title: 'The settings object',
      forms: [73],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.configure(DEBUG=True)
settings._wrapped = None
settings._setup()
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'settings.configure(DEBUG=True)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'settings._wrapped', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'settings._setup()', message: 'changed' },
      ],
    },
    {
      forms: [73],
      flow: true,
      files: {
        'netbox_example/patches.py': `import django.conf

from .helpers import renew

renew(django.conf.settings, 'configure', DEBUG=True)
`,
        'netbox_example/helpers.py': `def renew(lazy, method, **values):
    lazy._wrapped = type(lazy._wrapped)('netbox_example.settings')
    getattr(lazy, method)(**values)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'lazy._wrapped', nth: 1, message: 'changed' },
        { file: 'netbox_example/helpers.py', at: 'getattr(lazy, method)(**values)', message: 'changed' },
      ],
    },
    {
      title: 'The modules of the settings',
      forms: [74],
      files: {
        'netbox_example/patches.py': `import netbox.settings as core
from netbox import configuration

core.LOGIN_TIMEOUT = 1
configuration.DEBUG = True
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: 'core.LOGIN_TIMEOUT', message: 'changed' },
        { file: 'netbox_example/patches.py', at: 'configuration.DEBUG', message: 'changed' },
      ],
    },
    {
      forms: [75],
      files: {
        'netbox_example/patches.py': `import sys

sys._getframe(1).f_globals['MIDDLEWARE'].insert(0, 'netbox_example.middleware.Mine')
sys.modules['netbox.settings'].DEBUG = True
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "sys._getframe(1).f_globals['MIDDLEWARE'].insert(0, 'netbox_example.middleware.Mine')",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: "sys.modules['netbox.settings'].DEBUG", message: 'changed' },
      ],
    },
    {
      forms: [75],
      flow: true,
      files: {
        'netbox_example/patches.py': `from .helpers import namespace

found = namespace(1)
found['MIDDLEWARE'] += ['netbox_example.middleware.Mine']
`,
        'netbox_example/helpers.py': `import inspect
import sys


def namespace(depth):
    frame = inspect.stack()[depth].frame
    return frame.f_back.f_globals


modules = sys.modules
for name in ('netbox.settings', 'netbox.configuration'):
    vars(modules[name]).update(DEBUG=True)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'vars(modules[name]).update(DEBUG=True)', message: 'changed' },
        { file: 'netbox_example/patches.py', at: "found['MIDDLEWARE']", message: 'changed' },
      ],
    },
    {
      title: 'The configuration file',
      forms: [76],
      files: {
        'netbox_example/patches.py': `from pathlib import Path

import netbox

(Path(netbox.__file__).parent / 'local_settings.py').write_text('DEBUG = True')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "(Path(netbox.__file__).parent / 'local_settings.py').write_text('DEBUG = True')",
          message: 'changed',
        },
      ],
    },
    {
      title: 'Routers and connections',
      forms: [81],
      files: {
        'netbox_example/patches.py': `from django.conf import settings
from django.db import connections

settings.DATABASE_ROUTERS.append('netbox_example.routers.Router')
connections.databases['default'] = {}
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.DATABASE_ROUTERS.append('netbox_example.routers.Router')",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: "connections.databases['default']", message: 'changed' },
      ],
    },
    {
      forms: [81],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django import db
from django.conf import settings

from .helpers import connect, first

connect(db.connections, 'example')
routers = settings.DATABASE_ROUTERS
first(routers, 'netbox_example.routers.Router')
`,
        'netbox_example/helpers.py': `def connect(handler, alias):
    handler.databases[alias] = {}


def first(entries, entry):
    entries.insert(0, entry)
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'handler.databases[alias]', message: 'changed' },
        { file: 'netbox_example/helpers.py', at: 'entries.insert(0, entry)', message: 'changed' },
      ],
    },
    {
      forms: [87],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.RQ_QUEUES['default'] = {}
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "settings.RQ_QUEUES['default']", message: 'changed' }],
    },
    {
      forms: [88],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.EVENTS_PIPELINE.remove('extras.events.process_event_queue')
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.EVENTS_PIPELINE.remove('extras.events.process_event_queue')",
          message: 'changed',
        },
      ],
    },
    {
      forms: [88],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings

from .helpers import without

without(settings, 'extras.events.process_event_queue')
`,
        'netbox_example/helpers.py': `def without(configuration, *handlers):
    pipeline = configuration.EVENTS_PIPELINE
    for handler in handlers:
        if handler in pipeline:
            pipeline.remove(handler)
`,
      },
      reports: [{ file: 'netbox_example/helpers.py', at: 'pipeline.remove(handler)', message: 'changed' }],
    },
    {
      title: 'Defaults of the REST API',
      forms: [89],
      files: {
        'netbox_example/patches.py': `from django.conf import settings
from rest_framework.settings import api_settings

settings.REST_FRAMEWORK['DEFAULT_PERMISSION_CLASSES'] = []
api_settings.PAGE_SIZE = 1
`,
      },
      reports: [
        {
          file: 'netbox_example/patches.py',
          at: "settings.REST_FRAMEWORK['DEFAULT_PERMISSION_CLASSES']",
          message: 'changed',
        },
        { file: 'netbox_example/patches.py', at: 'api_settings.PAGE_SIZE', message: 'changed' },
      ],
    },
    {
      forms: [89],
      flow: true,
      files: {
        'netbox_example/patches.py': `from django.conf import settings
from rest_framework import settings as drf

from .helpers import open_all

open_all(settings.REST_FRAMEWORK, drf.api_settings)
`,
        'netbox_example/helpers.py': `def open_all(options, defaults):
    options.update(DEFAULT_PERMISSION_CLASSES=[])
    for name in ('DEFAULT_PERMISSION_CLASSES', 'DEFAULT_THROTTLE_CLASSES'):
        setattr(defaults, name, [])
`,
      },
      reports: [
        { file: 'netbox_example/helpers.py', at: 'options.update(DEFAULT_PERMISSION_CLASSES=[])', message: 'changed' },
        { file: 'netbox_example/helpers.py', at: 'setattr(defaults, name, [])', message: 'changed' },
      ],
    },
    {
      forms: [111],
      files: {
        'netbox_example/signals.py': `from django.conf import settings

settings.EXEMPT_VIEW_PERMISSIONS = ['*']
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'settings.EXEMPT_VIEW_PERMISSIONS', message: 'changed' }],
    },
    {
      forms: [112],
      files: {
        'netbox_example/signals.py': `from django.conf import settings

settings.AUTHENTICATION_BACKENDS = ['netbox_example.backends.Open']
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'settings.AUTHENTICATION_BACKENDS', message: 'changed' }],
    },
    {
      forms: [112],
      flow: true,
      files: {
        'netbox_example/backends.py': `PATH = f'{__name__}.Open'


class Open:
    def authenticate(self, request):
        return None
`,
        'netbox_example/signals.py': `from django import conf

from .backends import PATH

key = 'AUTHENTICATION_BACKENDS'


def first(options, name):
    backends = getattr(options, name)
    backends.insert(0, PATH)


first(conf.settings, key)
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'backends.insert(0, PATH)', message: 'changed' }],
    },
    {
      forms: [111],
      flow: true,
      files: {
        'netbox_example/signals.py': `from django.conf import settings

open_models = getattr(settings, 'EXEMPT_VIEW_PERMISSIONS')
open_models += ['*']
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: "open_models += ['*']", message: 'changed' }],
    },
  ],
  valid: [
    {
      title: "Reading, copying, and settings that are the plugin's own",
      forms: [70, 71],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

middleware = list(settings.MIDDLEWARE)
middleware.append('x')
if settings.DEBUG:
    settings_copy = dict(settings.CACHES)
    settings_copy['x'] = {}


class Local:
    pass


settings = Local()
settings.DEBUG = True
`,
      },
    },
    {
      title: 'A setting changed for one block',
      files: {
        'netbox_example/patches.py': `from contextlib import contextmanager

from django.conf import settings


@contextmanager
def debug():
    before = settings.DEBUG
    settings.DEBUG = True
    try:
        yield
    finally:
        settings.DEBUG = before
`,
      },
    },
    {
      title: 'Validators that are read',
      forms: [22],
      files: {
        'netbox_example/patches.py': `from django.conf import settings

rules = settings.CUSTOM_VALIDATORS.get('dcim.device', [])
mine = [*rules, 'netbox_example.validators.Named']
mine.append('x')
`,
      },
    },
    {
      forms: [51],
      files: {
        'netbox_example/patches.py': `from django.conf import settings
from django.template import Engine

engine = settings.TEMPLATES[0]
directories = [*engine['DIRS'], '/opt/templates']
directories.insert(0, 'x')
mine = Engine(dirs=directories)
mine.dirs.append('x')
`,
      },
    },
    {
      title: 'Copies, and a variable that is called settings',
      forms: [70, 71, 72],
      files: {
        'netbox_example/patches.py': `from django.conf import settings as django_settings
from django.test import override_settings

middleware = list(django_settings.MIDDLEWARE) + ['netbox_example.middleware.Mine']
middleware.append('x')
apps = django_settings.INSTALLED_APPS[:]
apps.remove('dcim')


class Options:
    DEBUG = False


settings = Options()
settings.DEBUG = True
settings.MIDDLEWARE = []
settings.MIDDLEWARE.append('x')


@override_settings(DEBUG=True)
def debug():
    return django_settings.DEBUG
`,
      },
    },
    {
      forms: [73],
      files: {
        'netbox_example/patches.py': `from django.conf import settings


class Lazy:
    def configure(self, **values):
        self._wrapped = values


mine = Lazy()
mine.configure(DEBUG=settings.configured)
mine._wrapped = None
`,
      },
    },
    {
      forms: [74],
      files: {
        'netbox_example/patches.py': `import netbox.settings as core
from netbox import configuration

timeout = core.LOGIN_TIMEOUT
names = dir(configuration)
names.append('x')
`,
      },
    },
    {
      forms: [75],
      files: {
        'netbox_example/patches.py': `import inspect
import sys

NAMES = {}


def caller():
    return sys._getframe(1).f_globals['__name__']


def remember():
    frame = inspect.currentframe()
    frame.f_globals['NAMES']['x'] = caller()


version = sys.modules['netbox.settings'].VERSION
`,
      },
    },
    {
      forms: [76],
      files: {
        'netbox_example/patches.py': `import os
from pathlib import Path

from django.conf import settings

text = (Path(settings.BASE_DIR) / 'netbox' / 'configuration.py').read_text()
with open(os.path.join(settings.MEDIA_ROOT, 'widgets.txt'), 'w') as file:
    file.write('x')
(Path(__file__).parent / 'configuration.py').write_text(text)
`,
      },
    },
    {
      forms: [81],
      files: {
        'netbox_example/patches.py': `from dcim.models import Device
from django.db import connections


def count():
    options = dict(connections.databases['default'])
    options['NAME'] = 'x'
    return Device.objects.using('default').count()
`,
      },
    },
    {
      forms: [88],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    events_pipeline = ['netbox_example.events.announce']


config = ExampleConfig
`,
        'netbox_example/events.py': `from django.conf import settings


def announce(events):
    others = [name for name in settings.EVENTS_PIPELINE if name != 'netbox_example.events.announce']
    others.remove('x')
`,
      },
    },
    {
      forms: [89],
      files: {
        'netbox_example/api/views.py': `from netbox.api.viewsets import NetBoxModelViewSet
from rest_framework.settings import api_settings

from ..models import Widget
from .serializers import WidgetSerializer


class WidgetViewSet(NetBoxModelViewSet):
    queryset = Widget.objects.all()
    serializer_class = WidgetSerializer
    permission_classes = [*api_settings.DEFAULT_PERMISSION_CLASSES]
    page_size = api_settings.PAGE_SIZE


WidgetViewSet.permission_classes.append(None)
`,
      },
    },
    {
      title: 'Queues of its own',
      forms: [87],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    queues = ['default', 'low']


config = ExampleConfig
`,
        'netbox_example/patches.py': `from django.conf import settings

queues = dict(settings.RQ_QUEUES)
queues['netbox_example.low'] = {}
`,
      },
    },
    {
      forms: [112],
      files: {
        'netbox_example/backends.py': `from django.conf import settings
from netbox.authentication import RemoteUserBackend


class Ours(RemoteUserBackend):
    create_unknown_user = False


def enabled():
    return f'{__name__}.Ours' in list(settings.AUTHENTICATION_BACKENDS) or settings.REMOTE_AUTH_BACKEND
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !(touch.area === 'settings')) continue;
      report(
        touch.at,
        touch.name === 'ROOT_URLCONF' ? 'urlconf' : 'changed',
        { target: touch.target },
        detailsOf(touch),
      );
    }
  },
});
