/** Raw SQL of migrations applied to the catalogue: statements of which all that they do to tables is read. */
import { alternativesOf, methodOf } from '../../../program/index.ts';
import { calleeName, isDatabase, isSchemaEditor, SCHEMA_METHODS } from '../historical.ts';
import { isCertain } from '../simulate.ts';
import { addColumn, addConstraint, createIndex, createTable, sqlDefault } from './sql-objects.ts';
import { isNone } from './values.ts';
import { sqlReader } from '../../sql-reader.ts';
import { sqlTexts } from '../../sql-text.ts';
import type { CallEffect, Value } from '../../../program/index.ts';
import type { Span } from '../../../source.ts';
import type { SqlChange, SqlEffect } from '../../../sql/index.ts';
import type { ModelBase } from '../../base.ts';
import { modelClass } from '../../models/label.ts';
import { tableOwner } from '../../models/owner.ts';
import type { MigrationOperation } from '../model.ts';
import type { Catalogue, Table } from './catalogue.ts';

/** Applies the forward SQL of an operation; false where what it does to tables cannot be told. */
export function applySql(
  base: ModelBase,
  { forwards }: Extract<MigrationOperation, { kind: 'sql' }>,
  catalogue: Catalogue,
): boolean {
  return forwards.value !== null && applyText(base, forwards.value, false, forwards.at, catalogue);
}

/** @param catalogue `null` to tell only whether the text leaves all tables as they are */
function applyText(base: ModelBase, value: Value, parameters: boolean, at: Span, catalogue: Catalogue | null): boolean {
  const reader = sqlReader();
  if (!reader) return false;
  // Of several texts, only one runs.
  let known = alternativesOf(value).length === 1;
  for (const source of sqlTexts(base, value, parameters, at)) {
    if (!source) return false;
    const result = reader.read(source.text, source.parameters ? { placeholders: 'django' } : {});
    if (!result.ok) return false;
    for (const statement of result.statements) {
      known &&= statement.unknowns.length === 0;
      const text = source.text.slice(statement.span.start, statement.span.end);
      for (const effect of statement.effects) {
        if (effect.deferred || effect.temporary) continue;
        // What a condition of PL/pgSQL guards is most often there to be run once: it is applied, and doubted.
        if (effect.conditional && !HARMLESS.has(effect.action)) known = false;
        known = (catalogue ? applyEffect(base, catalogue, effect, text) : HARMLESS.has(effect.action)) && known;
      }
    }
  }
  return known;
}

/**
 * Applies the SQL that code runs through a cursor or the schema editor, in the order of its calls.
 * @param calls what the code calls
 * @returns what of it cannot be told; `undefined` where all that it does to tables is known
 */
export function applyCalls(base: ModelBase, calls: readonly CallEffect[], catalogue: Catalogue): string | undefined {
  let doubt: string | undefined;
  for (const call of calls) {
    const name = call.phase === 'dead' ? undefined : calleeName(call.callee);
    const method = name === undefined ? undefined : methodOf(call.callee);
    if (name === undefined || !method) continue;
    if (name === 'database_forwards' && method.object.kind !== 'super') doubt ??= 'an operation that code applies';
    if (
      SCHEMA_METHODS.has(name) &&
      alternativesOf(method.object).some(isSchemaEditor) &&
      !isOfHost(base, call.args[0] ?? call.keywords.get('model'))
    )
      doubt ??= `${name}() of the schema editor`;
    if (name !== 'execute' || !isDatabase(method.object, call)) continue;
    const text = call.args[0] ?? call.keywords.get('sql') ?? call.keywords.get('query');
    const parameters = call.args[1] ?? call.keywords.get('params');
    // What may not run is not applied.
    const on = isCertain(call) ? catalogue : null;
    const known = text !== undefined && applyText(base, text, !isNone(parameters), call.at, on);
    if (!known) doubt ??= 'SQL of code whose effect on tables is not known';
  }
  return doubt;
}

