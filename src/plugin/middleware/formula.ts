/** Conditions under which a middleware acts, as formulas over values, so that what they say about the path can be asked. */
import { alternativesOf, symbol } from '../../program/index.ts';
import { quietly, truthOfValue } from '../condition.ts';
import { dependsOnPath } from './request.ts';
import { pathTestOf } from './segments.ts';
import type { Environment, Value } from '../../program/index.ts';
import type { Expression } from '../../python/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface Atom {
  readonly kind: 'atom';
  readonly value: Value;
  /** Whether the value is true, or false. */
  readonly holds: boolean;
  readonly at: Span;
  /** What the path then begins with, where the value itself does not say it. */
  readonly starts?: readonly string[];
}

export type Formula = Atom | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] };

export const ALWAYS: Formula = { kind: 'and', parts: [] };

export function both(a: Formula, b: Formula): Formula {
  if (a.kind === 'and' && a.parts.length === 0) return b;
  if (b.kind === 'and' && b.parts.length === 0) return a;
  return { kind: 'and', parts: [a, b] };
}

/**
 * Gives the formula of a call of an own function, from what that returns, and of a local name, from what it was given; `undefined` for
 * other expressions.
 */
export type Inline = (node: Expression, holds: boolean, env: Environment) => Formula | undefined;

/** The formula of a test that holds, or fails. */
export function formulaOf(
  base: ModelBase,
  test: Expression,
  holds: boolean,
  env: Environment,
  inline: Inline,
): Formula {
  const at: Span = { file: env.module.file, start: test.start, end: test.end };
  switch (test.type) {
    case 'UnaryOp':
      if (test.op === 'Not') return formulaOf(base, test.operand, !holds, env, inline);
      break;
    case 'BoolOp':
      return {
        kind: (test.op === 'And') === holds ? 'and' : 'or',
        parts: test.values.map(one => formulaOf(base, one, holds, env, inline)),
      };
    case 'Compare': {
      const part = pathTestOf(base, test, env);
      const found = part ? undefined : foundTest(test);
      if (found) {
        // What a table or a pattern gives for a path is something or None.
        const inner = formulaOf(base, found.node, holds !== found.negated, env, inline);
        if (atomsOf(inner).some(atom => dependsOnPath(atom.value))) return inner;
      }
      if (!part) break;
      return { kind: 'atom', value: part.subject, holds: holds !== part.negated, at, starts: part.starts };
    }
    case 'Name': {
      const inlined = inline(test, holds, env);
      if (inlined) return inlined;
      break;
    }
    case 'Call': {
      // `any(path.startswith(p) for p in PREFIXES)` is a disjunction of what the generator gives.
      const name = test.func.type === 'Name' ? test.func.id : '';
      const [argument] = test.args;
      const inlined = inline(test, holds, env);
      if (inlined) return inlined;
      const key = lookupOf(base, test, env);
      if (key) return { kind: 'atom', value: key, holds, at };
      if ((name !== 'any' && name !== 'all') || !argument || test.args.length !== 1) break;
      const items = quietly(base, argument, env);
      if (items.kind !== 'sequence') break;
      const parts = items.items.map(value => ({ kind: 'atom', value, holds, at }) as const);
      return { kind: (name === 'all') === holds ? 'and' : 'or', parts };
    }
    case 'NamedExpr':
      return formulaOf(base, test.value, holds, env, inline);
    default:
      break;
  }
  return atomOf(quietly(base, test, env), holds, at);
}

/** `x is not None`, and `x is None` as its negation, of what may hold a result. */
function foundTest(
  test: Extract<Expression, { type: 'Compare' }>,
): { readonly node: Expression; readonly negated: boolean } | undefined {
  const [op] = test.ops;
  const [right] = test.comparators;
  if (test.ops.length !== 1 || right?.type !== 'Constant' || right.value.kind !== 'none') return undefined;
  return op === 'Is' || op === 'IsNot' ? { node: test.left, negated: op === 'Is' } : undefined;
}

/** `HANDLERS.get(request.path)` gives something where the path is one of the keys: the comparison that says so. */
function lookupOf(base: ModelBase, test: Extract<Expression, { type: 'Call' }>, env: Environment): Value | undefined {
  const [node, ...more] = test.args;
  if (test.func.type !== 'Attribute' || test.func.attr !== 'get' || !node || more.length > 1) return undefined;
  const table = quietly(base, test.func.value, env);
  if (table.kind !== 'mapping' || table.open || table.entries.size === 0) return undefined;
  const key = quietly(base, node, env);
  return dependsOnPath(key)
    ? compared(base, 'In', key, table, { file: env.module.file, start: test.start, end: test.end })
    : undefined;
}

/** `left op right` as a value, in the form in which the interpreter keeps what it cannot decide. */
export function compared(base: ModelBase, op: string, left: Value, right: Value, at: Span): Value {
  const callee = symbol(`operator.${op}`, at);
  const id = base.program.interpreter.id();
  return { kind: 'call', id, callee, args: [left, right], keywords: new Map(), attributes: new Map(), at };
}

/** False for what can never hold: a constant of the other truth. */
export function possible(formula: Formula): boolean {
  switch (formula.kind) {
    case 'atom':
      return formula.value.kind !== 'constant' || Boolean(formula.value.value) === formula.holds;
    case 'and':
      return formula.parts.every(possible);
    case 'or':
      return formula.parts.some(possible);
  }
}

/** A value that may be one of several (a helper with more than one `return`): any of them that can be true. */
function atomOf(value: Value, holds: boolean, at: Span): Formula {
  const all = alternativesOf(value).filter(one => one.kind !== 'constant' || Boolean(one.value) === holds);
  const [only] = all;
  if (!only) return { kind: 'atom', value, holds, at };
  if (all.length === 1) return { kind: 'atom', value: only, holds, at };
  return { kind: 'or', parts: all.map(one => ({ kind: 'atom', value: one, holds, at })) };
}

/** True when the formula can hold only where a plugin setting differs from its default. */
export function needsSetting(base: ModelBase, formula: Formula): boolean {
  switch (formula.kind) {
    case 'atom': {
      const truth = truthOfValue(base, formula.value);
      return truth !== undefined && truth !== formula.holds;
    }
    case 'and':
      return formula.parts.some(part => needsSetting(base, part));
    case 'or':
      return formula.parts.length > 0 && formula.parts.every(part => needsSetting(base, part));
  }
}

/** The atoms of a formula, in order. */
export function atomsOf(formula: Formula): readonly Atom[] {
  return formula.kind === 'atom' ? [formula] : formula.parts.flatMap(part => [...atomsOf(part)]);
}

/** Whether any part of a value fits, down to a bounded depth. */
export function mentions(value: Value, fits: (part: Value) => boolean, depth = 10): boolean {
  if (fits(value)) return true;
  if (depth === 0) return false;
  const within = (part: Value): boolean => mentions(part, fits, depth - 1);
  switch (value.kind) {
    case 'attribute':
      return within(value.object);
    case 'item':
      return within(value.object) || within(value.key);
    case 'element':
      return within(value.of);
    case 'call':
      return within(value.callee) || value.args.some(within) || [...value.keywords.values()].some(within);
    case 'text':
      return value.parts.some(part => typeof part !== 'string' && within(part));
    case 'sequence':
      return value.items.slice(0, 50).some(within);
    case 'alternatives':
      return value.values.some(within);
    case 'mapping':
      return [...value.entries.values()].slice(0, 50).some(entry => within(entry.value));
    default:
      return false;
  }
}
