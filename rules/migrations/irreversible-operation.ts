import { defineRule } from '../../src/rule.ts';
import type { MigrationOperation } from '../../src/plugin/migrations/index.ts';

const WITH = (operations: string): string => `from django.db import migrations


def fill(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [${operations}]
`;

export default defineRule({
  id: 'irreversible-operation',
  limit: 'migrations',
  severity: 'info',
  breaks: false,
  since: '0.1.0',
  summary: 'An operation of a migration cannot be taken back.',
  why: 'An operator who goes back to an older release of the plugin, or removes it with `migrate <plugin> zero`, is stopped by IrreversibleError at that operation.',
  remedy:
    'Give `reverse_code` or `reverse_sql`; `migrations.RunPython.noop` and `migrations.RunSQL.noop` where there is nothing to take back.',
  source: {
    sentence:
      "After removing the tables created by a plugin, the migrations that created the tables need to be removed from Django's migration history as well.",
    where: 'docs/plugins/removal.md, Remove the Django Migration Records',
  },
  messages: {
    python:
      'This RunPython has no reverse_code, so the migration cannot be taken back. Give one, or migrations.RunPython.noop.',
    sql: 'This RunSQL has no reverse_sql, so the migration cannot be taken back. Give one, or migrations.RunSQL.noop.',
  },
  invalid: [
    {
      title: 'Plain, and given by a helper',
      forms: [172],
      flow: true,
      files: {
        'netbox_example/migrations/0002_data.py': WITH("migrations.RunSQL('SELECT 1')"),
        'netbox_example/migrations/0003_more.py': `from django.db import migrations


def run(code):
    return migrations.RunPython(code)


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0002_data')]
    operations = [run(lambda apps, schema_editor: None)]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_data.py', at: "migrations.RunSQL('SELECT 1')", message: 'sql' },
        { file: 'netbox_example/migrations/0003_more.py', at: 'migrations.RunPython(code)', message: 'python' },
      ],
    },
    {
      forms: [172],
      files: {
        'netbox_example/migrations/0002_data.py': `from django.db import migrations


def fill(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunPython(fill)]
`,
      },
      reports: [
        { file: 'netbox_example/migrations/0002_data.py', at: 'migrations.RunPython(fill)', message: 'python' },
      ],
    },
  ],
  valid: [
    {
      title: 'Nothing to take back, and said so',
      forms: [172],
      files: {
        'netbox_example/migrations/0002_data.py': WITH(
          "migrations.RunPython(fill, migrations.RunPython.noop), migrations.RunSQL('SELECT 1', reverse_sql=migrations.RunSQL.noop)",
        ),
      },
    },
  ],
  check(model, _host, report) {
    const visit = (operations: readonly MigrationOperation[]): void => {
      for (const operation of operations) {
        if (operation.kind === 'separate') visit(operation.database);
        else if (operation.kind === 'python' && !operation.reversible) report(operation.at, 'python');
        else if (operation.kind === 'sql' && operation.backwards === null) report(operation.at, 'sql');
      }
    };
    for (const app of model.migrations.apps) for (const node of app.nodes) visit(node.operations);
  },
});