/** A model of the host, whose table is none of the catalogue's; that it is changed is told elsewhere. */
function isOfHost(base: ModelBase, model: Value | undefined): boolean {
  const label = model && modelClass(base, model);
  return label !== undefined && base.host.facts.model(label) !== undefined;
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
  // Tables are made and found in the schema that comes first.
  if (action === 'configure') return name !== 'search_path';
  if (HARMLESS.has(action)) return true;
  // Other schemas are not told of.
  if (effect.schema !== null && effect.schema !== 'public' && !effect.partial) return true;
  if (effect.partial) return !/^(?:table|column|constraint|index|sequence|schema)$/.test(objectType);
  const table = catalogue.tables.get(name);
  switch (objectType) {
    case 'table':
      if (action === 'create') return createTableOf(catalogue, effect);
      if (action === 'index') return createIndexOf(catalogue, effect);
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
      if (found) catalogue.renameConstraint(found, detail.newName);
      return true;
    }
    case 'index': {
      const index = catalogue.index(name);
      if (action === 'drop' && index) catalogue.dropIndex(index);
      else if (action === 'rename' && index && detail?.newName !== undefined)
        catalogue.renameIndex(index, detail.newName);
      // One that is made is told as what is done to its table.
      return action === 'create' || action === 'drop' || action === 'rename' || action === 'comment';
    }
    case 'sequence': {
      const sequence = catalogue.sequence(name);
      if (!sequence) return action !== 'create';
      if (action === 'rename' && detail?.newName !== undefined) catalogue.renameSequence(sequence, detail.newName);
      return action === 'rename' || action === 'comment';
    }
    default:
      return true;
  }
}

function renameOther(catalogue: Catalogue, name: string, to: string): void {
  const index = catalogue.index(name);
  if (index) catalogue.renameIndex(index, to);
  const sequence = catalogue.sequence(name);
  if (sequence) catalogue.renameSequence(sequence, to);
}

function createTableOf(catalogue: Catalogue, { name, detail }: SqlEffect): boolean {
  // The statement fails, or leaves what is there.
  if (catalogue.tables.get(name)?.made === true) return detail?.ifNotExists === true;
  // CREATE TABLE … AS takes its columns from a query.
  const known = detail?.columns !== undefined && detail.derived !== true;
  return createTable(catalogue, name, detail?.columns ?? [], detail?.constraints ?? []) && known;
}

function createIndexOf(catalogue: Catalogue, { name: on, detail }: SqlEffect): boolean {
  const table = catalogue.tables.get(on);
  // An index on a table of somebody else is none of those that are told.
  if (!table?.made) return true;
  const name = detail?.object ?? null;
  if (name !== null && detail?.ifNotExists === true && catalogue.index(name)) return true;
  return detail?.index !== undefined && createIndex(catalogue, table, name, detail.unique === true, detail.index);
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
      if (column) catalogue.retype(column, change.type ?? null, null);
      return change.type !== undefined;
    case 'add-constraint':
      return change.constraint !== undefined && addConstraint(catalogue, table, change.constraint);
    case 'drop-constraint': {
      const found = table.constraints.find(one => one.name === change.name);
      if (found) catalogue.dropConstraint(found);
      return true;
    }
    case 'column-default':
      if (column) column.default = sqlDefault(change.expression, column.type);
      return !column || column.default !== undefined;
    case 'change-owner':
    case 'set-rel-options':
    case 'reset-rel-options':
    case 'set-statistics':
    case 'validate-constraint':
      return true;
    default:
      return UNLISTED.test(change.change);
  }
}

/** Changes of a table that concern nothing that is told of it. */
const UNLISTED =
  /^(?:(?:enable|disable|force|no-force)-row-security|(?:enable|disable)-.*(?:trig|rule).*|set-(?:storage|compression|logged|un-logged|table-space|options)|reset-options|cluster-on|drop-cluster|replica-identity)$/;

/** The text of a COMMENT in plain quotes. */
function commentIn(text: string): string | undefined {
  return /\bIS\s+'((?:[^']|'')*)'\s*;?\s*$/i.exec(text)?.[1]?.replaceAll("''", "'");
}
