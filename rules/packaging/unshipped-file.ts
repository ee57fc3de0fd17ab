import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'unshipped-file',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'Files of the plugin are left out of what is installed.',
  why: 'A wheel holds the Python packages that the build tool finds, and no other file unless it is told. Without its migrations, templates and static files the plugin works from a checkout and fails once installed.',
  remedy:
    'Declare them: `[tool.setuptools.package-data] my_plugin = ["templates/**", "static/**"]`, and give each folder of Python files an `__init__.py`.',
  source: {
    sentence:
      'Plugins may package static resources like images or scripts to be served directly by the HTTP front end.',
    where: 'docs/plugins/installation.md, Collect Static Files',
  },
  messages: {
    migrations:
      "{count} of {module}'s migrations are not installed ({example}), so that its tables are never made. Add __init__.py to the folder and include it in the packages.",
    modules:
      '{count} Python files of {module} are not installed ({example}), so that whatever imports them fails. Include their folders in the packages.',
    templates:
      "{count} of {module}'s templates are not installed ({example}), so that its pages fail with TemplateDoesNotExist. Include them as package data.",
    assets: {
      text: "{count} of {module}'s static files are not installed ({example}), so that its pages miss them. Include them as package data.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'Only the top package is named, and no data',
      forms: [181],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example"]
include-package-data = false
`,
      },
      reports: [
        { file: 'pyproject.toml', at: '', message: 'migrations' },
        { file: 'pyproject.toml', at: '', message: 'modules' },
        { file: 'pyproject.toml', at: '', message: 'templates' },
        { file: 'pyproject.toml', at: '', message: 'assets' },
      ],
    },
    {
      forms: [181],
      flow: true,
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import setup

PARTS = ['netbox_example', 'netbox_example.api']
OPTIONS = {'packages': PARTS, 'include_package_data': True}

setup(name='netbox-example', version='1.0.0', **OPTIONS)
`,
      },
      reports: [
        { file: 'setup.py', at: '', message: 'migrations' },
        { file: 'setup.py', at: '', message: 'templates' },
        { file: 'setup.py', at: '', message: 'assets' },
      ],
    },
    {
      title: 'The plugin itself',
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"

[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools.packages.find]
where = ["source"]
`,
      },
      reports: [{ file: 'pyproject.toml', at: '', message: 'modules' }],
    },
  ],
  valid: [
    {
      title: 'Tests and sources of assets that stay behind',
      forms: [181],
      files: {
        'netbox_example/tests/test_widgets.py': `def test_nothing():
    pass
`,
        'netbox_example/static/netbox_example/widgets.scss': `.a { color: red; }
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
exclude = ["netbox_example.tests*"]

[tool.setuptools.package-data]
netbox_example = ["templates/**", "static/**/*.css"]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { plugin, kind, files, at } of model.distribution.unshipped) {
      const data = { count: String(files.length), module: plugin.module, example: files[0] ?? '' };
      report(at, kind === 'static files' ? 'assets' : kind, data, { plugin: plugin.module });
    }
  },
});
