/** `PluginConfig.ready()`: what the plugin's own method imports, and the resources that NetBox registers (netbox/plugins). */
import {
  alternativesOf,
  ancestorPaths,
  getAttribute,
  ownMember,
  stepsOf,
  stringOf,
  truthOf,
} from '../../../program/index.ts';
import { RESOURCES, RESOURCE_LOADING, TEMPLATE_EXTENSION, entryFor, inForce } from '../contract.ts';
import { messageFor } from './messages.ts';
import { isImportError } from './modules.ts';
import { StartEnds } from './outcome.ts';
import { isIterable, lastPart, pythonStr, valueTypeName } from './python-text.ts';
import type { CallEffect, ImportRecord, RaiseRecord, ReadRecord, Value } from '../../../program/index.ts';
import type { Span } from '../../../source.ts';
import type { ImportFailure } from './modules.ts';
import type { Raised } from './outcome.ts';
import type { Starting } from './starting.ts';

/** Runs `ready()` of the plugin. */
export function runReady(starting: Starting): void {
  starting.step = 'ready';
  const { settings, problems } = starting;
  const own = settings?.hooks.ready;
  if (!own) {
    registerResources(starting);
    return;
  }
  const hostCall = own.callsHost ? hostCallOf(starting, 'ready') : undefined;
  const split = hostCall ? orderOf(hostCall) : Number.POSITIVE_INFINITY;
  runOwn(starting, 'ready', order => order < split);
  if (own.callsHost) registerResources(starting);
  else if (settings.resources.resources.length > 0) {
    const message = 'ready() does not call PluginConfig.ready(), so that NetBox registers none of the resources';
    problems.push({ step: 'resource', exception: null, message, swallowed: true, at: own.at });
  }
  runOwn(starting, 'ready', order => order >= split);
}

/** The call of `super().ready()`, or of `super().validate()`. */
export function hostCallOf({ model, plugin }: Starting, name: 'ready' | 'validate'): CallEffect | undefined {
  return model.program.calls.find(
    one =>
      one.phase === name &&
      one.callee.kind === 'attribute' &&
      one.callee.name === name &&
      one.callee.object.kind === 'super' &&
      isOfPlugin(one, plugin.config?.at),
  );
}

/** Where something happens in the body of `ready()`: its own place, or the call in that body that leads to it. */
export function orderOf(effect: Pick<CallEffect, 'frame' | 'at'>): number {
  return (stepsOf(effect.frame)[1]?.at ?? effect.at).start;
}

function isOfPlugin(effect: Pick<CallEffect, 'frame'>, at: Span | undefined): boolean {
  const first = stepsOf(effect.frame)[0]?.at;
  return first !== undefined && at !== undefined && first.file === at.file && first.start === at.start;
}

/** What the plugin's own `ready()` or `validate()` does that can fail, in its order: imports and exceptions, those of what it calls too. */
export function runOwn(starting: Starting, phase: 'ready' | 'validate', isDue: (order: number) => boolean): void {
  const { model, plugin, loader } = starting;
  const { imports, raises, failures, reads } = model.program;
  const due = (one: ImportRecord | RaiseRecord | ReadRecord): boolean =>
    one.phase === phase && one.within !== null && isOfPlugin(one, plugin.config?.at) && isDue(orderOf(one));
  const events = [
    ...imports.filter(one => !one.typing && due(one)).map(one => ({ id: one.id, run: () => loader.import(one) })),
    ...[...raises, ...failures].filter(due).map(one => ({ id: one.id, run: () => loader.raise(one) })),
    ...reads.filter(due).map(one => ({ id: one.id, run: () => loader.read(one) })),
  ].sort((a, b) => a.id - b.id);
  for (const { run } of events) {
    const failure = run();
    if (failure) throw new StartEnds(failure);
  }
}

// ---- resources ---------------------------------------------------------------------------------------------------

/** NetBox's own `ready()`: each resource is loaded and handed to its `register_` function, in order. */
function registerResources(starting: Starting): void {
  for (const resource of RESOURCES) {
    if (!inForce(resource, starting.version)) continue;
    // From 4.7 on GraphQL schemas are loaded with the URLs, when all plugins are ready.
    if (resource.attribute === 'graphql_schema' && inForce({ from: '4.7.0' }, starting.version)) continue;
    const failure = registerResource(starting, resource.attribute, resource.path);
    if (failure) throw new StartEnds(failure);
  }
}

