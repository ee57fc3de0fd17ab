/**
 * Whole small plugins and what is said of them: `fixtures/<name>/expected.txt` is the text report. `UPDATE_EXPECTED=1 npx vitest
 * run test/fixtures.test.ts` writes the files anew; the difference is to be read.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rules } from '../rules/index.ts';
import { ruleMeta } from '../src/derive/meta.ts';
import { lint } from '../src/lint.ts';
import { reportFormat } from '../src/report/index.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FIXTURES = join(ROOT, 'fixtures');

const names = readdirSync(FIXTURES, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test('there are fixtures', () => {
  expect(names).not.toEqual([]);
});

test.each(names)('fixtures/%s', async name => {
  const result = await lint([`fixtures/${name}`], { cwd: ROOT });
  expect(result.unopened).toEqual([]);
  const report = reportFormat('text')(result, rules.map(ruleMeta), {
    tool: { name: 'plugin-lint', version: '0.0.0', homepage: '' },
    color: false,
    quiet: false,
  });
  const file = join(FIXTURES, name, 'expected.txt');
  if (process.env['UPDATE_EXPECTED'] === '1') writeFileSync(file, report);
  // Compared as text: a checkout may have other line ends.
  expect(report).toBe(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
});
