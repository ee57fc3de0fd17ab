import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'folder-without-init',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A folder of Python files has no `__init__.py`.',
  why: 'Django takes a `migrations` folder without it for no migrations at all, so that the tables are never made. Other folders work as namespace packages, but many build tools leave them out of the wheel.',
  remedy: 'Add an empty `__init__.py`.',
  source: {
    sentence:
      'This must be a valid Python package name, typically comprising only lowercase letters, numbers, and underscores.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    migrations:
      "{module} has no __init__.py, so that Django does not see its migrations and the plugin's tables are never made. Add an empty one.",
    api: {
      text: '{module} has no __init__.py: Python takes it for a namespace package, and build tools that look for packages leave it out, with its URLs. Add an empty one.',
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Folders without __init__.py',
      forms: [190],
      files: {
        'netbox_example/migrations/__init__.py': null,
        'netbox_example/api/__init__.py': null,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "netbox_example.api", "netbox_example.migrations"]

[tool.setuptools.package-data]
netbox_example = ["templates/**", "static/**"]
`,
      },
      reports: [
        { file: 'netbox_example/api/urls.py', at: '', message: 'api' },
        { file: 'netbox_example/migrations/0001_initial.py', at: '', message: 'migrations' },
      ],
    },
    {
      forms: [190],
      flow: true,
      files: {
        'netbox_example/api/__init__.py': null,
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import setup

PARTS = ['api', 'migrations']
PACKAGES = ['netbox_example', 'netbox_example.api', 'netbox_example.migrations']

setup(name='netbox-example', version='1.0.0', packages=PACKAGES, include_package_data=True)
`,
      },
      reports: [{ file: 'netbox_example/api/urls.py', at: '', message: 'api' }],
    },
  ],
  valid: [
    {
      title: 'A folder of data',
      forms: [190],
      files: {
        'netbox_example/migrations/__init__.py': '',
        'netbox_example/data/notes.txt': 'text',
      },
    },
  ],
  check(model, _host, report) {
    for (const { kind, module, at } of model.distribution.bareFolders) report(at, kind, { module });
  },
});
