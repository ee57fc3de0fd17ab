/**
 * Own operation classes and own behaviour of `class Migration`: their methods are interpreted with what Django hands them
 * (django/db/migrations/migration.py, `apply`), to learn which app's label the work is done under and what is called.
 */
import { callValue, constant, getAttribute, guardsOf, ownMember, stringOf, symbol } from '../../program/index.ts';
import { calleeName, MIGRATION_APPS, SCHEMA_EDITOR } from './historical.ts';
import type { CallEffect, ClassValue, InstanceValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { Named } from '../models/field.ts';

/** Methods through which an operation works under an app label, its first argument. */
const WORK = new Set(['database_forwards', 'state_forwards']);
const STATE = 'django.db.migrations.state';

/** Runs code of the package in the migration phase and gives the calls that it makes, without adding them to the program's. */
function callsOf(base: ModelBase, at: ClassValue, run: () => void): CallEffect[] {
  const { interpreter } = base.program;
  const calls = interpreter.calls.length;
  const writes = interpreter.writes.length;
  interpreter.enter('migration', { parent: null, step: { at: at.at, message: `Django runs ${at.name}` } }, run);
  interpreter.writes.length = writes;
  return interpreter.calls.splice(calls);
}

function call(base: ModelBase, self: InstanceValue, name: string, args: readonly Value[]): void {
  const { interpreter } = base.program;
  if (ownMember(self.cls, name)?.value.kind !== 'function') return;
  const method = getAttribute(interpreter, self, name, self.cls.at);
  if (method.kind === 'method') callValue(interpreter, method, args, new Map(), self.cls.at);
}

/** What an own operation calls when Django applies it to the state, and when it applies it to the database. */
interface Simulation {
  readonly state: readonly CallEffect[];
  readonly database: readonly CallEffect[];
}

const simulated = new WeakMap<ModelBase, Map<InstanceValue, Simulation>>();

function simulations(base: ModelBase): Map<InstanceValue, Simulation> {
  const known = simulated.get(base);
  if (known) return known;
  const made = new Map<InstanceValue, Simulation>();
  simulated.set(base, made);
  return made;
}

/** Calls of all own operations that have been read so far. */
export function callsOfOwnOperations(base: ModelBase): CallEffect[] {
  return [...simulations(base).values()].flatMap(one => [...one.state, ...one.database]);
}

/** What an instance of an own operation class calls when it is applied in a migration of the app. */
function callsOfOperation(base: ModelBase, operation: InstanceValue, app: string): Simulation {
  const all = simulations(base);
  const known = all.get(operation);
  if (known) return known;
  const at = operation.cls.at;
  const state = callsOf(base, operation.cls, () => {
    call(base, operation, 'state_forwards', [constant(app, at), symbol(STATE, at)]);
  });
  const database = callsOf(base, operation.cls, () => {
    call(base, operation, 'database_forwards', [
      constant(app, at),
      symbol(SCHEMA_EDITOR, at),
      symbol(MIGRATION_APPS.replace(/\.apps$/, '.from_state'), at),
      symbol(MIGRATION_APPS.replace(/\.apps$/, '.to_state'), at),
    ]);
  });
  const calls = { state, database };
  all.set(operation, calls);
  return calls;
}

/** How an operation of an own class does its work. */
export interface OwnWork {
  /** `django`: as the class above does it; `nothing`: not at all; `own`: in some other way. */
  readonly state: 'django' | 'nothing' | 'own';
  readonly database: 'django' | 'nothing' | 'own';
  /** What is called for the database. */
  readonly calls: readonly CallEffect[];
}

/** How an operation works whose class has a `state_forwards` or a `database_forwards` of its own; `undefined` where it has neither. */
export function workOfOperation(base: ModelBase, operation: InstanceValue, app: string): OwnWork | undefined {
  const own = (name: string): boolean => ownMember(operation.cls, name)?.value.kind === 'function';
  if (!own('state_forwards') && !own('database_forwards')) return undefined;
  const { state, database } = callsOfOperation(base, operation, app);
  const kind = (name: string, calls: readonly CallEffect[]): OwnWork['state'] => {
    if (!own(name)) return 'django';
    const above = calls.filter(one => calleeName(one.callee) === name && one.phase !== 'dead');
    if (above.length > 0) return above.every(one => isCertain(one) && isAbove(one)) ? 'django' : 'own';
    return calls.length === 0 ? 'nothing' : 'own';
  };
  return { state: kind('state_forwards', state), database: kind('database_forwards', database), calls: database };
}

/** `super().database_forwards(…)`, or `AddField.database_forwards(self, …)`. */
function isAbove({ callee }: CallEffect): boolean {
  return callee.kind === 'symbol' || (callee.kind === 'attribute' && callee.object.kind === 'super');
}

/** True where a call happens whatever the state of the database: Django asks routers by itself, and a host has one database. */
export function isCertain(one: CallEffect): boolean {
  return guardsOf(one.guard).every(
    ({ value, holds }) => holds && value.kind === 'call' && /^allow_migrate/.test(calleeName(value.callee) ?? ''),
  );
}

/** The place of an argument that is written in the call, or in the operation that brought it; else the call. */
function writtenIn(argument: Value | undefined, call: Span, operation: Span | null = null): Span {
  const at = argument && 'at' in argument ? argument.at : null;
  const inside = (span: Span | null): boolean =>
    at !== null && span !== null && at.file === span.file && at.start >= span.start && at.end <= span.end;
  return at !== null && (inside(call) || inside(operation)) ? at : call;
}

/** A label other than the app's own under which one of the calls does an operation's work. */
function redirectIn(calls: readonly CallEffect[], app: string, operation: Span | null): Named | null {
  for (const one of calls) {
    const name = calleeName(one.callee);
    if (name === undefined || !WORK.has(name)) continue;
    // `super().database_forwards(label, …)`, or `AddField.database_forwards(self, label, …)`.
    for (const argument of [one.keywords.get('app_label'), one.args[0], one.args[1]]) {
      const text = stringOf(argument);
      if (text !== undefined && text !== app) return { text, at: writtenIn(argument, one.at, operation) };
    }
  }
  return null;
}

/** The label to which an own operation redirects its work; `null` when it works on the migration's own app. */
export function redirectOfOperation(base: ModelBase, operation: InstanceValue, app: string): Named | null {
  const overridden = ['database_forwards', 'state_forwards'].some(name => ownMember(operation.cls, name) !== undefined);
  if (!overridden) return null;
  const { state, database } = callsOfOperation(base, operation, app);
  return redirectIn([...state, ...database], app, operation.at);
}

/** The label under which `class Migration` applies its operations, when it is not the app's own. */
export function redirectOfMigration(base: ModelBase, cls: ClassValue, name: string, app: string): Named | null {
  const methods = ['__init__', 'apply', 'mutate_state', '__new__'].filter(
    one => ownMember(cls, one)?.value.kind === 'function',
  );
  const property = ownMember(cls, 'app_label');
  if (property?.value.kind === 'function' && property.value.binding === 'property') {
    const value = stringOf(getAttribute(base.program.interpreter, instanceOf(base, cls), 'app_label', cls.at));
    if (value !== undefined && value !== app) return { text: value, at: property.value.at };
  }
  if (methods.length === 0) return null;
  const instance = instanceOf(base, cls);
  instance.attributes.set('app_label', constant(app));
  const calls = callsOf(base, cls, () => {
    call(base, instance, '__init__', [constant(name, cls.at), constant(app, cls.at)]);
    call(base, instance, 'mutate_state', [symbol(STATE, cls.at)]);
    call(base, instance, 'apply', [symbol(STATE, cls.at), symbol(SCHEMA_EDITOR, cls.at)]);
  });
  for (const one of calls) {
    if (calleeName(one.callee) !== '__init__') continue;
    const label = one.args.length > 2 ? one.args[2] : (one.args[1] ?? one.keywords.get('app_label'));
    const text = stringOf(label);
    if (text !== undefined && text !== app) return { text, at: writtenIn(label, one.at) };
  }
  const set = instance.attributes.get('app_label');
  const text = stringOf(set);
  if (text !== undefined && text !== app) return { text, at: set && 'at' in set ? set.at : cls.at };
  return redirectIn(calls, app, null);
}

/**
 * What the class Migration gives as an attribute that its own `__init__`, or a property, makes; `undefined` where the class body
 * says it all.
 */
export function madeAttribute(base: ModelBase, cls: ClassValue, attribute: string, app: string): Value | undefined {
  const property = ownMember(cls, attribute)?.value;
  const computed = property?.kind === 'function' && property.binding === 'property';
  if (!computed && ownMember(cls, '__init__')?.value.kind !== 'function') return undefined;
  const instance = instanceOf(base, cls);
  let value: Value | undefined;
  callsOf(base, cls, () => {
    const [name, label] = [constant('migration', cls.at), constant(app, cls.at)];
    call(base, instance, '__init__', [name, label]);
    value = computed
      ? getAttribute(base.program.interpreter, instance, attribute, cls.at)
      : instance.attributes.get(attribute);
  });
  return value;
}

function instanceOf(base: ModelBase, cls: ClassValue): InstanceValue {
  return {
    kind: 'instance',
    id: base.program.interpreter.id(),
    cls,
    attributes: new Map(),
    args: [],
    keywords: new Map(),
    at: cls.at,
  };
}
