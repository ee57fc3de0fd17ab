import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'stray-top-level',
  limit: 'packaging',
  severity: 'warning',
  breaks: true,
  since: '0.1.0',
  summary: 'The distribution installs more than its packages into site-packages.',
  why: "Everything at the top of a wheel lands beside all other packages of NetBox's environment. A `tests` or `docs` there collides with those of other distributions, and uninstalling one of them removes the other's files.",
  remedy:
    'Name the packages to install (`[tool.setuptools.packages.find] include = ["my_plugin*"]`), and keep tests, documentation and examples out of the wheel.',
  source: {
    sentence:
      'The plugin source directory contains all the actual Python code and other resources used by your plugin.',
    where: 'docs/plugins/development/index.md, Plugin Structure',
  },
  messages: {
    importable:
      "'{name}' ({files}) is installed as a top-level package of NetBox's whole environment, where others of that name collide with it. Limit the packages to the plugin's own.",
    data: "'{name}' ({files}) is installed into the root of site-packages, where it belongs to nobody and collides with that of other distributions. Keep it out of the wheel.",
  },
  invalid: [
    {
      title: 'Tests that are found as packages, and files that are included by name',
      forms: [185],
      files: {
        'tests/__init__.py': '',
        'tests/test_widgets.py': `def test_nothing():
    pass
`,
        'pyproject.toml': `[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"

[tool.poetry]
name = "netbox-example"
version = "1.0.0"
packages = [{ include = "netbox_example" }, { include = "tests" }]
include = [{ path = "README.md", format = ["sdist", "wheel"] }]
`,
      },
      reports: [
        { file: 'README.md', at: '', message: 'data' },
        { file: 'tests/test_widgets.py', at: '', message: 'importable' },
      ],
    },
    {
      forms: [185],
      flow: true,
      files: {
        'tests/__init__.py': '',
        'tests/test_widgets.py': `def test_nothing():
    pass
`,
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import setup

OWN = ['netbox_example', 'netbox_example.api', 'netbox_example.migrations']
PACKAGES = OWN + ['tests']

setup(name='netbox-example', version='1.0.0', packages=PACKAGES, include_package_data=True)
`,
      },
      reports: [{ file: 'tests/test_widgets.py', at: '', message: 'importable' }],
    },
  ],
  valid: [
    {
      title: 'A second package of its own, and a module',
      forms: [185],
      files: {
        'netbox_example_cli/__init__.py': '',
        'netbox_example_tool.py': '',
        'tests/test_widgets.py': '',
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "netbox_example_cli"]
py-modules = ["netbox_example_tool"]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { name, kind, at, files } of model.distribution.stray) {
      report(at, kind, { name, files: files === 1 ? '1 file' : `${files} files` });
    }
  },
});
