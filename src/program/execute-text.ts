/** `exec` and `eval` of a text that is known: it is parsed and run like any other code of the package. */
import { parsePython } from '../python/index.ts';
import { setEntry } from './item.ts';
import { evaluate } from './expression.ts';
import { LIMITS } from './interpreter.ts';
import { executeBlock } from './statement.ts';
import { alternativesOf, constant, join, NONE, stringOf, unknown } from './value.ts';
import type { Span } from '../source.ts';
import type { Environment } from './environment.ts';
import type { Interpreter } from './interpreter.ts';
import type { OwnModule } from './modules.ts';
import type { MappingValue, Value } from './value.ts';

/** The text of a code argument: a string, or what `compile` was given. */
function codeOf(value: Value): string | undefined {
  if (value.kind === 'call' && value.callee.kind === 'symbol' && value.callee.path === 'builtins.compile') {
    return value.args[0] ? codeOf(value.args[0]) : undefined;
  }
  return stringOf(value);
}

/** Runs `exec(code, globals, locals)` or `eval(...)` in a scope; a text that is not known is recorded as cut off. */
export function executeText(
  interpreter: Interpreter,
  kind: 'exec' | 'eval',
  args: readonly Value[],
  env: Environment,
  at: Span,
): Value {
  const [code, globals, locals] = args;
  if (!code) return unknown('code that is not given', at);
  const results: Value[] = [];
  for (const one of alternativesOf(code)) {
    const text = codeOf(one);
    if (text === undefined || interpreter.depth >= LIMITS.callDepth) {
      interpreter.cut('code from a text that is not known is executed', at);
      results.push(unknown('the result of code that is not known', at));
    } else results.push(run(interpreter, kind, text, [globals, locals], env, at));
  }
  return join(results, at);
}

function run(
  interpreter: Interpreter,
  kind: 'exec' | 'eval',
  text: string,
  spaces: readonly (Value | undefined)[],
  env: Environment,
  at: Span,
): Value {
  // In `eval` the text may start with spaces, and is one expression.
  const parsed = parsePython(kind === 'eval' ? `(${text.trim()}\n)` : text);
  if (parsed.problems.length > 0) return unknown('code that does not parse', at);
  const module: OwnModule = { ...env.module, text, parsed, place: at };
  const mappings = spaces.filter((one): one is MappingValue => one?.kind === 'mapping');
  const scope = interpreter.scope('function', module, mappings.length > 0 ? null : env, env.function);
  for (const mapping of mappings) {
    for (const entry of mapping.entries.values()) {
      const name = stringOf(entry.key);
      if (name !== undefined) scope.names.set(name, entry.value);
    }
  }
  const before = new Map(scope.names);
  interpreter.depth++;
  let value: Value = NONE;
  const [only] = parsed.tree.body;
  if (kind === 'eval') value = only?.type === 'Expr' ? evaluate(interpreter, only.value, scope) : NONE;
  else executeBlock(interpreter, parsed.tree.body, scope);
  interpreter.depth--;
  for (const [name, bound] of scope.names) {
    if (before.get(name) === bound) continue;
    const target = mappings.at(-1);
    if (target) setEntry(interpreter, target, constant(name, at), bound);
    else env.bind(name, bound);
  }
  return value;
}
