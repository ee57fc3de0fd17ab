/**
 * Django REST framework's routers: the patterns and names that `router.urls` gives for what was registered (rest_framework/routers.py,
 * SimpleRouter.get_urls and DefaultRouter.get_urls, 3.11 to 3.16; NetBox's own router adds bulk actions to the list route).
 */
import { alternativesOf, ancestorPaths, ownMember, resolutionOrder, shapeOf, stringOf } from '../../program/index.ts';
import { definitionPath, viewOf } from './view.ts';
import type {
  CallEffect,
  CallValue,
  ClassValue,
  InstanceValue,
  Interpreter,
  Program,
  Value,
} from '../../program/index.ts';
import type { HostContext } from '../../host/context.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

/** One pattern of a router. */
interface RouterPattern {
  /** A regular expression, or for the API root a path. */
  readonly pattern: string;
  readonly name: string | null;
  readonly view: string | null;
  readonly at: Span;
}

type RouterValue = CallValue | InstanceValue;

const DEFAULT_ROUTERS = ['rest_framework.routers.DefaultRouter', 'netbox.api.routers.NetBoxRouter'];
const ROUTERS = [
  ...DEFAULT_ROUTERS,
  'rest_framework.routers.SimpleRouter',
  'utilities.api.OrderedDefaultRouter',
  'netbox.api.OrderedDefaultRouter',
];

interface Registration {
  readonly prefix: string | null;
  readonly viewset: Value | undefined;
  readonly basename: string | null;
  readonly at: Span;
}

function pathsOf(interpreter: Interpreter, value: Value): readonly string[] {
  if (value.kind === 'call') return value.callee.kind === 'symbol' ? ancestorPaths(interpreter, value.callee) : [];
  return value.kind === 'instance' ? ancestorPaths(interpreter, value.cls) : [];
}

function isRouter(interpreter: Interpreter, value: Value): value is RouterValue {
  return pathsOf(interpreter, value).some(path => ROUTERS.includes(path));
}

/** Routers and what the package registers with them, by the identity of the router. */
export class Routers {
  readonly #base: ModelBase;
  readonly #registered = new Map<number, Registration[]>();

  constructor(base: ModelBase) {
    this.#base = base;
    for (const call of base.program.calls) this.#note(call);
  }

