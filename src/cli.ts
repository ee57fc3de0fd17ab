#!/usr/bin/env node
/** The command line: binds `src/cli/run.ts` to the process. The only file, with action.ts, that touches it. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { run } from './cli/run.ts';
import { optimizeLater } from './late-optimization.ts';

const { stdout, stderr, env, versions } = process;

optimizeLater(versions.v8);

// A reader that closes the pipe (`| head`) has seen enough: no error, and the exit code stands.
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

function wantsColor(): boolean {
  // https://no-color.org: set and not empty means no colours, whatever else is set.
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0') return true;
  return stdout.isTTY && env['TERM'] !== 'dumb';
}

/** Work shorter than this shows no progress. */
const PROGRESS_AFTER_MS = 400;

const started = performance.now();
let progressShown = false;

function progress(text: string): void {
  if (!stderr.isTTY) return;
  if (text === '') {
    if (progressShown) stderr.write('\r\x1b[K');
    progressShown = false;
  } else if (performance.now() - started > PROGRESS_AFTER_MS) {
    // Package paths come from the user; still nothing in them may move the cursor.
    const width = Math.max(20, (stderr.columns || 80) - 1);
    stderr.write(`\r\x1b[K${text.replace(/[^\x20-\x7e\u00a1-\uffff]/g, '?').slice(0, width)}`);
    progressShown = true;
  }
}

// No process.exit: what is still to be written is written first.
process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  color: wantsColor(),
  today: new Date().toISOString().slice(0, 10),
  writeOut: text => void stdout.write(text),
  writeError: text => void stderr.write(text),
  exists: path => existsSync(resolve(path)),
  writeFile: (path, text) => writeFile(resolve(path), text),
  progress,
});
