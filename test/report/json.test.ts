import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { jsonReportData } from '../../src/report/json.ts';
import { reportSchema } from '../../src/report/json-schema.ts';
import { reportFormat } from '../../src/report/index.ts';
import type { LintResult } from '../../src/result.ts';
import { ANSWERED, FINDINGS, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

const SCHEMA_FILE = new URL('../../schema/report.schema.json', import.meta.url);

const generated = `${JSON.stringify(reportSchema, null, 2)}\n`;

const schema: unknown = JSON.parse(readFileSync(SCHEMA_FILE, 'utf8'));
const ajv = new Ajv2020({ strict: true, allErrors: true });
// The file holds what is compared with the typed definition below.
const validate = ajv.compile(schema as object);

test('schema/report.schema.json is generated from src/report/json-schema.ts (`npm run generate`)', () => {
  expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(generated);
});

describe('every report fits the schema', () => {
  const nothing: LintResult = lintResult([], { unopened: [{ path: 'nowhere', message: 'no such path' }] });
  test.each([
    ['full', FULL],
    ['hard', HARD],
    ['answered', ANSWERED],
    ['clean', lintResult([packageResult()])],
    ['nothing opened', nothing],
    ['no path at all', lintResult([])],
  ])('%s', (_, result) => {
    const text = reportFormat('json')(result, RULES, OPTIONS);
    const valid = validate(JSON.parse(text));
    expect(validate.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('and the schema refuses what is no report', () => {
    const data = jsonReportData(FULL, OPTIONS);
    expect(validate({ ...data, version: 2 })).toBe(false);
    expect(validate({ ...data, extra: 1 })).toBe(false);
    expect(validate({ ...data, packages: data.packages.map(({ verdicts: _, ...entry }) => entry) })).toBe(false);
  });
});

describe('the report', () => {
  const [entry] = jsonReportData(FULL, OPTIONS).packages;

  test('gives lines and columns from 1, in UTF-16 units, the end past the last character', () => {
    expect(entry?.findings[0]).toMatchObject({ line: 7, column: 19, endLine: 7, endColumn: 24 });
    // After a tab: one unit. The line ends are CRLF.
    expect(entry?.findings[1]).toMatchObject({ line: 6, column: 2, endLine: 6, endColumn: 36 });
  });

  test('gives traces from the origin to the finding', () => {
    expect(entry?.findings[1]?.trace.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'netbox_acme/__init__.py:9',
      'netbox_acme/__init__.py:12',
      'netbox_acme/patches.py:6',
    ]);
  });

  test('gives releases only when not all are concerned', () => {
    expect(entry?.findings.map(finding => 'releases' in finding)).toEqual(
      FINDINGS.map(({ releases }) => releases !== undefined),
    );
  });

  test('counts', () => {
    expect(jsonReportData(FULL, OPTIONS).summary).toEqual({
      errors: 6,
      warnings: 1,
      infos: 0,
      files: 12,
      undecided: 1,
      suppressed: 0,
    });
  });

  test('lists what is answered with the reason, and the fingerprint that it had open', () => {
    const answered = jsonReportData(ANSWERED, OPTIONS);
    expect(answered.summary).toMatchObject({ errors: 5, warnings: 0, suppressed: 2 });
    const [one] = answered.packages;
    expect(one?.suppressed.map(({ kind, justification }) => [kind, justification])).toEqual([
      ['baseline', 'accepted in the baseline'],
      ['inline', 'agreed on with `@ops` | until 5.0'],
    ]);
    expect(one?.suppressed[0]).toMatchObject(entry?.findings[0] ?? {});
    const prints = (list: readonly { readonly fingerprint: string }[] = []) =>
      list.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints([...(one?.findings ?? []), ...(one?.suppressed ?? [])]))).toEqual(
      new Set(prints(entry?.findings)),
    );
  });

  test('gives the remarks', () => {
    expect(entry?.notes).toEqual(['No minimum version is declared: held against all known releases up to 4.4.']);
  });

  test('has an entry for a path that could not be opened, all undecided', () => {
    const data = jsonReportData(lintResult([], { unopened: [{ path: 'a/b.whl', message: 'is no zip' }] }), OPTIONS);
    expect(data.packages).toMatchObject([
      { path: 'a/b.whl', kind: 'wheel', crashes: [{ stage: 'open', message: 'is no zip' }] },
    ]);
    expect(new Set(Object.values(data.packages[0]?.verdicts ?? {}))).toEqual(new Set(['undecided']));
  });

  test('keeps stacks to itself', () => {
    expect(reportFormat('json')(HARD, RULES, OPTIONS)).not.toContain('secret');
  });
});
