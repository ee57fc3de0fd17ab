/** The catalogue of forms is whole, and the check that says so can fail. */
import { expect, test } from 'vitest';
import { rules } from '../../rules/index.ts';
import { coverage, parseForms, readForms } from '../../scripts/catalogue/forms.ts';
import type { Rule } from '../../src/rule.ts';

test('each form is shown by examples, or a reason is given; no reason is out of date', () => {
  const incomplete = coverage(readForms(), rules)
    .filter(({ problems }) => problems.length > 0)
    .map(({ form, problems }) => `${form.number} ${form.id}: ${problems.join('; ')}`);
  expect(incomplete).toEqual([]);
});

const HEAD = 'form\tid\tlimit\texample\treason';

function ruleWith(id: string, examples: Pick<Rule, 'invalid' | 'valid'>): Rule {
  return {
    id,
    limit: 'urls',
    severity: 'error',
    breaks: true,
    since: '0.1.0',
    summary: '.',
    why: '.',
    remedy: '.',
    source: { sentence: '.', where: '.' },
    messages: { loud: '.', quiet: { text: '.', severity: 'info' } },
    ...examples,
    check() {},
  };
}

const report = (message: string) => [{ file: 'a.py', at: '', message }] as const;

test('what is missing is named; a look-alike counts only in a rule that shows the form', () => {
  const forms = parseForms(`${HEAD}\n1\ta\turls\twords\t\n2\tb\turls\twords\tno-flow: it is a file.`);
  const showing = ruleWith('one', {
    invalid: [
      { forms: [1], files: {}, reports: report('loud') },
      { forms: [1, 2], flow: true, files: {}, reports: report('quiet') },
    ],
    valid: [],
  });
  const other = ruleWith('other', { invalid: [], valid: [{ forms: [1], files: {} }] });
  const [first, second] = coverage(forms, [showing, other]);
  expect(first).toMatchObject({
    rules: [showing],
    severities: ['error', 'info'],
    shown: { plain: 1, flow: 1, 'look-alike': 0 },
    problems: ['no look-alike example and no reason'],
  });
  expect(second?.problems).toEqual([
    'no plain example and no reason',
    'no look-alike example and no reason',
    'the reason no-flow stands though an example is there',
  ]);
});

test('a reason for no rule stands for all parts', () => {
  const forms = parseForms(`${HEAD}\n1\ta\turls\twords\tundecidable: only the database knows.`);
  expect(coverage(forms, [])[0]?.problems).toEqual([]);
});

test('an example of a form that is not listed is our mistake', () => {
  const forms = parseForms(`${HEAD}\n1\ta\turls\twords\t`);
  const stray = ruleWith('one', { invalid: [], valid: [{ forms: [2], files: {} }] });
  expect(() => coverage(forms, [stray])).toThrow('urls/one: an example shows form 2, which is not listed');
});

test.each([
  ['2\ta\turls\twords\t', 'form 2 stands where 1 is to stand'],
  ['1\ta\tulrs\twords\t', 'form 1: ulrs is no limit'],
  ['1\ta\turls\t\t', 'form 1: no words'],
  ['1\ta\turls\twords\tno-idea: words.', 'form 1: no such reason: no-idea'],
  ['1\ta\turls\twords\tno-flow:', 'form 1: no such reason: no-flow:'],
  ['1\ta\turls\twords\tno-flow: words. | undecidable:  ', 'form 1: undecidable without a sentence'],
])('a line that is wrong: %j', (line, message) => {
  expect(() => parseForms(`${HEAD}\n${line}`)).toThrow(message);
});
