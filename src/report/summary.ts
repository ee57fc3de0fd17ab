/** Counts that several formats give. */
import type { Finding, Severity } from '../finding.ts';
import type { LintResult, PackageResult, Unopened } from '../result.ts';
import { REPORT_LIMITS } from './limits.ts';
import { counted } from './terminal.ts';

/** Findings by severity over packages. */
export function severityCounts(
  packages: readonly { readonly findings: readonly Finding[] }[],
): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { findings } of packages) for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** Why a path could not be opened, with the path unless the message names it already. */
export function unopenedMessage({ path, message }: Unopened): string {
  return message.includes(path) ? message : `${path}: ${message}`;
}

/** `2 errors, 1 warning`; empty when there is nothing to count. */
export function severityList(packages: readonly Pick<PackageResult, 'findings'>[]): string {
  const { error, warning, info } = severityCounts(packages);
  return [
    ...(error > 0 ? [counted(error, 'error')] : []),
    ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ...(info > 0 ? [counted(info, 'info')] : []),
  ].join(', ');
}

/** What is not kept, in words: `2 limits broken, 1 undecided`; empty when all are kept. */
function limitList(packages: readonly PackageResult[]): string {
  const verdicts = packages.flatMap(one => Object.values(one.verdicts));
  const broken = verdicts.filter(verdict => verdict === 'broken').length;
  const undecided = verdicts.filter(verdict => verdict === 'undecided').length;
  if (broken === 0) return undecided === 0 ? '' : 'Not every limit could be decided';
  return `${counted(broken, 'limit')} broken${undecided === 0 ? '' : `, ${undecided} undecided`}`;
}

/** A call in one line: `2 errors, 1 warning in 1 package; 3 suppressed.` */
export function conclusion({ packages, unopened }: LintResult): string {
  const found = severityList(packages);
  const undecided = packages.reduce((sum, result) => sum + result.undecided.length, 0);
  const crashes = packages.reduce((sum, result) => sum + result.crashes.length, 0);
  const suppressed = packages.reduce((sum, result) => sum + result.suppressed.length, 0);
  const also = [
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    ...(undecided > 0 ? [`${counted(undecided, 'place')} undecided`] : []),
    ...(crashes > 0 ? [counted(crashes, 'crash', 'crashes')] : []),
    ...(unopened.length > 0 ? [`${counted(unopened.length, 'path')} not opened`] : []),
  ].join(', ');
  if (packages.length === 0) return `Nothing was linted: ${counted(unopened.length, 'path')} not opened.`;
  const where = `in ${counted(packages.length, 'package')}`;
  if (found !== '') return `${found} ${where}${also === '' ? '' : `; ${also}`}.`;
  // Broken without a finding: what breaks it is suppressed, which changes no verdict.
  const limits = limitList(packages);
  const all =
    packages.length === 1 ? `All ${REPORT_LIMITS.length} limits are kept` : 'All limits are kept in all packages';
  const none = suppressed > 0 ? 'No open findings' : 'No findings';
  return `${none} ${where}${also === '' ? '' : `; ${also}`}. ${limits === '' ? all : limits}.`;
}
