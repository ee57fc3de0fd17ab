/** Patterns of `case` (PEP 634). */
import type { Expression, Pattern } from './ast.ts';
import type { Parser } from './parser.ts';
import { parseNumber } from './primaries.ts';
import { parseStrings } from './strings.ts';
import * as T from './tokens.ts';

/** `patterns`: what stands after `case`, a sequence without brackets among it. */
export function parsePatterns(p: Parser): Pattern {
  const start = p.start();
  const first = parseMaybeStar(p);
  if (p.kind === T.COMMA) {
    const patterns = parseSequenceRest(p, first);
    return { type: 'MatchSequence', start, end: p.end(), patterns };
  }
  if (first.type === 'MatchStar') p.fail();
  return first;
}

/** The rest of a sequence, from its first comma on, up to and with a last comma. */
function parseSequenceRest(p: Parser, first: Pattern): Pattern[] {
  const patterns = [first];
  while (p.accept(T.COMMA)) {
    if (p.kind === T.RPAR || p.kind === T.RSQB || p.kind === T.COLON || p.kind === T.IF) break;
    patterns.push(parseMaybeStar(p));
  }
  return patterns;
}

function parseMaybeStar(p: Parser): Pattern {
  if (p.kind !== T.STAR) return parsePattern(p);
  const start = p.start();
  p.advance();
  const name = p.name();
  return { type: 'MatchStar', start, end: p.end(), name: name === '_' ? null : name };
}

function parsePattern(p: Parser): Pattern {
  const start = p.start();
  const pattern = parseOrPattern(p);
  if (!p.accept(T.AS)) return pattern;
  if (p.kind !== T.NAME) p.fail('invalid pattern target');
  const name = p.name();
  if (name === '_') p.failAt("cannot use '_' as a target", { start: p.end() - 1, end: p.end() });
  if (p.kind === T.DOT || p.kind === T.LPAR || p.kind === T.EQUAL) p.fail();
  return { type: 'MatchAs', start, end: p.end(), pattern, name };
}

function parseOrPattern(p: Parser): Pattern {
  const start = p.start();
  const first = parseClosedPattern(p);
  if (p.kind !== T.VBAR) return first;
  const patterns = [first];
  while (p.accept(T.VBAR)) patterns.push(parseClosedPattern(p));
  return { type: 'MatchOr', start, end: p.end(), patterns };
}

function parseClosedPattern(p: Parser): Pattern {
  const start = p.start();
  switch (p.kind) {
    case T.NAME: {
      if (p.peek(1) !== T.DOT && p.peek(1) !== T.LPAR) {
        const name = p.name();
        return { type: 'MatchAs', start, end: p.end(), pattern: null, name: name === '_' ? null : name };
      }
      const value = parseDottedName(p);
      if (p.kind === T.LPAR) return parseClassPattern(p, start, value);
      return { type: 'MatchValue', start, end: p.end(), value };
    }
    case T.NONE:
      p.advance();
      return { type: 'MatchSingleton', start, end: p.end(), value: { kind: 'none' } };
    case T.TRUE:
    case T.FALSE: {
      const value = p.kind === T.TRUE;
      p.advance();
      return { type: 'MatchSingleton', start, end: p.end(), value: { kind: 'bool', value } };
    }
    case T.NUMBER:
    case T.MINUS:
    case T.STRING:
    case T.FSTRING_START: {
      const value = parseLiteral(p);
      return { type: 'MatchValue', start, end: p.end(), value };
    }
    case T.LPAR:
      return parseGroupOrSequence(p, start);
    case T.LSQB: {
      p.advance();
      const patterns = p.kind === T.RSQB ? [] : parseSequenceRest(p, parseMaybeStar(p));
      p.expect(T.RSQB);
      return { type: 'MatchSequence', start, end: p.end(), patterns };
    }
    case T.LBRACE:
      return parseMapping(p, start);
    default:
      p.fail();
  }
}

