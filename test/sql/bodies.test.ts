import { describe, expect, it } from 'vitest';
import { show } from './show.ts';

describe('bodies', () => {
  it('reads a DO block, with places in the statement', () => {
    expect(show('DO $x$ BEGIN\n  DELETE FROM dcim_device; CREATE INDEX i ON t(a); END $x$')).toEqual([
      'do:',
      '  write table dcim_device (delete)',
      '  create index i on t',
      '  index table t',
    ]);
  });

  it('reads a PL/pgSQL function: declarations, conditions, loops, PERFORM, RETURN QUERY', () => {
    const body = `DECLARE n int := (SELECT count(*) FROM a); r record;
BEGIN
  IF NEW.x > (SELECT max(x) FROM b) THEN UPDATE c SET y = 1; END IF;
  FOR r IN SELECT * FROM d LOOP PERFORM f(r) FROM e; END LOOP;
  RETURN QUERY SELECT * FROM g;
END`;
    expect(show(`CREATE FUNCTION s.f() RETURNS SETOF int LANGUAGE plpgsql AS $$${body}$$`)).toEqual([
      'create-function:',
      '  create function s.f',
      '  read table a deferred',
      '  read table b deferred',
      '  write table c (update) deferred',
      '  read table d deferred',
      '  read table e deferred',
      '  read table g deferred',
    ]);
  });

  it('reads what EXECUTE is given by format() and by variables that hold one text', () => {
    const body = `DECLARE t text := 'dcim_device'; u text := 'a'; BEGIN EXECUTE format('ALTER TABLE %I ADD %2$s int', 'dcim_site', 'x');
EXECUTE 'DROP TABLE ' || t; EXECUTE format('DROP TABLE %s', t); u := 'b'; EXECUTE 'DROP TABLE ' || u; END`;
    expect(show(`DO $$${body}$$`).map(line => line.replace(/ @.*/s, ''))).toEqual([
      'do:',
      '  alter table dcim_site',
      '  drop table dcim_device',
      '  drop table dcim_device',
      '  drop table … partial',
    ]);
  });

  it('reads what EXECUTE is given as far as it is constant', () => {
    const body = `BEGIN EXECUTE 'DROP TABLE dcim_device'; EXECUTE 'DROP TABLE x_' || n; EXECUTE format('UPDATE %I SET a = %L', t, v); EXECUTE q; END`;
    expect(show(`DO $$${body}$$`)).toEqual([
      'do:',
      "  drop table dcim_device @'DROP TABLE dcim_device'",
      "  drop table x_… partial @'DROP TABLE x_' || n",
      "  write table … (update) partial @format('UPDATE %I SET a = %L', t, v)",
      '  ? dynamic-sql',
    ]);
  });

  it('reads SQL bodies, quoted and BEGIN ATOMIC', () => {
    expect(show("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM a WHERE b = ''x'''")).toEqual([
      'create-function:',
      '  create function f',
      "  write table a (delete) deferred @DELETE FROM a WHERE b = ''x''",
    ]);
    expect(
      show(
        'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN true THEN 1 END; END; SELECT 1',
      ),
    ).toEqual(['create-function:', '  create function f', '  write table a (delete) deferred', 'select:']);
  });

  it('says what it cannot read', () => {
    expect(show('DO LANGUAGE plpython3u $$x$$')).toEqual(['do:', '  ? language']);
    expect(show('CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF $$')).toEqual([
      'create-function:',
      '  create function f',
      '  ? body',
    ]);
    expect(show("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'symbol'")).toEqual([
      'create-function:',
      '  create function f',
      '  ? language',
    ]);
  });
});
