/** URL names and paths: the host's urlconf, followed from `netbox.urls` through includes, routers and registered views. */
import type { Call, Expression, Statement } from '../../../python/index.ts';
import { bodyStatements, classAttribute, type Classes, type SourceClass } from './classes.ts';
import { argument, bool, dotted, keyword, text } from './constant.ts';
import { FOREIGN_ACTIONS } from './foreign.ts';
import type { Modules, SourceModule } from './modules.ts';
import { calls } from './settings.ts';
import type { SourceModelView } from './views.ts';

export interface SourceUrl {
  readonly namespace: string;
  readonly name: string;
  /** Concatenated pattern as Django prints it; `null` where a part could not be read. BASE_PATH is taken as empty. */
  readonly path: string | null;
}

interface Pattern {
  readonly route: string | null;
  readonly name: string | null;
  readonly children: readonly Pattern[];
  readonly namespace: string | null;
}

/** A router of DRF: registrations of a module's `router` variable. */
const DETAIL_LOOKUP = 'pk';

export function readUrls(modules: Modules, classes: Classes, views: readonly SourceModelView[]): SourceUrl[] {
  const reader = new UrlReader(modules, classes, views);
  const out: SourceUrl[] = [];
  const flatten = (patterns: readonly Pattern[], prefix: string | null, namespace: string): void => {
    for (const pattern of patterns) {
      const path = prefix === null || pattern.route === null ? null : prefix + pattern.route;
      if (pattern.name !== null) out.push({ namespace, name: pattern.name, path });
      const inner =
        pattern.namespace === null
          ? namespace
          : namespace === ''
            ? pattern.namespace
            : `${namespace}:${pattern.namespace}`;
      flatten(pattern.children, path, inner);
    }
  };
  flatten(reader.module('netbox.urls').patterns, '', '');
  return out;
}

class UrlReader {
  readonly #modules: Modules;
  readonly #classes: Classes;
  readonly #views: ReadonlyMap<string, readonly SourceModelView[]>;
  readonly #done = new Map<string, { patterns: readonly Pattern[]; appName: string | null }>();

  constructor(modules: Modules, classes: Classes, views: readonly SourceModelView[]) {
    this.#modules = modules;
    this.#classes = classes;
    const byLabel = new Map<string, SourceModelView[]>();
    for (const view of views) {
      const key = view.label.toLowerCase();
      const list = byLabel.get(key);
      if (list) list.push(view);
      else byLabel.set(key, [view]);
    }
    this.#views = byLabel;
  }

  /** The patterns of a urlconf module and its `app_name`. */
  module(name: string): { readonly patterns: readonly Pattern[]; readonly appName: string | null } {
    const known = this.#done.get(name);
    if (known) return known;
    const module = this.#modules.byName.get(name);
    const empty = { patterns: [], appName: null };
    this.#done.set(name, empty);
    if (!module) return empty;
    const appName = module.bindings.get('app_name');
    const result = {
      patterns: this.#list(module, 'urlpatterns'),
      appName: appName?.kind === 'value' ? text(appName.value) : null,
    };
    this.#done.set(name, result);
    return result;
  }

