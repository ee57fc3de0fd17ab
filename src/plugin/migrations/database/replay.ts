/**
 * Migrations applied one after the other, each operation to the models' state and through the schema editor to the catalogue
 * (`state_forwards` and `database_forwards` of django/db/migrations/operations, 3.0 to 6.1).
 */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import { defaultTable } from '../../models/table-name.ts';
import { alterField, alterManyToMany } from './alter.ts';
import { Catalogue } from './catalogue.ts';
import { SchemaEditor, same } from './editor.ts';
import { EMPTY, keyOf, labelOf, orderField, State } from './state.ts';
import { isNone, itemsOf, madeBy, stringsOf, togetherOf } from './values.ts';
import type { Value } from '../../../program/index.ts';
import type { Span } from '../../../source.ts';
import type { FieldModel, Named } from '../../models/field.ts';
import type { MigrationNode, MigrationOperation } from '../model.ts';
import type { Column, Table } from './catalogue.ts';
import type { Installation, Model } from './state.ts';

type Operation<K extends MigrationOperation['kind']> = Extract<MigrationOperation, { kind: K }>;

/** Applies to the catalogue what the package writes by itself. */
export interface OwnCode {
  /** The SQL of an operation; false where what it does to tables cannot be told. */
  sql(operation: Operation<'sql'>, catalogue: Catalogue): boolean;
  /** What a RunPython or an operation of an own class calls; gives what of it cannot be told. */
  calls(operation: MigrationOperation, catalogue: Catalogue): string | undefined;
}

export class Replay {
  readonly catalogue = new Catalogue();
  readonly editor: SchemaEditor;
  readonly undecided: { readonly reason: string; readonly at: Span }[] = [];
  readonly #own: OwnCode;
  #state: State;

  constructor(installation: Installation, own: OwnCode) {
    this.editor = new SchemaEditor(this.catalogue, installation.django);
    this.#state = new State(installation);
    this.#own = own;
  }

  get state(): State {
    return this.#state;
  }

  run(nodes: readonly MigrationNode[]): void {
    for (const node of nodes) {
      for (const operation of node.operations) {
        const app = operation.redirect?.text ?? node.redirect?.text ?? node.app;
        this.#state = this.#apply(operation, app, this.#state, true);
        for (const what of this.editor.unknowns.splice(0))
          this.undecided.push({ reason: `${what} that cannot be read`, at: operation.at });
      }
      this.editor.flush();
    }
  }

