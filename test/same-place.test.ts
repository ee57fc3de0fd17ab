import { expect, test } from 'vitest';
import { rules } from '../rules/index.ts';
import { lintFiles } from '../src/example.ts';

const relation = rules.filter(rule => rule.id === 'core-model-relation');

function relations(models: readonly string[], more = ''): ReturnType<typeof lintFiles>['findings'] {
  return lintFiles(
    {
      'netbox_example/patches.py': `from dcim.models import ${models.join(', ')}
from django.contrib.contenttypes.fields import GenericRelation

for target in (${models.join(', ')},):
    GenericRelation('netbox_example.Widget').contribute_to_class(target, 'widgets')
${more}`,
    },
    { rules: relation },
  ).findings;
}

test('one act in a loop over classes is one finding that names them', () => {
  const [two, ...none] = relations(['Site', 'Device']);
  expect(none).toEqual([]);
  expect(two?.message).toContain(
    'Each of dcim.models.devices.Device.widgets and dcim.models.sites.Site.widgets adds a generic relation',
  );
  const [many, ...rest] = relations(['Site', 'Device', 'Rack', 'Location', 'Cable', 'Module', 'Region']);
  expect(rest).toEqual([]);
  expect(many?.data['target']).toMatch(/^Each of (?:\S+, ){3}\S+ and 3 more$/);
  expect(many?.each?.map(one => one.data['target']?.split('.').at(-2))).toEqual([
    'Cable',
    'Device',
    'Module',
    'Rack',
    'Location',
    'Region',
    'Site',
  ]);
  expect(many?.each?.every(one => one.trace.length > 0 && one.each === undefined)).toBe(true);
});

test('one class alone, and other places, stay as they are', () => {
  const found = relations(['Site'], "GenericRelation('netbox_example.Widget').contribute_to_class(Site, 'parts')\n");
  expect(found.map(one => one.data['target'])).toEqual([
    'dcim.models.sites.Site.widgets',
    'dcim.models.sites.Site.parts',
  ]);
  expect(found.some(one => one.each)).toBe(false);
});
