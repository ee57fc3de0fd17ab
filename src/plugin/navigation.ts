/** Menus, menu items and buttons, and template extensions that the plugin adds to the host's pages. */
import { alternativesOf, ancestorPaths, isOptIn, ownMember } from '../program/index.ts';
import { literalOf } from './base.ts';
import { argumentProblems } from './navigation/arguments.ts';
import {
  argumentOf,
  CLASS_NAMES,
  constructionOf,
  displayText,
  itemsOf,
  kindOf,
  textsOf,
} from './navigation/construction.ts';
import { isTemplateExtension, templateExtension } from './navigation/extensions.ts';
import { optionalItems, resourceValue } from './navigation/resource.ts';
import type { Undecided } from '../finding.ts';
import type { CallEffect, Interpreter, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { Literal, ModelBase } from './base.ts';
import type { PluginModel } from './config.ts';
import type { ArgumentProblem } from './navigation/arguments.ts';
import type { Construction, NavigationKind } from './navigation/construction.ts';
import type { TemplateExtension } from './navigation/extensions.ts';

export type { TemplateExtension } from './navigation/extensions.ts';

export interface PluginMenu {
  readonly plugin: string;
  /** `null` when it is computed. */
  readonly label: string | null;
  readonly labelAt: Span;
  readonly icon: string | null;
  readonly at: Span;
}

export interface MenuButton {
  readonly title: string | null;
  readonly link: string | null;
  /** `null` when they are computed. */
  readonly permissions: readonly string[] | null;
  readonly color: string | null;
  readonly at: Span;
}

export interface MenuItem {
  readonly plugin: string;
  /** Label of the menu it stands in; `Plugins` for `menu_items`. */
  readonly menu: string | null;
  readonly group: string | null;
  readonly text: string | null;
  readonly link: string | null;
  readonly linkAt: Span;
  /** `null` when they are computed. */
  readonly permissions: readonly string[] | null;
  readonly buttons: readonly MenuButton[];
  readonly at: Span;
}

/** A call of a navigation class, with what rules ask about its arguments. */
export interface NavigationCall {
  readonly kind: NavigationKind;
  readonly at: Span;
  /** Positional arguments, in order. */
  readonly positional: readonly Argument[];
  readonly keywords: ReadonlyMap<string, Argument>;
  /** There are no further arguments. */
  readonly whole: boolean;
  /** What raises or means something else in the releases under check. */
  readonly problems: readonly ArgumentProblem[];
}

export interface Argument {
  readonly at: Span;
  readonly literal: Literal;
  /** Python's type where it is sure, of a computed value too. */
  readonly type: string | null;
}

export interface NavigationModel {
  readonly menus: readonly PluginMenu[];
  /** Items of menus and of `menu_items` that the host registers. */
  readonly items: readonly MenuItem[];
  readonly templateExtensions: readonly TemplateExtension[];
  /** Every call of a navigation class, registered or not. */
  readonly calls: readonly NavigationCall[];
  readonly undecided: readonly Undecided[];
}

/** What the plugins put into the menu, as the newest release under check takes it. */
export function findNavigation(base: ModelBase): NavigationModel {
  const { host } = base;
  const release = host.facts.releases[host.newest] ?? '';
  const menus: PluginMenu[] = [];
  const items: MenuItem[] = [];
  const templateExtensions: TemplateExtension[] = [];
  const undecided: Undecided[] = [];
  const { interpreter } = base.program;

  const unknown = (reason: string, at: Span): void => {
    undecided.push({ limit: 'core-components', reason, at });
  };

  const button = (value: Value): MenuButton[] => {
    const made = constructionOf(interpreter, value);
    if (made?.kind !== 'button') return [];
    const color = argumentOf(made, 'color', release);
    return [
      {
        title: displayText(argumentOf(made, 'title', release)),
        link: displayText(argumentOf(made, 'link', release)),
        permissions: textsOf(argumentOf(made, 'permissions', release)),
        color: displayText(color),
        at: made.at,
      },
    ];
  };

  const addItem = (plugin: PluginModel, menu: string | null, group: string | null, value: Value): void => {
    const made = constructionOf(interpreter, value);
    if (made?.kind !== 'item') {
      unknown('a menu item that is computed', atOf(value) ?? topOf(plugin));
      return;
    }
    const link = argumentOf(made, 'link', release);
    items.push({
      plugin: plugin.module,
      menu,
      group,
      text: displayText(argumentOf(made, 'link_text', release)),
      link: displayText(link),
      linkAt: (link && atOf(link)) ?? made.at,
      permissions: textsOf(argumentOf(made, 'permissions', release)),
      buttons: itemsOf(interpreter, argumentOf(made, 'buttons', release), made.at).flatMap(button),
      at: made.at,
    });
  };

  const addMenu = (plugin: PluginModel, value: Value): void => {
    const made = constructionOf(interpreter, value);
    if (made?.kind !== 'menu') {
      if (!(value.kind === 'constant' && value.value === null))
        unknown('a menu that is computed', atOf(value) ?? topOf(plugin));
      return;
    }
    const labelValue = argumentOf(made, 'label', release);
    const label = displayText(labelValue);
    menus.push({
      plugin: plugin.module,
      label,
      labelAt: (labelValue && atOf(labelValue)) ?? made.at,
      icon: displayText(argumentOf(made, 'icon_class', release)),
      at: made.at,
    });
    for (const group of itemsOf(interpreter, argumentOf(made, 'groups', release), made.at)) {
      if (group.kind !== 'sequence') {
        unknown('a menu group that is computed', made.at);
        continue;
      }
      const [name, list] = group.items;
      for (const item of itemsOf(interpreter, list, made.at)) addItem(plugin, label, displayText(name), item);
    }
  };

  for (const plugin of base.plugins) {
    for (const value of chosen(base, resourceValue(base, plugin, 'menu'))) addMenu(plugin, value);
    for (const value of chosen(base, resourceValue(base, plugin, 'menu_items'))) {
      for (const item of itemsOf(interpreter, value, topOf(plugin)))
        addItem(plugin, 'Plugins', verboseName(plugin), item);
    }
    const extensions = resourceValue(base, plugin, 'template_extensions');
    if (!extensions) continue;
    const optional = optionalItems(base, plugin, 'template_extensions');
    for (const one of itemsOf(interpreter, extensions, topOf(plugin))) {
      if (optional.has(one)) continue;
      if (one.kind === 'class' && isTemplateExtension(base, one)) {
        const extension = templateExtension(base, plugin.module, one);
        if (one.name !== '<computed>' && extension.declaredModels?.literal.known !== false)
          templateExtensions.push(extension);
        else unknown('a template extension whose class or models are computed', one.at);
      } else if (one.kind !== 'class') unknown('a template extension that is computed', atOf(one) ?? topOf(plugin));
    }
  }
  return { menus, items, templateExtensions, calls: findCalls(base), undecided };
}

/** The alternatives of a resource that are in force with the plugin's own defaults. */
function chosen(base: ModelBase, value: Value | undefined): readonly Value[] {
  if (!value) return [];
  const all = alternativesOf(value);
  if (all.length < 2) return all;
  const off = new Set<Value>();
  for (const call of base.program.calls) if (isOptIn(base.program.interpreter, call)) off.add(call.result);
  const isOff = (one: Value): boolean =>
    off.has(one) || (one.kind === 'sequence' && one.items.length > 0 && one.items.every(isOff));
  return all.filter(one => !isOff(one));
}

function topOf(plugin: PluginModel): Span {
  return { file: plugin.file, start: 0, end: 0 };
}

function atOf(value: Value): Span | null {
  return 'at' in value ? value.at : null;
}

/** Django's AppConfig: `verbose_name`, else the label in title case. */
function verboseName(plugin: PluginModel): string | null {
  const cls = plugin.config?.value;
  const value = cls ? ownMember(cls, 'verbose_name')?.value : undefined;
  if (value) return displayText(value);
  return plugin.label.replace(/[A-Za-z]+/g, word => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
}

function findCalls(base: ModelBase): NavigationCall[] {
  const out: NavigationCall[] = [];
  const seen = new Set<string>();
  const add = (made: Construction, call: CallEffect): void => {
    const argument = (value: Value): Argument => ({
      at: atOf(value) ?? made.at,
      literal: literalOf(value),
      type: typeOf(interpreter, value),
    });
    const bare: NavigationCall = {
      kind: made.kind,
      at: made.at,
      positional: made.args.map(argument),
      keywords: new Map([...made.keywords].map(([name, value]) => [name, argument(value)])),
      whole: isWhole(call),
      problems: [],
    };
    const checked: NavigationCall = { ...bare, problems: argumentProblems(base.host, bare) };
    const key = JSON.stringify([made.at, checked.positional, [...checked.keywords]]);
    if (seen.has(key)) return;
    seen.add(key);
    out.push(checked);
  };
  const { interpreter } = base.program;
  for (const call of base.program.calls) {
    const { callee } = call;
    if (callee.kind === 'symbol') {
      const kind = kindOf([callee.path]);
      if (kind) add({ kind, args: call.args, keywords: call.keywords, at: call.at }, call);
    } else if (callee.kind === 'attribute' && callee.name === '__init__' && callee.object.kind === 'super') {
      // An own subclass that hands its arguments on.
      const kind = kindOf(ancestorPaths(interpreter, callee.object.cls));
      if (kind) add({ kind, args: call.args, keywords: call.keywords, at: call.at }, call);
    }
  }
  return out;
}

/** True when all arguments are known one by one: nothing unknown was handed over as `*args` or `**keywords`. */
function isWhole(call: CallEffect): boolean {
  return call.result.spread === undefined && !call.args.some(one => one.kind === 'element' || one.kind === 'unknown');
}

function typeOf(interpreter: Interpreter, value: Value): string | null {
  const made = constructionOf(interpreter, value);
  if (made) return CLASS_NAMES[made.kind];
  switch (value.kind) {
    case 'sequence':
      return value.type;
    case 'mapping':
      return 'dict';
    case 'text':
      return 'str';
    case 'constant': {
      const literal = literalOf(value);
      return literal.known ? literal.type : null;
    }
    default:
      return null;
  }
}
