/**
 * What Django's schema editor for PostgreSQL does to the tables (django/db/backends/base/schema.py and postgresql/schema.py, 3.0 to
 * 6.1): which columns, indexes and constraints it makes under which names, and when; what it leaves to the end of a migration.
 */
import { stringOf } from '../../../program/index.ts';
import { columnsOfIndex } from './catalogue.ts';
import { conditionOf, expressionOf } from './conditions.ts';
import { expression } from './expression.ts';
import { identifier, indexName } from './names.ts';
import { isNone, itemsOf, madeBy, stringsOf } from './values.ts';
import type { Value } from '../../../program/index.ts';
import type { Catalogue, Column, Constraint, Deferrable, Index, IndexKey, Table } from './catalogue.ts';
import type { Fields } from './conditions.ts';
import type { Expression } from './expression.ts';
import type { FieldInfo, Model, State } from './state.ts';
import type { Made } from './values.ts';

/** A statement that runs when the migration ends, unless what it is about is gone by then. */
interface Deferred {
  readonly tables: readonly Table[];
  readonly columns: readonly Column[];
  /** Of an index, where it is given. */
  readonly name: string | null;
  readonly unique: boolean;
  run(): void;
}

const METHODS: Readonly<Record<string, string>> = {
  Index: 'btree',
  BTreeIndex: 'btree',
  GinIndex: 'gin',
  GistIndex: 'gist',
  BrinIndex: 'brin',
  HashIndex: 'hash',
  SpGistIndex: 'spgist',
  BloomIndex: 'bloom',
};

/** Options of an index class in the order in which Django writes them. */
const STORAGE: readonly string[] = [
  'autosummarize',
  'pages_per_range',
  'gin_pending_list_limit',
  'fastupdate',
  'buffering',
  'fillfactor',
  'deduplicate_items',
  'length',
];

const plainKey = (of: Column | Expression): IndexKey => ({ of, opclass: null, descending: false, nulls: null });

