import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { STATEMENT_NODES } from '../../src/sql/statements.ts';
import { reader, show } from './show.ts';

describe('the table of statements', () => {
  it('has an entry for every statement node that the library knows', () => {
    const require = createRequire(import.meta.url);
    const types = readFileSync(
      createRequire(require.resolve('libpg-query'))
        .resolve('@pgsql/types')
        .replace(/index\.js$/, 'types.d.ts'),
      'utf8',
    );
    const known = [...types.matchAll(/^export interface (\w+Stmt)\b/gm)].map(match => match[1]);
    expect(known.length).toBeGreaterThan(100);
    expect([...STATEMENT_NODES].sort()).toEqual(known.sort());
  });

  // One text for each statement node that the raw grammar gives, and the kind it is called.
  const kinds: Readonly<Record<string, string>> = {
    'SELECT 1': 'select',
    'SELECT * INTO a FROM b': 'select-into',
    'INSERT INTO a VALUES (1)': 'insert',
    'UPDATE a SET b = 1': 'update',
    'DELETE FROM a': 'delete',
    'MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE': 'merge',
    'TRUNCATE a': 'truncate',
    'COPY a FROM stdin': 'copy',
    'LOCK a': 'lock',
    'EXPLAIN SELECT 1': 'explain',
    'PREPARE p AS SELECT 1': 'prepare',
    'EXECUTE p': 'execute',
    'DEALLOCATE p': 'deallocate',
    'DECLARE c CURSOR FOR SELECT 1': 'declare-cursor',
    'FETCH c': 'fetch',
    'CLOSE c': 'close',
    'CREATE TABLE a (b int)': 'create-table',
    'CREATE FOREIGN TABLE a (b int) SERVER s': 'create-foreign-table',
    'CREATE TABLE a AS SELECT 1': 'create-table-as',
    'CREATE MATERIALIZED VIEW a AS SELECT 1': 'create-materialized-view',
    'ALTER TABLE a DROP b': 'alter-table',
    'ALTER INDEX a SET (fillfactor = 70)': 'alter-index',
    'ALTER VIEW a ALTER b SET DEFAULT 1': 'alter-view',
    'ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b': 'alter-table-all',
    'CREATE INDEX a ON b (c)': 'create-index',
    'REINDEX TABLE a': 'reindex',
    'CREATE VIEW a AS SELECT 1': 'create-view',
    'REFRESH MATERIALIZED VIEW a': 'refresh-materialized-view',
    'CREATE SEQUENCE a': 'create-sequence',
    'ALTER SEQUENCE a RESTART': 'alter-sequence',
    'CREATE TRIGGER a BEFORE INSERT ON b EXECUTE FUNCTION f()': 'create-trigger',
    'CREATE POLICY a ON b': 'create-policy',
    'ALTER POLICY a ON b TO c': 'alter-policy',
    'CREATE RULE a AS ON INSERT TO b DO NOTHING': 'create-rule',
    'CREATE STATISTICS a ON b, c FROM d': 'create-statistics',
    'ALTER STATISTICS a SET STATISTICS 1': 'alter-statistics',
    'CLUSTER a': 'cluster',
    'VACUUM a': 'vacuum',
    'ANALYZE a': 'analyze',
    'DROP TABLE a': 'drop-table',
    'DROP VIEW a': 'drop-view',
    "COMMENT ON TABLE a IS 'b'": 'comment',
    "SECURITY LABEL ON TABLE a IS 'b'": 'security-label',
    'ALTER TABLE a RENAME TO b': 'rename-table',
    'ALTER TABLE a OWNER TO b': 'alter-table',
    'ALTER TYPE a OWNER TO b': 'alter-type',
    'ALTER TABLE a SET SCHEMA b': 'alter-table',
    'ALTER FUNCTION a() DEPENDS ON EXTENSION b': 'alter-function',
    'CREATE SCHEMA a': 'create-schema',
    'CREATE EXTENSION a': 'create-extension',
    'ALTER EXTENSION a UPDATE': 'alter-extension',
    'ALTER EXTENSION a ADD TABLE b': 'alter-extension',
    "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT 1'": 'create-function',
    "CREATE PROCEDURE a() LANGUAGE sql AS 'SELECT 1'": 'create-procedure',
    'ALTER FUNCTION a() STABLE': 'alter-function',
    'DO $$ BEGIN END $$': 'do',
    'CALL a()': 'call',
    'CREATE AGGREGATE a (int) (sfunc = f, stype = int)': 'create-aggregate',
    'CREATE TYPE a AS (b int)': 'create-type',
    "CREATE TYPE a AS ENUM ('b')": 'create-type',
    'CREATE TYPE a AS RANGE (subtype = int)': 'create-type',
    "ALTER TYPE a ADD VALUE 'b'": 'alter-type',
    'ALTER TYPE a SET (storage = plain)': 'alter-type',
    'CREATE DOMAIN a AS int': 'create-domain',
    'ALTER DOMAIN a SET NOT NULL': 'alter-domain',
    'CREATE CAST (a AS b) WITHOUT FUNCTION': 'create-cast',
    'CREATE TRANSFORM FOR a LANGUAGE b (FROM SQL WITH FUNCTION c(internal))': 'create-transform',
    "CREATE CONVERSION a FOR 'UTF8' TO 'LATIN1' FROM f": 'create-conversion',
    'ALTER COLLATION a REFRESH VERSION': 'alter-collation',
    'ALTER OPERATOR = (int, int) SET (restrict = NONE)': 'alter-operator',
    'CREATE OPERATOR CLASS a FOR TYPE int USING btree AS OPERATOR 1 <': 'create-operator-class',
    'CREATE OPERATOR FAMILY a USING btree': 'create-operator-family',
    'ALTER OPERATOR FAMILY a USING btree DROP OPERATOR 1 (int, int)': 'alter-operator-family',
    'ALTER TEXT SEARCH DICTIONARY a (b = c)': 'alter-text-search-dictionary',
    'ALTER TEXT SEARCH CONFIGURATION a DROP MAPPING FOR b': 'alter-text-search-configuration',
    'CREATE ACCESS METHOD a TYPE TABLE HANDLER b': 'create-access-method',
    'CREATE LANGUAGE a HANDLER b': 'create-language',
    'CREATE EVENT TRIGGER a ON ddl_command_start EXECUTE FUNCTION f()': 'create-event-trigger',
    'ALTER EVENT TRIGGER a DISABLE': 'alter-event-trigger',
    'GRANT SELECT ON a TO b': 'grant',
    'REVOKE SELECT ON a FROM b': 'revoke',
    'GRANT a TO b': 'grant',
    'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO a': 'alter-default-privileges',
    'CREATE ROLE a': 'create-role',
    'ALTER ROLE a LOGIN': 'alter-role',
    'ALTER ROLE a SET b = 1': 'alter-role',
    'DROP ROLE a': 'drop-role',
    'DROP OWNED BY a': 'drop-owned',
    'REASSIGN OWNED BY a TO b': 'reassign-owned',
    'CREATE FOREIGN DATA WRAPPER a': 'create-foreign-data-wrapper',
    'ALTER FOREIGN DATA WRAPPER a NO HANDLER': 'alter-foreign-data-wrapper',
    'CREATE SERVER a FOREIGN DATA WRAPPER b': 'create-server',
    "ALTER SERVER a VERSION '1'": 'alter-server',
    'CREATE USER MAPPING FOR a SERVER b': 'create-user-mapping',
    "ALTER USER MAPPING FOR a SERVER b OPTIONS (c 'd')": 'alter-user-mapping',
    'DROP USER MAPPING FOR a SERVER b': 'drop-user-mapping',
    'IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c': 'import-foreign-schema',
    'CREATE PUBLICATION a FOR TABLE b': 'create-publication',
    'ALTER PUBLICATION a ADD TABLE b': 'alter-publication',
    "CREATE SUBSCRIPTION a CONNECTION 'b' PUBLICATION c": 'create-subscription',
    'ALTER SUBSCRIPTION a DISABLE': 'alter-subscription',
    'DROP SUBSCRIPTION a': 'drop-subscription',
    'CREATE DATABASE a': 'create-database',
    'ALTER DATABASE a WITH CONNECTION LIMIT 1': 'alter-database',
    'ALTER DATABASE a REFRESH COLLATION VERSION': 'alter-database',
    'ALTER DATABASE a SET b = 1': 'alter-database',
    'DROP DATABASE a': 'drop-database',
    "CREATE TABLESPACE a LOCATION 'b'": 'create-tablespace',
    'ALTER TABLESPACE a SET (seq_page_cost = 1)': 'alter-tablespace',
    'DROP TABLESPACE a': 'drop-tablespace',
    'ALTER SYSTEM SET a = 1': 'alter-system',
    'SET a = 1': 'set',
    'RESET a': 'reset',
    'SHOW a': 'show',
    "LOAD 'a'": 'load',
    BEGIN: 'transaction',
    'SET CONSTRAINTS ALL DEFERRED': 'set-constraints',
    CHECKPOINT: 'checkpoint',
    'DISCARD ALL': 'discard',
    'NOTIFY a': 'notify',
    'LISTEN a': 'listen',
    'UNLISTEN a': 'unlisten',
  };

  it.each(Object.entries(kinds))('%s', (text, kind) => {
    const result = reader.read(text);
    expect(result.ok || result.problem.message).toBe(true);
    expect(result.statements.map(statement => statement.kind)).toEqual([kind]);
  });

  it('names the objects of every statement that defines or drops one', () => {
    for (const [text, kind] of Object.entries(kinds)) {
      if (!/^(?:create|alter|drop|rename|grant|revoke|truncate|insert|update|delete)/.test(kind)) continue;
      const [statement] = reader.read(text).statements;
      expect(statement?.effects.length, text).toBeGreaterThan(0);
    }
  });
});

