import { defineRule } from '../../src/rule.ts';

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
    plugin: {
      text: "The migration depends on '{app}.{name}' of another plugin, so migrate stops with NodeNotFoundError where that plugin is not installed and enabled. Require it in the package's dependencies and in django_apps.",
      severity: 'warning',
      breaks: false,
    },
  },
  invalid: [
    {
      title: 'A core migration that the older releases do not have',
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
  ],
  valid: [
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
  ],
  check(model, host, report) {
    const { facts } = host;
    const apps = facts.apps();
    const { migrations } = model;
    const normal = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
    const required = new Set(model.package.distribution.requirements.map(requirement => requirement.name));
    for (const node of migrations.apps.flatMap(app => app.nodes)) {
      for (const dependency of node.dependencies) {
        if (!dependency.certain || migrations.labels.has(dependency.app)) continue;
        const app = apps.get(dependency.app);
        if (!app) {
          // A distribution that is required is there; whether the operator enables it is another question.
          const severity = required.has(normal(dependency.app)) ? ('info' as const) : ('warning' as const);
          report(dependency.at, 'plugin', { app: dependency.app, name: dependency.name }, { severity });
          continue;
        }
        if (!app.core || dependency.name.startsWith('__')) continue;
        const known = facts.migrations(dependency.app);
        if (known.length === 0) continue;
        let having = 0;
        for (const one of known) {
          const stands =
            one.name === dependency.name ||
            one.replaces.some(([label, name]) => label === dependency.app && name === dependency.name);
          if (stands) having |= one.releases;
        }
        const lacking = host.releases & ~having;
        if (lacking === 0) continue;
        const versions = host.versions(lacking);
        const releases =
          versions.length > 2 ? `${versions[0] ?? ''} to ${versions.at(-1) ?? ''}` : versions.join(' and ');
        report(dependency.at, 'core', { app: dependency.app, name: dependency.name, releases }, { releases: versions });
      }
    }
  },
});
