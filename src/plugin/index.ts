/** Builds the model of a package: interpret it as the host would run it, then hold it against releases of the host. */
import { constant, enterMethod, interpret, stringOf, unknown } from '../program/index.ts';
import { configMember, findPlugins } from './config.ts';
import { createModel } from './model.ts';
import type { HostContext } from '../host/context.ts';
import type { Package } from '../package/package.ts';
import type { HostKnowledge, InstanceValue, Interpreter, Value } from '../program/index.ts';
import type { PluginModel } from './config.ts';
import type { PackageModel } from './model.ts';

export type { PackageModel } from './model.ts';
export type { PluginModel } from './config.ts';

/** What the model needs of a host: its knowledge for the interpreter, and the releases for what the plugins declare. */
export interface ModelHost {
  readonly knowledge: HostKnowledge;
  /** Tells the host the declared defaults of settings, `<plugin module>.<setting>`, before the plugins' code runs. */
  declare(interpreter: Interpreter, defaults: ReadonlyMap<string, Value>): void;
  /** Chooses the releases to check, from the declared bounds. */
  context(plugins: readonly PluginModel[]): HostContext;
}

export interface BuiltModel {
  readonly model: PackageModel;
  readonly context: HostContext;
}

/** Interprets a package and gives its model. */
export function buildModel(pkg: Package, host: ModelHost): BuiltModel {
  let plugins: readonly PluginModel[] = [];
  const program = interpret(pkg, host.knowledge, interpreter => {
    plugins = findPlugins(interpreter);
    // The declared bounds decide which conditions on the host's version hold.
    if (plugins.length > 0) host.context(plugins);
    host.declare(interpreter, declaredDefaults(plugins));
    for (const plugin of plugins) start(interpreter, plugin);
  });
  // A module that was loaded later may hold a plugin of its own (a nested package).
  plugins = findPlugins(program.interpreter);
  const context = host.context(plugins);
  return { model: createModel({ package: pkg, program, host: context, plugins }), context };
}

/**
 * The declared defaults by `<plugin module>.<setting>`; where all that a plugin declares is known, `<plugin module>.*` is the None
 * that reading any other setting gives.
 */
function declaredDefaults(plugins: readonly PluginModel[]): Map<string, Value> {
  const defaults = new Map<string, Value>();
  for (const { module, config } of plugins) {
    if (!config) continue;
    const member = (name: string): Value | undefined => configMember(config.value, name)?.value;
    const declared = member('default_settings');
    const required = member('required_settings');
    const names = required?.kind === 'sequence' && !required.open ? required.items.map(stringOf) : [];
    const closed =
      config.base === 'plugin-config' &&
      (declared === undefined || (declared.kind === 'mapping' && !declared.open)) &&
      (required === undefined || (required.kind === 'sequence' && !required.open && !names.includes(undefined))) &&
      // It may put more into the configuration.
      member('validate') === undefined;
    const entries = declared?.kind === 'mapping' ? [...declared.entries.values()] : [];
    for (const { key, value } of entries) {
      const name = stringOf(key);
      if (name !== undefined) defaults.set(`${module}.${name}`, value);
    }
    if (!closed || entries.some(({ key }) => stringOf(key) === undefined)) continue;
    defaults.set(`${module}.*`, constant(null));
    for (const name of names)
      if (name !== undefined && !defaults.has(`${module}.${name}`))
        defaults.set(`${module}.${name}`, unknown('a setting that the operator gives'));
  }
  return defaults;
}

/** Runs what the host runs of a PluginConfig: `validate` while settings are read, `ready` when all apps are loaded. */
function start(interpreter: Interpreter, plugin: PluginModel): void {
  const { config } = plugin;
  if (!config) return;
  const cls = config.value;
  if (configMember(cls, 'validate'))
    enterMethod(interpreter, cls, 'validate', [], 'validate', 'the host validates the configuration', config.at);
  const instance: InstanceValue = {
    kind: 'instance',
    id: interpreter.id(),
    cls,
    attributes: new Map<string, Value>([['name', constant(plugin.module, config.at)]]),
    args: [],
    keywords: new Map(),
    at: config.at,
  };
  if (configMember(cls, 'ready'))
    enterMethod(interpreter, instance, 'ready', [], 'ready', 'the host calls ready() at start', config.at);
}
