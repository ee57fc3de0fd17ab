/** From a result to an exit code. */
import { SEVERITIES, atLeast, type Severity } from '../finding.ts';
import type { LintResult } from '../result.ts';
import { didYouMean } from '../settings/nearest.ts';
import { CliError, type ExitCode } from './command.ts';

export interface FailOn {
  readonly severity: Severity | 'never';
  readonly undecided: boolean;
}

const CHOICES = [...SEVERITIES, 'never', 'undecided'] as const;

const isChoice = (text: string): text is (typeof CHOICES)[number] => CHOICES.some(choice => choice === text);

/**
 * Parses `--fail-on`: `error` (the default), `warning`, `info` or `never`, and `undecided` after a comma or alone.
 * @throws CliError for anything else
 */
export function parseFailOn(text: string): FailOn {
  let severity: FailOn['severity'] | undefined;
  let undecided = false;
  for (const part of text.split(',').map(word => word.trim())) {
    if (!isChoice(part)) {
      throw new CliError(
        `--fail-on: unknown value "${part}".${didYouMean(part, CHOICES)} Use error, warning, info or never, and ",undecided" to fail on undecided limits too.`,
      );
    }
    if (part === 'undecided') undecided = true;
    else if (severity === undefined) severity = part;
    else throw new CliError(`--fail-on: "${severity}" and "${part}" exclude each other; give one of them.`);
  }
  return { severity: severity ?? 'error', undecided };
}

/** The least grave severity that fails any of the packages; `error` when none does. */
export function failFloor(result: LintResult, asked: FailOn | undefined): Severity {
  const floors = result.packages.map(({ failOn }) => (asked ?? parseFailOn(failOn ?? 'error')).severity);
  return [...SEVERITIES].reverse().find(severity => floors.includes(severity)) ?? 'error';
}

/**
 * The exit code of a result. A path that could not be opened and a crash count as 2, whatever was found.
 * @param asked `--fail-on`; without it each package's own settings decide
 */
export function exitCode(result: LintResult, asked: FailOn | undefined): ExitCode {
  const { packages, unopened } = result;
  if (unopened.length > 0 || packages.length === 0 || packages.some(({ crashes }) => crashes.length > 0)) return 2;
  const fails = packages.some(({ findings, verdicts, failOn }) => {
    const { severity, undecided } = asked ?? parseFailOn(failOn ?? 'error');
    const grave = severity !== 'never' && findings.some(finding => atLeast(finding.severity, severity));
    return grave || (undecided && Object.values(verdicts).includes('undecided'));
  });
  return fails ? 1 : 0;
}
