/** The GitHub Action: binds `src/action/run.ts` to the process. With cli.ts the only file that touches it. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { runAction } from './action/run.ts';

const { stdout, env } = process;
const workspace = env['GITHUB_WORKSPACE'];
const cwd = workspace === undefined || workspace === '' ? process.cwd() : workspace;

process.exitCode = await runAction({
  env,
  cwd,
  today: new Date().toISOString().slice(0, 10),
  token: randomUUID(),
  writeOut: text => void stdout.write(text),
  async writeFile(path, text) {
    const file = resolve(cwd, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  },
  appendFile: (path, text) => appendFile(path, text),
});
