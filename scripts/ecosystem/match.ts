/** Holds findings against labels. Pure: reports in, counts out. */
import type { Severity } from '../../src/finding.ts';
import type { Label, Review, Root } from './lists.ts';

/** Of a finding in the JSON report, what the comparison needs. */
export interface ReportedFinding {
  readonly rule: string;
  readonly limit: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly fingerprint: string;
}

/** Findings of one published file of a package. */
export interface LintedFile {
  readonly package: string;
  readonly root: Root;
  readonly findings: readonly ReportedFinding[];
}

/** A violation as its reader saw it: all labels of one site. */
export interface Act {
  readonly site: string;
  readonly limit: string;
  readonly severity: 'hard' | 'soft';
  readonly labels: readonly Label[];
  readonly met: boolean;
}

export interface FlaggedPlace {
  readonly label: Label;
  readonly finding: ReportedFinding;
}

export interface Unmatched {
  readonly package: string;
  readonly root: Root;
  readonly finding: ReportedFinding;
}

export interface Comparison {
  readonly acts: readonly Act[];
  /** Labels of places that are allowed and look as though they were not. */
  readonly tricky: readonly Label[];
  readonly flagged: readonly FlaggedPlace[];
  /** Errors beside no violation. */
  readonly errors: readonly Unmatched[];
  /** Warnings beside no violation and no borderline place. */
  readonly warnings: readonly Unmatched[];
}

/** A reader and a rule may each choose a line of one statement. */
const NEAR = 2;

/** Which severities meet an act: a hard one must be said loudly. */
const MEETS: Readonly<Record<Label['severity'], ReadonlySet<Severity>>> = {
  hard: new Set(['error']),
  soft: new Set(['error', 'warning']),
};

/** Same limit, same file, within two lines; a label on line 1 stands for its whole file. */
export function isAt(finding: ReportedFinding, label: Label): boolean {
  return (
    finding.limit === label.limit &&
    finding.file === label.file &&
    (label.line === 1 || Math.abs(finding.line - label.line) <= NEAR)
  );
}

/** Compares what was linted with the labels of those files; labels of files that were not linted are left out. */
export function compare(files: readonly LintedFile[], labels: readonly Label[]): Comparison {
  const byFile = new Map(files.map(file => [key(file.package, file.root), file]));
  const concerned = labels.filter(label => byFile.has(key(label.plugin, label.root)));
  const findingsFor = (label: Label): readonly ReportedFinding[] =>
    byFile.get(key(label.plugin, label.root))?.findings ?? [];

  const sites = new Map<string, Label[]>();
  for (const label of concerned) {
    if (label.verdict !== 'violation') continue;
    const site = sites.get(label.site);
    if (site) site.push(label);
    else sites.set(label.site, [label]);
  }
  const acts = [...sites].flatMap(([site, [first, ...rest]]): Act[] => {
    if (!first) return [];
    const all = [first, ...rest];
    const met = all.some(label =>
      findingsFor(label).some(finding => MEETS[label.severity].has(finding.severity) && isAt(finding, label)),
    );
    return [{ site, limit: first.limit, severity: first.severity, labels: all, met }];
  });

  const tricky = concerned.filter(label => label.verdict === 'ok-but-tricky');
  const flagged = tricky.flatMap(label =>
    findingsFor(label)
      .filter(
        finding =>
          finding.severity !== 'info' &&
          finding.limit === label.limit &&
          finding.file === label.file &&
          finding.line === label.line,
      )
      .map(finding => ({ label, finding })),
  );

  const unmatched = (severity: Severity, verdicts: ReadonlySet<Label['verdict']>): readonly Unmatched[] =>
    files.flatMap(file => {
      const near = concerned.filter(
        label => verdicts.has(label.verdict) && label.plugin === file.package && label.root === file.root,
      );
      return file.findings
        .filter(finding => finding.severity === severity && !near.some(label => isAt(finding, label)))
        .map(finding => ({ package: file.package, root: file.root, finding }));
    });

  return {
    acts,
    tricky,
    flagged,
    errors: unmatched('error', new Set(['violation'])),
    warnings: unmatched('warning', new Set(['violation', 'borderline'])),
  };
}

function key(name: string, root: Root): string {
  return `${name} ${root}`;
}

export interface ReviewState {
  /** Unmatched errors that no reader has looked at. */
  readonly unreviewed: readonly Unmatched[];
  readonly counts: Readonly<Record<Review['verdict'], number>>;
  /** Reviews of these packages whose finding is no longer there. */
  readonly stale: readonly Review[];
}

/** Holds the unmatched errors against the review list; `packages`: those that were linted. */
export function review(
  errors: readonly Unmatched[],
  reviews: readonly Review[],
  packages: ReadonlySet<string>,
): ReviewState {
  const byKey = new Map(reviews.map(one => [`${one.package} ${one.fingerprint}`, one]));
  const counts = { true: 0, false: 0, debatable: 0 };
  const unreviewed: Unmatched[] = [];
  const used = new Set<Review>();
  for (const error of errors) {
    const found = byKey.get(`${error.package} ${error.finding.fingerprint}`);
    if (found) {
      counts[found.verdict]++;
      used.add(found);
    } else unreviewed.push(error);
  }
  return { unreviewed, counts, stale: reviews.filter(one => packages.has(one.package) && !used.has(one)) };
}
