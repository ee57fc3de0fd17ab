import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'shadowed-package',
  limit: 'packaging',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A top-level package has the name of one of NetBox's own.",
  why: "NetBox's packages (`core`, `dcim`, `utilities` …) are top-level names too. Which of the two is imported hangs on the order of sys.path: either the plugin's code is dead, or NetBox's is.",
  remedy: "Put the code below the plugin's own package.",
  source: {
    sentence: 'Plugins can introduce their own models and views, but cannot interfere with existing components.',
    where: 'docs/plugins/index.md',
  },
  messages: {
    shadows:
      "'{name}' is the name of a package of NetBox itself, so that only one of the two can be imported. Move it below the plugin's own package.",
  },
  invalid: [
    {
      title: 'A package with a name of NetBox',
      forms: [186],
      files: {
        'utilities/__init__.py': `def helper():
    return None
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "utilities"]
`,
      },
      reports: [{ file: 'utilities/__init__.py', at: '', message: 'shadows' }],
    },
    {
      forms: [163],
      files: {
        'dcim/migrations/0999_colour.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('dcim', '0001_initial')]
    operations = [migrations.AddField('device', 'colour', models.TextField(null=True))]
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "netbox_example.migrations", "netbox_example.api", "dcim.migrations"]
`,
      },
      reports: [{ file: 'dcim/migrations/0999_colour.py', at: '', message: 'shadows' }],
    },
    {
      forms: [186],
      flow: true,
      files: {
        'utilities/__init__.py': '',
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `import setuptools as build

PACKAGES = build.find_packages()
OPTIONS = {'name': 'netbox-example', 'version': '1.0.0'}

build.setup(packages=PACKAGES, **OPTIONS)
`,
      },
      reports: [{ file: 'utilities/__init__.py', at: '', message: 'shadows' }],
    },
    {
      forms: [163],
      flow: true,
      files: {
        'dcim/migrations/0999_colour.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('dcim', '0001_initial')]
    operations = []
`,
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import setup

OWN = ['netbox_example', 'netbox_example.api', 'netbox_example.migrations']
PACKAGES = OWN + ['dcim.migrations']

setup(name='netbox-example', version='1.0.0', packages=PACKAGES)
`,
      },
      reports: [{ file: 'dcim/migrations/0999_colour.py', at: '', message: 'shadows' }],
    },
  ],
  valid: [
    {
      title: 'The same name below the package, or outside what is installed',
      forms: [186],
      files: {
        'netbox_example/utilities/__init__.py': '',
        'core/notes.py': '',
      },
    },
    {
      forms: [163],
      files: {
        'netbox_example/dcim/__init__.py': '',
        'netbox_example/dcim/migrations/__init__.py': '',
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools]
packages = ["netbox_example", "netbox_example.migrations", "netbox_example.api", "netbox_example.dcim", "netbox_example.dcim.migrations"]
`,
      },
    },
  ],
  check(model, host, report) {
    for (const { name, at, shadows } of model.distribution.shadowing) {
      const concerned = shadows & host.releases;
      if (concerned === 0) continue;
      report(at, 'shadows', { name }, concerned === host.releases ? {} : { releases: host.versions(concerned) });
    }
  },
});
