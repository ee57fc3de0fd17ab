import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expandPatterns } from '../../src/package/patterns.ts';

test('patterns are replaced by what they match, in one order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-'));
  try {
    for (const name of ['b.whl', 'a.whl', 'c[1].whl']) writeFileSync(join(folder, name), '');
    mkdirSync(join(folder, 'plugins', 'x'), { recursive: true });
    mkdirSync(join(folder, 'plugins', 'w'));
    expect(await expandPatterns(['*.whl', 'plugins/*'], folder)).toEqual([
      'a.whl',
      'b.whl',
      'c[1].whl',
      'plugins/w',
      'plugins/x',
    ]);
    expect(await expandPatterns(['c[1].whl', 'none*'], folder)).toEqual(['c[1].whl', 'none*']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
