/** What the plugin's code does beside serving its pages: signal handlers, jobs, commands. */
import { alternativesOf, ancestorPaths, methodOf, stringOf } from '../program/index.ts';
import { labelOf } from '../plugin/models/label.ts';
import { isInside } from './inspected.ts';
import type { ModelFact } from '../host/facts.ts';
import type { ModelBase } from '../plugin/base.ts';
import type { CallEffect, ClassValue, Value } from '../program/index.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin } from './schema.ts';

type Signals = InspectedPlugin['signals'];

/** Handlers that are connected when NetBox has started: by modules that it loads, and in `ready()`. */
export function signalsOf(inspected: Inspected): Signals {
  const { model, start } = inspected;
  const out = new Map<string, Signals[number]>();
  const fileModules = new Map([...model.program.modules.values()].map(module => [module.file, module.name]));
  for (const call of model.program.calls) {
    if (call.phase !== 'ready' && call.phase !== 'import') continue;
    const module = fileModules.get(call.at.file);
    if (module === undefined || !isInside(inspected, module)) continue;
    // What stands in a module that nothing loads does not happen.
    if (call.phase === 'import' && !start.modules.has(module)) continue;
    for (const one of connectionsOf(inspected, call)) out.set(`${one.signal} ${one.sender ?? ''} ${one.handler}`, one);
  }
  return [...out.values()];
}

interface Connection {
  readonly signals: readonly Value[];
  readonly handler: Value | undefined;
  readonly sender: Value | undefined;
}

/** `signal.connect(handler, sender=…)`, and `@receiver(signals, sender=…)`. */
function connectionOf(call: CallEffect): Connection | undefined {
  const method = methodOf(call.callee);
  if (method?.name === 'connect' && isSignal(method.object)) {
    return {
      signals: [method.object],
      handler: call.args[0] ?? call.keywords.get('receiver'),
      sender: call.args[1] ?? call.keywords.get('sender'),
    };
  }
  const { callee } = call;
  if (
    callee.kind !== 'call' ||
    callee.callee.kind !== 'symbol' ||
    !/^django\.dispatch\.(dispatcher\.)?receiver$/.test(callee.callee.path)
  )
    return undefined;
  const [given] = callee.args;
  const signals = given?.kind === 'sequence' ? given.items : given ? [given] : [];
  return { signals, handler: call.args[0], sender: callee.keywords.get('sender') };
}

function isSignal(value: Value): boolean {
  if (value.kind === 'symbol')
    return /(^|\.)signals?(\.|$)|(^|\.)(pre|post|m2m|request|got|user|connection|setting)_\w+$/.test(value.path);
  return value.kind === 'call' && value.callee.kind === 'symbol' && /\.Signal$/.test(value.callee.path);
}

function connectionsOf(inspected: Inspected, call: CallEffect): Signals {
  const found = connectionOf(call);
  if (!found) return [];
  const handler = found.handler ? pathOf(found.handler) : undefined;
  if (handler === undefined) {
    inspected.undecided('signals', 'the handler of a signal is computed', call.at);
    return [];
  }
  const out: Signals = [];
  for (const signal of found.signals) {
    const name = signalName(inspected, signal);
    if (name === undefined) {
      inspected.undecided('signals', 'a signal is computed', call.at);
      continue;
    }
    for (const sender of senders(inspected, found.sender)) {
      if (sender === undefined) inspected.undecided('signals', 'the sender of a signal is computed', call.at);
      else out.push({ signal: name, sender, handler });
    }
  }
  return out;
}

function signalName({ model }: Inspected, signal: Value): string | undefined {
  if (signal.kind === 'symbol') return signal.path.slice(signal.path.lastIndexOf('.') + 1);
  // A signal of the plugin's own: the name under which a module has it.
  for (const module of model.program.modules.values()) {
    for (const [name, value] of module.scope?.names ?? []) if (value === signal) return name;
  }
  return undefined;
}

/** Labels of the sending models; `null` for any sender, `undefined` for one that cannot be told. */
function senders(inspected: Inspected, sender: Value | undefined): readonly (string | null | undefined)[] {
  if (!sender || (sender.kind === 'constant' && sender.value === null)) return [null];
  return alternativesOf(sender).map(one => senderOf(inspected, one));
}

