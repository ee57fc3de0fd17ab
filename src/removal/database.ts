/**
 * Reads what a database has of a plugin. The only file of the program that opens a connection, to the PostgreSQL that the user
 * names with `--database`; `pg` is loaded when that option is given. Nothing is written: all happens in one transaction that
 * PostgreSQL itself holds to reading, and that is rolled back at its end.
 */
import { prefixesOf, type LiveCatalogue, type LiveObject, type LiveReference } from './compare.ts';
import type { Client } from 'pg';
import type { ObjectKind, RemovalPlan } from './schema.ts';

export type CatalogueResult =
  | { readonly ok: true; readonly catalogue: LiveCatalogue }
  /** `message` names neither the password nor anything else of the URL's query. */
  | { readonly ok: false; readonly message: string };

const CONNECT_MS = 10_000;
/** For one statement; a table that takes longer to count is said not to be counted. */
const STATEMENT_MS = 15_000;

/**
 * Reads the catalogue of the database at a `postgresql://` URL as far as it concerns the plan. What the URL leaves out comes from
 * PGUSER, PGPASSWORD, ~/.pgpass and so on, as for PostgreSQL's own programs. What cannot be reached or read is an answer, not an
 * exception.
 */
export async function readCatalogue(url: string, plan: RemovalPlan): Promise<CatalogueResult> {
  const target = describeTarget(url);
  if (!target.ok) return target;
  let driver: typeof import('pg');
  try {
    driver = await import('pg');
  } catch (error) {
    return failed(
      `the package "pg" cannot be loaded (${messageOf(error)}); install it beside plugin-lint: npm install pg`,
    );
  }
  let client: Client;
  try {
    client = new driver.Client({
      connectionString: url,
      application_name: 'plugin-lint removal',
      connectionTimeoutMillis: CONNECT_MS,
      // For a server that falls silent; PostgreSQL's own limit is set below.
      query_timeout: 2 * STATEMENT_MS,
    });
  } catch (error) {
    return failed(`${target.shown}: the URL cannot be used (${messageOf(error)})`);
  }
  // A connection that breaks is also told to the query that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await close(client);
    return failed(`${target.shown}: no connection (${messageOf(error)})`);
  }
  try {
    return await readAll(client, plan, target.shown);
  } catch (error) {
    return failed(`${target.shown}: it cannot be read (${messageOf(error)})`);
  } finally {
    await close(client);
  }
}

const failed = (message: string): { readonly ok: false; readonly message: string } => ({ ok: false, message });

async function close(client: Client): Promise<void> {
  await client.end().catch(() => {});
}

type Target = { readonly ok: true; readonly shown: string } | { readonly ok: false; readonly message: string };

/** The URL without password and query, for messages. A URL that does not mean what it seems to is refused, unprinted. */
function describeTarget(url: string): Target {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    return failed('no URL of a PostgreSQL; give postgresql://user@host:5432/database');
  }
  let parsed: URL;
  try {
    // libpq takes `user@/database` for the local socket; the standard for URLs wants a host.
    parsed = new URL(url.replace('@/', '@localhost/'));
    for (const part of [parsed.username, parsed.password, parsed.hostname]) decodeURIComponent(part);
    decodeURI(parsed.pathname);
  } catch {
    return failed(
      'the URL cannot be read; give postgresql://user@host:5432/database, with %-codes for special characters in the password',
    );
  }
  // A password with a bare "/", "?" or "#" ends the host there: what follows would be taken for the database, and be printed.
  if (/@/.test(`${parsed.pathname}${parsed.search}${parsed.hash}`) || parsed.hash !== '') {
    return failed(
      'the URL has "@" or "#" after the host; in user and password write "/" as %2F, "?" as %3F, "#" as %23',
    );
  }
  const { protocol, username, hostname, port, pathname, searchParams } = parsed;
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const user = username === '' ? '' : `${decodeURIComponent(username)}@`;
  return { ok: true, shown: `${protocol}//${user}${host}${port === '' ? '' : `:${port}`}${decodeURI(pathname)}` };
}

/** Node tells several refused addresses (IPv6 and IPv4) as one error without a text of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/**
 * One transaction, so that all counts are of one moment. Its settings are `SET LOCAL` and not of the session or of the start of
 * the connection: behind PgBouncer the former would stay for the next client, and the latter are refused.
 */
