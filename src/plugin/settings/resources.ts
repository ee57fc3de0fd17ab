/** The resources that ready() registers: the paths that the config class gives, the default ones, and what stands there. */
import { RESOURCES } from '../../host/netbox/contract.ts';
import { isLoadedWith } from '../imports/reach.ts';
import { maskOf } from './attributes.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { OwnModule } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { Json, ModelBase } from '../base.ts';
import type { ConfigClass, PluginModel } from '../config.ts';

export interface PluginResource {
  /** Attribute of PluginConfig: `menu_items`. */
  readonly attribute: string;
  /** Path below the module of the config class. */
  readonly path: string;
  /** Full dotted path that NetBox imports. */
  readonly resolved: string;
  /** The config class gives the path itself. */
  readonly explicit: boolean;
  /** Where the path is given, or the class name for a default one. */
  readonly at: Span;
  /** Releases that load it. */
  readonly loaded: ReleaseSet;
  /**
   * `ok`; `no-module`; `no-name` in a module that is there; `not-loaded` for a submodule that nothing has imported when
   * NetBox looks for it; `unknown` where that cannot be said.
   */
  readonly state: 'ok' | 'no-module' | 'no-name' | 'not-loaded' | 'unknown';
  /** The module's file, when there is one. */
  readonly file: string | null;
  /** A path below the config class's module that would work, for a path that does not. */
  readonly instead: string | null;
  /** Names that the module binds at its top level and that look like the one wanted. */
  readonly near: readonly { readonly name: string; readonly at: Span }[];
}

/** An explicit resource that is no path at all: a list, a class. */
export interface MistypedResource {
  readonly attribute: string;
  readonly at: Span;
  readonly type: string;
  readonly loaded: ReleaseSet;
}

/** A default resource of the plugin's package that NetBox does not look at, because the config class lives elsewhere. */
export interface MisplacedResource {
  readonly attribute: string;
  /** Where NetBox looks. */
  readonly expected: string;
  /** Where it is. */
  readonly found: string;
}

export interface PluginResources {
  readonly resources: readonly PluginResource[];
  readonly mistyped: readonly MistypedResource[];
  readonly misplaced: readonly MisplacedResource[];
}

/** Reads the resources of a plugin (netbox/plugins/__init__.py, `_load_resource`). */
export function resourcesOf(base: ModelBase, plugin: PluginModel): PluginResources {
  const { config } = plugin;
  const resources: PluginResource[] = [];
  const mistyped: MistypedResource[] = [];
  const misplaced: MisplacedResource[] = [];
  if (config?.base !== 'plugin-config') return { resources, mistyped, misplaced };
  for (const { attribute, path, ...span } of RESOURCES) {
    const loaded = maskOf(base.host.facts, span);
    const given = config.attributes.get(attribute);
    // A false value (None, '', an empty list) means the default path (`if path := getattr(self, name)`).
    const empty = given?.literal.known === true && isFalse(given.literal.value);
    if (given && !empty) {
      if (!given.literal.known) {
        const { value } = config;
        const member = value.namespace.get(attribute);
        const filled = member?.kind === 'sequence' && member.items.length > 0;
        if (filled || member?.kind === 'instance') mistyped.push({ attribute, at: given.at, type: 'list', loaded });
        continue;
      }
      if (typeof given.literal.value !== 'string' || given.literal.type !== 'str') {
        mistyped.push({ attribute, at: given.at, type: given.literal.type, loaded });
        continue;
      }
      resources.push(resourceOf(base, plugin, config, attribute, given.literal.value, true, given.at, loaded));
      continue;
    }
    const resource = resourceOf(base, plugin, config, attribute, path, false, config.at, loaded);
    if (resource.file !== null) resources.push(resource);
    if (config.module === plugin.module || resource.state === 'ok') continue;
    const elsewhere = resolve(base, `${plugin.module}.${path}`, plugin);
    if (elsewhere.state === 'ok') {
      misplaced.push({ attribute, expected: resource.resolved, found: `${plugin.module}.${path}` });
    }
  }
  return { resources, mistyped, misplaced };
}

