/** Receivers that the package connects to signals: `@receiver(post_save, sender=Device)`, `post_save.connect(f, sender=Device)`. */
import { alternativesOf, elementsOf, methodOf } from '../../program/index.ts';
import { labelOf } from '../models/label.ts';
import { loadedModules, moduleOfFile } from '../routes/loading.ts';
import { definitionPath } from '../routes/view.ts';
import type { CallEffect, Phase, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface SignalReceiver {
  /** Dotted path: `django.db.models.signals.post_save`. */
  readonly signal: string;
  /** `dcim.Device`, or the dotted path of another sender; `null` for every sender, and where it is not known. */
  readonly sender: string | null;
  /** A sender is given. */
  readonly limited: boolean;
  /** Dotted path of the receiver. */
  readonly handler: string | null;
  /** The receiver's definition, where the package has it. */
  readonly handlerAt: Span | null;
  readonly at: Span;
  readonly phase: Phase;
  /** Connected by the time the host has started. */
  readonly atStart: boolean;
}

/** Every connection, in the order of the calls. */
export function findSignals(base: ModelBase): SignalReceiver[] {
  const out: SignalReceiver[] = [];
  const seen = new Set<string>();
  for (const call of base.program.calls) {
    for (const one of connectionsOf(base, call)) {
      const key = JSON.stringify([one.signal, one.sender, one.handler, one.at]);
      if (seen.has(key)) continue;
      seen.add(key);
      out.push(one);
    }
  }
  return out;
}

function connectionsOf(base: ModelBase, call: CallEffect): SignalReceiver[] {
  const { callee } = call;
  if (callee.kind === 'call' && callee.callee.kind === 'symbol' && callee.callee.path === 'django.dispatch.receiver') {
    const [signals] = callee.args;
    const [handler] = call.args;
    if (!signals || !handler) return [];
    const list = signals.kind === 'sequence' ? elementsOf(base.program.interpreter, signals, call.at).items : [signals];
    return list.flatMap(signal => receivers(base, call, signal, handler, callee.keywords.get('sender')));
  }
  const method = methodOf(callee);
  if (method?.name !== 'connect') return [];
  const handler = call.args[0] ?? call.keywords.get('receiver');
  if (!handler || !isSignal(method.object)) return [];
  return receivers(base, call, method.object, handler, call.args[1] ?? call.keywords.get('sender'));
}

/** Something of a `signals` module, or a Signal that the package makes. */
function isSignal(value: Value): boolean {
  return alternativesOf(value).some(one => {
    if (one.kind === 'symbol') return /(^|\.)(signals?|dispatch)\.\w+$/.test(one.path);
    return one.kind === 'call' && one.callee.kind === 'symbol' && /(^|\.)Signal$/.test(one.callee.path);
  });
}

function receivers(
  base: ModelBase,
  call: CallEffect,
  signal: Value,
  handler: Value,
  sender: Value | undefined,
): SignalReceiver[] {
  const { interpreter } = base.program;
  const module = moduleOfFile(base, call.at.file);
  const loaded = module === undefined || loadedModules(base).has(module);
  return alternativesOf(signal).flatMap(one => {
    if (one.kind !== 'symbol') return [];
    return {
      signal: interpreter.canonical(one.path),
      sender: sender ? senderOf(base, sender) : null,
      limited: sender !== undefined && !(sender.kind === 'constant' && sender.value === null),
      handler: definitionPath(interpreter, handler),
      handlerAt: definedAt(handler),
      at: call.at,
      phase: call.phase,
      atStart: loaded && (call.phase === 'import' || call.phase === 'ready' || call.phase === 'validate'),
    };
  });
}

function definedAt(handler: Value): Span | null {
  const [one] = alternativesOf(handler);
  if (one?.kind === 'partial') return definedAt(one.callee);
  if (one?.kind === 'method') return one.function.at;
  return one?.kind === 'function' ? one.at : null;
}

function senderOf(base: ModelBase, sender: Value): string | null {
  const label = labelOf(base, sender, '', '');
  if (label !== null) return label;
  // `Model.field.through` is the automatic table between the two.
  if (
    (sender.kind === 'attribute' || sender.kind === 'symbol') &&
    /(^|\.)through$/.test(sender.kind === 'symbol' ? sender.path : sender.name)
  ) {
    const field = methodOf(sender)?.object;
    const owner = (field && methodOf(field)) ?? throughOf(base, sender);
    const model = owner ? labelOf(base, owner.object, '', '') : null;
    if (owner && model !== null) return `${model}_${owner.name}`;
  }
  const path = definitionPath(base.program.interpreter, sender);
  if (path !== null) return path;
  return null;
}

/** The class and name of an own field whose `through` is taken: the value in between is the field's own constructor call. */
function throughOf(base: ModelBase, sender: Value): { readonly object: Value; readonly name: string } | undefined {
  if (sender.kind !== 'attribute') return undefined;
  for (const cls of base.program.classes) {
    for (const [name, value] of cls.namespace) if (value === sender.object) return { object: cls, name };
  }
  return undefined;
}
