/** Operations of a migration: from the values that the interpreter found to what Django would do with them. */
import { alternativesOf, ownMember, stringOf } from '../../program/index.ts';
import { declarationOf, fieldOf } from '../models/field.ts';
import { labelOf, tableNamed } from '../models/label.ts';
import { redirectOfOperation, workOfOperation } from './simulate.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { Declaration, FieldModel, Named } from '../models/field.ts';
import type { MigrationOperation, SqlText, Stage } from './model.ts';

/** Names of the parameters of Django's operations, in order (django/db/migrations/operations, 2.2 to 6.1). */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  CreateModel: ['name', 'fields', 'options', 'bases', 'managers'],
  DeleteModel: ['name'],
  RenameModel: ['old_name', 'new_name'],
  AlterModelTable: ['name', 'table'],
  AlterModelTableComment: ['name', 'table_comment'],
  AlterModelOptions: ['name', 'options'],
  AlterModelManagers: ['name', 'managers'],
  AlterUniqueTogether: ['name', 'unique_together'],
  AlterIndexTogether: ['name', 'index_together'],
  AlterOrderWithRespectTo: ['name', 'order_with_respect_to'],
  AddField: ['model_name', 'name', 'field', 'preserve_default'],
  AlterField: ['model_name', 'name', 'field', 'preserve_default'],
  RemoveField: ['model_name', 'name', 'field'],
  RenameField: ['model_name', 'old_name', 'new_name'],
  AddIndex: ['model_name', 'index'],
  RemoveIndex: ['model_name', 'name'],
  RenameIndex: ['model_name', 'new_name', 'old_name', 'old_fields'],
  AddIndexConcurrently: ['model_name', 'index'],
  RemoveIndexConcurrently: ['model_name', 'name'],
  AddConstraint: ['model_name', 'constraint'],
  AddConstraintNotValid: ['model_name', 'constraint'],
  ValidateConstraint: ['model_name', 'name'],
  AlterConstraint: ['model_name', 'name', 'constraint'],
  RemoveConstraint: ['model_name', 'name'],
  RunSQL: ['sql', 'reverse_sql', 'state_operations', 'hints', 'elidable'],
  RunPython: ['code', 'reverse_code', 'atomic', 'hints', 'elidable'],
  SeparateDatabaseAndState: ['database_operations', 'state_operations'],
  CreateExtension: ['name', 'hints'],
  CreateCollation: ['name', 'locale'],
  RemoveCollation: ['name', 'locale'],
};

/** Operations of contrib.postgres that install an extension of a fixed name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  BloomExtension: 'bloom',
  BtreeGinExtension: 'btree_gin',
  BtreeGistExtension: 'btree_gist',
  CITextExtension: 'citext',
  CryptoExtension: 'pgcrypto',
  HStoreExtension: 'hstore',
  TrigramExtension: 'pg_trgm',
  UnaccentExtension: 'unaccent',
};

const DJANGO_OPERATIONS = /^django\.(?:db\.migrations|contrib\.(?:postgres|gis\.db))\./;

/** Name of Django's operation among the class paths of a declaration. */
export function operationName(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    if (!DJANGO_OPERATIONS.test(path)) continue;
    const name = path.slice(path.lastIndexOf('.') + 1);
    if (Object.hasOwn(PARAMETERS, name) || Object.hasOwn(EXTENSIONS, name)) return name;
  }
  return undefined;
}

function named(value: Value | undefined): Named | null {
  const text = stringOf(value);
  return text === undefined ? null : { text, at: value && 'at' in value ? value.at : null };
}

/** A name or None that was given, the default when it was not, `undefined` when it is computed. */
function optionalName(base: ModelBase, value: Value | undefined): Named | null | undefined {
  if (value === undefined || (value.kind === 'constant' && value.value === null)) return null;
  const text = tableNamed(base, value);
  return named(value) ?? (text === undefined ? undefined : { text, at: null });
}

function placeOf(value: Value | undefined, fallback: Span): Span {
  return (value && 'at' in value ? value.at : null) ?? fallback;
}

/** Entries of a mapping with known string keys, and where the keys stand. */
function entriesOf(value: Value | undefined): ReadonlyMap<string, { readonly value: Value; readonly at: Span | null }> {
  const out = new Map<string, { value: Value; at: Span | null }>();
  if (value?.kind !== 'mapping') return out;
  for (const entry of value.entries.values()) {
    const key = stringOf(entry.key);
    if (key !== undefined) out.set(key, { value: entry.value, at: 'at' in entry.key ? entry.key.at : null });
  }
  return out;
}

