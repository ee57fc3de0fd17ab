import { detailsOf, lasts } from '../../src/plugin/touch.ts';
import { defineRule } from '../../src/rule.ts';

export default defineRule({
  id: 'core-table-change',
  limit: 'core-components',
  severity: 'error',
  breaks: true,
  since: '0.1.0',
  summary: 'A core table or filter set is changed.',
  why: 'Lists and filters of core objects then show, hide or find other things for everybody.',
  remedy:
    'Add a column with `register_table_column` (NetBox 3.7 and later); for other changes use a table and view of your own.',
  source: {
    sentence: 'Plugins are not permitted to disable or hide core NetBox components.',
    where: 'docs/plugins/index.md, Limitations',
  },
  messages: {
    changed:
      "{target} is changed by the plugin, so core lists or filters no longer work as NetBox ships them. Use register_table_column, or a table of the plugin's own.",
  },
  invalid: [
    {
      title: 'The columns of a core table',
      forms: [109],
      files: {
        'netbox_example/patches.py': `from dcim.tables import DeviceTable

del DeviceTable.base_columns['name']
`,
      },
      reports: [{ file: 'netbox_example/patches.py', at: "DeviceTable.base_columns['name']", message: 'changed' }],
    },
    {
      forms: [109],
      flow: true,
      files: {
        'netbox_example/patches.py': `from dcim import filtersets

sets = {'device': filtersets.DeviceFilterSet}
sets['device'].base_filters.update({})
`,
      },
      reports: [
        { file: 'netbox_example/patches.py', at: "sets['device'].base_filters.update({})", message: 'changed' },
      ],
    },
  ],
  valid: [
    {
      title: 'The documented way',
      forms: [109],
      files: {
        'netbox_example/patches.py': `import django_tables2 as tables
from dcim.tables import DeviceTable
from utilities.tables import register_table_column

register_table_column(tables.Column(), 'widgets', DeviceTable)
`,
      },
    },
  ],
  check(model, _host, report) {
    for (const touch of model.touches) {
      if (!lasts(touch) || !((touch.area === 'table' || touch.area === 'filterset') && touch.name !== 'template_name'))
        continue;
      report(touch.at, 'changed', { target: touch.target }, detailsOf(touch));
    }
  },
});
