/** The checked-in pages of the rules are those that their rules give (`npm run generate` writes them). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { rulePages } from '../../scripts/docs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const pages = await rulePages(rules);

test('there is a page for each rule, and no other', () => {
  const files = readdirSync(`${ROOT}docs/rules`, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry =>
      `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/').replace(/^.*\/docs\/rules\//, 'docs/rules/'),
    );
  expect(files.sort()).toEqual(pages.map(({ path }) => path).sort());
  expect(pages).toHaveLength(rules.length + 1);
});

test.each(pages.map(({ path, text }) => [path, text]))('%s is current', (path, text) => {
  expect(readFileSync(`${ROOT}${path}`, 'utf8').replaceAll('\r\n', '\n')).toBe(text);
});

test('every reported example of a page shows what is said of it', () => {
  for (const { path, text } of pages) expect(text, path).not.toContain('```text\n```');
});
