/** Compound statements: those that hold blocks. */
import type {
  AsyncFor,
  AsyncFunctionDef,
  AsyncWith,
  ClassDef,
  ExceptHandler,
  Expression,
  For,
  FunctionDef,
  If,
  Keyword,
  MatchCase,
  Statement,
  With,
  WithItem,
} from './ast.ts';
import {
  noteStarredTuple,
  parseExpression,
  parseExpressions,
  parseNamedExpression,
  parseStarExpressions,
  parseStarNamedExpression,
  parseTargetElement,
  parseTargets,
  parseTupleRest,
} from './expressions.ts';
import { parseParameters, parseTypeParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import { SyntaxFailure } from './parser.ts';
import { parsePatterns } from './patterns.ts';
import { parseCallArguments } from './primaries.ts';
import { parseSimpleStatements, parseStatements } from './statements.ts';
import { makeTarget } from './targets.ts';
import * as T from './tokens.ts';

/** The compound statement that starts here, or `undefined` when none does and nothing has been read. */
export function parseCompound(p: Parser): Statement | undefined {
  const start = p.start();
  switch (p.kind) {
    case T.IF:
      return parseIf(p);
    case T.DEF:
      return { type: 'FunctionDef', ...parseFunction(p, start, []) };
    case T.CLASS:
      return parseClass(p, start, []);
    case T.FOR:
      return { type: 'For', ...parseFor(p, start) };
    case T.WITH:
      return { type: 'With', ...parseWith(p, start) };
    case T.TRY:
      return parseTry(p, start);
    case T.WHILE:
      return parseWhile(p, start);
    case T.AT:
      return parseDecorated(p);
    case T.ASYNC:
      return parseAsync(p, start, []);
    case T.NAME:
      return p.isWord('match') && startsMatch(p) ? parseMatch(p, start) : undefined;
    default:
      return undefined;
  }
}

/** `block`, colon included. A missing one is reported and taken for empty, so that what holds it stays in the tree. */
function parseBlock(p: Parser, what: string): Statement[] {
  p.expect(T.COLON, "expected ':'");
  const body: Statement[] = [];
  if (p.kind !== T.NEWLINE) {
    parseSimpleStatements(p, body);
    return body;
  }
  p.advance();
  if (p.kind !== T.INDENT) {
    p.report(`expected an indented block after ${what}`, p.start(), p.start());
    return body;
  }
  p.advance();
  parseStatements(p, body);
  p.accept(T.DEDENT);
  return body;
}

function parseElse(p: Parser): Statement[] {
  return p.accept(T.ELSE) ? parseBlock(p, "'else' statement") : [];
}

// ---- if, while, for ----------------------------------------------------------------------------------------------------------

/** `elif` clauses are read in a loop and nested afterwards, as there may be many. */
function parseIf(p: Parser): Statement {
  const clauses: { start: number; test: Expression; body: Statement[] }[] = [];
  do {
    const what = clauses.length === 0 ? "'if' statement" : "'elif' statement";
    const start = p.start();
    p.advance();
    const test = parseNamedExpression(p);
    clauses.push({ start, test, body: parseBlock(p, what) });
  } while (p.kind === T.ELIF);
  let orelse = parseElse(p);
  const end = p.end();
  let node: If | undefined;
  for (let i = clauses.length - 1; i >= 0; i--) {
    const clause = clauses[i];
    if (!clause) continue;
    node = { type: 'If', start: clause.start, end, test: clause.test, body: clause.body, orelse };
    orelse = [node];
  }
  return node ?? p.fail();
}

function parseWhile(p: Parser, start: number): Statement {
  p.advance();
  const test = parseNamedExpression(p);
  const body = parseBlock(p, "'while' statement");
  const orelse = parseElse(p);
  return { type: 'While', start, end: p.end(), test, body, orelse };
}

function parseFor(p: Parser, start: number): Omit<For | AsyncFor, 'type'> {
  p.advance();
  const target = parseTargets(p);
  p.expect(T.IN);
  const iter = parseStarExpressions(p);
  noteStarredTuple(p, iter, [3, 9], 'unpacking in a for statement without parentheses');
  const body = parseBlock(p, "'for' statement");
  const orelse = parseElse(p);
  return { start, end: p.end(), target, iter, body, orelse };
}

// ---- functions and classes ---------------------------------------------------------------------------------------------------

function parseFunction(
  p: Parser,
  start: number,
  decorators: readonly Expression[],
): Omit<FunctionDef | AsyncFunctionDef, 'type'> {
  p.advance();
  const nameStart = p.start();
  const name = p.name();
  const typeParams = parseTypeParameters(p);
  p.expect(T.LPAR, "expected '('");
  const args = parseParameters(p, T.RPAR, true);
  p.expect(T.RPAR);
  const returns = p.accept(T.ARROW) ? parseExpression(p) : null;
  const body = parseBlock(p, 'function definition');
  return {
    start,
    end: p.end(),
    name,
    nameStart,
    args,
    body,
    decorator_list: decorators,
    returns,
    type_params: typeParams,
  };
}

function parseClass(p: Parser, start: number, decorators: readonly Expression[]): ClassDef {
  p.advance();
  const nameStart = p.start();
  const name = p.name();
  const typeParams = parseTypeParameters(p);
  let bases: readonly Expression[] = [];
  let keywords: readonly Keyword[] = [];
  if (p.kind === T.LPAR) ({ args: bases, keywords } = parseCallArguments(p, false));
  const body = parseBlock(p, 'class definition');
  return {
    type: 'ClassDef',
    start,
    end: p.end(),
    name,
    nameStart,
    bases,
    keywords,
    body,
    decorator_list: decorators,
    type_params: typeParams,
  };
}

function parseDecorated(p: Parser): Statement {
  const decorators: Expression[] = [];
  while (p.accept(T.AT)) {
    const decorator = parseNamedExpression(p);
    if (!isOldDecorator(decorator)) {
      p.need([3, 9], 'a decorator that is no dotted name or call of one', decorator.start, decorator.end);
    }
    decorators.push(decorator);
    p.expect(T.NEWLINE);
  }
  const start = p.start();
  switch (p.kind) {
    case T.DEF:
      return { type: 'FunctionDef', ...parseFunction(p, start, decorators) };
    case T.CLASS:
      return parseClass(p, start, decorators);
    case T.ASYNC:
      if (p.peek(1) === T.DEF) return parseAsync(p, start, decorators);
      p.fail();
    // falls through: never, as `fail` does not return
    default:
      p.fail();
  }
}

/** `decorator` of the grammar before PEP 614: a dotted name, called or not. */
function isOldDecorator(node: Expression): boolean {
  let name = node.type === 'Call' ? node.func : node;
  while (name.type === 'Attribute') name = name.value;
  return name.type === 'Name';
}

function parseAsync(p: Parser, start: number, decorators: readonly Expression[]): Statement {
  p.advance();
  switch (p.kind) {
    case T.DEF:
      return { type: 'AsyncFunctionDef', ...parseFunction(p, start, decorators) };
    case T.FOR:
      return { type: 'AsyncFor', ...parseFor(p, start) };
    case T.WITH:
      return { type: 'AsyncWith', ...parseWith(p, start) };
    default:
      p.fail();
  }
}

// ---- with --------------------------------------------------------------------------------------------------------------------

function parseWith(p: Parser, start: number): Omit<With | AsyncWith, 'type'> {
  p.advance();
  const items = (p.kind === T.LPAR ? parseParenthesisedItems(p) : undefined) ?? parseWithItems(p);
  const body = parseBlock(p, "'with' statement");
  return { start, end: p.end(), items, body };
}

/** Items in parentheses, or `undefined`, with nothing read, when the parentheses turn out to be part of the first item. */
function parseParenthesisedItems(p: Parser): WithItem[] | undefined {
  const { index, depth } = p;
  const needs = p.needs.length;
  const start = p.start();
  const items: WithItem[] = [];
  try {
    p.advance();
    do {
      if (p.kind === T.RPAR && items.length > 0) break;
      items.push(parseWithItem(p, T.RPAR));
    } while (p.accept(T.COMMA));
    p.expect(T.RPAR);
    if (p.kind === T.COLON) {
      if (items.length > 1 || items[0]?.optional_vars || p.kinds[p.index - 2] === T.COMMA) {
        p.need([3, 9], 'context managers in parentheses', start, p.end());
      }
      return items;
    }
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
  }
  p.rewind(index);
  p.depth = depth;
  p.needs.length = needs;
  return undefined;
}

function parseWithItems(p: Parser): WithItem[] {
  const items: WithItem[] = [];
  do {
    items.push(parseWithItem(p, T.COLON));
  } while (p.accept(T.COMMA));
  return items;
}

function parseWithItem(p: Parser, closing: number): WithItem {
  const expression = parseExpression(p);
  let vars: Expression | null = null;
  if (p.accept(T.AS)) {
    vars = parseTargetElement(p);
    makeTarget(p, vars, 'Store');
    if (p.kind !== T.COMMA && p.kind !== closing) p.fail();
  }
  return { type: 'withitem', context_expr: expression, optional_vars: vars };
}

// ---- try ---------------------------------------------------------------------------------------------------------------------

function parseTry(p: Parser, start: number): Statement {
  p.advance();
  const body = parseBlock(p, "'try' statement");
  const handlers: ExceptHandler[] = [];
  let star = false;
  while (p.kind === T.EXCEPT) {
    const isStar = p.peek(1) === T.STAR;
    if (handlers.length > 0 && isStar !== star) {
      p.fail("cannot have both 'except' and 'except*' on the same 'try'");
    }
    star = isStar;
    handlers.push(parseHandler(p, star));
  }
  const orelse = handlers.length > 0 ? parseElse(p) : [];
  const finalbody = p.accept(T.FINALLY) ? parseBlock(p, "'finally' statement") : [];
  const end = p.end();
  if (handlers.length === 0 && finalbody.length === 0 && p.kind !== T.ERROR) {
    p.report("expected 'except' or 'finally' block", p.start(), p.start());
  }
  return { type: star ? 'TryStar' : 'Try', start, end, body, handlers, orelse, finalbody };
}

function parseHandler(p: Parser, star: boolean): ExceptHandler {
  const start = p.start();
  p.advance();
  let what = "'except' statement";
  if (star) {
    const at = p.start();
    p.advance();
    what = "'except*' statement";
    p.need([3, 11], 'except*', start, at + 1);
    if (p.kind === T.COLON) p.fail('expected one or more exception types');
  }
  let exc: Expression | null = null;
  let name: string | null = null;
  if (p.kind !== T.COLON) {
    const typesStart = p.start();
    exc = parseExpressions(p);
    const bare = exc.type === 'Tuple' && exc.elts[0]?.start === typesStart;
    if (bare) p.need([3, 14], 'exception types without parentheses', typesStart, exc.end);
    if (p.accept(T.AS)) {
      if (bare) p.failAt("multiple exception types must be parenthesized when using 'as'", exc);
      name = p.name();
    }
  }
  const body = parseBlock(p, what);
  return { type: 'ExceptHandler', start, end: p.end(), exc, name, body };
}

// ---- match -------------------------------------------------------------------------------------------------------------------

/** `match` is a name unless its line ends with a colon and an indented `case` follows. */
function startsMatch(p: Parser): boolean {
  let distance = 1;
  while (p.peek(distance) > T.DEDENT) distance++;
  if (p.peek(distance) !== T.NEWLINE || p.peek(distance - 1) !== T.COLON || distance < 3) return false;
  const first = p.index + distance + 2;
  return (
    p.peek(distance + 1) === T.INDENT && p.peek(distance + 2) === T.NAME && p.text.startsWith('case', p.starts[first])
  );
}

function parseMatch(p: Parser, start: number): Statement {
  p.advance();
  p.need([3, 10], 'a match statement', start, p.end());
  const subjectStart = p.start();
  let subject = parseStarNamedExpression(p);
  if (p.kind === T.COMMA) subject = parseTupleRest(p, subjectStart, subject, parseStarNamedExpression);
  else if (subject.type === 'Starred') p.fail();
  p.expect(T.COLON, "expected ':'");
  p.expect(T.NEWLINE);
  p.expect(T.INDENT, "expected an indented block after 'match' statement");
  const cases: MatchCase[] = [];
  while (p.kind !== T.DEDENT && p.kind !== T.EOF) {
    const depth = p.depth;
    try {
      cases.push(parseCase(p));
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      p.depth = depth;
      p.recover(failure);
    }
  }
  const end = p.end();
  p.accept(T.DEDENT);
  return { type: 'Match', start, end, subject, cases };
}

function parseCase(p: Parser): MatchCase {
  if (!p.isWord('case')) p.fail();
  p.advance();
  const pattern = parsePatterns(p);
  const guard = p.accept(T.IF) ? parseNamedExpression(p) : null;
  const body = parseBlock(p, "'case' statement");
  return { type: 'match_case', pattern, guard, body };
}
