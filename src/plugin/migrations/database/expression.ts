/**
 * Expressions of check constraints, index keys and partial indexes, printed as PostgreSQL prints what it stored: with every implicit
 * cast written out and every operator in parentheses (`get_rule_expr` of PostgreSQL's ruleutils.c).
 */
import { quoted } from './names.ts';
import type { Column } from './catalogue.ts';

export type Node =
  | { readonly kind: 'column'; readonly column: Column }
  /** A literal in quotes whose type the context decides. */
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  /** With a point or an exponent: a numeric. */
  | { readonly kind: 'numeric'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'typed'; readonly value: string; readonly type: string }
  | { readonly kind: 'operator'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Node[] }
  | { readonly kind: 'not'; readonly item: Node }
  | { readonly kind: 'is-null'; readonly item: Node; readonly negated: boolean }
  | { readonly kind: 'in'; readonly item: Node; readonly list: readonly Node[] }
  /** `x = ANY (ARRAY[…])` whose elements have their type already. */
  | { readonly kind: 'any'; readonly item: Node; readonly list: readonly Node[]; readonly type: string }
  | { readonly kind: 'between'; readonly item: Node; readonly low: Node; readonly high: Node }
  /** `arguments`: the type that each is taken as, where the function decides it. */
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly Node[];
      readonly takes: string | null;
      readonly gives: string | null;
    }
  | { readonly kind: 'cast'; readonly item: Node; readonly type: string }
  /** A value that is written without parentheses, `CURRENT_TIMESTAMP`. */
  | { readonly kind: 'keyword'; readonly text: string; readonly type: string }
  /** `CASE WHEN … THEN … ELSE … END`. */
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: Node; readonly then: Node }[];
      readonly otherwise: Node | null;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Expression {
  readonly node: Node;
  /** Every column in it, each once. */
  readonly columns: readonly Column[];
}

export function expression(node: Node): Expression {
  const columns = new Set<Column>();
  collect(node, columns);
  return { node, columns: [...columns] };
}

function collect(node: Node, columns: Set<Column>): void {
  switch (node.kind) {
    case 'column':
      columns.add(node.column);
      return;
    case 'operator':
      collect(node.left, columns);
      collect(node.right, columns);
      return;
    case 'and':
    case 'or':
      for (const one of node.items) collect(one, columns);
      return;
    case 'not':
    case 'is-null':
    case 'cast':
      collect(node.item, columns);
      return;
    case 'in':
    case 'any':
      for (const one of [node.item, ...node.list]) collect(one, columns);
      return;
    case 'between':
      for (const one of [node.item, node.low, node.high]) collect(one, columns);
      return;
    case 'call':
      for (const one of node.args) collect(one, columns);
      return;
    case 'case':
      for (const { when, then } of node.branches) for (const one of [when, then]) collect(one, columns);
      if (node.otherwise) collect(node.otherwise, columns);
      return;
    case 'string':
    case 'integer':
    case 'numeric':
    case 'boolean':
    case 'typed':
    case 'keyword':
    case 'unknown':
      return;
  }
}

/** What is printed, and its type; the type is `null` for a literal that has none yet. */
interface Printed {
  readonly text: string;
  readonly type: string | null;
}

class Unprintable extends Error {}

/** The expression as PostgreSQL prints it; `undefined` where that cannot be told. */
export function printExpression(expression: Expression): string | undefined {
  try {
    return print(expression.node).text;
  } catch (error) {
    if (error instanceof Unprintable) return undefined;
    throw error;
  }
}

/** Whether PostgreSQL takes it for a function call, which needs no parentheses as a key of an index. */
export const isCall = ({ node }: Expression): boolean => node.kind === 'call';

const base = (type: string): string => type.replace(/\([^)]*\)/, '');
const isVarchar = (type: string): boolean => base(type) === 'character varying' || base(type) === 'character';
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A literal in quotes with the type that a column gives it: without the bounds of the type, to which the column casts it. */
export const printLiteral = (value: string, type: string): string => `${literal(value)}::${base(type)}`;

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint'];
/** The numeric types in the order in which one is turned into the next. */
const NUMBERS: readonly string[] = [...INTEGERS, 'numeric', 'double precision'];

