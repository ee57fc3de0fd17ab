/** One plugin of the document, put together from its parts. */
import { middlewareOf } from '../host/netbox/start/index.ts';
import { commandsOf, jobsOf, signalsOf } from './behaviour.ts';
import { coreChangesOf } from './core-changes.ts';
import { menuOf, routesOf, shadowsOf, staticOf, templateExtensionsOf, templatesOf } from './contributions.ts';
import { changedSettings, configOf, pluginSettings } from './declarations.ts';
import { driftOf } from './drift.ts';
import { modelsOf, permissionsOf } from './models.ts';
import { reachOf } from './reach.ts';
import { tablesOf } from './tables.ts';
import type { AddedApp } from '../host/netbox/start/index.ts';
import type { Span } from '../source.ts';
import type { Field, Inspected } from './inspected.ts';
import type { Place } from './places.ts';
import type { InspectedPlugin } from './schema.ts';

export interface PluginInput extends Pick<
  Inspected,
  'model' | 'code' | 'host' | 'plugin' | 'start' | 'index' | 'version' | 'place'
> {
  readonly apps: readonly AddedApp[];
}

/** What an app of `django_apps` brings along, whoever wrote it. */
const BROUGHT = [
  'models',
  'tables',
  'templates',
  'static',
  'signals',
  'commands',
  'permissions',
] as const satisfies readonly Field[];

/** What NetBox has of a plugin once it has started. Of one that is not loaded it has nothing but the code. */
export function describePlugin(input: PluginInput): InspectedPlugin {
  const { plugin, start, apps, model } = input;
  const undecided: InspectedPlugin['undecided'] = [];
  const placeOf = (at: Span | null): Partial<Place> => (at === null ? {} : input.place(at));
  const seen = new Set<string>();
  const note = (field: Field, reason: string, at: Span | null): void => {
    const entry = { field, reason, ...placeOf(at) };
    const key = JSON.stringify(entry);
    if (!seen.has(key)) undecided.push(entry);
    seen.add(key);
  };
  const inspected: Inspected = {
    ...input,
    labels: new Set(apps.map(app => app.label)),
    modules: apps.map(app => app.module).filter(module => model.program.interpreter.modules.owns(module)),
    undecided: note,
  };
  for (const one of start.open) note('load', one.reason, one.at);
  const loaded = start.outcome === 'loaded';
  for (const app of loaded ? apps : []) {
    if (app.plugin || model.program.interpreter.modules.owns(app.module)) continue;
    for (const field of BROUGHT) note(field, `what the app ${app.label} of another distribution brings`, app.at);
  }
  const whenLoaded = <T>(read: (inspected: Inspected) => T[]): T[] => (loaded ? read(inspected) : []);
  return {
    module: plugin.module,
    label: plugin.label,
    netbox: input.version,
    load: {
      outcome: start.outcome,
      step: start.step,
      exception: start.exception,
      message: start.message,
      ...placeOf(start.at),
      requires: [...start.requires],
      problems: start.problems.map(({ step, exception, message, swallowed, at }) => ({
        step,
        exception,
        message,
        swallowed,
        ...placeOf(at),
      })),
      ignored: [...start.ignored],
    },
    apps: loaded ? apps.map(app => app.label) : [],
    config: configOf(inspected),
    routes: whenLoaded(routesOf),
    models: whenLoaded(modelsOf),
    tables: whenLoaded(tablesOf),
    drift: loaded ? driftOf(inspected) : {},
    middleware: loaded ? [...middlewareOf(input)] : [],
    settings: changedSettings(inspected),
    pluginSettings: pluginSettings(inspected),
    templates: whenLoaded(templatesOf),
    shadows: whenLoaded(shadowsOf),
    templateExtensions: whenLoaded(templateExtensionsOf),
    menu: whenLoaded(menuOf),
    static: whenLoaded(staticOf),
    signals: whenLoaded(signalsOf),
    jobs: whenLoaded(jobsOf),
    commands: whenLoaded(commandsOf),
    permissions: whenLoaded(permissionsOf),
    reach: reachOf(inspected),
    coreChanges: coreChangesOf(inspected),
    undecided,
  };
}
