/** The formats for other programs, each held against what its reader documents. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { logLine, workflowCommand } from '../../src/report/github.ts';
import { FORMAT_NAMES, reportFormat, type FormatName } from '../../src/report/index.ts';
import type { Diagnostic } from '../../src/report/rdjson.ts';
import type { GitlabIssue } from '../../src/report/gitlab.ts';
import { markdownText } from '../../src/report/markdown.ts';
import type { LintResult } from '../../src/result.ts';
import { ANSWERED, at, FINDINGS, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

const NOTHING = lintResult([], { unopened: [{ path: 'nowhere', message: 'no such path' }] });
const CLEAN = lintResult([packageResult()]);
const CASES: readonly (readonly [string, LintResult])[] = [
  ['full', FULL],
  ['hard', HARD],
  ['answered', ANSWERED],
  ['nothing', NOTHING],
  ['clean', CLEAN],
];

const render = (format: FormatName, result: LintResult): string => reportFormat(format)(result, RULES, OPTIONS);

test('every format ends in a line end, and holds no control character and no stack', () => {
  for (const name of FORMAT_NAMES) {
    for (const [, result] of CASES) {
      const report = render(name, result);
      if (report !== '') expect(report.endsWith('\n')).toBe(true);
      expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ud800-\udfff]/);
      expect(report).not.toContain('secret');
    }
  }
});

describe('github', () => {
  interface Command {
    readonly name: string;
    readonly properties: Readonly<Record<string, string>>;
    readonly message: string;
  }
  const unescape = (text: string): string =>
    text
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%25', '%');

  /** A line as the runner reads it (actions/runner, ActionCommand.TryParseV2): `undefined` when it is no command. */
  function parse(line: string): Command | undefined {
    const trimmed = line.trimStart();
    if (!trimmed.startsWith('::')) return undefined;
    const end = trimmed.indexOf('::', 2);
    if (end < 0) return undefined;
    const head = trimmed.slice(2, end);
    const space = head.indexOf(' ');
    const list = space < 0 ? [] : head.slice(space + 1).split(',');
    return {
      name: space < 0 ? head : head.slice(0, space),
      properties: Object.fromEntries(
        list.map(pair => [pair.slice(0, pair.indexOf('=')), unescape(pair.slice(pair.indexOf('=') + 1))]),
      ),
      message: unescape(trimmed.slice(end + 2)),
    };
  }

  const commands = (result: LintResult): readonly Command[] =>
    render('github', result)
      .split('\n')
      .flatMap(line => parse(line) ?? []);

  test('an annotation for each finding, at its file and line', () => {
    const list = commands(FULL);
    expect(list).toHaveLength(FINDINGS.length);
    expect(list[0]).toEqual({
      name: 'warning',
      properties: {
        file: 'acme/netbox_acme/__init__.py',
        line: '7',
        endLine: '7',
        col: '19',
        endColumn: '23',
        title: 'version-bounds/max-version-minor',
      },
      message: "max_version '4.4' shuts out 4.4.1; write '4.4.99'.",
    });
  });

  test('a finding over several lines has no columns, which the runner would refuse', () => {
    const several = commands(FULL).filter(({ properties }) => properties['line'] !== properties['endLine']);
    expect(several).not.toEqual([]);
    for (const { properties } of several) expect(properties).not.toHaveProperty('col');
  });

  test('of an archive the archive is the file, and the message says where in it', () => {
    const [first] = commands(HARD).filter(({ properties }) => properties['file']?.endsWith('.whl'));
    expect(first?.properties).not.toHaveProperty('line');
    expect(first?.message).toMatch(/^netbox_acme\/__init__\.py:7:19: /);
  });

  test('no name and no message forges a command', () => {
    const known = new Set(['error', 'warning', 'notice']);
    const list = commands(HARD);
    // Unopened, crash, and the findings: each one once.
    expect(list).toHaveLength(2 + FINDINGS.length + 2);
    for (const { name } of list) expect(known).toContain(name);
  });

  test('a command survives its way to the runner', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii' }),
        fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
        (message, file) => {
          expect(parse(workflowCommand('error', { file, line: 3 }, message))).toEqual({
            name: 'error',
            properties: { file, line: '3' },
            message,
          });
        },
      ),
    );
  });

  test('a line of a log is no command, whatever it holds', () => {
    const nasty = fc.array(fc.constantFrom('::', ':', '##[', '[', '#', ' ', '\t', 'error', ']', '%0A', 'x'));
    fc.assert(
      fc.property(nasty, parts => {
        const line = logLine(parts.join(''));
        expect(parse(line)).toBeUndefined();
        expect(line).not.toContain('##[');
      }),
    );
  });
});

