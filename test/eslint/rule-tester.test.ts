/** The rules' own examples through ESLint's RuleTester: the same findings as without ESLint, on files on disk. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RuleTester } from 'eslint';
import picomatch from 'picomatch';
import { afterAll, describe, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import preset from '../../src/eslint.ts';
import { FILES, isLinted } from '../../src/eslint/files.ts';
import { eslintRule } from '../../src/eslint/rules.ts';
import { baseFiles } from '../../src/example.ts';
import { LineIndex } from '../../src/source.ts';
import { lintExample } from '../lint-example.ts';
import type { Rule, ValidExample } from '../../src/rule.ts';

RuleTester.describe = describe;
RuleTester.it = test;

const folder = mkdtempSync(join(tmpdir(), 'plugin-lint-examples-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
}, 60_000); // Thousands of small files.

// As in lint-example.ts: any day will do.
const world = { cwd: () => folder, today: () => '2025-01-01' };

const languageOf = (file: string): string =>
  Object.entries(FILES).find(([, patterns]) => picomatch.isMatch(file, [...patterns], { dot: true }))?.[0] ?? '';

interface Case {
  readonly name: string;
  readonly filename: string;
  readonly code: string;
  readonly language: string;
  readonly options: readonly [Readonly<Record<string, unknown>>];
  readonly errors?: readonly object[];
}

/** The files of an example on disk, each that ESLint lints a case: those that the example is about, with findings, or the home of others. */
function casesOf(rule: Rule, example: ValidExample, name: string): Case[] {
  const root = join(folder, rule.limit, rule.id, name);
  const files: Record<string, string> = { ...baseFiles() };
  for (const [path, text] of Object.entries(example.files)) {
    if (text === null) Reflect.deleteProperty(files, path);
    else files[path] = text;
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (example.netbox !== undefined)
    writeFileSync(join(root, 'plugin-lint.toml'), `netbox = ${JSON.stringify(example.netbox)}\n`);
  const { findings } = lintExample(rule, example);
  const isSeen = (path: string): boolean => isLinted(path) && Object.hasOwn(files, path);
  // What ESLint does not see is shown where the packaging is declared.
  const home = Object.hasOwn(files, 'pyproject.toml') ? 'pyproject.toml' : 'setup.py';
  const shownIn = (path: string): string => (isSeen(path) ? path : home);
  const seen = Object.keys(files).filter(
    path =>
      isSeen(path) &&
      (path === home || Object.hasOwn(example.files, path) || findings.some(({ at }) => at.file === path)),
  );
  return seen.map(path => {
    const code = files[path] ?? '';
    const index = new LineIndex(code);
    const errors = findings
      .filter(({ at }) => shownIn(at.file) === path)
      .map(({ at, messageId, fix }) => {
        if (at.file !== path) return { messageId: `${messageId}Elsewhere`, line: 1, column: 1 };
        const [start, end] = [index.position(at.start), index.position(at.end)];
        return {
          messageId,
          line: start.line,
          column: start.column,
          endLine: end.line,
          endColumn: end.column,
          ...(fix?.at.file === path ? { suggestions: 1 } : {}),
        };
      });
    return {
      name: `${name}: ${path}`,
      filename: join(root, path),
      code,
      language: `plugin-lint/${languageOf(path)}`,
      options: [example.options ?? {}],
      ...(errors.length > 0 ? { errors } : {}),
    };
  });
}

for (const rule of rules) {
  const cases = [
    ...rule.invalid.flatMap((example, index) => casesOf(rule, example, `invalid-${index + 1}`)),
    ...rule.valid.flatMap((example, index) => casesOf(rule, example, `valid-${index + 1}`)),
  ];
  // The tester is typed for JavaScript's rules; ours are those of a language of their own.
  const tester = new RuleTester({ plugins: { 'plugin-lint': preset } } as object);
  tester.run(`${rule.limit}/${rule.id}`, eslintRule(rule, world) as never, {
    valid: cases.filter(one => one.errors === undefined) as never,
    invalid: cases.filter(one => one.errors !== undefined) as never,
  });
}
