import { defineRule } from '../../src/rule.ts';

/** Names of NetBox's own backends: netbox/core/data_backends.py, 3.7 to 4.7. */
const CORE = new Set(['local', 'git', 'amazon-s3']);

export default defineRule({
  id: 'core-data-backend',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A data backend takes the name of one of NetBox's own.",
  why: 'Backends are kept by name, and the last one registered wins without a word: every data source of that type then runs through the plugin.',
  remedy: 'Give the backend a name of its own.',
  source: {
    sentence: 'Plugins can register their own backend classes to introduce support for additional resource types.',
    where: 'docs/plugins/development/data-backends.md',
  },
  messages: {
    name: "The data backend {cls} is called '{name}', as NetBox's own, and takes its place. Give it a name of its own.",
  },
  invalid: [
    {
      title: 'In the list of backends',
      forms: [99],
      files: {
        'netbox_example/data_backends.py': `from netbox.data_backends import DataBackend


class Git(DataBackend):
    name = 'git'
    label = 'Git'


backends = [Git]
`,
      },
      reports: [{ file: 'netbox_example/data_backends.py', at: 'name', message: 'name' }],
    },
    {
      title: 'A subclass of an own base, by the decorator',
      forms: [99],
      flow: true,
      files: {
        'netbox_example/base.py': `from netbox.data_backends import DataBackend

KIND = 'amazon-s3'


class Bucket(DataBackend):
    name = KIND
`,
        'netbox_example/signals.py': `from netbox.utils import register_data_backend as add

from .base import Bucket


@add()
class Ours(Bucket):
    label = 'Ours'
`,
      },
      reports: [{ file: 'netbox_example/base.py', at: 'name', message: 'name' }],
    },
  ],
  valid: [
    {
      title: 'A name of its own',
      forms: [99],
      files: {
        'netbox_example/data_backends.py': `from netbox.data_backends import DataBackend


class Git(DataBackend):
    name = 'example-git'
    label = 'Git of the example'


backends = [Git]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const backend of model.registrations.dataBackends) {
      if (backend.name === null || !CORE.has(backend.name)) continue;
      const details = backend.optIn ? { severity: 'warning' as const } : {};
      report(backend.at, 'name', { cls: backend.path, name: backend.name }, details);
    }
  },
});
