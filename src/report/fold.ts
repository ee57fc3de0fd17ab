/** Findings that are one act, told once. */
import type { Finding } from '../finding.ts';

export interface FoldedFinding {
  readonly head: Finding;
  /** The same words at other places. */
  readonly elsewhere: readonly Finding[];
  /** Other words of the same message at the very same place: a loop that does the same to several things. */
  readonly alsoHere: readonly Finding[];
}

/**
 * Folds repeats: the same rule, severity and message from one origin (the first step of the trace, or else the file), either with
 * the same words at another place or at the same place with other words. Order is kept.
 */
export function foldFindings(findings: readonly Finding[]): readonly FoldedFinding[] {
  interface Open {
    readonly head: Finding;
    readonly elsewhere: Finding[];
    readonly alsoHere: Finding[];
  }
  const folded: Open[] = [];
  const byWords = new Map<string, Open>();
  const byPlace = new Map<string, Open>();
  for (const finding of findings) {
    const { rule, severity, messageId, at, trace } = finding;
    const origin = trace[0]?.at;
    const act = [
      rule,
      severity,
      messageId,
      finding.plugin ?? '',
      ...(origin ? [origin.file, origin.start] : [at.file]),
    ];
    const words = JSON.stringify([...act, finding.message]);
    const place = JSON.stringify([...act, at.file, at.start, at.end]);
    const sameWords = byWords.get(words);
    const samePlace = byPlace.get(place);
    if (sameWords) sameWords.elsewhere.push(finding);
    else if (samePlace) samePlace.alsoHere.push(finding);
    else {
      const open: Open = { head: finding, elsewhere: [], alsoHere: [] };
      folded.push(open);
      byWords.set(words, open);
      byPlace.set(place, open);
    }
  }
  return folded;
}
