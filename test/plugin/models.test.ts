import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultTable,
  hasOwnPrefix,
  manyToManyTable,
  splitTable,
  truncateName,
} from '../../src/plugin/models/table-name.ts';
import { modelOf } from './touches.ts';
import type { DjangoModel } from '../../src/plugin/models.ts';

function models(source: string, files: Readonly<Record<string, string>> = {}): ReadonlyMap<string, DjangoModel> {
  return new Map(modelOf('', { 'models.py': source, ...files }).model.models.map(one => [one.name, one]));
}

const fieldsOf = (model: DjangoModel | undefined): string[] =>
  [...(model?.fields.values() ?? [])].map(
    field =>
      `${field.name}: ${field.type} ${field.column ?? '-'}${field.related === null ? '' : ` -> ${field.related}`}`,
  );

describe('a model', () => {
  test('has the fields of its class, with columns and targets, and an automatic key', () => {
    const found = models(`from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from dcim.models import Device
from django.db import models


class Widget(models.Model):
    name = models.CharField(max_length=5, null=True, db_column='label')
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    parent = models.ForeignKey('self', on_delete=models.CASCADE)
    other = models.OneToOneField('Gadget', on_delete=models.CASCADE, related_name='mine')
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    target = GenericForeignKey('kind', 'x')
    sites = models.ManyToManyField('dcim.site')
    not_a_field = 3


class Gadget(models.Model):
    key = models.UUIDField(primary_key=True)
`);
    expect(fieldsOf(found.get('Widget'))).toEqual([
      'name: CharField label',
      'device: ForeignKey device_id -> dcim.Device',
      'parent: ForeignKey parent_id -> netbox_example.Widget',
      'other: OneToOneField other_id -> netbox_example.Gadget',
      'user: ForeignKey user_id -> users.User',
      'kind: ForeignKey kind_id -> contenttypes.ContentType',
      'target: GenericForeignKey -',
      'sites: ManyToManyField - -> dcim.Site',
      'id: BigAutoField id',
    ]);
    expect(found.get('Widget')?.fields.get('name')?.null).toBe(true);
    expect(found.get('Widget')?.fields.get('other')?.relatedName?.text).toBe('mine');
    expect(fieldsOf(found.get('Gadget'))).toEqual(['key: UUIDField key']);
  });

  test("has the host's fields of the release under check", () => {
    const found = models('from netbox.models import PrimaryModel\n\n\nclass Widget(PrimaryModel):\n    pass\n');
    const names = [...(found.get('Widget')?.fields.keys() ?? [])];
    expect(names).toEqual(
      expect.arrayContaining(['id', 'created', 'last_updated', 'custom_field_data', 'description', 'comments']),
    );
    // `owner` came with 4.5; the release under check is 4.4.
    expect(names).not.toContain('owner');
  });

  test('takes fields from abstract bases, the nearest first, and drops what a subclass sets to None', () => {
    const found = models(`from django.db import models


class Base(models.Model):
    a = models.CharField(max_length=1)
    b = models.CharField(max_length=1)

    class Meta:
        abstract = True
        db_table = 'netbox_example_shared'


class Widget(Base):
    a = models.TextField()
    b = None
`);
    expect(fieldsOf(found.get('Widget'))).toEqual(['a: TextField a', 'id: BigAutoField id']);
    expect(found.get('Widget')?.abstract).toBe(false);
    expect(found.get('Widget')?.table).toBe('netbox_example_shared');
    expect(found.get('Base')?.abstract).toBe(true);
    expect(found.get('Base')?.table).toBeNull();
  });

  test('is a proxy, a multi-table child or a child of an own model', () => {
    const found = models(`from dcim.models import Device
from django.db import models


class Mine(Device):
    class Meta:
        proxy = True


class Child(Device):
    x = models.IntegerField()


class Grandchild(Child):
    pass
`);
    expect(found.get('Mine')).toMatchObject({ proxy: true, table: 'dcim_device', owner: null });
    expect(fieldsOf(found.get('Mine'))).toEqual([]);
    expect(found.get('Child')?.parents.map(parent => [parent.label, parent.core])).toEqual([['dcim.Device', true]]);
    expect(fieldsOf(found.get('Child'))).toEqual([
      'x: IntegerField x',
      'device_ptr: OneToOneField device_ptr_id -> dcim.Device',
    ]);
    expect(found.get('Grandchild')?.parents.map(parent => [parent.label, parent.core])).toEqual([
      ['netbox_example.Child', false],
    ]);
  });

  test('belongs to the app that contains its module, or to the one it names', () => {
    const found = models(
      `from django.db import models

TABLE = 'x' + '_y'


class Widget(models.Model):
    class Meta:
        managed = False
        app_label = 'dcim'
        db_table = TABLE
`,
    );
    expect(found.get('Widget')).toMatchObject({ label: 'dcim.Widget', managed: false, table: 'x_y', owner: 'other' });
  });

  test('finds the table of a core model through its _meta, and tells whose it is', () => {
    const found = models(`from dcim.models import Device
from django.db import models


class Copy(models.Model):
    class Meta:
        managed = False
        db_table = Device._meta.db_table
`);
    expect(found.get('Copy')).toMatchObject({ table: 'dcim_device', owner: 'core', coreModelOfTable: 'dcim.Device' });
  });

  test('is made by type() in a loop', () => {
    const found = models(`from django.db import models

for name in ('One', 'Two'):
    globals()[name] = type(name, (models.Model,), {'__module__': __name__, 'a': models.CharField(max_length=1)})
`);
    expect([...found.keys()]).toEqual(['One', 'Two']);
    expect(fieldsOf(found.get('Two'))).toEqual(['a: CharField a', 'id: BigAutoField id']);
    expect(found.get('One')?.dynamic).toBe(true);
  });

  test('counts when its module is imported with models, later with views, or never', () => {
    const model = (name: string): string =>
      `from django.db import models\n\n\nclass ${name}(models.Model):\n    pass\n`;
    const found = models('from .more import A\n', {
      'more.py': model('A'),
      'lazy.py': model('B'),
      'views.py': 'from .lazy import B\n',
      'models_old.py': model('C'),
    });
    expect(found.get('A')?.registered).toBe('start');
    expect(found.get('B')?.registered).toBe('later');
    const alone = models('', { 'models/__init__.py': '', 'models/unused.py': model('D'), 'models.py': '' });
    expect(alone.get('D')?.registered).toBe('never');
  });
});

