import { describe, expect, test } from 'vitest';
import { reportFormat } from '../../src/report/index.ts';
import { relativeUri } from '../../src/report/sarif-artifacts.ts';
import { cutToLimits } from '../../src/report/sarif-limits.ts';
import type { SarifLog, SarifResult } from '../../src/report/sarif-types.ts';
import type { LintResult } from '../../src/result.ts';
import { ANSWERED, FILES, FINDINGS, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

// Our own output, read back as what it was written from.
const run = (result: LintResult, options = OPTIONS): SarifLog['runs'][0] =>
  (JSON.parse(reportFormat('sarif')(result, RULES, options)) as SarifLog).runs[0];

describe('a run', () => {
  const full = run(FULL);

  test('refers to rules by index', () => {
    for (const { ruleId, ruleIndex } of full.results) {
      expect(full.tool.driver.rules[ruleIndex ?? -1]?.id).toBe(ruleId);
    }
    expect(full.results).toHaveLength(FINDINGS.length);
  });

  test('refers to artifacts by index, below the directory of the call', () => {
    for (const { locations } of full.results) {
      const { uri, index, uriBaseId } = locations[0]?.physicalLocation.artifactLocation ?? { uri: '' };
      expect(full.artifacts[index ?? -1]?.location).toEqual({ uri, uriBaseId });
      expect(uri).toMatch(/^acme\/netbox_acme\//);
    }
    expect(full.columnKind).toBe('utf16CodeUnits');
    expect(full.originalUriBaseIds['SRCROOT']).not.toHaveProperty('uri');
  });

  test('has snippets that are the text of their regions', () => {
    const text = FILES['netbox_acme/__init__.py'] ?? '';
    const location = full.results[0]?.locations[0]?.physicalLocation;
    expect(location?.region).toEqual({
      startLine: 7,
      startColumn: 19,
      endLine: 7,
      endColumn: 24,
      snippet: { text: "'4.4'" },
    });
    expect(location?.contextRegion).toEqual({
      startLine: 5,
      endLine: 9,
      snippet: { text: text.split('\n').slice(4, 9).join('\n') },
    });
  });

  test('has a code flow that starts at the origin and ends at the finding', () => {
    for (const { codeFlows, locations } of full.results) {
      const steps = codeFlows?.[0]?.threadFlows[0]?.locations;
      if (steps === undefined) continue;
      expect(steps[0]?.location.message?.text).toBe('The host calls ready() when it starts.');
      expect(steps.at(-1)?.location.physicalLocation.region).toEqual(locations[0]?.physicalLocation.region);
    }
    expect(full.results.filter(({ codeFlows }) => codeFlows !== undefined)).toHaveLength(5);
  });

  test('has the fix of a finding', () => {
    expect(full.results[0]?.fixes?.[0]?.artifactChanges[0]?.replacements).toEqual([
      {
        deletedRegion: { startLine: 7, startColumn: 19, endLine: 7, endColumn: 24 },
        insertedContent: { text: "'4.4.99'" },
      },
    ]);
  });

  test('has both fingerprints on every result', () => {
    for (const { partialFingerprints } of full.results) {
      expect(partialFingerprints['primaryLocationLineHash']).toMatch(/^[0-9a-f]{1,16}:\d+$/);
      expect(partialFingerprints['pluginLint/v1']).toMatch(/^[0-9a-f]{16}$/);
    }
  });

  test('tells what was undecided, and succeeded', () => {
    expect(full.invocations[0].executionSuccessful).toBe(true);
    expect(
      full.invocations[0].toolExecutionNotifications.map(({ descriptor, level }) => [descriptor.id, level]),
    ).toEqual([
      ['undecided', 'note'],
      ['note', 'note'],
    ]);
  });

  test('gives addresses of pages only when there is a home page', () => {
    expect(full.tool.driver).not.toHaveProperty('informationUri');
    expect(full.tool.driver.rules[0]).not.toHaveProperty('helpUri');
    const homed = run(FULL, { ...OPTIONS, tool: { ...OPTIONS.tool, homepage: 'https://plugin-lint.example/#top' } });
    expect(homed.tool.driver.rules[0]?.helpUri).toBe(
      'https://plugin-lint.example/docs/rules/core-models/model-attributes.md',
    );
  });
});

describe('hard cases', () => {
  const hard = run(HARD);

  test('a file of an archive is nested in it', () => {
    const { index } = hard.results[0]?.locations[0]?.physicalLocation.artifactLocation ?? {};
    const file = hard.artifacts[index ?? -1];
    expect(file?.location.uri).toBe('netbox_acme/__init__.py');
    expect(hard.artifacts[file?.parentIndex ?? -1]?.location.uri).toBe('dist/netbox_acme-1.2.0-py3-none-any.whl');
  });

  test('a root outside of the directory of the call is a base of its own; no address leaves its base', () => {
    const bases = new Set(hard.artifacts.map(({ location }) => location.uriBaseId));
    expect(bases).toEqual(new Set(['SRCROOT', undefined, 'ROOT1']));
    for (const { location } of hard.artifacts) expect(location.uri).not.toMatch(/(^|\/)\.\.(\/|$)|^\/|^[a-z]+:/i);
  });

  test('crashes and unopened paths make the run unsuccessful', () => {
    expect(hard.invocations[0].executionSuccessful).toBe(false);
    expect(hard.invocations[0].toolExecutionNotifications.map(({ descriptor }) => descriptor.id)).toEqual([
      'unopened',
      'note',
      'crash',
      'undecided',
      'note',
    ]);
    expect(JSON.stringify(hard)).not.toContain('secret');
  });

  test('a text that looks like a link is none', () => {
    expect(hard.results[7]?.message.text).toContain('\\[x](y)');
  });
});

describe('answered findings', () => {
  const { results } = run(ANSWERED);
  test('are results that say who answers them', () => {
    expect(results).toHaveLength(FINDINGS.length);
    expect(results.slice(-2).map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'accepted in the baseline' }],
      [{ kind: 'inSource', status: 'accepted', justification: 'agreed on with `@ops` | until 5.0' }],
    ]);
    expect(results.slice(0, -2).filter(({ suppressions }) => suppressions !== undefined)).toEqual([]);
  });
  test('with a baseline every result has a state, without one none has', () => {
    expect(results.map(({ baselineState }) => baselineState)).toEqual([
      ...FINDINGS.slice(2).map(() => 'new'),
      'unchanged',
      'new',
    ]);
    expect(run(FULL).results.filter(({ baselineState }) => baselineState !== undefined)).toEqual([]);
    // One that accepts nothing of what there is.
    const unmatched = run(lintResult([packageResult({ findings: FINDINGS, baselined: true })])).results;
    expect(unmatched.map(({ baselineState }) => baselineState)).toEqual(FINDINGS.map(() => 'new'));
  });
  test('keep the fingerprint that they had open', () => {
    const prints = (list: readonly SarifResult[]): readonly unknown[] =>
      list.map(({ partialFingerprints }) => partialFingerprints['pluginLint/v1']).sort();
    expect(prints(results)).toEqual(prints(run(FULL).results));
  });
  test('are left out for a reader that would open them again', () => {
    const open = run(ANSWERED, { ...OPTIONS, openOnly: true }).results;
    expect(open).toEqual(results.slice(0, -2));
  });
});

