/**
 * What PostgreSQL keeps of tables. Columns and tables are objects that indexes and constraints point to: a renamed one is renamed
 * in every definition, a dropped one takes with it what needs it, as in PostgreSQL.
 */
import { identifier, objectName } from './names.ts';
import { settled } from './expression.ts';
import type { Expression } from './expression.ts';

export interface Column {
  readonly table: Table;
  name: string;
  /** As `format_type` prints it; `null` where it cannot be told. */
  type: string | null;
  /** `null` where it cannot be told. */
  notNull: boolean | null;
  identity: boolean;
  /** What is computed from other columns (`GENERATED ALWAYS AS … STORED`); `null` for a column that is written. */
  generated: Expression | null;
  /** The default as `pg_get_expr` prints it; `null` for none, `undefined` where it cannot be told. */
  default: string | null | undefined;
  /** Name of a collation that is not that of the type; `undefined` where it cannot be told. */
  collation: string | null | undefined;
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
  readonly sequences: Sequence[];
  /** Foreign keys of any table that point to it. */
  readonly referring: Set<ForeignKey>;
  comment: string | null;
}

export interface IndexKey {
  readonly of: Column | Expression;
  readonly opclass: string | null;
  /** Where it is not that of the column. */
  readonly collation?: string;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
}

export interface Index {
  name: string;
  readonly table: Table;
  readonly unique: boolean;
  readonly method: string;
  keys: readonly IndexKey[];
  readonly include: readonly Column[];
  where: Expression | null;
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
  | { readonly kind: 'check'; readonly columns: readonly Column[]; check: Expression }
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

/** How many have a name: Django's migrations and SQL may ask for one that is taken, and PostgreSQL would refuse. */
class Names {
  readonly #counts = new Map<string, number>();

  has(name: string): boolean {
    return this.#counts.has(name);
  }

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  delete(name: string): void {
    const left = (this.#counts.get(name) ?? 0) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }
}

export class Catalogue {
  readonly tables = new Map<string, Table>();
  /** Collations for which texts that differ can be equal: PostgreSQL has no index for LIKE with them. */
  readonly nondeterministic = new Set<string>();
  readonly #indexes = new Map<string, Index>();
  readonly #sequences = new Map<string, Sequence>();
  /** Names of tables, indexes and sequences, which PostgreSQL keeps apart from those of constraints. */
  readonly #relations = new Names();
  readonly #constraints = new Names();

  create(given: string, model: string | null): Table {
    return this.#newTable(identifier(given), true, model);
  }

  /** A table by its name; one that nobody here made is taken to be there. */
  table(given: string): Table {
    const name = identifier(given);
    return this.tables.get(name) ?? this.#newTable(name, false, null);
  }

  #newTable(name: string, made: boolean, model: string | null): Table {
    const table: Table = {
      name,
      made,
      model,
      columns: [],
      indexes: [],
      constraints: [],
      sequences: [],
      referring: new Set(),
      comment: null,
    };
    this.tables.set(name, table);
    this.#relations.add(name);
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
      generated: null,
      default: null,
      collation: null,
      comment: null,
    };
    table.columns.push(column);
    return column;
  }

  /** Alters the type of a column; checks and indexes on it are made anew from their text. */
  retype(column: Column, type: string | null, collation: string | null | undefined): void {
    const { constraints, indexes } = column.table;
    for (const one of constraints)
      if (one.kind === 'check' && one.columns.includes(column)) one.check = settled(one.check);
    for (const index of indexes) {
      if (index.where?.columns.includes(column)) index.where = settled(index.where);
      index.keys = index.keys.map(key =>
        !isColumn(key.of) && key.of.columns.includes(column) ? { ...key, of: settled(key.of) } : key,
      );
    }
    Object.assign(column, { type, collation });
  }

  rename(table: Table, name: string): void {
    this.tables.delete(table.name);
    this.#relations.delete(table.name);
    table.name = identifier(name);
    this.tables.set(table.name, table);
    this.#relations.add(table.name);
  }

  /** Drops a table with what hangs on it; foreign keys of others that point to it go too (CASCADE). */
  drop(table: Table): void {
    this.tables.delete(table.name);
    this.#relations.delete(table.name);
    for (const one of [...table.referring, ...table.constraints]) this.dropConstraint(one);
    for (const one of [...table.indexes]) this.dropIndex(one);
    for (const one of [...table.sequences]) this.#dropSequence(one);
  }

  dropColumn(column: Column): void {
    const { table } = column;
    for (const one of [...table.constraints]) if (one.columns.includes(column)) this.dropConstraint(one);
    for (const one of [...table.indexes]) if (columnsOfIndex(one).includes(column)) this.dropIndex(one);
    for (const one of [...table.referring]) if (one.to.includes(column)) this.dropConstraint(one);
    this.dropSequence(column);
    remove(table.columns, column);
    // CASCADE takes what is computed from it along.
    for (const one of [...table.columns]) if (one.generated?.columns.includes(column)) this.dropColumn(one);
  }