describe('gitlab', () => {
  // "Code Quality report format" of GitLab's documentation: what is required, and the severities.
  const validate = new Ajv2020({ allErrors: true }).compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', minLength: 1 },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^(?!\\./)' },
            lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
          },
        },
      },
    },
  });

  // Our own output, read back as what it was written from.
  const issues = (result: LintResult): readonly GitlabIssue[] =>
    JSON.parse(render('gitlab', result)) as readonly GitlabIssue[];

  test.each(CASES)('%s is what GitLab reads', (_, result) => {
    validate(issues(result));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('fingerprints are unique in a report', () => {
    for (const [, result] of CASES) {
      const prints = issues(result).map(({ fingerprint }) => fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    }
  });

  test('what could not be judged is a blocker, what is answered is no issue', () => {
    expect(issues(NOTHING)).toMatchObject([{ severity: 'blocker', location: { path: 'nowhere' } }]);
    expect(issues(ANSWERED)).toHaveLength(FINDINGS.length - 2);
    expect(issues(CLEAN)).toEqual([]);
  });
});

describe('rdjson', () => {
  const validate = new Ajv2020({ allErrors: true }).compile({
    $defs: {
      position: {
        type: 'object',
        additionalProperties: false,
        properties: { line: { type: 'integer', minimum: 1 }, column: { type: 'integer', minimum: 1 } },
      },
      range: {
        type: 'object',
        required: ['start'],
        additionalProperties: false,
        properties: { start: { $ref: '#/$defs/position' }, end: { $ref: '#/$defs/position' } },
      },
    },
    type: 'object',
    required: ['diagnostics'],
    additionalProperties: false,
    properties: {
      source: {
        type: 'object',
        additionalProperties: false,
        properties: { name: { type: 'string' }, url: { type: 'string' } },
      },
      diagnostics: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: {
            message: { type: 'string' },
            severity: { enum: ['ERROR', 'WARNING', 'INFO'] },
            location: {
              type: 'object',
              required: ['path'],
              additionalProperties: false,
              properties: { path: { type: 'string' }, range: { $ref: '#/$defs/range' } },
            },
            code: {
              type: 'object',
              additionalProperties: false,
              properties: { value: { type: 'string' }, url: { type: 'string' } },
            },
            suggestions: {
              type: 'array',
              items: {
                type: 'object',
                additionalProperties: false,
                properties: { range: { $ref: '#/$defs/range' }, text: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  });
  const diagnostics = (result: LintResult): readonly Diagnostic[] =>
    // Our own output, read back as what it was written from.
    (JSON.parse(render('rdjson', result)) as { readonly diagnostics: readonly Diagnostic[] }).diagnostics;

  test.each(CASES)('%s has the fields of the protocol', (_, result) => {
    validate(JSON.parse(render('rdjson', result)));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('columns count bytes of UTF-8', () => {
    const files = { 'a.py': "x = 'é標🐍'; y = 1\n" };
    const span = at('a.py', 'y = 1', 1, files);
    const [first] = FINDINGS;
    if (first === undefined) throw new Error('no finding');
    const { fix: _, ...finding } = { ...first, at: span };
    const [only] = diagnostics(lintResult([packageResult({ findings: [finding] }, files)]));
    // 5 bytes of `x = '`, 2 + 3 + 4 of the letters, 3 of `'; `: the 18th byte.
    expect(only?.location.range).toEqual({ start: { line: 1, column: 18 }, end: { line: 1, column: 23 } });
  });

  test('a fix is a suggestion', () => {
    expect(diagnostics(FULL)[0]?.suggestions).toEqual([
      { range: { start: { line: 7, column: 19 }, end: { line: 7, column: 24 } }, text: "'4.4.99'" },
    ]);
  });
});

describe('junit', () => {
  interface Element {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly children: Element[];
  }

  /** The tree of an XML text; its end tags are checked by hand, since the parser forgives. */
  function tree(text: string): Element {
    const root: Element = { name: '', attributes: {}, children: [] };
    const open = [root];
    let implied = 0;
    const parser = new Parser(
      {
        onopentag(name, attributes) {
          const element = { name, attributes, children: [] };
          open.at(-1)?.children.push(element);
          open.push(element);
        },
        onclosetag(_, isImplied) {
          if (isImplied) implied++;
          open.pop();
        },
      },
      { xmlMode: true },
    );
    parser.end(text);
    const selfClosed = text.match(/\/>/g)?.length ?? 0;
    expect(implied).toBe(selfClosed);
    expect(open).toHaveLength(1);
    return root;
  }

  // junit-10.xsd of Jenkins' xunit plugin: children and attributes, the required ones first.
  const SCHEMA: Readonly<Record<string, { required: string[]; optional: string[]; children: string[] }>> = {
    testsuites: { required: [], optional: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
    testsuite: {
      required: ['name', 'tests', 'failures', 'errors'],
      optional: ['group', 'time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log', 'url'],
      children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
    },
    testcase: {
      required: ['name'],
      optional: ['time', 'classname', 'group'],
      children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    },
    failure: { required: [], optional: ['type', 'message'], children: [] },
    error: { required: [], optional: ['type', 'message'], children: [] },
    skipped: { required: [], optional: ['type', 'message'], children: [] },
    'system-out': { required: [], optional: [], children: [] },
  };

  function check({ name, attributes, children }: Element): void {
    const definition = SCHEMA[name];
    if (definition === undefined) throw new Error(`<${name}> is no element of the schema`);
    for (const required of definition.required) expect(attributes).toHaveProperty(required);
    for (const given of Object.keys(attributes)) {
      expect([...definition.required, ...definition.optional]).toContain(given);
    }
    for (const child of children) {
      expect(definition.children).toContain(child.name);
      check(child);
    }
  }

  test.each(CASES)('%s fits the schema, and its counts hold', (_, result) => {
    const [suites, ...more] = tree(render('junit', result)).children.filter(({ name }) => name !== '?xml');
    expect(more).toEqual([]);
    if (suites === undefined) throw new Error('no element');
    check(suites);
    for (const suite of suites.children) {
      const count = (element: string): number =>
        suite.children.filter(({ children }) => children.some(({ name }) => name === element)).length;
      expect(suite.attributes).toMatchObject({
        tests: String(suite.children.length),
        failures: String(count('failure')),
        errors: String(count('error')),
        skipped: String(count('skipped')),
      });
    }
  });

  test('a kept limit is a passed case, an undecided one is skipped, a finding has failed', () => {
    const outcome = (result: LintResult): Readonly<Record<string, number>> => {
      const suite = tree(render('junit', result)).children.at(-1)?.children[0];
      const kinds = (suite?.children ?? []).map(({ children }) => children[0]?.name ?? 'passed');
      return Object.fromEntries([...new Set(kinds)].map(kind => [kind, kinds.filter(one => one === kind).length]));
    };
    expect(outcome(CLEAN)).toEqual({ passed: 9 });
    expect(outcome(FULL)).toEqual({ failure: 7, skipped: 1, passed: 6 });
  });
});

describe('markdown', () => {
  test('the comment, as it reads', async () => {
    await expect(render('markdown', ANSWERED)).toMatchFileSnapshot('__snapshots__/answered.md');
  });

  test('the table has a row for each limit', () => {
    const rows = render('markdown', FULL).match(/^\| `[a-z-]+` \| (✅ kept|❌ broken|❔ undecided) \|/gm);
    expect(rows).toHaveLength(9);
  });

  test('text cannot become markup, a mention or a link', () => {
    expect(markdownText('<img src=x> [a](b) @all #1 https://x.y www.x.y `c` GH-1 a_b_ | ~~x~~')).toBe(
      '&lt;img src=x&gt; \\[a\\]\\(b\\) @<!-- -->all \\#<!-- -->1 https:<!-- -->//x.y www<!-- -->.x.y \\`c\\` GH<!-- -->-1 a\\_b\\_ \\| \\~\\~x\\~\\~',
    );
  });

  test('no more than a comment holds is listed', () => {
    const [finding] = FINDINGS;
    const findings = Array.from({ length: 400 }, () => finding).flatMap(one => one ?? []);
    const report = render('markdown', lintResult([packageResult({ findings })]));
    expect(report.length).toBeLessThan(65_536);
    expect(report).toContain('- … and 350 more');
  });
});
