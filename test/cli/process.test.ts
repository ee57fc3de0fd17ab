/** The command line as a process: exit codes, streams, a closed pipe. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ARGS = ['--import', 'tsx', fileURLToPath(new URL('../../src/cli.ts', import.meta.url))];

// A clean environment: a colour setting of the terminal that runs the tests must not reach them.
const environment = (extra: Record<string, string>) => {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...rest } = process.env;
  return { ...rest, ...extra };
};

function call(args: readonly string[], extra: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGS, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: environment(extra),
  });
  return { status, stdout, stderr };
}

describe('as a process', () => {
  test('the version, and nothing on standard error', () => {
    const { status, stdout, stderr } = call(['--version']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('no such path: told on standard error, a document on standard output, exit code 2', () => {
    const { status, stdout, stderr } = call(['no-such-package', '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^plugin-lint: .*no-such-package/);
    expect(JSON.parse(stdout)).toMatchObject({ packages: [{ path: 'no-such-package', crashes: [{ stage: 'open' }] }] });
  });

  test('NO_COLOR goes before FORCE_COLOR', () => {
    const escape = String.fromCharCode(27);
    expect(call(['fixtures/base'], { FORCE_COLOR: '1' }).stdout).toContain(escape);
    expect(call(['fixtures/base'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain(escape);
  });

  test('a reader that closes the pipe early is no error', async () => {
    const child = spawn(process.execPath, [...ARGS, '--help'], { cwd: ROOT, env: environment({}) });
    let stderr = '';
    child.stderr.on('data', data => (stderr += String(data)));
    child.stdout.destroy();
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});
