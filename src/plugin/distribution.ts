/** The distribution as it will be installed: top-level names, what ships and what does not, what Python it needs. */
import { pythonNeedsOf, pythonRequirementOf, unparsedFilesOf } from './distribution/python.ts';
import { autoloadsOf, requirementsOf } from './distribution/requirements.ts';
import { bareFoldersOf, missingTemplatesOf, unnamespacedOf, unshippedOf } from './distribution/shipping.ts';
import { topLevelOf } from './distribution/top-level.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';
import type { PythonNeed, PythonRequirement, UnparsedFile } from './distribution/python.ts';
import type { Autoload, RequirementUse } from './distribution/requirements.ts';
import type { BareFolder, MissingTemplate, UnnamespacedFile, Unshipped } from './distribution/shipping.ts';
import type { ShadowingEntry, StrayEntry } from './distribution/top-level.ts';

export interface DistributionModel {
  /** Top-level importable names that the distribution installs, in code-unit order. */
  readonly topLevel: readonly string[];
  /** Top-level entries that belong to the source tree, or to nobody. */
  readonly stray: readonly StrayEntry[];
  /** Top-level modules that bear the name of one of the host's. */
  readonly shadowing: readonly ShadowingEntry[];
  readonly unshipped: readonly Unshipped[];
  readonly bareFolders: readonly BareFolder[];
  readonly missingTemplates: readonly MissingTemplate[];
  readonly unnamespaced: readonly UnnamespacedFile[];
  /** Python files, shipped or not, that are no valid Python. */
  readonly unparsed: readonly UnparsedFile[];
  /** For each module that needs more than Python 3.6, the construct that needs most; the greatest first. */
  readonly pythonNeeds: readonly PythonNeed[];
  readonly pythonRequirement: PythonRequirement | null;
  readonly requirements: readonly RequirementUse[];
  readonly autoloads: readonly Autoload[];
  /** Version of the distribution, with the place that declares it; `null` when it is unknown. */
  readonly version: { readonly text: string; readonly at: Span | null } | null;
}

/** Looks at a package as pip would install it. */
export function findDistribution(base: ModelBase): DistributionModel {
  const { names, stray, shadowing } = topLevelOf(base);
  const { version } = base.package.distribution;
  return {
    topLevel: names,
    stray,
    shadowing,
    unshipped: unshippedOf(base),
    bareFolders: bareFoldersOf(base),
    missingTemplates: missingTemplatesOf(base),
    unnamespaced: unnamespacedOf(base),
    unparsed: unparsedFilesOf(base),
    pythonNeeds: pythonNeedsOf(base),
    pythonRequirement: pythonRequirementOf(base),
    requirements: requirementsOf(base),
    autoloads: autoloadsOf(base),
    version: version ? { text: version.value, at: version.at ?? null } : null,
  };
}
