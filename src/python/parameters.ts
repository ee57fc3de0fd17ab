/** Parameters of functions and lambdas, and type parameters (PEP 695, 696). */
import type { Arg, Arguments, Expression, Lambda, TypeParameter } from './ast.ts';
import { parseBitwiseOr, parseExpression, parseStarExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import * as T from './tokens.ts';

export function parseLambda(p: Parser): Lambda {
  const start = p.start();
  p.advance();
  const args = parseParameters(p, T.COLON, false);
  p.expect(T.COLON);
  const body = parseExpression(p);
  return { type: 'Lambda', start, end: p.end(), args, body };
}

/** The parameters up to `closing`, which is left; only a function's may have annotations. */
export function parseParameters(p: Parser, closing: number, annotated: boolean): Arguments {
  let posonlyargs: Arg[] = [];
  let args: Arg[] = [];
  let vararg: Arg | null = null;
  const kwonlyargs: Arg[] = [];
  const kwDefaults: (Expression | null)[] = [];
  let kwarg: Arg | null = null;
  const defaults: Expression[] = [];
  let star = false;
  let bareStar = false;
  let slash = false;
  while (p.kind !== closing) {
    if (kwarg) p.fail('arguments cannot follow var-keyword argument');
    if (p.kind === T.SLASH) {
      if (slash) p.fail('/ may appear only once');
      if (star) p.fail('/ must be ahead of *');
      if (args.length === 0) p.fail('at least one argument must precede /');
      p.need([3, 8], 'positional-only parameters', p.start(), p.start() + 1);
      p.advance();
      slash = true;
      posonlyargs = args;
      args = [];
    } else if (p.kind === T.STAR) {
      if (star) p.fail('* argument may appear only once');
      p.advance();
      star = true;
      if (p.kind === T.COMMA) bareStar = true;
      else if (p.kind === closing) p.fail('named arguments must follow bare *');
      else {
        vararg = parseParameter(p, annotated, annotated);
        if (p.kind === T.EQUAL) p.fail('var-positional argument cannot have default value');
      }
    } else if (p.kind === T.DOUBLESTAR) {
      if (bareStar) p.fail('named arguments must follow bare *');
      p.advance();
      kwarg = parseParameter(p, annotated, false);
      if (p.kind === T.EQUAL) p.fail('var-keyword argument cannot have default value');
    } else {
      if (p.kind === T.LPAR) {
        p.fail(`${annotated ? 'Function' : 'Lambda expression'} parameters cannot be parenthesized`);
      }
      const parameter = parseParameter(p, annotated, false);
      let value: Expression | null = null;
      if (p.accept(T.EQUAL)) {
        if (p.kind === closing || p.kind === T.COMMA) p.fail('expected default value expression');
        value = parseExpression(p);
      }
      if (star) {
        bareStar = false;
        kwonlyargs.push(parameter);
        kwDefaults.push(value);
      } else {
        args.push(parameter);
        if (value) defaults.push(value);
        else if (defaults.length > 0) {
          p.failAt('parameter without a default follows parameter with a default', parameter);
        }
      }
    }
    if (!p.accept(T.COMMA)) break;
  }
  if (bareStar) p.fail('named arguments must follow bare *');
  return { type: 'arguments', posonlyargs, args, vararg, kwonlyargs, kw_defaults: kwDefaults, kwarg, defaults };
}

function parseParameter(p: Parser, annotated: boolean, starAnnotation: boolean): Arg {
  const start = p.start();
  const arg = p.name();
  let annotation: Expression | null = null;
  if (annotated && p.accept(T.COLON)) {
    if (starAnnotation && p.kind === T.STAR) {
      const at = p.start();
      p.advance();
      const value = parseBitwiseOr(p);
      annotation = { type: 'Starred', start: at, end: p.end(), value, ctx: 'Load' };
      p.need([3, 11], 'an unpacked annotation', at, annotation.end);
    } else annotation = parseExpression(p);
  }
  return { type: 'arg', start, end: p.end(), arg, annotation };
}

/** `[T: bound = default, *Ts, **P]`, if there is one. */
export function parseTypeParameters(p: Parser): TypeParameter[] {
  if (p.kind !== T.LSQB) return [];
  const start = p.start();
  p.advance();
  if (p.kind === T.RSQB) p.fail('Type parameter list cannot be empty');
  const parameters: TypeParameter[] = [];
  do {
    if (p.kind === T.RSQB) break;
    parameters.push(parseTypeParameter(p));
  } while (p.accept(T.COMMA));
  p.expect(T.RSQB);
  p.need([3, 12], 'type parameters', start, p.end());
  return parameters;
}

function parseTypeParameter(p: Parser): TypeParameter {
  const start = p.start();
  if (p.accept(T.STAR)) {
    const name = p.name();
    refuseBound(p, 'TypeVarTuple');
    const value = parseDefault(p, parseStarExpression);
    return { type: 'TypeVarTuple', start, end: p.end(), name, default_value: value };
  }
  if (p.accept(T.DOUBLESTAR)) {
    const name = p.name();
    refuseBound(p, 'ParamSpec');
    const value = parseDefault(p, parseExpression);
    return { type: 'ParamSpec', start, end: p.end(), name, default_value: value };
  }
  const name = p.name();
  const bound = p.accept(T.COLON) ? parseExpression(p) : null;
  const value = parseDefault(p, parseExpression);
  return { type: 'TypeVar', start, end: p.end(), name, bound, default_value: value };
}

function refuseBound(p: Parser, what: string): void {
  if (p.kind === T.COLON) p.fail(`cannot use bound with ${what}`);
}

function parseDefault(p: Parser, parse: (p: Parser) => Expression): Expression | null {
  const start = p.start();
  if (!p.accept(T.EQUAL)) return null;
  const value = parse(p);
  p.need([3, 13], 'defaults of type parameters', start, p.end());
  return value;
}
