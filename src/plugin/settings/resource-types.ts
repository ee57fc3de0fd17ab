/** What stands at the resource paths of a plugin, where it is surely not what the host's `register_` functions take. */
import { alternativesOf, ancestorPaths, describe, resolutionOrder } from '../../program/index.ts';
import { constructionOf, itemsOf, kindOf } from '../navigation/construction.ts';
import { isTemplateExtension } from '../navigation/extensions.ts';
import { resourcePlace, resourceValue } from '../navigation/resource.ts';
import { maskOf } from './attributes.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { ClassValue, Interpreter, OwnModule, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export interface WrongResource {
  /** `graphql_schema`. */
  readonly attribute: string;
  /**
   * `not-iterable`: a list is walked; `instance`: a class is taken; `element`: another class or an instance of one is taken;
   * `no-menu`: an instance of PluginMenu is taken.
   */
  readonly problem: 'not-iterable' | 'instance' | 'element' | 'no-menu';
  /** What it is: `the class ExampleQuery`. */
  readonly what: string;
  readonly at: Span;
  /** Releases that register it, and raise TypeError. */
  readonly releases: ReleaseSet;
}

/** Resources that NetBox walks (netbox/plugins/registration.py); the GraphQL schema was a single class until 3.7. */
const LISTS: readonly (readonly [attribute: string, from: string])[] = [
  ['search_indexes', '3.4.0'],
  ['data_backends', '3.7.0'],
  ['event_rule_actions', '4.7.0'],
  ['template_extensions', '2.8.0'],
  ['menu_items', '2.8.0'],
  ['graphql_schema', '4.0.0'],
  ['graphql_type_extensions', '4.7.0'],
  ['graphql_filter_extensions', '4.7.0'],
];

/** Resources of which NetBox raises TypeError while it starts. */
export function wrongResourcesOf(base: ModelBase, plugin: PluginModel): WrongResource[] {
  const { interpreter } = base.program;
  const out: WrongResource[] = [];
  const note = (attribute: string, problem: WrongResource['problem'], value: Value, from: string): void => {
    const place = resourcePlace(base, plugin, attribute);
    const bound = place && bindingStatement(place.module, place.name);
    const written = 'at' in value ? value.at : null;
    // What stands elsewhere becomes the resource where its name is bound.
    const inside =
      written !== null &&
      bound &&
      written.file === bound.file &&
      written.start >= bound.start &&
      written.end <= bound.end;
    const top = { file: place?.module.file ?? plugin.file, start: 0, end: 0 };
    const named = place && bound ? nameIn(bound, place) : undefined;
    const at = (inside === true || !named ? written : named) ?? top;
    out.push({ attribute, problem, what: wordFor(value), at, releases: maskOf(base.host.facts, { from }) });
  };
  for (const [attribute, from] of LISTS) {
    const value = resourceValue(base, plugin, attribute);
    if (!value) continue;
    if (alternativesOf(value).every(one => isNotIterable(interpreter, one))) {
      const [first = value] = alternativesOf(value);
      note(attribute, 'not-iterable', first, from);
    } else if (attribute === 'template_extensions' && value.kind === 'sequence') {
      for (const item of itemsOf(interpreter, value, { file: plugin.file, start: 0, end: 0 })) {
        if (item.kind === 'instance') note(attribute, 'instance', item, from);
        else if (item.kind === 'constant' || (item.kind === 'class' && !mayBeExtension(base, item)))
          note(attribute, 'element', item, from);
      }
    } else if (attribute === 'menu_items' && (value.kind === 'sequence' || value.kind === 'mapping')) {
      for (const item of itemsOf(interpreter, value, { file: plugin.file, start: 0, end: 0 })) {
        if (isNoItem(interpreter, item)) note(attribute, 'element', item, from);
      }
    }
  }
  const menu = resourceValue(base, plugin, 'menu');
  if (menu && alternativesOf(menu).every(one => isNoMenu(interpreter, one))) note('menu', 'no-menu', menu, '3.4.0');
  return out;
}

/** True for what Python surely cannot loop over. What is false is not looked at: `None`, `0`. */
function isNotIterable(interpreter: Interpreter, value: Value): boolean {
  if (constructionOf(interpreter, value)) return true;
  switch (value.kind) {
    case 'class':
      // Whether a class can be walked is for its metaclass to say, which a foreign base may bring.
      return resolutionOrder(value).every(one =>
        one.kind === 'class'
          ? one.keywords.size === 0
          : one.kind === 'symbol' && PLAIN_CLASSES.test(interpreter.canonical(one.path)),
      );
    case 'function':
    case 'module':
      return true;
    case 'constant':
      return (typeof value.value === 'bigint' && value.value !== 0n) || value.value === true;
    default:
      return false;
  }
}

/** Classes of NetBox's that plugins derive resources from, and that have no metaclass. */
const PLAIN_CLASSES = /^netbox\..*\.(?:SearchIndex|PluginTemplateExtension|DataBackend)$|^builtins\.object$/;

/** False for a class all of whose ancestors are known and none is NetBox's. */
function mayBeExtension(base: ModelBase, cls: ClassValue): boolean {
  return isTemplateExtension(base, cls) || !resolutionOrder(cls).every(one => one.kind === 'class');
}

/** True for what is certainly no PluginMenuItem: a text, a class, a button or a menu. */
function isNoItem(interpreter: Interpreter, value: Value): boolean {
  if (value.kind === 'constant' || value.kind === 'class') return true;
  if (value.kind === 'symbol') return kindOf([value.path]) !== undefined;
  const made = constructionOf(interpreter, value);
  return made !== undefined && made.kind !== 'item';
}

/** True for a container that is not empty, a class or a function: no instance of PluginMenu. */
function isNoMenu(interpreter: Interpreter, value: Value): boolean {
  if (value.kind === 'symbol') return kindOf([value.path]) === 'menu';
  if (value.kind === 'sequence') return value.items.length > 0;
  if (value.kind === 'mapping') return value.entries.size > 0;
  if (value.kind === 'class') return ancestorPaths(interpreter, value).some(path => path.endsWith('.PluginMenu'));
  return value.kind === 'function';
}

/** The statement of a module's body that binds a name last. */
function bindingStatement(module: OwnModule, name: string): Span | undefined {
  const found = module.parsed.tree.body.findLast(one => {
    const targets = one.type === 'Assign' ? one.targets : one.type === 'AnnAssign' ? [one.target] : [];
    return targets.some(target => target.type === 'Name' && target.id === name);
  });
  return found && { file: module.file, start: found.start, end: found.end };
}

function nameIn(statement: Span, { module, name }: { readonly module: OwnModule; readonly name: string }): Span {
  const { file, start, end } = statement;
  return { file, start, end: module.text.startsWith(name, start) ? start + name.length : end };
}

function wordFor(value: Value): string {
  switch (value.kind) {
    case 'class':
      return `the class ${value.name}`;
    case 'function':
      return `the function ${value.name}`;
    case 'module':
      return `the module ${value.module.name}`;
    case 'instance':
      return `an instance of ${value.cls.name}`;
    case 'sequence':
      return `a ${value.type}`;
    case 'mapping':
      return 'a dictionary';
    default:
      return describe(value);
  }
}
