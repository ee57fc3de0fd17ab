/** The plan held against what a database has. Nothing here knows how the catalogue was read. */
import type { DatabaseComparison, DatabaseObject, ObjectKind, RemovalPlan } from './schema.ts';

interface Place {
  readonly schema: string;
  readonly name: string;
}

/** An object of the database whose name begins with a label of the plugin, that the plan names, or that belongs to such a one. */
export interface LiveObject extends Place {
  readonly kind: ObjectKind;
  /** Found by its bare name, without that of its schema. */
  readonly visible: boolean;
  /** Table that a sequence, a partition, an index or a trigger belongs to. */
  readonly of: Place | null;
  readonly rows: number | null;
  /** Why the rows of a table could not be counted. */
  readonly uncounted: string | null;
}

export interface LiveReference {
  readonly kind: 'foreign-key' | 'view';
  readonly name: string;
  readonly from: Place;
  readonly to: Place;
}

/** What was read of a database with NetBox in it. */
export interface LiveCatalogue {
  readonly server: string;
  readonly name: string;
  readonly objects: readonly LiveObject[];
  /** Rows of `django_migrations` under the labels of the plugin. */
  readonly migrations: readonly { readonly app: string; readonly name: string }[];
  /** Rows of `django_content_type` under the labels of the plugin, each with its number of permissions. */
  readonly types: readonly { readonly app: string; readonly model: string; readonly permissions: number }[];
  /** Labels of all apps that `django_migrations` or `django_content_type` has. */
  readonly apps: readonly string[];
  readonly references: readonly LiveReference[];
}

/** What names of the plugin's tables begin with (Django writes the label as it is; PostgreSQL folds what SQL leaves unquoted). */
export function prefixesOf(labels: readonly string[]): string[] {
  return [...new Set(labels.flatMap(label => [`${label}_`, `${label.toLowerCase()}_`]))].sort();
}

/** NAMEDATALEN - 1 of PostgreSQL, in bytes. */
const MAX_BYTES = 63;

/** A name as PostgreSQL keeps it: cut after 63 bytes, between two characters. */
function kept(name: string): string {
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length <= MAX_BYTES) return name;
  let end = MAX_BYTES;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

const keyOf = ({ schema, name }: Place): string => JSON.stringify([schema, name]);

/** Relations share one space of names in a schema; functions, triggers and types can have the name of a table. */
const RELATION = {
  table: true,
  view: true,
  'materialized-view': true,
  sequence: true,
  'foreign-table': true,
  index: true,
  function: false,
  trigger: false,
  type: false,
} as const satisfies Record<ObjectKind, boolean>;

/** Goes with its table, so that it says nothing more where the table is listed. */
const IMPLIED: readonly ObjectKind[] = ['index', 'trigger'];

/** Compares; sorted by name, and the same for the same plan and catalogue. */
export function compareDatabase(plan: RemovalPlan, live: LiveCatalogue): DatabaseComparison {
  const planned = new Set<string>();
  const absent: DatabaseObject[] = [];
  for (const { schema, name, kind } of plan.tables) {
    const found = live.objects.find(
      one =>
        RELATION[one.kind] && one.name === kept(name) && (schema === null ? one.visible : one.schema === kept(schema)),
    );
    if (found) planned.add(keyOf(found));
    else absent.push({ status: 'absent', kind, schema, name, of: null, rows: null, uncounted: null, app: null });
  }
  return {
    server: live.server,
    name: live.name,
    objects: byName([...presentObjects(plan, live, planned), ...absent]),
    migrations: compareRows(
      plan.migrations.filter(({ replaced }) => !replaced).map(({ app, name }) => ({ app, name })),
      live.migrations,
      plan.migrations,
      ({ app, name }) => JSON.stringify([app, name]),
    ),
    types: compareRows(
      plan.models.map(({ app, model }) => ({ app, model, permissions: 0 })),
      live.types,
      plan.models,
      ({ app, model }) => JSON.stringify([app, model]),
    ),
    references: live.references
      .filter(({ from, to }) => planned.has(keyOf(to)) && !planned.has(keyOf(from)))
      .map(({ kind, name, from, to }) => ({ kind, name, from: from.name, to: to.name }))
      .sort((a, b) => order([a.to, a.from, a.name], [b.to, b.from, b.name])),
  };
}

function presentObjects(plan: RemovalPlan, live: LiveCatalogue, planned: ReadonlySet<string>): DatabaseObject[] {
  const prefixes = prefixesOf(plan.labels);
  const others = live.apps.filter(app => !plan.labels.includes(app));
  const isPrefixed = ({ name }: Place): boolean => prefixes.some(prefix => name.startsWith(prefix));
  const isListed = (place: Place): boolean => planned.has(keyOf(place)) || isPrefixed(place);
  return live.objects.flatMap((one): DatabaseObject[] => {
    const { kind, schema, name, visible, of, rows, uncounted } = one;
    const own = (RELATION[kind] && planned.has(keyOf(one))) || (of !== null && planned.has(keyOf(of)));
    if (of !== null && IMPLIED.includes(kind) && isListed(of)) return [];
    if (!own && !isPrefixed(one)) return [];
    const status = own ? 'planned' : 'unplanned';
    const app = own ? null : longerLabel(name, plan.labels, others);
    return [{ status, kind, schema: visible ? null : schema, name, of: of?.name ?? null, rows, uncounted, app }];
  });
}

/** The label of another app that the name begins with as well, where it says more than the plugin's own: `acme_dns` beside `acme`. */
function longerLabel(name: string, labels: readonly string[], others: readonly string[]): string | null {
  const begins = (label: string): boolean => prefixesOf([label]).some(prefix => name.startsWith(prefix));
  const longest = (some: readonly string[]): string =>
    some.filter(begins).reduce((best, label) => (label.length > best.length ? label : best), '');
  const other = longest(others);
  return other.length > longest(labels).length ? other : null;
}

/**
 * Rows that are there, by whether the plan knows them, and those that it misses.
 * @param known all rows that are the plugin's where they are there, also those that need not be
 */
function compareRows<T extends { readonly app: string }, K>(
  expected: readonly T[],
  there: readonly T[],
  known: readonly K[],
  key: (row: T | K) => string,
): (T & { readonly status: DatabaseObject['status'] })[] {
  const knownKeys = new Set(known.map(key));
  const thereKeys = new Set(there.map(key));
  const rows = [
    ...there.map(row => ({ ...row, status: knownKeys.has(key(row)) ? ('planned' as const) : ('unplanned' as const) })),
    ...expected.filter(row => !thereKeys.has(key(row))).map(row => ({ ...row, status: 'absent' as const })),
  ];
  return rows.sort((a, b) => order([key(a)], [key(b)]));
}

function order(a: readonly string[], b: readonly string[]): number {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
}

const byName = (objects: readonly DatabaseObject[]): DatabaseObject[] =>
  [...objects].sort((a, b) => order([a.name, a.schema ?? '', a.kind], [b.name, b.schema ?? '', b.kind]));
