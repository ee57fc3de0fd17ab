import { describe, expect, it } from 'vitest';
import { compareVersions, isPublished, minorOf, PATCHES, selectReleases } from '../../src/host/netbox/releases.ts';

const KNOWN = ['4.2.9', '4.3.7', '4.4.10', '4.7.3'];

describe('releases', () => {
  it('are those that were published', () => {
    expect(Object.keys(PATCHES)).toHaveLength(20);
    expect(isPublished('4.0.3')).toBe(true);
    expect(isPublished('4.0.4')).toBe(false);
    expect(isPublished('v4.4')).toBe(true);
    expect(isPublished('4.4.0-beta1')).toBe(false);
    expect(isPublished('4.4.11')).toBe(false);
    expect(isPublished('9.9')).toBe(false);
    expect(isPublished('4.4.x')).toBe(false);
  });

  it('compare as packaging.version compares', () => {
    expect(compareVersions('4.4', '4.4.0')).toBe(0);
    expect(compareVersions('4.4.1', '4.4')).toBeGreaterThan(0);
    expect(compareVersions(' v4.4.0 ', '4.4.0')).toBe(0);
    expect(compareVersions('4.4.0+docker', '4.4.0')).toBeGreaterThan(0);
    expect(compareVersions('4.4.0-beta1', '4.4.0')).toBeLessThan(0);
    for (const broken of ['4.4.x', '4.4.*', '', '4.4.0-Docker-3.4.0'])
      expect(compareVersions(broken, '4.4')).toBeNull();
    expect(minorOf('v4.10.2')).toBe('4.10');
  });
});

describe('what was asked for', () => {
  const asked = (netbox: string): unknown => {
    const selection = selectReleases(KNOWN, { netbox, min: '4.7.0' });
    return selection.ok ? [selection.releases, [...selection.versions], selection.notes] : selection.message;
  };

  it('is a release, a minor or a range, whatever the bounds', () => {
    expect(asked('4.4.10')).toEqual([0b100, [[2, '4.4.10']], []]);
    expect(asked('v4.4')).toEqual([0b100, [[2, '4.4.10']], []]);
    expect(asked('4.3.2')).toEqual([0b10, [[1, '4.3.2']], ['NetBox 4.3.2 is held against the facts of 4.3.7']]);
    expect(asked('4.3.77')).toEqual([
      0b10,
      [[1, '4.3.77']],
      ['there is no published NetBox 4.3.77 that is known; the facts of 4.3.7 are used'],
    ]);
    expect(asked('>=4.3,<4.5')).toEqual([
      0b110,
      [
        [1, '4.3.7'],
        [2, '4.4.10'],
      ],
      [],
    ]);
  });

  it('is refused with what is known', () => {
    const known = 'known are 4.2.9 to 4.7.3 (newest patch of each minor release)';
    expect(asked('9.9')).toBe(`NetBox 9.9 is not known; ${known}`);
    expect(asked('4.5.1')).toBe(`NetBox 4.5.1 is not known; ${known}`);
    expect(asked('newest')).toBe(`"newest" is neither a NetBox version nor a range of versions (PEP 440); ${known}`);
    expect(asked('<4.0')).toBe(`no known NetBox release is in the range "<4.0"; ${known}`);
  });
});

describe('declared bounds', () => {
  const bounds = (min?: string, max?: string): unknown => {
    const selection = selectReleases(KNOWN, {
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    });
    return selection.ok
      ? [selection.chosenBy, selection.releases, [...selection.versions.values()], selection.notes]
      : null;
  };

  it('choose every minor with a patch inside, and the newest such patch', () => {
    expect(bounds('4.3.0', '4.4.99')).toEqual(['bounds', 0b110, ['4.3.7', '4.4.10'], []]);
    expect(bounds('4.3.0')).toEqual(['bounds', 0b1110, ['4.3.7', '4.4.10', '4.7.3'], []]);
    expect(bounds(undefined, '4.3.99')).toEqual(['bounds', 0b11, ['4.2.9', '4.3.7'], []]);
    // max_version = '4.4' leaves 4.4.0 alone.
    expect(bounds('4.3.3', '4.4')).toEqual(['bounds', 0b110, ['4.3.7', '4.4.0'], []]);
  });

  it('leave the newest known release where they say nothing', () => {
    expect(bounds()).toEqual([
      'default',
      0b1000,
      ['4.7.3'],
      ['no usable min_version or max_version is declared; checked against the newest known release, 4.7.3'],
    ]);
    expect(bounds('4.x', '4.3.99')).toEqual([
      'bounds',
      0b11,
      ['4.2.9', '4.3.7'],
      ['min_version "4.x" is no version (PEP 440) and was not used to choose releases'],
    ]);
    expect(bounds('5.0')).toEqual([
      'default',
      0b1000,
      ['4.7.3'],
      ['no known release is inside the declared bounds 5.0 to any; checked against the newest known release, 4.7.3'],
    ]);
  });
});