function parseGroupOrSequence(p: Parser, start: number): Pattern {
  p.advance();
  if (p.accept(T.RPAR)) return { type: 'MatchSequence', start, end: p.end(), patterns: [] };
  const first = parseMaybeStar(p);
  if (p.kind === T.COMMA) {
    const patterns = parseSequenceRest(p, first);
    p.expect(T.RPAR);
    return { type: 'MatchSequence', start, end: p.end(), patterns };
  }
  if (first.type === 'MatchStar') p.fail();
  p.expect(T.RPAR);
  return first;
}

/** `a`, `a.b`, `a.b.c` … */
function parseDottedName(p: Parser): Expression {
  const start = p.start();
  const id = p.name();
  let value: Expression = { type: 'Name', start, end: p.end(), id, ctx: 'Load' };
  while (p.accept(T.DOT)) {
    const attr = p.name();
    value = { type: 'Attribute', start, end: p.end(), value, attr, ctx: 'Load' };
  }
  return value;
}

/** Numbers with a sign, complex numbers as a sum, and strings. */
function parseLiteral(p: Parser): Expression {
  if (p.kind === T.STRING || p.kind === T.FSTRING_START) return parseStrings(p);
  const start = p.start();
  const negative = p.accept(T.MINUS);
  if (p.kind !== T.NUMBER) p.fail();
  let left = parseNumber(p);
  const complex = isComplex(left);
  if (negative) left = { type: 'UnaryOp', start, end: p.end(), op: 'USub', operand: left };
  if (p.kind !== T.PLUS && p.kind !== T.MINUS) return left;
  if (complex) p.failAt('real number required in complex literal', left);
  const op = p.kind === T.PLUS ? 'Add' : 'Sub';
  p.advance();
  if (p.kind !== T.NUMBER) p.fail();
  const right = parseNumber(p);
  if (!isComplex(right)) p.failAt('imaginary number required in complex literal', right);
  return { type: 'BinOp', start, end: p.end(), left, op, right };
}

function isComplex(node: Expression): boolean {
  return node.type === 'Constant' && node.value.kind === 'complex';
}

function parseMapping(p: Parser, start: number): Pattern {
  p.advance();
  const keys: Expression[] = [];
  const patterns: Pattern[] = [];
  let rest: string | null = null;
  while (p.kind !== T.RBRACE) {
    if (rest !== null) p.fail('double star pattern must be the last pattern in the mapping');
    if (p.accept(T.DOUBLESTAR)) {
      rest = p.name();
      if (rest === '_') p.failAt('invalid syntax', { start: p.end() - 1, end: p.end() });
    } else {
      keys.push(parseMappingKey(p));
      p.expect(T.COLON);
      patterns.push(parsePattern(p));
    }
    if (!p.accept(T.COMMA)) break;
  }
  p.expect(T.RBRACE);
  return { type: 'MatchMapping', start, end: p.end(), keys, patterns, rest };
}

function parseMappingKey(p: Parser): Expression {
  const start = p.start();
  switch (p.kind) {
    case T.NAME:
      if (p.peek(1) !== T.DOT) p.fail();
      return parseDottedName(p);
    case T.NONE:
      p.advance();
      return { type: 'Constant', start, end: p.end(), value: { kind: 'none' }, u: false };
    case T.TRUE:
    case T.FALSE: {
      const value = p.kind === T.TRUE;
      p.advance();
      return { type: 'Constant', start, end: p.end(), value: { kind: 'bool', value }, u: false };
    }
    default:
      return parseLiteral(p);
  }
}

function parseClassPattern(p: Parser, start: number, cls: Expression): Pattern {
  p.advance();
  const patterns: Pattern[] = [];
  const names: string[] = [];
  const keywordPatterns: Pattern[] = [];
  while (p.kind !== T.RPAR) {
    if (p.kind === T.NAME && p.peek(1) === T.EQUAL) {
      names.push(p.name());
      p.advance();
      keywordPatterns.push(parsePattern(p));
    } else {
      const pattern = parsePattern(p);
      if (names.length > 0) p.failAt('positional patterns follow keyword patterns', pattern);
      patterns.push(pattern);
    }
    if (!p.accept(T.COMMA)) break;
  }
  p.expect(T.RPAR);
  return {
    type: 'MatchClass',
    start,
    end: p.end(),
    cls,
    patterns,
    kwd_attrs: names,
    kwd_patterns: keywordPatterns,
  };
}