async function readAll(client: Client, plan: RemovalPlan, shown: string): Promise<CatalogueResult> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await client.query('SET LOCAL default_transaction_read_only = on');
    await client.query(`SET LOCAL statement_timeout = ${STATEMENT_MS}`);
    await client.query('SET LOCAL lock_timeout = 5000');
    // A row policy would make a count too small, and run functions of others: then rather no count.
    await client.query('SET LOCAL row_security = off');
    const { rows } = await client.query<{ readonly read_only: string; readonly server: string; readonly name: string }>(
      `SELECT current_setting('transaction_read_only') AS read_only, current_setting('server_version') AS server,
              current_database() AS name`,
    );
    const [session] = rows;
    if (session?.read_only !== 'on') return failed(`${shown}: the server does not hold the transaction to reading`);
    const missing = await missingTables(client);
    if (missing.length > 0) {
      return failed(
        `${shown}: no NetBox in it: the table${missing.length > 1 ? 's' : ''} ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} not found; is it the right database, and search_path its schema?`,
      );
    }
    const found = await objects(client, plan);
    return {
      ok: true,
      catalogue: {
        server: session.server,
        name: session.name,
        objects: await counted(client, found),
        migrations: await migrations(client, plan.labels),
        types: await types(client, plan.labels),
        apps: await apps(client),
        references: await references(
          client,
          found.flatMap(({ relation }) => relation ?? []),
        ),
      },
    };
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}

/** Django's, which are read here. */
const NEEDED = ['django_migrations', 'django_content_type', 'auth_permission'];
/** NetBox's own of every release from 2.8 on (dcim/models, extras/models): with one of them it is no other Django project. */
const NETBOX = ['dcim_device', 'extras_customfield'];

/** Tables without which it is no database of NetBox. */
async function missingTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ readonly name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(quote_ident(name)) IS NULL ORDER BY name',
    [[...NEEDED, ...NETBOX]],
  );
  const missing = rows.map(({ name }) => name);
  return NETBOX.every(name => missing.includes(name)) ? missing : missing.filter(name => NEEDED.includes(name));
}

/** An object with what the further questions need of it. */
interface Found extends Omit<LiveObject, 'rows' | 'uncounted'> {
  /** Object identifier of a relation. */
  readonly relation: number | null;
  /** Schema and name as PostgreSQL quotes them. */
  readonly quoted: string;
}

interface ObjectRow {
  readonly kind: ObjectKind;
  readonly relation: number | null;
  readonly quoted: string;
  readonly schema: string;
  readonly name: string;
  readonly visible: boolean;
  readonly of_schema: string | null;
  readonly of_name: string | null;
}

/**
 * $1: prefixes; $2, $3: schemas (null: found by its bare name) and names of the plan's tables. The cast to `name` cuts as
 * PostgreSQL did when the table was made. Owners: of a sequence by its column (pg_depend), of an index, of a partition.
 */
const OBJECTS = `
WITH relation AS (
  SELECT c.oid, c.relkind, c.relname AS name, n.nspname AS schema, pg_table_is_visible(c.oid) AS visible,
         coalesce(
           (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.oid),
           (SELECT h.inhparent FROM pg_inherits h WHERE h.inhrelid = c.oid AND c.relispartition),
           (SELECT d.refobjid FROM pg_depend d
             WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
               AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') LIMIT 1)
         ) AS owner
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
     AND c.relpersistence <> 't'
), named AS (
  SELECT r.oid FROM relation r
   WHERE EXISTS (SELECT 1 FROM unnest($2::name[], $3::name[]) AS p(schema, name)
                  WHERE p.name = r.name AND (p.schema = r.schema OR (p.schema IS NULL AND r.visible)))
)
SELECT CASE r.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'S' THEN 'sequence'
         WHEN 'f' THEN 'foreign-table' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'type'
         ELSE 'table' END AS kind,
       r.oid AS relation, format('%I.%I', r.schema, r.name) AS quoted, r.schema, r.name, r.visible,
       o.schema AS of_schema, o.name AS of_name
  FROM relation r LEFT JOIN relation o ON o.oid = r.owner
 WHERE r.oid IN (SELECT oid FROM named)
    OR (r.owner IN (SELECT oid FROM named) AND r.relkind NOT IN ('i', 'I'))
    OR EXISTS (SELECT 1 FROM unnest($1::text[]) AS prefix WHERE left(r.name, length(prefix)) = prefix)
UNION ALL
SELECT 'function', NULL, '', n.nspname, f.proname, pg_function_is_visible(f.oid), NULL, NULL
  FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS prefix WHERE left(f.proname, length(prefix)) = prefix)
UNION ALL
SELECT 'type', NULL, '', n.nspname, t.typname, pg_type_is_visible(t.oid), NULL, NULL
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype IN ('d', 'e', 'r') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS prefix WHERE left(t.typname, length(prefix)) = prefix)
UNION ALL
SELECT 'trigger', NULL, '', o.schema, t.tgname, o.visible, o.schema, o.name
  FROM pg_trigger t JOIN relation o ON o.oid = t.tgrelid
 WHERE NOT t.tgisinternal
   AND EXISTS (SELECT 1 FROM unnest($1::text[]) AS prefix WHERE left(t.tgname, length(prefix)) = prefix)`;

