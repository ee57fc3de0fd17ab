/**
 * The checked-in bundle, run as the runner runs it: a process of its own, inputs and files by environment variables, nothing of
 * node_modules in reach. `PLUGIN_LINT_NODE24` names a Node.js 24 to run it with, which is what action.yml asks for
 * (scripts/action-check.ts fetches one); otherwise it is run with the Node.js of the tests.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { OUTPUT_NAMES } from '../../src/action/files.ts';
import { baseFiles } from '../../src/example.ts';
import { commandsIn, outputsIn } from './runner.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODE = process.env['PLUGIN_LINT_NODE24'] ?? process.execPath;

const scratch = mkdtempSync(join(tmpdir(), 'plugin-lint-bundle-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

// As the runner has it: the repository at a version, not installed.
const checkout = join(scratch, 'checkout');
for (const part of ['action', 'src/host/netbox', 'package.json']) {
  cpSync(join(ROOT, part), join(checkout, part), { recursive: true });
}

let count = 0;

function run(files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>> = {}) {
  const folder = join(scratch, `run ${++count}`);
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  const [output, summary] = [join(folder, 'output'), join(folder, 'summary')];
  for (const file of [output, summary]) writeFileSync(file, '');
  const { status, stdout, stderr } = spawnSync(NODE, [join(checkout, 'action', 'index.js')], {
    encoding: 'utf8',
    cwd: workspace,
    env: {
      PATH: process.env['PATH'],
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      // The runner gives every input of action.yml, those without a value as an empty text.
      ...{ INPUT_PATHS: '.', INPUT_NETBOX: '', INPUT_FORMAT: 'text', 'INPUT_SARIF-FILE': '', 'INPUT_FAIL-ON': '' },
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  return {
    status,
    stderr,
    workspace,
    commands: commandsIn(stdout),
    outputs: outputsIn(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
  };
}

const MIGRATION = `from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('netbox_example', '0001_initial')]
    operations = [migrations.RunSQL("ALTER TABLE dcim_device ADD COLUMN extra integer")]
`;

describe(`on ${NODE === process.execPath ? `Node.js ${process.version} (PLUGIN_LINT_NODE24 names no other)` : NODE}`, () => {
  test('a clean plugin', () => {
    const { status, stderr, commands, outputs, summary } = run(baseFiles());
    expect([status, stderr]).toEqual([0, '']);
    expect(commands.map(({ name }) => name)).toEqual(['group', 'endgroup']);
    expect(outputs).toMatchObject({ errors: '0', 'exit-code': '0' });
    expect(summary).toContain('| `core-models` | ✅ kept |');
  });

  test('findings, with the SQL parser and the TypeScript compiler beside the bundle', () => {
    const { status, stderr, commands, outputs, workspace } = run(
      {
        ...baseFiles(),
        'netbox_example/migrations/0002_more.py': MIGRATION,
        'netbox_example/static/netbox_example/hide.js': "document.querySelector('.navbar').remove();\n",
      },
      { 'sarif-file': 'out/plugin-lint.sarif' },
    );
    expect([status, stderr]).toEqual([1, '']);
    const titles = commands.flatMap(({ properties }) => properties['title'] ?? []);
    expect(titles.some(title => title.startsWith('migrations/'))).toBe(true);
    expect(titles.some(title => title.startsWith('core-components/'))).toBe(true);
    expect(Number(outputs['errors'])).toBeGreaterThan(0);
    expect(outputs['sarif-file']).toBe('out/plugin-lint.sarif');
    expect(JSON.parse(readFileSync(join(workspace, 'out/plugin-lint.sarif'), 'utf8'))).toMatchObject({
      version: '2.1.0',
    });
  });

  test('hostile names and texts: no command is carried out, no output forged', () => {
    const name = 'netbox_example/x::set-output name=a::b%0A##[add-path]y,\n::add-mask::z.py';
    const { status, commands, outputs, summary } = run({
      ...baseFiles(),
      [name]: '::add-mask::secret ##[error]forged\n::stop-commands::mine\n',
      'netbox_example/patches.py': 'import netbox.urls\nnetbox.urls.urlpatterns.append("""\n::error::forged\n""")\n',
    });
    expect(status).toBe(1);
    expect([...new Set(commands.map(command => command.name))].sort()).toEqual(['endgroup', 'error', 'group']);
    for (const { message } of commands) expect(message).not.toMatch(/^forged/);
    expect(commands.map(({ properties }) => properties['title'])).toContain('urls/core-urlpatterns-change');
    expect(Object.keys(outputs)).toEqual([...OUTPUT_NAMES]);
    expect(summary).not.toMatch(/^::/m);
  });

  test('broken input: the step fails with 2 and says why', () => {
    const { status, commands, outputs } = run({ 'plugin.whl': 'no zip' }, { paths: 'plugin.whl' });
    expect(status).toBe(2);
    expect(commands.find(({ name }) => name === 'error')?.message).toMatch(/plugin\.whl/);
    expect(outputs['exit-code']).toBe('2');
  });
});