function print(node: Node): Printed {
  switch (node.kind) {
    case 'column':
      if (node.column.type === null) throw new Unprintable();
      return { text: quoted(node.column.name), type: node.column.type };
    case 'string':
      return { text: literal(node.value), type: null };
    case 'integer':
      return integer(node.value);
    case 'numeric':
      return { text: node.text.startsWith('-') ? `'${node.text}'::numeric` : node.text, type: 'numeric' };
    case 'boolean':
      return { text: String(node.value), type: 'boolean' };
    case 'typed':
      return { text: `${literal(node.value)}::${node.type}`, type: node.type };
    case 'operator':
      return operator(node.operator, print(node.left), print(node.right));
    case 'and':
    case 'or':
      return bool(node.kind, node.items);
    case 'not':
      return { text: `(NOT ${print(node.item).text})`, type: 'boolean' };
    case 'is-null':
      return { text: `(${print(node.item).text} IS ${node.negated ? 'NOT ' : ''}NULL)`, type: 'boolean' };
    case 'between': {
      const item = print(node.item);
      const [low, high] = [operator('>=', item, print(node.low)), operator('<=', item, print(node.high))];
      return { text: `(${low.text} AND ${high.text})`, type: 'boolean' };
    }
    case 'in':
      return membership(print(node.item), node.list.map(print));
    case 'any': {
      const item = print(node.item);
      const items = node.list.map(one => print(one).text).join(', ');
      return { text: `(${comparable(item, node.type)} = ANY (ARRAY[${items}]))`, type: 'boolean' };
    }
    case 'call':
      return call(node.name, node.args.map(print), node.takes, node.gives);
    case 'cast': {
      const item = print(node.item);
      if (item.type === null) return { text: `${item.text}::${node.type}`, type: node.type };
      return item.type === node.type ? item : { text: `(${item.text})::${node.type}`, type: node.type };
    }
    case 'keyword':
      return { text: node.text, type: node.type };
    case 'case':
      return choice(node.branches, node.otherwise);
    case 'unknown':
      throw new Unprintable();
  }
}

/** Results of a CASE take one type, as the items of a list do. PostgreSQL sets it in lines, one in another deeper. */
function choice(branches: readonly { readonly when: Node; readonly then: Node }[], otherwise: Node | null): Printed {
  const all = [...branches.map(one => one.then), ...(otherwise ? [otherwise] : [])];
  if (all.some(one => one.kind === 'case')) throw new Unprintable();
  const results = all.map(print);
  const known = results.find(one => one.type !== null)?.type ?? 'text';
  const type = base(known);
  if (results.some(one => one.type !== null && base(one.type) !== type)) throw new Unprintable();
  const lines = branches.map(
    ({ when }, at) => `    WHEN ${print(when).text} THEN ${cast(results[at] ?? { text: 'NULL', type: null }, type)}\n`,
  );
  const last = otherwise ? cast(results.at(-1) ?? { text: 'NULL', type: null }, type) : `NULL::${type}`;
  return { text: `\nCASE\n${lines.join('')}    ELSE ${last}\nEND`, type };
}

function integer(value: bigint): Printed {
  const type = value >= -2147483648n && value <= 2147483647n ? 'integer' : 'bigint';
  if (type === 'integer' && value >= 0n) return { text: String(value), type };
  return { text: `'${value}'::${type}`, type };
}

/** A chain of AND or OR: the parser takes what stands to the left of one into it, parentheses or not. */
function bool(kind: 'and' | 'or', items: readonly Node[]): Printed {
  let [first, ...rest] = items;
  while (first && first.kind === kind) {
    rest = [...first.items.slice(1), ...rest];
    first = first.items[0];
  }
  if (!first) throw new Unprintable();
  if (rest.length === 0) return print(first);
  const text = [first, ...rest].map(one => print(one).text).join(kind === 'and' ? ' AND ' : ' OR ');
  return { text: `(${text})`, type: 'boolean' };
}

function operator(name: string, left: Printed, right: Printed): Printed {
  const arithmetic = /^[-+*/%]$/.test(name);
  const [a, b, common] = alike(left, right);
  return { text: `(${a} ${name} ${b})`, type: arithmetic ? common : name === '||' ? 'text' : 'boolean' };
}

/** Both sides of an operator with the casts that make their types one, and that type. */
function alike(left: Printed, right: Printed): [left: string, right: string, type: string] {
  if (left.type === null && right.type === null) return [cast(left, 'text'), cast(right, 'text'), 'text'];
  if (right.type === null || left.type === null) {
    const known = left.type ?? right.type ?? 'text';
    const type = isVarchar(known) ? 'text' : base(known);
    return [cast(left, type), cast(right, type), type];
  }
  const [one, other] = [base(left.type), base(right.type)];
  if (INTEGERS.includes(one) && INTEGERS.includes(other))
    return [left.text, right.text, INTEGERS.indexOf(one) > INTEGERS.indexOf(other) ? one : other];
  if (NUMBERS.includes(one) && NUMBERS.includes(other)) {
    const type = NUMBERS.indexOf(one) > NUMBERS.indexOf(other) ? one : other;
    return [cast(left, type), cast(right, type), type];
  }
  if ((isVarchar(one) || one === 'text') && (isVarchar(other) || other === 'text'))
    return [cast(left, 'text'), cast(right, 'text'), 'text'];
  if (one === other) return [left.text, right.text, one];
  throw new Unprintable();
}

function cast(item: Printed, type: string): string {
  if (item.type === null) return `${item.text}::${type}`;
  return base(item.type) === type ? item.text : `(${item.text})::${type}`;
}

