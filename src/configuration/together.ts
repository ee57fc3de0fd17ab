/**
 * What plugins have to do with each other once they are enabled together: who needs whom, and where the order of PLUGINS decides.
 *
 * NetBox imports and validates the plugins in the order of PLUGINS (netbox/settings.py), and INSTALLED_APPS has that order. Django
 * makes all app configurations before it imports models (django/apps/registry.py), and follows the graph of migrations, so that
 * neither models nor migrations ask for an order; they ask for the other plugin. Templates and static files are taken from the first
 * app that has them (django/template/loaders/app_directories.py, django/contrib/staticfiles/finders.py), and so are URLs.
 */
import { attributeOf } from '../host/netbox/start/index.ts';
import { earlyReadsOf } from '../plugin/settings/early-reads.ts';
import { findReach } from '../plugin/imports/reach.ts';
import type { ReleasedSettings } from './packages.ts';

/** Two plugins by their modules. */
interface Pair {
  readonly plugin: string;
  readonly other: string;
}

export type Interaction =
  /** `plugin` does not work unless `other` is enabled too. */
  | (Pair & { readonly kind: 'needs'; readonly why: 'import' | 'migration' | 'relation'; readonly what: string })
  /** `plugin` reads settings of `other` before all are filled in: `other` has to stand first. */
  | (Pair & { readonly kind: 'settings'; readonly what: string })
  /** `plugin` ships files that belong to `other`: they are seen where `plugin` stands first. */
  | (Pair & { readonly kind: 'template' | 'static'; readonly what: string })
  /** Both have it, and only one of them can. */
  | (Pair & { readonly kind: 'base-url' | 'label'; readonly what: string });

/** What each plugin of some packages has to do with each other one, sorted by kind and names. */
export function interactionsOf(plugins: readonly ReleasedSettings[]): readonly Interaction[] {
  const found = new Map<string, Interaction>();
  const add = (one: Interaction): void => {
    // One example of a kind tells enough.
    const key = [one.kind, one.kind === 'needs' ? one.why : '', one.plugin, one.other].join('\0');
    if (!found.has(key)) found.set(key, one);
  };
  for (const a of plugins) {
    for (const b of plugins) {
      if (a === b) continue;
      if (a.model !== b.model) {
        for (const one of needsOf(a, b)) add(one);
        for (const one of filesOf(a, b)) add(one);
        for (const one of settingsOf(a, b)) add(one);
      }
      if (a.plugin.module < b.plugin.module) for (const one of clashesOf(a, b)) add(one);
    }
  }
  return [...found].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, one]) => one);
}

const pairOf = (a: ReleasedSettings, b: ReleasedSettings): Pair => ({
  plugin: a.plugin.module,
  other: b.plugin.module,
});

function* needsOf(a: ReleasedSettings, b: ReleasedSettings): Iterable<Interaction> {
  const { model } = a;
  const pair = pairOf(a, b);
  const { module, label } = b.plugin;
  const reach = findReach(model.program, [a.plugin]);
  const nameOf = new Map([...model.program.modules.values()].map(one => [one.file, one.name]));
  for (const record of model.program.imports) {
    if (record.own || record.within !== null || !reach.isCertain(record)) continue;
    if (record.module !== module && !record.module.startsWith(`${module}.`)) continue;
    const moment = reach.momentOf(nameOf.get(record.from) ?? '');
    if (moment === 'start' || moment === 'resource')
      yield { ...pair, kind: 'needs', why: 'import', what: record.module };
  }
  for (const node of model.migrations.apps.flatMap(one => one.nodes)) {
    if (node.app !== a.plugin.label) continue;
    for (const reference of node.dependencies) {
      if (reference.app === label && reference.certain)
        yield { ...pair, kind: 'needs', why: 'migration', what: `${reference.app}.${reference.name}` };
    }
  }
  for (const one of model.models) {
    if (one.app !== a.plugin.label || one.registered !== 'start') continue;
    for (const field of one.fields.values()) {
      const related = field.related;
      if (related?.startsWith(`${label}.`)) yield { ...pair, kind: 'needs', why: 'relation', what: related };
    }
  }
}

