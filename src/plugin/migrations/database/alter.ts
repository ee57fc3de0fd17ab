/** Altering a field in place (`_alter_field` of django/db/backends/base/schema.py and postgresql/schema.py, 4.2 to 6.1). */
import { defaultText } from './defaults.ts';
import { notNegative } from './editor.ts';
import { identifier, indexName } from './names.ts';
import { labelOf } from './state.ts';
import { declarationText } from './values.ts';
import type { FieldModel } from '../../models/field.ts';
import type { Column, Table } from './catalogue.ts';
import type { SchemaEditor } from './editor.ts';
import type { FieldInfo, Model, State } from './state.ts';

/** Attributes that do not concern the database (`non_db_attrs` of django/db/models/fields, 4.1 and later). */
const NO_DATABASE: ReadonlySet<string> = new Set([
  'blank',
  'choices',
  'db_column',
  'editable',
  'error_messages',
  'help_text',
  'limit_choices_to',
  'on_delete',
  'related_name',
  'related_query_name',
  'validators',
  'verbose_name',
]);

interface Side {
  readonly model: Model;
  readonly state: State;
  readonly field: FieldModel;
}

/** Alters a field of a model from one state to another. */
export function alterField(editor: SchemaEditor, before: Side, after: Side): void {
  const [through, next] = [
    before.state.through(before.model, before.field),
    after.state.through(after.model, after.field),
  ];
  if (through && next) {
    if (shouldBeAltered(editor, before, after)) alterManyToMany(editor, before.state, through, after.state, next);
    return;
  }
  const [old, info] = [before.state.info(before.field), after.state.info(after.field)];
  const table = editor.tableOf(after.model);
  if (!old || !info || !table || !shouldBeAltered(editor, before, after)) return;
  const column = editor.catalogue.column(table, old.column);
  if (column) alterColumn(editor, table, column, old, info, before, after);
}

/** Moves an automatic through table and repoints its two keys. */
export function alterManyToMany(editor: SchemaEditor, from: State, before: Model, to: State, after: Model): void {
  if (before.table === undefined || after.table === undefined) return;
  const table = editor.catalogue.tables.get(before.table);
  editor.renameTable(before.table, after.table);
  if (table) table.model = labelOf(after);
  const [, oldOwn, oldOther] = [...before.fields.values()];
  const [, newOwn, newOther] = [...after.fields.values()];
  for (const [old, next] of [
    [oldOther, newOther],
    [oldOwn, newOwn],
  ])
    if (old && next)
      alterField(editor, { model: before, state: from, field: old }, { model: after, state: to, field: next });
}

/** Whether Django sees a difference that concerns the database (`_field_should_be_altered`). */
function shouldBeAltered(editor: SchemaEditor, before: Side, after: Side, ignored: readonly string[] = []): boolean {
  const { field: old } = before;
  const { field: next } = after;
  if (old.column !== next.column) return true;
  if (old.kind === 'many-to-many' && old.name !== next.name) return true;
  const text = ({ field, state }: Side, sameTable: boolean): string => {
    const keywords = [...(field.declared?.keywords ?? [])].filter(
      ([name]) => !NO_DATABASE.has(name) && name !== 'to' && !ignored.includes(name),
    );
    const info = state.info(field);
    const target = field.related === null ? '' : sameTable ? 'same' : field.related.toLowerCase();
    const args = info?.target || field.related !== null ? [] : (field.declared?.args ?? []);
    return [
      field.paths[0] ?? field.type,
      target,
      ...args.map(declarationText),
      ...keywords.map(([name, value]) => `${name}=${declarationText(value)}`).sort(),
    ].join('|');
  };
  const [from, to] = [tableOf(before), tableOf(after)];
  const sameTable = editor.since(5, 0) && old.kind === 'column' && from !== null && from === to;
  return text(before, sameTable) !== text(after, sameTable);
}

function tableOf({ state, field }: Side): string | null {
  return state.info(field)?.target?.table ?? null;
}

const isTextual = (spelled: string): string | undefined => /^(?:varchar|text|citext)/.exec(spelled)?.[0];

/** An indexed column of text becomes one of another type (`_is_changing_type_of_indexed_text_column`). */
function leavesText(old: FieldInfo, info: FieldInfo): boolean {
  if (!old.type || !info.type || !(old.indexed || old.unique)) return false;
  const kind = isTextual(old.type.spelled);
  return kind !== undefined && !info.type.spelled.startsWith(kind);
}

