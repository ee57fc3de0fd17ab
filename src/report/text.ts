/** The text report, for a person. */
import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types.js';
import type { RuleMeta } from '../derive/meta.ts';
import { atLeast, SEVERITIES } from '../finding.ts';
import type { Severity } from '../finding.ts';
import type { LintResult, PackageResult } from '../result.ts';
import { foldFindings } from './fold.ts';
import type { ReportFormat } from './format.ts';
import { Places } from './places.ts';
import { conclusion, unopenedMessage } from './summary.ts';
import { escapeText, wrap } from './terminal.ts';
import { drawFinding, WIDTH } from './text-finding.ts';
import { drawSummary, packageTitle } from './text-summary.ts';

/** The findings of a package, grouped by file, each a block. A rule's remedy is told the first time only. */
function findingBlocks(
  result: PackageResult,
  host: string,
  remedies: ReadonlyMap<string, string>,
  floor: Severity,
  colors: Colors,
): string[] {
  const places = new Places(result);
  const told = new Set<string>();
  const blocks: string[] = [];
  let file: string | undefined;
  const findings = result.findings.filter(({ severity }) => atLeast(severity, floor));
  for (const folded of foldFindings(findings)) {
    const { head } = folded;
    if (head.at.file !== file) {
      file = head.at.file;
      blocks.push(colors.underline(escapeText(file)));
    }
    const remedy = told.has(head.rule) ? undefined : remedies.get(head.rule);
    told.add(head.rule);
    blocks.push(drawFinding(folded, { places, colors, remedy, host }));
  }
  return blocks;
}

/** The one thing to do now. */
function nextStep({ packages }: LintResult): string {
  for (const severity of SEVERITIES) {
    for (const { findings } of packages) {
      const finding = findings.find(candidate => candidate.severity === severity);
      if (finding) return `Next: \`plugin-lint explain ${finding.rule}\` tells why, and what to do instead.`;
    }
  }
  if (packages.some(({ suppressed }) => suppressed.length > 0)) {
    return 'Next: `--format json` lists what is suppressed, with the reasons.';
  }
  if (packages.some(({ undecided }) => undecided.length > 0)) return 'Next: look at the undecided places above by eye.';
  return 'Next: run it on every commit, so that it stays so.';
}

/**
 * The report for a terminal or a log. Whatever comes from the package (names, source, messages) is escaped, so that it cannot
 * forge output. Empty when there is nothing to tell: no package could be opened, or `quiet` and no error.
 */
export const text: ReportFormat = (result, rules: readonly RuleMeta[], { color, quiet, quietFrom = 'error' }) => {
  const colors = picocolors.createColors(color);
  const host = result.host.name === 'netbox' ? 'NetBox' : result.host.name;
  const remedies = new Map(rules.map(({ name, remedy }) => [name, remedy]));
  const several = result.packages.length + result.unopened.length > 1;
  const blocks: string[] = [];
  for (const entry of result.packages) {
    const findings = findingBlocks(entry, host, remedies, quiet ? quietFrom : 'info', colors);
    if (several && !(quiet && findings.length === 0)) {
      blocks.push(colors.bold(`==== ${packageTitle(entry)} (${escapeText(entry.path)})`));
    }
    blocks.push(...findings);
    if (!quiet) blocks.push(drawSummary(entry, host, colors));
  }
  if (!quiet && result.packages.length > 0) {
    blocks.push(...result.unopened.map(path => wrap(`Not opened: ${escapeText(unopenedMessage(path))}`, WIDTH, 2)));
    blocks.push(`${colors.bold(conclusion(result))}\n${nextStep(result)}`);
  }
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
};
