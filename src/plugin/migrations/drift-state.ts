/**
 * The models as the migrations' state has them, with all that `makemigrations` compares (django/db/migrations/state.py). The
 * replay of tables (fold.ts) asks what the database has; this asks what Django believes.
 */
import { alternativesOf, ownMember, stringOf } from '../../program/index.ts';
import { djangoPath } from '../../host/declared.ts';
import { comparedField } from './drift-field.ts';
import { namedObject, namedObjects, together, type NamedObject } from './drift-options.ts';
import { OPEN, textOf } from './drift-text.ts';
import { argumentsOf, operationName } from './operations.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { FieldModel, Named } from '../models/field.ts';
import type { ComparedField, Deconstruction, FieldSource } from './drift-field.ts';
import type { MigrationNode, MigrationOperation } from './model.ts';

interface StateField {
  field: FieldModel;
  /** The default was for existing rows only (`preserve_default=False`). */
  withoutDefault: boolean;
}

/** A model of the state. */
export interface StateModel {
  readonly app: string;
  name: string;
  /** The operation that made it. */
  readonly at: Span;
  fields: Map<string, StateField>;
  options: Map<string, Value>;
  indexes: Map<string, NamedObject>;
  constraints: Map<string, NamedObject>;
  unique: readonly string[] | null;
  order: string;
  /** Fields, or operations on them, that are not known. */
  openFields: boolean;
  openIndexes: boolean;
  openConstraints: boolean;
  openOptions: boolean;
  managers: boolean;
}

export interface MigrationState {
  /** By `app.model` in lower case. */
  readonly models: ReadonlyMap<string, StateModel>;
  /** Labels of apps with an operation that is not known: anything may be in their state. */
  readonly open: ReadonlySet<string>;
}

const keyOf = (app: string, name: string): string => `${app}.${name}`.toLowerCase();

/** Options that `AlterModelOptions` sets or takes away (django/db/migrations/operations/models.py, ALTER_OPTION_KEYS). */
export const ALTERED_OPTIONS = [
  'base_manager_name',
  'default_manager_name',
  'default_related_name',
  'get_latest_by',
  'managed',
  'ordering',
  'permissions',
  'default_permissions',
  'select_on_save',
  'verbose_name',
  'verbose_name_plural',
] as const;

/** Folds the nodes of a new database over the state. */
export function migrationState(base: ModelBase, order: readonly MigrationNode[]): MigrationState {
  const state = new State(base);
  for (const node of order) state.node(node);
  return state;
}

class State implements MigrationState {
  readonly #base: ModelBase;
  readonly models = new Map<string, StateModel>();
  readonly open = new Set<string>();

  constructor(base: ModelBase) {
    this.#base = base;
  }

  node(node: MigrationNode): void {
    if (isConditional(this.#base, node)) this.open.add(node.app);
    for (const operation of node.operations) this.#apply(node, operation);
  }

  #apply(node: MigrationNode, operation: MigrationOperation): void {
    const app = operation.redirect?.text ?? node.redirect?.text ?? node.app;
    if (operation.work?.state === 'nothing') return;
    switch (operation.kind) {
      case 'separate':
        for (const one of operation.state) this.#apply(node, one);
        return;
      case 'create-model':
        this.#create(app, operation);
        return;
      case 'delete-model':
        if (operation.name) this.models.delete(keyOf(app, operation.name.text));
        else this.open.add(app);
        return;
      case 'rename-model': {
        const model = this.#model(app, operation.from);
        if (!model || !operation.to) return;
        this.models.delete(keyOf(app, model.name));
        const [from, to] = [`${app}.${model.name}`, `${app}.${operation.to.text}`];
        model.name = operation.to.text;
        this.models.set(keyOf(app, model.name), model);
        this.#retarget(from, to);
        return;
      }
      case 'add-field':
      case 'alter-field': {
        const model = this.#model(app, operation.model);
        if (!model) return;
        if (!operation.name || !operation.field) {
          model.openFields = true;
          return;
        }
        const preserve = this.#argument(operation, 'preserve_default');
        const withoutDefault = preserve?.kind === 'constant' && preserve.value === false;
        const key = this.#fieldKey(model, operation.name.text);
        model.fields.set(key, { field: operation.field, withoutDefault });
        return;
      }
      case 'remove-field': {
        const model = this.#model(app, operation.model);
        if (model && operation.name) model.fields.delete(this.#fieldKey(model, operation.name.text));
        else if (model) model.openFields = true;
        return;
      }
      case 'rename-field': {
        const model = this.#model(app, operation.model);
        if (!model) return;
        const from = operation.from && this.#fieldKey(model, operation.from.text);
        const known = from === null ? undefined : model.fields.get(from);
        if (from === null || !known || !operation.to) {
          model.openFields = true;
          return;
        }
        const to = operation.to.text;
        model.fields.delete(from);
        model.fields.set(to, { ...known, field: { ...known.field, name: to } });
        const renamed = (lists: readonly string[] | null): readonly string[] | null =>
          lists &&
          lists
            .map(one =>
              one
                .split(', ')
                .map(name => (name === from ? to : name))
                .join(', '),
            )
            .sort();
        model.unique = renamed(model.unique);
        return;
      }
      case 'alter-table': {
        const model = this.#model(app, operation.name);
        const table = this.#argument(operation, 'table');
        if (model && table) model.options.set('db_table', table);
        return;
      }
      case 'options':
      case 'constraint':
      case 'index':
        this.#option(app, operation);
        return;
      case 'own':
      case 'unknown':
        if (operation.stage !== 'database') this.open.add(app);
        return;
      case 'sql':
      case 'python':
      case 'database-object':
        return;
    }
  }

  /** A model of the package's state; one that is not there is left to Django's own error. */
  #model(app: string, name: Named | null): StateModel | undefined {
    if (!name) this.open.add(app);
    return name ? this.models.get(keyOf(app, name.text)) : undefined;
  }

  #fieldKey(model: StateModel, name: string): string {
    return [...model.fields.keys()].find(key => key.toLowerCase() === name.toLowerCase()) ?? name;
  }

