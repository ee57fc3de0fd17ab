/** Functions that are handed to somebody else: when they will be called, and with what. */
import { modelByLabel } from './models.ts';
import { stringOf, symbol } from './value.ts';
import type { Phase } from './effect.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, FunctionValue, Value } from './value.ts';

type Keywords = ReadonlyMap<string, Value>;

/** Callables that call what they get first with what they get after it. */
const RUNNERS =
  /(^|\.)(submit|register|enqueue|enqueue_call|call_soon|call_soon_threadsafe|to_thread|start_new_thread|apply_async|delay|finalize)$/;

/** Of these the function stands second, behind a delay or an executor. */
const LATE_RUNNERS = /(^|\.)(Timer|run_in_executor|call_later|call_at|enqueue_in|enqueue_at)$/;

function nameOf(callee: Value): string {
  return callee.kind === 'attribute' ? callee.name : callee.kind === 'symbol' ? callee.path : '';
}

/** Phase in which a function given to this callee will run. */
function phaseOf(callee: Value): 'signal' | 'migration' | 'call' {
  const name = nameOf(callee);
  if (name.endsWith('.connect') || name === 'connect' || name.endsWith('dispatch.receiver')) return 'signal';
  if (callee.kind === 'call') return phaseOf(callee.callee);
  if (name.endsWith('.RunPython')) return 'migration';
  return 'call';
}

/** Notes the functions among the arguments of a call of code that is not the package's. */
export function handOver(interpreter: Interpreter, callee: Value, args: readonly Value[], keywords: Keywords): void {
  const phase = phaseOf(callee);
  if (phase === 'signal') {
    const given = signalArguments(interpreter, callee, args, keywords);
    const receiver = args[0] ?? keywords.get('receiver');
    if (receiver) interpreter.escape(receiver, phase, [], given);
    return;
  }
  const name = nameOf(callee);
  const late = LATE_RUNNERS.test(name);
  const runs = late || RUNNERS.test(name);
  const target = keywords.get('target') ?? keywords.get('func') ?? keywords.get('function');
  if (target) interpreter.escape(target, phase, listed(keywords.get('args')), named(keywords.get('kwargs')));
  args.forEach((arg, index) => {
    if (runs && index === (late ? 1 : 0)) {
      const rest = args.slice(index + 1);
      interpreter.escape(arg, phase, late && name.endsWith('Timer') ? listed(rest[0]) : rest, keywords);
    } else interpreter.escape(arg, phase);
  });
  for (const arg of keywords.values()) if (arg !== target) interpreter.escape(arg, phase);
}

function listed(value: Value | undefined): readonly Value[] {
  return value?.kind === 'sequence' ? value.items : [];
}

function named(value: Value | undefined): Keywords {
  const out = new Map<string, Value>();
  if (value?.kind !== 'mapping') return out;
  for (const entry of value.entries.values()) {
    const name = stringOf(entry.key);
    if (name !== undefined) out.set(name, entry.value);
  }
  return out;
}

/** Some model of the running system, which one is not known: what a loop over `apps.get_models()` meets. */
export function anyModel(interpreter: Interpreter, at: CallValue['at']): Value {
  const all: CallValue = {
    kind: 'call',
    id: interpreter.id(),
    callee: symbol('django.apps.apps.get_models', at),
    args: [],
    keywords: new Map(),
    attributes: new Map(),
    at,
  };
  return { kind: 'element', of: all, at };
}

/** What Django gives to a receiver: the sender that it was connected for, and an object of that class (Django: ref/signals). */
function signalArguments(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  keywords: Keywords,
): Keywords {
  const asked = callee.kind === 'call' ? callee.keywords.get('sender') : (keywords.get('sender') ?? args[1]);
  const given = new Map<string, Value>();
  const label = stringOf(asked);
  const at = asked && 'at' in asked ? asked.at : null;
  const sender = label === undefined || !at ? asked : (modelByLabel(interpreter, label, at) ?? asked);
  if (sender && sender.kind !== 'constant') {
    given.set('sender', sender);
    return given;
  }
  if (!ofModels(callee)) return given;
  const receiver = args[0];
  if (!sender && receiver && 'at' in receiver && receiver.at) given.set('sender', anyModel(interpreter, receiver.at));
  return given;
}

/** Whether the senders of a signal are models. */
function ofModels(callee: Value): boolean {
  const signal =
    callee.kind === 'call'
      ? callee.args[0]
      : callee.kind === 'symbol'
        ? symbol(callee.path.slice(0, callee.path.lastIndexOf('.')), callee.at)
        : callee.kind === 'attribute'
          ? callee.object
          : undefined;
  return signal?.kind === 'symbol' && signal.path.startsWith('django.db.models.signals.');
}

/** What a receiver is called with: `instance` is an object of the sender's class, if the function asks for one by name. */
export function receiverArguments(fn: FunctionValue, keywords: Keywords): Keywords {
  const sender = keywords.get('sender');
  if (!sender || keywords.has('instance')) return keywords;
  const instance: Value = { kind: 'parameter', name: 'instance', function: fn, annotation: sender, at: fn.at };
  return new Map([...keywords, ['instance', instance]]);
}

/** A function that somebody else will call. */
export interface Escaped {
  readonly fn: FunctionValue;
  readonly phase: Phase;
  readonly args: readonly Value[];
  readonly keywords: Keywords;
}