const isFalse = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === false;
const isTrue = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === true;
const isNone = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'constant' && value.value === null);

/** Reads the operations of a list; what is open or not understood becomes an `unknown` operation. */
export function readOperations(
  base: ModelBase,
  value: Value | undefined,
  app: string,
  stage: Stage,
  at: Span,
): MigrationOperation[] {
  if (value === undefined || isNone(value)) return [];
  const out: MigrationOperation[] = [];
  for (const list of alternativesOf(value)) {
    if (list.kind !== 'sequence') {
      out.push({
        kind: 'unknown',
        reason: 'operations that are computed',
        at: placeOf(list, at),
        stage,
        redirect: null,
        given: new Map(),
      });
      continue;
    }
    for (const item of list.items) {
      for (const one of alternativesOf(item)) out.push(readOperation(base, one, app, stage, placeOf(one, at)));
    }
    if (list.open)
      out.push({
        kind: 'unknown',
        reason: 'a list of operations that is not wholly known',
        at: placeOf(list, at),
        stage,
        redirect: null,
        given: new Map(),
      });
  }
  return out;
}

function readOperation(base: ModelBase, value: Value, app: string, stage: Stage, at: Span): MigrationOperation {
  const declaration = declarationOf(base.program, value);
  const cls = value.kind === 'instance' ? value.cls : null;
  const redirect = value.kind === 'instance' ? redirectOfOperation(base, value, app) : null;
  const work = value.kind === 'instance' ? workOfOperation(base, value, app) : undefined;
  const name = declaration ? operationName(declaration.paths) : undefined;
  const given = declaration && name !== undefined ? givenTo(declaration, name) : new Map<string, Value>();
  const common = {
    at: declaration?.at ?? at,
    stage,
    redirect,
    given,
    ...(declaration ? { declared: declaration } : {}),
    ...(work ? { work } : {}),
  } as const;
  if (!declaration || name === undefined) {
    if (cls && declaration?.paths.some(path => DJANGO_OPERATIONS.test(path))) {
      return { ...common, kind: 'own', name: cls.name, reversible: ownMember(cls, 'database_backwards') !== undefined };
    }
    return { ...common, kind: 'unknown', reason: 'an operation that is not known' };
  }
  const argument = (parameter: string): Value | undefined => given.get(parameter);
  const target = redirect?.text ?? app;
  switch (name) {
    case 'CreateModel':
      return createModel(base, common, argument, target);
    case 'DeleteModel':
      return { ...common, kind: 'delete-model', name: named(argument('name')) };
    case 'RenameModel':
      return { ...common, kind: 'rename-model', from: named(argument('old_name')), to: named(argument('new_name')) };
    case 'AlterModelTable':
      return {
        ...common,
        kind: 'alter-table',
        name: named(argument('name')),
        table: optionalName(base, argument('table')),
      };
    case 'AddField':
    case 'AlterField': {
      const model = named(argument('model_name'));
      const field = named(argument('name'));
      const kind = name === 'AddField' ? 'add-field' : 'alter-field';
      return { ...common, kind, model, name: field, field: fieldAt(base, field, argument('field'), target, model) };
    }
    case 'RemoveField':
      return { ...common, kind: 'remove-field', model: named(argument('model_name')), name: named(argument('name')) };
    case 'RenameField':
      return {
        ...common,
        kind: 'rename-field',
        model: named(argument('model_name')),
        from: named(argument('old_name')),
        to: named(argument('new_name')),
      };
    case 'AlterModelOptions': {
      const managed = entriesOf(argument('options')).get('managed')?.value;
      return {
        ...common,
        kind: 'options',
        model: named(argument('name')),
        managed: isFalse(managed) ? false : isTrue(managed) ? true : null,
      };
    }
    case 'AlterModelManagers':
    case 'AlterModelTableComment':
      return { ...common, kind: 'options', model: named(argument('name')), managed: null };
    case 'AlterUniqueTogether':
    case 'AlterIndexTogether':
    case 'AlterOrderWithRespectTo':
      return { ...common, kind: 'constraint', model: named(argument('name')), operation: name };
    case 'AddConstraint':
    case 'AddConstraintNotValid':
    case 'ValidateConstraint':
    case 'AlterConstraint':
    case 'RemoveConstraint':
      return { ...common, kind: 'constraint', model: named(argument('model_name')), operation: name };
    case 'AddIndex':
    case 'RemoveIndex':
    case 'RenameIndex':
    case 'AddIndexConcurrently':
    case 'RemoveIndexConcurrently':
      return { ...common, kind: 'index', model: named(argument('model_name')), operation: name };
    case 'RunSQL':
      return runSql(base, common, argument, target);
    case 'RunPython': {
      const reverse = argument('reverse_code');
      return {
        ...common,
        kind: 'python',
        code: argument('code') ?? null,
        reverse: reverse ?? null,
        reversible: !isNone(reverse),
      };
    }
    case 'SeparateDatabaseAndState':
      return {
        ...common,
        kind: 'separate',
        database: readOperations(
          base,
          argument('database_operations'),
          target,
          stage === 'state' ? 'state' : 'database',
          common.at,
        ),
        state: readOperations(
          base,
          argument('state_operations'),
          target,
          stage === 'database' ? 'database' : 'state',
          common.at,
        ),
      };
    default:
      return {
        ...common,
        kind: 'database-object',
        operation: name,
        name: EXTENSIONS[name] ?? named(argument('name'))?.text ?? null,
      };
  }
}

