/** URL routes that the package adds: under the plugins' roots, and the tabs that `register_model_view` gives to core models. */
import { coreModels, findModelViews } from './model-views.ts';
import { walkPatterns } from './routes/patterns.ts';
import { urlName } from './routes/model-urls.ts';
import { findReferences } from './routes/references.ts';
import { Routers } from './routes/router.ts';
import { literalOf } from './base.ts';
import { URL_MOUNTS } from '../host/netbox/contract.ts';
import type { Undecided } from '../finding.ts';
import type { ModelBase } from './base.ts';
import type { Literal } from './base.ts';
import type { PluginModel } from './config.ts';
import type { Leaf } from './routes/patterns.ts';
import type { UrlReference } from './routes/references.ts';
import type { Span } from '../source.ts';

export type { UrlReference } from './routes/references.ts';

export interface Route {
  /** Module of the plugin. */
  readonly plugin: string;
  /** `ui` and `api`: under the plugins' roots; `core`: attached to an object of a core model. */
  readonly kind: 'ui' | 'api' | 'core';
  /** The whole pattern as Django prints it: `plugins/example/widgets/<int:pk>/`. */
  readonly path: string;
  /** Fully namespaced: `plugins:netbox_example:widget`. */
  readonly name: string | null;
  /** Dotted path of the view. */
  readonly view: string | null;
  /** The last part of the pattern alone, as it stands in the package. */
  readonly pattern: string;
  readonly regex: boolean;
  readonly at: Span;
}

/** A module of URL patterns that the host mounts. */
export interface RouteMount {
  readonly plugin: string;
  readonly kind: 'ui' | 'api';
  readonly file: string;
  /** `plugins/example/`, without BASE_PATH; `null` when base_url is computed. */
  readonly path: string | null;
  /** `plugins:netbox_example`. */
  readonly namespace: string;
  /** What the module binds as `app_name`, which the host does not read. */
  readonly appName: Literal | null;
  readonly appNameAt: Span | null;
  /** The module binds `urlpatterns`. */
  readonly hasPatterns: boolean;
}

export interface RoutesModel {
  readonly mounts: readonly RouteMount[];
  readonly routes: readonly Route[];
  /** Names and paths of URLs that the package's code asks for. */
  readonly references: readonly UrlReference[];
  /** Starts of names that may exist beside those of `routes`, because other code may register them. */
  readonly open: readonly string[];
  readonly undecided: readonly Undecided[];
}

/** The routes of a package as the newest release under check would mount them. */
export function findRoutes(base: ModelBase): RoutesModel {
  const undecided: Undecided[] = [];
  const mounts: RouteMount[] = [];
  const routes = new Map<string, Route>();
  const open = new Set<string>();
  const routers = new Routers(base);
  const modelViews = findModelViews(base);
  const unknown = (at: Span, reason: string): void => {
    if (!undecided.some(one => one.at.file === at.file && one.at.start === at.start && one.reason === reason)) {
      undecided.push({ limit: 'urls', reason, at });
    }
  };
  const put = (plugin: string, kind: Route['kind'], leaf: Leaf): void => {
    const key = `${leaf.path}\n${leaf.name ?? ''}\n${leaf.view ?? ''}`;
    if (!routes.has(key)) routes.set(key, { plugin, kind, ...leaf });
  };
  for (const plugin of base.plugins) {
    for (const one of URL_MOUNTS) {
      const module = base.program.interpreter.modules.get(`${plugin.module}.${one.module}`);
      if (!module) continue;
      const kind = one.module === 'urls' ? 'ui' : 'api';
      const mountBase = baseOf(plugin);
      const names = module.scope?.names;
      const appName = names?.get('app_name');
      const patterns = names?.get('urlpatterns');
      const namespace = one.namespace.replace('{label}', plugin.label);
      const path = mountBase === null ? null : one.path.replace('{base}', mountBase);
      mounts.push({
        plugin: plugin.module,
        kind,
        file: module.file,
        path,
        namespace,
        appName: appName ? literalOf(appName) : null,
        appNameAt: appName && 'at' in appName ? appName.at : null,
        hasPatterns: patterns !== undefined,
      });
      if (!patterns) continue;
      const at: Span = { file: module.file, start: 0, end: 0 };
      if (path === null) unknown(plugin.config?.attributes.get('base_url')?.at ?? at, 'base_url is computed');
      const add = (leaf: Leaf): void => put(plugin.module, kind, leaf);
      const prefix = path ?? one.path.replace('{base}', plugin.label);
      walkPatterns({ base, routers, modelViews, unknown, add, open: start => open.add(start) }, patterns, {
        prefix,
        namespace: `${namespace}:`,
        depth: 0,
        at,
        formats: false,
      });
    }
  }
  const [first] = base.plugins;
  for (const view of modelViews) {
    if (!first || !view.loaded || view.own) continue;
    if (view.model === null && !view.every) unknown(view.at, 'a view registered for a model that is computed');
    if (view.name === null || view.path === null) continue;
    const labels = view.every ? coreModels(base, view.every).map(({ label }) => label) : view.model ? [view.model] : [];
    for (const label of labels) {
      const [app = '', model = ''] = label.toLowerCase().split('.');
      const root = coreRoot(base, app, model, view.detail !== false);
      if (root === undefined) continue;
      const pattern = view.path === '' ? '' : `${view.path}/`;
      put(pluginOf(base, view.at.file) ?? first.module, 'core', {
        path: root + pattern,
        name: `${app}:${urlName(model, view.name)}`,
        view: view.view,
        pattern,
        regex: false,
        at: view.at,
      });
    }
  }
  return { mounts, routes: [...routes.values()], references: findReferences(base), open: [...open], undecided };
}

/** `base_url`, or the label where it is not set or empty; `null` when it is computed. */
function baseOf(plugin: PluginModel): string | null {
  const attribute = plugin.config?.attributes.get('base_url');
  if (!attribute) return plugin.label;
  const { literal } = attribute;
  if (!literal.known) return null;
  return typeof literal.value === 'string' && literal.value !== '' ? literal.value : plugin.label;
}

/**
 * Where the host includes the views that are registered for a core model, in the newest release under check; `undefined` for a
 * model whose URLs it writes out. Component templates have no page of their own, only
 * one to edit them; bookmarks only one to delete them.
 */
function coreRoot(base: ModelBase, app: string, model: string, detail: boolean): string | undefined {
  const { facts, newest } = base.host;
  const registered = facts
    .modelViews(`${app}.${model}`)
    .some(view => view.detail === detail && (view.releases >> newest) & 1);
  if (!registered) return undefined;
  const own = currentPath(base, `${app}:${detail ? model : `${model}_list`}`);
  if (own !== undefined) return own;
  const beside = (detail ? ['edit', 'delete'] : ['add']).map(name => currentPath(base, `${app}:${model}_${name}`));
  return beside.find(path => path !== undefined)?.replace(/[^/]+\/$/, '');
}

/** The path of a core URL in the newest release under check. */
function currentPath({ host }: ModelBase, name: string): string | undefined {
  const fact = host.facts.url(name);
  for (const [path, releases] of fact?.paths ?? []) if ((releases >> host.newest) & 1) return path;
  return undefined;
}

function pluginOf(base: ModelBase, file: string): string | undefined {
  return base.plugins.find(plugin => file.startsWith(plugin.file.slice(0, plugin.file.lastIndexOf('/') + 1)))?.module;
}
