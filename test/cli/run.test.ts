/** Calls and what they give, with the pipeline replaced by hand-made results. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import type * as LintModule from '../../src/lint.ts';
import type { LintOptions } from '../../src/lint.ts';
import type { LintResult } from '../../src/result.ts';
import { sampleRule } from '../derive/sample-rule.ts';
import { FINDINGS, FULL, HARD, lintResult, packageResult } from '../report/sample.ts';

const lint = vi.hoisted(() => vi.fn<(paths: readonly string[], options: LintOptions) => Promise<LintResult>>());
vi.mock(import('../../src/lint.ts'), async importOriginal => ({
  ...(await importOriginal<typeof LintModule>()),
  lint,
}));
vi.mock('../../rules/index.ts', () => ({ rules: [sampleRule] }));

const { UsageError } = await import('../../src/lint.ts');

const CLEAN = lintResult([packageResult()]);
const WARNED = lintResult([packageResult({ findings: FINDINGS.slice(0, 1) })]);
const UNDECIDED = lintResult([
  packageResult({ undecided: [{ limit: 'urls', reason: 'why', at: { file: 'a.py', start: 0, end: 0 } }] }),
]);

async function call(argv: string, color = false) {
  let out = '';
  let error = '';
  const files: Record<string, string> = {};
  const io: Io = {
    cwd: '/here',
    color,
    today: '2025-01-01',
    writeOut: text => void (out += text),
    writeError: text => void (error += text),
    exists: path => path === 'rulse-dir',
    writeFile: async (path, text) => {
      if (path.startsWith('none/')) throw new Error('ENOENT');
      files[path] = text;
    },
    progress: () => {},
  };
  const code = await run(argv === '' ? [] : argv.split(' '), io);
  return { code, out, error, files };
}

beforeEach(() => {
  lint.mockReset();
  lint.mockResolvedValue(CLEAN);
});

describe('linting', () => {
  test('without a path, the current directory', async () => {
    const { code, out, error } = await call('');
    expect(lint.mock.calls[0]?.[0]).toEqual(['.']);
    expect([code, error]).toEqual([0, '']);
    expect(out).toContain('All 9 limits are kept.');
  });

  test('paths, releases and severities reach the pipeline; numbers stay text', async () => {
    await call('./a b.whl --netbox 4.10 --rule model-attributes=warning -- --odd');
    const [paths, options] = lint.mock.calls[0] ?? [];
    expect(paths).toEqual(['./a', 'b.whl', '--odd']);
    expect(options).toMatchObject({ cwd: '/here', netbox: '4.10' });
    expect([...(options?.severities ?? [])]).toEqual([['core-models/model-attributes', 'warning']]);
  });

  test('--rule may be repeated, and takes one value each time', async () => {
    await call('--rule model-attributes=off --rule core-models/model-attributes=info ./a');
    const [paths, options] = lint.mock.calls[0] ?? [];
    expect(paths).toEqual(['./a']);
    expect([...(options?.severities ?? [])]).toEqual([['core-models/model-attributes', 'info']]);
  });

  test.each<[string, LintResult, number]>([
    ['', CLEAN, 0],
    ['', WARNED, 0],
    ['', FULL, 1],
    ['', UNDECIDED, 0],
    ['', HARD, 2],
    ['', lintResult([]), 2],
    ['--fail-on warning', WARNED, 1],
    ['--fail-on info', WARNED, 1],
    ['--fail-on never', FULL, 0],
    ['--fail-on never', HARD, 2],
    ['--fail-on undecided', UNDECIDED, 1],
    ['--fail-on undecided', FULL, 1],
    ['--fail-on never,undecided', UNDECIDED, 1],
    ['--fail-on never,undecided', WARNED, 0],
  ])('exit code of %j, case %#', async (argv, result, code) => {
    lint.mockResolvedValue(result);
    expect((await call(argv)).code).toBe(code);
  });

  test('colours: of the terminal, of --color and --no-color, never into a file', async () => {
    const escape = String.fromCharCode(27);
    expect((await call('', true)).out).toContain(escape);
    expect((await call('--no-color', true)).out).not.toContain(escape);
    expect((await call('--color')).out).toContain(escape);
    expect((await call('--color -o report.txt')).files['report.txt']).not.toContain(escape);
  });

  test('--output-file takes the report away from standard output', async () => {
    const { code, out, files } = await call('--format json --output-file r.json');
    expect([code, out]).toEqual([0, '']);
    expect(JSON.parse(files['r.json'] ?? '')).toMatchObject({ version: 1 });
  });

  test('--quiet keeps back nothing that fails the call', async () => {
    lint.mockResolvedValue(WARNED);
    expect(await call('--quiet')).toMatchObject({ code: 0, out: '' });
    const failed = await call('--quiet --fail-on warning');
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('warning[');
  });

  test('--write-baseline says what it accepted, and how to use it', async () => {
    lint.mockResolvedValue(WARNED);
    const { code, error, files } = await call('--write-baseline b.json --fail-on warning');
    expect(code).toBe(0);
    expect(error).toMatch(/^plugin-lint: 1 finding accepted in b\.json; .*--baseline/);
    expect(JSON.parse(files['b.json'] ?? '')).toMatchObject({ version: 1 });
  });

  test('a file that cannot be written', async () => {
    const { code, error } = await call('-o none/r.json');
    expect(code).toBe(2);
    expect(error).toContain('plugin-lint: --output-file: "none/r.json" cannot be written (ENOENT).');
  });

  test('unopened paths and crashes are told on standard error, escaped', async () => {
    lint.mockResolvedValue(HARD);
    const { error } = await call('--format json');
    expect(error.split('\n')).toHaveLength(3);
    expect(error).toContain('no such path; check the spelling.');
    expect(error).toContain('core-models/model-attributes failed, which is a bug of plugin-lint');
  });
});

describe('standard output is a document of its format, whatever goes wrong', () => {
  test.each(['json', 'sarif'])('%s: an option that does not fit the host', async format => {
    lint.mockRejectedValue(new UsageError('--netbox: 9.9 is not a known release.'));
    const { code, out, error } = await call(`a b --format ${format} --netbox 9.9`);
    expect([code, error]).toEqual([2, 'plugin-lint: --netbox: 9.9 is not a known release.\n']);
    expect(JSON.parse(out)).toHaveProperty('version');
    expect(out).toContain('9.9 is not a known release.');
  });

  test('json: a bug of ours, with the stack on standard error only', async () => {
    lint.mockRejectedValue(new TypeError('oops'));
    const { code, out, error } = await call('--format json a');
    expect(code).toBe(2);
    expect(error).toMatch(/^plugin-lint: this is a bug of plugin-lint: TypeError: oops\n\s+at /);
    expect(JSON.parse(out)).toMatchObject({ packages: [{ path: 'a', crashes: [{ stage: 'open' }] }] });
    expect(out).not.toContain('    at ');
  });

  test('json: an unknown option', async () => {
    const { code, out } = await call('--format json --nonsense');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toHaveProperty('packages');
  });

  test('text: nothing', async () => {
    expect((await call('--nonsense')).out).toBe('');
  });
});

describe('a call that makes no sense names what was meant, exit code 2', () => {
  test.each([
    ['--formt json', 'unknown option "--formt". Did you mean "--format"?'],
    ['-x', 'unknown option "-x".'],
    [
      '--format jsn',
      '--format: unknown format "jsn"; one of text, json, sarif, github, gitlab, junit, rdjson, markdown. Did you mean "json"?',
    ],
    ['--format', '--format: a value is missing.'],
    ['--format json --format text', '--format: given more than once'],
    ['--netbox=', '--netbox: a value is missing.'],
    ['--rule modle-attributes=off', 'unknown rule "modle-attributes". Did you mean "core-models/model-attributes"?'],
    ['--rule model-attributes=of', 'Did you mean "off"?'],
    ['--fail-on wraning', '--fail-on: unknown value "wraning". Did you mean "warning"?'],
    ['--fail-on error,info', '"error" and "info" exclude each other'],
    ['rulse', 'unknown command "rulse", and no such path. Did you mean `plugin-lint rules`?'],
    ['explain', 'explain: which rule?'],
    ['explain model-attribute', 'Did you mean "core-models/model-attributes"?'],
    ['explain a b', 'explain: one rule at a time'],
    ['rules extra', 'rules: takes no "extra"'],
    ['rules --netbox 4.4', 'rules: unknown option "--netbox". `plugin-lint` has it.'],
    ['rules --format xml', '--format: unknown format "xml"'],
  ])('%s', async (argv, message) => {
    const { code, error } = await call(argv);
    expect(error).toContain(`plugin-lint: `);
    expect(error).toContain(message);
    expect(code).toBe(2);
    expect(lint).not.toHaveBeenCalled();
  });

  test('a path that is there is a path, however near to a command', async () => {
    expect((await call('rulse-dir')).code).toBe(0);
  });
});

describe('the other commands', () => {
  test('rules', async () => {
    const { code, out } = await call('rules');
    expect(code).toBe(0);
    expect(out).toContain(
      'core-models/model-attributes  error    breaks  Attributes of core models that a plugin writes.',
    );
  });
  test('rules --format json', async () => {
    expect(JSON.parse((await call('rules --format json')).out)).toMatchObject([
      { rule: 'core-models/model-attributes', severity: 'error', breaks: true },
    ]);
  });
  test.each(['explain model-attributes', 'explain core-models/model-attributes'])('%s', async argv => {
    const { code, out } = await call(argv);
    expect([code, out.split('\n')[0]]).toEqual([
      0,
      'core-models/model-attributes  error, breaks core-models  since 0.1.0',
    ]);
  });
  test('--version', async () => {
    expect((await call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
  test.each(['--help', '-h'])('%s names every command and option', async argv => {
    const { out } = await call(argv);
    for (const word of [
      'explain <rule>',
      'rules',
      '--format',
      '--netbox',
      '--rule',
      '--fail-on',
      '--output-file',
      '--quiet',
    ]) {
      expect(out).toContain(word);
    }
  });
  test('explain --help is about explain', async () => {
    const { out } = await call('explain --help');
    expect(out).toContain('plugin-lint explain <rule>');
    expect(out).not.toContain('--netbox');
  });
});
