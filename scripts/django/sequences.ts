/** Generated sequences of migrations: operations that fit each other, drawn over every kind that concerns the database. */
import { alteredKey, drawAltered, drawField, drawKey, drawManyToMany, fieldText, pick } from './fields.ts';
import type { Draws, GeneratedField } from './fields.ts';
import { drawConstraint, drawIndex } from './indexes.ts';
import {
  addGenerated,
  addToField,
  bare,
  createChild,
  createProxy,
  createThrough,
  OWN_OPERATIONS,
  ownOperation,
  tableOf,
} from './kinds.ts';
import type { Context } from './kinds.ts';

export interface GeneratedModel {
  name: string;
  readonly key: string;
  readonly fields: Map<string, GeneratedField>;
  unique: readonly (readonly string[])[];
  together: readonly (readonly string[])[];
  /** Name → the fields that it is of. */
  readonly indexes: Map<string, readonly string[]>;
  readonly constraints: Map<string, readonly string[]>;
  /** What else rests on fields, which must stay as they are. */
  readonly computed: Map<string, readonly string[]>;
  table: string | null;
  ordered: boolean;
  /** Written in SQL: the model's table must keep its name and columns. */
  pinned: boolean;
}

/** Files of an app's migrations, by their names. */
export type Sequence = ReadonlyMap<string, string>;

const HEAD = `import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.expressions
import django.db.models.functions
import django.db.models.functions.math
import django.db.models.functions.text
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    HStoreField,
    IntegerRangeField,
    RangeOperators,
)
from django.contrib.postgres.operations import CreateCollation
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import Deferrable, F, Q, Value
from django.db.models.functions import Collate
`;

/**
 * Draws the migrations of an app.
 * @param counts how often each operation was drawn, counted on
 */
export function drawSequence(
  draws: Draws,
  label: string,
  django: readonly [number, number],
  counts: Map<string, number>,
): Sequence {
  const builder = new Builder(draws, label, django, counts);
  const files = new Map<string, string>();
  const length = 4 + draws.below(14);
  let operations: string[] = builder.collation();
  const flush = (): void => {
    if (operations.length === 0) return;
    const name = `${String(files.size + 1).padStart(4, '0')}_step`;
    const last = [...files.keys()].at(-1);
    const dependencies = last === undefined ? '' : `('${label}', '${last}')`;
    const body = operations.map(one => `        ${one},\n`).join('');
    files.set(
      name,
      `${HEAD}${body.includes('        A') || /^ +(?:OnlyState|Execute)/m.test(body) ? OWN_OPERATIONS : ''}\n\nclass Migration(migrations.Migration):\n    dependencies = [${dependencies}]\n    operations = [\n${body}    ]\n`,
    );
    operations = [];
  };
  for (let step = 0; step < length; step++) {
    const operation = builder.next();
    if (operation !== undefined) operations.push(...(typeof operation === 'string' ? [operation] : operation));
    if (draws.oneIn(3)) flush();
  }
  flush();
  return files;
}

class Builder {
  readonly #draws: Draws;
  readonly #label: string;
  readonly #django: readonly [number, number];
  readonly #counts: Map<string, number>;
  readonly #models: GeneratedModel[] = [];
  readonly #proxies = new Map<string, string>();
  readonly #context: Context;
  #loose = false;
  #number = 0;

