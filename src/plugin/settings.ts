/** Plugin settings: what is declared, what is read, and with which defaults. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface SettingsModel {
  readonly undecided: readonly Undecided[];
}

export function findSettings(_base: ModelBase): SettingsModel {
  return { undecided: [] };
}