/** Loads and registers one resource; gives the exception that leaves `ready()`. */
export function registerResource(starting: Starting, attribute: string, defaultPath: string): Raised | undefined {
  const found = loadResource(starting, attribute, defaultPath);
  if (!found || 'exception' in found) return found;
  const { model, version } = starting;
  const truth = truthOf(model.program.interpreter, found.value);
  // Up to 3.3 only None stands for nothing.
  if (truth === false && (inForce({ from: '3.4.4' }, version) || isNone(found.value))) return undefined;
  starting.resources.add(attribute);
  return registrationError(starting, attribute, found.value, found.at);
}

const isNone = (value: Value): boolean => value.kind === 'constant' && value.value === null;

interface Resource {
  readonly value: Value;
  readonly at: Span | null;
}

function loadResource(starting: Starting, attribute: string, defaultPath: string): Resource | Raised | undefined {
  const { plugin, version, open } = starting;
  const loading = entryFor(RESOURCE_LOADING, version);
  const { config } = plugin;
  if (!config || !loading) return undefined;
  const given = config.attributes.get(attribute);
  if (given && !given.literal.known) {
    open.push({ reason: `${attribute}: ${given.literal.reason}`, at: given.at });
    return undefined;
  }
  const path = given?.literal.known ? given.literal.value : null;
  if (given && typeof path === 'string' && path !== '') {
    switch (loading.explicit) {
      case 'broken':
        // `self.name` is imported in place of the path.
        return fromString(starting, `${config.module}.${plugin.module}`, given.at);
      case 'import-string':
        return fromString(starting, `${config.module}.${path}`, given.at);
      case 'as-default':
        return fromDefault(starting, `${config.module}.${path}`, loading.swallowed);
    }
  }
  if (given && path !== null && path !== '') {
    open.push({ reason: `${attribute} is no path`, at: given.at });
    return undefined;
  }
  // Where the attribute itself holds the default path, None takes it away.
  if (given && loading.explicit === 'as-default') return undefined;
  return fromDefault(starting, `${config.module}.${defaultPath}`, loading.swallowed);
}

/** `import_string()` of Django. */
export function fromString(starting: Starting, path: string, at: Span | null): Resource | Raised | undefined {
  const [module, name] = split(path);
  const failure = starting.loader.load(module, at);
  // Since Django 4.0 the import stands in the `try` that takes AttributeError (django/utils/module_loading.py).
  const masked = failure?.exception === 'AttributeError' && inForce({ from: '3.2.0' }, starting.version);
  if (failure && !masked) return failure;
  const value = masked ? 'missing' : namedIn(starting, module, name);
  if (value === 'missing') {
    const message = `Module "${module}" does not define a "${name}" attribute/class`;
    return { exception: 'ImportError', message, at: failure?.at ?? at };
  }
  return value;
}

/** A default path: what is not there is passed over. */
function fromDefault(
  starting: Starting,
  path: string,
  swallowed: 'import-error' | 'own-absence' | 'missing-module',
): Resource | Raised | undefined {
  const { loader, problems, plugin } = starting;
  const [module, name] = split(path);
  const failure = loader.load(module, null);
  if (failure) {
    const absent = failure.missing !== null && (module === failure.missing || module.startsWith(`${failure.missing}.`));
    if (!absent && !isSwallowed(failure, swallowed)) return failure;
    const misplaced = starting.settings?.resources.misplaced.some(one => one.expected === path) === true;
    if (!absent || misplaced) {
      const { exception, message } = failure;
      const at = failure.at ?? plugin.config?.at ?? null;
      // `menu` and `menu_items` have one module.
      const told = problems.some(
        one => one.step === 'resource' && one.message === message && one.at?.start === at?.start,
      );
      if (!told) problems.push({ step: 'resource', exception, message, swallowed: true, at });
    }
    return undefined;
  }
  const value = namedIn(starting, module, name);
  return value === 'missing' ? undefined : value;
}

function isSwallowed(failure: ImportFailure, swallowed: 'import-error' | 'own-absence' | 'missing-module'): boolean {
  if (swallowed === 'import-error') return isImportError(failure);
  return swallowed === 'missing-module' && failure.exception === 'ModuleNotFoundError';
}

function split(path: string): readonly [module: string, name: string] {
  const dot = path.lastIndexOf('.');
  return [path.slice(0, Math.max(0, dot)), path.slice(dot + 1)];
}

