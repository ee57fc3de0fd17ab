/** Interprets a package: runs, abstractly, everything that the host would run of it, and tells what that does. */
import { getAttribute } from './attribute.ts';
import { callFunction, callValue } from './call.ts';
import { receiverArguments } from './callbacks.ts';
import { foreignAncestors, hasUnknownAncestor } from './classes.ts';
import { isOptional } from './defaults.ts';
import { Interpreter, pathText } from './interpreter.ts';
import { loadModule } from './load.ts';
import { ModuleTable } from './modules.ts';
import { ancestorPaths, methodOf } from './shape.ts';
import { symbol } from './value.ts';
import type { Package } from '../package/package.ts';
import type { Step } from '../finding.ts';
import type { Span } from '../source.ts';
import type { CallEffect, Circumstances, Effect, Guard, Phase, WriteEffect } from './effect.ts';
import type {
  Cut,
  Evaluation,
  Fallback,
  HostKnowledge,
  ImportRecord,
  RaiseRecord,
  ReadRecord,
  TryScope,
} from './interpreter.ts';
import type { OwnModule, PythonFileProblem } from './modules.ts';
import type { ClassValue, FunctionValue, InstanceValue, Value } from './value.ts';

export type {
  Effect,
  WriteEffect,
  CallEffect,
  Evaluation,
  Circumstances,
  Fallback,
  Phase,
  Guard,
  HostKnowledge,
  ImportRecord,
  OwnModule,
  PythonFileProblem,
  RaiseRecord,
  ReadRecord,
  TryScope,
};
export type { Intrinsic } from './interpreter.ts';
export type * from './value.ts';
export { alternativesOf, constant, describe, join, stringOf, symbol, unknown } from './value.ts';
export { ownMember, resolutionOrder } from './classes.ts';
export { guardsOf, stepsOf } from './effect.ts';
export { methodOf, shapeOf, ancestorPaths } from './shape.ts';
export { Interpreter, pathText } from './interpreter.ts';
export { byPath } from './intrinsics.ts';
export { truthOf } from './truth.ts';
export { bindParameters, callValue } from './call.ts';
export { getAttribute } from './attribute.ts';
export { elementsOf } from './container.ts';
export { bindPattern } from './match.ts';
export { bindTarget, executeBlock } from './statement.ts';
export { evaluate } from './expression.ts';
export type { Environment } from './environment.ts';

export interface Program {
  readonly interpreter: Interpreter;
  readonly modules: ReadonlyMap<string, OwnModule>;
  /** Writes and deletes whose target is not the package's own. */
  readonly writes: readonly WriteEffect[];
  /** Calls of what is not the package's own. */
  readonly calls: readonly CallEffect[];
  readonly imports: readonly ImportRecord[];
  /** Reads of what the host asked to be told of: its settings. */
  readonly reads: readonly ReadRecord[];
  /** Foreign values that are walked, measured or tested while the host starts. */
  readonly evaluations: readonly Evaluation[];
  readonly raises: readonly RaiseRecord[];
  /** What Python itself raises: an `assert` that fails, a name of an own module that is not there. */
  readonly failures: readonly RaiseRecord[];
  readonly classes: readonly ClassValue[];
  /** Files that are not (wholly) Python, or cannot be read. */
  readonly problems: readonly PythonFileProblem[];
  /** Places where the work was cut off. */
  readonly cuts: readonly Cut[];
  /** Functions that nothing in the package refers to. */
  readonly dead: readonly FunctionValue[];
}

/** How the host starts a package: called when the top-level packages are loaded, before all other modules. */
export type Start = (interpreter: Interpreter) => void;

/**
 * Interprets the shipped modules of a package.
 * @param start runs what the host calls first (a plugin's `validate` and `ready`)
 */
export function interpret(pkg: Package, host: HostKnowledge, start: Start): Program {
  const table = new ModuleTable(pkg);
  const interpreter = new Interpreter(table, host);
  // Tests that ship are installed, but the host never loads them; what the package itself imports is loaded all the same.
  const names = table.names().filter(name => !isTestModule(name));
  for (const name of names) if (!name.includes('.')) enterModule(interpreter, name);
  start(interpreter);
  for (const name of names) if (name.includes('.')) enterModule(interpreter, name);
  runEscaped(interpreter);
  runMethods(interpreter);
  runEscaped(interpreter);
  const dead = runRest(interpreter, names);
  runEscaped(interpreter);
  markTemporary(interpreter);
  const modules = new Map<string, OwnModule>();
  for (const name of names) {
    const module = table.get(name);
    if (module) modules.set(name, module);
  }
  return {
    interpreter,
    modules,
    writes: interpreter.writes,
    calls: interpreter.calls,
    imports: interpreter.imports,
    reads: interpreter.reads,
    // Parts of the model walk values as well; that is not the package's doing.
    evaluations: [...interpreter.evaluations],
    raises: interpreter.raises,
    failures: interpreter.failures,
    classes: interpreter.classes,
    problems: table.problems,
    cuts: interpreter.cuts,
    dead,
  };
}

