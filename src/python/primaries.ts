/** Atoms, and what follows them: attributes, calls, subscripts; displays and comprehensions. */
import type { Comprehension, ConstantValue, Expression, Keyword, Slice } from './ast.ts';
import {
  parseBitwiseOr,
  parseDisjunction,
  parseExpression,
  parseNamedExpression,
  parseStarNamedExpression,
  parseTargets,
  parseYield,
  startsExpression,
} from './expressions.ts';
import { numberValue } from './numbers.ts';
import type { Parser } from './parser.ts';
import { parseStrings } from './strings.ts';
import { describeExpression } from './targets.ts';
import * as T from './tokens.ts';

/** `await_primary`: an atom and its trailers, read in a loop. */
export function parsePrimary(p: Parser): Expression {
  if (p.kind === T.AWAIT) {
    const start = p.start();
    p.advance();
    if (p.kind === T.AWAIT) p.fail();
    const value = parsePrimary(p);
    return { type: 'Await', start, end: p.end(), value };
  }
  const start = p.start();
  let value = parseAtom(p);
  for (;;) {
    switch (p.kind) {
      case T.DOT: {
        p.advance();
        const attr = p.name();
        value = { type: 'Attribute', start, end: p.end(), value, attr, ctx: 'Load' };
        break;
      }
      case T.LPAR: {
        const { args, keywords } = parseCallArguments(p, true);
        value = { type: 'Call', start, end: p.end(), func: value, args, keywords };
        break;
      }
      case T.LSQB: {
        p.advance();
        const slice = parseSlices(p);
        p.expect(T.RSQB);
        value = { type: 'Subscript', start, end: p.end(), value, slice, ctx: 'Load' };
        break;
      }
      default:
        return value;
    }
  }
}

const NONE: ConstantValue = { kind: 'none' };
const TRUE: ConstantValue = { kind: 'bool', value: true };
const FALSE: ConstantValue = { kind: 'bool', value: false };
const ELLIPSIS: ConstantValue = { kind: 'ellipsis' };

function parseAtom(p: Parser): Expression {
  const start = p.start();
  switch (p.kind) {
    case T.NAME: {
      const id = p.name();
      return { type: 'Name', start, end: p.end(), id, ctx: 'Load' };
    }
    case T.NUMBER:
      return parseNumber(p);
    case T.STRING:
    case T.FSTRING_START:
      return parseStrings(p);
    case T.NONE:
      return constant(p, start, NONE);
    case T.TRUE:
      return constant(p, start, TRUE);
    case T.FALSE:
      return constant(p, start, FALSE);
    case T.ELLIPSIS:
      return constant(p, start, ELLIPSIS);
    case T.LPAR:
      return parseParenthesised(p, start);
    case T.LSQB:
      return parseList(p, start);
    case T.LBRACE:
      return parseBraces(p, start);
    default:
      p.fail();
  }
}

function constant(p: Parser, start: number, value: ConstantValue): Expression {
  p.advance();
  return { type: 'Constant', start, end: p.end(), value, u: false };
}

/** A numeric literal. */
export function parseNumber(p: Parser): Expression {
  const start = p.start();
  const value = numberValue(p.lexeme());
  if (typeof value === 'string') p.fail(value);
  return constant(p, start, value);
}

// ---- displays ----------------------------------------------------------------------------------------------------------------

function parseParenthesised(p: Parser, start: number): Expression {
  p.advance();
  if (p.accept(T.RPAR)) return { type: 'Tuple', start, end: p.end(), elts: [], ctx: 'Load' };
  if (p.kind === T.YIELD) {
    const value = parseYield(p);
    p.expect(T.RPAR);
    return value;
  }
  const first = parseStarNamedExpression(p);
  if (startsComprehension(p)) {
    refuseStarred(p, first);
    const generators = parseComprehension(p);
    p.expect(T.RPAR);
    return { type: 'GeneratorExp', start, end: p.end(), elt: first, generators };
  }
  if (p.kind === T.COMMA) {
    const elts = parseElements(p, first, T.RPAR);
    return { type: 'Tuple', start, end: p.end(), elts, ctx: 'Load' };
  }
  closeDisplay(p, T.RPAR);
  if (first.type === 'Starred') p.failAt('cannot use starred expression here', first);
  return first;
}

