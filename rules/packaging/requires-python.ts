import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'requires-python',
  limit: 'packaging',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'The declared Python versions shut out releases of NetBox that the plugin accepts.',
  why: 'pip refuses to install the plugin into the environment of such a release.',
  remedy: 'Widen `requires-python`, or lower `max_version`.',
  source: {
    sentence: 'NetBox supports Python 3.10, 3.11, and 3.12.',
    where: 'docs/installation/3-netbox.md (v4.4)',
  },
  messages: {
    excluded:
      "requires-python is '{text}', but NetBox {releases} needs Python {floor} or newer, so that pip refuses the plugin there. Widen it, or lower max_version.",
  },
  invalid: [
    {
      title: 'A Python that the releases do not run on',
      forms: [196],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
requires-python = ">=3.8,<3.12"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [{ file: 'pyproject.toml', at: '">=3.8,<3.12"', message: 'excluded' }],
    },
    {
      forms: [196],
      flow: true,
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import find_packages, setup

PYTHON = '>=3.8,<3.12'

setup(name='netbox-example', version='1.0.0', packages=find_packages(), python_requires=PYTHON)
`,
      },
      reports: [{ file: 'setup.py', at: "'>=3.8,<3.12'", message: 'excluded' }],
    },
  ],
  valid: [
    {
      title: 'An upper bound that leaves room',
      forms: [196],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
requires-python = ">=3.12,<4"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
    },
  ],
  check(model, host, report) {
    const requirement = model.distribution.pythonRequirement;
    if (!requirement || model.plugins.length === 0) return;
    let excluded = 0;
    host.facts.releases.forEach((_, index) => {
      if ((host.releases >> index) & 1 && !requirement.allowsFrom(host.facts.pythonFloor(index)))
        excluded |= 1 << index;
    });
    if (excluded === 0) return;
    const versions = host.versions(excluded);
    const [first = ''] = versions;
    const floor = host.facts.pythonFloor(31 - Math.clz32(excluded & -excluded)).join('.');
    report(
      requirement.at,
      'excluded',
      {
        text: requirement.text,
        releases: versions.length === 1 ? first : `${first} to ${versions.at(-1) ?? first}`,
        floor,
      },
      excluded === host.releases ? {} : { releases: versions },
    );
  },
});
