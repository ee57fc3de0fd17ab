/** Whose database it is that SQL is run on: the one of Django's connections, or one that the package opens itself. */
import { alternativesOf, methodOf } from '../program/index.ts';
import { isSchemaEditor } from './migrations/historical.ts';
import { mentions } from './middleware/formula.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Phase, Value } from '../program/index.ts';

/** `host`: reached through Django's connections or settings. `other`: a connection of the package's own making. `unknown`: neither can be told. */
export type ConnectionOwner = 'host' | 'other' | 'unknown';

/** Modules of Python and of PyPI that open connections, other than Django's: PEP 249 drivers, and what stands on them. */
const DRIVERS = new Set(
  'sqlite3 pysqlite2 aiosqlite apsw psycopg psycopg2 psycopg_pool psycopg2cffi asyncpg aiopg pg8000 pgdb pymysql MySQLdb mysql mariadb aiomysql asyncmy oracledb cx_Oracle pyodbc aioodbc pymssql pytds ibm_db_dbi hdbcli snowflake teradatasql vertica_python redshift_connector duckdb clickhouse_driver clickhouse_connect trino prestodb pyhive impala databricks phoenixdb sqlalchemy databases peewee records dataset pandas polars ldap3 redis influxdb influxdb_client cassandra neo4j'.split(
    ' ',
  ),
);

/** Django's connections, and the settings that they are made of (django/db/utils.py, netbox/settings.py: DATABASE to 4.2, DATABASES from 4.3). */
const HOST_DATABASE =
  /^(?:django\.db(?:\.|$)|(?:django\.conf\.settings|netbox\.settings|netbox\.configuration)\.DATABASES?(?:\.|$))/;

const isHostDatabase = (value: Value): boolean => value.kind === 'symbol' && HOST_DATABASE.test(value.path);

/**
 * Whose database a connection, cursor, manager or whatever else runs SQL is of.
 * @param phase when the SQL is run: Django hands its connection to receivers of its signals
 */
export function connectionOwner(facts: HostFacts, value: Value, phase: Phase): ConnectionOwner {
  const owners = new Set(alternativesOf(value).map(one => ownerOf(facts, one, phase, 12)));
  return owners.has('host') ? 'host' : owners.has('unknown') ? 'unknown' : 'other';
}

function ownerOf(facts: HostFacts, value: Value, phase: Phase, depth: number): ConnectionOwner {
  if (depth === 0) return 'unknown';
  const method = value.kind === 'call' ? methodOf(value.callee) : undefined;
  if (method?.name === '__enter__') return ownerOf(facts, method.object, phase, depth - 1);
  if (isSchemaEditor(value)) return 'host';
  switch (value.kind) {
    case 'symbol': {
      if (HOST_DATABASE.test(value.path)) return 'host';
      const top = value.path.split('.', 1)[0] ?? value.path;
      if (DRIVERS.has(top)) return 'other';
      return facts.ownsTopLevel(top) ? 'host' : 'unknown';
    }
    case 'call': {
      const given = [...value.args, ...value.keywords.values(), ...(value.spread ?? [])];
      // `psycopg2.connect(host=settings.DATABASES['default']['HOST'])`, `closing(connection.cursor())`.
      if (given.some(one => mentions(one, isHostDatabase))) return 'host';
      const owner = ownerOf(facts, method?.object ?? value.callee, phase, depth - 1);
      if (owner !== 'unknown') return owner;
      const owners = given.map(one => ownerOf(facts, one, phase, depth - 1));
      return owners.find(one => one === 'host') ?? owners.find(one => one === 'other') ?? 'unknown';
    }
    case 'attribute':
    case 'item':
      return ownerOf(facts, value.object, phase, depth - 1);
    case 'element':
      return ownerOf(facts, value.of, phase, depth - 1);
    case 'class':
    case 'instance': {
      const cls = value.kind === 'class' ? value : value.cls;
      const owners = cls.bases.map(one => ownerOf(facts, one, phase, depth - 1));
      return owners.find(one => one !== 'unknown') ?? 'unknown';
    }
    case 'parameter':
      // `connection_created` and its like hand over the connection (django/db/backends/signals.py).
      return phase === 'signal' && value.name === 'connection' ? 'host' : 'unknown';
    case 'alternatives':
      return connectionOwner(facts, value, phase);
    default:
      return 'unknown';
  }
}