function senderOf(inspected: Inspected, sender: Value): string | undefined {
  const { model, host } = inspected;
  const base: ModelBase = { package: model.package, program: model.program, host, plugins: model.plugins };
  const through = throughOf(inspected, base, sender);
  return through ?? labelOf(base, sender, inspected.plugin.label, '') ?? undefined;
}

/** `Rule.groups.through`: the automatic model of a relation, `app.Rule_groups`. */
function throughOf({ model, host }: Inspected, base: ModelBase, sender: Value): string | undefined {
  if (sender.kind === 'symbol' && sender.path.endsWith('.through')) {
    const parts = sender.path.split('.');
    const fact = host.facts.modelOfClass(parts.slice(0, -2).join('.'));
    return fact ? throughOfCore(model, fact, parts.at(-2) ?? '') : undefined;
  }
  if (sender.kind !== 'attribute' || sender.name !== 'through') return undefined;
  for (const cls of model.program.classes) {
    for (const [name, value] of cls.namespace) {
      if (value !== sender.object) continue;
      const label = labelOf(base, cls, '', '');
      return label === null ? undefined : `${label}_${name}`;
    }
  }
  return undefined;
}

/** The automatic model of a core model's relation, or of an own model's that is called so from there (`related_name`). */
function throughOfCore({ models }: Inspected['model'], core: ModelFact, name: string): string {
  if (!core.fields.has(name)) {
    for (const own of models) {
      const field = [...own.fields.values()].find(one => one.relatedName?.text === name && one.related === core.label);
      if (field) return field.through ?? `${own.label}_${field.name}`;
    }
  }
  return `${core.label}_${name}`;
}

/** Dotted path of a function, method or class. */
function pathOf(value: Value): string | undefined {
  const [one = value] = alternativesOf(value);
  switch (one.kind) {
    case 'function':
      return `${one.module.name}.${one.owner ? `${one.owner.qualname}.` : ''}${one.name}`;
    case 'class':
      return `${one.module.name}.${one.qualname}`;
    case 'method':
      return pathOf(one.function);
    case 'symbol':
      return one.path;
    case 'partial':
      return pathOf(one.callee);
    default:
      return undefined;
  }
}

/** Background jobs (netbox/jobs.py, JobRunner): what they are called, and how often NetBox runs them by itself. */
export function jobsOf(inspected: Inspected): InspectedPlugin['jobs'] {
  const { program } = inspected.model;
  return program.classes.flatMap(cls => {
    if (!isInside(inspected, cls.module.name)) return [];
    if (!ancestorPaths(program.interpreter, cls).some(path => path.endsWith('.JobRunner'))) return [];
    const meta = cls.namespace.get('Meta');
    const name = meta?.kind === 'class' ? (stringOf(meta.namespace.get('name')) ?? null) : null;
    return [{ class: `${cls.module.name}.${cls.qualname}`, name, interval: intervalOf(cls) }];
  });
}

function intervalOf(cls: ClassValue): string | null {
  for (const decorator of cls.decorators) {
    if (decorator.kind !== 'call' || decorator.callee.kind !== 'symbol' || !/\.system_job$/.test(decorator.callee.path))
      continue;
    const interval = decorator.args[0] ?? decorator.keywords.get('interval');
    if (interval?.kind === 'symbol') return interval.path.slice(interval.path.lastIndexOf('.') + 1);
    return interval?.kind === 'constant' ? `${String(interval.value)} min` : '?';
  }
  return null;
}

/** Management commands of the plugin's apps. */
export function commandsOf({ model, modules }: Inspected): string[] {
  const names = new Set<string>();
  for (const name of model.program.modules.keys()) {
    for (const module of modules) {
      const folder = `${module}.management.commands.`;
      const command = name.startsWith(folder) ? name.slice(folder.length) : '';
      if (command !== '' && !command.includes('.') && !command.startsWith('_')) names.add(command);
    }
  }
  return [...names].sort();
}
