import { describe, expect, test } from 'vitest';
import { modelOf } from './touches.ts';
import type { MigrationsModel } from '../../src/plugin/migrations/index.ts';

const HEAD = `from django.db import migrations, models
`;

/** A migration with its operations, on the one before it by name. */
function migration(operations: string, { before = '', after = '', dependencies = '' } = {}): string {
  return `${HEAD}${before}

class Migration(migrations.Migration):
    dependencies = [${dependencies}]
    operations = ${operations}
${after}`;
}

function read(files: Readonly<Record<string, string>>): MigrationsModel {
  const all = Object.fromEntries(Object.entries(files).map(([name, text]) => [`migrations/${name}`, text]));
  return modelOf('', { 'migrations/__init__.py': '', ...all }).model.migrations;
}

const after = (name: string): { dependencies: string } => ({ dependencies: `('netbox_example', '${name}')` });
const CREATE =
  "migrations.CreateModel('Widget', [('id', models.BigAutoField(primary_key=True)), ('name', models.CharField(max_length=9, null=True))])";

const events = (model: MigrationsModel): string[] =>
  model.tableEvents.map(
    event => `${event.operation} ${event.action} ${event.from === null ? '' : `${event.from} -> `}${event.table}`,
  );
const tables = (model: MigrationsModel): Record<string, string[]> =>
  Object.fromEntries(
    model.tables.map(table => [table.name, table.columns.map(column => `${column.name}${column.null ? '?' : ''}`)]),
  );

