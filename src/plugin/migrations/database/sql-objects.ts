/** Columns, constraints and indexes as SQL writes them, put into the catalogue. False where what they come to cannot be told. */
import { isColumn } from './catalogue.ts';
import { expression, printExpression, printLiteral } from './expression.ts';
import { quoted } from './names.ts';
import type { SqlColumn, SqlConstraint, SqlExpression, SqlIndex } from '../../../sql/index.ts';
import type { Catalogue, Column, Constraint, IndexKey, Table } from './catalogue.ts';
import type { Node } from './expression.ts';

const unknown = (reason: string): Node => ({ kind: 'unknown', reason });

/** Functions with the types that PostgreSQL finds for them. */
const FUNCTIONS: Readonly<Record<string, { readonly takes: string | null; readonly gives: string | null }>> = {
  lower: { takes: 'text', gives: 'text' },
  upper: { takes: 'text', gives: 'text' },
  length: { takes: 'text', gives: 'integer' },
  md5: { takes: 'text', gives: 'text' },
  abs: { takes: null, gives: null },
  now: { takes: null, gives: 'timestamp with time zone' },
  statement_timestamp: { takes: null, gives: 'timestamp with time zone' },
  clock_timestamp: { takes: null, gives: 'timestamp with time zone' },
  gen_random_uuid: { takes: null, gives: 'uuid' },
};

/** Types that keep a literal as it is written. */
const PLAIN_LITERAL = /^(?:text|character varying(?:\(\d+\))?|uuid|citext)$/;

function nodeOf(table: Table | null, given: SqlExpression): Node {
  const inner = (one: SqlExpression): Node => nodeOf(table, one);
  switch (given.kind) {
    case 'column': {
      const column = table?.columns.find(one => one.name === given.name);
      return column ? { kind: 'column', column } : unknown(`the column ${given.name}`);
    }
    case 'string':
      return given;
    case 'number':
      return /^-?\d+$/.test(given.text)
        ? { kind: 'integer', value: BigInt(given.text) }
        : { kind: 'numeric', text: given.text };
    case 'boolean':
      return given;
    case 'now':
      return { kind: 'keyword', text: 'CURRENT_TIMESTAMP', type: 'timestamp with time zone' };
    case 'operator':
      return { kind: 'operator', operator: given.operator, left: inner(given.left), right: inner(given.right) };
    case 'and':
    case 'or':
      return { kind: given.kind, items: given.items.map(inner) };
    case 'not':
      return { kind: 'not', item: inner(given.item) };
    case 'is-null':
      return { kind: 'is-null', item: inner(given.item), negated: given.negated };
    case 'in':
      return { kind: 'in', item: inner(given.item), list: given.list.map(inner) };
    case 'between':
      return { kind: 'between', item: inner(given.item), low: inner(given.low), high: inner(given.high) };
    case 'call': {
      const args = given.args.map(inner);
      if (given.name === 'coalesce') return { kind: 'call', name: 'COALESCE', takes: null, gives: null, args };
      const known = Object.hasOwn(FUNCTIONS, given.name) ? FUNCTIONS[given.name] : undefined;
      return known ? { kind: 'call', name: given.name, ...known, args } : unknown(`the function ${given.name}`);
    }
    case 'cast': {
      if (given.item.kind !== 'string') return { kind: 'cast', item: inner(given.item), type: given.type };
      const empty = given.type === 'jsonb' && /^(?:\{\}|\[\])$/.test(given.item.value);
      return empty || PLAIN_LITERAL.test(given.type)
        ? { kind: 'typed', value: given.item.value, type: given.type.replace(/\(\d+\)$/, '') }
        : unknown(`a literal of ${given.type}`);
    }
    case 'null':
      return unknown('NULL');
  }
}

/** The default of a column as PostgreSQL prints it; `undefined` where that cannot be told. */
export function sqlDefault(given: SqlExpression | null | undefined, type: string | null): string | null | undefined {
  if (given === undefined || given?.kind === 'null') return null;
  if (given === null || type === null) return undefined;
  if (given.kind === 'string') {
    if (type === 'jsonb' && /^(?:\{\}|\[\])$/.test(given.value)) return printLiteral(given.value, type);
    if (type.endsWith('[]') && given.value === '{}') return printLiteral(given.value, type);
    return PLAIN_LITERAL.test(type) ? printLiteral(given.value, type) : undefined;
  }
  return printExpression(expression(nodeOf(null, given)));
}

/** @param constraints those written beside a column included */
export function createTable(
  catalogue: Catalogue,
  name: string,
  columns: readonly SqlColumn[],
  constraints: readonly SqlConstraint[],
): boolean {
  const table = catalogue.create(name, null);
  const known = columns.map(column => addColumn(catalogue, table, { ...column, primaryKey: false, unique: false }));
  for (const [at, given] of columns.entries()) {
    const column = table.columns[at];
    if (column && given.generated)
      column.generated = expression(given.expression ? nodeOf(table, given.expression) : unknown(''));
  }
  return constraints.map(one => addConstraint(catalogue, table, one)).every(Boolean) && known.every(Boolean);
}

