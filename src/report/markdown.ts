/**
 * Markdown (GitHub's and GitLab's) for a comment on a pull request and the summary of a job: the conclusion, a table with a verdict
 * for each limit, and the findings. What comes from the package cannot become markup, a link or a mention.
 */
import type { Finding, Severity, Verdict } from '../finding.ts';
import type { LintResult, PackageResult } from '../result.ts';
import type { ReportFormat } from './format.ts';
import { joinPath } from './location.ts';
import { REPORT_LIMITS } from './limits.ts';
import { Places } from './places.ts';
import { conclusion, unopenedMessage } from './summary.ts';
import { counted, escapeText } from './terminal.ts';
import { wellFormed } from './unicode.ts';

/** Findings and places that are listed for one package; a comment of GitHub holds 65,536 characters. */
const MAX_LISTED = 50;

const SIGN = { kept: '✅', broken: '❌', undecided: '❔' } as const satisfies Record<Verdict, string>;

/**
 * Text as text: ASCII punctuation that Markdown reads is escaped (CommonMark 2.4), and an empty comment stands where GitHub would
 * make a mention, a reference or a link of plain text, which no backslash keeps it from.
 */
export function markdownText(text: string): string {
  return wellFormed(escapeText(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/@|\\#|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-\d)/gi, '$&<!-- -->');
}

/** Inline code, also for text that holds backticks. */
function code(text: string): string {
  const flat = wellFormed(escapeText(text));
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

const HEADING = { error: 'Errors', warning: 'Warnings', info: 'Advice' } as const satisfies Record<Severity, string>;

function verdictRow(result: PackageResult, limit: string): string {
  const verdict = result.verdicts[limit] ?? 'undecided';
  const count = (severity: Severity): number =>
    result.findings.filter(finding => finding.limit === limit && finding.severity === severity).length;
  const places = result.undecided.filter(place => place.limit === limit).length;
  const suppressed = result.suppressed.filter(({ finding }) => finding.limit === limit).length;
  const cells = [
    `\`${limit}\``,
    `${SIGN[verdict]} ${verdict}`,
    ...[count('error'), count('warning'), count('info'), places, suppressed].map(number =>
      number === 0 ? '' : String(number),
    ),
  ];
  return `| ${cells.join(' | ')} |`;
}

function findingItem(finding: Finding, result: PackageResult, places: Places): string {
  const { line } = places.region(finding.at);
  const onDisk = result.kind === 'directory' || result.kind === 'installed';
  const file = onDisk ? joinPath(result.rootFromCwd, finding.at.file) : finding.at.file;
  return `- ${code(`${file}:${line}`)} ${markdownText(finding.message)} (\`${finding.rule}\`)`;
}

function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const rest = items.length - MAX_LISTED;
  return [
    `<details><summary>${title}: ${items.length}</summary>`,
    [...items.slice(0, MAX_LISTED), ...(rest > 0 ? [`- … and ${rest} more`] : [])].join('\n'),
    '</details>',
  ];
}

function packageBlocks(result: PackageResult): string[] {
  const { distribution, coverage, findings, undecided, suppressed, crashes } = result;
  const places = new Places(result);
  const of = (severity: Severity): string[] =>
    findings.filter(finding => finding.severity === severity).map(finding => findingItem(finding, result, places));
  const name = distribution.name ?? result.path;
  const against =
    coverage.releases.length === 0 ? '' : `, held against ${counted(coverage.releases.length, 'release')}`;
  return [
    `### ${markdownText(distribution.version === null ? name : `${name} ${distribution.version}`)}`,
    `${counted(coverage.files, 'file')} read and not run${against}.`,
    [
      '| limit | verdict | errors | warnings | advice | undecided places | suppressed |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
      ...REPORT_LIMITS.map(limit => verdictRow(result, limit)),
    ].join('\n'),
    ...coverage.notes.map(note => `Note: ${markdownText(note)}`),
    ...crashes.map(
      ({ stage, rule, message }) => `**A bug of plugin-lint** in ${code(rule ?? stage)}: ${markdownText(message)}`,
    ),
    ...(['error', 'warning', 'info'] as const).flatMap(severity => listed(HEADING[severity], of(severity))),
    ...listed(
      'Undecided places',
      undecided.map(({ limit, reason, at }) => {
        const { line } = places.region(at);
        return `- ${code(`${at.file}:${line}`)} ${markdownText(reason)} (\`${limit}\`)`;
      }),
    ),
    ...listed(
      'Suppressed findings',
      suppressed.map(
        ({ finding, justification }) => `${findingItem(finding, result, places)}: ${markdownText(justification)}`,
      ),
    ),
  ];
}

export const markdown: ReportFormat = (result: LintResult) => {
  const blocks = [
    '## plugin-lint',
    markdownText(conclusion(result)),
    ...result.packages.flatMap(packageBlocks),
    ...result.unopened.map(path => `**Not linted**: ${markdownText(unopenedMessage(path))}`),
  ];
  return `${blocks.join('\n\n')}\n`;
};