  #note(call: CallEffect): void {
    if (call.callee.kind !== 'attribute') return;
    const { object, name } = call.callee;
    for (const router of alternativesOf(object)) {
      if (name === 'register' && isRouter(this.#base.program.interpreter, router)) {
        const [prefix, viewset, basename] = call.args;
        this.#add(router.id, {
          prefix: stringOf(prefix ?? call.keywords.get('prefix')) ?? null,
          viewset: viewset ?? call.keywords.get('viewset'),
          basename: stringOf(basename ?? call.keywords.get('basename') ?? call.keywords.get('base_name')) ?? null,
          at: call.at,
        });
      } else if (name === 'extend' && router.kind === 'attribute' && router.name === 'registry') {
        // `router.registry.extend(other.registry)`
        const [other] = call.args;
        const from = other?.kind === 'attribute' && other.name === 'registry' ? other.object : undefined;
        if (!from || !isRouter(this.#base.program.interpreter, from)) continue;
        for (const to of alternativesOf(router.object)) {
          if (!isRouter(this.#base.program.interpreter, to)) continue;
          for (const one of this.#registered.get(from.id) ?? []) this.#add(to.id, one);
        }
      }
    }
  }

  #add(router: number, registration: Registration): void {
    const list = this.#registered.get(router);
    const same = (one: Registration): boolean =>
      one.prefix === registration.prefix &&
      one.basename === registration.basename &&
      one.viewset === registration.viewset;
    if (!list) this.#registered.set(router, [registration]);
    else if (!list.some(same)) list.push(registration);
  }

  /** The router whose `urls` (or `get_urls()`) a value is. */
  routerOf(value: Value): RouterValue | undefined {
    if (value.kind === 'attribute' && value.name === 'urls') {
      return isRouter(this.#base.program.interpreter, value.object) ? value.object : undefined;
    }
    if (value.kind === 'call' && value.callee.kind === 'attribute' && value.callee.name === 'get_urls') {
      const { object } = value.callee;
      return isRouter(this.#base.program.interpreter, object) ? object : undefined;
    }
    return undefined;
  }

  /** The patterns of a router, in its order. `unknown` is told of each registration that is not known. */
  patternsOf(router: RouterValue, unknown: (at: Span, reason: string) => void): RouterPattern[] {
    const { interpreter } = this.#base.program;
    const paths = pathsOf(interpreter, router);
    const root = paths.some(path => DEFAULT_ROUTERS.includes(path) || path.endsWith('DefaultRouter'));
    const bulk = paths.some(path => /Router$/.test(path) && !path.startsWith('rest_framework.'));
    const slash = isFalse(router.keywords.get('trailing_slash')) ? '' : '/';
    const patterns: RouterPattern[] = [];
    for (const registration of this.#registered.get(router.id) ?? []) {
      const { prefix, at } = registration;
      const viewset = registration.viewset ? viewOf(registration.viewset) : undefined;
      if (prefix === null || !viewset) {
        unknown(at, 'a router registration with a computed prefix or viewset');
        continue;
      }
      const known = viewsetFacts(this.#base, viewset);
      const basename = registration.basename ?? known.model;
      if (basename === null) unknown(at, 'the name of a viewset without a known queryset');
      const view = definitionPath(interpreter, viewset);
      const add = (pattern: string, suffix: string): void => {
        const name = basename === null ? null : `${basename}-${suffix}`;
        // DRF takes the first slash out when there is no prefix.
        const regex = prefix === '' && pattern.startsWith('^/') ? `^${pattern.slice(2)}` : pattern;
        patterns.push({ pattern: regex, name, view, at });
        if (root) patterns.push({ pattern: withFormat(regex), name, view, at });
      };
      const list = ['list', 'create', ...(bulk ? ['bulk_update', 'bulk_partial_update', 'bulk_destroy'] : [])];
      if (list.some(action => known.has(action))) add(`^${prefix}${slash}$`, 'list');
      for (const one of known.extra) if (!one.detail) add(`^${prefix}/${one.path}${slash}$`, one.name);
      if (['retrieve', 'update', 'partial_update', 'destroy'].some(action => known.has(action))) {
        add(`^${prefix}/${known.lookup}${slash}$`, 'detail');
      }
      for (const one of known.extra) if (one.detail) add(`^${prefix}/${known.lookup}/${one.path}${slash}$`, one.name);
    }
    if (root) {
      const given =
        router.attributes.get('APIRootView') ??
        (router.kind === 'instance' ? ownMember(router.cls, 'APIRootView')?.value : undefined);
      const view = given ? definitionPath(interpreter, given) : 'rest_framework.routers.APIRootView';
      const at = router.at ?? { file: '', start: 0, end: 0 };
      patterns.push({ pattern: '', name: 'api-root', view, at });
      patterns.push({ pattern: '<drf_format_suffix:format>', name: 'api-root', view, at });
    }
    return patterns;
  }
}

const isFalse = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === false;

/** What `format_suffix_patterns` makes of a regular expression (rest_framework/urlpatterns.py). */
export function withFormat(regex: string): string {
  return `${regex.replace(/\$+$/, '').replace(/\/+$/, '')}\\.(?P<format>[a-z0-9]+)/?$`;
}

interface ExtraAction {
  readonly method: string;
  readonly detail: boolean;
  readonly path: string;
  readonly name: string;
}

interface ViewsetFacts {
  has(action: string): boolean;
  readonly extra: readonly ExtraAction[];
  readonly lookup: string;
  /** Lower-case name of the model of its queryset. */
  readonly model: string | null;
}

/** Actions that DRF's own mixins and viewsets bring (rest_framework/mixins.py, viewsets.py). */
const DRF_ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['rest_framework.mixins.CreateModelMixin', ['create']],
  ['rest_framework.mixins.ListModelMixin', ['list']],
  ['rest_framework.mixins.RetrieveModelMixin', ['retrieve']],
  ['rest_framework.mixins.UpdateModelMixin', ['update', 'partial_update']],
  ['rest_framework.mixins.DestroyModelMixin', ['destroy']],
  ['rest_framework.viewsets.ReadOnlyModelViewSet', ['list', 'retrieve']],
  ['rest_framework.viewsets.ModelViewSet', ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy']],
]);

/** Extra actions that NetBox's viewset mixins bring (netbox/api/features.py, extras/api/mixins.py, dcim/api/views.py). */
const HOST_ACTIONS: ReadonlyMap<string, ExtraAction> = new Map([
  ['netbox.api.features.SyncedDataMixin', { method: 'sync', detail: true, path: 'sync', name: 'sync' }],
  [
    'extras.api.mixins.RenderConfigMixin',
    { method: 'render_config', detail: true, path: 'render-config', name: 'render-config' },
  ],
  ['dcim.api.views.PathEndpointMixin', { method: 'trace', detail: true, path: 'trace', name: 'trace' }],
  ['dcim.api.views.PassThroughPortMixin', { method: 'paths', detail: true, path: 'paths', name: 'paths' }],
]);

/** Ancestors of a class of the host in the newest release under check. */
function ancestorsNow(host: HostContext, path: string): string[] {
  const fact = host.facts.class(path);
  if (!fact) return [path];
  const now = [...fact.ancestorReleases].flatMap(([name, releases]) => ((releases >> host.newest) & 1 ? [name] : []));
  return [path, ...now];
}

function viewsetFacts(base: ModelBase, viewset: Value): ViewsetFacts {
  const { host, program } = base;
  const order = viewset.kind === 'class' ? resolutionOrder(viewset) : [viewset];
  const foreign = [...new Set(order.flatMap(one => (one.kind === 'symbol' ? ancestorsNow(host, one.path) : [])))];
  const has = (action: string): boolean =>
    order.some(one => one.kind === 'class' && one.namespace.has(action)) ||
    foreign.some(path => {
      if (DRF_ACTIONS.get(path)?.includes(action)) return true;
      return ((host.facts.class(path)?.members.get(action) ?? 0) >> host.newest) & 1;
    });
  const extra = new Map<string, ExtraAction>();
  for (const path of foreign) {
    const action = HOST_ACTIONS.get(path);
    if (action) extra.set(action.method, action);
  }
  for (const one of [...order].reverse()) {
    if (one.kind !== 'class') continue;
    for (const [name, member] of one.namespace) {
      const action = member.kind === 'function' ? extraAction(name, member.decorators) : undefined;
      if (action) extra.set(name, action);
      else extra.delete(name);
    }
  }
  const member = (name: string): Value | undefined =>
    viewset.kind === 'class' ? ownMember(viewset, name)?.value : undefined;
  const field = stringOf(member('lookup_url_kwarg')) ?? stringOf(member('lookup_field')) ?? 'pk';
  const lookup = `(?P<${field}>${stringOf(member('lookup_value_regex')) ?? '[^/.]+'})`;
  const queryset = member('queryset');
  const model = queryset ? modelOfQueryset(program, queryset) : undefined;
  const inherited = queryset ? undefined : foreign.find(path => path.endsWith('ViewSet') && modelOfViewset(host, path));
  return {
    has,
    // inspect.getmembers sorts by name.
    extra: [...extra.values()].sort((a, b) => (a.method < b.method ? -1 : 1)),
    lookup,
    model: model ? modelName(model) : inherited ? modelOfViewset(host, inherited) : null,
  };
}

/** Every viewset of NetBox that serves a model is named after it (`<app>/api/views.py`, 2.8 to 4.7); `null` for another class. */
function modelOfViewset({ facts, newest }: HostContext, path: string): string | null {
  const [app = '', api = ''] = path.split('.');
  const name = path.slice(path.lastIndexOf('.') + 1).replace(/ViewSet$/, '');
  const model = api === 'api' ? facts.model(`${app}.${name}`) : undefined;
  return model && (model.releases >> newest) & 1 ? name.toLowerCase() : null;
}

/** The model of `Model.objects.…`, also where the manager is one that the package defines itself. */
function modelOfQueryset(program: Program, queryset: Value): Value | undefined {
  for (const one of alternativesOf(queryset)) {
    let value: Value | undefined = one;
    for (let depth = 0; value && depth < 12; depth++) {
      const shape = shapeOf(program.interpreter, value);
      if (shape?.kind === 'queryset' || shape?.kind === 'manager') return shape.model;
      const manager: Value = value;
      const owners = program.classes.filter(cls => MANAGERS.some(name => ownMember(cls, name)?.value === manager));
      const concrete = owners.filter(cls => !isAbstract(cls));
      if (concrete.length === 1) return concrete[0];
      value = value.kind === 'call' ? value.callee : value.kind === 'attribute' ? value.object : undefined;
    }
  }
  return undefined;
}

const MANAGERS = ['objects', '_default_manager'] as const;

function isAbstract(cls: ClassValue): boolean {
  const meta = cls.namespace.get('Meta');
  const abstract = meta?.kind === 'class' ? meta.namespace.get('abstract') : undefined;
  return abstract?.kind === 'constant' && abstract.value === true;
}

function modelName(model: Value): string | null {
  if (model.kind === 'class') return model.name.toLowerCase();
  return model.kind === 'symbol' ? model.path.slice(model.path.lastIndexOf('.') + 1).toLowerCase() : null;
}

/** `@action(detail=True, url_path='x')` on a method. */
function extraAction(method: string, decorators: ClassValue['decorators']): ExtraAction | undefined {
  for (const one of decorators) {
    if (one.kind !== 'call' || one.callee.kind !== 'symbol' || one.callee.path !== 'rest_framework.decorators.action')
      continue;
    const detail = one.keywords.get('detail') ?? one.args[1];
    return {
      method,
      detail: detail?.kind === 'constant' && detail.value === true,
      path: stringOf(one.keywords.get('url_path')) ?? method,
      name: stringOf(one.keywords.get('url_name')) ?? method.replaceAll('_', '-'),
    };
  }
  return undefined;
}
