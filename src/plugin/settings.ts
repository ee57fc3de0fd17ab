/** Configuration: what each plugin declares to the host, what of it the host uses, and which settings the code reads. */
import { attributesOf } from './settings/attributes.ts';
import { boundsOf } from './settings/bounds.ts';
import { settingChangesOf } from './settings/changes.ts';
import { declaredSettingsOf } from './settings/declared.ts';
import { earlyModelsOf } from './settings/early.ts';
import { earlyReadsOf } from './settings/early-reads.ts';
import { hooksOf } from './settings/hooks.ts';
import { wrongResourcesOf } from './settings/resource-types.ts';
import { knownSettingsOf } from './settings/known.ts';
import { readmeOf } from './settings/readme.ts';
import { resourcesOf } from './settings/resources.ts';
import { shippedSchemasOf } from './settings/shipped-schema.ts';
import { settingUses } from './settings/uses.ts';
import { versionOf } from './settings/version.ts';
import { misspeltName, sameName } from './settings/nearest-name.ts';
import { wordCounts } from './settings/words.ts';
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';
import type { PluginModel } from './config.ts';
import type { GivenAttribute, UnknownAttribute } from './settings/attributes.ts';
import type { DeclaredBounds } from './settings/bounds.ts';
import type { SettingChange } from './settings/changes.ts';
import type { DeclaredSetting, DeclaredSettings } from './settings/declared.ts';
import type { EarlyModel } from './settings/early.ts';
import type { EarlyRead } from './settings/early-reads.ts';
import type { PluginHooks } from './settings/hooks.ts';
import type { WrongResource } from './settings/resource-types.ts';
import type { KnownSettings } from './settings/known.ts';
import type { Readme } from './settings/readme.ts';
import type { PluginResources } from './settings/resources.ts';
import type { ShippedSchema } from './settings/shipped-schema.ts';
import type { AbsentSettingUse, ForeignSettingUse, NestedUse, SettingUse } from './settings/uses.ts';
import type { DeclaredVersion } from './settings/version.ts';

/** What the host meets when it starts one plugin. */
export interface PluginStartup {
  readonly plugin: PluginModel;
  /** Whether `name` is a module of the package; `null` when it is not a known string. */
  readonly nameIsOwn: boolean | null;
  readonly attributes: readonly GivenAttribute[];
  readonly unknownAttributes: readonly UnknownAttribute[];
  readonly bounds: DeclaredBounds;
  /** The plugin's own version, where it is a known string. */
  readonly version: DeclaredVersion | null;
  readonly hooks: PluginHooks;
  readonly resources: PluginResources;
  /** Resources that are there, and of a wrong type. */
  readonly wrongResources: readonly WrongResource[];
  /** Model classes that importing the plugin's package makes, before the host can take them. */
  readonly earlyModels: readonly EarlyModel[];
}

export interface SettingsModel {
  /** One a plugin, in the order of `PackageModel.plugins`. */
  readonly startup: readonly PluginStartup[];
  readonly declared: readonly DeclaredSettings[];
  /** Schemas that the package ships. */
  readonly schemas: readonly ShippedSchema[];
  readonly uses: readonly SettingUse[];
  /** Reads inside of the values of settings. */
  readonly nested: readonly NestedUse[];
  /** All settings of each plugin, in the order of `PackageModel.plugins`. */
  readonly known: readonly KnownSettings[];
  /** Reads of `django.conf.settings.X` where X is nobody's but the package's. */
  readonly foreign: readonly ForeignSettingUse[];
  /** Reads of NetBox's own settings that some release under check does not have. */
  readonly absent: readonly AbsentSettingUse[];
  /** Declared settings whose name occurs nowhere else in the package. */
  readonly unread: readonly { readonly plugin: PluginModel; readonly setting: DeclaredSetting }[];
  /** Reads of own settings before the host has filled in their defaults. */
  readonly earlyReads: readonly EarlyRead[];
  /** Changes of what `get_plugin_config()` gave. */
  readonly changes: readonly SettingChange[];
  /** What the README says of settings. */
  readonly readme: Readme;
  readonly undecided: readonly Undecided[];
  /** The name among some that one read by the code misspells; `null` when it is none of them, but another. */
  misspelt(name: string, names: readonly string[]): string | null;
  /** The one of some plugin names that a name says in another spelling (`netbox-foo`), or nearly says. */
  sameName(name: string, names: readonly string[]): string | null;
}

