/** Names of tables as Django derives them. */
import { createHash } from 'node:crypto';

/** PostgreSQL's NAMEDATALEN - 1: Django's `max_name_length()` for it (db/backends/postgresql/operations.py). */
const MAX_NAME = 63;

/**
 * Shortens a derived name as `truncate_name` does (django/db/backends/utils.py, 4.2 to 6.1): the last four characters of a
 * name that is too long become the first four hexadecimal digits of the MD5 of all of it. `"schema"."name"` keeps its schema.
 */
export function truncateName(identifier: string): string {
  const quoted = /^"([^"]*)"\."([^"]*)"$/.exec(identifier);
  const name = quoted?.[2] ?? identifier;
  if (name.length <= MAX_NAME) return identifier;
  const digest = createHash('md5').update(name, 'utf8').digest('hex').slice(0, 4);
  const prefix = quoted ? `${quoted[1] ?? ''}"."` : '';
  return `${prefix}${name.slice(0, MAX_NAME - 4)}${digest}`;
}

/** The table of a model without `db_table` (django/db/models/options.py, contribute_to_class). */
export function defaultTable(label: string, model: string): string {
  return truncateName(`${label}_${model.toLowerCase()}`);
}

/** The table of an automatic many-to-many relation (django/db/models/fields/related.py, _get_m2m_db_table). */
export function manyToManyTable(modelTable: string, field: string): string {
  return truncateName(`${modelTable.replace(/^"(.*)"$/, '$1')}_${field}`);
}

/** Schema and name of a table as written: Django passes `"schema"."table"` through, and people write `schema"."table`. */
export function splitTable(table: string): { readonly schema: string | null; readonly name: string } {
  const quoted = /^"?([^"]+)"\."([^"]+)"?$/.exec(table);
  if (quoted) return { schema: quoted[1] ?? null, name: quoted[2] ?? table };
  return { schema: null, name: table.replace(/^"(.*)"$/, '$1') };
}

/** True for a table whose name begins with the label of one of the apps, as the removal steps of NetBox's documentation expect. */
export function hasOwnPrefix(table: string, labels: ReadonlySet<string>): boolean {
  const { name } = splitTable(table);
  for (const label of labels)
    if (name.startsWith(`${label.toLowerCase()}_`) || name.startsWith(`${label}_`)) return true;
  return false;
}
