/** What the steps of a simulated start share. */
import { normalizeName } from '../../../package/metadata/requirement.ts';
import type { PluginModel } from '../../../plugin/config.ts';
import type { PackageModel } from '../../../plugin/model.ts';
import type { PluginStartup } from '../../../plugin/settings.ts';
import type { ModuleLoader, Release } from './modules.ts';
import type { LoadProblem, LoadStep, OpenQuestion } from './outcome.ts';

export interface Starting {
  readonly model: PackageModel;
  readonly plugin: PluginModel;
  readonly release: Release;
  readonly version: string;
  /** The version that bounds are held against. */
  readonly current: string;
  /** Lowest Python of the release: what its exceptions' words depend on. */
  readonly pythonFloor: readonly [number, number];
  readonly loader: ModuleLoader;
  readonly settings: PluginStartup | undefined;
  /** Names of the user's settings for this plugin; `undefined` without a configuration, `unknown` when they are computed. */
  readonly configured: ReadonlySet<string> | 'unknown' | undefined;
  readonly requires: string[];
  readonly problems: LoadProblem[];
  readonly resources: Set<string>;
  readonly open: OpenQuestion[];
  /** Plugins whose defaults NetBox has filled in. */
  readonly filled: Set<string>;
  step: LoadStep;
  findModule(module: string): 'present' | 'missing' | 'unknown';
}

/**
 * Whether a module is installed beside NetBox: the package's own, NetBox's, or that of a declared dependency. Without any declared
 * dependency nothing else is; with some, a name that is like none of them may still be one's import name.
 */
export function findModule(model: PackageModel, release: Release, module: string): 'present' | 'missing' | 'unknown' {
  const { modules } = model.program.interpreter;
  const { facts, index } = release;
  if (modules.owns(module)) return modules.has(module) ? 'present' : 'missing';
  const [top = module] = module.split('.', 1);
  if (facts.ownsTopLevel(top) && ((facts.module(module) >> index) & 1) === 1) return 'present';
  for (const app of facts.apps().values()) {
    if ((app.releases >> index) & 1 && (app.module === module || app.module.split('.', 1)[0] === top) && !app.core)
      return 'present';
  }
  if (facts.ownsTopLevel(top)) return 'missing';
  if (top === 'django' || declared(model, top)) return 'present';
  return dependencies(model).length === 0 ? 'missing' : 'unknown';
}

function dependencies(model: PackageModel): readonly string[] {
  return model.package.distribution.requirements.filter(one => one.extra === undefined).map(one => one.name);
}

/** True when a declared dependency has a name like the module's: `django-polymorphic` for `polymorphic`, `PyYAML` for `yaml`. */
function declared(model: PackageModel, top: string): boolean {
  const plain = (name: string): string => normalizeName(name).replaceAll('-', '');
  const wanted = plain(top);
  return dependencies(model).some(name => plain(name).includes(wanted) || wanted.includes(plain(name)));
}
