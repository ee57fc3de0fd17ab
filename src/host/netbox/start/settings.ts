/**
 * The loop over PLUGINS in netbox/settings.py: import, `config`, validation, further apps, middleware, queues, events pipeline; in
 * the order of the release.
 */
import pep440 from '@renovatebot/pep440';
import { ownMember } from '../../../program/index.ts';
import { compareVersions } from '../releases.ts';
import { entryFor, inForce } from '../contract.ts';
import { COMPARED_VERSION, INCOMPATIBLE, STARTUP } from '../startup.ts';
import { attributeOf } from './attributes.ts';
import { messageFor } from './messages.ts';
import { StartEnds } from './outcome.ts';
import { lastPart, pythonRepr, typeName } from './python-text.ts';
import { hostCallOf, orderOf, runOwn } from './ready.ts';
import type { Json, Literal } from '../../../plugin/base.ts';
import type { Span } from '../../../source.ts';
import type { Attribute } from './attributes.ts';
import type { StartupStep } from '../startup.ts';
import type { Starting } from './starting.ts';

type Known = Extract<Literal, { known: true }>;

/** Runs the steps; the one that ends the start throws `StartEnds` after `starting.step` was set to it. */
export function readSettings(starting: Starting): void {
  const order = entryFor(STARTUP, starting.version)?.steps ?? [];
  for (const step of order) {
    starting.step = step;
    STEPS[step](starting);
  }
}

const STEPS: Readonly<Record<StartupStep, (starting: Starting) => void>> = {
  import: importPlugin,
  config: findConfig,
  validate,
  'django-apps': addApps,
  'installed-apps': () => undefined,
  middleware: () => undefined,
  caching: checkCaching,
  queues: checkQueues,
  'events-pipeline': checkEventsPipeline,
};

function importPlugin({ plugin, loader, settings, version }: Starting): void {
  loader.expectEarlyModels(settings?.earlyModels ?? []);
  const failure = loader.load(plugin.module, null);
  loader.expectEarlyModels([]);
  if (!failure) return;
  // 2.9.9: only the absence of the plugin's own module is told as such; before, every ImportError was.
  const own = failure.missing === plugin.module;
  const any = !inForce({ from: '2.9.9' }, version) && /^(Import|ModuleNotFound)Error$/.test(failure.exception);
  if (own || any) throw new StartEnds(messageFor('module-not-found', version, { plugin: plugin.module }, failure.at));
  throw new StartEnds(failure);
}

function findConfig({ plugin, version, open }: Starting): void {
  const { binding } = plugin;
  if (binding.kind === 'missing') {
    throw new StartEnds(messageFor('no-config', version, { plugin: plugin.module }, binding.at));
  }
  if (binding.kind === 'undecided') open.push({ reason: `config: ${binding.reason}`, at: binding.at });
  if (binding.kind !== 'not-a-plugin-config' || plugin.config) return;
  // Up to 3.3 the name of the class is taken inside of the same `try`; a value that is no class has none.
  const isClass = binding.what.startsWith('the class ');
  if (!isClass && !inForce({ from: '3.4.0' }, version)) {
    throw new StartEnds(messageFor('no-config', version, { plugin: plugin.module }, binding.at));
  }
}

/** `AttributeError` of an attribute that a configuration class of another kind does not have. */
function missingAttribute({ plugin }: Starting, name: string): StartEnds {
  const { binding, config } = plugin;
  const cls = config?.name ?? /^the class (.*)$/.exec(binding.kind === 'not-a-plugin-config' ? binding.what : '')?.[1];
  const holder = cls === undefined ? 'the object of that name' : `type object '${cls}'`;
  return new StartEnds({
    exception: 'AttributeError',
    message: `${holder} has no attribute '${name}'`,
    at: binding.at,
  });
}

/** The attribute as a known literal; `undefined` (and an open question) where it is computed. */
function read(
  starting: Starting,
  name: string,
): { readonly attribute: Attribute; readonly literal: Known } | undefined {
  const { plugin, version, open } = starting;
  const attribute = attributeOf(plugin, name, version);
  if (!attribute) {
    if (plugin.binding.kind === 'undecided') return undefined;
    throw missingAttribute(starting, name);
  }
  if (attribute.literal.known) return { attribute, literal: attribute.literal };
  open.push({ reason: `${name}: ${attribute.literal.reason}`, at: attribute.at });
  return undefined;
}

// ---- validate ----------------------------------------------------------------------------------------------------

function validate(starting: Starting): void {
  const { plugin, settings, open, version } = starting;
  if (plugin.binding.kind === 'undecided' && !plugin.config) return;
  if (plugin.config?.base !== 'plugin-config' && !plugin.config?.attributes.get('validate')?.method) {
    throw missingAttribute(starting, 'validate');
  }
  const own = settings?.hooks.validate;
  if (own) {
    const given = inForce({ from: '2.9.11' }, version) ? 2 : 1;
    if (given > own.accepts.most || given < own.accepts.least) throw wrongArguments(starting, given);
    const hostCall = own.callsHost ? hostCallOf(starting, 'validate') : undefined;
    const split = hostCall ? orderOf(hostCall) : Number.POSITIVE_INFINITY;
    validateOwn(starting, order => order < split);
    if (!own.callsHost) {
      open.push({ reason: 'validate() is overridden, and does not call that of PluginConfig', at: own.at });
      return;
    }
    validateAsHost(starting);
    validateOwn(starting, order => order >= split);
    return;
  }
  validateAsHost(starting);
}

