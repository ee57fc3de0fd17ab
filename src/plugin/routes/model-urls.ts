/**
 * What `get_model_urls(app, model, detail)` gives: the views registered for a model, and those that the host registers itself for
 * every model with a certain mixin (utilities/urls.py, netbox/models/features.py, NetBox 3.4 to 4.7).
 */
import { ancestorPaths, resolutionOrder } from '../../program/index.ts';
import { isModelClass, labelOfClass } from '../models/label.ts';
import type { ClassValue } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { ModelView } from '../model-views.ts';

export interface ModelUrl {
  /** Without the slash at its end; `null` when it is computed. */
  readonly path: string | null;
  /** `widget_edit`, or `widget` for the main view. */
  readonly name: string | null;
  readonly view: string | null;
  /** `null` for a view of the host. */
  readonly at: Span | null;
}

/** The URL name of a view that is registered for a model. */
export function urlName(model: string, view: string): string {
  return view === '' ? model : `${model}_${view}`;
}

/**
 * The URLs of a model, in the order of registration: the host's feature views first. Other views of a core model are registered when
 * the core app's own URLs are loaded, which is after the plugins'.
 */
export function modelUrls(
  base: ModelBase,
  views: readonly ModelView[],
  app: string,
  model: string,
  detail: boolean,
): ModelUrl[] {
  const label = `${app}.${model}`.toLowerCase();
  const urls: ModelUrl[] = [];
  const cls = base.program.classes.find(
    one => labelOfClass(base, one)?.toLowerCase() === label && isModelClass(base, one),
  );
  const core = base.host.facts.model(label);
  if (cls || core) {
    for (const feature of base.host.facts.featureViews()) {
      const now = (feature.releases >> base.host.newest) & 1;
      if (
        !now ||
        feature.detail !== detail ||
        !(cls ? hasMixin(base, cls, feature.mixin) : core && coreHasMixin(base, core.path, feature.mixin))
      )
        continue;
      urls.push({ path: feature.path, name: urlName(model, feature.name), view: feature.view, at: null });
    }
  }
  for (const view of views) {
    const every = view.every && (view.every.app === null || view.every.app === app);
    if (!view.loaded || view.detail !== detail || !(every || view.model?.toLowerCase() === label)) continue;
    urls.push({
      path: view.path,
      name: view.name === null ? null : urlName(model, view.name),
      view: view.view,
      at: view.at,
    });
  }
  return urls;
}

function coreHasMixin({ host }: ModelBase, path: string, mixin: string): boolean {
  const releases = host.facts.class(path)?.ancestorReleases.get(mixin) ?? 0;
  return Boolean((releases >> host.newest) & 1);
}

/** Whether a class has a mixin of the host in the newest release under check. */
function hasMixin(base: ModelBase, cls: ClassValue, mixin: string): boolean {
  const { facts, newest } = base.host;
  for (const one of resolutionOrder(cls)) {
    if (one.kind !== 'symbol') continue;
    if (one.path === mixin) return true;
    const releases = facts.class(one.path)?.ancestorReleases.get(mixin) ?? 0;
    if ((releases >> newest) & 1) return true;
  }
  // A base that the host no longer has cannot be asked by release.
  return (
    resolutionOrder(cls).every(one => one.kind !== 'symbol' || !facts.class(one.path)) &&
    ancestorPaths(base.program.interpreter, cls).includes(mixin)
  );
}
