/** Makes SQL with Django's and psql's placeholders into SQL of the same length that PostgreSQL's grammar takes. */
import { HOLE } from './model.ts';
import { scanTokens } from './scan.ts';

const PLACEHOLDER = /%(?:\([^()]*\))?[sbt]|%%/g;

/**
 * Replaces `%s`, `%(name)s` (psycopg's; Django passes them on) and `%%` by text of the same length: an empty string
 * constant, which the grammar takes wherever a value may stand, or holes inside a quoted identifier. Where psycopg would
 * put a tuple or rows (`IN %s`, `VALUES %s`) the words before are changed too, without changing what the statement does.
 */
export function maskDjangoPlaceholders(text: string): string {
  if (!text.includes('%')) return text;
  const widened = text
    .replace(/\bnot(\s+)in(\s*)(?=%)/gi, (_, a: string, b: string) => `<>${' '.repeat(3 + a.length + b.length)}`)
    .replace(/\bin(\s*)(?=%(?:\([^()]*\))?s)/gi, (_, a: string) => `= ${' '.repeat(a.length)}`)
    .replace(/\bvalues(\s*)(?=%(?:\([^()]*\))?s)/gi, (_, a: string) => `SELECT${' '.repeat(a.length)}`);
  const holes = new Set<number>();
  if (widened.includes('"')) {
    scanTokens(widened, 0, widened.length, (kind, start, end) => {
      if (kind !== 'quoted') return;
      for (const match of widened.slice(start, end).matchAll(PLACEHOLDER)) holes.add(start + match.index);
    });
  }
  return widened.replace(PLACEHOLDER, (match: string, offset: number) => {
    if (match === '%%') return '% ';
    return holes.has(offset) ? HOLE.repeat(match.length) : `''`.padEnd(match.length);
  });
}

const HOLE_ROWS = new RegExp(`\\bvalues(\\s*)(?=${HOLE}\\s*(?:;|$|returning|on\\b))`, 'gi');
const HOLE_LIST = new RegExp(`\\bin(\\s*)(?=${HOLE}(?![\\w.(]))`, 'gi');
const HOLE_NOT_LIST = new RegExp(`\\bnot(\\s+)in(\\s*)(?=${HOLE}(?![\\w.(]))`, 'gi');

/** Gives holes that stand for a list in brackets (`IN …`, `VALUES …`) a place where a value may stand; the length stays. */
export function maskHoleLists(text: string): string {
  return text
    .replace(HOLE_NOT_LIST, (_, a: string, b: string) => `<>${' '.repeat(3 + a.length + b.length)}`)
    .replace(HOLE_LIST, (_, a: string) => `= ${' '.repeat(a.length)}`)
    .replace(HOLE_ROWS, (_, a: string) => `SELECT${' '.repeat(a.length)}`);
}

const VARIABLE = /(?<![:\w])::?(?:'[A-Za-z_]\w*'|"[A-Za-z_]\w*"|[A-Za-z_]\w*|\{\?\w+\})/g;

/** Replaces psql's `:name`, `:'name'` and `:"name"` outside quotes by holes and empty constants of the same length. */
export function maskPsqlVariables(text: string): string {
  if (!text.includes(':')) return text;
  const quoted: [number, number][] = [];
  scanTokens(text, 0, text.length, (kind, start, end) => {
    if (kind === 'string' || kind === 'dollar' || kind === 'quoted') {
      // `:'name'` and `:"name"` are variables, not constants.
      if (kind === 'dollar' || text[start - 1] !== ':') quoted.push([start, end]);
    }
  });
  let next = 0;
  return text.replace(VARIABLE, (match: string, offset: number) => {
    while (next < quoted.length && (quoted[next]?.[1] ?? 0) <= offset) next++;
    const span = quoted[next];
    if (match.startsWith('::') || (span && span[0] <= offset)) return match;
    if (match[1] === "'") return `''`.padEnd(match.length);
    return HOLE.padEnd(match.length);
  });
}
