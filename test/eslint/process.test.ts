/** ESLint's command line as a process: `--cache`, `--concurrency`. The preset is bundled as it is published. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const BIN = { 9: 'eslint-9', 10: 'eslint' } as const;

let bundle = '';
beforeAll(async () => {
  bundle = mkdtempSync(join(tmpdir(), 'plugin-lint-preset-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/eslint.ts'],
    outfile: join(bundle, 'eslint.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: ['ts-morph', 'libpg-query'],
    alias: { 'css-tree': 'css-tree/dist/csstree.esm' },
    banner: { js: "import { createRequire as c } from 'node:module'; const require = c(import.meta.url);" },
  });
  for (const name of ['facts.json', 'facts-declared.json'])
    copyFileSync(join(ROOT, 'src/host/netbox', name), join(bundle, name));
  symlinkSync(join(ROOT, 'node_modules'), join(bundle, 'node_modules'), 'dir');
}, 60_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of [bundle, ...folders]) rmSync(folder, { recursive: true, force: true });
});

/** A copy of a fixture with a config for ESLint. */
function project(fixture: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-eslint-'));
  folders.push(folder);
  cpSync(join(ROOT, 'fixtures', fixture), folder, { recursive: true });
  writeFileSync(
    join(folder, 'eslint.config.mjs'),
    `import preset from ${JSON.stringify(join(bundle, 'eslint.mjs'))};\nexport default preset.configs.strict;\n`,
  );
  return folder;
}

/** What ESLint says: `file:line:column rule`; and how many files it read anew. */
function eslint(major: 9 | 10, folder: string, ...args: readonly string[]) {
  const bin = join(dirname(require.resolve(`${BIN[major]}/package.json`)), 'bin', 'eslint.js');
  const { stdout, stderr } = spawnSync(process.execPath, [bin, '--format', 'json', ...args, '.'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, DEBUG: 'eslint:eslint*' },
  });
  if (!stdout.startsWith('[')) throw new Error(stderr);
  // ESLint's JSON format: https://eslint.org/docs/latest/use/formatters/#json
  const results = JSON.parse(stdout) as {
    filePath: string;
    messages: { ruleId: string | null; message: string; line: number; column: number }[];
  }[];
  const findings = results
    .flatMap(({ filePath, messages }) =>
      messages.map(
        ({ ruleId, message, line, column }) =>
          `${filePath.slice(folder.length + 1)}:${line}:${column} ${ruleId ?? message}`,
      ),
    )
    .sort();
  return { findings, read: (stderr.match(/File "[^"]*" read in/g) ?? []).length, log: stderr };
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

// Each test starts ESLint several times.
describe.each([9, 10] as const)('ESLint %i', { timeout: 120_000 }, major => {
  test('--cache: an edit of one file makes the findings in the others right', () => {
    const folder = project('base');
    const cache = ['--cache', '--cache-location', join(folder, '.eslintcache')];
    const urls = join(folder, 'netbox_example', 'urls.py');
    expect(eslint(major, folder, ...cache).findings).toEqual([]);
    // The same contents at another time.
    utimesSync(urls, 1, 1);
    const unchanged = eslint(major, folder, ...cache);
    expect(unchanged.findings).toEqual([]);
    // All but the file whose time is another one.
    expect(unchanged.read).toBe(1);

    edit(urls, "    path('widgets/', include(get_model_urls('netbox_example', 'widget', detail=False))),\n", '');
    const after = eslint(major, folder, ...cache);
    expect(after.findings.join('\n')).toMatch(/navigation\.py:\S+ plugin-lint\/urls\/unknown-url-name/);
    expect(after.findings).toEqual(eslint(major, folder).findings);
  });

  test('--cache: a file that ESLint does not lint counts, and so does the config file', () => {
    const folder = project('base');
    const cache = ['--cache', '--cache-location', join(folder, '.eslintcache')];
    expect(eslint(major, folder, ...cache).findings).toEqual([]);
    writeFileSync(join(folder, 'netbox_example', 'static', 'netbox_example', 'widgets.css'), '.navbar{display:none}\n');
    expect(eslint(major, folder, ...cache).findings).toEqual([
      'pyproject.toml:1:1 plugin-lint/core-components/hidden-core-element',
    ]);
    writeFileSync(join(folder, 'plugin-lint.toml'), 'exclude = ["**/*.css"]\n');
    expect(eslint(major, folder, ...cache).findings).toEqual([]);
  });

  test('--concurrency: the same findings from several threads', () => {
    const folder = project('netbox-shelves');
    const one = eslint(major, folder);
    const several = eslint(major, folder, '--concurrency', '2');
    expect(several.log).toContain('Linting using 2 worker thread');
    expect(one.findings.length).toBeGreaterThan(2);
    expect(several.findings).toEqual(one.findings);
  });
});
