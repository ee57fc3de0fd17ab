/** What the package registers with the host: search indexes, data backends, table columns, jobs, event types, widgets … */
import type { ModelBase } from './base.ts';

export interface Registrations {
  readonly all: readonly unknown[];
}

export function findRegistrations(_base: ModelBase): Registrations {
  return { all: [] };
}
