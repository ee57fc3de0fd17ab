import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a mistyped name most likely meant: one that it begins, or else the one with the smallest edit distance, at most a third of the name's length (and
 * at least 2, so that short names have a chance). `undefined` when nothing is near. Equal distances: the first candidate wins.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  // Who stops after the first letters (`warn`) means the word.
  if (wanted.length >= 3)
    for (const candidate of candidates) if (candidate.toLowerCase().startsWith(wanted)) return candidate;
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}

/** ` Did you mean "x"?` for the nearest candidate, or nothing; to be put after a sentence. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}
