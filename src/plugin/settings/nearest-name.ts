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

/**
 * The setting that a name misspells: the nearest one that is not plainly another setting. A name that adds something to another
 * (`timeout_2`, `proxies`), or differs in digits or in a whole short word, is a setting of its own that is not declared.
 */
export function misspeltName(name: string, names: readonly string[]): string | null {
  return nearestName(
    name,
    names.filter(one => !isAnother(name.toLowerCase(), one.toLowerCase())),
  );
}

const SHORT_WORD = 3;

function isAnother(a: string, b: string): boolean {
  if (a.replaceAll('_', '') === b.replaceAll('_', '')) return false;
  if (a.includes(b) || b.includes(a)) return true;
  const undigited = (text: string): string => text.replaceAll(/\d+/g, '0');
  if (undigited(a) === undigited(b)) return true;
  const [left, right] = [a.split('_'), b.split('_')];
  if (left.length !== right.length) return true;
  return left.some((word, index) => word !== right[index] && word.length <= SHORT_WORD);
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