  /** The patterns that a module-level name holds after all assignments and mutations. */
  #list(module: SourceModule, name: string): readonly Pattern[] {
    let out: Pattern[] = [];
    const visit = (body: readonly Statement[]): void => {
      for (const statement of body) {
        if (statement.type === 'If') {
          visit(statement.body);
          visit(statement.orelse);
        } else if (statement.type === 'For') visit(statement.body);
        else if (statement.type === 'Assign' && statement.targets.some(target => dotted(target) === name)) {
          out = this.#evaluate(module, statement.value, name, out);
        } else if (statement.type === 'AugAssign' && dotted(statement.target) === name) {
          out = [...out, ...this.#evaluate(module, statement.value, name, out)];
        } else if (statement.type === 'Expr' && statement.value.type === 'Call') {
          const call = statement.value;
          const first = call.args[0];
          const callee = dotted(call.func);
          if (!first) continue;
          if (callee === `${name}.append`) out = [...out, ...this.#element(module, first)];
          else if (callee === `${name}.extend`) out = [...out, ...this.#evaluate(module, first, name, out)];
        }
      }
    };
    visit(module.tree.body);
    return out;
  }

  #evaluate(module: SourceModule, node: Expression, self: string, before: readonly Pattern[]): Pattern[] {
    switch (node.type) {
      case 'List':
      case 'Tuple':
        return node.elts.flatMap(item => this.#element(module, item));
      case 'BinOp':
        return [
          ...this.#evaluate(module, node.left, self, before),
          ...this.#evaluate(module, node.right, self, before),
        ];
      case 'Name': {
        if (node.id === self) return [...before];
        const found = this.#modules.resolve(module.name, node.id);
        const owner = found?.kind === 'own' ? this.#modules.byName.get(found.module) : undefined;
        return owner && found?.kind === 'own' ? [...this.#list(owner, found.name)] : [];
      }
      case 'Attribute':
        return node.attr === 'urls' ? this.#router(module, node.value) : [];
      case 'Call':
        return this.#included(module, node).patterns.slice();
      default:
        return [];
    }
  }

  #element(module: SourceModule, node: Expression): Pattern[] {
    if (node.type === 'Starred') return this.#evaluate(module, node.value, '', []);
    if (node.type !== 'Call') return [];
    const callee = dotted(node.func) ?? '';
    const kind = callee.slice(callee.lastIndexOf('.') + 1);
    if (kind !== 'path' && kind !== 're_path' && kind !== 'url') return [];
    const route = this.#route(argument(node, 0, 'route'));
    const target = argument(node, 1, 'view');
    const name = text(keyword(node, 'name') ?? node.args[3]);
    const isInclude = target?.type === 'Call' && (dotted(target.func) ?? '').split('.').at(-1) === 'include';
    if (target && isInclude) {
      const included = this.#included(module, target);
      return [{ route, name: null, children: included.patterns, namespace: included.namespace }];
    }
    return [{ route, name, children: [], namespace: null }];
  }

  /** A route: a literal, or one whose only variable part is BASE_PATH. */
  #route(node: Expression | undefined): string | null {
    if (!node) return null;
    const literal = text(node);
    if (literal !== null) return literal;
    if (dotted(node) === 'settings.BASE_PATH') return '';
    if (node.type === 'Call' && node.func.type === 'Attribute' && node.func.attr === 'format') {
      const pattern = text(node.func.value);
      if (pattern !== null && dotted(node.args[0]) === 'settings.BASE_PATH') return pattern.replace('{}', '');
    }
    if (node.type === 'JoinedStr') {
      const parts = node.values.map(part => {
        if (part.type === 'Constant') return text(part);
        return dotted(part.value) === 'settings.BASE_PATH' ? '' : null;
      });
      return parts.every(part => part !== null) ? parts.join('') : null;
    }
    return null;
  }

  /** `include(…)` in all the forms that Django has, or a call that returns patterns (`get_model_urls`). */
  #included(module: SourceModule, call: Call): { patterns: readonly Pattern[]; namespace: string | null } {
    const callee = (dotted(call.func) ?? '').split('.').at(-1);
    if (callee === 'get_model_urls') return { patterns: this.#modelUrls(call), namespace: null };
    if (callee !== 'include') return { patterns: [], namespace: null };
    const given = text(argument(call, 1, 'namespace'));
    const target = call.args[0];
    const literal = text(target);
    if (literal !== null) {
      const included = this.module(literal);
      return { patterns: included.patterns, namespace: given ?? included.appName };
    }
    if (target?.type === 'Tuple') {
      const [patterns, appName] = target.elts;
      const list = patterns ? this.#evaluate(module, patterns, '', []) : [];
      return { patterns: list, namespace: given ?? text(appName) };
    }
    return { patterns: target ? this.#evaluate(module, target, '', []) : [], namespace: given };
  }

  /** `get_model_urls('dcim', 'site', detail=False)`: one pattern for each registered view (utilities/urls.py). */
  #modelUrls(call: Call): Pattern[] {
    const app = text(argument(call, 0, 'app_label'));
    const model = text(argument(call, 1, 'model_name'));
    if (app === null || model === null) return [];
    // Before 4.2 all registered views were of the object, and there was no parameter.
    const detail = bool(argument(call, 2, 'detail')) !== false;
    return (this.#views.get(`${app}.${model}`) ?? []).flatMap(view => {
      if (view.detail !== detail) return [];
      const name = view.name === '' ? model : `${model}_${view.name}`;
      return [{ route: view.path === '' ? '' : `${view.path}/`, name, children: [], namespace: null }];
    });
  }

  /** `router.urls` of a `DefaultRouter`: list and object routes, extra actions, the root view. */
  #router(module: SourceModule, node: Expression): Pattern[] {
    const name = dotted(node);
    if (name === null) return [];
    const found = this.#modules.resolve(module.name, name);
    if (found?.kind !== 'own') return [];
    const out: Pattern[] = [{ route: '', name: 'api-root', children: [], namespace: null }];
    for (const statement of module.tree.body) {
      if (statement.type !== 'Expr' || statement.value.type !== 'Call') continue;
      const call = statement.value;
      if (dotted(call.func) !== `${name}.register`) continue;
      const prefix = text(argument(call, 0, 'prefix'));
      const viewset = dotted(argument(call, 1, 'viewset'));
      const source = viewset === null ? null : this.#classes.resolve(module.name, viewset);
      if (prefix === null || !source) continue;
      const basename =
        text(argument(call, 2, 'basename')) ?? text(keyword(call, 'base_name')) ?? this.#basename(source);
      if (basename !== null) out.push(...this.#viewset(source, prefix, basename));
    }
    return out;
  }

