/** What makes a finding the same finding after lines have moved. */
import { createHash } from 'node:crypto';
import type { Finding } from '../finding.ts';
import type { Places } from './places.ts';

/**
 * The fingerprint of each finding, in the order given: a hash over rule, file, the source line without differences of white space,
 * and the how-manieth of that kind it is in the file. No line number goes in, so that code may move. 16 hexadecimal digits.
 * @param findings of one package, in the order of `compareFindings`
 */
export function fingerprints(findings: readonly Finding[], places: Places): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, at }) => {
    const line = places.line(at.file, places.region(at).line).trim().replace(/\s+/g, ' ');
    const key = JSON.stringify([rule, at.file, line]);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return createHash('sha256').update(`${key}#${occurrence}`).digest('hex').slice(0, 16);
  });
}
