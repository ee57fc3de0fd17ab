/**
 * What is said of a plugin, as sets of one-line claims: the common ground on which a recording of a running NetBox and
 * the prediction of `plugin-lint inspect` can be held against each other.
 */
import type { PlainValue } from './repr.ts';

/** In the order of the tables. */
export const FIELDS = [
  'load',
  'apps',
  'config class',
  'config attributes',
  'misconfigurations',
  'routes',
  'models',
  'fields',
  'm2m',
  'middleware',
  'templates',
  'template extensions',
  'extension methods',
  'menu items',
  'menu buttons',
  'settings',
  'signals',
  'tables',
  'columns',
  'indexes',
  'constraints',
  'sequences',
  'drift',
] as const;

export type Field = (typeof FIELDS)[number];

/** A field that a side says nothing of is absent, and not compared. */
export type Claims = Readonly<Partial<Record<Field, ReadonlySet<string>>>>;

/**
 * The words of each claim, in one place, so that both sides say the same thing alike.
 */
export const say = {
  /** An exception is named by its class alone: the recordings qualify it, and NetBox moves classes between modules. */
  load: (outcome: string, exception: string | null, message: string | null): string =>
    exception === null ? outcome : `${outcome}: ${lastName(exception)}: ${message ?? ''}`,
  attribute: (name: string, value: PlainValue): string => `${name} = ${canonical(value)}`,
  /** The handlers of a viewset (`{"get": "list"}`) are left out: they follow from its class. */
  route: (path: string, name: string | null, view: string): string =>
    `${path} | ${name ?? '(no name)'} | ${view.split(' ')[0] ?? ''}`,
  model: (model: string, table: string, managed: boolean, proxy: boolean): string =>
    `${model} in ${table}${managed ? '' : ', unmanaged'}${proxy ? ', proxy' : ''}`,
  field: (model: string, name: string, type: string, column: string | null, related: string | null): string =>
    `${model}.${name}: ${type} ${column ?? '(no column)'}${related === null ? '' : ` -> ${related}`}`,
  m2m: (model: string, name: string, through: string, table: string, related: string): string =>
    `${model}.${name}: ${through} in ${table} -> ${related}`,
  /** Models of a template extension; none: it is shown everywhere. */
  extension: (name: string, models: readonly string[]): string => `${name} for ${sorted(models).join(', ') || 'all'}`,
  method: (extension: string, method: string): string => `${extension}.${method}`,
  item: (menu: string, group: string, text: string, link: string, permissions: readonly string[]): string =>
    `${menu} / ${group} / ${text} -> ${link}${needs(permissions)}`,
  button: (menu: string, group: string, item: string, title: string, link: string, permissions: readonly string[]) =>
    `${menu} / ${group} / ${item} [${title}] -> ${link}${needs(permissions)}`,
  signal: (signal: string, sender: string | null, handler: string): string =>
    `${signal} of ${sender ?? '*'}: ${handler}`,
  column: (table: string, name: string, type: string, nullable: boolean, identity: boolean): string =>
    `${table}.${name}: ${type}${nullable ? '' : ' not null'}${identity ? ' identity' : ''}`,
  /** An index or a constraint with its definition. */
  defined: (table: string, name: string, definition: string): string => `${table}.${name}: ${unqualified(definition)}`,
  drift: (label: string, description: string): string => `${label}: ${description}`,
};

/** Recordings name the schema `public`, the default one: it is left out on both sides. */
export function unqualified(name: string): string {
  return name.replaceAll(/\bpublic\./g, '');
}

function lastName(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

function needs(permissions: readonly string[]): string {
  return permissions.length === 0 ? '' : ` (${sorted(permissions).join(', ')})`;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

/** JSON with sorted keys: the order of a dict's keys is no difference. */
function canonical(value: PlainValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Readonly<Record<string, PlainValue>>).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}: ${canonical(one)}`).join(', ')}}`;
  }
  return JSON.stringify(value);
}
