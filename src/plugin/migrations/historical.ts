/** Models as migrations see them: `apps.get_model('dcim', 'Device')`, and the schema editor. */
import { alternativesOf, methodOf, shapeOf, stepsOf } from '../../program/index.ts';
import { modelClass } from '../models/label.ts';
import type { CallEffect, Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';

/** What the interpreter hands to the functions of `RunPython`. */
export const MIGRATION_APPS = 'django.db.migrations.apps';
export const SCHEMA_EDITOR = 'django.db.migrations.schema_editor';

/** True for effects that happen when the database is migrated. */
export function inMigration(effect: CallEffect): boolean {
  if (effect.phase === 'dead') return false;
  return effect.phase === 'migration' || (effect.phase === 'call' && /(^|\/)migrations\//.test(effect.at.file));
}

/** The last name of what is called: `update` of `Model.objects.update`. Cheaper than taking the receiver apart. */
export function calleeName(callee: Value): string | undefined {
  if (callee.kind === 'attribute') return callee.name;
  return callee.kind === 'symbol' ? callee.path.slice(callee.path.lastIndexOf('.') + 1) : undefined;
}

/** The entry point from which an effect was reached: effects of one entry belong together. */
export function entryOf(call: CallEffect): string {
  const [first] = stepsOf(call.frame);
  return first ? `${first.at.file}:${first.at.start}` : `${call.at.file}`;
}

/** The entry point that a function of `RunPython` is, as `entryOf` tells it. */
export function functionEntry(value: Value): string | undefined {
  switch (value.kind) {
    case 'function':
      return `${value.at.file}:${value.at.start}`;
    case 'method':
      return functionEntry(value.function);
    case 'partial':
      return functionEntry(value.callee);
    default:
      return undefined;
  }
}

/** The model of the rows that a value is or gives: a manager, a queryset, an instance. */
export function rowsOf(
  base: ModelBase,
  value: Value,
  depth = 8,
): { readonly model: string; readonly kind: 'manager' | 'queryset' | 'instance' } | undefined {
  if (depth === 0) return undefined;
  const { interpreter } = base.program;
  const shape = shapeOf(interpreter, value);
  if (shape) {
    const of = shape.kind === 'instance' ? shape.of : shape.model;
    for (const one of alternativesOf(of)) {
      const model = modelClass(base, one);
      if (model !== undefined) return { model, kind: shape.kind };
    }
    return undefined;
  }
  switch (value.kind) {
    case 'call': {
      // An instance made by calling a historical model.
      const model = modelClass(base, value.callee);
      return model === undefined ? undefined : { model, kind: 'instance' };
    }
    case 'item':
    case 'element': {
      // `obj, created = Model.objects.get_or_create(…)`.
      const of = value.kind === 'item' ? value.object : value.of;
      const method = of.kind === 'call' ? methodOf(of.callee) : undefined;
      if (method?.name !== 'get_or_create' && method?.name !== 'update_or_create') return undefined;
      const rows = rowsOf(base, method.object, depth - 1);
      return rows ? { model: rows.model, kind: 'instance' } : undefined;
    }
    default:
      return undefined;
  }
}

/** True for a value that is the schema editor of a migration, or a parameter that is called so. */
export function isSchemaEditor(value: Value): boolean {
  if (value.kind === 'symbol') return value.path === SCHEMA_EDITOR;
  if (value.kind === 'parameter') return value.name === 'schema_editor' || value.name === 'editor';
  // `with connection.schema_editor() as schema_editor`
  if (value.kind === 'call')
    return methodOf(value.callee)?.name === 'schema_editor' || methodOf(value.callee)?.name === '__enter__';
  return false;
}

/** True for a cursor or a schema editor. */
export function isDatabase(value: Value, call: CallEffect): boolean {
  return alternativesOf(value).some(one => {
    if (isSchemaEditor(one)) return true;
    if (one.kind === 'call') return methodOf(one.callee)?.name === 'cursor';
    return (
      one.kind === 'parameter' && /^(?:cursor|cur|connection|conn)$/.test(one.name) && call.callee.kind === 'attribute'
    );
  });
}

/** Schema editor methods that change the schema of the model that they are given first. */
export const SCHEMA_METHODS = new Set([
  'create_model',
  'delete_model',
  'add_field',
  'remove_field',
  'alter_field',
  'alter_db_table',
  'alter_db_table_comment',
  'add_index',
  'remove_index',
  'rename_index',
  'add_constraint',
  'remove_constraint',
  'alter_unique_together',
  'alter_index_together',
  'alter_db_tablespace',
]);
