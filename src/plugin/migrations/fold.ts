/**
 * Operations folded over the models' state and the tables, one by one, as Django applies them: a table that was made under a
 * wrong name and renamed later was still made (django/db/migrations/operations, 4.2 to 6.1).
 */
import { defaultTable, manyToManyTable } from '../models/table-name.ts';
import type { Undecided } from '../../finding.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { FieldModel, Named } from '../models/field.ts';
import type { TableOwner } from '../models/owner.ts';
import type {
  ColumnState,
  LaterChange,
  MigrationNode,
  MigrationOperation,
  ModelState,
  TableEvent,
  TableState,
} from './model.ts';

interface Model {
  readonly app: string;
  readonly name: string;
  managed: boolean;
  readonly proxy: boolean;
  /** `db_table` of the options; `null` for the default, `undefined` when it is computed. */
  explicit: string | null | undefined;
  fields: Map<string, FieldModel>;
  /** The migration that made its table; `null` for a model of the host. */
  readonly madeBy: MigrationNode | null;
  /** The migrations that added fields after the table was made, by the fields' names. */
  readonly addedBy: Map<string, MigrationNode>;
}

export interface Fold {
  readonly models: ReadonlyMap<string, ModelState>;
  readonly tables: readonly TableState[];
  readonly events: readonly TableEvent[];
  readonly laterChanges: readonly LaterChange[];
  readonly undecided: readonly Undecided[];
}

const keyOf = (app: string, model: string): string => `${app}.${model.toLowerCase()}`;

function tableOf(model: Model): string | null {
  return model.explicit === undefined ? null : (model.explicit ?? defaultTable(model.app, model.name));
}

function m2mTable(model: Model, field: FieldModel): string | null {
  if (field.kind !== 'many-to-many' || field.through !== null) return null;
  if (field.table) return field.table.text;
  const table = tableOf(model);
  return table === null ? null : manyToManyTable(table, field.name);
}

/** Where an author mends a name: as near to the operation as it is written, and in the migration itself where that is possible. */
function mendedAt(node: MigrationNode, name: Span | null | undefined, operation: Span, key: Span | null = null): Span {
  if (!name) return key ?? operation;
  const inside = name.file === operation.file && name.start >= operation.start && name.end <= operation.end;
  if (inside || (name.file === node.file && operation.file !== node.file)) return name;
  return operation.file === node.file ? (key ?? operation) : name;
}

/** Whether an operation reaches the tables: a state operation does when what runs on the database cannot be read. */
interface Applied {
  readonly state: boolean;
  readonly tables: boolean;
}

class Replay {
  readonly #facts: HostFacts;
  readonly #owner: (table: string) => TableOwner;
  readonly models = new Map<string, Model>();
  readonly tables = new Map<string, TableState>();
  readonly events: TableEvent[] = [];
  readonly laterChanges: LaterChange[] = [];
  readonly undecided: Undecided[] = [];
  /** The last migration of each app that ran code or SQL of its own. */
  readonly #handled = new Map<string, MigrationNode>();
  /** The migration of each app before the one that is applied. */
  readonly #previous = new Map<string, MigrationNode>();

  constructor(facts: HostFacts, owner: (table: string) => TableOwner) {
    this.#facts = facts;
    this.#owner = owner;
  }

  run(nodes: readonly MigrationNode[]): void {
    for (const node of nodes) {
      for (const operation of node.operations) this.#apply(node, operation, { state: true, tables: true });
      this.#previous.set(node.app, node);
    }
  }

