/**
 * What PostgreSQL keeps of tables. Columns and tables are objects that indexes and constraints point to: a renamed one is renamed
 * in every definition, a dropped one takes with it what needs it, as in PostgreSQL.
 */
import { identifier, objectName } from './names.ts';
import type { Expression } from './expression.ts';

export interface Column {
  readonly table: Table;
  name: string;
  /** As `format_type` prints it; `null` where it cannot be told. */
  type: string | null;
  /** `null` where it cannot be told. */
  notNull: boolean | null;
  identity: boolean;
  generated: boolean;
  comment: string | null;
}

export interface Table {
  name: string;
  /** False for a table of somebody else, which is known only by what refers to it. */
  readonly made: boolean;
  /** Label of the model, `app.Model`; `null` for one that only SQL knows. */
  model: string | null;
  readonly columns: Column[];
  readonly indexes: Index[];
  readonly constraints: Constraint[];
  comment: string | null;
}

export interface IndexKey {
  readonly of: Column | Expression;
  readonly opclass: string | null;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface Index {
  name: string;
  readonly table: Table;
  readonly unique: boolean;
  readonly method: string;
  readonly keys: readonly IndexKey[];
  readonly include: readonly Column[];
  readonly where: Expression | null;
  readonly nullsNotDistinct: boolean;
  /** Storage parameters, `fastupdate='off'`. */
  readonly with: readonly string[];
}

export type Deferrable = 'deferred' | 'immediate' | null;

export type Constraint = {
  name: string;
  readonly table: Table;
} & (
  | {
      readonly kind: 'primary-key' | 'unique';
      readonly columns: readonly Column[];
      readonly deferrable: Deferrable;
      readonly index: Index;
    }
  | {
      readonly kind: 'foreign-key';
      readonly columns: readonly Column[];
      readonly to: readonly Column[];
      readonly deferrable: Deferrable;
      /** `CASCADE` and the like; empty for none. */
      readonly onDelete: string;
    }
  | { readonly kind: 'check'; readonly columns: readonly Column[]; readonly check: Expression }
  | {
      readonly kind: 'exclude';
      readonly columns: readonly Column[];
      readonly operators: readonly string[];
      readonly deferrable: Deferrable;
      readonly index: Index;
    }
);

export interface Sequence {
  name: string;
  readonly column: Column;
}

export type ForeignKey = Extract<Constraint, { kind: 'foreign-key' }>;

export const isColumn = (of: Column | Expression): of is Column => 'table' in of;

/** The columns that an index or a constraint needs. */
export function columnsOfIndex(index: Index): readonly Column[] {
  return [
    ...index.keys.flatMap(key => (isColumn(key.of) ? [key.of] : key.of.columns)),
    ...index.include,
    ...(index.where?.columns ?? []),
  ];
}

export class Catalogue {
  readonly tables = new Map<string, Table>();
  readonly sequences: Sequence[] = [];

  create(given: string, model: string | null): Table {
    const name = identifier(given);
    const table: Table = { name, made: true, model, columns: [], indexes: [], constraints: [], comment: null };
    this.tables.set(name, table);
    return table;
  }

  /** A table by its name; one that nobody here made is taken to be there. */
  table(given: string): Table {
    const name = identifier(given);
    const known = this.tables.get(name);
    if (known) return known;
    const table: Table = { name, made: false, model: null, columns: [], indexes: [], constraints: [], comment: null };
    this.tables.set(name, table);
    return table;
  }

  column(table: Table, name: string): Column | undefined {
    const known = table.columns.find(one => one.name === identifier(name));
    if (known || table.made) return known;
    return this.addColumn(table, { name, type: null, notNull: null });
  }

  addColumn(table: Table, given: Pick<Column, 'name' | 'type' | 'notNull'>): Column {
    const column: Column = {
      table,
      ...given,
      name: identifier(given.name),
      identity: false,
      generated: false,
      comment: null,
    };
    table.columns.push(column);
    return column;
  }

  rename(table: Table, name: string): void {
    this.tables.delete(table.name);
    table.name = identifier(name);
    this.tables.set(table.name, table);
  }

