/** `django.setup()` up to the models: labels and names of the apps that the plugin adds (django/apps/registry.py, config.py). */
import { inForce } from '../contract.ts';
import { IMPROPERLY_CONFIGURED, StartEnds } from './outcome.ts';
import { lastPart } from './python-text.ts';
import type { Json } from '../../../plugin/base.ts';
import type { Span } from '../../../source.ts';
import type { Starting } from './starting.ts';

/** An app that the plugin adds to INSTALLED_APPS. */
export interface AddedApp {
  readonly label: string;
  /** Dotted module. */
  readonly module: string;
  /** The entry, as it stands in INSTALLED_APPS. */
  readonly entry: string;
  /** Whether it is the plugin itself. */
  readonly plugin: boolean;
  readonly at: Span | null;
}

/** The apps that NetBox adds for a plugin, in the order of INSTALLED_APPS: those of `django_apps`, then the plugin. */
export function addedApps(starting: Pick<Starting, 'model' | 'plugin' | 'release' | 'version'>): readonly AddedApp[] {
  const { model, plugin, release, version } = starting;
  const { config } = plugin;
  if (!config) return [];
  const name = config.attributes.get('name')?.literal;
  const own: AddedApp = {
    label: plugin.label,
    module: name?.known && typeof name.value === 'string' ? name.value : plugin.module,
    entry: `${config.module}.${config.name}`,
    plugin: true,
    at: config.attributes.get('label')?.at ?? config.attributes.get('name')?.at ?? config.at,
  };
  const declared = inForce({ from: '3.4.0' }, version) ? config.attributes.get('django_apps') : undefined;
  const entries =
    declared?.literal.known && Array.isArray(declared.literal.value) ? (declared.literal.value as readonly Json[]) : [];
  const out: AddedApp[] = [];
  let listed = false;
  for (const entry of entries) {
    if (typeof entry !== 'string') continue;
    if (entry === own.entry) {
      out.push(own);
      listed = true;
      continue;
    }
    if (out.some(one => one.entry === entry)) continue;
    const app = appOfEntry(model, entry);
    // An entry that core has as well is moved behind the others, not added.
    const installed = [...release.facts.apps().values()].some(
      one => one.module === entry && ((one.releases >> release.index) & 1) === 1,
    );
    if (!installed) out.push({ ...app, entry, plugin: false, at: declared?.at ?? null });
  }
  if (!listed) out.push(own);
  return out;
}

/** Label and module of an entry: a module, or the path of a config class. */
function appOfEntry(model: Starting['model'], entry: string): { readonly label: string; readonly module: string } {
  const dot = entry.lastIndexOf('.');
  const [holder, name] = [entry.slice(0, Math.max(0, dot)), entry.slice(dot + 1)];
  const { classes } = model.program;
  const named = classes.find(cls => cls.module.name === holder && cls.name === name);
  const inApps = named ?? classes.find(cls => cls.module.name === `${entry}.apps` && cls.namespace.has('name'));
  const text = (attribute: string): string | undefined => {
    const value = inApps?.namespace.get(attribute);
    return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
  };
  const isClass = named !== undefined || /^[A-Z]/.test(name);
  const module = text('name') ?? (isClass ? holder.replace(/\.apps$/, '') : entry);
  return { module, label: text('label') ?? lastPart(module) };
}

/** Phase one of `Apps.populate()`. */
export function populateApps(starting: Starting): void {
  const { plugin, version, release } = starting;
  const { config } = plugin;
  starting.step = 'apps';
  const taken = new Map<string, string>();
  for (const [label, app] of release.facts.apps()) {
    if ((app.releases >> release.index) & 1) taken.set(label, app.module);
  }
  const refuse = (message: string, at: Span | null): StartEnds =>
    new StartEnds({ exception: IMPROPERLY_CONFIGURED, message, at });
  for (const app of addedApps(starting)) {
    if (app.plugin && config) {
      if (config.base === 'none') throw refuse(`'${app.entry}' isn't a subclass of AppConfig.`, config.at);
      if (!config.attributes.has('name')) throw refuse(`'${app.entry}' must supply a name attribute.`, config.at);
      if (starting.findModule(app.module) === 'missing') {
        const message = `Cannot import '${app.module}'. Check that '${config.module}.${config.name}.name' is correct.`;
        throw refuse(message, config.attributes.get('name')?.at ?? config.at);
      }
    }
    // Django 3.2 added the check; NetBox has that Django since 2.11.
    if (
      !/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(app.label) &&
      inForce({ from: '2.11.0' }, version)
    ) {
      throw refuse(`The app label '${app.label}' is not a valid Python identifier.`, app.at);
    }
    if (taken.has(app.label)) throw refuse(`Application labels aren't unique, duplicates: ${app.label}`, app.at);
    if ([...taken.values()].includes(app.module)) {
      throw refuse(`Application names aren't unique, duplicates: ${app.module}`, app.at);
    }
    taken.set(app.label, app.module);
  }
}

/** Phase two: the `models` module of each app. */
export function importModels(starting: Starting): void {
  const { loader } = starting;
  starting.step = 'models';
  for (const app of addedApps(starting)) {
    if (!loader.has(app.module) || !loader.has(`${app.module}.models`)) continue;
    const failure = loader.load(`${app.module}.models`, null);
    if (failure) throw new StartEnds(failure);
  }
}
