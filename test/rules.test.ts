/** The contracts that hold for every rule. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { rules } from '../rules/index.ts';
import { optionsSchema } from '../src/derive/options-schema.ts';
import { baseFiles, lintFiles } from '../src/example.ts';
import { LIMITS } from '../src/host/netbox/policy.ts';
import { REPORT_LIMITS } from '../src/report/limits.ts';
import { messageText, type ExampleReport, type InvalidExample, type Rule, type ValidExample } from '../src/rule.ts';
import { lintExample } from './lint-example.ts';

const ROOT = fileURLToPath(new URL('../rules/', import.meta.url));

/** `<limit>/<id>` of each file of a rule, in code-unit order. */
const ruleFiles = readdirSync(ROOT, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(ROOT, name)).map(file => `${name}/${file}`))
  .sort();

const nameOf = ({ limit, id }: Rule): string => `${limit}/${id}`;

test('the limits of the reports are those of the policy, in its order', () => {
  expect(REPORT_LIMITS).toEqual(LIMITS.map(({ id }) => id));
});

test('rules/index.ts lists exactly the files of rules/<limit>/; a file is named by the rule in it, its folder by the limit', () => {
  expect(rules.map(rule => `${nameOf(rule)}.ts`).sort()).toEqual(ruleFiles);
});

test('index order: by limit as the policy lists them, then by id', () => {
  const limitIndex = (rule: Rule): number => LIMITS.findIndex(({ id }) => id === rule.limit);
  const sorted = [...rules].sort((a, b) => limitIndex(a) - limitIndex(b) || (a.id < b.id ? -1 : 1));
  expect(rules.map(nameOf)).toEqual(sorted.map(nameOf));
});

test('the clean base breaks no rule and is decided', () => {
  const { findings, undecided, crashes } = lintFiles({}, { rules });
  expect({ findings: findings.map(({ rule, message }) => `${rule}: ${message}`), undecided, crashes }).toEqual({
    findings: [],
    undecided: [],
    crashes: [],
  });
});

/** The text of a file of an example: its own, or the base's where the example does not change it. */
function exampleText({ files }: ValidExample, file: string): string {
  return (Object.hasOwn(files, file) ? files[file] : baseFiles()[file]) ?? '';
}

function occurrences(text: string, part: string): number[] {
  // A finding about a file as a whole stands at its beginning.
  if (part === '') return [0];
  const found: number[] = [];
  for (let from = text.indexOf(part); from >= 0; from = text.indexOf(part, from + 1)) found.push(from);
  return found;
}

/** A finding in the terms of an example: comparable, and readable when it differs. */
interface Reported {
  readonly file: string;
  readonly at: string;
  readonly start: number;
  readonly message: string;
  readonly severity: string;
}

function expected(rule: Rule, example: InvalidExample, { file, at, nth, message, severity }: ExampleReport): Reported {
  const definition = rule.messages[message];
  const own = typeof definition === 'object' ? definition.severity : undefined;
  const start = occurrences(exampleText(example, file), at)[(nth ?? 1) - 1] ?? -1;
  return { file, at, start, message, severity: severity ?? own ?? rule.severity };
}

const byPlace = (a: Reported, b: Reported): number => {
  const [left, right] = [a, b].map(({ file, start, message }) => JSON.stringify([file, start, message]));
  return (left ?? '') < (right ?? '') ? -1 : 1;
};

