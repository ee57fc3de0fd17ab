/** The files through which an action speaks to the runner: outputs and the summary of the job. */
import type { LintResult } from '../result.ts';
import { severityCounts } from '../report/summary.ts';
import type { ExitCode } from '../cli/command.ts';

/** The names in action.yml; a test compares. */
export const OUTPUT_NAMES = [
  'errors',
  'warnings',
  'infos',
  'undecided',
  'suppressed',
  'verdicts',
  'sarif-file',
  'exit-code',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** What later steps can read. `verdicts` is JSON: by package (its folder or archive from the workspace) a verdict for each limit. */
export function outputsOf(result: LintResult, sarifFile: string | undefined, exitCode: ExitCode): Outputs {
  const counts = severityCounts(result.packages);
  const sum = (count: (one: LintResult['packages'][number]) => number): string =>
    String(result.packages.reduce((total, one) => total + count(one), 0));
  return {
    errors: String(counts.error),
    warnings: String(counts.warning),
    infos: String(counts.info),
    undecided: sum(one => one.undecided.length),
    suppressed: sum(one => one.suppressed.length),
    verdicts: JSON.stringify(Object.fromEntries(result.packages.map(one => [one.rootFromCwd, one.verdicts]))),
    'sarif-file': sarifFile ?? '',
    'exit-code': String(exitCode),
  };
}

/**
 * The text of outputs for the file of GITHUB_OUTPUT, each between delimiters.
 * @param token so that no value can hold the delimiter: not to be guessed by who wrote the package
 */
export function outputLines(outputs: Outputs, token: string): string {
  const delimiter = `plugin_lint_${token}`;
  return OUTPUT_NAMES.map(name => `${name}<<${delimiter}\n${outputs[name]}\n${delimiter}\n`).join('');
}

/** Bytes of UTF-8 that the runner takes as the summary of a step; a larger one is refused whole. */
const MAX_SUMMARY = 1024 * 1024;

/** The summary within what the runner takes: whole lines, and a notice of what is missing. */
export function summaryText(markdown: string, max: number = MAX_SUMMARY): string {
  if (Buffer.byteLength(markdown) <= max) return markdown;
  const notice = '\n</details>\n\nThe rest does not fit in the summary; the log has all findings.\n';
  const room = max - Buffer.byteLength(notice);
  let size = 0;
  const lines: string[] = [];
  for (const line of markdown.split('\n')) {
    size += Buffer.byteLength(line) + 1;
    if (size > room) break;
    lines.push(line);
  }
  return `${lines.join('\n')}${notice}`;
}