  #apply(node: MigrationNode, operation: MigrationOperation, asked: Applied): void {
    const { work } = operation;
    const applied: Applied = {
      state: asked.state && work?.state !== 'nothing',
      tables: asked.tables && work?.database !== 'nothing',
    };
    const app = operation.redirect?.text ?? node.redirect?.text ?? node.app;
    switch (operation.kind) {
      case 'separate': {
        const opaque = operation.database.some(
          one => one.kind === 'python' || one.kind === 'sql' || one.kind === 'own' || one.kind === 'unknown',
        );
        for (const one of operation.database) this.#apply(node, one, { state: false, tables: applied.tables });
        for (const one of operation.state)
          this.#apply(node, one, { state: applied.state, tables: applied.tables && opaque });
        return;
      }
      case 'create-model': {
        if (!operation.name) return;
        const model: Model = {
          app,
          name: operation.name.text,
          managed: operation.managed,
          proxy: operation.proxy,
          explicit: operation.table === undefined ? undefined : (operation.table?.text ?? null),
          fields: new Map(operation.fields.map(field => [field.name, field])),
          madeBy: node,
          addedBy: new Map(),
        };
        if (operation.table === undefined)
          this.undecided.push({ limit: 'migrations', reason: 'the name of a table is computed', at: operation.at });
        if (applied.state) this.models.set(keyOf(app, model.name), model);
        if (!model.managed || model.proxy) return;
        const table = tableOf(model);
        if (table === null) return;
        const action = applied.tables ? 'create' : 'adopt';
        this.#event(
          node,
          app,
          model,
          null,
          'CreateModel',
          action,
          table,
          null,
          mendedAt(node, operation.table?.at, operation.at, operation.tableKey),
        );
        if (applied.tables)
          this.tables.set(table, {
            name: table,
            model: `${app}.${model.name}`,
            field: null,
            columns: columnsOf(model),
          });
        for (const field of model.fields.values())
          this.#makeM2m(node, app, model, field, 'CreateModel', action, mendedAt(node, field.table?.at, field.at));
        return;
      }
      case 'delete-model': {
        const model = this.#model(app, operation.name);
        if (!model) return;
        const table = tableOf(model);
        if (applied.tables) this.#later(node, app, model, operation, null);
        if (table !== null && model.managed && !model.proxy && applied.tables) {
          this.#event(node, app, model, null, 'DeleteModel', 'drop', table, null, operation.at);
          this.tables.delete(table);
          for (const field of model.fields.values()) {
            const name = m2mTable(model, field);
            if (name !== null) this.tables.delete(name);
          }
        }
        if (applied.state) this.models.delete(keyOf(app, model.name));
        return;
      }
      case 'rename-model': {
        const model = this.#model(app, operation.from);
        if (!model || !operation.to) return;
        this.#retable(node, app, model, { ...model, name: operation.to.text }, 'RenameModel', operation.at, applied);
        return;
      }
      case 'alter-table': {
        const model = this.#model(app, operation.name);
        if (!model) return;
        if (operation.table === undefined)
          this.undecided.push({ limit: 'migrations', reason: 'the name of a table is computed', at: operation.at });
        const explicit = operation.table === undefined ? undefined : (operation.table?.text ?? null);
        this.#retable(
          node,
          app,
          model,
          { ...model, explicit },
          'AlterModelTable',
          mendedAt(node, operation.table?.at, operation.at),
          applied,
        );
        return;
      }
      case 'add-field':
      case 'alter-field': {
        const model = this.#model(app, operation.model);
        const field = operation.field;
        if (!model) return;
        if (applied.tables) this.#later(node, app, model, operation, operation.name);
        if (operation.kind === 'add-field' && operation.name) model.addedBy.set(operation.name.text, node);
        const name = operation.kind === 'add-field' ? 'AddField' : 'AlterField';
        const old = operation.name ? model.fields.get(operation.name.text) : undefined;
        if (field?.kind === 'many-to-many' && model.managed) {
          const before = old ? m2mTable(model, old) : null;
          if (operation.kind === 'add-field' || before === null)
            this.#makeM2m(
              node,
              app,
              model,
              field,
              name,
              applied.tables ? 'create' : 'adopt',
              mendedAt(node, field.table?.at, operation.at),
            );
          else
            this.#moveM2m(
              node,
              app,
              model,
              before,
              field,
              name,
              mendedAt(node, field.table?.at, operation.at),
              applied,
            );
        } else if (applied.tables && model.managed && !model.proxy) {
          this.#alter(node, app, model, name, operation.at);
        }
        if (field && (applied.state || applied.tables)) model.fields.set(field.name, field);
        this.#refresh(model);
        return;
      }
      case 'remove-field': {
        const model = this.#model(app, operation.model);
        const field = operation.name ? model?.fields.get(operation.name.text) : undefined;
        if (!model) return;
        if (applied.tables) this.#later(node, app, model, operation, operation.name);
        if (applied.tables && model.managed) {
          const table = field ? m2mTable(model, field) : null;
          if (table !== null) {
            this.#event(node, app, model, field?.name ?? null, 'RemoveField', 'drop', table, null, operation.at);
            this.tables.delete(table);
          } else this.#alter(node, app, model, 'RemoveField', operation.at);
        }
        if (field) model.fields.delete(field.name);
        this.#refresh(model);
        return;
      }
      case 'rename-field': {
        const model = this.#model(app, operation.model);
        const field = operation.from ? model?.fields.get(operation.from.text) : undefined;
        if (!model) return;
        if (!field || !operation.to) {
          if (applied.tables) this.#alter(node, app, model, 'RenameField', operation.at);
          return;
        }
        const derived =
          field.column === `${field.name}_id`
            ? `${operation.to.text}_id`
            : field.column === field.name
              ? operation.to.text
              : field.column;
        const renamed: FieldModel = { ...field, name: operation.to.text, column: derived };
        const before = m2mTable(model, field);
        model.fields.delete(field.name);
        model.fields.set(renamed.name, renamed);
        const addedBy = model.addedBy.get(field.name);
        if (addedBy) model.addedBy.set(renamed.name, addedBy);
        if (before !== null) this.#moveM2m(node, app, model, before, renamed, 'RenameField', operation.at, applied);
        else if (applied.tables) this.#alter(node, app, model, 'RenameField', operation.at);
        this.#refresh(model);
        return;
      }
      case 'options': {
        const model = this.#model(app, operation.model);
        if (model && operation.managed !== null && applied.state) model.managed = operation.managed;
        return;
      }
      case 'index':
      case 'constraint': {
        const model = this.#model(app, operation.model);
        if (!model || !applied.tables) return;
        this.#later(node, app, model, operation, null);
        this.#alter(node, app, model, operation.operation, operation.at);
        return;
      }
      case 'sql':
      case 'python':
      case 'own':
      case 'unknown':
        this.#handled.set(node.app, node);
        return;
      case 'database-object':
        return;
    }
  }

  /** A model of the state, or one of the host when an operation is redirected to it. */
  #model(app: string, name: Named | null): Model | undefined {
    if (!name) return undefined;
    const known = this.models.get(keyOf(app, name.text));
    if (known) return known;
    const fact = this.#facts.model(`${app}.${name.text}`);
    if (!fact) return undefined;
    const dot = fact.label.indexOf('.');
    return {
      app,
      name: fact.label.slice(dot + 1),
      managed: fact.managed,
      proxy: fact.proxy,
      explicit: fact.table,
      fields: new Map(),
      madeBy: null,
      addedBy: new Map(),
    };
  }

  /** Notes an operation on a table that may hold rows by now. */
  #later(node: MigrationNode, app: string, model: Model, operation: MigrationOperation, field: Named | null): void {
    if (model.madeBy === null || model.madeBy === node || !model.managed || model.proxy) return;
    if (field && model.addedBy.get(field.text) === node) return;
    const handled = this.#handled.get(node.app);
    this.laterChanges.push({
      operation,
      migration: node,
      app,
      model: `${app}.${model.name}`,
      fields: new Map(model.fields),
      handled: handled !== undefined && (handled === node || handled === this.#previous.get(node.app)),
    });
  }

  #event(
    node: MigrationNode,
    app: string,
    model: Model,
    field: string | null,
    operation: string,
    action: TableEvent['action'],
    table: string,
    from: string | null,
    at: Span,
  ): void {
    this.events.push({
      action,
      table,
      from,
      model: `${app}.${model.name}`,
      field,
      operation,
      at,
      app,
      migration: node,
      owner: this.#owner(table),
    });
  }

  #alter(node: MigrationNode, app: string, model: Model, operation: string, at: Span): void {
    const table = tableOf(model);
    if (table !== null && model.managed && !model.proxy)
      this.#event(node, app, model, null, operation, 'alter', table, null, at);
  }

  #makeM2m(
    node: MigrationNode,
    app: string,
    model: Model,
    field: FieldModel,
    operation: string,
    action: 'create' | 'adopt',
    at: Span,
  ): void {
    const table = m2mTable(model, field);
    if (table === null) return;
    this.#event(node, app, model, field.name, operation, action, table, null, at);
    if (action === 'create') this.tables.set(table, m2mState(table, app, model, field));
  }

  #moveM2m(
    node: MigrationNode,
    app: string,
    model: Model,
    before: string,
    field: FieldModel,
    operation: string,
    at: Span,
    applied: Applied,
  ): void {
    const table = m2mTable(model, field);
    if (table === null || table === before || !applied.tables) return;
    this.#event(node, app, model, field.name, operation, 'rename', table, before, at);
    this.tables.delete(before);
    this.tables.set(table, m2mState(table, app, model, field));
  }

  /** Moves a model to another name or table: its table and its automatic many-to-many tables follow. */
  #retable(
    node: MigrationNode,
    app: string,
    before: Model,
    after: Model,
    operation: string,
    at: Span,
    applied: Applied,
  ): void {
    const from = tableOf(before);
    const to = tableOf(after);
    if (applied.tables && before.managed && !before.proxy && to !== null && from !== to) {
      this.#event(node, app, after, null, operation, 'rename', to, from, at);
      if (from !== null) this.tables.delete(from);
      this.tables.set(to, { name: to, model: `${app}.${after.name}`, field: null, columns: columnsOf(after) });
    }
    if (applied.tables && before.managed && !before.proxy) {
      for (const field of before.fields.values()) {
        const old = m2mTable(before, field);
        if (old !== null && m2mTable(after, field) !== old)
          this.#moveM2m(node, app, after, old, field, operation, at, applied);
        else if (old !== null) this.tables.set(old, m2mState(old, app, after, field));
      }
    }
    if (!applied.state) return;
    this.models.delete(keyOf(app, before.name));
    this.models.set(keyOf(app, after.name), after);
    if (operation === 'RenameModel') this.#retarget(`${app}.${before.name}`, `${app}.${after.name}`);
  }

  /** Relations to a renamed model follow it. */
  #retarget(from: string, to: string): void {
    for (const model of this.models.values()) {
      for (const [name, field] of model.fields) {
        if (field.related?.toLowerCase() === from.toLowerCase()) model.fields.set(name, { ...field, related: to });
      }
    }
  }

  #refresh(model: Model): void {
    const table = tableOf(model);
    const known = table === null ? undefined : this.tables.get(table);
    if (known) this.tables.set(known.name, { ...known, columns: columnsOf(model) });
  }
}

