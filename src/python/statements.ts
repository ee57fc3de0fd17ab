/** Simple statements: those that fit on a line; and the reading of lines. What holds blocks is in compound.ts. */
import type { Alias, Expression, Operator, Statement } from './ast.ts';
import { parseCompound } from './compound.ts';
import {
  noteStarredTuple,
  parseExpression,
  parseStarExpressions,
  parseYieldOrStarExpressions,
  startsExpression,
} from './expressions.ts';
import { parseTypeParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import { SyntaxFailure } from './parser.ts';
import { describeExpression, makeTarget } from './targets.ts';
import * as T from './tokens.ts';

/** Reads statements into `body` up to the end of the block or file; one that is broken is reported and left out. */
export function parseStatements(p: Parser, body: Statement[]): void {
  while (p.kind !== T.DEDENT && p.kind !== T.EOF) {
    const depth = p.depth;
    const length = body.length;
    try {
      parseStatement(p, body);
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure)) throw failure;
      p.depth = depth;
      body.length = length;
      p.recover(failure);
    }
  }
}

function parseStatement(p: Parser, body: Statement[]): void {
  if (p.kind === T.INDENT) {
    p.report('unexpected indent', p.start(), p.start());
    p.advance();
    parseStatements(p, body);
    p.accept(T.DEDENT);
    return;
  }
  const compound = parseCompound(p);
  if (compound) body.push(compound);
  else parseSimpleStatements(p, body);
}

/** `simple_stmts`: one logical line. */
export function parseSimpleStatements(p: Parser, body: Statement[]): void {
  do {
    body.push(parseSimple(p));
  } while (p.accept(T.SEMI) && p.kind !== T.NEWLINE);
  if (p.kind !== T.NEWLINE) failAfterStatement(p, body.at(-1));
  p.advance();
}

/** Says what is wrong when a statement is not followed by the end of its line. */
function failAfterStatement(p: Parser, statement: Statement | undefined): never {
  if (statement?.type === 'Expr' && statement.value.type === 'Name' && startsExpression(p)) {
    const name = statement.value.id;
    if (name === 'print' || name === 'exec') {
      p.fail(`Missing parentheses in call to '${name}'. Did you mean ${name}(...)?`);
    }
  }
  p.fail();
}

function parseSimple(p: Parser): Statement {
  const start = p.start();
  switch (p.kind) {
    case T.NAME:
      if (p.isWord('type') && p.peek(1) === T.NAME) return parseTypeAlias(p, start);
      return parseExpressionStatement(p, start);
    case T.RETURN: {
      p.advance();
      let value: Expression | null = null;
      if (startsExpression(p) || p.kind === T.STAR) {
        value = parseStarExpressions(p);
        noteStarredTuple(p, value, [3, 8], 'unpacking in return without parentheses');
      }
      return { type: 'Return', start, end: p.end(), value };
    }
    case T.IMPORT:
      return parseImport(p, start);
    case T.FROM:
      return parseImportFrom(p, start);
    case T.RAISE: {
      p.advance();
      const exc = startsExpression(p) ? parseExpression(p) : null;
      const cause = exc && p.accept(T.FROM) ? parseExpression(p) : null;
      return { type: 'Raise', start, end: p.end(), exc, cause };
    }
    case T.PASS:
      p.advance();
      return { type: 'Pass', start, end: p.end() };
    case T.BREAK:
      p.advance();
      return { type: 'Break', start, end: p.end() };
    case T.CONTINUE:
      p.advance();
      return { type: 'Continue', start, end: p.end() };
    case T.DEL:
      return parseDelete(p, start);
    case T.ASSERT: {
      p.advance();
      const test = parseExpression(p);
      const msg = p.accept(T.COMMA) ? parseExpression(p) : null;
      return { type: 'Assert', start, end: p.end(), test, msg };
    }
    case T.GLOBAL: {
      const names = parseNames(p);
      return { type: 'Global', start, end: p.end(), names };
    }
    case T.NONLOCAL: {
      const names = parseNames(p);
      return { type: 'Nonlocal', start, end: p.end(), names };
    }
    default:
      return parseExpressionStatement(p, start);
  }
}

function parseNames(p: Parser): string[] {
  const names: string[] = [];
  do {
    p.advance();
    names.push(p.name());
  } while (p.kind === T.COMMA);
  return names;
}

function parseTypeAlias(p: Parser, start: number): Statement {
  p.advance();
  const nameStart = p.start();
  const id = p.name();
  const nameEnd = p.end();
  const typeParams = parseTypeParameters(p);
  p.expect(T.EQUAL);
  const value = parseExpression(p);
  const end = p.end();
  p.need([3, 12], 'a type statement', start, end);
  return {
    type: 'TypeAlias',
    start,
    end,
    name: { type: 'Name', start: nameStart, end: nameEnd, id, ctx: 'Store' },
    type_params: typeParams,
    value,
  };
}

function parseDelete(p: Parser, start: number): Statement {
  p.advance();
  const targets: Expression[] = [];
  do {
    if (p.kind === T.NEWLINE || p.kind === T.SEMI) {
      if (targets.length === 0) p.fail();
      break;
    }
    if (p.kind === T.STAR) p.fail('cannot delete starred');
    targets.push(parseExpression(p));
  } while (p.accept(T.COMMA));
  const end = p.end();
  for (const target of targets) makeTarget(p, target, 'Del');
  return { type: 'Delete', start, end, targets };
}

// ---- expressions and assignments ---------------------------------------------------------------------------------------------

