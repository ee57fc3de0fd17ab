/** Names of distributions and requirement lines. */
import type { MetadataPlace, Requirement } from '../package.ts';

/** PEP 503: runs of `-`, `_` and `.` are one `-`, in lower case. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** The name under which a distribution's module is looked for by most tools: PEP 503 with underscores. */
export function moduleName(name: string): string {
  return normalizeName(name).replaceAll('-', '_');
}

/** One PEP 508 requirement; `undefined` for what does not start with a name (an option, an address, a comment). */
export function parseRequirement(text: string, at?: MetadataPlace, extra?: string): Requirement | undefined {
  const name = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?=$|[\s[(<>=!~;@,])/.exec(text)?.[0];
  if (name === undefined) return undefined;
  const ofMarker = extra ?? /\bextra\s*==\s*['"]([^'"]+)['"]/.exec(text)?.[1];
  return {
    text,
    name: normalizeName(name),
    ...(ofMarker === undefined ? {} : { extra: ofMarker }),
    ...(at === undefined ? {} : { at }),
  };
}

/** The lines of a requirements.txt that name a requirement, with their places. */
export function parseRequirementLines(text: string, file: string): Requirement[] {
  const requirements: Requirement[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const start = offset + (line.length - line.trimStart().length);
    offset += line.length + 1;
    const stripped = line.replace(/(^|\s)#.*$/, '').trim();
    const found = parseRequirement(stripped, { file, start, end: start + stripped.length });
    if (found) requirements.push(found);
  }
  return requirements;
}

/**
 * A version constraint of Poetry as PEP 440 writes it: `^1.2` → `>=1.2,<2.0`, `~1.2` → `>=1.2,<1.3`, a bare `1.2` → `==1.2`; alternatives
 * (`^3.6 || ^3.7`) as one range where they leave no gap. `undefined` for what PEP 440 cannot say. Poetry documentation,
 * "Dependency specification".
 */
export function fromPoetryConstraint(constraint: string): string | undefined {
  const alternatives = constraint.split(/\|\|?/).map(alternative => fromPoetryRange(alternative));
  const [first, ...others] = alternatives;
  if (first === undefined || others.length === 0) return first;
  return others.reduce<string | undefined>(
    (range, other) => (range === undefined ? undefined : hull(range, other)),
    first,
  );
}

function fromPoetryRange(constraint: string): string {
  return constraint
    .split(',')
    .map(part => fromPoetryPart(part.trim()))
    .filter(part => part !== '')
    .join(',');
}

const RANGE = /^>=([0-9.]+),<([0-9.]+)$/;

/** Two ranges as one, when the second starts no later than the first ends. */
function hull(a: string, b: string): string | undefined {
  const [, fromA, toA] = RANGE.exec(a) ?? [];
  const [, fromB, toB] = RANGE.exec(b) ?? [];
  if (fromA === undefined || toA === undefined || fromB === undefined || toB === undefined) return undefined;
  if (compareNumbers(fromB, toA) > 0 || compareNumbers(fromA, toB) > 0) return undefined;
  return `>=${compareNumbers(fromA, fromB) <= 0 ? fromA : fromB},<${compareNumbers(toA, toB) >= 0 ? toA : toB}`;
}

/** Compares dotted numbers; missing ones are zero. */
function compareNumbers(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function fromPoetryPart(part: string): string {
  if (part === '*' || part === '') return '';
  const [, operator = '', version = ''] = /^(\^|~(?!=))?\s*(.*)$/.exec(part) ?? [];
  if (operator === '') return /^[0-9]/.test(part) ? `==${part}` : part.replace(/\s+/g, '');
  const numbers = version.split('.').map(number => Number.parseInt(number, 10));
  if (numbers.length === 0 || numbers.some(number => Number.isNaN(number))) return part;
  // The caret holds the first number that is not zero, the tilde the minor one where there is one.
  const firstSet = numbers.findIndex(number => number !== 0);
  const held = operator === '^' ? (firstSet < 0 ? numbers.length - 1 : firstSet) : Math.min(1, numbers.length - 1);
  const upper = numbers
    .map((number, index) => (index < held ? number : index === held ? number + 1 : 0))
    .slice(0, Math.max(held + 1, 2));
  if (upper.length === 1) upper.push(0);
  return `>=${version},<${upper.join('.')}`;
}