function columnsOf(model: Model): ColumnState[] {
  const columns: ColumnState[] = [];
  for (const field of model.fields.values()) {
    if (field.kind === 'column' && field.column !== null)
      columns.push({ name: field.column, type: field.type, null: field.null });
  }
  return columns;
}

/** An automatic through table: its own key and one column for each side (django/db/models/fields/related.py, create_many_to_many_intermediary_model). */
function m2mState(table: string, app: string, model: Model, field: FieldModel): TableState {
  const own = model.name.toLowerCase();
  const target = field.related?.slice(field.related.indexOf('.') + 1).toLowerCase() ?? null;
  const self = field.related?.toLowerCase() === `${app}.${own}`.toLowerCase();
  const sides = self ? [`from_${own}_id`, `to_${own}_id`] : [`${own}_id`, ...(target === null ? [] : [`${target}_id`])];
  return {
    name: table,
    model: `${app}.${model.name}`,
    field: field.name,
    columns: [
      { name: 'id', type: 'BigAutoField', null: false },
      ...sides.map(name => ({ name, type: 'ForeignKey', null: false })),
    ],
  };
}

/** Replays migrations in order. */
export function foldMigrations(
  facts: HostFacts,
  owner: (table: string) => TableOwner,
  nodes: readonly MigrationNode[],
): Fold {
  const replay = new Replay(facts, owner);
  replay.run(nodes);
  const models = new Map<string, ModelState>();
  for (const [key, model] of replay.models) {
    models.set(key, {
      app: model.app,
      name: model.name,
      managed: model.managed,
      proxy: model.proxy,
      table: tableOf(model),
      fields: model.fields,
    });
  }
  return {
    models,
    tables: [...replay.tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    events: replay.events,
    laterChanges: replay.laterChanges,
    undecided: replay.undecided,
  };
}