export class SchemaEditor {
  readonly catalogue: Catalogue;
  readonly django: readonly [number, number];
  /** What could not be told of a model's table. */
  readonly unknowns: { readonly table: string; readonly what: string }[] = [];
  #deferred: Deferred[] = [];

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
    for (const names of model.uniqueTogether) this.deferUnique(table, this.columnsOf(model, state, names));
    for (const info of infos) if (info.target && info.constrained) this.deferForeignKey(table, info);
    const composite = [...model.fields.values()].find(field => field.type === 'CompositePrimaryKey');
    if (composite) {
      const names = composite.declared?.args.map(one => stringOf(one) ?? '') ?? [];
      this.catalogue.addKey(table, 'primary-key', this.columnsOf(model, state, names), null);
    }
    for (const constraint of model.constraints.values()) this.addConstraint(model, state, constraint, true);
    if (model.comment !== null) table.comment = model.comment;
    for (const info of infos) this.deferFieldIndexes(table, info);
    for (const names of this.since(5, 1) ? [] : model.indexTogether)
      this.deferIndex(table, this.columnsOf(model, state, names), '_idx');
    for (const index of model.indexes.values()) {
      const made = this.#indexOf(model, state, index);
      if (made)
        this.defer({
          tables: [table],
          columns: columnsOfIndex(made),
          name: made.name,
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
    column.generated = info.generated;
    column.comment = info.comment;
    if (type?.serial) {
      if (this.since(4, 1)) this.catalogue.addIdentity(column);
      else this.catalogue.addSequence(column);
    }
    if (info.primaryKey) this.catalogue.addKey(table, 'primary-key', [column], null);
    else if (info.unique) this.catalogue.addKey(table, 'unique', [column], null);
    if (type?.positive) this.catalogue.addCheck(table, notNegative(column), null, column.name);
    return column;
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
          this.foreignKey(column, info);
        },
      });
  }

  /** @param suffix without one, the name tells the table and column that it points to */
  foreignKey(column: Column, info: FieldInfo, suffix?: string): void {
    const to = this.#target(info);
    if (!to) return;
    const { table } = column;
    const name = indexName(table.name, [column.name], suffix ?? `_fk_${to.table.name}_${to.name}`);
    const { onDelete } = info;
    table.constraints.push({
      name,
      table,
      kind: 'foreign-key',
      columns: [column],
      to: [to],
      deferrable: 'deferred',
      onDelete,
    });
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
  likeClass({ type, indexed, unique }: FieldInfo): string | null {
    if (!type || !(indexed || unique) || type.type.endsWith('[]')) return null;
    if (type.spelled.startsWith('varchar')) return 'varchar_pattern_ops';
    return type.spelled.startsWith('text') ? 'text_pattern_ops' : null;
  }

  deferIndex(table: Table, columns: readonly Column[], suffix: string, opclass: string | null = null): void {
    this.defer({
      tables: [table],
      columns,
      run: () => {
        this.createIndex(table, columns, suffix, opclass);
      },
    });
  }

  createIndex(table: Table, columns: readonly Column[], suffix: string, opclass: string | null = null): void {
    const name = indexName(
      table.name,
      columns.map(one => one.name),
      suffix,
    );
    const keys = columns.map(of => ({ ...plainKey(of), opclass }));
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

  /** `DROP INDEX IF EXISTS`; since 5.0 also what would make it at the end. */
  dropIndex(name: string): void {
    const index = this.catalogue.index(name);
    if (index) this.catalogue.dropIndex(index);
    if (this.since(5, 0)) this.#deferred = this.#deferred.filter(one => one.name !== name);
  }

  addIndex(model: Model, state: State, declared: Value): void {
    const index = this.#indexOf(model, state, declared);
    if (index) this.catalogue.addIndex(index);
    else if (model.table !== undefined) this.unknowns.push({ table: model.table, what: 'an index' });
  }

  /** An index as `models.Index(…)` declares it. */
  #indexOf(model: Model, state: State, declared: Value): Index | undefined {
    const made = madeBy(declared);
    const table = this.tableOf(model);
    const name = stringOf(made?.keywords.get('name'));
    const method = made && METHODS[made.name];
    if (!made || !table || name === undefined || method === undefined) return undefined;
    const keys = this.#keys(made, model, state, table);
    if (!keys) return undefined;
    return {
      name,
      table,
      unique: false,
      method,
      keys,
      include: this.columnsOf(model, state, stringsOf(made.keywords.get('include')) ?? []),
      where: this.#condition(made.keywords.get('condition'), model, state, table),
      nullsNotDistinct: false,
      with: storage(made.keywords),
    };
  }

  /** Keys of `fields=` or of expressions given by place. */
  #keys(made: Made, model: Model, state: State, table: Table): readonly IndexKey[] | undefined {
    const opclasses = stringsOf(made.keywords.get('opclasses')) ?? [];
    if (made.args.length > 0) return made.args.map(one => this.#key(one, model, state, table));
    const names = stringsOf(made.keywords.get('fields'));
    return names?.flatMap((given, at) => {
      const descending = given.startsWith('-');
      const [of] = this.columnsOf(model, state, [descending ? given.slice(1) : given]);
      return of ? [{ of, opclass: opclasses[at] ?? null, descending, nulls: null }] : [];
    });
  }

  #key(value: Value, model: Model, state: State, table: Table): IndexKey {
    const made = madeBy(value);
    const [inner] = made?.args ?? [];
    if (made && inner) {
      const flag = (name: string): boolean => {
        const given = made.keywords.get(name);
        return given?.kind === 'constant' && given.value === true;
      };
      if (made.name === 'OrderBy')
        return {
          ...this.#key(inner, model, state, table),
          descending: flag('descending'),
          nulls: flag('nulls_first') ? 'first' : flag('nulls_last') ? 'last' : null,
        };
      if (made.name === 'OpClass')
        return {
          ...this.#key(inner, model, state, table),
          opclass: stringOf(made.keywords.get('name') ?? made.args[1]) ?? null,
        };
    }
    const node = expressionOf(value, this.#fields(model, state, table));
    return plainKey(node.kind === 'column' ? node.column : expression(node));
  }

  #condition(value: Value | undefined, model: Model, state: State, table: Table): Expression | null {
    return value === undefined || isNone(value)
      ? null
      : expression(conditionOf(value, this.#fields(model, state, table)));
  }

  #fields(model: Model, state: State, table: Table): Fields {
    return {
      find: name => {
        const field =
          name === 'pk'
            ? state.keyField(model)
            : (model.fields.get(name) ??
              [...model.fields.values()].find(one => one.column === name && one.related !== null));
        const info = field && state.info(field);
        const column = info && this.catalogue.column(table, info.column);
        return column && field ? { column, field, nullable: info.null === true } : undefined;
      },
    };
  }

  columnsOf(model: Model, state: State, names: readonly string[]): Column[] {
    const table = this.tableOf(model);
    const fields = table && this.#fields(model, state, table);
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

  createUnique(table: Table, columns: readonly Column[], name?: string, deferrable: Deferrable = null): void {
    const derived = indexName(
      table.name,
      columns.map(one => one.name),
      '_uniq',
    );
    this.catalogue.addKey(table, 'unique', columns, name ?? derived, deferrable);
  }

  /** @param inTable while the table is made: what needs an index of its own is put off to the end of the migration */
  addConstraint(model: Model, state: State, declared: Value, inTable = false): void {
    const made = madeBy(declared);
    const table = this.tableOf(model);
    const name = stringOf(made?.keywords.get('name'));
    if (!table) return;
    if (!made || name === undefined || !this.#addConstraint(made, name, model, state, table, inTable))
      this.unknowns.push({ table: table.name, what: `the constraint ${name ?? ''}` });
  }

  #addConstraint(made: Made, name: string, model: Model, state: State, table: Table, inTable: boolean): boolean {
    const { keywords } = made;
    const deferrable = deferrableOf(keywords.get('deferrable'));
    switch (made.name) {
      case 'CheckConstraint': {
        const check = this.#condition(keywords.get('condition') ?? keywords.get('check'), model, state, table);
        if (!check) return false;
        this.catalogue.addCheck(table, check, name, null);
        return true;
      }
      case 'UniqueConstraint': {
        const nulls = keywords.get('nulls_distinct');
        const where = this.#condition(keywords.get('condition'), model, state, table);
        const keys = this.#keys(made, model, state, table);
        if (!keys) return false;
        const include = this.columnsOf(model, state, stringsOf(keywords.get('include')) ?? []);
        const nullsNotDistinct = nulls?.kind === 'constant' && nulls.value === false;
        const special =
          where !== null || include.length > 0 || made.args.length > 0 || keys.some(key => key.opclass !== null);
        const columns = keys.flatMap(key => ('table' in key.of ? [key.of] : []));
        if (special) {
          const index: Index = {
            name,
            table,
            unique: true,
            method: 'btree',
            keys,
            include,
            where,
            nullsNotDistinct,
            with: [],
          };
          const run = (): void => {
            this.catalogue.addIndex(index);
          };
          if (inTable) this.defer({ tables: [table], columns: columnsOfIndex(index), name, run });
          else run();
        } else this.catalogue.addKey(table, 'unique', columns, name, deferrable, nullsNotDistinct);
        return true;
      }
      case 'ExclusionConstraint': {
        const pairs = itemsOf(keywords.get('expressions'))?.map(itemsOf);
        if (!pairs?.every(pair => pair !== undefined)) return false;
        const keys = pairs.map(([first]) => first && this.#key(first, model, state, table));
        const operators = pairs.map(pair => stringOf(pair[1]) ?? /\w+$/.exec(pathOf(pair[1]))?.[0] ?? '');
        if (!keys.every(key => key !== undefined)) return false;
        const method = (stringOf(keywords.get('index_type')) ?? 'gist').toLowerCase();
        const index: Index = {
          name,
          table,
          unique: false,
          method,
          keys,
          include: this.columnsOf(model, state, stringsOf(keywords.get('include')) ?? []),
          where: this.#condition(keywords.get('condition'), model, state, table),
          nullsNotDistinct: false,
          with: [],
        };
        this.catalogue.addIndex(index);
        const shown = operators.map(one => RANGE_OPERATORS[one] ?? one);
        table.constraints.push({
          name: index.name,
          table,
          kind: 'exclude',
          columns: columnsOfIndex(index),
          operators: shown,
          deferrable,
          index,
        });
        return true;
      }
      default:
        return false;
    }
  }

  /** Removes a constraint, or the unique index that stands for one. */
  dropConstraint(table: Table, name: string): void {
    const constraint = table.constraints.find(one => one.name === identifier(name));
    if (constraint) this.catalogue.dropConstraint(constraint);
    else this.dropIndex(name);
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

export const same = (a: readonly Column[], b: readonly Column[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

/** Operators of RangeOperators (django/contrib/postgres/fields/ranges.py) by their names. */
const RANGE_OPERATORS: Readonly<Record<string, string>> = {
  EQUAL: '=',
  NOT_EQUAL: '<>',
  CONTAINS: '@>',
  CONTAINED_BY: '<@',
  OVERLAPS: '&&',
  FULLY_LT: '<<',
  FULLY_GT: '>>',
  NOT_LT: '&>',
  NOT_GT: '&<',
  ADJACENT_TO: '-|-',
};

const pathOf = (value: Value | undefined): string => (value?.kind === 'symbol' ? value.path : '');

function deferrableOf(value: Value | undefined): Deferrable {
  const path = pathOf(value);
  const text = /\w+$/.exec(path)?.[0] ?? stringOf(madeBy(value)?.args[0]) ?? '';
  return text.toLowerCase() === 'deferred' ? 'deferred' : text.toLowerCase() === 'immediate' ? 'immediate' : null;
}

function storage(keywords: ReadonlyMap<string, Value>): string[] {
  const out: string[] = [];
  for (const name of STORAGE) {
    const value = keywords.get(name);
    if (value?.kind !== 'constant') continue;
    if (typeof value.value === 'boolean') out.push(`${name}=${value.value ? "'on'" : 'off'}`);
    else if (typeof value.value === 'bigint') out.push(`${name}='${value.value}'`);
  }
  return out;
}

export function notNegative(column: Column): Expression {
  return expression({
    kind: 'operator',
    operator: '>=',
    left: { kind: 'column', column },
    right: { kind: 'integer', value: 0n },
  });
}