const AUGMENTED: (Operator | undefined)[] = Array.from({ length: T.KIND_COUNT });
const AUGMENTED_OPERATORS: readonly (readonly [number, Operator])[] = [
  [T.PLUSEQUAL, 'Add'],
  [T.MINEQUAL, 'Sub'],
  [T.STAREQUAL, 'Mult'],
  [T.SLASHEQUAL, 'Div'],
  [T.PERCENTEQUAL, 'Mod'],
  [T.AMPEREQUAL, 'BitAnd'],
  [T.VBAREQUAL, 'BitOr'],
  [T.CIRCUMFLEXEQUAL, 'BitXor'],
  [T.ATEQUAL, 'MatMult'],
  [T.LEFTSHIFTEQUAL, 'LShift'],
  [T.RIGHTSHIFTEQUAL, 'RShift'],
  [T.DOUBLESTAREQUAL, 'Pow'],
  [T.DOUBLESLASHEQUAL, 'FloorDiv'],
];
for (const [kind, operator] of AUGMENTED_OPERATORS) AUGMENTED[kind] = operator;

function parseExpressionStatement(p: Parser, start: number): Statement {
  const firstKind = p.kind;
  const first = parseYieldOrStarExpressions(p);
  if (p.kind === T.EQUAL) return parseAssign(p, start, firstKind, first);
  if (p.kind === T.COLON) return parseAnnotated(p, start, first, firstKind);
  const op = AUGMENTED[p.kind];
  if (op === undefined) {
    return { type: 'Expr', start, end: p.end(), value: first };
  }
  if (first.type !== 'Name' && first.type !== 'Attribute' && first.type !== 'Subscript') {
    p.failAt(`'${describeExpression(first)}' is an illegal expression for augmented assignment`, first);
  }
  makeTarget(p, first, 'Store');
  p.advance();
  const value = parseYieldOrStarExpressions(p);
  return { type: 'AugAssign', start, end: p.end(), target: first, op, value };
}

function parseAssign(p: Parser, start: number, firstKind: number, first: Expression): Statement {
  const targets: Expression[] = [];
  let value = first;
  let kind = firstKind;
  while (p.kind === T.EQUAL) {
    if (kind === T.YIELD) p.failAt('assignment to yield expression not possible', value);
    makeTarget(p, value, 'Store', " here. Maybe you meant '==' instead of '='?");
    targets.push(value);
    p.advance();
    kind = p.kind;
    value = parseYieldOrStarExpressions(p);
  }
  return { type: 'Assign', start, end: p.end(), targets, value };
}

function parseAnnotated(p: Parser, start: number, target: Expression, firstKind: number): Statement {
  if (target.type === 'Tuple' || target.type === 'List') {
    p.failAt(`only single target (not ${describeExpression(target)}) can be annotated`, target);
  }
  if (target.type !== 'Name' && target.type !== 'Attribute' && target.type !== 'Subscript') {
    p.failAt('illegal target for annotation', target);
  }
  makeTarget(p, target, 'Store');
  p.advance();
  const annotation = parseExpression(p);
  let value: Expression | null = null;
  if (p.accept(T.EQUAL)) {
    value = parseYieldOrStarExpressions(p);
    if (value.type === 'Tuple' && value.elts[0]?.start === value.start) {
      p.need([3, 8], 'a tuple without parentheses in an annotated assignment', value.start, value.end);
    }
  }
  const simple = target.type === 'Name' && firstKind === T.NAME ? 1 : 0;
  return { type: 'AnnAssign', start, end: p.end(), target, annotation, value, simple };
}

// ---- imports -----------------------------------------------------------------------------------------------------------------

function parseDottedName(p: Parser): string {
  let name = p.name();
  while (p.accept(T.DOT)) name += `.${p.name()}`;
  return name;
}

function parseImport(p: Parser, start: number): Statement {
  const names: Alias[] = [];
  do {
    p.advance();
    const at = p.start();
    const name = parseDottedName(p);
    const asname = p.accept(T.AS) ? p.name() : null;
    names.push({ type: 'alias', start: at, end: p.end(), name, asname });
  } while (p.kind === T.COMMA);
  return { type: 'Import', start, end: p.end(), names };
}

function parseImportFrom(p: Parser, start: number): Statement {
  p.advance();
  let level = 0;
  for (; p.kind === T.DOT || p.kind === T.ELLIPSIS; p.advance()) level += p.kind === T.DOT ? 1 : 3;
  const module = level > 0 && p.kind === T.IMPORT ? null : parseDottedName(p);
  p.expect(T.IMPORT);
  const names: Alias[] = [];
  if (p.kind === T.STAR) {
    const at = p.start();
    p.advance();
    names.push({ type: 'alias', start: at, end: p.end(), name: '*', asname: null });
  } else if (p.accept(T.LPAR)) {
    do {
      if (p.kind === T.RPAR && names.length > 0) break;
      names.push(parseAlias(p));
    } while (p.accept(T.COMMA));
    p.expect(T.RPAR);
  } else {
    if (p.kind === T.NEWLINE) p.fail("Expected one or more names after 'import'");
    do {
      if (p.kind === T.NEWLINE) p.fail('trailing comma not allowed without surrounding parentheses');
      names.push(parseAlias(p));
    } while (p.accept(T.COMMA));
  }
  const end = p.end();
  if (module === '__future__' && level === 0) {
    const alias = names.find(({ name }) => name === 'annotations');
    if (alias) p.need([3, 7], 'from __future__ import annotations', alias.start, alias.end);
  }
  return { type: 'ImportFrom', start, end, module, names, level };
}

function parseAlias(p: Parser): Alias {
  const start = p.start();
  const name = p.name();
  const asname = p.accept(T.AS) ? p.name() : null;
  return { type: 'alias', start, end: p.end(), name, asname };
}