function parseList(p: Parser, start: number): Expression {
  p.advance();
  if (p.accept(T.RSQB)) return { type: 'List', start, end: p.end(), elts: [], ctx: 'Load' };
  const first = parseStarNamedExpression(p);
  if (startsComprehension(p)) {
    refuseStarred(p, first);
    const generators = parseComprehension(p);
    p.expect(T.RSQB);
    return { type: 'ListComp', start, end: p.end(), elt: first, generators };
  }
  const elts = parseElements(p, first, T.RSQB);
  return { type: 'List', start, end: p.end(), elts, ctx: 'Load' };
}

/** The rest of a display's elements and its closing bracket. */
function parseElements(p: Parser, first: Expression, closing: number): Expression[] {
  const elts = [first];
  while (p.accept(T.COMMA)) {
    if (p.kind === closing) break;
    elts.push(parseStarNamedExpression(p));
  }
  closeDisplay(p, closing);
  return elts;
}

function closeDisplay(p: Parser, closing: number): void {
  p.expect(closing, startsExpression(p) ? 'invalid syntax. Perhaps you forgot a comma?' : undefined);
}

function parseBraces(p: Parser, start: number): Expression {
  p.advance();
  if (p.accept(T.RBRACE)) return { type: 'Dict', start, end: p.end(), keys: [], values: [] };
  if (p.kind === T.DOUBLESTAR) return parseDict(p, start, null);
  const walrus = p.kind === T.NAME && p.peek(1) === T.COLONEQUAL;
  const first = parseStarNamedExpression(p);
  if (p.kind === T.COLON && !walrus && first.type !== 'Starred') return parseDict(p, start, first);
  if (walrus) p.need([3, 10], 'an assignment expression without parentheses in a set', first.start, first.end);
  if (startsComprehension(p)) {
    refuseStarred(p, first);
    const generators = parseComprehension(p);
    p.expect(T.RBRACE);
    return { type: 'SetComp', start, end: p.end(), elt: first, generators };
  }
  const elts = parseElements(p, first, T.RBRACE);
  return { type: 'Set', start, end: p.end(), elts };
}

/** A dict whose first key has been read, or which starts with `**`. */
function parseDict(p: Parser, start: number, first: Expression | null): Expression {
  const keys: (Expression | null)[] = [];
  const values: Expression[] = [];
  let key = first;
  for (;;) {
    if (key === null && p.kind === T.DOUBLESTAR) {
      const at = p.start();
      p.advance();
      keys.push(null);
      values.push(parseBitwiseOr(p));
      if (startsComprehension(p)) {
        p.failAt('dict unpacking cannot be used in dict comprehension', { start: at, end: at + 2 });
      }
    } else {
      key ??= parseExpression(p);
      p.expect(T.COLON, "':' expected after dictionary key");
      if (p.kind === T.STAR) p.fail('cannot use a starred expression in a dictionary value');
      if (p.kind === T.COMMA || p.kind === T.RBRACE) p.fail("expression expected after dictionary key and ':'");
      const value = parseExpression(p);
      if (keys.length === 0 && startsComprehension(p)) {
        const generators = parseComprehension(p);
        p.expect(T.RBRACE);
        return { type: 'DictComp', start, end: p.end(), key, value, generators };
      }
      keys.push(key);
      values.push(value);
    }
    key = null;
    if (!p.accept(T.COMMA) || p.kind === T.RBRACE) break;
  }
  closeDisplay(p, T.RBRACE);
  return { type: 'Dict', start, end: p.end(), keys, values };
}

// ---- comprehensions ----------------------------------------------------------------------------------------------------------

function startsComprehension(p: Parser): boolean {
  return p.kind === T.FOR || (p.kind === T.ASYNC && p.peek(1) === T.FOR);
}

function refuseStarred(p: Parser, element: Expression): void {
  if (element.type === 'Starred') p.failAt('iterable unpacking cannot be used in comprehension', element);
}

/** `for_if_clauses` */
function parseComprehension(p: Parser): Comprehension[] {
  const generators: Comprehension[] = [];
  do {
    const isAsync = p.accept(T.ASYNC);
    p.expect(T.FOR);
    const target = parseTargets(p);
    p.expect(T.IN);
    const iter = parseDisjunction(p);
    const ifs: Expression[] = [];
    while (p.accept(T.IF)) ifs.push(parseDisjunction(p));
    generators.push({ type: 'comprehension', target, iter, ifs, is_async: isAsync ? 1 : 0 });
  } while (startsComprehension(p));
  return generators;
}

