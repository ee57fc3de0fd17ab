/** Statements: what running each node kind of CPython's `stmt` binds and does. */
import { deleteAttribute, setAttribute } from './attribute.ts';
import { testOf } from './conditions.ts';
import { elementsOf, extendSequence, sequence } from './container.ts';
import { defineClass, defineFunction } from './definition.ts';
import { joinCompletions } from './environment.ts';
import { evaluate, spanOf } from './expression.ts';
import { operate, operatorMethod } from './operators.ts';
import { executeImport, executeImportFrom } from './imports.ts';
import { executeMatch } from './match.ts';
import { executeTry, executeWith, isCaught } from './try.ts';
import { LIMITS } from './interpreter.ts';
import { deleteItem, getItem, setItem } from './item.ts';
import { boundOf, removeSlice, replaceSlice } from './slice.ts';
import { constant, describe, join, keyOf, NONE, unknown } from './value.ts';
import type { Assert, AugAssign, Expression, For, AsyncFor, If, Slice, Statement, While } from '../python/index.ts';
import type { Completion, Environment } from './environment.ts';
import type { Guard } from './effect.ts';
import type { Interpreter } from './interpreter.ts';
import type { Bound } from './slice.ts';
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
    case 'While':
      return executeWhile(interpreter, node, env);
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
        const raised = evaluate(interpreter, node.exc, env);
        interpreter.raise(raised, spanOf(env, node), isCaught(interpreter, raised));
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
export function branch(interpreter: Interpreter, runs: readonly (() => Completion)[]): Completion[] {
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
    case 'Subscript': {
      const object = evaluate(interpreter, target.value, env);
      if (target.slice.type === 'Slice' && object.kind === 'sequence') {
        const { items, open } = elementsOf(interpreter, value, spanOf(env, target));
        const bounds = boundsOf(interpreter, target.slice, env);
        replaceSlice(object, bounds, items, open, interpreter.uncertain === 0);
        return;
      }
      setItem(interpreter, object, evaluate(interpreter, target.slice, env), value, spanOf(env, target));
      return;
    }
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

function boundsOf(interpreter: Interpreter, node: Slice, env: Environment): [Bound, Bound, Bound] {
  const bound = (part: Expression | null): Bound => (part ? boundOf(evaluate(interpreter, part, env)) : undefined);
  return [bound(node.lower), bound(node.upper), bound(node.step)];
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
    case 'Subscript': {
      const object = evaluate(interpreter, target.value, env);
      if (target.slice.type === 'Slice' && object.kind === 'sequence') {
        if (interpreter.uncertain === 0) removeSlice(object, boundsOf(interpreter, target.slice, env));
        return;
      }
      deleteItem(interpreter, object, evaluate(interpreter, target.slice, env), spanOf(env, target));
      return;
    }
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
  if (falls.length > 0 && falls.length < completions.length) {
    interpreter.leavable++;
    if (env.kind !== 'module') interpreter.uncertain++;
  }
  if (completions.includes('continue')) interpreter.skips++;
  return joinCompletions(completions);
}

function isTypeChecking(interpreter: Interpreter, test: Expression, env: Environment): boolean {
  if (test.type !== 'Name' && test.type !== 'Attribute') return false;
  const value = evaluate(interpreter, test, env);
  return value.kind === 'symbol' && /^(typing|typing_extensions)\.TYPE_CHECKING$/.test(value.path);
}

/** What is known of the names of a scope, and how often state outside it has changed. */
function stateOf(interpreter: Interpreter, env: Environment): string {
  let state = `${interpreter.journal.changes}`;
  for (const [name, value] of env.names) {
    if (value.kind === 'constant') state += `;${name}=${keyOf(value)}`;
    else if (value.kind === 'sequence') state += `;${name}=${value.id},${value.items.length}`;
    else if (value.kind === 'mapping') state += `;${name}=${value.id},${value.entries.size}`;
  }
  return state;
}

/** A loop whose test is known is run as often as it is true; any other once, as something that may not happen. */
function executeWhile(interpreter: Interpreter, node: While, env: Environment): Completion {
  const at = spanOf(env, node.test);
  const outer = interpreter.guard;
  const writes = interpreter.writes.length;
  let state = '';
  for (let round = 0; ; round++) {
    const test = testOf(interpreter, node.test, env);
    if (test.truth === false) return executeBlock(interpreter, node.orelse, env);
    if (test.truth === undefined) {
      interpreter.guard = test.under(true, outer);
      const [completion] = branch(interpreter, [() => executeBlock(interpreter, node.body, env), () => 'next']);
      interpreter.guard = outer;
      if (completion === 'next' || completion === 'continue') interpreter.leavable++;
      return executeBlock(interpreter, node.orelse, env);
    }
    const leavable = interpreter.leavable;
    const completion = executeBlock(interpreter, node.body, env);
    if (completion === 'break') return 'next';
    if (completion === 'return' || completion === 'raise') return completion;
    const now = stateOf(interpreter, env);
    // Something unknown decides when it ends, or nothing that is known changes: one round shows what the others do.
    const alike = interpreter.leavable > leavable || now === state;
    if (alike || round >= LIMITS.loopElements || !interpreter.spend(at)) {
      interpreter.yieldsOpen = true;
      // A loop that has written nothing so far is not expected to.
      if (!alike && interpreter.writes.length > writes)
        interpreter.cut('a loop that runs more often than is followed', at);
      return 'next';
    }
    state = now;
  }
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
  if (different.length > elements.length) interpreter.yieldsOpen = true;
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
