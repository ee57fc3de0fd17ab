/**
 * Suppressions in the package's own files: `plugin-lint: ignore[<rule>, …] -- reason (until 2027-01-01)` in a comment.
 * One that stands behind code is for its line, one on a line of its own for the next line of code.
 */
import type { Finding } from '../finding.ts';
import type { Span } from '../source.ts';
import { findRule } from './rule-setting.ts';

export interface Suppression {
  /** The comment. */
  readonly at: Span;
  /** As written; `*` is not known, every rule is named. */
  readonly rules: readonly string[];
  readonly reason: string | null;
  /** ISO date, `null` without. */
  readonly until: string | null;
  /** 1-based line that it is for. */
  readonly line: number;
}

export interface Suppressed {
  readonly finding: Finding;
  /** `inline` for a comment, `baseline` for an accepted finding of a baseline file. */
  readonly kind: 'inline' | 'baseline';
  readonly justification: string;
}

/** What is wrong with a suppression: a message id of rules/packaging/suppression.ts, with its data. */
export interface SuppressionProblem {
  readonly at: Span;
  readonly message: 'malformed' | 'unknownRule' | 'missingReason' | 'expired' | 'useless';
  readonly data: Readonly<Record<string, string>>;
}

const DIRECTIVE = /plugin-lint:\s*(\w*)\s*(?:\[([^\]]*)\])?\s*(?:--\s*(.*))?/;
const UNTIL = /\(until (\d{4}-\d{2}-\d{2})\)/;

/** How comments begin in the files that can hold a suppression. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  py: ['#'],
  toml: ['#'],
  cfg: ['#'],
  html: ['{#', '<!--'],
  txt: ['{#'],
  sql: ['--'],
  css: ['/*'],
  js: ['//', '/*'],
  ts: ['//', '/*'],
};

/** True for files that can hold suppressions. */
export function holdsSuppressions(file: string): boolean {
  return Object.hasOwn(OPENERS, file.slice(file.lastIndexOf('.') + 1));
}

/**
 * The suppressions of a text. In a string they count as well: a text that says `# plugin-lint: ignore[…]` on a line of its own is
 * not told apart from a comment, which at worst gives a suppression that is reported as useless.
 */
export function findSuppressions(file: string, text: string): { found: Suppression[]; problems: SuppressionProblem[] } {
  const found: Suppression[] = [];
  const problems: SuppressionProblem[] = [];
  if (!text.includes('plugin-lint:')) return { found, problems };
  const openers = OPENERS[file.slice(file.lastIndexOf('.') + 1)] ?? [];
  const lines = text.split('\n');
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    const word = line.indexOf('plugin-lint:');
    const opener = openers.find(one => word > 0 && line.slice(0, word).trimEnd().endsWith(one));
    if (word >= 0 && opener !== undefined) {
      const start = line.lastIndexOf(opener, word);
      const comment = line.slice(start).replace(/\s*(#\}|-->|\*\/)?\s*$/, '');
      const at: Span = { file, start: offset + start, end: offset + start + comment.length };
      const parsed = parse(comment);
      if (parsed) {
        const own = line.slice(0, start).trim() === '';
        found.push({ at, ...parsed, line: own ? nextCodeLine(lines, index, openers) : index + 1 });
      } else problems.push({ at, message: 'malformed', data: { text: comment } });
    }
    offset += line.length + 1;
  }
  return { found, problems };
}

function parse(comment: string): Pick<Suppression, 'rules' | 'reason' | 'until'> | undefined {
  const match = DIRECTIVE.exec(comment);
  const [, verb, list, rest = ''] = match ?? [];
  if (verb !== 'ignore' || list === undefined) return undefined;
  const rules = list
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  if (rules.length === 0) return undefined;
  const until = UNTIL.exec(rest)?.[1] ?? null;
  const reason = rest.replace(UNTIL, '').trim();
  return { rules, reason: reason === '' ? null : reason, until };
}

function nextCodeLine(lines: readonly string[], index: number, openers: readonly string[]): number {
  for (let next = index + 1; next < lines.length; next++) {
    const text = (lines[next] ?? '').trim();
    if (text !== '' && !openers.some(opener => text.startsWith(opener))) return next + 1;
  }
  return index + 1;
}

export interface SuppressionOptions {
  /** `<limit>/<id>` of every rule there is. */
  readonly known: readonly string[];
  /** Those that were run: only for them a suppression can be useless. */
  readonly active: ReadonlySet<string>;
  /** ISO date of today, for expiry. */
  readonly today: string;
  /** 1-based line on which a finding starts. */
  readonly lineOf: (at: Span) => number;
}

/** Takes the suppressed findings out, and tells what is wrong with suppressions. */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  options: SuppressionOptions,
): { kept: Finding[]; suppressed: Suppressed[]; problems: SuppressionProblem[] } {
  const problems: SuppressionProblem[] = [];
  const usable: { suppression: Suppression; rules: Set<string>; reason: string; used: Set<string> }[] = [];
  for (const suppression of suppressions) {
    const { at, reason, until } = suppression;
    const rules = new Set<string>();
    for (const name of suppression.rules) {
      const rule = findRule(name, options.known);
      if (rule.ok) rules.add(rule.value);
      else problems.push({ at, message: 'unknownRule', data: { problem: rule.problem } });
    }
    if (reason === null) problems.push({ at, message: 'missingReason', data: {} });
    else if (until !== null && until < options.today) problems.push({ at, message: 'expired', data: { until } });
    else usable.push({ suppression, rules, reason, used: new Set() });
  }
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const line = options.lineOf(finding.at);
    const by = usable.find(
      one =>
        one.suppression.at.file === finding.at.file && one.suppression.line === line && one.rules.has(finding.rule),
    );
    if (by) {
      by.used.add(finding.rule);
      suppressed.push({ finding, kind: 'inline', justification: by.reason });
    } else kept.push(finding);
  }
  for (const { suppression, rules, used } of usable) {
    const idle = [...rules].filter(rule => options.active.has(rule) && !used.has(rule));
    if (idle.length > 0) problems.push({ at: suppression.at, message: 'useless', data: { rules: idle.join(', ') } });
  }
  return { kept, suppressed, problems };
}