/** Reads the configuration of all plugins of a package. */
export function findSettings(base: ModelBase): SettingsModel {
  const startup = base.plugins.map((plugin): PluginStartup => {
    const { given, unknown } = attributesOf(base, plugin);
    return {
      plugin,
      nameIsOwn: nameIsOwn(base, plugin),
      attributes: given,
      unknownAttributes: unknown,
      bounds: boundsOf(plugin, base.host.facts),
      version: versionOf(base, plugin),
      hooks: hooksOf(base, plugin),
      resources: resourcesOf(base, plugin),
      wrongResources: wrongResourcesOf(base, plugin),
      earlyModels: earlyModelsOf(base, plugin),
    };
  });
  const declared = base.plugins.map(plugin => declaredSettingsOf(base, plugin));
  const reads = settingUses(base);
  const { uses, nested, foreign, absent, whole } = reads;
  const known = declared.map((one, index) => knownSettingsOf(base, one, startup[index]?.hooks.validate ?? null, reads));
  let readme: Readme | undefined;
  let schemas: readonly ShippedSchema[] | undefined;
  return {
    startup,
    declared,
    get schemas() {
      return (schemas ??= shippedSchemasOf(base.package, declared, known));
    },
    uses,
    nested,
    known,
    foreign,
    absent,
    unread: unreadOf(base, declared, uses, whole),
    earlyReads: base.plugins.flatMap(plugin => earlyReadsOf(base, plugin, uses)),
    changes: settingChangesOf(base),
    get readme() {
      return (readme ??= readmeOf(base.package));
    },
    undecided: [...undecidedOf(base, startup)],
    misspelt: misspeltName,
    sameName,
  };
}

function nameIsOwn(base: ModelBase, plugin: PluginModel): boolean | null {
  const literal = plugin.config?.attributes.get('name')?.literal;
  if (!literal?.known || typeof literal.value !== 'string') return null;
  return literal.value !== '' && base.program.interpreter.modules.has(literal.value);
}

/** Settings that nothing reads; none where the package reads settings by computed names or hands the whole configuration on. */
function unreadOf(
  base: ModelBase,
  declared: readonly DeclaredSettings[],
  uses: readonly SettingUse[],
  whole: ReadonlySet<string | null>,
): SettingsModel['unread'] {
  if (declared.every(one => one.settings.length === 0)) return [];
  if (uses.some(use => use.name === null || use.plugin === null)) return [];
  const words = wordCounts(base);
  return declared.flatMap(({ plugin, settings, open }) => {
    if (open || whole.has(plugin.module) || whole.has(null) || handsOnConfig(base)) return [];
    return settings
      .filter(one => (words.get(one.name) ?? 0) <= settings.filter(other => other.name === one.name).length)
      .filter(one => !uses.some(use => use.plugin === plugin.module && use.name === one.name))
      .filter((one, index, all) => all.findIndex(other => other.name === one.name) === index)
      .map(setting => ({ plugin, setting }));
  });
}

/** Template extensions get the whole configuration in their context (netbox/plugins/templates.py): `self.context['config']`. */
function handsOnConfig(base: ModelBase): boolean {
  return [...base.program.modules.values()].some(module => /context\s*(\[|\.get\()\s*['"]config['"]/.test(module.text));
}

function* undecidedOf(base: ModelBase, startup: readonly PluginStartup[]): Iterable<Undecided> {
  for (const { plugin, bounds } of startup) {
    if (plugin.binding.kind === 'undecided')
      yield { limit: 'config', reason: plugin.binding.reason, at: plugin.binding.at };
    for (const bound of [bounds.min, bounds.max]) {
      if (bound && !bound.literal.known) {
        yield { limit: 'version-bounds', reason: `${bound.name} is computed`, at: bound.at };
      }
    }
  }
  for (const problem of base.program.problems) {
    const reason = `${problem.file} could not be read whole`;
    // What it imports is not known; and where no plugin was found, it may be the one that declares it.
    yield { limit: 'version-bounds', reason, at: problem };
    const concerned = base.plugins.some(plugin => plugin.config?.file === problem.file || plugin.file === problem.file);
    if (concerned || base.plugins.length === 0) yield { limit: 'config', reason, at: problem };
  }
}
