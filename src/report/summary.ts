/** Counts that several formats give. */
import type { Finding, Severity } from '../finding.ts';
import type { Unopened } from '../result.ts';

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