/** Files of one plugin under the name of another, which has them too. */
function* filesOf(a: ReleasedSettings, b: ReleasedSettings): Iterable<Interaction> {
  const pair = pairOf(a, b);
  const isOf = (name: string, { plugin }: ReleasedSettings): boolean =>
    [plugin.module, plugin.label].some(one => name.startsWith(`${one}/`));
  const mine = (module: string): boolean => module === a.plugin.module || module.startsWith(`${a.plugin.module}.`);
  const templates = new Set(b.model.templates.templates.map(one => one.name));
  for (const { name, app } of a.model.templates.templates) {
    if (mine(app.module) && isOf(name, b) && !isOf(name, a) && templates.has(name))
      yield { ...pair, kind: 'template', what: name };
  }
  const files = new Set(b.model.staticFiles.files.map(one => one.path));
  for (const { path, app } of a.model.staticFiles.files) {
    if (mine(app.module) && isOf(path, b) && !isOf(path, a) && files.has(path))
      yield { ...pair, kind: 'static', what: path };
  }
}

function* settingsOf(a: ReleasedSettings, b: ReleasedSettings): Iterable<Interaction> {
  const { program, settings } = a.model;
  for (const { use } of earlyReadsOf({ program }, a.plugin, settings.uses, b.plugin.module)) {
    yield { ...pairOf(a, b), kind: 'settings', what: use.name ?? 'its settings' };
  }
}

function* clashesOf(a: ReleasedSettings, b: ReleasedSettings): Iterable<Interaction> {
  const pair = pairOf(a, b);
  if (a.plugin.label === b.plugin.label) yield { ...pair, kind: 'label', what: a.plugin.label };
  const [mine, other] = [baseUrlOf(a), baseUrlOf(b)];
  if (mine !== null && mine === other) yield { ...pair, kind: 'base-url', what: mine };
}

/** The two in the order in which they have to stand in PLUGINS; `null` where the order is free. */
export function orderOf(one: Interaction): readonly [first: string, then: string] | null {
  switch (one.kind) {
    case 'settings':
      return [one.other, one.plugin];
    case 'template':
    case 'static':
      return [one.plugin, one.other];
    case 'needs':
    case 'base-url':
    case 'label':
      return null;
  }
}

/** What an interaction means for whoever enables the two, as the end of a sentence that began with `plugin`. */
export function wordsOf(one: Interaction): string {
  switch (one.kind) {
    case 'needs':
      switch (one.why) {
        case 'import':
          return `imports '${one.what}' while NetBox starts`;
        case 'migration':
          return `has a migration that comes after '${one.what}'`;
        case 'relation':
          return `has a model with a relation to '${one.what}'`;
      }
      break;
    case 'settings':
      return `reads settings of '${one.other}' (${one.what}) while NetBox imports it, and their defaults are filled in by then only if '${one.other}' stands first`;
    case 'template':
      return `has its own template '${one.what}' in place of that of '${one.other}', and Django takes the first in the order of PLUGINS`;
    case 'static':
      return `has its own file '${one.what}' in place of that of '${one.other}', and collectstatic takes the first in the order of PLUGINS`;
    case 'base-url':
      return `has the base URL '${one.what}', as '${one.other}' has: of two URLs with the same path only that of the first in PLUGINS is reached`;
    case 'label':
      return `has the app label '${one.what}', as '${one.other}' has: Django takes each label only once, so that NetBox does not start`;
  }
}

/** `base_url`, or the label without one (netbox/plugins/urls.py). */
function baseUrlOf({ plugin, version }: ReleasedSettings): string | null {
  const literal = attributeOf(plugin, 'base_url', version)?.literal;
  if (literal?.known !== true) return null;
  return typeof literal.value === 'string' && literal.value !== '' ? literal.value : plugin.label;
}
