/** The action as source, with a world of strings; bundle.test.ts runs what is checked in. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { OUTPUT_NAMES, summaryText } from '../../src/action/files.ts';
import { INPUT_NAMES } from '../../src/action/inputs.ts';
import { runAction } from '../../src/action/run.ts';
import { baseFiles } from '../../src/example.ts';
import { commandsIn, outputsIn } from './runner.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

/** A workspace with files, by path. */
function workspace(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-action-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const under = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

const BREAKS = {
  'netbox_example/patches.py': 'import netbox.urls\n\nnetbox.urls.urlpatterns.append(None)\n',
};

async function run(cwd: string, inputs: Files = {}) {
  const written = new Map<string, string>();
  let log = '';
  const env = {
    GITHUB_OUTPUT: 'OUTPUT',
    GITHUB_STEP_SUMMARY: 'SUMMARY',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
  };
  const code = await runAction({
    env,
    cwd,
    today: '2025-01-01',
    token: 'token-of-this-run',
    writeOut(text) {
      log += text;
    },
    writeFile: (path, text) => Promise.resolve(void written.set(path, text)),
    appendFile: (path, text) => Promise.resolve(void written.set(path, (written.get(path) ?? '') + text)),
  });
  return {
    code,
    log,
    commands: commandsIn(log),
    annotations: commandsIn(log).filter(({ name }) => ['error', 'warning', 'notice'].includes(name)),
    outputs: outputsIn(written.get('OUTPUT') ?? ''),
    summary: written.get('SUMMARY') ?? '',
    written,
  };
}

describe('a plugin', () => {
  test('clean: no annotation, all limits kept', async () => {
    const { code, annotations, outputs, summary } = await run(workspace(baseFiles()));
    expect([code, annotations]).toEqual([0, []]);
    expect(outputs).toMatchObject({ errors: '0', warnings: '0', 'sarif-file': '', 'exit-code': '0' });
    expect(JSON.parse(outputs['verdicts'] ?? '')).toMatchObject({ '.': { urls: 'kept' } });
    expect(summary).toMatch(/\| `urls` \| ✅ kept \|/);
  });

  test('in a subdirectory: annotations name the file from the root of the repository', async () => {
    const cwd = workspace(under('plugins/example', { ...baseFiles(), ...BREAKS }));
    const { code, annotations, outputs } = await run(cwd, { paths: 'plugins/example' });
    expect(code).toBe(1);
    expect(annotations).toContainEqual({
      name: 'error',
      properties: {
        file: 'plugins/example/netbox_example/patches.py',
        line: '3',
        endLine: '3',
        col: '1',
        endColumn: '36',
        title: 'urls/core-urlpatterns-change',
      },
      message: expect.stringContaining('changes URL patterns of NetBox') as string,
    });
    expect(JSON.parse(outputs['verdicts'] ?? '')).toMatchObject({ 'plugins/example': { urls: 'broken' } });
  });

  test('several plugins: a verdict for each, whether named, by a pattern, or by the folder that holds them', async () => {
    const cwd = workspace({ ...under('plugins/a', baseFiles()), ...under('plugins/b', { ...baseFiles(), ...BREAKS }) });
    for (const paths of ['plugins/a\nplugins/b\n', 'plugins/*', 'plugins']) {
      const { code, outputs, summary } = await run(cwd, { paths });
      expect(code).toBe(1);
      expect(JSON.parse(outputs['verdicts'] ?? '')).toMatchObject({
        'plugins/a': { urls: 'kept' },
        'plugins/b': { urls: 'broken' },
      });
      expect(summary.match(/^### /gm)).toHaveLength(2);
    }
  });

  test('fail-on decides over the exit code, not over what is told', async () => {
    const { code, annotations } = await run(workspace({ ...baseFiles(), ...BREAKS }), { 'fail-on': 'never' });
    expect(code).toBe(0);
    expect(annotations).not.toEqual([]);
  });

  test('sarif-file: a log for code scanning', async () => {
    const { written, outputs } = await run(workspace({ ...baseFiles(), ...BREAKS }), { 'sarif-file': 'out/x.sarif' });
    expect(outputs['sarif-file']).toBe('out/x.sarif');
    expect(JSON.parse(written.get('out/x.sarif') ?? '')).toMatchObject({
      runs: [{ results: [{ ruleId: 'urls/core-urlpatterns-change' }] }],
    });
  });

  test('what a comment answers is no annotation and no alert, but in the summary', async () => {
    const text = `import netbox.urls\n\nnetbox.urls.urlpatterns.append(None)  # plugin-lint: ignore[urls/core-urlpatterns-change] -- agreed with ops\n`;
    const cwd = workspace({ ...baseFiles(), 'netbox_example/patches.py': text });
    const { code, annotations, outputs, summary, written } = await run(cwd, { 'sarif-file': 'x.sarif' });
    expect([code, annotations]).toEqual([0, []]);
    expect(outputs).toMatchObject({ suppressed: '1', errors: '0' });
    expect(summary).toContain('agreed with ops');
    expect(JSON.parse(written.get('x.sarif') ?? '')).toMatchObject({ runs: [{ results: [] }] });
  });

  test('format github prints no report besides', async () => {
    const cwd = workspace({ ...baseFiles(), ...BREAKS });
    expect((await run(cwd)).log).toContain('::group::plugin-lint report');
    expect((await run(cwd, { format: 'github' })).log).not.toContain('::group::');
  });
});

describe('a wrong input', () => {
  test.each([
    ['format', 'sariff', /format: unknown value "sariff".*Did you mean "sarif"\?/],
    ['profile', 'strikt', /profile: unknown value "strikt".*Did you mean "strict"\?/],
    ['fail-on', 'errors', /Did you mean "error"\?/],
    ['netbox', '9.9', /9\.9/],
    ['config', 'nowhere.toml', /nowhere\.toml does not exist/],
    ['baseline', 'nowhere.json', /nowhere\.json does not exist/],
  ])('%s: %s', async (name, value, message) => {
    const { code, annotations, outputs, written } = await run(workspace(baseFiles()), {
      [name]: value,
      'sarif-file': 'x.sarif',
    });
    expect(code).toBe(2);
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toMatch(message);
    expect(outputs['exit-code']).toBe('2');
    // A step that uploads it always finds a log, unless the inputs could not be read at all.
    if (written.has('x.sarif')) expect(written.get('x.sarif')).toContain('"executionSuccessful": false');
  });

  test('a path that is not there', async () => {
    const { code, annotations, summary } = await run(workspace({}), { paths: 'nowhere' });
    expect(code).toBe(2);
    expect(annotations[0]?.message).toContain('nowhere');
    expect(summary).toContain('Nothing was linted');
  });
});

test('hostile names and texts carry out no command and forge no output', async () => {
  const name = 'netbox_example/x::set-output name=a::b%0A##[add-path]y,z.py';
  const cwd = workspace({
    ...baseFiles(),
    [name]: '::add-mask::secret ##[error]forged\n::stop-commands::mine\n',
    'netbox_example/patches.py': [
      'import netbox.urls',
      'netbox.urls.urlpatterns.append("""',
      '::error::forged',
      '##[error]forged',
      '""")',
      '',
    ].join('\n'),
  });
  for (const format of ['text', 'json', 'sarif', 'markdown', 'github']) {
    const { commands, outputs } = await run(cwd, { format });
    const kinds = new Set(commands.map(command => command.name));
    for (const kind of kinds) expect(['error', 'warning', 'notice', 'group', 'endgroup']).toContain(kind);
    for (const { message } of commands) expect(message).not.toMatch(/^forged/);
    expect(Object.keys(outputs)).toEqual([...OUTPUT_NAMES]);
    // Both are told, the first one at its own name.
    expect(commands.map(({ properties }) => properties['file'])).toContain(name);
    expect(commands.map(({ properties }) => properties['title'])).toContain('urls/core-urlpatterns-change');
  }
});

test('a summary that is too large is cut at a line, and says so', () => {
  const markdown = '<details>\n\n' + 'é line\n'.repeat(100);
  const cut = summaryText(markdown, 300);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(300);
  expect(cut).toMatch(/é line\n<\/details>\n\nThe rest does not fit/);
  expect(summaryText('short')).toBe('short');
});

test('action.yml names the inputs and outputs that the code knows', () => {
  const text = readFileSync(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8');
  const names = (section: string): string[] =>
    (new RegExp(`^${section}:\\n((?:(?: .*)?\\n)*)`, 'm').exec(text)?.[1] ?? '')
      .split('\n')
      .flatMap(line => /^ {2}([\w-]+):/.exec(line)?.[1] ?? []);
  expect(names('inputs')).toEqual([...INPUT_NAMES]);
  expect(names('outputs')).toEqual([...OUTPUT_NAMES]);
});
