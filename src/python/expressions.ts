/** Expressions, from lists of them down to the operators; what binds tighter is in primaries.ts. */
import type {
  BoolOp,
  CompareOperator,
  Expression,
  NamedExpr,
  Name,
  Operator,
  Starred,
  Tuple,
  UnaryOperator,
  Yield,
  YieldFrom,
} from './ast.ts';
import { parseLambda } from './parameters.ts';
import type { Parser } from './parser.ts';
import { parsePrimary } from './primaries.ts';
import { describeExpression, makeTarget } from './targets.ts';
import * as T from './tokens.ts';

// ---- tables over kinds of tokens ---------------------------------------------------------------------------------------------

/** How tightly a binary operator binds; 0 for a token that is none. */
const PRECEDENCE = new Uint8Array(T.KIND_COUNT);
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARE = 4;
const BIT_OR = 5;
const UNARY = 10;

const BINARY: (Operator | undefined)[] = Array.from({ length: T.KIND_COUNT });
const COMPARISON: (CompareOperator | undefined)[] = Array.from({ length: T.KIND_COUNT });

const BINARY_OPERATORS: readonly (readonly [number, Operator, number])[] = [
  [T.VBAR, 'BitOr', BIT_OR],
  [T.CIRCUMFLEX, 'BitXor', 6],
  [T.AMPER, 'BitAnd', 7],
  [T.LEFTSHIFT, 'LShift', 8],
  [T.RIGHTSHIFT, 'RShift', 8],
  [T.PLUS, 'Add', 9],
  [T.MINUS, 'Sub', 9],
  [T.STAR, 'Mult', UNARY],
  [T.SLASH, 'Div', UNARY],
  [T.DOUBLESLASH, 'FloorDiv', UNARY],
  [T.PERCENT, 'Mod', UNARY],
  [T.AT, 'MatMult', UNARY],
];
const COMPARE_OPERATORS: readonly (readonly [number, CompareOperator])[] = [
  [T.EQEQUAL, 'Eq'],
  [T.NOTEQUAL, 'NotEq'],
  [T.LESS, 'Lt'],
  [T.LESSEQUAL, 'LtE'],
  [T.GREATER, 'Gt'],
  [T.GREATEREQUAL, 'GtE'],
  [T.IS, 'Is'],
  [T.IN, 'In'],
  // Only as the first word of `not in`.
  [T.NOT, 'NotIn'],
];
PRECEDENCE[T.OR] = OR;
PRECEDENCE[T.AND] = AND;
for (const [kind, operator, precedence] of BINARY_OPERATORS) {
  BINARY[kind] = operator;
  PRECEDENCE[kind] = precedence;
}
for (const [kind, operator] of COMPARE_OPERATORS) {
  COMPARISON[kind] = operator;
  PRECEDENCE[kind] = COMPARE;
}

/** Tokens with which an expression may start. ERROR is one of them, so that reading goes on to it and stops there. */
const STARTS_EXPRESSION = new Uint8Array(T.KIND_COUNT);
for (const kind of [
  T.ERROR,
  T.NAME,
  T.NUMBER,
  T.STRING,
  T.FSTRING_START,
  T.LPAR,
  T.LSQB,
  T.LBRACE,
  T.ELLIPSIS,
  T.PLUS,
  T.MINUS,
  T.TILDE,
  T.NOT,
  T.LAMBDA,
  T.AWAIT,
  T.NONE,
  T.TRUE,
  T.FALSE,
]) {
  STARTS_EXPRESSION[kind] = 1;
}

/** Whether the current token can start an expression. */
export function startsExpression(p: Parser): boolean {
  return STARTS_EXPRESSION[p.kind] === 1;
}

// ---- lists -------------------------------------------------------------------------------------------------------------------

/** Reads the rest of a tuple without parentheses, whose first element has been read, up to and with a last comma. */
export function parseTupleRest(
  p: Parser,
  start: number,
  first: Expression,
  parseElement: (p: Parser) => Expression,
): Tuple {
  const elts = [first];
  while (p.accept(T.COMMA)) {
    if (STARTS_EXPRESSION[p.kind] !== 1 && p.kind !== T.STAR) break;
    elts.push(parseElement(p));
  }
  return { type: 'Tuple', start, end: p.end(), elts, ctx: 'Load' };
}

/** `star_expressions`: an expression, or a tuple without parentheses; `*` anywhere. */
export function parseStarExpressions(p: Parser): Expression {
  const start = p.start();
  const first = parseStarExpression(p);
  return p.kind === T.COMMA ? parseTupleRest(p, start, first, parseStarExpression) : first;
}