describe('tables', () => {
  test('follow models, fields and many-to-many relations', () => {
    const model = read({
      '0001_a.py': migration(`[${CREATE}]`),
      '0002_b.py': migration(
        `[
        migrations.AddField('widget', 'site', models.ForeignKey('dcim.Site', models.CASCADE)),
        migrations.AddField('widget', 'racks', models.ManyToManyField('dcim.Rack')),
        migrations.AddField('widget', 'peers', models.ManyToManyField('netbox_example.Widget')),
        migrations.RenameField('widget', 'site', 'place'),
        migrations.RemoveField('widget', 'name'),
    ]`,
        after('0001_a'),
      ),
    });
    expect(tables(model)).toEqual({
      netbox_example_widget: ['id', 'place_id'],
      netbox_example_widget_peers: ['id', 'from_widget_id', 'to_widget_id'],
      netbox_example_widget_racks: ['id', 'widget_id', 'rack_id'],
    });
    expect(model.undecided).toEqual([]);
  });

  test('are renamed with their model and its many-to-many tables, and dropped', () => {
    const model = read({
      '0001_a.py': migration(
        `[${CREATE}, migrations.AddField('widget', 'racks', models.ManyToManyField('dcim.Rack'))]`,
      ),
      '0002_b.py': migration(`[migrations.RenameModel('Widget', 'Gadget')]`, after('0001_a')),
      '0003_c.py': migration(
        `[migrations.AlterModelTable('gadget', 'things'), migrations.AlterModelTable('gadget', None)]`,
        after('0002_b'),
      ),
    });
    expect(events(model)).toEqual([
      'CreateModel create netbox_example_widget',
      'AddField create netbox_example_widget_racks',
      'RenameModel rename netbox_example_widget -> netbox_example_gadget',
      'RenameModel rename netbox_example_widget_racks -> netbox_example_gadget_racks',
      'AlterModelTable rename netbox_example_gadget -> things',
      'AlterModelTable rename netbox_example_gadget_racks -> things_racks',
      'AlterModelTable rename things -> netbox_example_gadget',
      'AlterModelTable rename things_racks -> netbox_example_gadget_racks',
    ]);
    expect(tables(model)['netbox_example_gadget_racks']).toEqual(['id', 'gadget_id', 'rack_id']);
    const gone = read({ '0001_a.py': migration(`[${CREATE}, migrations.DeleteModel('Widget')]`) });
    expect(gone.tables).toEqual([]);
    expect(gone.models.size).toBe(0);
  });

  test('are not made for proxies, unmanaged models and state alone', () => {
    const model = read({
      '0001_a.py': migration(`[
        migrations.CreateModel('A', [], options={'proxy': True}),
        migrations.CreateModel('B', [('id', models.BigAutoField(primary_key=True))], options={'managed': False, 'db_table': 'x'}),
        migrations.SeparateDatabaseAndState([], [migrations.CreateModel('C', [], options={'db_table': 'c'})]),
    ]`),
    });
    expect(model.tables).toEqual([]);
    expect(events(model)).toEqual(['CreateModel adopt c']);
    expect([...model.models.keys()]).toEqual(['netbox_example.a', 'netbox_example.b', 'netbox_example.c']);
  });

  test('are made where the database half cannot be read', () => {
    const model = read({
      '0001_a.py': migration(`[migrations.SeparateDatabaseAndState([migrations.RunPython(make)], [${CREATE}])]`, {
        before: '\ndef make(apps, schema_editor):\n    pass\n',
      }),
    });
    expect(Object.keys(tables(model))).toEqual(['netbox_example_widget']);
  });

  test('come from factories, loops, stars, own classes and constants', () => {
    const model = read({
      '_ops.py': `${HEAD}
FIELDS = ('a', 'b')


class Create(migrations.CreateModel):
    def __init__(self, name):
        super().__init__(name=name, fields=[('id', models.BigAutoField(primary_key=True))])


def add(name):
    return migrations.AddField(model_name='widget', name=name, field=models.IntegerField())
`,
      '0001_a.py': migration('[Create("Widget"), *[add(name) for name in FIELDS], *(add(n) for n in ("c",))]', {
        before: 'from netbox_example.migrations._ops import Create, FIELDS, add\n',
        after: "    for _extra in ('d', 'e'):\n        operations.append(add(_extra))\n",
      }),
    });
    expect(tables(model)).toEqual({ netbox_example_widget: ['id', 'a', 'b', 'c', 'd', 'e'] });
  });

  test('a factory that is used hundreds of times gives each of its operations', () => {
    const files: Record<string, string> = {
      '_ops.py': `${HEAD}
def create(name):
    return migrations.CreateModel(name, [('id', models.BigAutoField(primary_key=True))])
`,
    };
    for (let i = 0; i < 90; i++) {
      const number = String(i + 1).padStart(4, '0');
      files[`${number}_m.py`] = migration(`[create('M${i}')]`, {
        before: 'from netbox_example.migrations._ops import create\n',
        ...(i === 0 ? {} : after(`${String(i).padStart(4, '0')}_m`)),
      });
    }
    const model = read(files);
    expect(model.tables).toHaveLength(90);
    expect(model.problems).toEqual([]);
  });
});

