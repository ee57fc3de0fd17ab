/** The methods of PluginConfig that NetBox calls, as a plugin overrides them: `ready()` and `validate()`. */
import { alternativesOf, methodOf, ownMember, stepsOf } from '../../program/index.ts';
import type { Step } from '../../finding.ts';
import type { CallEffect, FunctionValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { ConfigClass, PluginModel } from '../config.ts';

export interface Override {
  /** The name in its `def`. */
  readonly at: Span;
  /** Whether the host's own method is called on the way: `super()`, `PluginConfig.ready(self)`, also through a helper. */
  readonly callsHost: boolean;
  /** What the method does before that call, or all that it does: a call or an assignment, for messages. */
  readonly trace: readonly Step[];
}

export interface ValidateOverride extends Override {
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
  const ready = overrideOf(config, 'ready');
  const validate = overrideOf(config, 'validate');
  return {
    ready: ready ? { at: ready.at, ...callOf(base, config, 'ready') } : null,
    validate: validate
      ? {
          at: validate.at,
          binding: validate.binding,
          accepts: acceptsOf(validate),
          ...callOf(base, config, 'validate'),
        }
      : null,
  };
}

function overrideOf(config: ConfigClass, name: string): FunctionValue | null {
  const member = ownMember(config.value, name)?.value;
  // One of several definitions may be the right one: nothing certain can be said of them.
  return member?.kind === 'function' ? member : null;
}

/** Whether a call of the host's method of that name, for this class, is among the effects. */
function callOf(base: ModelBase, config: ConfigClass, name: string): { callsHost: boolean; trace: readonly Step[] } {
  const call = base.program.calls.find(one => isHostCall(one, config, name));
  return { callsHost: call !== undefined, trace: call ? stepsOf(call.frame) : [] };
}

function isHostCall(call: CallEffect, config: ConfigClass, name: string): boolean {
  for (const callee of alternativesOf(call.callee)) {
    const method = methodOf(callee);
    if (method?.name !== name) continue;
    const { object } = method;
    if (object.kind === 'super' && isOf(object.self, config)) return true;
    // `PluginConfig.ready(self)`; for a class method also `PluginConfig.validate.__func__(cls, …)`.
    if (object.kind === 'symbol' && /\.(PluginConfig|AppConfig)$/.test(object.path)) return true;
  }
  return false;
}

function isOf(self: Value, config: ConfigClass): boolean {
  return self.kind === 'instance' ? self.cls === config.value : self.kind === 'class' ? self === config.value : true;
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
