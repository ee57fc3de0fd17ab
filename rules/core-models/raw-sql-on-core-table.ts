import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'raw-sql-on-core-table',
  limit: 'core-models',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: "SQL outside of migrations changes NetBox's tables.",
  why: "A changed core table no longer fits NetBox's models and migrations. Rows that are written past the models skip validation, permissions, the change log, webhooks and the search index.",
  remedy: "Keep data in the plugin's own tables, and write core objects through NetBox's models.",
  source: {
    sentence: 'Plugins may not alter, remove, or override core NetBox models in any way.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    schema:
      "This SQL changes the table '{table}' of NetBox ({action}), which no longer fits NetBox's models and migrations. Keep the data in a table of the plugin.",
    rows: {
      text: "This SQL writes rows of NetBox's table '{table}' ({action}), past validation, permissions and the change log. Write them through NetBox's models.",
      severity: 'warning',
    },
  },
  invalid: [
    {
      title: 'A column added when the plugin starts, rows written by a view, through helpers',
      forms: [23, 24],
      flow: true,
      files: {
        'netbox_example/database.py': `from django.db import connection


def run(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
`,
        'netbox_example/signals.py': `from dcim.models import Device
from netbox_example.database import run

run(f'ALTER TABLE {Device._meta.db_table} ADD COLUMN IF NOT EXISTS colour text')
`,
        'netbox_example/more_views.py': `from django.views.generic import View

from .database import run

RETIRE = "UPDATE dcim_site SET status = 'retired' WHERE id = %s"


class RetireView(View):
    def post(self, request, pk):
        run(RETIRE, pk)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "f'ALTER TABLE {Device._meta.db_table} ADD COLUMN IF NOT EXISTS colour text'",
          message: 'schema',
        },
        { file: 'netbox_example/more_views.py', at: 'dcim_site', message: 'rows' },
      ],
    },
    {
      title: 'A column added',
      forms: [23],
      files: {
        'netbox_example/signals.py': `from django.db import connection

with connection.cursor() as cursor:
    cursor.execute('ALTER TABLE dcim_device ADD COLUMN colour text')
`,
      },
      reports: [{ file: 'netbox_example/signals.py', at: 'dcim_device', message: 'schema' }],
    },
    {
      title: 'Rows written by a view',
      forms: [24],
      files: {
        'netbox_example/more_views.py': `from dcim.models import Device
from django.db import connection
from django.views.generic import View


class RetireView(View):
    def post(self, request, pk):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE dcim_device SET name = 'x' WHERE id = %s", [pk])
        Device.objects.raw('DELETE FROM dcim_device')
`,
      },
      reports: [
        { file: 'netbox_example/more_views.py', at: 'dcim_device', nth: 1, message: 'rows' },
        { file: 'netbox_example/more_views.py', at: 'dcim_device', nth: 2, message: 'rows' },
      ],
    },
    {
      forms: [24],
      flow: true,
      files: {
        'netbox_example/database.py': `from django.db import connections


class Database:
    def __init__(self, alias='default'):
        self.connection = connections[alias]

    def run(self, statement, *parameters):
        cursor = self.connection.cursor()
        cursor.execute(statement, parameters)
`,
        'netbox_example/more_views.py': `from django.views.generic import View

from .database import Database

TABLE = 'dcim_site'


class RetireView(View):
    def post(self, request, pk):
        statement = f'UPDATE {TABLE} SET status = %s'
        statement += ' WHERE id = %s'
        Database().run(statement, 'retired', pk)
`,
      },
      reports: [{ file: 'netbox_example/more_views.py', at: "statement += ' WHERE id = %s'", message: 'rows' }],
    },
  ],
  valid: [
    {
      title: 'Reading core tables, writing own ones, and other things that have an execute()',
      forms: [23, 24],
      files: {
        'netbox_example/more_views.py': `from dcim.models import Device
from django.db import connection
from django.views.generic import View


class CountView(View):
    def get(self, request, client, name):
        with connection.cursor() as cursor:
            cursor.execute('SELECT count(*) FROM dcim_device WHERE name = %s', [name])
            cursor.execute("INSERT INTO netbox_example_widget (name) SELECT name FROM dcim_device WHERE name LIKE 'a%'")
            cursor.execute('LOCK TABLE dcim_device IN SHARE MODE')
        client.execute('dcim_device')
        return Device.objects.raw('SELECT * FROM dcim_device')
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const use of model.sql) {
      if (use.inMigration) continue;
      const details = use.optIn ? { trace: use.trace, severity: 'warning' as const } : { trace: use.trace };
      for (const statement of use.statements) {
        for (const effect of statement.effects) {
          if (effect.partial || effect.temporary || (effect.owner !== 'core' && effect.owner !== 'framework')) continue;
          const data = { table: effect.name, action: statement.kind.replaceAll('-', ' ').toUpperCase() };
          const emptied = effect.action === 'write' && effect.detail.operation === 'truncate';
          if (emptied || /^(?:alter|drop|rename|index|trigger|policy|rule|comment|grant|revoke)$/.test(effect.action)) {
            report(effect.at, 'schema', data, details);
          } else if (effect.action === 'write' && effect.owner === 'core' && effect.detail.operation !== 'nextval') {
            report(effect.at, 'rows', data, { trace: use.trace });
          }
        }
      }
    }
  },
});
