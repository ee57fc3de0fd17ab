/** Django models of the package: labels, tables, fields, relations. */
import type { ModelBase } from './base.ts';

export interface DjangoModel {
  readonly name: string;
}

export function findModels(_base: ModelBase): readonly DjangoModel[] {
  return [];
}
