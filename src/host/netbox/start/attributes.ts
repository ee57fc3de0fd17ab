/** Attributes of a configuration class as one release of NetBox sees them: what the plugin gives, else PluginConfig's own value. */
import { CONFIG_ATTRIBUTES, inForce } from '../contract.ts';
import type { Json, Literal, PythonType } from '../../../plugin/base.ts';
import type { PluginModel } from '../../../plugin/config.ts';
import type { Span } from '../../../source.ts';

export interface Attribute {
  readonly literal: Literal;
  /** The plugin gives it; otherwise it is PluginConfig's default. */
  readonly given: boolean;
  readonly at: Span | null;
}

/** An attribute by name; `undefined` when neither the plugin nor this release's PluginConfig has it. */
export function attributeOf(plugin: PluginModel, name: string, version: string): Attribute | undefined {
  const given = plugin.config?.attributes.get(name);
  if (given) return { literal: given.literal, given: true, at: given.at };
  if (plugin.config?.base !== 'plugin-config') return undefined;
  const own = CONFIG_ATTRIBUTES.find(one => one.name === name && inForce(one, version));
  if (!own || !('default' in own)) return undefined;
  return { literal: known(own.default), given: false, at: null };
}

/** Attributes of PluginConfig in a release, with their defaults; resources are `None` from 3.4.4 on. */
export function defaultAttributes(version: string): ReadonlyMap<string, Json> {
  const out = new Map<string, Json>();
  for (const one of CONFIG_ATTRIBUTES) {
    if (!inForce(one, version)) continue;
    if ('default' in one) out.set(one.name, one.default);
    else if (one.use === 'resource' && inForce({ from: '3.4.4' }, version)) out.set(one.name, null);
  }
  return out;
}

function known(value: Json): Literal {
  const type: PythonType =
    value === null ? 'None' : typeof value === 'string' ? 'str' : Array.isArray(value) ? 'list' : 'dict';
  return { known: true, value, type, at: null };
}
