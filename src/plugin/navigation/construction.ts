/** Calls of NetBox's navigation classes, with their arguments under the names that each release gives them. */
import { SIGNATURES, inForce } from '../../host/netbox/contract.ts';
import { alternativesOf, ancestorPaths, elementsOf, ownMember, stringOf } from '../../program/index.ts';
import type { Interpreter, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';

export type NavigationKind = 'menu' | 'item' | 'button';

/** A call of `PluginMenu`, `PluginMenuItem` or `PluginMenuButton`, or of an own subclass that keeps its constructor. */
export interface Construction {
  readonly kind: NavigationKind;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  readonly at: Span;
}

const CLASSES = [
  ['menu', /^(netbox|extras)\.plugins\.(navigation\.)?PluginMenu$/],
  ['item', /^(netbox|extras)\.plugins\.(navigation\.)?PluginMenuItem$/],
  ['button', /^(netbox|extras)\.plugins\.(navigation\.)?PluginMenuButton$/],
] as const satisfies readonly (readonly [NavigationKind, RegExp])[];

/** Names of the classes, as they are imported. */
export const CLASS_NAMES = {
  menu: 'PluginMenu',
  item: 'PluginMenuItem',
  button: 'PluginMenuButton',
} as const satisfies Record<NavigationKind, string>;

/** The kind of a navigation class by one of its paths. */
export function kindOf(paths: readonly string[]): NavigationKind | undefined {
  return CLASSES.find(([, pattern]) => paths.some(path => pattern.test(path)))?.[0];
}

/** The call that made a value; `undefined` when it is none of the navigation classes'. */
export function constructionOf(interpreter: Interpreter, value: Value): Construction | undefined {
  if (value.kind === 'call' && value.callee.kind === 'symbol') {
    const kind = kindOf([value.callee.path]);
    return kind && { kind, args: value.args, keywords: value.keywords, at: value.at };
  }
  if (value.kind === 'instance') {
    const kind = kindOf(ancestorPaths(interpreter, value.cls));
    if (!kind || ownMember(value.cls, '__init__')) return undefined;
    return { kind, args: value.args, keywords: value.keywords, at: value.at ?? value.cls.at };
  }
  return undefined;
}

/** Parameter names of a navigation class in a release (`4.4.10`), in order. */
export function parametersOf(kind: NavigationKind, release: string): readonly string[] {
  const signature = SIGNATURES.find(one => one.name === CLASS_NAMES[kind] && inForce(one, release));
  return signature?.parameters.map(parameter => parameter.name) ?? [];
}

/** Parameters of a navigation class in a release that have no default. */
export function requiredOf(kind: NavigationKind, release: string): readonly string[] {
  const signature = SIGNATURES.find(one => one.name === CLASS_NAMES[kind] && inForce(one, release));
  return signature?.parameters.flatMap(one => (one.default === undefined ? [one.name] : [])) ?? [];
}

/** An argument by name, with positional ones named as in a release. */
export function argumentOf(construction: Construction, name: string, release: string): Value | undefined {
  const index = parametersOf(construction.kind, release).indexOf(name);
  return construction.keywords.get(name) ?? (index < 0 ? undefined : construction.args[index]);
}

/** A text, also a translated one: `_('Widgets')`. */
export function displayText(value: Value | undefined): string | null {
  if (!value) return null;
  const text = stringOf(value);
  if (text !== undefined) return text;
  if (
    value.kind === 'call' &&
    value.callee.kind === 'symbol' &&
    /\.(gettext|gettext_lazy|pgettext|pgettext_lazy)$/.test(value.callee.path)
  ) {
    return stringOf(value.args[value.callee.path.includes('pgettext') ? 1 : 0]) ?? null;
  }
  return null;
}

/** The texts of a list or tuple; `null` when one of them, or their number, is not known. */
export function textsOf(value: Value | undefined): readonly string[] | null {
  if (!value || (value.kind === 'constant' && value.value === null)) return [];
  if (value.kind !== 'sequence' || value.open) return null;
  const texts = value.items.map(item => stringOf(item));
  return texts.every(text => text !== undefined) ? texts : null;
}

/** The elements of a value that is a list in whatever form, alternatives flattened. */
export function itemsOf(interpreter: Interpreter, value: Value | undefined, at: Span): readonly Value[] {
  if (!value || (value.kind === 'constant' && value.value === null)) return [];
  return elementsOf(interpreter, value, at).items.flatMap(item => [...alternativesOf(item)]);
}
