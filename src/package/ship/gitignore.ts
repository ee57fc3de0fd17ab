/** Patterns as in a .gitignore: what git ignores, and the language of hatch's include and exclude lists. */
import { fnmatch, matchSegments, segmentsOf } from './glob.ts';

interface Rule {
  readonly negated: boolean;
  readonly folderOnly: boolean;
  /** Tied to the folder of the file; else the last segment is matched at any depth. */
  readonly anchored: boolean;
  readonly segments: readonly string[];
}

/** Holds paths against an ordered list of patterns; the last pattern that matches a path or a folder above it decides. */
export class IgnorePatterns {
  readonly #rules: readonly Rule[];
  /** For each folder the index of the last rule that matches it or a folder above it, or -1. */
  readonly #folders = new Map<string, number>([['', -1]]);

  constructor(patterns: readonly string[]) {
    this.#rules = patterns.flatMap(pattern => parseRule(pattern) ?? []);
  }

  /** Whether a file is matched, and not taken back by a later `!pattern`. */
  matches(path: string): boolean {
    if (this.#rules.length === 0) return false;
    const decided = this.#last(path, false);
    return decided >= 0 && this.#rules[decided]?.negated === false;
  }

  #last(path: string, isFolder: boolean): number {
    const known = isFolder ? this.#folders.get(path) : undefined;
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const above = this.#last(path.slice(0, Math.max(0, slash)), true);
    let found = above;
    const name = path.slice(slash + 1);
    const segments = path.split('/');
    for (let index = this.#rules.length - 1; index > above; index--) {
      const rule = this.#rules[index];
      if (rule === undefined || (rule.folderOnly && !isFolder)) continue;
      const matches = rule.anchored ? matchSegments(rule.segments, segments) : fnmatch(rule.segments[0] ?? '', name);
      if (!matches) continue;
      found = index;
      break;
    }
    if (isFolder) this.#folders.set(path, found);
    return found;
  }
}

function parseRule(line: string): Rule | undefined {
  // A space at the end counts only behind a backslash.
  let pattern = line.trimEnd();
  if (pattern.endsWith('\\')) pattern += ' ';
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  const negated = pattern.startsWith('!');
  if (negated) pattern = pattern.slice(1);
  const folderOnly = pattern.endsWith('/');
  const segments = segmentsOf(pattern.replace(/\\(.)/g, '$1'));
  if (segments.length === 0) return undefined;
  const anchored = pattern.slice(0, -1).includes('/');
  return { negated, folderOnly, anchored, segments };
}

/** The patterns of a .gitignore file's text. */
export function gitignoreLines(text: string): string[] {
  return text.split('\n');
}
