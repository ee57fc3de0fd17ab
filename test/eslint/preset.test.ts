import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import preset from '../../src/eslint.ts';
import { lint } from '../../src/lint.ts';
import { LineIndex } from '../../src/source.ts';

/** What performance.now() says, in milliseconds: each linter looks at the disk anew. */
let clock = 0;

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

afterEach(() => {
  vi.restoreAllMocks();
});

/** Both majors take the same options; the preset's objects are plain, and typed without ESLint. */
function linter(major: 9 | 10, config: 'recommended' | 'strict' = 'recommended', more: object[] = []): Linter {
  const options = { cwd: folder, overrideConfigFile: true, overrideConfig: [...preset.configs[config], ...more] };
  // The preset is typed by its own values, which are narrower than ESLint's open types.
  // The package of the tests before is another one.
  vi.spyOn(performance, 'now').mockReturnValue((clock += 60_000));
  return major === 10 ? new ESLint(options as unknown as ESLint.Options) : new ESLint9(options as never);
}

async function expected(): Promise<string[]> {
  const result = await lint([folder], { cwd: folder });
  const [first] = result.packages;
  return (first?.findings ?? [])
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
    // All findings of this fixture are in files that ESLint sees.
    expect(shown(await linter(major, 'strict').lintFiles(['.']))).toEqual(wanted);
  });

  test('levels are those of the findings, not of their rules', async () => {
    // A rule whose findings are errors, and warnings where it is less sure.
    const urls = join(folder, 'netbox_shelves', 'urls.py');
    const model = 'class Late(NetBoxModel):\n    pass\n';
    writeFileSync(urls, `from netbox.models import NetBoxModel\n\nurlpatterns = []\n\n\n${model}`);
    const [result] = (await lint([folder], { cwd: folder })).packages;
    const wanted = (result?.findings ?? []).map(({ severity, rule }) => `${severity} plugin-lint/${rule}`);
    const levels = async (config: 'recommended' | 'strict') =>
      (await linter(major, config).lintFiles(['.'])).flatMap(({ messages }) =>
        messages.map(({ severity, ruleId }) => `${severity === 2 ? 'error' : 'warning'} ${ruleId ?? ''}`),
      );
    const [recommended, strict] = [await levels('recommended'), await levels('strict')];
    rmSync(urls);
    expect(wanted.filter(one => one.startsWith('warning'))).toContain(
      'warning plugin-lint/migrations/missing-migration',
    );
    expect(recommended.sort()).toEqual(wanted.filter(one => !one.startsWith('info')).sort());
    expect(strict.sort()).toEqual(
      wanted.map(one => one.replace(/^warning/, 'error').replace(/^info/, 'warning')).sort(),
    );
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

  test("heeds disable comments in the comments' own notation", async () => {
    const rules = { 'plugin-lint/core-templates/core-template-file': 'error' };
    const path = join(folder, 'netbox_shelves', 'templates', 'dcim', 'rack.html');
    const text = readFileSync(path, 'utf8');
    const named = linter(major, 'recommended', [{ files: ['**/*.html'], rules }]);
    expect(shown(await named.lintText(text, { filePath: path })).join('\n')).toContain('core-template-file');
    const answered = `{# eslint-disable plugin-lint/core-templates/core-template-file -- ours #}${text}`;
    expect(shown(await named.lintText(answered, { filePath: path }))).toEqual([]);
    const sql = join(folder, 'netbox_shelves', 'x.sql');
    const unused = await named.lintText('-- eslint-disable plugin-lint/migrations/core-rows -- no need\n', {
      filePath: sql,
    });
    expect(shown(unused).join('\n')).toMatch(/x\.sql:1:\d+ Unused eslint-disable directive/);
  });

  test('sees what changed on disk, in other files as well', async () => {
    const path = join(folder, 'netbox_shelves', 'extend.py');
    const settings = join(folder, 'plugin-lint.toml');
    const lintPath = async () => shown(await linter(major).lintFiles([path]));
    const before = await lintPath();
    expect(before).not.toEqual([]);
    writeFileSync(settings, 'exclude = ["**/extend.py"]\n');
    const excluded = await lintPath();
    rmSync(settings);
    expect(excluded).toEqual([]);
    expect(await lintPath()).toEqual(before);
  });

  test('leaves a package without a plugin, and what a build left behind, alone', async () => {
    const other = join(folder, 'tools', 'other');
    const built = join(folder, 'tools', 'built');
    mkdirSync(join(other, 'other'), { recursive: true });
    writeFileSync(join(other, 'pyproject.toml'), '[project]\nname = "other"\nversion = "1"\n');
    writeFileSync(join(other, 'other', '__init__.py'), 'import netbox.no_such_module\n');
    cpSync(FIXTURE, built, { recursive: true });
    cpSync(join(built, 'netbox_shelves'), join(built, 'build', 'lib', 'netbox_shelves'), { recursive: true });
    const results = await linter(major, 'strict').lintFiles(['tools']);
    rmSync(join(folder, 'tools'), { recursive: true });
    const files = shown(results).map(one => one.replace(/:.*/, ''));
    expect(files).toContain('tools/built/netbox_shelves/extend.py');
    expect(files.filter(file => /^tools\/other|\/build\//.test(file))).toEqual([]);
  });

  test('an unsaved file that is not on disk yet is part of the package', async () => {
    const path = join(folder, 'netbox_shelves', 'migrations', '0002_rack.py');
    const text = readFileSync(join(folder, 'netbox_shelves', 'migrations', '0001_initial.py'), 'utf8');
    const results = await linter(major).lintText(text, { filePath: path });
    expect(shown(results).join('\n')).toContain('0002_rack.py');
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
