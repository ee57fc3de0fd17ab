import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'attribute-type',
  limit: 'config',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'An attribute of the PluginConfig has a type that NetBox cannot use.',
  why: 'NetBox takes the attributes as they are: a string where a list is needed is walked letter by letter, a tuple in `queues` stops the start, and middleware of the wrong type is left out without a word.',
  remedy: 'Give the attribute the type that the documentation names.',
  source: {
    sentence: 'A list of any configuration parameters that **must** be defined by the user',
    where: 'docs/plugins/development/index.md, PluginConfig Attributes',
  },
  messages: {
    letters:
      "'{name}' is the string {text}, which NetBox walks letter by letter: it asks the operator for a setting of each letter. Write a list.",
    required: "'{name}' is {type}, over which NetBox cannot loop, so it does not start. Write a list of names.",
    defaults: "'{name}' is {type}, but NetBox calls its items(), so it does not start. Write a dictionary.",
    ignored: {
      text: "'{name}' is {type}; NetBox takes a list or a tuple and leaves anything else out without a word. Write a list.",
      severity: 'warning',
    },
    refused: "'{name}' is {type}, and NetBox refuses to start with anything but {wanted}. Write a list.",
    baseUrl: {
      text: "'base_url' is {type}, not a string; NetBox puts it into the path as it is. Write a string such as 'my-plugin'.",
      severity: 'warning',
      breaks: false,
    },
    emptyBaseUrl: {
      text: "'base_url' is empty, so NetBox uses the app label as if it were not there. Leave it out, or give the path.",
      severity: 'info',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'A string and a list where others are needed',
      forms: [130, 131],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = ''
    required_settings = 'token'
    default_settings = ['page_size']
    middleware = 'netbox_example.middleware.Example'
    queues = ('low',)


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'base_url', message: 'emptyBaseUrl' },
        { file: 'netbox_example/__init__.py', at: 'required_settings', message: 'letters' },
        { file: 'netbox_example/__init__.py', at: 'default_settings', message: 'defaults' },
        { file: 'netbox_example/__init__.py', at: 'middleware', nth: 1, message: 'ignored' },
        { file: 'netbox_example/__init__.py', at: 'queues', message: 'refused' },
      ],
    },
    {
      title: 'Values from another module, and from a function',
      forms: [130],
      flow: true,
      files: {
        'netbox_example/defaults.py': `REQUIRED = None


def path():
    return 5
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .defaults import REQUIRED, path


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    base_url = path()
    required_settings = REQUIRED


config = ExampleConfig
`,
      },
      reports: [
        { file: 'netbox_example/__init__.py', at: 'base_url', message: 'baseUrl' },
        { file: 'netbox_example/__init__.py', at: 'required_settings', message: 'required' },
      ],
    },
    {
      forms: [83],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = 'netbox_example.middleware.Mine'


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'middleware', nth: 1, message: 'ignored' }],
    },
    {
      forms: [83],
      flow: true,
      files: {
        'netbox_example/names.py': `MIDDLEWARE = ', '.join(['netbox_example.middleware.Mine'])
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .names import MIDDLEWARE


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    middleware = MIDDLEWARE


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'middleware', message: 'ignored' }],
    },
    {
      forms: [131],
      flow: true,
      files: {
        'netbox_example/defaults.py': `NAMES = ('page_size',)


def defaults(names):
    return [name for name in names]
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig

from .defaults import NAMES, defaults


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    default_settings = defaults(NAMES)


config = ExampleConfig
`,
      },
      reports: [{ file: 'netbox_example/__init__.py', at: 'default_settings', message: 'defaults' }],
    },
  ],
  valid: [
    {
      title: 'A tuple of required settings and of middleware',
      forms: [83, 130, 131],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ('token',)
    default_settings = dict(page_size=50)
    middleware = ()
    queues = []


config = ExampleConfig
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { plugin, attributes } of model.settings.startup) {
      if (plugin.config?.base !== 'plugin-config') continue;
      for (const { name, at, type, read, empty, text } of attributes) {
        const concerned = read & host.releases;
        if (type === null || type === 'reference' || concerned === 0) continue;
        const releases = concerned === host.releases ? {} : { releases: host.versions(concerned) };
        const details = { plugin: plugin.module, ...releases };
        const what = WORDS[type] ?? `a ${type}`;
        switch (name) {
          case 'required_settings':
            if (type === 'str' && empty !== true) report(at, 'letters', { name, text }, details);
            else if (NOT_ITERABLE.has(type)) report(at, 'required', { name, type: what }, details);
            break;
          case 'default_settings':
            if (type !== 'dict' && type !== 'instance' && type !== 'class') {
              report(at, 'defaults', { name, type: what }, details);
            }
            break;
          case 'middleware':
            if (type !== 'list' && type !== 'tuple' && empty !== true)
              report(at, 'ignored', { name, type: what }, details);
            break;
          case 'queues':
          case 'django_apps':
            if (type !== 'list') report(at, 'refused', { name, type: what, wanted: 'a list' }, details);
            break;
          case 'events_pipeline':
            if (type !== 'list' && type !== 'tuple' && empty !== true) {
              report(at, 'refused', { name, type: what, wanted: 'a list or a tuple' }, details);
            }
            break;
          case 'base_url':
            if (type === 'str' && empty === true) report(at, 'emptyBaseUrl', undefined, details);
            else if (type !== 'str' && type !== 'None') report(at, 'baseUrl', { type: what }, details);
            break;
          default:
            break;
        }
      }
    }
  },
});

const NOT_ITERABLE: ReadonlySet<string> = new Set([
  'None',
  'int',
  'float',
  'bool',
  'function',
  'class',
  'module',
  'ellipsis',
]);

const WORDS: Readonly<Partial<Record<string, string>>> = {
  str: 'a string',
  int: 'an integer',
  float: 'a number',
  bool: 'a boolean',
  None: 'None',
  dict: 'a dictionary',
  instance: 'an object',
};