/** Modules that only a test runner loads. */
function isTestModule(name: string): boolean {
  return name.split('.').some(part => part === 'tests' || part === 'conftest' || part.startsWith('test_'));
}

/** Phase in which a module's body runs, by where Django looks for it. */
function phaseOfModule(name: string): Phase {
  if (name.includes('.management.commands.')) return 'command';
  return name.split('.').includes('migrations') ? 'migration' : 'import';
}

function enterModule(interpreter: Interpreter, name: string): void {
  interpreter.enter(phaseOfModule(name), null, () => loadModule(interpreter, name));
}

/** Pseudo-paths of what Django gives to a `RunPython` function. */
export const MIGRATION_APPS = 'django.db.migrations.apps';
const SCHEMA_EDITOR = 'django.db.migrations.schema_editor';

function runEscaped(interpreter: Interpreter): void {
  // Running one may hand over others; a bound on the rounds keeps a chain of closures finite.
  for (let round = 0; round < 20; round++) {
    const first = [...interpreter.escaped.values()].filter(one => !interpreter.ran.has(one.fn.node));
    const waiting = [...first, ...interpreter.again.splice(0)];
    if (waiting.length === 0) return;
    for (const { fn, phase, args: given, keywords } of waiting) {
      const args = [...given];
      if (phase === 'migration') args.push(symbol(MIGRATION_APPS, fn.at), symbol(SCHEMA_EDITOR, fn.at));
      runFunction(interpreter, fn, args, phase, messageOf(phase, fn.name), receiverArguments(fn, keywords));
    }
  }
}

function messageOf(phase: Phase, name: string): string {
  switch (phase) {
    case 'signal':
      return `${name}() runs when the signal is sent`;
    case 'migration':
      return `${name}() runs in the migration`;
    case 'ready':
      return 'runs when the host is ready';
    case 'job':
      return `${name}() runs in a background job`;
    case 'command':
      return `${name}() runs as a management command`;
    case 'request':
      return `${name}() runs while a request is served`;
    case 'import':
    case 'validate':
    case 'call':
    case 'dead':
      return `${name}() is called`;
  }
}

function runFunction(
  interpreter: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  phase: Phase,
  message: string,
  keywords: ReadonlyMap<string, Value> = new Map(),
): void {
  const step: Step = { at: fn.at, message };
  interpreter.enter(phase, { parent: null, step }, () => {
    // The frame of the entry replaces the call step that callFunction would add for its own place.
    callFunction(interpreter, fn, args, keywords, fn.at);
  });
}

/** Phase in which the host calls methods of a class, by what the class descends from. */
function phaseOfClass(interpreter: Interpreter, cls: ClassValue): Phase {
  const paths = ancestorPaths(interpreter, cls);
  if (paths.some(path => path.endsWith('.BaseCommand'))) return 'command';
  if (paths.some(path => /\.(JobRunner|Script|BaseScript)$/.test(path))) return 'job';
  if (paths.some(path => path.startsWith('django.db.migrations.'))) return 'migration';
  return 'request';
}

function runMethods(interpreter: Interpreter): void {
  for (const cls of [...interpreter.classes]) {
    if (foreignAncestors(cls).length === 0 && !hasUnknownAncestor(cls)) continue;
    runMethodsOf(interpreter, cls, phaseOfClass(interpreter, cls));
  }
}

function runMethodsOf(interpreter: Interpreter, cls: ClassValue, phase: Phase): void {
  let instance: InstanceValue | null = null;
  for (const member of [...cls.namespace.values()]) {
    if (member.kind !== 'function' || interpreter.ran.has(member.node) || member.owner !== cls) continue;
    instance ??= {
      kind: 'instance',
      id: interpreter.id(),
      cls,
      attributes: new Map(),
      args: [],
      keywords: new Map(),
      at: cls.at,
    };
    const self: Value[] = member.binding === 'static' ? [] : [member.binding === 'class' ? cls : instance];
    runFunction(interpreter, member, self, phase, messageOf(phase, `${cls.name}.${member.name}`));
  }
}

