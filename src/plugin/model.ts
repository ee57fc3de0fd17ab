/**
 * The model of a package: what it adds, what it touches, what it needs. Each kind of contribution has a file of its own and is
 * computed when it is first asked for. Rules ask only this.
 */
import { findDistribution } from './distribution.ts';
import { findImports } from './imports.ts';
import { findMiddleware } from './middleware.ts';
import { findDrift } from './migrations/drift.ts';
import { replayMigrations } from './migrations/index.ts';
import { findModelViews } from './model-views.ts';
import { findModels } from './models.ts';
import { modelReferences } from './models/references.ts';
import { findNavigation } from './navigation.ts';
import { findOpenTouches } from './open-touches.ts';
import { findRegistrations } from './registrations.ts';
import { findRoutes } from './routes.ts';
import { findScriptPackages } from './script-packages.ts';
import { findSettings } from './settings.ts';
import { findSqlUses } from './sql-uses.ts';
import { findStaticFiles } from './static-files.ts';
import { findTemplates } from './templates.ts';
import { findTouches } from './touches.ts';
import type { Undecided } from '../finding.ts';
import type { Package } from '../package/package.ts';
import type { Program } from '../program/index.ts';
import type { ModelBase } from './base.ts';
import type { PluginModel } from './config.ts';
import type { DistributionModel } from './distribution.ts';
import type { ImportUse } from './imports.ts';
import type { MiddlewareModel } from './middleware.ts';
import type { Drift } from './migrations/drift.ts';
import type { MigrationsModel } from './migrations/index.ts';
import type { ModelView } from './model-views.ts';
import type { DjangoModel } from './models.ts';
import type { ModelReference } from './models/references.ts';
import type { NavigationModel } from './navigation.ts';
import type { Registrations } from './registrations.ts';
import type { RoutesModel } from './routes.ts';
import type { ScriptPackage } from './script-packages.ts';
import type { SettingsModel } from './settings.ts';
import type { SqlUse } from './sql-uses.ts';
import type { StaticFilesModel } from './static-files.ts';
import type { TemplatesModel } from './templates.ts';
import type { Touch } from './touch.ts';

export interface PackageModel {
  readonly package: Package;
  /** For the parts of the model and for `inspect`; rules do not look into it. */
  readonly program: Program;
  readonly plugins: readonly PluginModel[];
  /** Writes, deletes, mutations and patches of what is the host's. */
  readonly touches: readonly Touch[];
  readonly distribution: DistributionModel;
  readonly imports: readonly ImportUse[];
  readonly settings: SettingsModel;
  readonly models: readonly DjangoModel[];
  /** Models of the host that are named by a text, so far as some release does not have them. */
  readonly modelReferences: readonly ModelReference[];
  readonly migrations: MigrationsModel;
  /** What `makemigrations` would write: models and migrations that do not agree. */
  readonly drift: Drift;
  /** SQL texts that the package runs, wherever they stand. */
  readonly sql: readonly SqlUse[];
  readonly routes: RoutesModel;
  readonly modelViews: readonly ModelView[];
  readonly middleware: MiddlewareModel;
  readonly registrations: Registrations;
  readonly navigation: NavigationModel;
  readonly templates: TemplatesModel;
  readonly staticFiles: StaticFilesModel;
  /** package.json files that ship. */
  readonly scriptPackages: readonly ScriptPackage[];
  /** Places that no part could decide, so far as they have been asked for. */
  readonly undecided: readonly Undecided[];
}

/** A model over an interpreted package. */
export function createModel(base: ModelBase): PackageModel {
  const cache = new Map<string, unknown>();
  function lazily<T>(name: string, make: (base: ModelBase) => T): T {
    if (!cache.has(name)) cache.set(name, make(base));
    // The only writer of this key is the line above, with a T.
    return cache.get(name) as T;
  }
  return {
    package: base.package,
    program: base.program,
    plugins: base.plugins,
    get touches() {
      return lazily('touches', findTouches);
    },
    get distribution() {
      return lazily('distribution', findDistribution);
    },
    get imports() {
      return lazily('imports', findImports);
    },
    get settings() {
      return lazily('settings', findSettings);
    },
    get models() {
      return lazily('models', findModels);
    },
    get modelReferences() {
      return lazily('modelReferences', modelReferences);
    },
    get migrations() {
      return lazily('migrations', replayMigrations);
    },
    get drift() {
      return lazily('drift', findDrift);
    },
    get sql() {
      return lazily('sql', findSqlUses);
    },
    get routes() {
      return lazily('routes', findRoutes);
    },
    get modelViews() {
      return lazily('modelViews', findModelViews);
    },
    get middleware() {
      return lazily('middleware', findMiddleware);
    },
    get registrations() {
      return lazily('registrations', findRegistrations);
    },
    get navigation() {
      return lazily('navigation', findNavigation);
    },
    get templates() {
      return lazily('templates', findTemplates);
    },
    get staticFiles() {
      return lazily('staticFiles', findStaticFiles);
    },
    get scriptPackages() {
      return lazily('scriptPackages', findScriptPackages);
    },
    get undecided() {
      return [
        ...lazily('migrations', replayMigrations).undecided,
        ...lazily('sql', findSqlUses).flatMap(use => (use.undecided ? [use.undecided] : [])),
        ...lazily('openTouches', findOpenTouches),
        ...lazily('middleware', findMiddleware).undecided,
        ...lazily('templates', findTemplates).undecided,
        ...lazily('staticFiles', findStaticFiles).undecided,
        ...lazily('settings', findSettings).undecided,
      ];
    },
  };
}
