/** Middleware classes that the plugin adds, and what they do to requests and responses. */
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';

export interface MiddlewareModel {
  readonly undecided: readonly Undecided[];
}

export function findMiddleware(_base: ModelBase): MiddlewareModel {
  return { undecided: [] };
}
