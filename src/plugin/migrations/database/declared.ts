/** Indexes and constraints as migrations declare them (django/db/models/indexes.py, constraints.py; django/contrib/postgres). */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import { isColumn } from './catalogue.ts';
import { conditionOf, expressionOf } from './conditions.ts';
import { expression } from './expression.ts';
import { isNone, itemsOf, madeBy, stringsOf } from './values.ts';
import type { Value } from '../../../program/index.ts';
import type { Catalogue, Column, Deferrable, Index, IndexKey, Table } from './catalogue.ts';
import type { Fields } from './conditions.ts';
import type { Expression } from './expression.ts';
import type { Model, State } from './state.ts';
import type { Made } from './values.ts';

/** Where a declaration stands. */
export interface Scope {
  readonly catalogue: Catalogue;
  readonly model: Model;
  readonly state: State;
  readonly table: Table;
  /** How a per cent sign in a literal comes out. */
  readonly percent: Fields['percent'];
  readonly checksRanges: boolean;
}

export type DeclaredConstraint =
  | { readonly kind: 'check'; readonly name: string; readonly check: Expression }
  | {
      readonly kind: 'unique';
      readonly name: string;
      readonly columns: readonly Column[];
      readonly deferrable: Deferrable;
      readonly nullsNotDistinct: boolean;
      /** `nulls_distinct` is given, whatever it is: Django adds the constraint once the table is made. */
      readonly apart: boolean;
    }
  /** A constraint that PostgreSQL has only as an index. */
  | { readonly kind: 'unique-index'; readonly index: Index }
  | {
      readonly kind: 'exclude';
      readonly index: Index;
      readonly operators: readonly string[];
      readonly deferrable: Deferrable;
    };

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

export const isUnique = (declared: Value): boolean => madeBy(declared)?.name === 'UniqueConstraint';

/** Finds columns by the names of the model's fields. */
export function fieldsOf({ catalogue, model, state, table, percent, checksRanges }: Scope): Fields {
  return {
    percent,
    checksRanges,
    find: name => {
      const all = [...model.fields.values()];
      const field =
        name === 'pk'
          ? state.keyField(model)
          : (model.fields.get(name) ?? all.find(one => one.column === name && one.related !== null));
      const info = field && state.info(field);
      const column = info && catalogue.column(table, info.column);
      return column && field ? { column, field, nullable: info.null === true } : undefined;
    },
  };
}

/** An index as `models.Index(…)` declares it; `undefined` where that cannot be read. */
export function declaredIndex(scope: Scope, declared: Value): Index | undefined {
  const made = madeBy(declared);
  const name = stringOf(made?.keywords.get('name'));
  const method = made && METHODS[made.name];
  if (!made || name === undefined || method === undefined) return undefined;
  const keys = keysOf(scope, made);
  return keys && indexOf(scope, made, { name, method, keys, with: storage(made.keywords) });
}

type Basis = Pick<Index, 'name' | 'method' | 'keys'> & Partial<Index>;

/** What all kinds of index have in common. */
function indexOf(scope: Scope, { keywords }: Made, basis: Basis): Index | undefined {
  const given = keywords.get('include');
  const names = isNone(given) ? [] : stringsOf(given);
  const include = names && columnsNamed(scope, names);
  const condition = keywords.get('condition');
  const where = condition === undefined || isNone(condition) ? null : conditionIn(scope, condition);
  if (!include) return undefined;
  return { table: scope.table, unique: false, include, where, nullsNotDistinct: false, with: [], ...basis };
}

/** A condition or an expression on the columns of a table. */
export function conditionIn(scope: Scope, condition: Value): Expression {
  return expression(conditionOf(condition, fieldsOf(scope)));
}

function columnsNamed(scope: Scope, names: readonly string[]): Column[] | undefined {
  const fields = fieldsOf(scope);
  const columns = names.map(name => fields.find(name)?.column);
  return columns.every(one => one !== undefined) ? columns : undefined;
}

/** Keys of `fields=` or of expressions given by place. */
function keysOf(scope: Scope, made: Made): readonly IndexKey[] | undefined {
  if (made.args.length > 0) return made.args.map(one => keyOf(scope, one));
  const opclasses = stringsOf(made.keywords.get('opclasses')) ?? [];
  const names = stringsOf(made.keywords.get('fields'));
  const columns =
    names &&
    columnsNamed(
      scope,
      names.map(name => name.replace(/^-/, '')),
    );
  return columns?.map((of, at) => ({
    of,
    opclass: opclasses[at] ?? null,
    descending: names?.[at]?.startsWith('-') === true,
    nulls: null,
  }));
}

function keyOf(scope: Scope, value: Value): IndexKey {
  const made = orderedBy(value) ?? madeBy(value);
  const [inner] = made?.args ?? [];
  if (made && inner) {
    const flag = (name: string): boolean => {
      const given = made.keywords.get(name);
      return given?.kind === 'constant' && given.value === true;
    };
    if (made.name === 'OrderBy') {
      const nulls = flag('nulls_first') ? 'first' : flag('nulls_last') ? 'last' : null;
      return { ...keyOf(scope, inner), descending: flag('descending'), nulls };
    }
    if (made.name === 'Collate') {
      const collation = stringOf(made.args[1] ?? made.keywords.get('collation'));
      if (collation !== undefined) return { ...keyOf(scope, inner), collation };
    }
    if (made.name === 'OpClass')
      return { ...keyOf(scope, inner), opclass: stringOf(made.keywords.get('name') ?? made.args[1]) ?? null };
  }
  const node = expressionOf(value, fieldsOf(scope));
  const of = node.kind === 'column' ? node.column : expression(node);
  return { of, opclass: null, descending: false, nulls: null };
}