  #viewset(source: SourceClass, prefix: string, basename: string): Pattern[] {
    const out: Pattern[] = [];
    const { names, extra } = this.#actions(source);
    const add = (route: string, suffix: string): void => {
      out.push({ route, name: `${basename}-${suffix}`, children: [], namespace: null });
    };
    const has = (...wanted: readonly string[]): boolean => wanted.some(action => names.has(action));
    const attribute = (name: string): string | null => {
      for (const path of this.#classes.mro(source.path)) {
        const own = this.#classes.byPath.get(path);
        const value = own && text(classAttribute(own.node, name));
        if (typeof value === 'string') return value;
      }
      return null;
    };
    const lookup = attribute('lookup_url_kwarg') ?? attribute('lookup_field') ?? DETAIL_LOOKUP;
    const item = `(?P<${lookup}>${attribute('lookup_value_regex') ?? '[^/.]+'})`;
    // Regular expressions of rest_framework/routers.py, SimpleRouter.routes, with a trailing slash.
    if (has('list', 'create', 'bulk_update', 'bulk_partial_update', 'bulk_destroy')) add(`^${prefix}/$`, 'list');
    for (const action of extra) if (!action.detail) add(`^${prefix}/${action.path}/$`, action.name);
    if (has('retrieve', 'update', 'partial_update', 'destroy')) add(`^${prefix}/${item}/$`, 'detail');
    for (const action of extra) if (action.detail) add(`^${prefix}/${item}/${action.path}/$`, action.name);
    return out;
  }

  /** Names of the actions that a viewset has, and the extra ones that `@action` declares. */
  #actions(source: SourceClass): {
    names: ReadonlySet<string>;
    extra: readonly { readonly name: string; readonly path: string; readonly detail: boolean }[];
  } {
    const names = new Set<string>();
    const extra = new Map<string, { name: string; path: string; detail: boolean } | null>();
    for (const path of this.#classes.mro(source.path)) {
      const own = this.#classes.byPath.get(path);
      if (!own) {
        for (const action of FOREIGN_ACTIONS.get(path.slice(path.lastIndexOf('.') + 1)) ?? []) names.add(action);
        continue;
      }
      for (const statement of bodyStatements(own.node.body)) {
        if (statement.type !== 'FunctionDef') continue;
        names.add(statement.name);
        const decorator = statement.decorator_list.find(
          (item): item is Call => item.type === 'Call' && (dotted(item.func) ?? '').split('.').at(-1) === 'action',
        );
        if (extra.has(statement.name)) continue;
        extra.set(
          statement.name,
          decorator
            ? {
                name: text(keyword(decorator, 'url_name')) ?? statement.name.replaceAll('_', '-'),
                path: text(keyword(decorator, 'url_path')) ?? statement.name,
                detail: bool(argument(decorator, 1, 'detail')) === true,
              }
            : null,
        );
      }
    }
    // Python's getmembers lists them by method name (rest_framework/viewsets.py, get_extra_actions).
    const sorted = [...extra].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    return { names, extra: sorted.flatMap(([, action]) => action ?? []) };
  }

  /** The model's name in lower case, from the viewset's `queryset` (rest_framework/routers.py, get_default_basename). */
  #basename(source: SourceClass): string | null {
    for (const path of this.#classes.mro(source.path)) {
      const own = this.#classes.byPath.get(path);
      const queryset = own && classAttribute(own.node, 'queryset');
      if (!own || !queryset) continue;
      // Model.objects.filter(…)…: the dotted name at the root of the chain.
      let root: Expression = queryset;
      while (root.type === 'Call' || root.type === 'Attribute') {
        const name = root.type === 'Attribute' ? dotted(root.value) : null;
        const model = name === null ? null : this.#classes.resolve(own.module, name);
        if (model) return model.name.toLowerCase();
        const foreign = name === null ? null : this.#modules.resolve(own.module, name);
        if (foreign?.kind === 'foreign') {
          const named = foreign.path.split('.').find(part => /^[A-Z]/.test(part));
          if (named !== undefined) return named.toLowerCase();
        }
        root = root.type === 'Call' ? root.func : root.value;
      }
      // add_related_count(Model.objects.all(), …): the first model among the arguments.
      for (const call of calls(queryset)) {
        const callee = dotted(call.func) ?? '';
        const model = this.#classes.resolve(own.module, callee.split('.').slice(0, -2).join('.'));
        if (model) return model.name.toLowerCase();
      }
      return null;
    }
    return null;
  }
}
