import { describe, expect, test } from 'vitest';
import { didYouMean, nearest } from '../../src/settings/nearest.ts';
import { findRule, parseRuleSetting } from '../../src/settings/rule-setting.ts';

const IDS = ['core-models/model-attributes', 'core-models/fields', 'migrations/fields', 'urls/base-url'];

describe('nearest', () => {
  test.each([
    ['formt', 'format'],
    ['FORMAT', 'format'],
    ['warn', 'warning'],
    ['ruel', 'rule'],
    ['x', undefined],
    ['completely', undefined],
    ['', undefined],
  ])('%s → %s', (name, expected) => {
    expect(nearest(name, ['format', 'rule', 'warning'])).toBe(expected);
  });
  test('no hint when nothing is near', () => {
    expect(didYouMean('completely', ['format'])).toBe('');
  });
});

describe('findRule', () => {
  test.each([
    ['urls/base-url', 'urls/base-url'],
    ['base-url', 'urls/base-url'],
  ])('%s', (name, value) => {
    expect(findRule(name, IDS)).toEqual({ ok: true, value });
  });
  test.each([
    ['fields', 'rule "fields" is ambiguous: say "core-models/fields" or "migrations/fields".'],
    ['url/base-urls', 'unknown rule "url/base-urls". Did you mean "urls/base-url"? `plugin-lint rules` lists all.'],
    ['model-attribute', 'Did you mean "core-models/model-attributes"?'],
    ['nothing-like-it', 'unknown rule "nothing-like-it". `plugin-lint rules` lists all.'],
  ])('%s is refused', (name, problem) => {
    const found = findRule(name, IDS);
    expect(found.ok ? '' : found.problem).toContain(problem);
  });
});

describe('parseRuleSetting', () => {
  test('a rule and its severity', () => {
    expect(parseRuleSetting('base-url=off', IDS)).toEqual({
      ok: true,
      value: { rule: 'urls/base-url', severity: 'off' },
    });
  });
  test.each([
    ['base-url', '--rule wants <rule>=<severity>, not "base-url"'],
    ['=error', '--rule wants'],
    [
      'base-url=warn',
      'unknown severity "warn" for urls/base-url; one of error, warning, info, off. Did you mean "warning"?',
    ],
    ['bas-url=off', 'Did you mean "urls/base-url"?'],
  ])('%s is refused', (text, problem) => {
    const parsed = parseRuleSetting(text, IDS);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });
});
