/** `plugin-lint config` on the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

async function call(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await run(args, {
    cwd: ROOT,
    color: false,
    today: '2025-01-01',
    writeOut: text => {
      out += text;
    },
    writeError: text => {
      err += text;
    },
    exists: () => true,
    writeFile: () => Promise.resolve(),
    progress: () => undefined,
  });
  return { code, out, err };
}

function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

it('prints the schema and the example', async () => {
  const schema = await call('config', 'schema', 'fixtures/base');
  expect(schema.code).toBe(0);
  expect(JSON.parse(schema.out)).toMatchObject({ type: 'object', required: ['token'] });
  const example = await call('config', 'example', 'fixtures/base');
  expect(example.code).toBe(0);
  expect(example.out).toContain("'token': '<token>',  # required");
});

it('checks a configuration, as text and as JSON', async () => {
  const sound = file('sound.py', "PLUGINS = ['netbox_example']\nPLUGINS_CONFIG = {'netbox_example': {'token': 'a'}}\n");
  expect(await call('config', 'check', 'fixtures/base', '--configuration', sound)).toEqual({
    code: 0,
    out: `${sound}: no problem found for netbox_example\n`,
    err: '',
  });
  const faulty = file('faulty.py', "PLUGINS = ['netbox_example']\n");
  const text = await call('config', 'check', 'fixtures/base', '--configuration', faulty);
  expect(text.code).toBe(1);
  expect(text.out).toContain(`${faulty}:1:12: error: Plugin netbox_example requires 'token'`);
  const json = await call('config', 'check', 'fixtures/base', '--configuration', faulty, '--format', 'json');
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({
    version: 1,
    configuration: faulty,
    plugins: ['netbox_example'],
    problems: [{ id: 'required-setting', line: 1, column: 12, plugin: 'netbox_example', setting: 'token' }],
  });
});

it.each([
  [['config'], 'config: what?'],
  [['config', 'shema', 'fixtures/base'], 'Did you mean "schema"?'],
  [['config', 'schema'], 'which package?'],
  [['config', 'schema', 'a', 'b'], 'one package at a time'],
  [['config', 'schema', 'fixtures/base', '--plugin', 'x'], 'no plugin "x" in the package; it has netbox_example'],
  [['config', 'schema', 'fixtures/base', '--format', 'json'], '--format is for'],
  [['config', 'schema', 'fixtures/nothing'], 'config: fixtures/nothing:'],
  [['config', 'schema', 'fixtures/base', '--netbox', '1.0'], '--netbox:'],
  [['config', 'check', 'fixtures/base'], '--configuration: give'],
  [['config', 'check', 'fixtures/base', '--configuration', 'nothing.py'], 'cannot be read'],
  [['config', 'check', 'fixtures/base', '--configuration', 'x', '--format', 'xml'], 'unknown format "xml"'],
])('refuses %j', async (args, message) => {
  const { code, err, out } = await call(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
});
