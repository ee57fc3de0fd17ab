/** Statements: what running each node kind of CPython's `stmt` binds and does. */
import { deleteAttribute, getAttribute, setAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { ownMember } from './classes.ts';
import { compareValues } from './compare.ts';
import { operation, testOf, testOfValue } from './conditions.ts';
import { elementsOf, extendSequence, sequence } from './container.ts';
import { defineClass, defineFunction } from './definition.ts';
import { joinCompletions } from './environment.ts';
import { evaluate, operate, operatorMethod, spanOf } from './expression.ts';
import { executeImport, executeImportFrom } from './imports.ts';
import { LIMITS } from './interpreter.ts';
import { deleteItem, getItem, setItem } from './item.ts';
import { constant, describe, FALSE, join, keyOf, NONE, TRUE, unknown } from './value.ts';
import type {
  Assert,
  AugAssign,
  Expression,
  ExceptHandler,
  For,
  AsyncFor,
  If,
  Match,
  Pattern,
  Statement,
  Try,
  TryStar,
  With,
  AsyncWith,
} from '../python/index.ts';
import type { Test } from './conditions.ts';
import type { Completion, Environment } from './environment.ts';
import type { Guard } from './effect.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

/** Runs a block; what follows a statement that surely leaves is dead and not run. */
export function executeBlock(interpreter: Interpreter, body: readonly Statement[], env: Environment): Completion {
  const guard = interpreter.guard;
  const uncertain = interpreter.uncertain;
  for (const statement of body) {
    if (!interpreter.spend(spanOf(env, statement))) break;
    const completion = execute(interpreter, statement, env);
    if (completion !== 'next') {
      interpreter.guard = guard;
      interpreter.uncertain = uncertain;
      return completion;
    }
  }
  interpreter.guard = guard;
  interpreter.uncertain = uncertain;
  return 'next';
}

function execute(interpreter: Interpreter, node: Statement, env: Environment): Completion {
  switch (node.type) {
    case 'Expr':
      evaluate(interpreter, node.value, env);
      return 'next';
    case 'Assign': {
      const value = evaluate(interpreter, node.value, env);
      for (const target of node.targets) bindTarget(interpreter, target, value, env);
      return 'next';
    }
    case 'AnnAssign':
      if (node.value) bindTarget(interpreter, node.target, evaluate(interpreter, node.value, env), env);
      return 'next';
    case 'AugAssign':
      augment(interpreter, node, env);
      return 'next';
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      defineFunction(interpreter, node, env);
      return 'next';
    case 'ClassDef':
      defineClass(interpreter, node, env);
      return 'next';
    case 'Return':
      interpreter.returns.push({
        value: node.value ? evaluate(interpreter, node.value, env) : NONE,
        guard: interpreter.guard,
      });
      return 'return';
    case 'Delete':
      for (const target of node.targets) deleteTarget(interpreter, target, env);
      return 'next';
    case 'If':
      return executeIf(interpreter, node, env);
    case 'For':
    case 'AsyncFor':
      return executeFor(interpreter, node, env);
    case 'While': {
      const test = testOf(interpreter, node.test, env);
      const { truth } = test;
      if (truth === false) return executeBlock(interpreter, node.orelse, env);
      const outer = interpreter.guard;
      interpreter.guard = test.under(true, outer);
      const [completion] = branch(interpreter, [() => executeBlock(interpreter, node.body, env), () => 'next']);
      interpreter.guard = outer;
      executeBlock(interpreter, node.orelse, env);
      return truth === true && completion === 'return' ? 'return' : 'next';
    }
    case 'With':
    case 'AsyncWith':
      return executeWith(interpreter, node, env);
    case 'Try':
    case 'TryStar':
      return executeTry(interpreter, node, env);
    case 'Match':
      return executeMatch(interpreter, node, env);
    case 'Raise':
      if (node.exc) {
        interpreter.raise(evaluate(interpreter, node.exc, env), spanOf(env, node));
      }
      return 'raise';
    case 'Assert':
      return executeAssert(interpreter, node, env);
    case 'Import':
      executeImport(interpreter, node, env);
      return 'next';
    case 'ImportFrom':
      executeImportFrom(interpreter, node, env);
      return 'next';
    case 'Global':
    case 'Nonlocal': {
      env.redirected ??= new Map();
      for (const name of node.names) env.redirected.set(name, node.type === 'Global' ? 'global' : 'nonlocal');
      return 'next';
    }
    case 'TypeAlias':
      env.bind(node.name.id, unknown('a type alias', spanOf(env, node)));
      return 'next';
    case 'Pass':
      return 'next';
    case 'Break':
      return 'break';
    case 'Continue':
      return 'continue';
  }
}

/** Runs alternatives, each of which may not run. */
function branch(interpreter: Interpreter, runs: readonly (() => Completion)[]): Completion[] {
  interpreter.uncertain++;
  const completions = interpreter.journal.branches(runs);
  interpreter.uncertain--;
  return completions;
}

/** Binds a value to a target: a name, an attribute, an item, or an unpacked sequence of targets. */
export function bindTarget(interpreter: Interpreter, target: Expression, value: Value, env: Environment): void {
  switch (target.type) {
    case 'Name':
      env.bind(target.id, value);
      if (env.kind === 'class' && env.cls) env.cls.places.set(target.id, spanOf(env, target));
      return;
    case 'Attribute':
      setAttribute(interpreter, evaluate(interpreter, target.value, env), target.attr, value, spanOf(env, target));
      return;
    case 'Subscript':
      setItem(
        interpreter,
        evaluate(interpreter, target.value, env),
        evaluate(interpreter, target.slice, env),
        value,
        spanOf(env, target),
      );
      return;
    case 'Starred':
      bindTarget(interpreter, target.value, value, env);
      return;
    case 'List':
    case 'Tuple':
      unpack(interpreter, target.elts, value, env);
      return;
    default:
      return;
  }
}

function unpack(interpreter: Interpreter, targets: readonly Expression[], value: Value, env: Environment): void {
  const star = targets.findIndex(target => target.type === 'Starred');
  if (value.kind === 'alternatives') {
    // Each target gets what any of the alternatives would give it.
    const columns: Value[][] = targets.map(() => []);
    for (const one of value.values) {
      unpackedParts(interpreter, targets, one, star, env).forEach((part, index) => columns[index]?.push(part));
    }
    targets.forEach((target, index) => bindTarget(interpreter, target, join(columns[index] ?? []), env));
    return;
  }
  const parts = unpackedParts(interpreter, targets, value, star, env);
  targets.forEach((target, index) => {
    bindTarget(interpreter, target, parts[index] ?? unknown('an unpacked value', spanOf(env, target)), env);
  });
}

function unpackedParts(
  interpreter: Interpreter,
  targets: readonly Expression[],
  value: Value,
  star: number,
  env: Environment,
): Value[] {
  if (value.kind === 'sequence' && !value.open) {
    if (star < 0) return targets.map((_, index) => value.items[index] ?? unknown('too few values to unpack', value.at));
    const after = targets.length - star - 1;
    return targets.map((target, index) => {
      if (index < star) return value.items[index] ?? unknown('too few values to unpack', value.at);
      if (index > star)
        return (
          value.items[value.items.length - (targets.length - index)] ?? unknown('too few values to unpack', value.at)
        );
      return sequence(
        interpreter,
        'list',
        value.items.slice(star, value.items.length - after),
        false,
        spanOf(env, target),
      );
    });
  }
  return targets.map((target, index) => {
    const at = spanOf(env, target);
    return getItem(interpreter, value, constant(BigInt(index), at), at);
  });
}

function augment(interpreter: Interpreter, node: AugAssign, env: Environment): void {
  const at = spanOf(env, node);
  const loaded: Expression =
    node.target.type === 'Name' || node.target.type === 'Attribute' || node.target.type === 'Subscript'
      ? { ...node.target, ctx: 'Load' }
      : node.target;
  const old = evaluate(interpreter, loaded, env);
  const right = evaluate(interpreter, node.value, env);
  if (node.op === 'Add' && old.kind === 'sequence' && old.type === 'list') {
    // In place: everybody who holds the list sees it.
    const { items, open } = elementsOf(interpreter, right, at);
    extendSequence(old, items, open);
    if (node.target.type === 'Attribute') bindTarget(interpreter, node.target, old, env);
    return;
  }
  const own = old.kind === 'instance' ? operatorMethod(interpreter, node.op, old, right, at, 'i') : undefined;
  if (own) {
    bindTarget(interpreter, node.target, own, env);
    return;
  }
  if (node.target.type === 'Name' && (old.kind === 'symbol' || old.kind === 'attribute' || old.kind === 'item')) {
    interpreter.write({
      kind: 'write',
      access: 'augmented',
      object: old,
      name: null,
      key: null,
      value: right,
      restores: false,
      at,
    });
    return;
  }
  bindTarget(interpreter, node.target, operate(interpreter, node.op, old, right, at), env);
}

function deleteTarget(interpreter: Interpreter, target: Expression, env: Environment): void {
  switch (target.type) {
    case 'Name':
      env.unbind(target.id);
      return;
    case 'Attribute':
      deleteAttribute(interpreter, evaluate(interpreter, target.value, env), target.attr, spanOf(env, target));
      return;
    case 'Subscript':
      deleteItem(
        interpreter,
        evaluate(interpreter, target.value, env),
        evaluate(interpreter, target.slice, env),
        spanOf(env, target),
      );
      return;
    case 'List':
    case 'Tuple':
      for (const one of target.elts) deleteTarget(interpreter, one, env);
      return;
    default:
      return;
  }
}

function executeIf(interpreter: Interpreter, node: If, env: Environment): Completion {
  // `elif` chains can be thousands long: walk them in a loop, later branches run under the failure of earlier tests.
  const outer = interpreter.guard;
  const runs: (() => Completion)[] = [];
  const guards: (Guard | null)[] = [];
  let certain = false;
  let failed: Guard | null = outer;
  let current: If | null = node;
  while (current) {
    const one: If = current;
    interpreter.guard = failed;
    if (isTypeChecking(interpreter, one.test, env)) {
      const typing = interpreter.typing;
      interpreter.typing = true;
      executeBlock(interpreter, one.body, env);
      interpreter.typing = typing;
    } else {
      const test = testOf(interpreter, one.test, env);
      const { truth } = test;
      const before = failed;
      if (truth !== false) {
        const held = test.under(true, before);
        guards.push(held);
        runs.push(() => {
          interpreter.guard = held;
          return executeBlock(interpreter, one.body, env);
        });
      }
      if (truth === true) {
        certain = true;
        break;
      }
      failed = test.under(false, before);
    }
    const [next] = one.orelse;
    if (one.orelse.length === 1 && next?.type === 'If') current = next;
    else {
      const rest = failed;
      guards.push(rest);
      runs.push(() => {
        interpreter.guard = rest;
        return executeBlock(interpreter, one.orelse, env);
      });
      current = null;
    }
  }
  interpreter.guard = outer;
  const [only] = runs;
  if (runs.length === 1 && only) {
    const completion = only();
    if (!certain || completion !== 'next') interpreter.guard = outer;
    return completion;
  }
  const completions = branch(interpreter, runs);
  const falls = completions.flatMap((completion, index) => (completion === 'next' ? [index] : []));
  const [fall] = falls;
  // `if not enabled: return` — the rest of the block stands under the condition of the branch that goes on.
  interpreter.guard = falls.length === 1 && fall !== undefined ? (guards[fall] ?? outer) : outer;
  if (falls.length > 0 && falls.length < completions.length && env.kind !== 'module') interpreter.uncertain++;
  if (completions.includes('continue')) interpreter.skips++;
  return joinCompletions(completions);
}

function isTypeChecking(interpreter: Interpreter, test: Expression, env: Environment): boolean {
  if (test.type !== 'Name' && test.type !== 'Attribute') return false;
  const value = evaluate(interpreter, test, env);
  return value.kind === 'symbol' && /^(typing|typing_extensions)\.TYPE_CHECKING$/.test(value.path);
}

function executeFor(interpreter: Interpreter, node: For | AsyncFor, env: Environment): Completion {
  const at = spanOf(env, node.iter);
  const iterable = evaluate(interpreter, node.iter, env);
  const { items, open } = elementsOf(interpreter, iterable, at);
  // Elements that cannot be told apart run the body alike: once is enough.
  const different = items.length > 16 ? distinctElements(items) : items;
  const elements = different.slice(0, LIMITS.loopElements);
  if (different.length > elements.length && different.some(isReference)) {
    interpreter.cut('a loop over more elements than are followed', at);
  }
  const frame = interpreter.frame;
  let completion: Completion = 'next';
  let left = false;
  for (const element of elements) {
    if (!interpreter.spend(at)) break;
    if (elements.length > 1 && element.kind !== 'constant') {
      interpreter.frame = {
        parent: frame,
        step: { at: spanOf(env, node.target), message: `loops: ${describe(element, 2)}` },
      };
    }
    const run = (): Completion => {
      bindTarget(interpreter, node.target, element, env);
      return executeBlock(interpreter, node.body, env);
    };
    if (open || left) {
      interpreter.maybe++;
      branch(interpreter, [run, () => 'next']);
      interpreter.maybe--;
    } else {
      const skips = interpreter.skips;
      const one = run();
      // `if …: continue` before it: where that held, the loop goes on with the other elements.
      left = one !== 'next' && one !== 'continue' && interpreter.skips > skips;
      if (left) continue;
      if (one === 'break') break;
      if (one === 'return' || one === 'raise') {
        completion = one;
        break;
      }
    }
  }
  if (elements.length === 0 && open) {
    interpreter.maybe++;
    branch(interpreter, [
      () => {
        bindTarget(interpreter, node.target, { kind: 'element', of: iterable, at }, env);
        return executeBlock(interpreter, node.body, env);
      },
      () => 'next',
    ]);
    interpreter.maybe--;
  }
  interpreter.frame = frame;
  if (completion !== 'next') return completion;
  return executeBlock(interpreter, node.orelse, env);
}

function distinctElements(items: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return items.filter(item => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** True for values through which something foreign could be changed; constants and texts cannot. */
function isReference(value: Value): boolean {
  return value.kind !== 'constant' && value.kind !== 'text' && value.kind !== 'unknown';
}

/** Marks a foreign context manager that a `with` leaves again. */
export const CLOSED = '[with]';

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

function executeWith(interpreter: Interpreter, node: With | AsyncWith, env: Environment): Completion {
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
  return raisesAgain(handler.body) ? ['*'] : exceptionNames(handler.exc);
}

function raisesAgain(body: readonly Statement[]): boolean {
  return body.some(one => {
    if (one.type === 'Raise') return !one.exc;
    if (one.type === 'If') return raisesAgain(one.body) || raisesAgain(one.orelse);
    if (one.type === 'With') return raisesAgain(one.body);
    return false;
  });
}

/** What a handler may catch: the objects that were seen to be raised, or something of the host's. */
function caught(raised: readonly Value[], at: Span): Value {
  const own = raised.filter(one => one.kind === 'instance').slice(0, 8);
  return join([...own, unknown('a caught exception', at)], at);
}

function executeTry(interpreter: Interpreter, node: Try | TryStar, env: Environment): Completion {
  const catches = node.handlers.some(catchesImportErrors);
  if (catches) interpreter.caughtImports++;
  const failures = interpreter.importFailures;
  const before = interpreter.imports.length;
  const outerRaised = interpreter.raised;
  const raised: Value[] = [];
  interpreter.raised = raised;
  const { tries } = interpreter;
  interpreter.tries = { parent: tries, catches: node.handlers.flatMap(caughtNames) };
  const body = executeBlock(interpreter, node.body, env);
  interpreter.tries = tries;
  interpreter.raised = outerRaised;
  outerRaised.push(...raised.slice(0, 8));
  const tried = catches ? interpreter.imports.slice(before) : [];
  if (catches) interpreter.caughtImports--;
  const failed = interpreter.importFailures > failures;
  const rest = body === 'next' && !failed ? executeBlock(interpreter, node.orelse, env) : body;
  // Handlers may run after any part of the body; what the body bound comes first among the alternatives.
  const completions: Completion[] = [rest];
  if (node.handlers.length > 0) {
    const runs = node.handlers.map(handler => (): Completion => {
      if (handler.name !== null) env.bind(handler.name, caught(raised, spanOf(env, handler)));
      const outer = interpreter.fallback;
      const certain = onlyImportErrors(handler) && tried.length > 0;
      if (catchesImportErrors(handler)) interpreter.fallback = { parent: outer, tried };
      if (!certain) interpreter.maybe++;
      const completion = executeBlock(interpreter, handler.body, env);
      if (!certain) interpreter.maybe--;
      interpreter.fallback = outer;
      return completion;
    });
    completions.push(...branch(interpreter, [() => 'next', ...runs]).slice(1));
  }
  interpreter.finally++;
  const end = executeBlock(interpreter, node.finalbody, env);
  interpreter.finally--;
  if (end !== 'next') return end;
  return joinCompletions(completions);
}

/** `assert test, message`: what follows runs where the test holds. */
function executeAssert(interpreter: Interpreter, node: Assert, env: Environment): Completion {
  const at = spanOf(env, node);
  const test = testOf(interpreter, node.test, env);
  if (test.truth === true) return 'next';
  const outer = interpreter.guard;
  interpreter.guard = test.under(false, outer);
  const args = node.msg ? [evaluate(interpreter, node.msg, env)] : [];
  interpreter.fail('AssertionError', args, at);
  interpreter.guard = outer;
  return test.truth === false ? 'raise' : 'next';
}

function executeMatch(interpreter: Interpreter, node: Match, env: Environment): Completion {
  const subject = evaluate(interpreter, node.subject, env);
  const exhaustive = node.cases.some(
    one => !one.guard && one.pattern.type === 'MatchAs' && one.pattern.pattern === null,
  );
  const runs = node.cases.map(one => (): Completion => {
    const outer = interpreter.guard;
    const equal = patternTest(interpreter, one.pattern, subject, env);
    if (equal?.truth === false) return 'next';
    if (equal) interpreter.guard = equal.under(true, outer);
    bindPattern(interpreter, one.pattern, subject, env);
    if (one.guard) interpreter.guard = testOf(interpreter, one.guard, env).under(true, interpreter.guard);
    // Of a pattern that is no plain value nothing says whether it matches.
    if (!equal) interpreter.maybe++;
    const completion = executeBlock(interpreter, one.body, env);
    if (!equal) interpreter.maybe--;
    interpreter.guard = outer;
    return completion;
  });
  if (!exhaustive) runs.push(() => 'next');
  return joinCompletions(branch(interpreter, runs));
}

/** The test that a pattern of plain values stands for: `case 'on':`. */
function patternTest(interpreter: Interpreter, pattern: Pattern, subject: Value, env: Environment): Test | undefined {
  if (pattern.type !== 'MatchValue') return undefined;
  const at = spanOf(env, pattern);
  const value = evaluate(interpreter, pattern.value, env);
  const equal = compareValues(subject, 'Eq', value);
  return testOfValue(
    interpreter,
    equal === undefined ? operation(interpreter, 'Eq', [subject, value], at) : equal ? TRUE : FALSE,
    at,
  );
}

/** Binds the names of a pattern that fits the subject. */
export function bindPattern(interpreter: Interpreter, pattern: Pattern, subject: Value, env: Environment): void {
  const at = spanOf(env, pattern);
  const part: Value = { kind: 'element', of: subject, at };
  switch (pattern.type) {
    case 'MatchAs':
      if (pattern.name !== null) env.bind(pattern.name, subject);
      if (pattern.pattern) bindPattern(interpreter, pattern.pattern, subject, env);
      return;
    case 'MatchStar':
      if (pattern.name !== null) env.bind(pattern.name, part);
      return;
    case 'MatchOr':
      for (const one of pattern.patterns) bindPattern(interpreter, one, subject, env);
      return;
    case 'MatchSequence':
      pattern.patterns.forEach((one, index) => {
        const item = subject.kind === 'sequence' ? (subject.items[index] ?? part) : part;
        bindPattern(interpreter, one, item, env);
      });
      return;
    case 'MatchMapping':
      pattern.patterns.forEach((one, index) => {
        const key = pattern.keys[index];
        const value = key ? getItem(interpreter, subject, evaluate(interpreter, key, env), at) : part;
        bindPattern(interpreter, one, value, env);
      });
      if (pattern.rest !== null) env.bind(pattern.rest, subject);
      return;
    case 'MatchClass':
      for (const one of [...pattern.patterns, ...pattern.kwd_patterns]) bindPattern(interpreter, one, part, env);
      return;
    case 'MatchValue':
    case 'MatchSingleton':
      return;
  }
}