const FULL_STOP = /[.!?]["')`]?$/;

const examplesOf = (examples: readonly ValidExample[]): [string, number][] =>
  examples.map((example, index) => [example.title ?? `example ${index + 1}`, index]);

describe.each(rules.map(rule => [nameOf(rule), rule] as const))('%s', (_, rule) => {
  const messages = Object.entries(rule.messages);

  test('id and limit', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(LIMITS.map(({ id }): string => id)).toContain(rule.limit);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('words', () => {
    for (const [part, text] of Object.entries({ summary: rule.summary, why: rule.why, remedy: rule.remedy })) {
      expect(text, part).toMatch(FULL_STOP);
      expect(text, part).toBe(text.trim());
    }
    expect(rule.summary).not.toContain('\n');
    expect(rule.source.sentence).not.toBe('');
    expect(rule.source.where).not.toBe('');
    expect(messages).not.toEqual([]);
    for (const [id, message] of messages) {
      expect(messageText(message), id).toMatch(FULL_STOP);
      expect(messageText(message), id).not.toContain('\n');
    }
  });

  test('examples: at least one titled invalid and one titled valid, each message shown', () => {
    const titled = (examples: readonly ValidExample[]): number =>
      examples.filter(({ title }) => title !== undefined).length;
    expect(titled(rule.invalid)).toBeGreaterThan(0);
    expect(titled(rule.valid)).toBeGreaterThan(0);
    const shown = new Set(rule.invalid.flatMap(({ reports }) => reports.map(({ message }) => message)));
    expect([...shown].sort()).toEqual(messages.map(([id]) => id).sort());
  });

  test('options of examples fit the schema', () => {
    const validate = new Ajv2020({ strict: true }).compile(optionsSchema(rule));
    for (const { options = {} } of [...rule.invalid, ...rule.valid]) {
      // Options may be left out: the schema's defaults stand for them.
      if (Object.keys(options).length > 0) validate(options);
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test('the covered text of each report occurs once, or `nth` says which', () => {
    for (const example of rule.invalid) {
      for (const { file, at, nth } of example.reports) {
        const found = occurrences(exampleText(example, file), at).length;
        if (nth === undefined) expect(found, `${file}: ${at}`).toBe(1);
        else expect(found, `${file}: ${at}, nth ${nth}`).toBeGreaterThanOrEqual(nth);
      }
    }
  });

  test.each(examplesOf(rule.invalid))('invalid: %s', (_title, index) => {
    const example = rule.invalid[index];
    if (example === undefined) throw new Error('no such example');
    const { findings, crashes } = lintExample(rule, example);
    expect(crashes).toEqual([]);
    const reported = findings.map(({ at, messageId, severity }): Reported => ({
      file: at.file,
      at: exampleText(example, at.file).slice(at.start, at.end),
      start: at.start,
      message: messageId,
      severity,
    }));
    expect(reported.sort(byPlace)).toEqual(
      example.reports.map(report => expected(rule, example, report)).sort(byPlace),
    );
    for (const { message, breaks, limit } of findings) {
      expect(message, 'every placeholder is filled').not.toMatch(/\{\w+\}/);
      expect(limit).toBe(rule.limit);
      // A message may break less than its rule (a warning of a breaking rule), never more.
      if (breaks)
        expect(rule.breaks || messages.some(([, m]) => typeof m === 'object' && m.breaks === true)).toBe(true);
    }
  });

  test.each(examplesOf(rule.valid))('valid: %s', (_title, index) => {
    const example = rule.valid[index];
    if (example === undefined) throw new Error('no such example');
    const { findings, crashes } = lintExample(rule, example);
    expect(findings.map(({ at, message }) => `${at.file}: ${message}`)).toEqual([]);
    expect(crashes).toEqual([]);
  });

  test('a fix mends: the mended file has the finding no more, and nothing is left to fix', () => {
    for (const example of rule.invalid) {
      for (const { fix, messageId, at } of lintExample(rule, example).findings) {
        if (fix === undefined) continue;
        const text = exampleText(example, fix.at.file);
        const mended = text.slice(0, fix.at.start) + fix.text + text.slice(fix.at.end);
        expect(mended).not.toBe(text);
        const after = lintExample(rule, { ...example, files: { ...example.files, [fix.at.file]: mended } });
        expect(
          after.findings.filter(finding => finding.messageId === messageId && finding.at.start === at.start),
        ).toEqual([]);
      }
    }
  });
});

test('an id belongs to one limit only', () => {
  // `plugin-lint explain <id>` and `--rule <id>=…` take the id alone.
  const ids = rules.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
