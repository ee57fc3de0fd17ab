/** Conditions under which a middleware acts, as formulas over values, so that what they say about the path can be asked. */
import { alternativesOf } from '../../program/index.ts';
import { quietly, truthOfValue } from '../condition.ts';
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
}

export type Formula = Atom | { readonly kind: 'and' | 'or'; readonly parts: readonly Formula[] };

export const ALWAYS: Formula = { kind: 'and', parts: [] };

export function both(a: Formula, b: Formula): Formula {
  if (a.kind === 'and' && a.parts.length === 0) return b;
  if (b.kind === 'and' && b.parts.length === 0) return a;
  return { kind: 'and', parts: [a, b] };
}

/** Gives the formula of a call of an own function, from what that returns; `undefined` for other calls. */
export type Inline = (call: Expression, holds: boolean, env: Environment) => Formula | undefined;

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
    case 'Call': {
      // `any(path.startswith(p) for p in PREFIXES)` is a disjunction of what the generator gives.
      const name = test.func.type === 'Name' ? test.func.id : '';
      const [argument] = test.args;
      const inlined = inline(test, holds, env);
      if (inlined) return inlined;
      if ((name !== 'any' && name !== 'all') || !argument || test.args.length !== 1) break;
      const items = quietly(base, argument, env);
      if (items.kind !== 'sequence') break;
      const parts = items.items.map(value => ({ kind: 'atom', value, holds, at }) as const);
      return { kind: (name === 'all') === holds ? 'and' : 'or', parts };
    }
    case 'NamedExpr':
      return atomOf(quietly(base, test, env), holds, at);
    default:
      break;
  }
  return atomOf(quietly(base, test, env), holds, at);
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