/** `F('name').desc(nulls_last=True)` as the `OrderBy` that it makes. */
function orderedBy(value: Value): Made | undefined {
  const [one] = alternativesOf(value);
  if (one?.kind !== 'call' || one.callee.kind !== 'attribute') return undefined;
  const { name, object } = one.callee;
  if (name !== 'asc' && name !== 'desc') return undefined;
  const descending: Value = { kind: 'constant', value: name === 'desc', at: null };
  const keywords = new Map([...one.keywords, ['descending', descending] as const]);
  return { name: 'OrderBy', path: 'django.db.models.expressions.OrderBy', args: [object], keywords };
}

/** A constraint as `models.UniqueConstraint(…)` and its like declare it; `undefined` where that cannot be read. */
export function declaredConstraint(scope: Scope, declared: Value): DeclaredConstraint | undefined {
  const made = madeBy(declared);
  const name = stringOf(made?.keywords.get('name'));
  if (!made || name === undefined) return undefined;
  switch (made.name) {
    case 'CheckConstraint': {
      const condition = made.keywords.get('condition') ?? made.keywords.get('check');
      return condition && { kind: 'check', name, check: conditionIn(scope, condition) };
    }
    case 'UniqueConstraint':
      return uniqueConstraint(scope, made, name);
    case 'ExclusionConstraint':
      return exclusionConstraint(scope, made, name);
    default:
      return undefined;
  }
}

function uniqueConstraint(scope: Scope, made: Made, name: string): DeclaredConstraint | undefined {
  const nulls = made.keywords.get('nulls_distinct');
  const nullsNotDistinct = nulls?.kind === 'constant' && nulls.value === false;
  const keys = keysOf(scope, made);
  const index = keys && indexOf(scope, made, { name, method: 'btree', unique: true, keys, nullsNotDistinct });
  if (!index) return undefined;
  const classes = index.keys.some(key => key.opclass !== null);
  if (made.args.length > 0 || index.where || index.include.length > 0 || classes)
    return { kind: 'unique-index', index };
  const columns = index.keys.flatMap(key => (isColumn(key.of) ? [key.of] : []));
  const deferrable = deferrableOf(made.keywords.get('deferrable'));
  return { kind: 'unique', name, columns, deferrable, nullsNotDistinct, apart: !isNone(nulls) };
}

function exclusionConstraint(scope: Scope, made: Made, name: string): DeclaredConstraint | undefined {
  const { keywords } = made;
  const pairs = itemsOf(keywords.get('expressions'))?.map(itemsOf);
  if (!pairs?.every(pair => pair !== undefined)) return undefined;
  const keys = pairs.map(([first]) => first && keyOf(scope, first));
  const operators = pairs.map(([, operator]) => {
    const named = lastName(operator);
    return stringOf(operator) ?? RANGE_OPERATORS[named] ?? named;
  });
  if (!keys.every(key => key !== undefined) || operators.includes('')) return undefined;
  const method = (stringOf(keywords.get('index_type')) ?? 'gist').toLowerCase();
  const index = indexOf(scope, made, { name, method, keys });
  return index && { kind: 'exclude', index, operators, deferrable: deferrableOf(keywords.get('deferrable')) };
}

/** The last name of a symbol: `OVERLAPS` of `RangeOperators.OVERLAPS`. */
const lastName = (value: Value | undefined): string =>
  value?.kind === 'symbol' ? value.path.slice(value.path.lastIndexOf('.') + 1) : '';

function deferrableOf(value: Value | undefined): Deferrable {
  // `Deferrable.DEFERRED`, `Deferrable['DEFERRED']` as makemigrations writes it, or `Deferrable('deferred')`.
  const name = value?.kind === 'item' ? stringOf(value.key) : (stringOf(madeBy(value)?.args[0]) ?? lastName(value));
  const text = (name ?? '').toLowerCase();
  return text === 'deferred' || text === 'immediate' ? text : null;
}

/** Storage parameters as PostgreSQL prints them: a value that is no plain word stands in quotes, and ON is a keyword. */
function storage(keywords: ReadonlyMap<string, Value>): string[] {
  const out: string[] = [];
  for (const name of STORAGE) {
    const value = keywords.get(name);
    if (value?.kind !== 'constant') continue;
    if (typeof value.value === 'boolean') out.push(`${name}=${value.value ? "'on'" : 'off'}`);
    else if (typeof value.value === 'bigint') out.push(`${name}='${value.value}'`);
  }
  // Bits for each column of a bloom index.
  for (const [at, bits] of (itemsOf(keywords.get('columns')) ?? []).entries())
    if (bits.kind === 'constant') out.push(`col${at + 1}='${String(bits.value)}'`);
  return out;
}
