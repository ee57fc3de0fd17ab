/** The distribution as it will be installed: top-level names, what ships and what does not, syntax floors. */
import type { ModelBase } from './base.ts';

export interface DistributionModel {
  /** Top-level importable names that the distribution installs. */
  readonly topLevel: readonly string[];
}

export function findDistribution(_base: ModelBase): DistributionModel {
  return { topLevel: [] };
}
