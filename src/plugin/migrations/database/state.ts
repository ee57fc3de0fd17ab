/** The models as a migration sees them while it is applied: Django's project state (django/db/migrations/state.py, 4.2 to 6.1). */
import { defaultTable, manyToManyTable } from '../../models/table-name.ts';
import { classNames, collationOf, columnType } from './types.ts';
import type { Framework } from '../../../host/context.ts';
import type { HostFacts } from '../../../host/facts.ts';
import type { Value } from '../../../program/index.ts';
import type { FieldModel } from '../../models/field.ts';
import type { ColumnType } from './types.ts';

export interface Model {
  readonly app: string;
  readonly name: string;
  readonly managed: boolean;
  readonly proxy: boolean;
  /** Label of the model whose table a proxy has. */
  readonly proxied: string | null;
  /** `undefined` when it is computed. */
  readonly table: string | undefined;
  /** Whether `table` was given: a default one follows the model's name. */
  readonly explicit: boolean;
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly uniqueTogether: readonly (readonly string[])[];
  readonly indexTogether: readonly (readonly string[])[];
  /** `models.Index(…)` and the like, as declared, by name. */
  readonly indexes: ReadonlyMap<string, Value>;
  readonly constraints: ReadonlyMap<string, Value>;
  readonly ordered: boolean;
  readonly comment: string | null;
  /** Of an automatic through model: its two keys must be unique together, and it hangs on a field. */
  readonly through: string | null;
}

/** What a field is in the database. */
export interface FieldInfo {
  readonly field: FieldModel;
  readonly column: string;
  /** `null` where it cannot be told. */
  readonly type: ColumnType | null;
  readonly null: boolean | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly indexed: boolean;
  readonly comment: string | null;
  /** `db_default`, where it is given. */
  readonly fallback: Value | null;
  /** The expression of a GeneratedField. */
  readonly generated: Value | null;
  /** `undefined` where it cannot be told. */
  readonly collation: string | null | undefined;
  /** Table and column that a relation points to. */
  readonly target: { readonly label: string; readonly table: string; readonly column: string } | null;
  /** Whether there is a foreign key for it. */
  readonly constrained: boolean;
  /** `CASCADE` of `DB_CASCADE` (Django 6.1 and later), or empty. */
  readonly onDelete: string;
}

export const keyOf = (app: string, model: string): string => `${app}.${model}`.toLowerCase();
export const labelOf = (model: Model): string => `${model.app}.${model.name}`;

/** Tables of models that no app of the host's own defines, where they are not `<app>_<model>`. */
const FRAMEWORK_TABLES: Readonly<Record<string, string>> = {
  'contenttypes.contenttype': 'django_content_type',
  'sites.site': 'django_site',
  'sessions.session': 'django_session',
  'admin.logentry': 'django_admin_log',
};

/** Keys of models that are no bigint (django_content_type, auth_permission and auth_group of Django). */
const INTEGER_KEYS: ReadonlySet<string> = new Set([
  'contenttypes.contenttype',
  'auth.permission',
  'auth.group',
  'auth.user',
  'sites.site',
]);

const isFalse = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === false;
const isTrue = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === true;
const textOf = (value: Value | undefined): string | null =>
  value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;

const INDEXED: ReadonlySet<string> = new Set(['ForeignKey', 'TreeForeignKey', 'SlugField']);

/** What decides, beside the migrations, what they make. */
export interface Installation extends Framework {
  readonly facts: HostFacts;
}

export class State {
  readonly models: Map<string, Model>;
  readonly #installation: Installation;

  constructor(installation: Installation, models: Iterable<readonly [string, Model]> = []) {
    this.#installation = installation;
    this.models = new Map(models);
  }

