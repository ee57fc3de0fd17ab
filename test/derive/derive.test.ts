import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { explainRule } from '../../src/derive/explain.ts';
import { ruleMeta } from '../../src/derive/meta.ts';
import { optionLines, optionsSchema } from '../../src/derive/options-schema.ts';
import { docsPage } from '../../src/derive/page.ts';
import { helpUri, sarifDescriptor } from '../../src/derive/sarif-descriptor.ts';
import { sampleRule } from './sample-rule.ts';

const { options: _, ...withoutOptions } = sampleRule;
const meta = ruleMeta(sampleRule);

test('meta: full name, and messages as words', () => {
  expect(meta.name).toBe('core-models/model-attributes');
  expect(meta.messages['deleted']).toBe('{model} loses an attribute; leave it alone.');
});

describe('explain', () => {
  test('as it reads', async () => {
    await expect(explainRule(sampleRule, { color: false })).toMatchFileSnapshot('__snapshots__/explain.txt');
  });
  test('untitled examples are tests only', () => {
    expect(explainRule(sampleRule, { color: false })).not.toContain('untitled');
  });
  test('no section of options without options', () => {
    expect(explainRule(withoutOptions, { color: false })).not.toContain('Options');
  });
});

describe('docs page', () => {
  const page = docsPage(sampleRule, ({ reports }) => reports.map(({ at }) => `error at ${at}`).join('\n'));
  test('as it reads', async () => {
    await expect(page).toMatchFileSnapshot('__snapshots__/page.md');
  });
  test('a fence is longer than any in the example', () => {
    expect(page).toContain('````python\nDevice.x = 1\ns = """```"""\n````');
  });
  test('a bar in a table cell is escaped', () => {
    expect(page).toContain('| `["a\\|b"]` |');
  });
});

describe('options schema', () => {
  const validate = new Ajv2020({ strict: true }).compile(optionsSchema(sampleRule));
  test.each([
    [{ allow: ['x'] }, true],
    [{ allow: ['x'], mode: 'loose' }, true],
    [{ allow: ['x'], mode: 'other' }, false],
    [{ allow: 'x' }, false],
    [{ allow: ['x'], alow: [] }, false],
  ])('%j: %s', (options, fits) => {
    expect(validate(options)).toBe(fits);
  });
  test('a rule without options takes an empty object only', () => {
    const none = new Ajv2020({ strict: true }).compile(optionsSchema(withoutOptions));
    expect([none({}), none({ x: 1 })]).toEqual([true, false]);
  });
  test('in words', () => {
    expect(optionLines(sampleRule)).toEqual([
      { name: 'allow', type: 'list of string', default: '["a|b"]', description: 'Names that may be written.' },
      { name: 'mode', type: '"strict" | "loose"', default: undefined, description: '' },
    ]);
  });
});

describe('SARIF descriptor', () => {
  const descriptor = sarifDescriptor(meta, '');
  test('a rule that breaks its limit has a security severity, another one has none', () => {
    expect(descriptor.properties).toEqual({
      tags: ['security', 'netbox', 'core-models'],
      precision: 'very-high',
      'problem.severity': 'error',
      'security-severity': '7.0',
    });
    expect(sarifDescriptor({ ...meta, breaks: false, severity: 'info' }, '').properties).toEqual({
      tags: ['netbox', 'core-models'],
      precision: 'medium',
      'problem.severity': 'recommendation',
    });
  });
  test('the name is in Pascal case', () => {
    expect(descriptor.name).toBe('CoreModelsModelAttributes');
  });
  test('the page of a rule lies below the home page', () => {
    expect(helpUri('', 'urls/x')).toBeUndefined();
    expect(helpUri('https://github.com/o/r#readme', 'urls/x')).toBe(
      'https://github.com/o/r/blob/main/docs/rules/urls/x.md',
    );
    expect(helpUri('https://lint.example/', 'urls/x')).toBe('https://lint.example/docs/rules/urls/x.md');
  });
});