  #argument(operation: MigrationOperation, name: string): Value | undefined {
    const { declared } = operation;
    const kind = declared && operationName(declared.paths);
    return declared && kind !== undefined ? argumentsOf(declared, kind)(name) : undefined;
  }

  #create(app: string, operation: Extract<MigrationOperation, { kind: 'create-model' }>): void {
    if (!operation.name) {
      this.open.add(app);
      return;
    }
    const { values: options, open } = mappingOf(this.#argument(operation, 'options'));
    const managers = this.#argument(operation, 'managers');
    const model: StateModel = {
      app,
      name: operation.name.text,
      at: operation.at,
      fields: new Map(operation.fields.map(field => [field.name, { field, withoutDefault: false }])),
      options: new Map(),
      indexes: new Map(),
      constraints: new Map(),
      unique: together(options.get('unique_together')),
      order: options.has('order_with_respect_to') ? textOf(this.#base, options.get('order_with_respect_to')) : 'None',
      openFields: !operation.complete,
      openIndexes: open,
      openConstraints: open,
      openOptions: open,
      managers: managers !== undefined && !(managers.kind === 'sequence' && managers.items.length === 0),
    };
    for (const [name, value] of options) {
      if (!['unique_together', 'index_together', 'indexes', 'constraints', 'order_with_respect_to'].includes(name))
        model.options.set(name, value);
    }
    const indexes = namedObjects(this.#base, options.get('indexes'), ownerOf(model));
    const constraints = namedObjects(this.#base, options.get('constraints'), ownerOf(model));
    model.indexes = new Map(indexes.known);
    model.constraints = new Map(constraints.known);
    model.openIndexes ||= indexes.open;
    model.openConstraints ||= constraints.open;
    this.models.set(keyOf(app, model.name), model);
  }

  #option(app: string, operation: Extract<MigrationOperation, { kind: 'options' | 'index' | 'constraint' }>): void {
    const { declared } = operation;
    const kind = declared && operationName(declared.paths);
    const model = this.#model(app, operation.model);
    if (!model || kind === undefined) return;
    const argument = (name: string): Value | undefined => this.#argument(operation, name);
    const base = this.#base;
    switch (kind) {
      case 'AlterModelOptions': {
        const { values, open } = mappingOf(argument('options'));
        for (const name of ALTERED_OPTIONS) model.options.delete(name);
        for (const [name, value] of values) model.options.set(name, value);
        model.openOptions = open;
        return;
      }
      case 'AlterModelTableComment': {
        const comment = argument('table_comment');
        if (comment) model.options.set('db_table_comment', comment);
        return;
      }
      case 'AlterModelManagers':
        model.managers = true;
        return;
      case 'AlterUniqueTogether':
        model.unique = together(argument('unique_together'));
        return;
      case 'AlterOrderWithRespectTo':
        model.order = textOf(base, argument('order_with_respect_to'));
        return;
      case 'AddIndex':
      case 'AddIndexConcurrently': {
        const value = argument('index');
        const index = value && namedObject(base, value, ownerOf(model));
        if (index) model.indexes.set(index.name, index);
        else model.openIndexes = true;
        return;
      }
      case 'RemoveIndex':
      case 'RemoveIndexConcurrently':
        this.#remove(model.indexes, argument('name'), () => (model.openIndexes = true));
        return;
      case 'RenameIndex': {
        const from = stringOf(argument('old_name'));
        const to = stringOf(argument('new_name'));
        const known = from === undefined ? undefined : model.indexes.get(from);
        if (!known || from === undefined || to === undefined) {
          model.openIndexes = true;
          return;
        }
        model.indexes.delete(from);
        model.indexes.set(to, { ...known, name: to });
        return;
      }
      case 'AddConstraint':
      case 'AddConstraintNotValid':
      case 'AlterConstraint': {
        const value = argument('constraint');
        const constraint = value && namedObject(base, value, ownerOf(model));
        if (constraint) model.constraints.set(constraint.name, constraint);
        else model.openConstraints = true;
        return;
      }
      case 'RemoveConstraint':
        this.#remove(model.constraints, argument('name'), () => (model.openConstraints = true));
        return;
      default:
        return;
    }
  }

  #remove(objects: Map<string, NamedObject>, name: Value | undefined, unknown: () => void): void {
    const text = stringOf(name);
    if (text === undefined || !objects.delete(text)) unknown();
  }

  /** Relations to a renamed model follow it. */
  #retarget(from: string, to: string): void {
    const same = (label: string | null): boolean => label?.toLowerCase() === from.toLowerCase();
    for (const model of this.models.values()) {
      for (const [name, entry] of model.fields) {
        const { field } = entry;
        if (!same(field.related) && !same(field.through)) continue;
        model.fields.set(name, {
          ...entry,
          field: {
            ...field,
            related: same(field.related) ? to : field.related,
            through: same(field.through) ? to : field.through,
          },
        });
      }
    }
  }
}

