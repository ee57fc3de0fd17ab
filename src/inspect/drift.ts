/** What makemigrations would write for the plugin's apps, on the release that it is held against. */
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin } from './schema.ts';

export function driftOf(inspected: Inspected): InspectedPlugin['drift'] {
  const { model, labels, index } = inspected;
  const out: Record<string, string[]> = {};
  for (const change of model.drift.changes) {
    if (labels.has(change.app) && (change.releases >> index) & 1) (out[change.app] ??= []).push(change.description);
  }
  for (const { app, reason, at } of model.drift.undecided) {
    if (labels.has(app)) inspected.undecided('drift', reason, at);
  }
  return out;
}
