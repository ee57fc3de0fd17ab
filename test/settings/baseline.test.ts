import { expect, test } from 'vitest';
import { applyBaseline, formatBaseline, parseBaseline } from '../../src/settings/baseline.ts';
import type { Finding } from '../../src/finding.ts';

const finding = (rule: string): Finding => ({
  rule,
  limit: 'urls',
  severity: 'error',
  breaks: true,
  messageId: 'x',
  data: {},
  message: 'x',
  at: { file: 'a.py', start: 0, end: 1 },
  trace: [],
  related: [],
});

test('what was accepted is taken out, a swapped finding is not', () => {
  const text = formatBaseline(new Map([['netbox-x', [['f1', 'urls/a']]]]));
  const parsed = parseBaseline(text);
  const accepted = parsed.ok ? (parsed.baseline.packages['netbox-x'] ?? {}) : {};
  const { kept, suppressed } = applyBaseline([finding('urls/a'), finding('urls/b')], ['f1', 'f2'], accepted);
  expect(kept.map(one => one.rule)).toEqual(['urls/b']);
  expect(suppressed.map(one => one.finding.rule)).toEqual(['urls/a']);
  expect(applyBaseline([finding('urls/b')], ['f1'], accepted).kept).toHaveLength(1);
});

test('the text does not depend on the order of findings', () => {
  const a = formatBaseline(
    new Map([
      [
        'p',
        [
          ['2', 'r'],
          ['1', 'r'],
        ],
      ],
    ]),
  );
  const b = formatBaseline(
    new Map([
      [
        'p',
        [
          ['1', 'r'],
          ['2', 'r'],
        ],
      ],
    ]),
  );
  expect(a).toBe(b);
});

test.each(['{', '[]', '{"version": 2, "packages": {}}'])('%s is no baseline', text => {
  expect(parseBaseline(text).ok).toBe(false);
});
