/**
 * What an operation does to the rows that are in a table already, and to those who use the table meanwhile
 * (django/db/backends/base/schema.py and postgresql/schema.py, 4.2 to 6.1; PostgreSQL 15, ALTER TABLE and CREATE INDEX).
 */
import { stringOf } from '../../program/index.ts';
import { classNames, columnType } from './database/types.ts';
import { madeBy } from './database/values.ts';
import type { FieldModel } from '../models/field.ts';
import type { LaterChange } from './model.ts';

/** `cut`: values are shortened or rounded without a word; `fails`: the migration stops at a value that does not fit. */
export interface Loss {
  readonly kind: 'cut' | 'fails';
  /** Types as PostgreSQL prints them. */
  readonly from: string;
  readonly to: string;
}

const INTEGERS: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };

/** Types whose values are read from text, so that a text of another form stops the cast. */
const PARSED =
  /^(?:smallint|integer|bigint|numeric|double|boolean|date|time|interval|uuid|inet|cidr|macaddr|json|bytea)/;

/** Largest length of a text type; `undefined` for what is no text. */
function lengthOf(type: string): number | undefined {
  if (type === 'text' || type === 'citext' || type === 'character varying') return Infinity;
  const length = /^character varying\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? undefined : Number(length);
}

/** Digits before and after the decimal point. */
function digitsOf(type: string): readonly [number, number] | undefined {
  if (type === 'numeric' || type === 'double precision') return [Infinity, Infinity];
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined || scale === undefined
    ? undefined
    : [Number(precision) - Number(scale), Number(scale)];
}

/**
 * What Django has for the column of a text field before its length is filled in. Where that differs between the old field and the
 * new one Django adds `USING column::type`, and such a cast shortens without an error (`_using_sql`).
 */
function textKind(field: FieldModel): string {
  const names = classNames(field);
  if (names.includes('TextField')) return 'text';
  return names.some(name => /^(?:Slug|File|Image|FilePath)Field$/.test(name)) ? 'varchar(length)' : 'CharField';
}

/** What is lost when the type of a column becomes a narrower one; `null` when nothing is, or it cannot be told. */
export function lossOf(before: FieldModel, after: FieldModel): Loss | null {
  const from = columnType(before)?.type;
  const to = columnType(after)?.type;
  if (from === undefined || to === undefined || from === to) return null;
  const loss = (kind: Loss['kind']): Loss => ({ kind, from, to });
  const length = lengthOf(from);
  if (length !== undefined) {
    const next = lengthOf(to);
    if (next !== undefined) return next >= length ? null : loss(textKind(before) === textKind(after) ? 'fails' : 'cut');
    return PARSED.test(to) ? loss('fails') : null;
  }
  const size = INTEGERS[from];
  if (size !== undefined) return (INTEGERS[to] ?? size) < size ? loss('fails') : null;
  const digits = digitsOf(from);
  if (digits) {
    const next = digitsOf(to) ?? (INTEGERS[to] === undefined ? undefined : [Infinity, 0]);
    if (!next) return null;
    if ((next[1] ?? 0) < digits[1]) return loss('cut');
    return (next[0] ?? 0) < digits[0] ? loss('fails') : null;
  }
  return from.startsWith('timestamp') && /^(?:date|time)\b/.test(to) ? loss('cut') : null;
}

const given = (field: FieldModel, name: string): boolean => {
  const value = field.declared?.keywords.get(name);
  return value !== undefined && !(value.kind === 'constant' && !value.value);
};

/** Whether a field that is NOT NULL has no value for the rows that have none (`_effective_default`). */
function lacksValue(field: FieldModel): boolean {
  if (field.kind !== 'column' || field.null !== false || field.hasDefault || field.primaryKey) return false;
  // A class of somebody else may have a default of its own.
  if (field.paths[0]?.startsWith('django.') !== true || field.type === 'GeneratedField') return false;
  const type = columnType(field);
  if (type ? type.serial : field.related === null) return false;
  if (given(field, 'auto_now') || given(field, 'auto_now_add')) return false;
  return !(given(field, 'blank') && type && lengthOf(type.type) !== undefined);
}

/**
 * Whether a change of a column stops at rows that are there: a NOT NULL column is added without a value for them, or a column
 * becomes NOT NULL and nothing fills its empty cells.
 */
export function emptyCellsFail(before: FieldModel | undefined, after: FieldModel): boolean {
  return lacksValue(after) && (before === undefined || (before.kind === 'column' && before.null === true));
}

/** Functions of PostgreSQL that give each row another value; `now()` and its like give all rows the same (pg_proc.provolatile). */
const VOLATILE = /^(?:gen_random_uuid|uuid_generate_v\w+|random|clock_timestamp|timeofday|nextval)$/i;
const VOLATILE_CLASSES = new Set(['django.db.models.functions.Random', 'django.contrib.postgres.functions.RandomUUID']);

/**
 * Why PostgreSQL writes every row anew for an added column; `null` when it does not. A default that Django computes, a callable
 * too, is one constant, which PostgreSQL 11 and later keep beside the table.
 */
export function rewriteFor(field: FieldModel): string | null {
  if (field.kind !== 'column') return null;
  if (field.type === 'GeneratedField') return given(field, 'db_persist') ? 'a stored generated column' : null;
  const made = madeBy(field.declared?.keywords.get('db_default'));
  if (!made) return null;
  const name = stringOf(made.keywords.get('function')) ?? '';
  const isVolatile = VOLATILE_CLASSES.has(made.path.replace(/\.math\./, '.')) || VOLATILE.test(name);
  return isVolatile ? `the default ${name || made.name}() of the database` : null;
}

/** Models of NetBox of which an installation has as many rows as it has equipment and addresses. */
const LARGE = new Set([
  'core.objectchange',
  'dcim.cable',
  'dcim.cabletermination',
  'dcim.consoleport',
  'dcim.consoleserverport',
  'dcim.device',
  'dcim.frontport',
  'dcim.interface',
  'dcim.inventoryitem',
  'dcim.macaddress',
  'dcim.module',
  'dcim.poweroutlet',
  'dcim.powerport',
  'dcim.rearport',
  'extras.journalentry',
  'extras.objectchange',
  'ipam.ipaddress',
  'ipam.prefix',
  'virtualization.virtualmachine',
  'virtualization.vminterface',
]);

/** The model of NetBox with whose rows a table grows: one that it points to, and that is large; `null` when there is none. */
export function growsWith(change: LaterChange): string | null {
  for (const field of change.fields.values()) {
    if (field.kind === 'column' && field.related !== null && LARGE.has(field.related.toLowerCase()))
      return field.related;
  }
  return null;
}

/**
 * Whether an operation builds an index while nobody can write to the table, though it could be built beside the writers. For a
 * unique constraint Django has no such operation.
 */
export function buildsIndex({ operation, fields }: LaterChange): boolean {
  if (operation.kind === 'index') return operation.operation === 'AddIndex';
  if (operation.kind !== 'alter-field') return false;
  const before = operation.name ? fields.get(operation.name.text) : undefined;
  const after = operation.field;
  if (before?.kind !== 'column' || after?.kind !== 'column' || after.unique || after.related !== null) return false;
  return isIndexed(after) && !isIndexed(before);
}

/** `SlugField` and relations have an index unless it is turned off. */
function isIndexed(field: FieldModel): boolean {
  if (field.unique || field.primaryKey || field.related !== null || given(field, 'db_index')) return true;
  return field.type === 'SlugField' && field.declared?.keywords.has('db_index') !== true;
}
