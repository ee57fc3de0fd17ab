/** Views registered for models with `register_model_view`, on own models and on the host's. */
import type { ModelBase } from './base.ts';

export interface ModelView {
  readonly name: string;
}

export function findModelViews(_base: ModelBase): readonly ModelView[] {
  return [];
}
