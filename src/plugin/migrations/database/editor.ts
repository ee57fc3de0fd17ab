/**
 * What Django's schema editor for PostgreSQL does to the tables (django/db/backends/base/schema.py and postgresql/schema.py, 3.0 to
 * 6.1): which columns, indexes and constraints it makes under which names, and when; what it leaves to the end of a migration.
 */
import { stringOf } from '../../../program/index.ts';
import { columnsOfIndex } from './catalogue.ts';
import { conditionIn, declaredConstraint, declaredIndex, fieldsOf, isUnique } from './declared.ts';
import { defaultText } from './defaults.ts';
import { expression } from './expression.ts';
import { identifier, indexName } from './names.ts';
import type { Value } from '../../../program/index.ts';
import type { Catalogue, Column, Constraint, Deferrable, Table } from './catalogue.ts';
import type { Scope } from './declared.ts';
import type { Expression } from './expression.ts';
import type { FieldInfo, Model, State } from './state.ts';

/** A statement that runs when the migration ends, unless what it is about is gone by then. */
interface Deferred {
  readonly tables: readonly Table[];
  readonly columns: readonly Column[];
  /** Of an index that Django can take back by its name: told late, as the table and columns may be renamed. */
  readonly name: (() => string) | null;
  readonly unique: boolean;
  run(): void;
}

export class SchemaEditor {
  readonly catalogue: Catalogue;
  readonly django: readonly [number, number];
  /** What could not be read; whoever applies an operation takes them. */
  readonly unknowns: string[] = [];
  #deferred: Deferred[] = [];
  /** Keys of the table in the making that PostgreSQL is to name. */
  readonly #unnamed = new Set<Constraint>();

  constructor(catalogue: Catalogue, django: readonly [number, number]) {
    this.catalogue = catalogue;
    this.django = django;
  }

  since(major: number, minor: number): boolean {
    return this.django[0] > major || (this.django[0] === major && this.django[1] >= minor);
  }

