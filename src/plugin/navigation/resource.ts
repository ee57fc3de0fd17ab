/** The value that the host finds at a plugin's resource path, given or default (netbox/plugins/__init__.py, `_load_resource`). */
import { RESOURCES } from '../../host/netbox/contract.ts';
import { getAttribute } from '../../program/index.ts';
import { boundByDefault } from '../condition.ts';
import { isLoadedWith } from '../imports/reach.ts';
import { whenReady } from '../settings/resources.ts';
import { leftOutByDefault } from './left-out.ts';
import type { OwnModule, Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

/** The value of a resource (`menu_items`); `undefined` when nothing stands there with the plugin's default settings. */
export function resourceValue(base: ModelBase, plugin: PluginModel, attribute: string): Value | undefined {
  const { interpreter } = base.program;
  const place = resourcePlace(base, plugin, attribute);
  if (!place || !boundByDefault(base, place.module, place.name)) return undefined;
  const { module, name } = place;
  const at = { file: module.file, start: 0, end: 0 };
  const value = getAttribute(interpreter, { kind: 'module', module, at }, name, at);
  if (value.kind === 'module' && !module.scope?.names.has(name)) {
    // A submodule, which is an attribute only once something has imported it.
    return isLoadedWith(base.program, whenReady(plugin, module), value.module.name) ? value : undefined;
  }
  return value.kind === 'unknown' && module.scope?.names.get(name) === undefined ? undefined : value;
}

/** What the list at a resource path would hold with other settings than the plugin's defaults. */
export function optionalItems(base: ModelBase, plugin: PluginModel, attribute: string): ReadonlySet<Value> {
  const place = resourcePlace(base, plugin, attribute);
  return place ? leftOutByDefault(base, place.module, place.name) : new Set();
}

/** The module and the name that a resource path leads to. */
export function resourcePlace(
  base: ModelBase,
  plugin: PluginModel,
  attribute: string,
): { readonly module: OwnModule; readonly name: string } | undefined {
  const { interpreter } = base.program;
  const config = plugin.config;
  if (!config) return undefined;
  const given = config.attributes.get(attribute)?.literal;
  if (given && !given.known) return undefined;
  const fallback = RESOURCES.find(one => one.attribute === attribute)?.path;
  const path = given?.known && typeof given.value === 'string' && given.value !== '' ? given.value : fallback;
  if (path === undefined) return undefined;
  const parts = `${config.module}.${path}`.split('.');
  const name = parts.pop();
  const module = interpreter.modules.get(parts.join('.'));
  return module && name !== undefined ? { module, name } : undefined;
}