/** `expressions`: as above, without `*`. */
export function parseExpressions(p: Parser): Expression {
  const start = p.start();
  const first = parseExpression(p);
  if (p.kind !== T.COMMA) return first;
  const tuple = parseTupleRest(p, start, first, parseStarExpression);
  for (const element of tuple.elts) {
    if (element.type === 'Starred') p.failAt('cannot use starred expression here', element);
  }
  return tuple;
}

/** `star_expression` */
export function parseStarExpression(p: Parser): Expression {
  return p.kind === T.STAR ? parseStarred(p) : parseExpression(p);
}

/** `'*' bitwise_or` */
function parseStarred(p: Parser): Starred {
  const start = p.start();
  p.advance();
  const value = parseOperators(p, BIT_OR);
  return { type: 'Starred', start, end: p.end(), value, ctx: 'Load' };
}

/** `star_named_expression`: an element of a display. */
export function parseStarNamedExpression(p: Parser): Expression {
  return p.kind === T.STAR ? parseStarred(p) : parseNamedExpression(p);
}

/** `star_targets`: what follows `for`. */
export function parseTargets(p: Parser): Expression {
  const start = p.start();
  const first = parseTargetElement(p);
  const target = p.kind === T.COMMA ? parseTupleRest(p, start, first, parseTargetElement) : first;
  makeTarget(p, target, 'Store');
  return target;
}

/** `star_target`, not yet made one: read so that the `in` after it is left. */
export function parseTargetElement(p: Parser): Expression {
  return p.kind === T.STAR ? parseStarred(p) : parseOperators(p, BIT_OR);
}

/** `yield_expr | star_expressions` */
export function parseYieldOrStarExpressions(p: Parser): Expression {
  return p.kind === T.YIELD ? parseYield(p) : parseStarExpressions(p);
}

export function parseYield(p: Parser): Yield | YieldFrom {
  const start = p.start();
  p.advance();
  if (p.accept(T.FROM)) {
    const value = parseExpression(p);
    return { type: 'YieldFrom', start, end: p.end(), value };
  }
  let value: Expression | null = null;
  if (STARTS_EXPRESSION[p.kind] === 1 || p.kind === T.STAR) {
    value = parseStarExpressions(p);
    noteStarredTuple(p, value, [3, 8], 'unpacking in yield without parentheses');
  }
  return { type: 'Yield', start, end: p.end(), value };
}

/** Notes the version that a tuple without parentheses needs in some place when it has a `*` in it. */
export function noteStarredTuple(
  p: Parser,
  value: Expression,
  version: readonly [number, number],
  feature: string,
): void {
  if (value.type !== 'Tuple' || value.elts[0]?.start !== value.start) return;
  if (value.elts.some(element => element.type === 'Starred')) p.need(version, feature, value.start, value.end);
}

// ---- one expression ----------------------------------------------------------------------------------------------------------

/** `assignment_expression | expression !':='` */
export function parseNamedExpression(p: Parser): Expression {
  if (p.kind === T.NAME && p.peek(1) === T.COLONEQUAL) return parseAssignmentExpression(p);
  const expression = parseExpression(p);
  if (p.kind === T.COLONEQUAL) {
    p.failAt(`cannot use assignment expressions with ${describeExpression(expression)}`, expression);
  }
  return expression;
}

function parseAssignmentExpression(p: Parser): NamedExpr {
  const start = p.start();
  const id = p.name();
  const target: Name = { type: 'Name', start, end: p.end(), id, ctx: 'Store' };
  p.advance();
  const value = parseExpression(p);
  const end = p.end();
  p.need([3, 8], 'an assignment expression', start, end);
  return { type: 'NamedExpr', start, end, target, value };
}

/** `expression`: a lambda, a conditional expression or operators. */
export function parseExpression(p: Parser): Expression {
  p.enter();
  const start = p.start();
  let expression;
  if (p.kind === T.LAMBDA) expression = parseLambda(p);
  else {
    expression = parseOperators(p, OR);
    if (p.kind === T.IF) expression = parseConditional(p, start, expression);
  }
  p.leave();
  return expression;
}

/** The rest of `a if b else c if d else …`, read in a loop, as such chains may be long. */
function parseConditional(p: Parser, start: number, first: Expression): Expression {
  const branches: { start: number; body: Expression; test: Expression }[] = [];
  let body = first;
  let bodyStart = start;
  while (p.kind === T.IF) {
    p.advance();
    const test = parseOperators(p, OR);
    if (p.kind !== T.ELSE) {
      p.fail(p.kind === T.COLON ? undefined : "expected 'else' after 'if' expression");
    }
    p.advance();
    branches.push({ start: bodyStart, body, test });
    bodyStart = p.start();
    if (p.kind === T.LAMBDA) {
      body = parseExpression(p);
      break;
    }
    body = parseOperators(p, OR);
  }
  const end = p.end();
  let orelse = body;
  for (let i = branches.length - 1; i >= 0; i--) {
    const branch = branches[i];
    if (branch) orelse = { type: 'IfExp', start: branch.start, end, test: branch.test, body: branch.body, orelse };
  }
  return orelse;
}

