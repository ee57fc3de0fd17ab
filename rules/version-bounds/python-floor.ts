import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'python-floor',
  limit: 'version-bounds',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: 'The code needs a newer Python than the distribution, or the oldest release that it accepts, asks for.',
  why: 'On an older Python the file is a SyntaxError, and NetBox does not start.',
  remedy: 'Raise `requires-python` (and `min_version`), or write the construct in the older way.',
  source: {
    sentence: 'You may need to update your CI/CD processes and/or packaging to reflect this.',
    where: 'docs/plugins/development/migration-v4.md, Python support',
  },
  messages: {
    declared:
      "requires-python is '{text}', but {file} needs Python {version} ({feature}): on an older one it is a SyntaxError. Raise it to '>={version}'.",
    undeclared:
      "This needs Python {version} ({feature}), but NetBox {release} also runs on Python {floor} and nothing declares more. Add requires-python = '>={version}'.",
  },
  invalid: [
    {
      title: 'Too low a floor in the metadata',
      forms: [153],
      files: {
        'netbox_example/jobs.py': `def name(value):
    match value:
        case str():
            return value
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
requires-python = ">=3.8"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [{ file: 'pyproject.toml', at: '">=3.8"', message: 'declared' }],
    },
    {
      title: 'No floor in the metadata',
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    min_version = '4.0.0'


config = ExampleConfig
`,
        'netbox_example/jobs.py': `type Name = str
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [{ file: 'netbox_example/jobs.py', at: 'type Name = str', message: 'undeclared' }],
    },
    {
      forms: [153],
      flow: true,
      files: {
        'netbox_example/jobs.py': `def name(value):
    match value:
        case str():
            return value
`,
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import find_packages, setup

PYTHON = '>=3.8'

setup(name='netbox-example', version='1.0.0', packages=find_packages(), python_requires=PYTHON)
`,
      },
      reports: [{ file: 'setup.py', at: "'>=3.8'", message: 'declared' }],
    },
  ],
  valid: [
    {
      title: 'A floor that is high enough',
      forms: [153],
      files: {
        'netbox_example/jobs.py': `type Name = str

text = f"{", ".join(["a", "b"])}"
`,
      },
    },
  ],
  check(model, host, report) {
    const { pythonNeeds, pythonRequirement } = model.distribution;
    const [need] = pythonNeeds;
    if (!need) return;
    const version = need.version.join('.');
    const others = pythonNeeds
      .slice(1, 4)
      .map(one => ({ at: one.at, message: `${one.feature} needs Python ${one.version.join('.')}` }));
    if (pythonRequirement) {
      if (pythonRequirement.floor === null || !isOlder(pythonRequirement.floor, need.version)) return;
      report(
        pythonRequirement.at,
        'declared',
        { text: pythonRequirement.text, file: need.at.file, version, feature: need.feature },
        { related: [{ at: need.at, message: `${need.feature} needs Python ${version}` }, ...others] },
      );
      return;
    }
    const oldest = 31 - Math.clz32(host.releases & -host.releases);
    const floor = host.facts.pythonFloor(oldest);
    if (!isOlder(floor, need.version)) return;
    report(
      need.at,
      'undeclared',
      { version, feature: need.feature, release: host.facts.releases[oldest] ?? '', floor: floor.join('.') },
      { related: others },
    );
  },
});

const isOlder = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
