import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'automatic-code',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'Installing the distribution makes code run that nobody has enabled.',
  why: "A plugin takes effect through `PLUGINS` alone. A `.pth` file with an import, or a `sitecustomize`, runs in every Python of NetBox's environment as soon as it is installed.",
  remedy: 'Do the work in `ready()`.',
  source: {
    sentence: "In `configuration.py`, add the plugin's name to the `PLUGINS` list:",
    where: 'docs/plugins/installation.md, Enable the Plugin',
  },
  messages: {
    code: "'{name}' runs code at every start of Python, whether the plugin is enabled or not. Do the work in ready().",
    path: {
      text: "'{name}' adds folders to sys.path for every program of the environment. Import from the plugin's own package instead.",
      severity: 'warning',
      breaks: false,
    },
    entryPoint: {
      text: "The entry point '{name}' is loaded by another program wherever the distribution is installed. Put it into a distribution of its own.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'Code that every Python start runs',
      forms: [192],
      files: {
        'sitecustomize.py': 'import netbox_example.patches\n',
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[project.entry-points.pytest11]
netbox_example = "netbox_example.fixtures"

[tool.setuptools]
packages = ["netbox_example"]
py-modules = ["sitecustomize"]
`,
      },
      reports: [
        { file: 'pyproject.toml', at: '', message: 'entryPoint' },
        { file: 'sitecustomize.py', at: '', message: 'code' },
      ],
    },
    {
      forms: [192],
      files: {
        'zz_example.pth': 'import netbox_example.patches\n',
        'zz_paths.pth': '/opt/example\n',
        'pyproject.toml': `[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"

[tool.poetry]
name = "netbox-example"
version = "1.0.0"
packages = [{ include = "netbox_example" }]
include = [{ path = "zz_*.pth", format = ["wheel"] }]
`,
      },
      reports: [
        { file: 'zz_example.pth', at: 'import netbox_example.patches', message: 'code' },
        { file: 'zz_paths.pth', at: '', message: 'path' },
      ],
    },
    {
      forms: [192],
      flow: true,
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import find_packages, setup

POINTS = {'pytest11': ['netbox_example = netbox_example.fixtures']}

setup(name='netbox-example', version='1.0.0', packages=find_packages(), entry_points=POINTS)
`,
      },
      reports: [{ file: 'setup.py', at: '', message: 'entryPoint' }],
    },
  ],
  valid: [
    {
      title: 'A command of its own',
      forms: [192],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[project.scripts]
example = "netbox_example.cli:main"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const { kind, name, at } of model.distribution.autoloads) {
      report(at, kind === 'pth' ? 'path' : kind === 'entry-point' ? 'entryPoint' : 'code', { name });
    }
  },
});