/** `disjunction`: what may stand after `in` and `if` in a comprehension. */
export function parseDisjunction(p: Parser): Expression {
  return parseOperators(p, OR);
}

/** `bitwise_or` */
export function parseBitwiseOr(p: Parser): Expression {
  return parseOperators(p, BIT_OR);
}

/** Operators that bind at least as tightly as `minimum`, by precedence climbing: one loop for all left-associative chains. */
function parseOperators(p: Parser, minimum: number): Expression {
  const start = p.start();
  let left = parsePrefix(p, minimum);
  for (;;) {
    const kind = p.kind;
    const precedence = PRECEDENCE[kind] ?? 0;
    if (precedence === 0 || precedence < minimum) return left;
    if (precedence >= BIT_OR) {
      const op = BINARY[kind];
      if (op === undefined) return left;
      p.advance();
      const right = parseOperators(p, precedence + 1);
      left = { type: 'BinOp', start, end: p.end(), left, op, right };
    } else if (precedence === COMPARE) {
      const comparison = parseComparison(p, start, left);
      if (comparison === left) return left;
      left = comparison;
    } else left = parseBooleanOperator(p, start, left, kind, precedence);
  }
}

function parseBooleanOperator(p: Parser, start: number, first: Expression, kind: number, precedence: number): BoolOp {
  const values = [first];
  while (p.accept(kind)) values.push(parseOperators(p, precedence + 1));
  return { type: 'BoolOp', start, end: p.end(), op: kind === T.OR ? 'Or' : 'And', values };
}

function parseComparison(p: Parser, start: number, left: Expression): Expression {
  const ops: CompareOperator[] = [];
  const comparators: Expression[] = [];
  for (;;) {
    let op = COMPARISON[p.kind];
    if (op === undefined || (op === 'NotIn' && p.peek(1) !== T.IN)) break;
    p.advance();
    if (op === 'NotIn') p.advance();
    else if (op === 'Is' && p.accept(T.NOT)) op = 'IsNot';
    ops.push(op);
    comparators.push(parseOperators(p, BIT_OR));
  }
  return ops.length === 0 ? left : { type: 'Compare', start, end: p.end(), left, ops, comparators };
}

const UNARY_OPERATORS: (UnaryOperator | undefined)[] = Array.from({ length: T.KIND_COUNT });
UNARY_OPERATORS[T.PLUS] = 'UAdd';
UNARY_OPERATORS[T.MINUS] = 'USub';
UNARY_OPERATORS[T.TILDE] = 'Invert';

/** `not` where the place lets it stand, signs, and what they apply to. */
function parsePrefix(p: Parser, minimum: number): Expression {
  if (UNARY_OPERATORS[p.kind] !== undefined) return parseFactor(p);
  if (p.kind !== T.NOT) return parsePower(p);
  if (minimum > NOT) p.fail();
  const starts: number[] = [];
  do {
    starts.push(p.start());
    p.advance();
  } while (p.kind === T.NOT);
  let operand = parseOperators(p, COMPARE);
  const end = p.end();
  for (let i = starts.length - 1; i >= 0; i--) {
    operand = { type: 'UnaryOp', start: starts[i] ?? 0, end, op: 'Not', operand };
  }
  return operand;
}

/** `factor`: signs in a loop, as there may be many. */
function parseFactor(p: Parser): Expression {
  let op = UNARY_OPERATORS[p.kind];
  if (op === undefined) return parsePower(p);
  const signs: { start: number; op: UnaryOperator }[] = [];
  do {
    signs.push({ start: p.start(), op });
    p.advance();
    op = UNARY_OPERATORS[p.kind];
  } while (op !== undefined);
  let operand = parsePower(p);
  const end = p.end();
  for (let i = signs.length - 1; i >= 0; i--) {
    const sign = signs[i];
    if (sign) operand = { type: 'UnaryOp', start: sign.start, end, op: sign.op, operand };
  }
  return operand;
}

function parsePower(p: Parser): Expression {
  const start = p.start();
  const left = parsePrimary(p);
  if (p.kind !== T.DOUBLESTAR) return left;
  p.advance();
  p.enter();
  const right = parseFactor(p);
  p.leave();
  return { type: 'BinOp', start, end: p.end(), left, op: 'Pow', right };
}