/** Runs what nobody was seen to call; gives those that nothing in the package even names. */
function runRest(interpreter: Interpreter, names: readonly string[]): FunctionValue[] {
  const modules = names.flatMap(name => interpreter.modules.get(name) ?? []);
  const dead: FunctionValue[] = [];
  // What runs here may define more: the function that a factory of middleware gives. A bound keeps a chain of closures finite.
  for (let round = 0; round < 5; round++) {
    const waiting = interpreter.functions.filter(fn => !interpreter.ran.has(fn.node));
    if (waiting.length === 0) break;
    for (const fn of waiting) {
      if (!interpreter.ran.has(fn.node) && !runUncalled(interpreter, fn, modules)) dead.push(fn);
    }
  }
  return dead;
}

/** Runs a function that nobody was seen to call; false when nothing in the package names it. */
function runUncalled(interpreter: Interpreter, fn: FunctionValue, modules: readonly OwnModule[]): boolean {
  const special = fn.name.startsWith('__') && fn.name.endsWith('__');
  const named = fn.node.type === 'Lambda' || special || fn.decorators.length > 0 || standsTwice(fn, modules);
  const self: Value[] = [];
  if (fn.owner && fn.binding !== 'static') {
    self.push(
      fn.binding === 'class'
        ? fn.owner
        : {
            kind: 'instance',
            id: interpreter.id(),
            cls: fn.owner,
            attributes: new Map(),
            args: [],
            keywords: new Map(),
            at: fn.owner.at,
          },
    );
  }
  runFunction(interpreter, fn, self, named ? 'call' : 'dead', messageOf('call', fn.name));
  return named;
}

/** Whether a function's name stands anywhere in the package's Python files but at its definition, comments and strings included. */
function standsTwice(fn: FunctionValue, modules: readonly OwnModule[]): boolean {
  let count = 0;
  // Its own file first: there most are named, and the search ends.
  for (const { text } of [fn.module, ...modules.filter(other => other !== fn.module)]) {
    for (let at = text.indexOf(fn.name); at >= 0; at = text.indexOf(fn.name, at + fn.name.length)) {
      if (isWordAt(text, at, fn.name.length) && ++count > 1) return true;
    }
  }
  return false;
}

function isWordAt(text: string, at: number, length: number): boolean {
  const isPart = (index: number): boolean => /^\w$/.test(text.charAt(index));
  return !isPart(at - 1) && !isPart(at + length);
}

/** A text that is equal for a patch and the write, or call, that takes it back. */
function undoKey(effect: Effect): string | undefined {
  if (effect.kind !== 'call')
    return `${effect.at.file}|${pathText(effect.object)}|${effect.name}|${effect.key ? pathText(effect.key) : ''}`;
  const method = methodOf(effect.callee);
  if (method?.name !== 'connect' && method?.name !== 'disconnect') return undefined;
  const receiver = effect.args[0] ?? effect.keywords.get('receiver');
  return receiver ? `${effect.at.file}|${pathText(method.object)}|${pathText(receiver)}` : undefined;
}

/** A patch that is taken back in a `finally`, or when a context manager is left, is not a change of the host. */
function markTemporary(interpreter: Interpreter): void {
  const undone = new Set<string>();
  const consider = (effect: Effect, undoes: boolean): void => {
    const key = undoes && effect.undoing ? undoKey(effect) : undefined;
    if (key !== undefined) undone.add(key);
  };
  // A deletion takes back what was put there; of what was there before, it is a change.
  const put = new Set(interpreter.writes.flatMap(write => (write.kind === 'write' ? (undoKey(write) ?? []) : [])));
  for (const write of interpreter.writes) {
    const removes = write.kind === 'delete' && write.undoing && put.has(undoKey(write) ?? '');
    consider(write, write.restores || removes);
  }
  for (const call of interpreter.calls) consider(call, methodOf(call.callee)?.name === 'connect');
  if (undone.size === 0) return;
  for (const effect of [...interpreter.writes, ...interpreter.calls]) {
    const key = undoKey(effect);
    if (key !== undefined && undone.has(key)) effect.temporary = true;
  }
}

/** True when the effect happens only if a plugin setting is turned on that is off by default. */
export function isOptIn(interpreter: Interpreter, effect: Circumstances): boolean {
  return isOptional(interpreter, effect.guard);
}

/** Calls a method of an instance of an own class as an entry point of the host. */
export function enterMethod(
  interpreter: Interpreter,
  object: Value,
  name: string,
  args: readonly Value[],
  phase: Phase,
  message: string,
  at: Span,
): void {
  interpreter.optionalGuards = new WeakMap();
  interpreter.enter(phase, { parent: null, step: { at, message } }, () => {
    const method = getAttribute(interpreter, object, name, at);
    if (method.kind === 'method' || method.kind === 'function') callValue(interpreter, method, args, new Map(), at);
  });
}
