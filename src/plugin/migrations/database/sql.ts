/** Raw SQL of migrations applied to the catalogue: statements of which all that they do to tables is read. */
import { sqlReader } from '../../sql-reader.ts';
import { sqlTexts } from '../../sql-text.ts';
import type { SqlChange, SqlColumn, SqlConstraint, SqlEffect } from '../../../sql/index.ts';
import type { ModelBase } from '../../base.ts';
import { tableOwner } from '../../models/owner.ts';
import type { MigrationOperation } from '../model.ts';
import type { Catalogue, Column, IndexKey, Table } from './catalogue.ts';

/** Applies the forward SQL of an operation; false where what it does to tables cannot be told. */
export function applySql(
  base: ModelBase,
  operation: Extract<MigrationOperation, { kind: 'sql' }>,
  catalogue: Catalogue,
): boolean {
  const { value, at } = operation.forwards;
  const reader = sqlReader();
  if (!value || !reader) return false;
  let known = true;
  for (const source of sqlTexts(base, value, false, at)) {
    if (!source) return false;
    const result = reader.read(source.text, source.parameters ? { placeholders: 'django' } : {});
    if (!result.ok) return false;
    for (const statement of result.statements) {
      known &&= statement.unknowns.length === 0;
      for (const effect of statement.effects)
        if (!effect.deferred && !effect.temporary)
          known =
            applyEffect(base, catalogue, effect, source.text.slice(statement.span.start, statement.span.end)) && known;
    }
  }
  return known;
}

/** What changes no table, index, constraint or sequence. */
const HARMLESS: ReadonlySet<string> = new Set([
  'read',
  'write',
  'lock',
  'maintain',
  'call',
  'grant',
  'revoke',
  'configure',
  'trigger',
  'policy',
  'rule',
  'reference',
]);

function applyEffect(base: ModelBase, catalogue: Catalogue, effect: SqlEffect, text: string): boolean {
  const { action, objectType, name, detail } = effect;
  if (effect.partial) return false;
  if (HARMLESS.has(action)) return true;
  const table = catalogue.tables.get(name);
  switch (objectType) {
    case 'table':
      if (action === 'create')
        return createTable(
          catalogue,
          name,
          detail?.columns ?? [],
          detail?.constraints ?? [],
          detail?.ifNotExists === true,
        );
      if (action === 'index') return createIndex(catalogue, name, effect, text);
      // ALTER TABLE takes any relation.
      if (!table && action === 'rename') renameOther(catalogue, name, detail?.newName ?? name);
      if (!table) return action !== 'alter' || detail?.ifExists === true || tableOwner(base)(name) === 'core';
      if (action === 'drop') catalogue.drop(table);
      else if (action === 'rename') catalogue.rename(table, detail?.newName ?? name);
      else if (action === 'comment') table.comment = commentIn(text) ?? table.comment;
      else return (detail?.changes ?? []).every(change => alterTable(catalogue, table, change));
      return true;
    case 'column': {
      const on = detail?.on && catalogue.tables.get(detail.on.name);
      const column = on?.columns.find(one => one.name === name);
      if (action === 'rename' && column && detail?.newName !== undefined) column.name = detail.newName;
      if (action === 'comment' && column) column.comment = commentIn(text) ?? column.comment;
      return action === 'rename' || action === 'comment';
    }
    case 'constraint': {
      const on = detail?.on && catalogue.tables.get(detail.on.name);
      const found = on?.constraints.find(one => one.name === name);
      if (action !== 'rename' || detail?.newName === undefined) return action === 'comment';
      if (found) {
        if ('index' in found) found.index.name = detail.newName;
        found.name = detail.newName;
      }
      return true;
    }
    case 'index': {
      const index = catalogue.index(name);
      if (action === 'drop' && index) catalogue.dropIndex(index);
      else if (action === 'rename' && index && detail?.newName !== undefined)
        catalogue.renameIndex(index, detail.newName);
      return action === 'drop' || action === 'rename' || action === 'comment';
    }
    case 'sequence': {
      const sequence = catalogue.sequences.find(one => one.name === name);
      if (!sequence) return action !== 'create';
      if (action === 'rename' && detail?.newName !== undefined) sequence.name = detail.newName;
      return action === 'rename' || action === 'comment';
    }
    default:
      return true;
  }
}

function renameOther(catalogue: Catalogue, name: string, to: string): void {
  const index = catalogue.index(name);
  if (index) catalogue.renameIndex(index, to);
  const sequence = catalogue.sequences.find(one => one.name === name);
  if (sequence) sequence.name = to;
}

