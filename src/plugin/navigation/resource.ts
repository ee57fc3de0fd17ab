/** The value that the host finds at a plugin's resource path, given or default (netbox/plugins/__init__.py, `_load_resource`). */
import { RESOURCES } from '../../host/netbox/contract.ts';
import { getAttribute } from '../../program/index.ts';
import { boundByDefault } from '../condition.ts';
import type { Value } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

/** The value of a resource (`menu_items`); `undefined` when nothing stands there with the plugin's default settings. */
export function resourceValue(base: ModelBase, plugin: PluginModel, attribute: string): Value | undefined {
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
  if (!module || name === undefined) return undefined;
  if (!boundByDefault(base, module, name)) return undefined;
  const at = { file: module.file, start: 0, end: 0 };
  const value = getAttribute(interpreter, { kind: 'module', module, at }, name, at);
  return value.kind === 'unknown' && module.scope?.names.get(name) === undefined ? undefined : value;
}
