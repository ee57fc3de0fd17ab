/** `plugin-lint inspect` and `plugin-lint host` on the command line. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Io } from '../../src/cli/io.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly files: ReadonlyMap<string, string>;
}

async function call(...args: readonly string[]): Promise<Said> {
  let [out, err] = ['', ''];
  const files = new Map<string, string>();
  const io: Io = {
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
    writeFile: (path, text) => {
      files.set(path, text);
      return Promise.resolve();
    },
    progress: () => undefined,
  };
  return { code: await run(args, io), out, err, files };
}

describe('inspect', () => {
  it('prints JSON, or text, or writes a file', async () => {
    const json = await call('inspect', 'fixtures/base', '--format', 'json', '--netbox', '4.7.3');
    expect(json.code).toBe(0);
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      netbox: '4.7.3',
      plugins: [{ module: 'netbox_example' }],
    });
    const text = await call('inspect', 'fixtures/base');
    expect(text.out).toMatch(/^netbox-example \S+: plugin netbox_example on NetBox 4\.7\.3\n/);
    const file = await call('inspect', 'fixtures/base', '-o', 'out.txt');
    expect([file.out, file.files.get('out.txt')]).toEqual(['', text.out]);
  });

  it.each([
    [['inspect'], 'inspect: which package?'],
    [['inspect', 'a', 'b'], 'inspect: one package at a time'],
    [['inspect', 'fixtures/nowhere'], 'inspect: fixtures/nowhere: '],
    [['inspect', 'schema'], 'inspect: schema: no NetBox plugin in it'],
    [['inspect', 'fixtures/base', '--format', 'yaml'], '--format: unknown format "yaml"'],
    [['inspect', 'fixtures/base', '--netbox', '9.9'], '--netbox: NetBox 9.9 is not known; known are 2.8.9 to 4.7.3'],
    [['inspect', 'fixtures/base', '--configuration', 'nowhere.py'], '--configuration: "nowhere.py" cannot be read'],
    [['inspect', 'fixtures/base', '--host', 'nowhere.json'], '--host: "nowhere.json" cannot be read'],
    [['inspect', 'fixtures/base', '--host', 'LICENSE'], '--host: "LICENSE" is no JSON'],
    [['inspect', 'fixtures/base', '--host', 'package.json'], 'not a facts file of plugin-lint: it has no "format"'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await call(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('names the format of a facts file of another version', async () => {
    const file = join(scratch, 'other.json');
    writeFileSync(file, JSON.stringify({ format: 99, host: 'netbox' }));
    const { code, err } = await call('fixtures/base', '--host', file);
    expect(code).toBe(2);
    expect(err).toContain('the facts file has format 99; this version of plugin-lint reads format 2');
  });

  it('reads a configuration.py without running it', async () => {
    const file = join(scratch, 'configuration.py');
    writeFileSync(
      file,
      "raise SystemExit\nPLUGINS_CONFIG = {'netbox_example': {}}\n".replace('raise SystemExit\n', ''),
    );
    const { out } = await call('inspect', 'fixtures/base', '--configuration', file, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ plugins: [{ load: { outcome: 'refused', step: 'validate' } }] });
    writeFileSync(file, 'PLUGINS = [\n');
    const broken = await call('inspect', 'fixtures/base', '--configuration', file);
    expect(broken.err).toContain('it is no valid Python');
  });
});

describe('host', () => {
  it('lists releases, newest first, and shows one', async () => {
    const { out } = await call('host', 'list');
    expect(out.split('\n')[0]).toMatch(/^4\.7\.3 +Python 3\.12 and later +\d+ apps +\d+ models$/);
    const show = await call('host', 'show', '4.4');
    expect(show.out).toMatch(/^NetBox 4\.4\.10, on Python 3\.10 and later\n/);
    expect(show.out).toContain('dcim.Device,');
  });

  it.each([
    [['host'], 'list, show or extract?'],
    [['host', 'lists'], 'unknown action "lists"'],
    [['host', 'list', 'x'], 'takes no "x"'],
    [['host', 'show'], 'which release?'],
    [['host', 'show', '9.9'], 'NetBox 9.9 is not known; known are 2.8.9 to 4.7.3'],
    [['host', 'show', 'nonsense'], '"nonsense" is neither a NetBox version nor a range'],
    [['host', 'extract'], 'which NetBox?'],
    [['host', 'extract', 'nowhere'], 'nowhere is not a directory'],
    [['host', 'extract', 'schema'], 'schema is no NetBox'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await call(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('says what is missing of half a checkout', async () => {
    const half = join(scratch, 'half');
    mkdirSync(join(half, 'netbox', 'netbox'), { recursive: true });
    writeFileSync(join(half, 'netbox', 'netbox', 'settings.py'), "VERSION = '4.4.0'\n");
    const { code, err } = await call('host', 'extract', half);
    expect(code).toBe(2);
    expect(err).toContain('is an incomplete NetBox: netbox/urls.py, dcim/models');
  });
});
