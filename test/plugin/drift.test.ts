/** What makemigrations would write, against what Django's own autodetector found for the same models and migrations. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modelOf } from './touches.ts';
import type { Drift } from '../../src/plugin/migrations/drift.ts';

const read = (name: string): string => readFileSync(new URL(`../data/drift/${name}`, import.meta.url), 'utf8');
const MODELS = read('models.py');
const MIGRATION = read('0001_initial.py');

interface Edit {
  readonly changes: readonly { readonly from: string; readonly to: string }[];
  readonly written: readonly string[];
}

// A checked-in file of ours.
const EDITS = JSON.parse(read('changes.json')) as readonly Edit[];

function driftOf(models: string, migration = MIGRATION, more: Readonly<Record<string, string>> = {}): Drift {
  return modelOf('', {
    'models.py': models,
    'migrations/__init__.py': '',
    'migrations/0001_initial.py': migration,
    ...more,
  }).model.drift;
}

const written = (drift: Drift): string[] => drift.changes.map(change => change.description).sort();

test('nothing, when the migration is the one that Django wrote', () => {
  const drift = driftOf(MODELS);
  expect(written(drift)).toEqual([]);
  expect(drift.undecided).toEqual([]);
});

test.each(EDITS.map(edit => [edit.changes.map(({ to }) => to.trim()).join(' / '), edit] as const))(
  'as Django found it: %s',
  (_, { changes, written: expected }) => {
    let models = MODELS;
    for (const { from, to } of changes) {
      expect(models).toContain(from);
      models = models.replaceAll(from, () => to);
    }
    const drift = driftOf(models);
    expect(written(drift)).toEqual(expected);
    expect(drift.undecided).toEqual([]);
  },
);

describe('operations', () => {
  const next = (operations: string): Readonly<Record<string, string>> => ({
    'migrations/0002_next.py': `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [${operations}]
`,
  });

  test.each([
    [
      "migrations.RenameModel('Thing', 'Item')",
      ['Create model Thing', 'Delete model Item', 'Alter field things on maker', 'Alter field thing on link'],
    ],
    ["migrations.AlterModelOptions('raw', {})", ['Change Meta options on raw']],
    ["migrations.AlterUniqueTogether('thing', None)", ['Alter unique_together for thing (1 constraint(s))']],
    ["migrations.RemoveField('maker', 'url')", ['Add field url to maker']],
    ["migrations.RenameField('maker', 'url', 'link')", ['Add field url to maker', 'Remove field link from maker']],
    [
      "migrations.AlterField('maker', 'flag', models.BooleanField(default=False), preserve_default=False)",
      ['Alter field flag on maker'],
    ],
    ["migrations.RemoveConstraint('thing', 'thing_c')", ['Create constraint thing_c on model thing']],
    [
      "migrations.RenameIndex('thing', 'thing_low', old_name='thing_lower')",
      ['Rename index thing_low on thing to thing_lower'],
    ],
    ["migrations.AlterModelTable('link', 'netbox_example_x')", ['Rename table for link to netbox_example_linked']],
    ["migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel('Sub')])", ['Create model Sub']],
    ["migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel('Sub')])", []],
  ])('%s', (operations, expected) => {
    expect(written(driftOf(MODELS, MIGRATION, next(operations)))).toEqual([...expected].sort());
  });

  test.each(['*operations()', 'Own()', "migrations.AddField(name(), 'x', models.TextField())"])(
    'that are not known leave all undecided: %s',
    operation => {
      const drift = driftOf(MODELS.replace('url =', 'uri ='), MIGRATION, next(operation));
      expect(written(drift)).toEqual([]);
      expect(drift.undecided).not.toEqual([]);
    },
  );
});

test('a class that descends from a model of a library may be the model of the migration', () => {
  const create = (name: string): string =>
    `migrations.CreateModel(name='${name}', fields=[], options={'proxy': True}, bases=('otp_totp.totpdevice',))`;
  const drift = driftOf(
    `from django_otp.plugins.otp_totp.models import TOTPDevice\n\n\nclass Device(TOTPDevice):\n    class Meta:\n        proxy = True\n`,
    `from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    operations = [${create('Device')}, ${create('Gone')}]\n`,
  );
  expect(written(drift)).toEqual(['Delete model Gone']);
  expect(drift.undecided.map(one => one.reason)).toEqual(['whether the class Device is a model']);
});
