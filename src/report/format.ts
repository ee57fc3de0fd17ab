/** What every report format is given. */
import type { RuleMeta } from '../derive/meta.ts';
import type { Severity } from '../finding.ts';
import type { LintResult } from '../result.ts';

export interface ReportOptions {
  readonly tool: {
    readonly name: string;
    readonly version: string;
    /** `homepage` of package.json; empty while there is none. */
    readonly homepage: string;
  };
  /** Colours and other terminal sequences; text only. */
  readonly color: boolean;
  /** Errors only, without what follows them; text only. */
  readonly quiet: boolean;
  /** With `quiet`, what is told from which severity on; `error` without. Nothing that fails a call is kept back. */
  readonly quietFrom?: Severity;
  /**
   * Leaves suppressed findings out; SARIF only. GitHub code scanning does not read `suppressions` and would open an alert for each.
   */
  readonly openOnly?: boolean;
}

/** A report as a string ending in a line end, or empty. Pure and deterministic. */
export type ReportFormat = (result: LintResult, rules: readonly RuleMeta[], options: ReportOptions) => string;