async function objects(client: Client, plan: RemovalPlan): Promise<Found[]> {
  const { rows } = await client.query<ObjectRow>(OBJECTS, [
    prefixesOf(plan.labels),
    plan.tables.map(({ schema }) => schema),
    plan.tables.map(({ name }) => name),
  ]);
  return rows.map(({ of_schema: schema, of_name: name, ...rest }) => ({
    ...rest,
    of: schema === null || name === null ? null : { schema, name },
  }));
}

/** A view's query can run functions, and a foreign table asks another server: neither is counted. */
const COUNTED: readonly ObjectKind[] = ['table', 'materialized-view'];

async function counted(client: Client, found: readonly Found[]): Promise<LiveObject[]> {
  const all: LiveObject[] = [];
  for (const { relation: _, quoted, ...object } of found) {
    const count = COUNTED.includes(object.kind) ? await countRows(client, quoted) : { rows: null, uncounted: null };
    all.push({ ...object, ...count });
  }
  return all;
}

/** A table that may not be read, or takes too long, must not end the transaction: hence the savepoint. */
async function countRows(client: Client, quoted: string): Promise<Pick<LiveObject, 'rows' | 'uncounted'>> {
  await client.query('SAVEPOINT counting');
  try {
    const { rows } = await client.query<{ readonly count: string }>(`SELECT count(*) AS count FROM ${quoted}`);
    await client.query('RELEASE SAVEPOINT counting');
    return { rows: Number(rows[0]?.count ?? 0), uncounted: null };
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT counting');
    return { rows: null, uncounted: messageOf(error) };
  }
}

async function migrations(client: Client, labels: readonly string[]): Promise<LiveCatalogue['migrations']> {
  const { rows } = await client.query<LiveCatalogue['migrations'][number]>(
    'SELECT DISTINCT app, name FROM django_migrations WHERE app = ANY($1::text[])',
    [labels],
  );
  return rows;
}

async function types(client: Client, labels: readonly string[]): Promise<LiveCatalogue['types']> {
  const { rows } = await client.query<LiveCatalogue['types'][number]>(
    `SELECT t.app_label AS app, t.model, count(p.id)::integer AS permissions
       FROM django_content_type t LEFT JOIN auth_permission p ON p.content_type_id = t.id
      WHERE t.app_label = ANY($1::text[]) GROUP BY t.id, t.app_label, t.model`,
    [labels],
  );
  return rows;
}

async function apps(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ readonly app: string }>(
    'SELECT app FROM django_migrations UNION SELECT app_label FROM django_content_type',
  );
  return rows.map(({ app }) => app);
}

/** Foreign keys of other tables, and views, that hold the tables: DROP without CASCADE stops at them. */
const REFERENCES = `
SELECT 'foreign-key' AS kind, k.conname AS name, k.conrelid AS "from", k.confrelid AS "to"
  FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = ANY($1::oid[]) AND k.conrelid <> k.confrelid
UNION
SELECT 'view', v.relname, v.oid, d.refobjid
  FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class v ON v.oid = r.ev_class
 WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
   AND d.refobjid = ANY($1::oid[]) AND v.oid <> d.refobjid`;

interface ReferenceRow {
  readonly kind: LiveReference['kind'];
  readonly name: string;
  readonly from_schema: string;
  readonly from_name: string;
  readonly to_schema: string;
  readonly to_name: string;
}

async function references(client: Client, relations: readonly number[]): Promise<LiveReference[]> {
  const { rows } = await client.query<ReferenceRow>(
    `SELECT x.kind, x.name, fn.nspname AS from_schema, f.relname AS from_name, tn.nspname AS to_schema, t.relname AS to_name
       FROM (${REFERENCES}) x
       JOIN pg_class f ON f.oid = x."from" JOIN pg_namespace fn ON fn.oid = f.relnamespace
       JOIN pg_class t ON t.oid = x."to" JOIN pg_namespace tn ON tn.oid = t.relnamespace`,
    [relations],
  );
  return rows.map(({ kind, name, ...row }) => ({
    kind,
    name,
    from: { schema: row.from_schema, name: row.from_name },
    to: { schema: row.to_schema, name: row.to_name },
  }));
}
