/** What receivers of signals of core models do to core objects: set their fields, write their rows, refuse the act. */
import { alternativesOf, ancestorPaths, isOptIn, stepsOf } from '../../program/index.ts';
import { replayMigrations } from '../migrations/index.ts';
import { insideTry } from '../routes/guarded.ts';
import { findSignals } from './signals.ts';
import type { Circumstances, Effect, Value } from '../../program/index.ts';
import type { Step } from '../../finding.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { SignalReceiver } from './signals.ts';

export interface HandlerAct {
  /** `field`: a field of the object that is about to be saved; `rows`: rows of core models; `veto`: an exception stops the act. */
  readonly kind: 'field' | 'rows' | 'veto';
  /** `pre_save`. */
  readonly signal: string;
  /** The model whose signal it is: `dcim.Device`; `null` for every model. */
  readonly sender: string | null;
  /** The field, the method and model that are written, or the exception. */
  readonly what: string;
  readonly at: Span;
  readonly optIn: boolean;
  readonly trace: readonly Step[];
}

const MODEL_SIGNAL = /^django\.db\.models\.signals\.(\w+)$/;

/** Exceptions by which an act is refused: a failed validation, a missing permission, NetBox's own. */
const REFUSALS =
  /(?:^|\.)(?:AbortRequest|AbortTransaction|PermissionsViolation|PermissionDenied|ValidationError|ProtectedError|RestrictedError)$/;

const placeOf = ({ file, start }: Span): string => `${file}:${start}`;

/** Every act, in the order of its kind and of the code. */
export function findHandlerActs(base: ModelBase): HandlerAct[] {
  const core = new Map<string, SignalReceiver[]>();
  for (const receiver of findSignals(base)) {
    const app = receiver.sender?.split('.', 1)[0] ?? '';
    const ofCore = receiver.sender === null ? !receiver.limited : base.host.facts.apps().get(app)?.core === true;
    if (!ofCore || !receiver.handlerAt || !MODEL_SIGNAL.test(receiver.signal)) continue;
    const key = placeOf(receiver.handlerAt);
    core.set(key, [...(core.get(key) ?? []), receiver]);
  }
  if (core.size === 0) return [];
  const receivers = (trace: readonly Step[]): readonly SignalReceiver[] =>
    (trace[0] && core.get(placeOf(trace[0].at))) ?? [];
  return [...fields(base, receivers), ...rows(base, receivers), ...vetoes(base, receivers)];
}

type Receivers = (trace: readonly Step[]) => readonly SignalReceiver[];

const signalName = ({ signal }: SignalReceiver): string => MODEL_SIGNAL.exec(signal)?.[1] ?? signal;

function* fields(base: ModelBase, receivers: Receivers): Iterable<HandlerAct> {
  for (const write of base.program.writes) {
    if (write.phase !== 'signal' || write.kind !== 'write' || write.access !== 'attribute' || write.name === null)
      continue;
    const trace = stepsOf(write.frame);
    for (const object of alternativesOf(write.object)) {
      if (object.kind !== 'parameter' || object.name !== 'instance') continue;
      for (const receiver of receivers(trace)) {
        const model = receiver.sender === null ? undefined : base.host.facts.model(receiver.sender);
        // What is set once the row is written, or on an object that is deleted, changes nothing.
        if (signalName(receiver) !== 'pre_save' || !model?.fields.has(write.name.replace(/_id$/, ''))) continue;
        yield { kind: 'field', ...common(base, receiver, write), what: write.name };
      }
    }
  }
}

function* rows(base: ModelBase, receivers: Receivers): Iterable<HandlerAct> {
  for (const write of replayMigrations(base).rowWrites) {
    if (write.phase !== 'signal' || !write.core || write.effect === 'insert') continue;
    const [receiver] = receivers(write.trace).filter(one => one.sender !== null);
    if (!receiver) continue;
    const { at, optIn, trace } = write;
    const { sender } = receiver;
    yield {
      kind: 'rows',
      signal: signalName(receiver),
      sender,
      what: `${write.method}() of ${write.model}`,
      at,
      optIn,
      trace,
    };
  }
}

function* vetoes(base: ModelBase, receivers: Receivers): Iterable<HandlerAct> {
  for (const raised of base.program.raises) {
    if (raised.phase !== 'signal' || insideTry(base, raised.at)) continue;
    const [receiver] = receivers(stepsOf(raised.frame)).filter(one => /^pre_/.test(signalName(one)));
    const path = exceptionPaths(base, raised.value).find(one => REFUSALS.test(one));
    if (!receiver || path === undefined) continue;
    yield { kind: 'veto', ...common(base, receiver, raised), what: path.slice(path.lastIndexOf('.') + 1) };
  }
}

function exceptionPaths(base: ModelBase, value: Value): readonly string[] {
  const { interpreter } = base.program;
  return alternativesOf(value).flatMap(one => {
    if (one.kind === 'instance') return ancestorPaths(interpreter, one.cls);
    const cls = one.kind === 'call' ? one.callee : one;
    return cls.kind === 'symbol' || cls.kind === 'class' ? ancestorPaths(interpreter, cls) : [];
  });
}

function common(
  base: ModelBase,
  receiver: SignalReceiver,
  effect: Circumstances & Pick<Effect, 'at'>,
): Omit<HandlerAct, 'kind' | 'what'> {
  return {
    signal: signalName(receiver),
    sender: receiver.sender,
    at: effect.at,
    optIn: isOptIn(base.program.interpreter, effect),
    trace: stepsOf(effect.frame),
  };
}
