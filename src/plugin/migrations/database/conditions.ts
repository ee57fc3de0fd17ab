/**
 * Django's expressions → expressions of PostgreSQL, as its compiler writes them for constraints and indexes
 * (django/db/models/sql/query.py, `build_where`; sql/where.py; lookups.py; django/db/backends/postgresql/operations.py, 4.2 to 6.1).
 */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import { isNone, itemsOf, madeBy } from './values.ts';
import { columnType, typeOfField } from './types.ts';
import type { Value } from '../../../program/index.ts';
import type { FieldModel } from '../../models/field.ts';
import type { Column } from './catalogue.ts';
import type { Node } from './expression.ts';
import type { Made } from './values.ts';

/** Finds the column of a field by its name. */
export interface Fields {
  /** How a per cent sign in a literal comes out: Django before 5.0 doubles it in SQL that it runs without parameters. */
  readonly percent: '%' | '%%';
  /** Whether numbers are held against the range of their field (Django 5.0 and later). */
  readonly checksRanges: boolean;
  find(name: string): { readonly column: Column; readonly field: FieldModel; readonly nullable: boolean } | undefined;
}

const NONE: Value = { kind: 'constant', value: null, at: null };

const unknown = (reason: string): Node => ({ kind: 'unknown', reason });

/** A `WhereNode` of Django's: conditions joined by one word. */
interface Where {
  readonly connector: 'AND' | 'OR';
  readonly negated: boolean;
  readonly children: (Where | Node)[];
}

const isWhere = (one: Where | Node): one is Where => 'children' in one;

/** Adds a condition as `Node.add` does (django/utils/tree.py): what needs no parentheses of its own is taken in. */
function add(to: Where, child: Where): void {
  const [only, ...others] = child.children;
  if (only === undefined) return;
  if (!child.negated && (child.connector === to.connector || others.length === 0)) to.children.push(...child.children);
  else to.children.push(child);
}

/** The condition that a `Q` or a conditional expression stands for. */
export function conditionOf(value: Value, fields: Fields): Node {
  const where: Where = { connector: 'AND', negated: false, children: [] };
  add(where, whereOf(value, fields, false));
  return nodeOf(where);
}

/** Conditions that every row or no row fulfils: Django leaves them out of what it joins (`FullResultSet`, `EmptyResultSet`). */
const FULL = unknown('a condition that is always true');
const EMPTY = unknown('a condition that is never true');

function nodeOf(where: Where | Node): Node {
  if (!isWhere(where)) return where;
  const joined = joinedOf(where);
  if (!where.negated) return joined;
  return joined === FULL ? EMPTY : joined === EMPTY ? FULL : { kind: 'not', item: joined };
}

function joinedOf({ connector, children }: Where): Node {
  const [all, none] = connector === 'OR' ? [FULL, EMPTY] : [EMPTY, FULL];
  const parts = children.map(nodeOf);
  if (parts.includes(all)) return all;
  const items = parts.filter(part => part !== none);
  const [only, ...others] = items;
  if (!only) return none;
  return others.length === 0 ? only : { kind: connector === 'OR' ? 'or' : 'and', items };
}

const single = (node: Node): Where => ({ connector: 'AND', negated: false, children: [node] });

interface Query {
  readonly connector: string;
  readonly negated: boolean;
  readonly children: readonly (Value | readonly [name: string, value: Value])[];
}

/** A `Q` with what its operators do: `~a` is a negated Q around a; `a | b` takes in what is joined alike. */
function queryOf(value: Value): Query | undefined {
  const made = madeBy(value);
  if (!made) return undefined;
  if (made.name === 'Q' && made.path.startsWith('django.')) {
    const children: (Value | readonly [string, Value])[] = made.args.map(pairOf);
    const named = [...made.keywords].filter(([name]) => !name.startsWith('_'));
    named.sort(([a], [b]) => (a < b ? -1 : 1));
    const negated = made.keywords.get('_negated');
    return {
      connector: stringOf(made.keywords.get('_connector')) ?? 'AND',
      negated: negated?.kind === 'constant' && negated.value === true,
      children: [...children, ...named],
    };
  }
  const [left, right] = made.args;
  if (made.path === 'operator.invert' && left) {
    const query = queryOf(left);
    return query ? { ...query, negated: !query.negated } : { connector: 'AND', negated: true, children: [left] };
  }
  const connector = { 'operator.or': 'OR', 'operator.and': 'AND', 'operator.xor': 'XOR' }[made.path];
  if (connector === undefined || !left || !right) return undefined;
  const [one, other] = [queryOf(left), queryOf(right)];
  if (one?.children.length === 0) return other;
  if (other?.children.length === 0) return one;
  return { connector, negated: false, children: [...inside(left, connector), ...inside(right, connector)] };
}