const SERIALS: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

export function addColumn(catalogue: Catalogue, table: Table, given: SqlColumn): boolean {
  const serial = SERIALS[given.type ?? ''];
  const counts = serial !== undefined || given.identity;
  const column = catalogue.addColumn(table, {
    name: given.name,
    type: serial ?? given.type,
    notNull: given.notNull || given.primaryKey || counts,
  });
  column.collation = given.collation ?? null;
  if (given.generated)
    column.generated = expression(
      given.expression ? nodeOf(table, given.expression) : unknown('what it is computed from'),
    );
  else column.default = sqlDefault(given.expression, column.type);
  if (given.identity) catalogue.addIdentity(column);
  else if (serial !== undefined) catalogue.addSequence(column);
  if (given.primaryKey) catalogue.addKey(table, 'primary-key', [column], null);
  if (given.unique) catalogue.addKey(table, 'unique', [column], null);
  return given.type !== null && column.default !== undefined;
}

function columnsNamed(table: Table, names: readonly string[]): Column[] | undefined {
  const columns = names.map(name => table.columns.find(one => one.name === name));
  return columns.length > 0 && columns.every(one => one !== undefined) ? columns : undefined;
}

export function addConstraint(catalogue: Catalogue, table: Table, given: SqlConstraint): boolean {
  if (given.kind === 'not-null') return true;
  if (given.more) return false;
  const deferrable = given.deferrable ?? null;
  switch (given.kind) {
    case 'primary-key':
    case 'unique': {
      const columns = columnsNamed(table, given.columns);
      if (columns)
        catalogue.addKey(table, given.kind, columns, given.name, deferrable, given.nullsNotDistinct === true);
      return columns !== undefined;
    }
    case 'check': {
      const check = expression(given.check ? nodeOf(table, given.check) : unknown('what a check says'));
      const [only, ...others] = check.columns;
      if (given.check) catalogue.addCheck(table, check, given.name, only && others.length === 0 ? only.name : null);
      return Boolean(given.check);
    }
    case 'foreign-key':
      return addForeignKey(catalogue, table, given);
    case 'exclude':
    case 'other':
      return false;
  }
}

function addForeignKey(catalogue: Catalogue, table: Table, given: SqlConstraint): boolean {
  const columns = columnsNamed(table, given.columns);
  if (!columns || !given.references) return false;
  const target = catalogue.table(given.references.name);
  const key = target.constraints.find(one => one.kind === 'primary-key');
  const names = given.referenced ?? [];
  // The key of a table of the host is taken to be `id`, as Django makes it.
  const to =
    names.length > 0
      ? names.flatMap(name => catalogue.column(target, name) ?? [])
      : (key?.columns ?? [catalogue.column(target, 'id')].flatMap(one => one ?? []));
  if (to.length !== columns.length) return false;
  const joined = columns.map(one => one.name).join('_');
  const constraint: Constraint = {
    name: given.name ?? catalogue.freeName(table.name, joined, 'fkey'),
    table,
    kind: 'foreign-key',
    columns,
    to,
    deferrable: given.deferrable ?? null,
    onDelete: given.onDelete ?? '',
  };
  catalogue.addConstraint(constraint);
  return true;
}

/** @param name `null` for one that PostgreSQL names */
export function createIndex(
  catalogue: Catalogue,
  table: Table,
  name: string | null,
  unique: boolean,
  given: SqlIndex,
): boolean {
  const keys = given.keys.map((key): IndexKey => {
    const node = key.of ? nodeOf(table, key.of) : unknown('a key');
    return {
      of: node.kind === 'column' ? node.column : expression(node),
      opclass: key.opclass,
      ...(key.collation === null ? {} : { collation: key.collation }),
      descending: key.descending,
      // What goes without saying is not printed.
      nulls: (key.nulls === 'first') === key.descending ? null : key.nulls,
    };
  });
  const include = given.include.length === 0 ? [] : columnsNamed(table, given.include);
  const chosen = name ?? indexNameOf(catalogue, table, given);
  if (!include || chosen === undefined || given.with === null || given.where === null) return false;
  catalogue.addIndex({
    name: chosen,
    table,
    unique,
    method: given.method,
    keys,
    include,
    where: given.where === undefined ? null : expression(nodeOf(table, given.where)),
    nullsNotDistinct: given.nullsNotDistinct,
    with: given.with.map(([option, value]) => `${option}=${quoted(value) === value ? value : `'${value}'`}`),
  });
  return keys.every(key => isColumn(key.of) || key.of.node.kind !== 'unknown');
}

/** The name that PostgreSQL chooses: of the columns, and of the functions of expressions (`ChooseIndexName`, commands/indexcmds.c). */
function indexNameOf(catalogue: Catalogue, table: Table, { keys, include }: SqlIndex): string | undefined {
  const parts = keys.map(({ of }) => (of?.kind === 'column' || of?.kind === 'call' ? of.name : undefined));
  if (!parts.every(one => one !== undefined)) return undefined;
  return catalogue.freeName(table.name, [...parts, ...include].join('_'), 'idx');
}
