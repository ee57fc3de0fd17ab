import { defineRule } from '../../src/rule.ts';
import type { MigrationNode } from '../../src/plugin/migrations/model.ts';
import type { Span } from '../../src/source.ts';

const EMPTY = (dependency: string): string => `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [${dependency}]
    operations = []
`;

export default defineRule({
  id: 'broken-graph',
  limit: 'migrations',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "The plugin's migrations do not form a graph that Django can apply.",
  why: '`manage.py migrate` builds the graph of all apps before it does anything: one plugin with two leaves, a missing node or a cycle stops the migration of all of NetBox.',
  remedy: 'Run `manage.py makemigrations --merge` for two leaves; name an existing migration where one is missing.',
  source: {
    sentence:
      "Once you have completed defining the model(s) for your plugin, you'll need to create the database schema migrations.",
    where: 'docs/plugins/development/models.md, Database Migrations',
  },
  messages: {
    leaves:
      "The app '{app}' has several last migrations ({names}), so migrate stops with “Conflicting migrations detected”. Make one depend on the other, or add a merge migration.",
    missing:
      "There is no migration '{name}' in the app '{app}', so migrate stops with NodeNotFoundError. Name one that exists.",
    cycle:
      'These migrations depend on each other in a circle ({names}), so migrate stops with CircularDependencyError. Take one of the dependencies out.',
    itself:
      'The migration {name} depends on itself, so migrate stops with CircularDependencyError. Name the migration before it instead.',
    noClass:
      'The module has no class Migration, so migrate stops with BadMigrationError. Add one, or begin the name of a helper module with an underscore.',
  },
  invalid: [
    {
      title: 'Two migrations on the same parent',
      forms: [180],
      files: {
        'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0001_initial')"),
        'netbox_example/migrations/0002_two.py': EMPTY("('netbox_example', '0001_initial')"),
      },
      reports: [{ file: 'netbox_example/migrations/0002_two.py', at: 'Migration', nth: 1, message: 'leaves' }],
    },
    {
      files: { 'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0001_begin')") },
      reports: [
        { file: 'netbox_example/migrations/0002_one.py', at: "('netbox_example', '0001_begin')", message: 'missing' },
        { file: 'netbox_example/migrations/0002_one.py', at: 'Migration', nth: 1, message: 'leaves' },
      ],
    },
    {
      files: { 'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0002_one')") },
      reports: [
        { file: 'netbox_example/migrations/0002_one.py', at: "('netbox_example', '0002_one')", message: 'itself' },
      ],
    },
    {
      files: {
        'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0003_two')"),
        'netbox_example/migrations/0003_two.py': EMPTY(
          "('netbox_example', '0002_one'), ('netbox_example', '0001_initial')",
        ),
      },
      reports: [
        { file: 'netbox_example/migrations/0002_one.py', at: "('netbox_example', '0003_two')", message: 'cycle' },
      ],
    },
    {
      files: {
        'netbox_example/migrations/0002_one.py': EMPTY(
          "('netbox_example', '0001_initial'), ('netbox_example', '0002_one')",
        ),
      },
      reports: [
        { file: 'netbox_example/migrations/0002_one.py', at: "('netbox_example', '0002_one')", message: 'itself' },
      ],
    },
    {
      files: { 'netbox_example/migrations/helpers.py': 'LABEL = "netbox_example"\n' },
      reports: [{ file: 'netbox_example/migrations/helpers.py', at: 'LABEL = "netbox_example"', message: 'noClass' }],
    },
    {
      forms: [180],
      flow: true,
      files: {
        'netbox_example/migrations/_base.py': `from django.db import migrations

APP = 'netbox_example'


class After(migrations.Migration):
    dependencies = [(APP, '0001_initial')]
`,
        'netbox_example/migrations/0002_one.py': `from ._base import After


class Migration(After):
    operations = []
`,
        'netbox_example/migrations/0002_two.py': `from . import _base as base


class Migration(base.After):
    operations = []
`,
      },
      reports: [{ file: 'netbox_example/migrations/0002_two.py', at: 'Migration', message: 'leaves' }],
    },
  ],
  valid: [
    {
      title: 'A merge migration, helpers behind an underscore, and `__first__`',
      forms: [180],
      files: {
        'netbox_example/migrations/_helpers.py': 'LABEL = "netbox_example"\n',
        'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0001_initial')"),
        'netbox_example/migrations/0002_two.py': EMPTY("('netbox_example', '__first__')"),
        'netbox_example/migrations/0003_merge.py': EMPTY(
          "('netbox_example', '0002_one'), ('netbox_example', '0002_two')",
        ),
      },
    },
    {
      title: 'A squash whose replaced migrations still ship',
      files: {
        'netbox_example/migrations/0002_one.py': EMPTY("('netbox_example', '0001_initial')"),
        'netbox_example/migrations/0001_squashed.py': `from django.db import migrations


class Migration(migrations.Migration):
    replaces = [('netbox_example', '0001_initial'), ('netbox_example', '0002_one')]
    operations = []
`,
        'netbox_example/migrations/0003_two.py': EMPTY("('netbox_example', '0002_one')"),
      },
    },
  ],
  check(model, _host, report) {
    for (const problem of model.migrations.problems) {
      switch (problem.kind) {
        case 'several-leaves': {
          const names = problem.leaves.map(leaf => leaf.name).join(', ');
          const last = problem.leaves.at(-1);
          const related = problem.leaves
            .slice(0, -1)
            .map(leaf => ({ at: leaf.at, message: `${leaf.name} is also a last migration` }));
          if (last) report(last.at, 'leaves', { app: problem.app, names }, { related });
          break;
        }
        case 'missing':
          report(problem.reference.at, 'missing', { app: problem.reference.app, name: problem.reference.name });
          break;
        case 'cycle': {
          const names = problem.nodes.map(node => node.name).join(', ');
          const at = closingEdge(problem.nodes);
          const [first] = problem.nodes;
          if (at && first && problem.nodes.length === 1) report(at, 'itself', { name: first.name });
          else if (at) report(at, 'cycle', { names });
          break;
        }
        case 'no-class':
          report(problem.at, 'noClass');
          break;
      }
    }
  },
});

/** The dependency that closes the circle: the one on a migration of a later name, or the first there is. */
function closingEdge(nodes: readonly MigrationNode[]): Span | undefined {
  const edges = nodes.flatMap(node =>
    [...node.dependencies, ...node.runBefore]
      .filter(one => nodes.some(other => other.app === one.app && other.name === one.name))
      .map(one => ({ node, one })),
  );
  const back = edges.find(({ node, one }) => one.app === node.app && one.name >= node.name) ?? edges[0];
  return back?.one.at ?? nodes[0]?.at;
}
