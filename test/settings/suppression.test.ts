import { describe, expect, test } from 'vitest';
import { applySuppressions, findSuppressions } from '../../src/settings/suppression.ts';
import { LineIndex } from '../../src/source.ts';
import type { Finding } from '../../src/finding.ts';

const RULE = 'urls/sample-change';

function findingAt(text: string, part: string, file = 'a.py'): Finding {
  const start = text.indexOf(part);
  return {
    rule: RULE,
    limit: 'urls',
    severity: 'error',
    breaks: true,
    messageId: 'x',
    data: {},
    message: 'x',
    at: { file, start, end: start + part.length },
    trace: [],
    related: [],
  };
}

function apply(text: string, part: string, file = 'a.py', today = '2026-01-01') {
  const { found, problems } = findSuppressions(file, text);
  const lines = new LineIndex(text);
  const result = applySuppressions([findingAt(text, part, file)], found, {
    known: [RULE],
    active: new Set([RULE]),
    today,
    lineOf: at => lines.position(at.start).line,
  });
  return {
    kept: result.kept.length,
    reasons: result.suppressed.map(one => one.justification),
    problems: [...problems, ...result.problems].map(one => one.message),
  };
}

describe('a suppression', () => {
  test.each([
    ['behind the code', 'x = 1  # plugin-lint: ignore[sample-change] -- known\n', 'a.py'],
    ['on the line before', '# plugin-lint: ignore[urls/sample-change] -- known\n# more\nx = 1\n', 'a.py'],
    ['in a template', '{# plugin-lint: ignore[sample-change] -- known #}\nx = 1\n', 'a.html'],
    ['in SQL', 'x = 1 -- plugin-lint: ignore[sample-change] -- known\n', 'a.sql'],
    ['in CSS', 'x = 1 /* plugin-lint: ignore[sample-change] -- known */\n', 'a.css'],
    ['until a day to come', 'x = 1  # plugin-lint: ignore[sample-change] -- known (until 2026-02-01)\n', 'a.py'],
  ])('%s covers the finding', (_, text, file) => {
    expect(apply(text, 'x = 1', file)).toEqual({ kept: 0, reasons: ['known'], problems: [] });
  });

  test.each([
    ['without a reason', 'x = 1  # plugin-lint: ignore[sample-change]\n', ['missingReason']],
    ['of a past day', 'x = 1  # plugin-lint: ignore[sample-change] -- known (until 2025-02-01)\n', ['expired']],
    ['of an unknown rule', 'x = 1  # plugin-lint: ignore[sampel-change] -- known\n', ['unknownRule']],
    ['without a rule', 'x = 1  # plugin-lint: ignore -- known\n', ['malformed']],
    ['on another line', 'x = 1\ny = 2  # plugin-lint: ignore[sample-change] -- known\n', ['useless']],
  ])('%s does not', (_, text, problems) => {
    expect(apply(text, 'x = 1')).toEqual({ kept: 1, reasons: [], problems });
  });

  test('is not seen in other text', () => {
    expect(findSuppressions('a.py', 'see plugin-lint: it is good\n')).toEqual({ found: [], problems: [] });
  });
});