/** @param constraints those written beside a column included */
function createTable(
  catalogue: Catalogue,
  name: string,
  columns: readonly SqlColumn[],
  constraints: readonly SqlConstraint[],
  ifNotExists: boolean,
): boolean {
  if (catalogue.tables.get(name)?.made === true) return ifNotExists;
  const table = catalogue.create(name, null);
  const known = columns.map(column => addColumn(catalogue, table, { ...column, primaryKey: false, unique: false }));
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

function addColumn(catalogue: Catalogue, table: Table, given: SqlColumn): boolean {
  const serial = SERIALS[given.type ?? ''];
  const counts = serial !== undefined || given.identity;
  const column = catalogue.addColumn(table, {
    name: given.name,
    type: serial ?? given.type,
    notNull: given.notNull || given.primaryKey || counts,
  });
  if (given.identity) catalogue.addIdentity(column);
  else if (serial !== undefined) catalogue.addSequence(column);
  if (given.primaryKey) catalogue.addKey(table, 'primary-key', [column], null);
  if (given.unique) catalogue.addKey(table, 'unique', [column], null);
  return given.type !== null;
}

/** Keys only: the reader does not tell what a check or a foreign key says. */
function addConstraint(catalogue: Catalogue, table: Table, given: SqlConstraint): boolean {
  if (given.kind !== 'primary-key' && given.kind !== 'unique') return given.kind === 'not-null';
  const columns = given.columns.flatMap(name => table.columns.find(one => one.name === name) ?? []);
  if (columns.length !== given.columns.length || columns.length === 0) return false;
  catalogue.addKey(table, given.kind, columns, given.name);
  return true;
}

function alterTable(catalogue: Catalogue, table: Table, change: SqlChange): boolean {
  const column = table.columns.find(one => one.name === change.name);
  switch (change.change) {
    case 'add-column':
      return change.column !== undefined && addColumn(catalogue, table, change.column);
    case 'drop-column':
      if (column) catalogue.dropColumn(column);
      return true;
    case 'set-not-null':
    case 'drop-not-null':
      if (column) column.notNull = change.change === 'set-not-null';
      return true;
    case 'alter-column-type':
      if (column) column.type = change.type ?? null;
      return change.type !== undefined;
    case 'add-constraint':
      return change.constraint !== undefined && addConstraint(catalogue, table, change.constraint);
    case 'drop-constraint': {
      const found = table.constraints.find(one => one.name === change.name);
      if (found) catalogue.dropConstraint(found);
      return true;
    }
    case 'column-default':
    case 'change-owner':
    case 'set-rel-options':
    case 'reset-rel-options':
    case 'set-statistics':
    case 'validate-constraint':
      return true;
    default:
      return false;
  }
}

/** The text of a COMMENT in plain quotes. */
function commentIn(text: string): string | undefined {
  return /\bIS\s+'((?:[^']|'')*)'\s*;?\s*$/i.exec(text)?.[1]?.replaceAll("''", "'");
}

const PLAIN_INDEX =
  /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?(?:"[^"]*"|[^\s"])+\s+ON\s+(?:ONLY\s+)?(?:"[^"]*"|[^\s"(])+\s*(?:USING\s+(\w+)\s*)?\(([^()]*)\)\s*;?\s*$/i;

/** An index of plain columns; what is written otherwise is not read. */
function createIndex(catalogue: Catalogue, on: string, { detail }: SqlEffect, text: string): boolean {
  const table = catalogue.tables.get(on);
  const plain = PLAIN_INDEX.exec(text);
  const name = detail?.object;
  if (!table || !plain || name === undefined || name === null) return !table?.made;
  if (detail?.ifNotExists === true && catalogue.index(name)) return true;
  const keys = (plain[2] ?? '').split(',').map(part => keyOf(table, part.trim()));
  if (!keys.every(key => key !== undefined)) return false;
  catalogue.addIndex({
    name,
    table,
    unique: detail?.unique === true,
    method: (plain[1] ?? 'btree').toLowerCase(),
    keys,
    include: [],
    where: null,
    nullsNotDistinct: false,
    with: [],
  });
  return true;
}

function keyOf(table: Table, text: string): IndexKey | undefined {
  const match = /^(?:"([^"]+)"|(\w+))(?:\s+(?!ASC\b|DESC\b)(\w+))?(?:\s+(ASC|DESC))?$/i.exec(text);
  const name = match?.[1] ?? match?.[2]?.toLowerCase();
  const of: Column | undefined = table.columns.find(one => one.name === name);
  return of && { of, opclass: match?.[3] ?? null, descending: match?.[4]?.toLowerCase() === 'desc', nulls: null };
}