/** True when a condition picks the operations, or some of them. */
function isConditional(base: ModelBase, node: MigrationNode): boolean {
  const bound = base.program.interpreter.modules.get(node.module)?.scope?.names.get('Migration');
  const cls = bound && alternativesOf(bound).find(one => one.kind === 'class');
  const operations = cls?.kind === 'class' ? ownMember(cls, 'operations')?.value : undefined;
  if (!operations) return false;
  const lists = alternativesOf(operations);
  return (
    lists.length > 1 ||
    lists.some(list => list.kind === 'sequence' && list.items.some(one => one.kind === 'alternatives'))
  );
}

/** String keys of a mapping; open when there may be others. */
function mappingOf(value: Value | undefined): { values: Map<string, Value>; open: boolean } {
  const values = new Map<string, Value>();
  if (value === undefined) return { values, open: false };
  if (value.kind !== 'mapping') return { values, open: true };
  let { open } = value;
  for (const entry of value.entries.values()) {
    const key = stringOf(entry.key);
    if (key === undefined) open = true;
    else values.set(key, entry.value);
  }
  return { values, open };
}

/** Names of indexes in migrations are written out; one that is not cannot be known. */
function ownerOf(model: StateModel): { app: string; name: string; table: null; column: () => null } {
  return { app: model.app, name: model.name, table: null, column: () => null };
}

/** A field of the state as Django compares it. */
export function stateField(base: ModelBase, entry: StateField, rules: Deconstruction): ComparedField {
  const source = fieldSource(base, entry.field);
  const keywords = new Map(source.keywords);
  if (entry.withoutDefault) keywords.delete('default');
  return comparedField(entry.field.name, { ...source, keywords }, rules, entry.field.at, false);
}

/** What a declared field of a model or of a migration is made with. */
export function fieldSource(base: ModelBase, field: FieldModel): FieldSource {
  const { declared, paths, type } = field;
  const [nearest] = paths;
  const own = nearest === undefined || nearest.slice(nearest.lastIndexOf('.') + 1) !== type;
  const last = (path: string): string => path.slice(path.lastIndexOf('.') + 1);
  const relation = paths
    .concat(type)
    .some(path => /(?:ForeignKey|OneToOneField|ManyToManyField|ParentalKey)$/.test(path));
  const given = declared?.keywords ?? new Map<string, Value>();
  return {
    path: own ? `own:${type}` : hostPath(base, nearest),
    kinds: [type, ...paths.map(last)],
    args: (declared?.args ?? []).map(arg => textOf(base, arg)),
    keywords: new Map([...given].map(([name, value]) => [name, textOf(base, value)])),
    related: relation ? field.related : undefined,
    through: field.through ?? (given.has('through') ? null : undefined),
    open: !declared || (own && shapesItself(base, type)) || isSpread(base, field),
  };
}

function hostPath(base: ModelBase, path: string | undefined): string {
  if (path === undefined) return OPEN;
  return base.host.facts.symbol(path)?.path ?? djangoPath(path);
}

/** True for an own class of fields that sets arguments, or tells Django of others. */
function shapesItself(base: ModelBase, type: string): boolean {
  return base.program.classes.some(
    cls =>
      cls.name === type && ['__init__', 'deconstruct', '__new__'].some(method => ownMember(cls, method) !== undefined),
  );
}

const texts = new WeakMap<ModelBase['program'], ReadonlyMap<string, string>>();

/** True when the call unpacks arguments, of which some may not be known. */
function isSpread({ program }: ModelBase, field: FieldModel): boolean {
  let byFile = texts.get(program);
  if (!byFile) texts.set(program, (byFile = new Map([...program.modules.values()].map(one => [one.file, one.text]))));
  return /[(,]\s*\*/.test(byFile.get(field.at.file)?.slice(field.at.start, field.at.end) ?? '');
}
