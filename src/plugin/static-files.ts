/** Static files of the package: paths, and what its style sheets and scripts do to the host's pages. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface StaticFilesModel {
  readonly undecided: readonly Undecided[];
}

export function findStaticFiles(_base: ModelBase): StaticFilesModel {
  return { undecided: [] };
}
