import { describe, expect, test } from 'vitest';
import { reportFormat } from '../../src/report/index.ts';
import type { LintResult } from '../../src/result.ts';
import { ANSWERED, at, FINDINGS, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

const text = (result: LintResult, options: Partial<typeof OPTIONS> = {}): string =>
  reportFormat('text')(result, RULES, { ...OPTIONS, ...options });

test('the whole report, as it reads', async () => {
  await expect(text(FULL)).toMatchFileSnapshot('__snapshots__/full.txt');
});

test('archives, hostile names, crashes and unopened paths', async () => {
  await expect(text(HARD)).toMatchFileSnapshot('__snapshots__/hard.txt');
});

test('nothing of a package can forge output', () => {
  expect(text(HARD)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ud800-\udfff]/);
  for (const line of text(HARD).split('\n')) expect(line).not.toMatch(/^::/);
});

test('colours only when asked for', () => {
  const escape = String.fromCharCode(27);
  expect(text(FULL)).not.toContain(escape);
  const colored = text(FULL, { color: true });
  expect(colored).toContain(escape);
  expect(colored.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(text(FULL));
});

test('no line is wider than the report, but for names', () => {
  for (const line of text(FULL).split('\n')) expect(line.length).toBeLessThanOrEqual(112);
});

describe('a clean run', () => {
  const clean = text(lintResult([packageResult()]));
  test('says what was shown', () => {
    expect(clean).toContain('No findings in 1 package. All 9 limits are kept.');
    expect(clean).toContain('Analysed: 12 files, read and not run.');
    expect(clean).toContain('held against NetBox 4.3.0 to 4.4.0 (3 releases)');
  });
  test('does not say so when places are undecided', () => {
    const undecided = [{ limit: 'urls', reason: 'a computed name', at: at('netbox_acme/__init__.py', 'class') }];
    const report = text(lintResult([packageResult({ undecided })]));
    expect(report).toContain('No findings in 1 package; 1 place undecided. Not every limit could be decided.');
    expect(report).toContain('netbox_acme/__init__.py:4:1: a computed name (urls)');
  });
});

describe('quiet', () => {
  test('prints errors only, and no summary', () => {
    const report = text(FULL, { quiet: true });
    expect(report).toContain('error[core-models/model-attributes]');
    expect(report).not.toContain('warning[');
    expect(report).not.toContain('Analysed');
  });
  test('prints warnings where they fail the call', () => {
    const report = text(FULL, { quiet: true, quietFrom: 'warning' });
    expect(report).toContain('error[core-models/model-attributes]');
    expect(report).toContain('warning[');
    expect(report).not.toContain('info[');
  });
  test('prints nothing when there is no error', () => {
    expect(text(lintResult([packageResult({ findings: FINDINGS.slice(0, 1) })]), { quiet: true })).toBe('');
  });
});

describe('answered findings', () => {
  test('are counted, and where they come from is said', () => {
    const report = text(ANSWERED);
    expect(report).toContain('5 errors in 1 package; 2 suppressed.');
    expect(report).toContain(
      'Suppressed: 2 findings (1 by comments, 1 by the baseline); verdicts count them all the same.',
    );
    expect(report).not.toContain('max_version');
  });
  test('a limit that only they break is broken all the same', () => {
    const [one] = ANSWERED.packages;
    if (one === undefined) throw new Error('no package');
    const report = text(lintResult([{ ...one, findings: [] }]));
    expect(report).toContain('No open findings in 1 package; 2 suppressed. 1 limit broken.');
    expect(report).toMatch(/core-models +broken \(1\) +1 suppressed/);
    expect(report).not.toContain('Not every limit');
  });
});

test('nothing opened: nothing to tell on standard output', () => {
  expect(text(lintResult([], { unopened: [{ path: 'x', message: 'no such path' }] }))).toBe('');
});

test('repeats of one act are folded, and counted all the same', () => {
  const files = { 'a.py': Array.from({ length: 9 }, (_, i) => `A.b${i} = 1`).join('\n') };
  const [, , , template] = FINDINGS;
  const findings = Array.from({ length: 9 }, (_, i) => at('a.py', `A.b${i}`, 1, files)).flatMap(span =>
    template ? [{ ...template, at: span, trace: [], related: [] }] : [],
  );
  const report = text(lintResult([packageResult({ findings }, files)]));
  expect(report.match(/error\[/g)).toHaveLength(1);
  expect(report).toContain('and 8 more places: a.py:2:1, a.py:3:1, a.py:4:1, a.py:5:1, a.py:6:1, ... 3 more');
  expect(report).toContain('9 errors in 1 package.');
});