// ---- subscripts --------------------------------------------------------------------------------------------------------------

function parseSlices(p: Parser): Expression {
  const start = p.start();
  const first = parseSlice(p);
  if (p.kind !== T.COMMA && first.type !== 'Starred') return first;
  const elts = [first];
  while (p.accept(T.COMMA)) {
    if (p.kind === T.RSQB) break;
    elts.push(parseSlice(p));
  }
  const end = p.end();
  if (elts.some(element => element.type === 'Starred')) p.need([3, 11], 'unpacking in a subscript', start, end);
  return { type: 'Tuple', start, end, elts, ctx: 'Load' };
}

function parseSlice(p: Parser): Expression {
  const start = p.start();
  if (p.kind === T.STAR) {
    p.advance();
    const value = parseExpression(p);
    return { type: 'Starred', start, end: p.end(), value, ctx: 'Load' };
  }
  let lower: Expression | null = null;
  if (p.kind !== T.COLON) {
    const walrus = p.kind === T.NAME && p.peek(1) === T.COLONEQUAL;
    lower = parseNamedExpression(p);
    if (walrus) p.need([3, 10], 'an assignment expression without parentheses in a subscript', lower.start, lower.end);
    if (walrus || p.kind !== T.COLON) return lower;
  }
  p.advance();
  const upper = startsExpression(p) ? parseExpression(p) : null;
  let step: Expression | null = null;
  if (p.accept(T.COLON) && startsExpression(p)) step = parseExpression(p);
  const slice: Slice = { type: 'Slice', start, end: p.end(), lower, upper, step };
  return slice;
}

// ---- calls -------------------------------------------------------------------------------------------------------------------

/** The arguments of a call or of a class statement, with their parentheses; only a call may hold a bare generator expression. */
export function parseCallArguments(
  p: Parser,
  isCall: boolean,
): { readonly args: readonly Expression[]; readonly keywords: readonly Keyword[] } {
  const open = p.start();
  p.advance();
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  let mapping = false;
  while (p.kind !== T.RPAR) {
    if (p.kind === T.DOUBLESTAR || (p.kind === T.NAME && p.peek(1) === T.EQUAL)) {
      const keyword = parseKeyword(p);
      mapping ||= keyword.arg === null;
      keywords.push(keyword);
    } else if (p.kind === T.STAR) {
      const argument = parseStarredArgument(p);
      if (mapping) {
        p.failAt('iterable argument unpacking follows keyword argument unpacking', argument);
      }
      args.push(argument);
    } else {
      const argument = parseNamedExpression(p);
      if (startsComprehension(p)) {
        const generators = parseComprehension(p);
        // The parentheses of a call are those of its only argument.
        if (!isCall || args.length > 0 || keywords.length > 0 || p.kind !== T.RPAR) {
          p.failAt('Generator expression must be parenthesized', argument);
        }
        p.advance();
        args.push({ type: 'GeneratorExp', start: open, end: p.end(), elt: argument, generators });
        return { args, keywords };
      }
      if (p.kind === T.EQUAL) refuseKeyword(p, argument);
      if (keywords.length > 0) {
        p.failAt(`positional argument follows keyword argument${mapping ? ' unpacking' : ''}`, argument);
      }
      args.push(argument);
    }
    if (!p.accept(T.COMMA)) break;
  }
  closeDisplay(p, T.RPAR);
  return { args, keywords };
}

function refuseKeyword(p: Parser, argument: Expression): never {
  if (argument.type === 'Constant' && (argument.value.kind === 'bool' || argument.value.kind === 'none')) {
    p.failAt(`cannot assign to ${describeExpression(argument)}`, argument);
  }
  p.failAt('expression cannot contain assignment, perhaps you meant "=="?', argument);
}

function parseKeyword(p: Parser): Keyword {
  const start = p.start();
  let arg: string | null = null;
  if (!p.accept(T.DOUBLESTAR)) {
    arg = p.name();
    p.advance();
    if (p.kind === T.COMMA || p.kind === T.RPAR) p.fail('expected argument value expression');
  }
  const value = parseExpression(p);
  if (startsComprehension(p)) p.fail("invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
  return { type: 'keyword', start, end: p.end(), arg, value };
}

/** `'*' expression` */
function parseStarredArgument(p: Parser): Expression {
  const start = p.start();
  p.advance();
  const value = parseExpression(p);
  return { type: 'Starred', start, end: p.end(), value, ctx: 'Load' };
}