  /** Drops a table with what hangs on it; foreign keys of others that point to it go too (CASCADE). */
  drop(table: Table): void {
    this.tables.delete(table.name);
    for (const column of table.columns) this.dropSequence(column);
    for (const other of this.tables.values())
      for (const one of [...other.constraints])
        if (one.kind === 'foreign-key' && one.to.some(column => column.table === table)) this.dropConstraint(one);
  }

  dropColumn(column: Column): void {
    const { table } = column;
    for (const one of [...table.constraints]) if (one.columns.includes(column)) this.dropConstraint(one);
    for (const one of [...table.indexes]) if (columnsOfIndex(one).includes(column)) remove(table.indexes, one);
    for (const other of this.tables.values())
      for (const one of [...other.constraints])
        if (one.kind === 'foreign-key' && one.to.includes(column)) this.dropConstraint(one);
    this.dropSequence(column);
    remove(table.columns, column);
  }

  /** Drops a constraint and the index behind it; for a key, the foreign keys that rest on it too. */
  dropConstraint(constraint: Constraint): void {
    remove(constraint.table.constraints, constraint);
    if ('index' in constraint) remove(constraint.table.indexes, constraint.index);
  }

  /** Finds an index by its name; names are unique in a schema. */
  index(name: string): Index | undefined {
    for (const table of this.tables.values()) {
      const found = table.indexes.find(one => one.name === identifier(name));
      if (found) return found;
    }
    return undefined;
  }

  /** Renames an index; the constraint that rests on it goes by the same name (PostgreSQL: ALTER INDEX). */
  renameIndex(index: Index, given: string): void {
    index.name = identifier(given);
    const constraint = index.table.constraints.find(one => 'index' in one && one.index === index);
    if (constraint) constraint.name = index.name;
  }

  dropIndex(index: Index): void {
    remove(index.table.indexes, index);
  }

  addIndex(index: Index): Index {
    index.name = identifier(index.name);
    index.table.indexes.push(index);
    return index;
  }

  /** A primary key or unique constraint with its index. */
  addKey(
    table: Table,
    kind: 'primary-key' | 'unique',
    columns: readonly Column[],
    name: string | null,
    deferrable: Deferrable = null,
    nullsNotDistinct = false,
  ): void {
    const joined = kind === 'primary-key' ? null : columns.map(one => one.name).join('_');
    const chosen = identifier(name ?? this.freeName(table.name, joined, kind === 'primary-key' ? 'pkey' : 'key'));
    const keys = columns.map(of => ({ of, opclass: null, descending: false, nulls: null }));
    const index = this.addIndex({
      name: chosen,
      table,
      unique: true,
      method: 'btree',
      keys,
      include: [],
      where: null,
      nullsNotDistinct,
      with: [],
    });
    table.constraints.push({ name: chosen, table, kind, columns, deferrable, index });
    if (kind === 'primary-key') for (const column of columns) column.notNull = true;
  }

  addCheck(table: Table, check: Expression, name: string | null, column: string | null): void {
    const chosen = identifier(name ?? this.freeName(table.name, column, 'check'));
    table.constraints.push({ name: chosen, table, kind: 'check', columns: check.columns, check });
  }

  addIdentity(column: Column): void {
    column.identity = true;
    this.addSequence(column);
  }

  addSequence(column: Column): void {
    this.sequences.push({ name: this.freeName(column.table.name, column.name, 'seq'), column });
  }

  dropSequence(column: Column): void {
    const at = this.sequences.findIndex(one => one.column === column);
    if (at >= 0) this.sequences.splice(at, 1);
    column.identity = false;
  }

  /** A name that no relation or constraint has: a number is added to the label until there is none (`ChooseRelationName`). */
  freeName(table: string, column: string | null, label: string): string {
    for (let number = 0; ; number++) {
      const name = objectName(table, column, number === 0 ? label : `${label}${number}`);
      if (!this.#taken(name)) return name;
    }
  }

  #taken(name: string): boolean {
    if (this.tables.has(name) || this.sequences.some(one => one.name === name)) return true;
    for (const table of this.tables.values())
      if (table.indexes.some(one => one.name === name) || table.constraints.some(one => one.name === name)) return true;
    return false;
  }
}

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
