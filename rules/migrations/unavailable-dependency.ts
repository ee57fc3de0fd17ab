import { defineRule } from '../../src/rule.ts';
import type { HostFacts } from '../../src/host/facts.ts';
import type { MigrationReference } from '../../src/plugin/migrations/index.ts';

const DEPENDS = (dependency: string): string => `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), ${dependency}]
    operations = []
`;

export default defineRule({
  id: 'unavailable-dependency',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A migration depends on one that a supported release does not have, or that another plugin brings.',
  why: '`migrate` stops for all of NetBox with NodeNotFoundError when a dependency is not there: because the release is older than the migration, or because the other plugin is not installed.',
  remedy:
    'Depend on the oldest core migration that has what is needed, raise `min_version`, or bring the other plugin in with `django_apps`.',
  source: {
    sentence: 'Plugin can specify a minimum and/or maximum NetBox version with which it is compatible.',
    where: 'docs/plugins/index.md, Capabilities',
  },
  messages: {
    core: "NetBox {releases} has no migration '{name}' in the app '{app}', so migrate stops with NodeNotFoundError there. Depend on an older one, or narrow min_version and max_version.",
    django:
      "Django has no migration '{name}' in its app '{app}', so migrate stops with NodeNotFoundError. Depend on one that exists.",
    plugin: {
      text: "The migration depends on '{app}.{name}' of another plugin, so migrate stops with NodeNotFoundError where that plugin is not installed and enabled. Require it in the package's dependencies and in django_apps.",
      severity: 'warning',
      breaks: false,
    },
    newer: {
      text: "NetBox has the migration '{name}' of the app '{app}' from {first} on, and the plugin gives no min_version: on an older release migrate stops with NodeNotFoundError. Add min_version = '{first}.0', or depend on an older migration.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'A core migration that the older releases do not have',
      forms: [174],
      netbox: '>=4.5,<4.8',
      files: { 'netbox_example/migrations/0002_new.py': DEPENDS("('dcim', '0250_cooling_infrastructure')") },
      reports: [
        {
          file: 'netbox_example/migrations/0002_new.py',
          at: "('dcim', '0250_cooling_infrastructure')",
          message: 'core',
        },
      ],
    },
    {
      title: 'Another plugin, named by a constant',
      forms: [176],
      flow: true,
      files: {
        'netbox_example/names.py': "OTHER = 'netbox_other'\n",
        'netbox_example/migrations/0002_new.py': `from django.db import migrations

from netbox_example.names import OTHER


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), (OTHER, '0001_initial')]
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_new.py', at: "(OTHER, '0001_initial')", message: 'plugin' }],
    },
    {
      title: 'A new core migration, and no version bounds',
      forms: [175],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
        'netbox_example/migrations/0002_new.py': DEPENDS("('dcim', '0250_cooling_infrastructure')"),
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_new.py',
          at: "('dcim', '0250_cooling_infrastructure')",
          message: 'newer',
        },
      ],
    },
    {
      title: 'The newest of several counts, wherever it comes from',
      forms: [175],
      flow: true,
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
        'netbox_example/migrations/_core.py': `NAMES = ('0160_populate_cable_ends', '0200_populate_mac_addresses')


def core(names):
    for name in names:
        yield ('dcim', name)
`,
        'netbox_example/migrations/0002_new.py': `from django.db import migrations

from ._core import NAMES, core


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), *core(NAMES)]
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/migrations/_core.py', at: "('dcim', name)", message: 'newer' }],
    },
    {
      forms: [174],
      flow: true,
      netbox: '>=4.5,<4.8',
      files: {
        'netbox_example/names.py': `NUMBER = 250
LAST = '_'.join([f'0{NUMBER}', 'cooling', 'infrastructure'])


def after(app, name):
    return (app, name)
`,
        'netbox_example/migrations/0002_new.py': `from django.db import migrations

from netbox_example.names import LAST, after


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')] + [after('dcim', LAST)]
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/names.py', at: '(app, name)', nth: 2, message: 'core' }],
    },
    {
      forms: [176],
      files: {
        'netbox_example/migrations/0002_new.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), ('netbox_other', '0001_initial')]
    operations = []
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_new.py', at: "('netbox_other', '0001_initial')", message: 'plugin' },
      ],
    },
    {
      title: "One that Django's own app does not have",
      files: {
        'netbox_example/migrations/0002_more.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), ('contenttypes', '0003_more')]
    operations = []
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_more.py', at: "('contenttypes', '0003_more')", message: 'django' },
      ],
    },
  ],
  valid: [
    {
      title: 'No version bounds, and a migration that every release has',
      forms: [174, 175],
      files: {
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'


config = ExampleConfig
`,
        'netbox_example/migrations/0002_new.py': DEPENDS("('dcim', '__first__'), ('ipam', '0001_initial')"),
      },
    },
    {
      title: 'A core migration that a squash replaced, Django’s own apps, and the user model',
      files: {
        'netbox_example/migrations/0002_old.py': `from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('netbox_example', '0001_initial'),
        ('dcim', '0160_populate_cable_ends'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('extras', '__first__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = []
`,
      },
    },
    {
      title: 'One of several, as the release has it',
      netbox: '>=4.5,<4.8',
      files: {
        'netbox_example/migrations/0002_either.py': `from django.conf import settings
from django.db import migrations

if settings.DEBUG:
    CORE = ('dcim', '0250_cooling_infrastructure')
else:
    CORE = ('dcim', '0160_populate_cable_ends')


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), CORE]
    operations = []
`,
      },
    },
    {
      forms: [176],
      files: {
        'netbox_example/migrations/0002_new.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial'), ('netbox_other', '0001_initial')]
    operations = []
`,
        'netbox_example/__init__.py': `from netbox.plugins import PluginConfig


class ExampleConfig(PluginConfig):
    name = 'netbox_example'
    django_apps = ['netbox_other']


config = ExampleConfig
`,
        'pyproject.toml': `[project]
name = "netbox-example"
version = "1.0.0"
dependencies = ["netbox-other>=1.0"]

[tool.setuptools.packages.find]
include = ["netbox_example*"]
`,
      },
    },
  ],
  check(model, host, report) {
    const { facts } = host;
    const apps = facts.apps();
    const { migrations } = model;
    const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
    const required = new Set(model.package.distribution.requirements.map(requirement => requirement.name));
    // Without bounds only the newest release is under check, and the plugin claims to work with all of them.
    const unbound =
      host.chosenBy === 'default' &&
      model.settings.startup.every(({ bounds }) => bounds.min === null && bounds.max === null);
    let newest: Newest | null = null;
    for (const node of migrations.apps.flatMap(app => app.nodes)) {
      for (const dependency of node.dependencies) {
        if (!dependency.certain || migrations.labels.has(dependency.app)) continue;
        const known = DJANGO_MIGRATIONS[dependency.app];
        if (known && !dependency.name.startsWith('__') && !known.has(dependency.name)) {
          report(dependency.at, 'django', { app: dependency.app, name: dependency.name });
          continue;
        }
        const app = apps.get(dependency.app);
        if (!app) {
          // A distribution that is required is there; whether the operator enables it is another question.
          const severity = required.has(normal(dependency.app)) ? ('info' as const) : ('warning' as const);
          report(dependency.at, 'plugin', { app: dependency.app, name: dependency.name }, { severity });
          continue;
        }
        if (!app.core || dependency.name.startsWith('__')) continue;
        if (facts.migrations(dependency.app).length === 0) continue;
        const having = releasesWith(facts, dependency);
        const first = having === 0 ? 0 : lowest(having);
        if (unbound && first > (newest === null ? 0 : newest.first)) newest = { dependency, first };
        const lacking = host.releases & ~having;
        if (lacking === 0) continue;
        const versions = host.versions(lacking);
        const releases =
          versions.length > 2 ? `${versions[0] ?? ''} to ${versions.at(-1) ?? ''}` : versions.join(' and ');
        report(dependency.at, 'core', { app: dependency.app, name: dependency.name, releases }, { releases: versions });
      }
    }
    if (newest === null) return;
    const { app, name, at } = newest.dependency;
    const first = (facts.releases[newest.first] ?? '').replace(/\.\d+$/, '');
    report(at, 'newer', { app, name, first });
  },
});

/** Migrations of Django's apps that models point to, which are the same in all of Django 3.0 to 6.1. */
const DJANGO_MIGRATIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  contenttypes: new Set(['0001_initial', '0002_remove_content_type_name']),
};

interface Newest {
  readonly dependency: MigrationReference;
  /** Index of the first release that has it. */
  readonly first: number;
}

/** Releases that have a migration, or one that stands in its place. */
function releasesWith(facts: HostFacts, { app, name }: MigrationReference): number {
  let having = 0;
  for (const one of facts.migrations(app)) {
    const stands = one.name === name || one.replaces.some(([label, replaced]) => label === app && replaced === name);
    if (stands) having |= one.releases;
  }
  return having;
}

const lowest = (set: number): number => 31 - Math.clz32(set & -set);
