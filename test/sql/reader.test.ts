import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLE } from '../../src/sql/index.ts';
import { reader, show } from './show.ts';

const h = (text: string): string => text.replaceAll('…', HOLE);

describe('places', () => {
  it('counts UTF-16 units where the parser counts bytes', () => {
    expect(show('/* 💥é */ DROP TABLE é; SELECT \'💥\' FROM "💥".b')).toEqual([
      'drop-table:',
      '  drop table é',
      'select:',
      '  read table 💥.b @"💥".b',
    ]);
  });

  it('puts an error at its token', () => {
    const text = "SELECT '💥', 💥 foo bar baz; SELECT 1";
    const result = reader.read(text);
    if (result.ok) throw new Error('expected a problem');
    expect(text.slice(result.problem.span.start, result.problem.span.end)).toBe('bar');
    expect(result.problem.code).toBe('syntax');
    expect(result.statements.map(statement => statement.kind)).toEqual(['select']);
  });

  it('gives each statement its span', () => {
    const text = ' -- a;\nSELECT 1 ; ; /* ; */ DROP TABLE "a;b" ;';
    expect(reader.read(text).statements.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'SELECT 1',
      'DROP TABLE "a;b"',
    ]);
  });
});

describe('placeholders', () => {
  it("takes Django's", () => {
    expect(
      show(
        `UPDATE a SET x = %s WHERE id IN %s AND n LIKE '%%a%s' AND z NOT IN %(z)s; INSERT INTO b VALUES %s; SELECT now() - interval %s`,
        {
          placeholders: 'django',
        },
      ),
    ).toEqual(['update:', '  write table a (update)', 'insert:', '  write table b (insert)', 'select:']);
    expect(show('DROP TABLE "x_%s"', { placeholders: 'django' })).toEqual([
      'drop-table:',
      '  drop table x_…… partial @"x_%s"',
    ]);
    expect(show('SELECT 1 WHERE a = %s')[0]).toMatch(/^! syntax/);
  });
});

describe('holes', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['CREATE TABLE foo_… (id int)', ['create-table:', '  create table foo_… partial']],
    ['DROP TABLE "…"', ['drop-table:', '  drop table … partial @"…"']],
    ['DELETE FROM ….dcim_device', ['delete:', '  write table ….dcim_device (delete) partial']],
    ['SELECT * FROM a WHERE … LIMIT …', ['select:', '  read table a']],
    ['SELECT * FROM a …', ['select:', '  read table a', '  ? clause']],
    ['DELETE FROM a WHERE b = 1 …', ['delete:', '  write table a (delete)', '  ? clause']],
    ['SELECT * FROM a WHERE b IN … AND c = 5…', ['select:', '  read table a']],
    ['INSERT INTO a (b, …) VALUES …', ['insert:', '  write table a (insert)']],
    ['ALTER TABLE a ADD b varchar(…)', ['alter-table:', '  alter table a']],
    ['ALTER TABLE dcim_device …', ['alter-table:', '  alter table dcim_device', '  ? statement']],
    ['… TABLE a', ['unknown:', '  ? statement']],
    ['…', ['unknown:', '  ? statement']],
  ];
  it.each(cases)('%s', (text, expected) => {
    expect(show(h(text))).toEqual(expected);
  });
});

describe('bad input', () => {
  it('refuses NUL, which would cut the text', () => {
    const result = reader.read('SELECT 1\0; DROP TABLE a');
    expect(result).toMatchObject({ ok: false, problem: { code: 'nul', span: { start: 8, end: 9 } }, statements: [] });
  });

  it('tells psql commands from SQL', () => {
    const result = reader.read('\\d foo\nSELECT 1');
    expect(result).toMatchObject({ ok: false, problem: { code: 'psql-command', span: { start: 0, end: 2 } } });
    expect(result.statements).toHaveLength(1);
  });

  it('reads psql scripts when asked to', () => {
    const text =
      "\\set x 1\nSELECT :x, :'y' FROM :\"z\" WHERE a::int = 1;\nCOPY t FROM stdin;\n1\t'x;\n\\.\nDROP TABLE a \\; SELECT 1 \\gset\nSELECT 2";
    expect(show(text, { psql: true })).toEqual([
      'psql-command:',
      'select:',
      '  read table … partial @:',
      'copy:',
      '  write table t (copy)',
      'drop-table:',
      '  drop table a',
      'select:',
      'psql-command:',
      'select:',
    ]);
  });

  it('refuses what nests too deeply, and stays usable', () => {
    const deep = [
      `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
      `SELECT ${'('.repeat(10_000)}`,
      `SELECT 1${' + 1'.repeat(100_000)}`,
      `SELECT 1${' UNION SELECT 1'.repeat(20_000)}`,
      `SELECT ${'(SELECT '.repeat(1500)}1${')'.repeat(1500)}`,
      `SELECT 1${'::int'.repeat(10_000)}`,
      `SELECT 1${' COLLATE x'.repeat(10_000)}`,
      `SELECT * FROM a${' JOIN a USING (x)'.repeat(10_000)}`,
      `SELECT ${'CASE WHEN 1 THEN '.repeat(10_000)}1${' END'.repeat(10_000)}`,
    ];
    for (let round = 0; round < 5; round++) {
      for (const text of deep) {
        expect(reader.read(text)).toMatchObject({ ok: false, problem: { code: 'too-deep' } });
      }
    }
    expect(show('SELECT * FROM a')).toEqual(['select:', '  read table a']);
  });

  it('reads what is long but flat', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `a = ${i} + 1`).join(' OR ');
    expect(show(`DELETE FROM t WHERE ${many}`)).toEqual(['delete:', '  write table t (delete)']);
    expect(reader.read('INSERT INTO a VALUES (1);\n'.repeat(2000)).statements).toHaveLength(2000);
  });

  it('refuses a statement of five million characters', () => {
    const result = reader.read(`INSERT INTO a VALUES ${'(1),'.repeat(1_250_000)}(1); DROP TABLE b`);
    expect(result).toMatchObject({ ok: false, problem: { code: 'too-large' } });
    expect(result.statements.map(statement => statement.kind)).toEqual(['drop-table']);
  });

  it('answers to any text', () => {
    const words = fc.constantFrom(
      ..."select from where ( ) [ ] ; , . ' \" $$ $a$ -- /* */ create table drop alter a b 1 = || \\ \n begin end case atomic function %s :x :: E' do as in values \0 \ud800 💥".split(
        ' ',
      ),
      HOLE,
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 30 }).map(parts => parts.join(' ')),
    );
    const options = fc.constantFrom({}, { psql: true }, { placeholders: 'django' } as const);
    fc.assert(
      fc.property(text, options, (source, chosen) => {
        const result = reader.read(source, chosen);
        const spans = [
          ...(result.ok ? [] : result.problems.map(problem => problem.span)),
          ...result.statements.flatMap(statement => [
            statement.span,
            ...statement.effects.flatMap(effect => effect.span ?? []),
            ...statement.unknowns.flatMap(unknown => unknown.span ?? []),
          ]),
        ];
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
