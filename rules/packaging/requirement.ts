import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'requirement',
  limit: 'packaging',
  severity: 'warning',
  breaks: false,
  since: '0.1.0',
  summary: "A dependency of the distribution disturbs NetBox's environment.",
  why: "A plugin is installed into NetBox's own virtual environment. `netbox` on PyPI is not NetBox before 4.6, and an exact pin replaces what NetBox or another plugin needs.",
  remedy: 'Leave `netbox` out of the dependencies, and give ranges instead of exact versions.',
  source: {
    sentence: "Be sure to install the plugin within NetBox's virtual environment.",
    where: 'docs/plugins/installation.md, Install the Python Package',
  },
  messages: {
    netbox:
      "The distribution depends on '{text}', but the netbox of PyPI is another project before 4.6 and NetBox is installed from its archive. Remove it; min_version and max_version say which NetBox is needed.",
    pin: {
      text: '{names} pinned to one exact version, which replaces the one that NetBox or another plugin has installed. Give a range.',
      severity: 'info',
    },
    standardLibrary:
      "'{name}' is part of Python's standard library; what PyPI has under that name is an old copy that can hide it. Remove it.",
  },
  invalid: [
    {
      title: 'NetBox itself, an exact pin, a module of Python',
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = ["netbox>=4.0", "requests==2.31.0", "importlib"]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [
        { file: 'pyproject.toml', at: '"netbox>=4.0"', message: 'netbox' },
        { file: 'pyproject.toml', at: '"requests==2.31.0"', message: 'pin' },
        { file: 'pyproject.toml', at: '"importlib"', message: 'standardLibrary' },
      ],
    },
  ],
  valid: [
    {
      title: 'Ranges, and an extra for development',
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = ["requests>=2.31", "netutils~=1.0"]

[project.optional-dependencies]
dev = ["netbox", "ruff==0.6.0"]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
    },
  ],
  check(model, host, report) {
    const newest = host.facts.releases[host.newest] ?? '';
    const pins = model.distribution.requirements.filter(one => one.pin !== null && one.name !== 'netbox');
    const [first, ...others] = pins;
    if (first) {
      const names = `${pins.map(one => one.name).join(', ')} ${others.length === 0 ? 'is' : 'are'}`;
      report(first.at, 'pin', { names }, { related: others.map(one => ({ at: one.at, message: one.text })) });
    }
    for (const { name, text, at } of model.distribution.requirements) {
      if (name === 'netbox') {
        // From 4.6 on NetBox itself is published there.
        const published = /^(4\.[6-9]|4\.\d\d|[5-9])/.test(newest) && (host.releases & ((1 << host.newest) - 1)) === 0;
        report(at, 'netbox', { text }, published ? { severity: 'info' } : {});
      } else if (STANDARD_LIBRARY.has(name)) report(at, 'standardLibrary', { name });
    }
  },
});

/** Modules of the standard library of which PyPI has an old copy by the same name. */
const STANDARD_LIBRARY: ReadonlySet<string> = new Set([
  'argparse',
  'asyncio',
  'dataclasses',
  'enum34',
  'importlib',
  'ipaddress',
  'logging',
  'pathlib',
  'typing',
  'unittest',
  'uuid',
  'wsgiref',
]);
