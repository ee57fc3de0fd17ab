/**
 * Runs pre-commit with this repository's hook, as the author of a plugin does: the last commit is cloned, pre-commit installs it
 * from git and runs it on a clean plugin, which passes, and on one that breaks rules, which fails and says why.
 *
 *   tsx scripts/pre-commit-check.ts
 *
 * pre-commit comes from PyPI into the cache, once. Where it or what the hook needs cannot be had the check is skipped, and said.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './packages/fetch.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const TAG = 'v0.0.0-check';

function run(program: string, operands: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, operands, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { good: status === 0, text: error === undefined ? `${stdout}${stderr}` : error.message };
}

/** Path of pre-commit; why not, when it cannot be had. */
function preCommit(): { readonly path: string } | { readonly why: string } {
  const folder = join(cacheFolder(), 'pre-commit');
  const path = join(folder, 'bin', 'pre-commit');
  if (!existsSync(path)) {
    for (const [program, ...operands] of [
      ['python3', '-m', 'venv', folder],
      [join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', 'pre-commit>=4'],
    ] as const) {
      const { good, text } = run(program, operands, root);
      if (!good) return { why: `pre-commit cannot be installed: ${text.trim().split('\n').at(-1) ?? ''}` };
    }
  }
  return { path };
}

function git(folder: string, ...operands: readonly string[]): void {
  const identity = ['-c', 'user.name=check', '-c', 'user.email=check@localhost'];
  const { good, text } = run('git', [...identity, ...operands], folder);
  if (!good) throw new Error(`git ${operands.join(' ')}: ${text}`);
}

function check(path: string, scratch: string): readonly string[] {
  const hooks = join(scratch, 'hooks');
  git(scratch, 'clone', '--quiet', root, hooks);
  git(hooks, 'tag', TAG);
  const failures: string[] = [];
  for (const { fixture, passes, says } of [
    { fixture: 'base', passes: true, says: 'Passed' },
    { fixture: 'netbox-shelves', passes: false, says: 'error[core-models/core-model-change]' },
  ]) {
    const plugin = join(scratch, fixture);
    cpSync(join(root, 'fixtures', fixture), plugin, { recursive: true });
    const repository = { repo: hooks, rev: TAG, hooks: [{ id: 'plugin-lint' }] };
    // JSON is YAML.
    writeFileSync(join(plugin, '.pre-commit-config.yaml'), JSON.stringify({ repos: [repository] }));
    git(plugin, 'init', '--quiet');
    git(plugin, 'add', '--all');
    const { good, text } = run(path, ['run', '--all-files'], plugin, { PRE_COMMIT_HOME: join(scratch, 'home') });
    const right = good === passes && text.includes(says);
    console.log(`${right ? 'good  ' : 'WRONG '} ${fixture}: ${passes ? 'passes' : 'fails'}`);
    if (!right) failures.push(text);
  }
  return failures;
}

const found = preCommit();
if ('why' in found) console.log(`skipped: ${found.why}`);
else {
  const scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-pre-commit-'));
  try {
    const failures = check(found.path, scratch);
    for (const text of failures) console.log(text);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
