/** Runs single statements of a middleware in the interpreter, without recording their effects a second time. */
import { bindParameters, bindPattern, bindTarget, executeBlock } from '../../program/index.ts';
import type { Environment, FunctionValue, Value } from '../../program/index.ts';
import type { Expression, Pattern, Statement } from '../../python/index.ts';
import type { ModelBase } from '../base.ts';

/** The scope of a call of a function, with its parameters bound. */
export function callWith(
  base: ModelBase,
  fn: FunctionValue,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Environment {
  const { interpreter } = base.program;
  const scope = interpreter.scope('function', fn.module, fn.closure, fn);
  bindParameters(interpreter, fn, args, keywords, scope, fn.at);
  return scope;
}

/** Binds a target to a value. */
export function bindTo(base: ModelBase, target: Expression, value: Value, env: Environment): void {
  silently(base, () => bindTarget(base.program.interpreter, target, value, env));
}

/** Binds the names of a pattern to parts of a subject. */
export function bindPatternTo(base: ModelBase, pattern: Pattern, subject: Value, env: Environment): void {
  silently(base, () => {
    bindPattern(base.program.interpreter, pattern, subject, env);
  });
}

/** Runs a definition or an import. */
export function runStatement(base: ModelBase, node: Statement, env: Environment): void {
  silently(base, () => executeBlock(base.program.interpreter, [node], env));
}

function silently(base: ModelBase, run: () => void): void {
  const { interpreter } = base.program;
  const { typing } = interpreter;
  interpreter.typing = true;
  run();
  interpreter.typing = typing;
}
