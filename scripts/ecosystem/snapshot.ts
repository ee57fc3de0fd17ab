/** The findings of a package as a text that is kept in the repository: one line a finding, no source of the package. */
import type { ReportedFinding } from './match.ts';

export interface SnapshotPart {
  /** Name of the linted file. */
  readonly file: string;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly findings: readonly ReportedFinding[];
  readonly undecided: readonly {
    readonly limit: string;
    readonly reason: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** Findings in the report's order; a part for each linted file. */
export function snapshot(parts: readonly SnapshotPart[]): string {
  return parts
    .map(part =>
      [
        `# ${part.file}`,
        ...Object.entries(part.verdicts).map(([limit, verdict]) => `${limit}: ${verdict}`),
        ...part.findings.map(
          finding => `${finding.severity} ${finding.rule} ${finding.file}:${finding.line} ${oneLine(finding.message)}`,
        ),
        ...part.undecided.map(place => `undecided ${place.limit} ${place.file}:${place.line} ${oneLine(place.reason)}`),
      ]
        .map(line => `${line}\n`)
        .join(''),
    )
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Lines that only one side has, each marked `-` (kept snapshot) or `+` (now); in the order of the texts. */
export function difference(kept: string, now: string): readonly string[] {
  const before = count(kept);
  const after = count(now);
  const surplus = (
    text: string,
    own: ReadonlyMap<string, number>,
    other: ReadonlyMap<string, number>,
    mark: string,
  ) => {
    const left = new Map(own);
    return text.split('\n').flatMap(line => {
      const more = (left.get(line) ?? 0) - (other.get(line) ?? 0);
      if (line === '' || more <= 0) return [];
      left.set(line, (left.get(line) ?? 0) - 1);
      return [`${mark} ${line}`];
    });
  };
  const lines = [...surplus(kept, before, after, '-'), ...surplus(now, after, before, '+')];
  return lines.length === 0 && kept !== now ? ['  the same lines in another order'] : lines;
}

function count(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
