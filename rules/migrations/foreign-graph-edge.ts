import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'foreign-graph-edge',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "A migration puts itself in front of, or in the place of, another app's migrations.",
  why: "`replaces` marks another app's migrations as run, and `run_before` makes them wait for the plugin. Either changes what NetBox or another plugin finds when it upgrades, and uninstalling the plugin leaves the graph with a hole.",
  remedy: "Name only the plugin's own migrations in `replaces` and `run_before`; depend on others with `dependencies`.",
  source: {
    sentence: 'Plugins can introduce their own models and views, but cannot interfere with existing components.',
    where: 'docs/plugins/index.md',
  },
  messages: {
    replaces:
      "replaces names {count} of the app '{app}', so Django records those migrations as run when this one is. Replace only migrations of the plugin itself.",
    runBefore:
      "run_before makes '{app}.{name}' wait for this plugin, so the migrations of another app depend on it. Use dependencies instead, the other way round.",
  },
  invalid: [
    {
      title: "Another app's history taken over",
      forms: [178],
      flow: true,
      files: {
        'netbox_example/migrations/0002_squashed.py': `from django.db import migrations

OLD = ['0001_initial', '0002_userkey']


class Migration(migrations.Migration):
    replaces = [('secrets', name) for name in OLD]
    dependencies = [('netbox_example', '0001_initial')]
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_squashed.py', at: "('secrets', name)", message: 'replaces' }],
    },
    {
      forms: [177],
      files: {
        'netbox_example/migrations/0002_early.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    run_before = [('dcim', '0200_populate_mac_addresses')]
    operations = []
`,
      },
      reports: [
        {
          file: 'netbox_example/migrations/0002_early.py',
          at: "('dcim', '0200_populate_mac_addresses')",
          message: 'runBefore',
        },
      ],
    },
    {
      forms: [177],
      flow: true,
      files: {
        'netbox_example/migrations/_edges.py': `FIRST = {'dcim': '0200_populate_mac_addresses'}


def edges():
    return [(app, name) for app, name in FIRST.items()]
`,
        'netbox_example/migrations/0002_early.py': `from django.db import migrations

from ._edges import edges


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    run_before = edges()
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/migrations/_edges.py', at: '(app, name)', message: 'runBefore' }],
    },
    {
      forms: [178],
      files: {
        'netbox_example/migrations/0002_squashed.py': `from django.db import migrations


class Migration(migrations.Migration):
    replaces = [('dcim', '0001_initial')]
    dependencies = [('netbox_example', '0001_initial')]
    operations = []
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_squashed.py', at: "('dcim', '0001_initial')", message: 'replaces' },
      ],
    },
  ],
  valid: [
    {
      title: "The plugin's own migrations squashed",
      forms: [178],
      files: {
        'netbox_example/migrations/0002_b.py': `from django.db import migrations


class Migration(migrations.Migration):
    replaces = [('netbox_example', '0002_one'), ('netbox_example', '0003_two')]
    dependencies = [('netbox_example', '0001_initial')]
    operations = []
`,
      },
    },
    {
      forms: [177],
      files: {
        'netbox_example/migrations/0002_early.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    run_before = [('netbox_example', '0003_late')]
    operations = []
`,
        'netbox_example/migrations/0003_late.py': `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_early'), ('dcim', '0200_populate_mac_addresses')]
    operations = []
`,
      },
    },
  ],
  check(model, _host, report) {
    const { labels, apps } = model.migrations;
    for (const node of apps.flatMap(app => app.nodes)) {
      const foreign = new Map<string, typeof node.replaces>();
      for (const one of node.replaces) {
        if (one.certain && !labels.has(one.app)) foreign.set(one.app, [...(foreign.get(one.app) ?? []), one]);
      }
      for (const [app, replaced] of foreign) {
        const [first] = replaced;
        const count = replaced.length === 1 ? 'a migration' : `${replaced.length} migrations`;
        if (first) report(first.at, 'replaces', { app, count });
      }
      for (const one of node.runBefore) {
        if (one.certain && !labels.has(one.app)) report(one.at, 'runBefore', { app: one.app, name: one.name });
      }
    }
  },
});
