/** A baseline: findings that were accepted once, by fingerprint, so that only new ones are reported. */
import type { Finding } from '../finding.ts';
import type { Suppressed } from './suppression.ts';

/** Of one distribution (or path, when it has no name): fingerprint → the rule, for people who read the file. */
export type BaselineEntries = Readonly<Record<string, string>>;

export interface Baseline {
  readonly version: 1;
  readonly packages: Readonly<Record<string, BaselineEntries>>;
}

/** Reads the text of a baseline file; a message when it is none. */
export function parseBaseline(text: string): { ok: true; baseline: Baseline } | { ok: false; message: string } {
  let document: unknown;
  try {
    document = JSON.parse(text) as unknown;
  } catch (error) {
    return { ok: false, message: `is not JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (!isBaseline(document)) return { ok: false, message: 'is no baseline of this version; write a new one' };
  return { ok: true, baseline: document };
}

function isBaseline(value: unknown): value is Baseline {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'packages' in value &&
    typeof value.packages === 'object' &&
    value.packages !== null
  );
}

/** The text of a baseline file: deterministic, one fingerprint a line, so that a review shows what changed. */
export function formatBaseline(packages: ReadonlyMap<string, readonly (readonly [string, string])[]>): string {
  const sorted = [...packages].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(
    ([name, prints]) => [name, Object.fromEntries([...prints].sort(([a], [b]) => (a < b ? -1 : 1)))] as const,
  );
  return `${JSON.stringify({ version: 1, packages: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** Takes out the findings that the baseline has; the same fingerprint is one place, so a swap of findings is not hidden. */
export function applyBaseline(
  findings: readonly Finding[],
  prints: readonly string[],
  accepted: BaselineEntries,
): { kept: Finding[]; suppressed: Suppressed[] } {
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  findings.forEach((finding, index) => {
    const print = prints[index] ?? '';
    if (accepted[print] === finding.rule) {
      suppressed.push({ finding, kind: 'baseline', justification: 'accepted in the baseline' });
    } else kept.push(finding);
  });
  return { kept, suppressed };
}