describe('the graph', () => {
  const kinds = (model: MigrationsModel): string[] => model.problems.map(problem => problem.kind);

  test('orders by dependencies, not by name', () => {
    const model = read({
      '0001_z.py': migration('[]', after('0002_a')),
      '0002_a.py': migration('[]'),
      '__init__.py': '',
    });
    expect(model.apps[0]?.nodes.map(node => node.name)).toEqual(['0002_a', '0001_z']);
    expect(kinds(model)).toEqual([]);
  });

  test('has problems', () => {
    expect(kinds(read({ '0001_a.py': migration('[]'), '0002_b.py': migration('[]') }))).toEqual(['several-leaves']);
    expect(kinds(read({ '0001_a.py': migration('[]', after('0000_x')) }))).toEqual(['missing']);
    expect(
      kinds(read({ '0001_a.py': migration('[]', after('0002_b')), '0002_b.py': migration('[]', after('0001_a')) })),
    ).toContain('cycle');
    expect(kinds(read({ 'helpers.py': 'X = 1\n' }))).toEqual(['no-class']);
    expect(kinds(read({ '_helpers.py': 'X = 1\n', '0001_a.py': migration('[]') }))).toEqual([]);
  });

  test('dependencies that a condition picks link all the same; unknown ones leave the leaves open', () => {
    const either = migration('[]', {
      before:
        "from django.conf import settings\n\nif settings.DEBUG:\n    D = [('netbox_example', '0001_a')]\nelse:\n    D = [('netbox_example', '0000_gone')]\n",
    }).replace('dependencies = []', 'dependencies = D');
    expect(kinds(read({ '0001_a.py': migration('[]'), '0002_b.py': either }))).toEqual([]);
    const unknown = migration('[]', { before: 'from elsewhere import D\n' }).replace(
      'dependencies = []',
      'dependencies = D',
    );
    expect(kinds(read({ '0001_a.py': migration('[]'), '0002_b.py': unknown }))).toEqual([]);
  });

  test('a chain of thousands is ordered without exhausting the stack', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 3000; i++) {
      const name = (n: number): string => `m${String(n).padStart(5, '0')}`;
      files[`${name(3000 - i)}.py`] = migration('[]', i === 0 ? {} : after(name(3001 - i)));
    }
    const model = read(files);
    expect(kinds(model)).toEqual([]);
    expect(model.apps[0]?.nodes[0]?.name).toBe('m03000');
  }, 20_000);

  test('a squash stands for what it replaces; what that made was made all the same', () => {
    const model = read({
      '0001_a.py': migration(`[migrations.CreateModel('Widget', [], options={'db_table': 'old'})]`),
      '0002_b.py': migration(`[migrations.AlterModelTable('widget', None)]`, after('0001_a')),
      '0001_squashed.py': migration(`[${CREATE}]`, {
        after: "    replaces = [('netbox_example', '0001_a'), ('netbox_example', '0002_b')]\n",
      }),
      '0003_c.py': migration('[]', after('0002_b')),
    });
    expect(kinds(model)).toEqual([]);
    expect(Object.keys(tables(model))).toEqual(['netbox_example_widget']);
    expect(events(model)).toContain('CreateModel create old');
  });

  test('folders without __init__.py, and apps without migrations', () => {
    const bare = modelOf('', { 'migrations/0001_a.py': migration('[]') }).model.migrations;
    expect(bare.apps[0]?.folder).toBe('no-init');
    expect(modelOf('').model.migrations.apps[0]?.folder).toBe('missing');
  });

  test('operations that cannot be read leave the question open', () => {
    const model = read({
      '0001_a.py': migration('unknown_source()', { before: 'from elsewhere import unknown_source\n' }),
    });
    expect(model.undecided).toHaveLength(1);
    expect(model.apps[0]?.partial).toBe(true);
  });
});

describe('redirected work', () => {
  const redirects = (body: string, operations = '[]'): (string | null)[] => {
    const node = read({ '0001_a.py': migration(operations, { after: body }) }).apps[0]?.nodes[0];
    return [node?.redirect?.text ?? null, node?.operations[0]?.redirect?.text ?? null];
  };

  test('by the migration', () => {
    expect(redirects("    def __init__(self, name, app_label):\n        super().__init__(name, 'dcim')\n")).toEqual([
      'dcim',
      null,
    ]);
    expect(
      redirects("    def __init__(self, *args):\n        super().__init__(*args)\n        self.app_label = 'dcim'\n"),
    ).toEqual(['dcim', null]);
    expect(
      redirects(
        "    def apply(self, state, editor, collect_sql=False):\n        self.app_label = 'dcim'\n        return super().apply(state, editor)\n",
      ),
    ).toEqual(['dcim', null]);
    // Django sets the attribute of the instance, so that of the class means nothing.
    expect(redirects("    app_label = 'dcim'\n")).toEqual([null, null]);
    expect(redirects('    def __init__(self, name, app_label):\n        super().__init__(name, app_label)\n')).toEqual([
      null,
      null,
    ]);
  });

  test('by an operation, which then changes a core table', () => {
    const model = read({
      '0001_a.py': migration("[Elsewhere('dcim', 'device', 'x', models.TextField())]", {
        before: `

class Elsewhere(migrations.AddField):
    def __init__(self, app, *args):
        self.app = app
        super().__init__(*args)

    def database_forwards(self, app_label, *args):
        super().database_forwards(self.app, *args)
`,
      }),
    });
    expect(model.apps[0]?.nodes[0]?.operations[0]).toMatchObject({ kind: 'add-field', redirect: { text: 'dcim' } });
    expect(events(model)).toEqual(['AddField alter dcim_device']);
  });
});