  /** Applies an operation to a state and, where `tables` says so, to the database; gives the state after it. */
  #apply(operation: MigrationOperation, app: string, before: State, tables: boolean): State {
    const { work } = operation;
    if (!work) return this.#applyAsDjango(operation, app, before, tables);
    const after = this.#applyAsDjango(
      operation,
      app,
      before,
      tables && work.database !== 'nothing' && !this.#runsOwn(operation, tables),
    );
    if (work.state === 'own')
      this.undecided.push({ reason: 'an own operation that changes the models', at: operation.at });
    return work.state === 'nothing' ? before : after;
  }

  /** Runs what an operation of an own class does in its own way; false where that is not known, and so taken for Django's. */
  #runsOwn(operation: MigrationOperation, tables: boolean): boolean {
    if (operation.work?.database !== 'own' || !tables) return false;
    const doubt = this.#own.calls(operation, this.catalogue);
    if (doubt !== undefined) this.undecided.push({ reason: `${doubt}, in an own operation`, at: operation.at });
    return doubt === undefined;
  }

  #applyAsDjango(operation: MigrationOperation, app: string, before: State, tables: boolean): State {
    switch (operation.kind) {
      case 'separate': {
        let database = before;
        let known = true;
        for (const one of operation.database) {
          const label = one.redirect?.text ?? app;
          if (one.kind === 'sql') known &&= this.#runSql(one, tables);
          else if (one.kind === 'python') known &&= !tables || this.#own.calls(one, this.catalogue) === undefined;
          else if (one.kind === 'unknown' || (one.kind === 'own' && !this.#runsOwn(one, tables))) known = false;
          else database = this.#apply(one, label, database, tables);
        }
        // Where what runs on the database cannot be read, the state tells what the tables are thought to be.
        let state = before;
        for (const one of operation.state) state = this.#apply(one, one.redirect?.text ?? app, state, tables && !known);
        return state;
      }
      case 'sql':
        if (!this.#runSql(operation, tables))
          this.undecided.push({ reason: 'SQL whose effect on tables is not known', at: operation.at });
        return before;
      case 'database-object':
        if (tables) this.#collation(operation);
        return before;
      case 'python': {
        const doubt = tables ? this.#own.calls(operation, this.catalogue) : undefined;
        if (doubt !== undefined) this.undecided.push({ reason: doubt, at: operation.at });
        return before;
      }
      case 'own':
      case 'unknown':
        return before;
      case 'create-model':
        return this.#createModel(operation, app, before, tables);
      case 'delete-model': {
        const model = modelNamed(before, app, operation.name);
        if (!model) return before;
        const after = before.copy();
        after.models.delete(keyOf(app, model.name));
        if (tables && migrates(model)) this.editor.deleteModel(model, before);
        return after;
      }
      case 'rename-model':
        return this.#renameModel(operation, app, before, tables);
      case 'alter-table': {
        const model = modelNamed(before, app, operation.name);
        if (!model) return before;
        const given = operation.table;
        const table = given === undefined ? undefined : (given?.text ?? defaultTable(app, model.name));
        return this.#retable(model, { ...model, table, explicit: given !== null }, before, tables);
      }
      case 'add-field':
      case 'alter-field':
      case 'remove-field':
      case 'rename-field':
        return this.#field(operation, app, before, tables);
      case 'options':
      case 'index':
      case 'constraint':
        return this.#option(operation, app, before, tables);
    }
  }

  #runSql(operation: Operation<'sql'>, tables: boolean): boolean {
    return !tables || this.#own.sql(operation, this.catalogue);
  }

  #collation({ operation, name, given }: Operation<'database-object'>): void {
    if (name === null || !operation.endsWith('Collation')) return;
    const deterministic = given.get('deterministic');
    const loose =
      operation === 'CreateCollation' && deterministic?.kind === 'constant' && deterministic.value === false;
    if (loose) this.catalogue.nondeterministic.add(name);
    else this.catalogue.nondeterministic.delete(name);
  }

  #createModel(operation: Operation<'create-model'>, app: string, before: State, tables: boolean): State {
    const { name } = operation;
    if (!name) return before;
    const options = entriesOf(operation.given.get('options'));
    const fields = new Map(operation.fields.map(field => [field.name, field]));
    const after = before.copy();
    if (!operation.proxy && ![...fields.values()].some(one => one.primaryKey || one.type === 'CompositePrimaryKey')) {
      const id = after.automaticKey();
      // Django makes the key first.
      const rest = [...fields];
      fields.clear();
      for (const [key, field] of [['id', id] as const, ...rest]) fields.set(key, field);
    }
    const ordered = !isNone(options.get('order_with_respect_to'));
    if (ordered) fields.set('_order', orderField);
    const explicit = operation.table !== null;
    const table = operation.table === undefined ? undefined : (operation.table?.text ?? defaultTable(app, name.text));
    const proxied = operation.proxy ? this.#parent(operation.given.get('bases'), app, before) : undefined;
    const model: Model = {
      ...EMPTY,
      app,
      name: name.text,
      managed: operation.managed,
      proxy: operation.proxy,
      table: proxied ? proxied.table : table,
      proxied: proxied ? labelOf(proxied) : null,
      explicit,
      fields,
      uniqueTogether: this.#together(options.get('unique_together'), operation.at),
      indexTogether: this.#together(options.get('index_together'), operation.at),
      indexes: namedItems(options.get('indexes')),
      constraints: namedItems(options.get('constraints')),
      ordered,
      comment: stringOf(options.get('db_table_comment')) ?? null,
    };
    after.put(model);
    const there = migrates(model) && model.table !== undefined ? this.catalogue.tables.get(model.table) : undefined;
    // SQL made the table that the models are told of.
    if (there?.made && !tables) there.model ??= labelOf(model);
    if (tables && migrates(model)) {
      // Made by SQL of which not all could be read.
      if (there?.made) this.catalogue.drop(there);
      this.editor.createModel(model, after);
      if (!operation.complete)
        this.undecided.push({ reason: `fields of ${labelOf(model)} that cannot be read`, at: operation.at });
    }
    return after;
  }

  #parent(bases: Value | undefined, app: string, state: State): Model | undefined {
    for (const base of itemsOf(bases) ?? []) {
      const label = stringOf(base);
      const parent = label === undefined ? undefined : state.byLabel(label.includes('.') ? label : `${app}.${label}`);
      if (parent) return parent;
    }
    return undefined;
  }

  #together(value: Value | undefined, at: Span): readonly (readonly string[])[] {
    const read = togetherOf(value);
    if (!read) this.undecided.push({ reason: 'fields together that are computed', at });
    return read ?? [];
  }

  /** Moves a table, and with it the automatic through tables that are named after it. */
  #retable(before: Model, after: Model, state: State, tables: boolean): State {
    const next = state.copy();
    next.put(after);
    if (!tables || !migrates(before) || before.table === undefined || after.table === undefined) return next;
    this.editor.renameTable(before.table, after.table);
    for (const field of before.fields.values()) {
      const [old, now] = [state.through(before, field), next.through(after, field)];
      if (old?.table !== undefined && now?.table !== undefined) this.editor.renameTable(old.table, now.table);
    }
    return next;
  }

  #renameModel(operation: Operation<'rename-model'>, app: string, before: State, tables: boolean): State {
    const model = modelNamed(before, app, operation.from);
    if (!model || !operation.to) return before;
    const name = operation.to.text;
    const renamed: Model = { ...model, name, table: model.explicit ? model.table : defaultTable(app, name) };
    const [from, to] = [labelOf(model), labelOf(renamed)];
    const after = before.copy();
    after.models.delete(keyOf(app, model.name));
    after.put(renamed);
    // Relations to the model follow it.
    for (const one of [...after.models.values()]) {
      const fields = new Map(
        [...one.fields].map(([key, field]) => {
          const related = field.related?.toLowerCase() === from.toLowerCase() ? to : field.related;
          const through = field.through?.toLowerCase() === from.toLowerCase() ? to : field.through;
          return [key, related === field.related && through === field.through ? field : { ...field, related, through }];
        }),
      );
      const proxied = one.proxied?.toLowerCase() === from.toLowerCase() ? to : one.proxied;
      after.put({ ...one, fields, proxied });
    }
    const moved = after.model(app, name);
    if (!tables || !migrates(model) || model.table === undefined || renamed.table === undefined || !moved) return after;
    this.editor.renameTable(model.table, renamed.table);
    const table = this.editor.tableOf(moved);
    if (table) table.model = to;
    // Fields of others, and its own, that point to it.
    for (const old of before.models.values()) {
      const next = old === model ? moved : after.models.get(keyOf(old.app, old.name));
      if (!next || !migrates(old)) continue;
      for (const field of old.fields.values()) {
        const now = next.fields.get(field.name);
        if (field.related?.toLowerCase() !== from.toLowerCase() || !now) continue;
        const hidden = field.relatedName?.text.endsWith('+') === true && field.kind !== 'many-to-many';
        if (!hidden)
          alterField(this.editor, { model: old, state: before, field }, { model: next, state: after, field: now });
      }
    }
    for (const field of model.fields.values()) {
      const now = moved.fields.get(field.name);
      if (!now || now.related?.toLowerCase() === to.toLowerCase()) continue;
      const [old, next] = [before.through(model, field), after.through(moved, now)];
      if (old && next) alterManyToMany(this.editor, before, old, after, next);
    }
    return after;
  }

  #field(
    operation: Operation<'add-field' | 'alter-field' | 'remove-field' | 'rename-field'>,
    app: string,
    before: State,
    tables: boolean,
  ): State {
    const model = modelNamed(before, app, operation.model);
    if (!model) return before;
    const after = before.copy();
    const fields = new Map(model.fields);
    const put = (): Model => {
      const changed = { ...model, fields };
      after.put(changed);
      return changed;
    };
    const works = tables && migrates(model);
    switch (operation.kind) {
      case 'add-field': {
        const { field, name } = operation;
        if (!field || !name) {
          // A field of no class that is known has, as far as can be told, no column.
          if (works && model.table !== undefined)
            this.undecided.push({ reason: `a field of ${labelOf(model)} that cannot be read`, at: operation.at });
          return before;
        }
        fields.set(field.name, field);
        const changed = put();
        if (works) this.editor.addField(changed, after, field.name);
        return after;
      }
      case 'alter-field': {
        const { field, name } = operation;
        const old = name ? fields.get(name.text) : undefined;
        if (!field) return before;
        fields.set(field.name, field);
        const changed = put();
        if (works && old)
          alterField(this.editor, { model, state: before, field: old }, { model: changed, state: after, field });
        return after;
      }
      case 'remove-field': {
        const name = operation.name?.text ?? '';
        fields.delete(name);
        put();
        if (works) this.editor.removeField(model, before, name);
        return after;
      }
      case 'rename-field': {
        const old = operation.from ? fields.get(operation.from.text) : undefined;
        const to = operation.to?.text;
        if (!old || to === undefined) return before;
        const given = old.declared?.keywords.has('db_column') === true;
        const column = given || old.column === null ? old.column : old.related === null ? to : `${to}_id`;
        const renamed: FieldModel = { ...old, name: to, column };
        fields.delete(old.name);
        fields.set(to, renamed);
        const rename = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
          lists.map(names => names.map(name => (name === old.name ? to : name)));
        const changed = {
          ...model,
          fields,
          uniqueTogether: rename(model.uniqueTogether),
          indexTogether: rename(model.indexTogether),
        };
        after.put(changed);
        retarget(after, labelOf(model), old.name, to);
        const now = after.model(app, model.name);
        if (works && now)
          alterField(this.editor, { model, state: before, field: old }, { model: now, state: after, field: renamed });
        return after;
      }
    }
  }

  #option(
    operation: Operation<'options' | 'index' | 'constraint'>,
    app: string,
    before: State,
    tables: boolean,
  ): State {
    const model = modelNamed(before, app, operation.model);
    if (!model) return before;
    const { given } = operation;
    const after = before.copy();
    const works = tables && migrates(model);
    const table = works ? this.editor.tableOf(model) : undefined;
    if (operation.kind === 'options') {
      const changed: Model = given.has('table_comment')
        ? { ...model, comment: stringOf(given.get('table_comment')) ?? null }
        : { ...model, managed: operation.managed ?? model.managed };
      after.put(changed);
      if (table) table.comment = changed.comment;
      return after;
    }
    switch (operation.operation) {
      case 'AlterUniqueTogether': {
        const news = this.#together(given.get('unique_together'), operation.at);
        after.put({ ...model, uniqueTogether: news });
        if (table) this.#alterUniqueTogether(model, news, before, table);
        return after;
      }
      case 'AlterIndexTogether': {
        const news = this.#together(given.get('index_together'), operation.at);
        after.put({ ...model, indexTogether: news });
        if (!table) return after;
        for (const names of missing(model.indexTogether, news)) {
          const columns = this.editor.columnsOf(model, before, names);
          const found = plainIndexes(table, columns).filter(one => !model.indexes.has(one.name));
          if (found.length === 1 && found[0]) this.editor.dropIndex(table, found[0].name);
        }
        for (const names of missing(news, model.indexTogether))
          this.editor.createIndex(table, this.editor.columnsOf(model, before, names), '_idx');
        return after;
      }
      case 'AlterOrderWithRespectTo': {
        const ordered = !isNone(given.get('order_with_respect_to'));
        const fields = new Map(model.fields);
        if (ordered) fields.set('_order', orderField);
        else fields.delete('_order');
        const changed = { ...model, ordered, fields };
        after.put(changed);
        if (works && ordered && !model.ordered) this.editor.addField(changed, after, '_order');
        if (works && !ordered && model.ordered) this.editor.removeField(model, before, '_order');
        return after;
      }
      case 'AddIndex':
      case 'AddIndexConcurrently': {
        const index = given.get('index');
        const indexes = new Map(model.indexes);
        if (index) indexes.set(nameIn(index) ?? '', index);
        after.put({ ...model, indexes });
        if (works && index) this.editor.addIndex(model, after, index);
        return after;
      }
      case 'RemoveIndex':
      case 'RemoveIndexConcurrently': {
        const name = stringOf(given.get('name')) ?? '';
        after.put({ ...model, indexes: without(model.indexes, name) });
        if (table) this.editor.dropIndex(table, name);
        return after;
      }
      case 'RenameIndex':
        return this.#renameIndex(operation, model, before, after, table);
      case 'AddConstraint':
      case 'AddConstraintNotValid': {
        const constraint = given.get('constraint');
        const constraints = new Map(model.constraints);
        if (constraint) constraints.set(nameIn(constraint) ?? '', constraint);
        after.put({ ...model, constraints });
        if (works && constraint) this.editor.addConstraint(model, after, constraint);
        return after;
      }
      case 'RemoveConstraint': {
        const name = stringOf(given.get('name')) ?? '';
        after.put({ ...model, constraints: without(model.constraints, name) });
        if (table) this.editor.dropConstraint(table, name);
        return after;
      }
      default:
        // ValidateConstraint and AlterConstraint change nothing that is listed.
        return after;
    }
  }

  #alterUniqueTogether(model: Model, news: Model['uniqueTogether'], state: State, table: Table): void {
    for (const names of missing(model.uniqueTogether, news)) {
      const columns = this.editor.columnsOf(model, state, names);
      if (this.editor.takeBackUnique(table, columns)) continue;
      const found = this.editor.constraintsOn(table, columns, 'unique').filter(one => !model.constraints.has(one.name));
      const [first] = found;
      const derived = found.find(one => one.name.endsWith('_uniq'));
      const one = derived ?? first;
      if (one) this.catalogue.dropConstraint(one);
    }
    for (const names of missing(news, model.uniqueTogether))
      this.editor.createUnique(table, this.editor.columnsOf(model, state, names));
  }

  #renameIndex(
    { given }: Operation<'index' | 'constraint'>,
    model: Model,
    before: State,
    after: State,
    table: Table | undefined,
  ): State {
    const to = stringOf(given.get('new_name')) ?? '';
    const fields = stringsOf(given.get('old_fields'));
    const from = stringOf(given.get('old_name'));
    const indexes = new Map(model.indexes);
    let old = from === undefined ? undefined : this.catalogue.index(from);
    if (fields) {
      const columns = this.editor.columnsOf(model, before, fields);
      old = table && plainIndexes(table, columns).find(one => !model.indexes.has(one.name));
    }
    const declared = from === undefined ? undefined : indexes.get(from);
    if (from !== undefined) indexes.delete(from);
    if (declared) indexes.set(to, declared);
    const indexTogether = model.indexTogether.filter(names => names.join() !== fields?.join());
    after.put({ ...model, indexes, indexTogether });
    if (table && old) this.catalogue.renameIndex(old, to);
    return after;
  }
}

