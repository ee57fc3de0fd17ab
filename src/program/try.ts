/** `with` and `try`: what entering and leaving do, and which handlers may run. */
import { getAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { ownMember } from './classes.ts';
import { joinCompletions } from './environment.ts';
import { evaluate, spanOf } from './expression.ts';
import { bindTarget, executeBlock } from './statement.ts';
import { children } from '../python/index.ts';
import { isInstance, isSubclass } from './types.ts';
import { join, NONE, TRUE, unknown } from './value.ts';
import type { AsyncWith, ExceptHandler, Expression, Node, Statement, Try, TryStar, With } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Completion, Environment } from './environment.ts';
import type { ImportRecord, Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

/** What entering a context manager gives, and what leaving it does. */
export function enterContext(
  interpreter: Interpreter,
  manager: Value,
  at: Span,
): { readonly entered: Value; readonly exit: (() => void) | null } {
  if (manager.kind === 'sequence' && manager.type === 'generator') {
    return { entered: manager.items.length > 0 ? join(manager.items.slice(0, 24)) : NONE, exit: null };
  }
  if (manager.kind === 'call' && manager.callee.kind === 'symbol' && manager.callee.path === 'contextlib.nullcontext') {
    return { entered: manager.args[0] ?? NONE, exit: null };
  }
  // `with connection.cursor() as cursor`: foreign context managers that matter give themselves.
  if (manager.kind !== 'instance') return { entered: manager, exit: null };
  const method = (names: readonly string[]): string | undefined => names.find(one => ownMember(manager.cls, one));
  const enter = method(['__enter__', '__aenter__']);
  const exit = method(['__exit__', '__aexit__']);
  const call = (name: string, args: readonly Value[]): Value =>
    callValue(interpreter, getAttribute(interpreter, manager, name, at), args, new Map(), at);
  return {
    entered: enter === undefined ? manager : call(enter, []),
    exit: exit === undefined ? null : () => void call(exit, [NONE, NONE, NONE]),
  };
}

/** Marks a foreign context manager that a `with` leaves again. */
export const CLOSED = '[with]';

export function executeWith(interpreter: Interpreter, node: With | AsyncWith, env: Environment): Completion {
  const exits: (() => void)[] = [];
  const { tries } = interpreter;
  let suppressing = 0;
  for (const item of node.items) {
    const at = spanOf(env, item.context_expr);
    const manager = evaluate(interpreter, item.context_expr, env);
    if (manager.kind === 'call' && manager.callee.kind === 'symbol' && manager.callee.path === 'contextlib.suppress') {
      suppressing++;
      const names = manager.args.map(one =>
        one.kind === 'symbol' ? one.path.slice(one.path.lastIndexOf('.') + 1) : '*',
      );
      interpreter.tries = { parent: interpreter.tries, catches: names };
    }
    const { entered, exit } = enterContext(interpreter, manager, at);
    if (manager.kind === 'call') manager.attributes.set(CLOSED, TRUE);
    if (exit) exits.push(exit);
    if (item.optional_vars) bindTarget(interpreter, item.optional_vars, entered, env);
  }
  interpreter.caughtImports += suppressing;
  const completion = executeBlock(interpreter, node.body, env);
  interpreter.caughtImports -= suppressing;
  interpreter.tries = tries;
  for (const exit of exits.reverse()) exit();
  return completion;
}

/** Names of exceptions whose handler means that an import may fail. */
const CATCHES_IMPORT_ERRORS = new Set([
  'ImportError',
  'ModuleNotFoundError',
  'Exception',
  'BaseException',
  'AttributeError',
]);

function catchesImportErrors(handler: ExceptHandler): boolean {
  return exceptionNames(handler.exc).some(name => CATCHES_IMPORT_ERRORS.has(name));
}

/** A handler that runs where an import of its `try` fails, and at no other time that could be told. */
function onlyImportErrors(handler: ExceptHandler): boolean {
  return exceptionNames(handler.exc).every(name => name === 'ImportError' || name === 'ModuleNotFoundError');
}

/** Last names of the exceptions that an expression names; `*` for a computed one. */
function exceptionNames(node: Expression | null): readonly string[] {
  if (!node) return ['BaseException'];
  if (node.type === 'Tuple') return node.elts.flatMap(exceptionNames);
  return node.type === 'Name' ? [node.id] : node.type === 'Attribute' ? [node.attr] : ['*'];
}

/** What a handler takes for good: nothing where it raises again at its end, and maybe where it does so on the way. */
function caughtNames(handler: ExceptHandler): readonly string[] {
  const last = handler.body.at(-1);
  if (last?.type === 'Raise' && !last.exc) return [];
  return passesOn(handler.body) ? ['*'] : exceptionNames(handler.exc);
}

function passesOn(body: readonly Statement[]): boolean {
  return body.some(one => {
    if (one.type === 'Raise') return !one.exc;
    if (one.type === 'If') return passesOn(one.body) || passesOn(one.orelse);
    if (one.type === 'With') return passesOn(one.body);
    return false;
  });
}

/** What a handler may catch: the objects that were seen to be raised, or something of the host's. */
function caught(raised: readonly Value[], at: Span): Value {
  const own = raised.filter(one => one.kind === 'instance').slice(0, 8);
  return join([...own, unknown('a caught exception', at)], at);
}

/** Whether a `try` around what is running surely takes an exception, and does not raise it again. */
export function isCaught(interpreter: Interpreter, raised: Value): boolean {
  for (let one = interpreter.attempt; one; one = one.parent) {
    if (
      surelyCaught(
        interpreter,
        one.handlers.filter(handler => !raisesAgain(handler)),
        raised,
        one.scope,
      )
    )
      return true;
    // Another handler takes it first, and raises it or something else.
    if (one.handlers.some(raisesAgain)) return false;
  }
  return false;
}

function raisesAgain(handler: ExceptHandler): boolean {
  const pending: Node[] = [...handler.body];
  for (let one = pending.pop(); one; one = pending.pop()) {
    if (one.type === 'Raise') return true;
    if (one.type !== 'FunctionDef' && one.type !== 'AsyncFunctionDef' && one.type !== 'ClassDef')
      pending.push(...children(one));
  }
  return false;
}

/** Whether some handler takes what was raised; only plain classes are looked at. */
function surelyCaught(
  interpreter: Interpreter,
  handlers: readonly ExceptHandler[],
  raised: Value | undefined,
  env: Environment,
): boolean {
  return handlers.some(handler => {
    if (!handler.exc) return true;
    if (raised === undefined) return false;
    const caughtClass = evaluate(interpreter, handler.exc, env);
    // `raise ValidationError('…')` of a foreign class, and `except ValidationError`.
    if (raised.kind === 'call') return isSubclass(interpreter, raised.callee, caughtClass) === true;
    if (raised.kind === 'symbol' || raised.kind === 'class')
      return isSubclass(interpreter, raised, caughtClass) === true;
    if (caughtClass.kind === 'symbol' && /^builtins\.(Base)?Exception$/.test(caughtClass.path)) return true;
    return isInstance(interpreter, raised, caughtClass) === true;
  });
}

export function executeTry(interpreter: Interpreter, node: Try | TryStar, env: Environment): Completion {
  const catches = node.handlers.some(catchesImportErrors);
  if (catches) interpreter.caughtImports++;
  const failures = interpreter.importFailures;
  const before = interpreter.imports.length;
  const raised: Value[] = [];
  let tried: readonly ImportRecord[] = [];
  let caughtAll = false;
  const attempt = (): Completion => {
    const outerRaised = interpreter.raised;
    const outerAttempt = interpreter.attempt;
    interpreter.raised = raised;
    interpreter.attempt = { parent: outerAttempt, handlers: node.handlers, scope: env };
    const { tries } = interpreter;
    interpreter.tries = { parent: tries, catches: node.handlers.flatMap(caughtNames) };
    const body = executeBlock(interpreter, node.body, env);
    interpreter.tries = tries;
    interpreter.raised = outerRaised;
    interpreter.attempt = outerAttempt;
    outerRaised.push(...raised.slice(0, 8));
    if (catches) {
      tried = interpreter.imports.slice(before);
      interpreter.caughtImports--;
    }
    caughtAll = body === 'raise' && surelyCaught(interpreter, node.handlers, raised.at(-1), env);
    const failed = interpreter.importFailures > failures;
    return body === 'next' && !failed ? executeBlock(interpreter, node.orelse, env) : body;
  };
  const handle = (handler: ExceptHandler): Completion => {
    if (handler.name !== null) env.bind(handler.name, caught(raised, spanOf(env, handler)));
    const outer = interpreter.fallback;
    const certain = onlyImportErrors(handler) && tried.length > 0;
    if (catchesImportErrors(handler)) interpreter.fallback = { parent: outer, tried };
    interpreter.uncertain++;
    if (!certain) interpreter.maybe++;
    const completion = executeBlock(interpreter, handler.body, env);
    if (!certain) interpreter.maybe--;
    interpreter.uncertain--;
    interpreter.fallback = outer;
    return completion;
  };
  // Handlers may run after any part of the body; what the body bound comes first among the alternatives.
  const runs = node.handlers.map(handler => () => handle(handler));
  const completions = runs.length > 0 ? interpreter.journal.branches([attempt, ...runs], true) : [attempt()];
  // The end of the body is not reached: what follows comes from a handler.
  if (caughtAll) completions.shift();
  interpreter.finally++;
  const end = executeBlock(interpreter, node.finalbody, env);
  interpreter.finally--;
  if (end !== 'next') return end;
  return joinCompletions(completions);
}