/** Gives an argument by the name of its parameter, whether it was given by place or by keyword. */
export function argumentsOf(declaration: Declaration, operation: string): (name: string) => Value | undefined {
  const given = givenTo(declaration, operation);
  return name => given.get(name);
}

/** The arguments by the names of the parameters, whether they were given by place or by keyword. */
function givenTo(declaration: Declaration, operation: string): Map<string, Value> {
  const given = new Map<string, Value>();
  const names = PARAMETERS[operation] ?? [];
  for (const [index, value] of declaration.args.entries()) {
    const name = names[index];
    if (name !== undefined) given.set(name, value);
  }
  for (const [name, value] of declaration.keywords) given.set(name, value);
  for (const [name, value] of given) {
    const [first] = alternativesOf(value);
    if (first) given.set(name, first);
  }
  return given;
}

function fieldAt(
  base: ModelBase,
  name: Named | null,
  value: Value | undefined,
  app: string,
  model: Named | null,
): FieldModel | null {
  if (!value || !name) return null;
  const self = `${app}.${model?.text ?? '?'}`;
  return (
    fieldOf(base.program, name.text, value, (target, label, own) => labelOf(base, target, label, own), app, self) ??
    null
  );
}

type Common = Pick<MigrationOperation, 'at' | 'stage' | 'redirect' | 'given' | 'declared' | 'work'>;

function createModel(
  base: ModelBase,
  common: Common,
  argument: (name: string) => Value | undefined,
  app: string,
): MigrationOperation {
  const name = named(argument('name'));
  const list = argument('fields');
  const fields: FieldModel[] = [];
  let complete = list?.kind === 'sequence' && !list.open;
  for (const item of list?.kind === 'sequence' ? list.items : []) {
    const pair = item.kind === 'sequence' ? item.items : [];
    const field = fieldAt(base, named(pair[0]), pair[1], app, name);
    if (field) fields.push(field);
    else complete = false;
  }
  const options = entriesOf(argument('options'));
  return {
    ...common,
    kind: 'create-model',
    name,
    fields,
    complete,
    managed: !isFalse(options.get('managed')?.value),
    proxy: isTrue(options.get('proxy')?.value),
    table: optionalName(base, options.get('db_table')?.value),
    tableKey: options.get('db_table')?.at ?? null,
  };
}

/** `RunSQL`; with `state_operations` it is both halves of a SeparateDatabaseAndState. */
function runSql(
  base: ModelBase,
  common: Common,
  argument: (name: string) => Value | undefined,
  app: string,
): MigrationOperation {
  const sql = argument('sql');
  const reverse = argument('reverse_sql');
  const forwards: SqlText = { value: sql ?? null, at: placeOf(sql, common.at) };
  const backwards: SqlText | null = isNone(reverse)
    ? null
    : { value: reverse ?? null, at: placeOf(reverse, common.at) };
  const operation: MigrationOperation = { ...common, kind: 'sql', forwards, backwards };
  const state = readOperations(base, argument('state_operations'), app, 'state', common.at);
  return state.length === 0 ? operation : { ...common, kind: 'separate', database: [operation], state };
}
