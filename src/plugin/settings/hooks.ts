/** The methods of PluginConfig that NetBox calls, as a plugin overrides them: `ready()` and `validate()`. */
import { alternativesOf, methodOf, resolutionOrder, stepsOf } from '../../program/index.ts';
import { classesAsked, configMember, isHostClass } from '../config.ts';
import type { Step } from '../../finding.ts';
import type { CallEffect, ClassValue, FunctionValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { ConfigClass, PluginModel } from '../config.ts';

export interface Override {
  /** The name in its `def`, or where it is bound; of several that call each other, the one at which the chain ends. */
  readonly at: Span;
  /** Whether the host's own method is called on the way: `super()`, `PluginConfig.ready(self)`, also through a helper. */
  readonly callsHost: boolean;
  /** What the method does before that call, or all that it does: a call or an assignment, for messages. */
  readonly trace: readonly Step[];
}

export interface ValidateOverride extends Override {
  /** The method that NetBox calls; `at` is where the call of the host's own is missing, which may be further on. */
  readonly first: Span;
  readonly binding: FunctionValue['binding'];
  /** Fewest and most positional arguments that a call on the class can give (the class itself left out). */
  readonly accepts: { readonly least: number; readonly most: number };
}

export interface PluginHooks {
  readonly ready: Override | null;
  readonly validate: ValidateOverride | null;
}

/** The overrides of a plugin's config class, also those that it inherits from a class of its own. */
export function hooksOf(base: ModelBase, plugin: PluginModel): PluginHooks {
  const { config } = plugin;
  if (config?.base !== 'plugin-config') return { ready: null, validate: null };
  const validate = overrideOf(config, 'validate');
  const call = hostCall(base, config, 'validate');
  return {
    ready: hostCall(base, config, 'ready'),
    validate:
      validate?.value.kind === 'function' && call
        ? { ...call, first: validate.at, binding: validate.value.binding, accepts: acceptsOf(validate.value) }
        : null,
  };
}

/** The member that the host calls in place of its own; `null` when the plugin has none, or may have one of several. */
function overrideOf(config: ConfigClass, name: string): { value: Value; at: Span } | null {
  const member = configMember(config.value, name);
  // Of several definitions, or of what a decorator that is not known made, nothing certain can be said.
  if (!member || (member.value.kind !== 'function' && member.value.kind !== 'constant')) return null;
  return { value: member.value, at: placeIn(member.cls, name) };
}

function placeIn(cls: ClassValue, name: string): Span {
  const value = cls.namespace.get(name);
  // What a decorator wrapped around the method stands elsewhere and is no fault of its own.
  const written = value?.kind === 'function' && value.closure.kind !== 'function' ? value.at : undefined;
  return written ?? cls.places.get(name) ?? cls.at;
}

/** What is known of the call of the host's own method, in the phase in which the host calls the plugin's. */
function hostCall(
  base: ModelBase,
  config: ConfigClass,
  name: 'ready' | 'validate',
): { readonly at: Span; readonly callsHost: boolean; readonly trace: readonly Step[] } | null {
  const first = overrideOf(config, name);
  if (!first) return null;
  // NetBox does not await what it calls.
  const { value } = first;
  if (value.kind === 'function' && value.node.type === 'AsyncFunctionDef')
    return { at: first.at, callsHost: false, trace: [] };
  const call = base.program.calls.find(one => one.phase === name && isHostCall(one, config, name));
  if (call) return { at: first.at, callsHost: true, trace: stepsOf(call.frame) };
  return { at: lastReached(base, config, name) ?? first.at, callsHost: false, trace: [] };
}

/** Of several overrides that call each other by `super()`, the one that ends the chain: there the call is missing. */
function lastReached(base: ModelBase, config: ConfigClass, name: 'ready' | 'validate'): Span | undefined {
  const reached = classesAsked(config.value, name).filter(one => {
    const value = one.namespace.get(name);
    return value?.kind === 'function' && base.program.interpreter.ran.get(value.node) === name;
  });
  const last = reached.at(-1);
  return last && placeIn(last, name);
}

function isHostCall(call: CallEffect, config: ConfigClass, name: string): boolean {
  for (const callee of alternativesOf(call.callee)) {
    let method = methodOf(callee);
    // `PluginConfig.validate.__func__(cls, …)` is the function that the class method holds.
    if (method?.name === '__func__') method = methodOf(method.object);
    if (method?.name !== name) continue;
    const { object } = method;
    if (object.kind === 'super' && isOf(object.self, config)) return true;
    // `PluginConfig.ready(self)`
    if (object.kind === 'symbol' && isHostClass(object) && isOf(call.args[0], config)) return true;
    // `original = ExampleConfig.ready` before the class had one of its own.
    if (object.kind === 'class' && resolutionOrder(config.value).includes(object)) return true;
  }
  return false;
}

function isOf(self: Value | undefined, config: ConfigClass): boolean {
  if (self?.kind === 'instance') return self.cls === config.value;
  return self?.kind === 'class' ? self === config.value : true;
}

function acceptsOf(fn: FunctionValue): { least: number; most: number } {
  const { posonlyargs, args, vararg, kwonlyargs, kw_defaults } = fn.node.args;
  const positional = posonlyargs.length + args.length;
  // NetBox calls `plugin_config.validate(config, version)` on the class: only a class method gets the class beside them.
  const bound = fn.binding === 'class' ? 1 : 0;
  const required = kwonlyargs.filter((_, index) => (kw_defaults[index] ?? null) === null).length;
  return {
    least: positional - fn.defaults.length - bound + required * 100,
    most: vararg ? Number.POSITIVE_INFINITY : positional - bound,
  };
}
