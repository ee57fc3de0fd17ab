import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'changed-setting',
  limit: 'config',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'A list or dictionary that `get_plugin_config()` gives is changed.',
  why: 'NetBox hands out the very object that stands in `default_settings` or in the configuration, not a copy. A change of it lasts until the process ends, and each worker process has its own: what a request sees depends on which requests came before.',
  remedy: 'Copy the value before changing it: `list(…)`, `dict(…)`, `copy.deepcopy(…)`.',
  source: {
    sentence: 'Plugin configuration parameters can be accessed using the `get_plugin_config()` function.',
    where: 'docs/plugins/development/index.md, Accessing Config Parameters',
  },
  messages: {
    changed:
      "This changes the setting '{name}' for everything else that runs in this process, until it ends, and in no other one. Copy the value first.",
  },
  invalid: [
    {
      title: 'The list that everybody gets',
      forms: [136],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    default_settings = {'columns': ['name']}


config = ExampleConfig
`,
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config


def columns():
    get_plugin_config('netbox_example', 'columns').append('size')
`,
      },
      reports: [
        {
          file: 'netbox_example/jobs.py',
          at: "get_plugin_config('netbox_example', 'columns').append('size')",
          message: 'changed',
        },
      ],
    },
    {
      title: 'By a method, by a key, and through a helper',
      forms: [136],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    required_settings = ['token']
    default_settings = {'page_size': 50, 'columns': ['name'], 'queue': {'names': []}}


config = ExampleConfig
`,
        'netbox_example/jobs.py': `from netbox.plugins import get_plugin_config


def columns():
    found = get_plugin_config('netbox_example', 'columns')
    found.append('size')
    return found


def put(queue, name):
    queue['last'] = name
    queue['names'].append(name)


columns()
put(get_plugin_config('netbox_example', 'queue'), 'slow')
`,
      },
      reports: [
        { file: 'netbox_example/jobs.py', at: "found.append('size')", message: 'changed' },
        { file: 'netbox_example/jobs.py', at: "queue['last']", message: 'changed' },
        { file: 'netbox_example/jobs.py', at: "queue['names'].append(name)", message: 'changed' },
      ],
    },
  ],
  valid: [
    {
      title: 'A copy, a number, and a list of its own',
      forms: [136],
      files: {
        'netbox_example/jobs.py': `import copy

from netbox.plugins import get_plugin_config

columns = list(get_plugin_config('netbox_example', 'columns', []))
columns.append('size')
more = columns + get_plugin_config('netbox_example', 'more', [])
more.sort()
queue = copy.deepcopy(get_plugin_config('netbox_example', 'queue', {}))
queue['last'] = 'slow'
size = get_plugin_config('netbox_example', 'page_size')
size += 1
`,
      },
    },
  ],
  check(model, _host, report) {
    const modules = model.plugins.map(plugin => plugin.module);
    for (const { plugin, name, at, phase, trace } of model.settings.changes) {
      if (phase === 'dead' || !modules.includes(plugin)) continue;
      report(at, 'changed', { name }, { plugin, trace });
    }
  },
});
