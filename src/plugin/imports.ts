/** Imports of the host's modules and names, with the releases in which they resolve. */
import type { ModelBase } from './base.ts';

export interface ImportUse {
  readonly module: string;
  readonly name: string | null;
}

export function findImports(_base: ModelBase): readonly ImportUse[] {
  return [];
}
