/** What makes a finding the same finding after lines have moved. */
import { createHash } from 'node:crypto';
import { compareFindings, type Finding } from '../finding.ts';
import type { PackageResult } from '../result.ts';
import type { Places } from './places.ts';

/**
 * The fingerprint of each finding, in the order given: a hash over rule, file, the source line without differences of white space
 * (none for a finding about a file as a whole), and the how-manieth of that kind it is in the file. No line number goes in, so that code may move. 16 hexadecimal digits.
 * @param findings of one package, in the order of `compareFindings`
 */
export function fingerprints(findings: readonly Finding[], places: Places): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, at }) => {
    const whole = at.start === 0 && at.end === 0;
    const line = whole ? '' : places.line(at.file, places.region(at).line).trim().replace(/\s+/g, ' ');
    const key = JSON.stringify([rule, at.file, line]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return createHash('sha256').update(`${key}#${occurrence}`).digest('hex').slice(0, 16);
  });
}

/** The fingerprints of a package, each list in the order of the result's. */
export interface PackageFingerprints {
  readonly findings: readonly string[];
  readonly suppressed: readonly string[];
}

/**
 * The fingerprints of a package's findings, those that are answered included. What a baseline accepts counts in its place among
 * the findings, so that accepting one of two equal ones does not give the other its fingerprint; what a comment suppresses counts
 * after them.
 */
export function packageFingerprints(
  { findings, suppressed }: Pick<PackageResult, 'findings' | 'suppressed'>,
  places: Places,
): PackageFingerprints {
  const accepted = suppressed.filter(({ kind }) => kind === 'baseline').map(({ finding }) => finding);
  const commented = suppressed.filter(({ kind }) => kind === 'inline').map(({ finding }) => finding);
  const ordered = [...[...findings, ...accepted].sort(compareFindings), ...commented];
  const prints = fingerprints(ordered, places);
  const byFinding = new Map(ordered.map((finding, index) => [finding, prints[index] ?? '']));
  const of = (finding: Finding): string => byFinding.get(finding) ?? '';
  return { findings: findings.map(of), suppressed: suppressed.map(({ finding }) => of(finding)) };
}