/** `getattr(module, name)`; `undefined` when it cannot be told. */
function namedIn({ loader, model }: Starting, module: string, name: string): Resource | 'missing' | undefined {
  const own = loader.module(module);
  if (!own) return undefined;
  const value = own.scope?.names.get(name);
  if (value) return { value, at: 'at' in value ? value.at : null };
  // A submodule is an attribute of its package once something has imported it.
  if (loader.has(`${module}.${name}`) && !loader.loaded.has(`${module}.${name}`)) return 'missing';
  const at: Span = { file: own.file, start: 0, end: 0 };
  const found = getAttribute(model.program.interpreter, { kind: 'module', module: own, at }, name, at);
  if (found.kind !== 'unknown') return { value: found, at: 'at' in found ? found.at : null };
  // Names that come from a star of somebody else's module, or are made at run time.
  const isOpen = own.scope?.stars || /__getattr__|globals\(\)|setattr\(|exec\(/.test(own.text);
  return isOpen ? undefined : 'missing';
}

// ---- registration.py ---------------------------------------------------------------------------------------------

function registrationError(starting: Starting, attribute: string, value: Value, at: Span | null): Raised | undefined {
  switch (attribute) {
    case 'menu':
      return menuError(starting, value, at);
    case 'menu_items':
      return notIterable(value, at) ?? menuItemsError(starting, value, at);
    case 'template_extensions':
      return notIterable(value, at) ?? templateExtensionError(starting, value, at);
    case 'search_indexes':
    case 'data_backends':
    case 'event_rule_actions':
      return notIterable(value, at);
    case 'graphql_schema':
      // Up to 3.7 the schema itself is appended to a list.
      return inForce({ from: '4.0.0' }, starting.version) ? notIterable(value, at) : undefined;
    default:
      return undefined;
  }
}

function notIterable(value: Value, at: Span | null): Raised | undefined {
  if (isIterable(value) !== false) return undefined;
  const type = valueTypeName(value);
  return { exception: 'TypeError', message: `'${type ?? 'object'}' object is not iterable`, at };
}

/** The elements of a sequence that are known. */
function elements(value: Value): readonly Value[] {
  const [one = value] = alternativesOf(value);
  return one.kind === 'sequence' ? one.items : [];
}

/** True when a value is surely no instance of a class of NetBox's: it is a literal, or an instance or a call of something else. */
function isNoInstance(starting: Starting, value: Value, name: string): boolean {
  return alternativesOf(value).every(one => {
    switch (one.kind) {
      case 'call':
        return (
          one.callee.kind === 'symbol' && isClassOfHost(starting, one.callee.path) && lastPart(one.callee.path) !== name
        );
      case 'instance':
        return !ancestorPaths(starting.model.program.interpreter, one.cls).some(path => lastPart(path) === name);
      case 'constant':
      case 'sequence':
      case 'mapping':
      case 'class':
      case 'function':
        return true;
      default:
        return false;
    }
  });
}

function isClassOfHost({ release }: Starting, path: string): boolean {
  return release.facts.symbol(path)?.kind === 'class';
}

function menuError(starting: Starting, value: Value, at: Span | null): Raised | undefined {
  if (!isNoInstance(starting, value, 'PluginMenu')) return undefined;
  return messageFor('menu-class', starting.version, { value: pythonStr(value) }, at);
}

function menuItemsError(starting: Starting, value: Value, at: Span | null): Raised | undefined {
  for (const item of elements(value)) {
    if (isNoInstance(starting, item, 'PluginMenuItem')) {
      const values = { value: pythonStr(item) };
      return messageFor('menu-item-class', starting.version, values, ('at' in item ? item.at : null) ?? at);
    }
    const [one = item] = alternativesOf(item);
    const buttons = one.kind === 'call' ? one.keywords.get('buttons') : undefined;
    for (const button of buttons ? elements(buttons) : []) {
      if (!isNoInstance(starting, button, 'PluginMenuButton')) continue;
      return messageFor('menu-button-class', starting.version, { value: pythonStr(button) }, at);
    }
  }
  return undefined;
}

function templateExtensionError(starting: Starting, value: Value, at: Span | null): Raised | undefined {
  const { version, model } = starting;
  const { interpreter } = model.program;
  for (const item of elements(value)) {
    const [one = item, ...others] = alternativesOf(item);
    if (others.length > 0) continue;
    const place = ('at' in one ? one.at : null) ?? at;
    const values = { value: pythonStr(one) };
    if (one.kind === 'instance' || one.kind === 'constant' || one.kind === 'sequence' || one.kind === 'function') {
      return messageFor('template-extension-instance', version, values, place);
    }
    if (one.kind !== 'class') continue;
    const paths = ancestorPaths(interpreter, one);
    const certain = paths.length > 0 || one.bases.length === 0;
    if (certain && !paths.some(path => lastPart(path) === 'PluginTemplateExtension')) {
      return messageFor('template-extension-class', version, values, place);
    }
    if (entryFor(TEMPLATE_EXTENSION.models, version)?.rule === 'required') {
      const given = ownMember(one, 'model')?.value;
      if (!given || isNone(given)) return messageFor('template-extension-model', version, values, place);
      if (stringOf(given) === undefined) continue;
    }
  }
  return undefined;
}
