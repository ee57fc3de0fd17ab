/** Names that were most likely meant by others. */
import { distance } from 'fastest-levenshtein';

/** The nearest of some names by edit distance, at most a quarter of the letters apart; `null` when none is. Equal ones: the first. */
export function nearestName(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least && edits <= Math.min(2, Math.floor(candidate.length / 4))) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

/** The one of some plugin names that is the same but for case, hyphens, dots and a `netbox_` in front; or one letter off. */
export function sameName(name: string, names: readonly string[]): string | null {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[-_. ]+/g, '')
      .replace(/^netbox/, '');
  const wanted = plain(name);
  return (
    names.find(
      candidate => plain(candidate) === wanted || plain(candidate.split('.').at(-1) ?? candidate) === wanted,
    ) ??
    names.find(candidate => name.length > 5 && distance(name, candidate) === 1) ??
    null
  );
}