const migrates = (model: Model): boolean => model.managed && !model.proxy;

function modelNamed(state: State, app: string, name: Named | null): Model | undefined {
  return name ? state.model(app, name.text) : undefined;
}

/** Fields that point to a renamed field follow it. */
function retarget(state: State, label: string, from: string, to: string): void {
  for (const model of [...state.models.values()]) {
    for (const field of model.fields.values()) {
      if (field.related?.toLowerCase() !== label.toLowerCase() || !field.declared) continue;
      if (stringOf(field.declared.keywords.get('to_field')) !== from) continue;
      const value: Value = { kind: 'constant', value: to, at: null };
      const keywords = new Map([...field.declared.keywords, ['to_field', value] as const]);
      const fields = new Map(model.fields);
      fields.set(field.name, { ...field, declared: { ...field.declared, keywords } });
      state.put({ ...model, fields });
    }
  }
}

function missing(from: Model['uniqueTogether'], others: Model['uniqueTogether']): Model['uniqueTogether'] {
  const there = new Set(others.map(one => one.join()));
  return from.filter(one => !there.has(one.join()));
}

/** Indexes of exactly these columns that are not unique. */
function plainIndexes(table: Table, columns: readonly Column[]): Table['indexes'] {
  return table.indexes.filter(
    index =>
      !index.unique &&
      index.keys.every(key => 'table' in key.of) &&
      same(
        index.keys.flatMap(key => ('table' in key.of ? [key.of] : [])),
        columns,
      ),
  );
}

function without(all: ReadonlyMap<string, Value>, name: string): Map<string, Value> {
  const rest = new Map(all);
  rest.delete(name);
  return rest;
}

const nameIn = (value: Value): string | undefined => stringOf(madeBy(value)?.keywords.get('name'));

function namedItems(value: Value | undefined): Map<string, Value> {
  return new Map((itemsOf(value) ?? []).map((item, at) => [nameIn(item) ?? `?${at}`, item]));
}

function entriesOf(value: Value | undefined): Map<string, Value> {
  const [one] = value ? alternativesOf(value) : [];
  const out = new Map<string, Value>();
  if (one?.kind !== 'mapping') return out;
  for (const entry of one.entries.values()) {
    const name = stringOf(entry.key);
    if (name !== undefined) out.set(name, entry.value);
  }
  return out;
}
