/** The outcome of linting, as plain data: what the report room renders. */
import type { Crash, Finding, Undecided, Verdict } from './finding.ts';
import type { Suppressed } from './settings/suppression.ts';
import type { PackageKind } from './package/package.ts';

export interface PluginIdentity {
  /** Dotted module as it would stand in the host's list of plugins. */
  readonly module: string;
  /** App label. */
  readonly label: string;
}

/** What was looked at, for the summary: a clean run says what was shown. */
export interface Coverage {
  /** Files read and judged. */
  readonly files: number;
  /** Files parsed for syntax and listed, not judged (tests, docs, what does not ship). */
  readonly notShipped: readonly string[];
  /** What was passed over, with the reason (`.venv`, minified bundles). */
  readonly ignored: readonly { readonly path: string; readonly reason: string }[];
  /** Host releases the rules were held against, oldest first. */
  readonly releases: readonly string[];
  /** How the releases were chosen, when the bounds do not say it; other remarks a reader needs. */
  readonly notes: readonly string[];
}

export interface PackageResult {
  /** As the user gave it, with `/`. */
  readonly path: string;
  readonly kind: PackageKind;
  /** The root relative to the current directory, with `/`; prefix of repo-relative URIs. */
  readonly rootFromCwd: string;
  readonly distribution: { readonly name: string | null; readonly version: string | null };
  readonly plugins: readonly PluginIdentity[];
  /** By limit id. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** In the one order of `compareFindings`. */
  readonly findings: readonly Finding[];
  /** Findings that a comment or a baseline answers; they count for the verdicts all the same. */
  readonly suppressed: readonly Suppressed[];
  /** Whether the findings were held against a baseline, whatever it accepted. */
  readonly baselined?: boolean;
  readonly undecided: readonly Undecided[];
  readonly crashes: readonly Crash[];
  readonly coverage: Coverage;
  /** `--fail-on` by the config file or profile of this package. */
  readonly failOn?: string;
  /** Text of a file of the package, for drawing; `undefined` when it is not text or not there. */
  source(file: string): string | undefined;
}

/** A path that could not be opened at all. */
export interface Unopened {
  readonly path: string;
  readonly message: string;
}

export interface LintResult {
  readonly host: { readonly name: string; readonly releases: readonly string[] };
  readonly packages: readonly PackageResult[];
  readonly unopened: readonly Unopened[];
}