describe('effects', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    [
      'CREATE TABLE s."T b" (id int REFERENCES dcim_device, LIKE z, FOREIGN KEY (id) REFERENCES x.y)',
      [
        'create-table:',
        '  create table s.T b @s."T b"',
        '  reference table dcim_device',
        '  read table z',
        '  reference table x.y',
      ],
    ],
    ['CREATE TEMP TABLE t (a int)', ['create-table:', '  create table t temporary']],
    ['CREATE TABLE pg_temp.t (a int)', ['create-table:', '  create table pg_temp.t temporary']],
    ['DROP TABLE IF EXISTS a.b, c CASCADE', ['drop-table:', '  drop table a.b', '  drop table c']],
    [
      'DROP TRIGGER t ON dcim_device',
      ['drop-trigger:', '  drop trigger t on dcim_device', '  alter table dcim_device (drop-trigger)'],
    ],
    ['ALTER TABLE a RENAME TO b', ['rename-table:', '  rename table a to b']],
    [
      'ALTER TABLE a RENAME b TO c',
      ['rename-column:', '  alter table a (rename-column) to c', '  rename column b to c on a'],
    ],
    ['ALTER INDEX i RENAME TO j', ['rename-index:', '  rename index i to j']],
    ['ALTER TABLE a SET SCHEMA s', ['alter-table:', '  rename table a to s.']],
    [
      'ALTER TABLE a ATTACH PARTITION b DEFAULT',
      ['alter-table:', '  alter table a', '  alter table b (attach-partition)'],
    ],
    ['ALTER TABLE a INHERIT b', ['alter-table:', '  alter table a', '  reference table b (add-inherit)']],
    ['ALTER SEQUENCE s OWNED BY t.c', ['alter-sequence:', '  alter sequence s on t', '  reference table t']],
    ['COMMENT ON COLUMN a.b.c IS $$x$$', ['comment:', '  comment column c on b']],
    [
      'CREATE UNIQUE INDEX CONCURRENTLY i ON dcim_device (lower(name)) WHERE x IN (SELECT y FROM z)',
      ['create-index:', '  create index i on dcim_device', '  index table dcim_device', '  read table z'],
    ],
    ['CREATE INDEX ON a (b)', ['create-index:', '  create index (unnamed) on a @?', '  index table a']],
    [
      'CREATE TRIGGER t AFTER UPDATE ON dcim_device FOR EACH ROW EXECUTE FUNCTION s.f()',
      [
        'create-trigger:',
        '  create trigger t on dcim_device',
        '  trigger table dcim_device',
        '  call function s.f deferred',
      ],
    ],
    [
      'WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d, c.d WHERE x IN (SELECT 1 FROM e)',
      ['insert:', '  write table a (delete)', '  write table b (insert)', '  read table c.d', '  read table e'],
    ],
    ['WITH RECURSIVE r AS (SELECT * FROM t UNION SELECT * FROM r) SELECT * FROM r', ['select:', '  read table t']],
    [
      'SELECT * FROM a UNION SELECT * FROM b UNION SELECT * FROM c',
      ['select:', '  read table a', '  read table b', '  read table c'],
    ],
    ['SELECT * FROM a x, b FOR UPDATE OF x', ['select:', '  read table a', '  read table b', '  lock table a']],
    [
      'INSERT INTO a SELECT 1 ON CONFLICT (b) DO UPDATE SET c = 1',
      ['insert:', '  write table a (insert)', '  write table a (update)'],
    ],
    ['UPDATE a SET b = c.d FROM c WHERE a.x = c.x', ['update:', '  write table a (update)', '  read table c']],
    ['CREATE TABLE a AS SELECT * FROM b', ['create-table-as:', '  create table a', '  read table b']],
    ['SELECT * INTO a FROM b', ['select-into:', '  create table a', '  read table b']],
    ['COPY (SELECT * FROM a) TO STDOUT', ['copy:', '  read table a']],
    ["COPY a FROM PROGRAM 'x'", ['copy:', '  write table a (copy)', '  ? file']],
    [
      "SELECT setval('public.\"A_id_seq\"', 1), nextval('b'::regclass)",
      [
        'select:',
        `  write sequence public.A_id_seq (setval) @'public."A_id_seq"'`,
        "  write sequence b (nextval) @'b'",
      ],
    ],
    ['CREATE VIEW v AS SELECT * FROM a', ['create-view:', '  create view v', '  read table a deferred']],
    [
      'CREATE RULE r AS ON INSERT TO v DO INSTEAD (INSERT INTO a SELECT new.*; DELETE FROM b)',
      [
        'create-rule:',
        '  create rule r on v',
        '  rule table v',
        '  write table a (insert) deferred',
        '  write table b (delete) deferred',
      ],
    ],
    ['GRANT SELECT, UPDATE ON a, b TO c', ['grant:', '  grant table a', '  grant table b']],
    ['REVOKE ALL ON ALL TABLES IN SCHEMA s FROM c', ['revoke:', '  revoke schema s (all table)']],
    ['EXPLAIN ANALYZE DELETE FROM a', ['explain:', '  write table a (delete)']],
    ['CREATE SCHEMA s CREATE TABLE t (a int)', ['create-schema:', '  create schema s', '  create table t']],
    ['DROP FUNCTION a.f(int), g', ['drop-function:', '  drop function a.f', '  drop function g']],
    ['DROP TYPE a.t', ['drop-type:', '  drop type a.t']],
    [
      'ALTER PUBLICATION p ADD TABLE dcim_device',
      ['alter-publication:', '  alter publication p', '  reference table dcim_device'],
    ],
  ];

  it.each(cases)('%s', (text, expected) => {
    expect(show(text)).toEqual(expected);
  });

  it('reads columns and constraints of a new table', () => {
    const [statement] = reader.read(
      'CREATE TABLE t (id bigserial PRIMARY KEY, n varchar(50)[] NOT NULL DEFAULT $${}$$, w timestamptz(3), d numeric(5,2), k int GENERATED ALWAYS AS IDENTITY, CONSTRAINT u UNIQUE (n, w))',
    ).statements;
    const detail = statement?.effects[0]?.detail;
    expect(
      detail?.columns?.map(column => [column.name, column.type, column.notNull, column.hasDefault, column.identity]),
    ).toEqual([
      ['id', 'bigserial', true, true, false],
      ['n', 'character varying(50)[]', true, true, false],
      ['w', 'timestamp(3) with time zone', false, false, false],
      ['d', 'numeric(5,2)', false, false, false],
      ['k', 'integer', true, false, true],
    ]);
    expect(detail?.constraints).toEqual([
      { kind: 'unique', name: 'u', columns: ['n', 'w'] },
      { kind: 'primary-key', name: null, columns: ['id'] },
    ]);
  });

  it('reads the commands of ALTER TABLE', () => {
    const [statement] = reader.read(
      'ALTER TABLE t ADD a int NOT NULL, DROP b, ALTER c TYPE text, ALTER d SET NOT NULL, ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES z, DISABLE TRIGGER ALL',
    ).statements;
    const changes = statement?.effects[0]?.detail?.changes;
    expect(changes?.map(change => [change.change, change.name])).toEqual([
      ['add-column', 'a'],
      ['drop-column', 'b'],
      ['alter-column-type', 'c'],
      ['set-not-null', 'd'],
      ['add-constraint', 'k'],
      ['disable-trig-all', null],
    ]);
    expect(changes?.[0]?.column?.type).toBe('integer');
    expect(changes?.[2]?.type).toBe('text');
    expect(changes?.[4]?.constraint?.references).toEqual({ schema: null, name: 'z' });
  });
});
