import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { thirdParty } from '../../scripts/third-party.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-third-party-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}

function packaged(folder: string, name: string, texts: Readonly<Record<string, string>>): void {
  write(`${folder}/package.json`, JSON.stringify({ name, version: '1.2.3', license: 'MIT' }));
  for (const [file, text] of Object.entries(texts)) write(`${folder}/${file}`, text);
}

const metafile = (inputs: Readonly<Record<string, number>>): Metafile => ({
  inputs: {},
  outputs: {
    'dist/a.js': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(Object.entries(inputs).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
    },
  },
});

test('each package of which code is in the bundle, once, with its texts; the order of the inputs does not count', async () => {
  packaged('node_modules/b', 'b', { 'LICENSE.md': 'Text of b\r\n', NOTICE: 'Notice of b', 'license-check.js': '' });
  packaged('node_modules/@s/a', '@s/a', { LICENCE: 'Shared text' });
  packaged('node_modules/b/node_modules/c', 'c', { license: 'Shared text\n' });
  packaged('node_modules/unused', 'unused', {});
  const inputs = {
    'node_modules/b/index.js': 3,
    'node_modules/b/node_modules/c/lib/x.js': 4,
    'node_modules/@s/a/a.js': 5,
    'node_modules/@s/a/b.js': 5,
    'node_modules/unused/index.js': 0,
    'src/cli.ts': 6,
  };
  const text = await thirdParty(scratch, [metafile(inputs)]);
  expect(text).toMatchInlineSnapshot(`
    "The code in this folder holds parts of the following packages, under these licences.

    --------------------------------------------------------------------------------
    @s/a 1.2.3 (MIT)
    c 1.2.3 (MIT)
    --------------------------------------------------------------------------------

    Shared text

    --------------------------------------------------------------------------------
    b 1.2.3 (MIT)
    --------------------------------------------------------------------------------

    Text of b

    Notice of b
    "
  `);
  expect(await thirdParty(scratch, [metafile(Object.fromEntries(Object.entries(inputs).reverse()))])).toBe(text);
});

test('a package without a licence text stops the build', async () => {
  packaged('node_modules/bare', 'bare', {});
  await expect(thirdParty(scratch, [metafile({ 'node_modules/bare/index.js': 1 })])).rejects.toThrow(
    'node_modules/bare has no licence text',
  );
});

test('the action carries the licences of what its bundles name as their parts', () => {
  const text = readFileSync(join(ROOT, 'action', 'THIRD-PARTY.txt'), 'utf8');
  const parts = new Set<string>();
  for (const file of ['index.js', 'libpg-query.cjs']) {
    const bundle = readFileSync(join(ROOT, 'action', file), 'utf8');
    for (const [, name = ''] of bundle.matchAll(/^\/\/ (?:.*\/)?node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm))
      parts.add(name);
  }
  expect(parts.size).toBeGreaterThan(20);
  for (const name of [...parts, '@ts-morph/common']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  for (const inside of ['PostgreSQL', 'libpg_query', 'TypeScript'])
    expect(text).toMatch(new RegExp(`^${inside} \\(`, 'm'));
});
