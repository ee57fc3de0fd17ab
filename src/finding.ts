/** What the linter says of a package: findings, what it could not decide, and its own crashes. */
import type { Span } from './source.ts';

/** `error` breaks the policy or the start of the host, and is certain; `warning` is very likely wrong; `info` is advice. */
export type Severity = 'error' | 'warning' | 'info';

export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** What is known of one limit: it is kept, it is broken (with findings), or it could not be decided. */
export type Verdict = 'kept' | 'broken' | 'undecided';

/** One step on the way to a finding: an import, an assignment, a call, a loop element. */
export interface Step {
  readonly at: Span;
  readonly message: string;
}

/** A replacement that would mend a finding; applied to the text of `at.file`. */
export interface Fix {
  readonly at: Span;
  readonly text: string;
  readonly description: string;
}

export interface Finding {
  /** `<limit>/<id>` of the rule. */
  readonly rule: string;
  readonly limit: string;
  readonly severity: Severity;
  /** Whether the rule breaks its limit; independent of severity and suppressions. */
  readonly breaks: boolean;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
  /** The rule's message with `data` filled in. */
  readonly message: string;
  readonly at: Span;
  /** Module of the plugin concerned, when the distribution holds one or more. */
  readonly plugin?: string;
  /** Host releases concerned, when not all that were checked are. */
  readonly releases?: readonly string[];
  /** From the origin to the finding. */
  readonly trace: readonly Step[];
  readonly related: readonly Step[];
  readonly fix?: Fix;
  /** When the finding names several things at its place: what was found of each of them, this one's own part first. */
  readonly each?: readonly Finding[];
}

/** A place that could not be analysed, and the limit whose verdict hangs on it. */
export interface Undecided {
  readonly limit: string;
  readonly reason: string;
  readonly at: Span;
}

/** A bug of ours: caught once a rule or stage, reported, exit code 2. */
export interface Crash {
  readonly stage: string;
  readonly rule?: string;
  readonly message: string;
  readonly stack?: string;
}

const RANK = { error: 0, warning: 1, info: 2 } as const satisfies Record<Severity, number>;

/** True when `severity` is at least as grave as `floor`. */
export function atLeast(severity: Severity, floor: Severity): boolean {
  return RANK[severity] <= RANK[floor];
}

/** Code-unit order, which no locale changes. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The one order of findings: file, place, severity, rule, message. Code-unit order, so that no locale changes it. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.start - b.at.start ||
    a.at.end - b.at.end ||
    RANK[a.severity] - RANK[b.severity] ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

/** The one order of undecided places: file, place, limit, reason. */
export function compareUndecided(a: Undecided, b: Undecided): number {
  return (
    compareText(a.at.file, b.at.file) ||
    a.at.start - b.at.start ||
    compareText(a.limit, b.limit) ||
    compareText(a.reason, b.reason)
  );
}