  addConstraint(constraint: Constraint): void {
    constraint.table.constraints.push(constraint);
    this.#constraints.add(constraint.name);
    if (constraint.kind === 'foreign-key') constraint.to[0]?.table.referring.add(constraint);
  }

  /** Drops a constraint and the index behind it. */
  dropConstraint(constraint: Constraint): void {
    if (!remove(constraint.table.constraints, constraint)) return;
    this.#constraints.delete(constraint.name);
    if ('index' in constraint) this.dropIndex(constraint.index);
    if (constraint.kind === 'foreign-key') constraint.to[0]?.table.referring.delete(constraint);
  }

  /** Renames a constraint, and the index that it rests on. */
  renameConstraint(constraint: Constraint, given: string): void {
    this.#constraints.delete(constraint.name);
    constraint.name = identifier(given);
    this.#constraints.add(constraint.name);
    if ('index' in constraint) this.#renameIndex(constraint.index, constraint.name);
  }

  /** Finds an index by its name; names are unique in a schema. */
  index(name: string): Index | undefined {
    return this.#indexes.get(identifier(name));
  }

  /** Renames an index; the constraint that rests on it goes by the same name (PostgreSQL: ALTER INDEX). */
  renameIndex(index: Index, given: string): void {
    const constraint = index.table.constraints.find(one => 'index' in one && one.index === index);
    if (constraint) this.renameConstraint(constraint, given);
    else this.#renameIndex(index, identifier(given));
  }

  #renameIndex(index: Index, name: string): void {
    this.#forgetIndex(index);
    index.name = name;
    this.#indexes.set(name, index);
    this.#relations.add(name);
  }

  #forgetIndex(index: Index): void {
    if (this.#indexes.get(index.name) === index) this.#indexes.delete(index.name);
    this.#relations.delete(index.name);
  }

  dropIndex(index: Index): void {
    if (remove(index.table.indexes, index)) this.#forgetIndex(index);
  }

  addIndex(index: Index): Index {
    index.name = identifier(index.name);
    index.table.indexes.push(index);
    this.#indexes.set(index.name, index);
    this.#relations.add(index.name);
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
  ): Constraint {
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
    const constraint: Constraint = { name: chosen, table, kind, columns, deferrable, index };
    this.addConstraint(constraint);
    if (kind === 'primary-key') for (const column of columns) column.notNull = true;
    return constraint;
  }

  addCheck(table: Table, check: Expression, name: string | null, column: string | null): void {
    const chosen = identifier(name ?? this.freeName(table.name, column, 'check'));
    this.addConstraint({ name: chosen, table, kind: 'check', columns: check.columns, check });
  }

  addIdentity(column: Column): void {
    column.identity = true;
    this.addSequence(column);
  }

  addSequence(column: Column): void {
    const sequence = { name: this.freeName(column.table.name, column.name, 'seq'), column };
    column.table.sequences.push(sequence);
    this.#sequences.set(sequence.name, sequence);
    this.#relations.add(sequence.name);
  }

  sequence(name: string): Sequence | undefined {
    return this.#sequences.get(identifier(name));
  }

  renameSequence(sequence: Sequence, given: string): void {
    this.#sequences.delete(sequence.name);
    this.#relations.delete(sequence.name);
    sequence.name = identifier(given);
    this.#sequences.set(sequence.name, sequence);
    this.#relations.add(sequence.name);
  }

  /** Drops the sequence that counts a column up. */
  dropSequence(column: Column): void {
    const sequence = column.table.sequences.find(one => one.column === column);
    if (sequence) this.#dropSequence(sequence);
    column.identity = false;
  }

  #dropSequence(sequence: Sequence): void {
    remove(sequence.column.table.sequences, sequence);
    this.#sequences.delete(sequence.name);
    this.#relations.delete(sequence.name);
  }

  /**
   * A name that is free: a number is added to the label until there is none. Of a relation, `ChooseRelationName`, which for a key
   * looks at constraints too; of a check, `ChooseConstraintName`, which looks at no relation (PostgreSQL's commands/indexcmds.c
   * and catalog/pg_constraint.c).
   */
  freeName(table: string, column: string | null, label: 'seq' | 'pkey' | 'key' | 'check' | 'fkey' | 'idx'): string {
    const constraint = label !== 'seq' && label !== 'idx';
    const relation = label !== 'check' && label !== 'fkey';
    for (let number = 0; ; number++) {
      const name = objectName(table, column, number === 0 ? label : `${label}${number}`);
      if ((relation && this.#relations.has(name)) || (constraint && this.#constraints.has(name))) continue;
      return name;
    }
  }
}

function remove<T>(list: T[], item: T): boolean {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
  return at >= 0;
}
