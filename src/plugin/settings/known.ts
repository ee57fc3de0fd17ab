/** All settings that a plugin knows: declared ones, those that its code or its templates read, those that its validate() fills in. */
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';
import type { DeclaredSettings } from './declared.ts';
import type { ValidateOverride } from './hooks.ts';
import type { SettingUses } from './uses.ts';

export interface KnownSettings {
  readonly plugin: PluginModel;
  /** Names, declared ones first. */
  readonly names: ReadonlySet<string>;
  /** Those without which the host does not start. */
  readonly required: ReadonlySet<string>;
  /** All declarations and reads are known, so that a further setting has no effect. */
  readonly closed: boolean;
}

/** Gathers the settings of a plugin; `validate` is its override of the host's method. */
export function knownSettingsOf(
  base: ModelBase,
  declared: DeclaredSettings,
  validate: ValidateOverride | null,
  { uses, whole }: SettingUses,
): KnownSettings {
  const { plugin } = declared;
  const required = new Set<string>();
  const names = new Set<string>();
  for (const { name, kind } of declared.settings) {
    names.add(name);
    if (kind === 'required') required.add(name);
  }
  for (const use of uses) if (use.plugin === plugin.module && use.name !== null) names.add(use.name);
  if (base.plugins.length === 1) for (const name of namesInTemplates(base)) names.add(name);
  // Only an own validate() fills in anything.
  for (const name of validate ? declared.filled : []) {
    names.add(name);
    required.delete(name);
  }
  // NetBox's own validate() is what asks for them.
  if (validate && !validate.callsHost) required.clear();
  const { program } = base;
  const closed =
    program.problems.length === 0 &&
    program.cuts.length === 0 &&
    !handsOnConfig(base) &&
    !validate &&
    !declared.open &&
    !uses.some(use => use.plugin === null || (use.plugin === plugin.module && use.name === null)) &&
    !whole.has(plugin.module) &&
    !whole.has(null);
  return { plugin, names, required, closed };
}

/** Template extensions and templates get the whole configuration (netbox/plugins/templates.py): `self.context['config']`. */
function handsOnConfig(base: ModelBase): boolean {
  return [...base.program.modules.values()].some(one => /['"]config['"]/.test(one.text));
}

/** Larger files are generated. */
const MOST_BYTES = 1_000_000;

/**
 * Settings that templates of the package name as `config.x`: the content of a template extension gets the plugin's own
 * configuration under that name. In other templates it is NetBox's, whose parameters are left out.
 */
function namesInTemplates(base: ModelBase): ReadonlySet<string> {
  const names = new Set<string>();
  const { facts } = base.host;
  const decoder = new TextDecoder();
  for (const file of base.package.files.values()) {
    if (file.installPath === null || file.size > MOST_BYTES || !/\.html?$/.test(file.path)) continue;
    const read = file.read();
    if (!read.ok) continue;
    for (const [tag] of decoder.decode(read.bytes).matchAll(/\{[{%][^}%]*[}%]\}/g)) {
      for (const [, name = ''] of tag.matchAll(/(?<![\w.'"])config\.([A-Za-z_]\w*)/g)) {
        if (facts.parameter(name) === 0 && !DICTIONARY_METHODS.has(name)) names.add(name);
      }
    }
  }
  return names;
}

const DICTIONARY_METHODS: ReadonlySet<string> = new Set(['items', 'keys', 'values', 'get']);