/** What `Q.add` puts into another Q of a connector. */
function inside(value: Value, connector: string): Query['children'] {
  const query = queryOf(value);
  return query && !query.negated && (query.connector === connector || query.children.length === 1)
    ? query.children
    : [value];
}

/** `('name__lookup', value)`, as migrations write it. */
function pairOf(value: Value): Value | readonly [string, Value] {
  const items = itemsOf(value);
  const name = stringOf(items?.[0]);
  return name !== undefined && items?.length === 2 && items[1] ? [name, items[1]] : value;
}

const isPair = (child: Query['children'][number]): child is readonly [string, Value] => Array.isArray(child);

function whereOf(value: Value, fields: Fields, negated: boolean): Where {
  const query = queryOf(value);
  if (!query) {
    const node = lookupCall(value, fields) ?? expressionOf(value, fields);
    return single(node);
  }
  if (query.connector !== 'AND' && query.connector !== 'OR') return single(unknown('XOR'));
  const where: Where = { connector: query.connector, negated: query.negated, children: [] };
  const inner = negated !== query.negated;
  for (const child of query.children)
    add(where, isPair(child) ? filterOf(child[0], child[1], fields, inner) : whereOf(child, fields, inner));
  return where;
}

/** `build_filter`: a lookup, and for a negated one on a column that may be null, that it is not. */
function filterOf(path: string, value: Value, fields: Fields, negated: boolean): Where {
  const [name = '', ...rest] = path.split('__');
  const found = fields.find(name);
  if (!found) return single(unknown(`the field ${name}`));
  const known = Object.hasOwn(LOOKUPS, rest.at(-1) ?? '') || rest.at(-1) === 'isnull';
  let lookup = known ? (rest.pop() ?? 'exact') : 'exact';
  let left: Node = { kind: 'column', column: found.column };
  for (const transform of rest) {
    const call = FUNCTIONS[transform];
    if (!call) return single(unknown(`the lookup ${transform}`));
    left = { kind: 'call', ...call, args: [left] };
  }
  if (lookup === 'exact' && isNone(value)) lookup = 'isnull';
  const node =
    lookup === 'isnull'
      ? isNull(left, value)
      : lookupOf(lookup, left, value, rest.length === 0 ? found.field : null, fields);
  const where = single(node);
  const nothing = lookup === 'isnull';
  if (negated && !nothing && found.nullable)
    where.children.push({ kind: 'is-null', item: { kind: 'column', column: found.column }, negated: true });
  // And what it is compared with, where that is a column that may be null too.
  const other = negated && !nothing ? fieldNamed(value) : undefined;
  const against = other === undefined ? undefined : fields.find(other);
  if (against?.nullable === true)
    where.children.push({ kind: 'is-null', item: { kind: 'column', column: against.column }, negated: true });
  return where;
}

/** The name in `F('name')`. */
function fieldNamed(value: Value): string | undefined {
  const made = madeBy(value);
  return made?.name === 'F' ? stringOf(made.args[0] ?? made.keywords.get('name')) : undefined;
}

function isNull(item: Node, value: Value): Node {
  if (isNone(value)) return { kind: 'is-null', item, negated: false };
  return value.kind === 'constant' && typeof value.value === 'boolean'
    ? { kind: 'is-null', item, negated: !value.value }
    : unknown('a computed isnull');
}

/** Lookups with the operator that PostgreSQL shows for them. */
const LOOKUPS: Readonly<Record<string, string>> = {
  exact: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  in: 'in',
  range: 'between',
  iexact: '=',
  contains: '~~',
  icontains: '~~',
  startswith: '~~',
  istartswith: '~~',
  endswith: '~~',
  iendswith: '~~',
  regex: '~',
  iregex: '~*',
};

