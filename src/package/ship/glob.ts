/** File patterns of packaging tools. Plain loops and no regular expressions: a pattern from a package cannot make them slow. */

/** Python's `fnmatch.fnmatchcase`: `*` and `?` match any character, `/` too; `[…]` is a set. */
export function fnmatch(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let starP = -1;
  let starT = 0;
  while (t < text.length) {
    const unit = pattern[p];
    if (unit === '*') {
      starP = p++;
      starT = t;
      continue;
    }
    const set = unit === '[' ? matchSet(pattern, p, text[t] ?? '') : undefined;
    if (set ? set.matches : p < pattern.length && (unit === '?' || unit === text[t])) {
      p = set ? set.next : p + 1;
      t++;
    } else if (starP >= 0) {
      // Only the last star need be tried again: it can take whatever an earlier one could.
      p = starP + 1;
      t = ++starT;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** A `[…]` at `start`; `undefined` when it is not closed and so stands for itself. */
function matchSet(pattern: string, start: number, unit: string): { matches: boolean; next: number } | undefined {
  let p = start + 1;
  const negated = pattern[p] === '!' || pattern[p] === '^';
  if (negated) p++;
  // A bracket right after the opening one is an ordinary member.
  const close = pattern.indexOf(']', p + 1);
  if (close < 0) return undefined;
  let matches = false;
  while (p < close) {
    const low = pattern[p] ?? '';
    if (pattern[p + 1] === '-' && p + 2 < close) {
      if (low <= unit && unit <= (pattern[p + 2] ?? '')) matches = true;
      p += 3;
    } else {
      if (low === unit) matches = true;
      p++;
    }
  }
  return { matches: matches !== negated, next: close + 1 };
}

/** A path pattern cut into segments; `.` and empty ones dropped. */
export function segmentsOf(pattern: string): string[] {
  return pattern.split('/').filter(segment => segment !== '' && segment !== '.');
}

/**
 * Matches whole paths: `*` stays within a segment, `**` takes any number of segments. `hidden`: whether wildcards match names that
 * start with a dot (Python's `glob` says no, pathlib says yes).
 */
export function matchSegments(pattern: readonly string[], path: readonly string[], hidden = true): boolean {
  let p = 0;
  let t = 0;
  let starP = -1;
  let starT = 0;
  while (t < path.length) {
    const segment = pattern[p];
    if (segment === '**') {
      starP = p++;
      starT = t;
    } else if (segment !== undefined && matchName(segment, path[t] ?? '', hidden)) {
      p++;
      t++;
    } else if (starP >= 0 && (hidden || !path[starT]?.startsWith('.'))) {
      p = starP + 1;
      t = ++starT;
    } else return false;
  }
  while (pattern[p] === '**') p++;
  return p === pattern.length;
}

function matchName(pattern: string, name: string, hidden: boolean): boolean {
  if (!hidden && name.startsWith('.') && !pattern.startsWith('.')) return false;
  return fnmatch(pattern, name);
}

/** A pattern ready to be held against many paths. */
export function compileGlob(pattern: string, hidden = true): (path: string) => boolean {
  const segments = segmentsOf(pattern);
  if (!/[*?[]/.test(pattern)) {
    const literal = segments.join('/');
    return path => path === literal;
  }
  // What stands before the first wildcard is compared as it is: most files fail there.
  const firstWild = segments.findIndex(segment => /[*?[]/.test(segment));
  const prefix = firstWild === 0 ? '' : `${segments.slice(0, firstWild).join('/')}/`;
  return path => path.startsWith(prefix) && matchSegments(segments, path.split('/'), hidden);
}