  copy(): State {
    return new State(this.#installation, this.models);
  }

  model(app: string, name: string): Model | undefined {
    return this.models.get(keyOf(app, name)) ?? this.#hostModel(`${app}.${name}`);
  }

  byLabel(label: string): Model | undefined {
    const dot = label.indexOf('.');
    return this.models.get(label.toLowerCase()) ?? this.#hostModel(`${label.slice(0, dot)}.${label.slice(dot + 1)}`);
  }

  put(model: Model): void {
    this.models.set(keyOf(model.app, model.name), model);
  }

  /** A model of the host or of Django, which no migration here makes: its table and key. */
  #hostModel(label: string): Model | undefined {
    const { facts, autoField } = this.#installation;
    const fact = facts.model(label);
    const key = label.toLowerCase();
    const [app = '', name = ''] = label.split('.');
    const known = Object.hasOwn(FRAMEWORK_TABLES, key) || INTEGER_KEYS.has(key);
    if (!fact && !known) return undefined;
    const table = FRAMEWORK_TABLES[key] ?? fact?.table ?? defaultTable(app, name);
    const id = automatic(INTEGER_KEYS.has(key) ? 'AutoField' : autoField);
    const fields = new Map<string, FieldModel>([['id', id]]);
    if (fact && !fact.proxy) {
      // A model that descends from another has the link to it for a key.
      for (const field of fact.fields.values()) {
        if (!field.name.endsWith('_ptr') || field.type !== 'OneToOneField' || field.related === null) continue;
        fields.delete('id');
        fields.set(
          field.name,
          relation(field.name, 'OneToOneField', field.related, { primaryKey: true, unique: true }),
        );
      }
    }
    return {
      ...EMPTY,
      app: fact ? fact.label.slice(0, fact.label.indexOf('.')) : app,
      name: fact ? fact.label.slice(fact.label.indexOf('.') + 1) : name,
      managed: fact?.managed ?? true,
      proxy: fact?.proxy ?? false,
      table,
      explicit: true,
      fields,
    };
  }

  keyField(model: Model): FieldModel | undefined {
    return [...model.fields.values()].find(one => one.primaryKey) ?? model.fields.get('id');
  }

  /** What a field is in the database; `undefined` for one that has no column. */
  info(field: FieldModel, depth = 6): FieldInfo | undefined {
    if (field.kind !== 'column' || field.column === null) return undefined;
    const keywords = field.declared?.keywords;
    const relates = keywords?.has('to') || field.related !== null;
    const target = relates ? this.#target(field, depth) : null;
    const own = relates ? undefined : columnType(field);
    // A relation takes the type, not the counting nor the check, of what it points to.
    const type = relates ? (target?.type ? { ...target.type, serial: false, positive: false } : null) : (own ?? null);
    const index = keywords?.get('db_index');
    const names = classNames(field);
    const unique = field.unique || field.primaryKey;
    return {
      field,
      column: field.column,
      type,
      null: field.primaryKey ? false : field.null,
      primaryKey: field.primaryKey,
      unique,
      indexed: index ? isTrue(index) : names.some(name => INDEXED.has(name)) && !names.includes('OneToOneField'),
      comment: textOf(keywords?.get('db_comment')),
      fallback: keywords?.get('db_default') ?? null,
      generated: names.includes('GeneratedField')
        ? (keywords?.get('expression') ?? field.declared?.args[0] ?? NONE)
        : null,
      collation: relates ? target?.collation : collationOf(field),
      target: target && { label: target.label, table: target.table, column: target.column },
      constrained: relates && !isFalse(keywords?.get('db_constraint')),
      onDelete: databaseAction(keywords?.get('on_delete') ?? field.declared?.args[1]),
    };
  }

