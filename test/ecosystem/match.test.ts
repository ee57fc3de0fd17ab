import { describe, expect, test } from 'vitest';
import type { Label, Review } from '../../scripts/ecosystem/lists.ts';
import { compare, isAt, review } from '../../scripts/ecosystem/match.ts';
import type { ReportedFinding } from '../../scripts/ecosystem/match.ts';

function label(over: Partial<Label>): Label {
  return {
    plugin: 'demo',
    version: '1.0',
    limit: 'urls',
    root: 'wheel',
    file: 'demo/urls.py',
    line: 10,
    verdict: 'violation',
    severity: 'hard',
    why: 'made up',
    subkind: 'made-up',
    site: 'demo#1',
    ...over,
  };
}

function finding(over: Partial<ReportedFinding>): ReportedFinding {
  return {
    rule: 'urls/made-up',
    limit: 'urls',
    severity: 'error',
    message: 'made up',
    file: 'demo/urls.py',
    line: 10,
    fingerprint: 'f1',
    ...over,
  };
}

const lint = (...findings: ReportedFinding[]) => [{ package: 'demo', root: 'wheel' as const, findings }];

describe('a label is met', () => {
  test.each([
    [8, true],
    [12, true],
    [7, false],
    [13, false],
  ])('by a finding on line %i of a label on line 10: %s', (line, met) => {
    expect(isAt(finding({ line }), label({}))).toBe(met);
  });

  test('anywhere in its file when it stands on line 1', () => {
    expect(isAt(finding({ line: 400 }), label({ line: 1 }))).toBe(true);
  });

  test('only in its own file and limit', () => {
    expect(isAt(finding({ file: 'demo/views.py' }), label({}))).toBe(false);
    expect(isAt(finding({ limit: 'config' }), label({}))).toBe(false);
    expect(isAt(finding({ file: 'demo/views.py' }), label({ line: 1 }))).toBe(false);
  });
});

describe('acts', () => {
  test('labels of one site are one act, met by any of its lines', () => {
    const { acts } = compare(lint(finding({ line: 30 })), [label({}), label({ line: 30 })]);
    expect(acts.map(act => [act.site, act.labels.length, act.met])).toEqual([['demo#1', 2, true]]);
  });

  test('a hard one is not met by a warning', () => {
    expect(compare(lint(finding({ severity: 'warning' })), [label({})]).acts[0]?.met).toBe(false);
  });

  test('a soft one is met by a warning or an error, not by advice', () => {
    const soft = [label({ severity: 'soft' })];
    const met = (severity: ReportedFinding['severity']) => compare(lint(finding({ severity })), soft).acts[0]?.met;
    expect([met('error'), met('warning'), met('info')]).toEqual([true, true, false]);
  });

  test('borderline and tricky places are no acts; files that were not linted are left out', () => {
    const labels = [label({ verdict: 'borderline' }), label({ verdict: 'ok-but-tricky' }), label({ root: 'sdist' })];
    expect(compare(lint(), labels).acts).toEqual([]);
  });
});

describe('tricky places', () => {
  const tricky = [label({ verdict: 'ok-but-tricky' })];

  test('are flagged on their very line only', () => {
    expect(compare(lint(finding({})), tricky).flagged).toHaveLength(1);
    expect(compare(lint(finding({ line: 11 })), tricky).flagged).toEqual([]);
  });

  test('are not flagged by advice or by another limit', () => {
    expect(compare(lint(finding({ severity: 'info' }), finding({ limit: 'config' })), tricky).flagged).toEqual([]);
  });
});

describe('unmatched findings', () => {
  test('an error beside a violation is matched, beside a borderline place it is not', () => {
    expect(compare(lint(finding({})), [label({})]).errors).toEqual([]);
    expect(compare(lint(finding({})), [label({ verdict: 'borderline' })]).errors).toHaveLength(1);
  });

  test('a warning beside a borderline place is matched, one in the blue is not', () => {
    const warning = finding({ severity: 'warning' });
    expect(compare(lint(warning), [label({ verdict: 'borderline' })]).warnings).toEqual([]);
    expect(compare(lint(warning), []).warnings).toHaveLength(1);
  });

  test('advice is never counted', () => {
    const { errors, warnings } = compare(lint(finding({ severity: 'info' })), []);
    expect([...errors, ...warnings]).toEqual([]);
  });
});

describe('reviews', () => {
  const reviewed: Review = {
    package: 'demo',
    rule: 'urls/made-up',
    file: 'demo/urls.py',
    fingerprint: 'f1',
    verdict: 'true',
    reason: 'made up',
  };
  const { errors } = compare(lint(finding({}), finding({ line: 90, fingerprint: 'f2' })), []);

  test('an error that is not in the list is unreviewed', () => {
    const state = review(errors, [reviewed], new Set(['demo']));
    expect(state.unreviewed.map(error => error.finding.fingerprint)).toEqual(['f2']);
    expect(state.counts).toEqual({ true: 1, false: 0, debatable: 0 });
  });

  test('a review without its finding is stale, unless its package was not linted', () => {
    const gone = { ...reviewed, fingerprint: 'f3' };
    expect(review(errors, [gone], new Set(['demo'])).stale).toEqual([gone]);
    expect(review(errors, [gone], new Set(['other'])).stale).toEqual([]);
  });
});
