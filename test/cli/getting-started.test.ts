/** `init` and `completion`, and that what `init` writes is what the linter reads. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { candidates } from '../../src/cli/commands/completion.ts';
import { run } from '../../src/cli/run.ts';
import { rules } from '../../rules/index.ts';
import { readSettings } from '../../src/settings/config.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'plugin-lint-init-'));
  folders.push(made);
  return made;
}

async function call(cwd: string, ...argv: readonly string[]) {
  let out = '';
  let error = '';
  const code = await run(argv, {
    cwd,
    color: false,
    today: '2025-01-01',
    writeOut(text) {
      out += text;
    },
    writeError(text) {
      error += text;
    },
    exists: path => existsSync(join(cwd, path)),
    writeFile: () => Promise.reject(new Error('not asked for')),
    progress: () => undefined,
  });
  return { code, out, error };
}

describe('init', () => {
  test('writes a config that the linter reads, and a workflow for the folder', async () => {
    const root = folder();
    mkdirSync(join(root, '.git'));
    mkdirSync(join(root, 'plugins', 'acme'), { recursive: true });
    const { code, out } = await call(root, 'init', 'plugins/acme');
    expect([code, out]).toEqual([
      0,
      'written: plugins/acme/plugin-lint.toml\nwritten: .github/workflows/plugin-lint.yml\nNext: `plugin-lint plugins/acme` lints the plugin.\n',
    ]);
    const config = join(root, 'plugins/acme/plugin-lint.toml');
    expect(readSettings(config, root, rules)).toMatchObject({ profile: 'recommended', exclude: [] });
    // What is commented out is a valid setting too.
    writeFileSync(config, readFileSync(config, 'utf8').replace(/^# (?=[\w"/-]+ = )/gm, ''));
    expect(readSettings(config, root, rules)).toMatchObject({
      netbox: '>=4.2,<4.6',
      baseline: 'plugin-lint-baseline.json',
      severities: new Map([['config/unused-setting', 'off']]),
    });
    expect(readFileSync(join(root, '.github/workflows/plugin-lint.yml'), 'utf8')).toMatch(/"?plugins\/acme"?\n$/);
  });

  test('never overwrites', async () => {
    const root = folder();
    writeFileSync(join(root, 'plugin-lint.toml'), '# mine\n');
    await call(root, 'init');
    const { code, out } = await call(root, 'init');
    expect(code).toBe(0);
    expect(out).toContain('kept: plugin-lint.toml, which was there already\nkept: .github/workflows/plugin-lint.yml');
    expect(readFileSync(join(root, 'plugin-lint.toml'), 'utf8')).toBe('# mine\n');
  });

  test('settings in pyproject.toml stay the only ones', async () => {
    const root = folder();
    writeFileSync(join(root, 'pyproject.toml'), '[tool.plugin-lint]\nprofile = "strict"\n');
    expect((await call(root, 'init')).out).toContain('kept: pyproject.toml');
    expect(existsSync(join(root, 'plugin-lint.toml'))).toBe(false);
  });

  test('a folder that is not there is told', async () => {
    expect(await call(folder(), 'init', 'nowhere')).toMatchObject({ code: 2, error: /"nowhere" does not exist/ });
  });
});

describe('completion', () => {
  test.each([
    ['commands', ['in'], ['inspect', 'init', 'install-plan']],
    ['options', ['--fo'], ['--format']],
    ['values of an option', ['--format', 'git'], ['github', 'gitlab']],
    ['options of a command', ['rules', '--fo'], ['--format']],
    ['rules', ['explain', 'urls/core-url'], ['urls/core-urlpatterns-change']],
    ['shells', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a path: nothing of ours', ['./pl'], []],
  ])('%s', async (_, typed, expected) => {
    expect([...(await candidates(['plugin-lint', ...typed]))].sort()).toEqual([...expected].sort());
  });

  test('the words reach it through the command line', async () => {
    const { code, out } = await call(folder(), 'completion', '--words', '--', 'plugin-lint', '--netb');
    expect([code, out]).toEqual([0, '--netbox\n']);
  });

  test.each(['bash', 'zsh', 'fish'])('%s: a script', async shell => {
    const { code, out } = await call(folder(), 'completion', shell);
    expect(code).toBe(0);
    expect(out).toContain('plugin-lint completion --words --');
  });

  test('the script of bash is one', async () => {
    const { out } = await call(folder(), 'completion', 'bash');
    expect(spawnSync('bash', ['-n'], { input: out, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('an unknown shell names the nearest one', async () => {
    expect((await call(folder(), 'completion', 'bsh')).error).toContain('Did you mean "bash"?');
  });
});