/** `PluginConfig.validate()`. */
function validateAsHost(starting: Starting): void {
  checkBound(starting, 'min_version');
  checkBound(starting, 'max_version');
  checkRequired(starting);
  checkDefaults(starting);
  starting.filled.add(starting.plugin.module);
}

/** What the plugin's own `validate()` does; from 4.3 on an IncompatiblePluginError leaves the plugin out. */
function validateOwn(starting: Starting, isDue: (order: number) => boolean): void {
  const { plugin, version } = starting;
  try {
    runOwn(starting, 'validate', isDue);
  } catch (error) {
    if (!(error instanceof StartEnds) || error.raised.exception !== 'core.exceptions.IncompatiblePluginError')
      throw error;
    if (!inForce({ from: '4.3.0' }, version)) throw error;
    const { message, at } = error.raised;
    throw new StartEnds(messageFor('incompatible-warning', version, { plugin: plugin.module, message }, at), true);
  }
}

function wrongArguments({ plugin, settings, pythonFloor }: Starting, given: number): StartEnds {
  const own = settings?.hooks.validate;
  const bound = own?.binding === 'class' ? 1 : 0;
  const method = plugin.config ? ownMember(plugin.config.value, 'validate')?.value : undefined;
  const { posonlyargs = [], args = [] } = method?.kind === 'function' ? method.node.args : {};
  const parameters = [...posonlyargs, ...args].map(one => one.arg);
  // CPython names the function by its qualified name since 3.10.
  const name = `${pythonFloor[1] >= 10 ? `${plugin.config?.name ?? ''}.` : ''}validate()`;
  const at = own?.at ?? null;
  const { least = 0, most = 0 } = own?.accepts ?? {};
  if (given > most) {
    const takes = least === most ? `${most + bound}` : `from ${least + bound} to ${most + bound}`;
    const were = given + bound === 1 ? 'was' : 'were';
    const plural = most + bound === 1 && least === most ? '' : 's';
    const message = `${name} takes ${takes} positional argument${plural} but ${given + bound} ${were} given`;
    return new StartEnds({ exception: 'TypeError', message, at });
  }
  const missing = parameters.slice(bound + given, bound + least).map(one => `'${one}'`);
  const plural = missing.length === 1 ? '' : 's';
  const message = `${name} missing ${missing.length} required positional argument${plural}: ${missing.join(' and ')}`;
  return new StartEnds({ exception: 'TypeError', message, at });
}

function checkBound(starting: Starting, name: 'min_version' | 'max_version'): void {
  const { plugin, version, pythonFloor } = starting;
  const found = read(starting, name);
  if (!found || found.literal.value === null) return;
  const { literal, attribute } = found;
  const { at } = attribute;
  if (typeof literal.value !== 'string') {
    const got = pythonFloor[1] >= 11 ? `, got '${typeName(literal)}'` : '';
    throw new StartEnds({ exception: 'TypeError', message: `expected string or bytes-like object${got}`, at });
  }
  const bound = literal.value;
  const current = comparedVersion(version, starting.current);
  const order = compareVersions(current, bound);
  if (order === null) {
    const message = `Invalid version: '${bound}'`;
    throw new StartEnds({ exception: 'packaging.version.InvalidVersion', message, at });
  }
  const fits = name === 'min_version' ? order >= 0 : order <= 0;
  if (fits) return;
  const module = plugin.config?.module ?? plugin.module;
  const id = name === 'min_version' ? 'min-version' : 'max-version';
  const raised = messageFor(id, version, { module, [name]: bound, current }, at);
  if (entryFor(INCOMPATIBLE, version)?.outcome !== 'skipped') throw new StartEnds(raised);
  const warning = messageFor('incompatible-warning', version, { plugin: plugin.module, message: raised.message }, at);
  throw new StartEnds(warning, true);
}

/** `settings.VERSION`, or from 4.1 on the release without a pre-release designation. */
function comparedVersion(version: string, current: string): string {
  if (entryFor(COMPARED_VERSION, version)?.version === 'full') return current;
  const parsed = pep440.parse(current.trim());
  return parsed ? parsed.release.join('.') : current;
}

function checkRequired(starting: Starting): void {
  const { plugin, version, configured, requires } = starting;
  const found = read(starting, 'required_settings');
  if (!found) return;
  const { literal, attribute } = found;
  const names = iterated(literal, attribute.at);
  for (const name of names) {
    if (typeof name !== 'string') continue;
    if (configured === undefined) {
      if (!requires.includes(name)) requires.push(name);
    } else if (configured !== 'unknown' && !configured.has(name)) {
      const module = plugin.config?.module ?? plugin.module;
      throw new StartEnds(messageFor('required-setting', version, { module, setting: name }, attribute.at));
    }
  }
}

