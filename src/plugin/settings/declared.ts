/** The settings that a plugin declares: `required_settings` and `default_settings`, with their places. */
import { alternativesOf, methodOf, stringOf } from '../../program/index.ts';
import { configMember } from '../config.ts';
import { literalOf } from '../base.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { Literal, ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export interface DeclaredSetting {
  readonly name: string;
  readonly kind: 'required' | 'default';
  /** Where the name is written. */
  readonly at: Span;
  /** The default's value; not known for a required setting. */
  readonly value: Literal | null;
}

export interface DeclaredSettings {
  readonly plugin: PluginModel;
  readonly settings: readonly DeclaredSetting[];
  /** Names that `validate()` puts into the user's configuration itself. */
  readonly filled: ReadonlySet<string>;
  /** There may be further settings: a declaration is computed. */
  readonly open: boolean;
}

/** Reads the declarations of a plugin, inherited ones included. */
export function declaredSettingsOf(base: ModelBase, plugin: PluginModel): DeclaredSettings {
  const settings: DeclaredSetting[] = [];
  const { config } = plugin;
  if (!config) return { plugin, settings, filled: new Set(), open: true };
  let open = false;
  const required = memberOf(plugin, 'required_settings');
  for (const one of required) {
    if (one.kind !== 'sequence') {
      open ||= !(one.kind === 'constant');
      continue;
    }
    open ||= one.open;
    for (const item of one.items) {
      const name = stringOf(item);
      if (name === undefined) open = true;
      else settings.push({ name, kind: 'required', at: placeOf(item, plugin, 'required_settings'), value: null });
    }
  }
  for (const one of memberOf(plugin, 'default_settings')) {
    if (one.kind !== 'mapping') {
      open ||= !(one.kind === 'constant' || one.kind === 'sequence');
      continue;
    }
    open ||= one.open;
    for (const entry of one.entries.values()) {
      const name = stringOf(entry.key);
      if (name === undefined) open = true;
      else {
        const at = placeOf(entry.key, plugin, 'default_settings');
        settings.push({ name, kind: 'default', at, value: literalOf(entry.value) });
      }
    }
  }
  const filled = filledIn(base, plugin);
  return { plugin, settings, filled: filled.names, open: open || filled.open };
}

function memberOf(plugin: PluginModel, name: string): readonly Value[] {
  const value = plugin.config ? configMember(plugin.config.value, name)?.value : undefined;
  return value ? alternativesOf(value) : [];
}

function placeOf(value: Value, plugin: PluginModel, attribute: string): Span {
  const at = 'at' in value ? value.at : null;
  return at ?? plugin.config?.attributes.get(attribute)?.at ?? { file: plugin.file, start: 0, end: 0 };
}

/** What an own `validate(cls, user_config, …)` writes into the configuration that it is given. */
function filledIn(base: ModelBase, plugin: PluginModel): { names: Set<string>; open: boolean } {
  const names = new Set<string>();
  let open = false;
  // Other classes have a validate() too (serializers, forms, scripts); what they are given is no configuration.
  const validate = plugin.config ? configMember(plugin.config.value, 'validate')?.value : undefined;
  const fn = validate?.kind === 'function' ? validate : undefined;
  const given = fn?.node.args.args[fn.binding === 'static' ? 0 : 1]?.arg;
  const isConfig = (value: Value): boolean =>
    value.kind === 'parameter' && value.function.node === fn?.node && value.name === given;
  const add = (key: Value | null | undefined): void => {
    const name = stringOf(key ?? undefined);
    if (name === undefined) open = true;
    else names.add(name);
  };
  for (const write of base.program.writes) if (write.access === 'item' && isConfig(write.object)) add(write.key);
  for (const call of base.program.calls) {
    const method = methodOf(call.callee);
    if (!method || !isConfig(method.object)) continue;
    if (method.name === 'setdefault') add(call.args[0]);
    if (method.name !== 'update') continue;
    const [entries] = call.args;
    if (entries?.kind === 'mapping' && !entries.open) for (const entry of entries.entries.values()) add(entry.key);
    else if (entries) open = true;
    for (const name of call.keywords.keys()) names.add(name);
  }
  return { names, open };
}
