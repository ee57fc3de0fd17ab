import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the README shows what the linter prints', () => {
  expect(read('README.md')).toContain(read('fixtures/netbox-shelves/expected.txt').trimEnd());
});