function isFalse(value: Json): boolean {
  return (
    value === null || value === '' || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
  );
}

function resourceOf(
  base: ModelBase,
  plugin: PluginModel,
  config: ConfigClass,
  attribute: string,
  path: string,
  explicit: boolean,
  at: Span,
  loaded: ReleaseSet,
): PluginResource {
  const resolved = `${config.module}.${path}`;
  const { state, module } = resolve(base, resolved, plugin);
  return {
    attribute,
    path,
    resolved,
    explicit,
    at,
    loaded,
    state,
    file: module?.file ?? null,
    instead:
      state === 'no-module' || state === 'no-name' || state === 'not-loaded'
        ? insteadOf(base, plugin, config, path)
        : null,
    near: module && state === 'no-name' ? nearNames(module, path.slice(path.lastIndexOf('.') + 1)) : [],
  };
}

/** What `import_string` finds at a dotted path of the package. */
function resolve(
  base: ModelBase,
  path: string,
  plugin: PluginModel,
): { readonly state: PluginResource['state']; readonly module: OwnModule | undefined } {
  const dot = path.lastIndexOf('.');
  const { modules } = base.program.interpreter;
  const module = modules.get(path.slice(0, dot));
  if (!module) return { state: modules.has(path.slice(0, dot)) ? 'unknown' : 'no-module', module };
  const name = path.slice(dot + 1);
  if (module.scope?.names.has(name) === true) return { state: 'ok', module };
  if (modules.has(path)) {
    const loaded = isLoadedWith(base.program, whenReady(plugin, module), path);
    return { state: loaded === undefined ? 'unknown' : loaded ? 'ok' : 'not-loaded', module };
  }
  // A file that was not read whole, a star of somebody else's, or names made at run time: nothing can be said.
  const open = module.scope === null || module.scope.stars || module.parsed.problems.length > 0;
  const cut = base.program.cuts.some(one => one.at.file === module.file) && module.text.includes(name);
  const made = /__getattr__|\b(?:globals|locals|vars|exec|setattr)\s*\(|\bglobal\s|__dict__|sys\.modules/.test(
    module.text,
  );
  return { state: open || cut || made ? 'unknown' : 'no-name', module };
}

/** Own modules that are loaded when ready() has imported one of a resource: the package, its models, the config class's. */
export function whenReady(plugin: PluginModel, resource: OwnModule): readonly string[] {
  const config = plugin.config ? [plugin.config.module] : [];
  return [plugin.module, `${plugin.module}.models`, ...config, resource.name];
}

/** The path that was most likely meant: the same one without the package's name, or below the package. */
function insteadOf(base: ModelBase, plugin: PluginModel, config: ConfigClass, path: string): string | null {
  if (config.module === plugin.module && path.startsWith(`${plugin.module}.`)) {
    const shorter = path.slice(plugin.module.length + 1);
    if (resolve(base, `${config.module}.${shorter}`, plugin).state === 'ok') return shorter;
  }
  return null;
}

/** Names like the wanted one: `menu_item` for `menu_items`. */
function nearNames(module: OwnModule, wanted: string): { name: string; at: Span }[] {
  const stem = wanted.replace(/s$/, '');
  const out: { name: string; at: Span }[] = [];
  for (const statement of module.parsed.tree.body) {
    if (statement.type !== 'Assign') continue;
    for (const target of statement.targets) {
      if (target.type !== 'Name') continue;
      // The name of another default resource is that resource.
      if (RESOURCES.some(resource => resource.path.endsWith(`.${target.id}`))) continue;
      if (target.id.toLowerCase().replaceAll('_', '').includes(stem.replaceAll('_', ''))) {
        out.push({ name: target.id, at: { file: module.file, start: target.start, end: target.end } });
      }
    }
  }
  return out;
}
