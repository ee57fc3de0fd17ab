/**
 * NetBox's start, simulated for one plugin and one exact release: is it loaded, skipped, or does NetBox not start, with which
 * exception and message, and what shows only later. Read from netbox/settings.py, netbox/plugins (extras/plugins up to 3.6) and
 * Django's app registry.
 */
import { CONFIG_ATTRIBUTES, inForce } from '../contract.ts';
import { importModels, populateApps } from './apps.ts';
import { installationOf } from './installation.ts';
import { lookLater } from './later.ts';
import { ModuleLoader } from './modules.ts';
import { StartEnds } from './outcome.ts';
import { runReady } from './ready.ts';
import { readSettings } from './settings.ts';
import { findModule } from './starting.ts';
import type { HostFacts } from '../../facts.ts';
import type { PackageModel } from '../../../plugin/model.ts';
import type { PluginModel } from '../../../plugin/config.ts';
import type { Configuration } from './configuration.ts';
import type { Release } from './modules.ts';
import type { Start } from './outcome.ts';
import type { Starting } from './starting.ts';

export type { LoadStep, ProblemStep, Start } from './outcome.ts';
export { addedApps } from './apps.ts';
export { readConfiguration } from './configuration.ts';
export type { Configuration } from './configuration.ts';
export { attributeOf, defaultAttributes } from './attributes.ts';
export type { AddedApp } from './apps.ts';
export { middlewareOf } from './later.ts';

/** The release that is simulated: facts, the index of its minor release in them, and the exact version. */
export interface SimulatedRelease {
  readonly facts: HostFacts;
  readonly index: number;
  readonly version: string;
  /** What the plugin's bounds are held against in place of `version`: the release otherwise stays what it is. */
  readonly current?: string;
}

/**
 * Simulates the start.
 * @param configuration the user's configuration.py; without one, required settings are taken as given
 */
export function simulateStart(
  model: PackageModel,
  plugin: PluginModel,
  { facts, index, version, current = version }: SimulatedRelease,
  configuration?: Configuration,
): Start {
  const release: Release = { facts, index, version, settings: configuration?.settings(plugin.module) ?? new Map() };
  const filled = new Set<string>();
  const names = (module: string): ReadonlySet<string> | 'unknown' | undefined => configuration?.names(module);
  const loader = new ModuleLoader(model, release, installationOf({ model, plugin, release, current, names, filled }));
  const starting: Starting = {
    model,
    plugin,
    release,
    version,
    current,
    pythonFloor: facts.pythonFloor(index),
    loader,
    settings: model.settings.startup.find(one => one.plugin === plugin),
    configured: names(plugin.module),
    requires: [],
    problems: [],
    resources: new Set(),
    open: loader.open,
    filled,
    step: 'import',
    findModule: module => findModule(model, release, module),
  };
  let end: StartEnds | undefined;
  try {
    readSettings(starting);
    populateApps(starting);
    importModels(starting);
    runReady(starting);
  } catch (error) {
    if (!(error instanceof StartEnds)) throw error;
    end = error;
  }
  if (!end) lookLater(starting);
  return {
    version,
    outcome: end ? (end.skips ? 'skipped' : 'refused') : 'loaded',
    step: end ? starting.step : null,
    exception: end && !end.skips ? end.raised.exception : null,
    message: end?.raised.message ?? null,
    at: end?.raised.at ?? null,
    requires: starting.requires,
    problems: starting.problems,
    ignored: ignoredAttributes(plugin, version),
    resources: end ? new Set() : starting.resources,
    modules: loader.loaded,
    open: starting.open,
  };
}

function ignoredAttributes(plugin: PluginModel, version: string): readonly string[] {
  const names = [...(plugin.config?.attributes.keys() ?? [])];
  return names.filter(name => {
    const entries = CONFIG_ATTRIBUTES.filter(one => one.name === name);
    return entries.length > 0 && !entries.some(one => inForce(one, version));
  });
}
