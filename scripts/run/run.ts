/** Runs a command to its end and says what it printed and used. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PYTHON } from '../packages/fetch.ts';

export interface Run {
  /** Exit code; negative: the signal that ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** User and system time of the whole process tree, in seconds. */
  readonly cpu: number;
  /** Largest resident set, in bytes. */
  readonly memory: number;
}

const USAGE = fileURLToPath(new URL('./usage.py', import.meta.url));
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
/** A report of the largest package has a few megabytes. */
const MOST_OUTPUT = 512 * 1024 * 1024;

/** Without a Python to measure with, `cpu` and `memory` are NaN. */
export function run(command: string, args: readonly string[], cwd?: string): Run {
  const child = spawnSync(PYTHON, [USAGE, command, ...args], {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (child.error) return runUnmeasured(command, args, cwd);
  const usage = child.output[3];
  if (!usage) throw new Error(`${command} could not be run: ${child.stderr.trim()}`);
  // Written by usage.py just above: the shape is ours.
  const { cpu, memory, status } = JSON.parse(usage) as { cpu: number; memory: number; status: number };
  return { status, stdout: child.stdout, stderr: child.stderr, cpu, memory };
}

function runUnmeasured(command: string, args: readonly string[], cwd: string | undefined): Run {
  const child = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (child.error) throw child.error;
  return {
    status: child.status ?? -1,
    stdout: child.stdout,
    stderr: child.stderr,
    cpu: Number.NaN,
    memory: Number.NaN,
  };
}

/** Runs the built command line. */
export function runCli(args: readonly string[], cwd?: string): Run {
  if (!existsSync(CLI)) throw new Error('dist/cli.js is not there: run `npm run build` first');
  return run(process.execPath, [CLI, ...args], cwd);
}
