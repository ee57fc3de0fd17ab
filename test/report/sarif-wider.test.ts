/**
 * SARIF against the official schema and Microsoft's Multitool. Both come with the npm package `@microsoft/sarif-multitool-linux`
 * (95 MB, so not among the dependencies): `SARIF_MULTITOOL=<its folder>` runs these tests, otherwise they are skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { reportFormat } from '../../src/report/index.ts';
import { ANSWERED, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

const folder = process.env['SARIF_MULTITOOL'] ?? '';
const why = folder === '' ? ' (skipped: SARIF_MULTITOOL does not name its folder)' : '';
const homed = { ...OPTIONS, tool: { ...OPTIONS.tool, homepage: 'https://github.com/example/plugin-lint' } };
const results = [
  ['full', FULL],
  ['hard', HARD],
  ['answered', ANSWERED],
  ['clean', lintResult([packageResult()])],
  ['nothing opened', lintResult([], { unopened: [{ path: 'x', message: 'no such path' }] })],
] as const;

describe.skipIf(folder === '')(`SARIF, checked from outside${why}`, () => {
  test.each(results)('%s fits the 2.1.0 schema', (_, result) => {
    const schema: unknown = JSON.parse(readFileSync(join(folder, 'sarif-2.1.0.json'), 'utf8'));
    // Formats (uri, uuid) are checked by the Multitool.
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema as object);
    for (const options of [OPTIONS, homed]) {
      validate(JSON.parse(reportFormat('sarif')(result, RULES, options)));
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test.each(results)(
    '%s: no error and no warning of the rule kinds Sarif and Ghas',
    (_, result) => {
      const scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-sarif-'));
      try {
        const file = join(scratch, 'run.sarif');
        writeFileSync(file, reportFormat('sarif')(result, RULES, homed));
        const args = ['validate', '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning', file, '-o', `${file}.log`];
        const { stdout } = spawnSync(join(folder, 'Sarif.Multitool'), args, {
          encoding: 'utf8',
          env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
        });
        expect(stdout).toContain('Analysis completed successfully.');
        expect(stdout.split('\n').filter(line => /: (error|warning) /.test(line))).toEqual([]);
      } finally {
        rmSync(scratch, { recursive: true });
      }
    },
    60_000,
  );
});
