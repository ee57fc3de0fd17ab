/** Views registered for models with `register_model_view`, on own models and on the host's. */
import { alternativesOf, isOptIn, stepsOf, stringOf } from '../program/index.ts';
import { labelOf, labelOfClass } from './models/label.ts';
import { loadedModules, moduleOfFile } from './routes/loading.ts';
import { definitionPath } from './routes/view.ts';
import { accessOf, runningModel } from './access.ts';
import type { Step } from '../finding.ts';
import type { CallEffect, CallValue, Interpreter, Phase, Value } from '../program/index.ts';
import type { ModelFact, ReleaseSet } from '../host/facts.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';

/** One `register_model_view(Model, name, path, detail, kwargs)`, as a decorator or as a call. */
export interface ModelView {
  /** `dcim.Device`; `null` when it is not known. */
  readonly model: string | null;
  /** The model is whichever one Django's registry gives, of all apps or of one: a loop over `apps.get_models()`. */
  readonly every: { readonly app: string | null } | null;
  /** The model is the package's own. */
  readonly own: boolean;
  /** `''` is the object's main view; `null` when it is computed. */
  readonly name: string | null;
  /** Sub-path under the object's (or the list's) path, without the slash at its end; the name when none is given. */
  readonly path: string | null;
  /** Attached to one object, or to the list of objects; `null` when it is computed. */
  readonly detail: boolean | null;
  /** Dotted path of the view. */
  readonly view: string | null;
  readonly at: Span;
  readonly phase: Phase;
  readonly trace: readonly Step[];
  readonly optIn: boolean;
  /** The module that registers is loaded with the plugin's URLs. */
  readonly loaded: boolean;
  /** For a model of the host: what it registers under that name or that path. */
  readonly core: CoreOverlap;
}

/** Releases in which the host has a view of the same model, and of the same kind (detail or list), … */
export interface CoreOverlap {
  /** … of the same name, found before or after the plugin's. */
  readonly name: ReleaseSet;
  /** … of the same name, which comes with a mixin of the model and is registered earlier, so that the host's own is found first. */
  readonly feature: ReleaseSet;
  /** … of another name, at the same sub-path. */
  readonly path: ReleaseSet;
}

const NO_OVERLAP: CoreOverlap = { name: 0, feature: 0, path: 0 };

const REGISTER = 'utilities.views.register_model_view';

/** The `register_model_view(…)` that a decorator or a call is the second half of. */
function registrationOf(callee: Value): CallValue | undefined {
  for (const one of alternativesOf(callee)) {
    if (one.kind === 'call' && one.callee.kind === 'symbol' && one.callee.path === REGISTER) return one;
  }
  return undefined;
}

const cache = new WeakMap<ModelBase, readonly ModelView[]>();

/** Every registration, in the order in which the package makes them; computed once a model, the routes ask for it too. */
export function findModelViews(base: ModelBase): readonly ModelView[] {
  let known = cache.get(base);
  if (!known) cache.set(base, (known = registeredViews(base)));
  return known;
}

function registeredViews(base: ModelBase): readonly ModelView[] {
  const views: ModelView[] = [];
  const seen = new Set<string>();
  for (const call of base.program.calls) {
    const registration = registrationOf(call.callee);
    if (!registration) continue;
    for (const view of viewsOf(base, call, registration)) {
      const key = JSON.stringify([view.at, view.model, view.name, view.path, view.detail, view.view]);
      if (seen.has(key)) continue;
      seen.add(key);
      views.push(view);
    }
  }
  return views;
}