/** Comparisons, with the side on which a number beyond the range of the field makes them true for every row. */
const COMPARISONS: Readonly<Record<string, 'above' | 'below' | null>> = {
  exact: null,
  gt: 'below',
  gte: 'below',
  lt: 'above',
  lte: 'above',
};

/** On which side a number lies outside of what a field holds (`integer_field_ranges` of django/db/backends/base/operations.py). */
function beyondRange(value: bigint, field: FieldModel | null): 'above' | 'below' | undefined {
  const type = field && field.related === null ? columnType(field) : undefined;
  const most = { smallint: 32767n, integer: 2147483647n, bigint: 9223372036854775807n }[type?.type ?? ''];
  if (!type || most === undefined) return undefined;
  if (value > most) return 'above';
  return value < (type.positive ? 0n : -most - 1n) ? 'below' : undefined;
}

function lookupOf(lookup: string, left: Node, value: Value, field: FieldModel | null, fields: Fields): Node {
  const operator = LOOKUPS[lookup] ?? '=';
  if (lookup === 'in' || lookup === 'range') {
    const items = itemsOf(value)?.map(item => operandOf(item, field, fields));
    if (!items) return unknown('a computed list');
    // A None among them is left out.
    const list = items.filter(item => !(item.kind === 'unknown' && item.reason === 'None'));
    if (lookup === 'in') return { kind: 'in', item: left, list };
    const [low, high] = items;
    return low && high ? { kind: 'between', item: left, low, high } : unknown('a computed range');
  }
  const right = roundedFor(lookup, operandOf(value, field, fields), field);
  const beyond = fields.checksRanges && right.kind === 'integer' ? beyondRange(right.value, field) : undefined;
  if (beyond && Object.hasOwn(COMPARISONS, lookup)) return COMPARISONS[lookup] === beyond ? FULL : EMPTY;
  if (lookup === 'exact' && right.kind === 'boolean') return right.value ? left : { kind: 'not', item: left };
  if (Object.hasOwn(COMPARISONS, lookup)) return { kind: 'operator', operator, left, right };
  if (right.kind !== 'string') return unknown(`the lookup ${lookup} on an expression`);
  // On a column of text, Django casts the column and leaves the pattern a literal.
  const subject: Node = { kind: 'cast', item: left, type: 'text' };
  const caseless = lookup === 'iexact' || (lookup.startsWith('i') && operator === '~~');
  const pattern: Node =
    operator === '~~' ? { kind: 'string', value: patternOf(lookup, right.value, fields.percent) } : right;
  if (!caseless) return { kind: 'operator', operator, left: subject, right: pattern };
  const upper = (item: Node): Node => ({ kind: 'call', name: 'upper', takes: 'text', gives: 'text', args: [item] });
  return { kind: 'operator', operator, left: upper(subject), right: upper(pattern) };
}

/** A fraction held against whole numbers is made one, up for `lt` and `gte` (`IntegerFieldFloatRounding` of django/db/models/lookups.py). */
function roundedFor(lookup: string, right: Node, field: FieldModel | null): Node {
  const type = field && field.related === null ? columnType(field)?.type : undefined;
  if (right.kind !== 'numeric' || !type || !/^(?:smallint|integer|bigint)$/.test(type)) return right;
  const up = lookup === 'lt' || lookup === 'gte';
  return { kind: 'integer', value: BigInt((up ? Math.ceil : Math.trunc)(Number(right.text))) };
}

function patternOf(lookup: string, text: string, percent: string): string {
  const escaped = text.replace(/[\\%_]/g, '\\$&');
  const end = lookup.endsWith('startswith') || lookup.endsWith('contains') ? percent : '';
  const start = lookup.endsWith('endswith') || lookup.endsWith('contains') ? percent : '';
  return `${start}${escaped}${end}`;
}

