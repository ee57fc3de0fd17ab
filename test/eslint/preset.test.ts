import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import preset from '../../src/eslint.ts';
import { lint } from '../../src/lint.ts';
import { LineIndex } from '../../src/source.ts';

const FIXTURE = new URL('../../fixtures/netbox-shelves/', import.meta.url).pathname;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugin-lint-'));
  cpSync(FIXTURE, folder, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Linter {
  lintFiles(patterns: string[]): Promise<ESLint.LintResult[]>;
  lintText(text: string, options: { filePath: string }): Promise<ESLint.LintResult[]>;
}

/** Both majors take the same options; the preset's objects are plain, and typed without ESLint. */
function linter(major: 9 | 10, config: 'recommended' | 'strict' = 'recommended', more: object[] = []): Linter {
  const options = { cwd: folder, overrideConfigFile: true, overrideConfig: [...preset.configs[config], ...more] };
  // The preset is typed by its own values, which are narrower than ESLint's open types.
  return major === 10 ? new ESLint(options as unknown as ESLint.Options) : new ESLint9(options as never);
}

const LINTED = /\.(py|html|sql)$|pyproject\.toml$/;

async function expected(): Promise<string[]> {
  const result = await lint([folder], { cwd: folder });
  const [first] = result.packages;
  return (first?.findings ?? [])
    .filter(finding => finding.severity !== 'info' && LINTED.test(finding.at.file))
    .map(finding => {
      const { line, column } = new LineIndex(first?.source(finding.at.file) ?? '').position(finding.at.start);
      return `${finding.at.file}:${line}:${column} plugin-lint/${finding.rule}`;
    })
    .sort();
}

function shown(results: ESLint.LintResult[]): string[] {
  return results
    .flatMap(({ filePath, messages }) =>
      messages.map(
        one => `${filePath.slice(folder.length + 1)}:${one.line}:${one.column} ${one.ruleId ?? one.message}`,
      ),
    )
    .sort();
}

describe.each([9, 10] as const)('ESLint %i', major => {
  test('finds what the command line finds, at the same places', async () => {
    const wanted = await expected();
    expect(wanted.length).toBeGreaterThan(2);
    const results = await linter(major, 'strict').lintFiles(['.']);
    expect(results.map(one => one.fatalErrorCount)).not.toContain(1);
    const found = shown(results);
    for (const one of wanted) expect(found).toContain(one);
  });

  test("sees the editor's text instead of the disk", async () => {
    const path = join(folder, 'netbox_shelves', 'extend.py');
    const text = readFileSync(path, 'utf8').replace('middleware.insert', 'list(middleware).insert');
    const results = await linter(major).lintText(text, { filePath: path });
    expect(shown(results).join('\n')).not.toContain('core-settings-change');
    expect(shown(results).join('\n')).toContain('core-model-change');
  });

  test('heeds its disable comments', async () => {
    const path = join(folder, 'netbox_shelves', 'extend.py');
    const text = readFileSync(path, 'utf8').replace(
      '    middleware.insert',
      '    # eslint-disable-next-line plugin-lint/core-settings/core-settings-change -- reviewed\n    middleware.insert',
    );
    const results = await linter(major).lintText(text, { filePath: path });
    expect(shown(results).join('\n')).not.toContain('core-settings-change');
  });

  test('sees a file that changed on disk', async () => {
    const path = join(folder, 'netbox_shelves', 'later.py');
    const before = readFileSync(join(folder, 'netbox_shelves', 'extend.py'), 'utf8');
    writeFileSync(path, before.replaceAll('shelf_label', 'later_label'));
    const results = await linter(major).lintFiles([path]);
    rmSync(path);
    expect(results).toHaveLength(1);
  });
});

test('leaves JavaScript to other presets', async () => {
  const path = join(folder, 'x.js');
  writeFileSync(path, 'var x = 1;\n');
  const results = await linter(10, 'recommended', [{ files: ['**/*.js'], rules: { 'no-var': 'error' } }]).lintFiles([
    '.',
  ]);
  rmSync(path);
  const messages = results.find(one => one.filePath === path)?.messages ?? [];
  expect(messages.map(one => one.ruleId)).toEqual(['no-var']);
});