describe("GitHub's limits", () => {
  const [, full] = run(FULL).results;
  const result = (level: SarifResult['level'], related = 0, steps = 0): SarifResult => {
    if (full === undefined) throw new Error('no result');
    const [location] = full.locations;
    if (location === undefined) throw new Error('no location');
    const { codeFlows: _, relatedLocations: __, ...rest } = full;
    return {
      ...rest,
      level,
      relatedLocations: Array.from({ length: related }, (_, id) => ({ ...location, id })),
      ...(steps === 0
        ? {}
        : {
            codeFlows: [
              {
                threadFlows: [
                  { locations: Array.from({ length: steps }, (_, id) => ({ location: { ...location, id } })) },
                ],
              },
            ],
          }),
    };
  };
  const limits = { results: 4, shown: 2, locations: 3, steps: 4 };

  test('nothing is cut within them', () => {
    const results = [result('note', 2, 4), result('error')];
    expect(cutToLimits(results, limits)).toEqual({ results, cuts: [] });
  });
  test('of too many results the open and the grave ones stay, in their order', () => {
    const suppressed: SarifResult = {
      ...result('error'),
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: 'x' }],
    };
    const given = [result('note'), result('warning'), suppressed, result('error'), result('note'), result('warning')];
    const { results, cuts } = cutToLimits(given, limits);
    expect(results).toEqual([given[0], given[1], given[3], given[5]]);
    expect(cuts).toEqual([
      '2 of 6 results were left out: code scanning takes 4 a run.',
      'Of the 4 results code scanning shows 2, the most severe ones.',
    ]);
  });
  test('a result keeps its first locations, and the first and last steps', () => {
    const { results, cuts } = cutToLimits([result('error', 9, 9)], limits);
    expect(results[0]?.relatedLocations?.map(({ id }) => id)).toEqual([0, 1]);
    expect(results[0]?.codeFlows?.[0]?.threadFlows[0]?.locations.map(({ location }) => location.id)).toEqual([
      0, 1, 7, 8,
    ]);
    expect(cuts).toEqual(['1 results lost locations or steps: code scanning takes 3 locations and 4 steps a result.']);
  });
});

test('addresses are percent-encoded', () => {
  expect(relativeUri('a b/c#d?e%f:g.py')).toBe('a%20b/c%23d%3Fe%25f%3Ag.py');
  expect(relativeUri('é\ud800')).toBe('%C3%A9%EF%BF%BD');
});

test('a clean run is a run', () => {
  expect(run(lintResult([packageResult()]))).toMatchObject({ results: [], artifacts: [] });
});
