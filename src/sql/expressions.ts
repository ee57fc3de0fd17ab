/** Expressions of defaults, checks and indexes: the forms that column definitions commonly hold. */
import type { Node } from 'libpg-query';
import type { SqlExpression } from './model.ts';
import { asNode, formatType, hasHole, nameOf, strings } from './nodes.ts';

const BOOLEAN = { AND_EXPR: 'and', OR_EXPR: 'or' } as const;

/** An expression; `null` for a form that is not read. */
export function expressionOf(node: Node | undefined): SqlExpression | null {
  const constant = asNode(node, 'A_Const');
  if (constant) {
    // The zero value of a field is left out by proto's JSON.
    if (constant.isnull) return { kind: 'null' };
    if (constant.ival) return { kind: 'number', text: String(constant.ival.ival ?? 0) };
    if (constant.fval) return { kind: 'number', text: constant.fval.fval ?? '0' };
    if (constant.boolval) return { kind: 'boolean', value: constant.boolval.boolval ?? false };
    const value = constant.sval?.sval ?? '';
    return constant.sval && !hasHole(value) ? { kind: 'string', value } : null;
  }
  const column = asNode(node, 'ColumnRef');
  if (column) {
    const parts = strings(column.fields);
    const name = parts.at(-1);
    return name !== undefined && !hasHole(name) && parts.length === column.fields?.length
      ? { kind: 'column', name }
      : null;
  }
  const cast = asNode(node, 'TypeCast');
  if (cast) {
    const item = expressionOf(cast.arg);
    return item && { kind: 'cast', item, type: formatType(cast.typeName) };
  }
  const test = asNode(node, 'NullTest');
  if (test) {
    const item = expressionOf(test.arg);
    return item && { kind: 'is-null', item, negated: test.nulltesttype === 'IS_NOT_NULL' };
  }
  const bool = asNode(node, 'BoolExpr');
  if (bool) {
    const items = all(bool.args);
    const [only] = items ?? [];
    if (!items || !only) return null;
    if (bool.boolop === 'NOT_EXPR') return { kind: 'not', item: only };
    return { kind: BOOLEAN[bool.boolop ?? 'AND_EXPR'], items };
  }
  const coalesce = asNode(node, 'CoalesceExpr');
  if (coalesce) {
    const args = all(coalesce.args);
    return args && { kind: 'call', name: 'coalesce', args };
  }
  const call = asNode(node, 'FuncCall');
  if (call) {
    const args = (call.agg_filter ?? call.over ?? call.agg_order) ? null : all(call.args);
    const { schema, name } = nameOf(strings(call.funcname));
    return args && (schema === null || schema === 'pg_catalog') ? { kind: 'call', name, args } : null;
  }
  if (asNode(node, 'SQLValueFunction')?.op === 'SVFOP_CURRENT_TIMESTAMP') return { kind: 'now' };
  return operatorOf(node);
}

function operatorOf(node: Node | undefined): SqlExpression | null {
  const expression = asNode(node, 'A_Expr');
  const [operator, ...others] = strings(expression?.name);
  if (!expression || operator === undefined || others.length > 0) return null;
  const left = expressionOf(expression.lexpr);
  const list = asNode(expression.rexpr, 'List')?.items;
  if (list) {
    const items = all(list);
    if (!left || !items) return null;
    const [low, high] = items;
    if (expression.kind === 'AEXPR_IN' && operator === '=') return { kind: 'in', item: left, list: items };
    return expression.kind === 'AEXPR_BETWEEN' && low && high ? { kind: 'between', item: left, low, high } : null;
  }
  const right = expressionOf(expression.rexpr);
  const plain = expression.kind === 'AEXPR_OP' || expression.kind === 'AEXPR_LIKE';
  return plain && left && right
    ? { kind: 'operator', operator: operator === '!=' ? '<>' : operator, left, right }
    : null;
}

function all(nodes: readonly Node[] | undefined): readonly SqlExpression[] | null {
  const items = (nodes ?? []).map(expressionOf);
  return items.every(one => one !== null) ? items : null;
}