/** `x IN (…)`: one value is compared, several become an array of the common type (`transformAExprIn`). */
function membership(item: Printed, list: readonly Printed[]): Printed {
  const [only, ...others] = list;
  if (!only || item.type === null) throw new Unprintable();
  if (others.length === 0) return operator('=', item, only);
  const type = base(item.type);
  if (isVarchar(type)) {
    const items = list.map(one => cast(one, type)).join(', ');
    return { text: `((${item.text})::text = ANY ((ARRAY[${items}])::text[]))`, type: 'boolean' };
  }
  const common = commonType(type, list);
  const items = list.map(one => cast(one, common)).join(', ');
  const left = INTEGERS.includes(type) && INTEGERS.includes(common) ? item.text : cast(item, common);
  return { text: `(${left} = ANY (ARRAY[${items}]))`, type: 'boolean' };
}

/** The elements take the widest type among them and the item; a smallint is compared with integers as it is. */
function commonType(type: string, list: readonly Printed[]): string {
  const numbers = list.every(one => one.type !== null && NUMBERS.includes(base(one.type)));
  const widest = list.reduce(
    (wide, one) => Math.max(wide, NUMBERS.indexOf(base(one.type ?? ''))),
    NUMBERS.indexOf(type),
  );
  return numbers && NUMBERS.includes(type) ? (NUMBERS[widest] ?? type) : type;
}

/** What is compared with elements of a type, with the cast that it needs for that. */
function comparable(item: Printed, type: string): string {
  const own = base(item.type ?? type);
  if (own === type || (INTEGERS.includes(own) && INTEGERS.includes(type))) return item.text;
  if (isVarchar(own) && type === 'text') return cast(item, type);
  throw new Unprintable();
}

/**
 * The expression with every implicit cast written out, for the types that its columns have now: PostgreSQL makes what rests on a
 * column whose type is altered anew, from its text (`ATPostAlterTypeParse` of commands/tablecmds.c).
 */
export function settled({ node }: Expression): Expression {
  try {
    return expression(settle(node));
  } catch (error) {
    if (error instanceof Unprintable) return expression({ kind: 'unknown', reason: 'what a type makes of it' });
    throw error;
  }
}

function settle(node: Node): Node {
  switch (node.kind) {
    case 'operator': {
      const [left, right] = settledSides(settle(node.left), settle(node.right));
      return { ...node, left, right };
    }
    case 'between': {
      const side = (operator: string, bound: Node): Node =>
        settle({ kind: 'operator', operator, left: node.item, right: bound });
      return { kind: 'and', items: [side('>=', node.low), side('<=', node.high)] };
    }
    case 'in':
      return settledMembership(settle(node.item), node.list.map(settle));
    case 'and':
    case 'or':
      return { ...node, items: node.items.map(settle) };
    case 'not':
    case 'is-null':
    case 'cast':
      return { ...node, item: settle(node.item) };
    case 'call': {
      const { takes } = node;
      const args = node.args.map(settle);
      return { ...node, args: takes === null ? args : args.map(one => asType(one, print(one), takes)) };
    }
    case 'case':
      return {
        ...node,
        branches: node.branches.map(one => ({ when: settle(one.when), then: settle(one.then) })),
        otherwise: node.otherwise && settle(node.otherwise),
      };
    default:
      return node;
  }
}

/** As `alike` casts them. */
function settledSides(left: Node, right: Node): readonly [Node, Node] {
  const [a, b] = [print(left), print(right)];
  const [, , type] = alike(a, b);
  if (INTEGERS.includes(type)) return [left, right];
  return [asType(left, a, type), asType(right, b, type)];
}

/** An array that is cast as a whole is read as one of elements that are cast (`transformTypeCast` of parse_expr.c). */
function settledMembership(item: Node, list: readonly Node[]): Node {
  const [only, ...others] = list;
  if (only && others.length === 0) {
    const [left, right] = settledSides(item, only);
    return { kind: 'operator', operator: '=', left, right };
  }
  const type = base(print(item).type ?? '');
  const printed = list.map(print);
  if (isVarchar(type)) {
    const items = list.map((one, at) => asType(one, printed[at] ?? print(one), type));
    return { kind: 'any', item, list: items.map(one => ({ kind: 'cast', item: one, type: 'text' })), type: 'text' };
  }
  const common = commonType(type, printed);
  return {
    kind: 'any',
    item,
    list: list.map((one, at) => asType(one, printed[at] ?? print(one), common)),
    type: common,
  };
}

function asType(node: Node, { type: has }: Printed, type: string): Node {
  if (has === null && node.kind === 'string') return { kind: 'typed', value: node.value, type };
  return has !== null && base(has) === type ? node : { kind: 'cast', item: node, type };
}

function call(name: string, args: readonly Printed[], takes: string | null, gives: string | null): Printed {
  if (name === 'COALESCE' || name === 'GREATEST' || name === 'LEAST') {
    // Literals that nothing gives a type are texts.
    const type = base(args.find(one => one.type !== null)?.type ?? 'text');
    if (args.some(one => one.type !== null && base(one.type) !== type)) throw new Unprintable();
    return { text: `${name}(${args.map(one => cast(one, type)).join(', ')})`, type };
  }
  const texts = args.map(one => {
    if (takes === null) {
      if (one.type === null) throw new Unprintable();
      return one.text;
    }
    return cast(one, takes);
  });
  return { text: `${name}(${texts.join(', ')})`, type: gives ?? args[0]?.type ?? null };
}