function viewsOf(base: ModelBase, call: CallEffect, registration: CallValue): ModelView[] {
  const { args, keywords } = registration;
  const model = args[0] ?? keywords.get('model');
  const name = textOf(args[1] ?? keywords.get('name'), '');
  const path = textOf(args[2] ?? keywords.get('path'), name);
  // Before NetBox 4.2 the fourth parameter was kwargs, and every view belonged to one object.
  const detail = flagOf(args[3] ?? keywords.get('detail'));
  const view = call.args[0];
  const within = call.frame ? stepsOf(call.frame) : [];
  const module = moduleOfFile(base, call.at.file);
  return (model ? alternativesOf(model) : [undefined]).map(one => {
    const label = !one ? null : one.kind === 'class' ? labelOfClass(base, one) : labelOf(base, one, '', '');
    const own = one?.kind === 'class' || (label !== null && base.host.facts.model(label) === undefined);
    // A condition on the way may pick a few of them.
    const every = label === null && one && !call.guard ? everyModel(base, one) : null;
    return {
      model: label,
      every,
      own,
      name,
      path,
      detail,
      view: view ? viewPath(base.program.interpreter, view) : null,
      at: call.at,
      phase: call.phase,
      trace: within,
      optIn: isOptIn(base.program.interpreter, call),
      loaded: module === undefined || loadedModules(base).has(module),
      core: every
        ? union(coreModels(base, every).map(({ label: core }) => overlapOf(base, core, name, path, detail)))
        : label !== null && !own
          ? overlapOf(base, label, name, path, detail)
          : NO_OVERLAP,
    };
  });
}

function everyModel({ host }: ModelBase, value: Value): ModelView['every'] {
  const access = accessOf(host.facts, value);
  const running = access && runningModel(access);
  if (!access || running?.length !== access.steps.length) return null;
  if (access.path === 'django.apps.apps.get_models') return { app: null };
  // Of `get_app_config(label)`, the label alone is known; a model's own label was looked up before.
  return running.label === null || running.label.includes('.') ? null : { app: running.label };
}

/** The models of core that a registration for every model reaches, in the newest release under check. */
export function coreModels({ host }: ModelBase, { app }: NonNullable<ModelView['every']>): readonly ModelFact[] {
  return [...host.facts.models()].filter(
    ({ label, releases }) => (releases >> host.newest) & 1 && (app === null || label.startsWith(`${app}.`)),
  );
}

function union(overlaps: readonly CoreOverlap[]): CoreOverlap {
  return overlaps.reduce(
    (all, one) => ({ name: all.name | one.name, feature: all.feature | one.feature, path: all.path | one.path }),
    NO_OVERLAP,
  );
}

/** Where a view is defined; a dotted string is imported as `get_model_urls()` does (utilities/urls.py, NetBox 3.4 to 4.7). */
function viewPath(interpreter: Interpreter, view: Value): string | null {
  const text = stringOf(view);
  if (text === undefined) return definitionPath(interpreter, view);
  const dot = text.lastIndexOf('.');
  const found = interpreter.modules.get(text.slice(0, dot))?.scope?.names.get(text.slice(dot + 1));
  return (found && definitionPath(interpreter, found)) ?? text;
}

function textOf(value: Value | undefined, absent: string | null): string | null {
  if (!value || (value.kind === 'constant' && value.value === null)) return absent;
  return stringOf(value) ?? null;
}

function flagOf(value: Value | undefined): boolean | null {
  if (!value) return true;
  return value.kind === 'constant' ? Boolean(value.value) : null;
}

function overlapOf(
  base: ModelBase,
  label: string,
  name: string | null,
  path: string | null,
  detail: boolean | null,
): CoreOverlap {
  const { facts } = base.host;
  const model = facts.model(label);
  const ancestors = model ? facts.class(model.path)?.ancestorReleases : undefined;
  let feature = 0;
  for (const one of facts.featureViews()) {
    if (one.name === name && one.detail === detail) feature |= one.releases & (ancestors?.get(one.mixin) ?? 0);
  }
  let sameName = feature;
  let samePath = 0;
  for (const one of facts.modelViews(label)) {
    if (one.detail !== detail) continue;
    if (one.name === name) sameName |= one.releases;
    else if (one.path === path) samePath |= one.releases;
  }
  return { name: sameName, feature, path: samePath & ~sameName };
}