/** What a `for` loop over the value gives. */
function iterated(literal: Known, at: Span | null): readonly Json[] {
  const { value } = literal;
  if (typeof value === 'string' && literal.type === 'str') return [...value];
  if (Array.isArray(value)) return value as readonly Json[];
  if (typeof value === 'object' && value !== null) return Object.keys(value);
  throw new StartEnds({ exception: 'TypeError', message: `'${typeName(literal)}' object is not iterable`, at });
}

function checkDefaults(starting: Starting): void {
  const given = starting.plugin.config?.attributes.get('default_settings')?.literal;
  // A dict whose values are computed is a dict all the same.
  if (given && !given.known) return;
  const found = read(starting, 'default_settings');
  if (!found || found.literal.type === 'dict') return;
  const { type, value } = found.literal;
  const name = type === 'class' && typeof value === 'string' ? lastPart(value) : null;
  const holder = name === null ? `'${typeName(found.literal)}' object` : `type object '${name}'`;
  const message = `${holder} has no attribute 'items'`;
  throw new StartEnds({ exception: 'AttributeError', message, at: found.attribute.at });
}

// ---- what is added to the settings -------------------------------------------------------------------------------

function addApps(starting: Starting): void {
  const { plugin, version, open } = starting;
  const found = read(starting, 'django_apps');
  if (!found) return;
  const { literal, attribute } = found;
  const { at } = attribute;
  const { value } = literal;
  const own = `${plugin.config?.module ?? ''}.${plugin.config?.name ?? ''}`;
  if (literal.type === 'None') {
    throw new StartEnds({ exception: 'TypeError', message: "argument of type 'NoneType' is not iterable", at });
  }
  const holds = (name: string): boolean =>
    typeof value === 'string'
      ? value.includes(name)
      : Array.isArray(value)
        ? (value as readonly Json[]).includes(name)
        : false;
  if (holds(plugin.module)) {
    // list.pop() takes an index.
    const isList = literal.type === 'list';
    throw new StartEnds({
      exception: isList ? 'TypeError' : 'AttributeError',
      message: isList
        ? "'str' object cannot be interpreted as an integer"
        : `'${typeName(literal)}' object has no attribute 'pop'`,
      at,
    });
  }
  if (literal.type !== 'list' && !holds(own)) {
    const message = `'${typeName(literal)}' object has no attribute 'append'`;
    throw new StartEnds({ exception: 'AttributeError', message, at });
  }
  const apps = Array.isArray(value) ? (value as readonly Json[]).filter(app => typeof app === 'string') : [];
  const all = apps.includes(own) ? apps : [...apps, own];
  for (const app of apps) {
    const module = app.includes('.') ? app.slice(0, app.lastIndexOf('.')) : app;
    const found_ = starting.findModule(module);
    if (found_ === 'unknown') open.push({ reason: `django_apps: whether ${module} is installed`, at });
    if (found_ !== 'missing') continue;
    const parent = module.slice(0, Math.max(0, module.lastIndexOf('.')));
    // find_spec() imports the parent of a dotted name.
    if (parent !== '' && starting.findModule(parent) === 'missing') {
      const message = `No module named '${parent.split('.', 1)[0] ?? parent}'`;
      throw new StartEnds({ exception: 'ModuleNotFoundError', message, at });
    }
    const values = { plugin: plugin.module, django_apps: pythonRepr(all), app };
    throw new StartEnds(messageFor('django-app-not-found', version, values, at));
  }
}

function checkCaching(starting: Starting): void {
  const found = read(starting, 'caching_config');
  if (!found || found.literal.type === 'dict') return;
  throw new StartEnds(
    messageFor('caching-config-type', starting.version, { plugin: starting.plugin.module }, found.attribute.at),
  );
}

/** The type alone counts, also of a list whose elements are computed. */
function typeOf(
  starting: Starting,
  name: string,
): { readonly type: string; readonly empty: boolean; readonly at: Span | null } | undefined {
  const attribute = attributeOf(starting.plugin, name, starting.version);
  const given = starting.settings?.attributes.find(one => one.name === name);
  if (attribute && !attribute.literal.known && given?.type) {
    return { type: given.type, empty: false, at: attribute.at };
  }
  const found = read(starting, name);
  if (!found) return undefined;
  const { value, type } = found.literal;
  const empty = !value || (typeof value === 'object' && Object.keys(value).length === 0);
  return { type, empty, at: found.attribute.at };
}

function checkQueues(starting: Starting): void {
  const queues = typeOf(starting, 'queues');
  if (!queues || queues.type === 'list') return;
  throw new StartEnds(messageFor('queues-type', starting.version, { plugin: starting.plugin.module }, queues.at));
}

function checkEventsPipeline(starting: Starting): void {
  const pipeline = typeOf(starting, 'events_pipeline');
  if (!pipeline || pipeline.empty || pipeline.type === 'list' || pipeline.type === 'tuple') return;
  throw new StartEnds(
    messageFor('events-pipeline-type', starting.version, { plugin: starting.plugin.module }, pipeline.at),
  );
}