  /** Ends a migration: what was put off is done. */
  flush(): void {
    for (const one of this.#deferred.splice(0)) one.run();
  }

  defer(one: Omit<Deferred, 'name' | 'unique'> & Partial<Deferred>): void {
    this.#deferred.push({ name: null, unique: false, ...one });
  }

  tableOf(model: Model): Table | undefined {
    return model.table === undefined ? undefined : this.catalogue.table(model.table);
  }

  createModel(model: Model, state: State): void {
    if (model.table === undefined) return;
    const table = this.catalogue.create(model.table, `${model.app}.${model.name}`);
    const infos = [...model.fields.values()].flatMap(field => state.info(field) ?? []);
    for (const info of infos) this.#column(table, info);
    for (const info of infos) this.#generate(model, state, table, info);
    for (const names of model.uniqueTogether) this.deferUnique(table, this.columnsOf(model, state, names));
    for (const info of infos) if (info.target && info.constrained) this.deferForeignKey(table, info);
    const composite = [...model.fields.values()].find(field => field.type === 'CompositePrimaryKey');
    if (composite) {
      const names = composite.declared?.args.map(one => stringOf(one) ?? '') ?? [];
      this.catalogue.addKey(table, 'primary-key', this.columnsOf(model, state, names), null);
    }
    for (const one of table.constraints) this.#unnamed.add(one);
    for (const constraint of model.constraints.values()) this.addConstraint(model, state, constraint, true);
    this.#unnamed.clear();
    if (model.comment !== null) table.comment = model.comment;
    for (const info of infos) this.deferFieldIndexes(table, info);
    for (const names of this.since(5, 1) ? [] : model.indexTogether)
      this.deferIndex(table, this.columnsOf(model, state, names), '_idx');
    for (const index of model.indexes.values()) {
      const made = declaredIndex(this.#scope(model, state, table, true), index);
      if (!made) this.unknowns.push(`an index of ${table.name}`);
      if (made)
        this.defer({
          tables: [table],
          columns: columnsOfIndex(made),
          name: () => made.name,
          run: () => this.catalogue.addIndex(made),
        });
    }
    for (const field of model.fields.values()) {
      const through = state.through(model, field);
      if (through) this.createModel(through, state);
    }
    if (this.since(5, 1))
      for (const names of model.indexTogether) this.createIndex(table, this.columnsOf(model, state, names), '_idx');
  }

  deleteModel(model: Model, state: State): void {
    for (const field of model.fields.values()) {
      const through = state.through(model, field);
      if (through) this.deleteModel(through, state);
    }
    const table = this.tableOf(model);
    if (table) this.dropTable(table);
  }

  dropTable(table: Table): void {
    this.catalogue.drop(table);
    this.#deferred = this.#deferred.filter(one => !one.tables.includes(table));
  }

  /** A column with the constraints that are written beside it, which PostgreSQL names. */
  #column(table: Table, info: FieldInfo): Column {
    const { type } = info;
    const column = this.catalogue.addColumn(table, {
      name: info.column,
      type: type?.type ?? null,
      notNull: info.generated ? false : info.null === null ? null : !info.null,
    });
    column.comment = info.comment;
    column.collation = info.collation;
    column.default = defaultText(info);
    if (info.fallback && column.default === undefined)
      this.unknowns.push(`the default of the column ${column.name} of ${table.name}`);
    if (type?.serial) {
      if (this.since(4, 1)) this.catalogue.addIdentity(column);
      else this.catalogue.addSequence(column);
    }
    if (info.primaryKey) this.catalogue.addKey(table, 'primary-key', [column], null);
    else if (info.unique) this.catalogue.addKey(table, 'unique', [column], null);
    if (type?.positive) this.catalogue.addCheck(table, notNegative(column), null, column.name);
    return column;
  }

  /** What a generated column is computed from, once the others are there. */
  #generate(model: Model, state: State, table: Table, info: FieldInfo): void {
    const column = info.generated && this.catalogue.column(table, info.column);
    if (!column || !info.generated) return;
    column.generated = conditionIn(this.#scope(model, state, table, false), info.generated);
  }

  addField(model: Model, state: State, name: string): void {
    const field = model.fields.get(name);
    const table = this.tableOf(model);
    if (!field || !table) return;
    const through = state.through(model, field);
    if (through) {
      this.createModel(through, state);
      return;
    }
    const info = state.info(field);
    if (!info) return;
    const column = this.#column(table, info);
    this.#generate(model, state, table, info);
    if (info.target && info.constrained) this.foreignKey(column, info);
    this.deferFieldIndexes(table, info);
  }

  removeField(model: Model, state: State, name: string): void {
    const field = model.fields.get(name);
    const table = this.tableOf(model);
    if (!field || !table) return;
    const through = state.through(model, field);
    if (through) {
      this.deleteModel(through, state);
      return;
    }
    const info = state.info(field);
    const column = info && this.catalogue.column(table, info.column);
    if (!column) return;
    this.catalogue.dropColumn(column);
    this.#deferred = this.#deferred.filter(one => !one.columns.includes(column));
  }

  renameTable(from: string, to: string): void {
    if (from !== to) this.catalogue.rename(this.catalogue.table(from), to);
  }

  // Foreign keys

  deferForeignKey(table: Table, info: FieldInfo): void {
    const column = this.catalogue.column(table, info.column);
    const to = this.#target(info);
    if (column && to)
      this.defer({
        tables: [table, to.table],
        columns: [column, to],
        run: () => {
          this.#foreignKey(column, to, info.onDelete);
        },
      });
  }

  /** @param suffix without one, the name tells the table and column that it points to */
  foreignKey(column: Column, info: FieldInfo, suffix?: string): void {
    const to = this.#target(info);
    if (to) this.#foreignKey(column, to, info.onDelete, suffix);
  }

  #foreignKey(column: Column, to: Column, onDelete: string, suffix?: string): void {
    const { table } = column;
    const name = indexName(table.name, [column.name], suffix ?? `_fk_${to.table.name}_${to.name}`);
    const both = { columns: [column], to: [to] };
    const constraint: Constraint = {
      name: identifier(name),
      table,
      kind: 'foreign-key',
      ...both,
      deferrable: 'deferred',
      onDelete,
    };
    this.catalogue.addConstraint(constraint);
  }