/** `lookups.GreaterThan(F('a'), 0)`. */
function lookupCall(value: Value, fields: Fields): Node | undefined {
  const made = madeBy(value);
  if (!made || !/\.lookups\.\w+$/.test(made.path)) return undefined;
  const names: Readonly<Record<string, string>> = {
    Exact: '=',
    GreaterThan: '>',
    GreaterThanOrEqual: '>=',
    LessThan: '<',
    LessThanOrEqual: '<=',
  };
  const operator = names[made.name];
  const [left, right] = made.args;
  if (!left || !right) return undefined;
  if (made.name === 'IsNull') return isNull(expressionOf(left, fields), right);
  if (operator === undefined) return undefined;
  return { kind: 'operator', operator, left: expressionOf(left, fields), right: expressionOf(right, fields) };
}

function operandOf(value: Value, field: FieldModel | null, fields: Fields): Node {
  const [one] = alternativesOf(value);
  if (one?.kind === 'constant') return literalOf(one.value, field);
  return expressionOf(value, fields);
}

/** A literal as Django hands it over for a field (`get_db_prep_value`). */
export function literalOf(value: unknown, field: FieldModel | null): Node {
  const type = field && field.related === null ? columnType(field)?.type : undefined;
  if (value === null) return unknown('None');
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'bigint') {
    if (type === 'double precision') return { kind: 'numeric', text: `${value}.0` };
    if (type === 'text' || type?.startsWith('character varying')) return { kind: 'string', value: String(value) };
    if (type === 'boolean') return { kind: 'boolean', value: value !== 0n };
    return { kind: 'integer', value };
  }
  if (typeof value === 'number') {
    const text = Number.isInteger(value) ? `${value}.0` : String(value);
    return text.includes('e') ? unknown('a number with an exponent') : { kind: 'numeric', text };
  }
  if (typeof value !== 'string') return unknown('a literal');
  if (type && /^(?:smallint|integer|bigint)$/.test(type) && /^-?\d+$/.test(value))
    return { kind: 'integer', value: BigInt(value) };
  if (type?.startsWith('numeric') && /^-?\d+(?:\.\d+)?$/.test(value))
    return value.includes('.') ? { kind: 'numeric', text: value } : { kind: 'integer', value: BigInt(value) };
  if (type && !/^(?:text|character varying.*|citext|inet|cidr|macaddr8?|uuid|date)$/.test(type))
    return unknown('a literal');
  return { kind: 'string', value };
}

type Function = { readonly name: string; readonly takes: string | null; readonly gives: string | null };

/** Functions by the name of Django's transform, and of its class in lower case. */
const FUNCTIONS: Readonly<Record<string, Function>> = {
  lower: { name: 'lower', takes: 'text', gives: 'text' },
  upper: { name: 'upper', takes: 'text', gives: 'text' },
  length: { name: 'length', takes: 'text', gives: 'integer' },
  md5: { name: 'md5', takes: 'text', gives: 'text' },
  reverse: { name: 'reverse', takes: 'text', gives: 'text' },
  abs: { name: 'abs', takes: null, gives: null },
  coalesce: { name: 'COALESCE', takes: null, gives: null },
  greatest: { name: 'GREATEST', takes: null, gives: null },
  least: { name: 'LEAST', takes: null, gives: null },
  now: { name: 'statement_timestamp', takes: null, gives: 'timestamp with time zone' },
  randomuuid: { name: 'gen_random_uuid', takes: null, gives: 'uuid' },
};

const ARITHMETIC: Readonly<Record<string, string>> = {
  'operator.add': '+',
  'operator.sub': '-',
  'operator.mul': '*',
  'operator.truediv': '/',
  'operator.mod': '%',
};

/** Expressions that are no plain function of PostgreSQL. */
function specialExpression(made: Made, fields: Fields): Node | undefined {
  if (!made.path.startsWith('django.')) return undefined;
  const [inner] = made.args;
  switch (made.name) {
    case 'ExpressionWrapper': {
      const wrapped = inner ?? made.keywords.get('expression');
      return wrapped && conditionOf(wrapped, fields);
    }
    case 'Cast': {
      const type = typeOfField(made.args[1] ?? made.keywords.get('output_field'));
      return inner && type ? { kind: 'cast', item: expressionOf(inner, fields), type: type.type } : undefined;
    }
    case 'Case': {
      const branches = made.args.map(when => branchOf(when, fields));
      if (!branches.every(one => one !== undefined)) return undefined;
      const fallback = made.keywords.get('default');
      return { kind: 'case', branches, otherwise: isNone(fallback) ? null : expressionOf(fallback ?? NONE, fields) };
    }
    default:
      return undefined;
  }
}

