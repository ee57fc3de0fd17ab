/** The public API: what a program that embeds the linter calls. */
export { lint, UsageError } from './lint.ts';
export type { LintOptions } from './lint.ts';
export type { Crash, Finding, Fix, Severity, Step, Undecided, Verdict } from './finding.ts';
export type { Coverage, LintResult, PackageResult, PluginIdentity, Unopened } from './result.ts';
export type { PackageKind } from './package/package.ts';
export type { Span } from './source.ts';
export { inspect } from './inspect/index.ts';