  #target({ target }: FieldInfo): Column | undefined {
    return target ? this.catalogue.column(this.catalogue.table(target.table), target.column) : undefined;
  }

  // Indexes

  /** The index of a field, and for text a second one for LIKE (`_field_indexes_sql`). */
  deferFieldIndexes(table: Table, info: FieldInfo): void {
    const column = this.catalogue.column(table, info.column);
    if (!column) return;
    if (info.indexed && !info.unique) this.deferIndex(table, [column], '');
    const opclass = this.likeClass(info);
    if (opclass !== null) this.deferIndex(table, [column], '_like', opclass);
  }

  /** Operator class of the index for LIKE that a field needs (`_create_like_index_sql`). */
  likeClass({ type, indexed, unique, collation, target }: FieldInfo): string | null {
    if (!type || !(indexed || unique) || type.type.endsWith('[]')) return null;
    // Of a relation, Django before 5.0 looks at the field itself, which has none.
    const asked = target && !this.since(5, 0) ? null : collation;
    if (asked !== null && asked !== undefined && this.catalogue.nondeterministic.has(asked)) return null;
    if (type.spelled.startsWith('varchar')) return 'varchar_pattern_ops';
    return type.spelled.startsWith('text') ? 'text_pattern_ops' : null;
  }

  deferIndex(table: Table, columns: readonly Column[], suffix: string, opclass: string | null = null): void {
    let fixed: string | undefined;
    this.defer({
      tables: [table],
      columns,
      // Once Django has asked for the name, it stays.
      name: () => (fixed ??= nameOf(table, columns, suffix)),
      run: () => {
        this.createIndex(table, columns, suffix, opclass, fixed);
      },
    });
  }

  createIndex(
    table: Table,
    columns: readonly Column[],
    suffix: string,
    opclass: string | null = null,
    name = nameOf(table, columns, suffix),
  ): void {
    const keys = columns.map(of => ({ of, opclass, descending: false, nulls: null }));
    this.catalogue.addIndex({
      name,
      table,
      unique: false,
      method: 'btree',
      keys,
      include: [],
      where: null,
      nullsNotDistinct: false,
      with: [],
    });
  }

  /** `DROP INDEX IF EXISTS`; since 5.1 also what would make it at the end. */
  dropIndex(table: Table, name: string): void {
    const index = this.catalogue.index(name);
    if (index) this.catalogue.dropIndex(index);
    if (this.since(5, 1))
      this.#deferred = this.#deferred.filter(one => !one.tables.includes(table) || one.name?.() !== name);
  }

  addIndex(model: Model, state: State, declared: Value): void {
    const table = this.tableOf(model);
    const index = table && declaredIndex(this.#scope(model, state, table, false), declared);
    if (index) this.catalogue.addIndex(index);
    else if (table) this.unknowns.push(`an index of ${table.name}`);
  }

  #scope(model: Model, state: State, table: Table, deferred: boolean): Scope {
    // Django before 5.0 doubles per cent signs, and takes that back only in what it runs with parameters.
    const percent = deferred || this.since(5, 0) ? '%' : '%%';
    return { catalogue: this.catalogue, model, state, table, percent, checksRanges: this.since(5, 0) };
  }

  columnsOf(model: Model, state: State, names: readonly string[]): Column[] {
    const table = this.tableOf(model);
    const fields = table && fieldsOf(this.#scope(model, state, table, false));
    return names.flatMap(name => fields?.find(name)?.column ?? []);
  }

  // Constraints

  deferUnique(table: Table, columns: readonly Column[]): void {
    this.defer({
      tables: [table],
      columns,
      unique: true,
      run: () => {
        this.createUnique(table, columns);
      },
    });
  }

  createUnique(table: Table, columns: readonly Column[]): void {
    this.catalogue.addKey(table, 'unique', columns, nameOf(table, columns, '_uniq'));
  }

  /** @param inTable while the table is made: what needs an index of its own is put off to the end of the migration */
  addConstraint(model: Model, state: State, declared: Value, inTable = false): void {
    const table = this.tableOf(model);
    if (!table) return;
    const scope = this.#scope(model, state, table, inTable && isUnique(declared));
    const constraint = declaredConstraint(scope, declared);
    switch (constraint?.kind) {
      case 'check':
        this.catalogue.addCheck(table, constraint.check, constraint.name, null);
        return;
      case 'unique-index': {
        const { index } = constraint;
        const run = (): void => {
          this.catalogue.addIndex(index);
        };
        if (inTable) this.defer({ tables: [table], columns: columnsOfIndex(index), run });
        else run();
        return;
      }
      case 'unique': {
        const { columns, name, deferrable, nullsNotDistinct, apart } = constraint;
        if (inTable && apart) {
          const run = (): void => {
            this.catalogue.addKey(table, 'unique', columns, name, null, nullsNotDistinct);
          };
          this.defer({ tables: [table], columns, run });
          return;
        }
        if (inTable && this.#mergeKey(table, columns, name, deferrable, nullsNotDistinct)) return;
        this.catalogue.addKey(table, 'unique', columns, name, deferrable, nullsNotDistinct);
        return;
      }
      case 'exclude': {
        const { index, operators, deferrable } = constraint;
        const { name } = this.catalogue.addIndex(index);
        const columns = columnsOfIndex(index);
        this.catalogue.addConstraint({ name, table, kind: 'exclude', columns, operators, deferrable, index });
        return;
      }
      case undefined:
        this.unknowns.push(`a constraint of ${table.name}`);
    }
  }

  /**
   * Two keys of the same columns in one CREATE TABLE become one, which takes the name that is given
   * (`transformIndexConstraints` of PostgreSQL's parse_utilcmd.c).
   */
  #mergeKey(table: Table, columns: readonly Column[], name: string, deferrable: Deferrable, nulls: boolean): boolean {
    for (const one of table.constraints) {
      if (one.kind !== 'unique' && one.kind !== 'primary-key') continue;
      if (!same(one.columns, columns) || one.deferrable !== deferrable || one.index.nullsNotDistinct !== nulls)
        continue;
      if (this.#unnamed.delete(one)) this.catalogue.renameConstraint(one, name);
      return true;
    }
    return false;
  }

  /** Removes a constraint, or the unique index that stands for one. */
  dropConstraint(table: Table, name: string): void {
    const constraint = table.constraints.find(one => one.name === identifier(name));
    if (constraint) this.catalogue.dropConstraint(constraint);
    else {
      const index = this.catalogue.index(name);
      if (index) this.catalogue.dropIndex(index);
    }
  }

  /** What was to be made at the end for exactly these columns; since 6.1 it is taken back instead of looked for. */
  takeBackUnique(table: Table, columns: readonly Column[]): boolean {
    const at = this.#deferred.findIndex(one => one.unique && one.tables.includes(table) && same(one.columns, columns));
    if (at >= 0) this.#deferred.splice(at, 1);
    return at >= 0;
  }

  constraintsOn(table: Table, columns: readonly Column[], kind: Constraint['kind']): readonly Constraint[] {
    return table.constraints.filter(one => one.kind === kind && same(one.columns, columns));
  }
}

function nameOf(table: Table, columns: readonly Column[], suffix: string): string {
  return indexName(
    table.name,
    columns.map(one => one.name),
    suffix,
  );
}

export const same = (a: readonly Column[], b: readonly Column[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

export function notNegative(column: Column): Expression {
  return expression({
    kind: 'operator',
    operator: '>=',
    left: { kind: 'column', column },
    right: { kind: 'integer', value: 0n },
  });
}
