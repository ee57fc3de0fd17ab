/** Templates and tag libraries of the package, and what of the host's they shadow. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface TemplatesModel {
  readonly undecided: readonly Undecided[];
}

export function findTemplates(_base: ModelBase): TemplatesModel {
  return { undecided: [] };
}