  constructor(draws: Draws, label: string, django: readonly [number, number], counts: Map<string, number>) {
    this.#draws = draws;
    this.#label = label;
    this.#django = django;
    this.#counts = counts;
    this.#context = {
      draws,
      label,
      django,
      models: this.#models,
      proxies: this.#proxies,
      fresh: stem => this.#fresh(stem),
      count: operation => {
        this.#count(operation);
      },
    };
  }

  /** A collation for which texts that differ can be equal, in some of the sequences. */
  collation(): string[] {
    this.#loose = this.#draws.oneIn(4);
    const options = "provider='icu', locale='und-u-ks-level2', deterministic=False";
    return this.#loose ? [`CreateCollation('${this.#label}_loose', ${options})`] : [];
  }

  /** One operation; none where what was drawn does not fit the models as they are. */
  next(): string | readonly string[] | undefined {
    if (this.#models.length === 0) return this.#createModel();
    type Choice = () => string | readonly string[] | undefined;
    const choices: readonly [Choice, ...Choice[]] = [
      () => (this.#models.length < 4 ? this.#createModel() : this.#addField()),
      () => this.#addField(),
      () => this.#addField(),
      () => this.#alterField(),
      () => this.#alterField(),
      () => this.#alterField(),
      () => this.#alterField(),
      () => this.#renameField(),
      () => this.#removeField(),
      () => this.#renameModel(),
      () => this.#deleteModel(),
      () => this.#alterTable(),
      () => this.#uniqueTogether(),
      () => this.#indexTogether(),
      () => this.#addIndex(),
      () => this.#addIndex(),
      () => this.#removeIndex(),
      () => this.#renameIndex(),
      () => this.#addConstraint(),
      () => this.#addConstraint(),
      () => this.#removeConstraint(),
      () => this.#manyToMany(),
      () => this.#alterManyToMany(),
      () => this.#alterKey(),
      () => this.#order(),
      () => this.#sql(),
      () => this.#separate(),
      () => this.#comment(),
      () => createChild(this.#context),
      () => createProxy(this.#context),
      () => createThrough(this.#context),
      () => addGenerated(this.#context),
      () => addToField(this.#context),
      () => ownOperation(this.#context),
    ];
    return pick(this.#draws, choices)();
  }

  #count(operation: string): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  #fresh(stem: string): string {
    this.#number++;
    return `${stem}${this.#number}`;
  }

  #model(): GeneratedModel {
    const [first, ...rest] = this.#models;
    if (!first) throw new Error('a model is made first');
    return pick(this.#draws, [first, ...rest]);
  }

  #names(): string[] {
    return [...this.#models.map(one => one.name), ...this.#proxies.keys()];
  }

  #collations(): readonly [string, ...string[]] {
    return ["'C'", "'en-x-icu'", ...(this.#loose ? [`'${this.#label}_loose'`] : [])];
  }

  /** A field of a model for which a test holds. */
  #field(model: GeneratedModel, test: (field: GeneratedField, name: string) => boolean): string | undefined {
    const names = [...model.fields].filter(([name, field]) => test(field, name)).map(([name]) => name);
    const [first, ...rest] = names;
    return first === undefined ? undefined : pick(this.#draws, [first, ...rest]);
  }

  #isUsed(model: GeneratedModel, name: string): boolean {
    const all = [
      ...model.unique,
      ...model.together,
      ...model.indexes.values(),
      ...model.constraints.values(),
      ...model.computed.values(),
    ];
    return all.some(names => names.includes(name));
  }

  #isReferred(model: GeneratedModel): boolean {
    if ([...this.#proxies.values()].includes(model.name)) return true;
    return this.#models.some(
      one => one !== model && [...one.fields.values()].some(field => field.related === model.name),
    );
  }

  /** Field names for which a b-tree can be made. */
  #sortable(model: GeneratedModel): string[] {
    return [...model.fields]
      .filter(([name, field]) => name !== model.key && /^(?:text|number|time|relation)$/.test(field.group))
      .map(([name]) => name);
  }

  #text(field: GeneratedField): string {
    return fieldText(field, this.#label);
  }

  #createModel(): string {
    this.#count('CreateModel');
    const draws = this.#draws;
    const long = draws.oneIn(4) ? 'WithARatherLongNameThatFillsTheWholeWidthOfAName' : '';
    const name = this.#fresh(`Model${long}`);
    const key = draws.oneIn(3) ? 'code' : 'id';
    const fields = new Map<string, GeneratedField>();
    fields.set(
      key,
      key === 'id'
        ? { ...drawKey(draws), type: 'models.BigAutoField', keywords: { primary_key: 'True' } }
        : drawKey(draws),
    );
    const model = bare(name, key, fields);
    const models = this.#names();
    for (let index = draws.below(6); index >= 0; index--)
      fields.set(
        this.#fresh('field'),
        drawField(draws, { django: this.#django, collations: this.#collations(), models, added: false }),
      );
    const [first, ...rest] = models;
    if (first !== undefined && draws.oneIn(4)) fields.set(this.#fresh('many'), drawManyToMany(draws, [first, ...rest]));
    const options: string[] = [];
    const sortable = this.#sortable(model);
    const [one, other] = sortable;
    if (one !== undefined && other !== undefined && draws.oneIn(3)) {
      model.unique = [[one, other]];
      options.push(`'unique_together': {('${one}', '${other}')}`);
    }
    if (draws.oneIn(4)) {
      model.table = `${this.#label}_${pick(draws, ['own', 'Own', 'a table'])}_${this.#number}`;
      options.push(`'db_table': '${model.table}'`);
    }
    if (draws.oneIn(4)) options.push(`'db_table_comment': 'what it is for'`);
    const indexes = draws.oneIn(3) ? [this.#drawIndex(model)] : [];
    if (indexes.some(Boolean)) options.push(`'indexes': [${indexes.filter(Boolean).join(', ')}]`);
    const constraints = draws.oneIn(3) ? [this.#drawConstraint(model)] : [];
    if (constraints.some(Boolean)) options.push(`'constraints': [${constraints.filter(Boolean).join(', ')}]`);
    this.#models.push(model);
    const list = [...fields].map(([field, is]) => `('${field}', ${this.#text(is)})`).join(', ');
    return `migrations.CreateModel(name='${name}', fields=[${list}], options={${options.join(', ')}})`;
  }

  #addField(): string {
    this.#count('AddField');
    const model = this.#model();
    const name = this.#fresh(this.#draws.oneIn(6) ? 'field_with_a_rather_long_name_' : 'field');
    const field = drawField(this.#draws, {
      django: this.#django,
      collations: this.#collations(),
      models: this.#names(),
      added: true,
    });
    model.fields.set(name, field);
    return `migrations.AddField(model_name='${model.name}', name='${name}', field=${this.#text(field)})`;
  }

  #alterField(): string | undefined {
    const model = this.#model();
    const constrained = new Set(
      [...model.constraints.values(), ...model.indexes.values(), ...model.computed.values()].flat(),
    );
    const name = this.#field(
      model,
      (field, one) => one !== model.key && !/^(?:many|through|generated)$/.test(field.group) && !constrained.has(one),
    );
    const old = name === undefined ? undefined : model.fields.get(name);
    if (name === undefined || !old || model.pinned) return undefined;
    this.#count('AlterField');
    const drawn = drawAltered(this.#draws, old, {
      django: this.#django,
      collations: this.#collations(),
      models: this.#names(),
      added: false,
    });
    // A default of the database is not cast from one type to another.
    const field = drawn.type === old.type || !('db_default' in old.keywords) ? drawn : old;
    model.fields.set(name, field);
    return `migrations.AlterField(model_name='${model.name}', name='${name}', field=${this.#text(field)})`;
  }

  #alterKey(): string | undefined {
    const model = this.#model();
    const old = model.fields.get(model.key);
    if (!old || model.pinned) return undefined;
    this.#count('AlterField of a key');
    const field = alteredKey(this.#draws, old);
    model.fields.set(model.key, field);
    return `migrations.AlterField(model_name='${model.name}', name='${model.key}', field=${this.#text(field)})`;
  }

  #renameField(): string | undefined {
    const model = this.#model();
    const stale = new Set(
      [...model.indexes.values(), ...model.constraints.values(), ...model.computed.values()].flat(),
    );
    const from = this.#field(
      model,
      (field, name) => name !== model.key && !/^(?:generated|through)$/.test(field.group) && !stale.has(name),
    );
    const field = from === undefined ? undefined : model.fields.get(from);
    if (from === undefined || !field || model.pinned) return undefined;
    this.#count('RenameField');
    const to = this.#fresh('renamed');
    model.fields.delete(from);
    model.fields.set(to, field);
    const rename = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
      lists.map(names => names.map(name => (name === from ? to : name)));
    model.unique = rename(model.unique);
    model.together = rename(model.together);
    return `migrations.RenameField(model_name='${model.name}', old_name='${from}', new_name='${to}')`;
  }

  #removeField(): string | undefined {
    const model = this.#model();
    const name = this.#field(model, (_, one) => one !== model.key && !this.#isUsed(model, one));
    if (name === undefined || model.pinned) return undefined;
    this.#count('RemoveField');
    model.fields.delete(name);
    model.computed.delete(name);
    return `migrations.RemoveField(model_name='${model.name}', name='${name}')`;
  }

  #renameModel(): string {
    this.#count('RenameModel');
    const model = this.#model();
    const from = model.name;
    const to = this.#fresh('Renamed');
    model.name = to;
    for (const [proxy, of] of this.#proxies) if (of === from) this.#proxies.set(proxy, to);
    for (const one of this.#models) {
      for (const [name, field] of one.fields) {
        if (field.keywords['through'] === `'LABEL.${from}'`) {
          one.fields.set(name, { ...field, keywords: { ...field.keywords, through: `'LABEL.${to}'` } });
          continue;
        }
        if (field.related !== from) continue;
        one.fields.set(name, { ...field, related: to, keywords: { ...field.keywords, to: `'LABEL.${to}'` } });
      }
    }
    return `migrations.RenameModel(old_name='${from}', new_name='${to}')`;
  }

  #deleteModel(): string | undefined {
    const model = this.#model();
    if (this.#isReferred(model) || this.#models.length < 2) return undefined;
    this.#count('DeleteModel');
    this.#models.splice(this.#models.indexOf(model), 1);
    return `migrations.DeleteModel(name='${model.name}')`;
  }

  #alterTable(): string {
    this.#count('AlterModelTable');
    const model = this.#model();
    model.table = this.#draws.oneIn(3) ? null : `${this.#label}_${this.#fresh('moved_')}`;
    return `migrations.AlterModelTable(name='${model.name}', table=${model.table === null ? 'None' : `'${model.table}'`})`;
  }

  #pair(model: GeneratedModel): readonly string[] | undefined {
    const names = this.#sortable(model);
    const start = this.#draws.below(Math.max(names.length, 1));
    const pair = [names[start], names[(start + 1) % Math.max(names.length, 1)]];
    return pair[0] !== undefined && pair[1] !== undefined && pair[0] !== pair[1] ? [pair[0], pair[1]] : undefined;
  }

  #uniqueTogether(): string | undefined {
    const model = this.#model();
    const pair = this.#draws.oneIn(3) ? undefined : this.#pair(model);
    if (!pair && model.unique.length === 0) return undefined;
    this.#count('AlterUniqueTogether');
    model.unique = pair ? [pair] : [];
    return `migrations.AlterUniqueTogether(name='${model.name}', unique_together=${together(model.unique)})`;
  }

  #indexTogether(): string | undefined {
    const model = this.#model();
    const pair = this.#draws.oneIn(3) ? undefined : this.#pair(model);
    if (!pair && model.together.length === 0) return undefined;
    this.#count('AlterIndexTogether');
    model.together = pair ? [pair] : [];
    return `migrations.AlterIndexTogether(name='${model.name}', index_together=${together(model.together)})`;
  }

  #drawIndex(model: GeneratedModel): string | undefined {
    const name = `${this.#label}_${this.#fresh('ix')}`;
    const drawn = drawIndex(this.#draws, model, name);
    if (drawn) model.indexes.set(name, drawn.fields);
    return drawn?.text;
  }

  #drawConstraint(model: GeneratedModel): string | undefined {
    const name = `${this.#label}_${this.#fresh(this.#draws.oneIn(8) ? 'constraint_of_a_name_that_is_longer_than_postgres_takes_' : 'ck')}`;
    const drawn = drawConstraint(this.#draws, model, name, this.#django);
    if (drawn) model.constraints.set(name, drawn.fields);
    return drawn?.text;
  }

  #addIndex(): string | undefined {
    const model = this.#model();
    const index = this.#drawIndex(model);
    if (index === undefined) return undefined;
    this.#count('AddIndex');
    return `migrations.AddIndex(model_name='${model.name}', index=${index})`;
  }

  #removeIndex(): string | undefined {
    const model = this.#model();
    const [name] = model.indexes.keys();
    if (name === undefined) return undefined;
    this.#count('RemoveIndex');
    model.indexes.delete(name);
    return `migrations.RemoveIndex(model_name='${model.name}', name='${name}')`;
  }

  #renameIndex(): string | undefined {
    const model = this.#model();
    const [pair] = model.together;
    if (pair && this.#draws.oneIn(2)) {
      const to = `${this.#label}_${this.#fresh('ix')}`;
      this.#count('RenameIndex of fields');
      model.together = [];
      model.indexes.set(to, pair);
      return `migrations.RenameIndex(model_name='${model.name}', new_name='${to}', old_fields=(${pair.map(one => `'${one}'`).join(', ')}))`;
    }
    const [entry] = model.indexes;
    if (!entry) return undefined;
    this.#count('RenameIndex');
    const to = `${this.#label}_${this.#fresh('ix')}`;
    model.indexes.delete(entry[0]);
    model.indexes.set(to, entry[1]);
    return `migrations.RenameIndex(model_name='${model.name}', new_name='${to}', old_name='${entry[0]}')`;
  }

  #addConstraint(): string | undefined {
    const model = this.#model();
    const constraint = this.#drawConstraint(model);
    if (constraint === undefined) return undefined;
    this.#count('AddConstraint');
    return `migrations.AddConstraint(model_name='${model.name}', constraint=${constraint})`;
  }

  #removeConstraint(): string | undefined {
    const model = this.#model();
    const [name] = model.constraints.keys();
    if (name === undefined) return undefined;
    this.#count('RemoveConstraint');
    model.constraints.delete(name);
    return `migrations.RemoveConstraint(model_name='${model.name}', name='${name}')`;
  }

  #manyToMany(): string {
    this.#count('AddField of many to many');
    const model = this.#model();
    const [first = '', ...rest] = this.#names();
    const field = drawManyToMany(this.#draws, [first, ...rest]);
    const name = this.#fresh('many');
    model.fields.set(name, field);
    return `migrations.AddField(model_name='${model.name}', name='${name}', field=${this.#text(field)})`;
  }

  #alterManyToMany(): string | undefined {
    const model = this.#model();
    const name = this.#field(model, field => field.group === 'many');
    const [first = '', ...rest] = this.#names();
    if (name === undefined) return undefined;
    this.#count('AlterField of many to many');
    const field = drawManyToMany(this.#draws, [first, ...rest]);
    model.fields.set(name, field);
    return `migrations.AlterField(model_name='${model.name}', name='${name}', field=${this.#text(field)})`;
  }

  #order(): string | undefined {
    const model = this.#model();
    const relation = this.#field(model, field => field.group === 'relation');
    if (model.ordered) {
      this.#count('AlterOrderWithRespectTo');
      model.ordered = false;
      return `migrations.AlterOrderWithRespectTo(name='${model.name}', order_with_respect_to=None)`;
    }
    if (relation === undefined || this.#isUsed(model, relation)) return undefined;
    this.#count('AlterOrderWithRespectTo');
    model.ordered = true;
    model.pinned = true;
    return `migrations.AlterOrderWithRespectTo(name='${model.name}', order_with_respect_to='${relation}')`;
  }

  #sql(): string {
    this.#count('RunSQL');
    const model = this.#model();
    const table = `"${tableOf(this.#context, model)}"`;
    const extra = this.#fresh('extra');
    const texts: readonly [string, ...string[]] = [
      `ALTER TABLE ${table} ADD COLUMN ${extra} varchar(20)`,
      `ALTER TABLE ${table} ADD COLUMN ${extra} integer NOT NULL DEFAULT 0; ALTER TABLE ${table} ALTER COLUMN ${extra} DROP NOT NULL`,
      `CREATE INDEX ${this.#label}_${extra} ON ${table} (${keyColumn(model)})`,
      `CREATE TABLE ${this.#label}_${extra} (id bigserial PRIMARY KEY, name text NOT NULL UNIQUE, amount numeric(8,2))`,
      `CREATE TABLE ${this.#label}_${extra} (id integer GENERATED BY DEFAULT AS IDENTITY, flag boolean, PRIMARY KEY (id))`,
      `COMMENT ON TABLE ${table} IS 'by hand'`,
      `CREATE TABLE IF NOT EXISTS ${this.#label}_${extra} (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, created timestamp with time zone NULL DEFAULT now(), data jsonb NOT NULL DEFAULT '{}'::jsonb, name varchar(255) NOT NULL DEFAULT 'qemu' COLLATE "C", n integer CHECK (n > 0), twice integer GENERATED ALWAYS AS (n * 2) STORED, parent bigint REFERENCES ${this.#label}_${extra} ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, UNIQUE (name, n), CHECK (n < 10 OR name IN ('a', 'b')))`,
      `ALTER TABLE ${table} ADD COLUMN ${extra} varchar(20) DEFAULT 'a'; CREATE INDEX ON ${table} (lower(${extra})); CREATE UNIQUE INDEX IF NOT EXISTS ${this.#label}_${extra} ON ${table} USING btree (${extra} varchar_pattern_ops DESC NULLS LAST) INCLUDE (${keyColumn(model)}) WHERE ${extra} IS NOT NULL; ALTER TABLE ${table} ADD CONSTRAINT ${this.#label}_${extra}_ck CHECK (${extra} <> 'x')`,
      `ALTER TABLE ${table} ADD COLUMN ${extra} integer DEFAULT -1, ADD CONSTRAINT ${this.#label}_${extra}_u UNIQUE (${extra}) DEFERRABLE; ALTER TABLE ${table} ALTER COLUMN ${extra} SET DEFAULT 7; ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
      `ALTER TABLE ${table} ADD COLUMN ${extra} text DEFAULT 'a'; CREATE INDEX ${this.#label}_${extra} ON ONLY ${table} USING gin (${extra} gin_trgm_ops) WITH (fastupdate = off); ALTER TABLE ${table} ALTER ${extra} DROP DEFAULT, ALTER ${extra} SET NOT NULL`,
      `DO $do$ BEGIN ALTER TABLE ${table} ADD COLUMN ${extra} uuid DEFAULT gen_random_uuid(); EXECUTE 'CREATE INDEX ${this.#label}_${extra} ON ${table} (${extra})'; END $do$`,
      `CREATE SCHEMA IF NOT EXISTS ${this.#label}_elsewhere; CREATE TABLE ${this.#label}_elsewhere.${extra} (id int); CREATE VIEW ${this.#label}_${extra} AS SELECT 1 AS one`,
      `UPDATE ${table} SET ${keyColumn(model)} = ${keyColumn(model)}`,
    ];
    const text = pick(this.#draws, texts);
    return `migrations.RunSQL(${this.#draws.oneIn(2) ? `[${pyString(text)}]` : pyString(text)}, migrations.RunSQL.noop)`;
  }

  #separate(): string | undefined {
    const model = this.#model();
    if ([...model.fields.values()].some(field => field.group === 'many')) return undefined;
    this.#count('SeparateDatabaseAndState');
    if (this.#draws.oneIn(2)) {
      const name = this.#fresh('field');
      const field = drawField(this.#draws, {
        django: this.#django,
        collations: this.#collations(),
        models: this.#names(),
        added: true,
      });
      model.fields.set(name, field);
      const add = `migrations.AddField('${model.name}', '${name}', ${this.#text(field)})`;
      return `migrations.SeparateDatabaseAndState(database_operations=[${add}], state_operations=[${add}])`;
    }
    const from = tableOf(this.#context, model);
    const to = `${this.#label}_${this.#fresh('by_hand_')}`;
    model.table = to;
    return `migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL(${pyString(`ALTER TABLE "${from}" RENAME TO "${to}"`)})], state_operations=[migrations.AlterModelTable('${model.name}', '${to}')])`;
  }

  #comment(): string {
    this.#count('AlterModelTableComment');
    const text = this.#draws.oneIn(4) ? 'None' : `'comment ${this.#draws.below(9)}'`;
    return `migrations.AlterModelTableComment(name='${this.#model().name}', table_comment=${text})`;
  }
}

const keyColumn = (model: GeneratedModel): string =>
  model.fields.get(model.key)?.group === 'relation' ? `${model.key}_id` : model.key;

const pyString = (text: string): string => JSON.stringify(text);

function together(lists: readonly (readonly string[])[]): string {
  if (lists.length === 0) return 'set()';
  return `{${lists.map(names => `(${names.map(name => `'${name}'`).join(', ')})`).join(', ')}}`;
}
