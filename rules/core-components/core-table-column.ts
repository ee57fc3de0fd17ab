import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-table-column',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A column is registered under a name that the table has already.',
  why: "`register_table_column` adds columns to core tables. Under the name of a column that the table itself has, the plugin's takes its place in every list; registered twice, it stops NetBox with a ValueError.",
  remedy: 'Give the column a name of its own, best with the name of the plugin in it.',
  source: {
    sentence:
      'This allows a plugin to attach additional information, such as relationships to its own models, to built-in object lists.',
    where: 'docs/plugins/development/tables.md',
  },
  messages: {
    core: "{table} has a column '{name}' itself, which this one replaces in every list. Give the column a name of its own.",
    twice: {
      text: "A column '{name}' is registered for {table} before: NetBox raises a ValueError and does not start. Register it once.",
      breaks: false,
    },
  },
  invalid: [
    {
      title: "Core's own column",
      forms: [100],
      files: {
        'netbox_example/signals.py': `import django_tables2 as tables
from dcim.tables import DeviceTable
from utilities.tables import register_table_column

register_table_column(tables.Column(), 'site', DeviceTable)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "register_table_column(tables.Column(), 'site', DeviceTable)",
          message: 'core',
        },
      ],
    },
    {
      title: 'Twice, through a helper',
      files: {
        'netbox_example/columns.py': `import django_tables2 as tables
from utilities.tables import register_table_column


def add(name, *classes):
    register_table_column(tables.Column(), name, *classes)
`,
        'netbox_example/signals.py': `import django_tables2 as tables
from dcim.tables import SiteTable
from utilities.tables import register_table_column as register

from . import columns

columns.add('example_widgets', SiteTable)
register(tables.Column(), 'example_widgets', SiteTable)
`,
      },
      reports: [
        {
          file: 'netbox_example/signals.py',
          at: "register(tables.Column(), 'example_widgets', SiteTable)",
          message: 'twice',
        },
      ],
    },
    {
      forms: [100],
      flow: true,
      files: {
        'netbox_example/columns.py': `import django_tables2 as columns
from dcim import tables
from utilities.tables import register_table_column

NAMES = ('site', 'example_widgets')


def add(table, names):
    for name in names:
        register_table_column(columns.Column(), name, table)


def install():
    add(tables.DeviceTable, NAMES)
`,
        'netbox_example/signals.py': `from .columns import install

install()
`,
      },
      reports: [
        {
          file: 'netbox_example/columns.py',
          at: 'register_table_column(columns.Column(), name, table)',
          message: 'core',
        },
      ],
    },
  ],
  valid: [
    {
      title: 'New names, the same on two tables',
      forms: [100],
      files: {
        'netbox_example/signals.py': `import django_tables2 as tables
from dcim.tables import DeviceTable, SiteTable
from utilities.tables import register_table_column

register_table_column(tables.Column(), 'example_widgets', DeviceTable, SiteTable)
`,
      },
    },
  ],
  check(model, host, report) {
    for (const column of model.registrations.tableColumns) {
      if (column.name === null) continue;
      const data = { name: column.name, table: column.table };
      const core = column.core & host.releases;
      if (core !== 0) report(column.at, 'core', data, core === host.releases ? {} : { releases: host.versions(core) });
      else if (column.repeated) report(column.at, 'twice', data);
    }
  },
});
