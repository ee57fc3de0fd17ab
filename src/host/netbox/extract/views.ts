/** Views that the host registers for models: `register_model_view` as decorator and as call, and those of model features. */
import type { Call, Expression, Statement } from '../../../python/index.ts';
import { type Classes } from './classes.ts';
import { argument, bool, dotted, text } from './constant.ts';
import type { SourceModel } from './models.ts';
import type { Modules } from './modules.ts';
import { calls, statements } from './settings.ts';

export interface SourceModelView {
  /** `dcim.Device`. */
  readonly label: string;
  readonly name: string;
  /** Sub-path without slashes around it. */
  readonly path: string;
  readonly detail: boolean;
}

/** Name, path and level out of the arguments of `register_model_view(model, name='', path=None, detail=True, kwargs=None)`. */
function viewOf(call: Call): { name: string; path: string; detail: boolean } | null {
  const given = argument(call, 1, 'name');
  const name = given === undefined ? '' : text(given);
  if (name === null) return null;
  const path = text(argument(call, 2, 'path')) ?? name;
  return { name, path, detail: bool(argument(call, 3, 'detail')) !== false };
}

function registration(node: Expression): Call | null {
  return node.type === 'Call' && (dotted(node.func) ?? '').endsWith('register_model_view') ? node : null;
}

export function readModelViews(modules: Modules, classes: Classes, models: readonly SourceModel[]): SourceModelView[] {
  const byPath = new Map(models.map(model => [model.path, model]));
  const out: SourceModelView[] = [];
  for (const [module, source] of modules.byName) {
    const add = (call: Call): void => {
      const view = viewOf(call);
      const target = dotted(argument(call, 0, 'model'));
      const found = target === null ? null : classes.resolve(module, target);
      const model = found && byPath.get(found.path);
      if (view && model) out.push({ label: model.label, ...view });
    };
    for (const statement of statements(source.tree.body)) {
      if (statement.type === 'ClassDef' || statement.type === 'FunctionDef') {
        for (const decorator of statement.decorator_list) {
          const call = registration(decorator);
          if (call) add(call);
        }
      } else if (statement.type === 'Expr' && statement.value.type === 'Call') {
        // register_model_view(X, 'trace', …)(View)
        const call = registration(statement.value.func);
        if (call) add(call);
      }
    }
  }
  const features = readFeatureViews(modules);
  for (const model of models) {
    if (model.abstract) continue;
    const ancestors = new Set(classes.mro(model.path));
    for (const feature of features) if (ancestors.has(feature.mixin)) out.push({ label: model.label, ...feature.view });
  }
  return out;
}

export interface FeatureView {
  /** Path of the mixin whose models get the view. */
  readonly mixin: string;
  readonly view: { readonly name: string; readonly path: string; readonly detail: boolean };
  /** Class path of the view. */
  readonly class: string;
}

/**
 * `netbox/models/features.py` registers views for every model with a mixin (`if issubclass(model, JournalingMixin):
 * register_model_view(model, 'journal', …)('netbox.views.generic.ObjectJournalView')`).
 */
export function readFeatureViews(modules: Modules): FeatureView[] {
  const name = 'netbox.models.features';
  const module = modules.byName.get(name);
  const out: FeatureView[] = [];
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.type === 'FunctionDef' || statement.type === 'For') visit(statement.body);
      if (statement.type !== 'If') continue;
      const test = statement.test;
      const mixin =
        test.type === 'Call' && dotted(test.func) === 'issubclass' && test.args[1] ? dotted(test.args[1]) : null;
      const found = mixin === null ? null : modules.resolve(name, mixin);
      for (const call of calls(statement.body)) {
        // register_model_view(…)('netbox.views.generic.ObjectJournalView')
        const inner = registration(call.func);
        const view = inner && viewOf(inner);
        const target = text(call.args[0]);
        if (!view || target === null || found?.kind !== 'own') continue;
        const resolved = modules.resolvePath(target);
        const path = resolved?.kind === 'own' ? `${resolved.module}.${resolved.name}` : target;
        out.push({ mixin: `${found.module}.${found.name}`, view, class: path });
      }
      visit(statement.orelse);
    }
  };
  if (module) visit(module.tree.body);
  return out;
}
