/** URL routes that the package adds, under the host's plugin roots. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface RoutesModel {
  readonly undecided: readonly Undecided[];
}

export function findRoutes(_base: ModelBase): RoutesModel {
  return { undecided: [] };
}
