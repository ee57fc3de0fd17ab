import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/finding.ts';
import { fingerprints } from '../../src/report/fingerprint.ts';
import { Places } from '../../src/report/places.ts';
import { FINDINGS } from './sample.ts';

const [template] = FINDINGS;

/** Fingerprints of findings on each line of a file that starts with `hit`. */
function printsOf(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const findings: Finding[] = [];
  let start = 0;
  for (const line of lines) {
    const at = { file: 'a.py', start: start + line.indexOf('hit'), end: start + line.length };
    if (line.includes('hit') && template) findings.push({ ...template, at });
    start += line.length + 1;
  }
  return fingerprints(findings, new Places({ source: () => text }));
}

const CODE = ['hit(1)', 'x = 1', '  hit(2)', 'hit(1)'];

test('equal lines are told apart by their occurrence', () => {
  const prints = printsOf(CODE);
  expect(new Set(prints).size).toBe(3);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{16}$/);
});

test('white space does not count', () => {
  expect(printsOf(['hit( 1,  2 )'])).toEqual(printsOf(['\t hit( 1, 2 )  ']));
});

test('a finding keeps its fingerprint when other lines come and go', () => {
  const before = printsOf(CODE);
  const other = fc.array(fc.constantFrom('', 'def f():', '    pass', '# note'), { maxLength: 4 });
  fc.assert(
    fc.property(fc.tuple(other, other, other, other), gaps => {
      expect(printsOf(CODE.flatMap((line, index) => [...(gaps[index] ?? []), line]))).toEqual(before);
    }),
  );
});

test('rule and file count', () => {
  const places = new Places({ source: () => 'hit' });
  const base = FINDINGS.slice(0, 1).map(finding => ({ ...finding, at: { file: 'a.py', start: 0, end: 3 } }));
  const prints = [
    ...fingerprints(base, places),
    ...fingerprints(
      base.map(finding => ({ ...finding, rule: 'urls/other' })),
      places,
    ),
    ...fingerprints(
      base.map(finding => ({ ...finding, at: { file: 'b.py', start: 0, end: 3 } })),
      places,
    ),
  ];
  expect(new Set(prints).size).toBe(3);
});
