/**
 * Runs the tests of the GitHub Action with Node.js 24, which is what the runner starts it with.
 *
 *   tsx scripts/action-check.ts
 *
 * Node.js comes from the npm package `node`, once, into the cache. Where it cannot be had the check is skipped, and said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './packages/fetch.ts';

const NODE = 'node@24';

/** Path of a Node.js 24; why not, when there is none. */
function node24(): { readonly path: string } | { readonly why: string } {
  if (process.versions.node.startsWith('24.')) return { path: process.execPath };
  const folder = join(cacheFolder(), 'node24');
  const path = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const npm = spawnSync('npm', ['install', '--no-save', '--silent', '--prefix', folder, NODE], { encoding: 'utf8' });
    if (npm.status !== 0 || !existsSync(path)) {
      return { why: `${NODE} cannot be installed: ${npm.stderr.trim().split('\n').at(-1) ?? ''}` };
    }
  }
  const version = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return version.status === 0 ? { path } : { why: `${NODE} does not run here` };
}

const found = node24();
if ('why' in found) console.log(`skipped: ${found.why}`);
else {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', 'test/action'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PLUGIN_LINT_NODE24: found.path },
  });
  process.exitCode = run.status ?? 1;
}
