/** Counts that several formats give. */
import type { Finding, Severity } from '../finding.ts';

/** Findings by severity over packages. */
export function severityCounts(
  packages: readonly { readonly findings: readonly Finding[] }[],
): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { findings } of packages) for (const { severity } of findings) counts[severity]++;
  return counts;
}