describe('rows', () => {
  const rows = (body: string, reverse = 'migrations.RunPython.noop'): string[] =>
    read({
      '0001_a.py': migration(`[migrations.RunPython(go, ${reverse})]`, {
        before: `\n\ndef go(apps, schema_editor):\n${body.replaceAll(/^/gm, '    ')}\n`,
      }),
    }).rowWrites.map(
      row =>
        `${row.model} ${row.effect}${row.everyRow ? ' every' : ''}${row.withOwnModels ? ' own' : ''}${row.backwards ? ' backwards' : ''}`,
    );

  test('that are read are not written', () => {
    expect(
      rows(
        "for d in apps.get_model('dcim', 'Device').objects.filter(name='x'):\n    print(d.name)\nseen = set()\nseen.add(1)",
      ),
    ).toEqual([]);
  });

  test('are added, changed and deleted', () => {
    expect(
      rows(`D = apps.get_model('dcim', 'Device')
D.objects.using('default').create(name='x')
row, made = D.objects.get_or_create(name='y')
D.objects.filter(name='z').delete()
d = D.objects.get(name='a')
d.save()
new = D(name='b')
new.save()`),
    ).toEqual([
      'dcim.Device insert',
      'dcim.Device insert',
      'dcim.Device delete',
      'dcim.Device update',
      'dcim.Device insert',
    ]);
  });

  test('are every row when nothing from outside confines them', () => {
    const every = 'dcim.Device update every';
    expect(rows("apps.get_model('dcim', 'Device').objects.update(name='x')")).toEqual([every]);
    expect(
      rows("for d in apps.get_model('dcim', 'Device').objects.order_by('name').iterator():\n    d.save()"),
    ).toEqual([every]);
    expect(
      rows(
        "D = apps.get_model('dcim', 'Device')\nfor n in D.objects.values_list('name', flat=True).distinct():\n    D.objects.filter(name=n).update(name='x')",
      ),
    ).toEqual([every]);
    expect(rows("apps.get_model('dcim', 'Device').objects.filter(site_id=3).update(name='x')")).toEqual([
      'dcim.Device update',
    ]);
    expect(rows("apps.get_model('dcim', 'Device').objects.exclude(name='').update(name='x')")).toEqual([
      'dcim.Device update',
    ]);
    expect(rows("apps.get_model('dcim', 'Device').objects.first().save()")).not.toContain(every);
  });

  test('beside own models, and in reverse', () => {
    expect(
      rows("W = apps.get_model('netbox_example', 'Widget')\napps.get_model('dcim', 'Device').objects.update(name='x')"),
    ).toEqual(['dcim.Device update every own']);
    const model = read({
      '0001_a.py': migration('[migrations.RunPython(migrations.RunPython.noop, back)]', {
        before: "\n\ndef back(apps, schema_editor):\n    apps.get_model('dcim', 'Device').objects.all().delete()\n",
      }),
    });
    expect(model.rowWrites.map(row => row.backwards)).toEqual([true]);
  });
});

test('schema editors tell the model that they change', () => {
  const model = read({
    '0001_a.py': migration('[migrations.RunPython(go)]', {
      before: `

def model(apps, label):
    return apps.get_model(*label.split('.'))


def go(apps, schema_editor):
    schema_editor.add_field(model(apps, 'dcim.Device'), None)
    schema_editor.remove_field(apps.get_model('netbox_example', 'Widget'), None)
    schema_editor.delete_model(apps.get_model('dcim', 'Device').tags.through)
`,
    }),
  });
  expect(model.schemaChanges.map(change => [change.method, change.model, change.core, change.own])).toEqual([
    ['add_field', 'dcim.Device', true, false],
    ['remove_field', 'netbox_example.Widget', false, true],
    ['delete_model', 'dcim.Device', true, false],
  ]);
});
