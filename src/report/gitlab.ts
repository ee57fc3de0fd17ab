/**
 * GitLab's Code Quality report: an array of `description`, `check_name`, `fingerprint`, `severity` and `location` ("Code Quality"
 * of its documentation, section "Import Code Quality results"). Paths are relative to the repository, without `./`.
 */
import { createHash } from 'node:crypto';
import type { Severity } from '../finding.ts';
import { packageFingerprints } from './fingerprint.ts';
import type { ReportFormat } from './format.ts';
import { locatedMessage, repositoryLocation } from './location.ts';
import { Places } from './places.ts';
import { unopenedMessage } from './summary.ts';
import { wellFormed } from './unicode.ts';

/** `info`, `minor`, `major`, `critical` and `blocker` are GitLab's; a blocker is a package that could not be judged. */
const SEVERITY = { error: 'critical', warning: 'major', info: 'info' } as const satisfies Record<Severity, string>;

export interface GitlabIssue {
  readonly description: string;
  readonly check_name: string;
  /** Unique in the report, the same after lines have moved. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'minor' | 'major' | 'critical' | 'blocker';
  readonly location: { readonly path: string; readonly lines: { readonly begin: number; readonly end: number } };
}

const hash = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const FIRST_LINE = { begin: 1, end: 1 } as const;

export const gitlab: ReportFormat = result => {
  const blocker = (path: string, kind: string, description: string, key: string): GitlabIssue => ({
    description: wellFormed(description),
    check_name: `plugin-lint/${kind}`,
    fingerprint: hash(kind, path, key),
    severity: 'blocker',
    location: { path: wellFormed(path), lines: FIRST_LINE },
  });
  const issues = [
    ...result.unopened.map(path => blocker(path.path, 'unopened', unopenedMessage(path), '')),
    ...result.packages.flatMap(one => {
      const places = new Places(one);
      const prints = packageFingerprints(one, places).findings;
      return [
        ...one.crashes.map(({ stage, rule, message }, index) =>
          blocker(one.rootFromCwd, 'crash', `A bug of plugin-lint in ${rule ?? stage}: ${message}`, String(index)),
        ),
        ...one.findings.map((finding, index): GitlabIssue => {
          const where = repositoryLocation(one, finding.at, places);
          const { region } = where;
          return {
            description: locatedMessage(where, finding.message),
            check_name: finding.rule,
            fingerprint: hash(one.rootFromCwd, prints[index] ?? ''),
            severity: SEVERITY[finding.severity],
            location: {
              path: where.path,
              lines: region === undefined ? FIRST_LINE : { begin: region.line, end: region.endLine },
            },
          };
        }),
      ];
    }),
  ];
  return `${JSON.stringify(issues, null, 2)}\n`;
};