/** `When(condition, then=…)`, or with lookups by their names. */
function branchOf(value: Value, fields: Fields): { readonly when: Node; readonly then: Node } | undefined {
  const made = madeBy(value);
  const then = made?.keywords.get('then') ?? made?.args[1];
  if (made?.name !== 'When' || !then) return undefined;
  const where: Where = { connector: 'AND', negated: false, children: [] };
  const condition = made.keywords.get('condition') ?? made.args[0];
  if (condition && condition !== then && !isNone(condition)) add(where, whereOf(condition, fields, false));
  const lookups = [...made.keywords].filter(([name]) => name !== 'then' && name !== 'condition');
  for (const [name, one] of lookups.sort(([a], [b]) => (a < b ? -1 : 1)))
    add(where, filterOf(name, one, fields, false));
  return { when: nodeOf(where), then: expressionOf(then, fields) };
}

/** An operand of Concat: what is no CharField or TextField is cast, and a FileField, a varchar too, is neither. */
function asText(value: Value, fields: Fields): Node {
  const node = expressionOf(value, fields);
  const name = stringOf(alternativesOf(value)[0]) ?? fieldNamed(value);
  const found = name === undefined ? undefined : fields.find(name);
  const isFile = found?.field.paths.some(path => /\.(?:FilePath|File|Image)Field$/.test(path));
  return isFile === true ? { kind: 'cast', item: node, type: 'text' } : node;
}

/** An expression: a field's name, `F`, `Value`, a function, arithmetic. */
export function expressionOf(value: Value, fields: Fields): Node {
  const [one] = alternativesOf(value);
  if (one?.kind === 'constant' && typeof one.value !== 'string') return literalOf(one.value, null);
  const made = madeBy(value);
  const name = stringOf(one) ?? fieldNamed(value);
  if (name !== undefined) {
    const found = fields.find(name);
    return found ? { kind: 'column', column: found.column } : unknown(`the field ${name}`);
  }
  if (!made) return unknown('a computed expression');
  if (made.name === 'Value') {
    const [literal] = alternativesOf(made.args[0] ?? made.keywords.get('value') ?? value);
    return literal?.kind === 'constant' ? literalOf(literal.value, null) : unknown('a computed value');
  }
  const [left, right, ...others] = made.args;
  if (made.name === 'CombinedExpression' && left && others.length > 0) {
    // CombinedExpression(lhs, connector, rhs)
    const connector = stringOf(right);
    const [rhs] = others;
    if (connector !== undefined && rhs && /^[-+*/]$/.test(connector))
      return {
        kind: 'operator',
        operator: connector,
        left: expressionOf(left, fields),
        right: expressionOf(rhs, fields),
      };
  }
  const arithmetic = ARITHMETIC[made.path];
  if (arithmetic !== undefined && left && right)
    return {
      kind: 'operator',
      operator: arithmetic,
      left: expressionOf(left, fields),
      right: expressionOf(right, fields),
    };
  if (made.path.endsWith('.TransactionNow') && made.path.startsWith('django.'))
    return { kind: 'keyword', text: 'CURRENT_TIMESTAMP', type: 'timestamp with time zone' };
  if (made.name === 'Concat' && left && /\.functions?\./.test(made.path)) {
    // ConcatPair nests to the right, and takes NULL for nothing (django/db/models/functions/text.py).
    const text = (one: Node): Node => {
      const args: readonly Node[] = [one, { kind: 'string', value: '' }];
      return { kind: 'call', name: 'COALESCE', takes: null, gives: null, args };
    };
    const parts = made.args.map(argument => asText(argument, fields));
    return parts.reduceRight((right, one) => ({
      kind: 'operator',
      operator: '||',
      left: text(one),
      right: text(right),
    }));
  }
  const special = specialExpression(made, fields);
  if (special) return special;
  const call = /\.functions?\./.test(made.path) ? FUNCTIONS[made.name.toLowerCase()] : undefined;
  if (!call) return unknown(`the expression ${made.name}`);
  return { kind: 'call', ...call, args: made.args.map(argument => expressionOf(argument, fields)) };
}
