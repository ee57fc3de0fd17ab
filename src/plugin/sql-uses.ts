/** SQL that the package runs: RunSQL, cursors, schema editors, raw querysets. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface SqlUse {
  readonly undecided: Undecided | null;
}

export function findSqlUses(_base: ModelBase): readonly SqlUse[] {
  return [];
}
