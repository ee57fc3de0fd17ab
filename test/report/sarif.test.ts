import { describe, expect, test } from 'vitest';
import { reportFormat } from '../../src/report/index.ts';
import { relativeUri } from '../../src/report/sarif-artifacts.ts';
import type { SarifLog } from '../../src/report/sarif-types.ts';
import type { LintResult } from '../../src/result.ts';
import { FILES, FINDINGS, FULL, HARD, lintResult, OPTIONS, packageResult, RULES } from './sample.ts';

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
    ).toEqual([['undecided', 'note']]);
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
      'crash',
      'undecided',
    ]);
    expect(JSON.stringify(hard)).not.toContain('secret');
  });

  test('a text that looks like a link is none', () => {
    expect(hard.results[7]?.message.text).toContain('\\[x](y)');
  });
});

test('addresses are percent-encoded', () => {
  expect(relativeUri('a b/c#d?e%f:g.py')).toBe('a%20b/c%23d%3Fe%25f%3Ag.py');
  expect(relativeUri('é\ud800')).toBe('%C3%A9%EF%BF%BD');
});

test('a clean run is a run', () => {
  expect(run(lintResult([packageResult()]))).toMatchObject({ results: [], artifacts: [] });
});
