/** Tests: whether one is true, and the conditions under which the code on each side of it runs. */
import { callFunction } from './call.ts';
import { ownMember } from './classes.ts';
import { evaluate, spanOf } from './expression.ts';
import { truthOf } from './truth.ts';
import { FALSE, symbol, TRUE } from './value.ts';
import type { Expression } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Guard } from './effect.ts';
import type { Environment } from './environment.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, Value } from './value.ts';

export interface Test {
  /** Python's truth of the test; `undefined` when both are possible. */
  readonly truth: boolean | undefined;
  /** What was tested, its `and`, `or` and `not` kept as calls of `operator.And`, `operator.Or` and `operator.Not`. */
  readonly value: Value;
  /** The guard where the test is true (or false), put on top of another one. */
  under(holds: boolean, guard: Guard | null): Guard | null;
}

/** A symbolic result of an operator, so that a condition can be traced to what it depends on. */
export function operation(interpreter: Interpreter, name: string, args: readonly Value[], at: Span): CallValue {
  const callee = symbol(`operator.${name}`, at);
  return { kind: 'call', id: interpreter.id(), callee, args, keywords: new Map(), attributes: new Map(), at };
}

/** Evaluates a test once; operands that run only after others stand under their conditions. */
export function testOf(interpreter: Interpreter, node: Expression, env: Environment): Test {
  const at = spanOf(env, node);
  if (node.type === 'UnaryOp' && node.op === 'Not') {
    const inner = testOf(interpreter, node.operand, env);
    return {
      truth: inner.truth === undefined ? undefined : !inner.truth,
      value: operation(interpreter, 'Not', [inner.value], at),
      under: (holds, guard) => inner.under(!holds, guard),
    };
  }
  if (node.type === 'BoolOp') {
    const all = node.op === 'And';
    const outer = interpreter.guard;
    const tests: Test[] = [];
    for (const operand of node.values) {
      const test = testOf(interpreter, operand, env);
      tests.push(test);
      if (test.truth === !all) break;
      // `a and b`: b is evaluated only where a holds; `a or b`: only where it does not.
      interpreter.guard = test.truth === undefined ? test.under(all, interpreter.guard) : interpreter.guard;
    }
    interpreter.guard = outer;
    return combined(interpreter, all, tests, at);
  }
  const tested = evaluate(interpreter, node, env);
  const hook = tested.kind === 'instance' ? ownMember(tested.cls, '__bool__')?.value : undefined;
  const value = hook?.kind === 'function' ? callFunction(interpreter, hook, [tested], new Map(), at) : tested;
  interpreter.evaluated(value, at);
  return testOfValue(interpreter, value, at);
}

/** The test of a value. */
export function testOfValue(interpreter: Interpreter, value: Value, at: Span): Test {
  const truth = truthOf(interpreter, value);
  if (truth !== undefined) return { truth, value, under: UNCHANGED };
  return { truth, value, under: (holds, guard) => ({ parent: guard, value, holds, at }) };
}

const UNCHANGED = (_holds: boolean, guard: Guard | null): Guard | null => guard;

function combined(interpreter: Interpreter, all: boolean, tests: readonly Test[], at: Span): Test {
  const decisive = tests.some(test => test.truth === !all);
  const open = tests.filter(test => test.truth === undefined);
  const truth = decisive ? !all : open.length === 0 ? all : undefined;
  const value =
    truth === undefined
      ? operation(
          interpreter,
          all ? 'And' : 'Or',
          open.map(test => test.value),
          at,
        )
      : truth
        ? TRUE
        : FALSE;
  return {
    truth,
    value,
    under(holds, guard) {
      if (truth !== undefined) return guard;
      // Where `a and b` holds, both do; where `a or b` fails, both do.
      if (holds === all) return open.reduce<Guard | null>((rest, test) => test.under(holds, rest), guard);
      const [only] = open;
      return open.length === 1 && only ? only.under(holds, guard) : { parent: guard, value, holds, at };
    },
  };
}