describe('names of tables', () => {
  test('are Django’s, the long ones hashed', () => {
    expect(defaultTable('netbox_example', 'WidgetKind')).toBe('netbox_example_widgetkind');
    expect(manyToManyTable('netbox_example_widget', 'sites')).toBe('netbox_example_widget_sites');
    const long = 'netbox_topology_views_individualoptions_preselected_device_roles';
    // 64 characters; 7d5d begins the MD5 of all of it.
    expect(truncateName(long)).toBe('netbox_topology_views_individualoptions_preselected_device_7d5d');
    expect(truncateName(long.slice(0, 63))).toBe(long.slice(0, 63));
  });

  test('may be qualified by a schema', () => {
    expect(splitTable('"other"."widget"')).toEqual({ schema: 'other', name: 'widget' });
    expect(splitTable('other"."widget')).toEqual({ schema: 'other', name: 'widget' });
    expect(splitTable('widget')).toEqual({ schema: null, name: 'widget' });
  });

  test('carry a prefix only with the underscore', () => {
    const labels = new Set(['netbox_example']);
    expect(hasOwnPrefix('netbox_example_widget', labels)).toBe(true);
    expect(hasOwnPrefix('netbox_examples', labels)).toBe(false);
    expect(hasOwnPrefix('netbox_example', labels)).toBe(false);
  });

  test('never exceed 63 characters, and stay as they are where they fit', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), text => {
        fc.pre(!text.includes('"'));
        const short = truncateName(text);
        expect(short.length).toBe(Math.min(text.length, 63));
        expect(short.slice(0, 59)).toBe(text.slice(0, 59));
      }),
    );
  });
});
