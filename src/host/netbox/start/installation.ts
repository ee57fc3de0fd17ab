/** What the settings of the package's plugins are in the installation that is simulated. */
import { ownMember } from '../../../program/index.ts';
import type { Json } from '../../../plugin/base.ts';
import type { PluginModel } from '../../../plugin/config.ts';
import type { PackageModel } from '../../../plugin/model.ts';
import type { Installation } from './decide.ts';
import type { Release } from './modules.ts';

interface Given {
  readonly model: PackageModel;
  readonly plugin: PluginModel;
  readonly release: Release;
  readonly current: string;
  /** Names of the user's settings; `undefined` without a configuration, `unknown` when they are computed. */
  names(module: string): ReadonlySet<string> | 'unknown' | undefined;
  /** Plugins whose defaults NetBox has filled in by now. */
  readonly filled: ReadonlySet<string>;
}

/** The installation of one start. Without a configuration required settings have some value, and all others their defaults. */
export function installationOf({ model, plugin, release, current, names, filled }: Given): Installation {
  const declaredOf = (module: string) => model.settings.declared.find(one => one.plugin.module === module);
  const validate = plugin.config ? ownMember(plugin.config.value, 'validate')?.value : undefined;
  return {
    version: current,
    module: plugin.module,
    validate: validate?.kind === 'function' ? validate : null,
    setting(module, name): Json | undefined {
      const given = release.settings.get(`${module}.${name}`);
      if (given) return given.known ? given.value : undefined;
      if (names(module) === 'unknown' || !filled.has(module)) return undefined;
      const [declared, other] = (declaredOf(module)?.settings ?? []).filter(one => one.name === name);
      return declared?.kind === 'default' && !other && declared.value?.known ? declared.value.value : undefined;
    },
    // Without a configuration the package is alone: which further plugins somebody has, no package can say.
    installed(module): boolean | undefined {
      const { facts, index } = release;
      if (model.plugins.some(one => one.module === module)) return true;
      const app = [...facts.apps().values()].find(one => one.module === module);
      if (app && ((app.releases >> index) & 1) === 1) return true;
      return app || facts.ownsTopLevel(module.split('.', 1)[0] ?? module) || names(plugin.module) !== undefined
        ? undefined
        : false;
    },
    lacks(module, name): boolean {
      const [own, configured] = [declaredOf(module), names(module)];
      if (!own || configured === 'unknown' || configured?.has(name) || own.filled.has(name)) return false;
      const declared = own.settings.filter(one => one.name === name);
      if (declared.some(one => one.kind === 'required')) return configured !== undefined;
      return !filled.has(module) || (!own.open && declared.length === 0);
    },
  };
}
