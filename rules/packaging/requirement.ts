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
    conflict:
      "'{text}' shuts out {name} {version}, which NetBox {release} pins: pip replaces it in NetBox's environment, or refuses the plugin. Widen the range.",
    standardLibrary:
      "'{name}' is part of Python's standard library; what PyPI has under that name is an old copy that can hide it. Remove it.",
  },
  invalid: [
    {
      title: 'NetBox itself, an exact pin, a module of Python',
      forms: [187],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = ["netbox>=4.0", "netutils==1.10.0", "importlib"]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [
        { file: 'pyproject.toml', at: '"netbox>=4.0"', message: 'netbox' },
        { file: 'pyproject.toml', at: '"netutils==1.10.0"', message: 'pin' },
        { file: 'pyproject.toml', at: '"importlib"', message: 'standardLibrary' },
      ],
    },
    {
      forms: [187],
      flow: true,
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import find_packages, setup

HOST = ['netbox>=4.0']
REQUIRES = ['requests>=2.31'] + HOST

setup(name='netbox-example', version='1.0.0', packages=find_packages(), install_requires=REQUIRES)
`,
      },
      reports: [{ file: 'setup.py', at: "'netbox>=4.0'", message: 'netbox' }],
    },
    {
      forms: [188],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = ["Django==4.2", "requests<2.0", "pycryptodome==3.23.0"]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
      reports: [
        { file: 'pyproject.toml', at: '"Django==4.2"', message: 'conflict', severity: 'error' },
        { file: 'pyproject.toml', at: '"requests<2.0"', message: 'conflict' },
        { file: 'pyproject.toml', at: '"pycryptodome==3.23.0"', message: 'pin' },
      ],
    },
    {
      forms: [188],
      flow: true,
      files: {
        'pyproject.toml': `[build-system]
requires = ["setuptools>=68"]
build-backend = "setuptools.build_meta"
`,
        'setup.py': `from setuptools import find_packages, setup

FRAMEWORK = ['Django>=4.1,<4.3']
EXTRA = ['netutils~=1.0']

setup(name='netbox-example', version='1.0.0', packages=find_packages(), install_requires=[*FRAMEWORK, *EXTRA])
`,
      },
      reports: [{ file: 'setup.py', at: "'Django>=4.1,<4.3'", message: 'conflict', severity: 'error' }],
    },
  ],
  valid: [
    {
      title: 'Ranges, and an extra for development',
      forms: [187],
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
    {
      forms: [188],
      files: {
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = [
  "Django>=4.2",
  "djangorestframework>=3.14,<4",
  "requests~=2.31",
  "Jinja2!=3.0.0",
  "Pillow<10; python_version < '3.9'",
]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
    },
  ],
  check(model, host, report) {
    const newest = host.facts.releases[host.newest] ?? '';
    const conflicts = (one: (typeof model.distribution.requirements)[number]): number =>
      (one.conflict?.releases ?? 0) & host.releases;
    const pins = model.distribution.requirements.filter(
      one => one.pin !== null && one.name !== 'netbox' && conflicts(one) === 0,
    );
    const [first, ...others] = pins;
    if (first) {
      const names = `${pins.map(one => one.name).join(', ')} ${others.length === 0 ? 'is' : 'are'}`;
      report(first.at, 'pin', { names }, { related: others.map(one => ({ at: one.at, message: one.text })) });
    }
    for (const one of model.distribution.requirements) {
      const concerned = conflicts(one);
      if (!one.conflict || concerned === 0) continue;
      const { name, text, at, conflict } = one;
      const last = 31 - Math.clz32(concerned);
      const data = { text, name, version: conflict.versions.get(last) ?? '', release: host.facts.releases[last] ?? '' };
      // No release of NetBox runs on another series of its framework.
      const sure = FRAMEWORK.has(name) && (host.releases & ~conflict.series) === 0;
      const some = concerned === host.releases ? {} : { releases: host.versions(concerned) };
      report(at, 'conflict', data, sure ? { ...some, severity: 'error' } : some);
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

/** What NetBox is built with: another series of it changes the code that NetBox runs on. */
const FRAMEWORK: ReadonlySet<string> = new Set([
  'django',
  'djangorestframework',
  'django-filter',
  'django-tables2',
  'django-taggit',
  'strawberry-graphql',
  'strawberry-graphql-django',
]);

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
