/** The package's migrations: their graph, and their operations folded over the state of the database. */
import type { Undecided } from '../../finding.ts';
import type { ModelBase } from '../base.ts';

export interface MigrationsModel {
  readonly undecided: readonly Undecided[];
}

export function replayMigrations(_base: ModelBase): MigrationsModel {
  return { undecided: [] };
}
