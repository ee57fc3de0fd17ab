/** Builds the model of a package: interpret it as the host would run it, then hold it against releases of the host. */
import { constant, enterMethod, interpret, stringOf } from '../program/index.ts';
import { findPlugins } from './config.ts';
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

function declaredDefaults(plugins: readonly PluginModel[]): Map<string, Value> {
  const defaults = new Map<string, Value>();
  for (const plugin of plugins) {
    const declared = plugin.config?.value.namespace.get('default_settings');
    if (declared?.kind !== 'mapping') continue;
    for (const { key, value } of declared.entries.values()) {
      const name = stringOf(key);
      if (name !== undefined) defaults.set(`${plugin.module}.${name}`, value);
    }
  }
  return defaults;
}

/** Runs what the host runs of a PluginConfig: `validate` while settings are read, `ready` when all apps are loaded. */
function start(interpreter: Interpreter, plugin: PluginModel): void {
  const { config } = plugin;
  if (!config) return;
  const cls = config.value;
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
  enterMethod(interpreter, instance, 'ready', [], 'ready', 'the host calls ready() at start', config.at);
}
