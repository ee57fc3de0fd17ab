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
      files: {
        'netbox_example/patches.py': `from django.conf import settings

settings.configure(DEBUG=True)
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: 'settings.configure(DEBUG=True)', message: 'changed' }],
    },
    {
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
