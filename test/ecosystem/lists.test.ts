import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  DATA,
  REVIEW_COLUMNS,
  parseReviews,
  parseTsv,
  readLabels,
  readPackages,
  readReviews,
} from '../../scripts/ecosystem/lists.ts';
import { difference, snapshot } from '../../scripts/ecosystem/snapshot.ts';

const packages = readPackages();
const labels = readLabels();

describe('the packages', () => {
  test('are 31, each with a source distribution and its digest', () => {
    expect(packages).toHaveLength(31);
    for (const { sdist, wheel, lines } of packages) {
      expect(sdist.sha256).toMatch(/^[0-9a-f]{64}$/);
      if (wheel) expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(lines).toBeGreaterThan(0);
    }
  });
});

describe('the labels', () => {
  test('refer to listed packages at their versions, and to files that are published', () => {
    for (const label of labels) {
      const listed = packages.find(one => one.name === label.plugin);
      expect(listed?.version).toBe(label.version);
      expect(listed?.[label.root]).toBeDefined();
    }
  });

  test('hold 34 hard acts and 13 soft ones', () => {
    const sites = (severity: string) =>
      new Set(labels.filter(one => one.verdict === 'violation' && one.severity === severity).map(one => one.site)).size;
    expect([sites('hard'), sites('soft')]).toEqual([34, 13]);
  });

  test('of one site agree in limit, severity and published file', () => {
    const bySite = new Map<string, Set<string>>();
    for (const { site, limit, severity, root, verdict } of labels) {
      const seen = bySite.get(site) ?? new Set();
      bySite.set(site, seen.add([limit, severity, root, verdict].join(' ')));
    }
    expect([...bySite.values()].filter(seen => seen.size > 1)).toEqual([]);
  });

  test('quote no line of a package', () => {
    for (const label of labels) expect(label).not.toHaveProperty('evidence');
  });
});

describe('the reviewed findings', () => {
  const head = REVIEW_COLUMNS.join('\t');

  test('are well-formed and of listed packages', () => {
    for (const one of readReviews()) expect(packages.map(listed => listed.name)).toContain(one.package);
  });

  test.each([
    ['an unknown verdict', 'demo\turls/x\tdemo/urls.py\tf1\tmaybe\tbecause', /the verdict is/],
    ['no reason', 'demo\turls/x\tdemo/urls.py\tf1\ttrue\t ', /no reason/],
    ['a short row', 'demo\turls/x\tdemo/urls.py\tf1\ttrue', /5 cells instead of 6/],
    ['the same finding twice', 'demo\tr\tf\tf1\ttrue\tbecause\ndemo\tr\tf\tf1\tfalse\tno', /reviewed twice/],
  ])('%s is refused', (_, rows, message) => {
    expect(() => parseReviews(`${head}\n${rows}\n`)).toThrow(message);
  });

  test('a list without one of its columns is refused', () => {
    expect(() => parseTsv('package\trule\n', REVIEW_COLUMNS)).toThrow(/no column file, fingerprint, verdict, reason/);
  });
});

describe('the snapshots', () => {
  test('are of listed packages', () => {
    const folder = join(DATA, 'findings');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names) expect(packages.map(one => `${one.name}.txt`)).toContain(name);
  });

  test('hold verdicts, findings and undecided places, each on one line', () => {
    const text = snapshot([
      {
        file: 'demo-1.0-py3-none-any.whl',
        verdicts: { urls: 'broken', config: 'undecided' },
        findings: [
          {
            rule: 'urls/made-up',
            limit: 'urls',
            severity: 'error',
            message: 'Two\nlines.',
            file: 'demo/urls.py',
            line: 3,
            fingerprint: 'f1',
          },
        ],
        undecided: [{ limit: 'config', reason: 'a name from the database', file: 'demo/__init__.py', line: 7 }],
      },
    ]);
    expect(text).toBe(
      [
        '# demo-1.0-py3-none-any.whl',
        'urls: broken',
        'config: undecided',
        'error urls/made-up demo/urls.py:3 Two lines.',
        'undecided config demo/__init__.py:7 a name from the database',
        '',
      ].join('\n'),
    );
  });

  test('differ by the lines that one side lacks', () => {
    expect(difference('a\nb\nb\n', 'b\nc\n')).toEqual(['- a', '- b', '+ c']);
    expect(difference('a\nb\n', 'b\na\n')).toEqual(['  the same lines in another order']);
    expect(difference('a\n', 'a\n')).toEqual([]);
  });
});