  #target(
    field: FieldModel,
    depth: number,
  ): {
    label: string;
    table: string;
    column: string;
    type: ColumnType | null;
    collation: string | null | undefined;
  } | null {
    if (field.related === null || depth === 0) return null;
    const model = this.byLabel(field.related);
    if (!model) return null;
    const to = textOf(field.declared?.keywords.get('to_field'));
    const concrete = this.#concrete(model);
    const { table } = concrete;
    if (table === undefined) return null;
    const key = to === null ? this.keyField(concrete) : concrete.fields.get(to);
    // The type of a core model's other fields is not known.
    if (!key)
      return to === null ? null : { label: labelOf(model), table, column: to, type: null, collation: undefined };
    const info = this.info(key, depth - 1);
    if (!info) return null;
    const { column, type, collation } = info;
    return { label: labelOf(model), table, column, type, collation };
  }

  /** The model whose table a proxy has. */
  #concrete(model: Model, depth = 6): Model {
    if (!model.proxy || depth === 0) return model;
    const proxied = model.proxied === null ? undefined : this.byLabel(model.proxied);
    if (proxied) return this.#concrete(proxied, depth - 1);
    const made = [...this.models.values()].find(one => !one.proxy && one.table === model.table);
    if (made) return made;
    for (const { label, proxy, table } of this.#installation.facts.models())
      if (!proxy && table !== null && table === model.table) return this.#hostModel(label) ?? model;
    return model;
  }

  /** The automatic through model of a many-to-many field (django/db/models/fields/related.py, create_many_to_many_intermediary_model). */
  through(model: Model, field: FieldModel): Model | undefined {
    if (field.kind !== 'many-to-many' || field.through !== null || !model.table || field.related === null)
      return undefined;
    const own = model.name.toLowerCase();
    const other = field.related.slice(field.related.indexOf('.') + 1).toLowerCase();
    // Django compares the names of the models alone, whatever their apps.
    const [from, to] = own === other ? [`from_${own}`, `to_${other}`] : [own, other];
    const constraint = field.declared?.keywords.get('db_constraint');
    const keywords: [string, Value][] = constraint ? [['db_constraint', constraint]] : [];
    return {
      ...EMPTY,
      app: model.app,
      name: `${model.name}_${field.name}`,
      managed: model.managed,
      table: field.table?.text ?? manyToManyTable(model.table, field.name),
      explicit: true,
      fields: new Map([
        ['id', automatic(this.#installation.autoField)],
        [from, relation(from, 'ForeignKey', labelOf(model), {}, keywords)],
        [to, relation(to, 'ForeignKey', field.related, {}, keywords)],
      ]),
      uniqueTogether: [[from, to]],
      through: field.name,
    };
  }

  /** Relations of one or many to one that point to a model, automatic through models included. */
  *relationsTo(label: string): Generator<{ readonly model: Model; readonly field: FieldModel }> {
    const wanted = label.toLowerCase();
    for (const model of this.models.values()) {
      if (model.proxy) continue;
      for (const field of model.fields.values()) {
        if (field.kind === 'column' && field.related?.toLowerCase() === wanted) yield { model, field };
        const through = this.through(model, field);
        for (const side of through?.fields.values() ?? [])
          if (through && side.related?.toLowerCase() === wanted) yield { model: through, field: side };
      }
    }
  }

  automaticKey(): FieldModel {
    return automatic(this.#installation.autoField);
  }
}

/** `ON DELETE` of a database-level action (django/db/models/deletion.py, 6.1 and later). */
function databaseAction(value: Value | undefined): string {
  if (value?.kind !== 'symbol') return '';
  const actions: Readonly<Record<string, string>> = {
    DB_CASCADE: 'CASCADE',
    DB_SET_NULL: 'SET NULL',
    DB_SET_DEFAULT: 'SET DEFAULT',
  };
  return actions[value.path.slice(value.path.lastIndexOf('.') + 1)] ?? '';
}

export const EMPTY: Omit<Model, 'app' | 'name' | 'table' | 'fields' | 'explicit'> = {
  managed: true,
  proxy: false,
  proxied: null,
  uniqueTogether: [],
  indexTogether: [],
  indexes: new Map(),
  constraints: new Map(),
  ordered: false,
  comment: null,
  through: null,
};

const NONE: Value = { kind: 'constant', value: null, at: null };
const NOWHERE = { file: '', start: 0, end: 0 };

function bare(name: string, type: string, more: Partial<FieldModel>): FieldModel {
  return {
    name,
    type,
    paths: [`django.db.models.${type}`],
    kind: 'column',
    column: name,
    null: false,
    primaryKey: false,
    unique: false,
    parentLink: false,
    hasDefault: false,
    defaultCall: null,
    related: null,
    relatedName: null,
    relatedQueryName: null,
    protects: null,
    through: null,
    table: null,
    declared: { args: [], keywords: new Map() },
    at: NOWHERE,
    ...more,
  };
}

function automatic(type: string): FieldModel {
  return bare('id', type, { primaryKey: true });
}

/** `_order` of `order_with_respect_to`. */
export const orderField: FieldModel = bare('_order', 'OrderWrt', {});

function relation(
  name: string,
  type: string,
  related: string,
  more: Partial<FieldModel>,
  keywords: readonly (readonly [string, Value])[] = [],
): FieldModel {
  return bare(name, type, {
    column: `${name}_id`,
    related,
    declared: { args: [], keywords: new Map(keywords) },
    ...more,
  });
}
