import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'middleware-entry',
  limit: 'core-settings',
  severity: 'error',
  breaks: false,
  since: '0.1.0',
  summary: 'An entry of `middleware` is not there, or is one that NetBox has already.',
  why: "NetBox puts the entries into Django's MIDDLEWARE as they are. One that cannot be imported stops every web worker when it starts; one that NetBox lists itself then runs twice for each request.",
  remedy: 'Name classes and functions of the plugin by their full dotted path, and nothing else.',
  source: {
    sentence: "A list of middleware classes to append after NetBox's build-in middleware",
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    missing:
      "There is no '{path}' in the package, so that NetBox cannot load its middleware and answers no request. Correct the path.",
    twice: {
      text: "NetBox lists '{path}' itself, so that it runs twice for each request. Take it out of the list.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'A class that is not there',
      forms: [85],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ['netbox_example.middleware.Headers']


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: "'netbox_example.middleware.Headers'", message: 'missing' }],
    },
    {
      title: "NetBox's own",
      forms: [84],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = ('netbox.middleware.CoreMiddleware', 'django.contrib.sessions.middleware.SessionMiddleware')


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: "'netbox.middleware.CoreMiddleware'", message: 'twice' },
        {
          file: 'netbox_example/__init__.py',
          at: "'django.contrib.sessions.middleware.SessionMiddleware'",
          message: 'twice',
        },
      ],
    },
    {
      forms: [84, 85],
      flow: true,
      files: {
        'netbox_example/names.py': `def entries(package, *names):
    return [f'{package}.middleware.{name}' for name in names]


CORE = 'netbox'
`,
        'netbox_example/middleware.py': `class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from . import names

OWN = names.entries('netbox_example', 'Headers', 'Footers')


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = OWN + names.entries(names.CORE, 'CoreMiddleware')


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/names.py', at: "f'{package}.middleware.{name}'", message: 'missing' },
        { file: 'netbox_example/names.py', at: "f'{package}.middleware.{name}'", message: 'twice' },
      ],
    },
  ],
  valid: [
    {
      title: 'Middleware of the plugin, and of a library that it requires',
      forms: [84, 85],
      files: {
        'netbox_example/middleware.py': `class Headers:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


def timing(get_response):
    return get_response
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = [
        'netbox_example.middleware.Headers',
        'netbox_example.middleware.timing',
        'silk.middleware.SilkyMiddleware',
    ]


config = ExampleConfig
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { kind, listed, path, at, plugin, repeats } of model.middleware.entries) {
      if (!listed) continue;
      if (kind === 'missing') report(at, 'missing', { path }, { plugin });
      else if (repeats !== 0) {
        const releases = repeats === host.releases ? {} : { releases: host.versions(repeats) };
        report(at, 'twice', { path }, { plugin, ...releases });
      }
    }
  },
});
