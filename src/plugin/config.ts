/** The PluginConfig of each plugin in a package: where it is, what it declares, and how the host will find it. */
import { CONFIG_ATTRIBUTES, CONFIG_METHODS } from '../host/netbox/contract.ts';
import { alternativesOf, ancestorPaths, resolutionOrder } from '../program/index.ts';
import { literalOf } from './base.ts';
import type { ClassValue, Interpreter, OwnModule, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { Literal } from './base.ts';

/** An attribute that the config class, or an own ancestor of it, binds. */
export interface ConfigAttribute {
  readonly name: string;
  readonly literal: Literal;
  /** Where the name is bound. */
  readonly at: Span;
  /** True when the value is a function: a method, not a declaration. */
  readonly method: boolean;
}

/** What stands under the name that the host reads the configuration class from (`config`). */
export type ConfigBinding =
  | { readonly kind: 'class'; readonly at: Span }
  | { readonly kind: 'not-a-plugin-config'; readonly what: string; readonly at: Span }
  | { readonly kind: 'undecided'; readonly reason: string; readonly at: Span }
  | { readonly kind: 'missing'; readonly at: Span };

export interface ConfigClass {
  readonly name: string;
  /** Dotted module in which the class is defined; default resources are resolved against it. */
  readonly module: string;
  readonly file: string;
  /** The class name in its definition. */
  readonly at: Span;
  /** `PluginConfig`, `AppConfig` of Django, or neither. */
  readonly base: 'plugin-config' | 'app-config' | 'none';
  /** Dotted paths of the class and its ancestors, nearest first. */
  readonly mro: readonly string[];
  readonly attributes: ReadonlyMap<string, ConfigAttribute>;
  /** It may have attributes that are not among them: from a decorator, a metaclass, a base that is not known, `locals()`. */
  readonly open: boolean;
  /** The interpreter's value, for parts of the model; rules do not look into it. */
  readonly value: ClassValue;
}

export interface PluginModel {
  /** Dotted module, as it stands in the host's PLUGINS. */
  readonly module: string;
  /** App label: the `label` attribute, else the last segment of `name`. */
  readonly label: string;
  readonly file: string;
  readonly config: ConfigClass | null;
  readonly binding: ConfigBinding;
}

const PLUGIN_CONFIG = /(^|\.)plugins\.(config\.)?PluginConfig$/;
const APP_CONFIG = 'django.apps.AppConfig';

/** True for the host's PluginConfig itself, under any of the paths it had. */
export function isHostClass(value: Value): boolean {
  return value.kind === 'symbol' && PLUGIN_CONFIG.test(value.path);
}

/** What the host's PluginConfig itself binds, so that a class behind it in the resolution order is not asked. */
const HOST_MEMBERS: ReadonlySet<string> = new Set([
  ...CONFIG_ATTRIBUTES.filter(one => !['name', 'label', 'verbose_name', 'path'].includes(one.name)).map(
    one => one.name as string,
  ),
  ...CONFIG_METHODS.map(one => one.name),
]);

/** The own classes that Python asks for a member of a config class, nearest first: none behind a PluginConfig that has it. */
export function classesAsked(cls: ClassValue, name: string): readonly ClassValue[] {
  const out: ClassValue[] = [];
  for (const one of resolutionOrder(cls)) {
    if (one.kind === 'class') out.push(one);
    else if (isHostClass(one) && HOST_MEMBERS.has(name)) break;
  }
  return out;
}

/** A member that the package gives its config class: bound in the class itself, or in an own class that it inherits from. */
export function configMember(cls: ClassValue, name: string): { value: Value; cls: ClassValue } | undefined {
  for (const one of classesAsked(cls, name)) {
    const value = one.namespace.get(name);
    if (value !== undefined) return { value, cls: one };
  }
  return undefined;
}

/** True for a class that descends from the host's PluginConfig, under any of the paths it had. */
function isPluginConfig(interpreter: Interpreter, value: Value): boolean {
  return ancestorPaths(interpreter, value).some(path => PLUGIN_CONFIG.test(path));
}

function baseOf(interpreter: Interpreter, cls: ClassValue): ConfigClass['base'] {
  if (isPluginConfig(interpreter, cls)) return 'plugin-config';
  return ancestorPaths(interpreter, cls).includes(APP_CONFIG) ? 'app-config' : 'none';
}

/**
 * Finds the plugins among the loaded modules: packages that bind `config`, or that define a PluginConfig class without
 * binding it, or (when there is neither) a Django AppConfig, which the host does not take for a plugin.
 */
export function findPlugins(interpreter: Interpreter): PluginModel[] {
  const found = new Map<string, PluginModel>();
  for (const name of interpreter.modules.names()) {
    const module = interpreter.modules.get(name);
    const binding = module?.isPackage ? module.scope?.names.get('config') : undefined;
    if (!module || !binding) continue;
    const classes = alternativesOf(binding).filter(one => one.kind === 'class');
    const config =
      classes.find(one => isPluginConfig(interpreter, one)) ?? classes.find(one => baseOf(interpreter, one) !== 'none');
    // `from parent import config` in a sub-package: the plugin above it, seen once more.
    const above = [...found.values()].some(one => name.startsWith(`${one.module}.`) && one.config?.value === config);
    if (config && above) continue;
    if (config || (!name.includes('.') && definesConfig(interpreter, name))) {
      found.set(name, pluginOf(interpreter, module, config ?? null, binding));
    }
  }
  for (const base of ['plugin-config', 'app-config'] as const) {
    if (base === 'app-config' && found.size > 0) break;
    for (const cls of interpreter.classes) {
      if (baseOf(interpreter, cls) !== base || cls.name.startsWith('_')) continue;
      // A base class that another config class of the package builds upon is not itself the plugin.
      if (interpreter.classes.some(other => other !== cls && resolutionOrder(other).includes(cls))) continue;
      const owner = packageOf(interpreter, cls.module.name);
      if (!owner || [...found.values()].some(plugin => plugin.config?.value === cls) || found.has(owner.name)) continue;
      found.set(owner.name, pluginOf(interpreter, owner, cls, undefined));
    }
  }
  return [...found.values()].sort((a, b) => (a.module < b.module ? -1 : 1));
}

function definesConfig(interpreter: Interpreter, top: string): boolean {
  return interpreter.classes.some(
    cls => cls.module.name.split('.', 1)[0] === top && baseOf(interpreter, cls) !== 'none',
  );
}

function packageOf(interpreter: Interpreter, name: string): OwnModule | undefined {
  const module = interpreter.modules.get(name);
  if (module?.isPackage) return module;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? interpreter.modules.get(name.slice(0, dot)) : undefined;
}

function pluginOf(
  interpreter: Interpreter,
  module: OwnModule,
  cls: ClassValue | null,
  binding: Value | undefined,
): PluginModel {
  const config = cls ? configOf(interpreter, cls) : null;
  const label = config?.attributes.get('label')?.literal;
  const name = config?.attributes.get('name')?.literal;
  const dotted = name?.known && typeof name.value === 'string' ? name.value : module.name;
  return {
    module: module.name,
    label: label?.known && typeof label.value === 'string' ? label.value : (dotted.split('.').at(-1) ?? dotted),
    file: module.file,
    config,
    binding: bindingOf(interpreter, module, binding),
  };
}

function bindingOf(interpreter: Interpreter, module: OwnModule, value: Value | undefined): ConfigBinding {
  const top: Span = { file: module.file, start: 0, end: 0 };
  if (!value) {
    // Names may come from a module-level `__getattr__` (PEP 562), a star of somebody else's, or a part that was not read.
    const { scope, parsed } = module;
    const open =
      (scope?.stars?.length ?? 0) > 0 || scope?.names.has('__getattr__') === true || parsed.problems.length > 0;
    if (open)
      return { kind: 'undecided', reason: `${module.name} may bind config in a way that is not followed`, at: top };
    return { kind: 'missing', at: top };
  }
  const at = bindingPlace(module, 'config') ?? ('at' in value ? value.at : null) ?? top;
  const all = alternativesOf(value);
  if (all.some(one => isPluginConfig(interpreter, one))) return { kind: 'class', at };
  const [first] = all;
  switch (first?.kind) {
    case 'class':
      return { kind: 'not-a-plugin-config', what: `the class ${first.name}`, at };
    case 'constant':
      return { kind: 'not-a-plugin-config', what: 'a constant', at };
    case 'instance':
      return { kind: 'not-a-plugin-config', what: `an instance of ${first.cls.name}`, at };
    case 'mapping':
    case 'sequence':
      return { kind: 'not-a-plugin-config', what: 'a container', at };
    case 'module':
      return { kind: 'not-a-plugin-config', what: `the module ${first.module.name}`, at };
    case 'function':
    case 'method':
      return { kind: 'not-a-plugin-config', what: 'a function', at };
    case 'partial':
      return { kind: 'not-a-plugin-config', what: 'a functools.partial', at };
    case 'text':
      return { kind: 'not-a-plugin-config', what: 'a string', at };
    default:
      return { kind: 'undecided', reason: 'config is computed', at };
  }
}

/** Where a module binds a name at its top level: by an assignment, or by the definition itself. */
function bindingPlace(module: OwnModule, name: string): Span | undefined {
  for (const statement of module.parsed.tree.body) {
    if ((statement.type === 'FunctionDef' || statement.type === 'ClassDef') && statement.name === name) {
      return { file: module.file, start: statement.nameStart, end: statement.nameStart + name.length };
    }
    const targets =
      statement.type === 'Assign' ? statement.targets : statement.type === 'AnnAssign' ? [statement.target] : [];
    for (const target of targets) {
      if (target.type === 'Name' && target.id === name)
        return { file: module.file, start: target.start, end: target.end };
    }
  }
  return undefined;
}

function configOf(interpreter: Interpreter, cls: ClassValue): ConfigClass {
  const attributes = new Map<string, ConfigAttribute>();
  for (const one of resolutionOrder(cls)) {
    if (one.kind !== 'class') continue;
    for (const [name, value] of one.namespace) {
      if (attributes.has(name) || configMember(cls, name)?.cls !== one) continue;
      attributes.set(name, {
        name,
        literal: literalOf(value),
        at: one.places.get(name) ?? one.at,
        method: value.kind === 'function',
      });
    }
  }
  return {
    name: cls.name,
    module: cls.module.name,
    file: cls.module.file,
    at: cls.at,
    base: baseOf(interpreter, cls),
    mro: resolutionOrder(cls).map(one =>
      one.kind === 'class' ? `${one.module.name}.${one.qualname}` : one.kind === 'symbol' ? one.path : '?',
    ),
    attributes,
    open: resolutionOrder(cls).some(one => bindsMore(interpreter, one)),
    value: cls,
  };
}

function bindsMore(interpreter: Interpreter, value: Value): boolean {
  if (value.kind === 'symbol')
    return !interpreter.canonical(value.path).startsWith('django.') && !isPluginConfig(interpreter, value);
  if (value.kind !== 'class') return true;
  const { node, module } = value;
  const body = node ? module.text.slice(node.start, node.end) : '';
  return value.decorators.length > 0 || value.keywords.size > 0 || /\b(?:locals|vars|exec)\s*\(/.test(body);
}
