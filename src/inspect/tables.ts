/** Tables as the plugin's migrations leave them, with the columns that PostgreSQL would list. */
import { columnType } from './column-type.ts';
import type { FieldModel } from '../plugin/models/field.ts';
import type { ModelState } from '../plugin/migrations/index.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedTable } from './schema.ts';

type Column = InspectedTable['columns'][number];

const KEYS = /^(Small|Big)?AutoField$/;

/** Keys of core models that are no bigint (django_content_type, auth_permission and auth_group of Django). */
const INTEGER_KEYS: ReadonlySet<string> = new Set(['contenttypes.contenttype', 'auth.permission', 'auth.group']);

export function tablesOf(inspected: Inspected): InspectedTable[] {
  const { model, labels } = inspected;
  const { migrations } = model;
  for (const one of migrations.undecided) inspected.undecided('tables', one.reason, one.at);
  const reader = new TableReader(inspected);
  const tables: InspectedTable[] = [];
  for (const state of migrations.models.values()) {
    if (!labels.has(state.app) || state.proxy || !state.managed) continue;
    if (state.table === null) continue;
    tables.push(
      reader.table(
        state.table,
        [...state.fields.values()].flatMap(field => reader.column(state, field)),
      ),
    );
    for (const field of state.fields.values()) {
      const made = migrations.tables.find(
        one => one.field === field.name && one.model === `${state.app}.${state.name}`,
      );
      if (made) tables.push(reader.table(made.name, reader.through(state, field)));
    }
  }
  return tables;
}

class TableReader {
  readonly #inspected: Inspected;

  constructor(inspected: Inspected) {
    this.#inspected = inspected;
  }

  table(name: string, columns: readonly Column[]): InspectedTable {
    // A sequence of an identity column is named by PostgreSQL, within 63 bytes.
    const sequences = columns.filter(one => one.identity).map(one => sequenceName(name, one.name));
    return { name, columns: [...columns], sequences };
  }

  column(state: ModelState, field: FieldModel): Column[] {
    if (field.kind !== 'column' || field.column === null) return [];
    const type = field.related === null ? columnType(field) : this.#keyType(field.related, 4);
    if (type === undefined || field.null === null) {
      const what = type === undefined ? 'type' : 'null';
      this.#inspected.undecided('tables', `${what} of ${state.table ?? ''}.${field.column}`, field.at);
      return [];
    }
    return [{ name: field.column, type, null: field.null && !field.primaryKey, identity: KEYS.test(field.type) }];
  }

  /** The columns of an automatic through table. */
  through(state: ModelState, field: FieldModel): Column[] {
    const from = `${state.app}.${state.name}`;
    const [own, other] = [state.name.toLowerCase(), (field.related ?? '').replace(/^.*\./, '').toLowerCase()];
    const self = field.related?.toLowerCase() === from.toLowerCase();
    const key = (name: string, label: string): Column => ({
      name: `${name}_id`,
      type: this.#keyType(label, 4) ?? 'bigint',
      null: false,
      identity: false,
    });
    return [
      { name: 'id', type: 'bigint', null: false, identity: true },
      key(self ? `from_${own}` : own, from),
      key(self ? `to_${other}` : other, field.related ?? ''),
    ];
  }

  /** Type of the primary key of a model. */
  #keyType(label: string, depth: number): string | undefined {
    if (depth === 0) return undefined;
    const { model, host } = this.#inspected;
    const key = label.toLowerCase();
    const state = model.migrations.models.get(key);
    const fields = state?.fields ?? model.models.find(one => one.label.toLowerCase() === key)?.fields;
    if (fields) {
      const primary = [...fields.values()].find(one => one.primaryKey) ?? fields.get('id');
      if (!primary) return 'bigint';
      return primary.related === null ? columnType(primary) : this.#keyType(primary.related, depth - 1);
    }
    if (INTEGER_KEYS.has(key)) return 'integer';
    return host.facts.model(label) ? 'bigint' : undefined;
  }
}

/** PostgreSQL shortens the longer part of `<table>_<column>_seq` to 63 bytes (makeObjectName in its parser). */
function sequenceName(table: string, column: string): string {
  let [first, second] = [table, column];
  while (first.length + second.length + '__seq'.length > 63) {
    if (first.length > second.length) first = first.slice(0, -1);
    else second = second.slice(0, -1);
  }
  return `${first}_${second}_seq`;
}
