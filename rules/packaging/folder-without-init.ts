import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'folder-without-init',
  limit: 'packaging',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The folder of the REST API has no `__init__.py`.',
  why: 'Python takes such a folder for a namespace package, which works, but many build tools leave it out of the wheel. (A folder of migrations without it is reported by `missing-migration`.)',
  remedy: 'Add an empty `__init__.py`.',
  source: {
    sentence:
      'This must be a valid Python package name, typically comprising only lowercase letters, numbers, and underscores.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    api: '{module} has no __init__.py: Python takes it for a namespace package, and build tools that look for packages leave it out, with its URLs. Add an empty one.',
  },
  invalid: [
    {
      title: 'A folder without __init__.py',
      forms: [190],
      files: {
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
      reports: [{ file: 'netbox_example/api/urls.py', at: '', message: 'api' }],
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
      title: 'A folder of data; migrations, of which missing-migration tells',
      forms: [190],
      files: {
        'netbox_example/migrations/__init__.py': null,
        'netbox_example/data/notes.txt': 'text',
      },
    },
  ],
  check(model, _host, report) {
    for (const { module, at } of model.distribution.bareFolders) report(at, 'api', { module });
  },
});
