import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decodeGroup,
  eachFolded,
  findFact,
  FORMAT,
  formatFacts,
  KIND_NAMES,
  KINDS,
  mergeReleases,
  validateFacts,
  type Kind,
  type ReleaseFacts,
} from '../../src/host/netbox/format.ts';
import { readFacts } from '../../src/host/netbox/load.ts';
import { hostFactsSchema } from '../../src/host/netbox/schema.ts';

const word = fc.stringMatching(/^[a-z][a-zA-Z0-9_.~]{0,6}$/);

/** Facts of a few kinds in a few groups, as an extractor may give them. */
const release = (version: string): fc.Arbitrary<ReleaseFacts> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom<Kind>('symbol', 'import', 'member', 'middleware', 'class', 'setting'),
        fc.constantFrom('', 'a', 'constructor'),
        word,
        word,
      ),
      { maxLength: 40 },
    )
    .map(list => {
      const facts = new Map<Kind, Map<string, Set<string>>>();
      for (const [kind, group, head, item] of list) {
        const groups = facts.get(kind) ?? new Map<string, Set<string>>();
        facts.set(kind, groups);
        const set = groups.get(group) ?? new Set<string>();
        groups.set(group, set);
        set.add(KINDS[kind].folded ? `${head}:${item}` : head);
      }
      return { version, python: [3, 8], facts };
    });

describe('the file', () => {
  it('gives back every fact with exactly the releases that have it', () => {
    fc.assert(
      fc.property(release('1.0'), release('1.1'), release('1.2'), (a, b, c) => {
        const releases = [a, b, c];
        const checked = validateFacts(JSON.parse(formatFacts(mergeReleases(releases))));
        if (!checked.ok) throw new Error(checked.problem.message);
        for (const kind of KIND_NAMES) {
          for (const group of ['', 'a', 'constructor']) {
            const decoded = decodeGroup(checked.file, kind, group);
            const expected = new Map<string, number>();
            for (const [index, one] of releases.entries()) {
              for (const fact of one.facts.get(kind)?.get(group) ?? []) {
                expected.set(fact, (expected.get(fact) ?? 0) | (1 << index));
              }
            }
            expect(new Map([...decoded].sort())).toEqual(new Map([...expected].sort()));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds a fact, and the facts of a word, without reading the rest', () => {
    fc.assert(
      fc.property(release('1.0'), release('1.1'), (a, b) => {
        const file = mergeReleases([a, b]);
        for (const kind of KIND_NAMES) {
          for (const group of ['', 'a', 'constructor']) {
            for (const [fact, releases] of decodeGroup(file, kind, group)) {
              if (!KINDS[kind].folded) {
                expect(findFact(file, kind, group, fact)).toBe(releases);
                expect(findFact(file, kind, group, `${fact}x`)).toBe(
                  decodeGroup(file, kind, group).get(`${fact}x`) ?? 0,
                );
                continue;
              }
              const [head = '', item = ''] = fact.split(':');
              for (const word of [head, item]) {
                const found = new Map<string, number>();
                eachFolded(file, kind, group, word, (one, other, mask) => found.set(`${one}:${other}`, mask));
                expect(found.get(fact)).toBe(releases);
              }
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the order of middleware, of each release', () => {
    const order = ['b', 'a', 'c'];
    const facts = new Map([['middleware' as const, new Map([['', new Set(order)]])]]);
    const older = new Map([['middleware' as const, new Map([['', new Set(['a', 'gone', 'c'])]])]]);
    const file = mergeReleases([
      { version: '1', python: [3, 8], facts: older },
      { version: '2', python: [3, 8], facts },
    ]);
    expect([...decodeGroup(file, 'middleware', '').keys()]).toEqual(['b', 'a', 'gone', 'c']);
  });

  it('refuses facts that its separators would tear apart', () => {
    const facts = new Map([['symbol' as const, new Map([['m', new Set(['vx;y'])]])]]);
    expect(() => mergeReleases([{ version: '1', python: [3, 8], facts }])).toThrow('contains a separator');
  });
});

describe('a file from a user', () => {
  const base = {
    format: FORMAT,
    host: 'netbox',
    releases: ['4.4.10'],
    python: ['3.10'],
    masks: [1],
    words: 'dcim',
    facts: {},
  };
  const message = (json: unknown): string => {
    const read = readFacts(JSON.stringify(json));
    return read.ok ? 'accepted' : read.problem.message;
  };

  it('is accepted when it is sound', () => {
    expect(message(base)).toBe('accepted');
    expect(message({ ...base, facts: { symbol: { dcim: '0 `vx' } } })).toBe('accepted');
  });

  it('is refused with what is wrong', () => {
    expect(readFacts('{')).toMatchObject({ ok: false, problem: { code: 'not-json' } });
    expect(message([])).toBe('not a facts file of plugin-lint: the document is not an object');
    expect(message({})).toBe('not a facts file of plugin-lint: it has no "format"');
    expect(message({ ...base, format: 1 })).toBe(
      'the facts file has format 1; this version of plugin-lint reads format 2. Extract it again with plugin-lint host extract',
    );
    expect(message({ ...base, host: 'nautobot' })).toContain('"host" is not "netbox"');
    expect(message({ ...base, releases: [] })).toContain('1 to 31 versions');
    expect(message({ ...base, python: [] })).toContain('one version for each release');
    expect(message({ ...base, masks: [2] })).toContain('sets of its releases');
    expect(message({ ...base, facts: { wrong: {} } })).toContain('unknown kind of facts "wrong"');
    expect(message({ ...base, facts: { symbol: { dcim: '1 `vx' } } })).toContain(
      'group "dcim" of "facts.symbol" is malformed',
    );
    expect(message({ ...base, facts: { symbol: { dcim: '0' } } })).toContain('malformed');
    expect(message({ ...base, facts: { symbol: { dcim: '0 0' } } })).toBe('accepted');
    expect(message({ ...base, facts: { symbol: { dcim: '0 1' } } })).toContain('malformed');
    expect(message({ ...base, words: 5 })).toContain('"words" is not a text');
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        expect(typeof message(json)).toBe('string');
      }),
      { numRuns: 200 },
    );
  });

  it('has a schema that is checked in', () => {
    const path = new URL('../../schema/host-facts.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(hostFactsSchema);
  });
});