function alterColumn(
  editor: SchemaEditor,
  table: Table,
  column: Column,
  old: FieldInfo,
  info: FieldInfo,
  before: Side,
  after: Side,
): void {
  const { catalogue } = editor;
  const oldName = column.name;
  const metaNames = new Set([...after.model.constraints.keys(), ...after.model.indexes.keys()]);
  let foreignKeyDropped = false;
  if (old.target && old.constrained && shouldBeAltered(editor, before, after, ['db_comment'])) {
    for (const one of editor.constraintsOn(table, [column], 'foreign-key')) {
      catalogue.dropConstraint(one);
      foreignKeyDropped = true;
    }
  }
  if (old.unique && (!info.unique || (!old.primaryKey && info.primaryKey)))
    for (const one of editor.constraintsOn(table, [column], 'unique'))
      if (!metaNames.has(one.name)) catalogue.dropConstraint(one);
  const typeChanges = old.type?.type !== info.type?.type;
  const collates = old.collation !== info.collation;
  const incoming = ((old.primaryKey && info.primaryKey) || (old.unique && info.unique)) && (typeChanges || collates);
  const referring = incoming || (!old.primaryKey && info.primaryKey) ? referringColumns(editor, before, after) : [];
  if (incoming)
    for (const one of referring)
      for (const key of editor.constraintsOn(one.column.table, [one.column], 'foreign-key'))
        catalogue.dropConstraint(key);
  if (old.indexed && !old.unique && (!info.indexed || info.unique)) dropFieldIndexes(editor, table, column, metaNames);
  // Until 4.2 the check was compared with the column's name in it, so that a renamed column had it made anew.
  const check = (one: FieldInfo): string =>
    one.type?.positive ? (editor.since(5, 0) ? 'check' : `check ${one.column}`) : '';
  const checkChanges = check(old) !== check(info);
  if (checkChanges && check(old) !== '')
    for (const one of editor.constraintsOn(table, [column], 'check'))
      if (!metaNames.has(one.name)) catalogue.dropConstraint(one);
  column.name = identifier(info.column);
  alterType(editor, table, column, oldName, old, info);
  column.comment = info.comment;
  const fallback = (one: FieldInfo): string => (one.fallback ? declarationText(one.fallback) : '');
  if (fallback(old) !== fallback(info)) column.default = defaultText(info);
  if (old.null !== info.null) column.notNull = info.null === null ? null : !info.null;
  if (old.primaryKey && !info.primaryKey)
    for (const one of [...table.constraints]) if (one.kind === 'primary-key') catalogue.dropConstraint(one);
  if (!info.primaryKey && info.unique && (!old.unique || old.primaryKey)) editor.createUnique(table, [column]);
  if ((!old.indexed || old.unique) && info.indexed && !info.unique) editor.createIndex(table, [column], '');
  if (!old.primaryKey && info.primaryKey)
    catalogue.addKey(table, 'primary-key', [column], indexName(table.name, [column.name], '_pk'));
  for (const one of referring) if (one.info.type) catalogue.retype(one.column, one.info.type.type, one.info.collation);
  if (info.target && info.constrained && (foreignKeyDropped || !old.target || !old.constrained))
    editor.foreignKey(column, info);
  if (incoming) for (const one of referring) if (one.info.constrained) editor.foreignKey(one.column, one.info, '_fk');
  if (checkChanges && check(info) !== '')
    catalogue.addCheck(table, notNegative(column), indexName(table.name, [column.name], '_check'), null);
  // The second index of text.
  const opclass = editor.likeClass(info);
  const gained =
    (!(old.indexed || old.unique) && info.indexed) ||
    (!old.unique && info.unique) ||
    (editor.since(5, 2) && leavesText(old, info));
  if (gained && opclass !== null) editor.createIndex(table, [column], '_like', opclass);
  if (old.unique && !(info.indexed || info.unique)) editor.dropIndex(table, indexName(table.name, [oldName], '_like'));
}

/** Plain b-tree indexes of exactly the column, whoever made them, but for those that the model declares. */
function dropFieldIndexes(editor: SchemaEditor, table: Table, column: Column, kept: ReadonlySet<string>): void {
  const behind = new Set(table.constraints.flatMap(one => ('index' in one ? [one.index] : [])));
  for (const index of [...table.indexes]) {
    const [key, ...others] = index.keys;
    // What rests on a constraint is listed as that.
    if (behind.has(index) || kept.has(index.name) || index.method !== 'btree' || index.with.length > 0) continue;
    if (key?.of === column && others.length === 0 && index.include.length === 0 && !/_btree$/.test(index.name))
      editor.dropIndex(table, index.name);
  }
}

function alterType(
  editor: SchemaEditor,
  table: Table,
  column: Column,
  oldName: string,
  old: FieldInfo,
  info: FieldInfo,
): void {
  const changes =
    old.type?.type !== info.type?.type ||
    old.type?.serial !== info.type?.serial ||
    old.collation !== info.collation ||
    old.comment !== info.comment;
  if (!changes) return;
  if (leavesText(old, info)) editor.dropIndex(table, indexName(table.name, [oldName], '_like'));
  // Without a COLLATE, the column takes that of its type.
  editor.catalogue.retype(column, info.type?.type ?? null, info.collation);
  if (!old.type?.serial && info.type?.serial) {
    if (editor.since(4, 1)) editor.catalogue.addIdentity(column);
    else editor.catalogue.addSequence(column);
  } else if (old.type?.serial && !info.type?.serial) editor.catalogue.dropSequence(column);
}

interface Referring {
  readonly column: Column;
  readonly info: FieldInfo;
}

/** Columns of relations that rest on a field, with what they become; of one that is a key itself, those behind it too. */
function referringColumns(editor: SchemaEditor, before: Side, after: Side, depth = 5): Referring[] {
  const out: Referring[] = [];
  if (depth === 0) return out;
  const old = [...before.state.relationsTo(labelOf(before.model))];
  for (const { model, field } of after.state.relationsTo(labelOf(after.model))) {
    const to = field.declared?.keywords.get('to_field');
    const named = to?.kind === 'constant' ? to.value : null;
    if (named === null ? !(before.field.primaryKey || after.field.primaryKey) : named !== after.field.name) continue;
    const info = after.state.info(field);
    const table = editor.tableOf(model);
    const column = info && table && editor.catalogue.column(table, info.column);
    if (!column) continue;
    out.push({ column, info });
    const was = old.find(one => one.field.name === field.name && labelOf(one.model) === labelOf(model));
    if (was && (field.primaryKey || field.unique))
      out.push(
        ...referringColumns(editor, { ...was, state: before.state }, { model, field, state: after.state }, depth - 1),
      );
  }
  return out;
}
