/** The JSON report, for programs. Its shape is `reportSchema` (schema/report.schema.json). */
import type { Finding, Step, Verdict } from '../finding.ts';
import type { PackageKind } from '../package/package.ts';
import type { LintResult, PackageResult, Unopened } from '../result.ts';
import { packageFingerprints } from './fingerprint.ts';
import type { ReportFormat, ReportOptions } from './format.ts';
import type { Report, ReportPackage } from './json-schema.ts';
import { REPORT_LIMITS, type ReportLimit } from './limits.ts';
import { Places } from './places.ts';
import { severityCounts } from './summary.ts';

/** A rule's limit is one of the report's; anything else is our bug. */
function reportLimit(limit: string): ReportLimit {
  const known = REPORT_LIMITS.find(id => id === limit);
  if (known === undefined) throw new Error(`"${limit}" is not a limit of the report`);
  return known;
}

const verdicts = (of: (limit: ReportLimit) => Verdict): ReportPackage['verdicts'] =>
  // One entry a limit, which `Object.fromEntries` cannot say.
  Object.fromEntries(REPORT_LIMITS.map(limit => [limit, of(limit)])) as ReportPackage['verdicts'];

function packageEntry(result: PackageResult): ReportPackage {
  const places = new Places(result);
  const prints = packageFingerprints(result, places);
  const place = ({ at, message }: Step): ReportPackage['findings'][number]['trace'][number] => {
    const { line, column } = places.region(at);
    return { file: at.file, line, column, message };
  };
  const entry = (finding: Finding, fingerprint: string): ReportPackage['findings'][number] => ({
    rule: finding.rule,
    limit: reportLimit(finding.limit),
    severity: finding.severity,
    message: finding.message,
    plugin: finding.plugin ?? null,
    file: finding.at.file,
    ...places.region(finding.at),
    ...(finding.releases === undefined ? {} : { releases: [...finding.releases] }),
    trace: finding.trace.map(place),
    related: finding.related.map(place),
    ...(finding.each === undefined
      ? {}
      : { each: finding.each.map(one => ({ message: one.message, trace: one.trace.map(place) })) }),
    fingerprint,
  });
  return {
    path: result.path,
    kind: result.kind,
    distribution: { name: result.distribution.name, version: result.distribution.version },
    plugins: result.plugins.map(({ module, label }) => ({ module, label })),
    verdicts: verdicts(limit => result.verdicts[limit] ?? 'undecided'),
    findings: result.findings.map((finding, index) => entry(finding, prints.findings[index] ?? '')),
    suppressed: result.suppressed.map(({ finding, kind, justification }, index) => ({
      ...entry(finding, prints.suppressed[index] ?? ''),
      kind,
      justification,
    })),
    undecided: result.undecided.map(({ limit, reason, at }) => {
      const { line, column } = places.region(at);
      return { limit: reportLimit(limit), reason, file: at.file, line, column };
    }),
    crashes: result.crashes.map(({ stage, rule, message }) => ({
      stage,
      ...(rule === undefined ? {} : { rule }),
      message,
    })),
    notes: [...result.coverage.notes],
  };
}

/** What an unopened path would have been, by its name. */
function kindByName(path: string): PackageKind {
  if (/\.whl$/i.test(path)) return 'wheel';
  if (/\.(tar(\.\w+)?|tgz)$/i.test(path)) return 'sdist';
  return /\.zip$/i.test(path) ? 'zip' : 'directory';
}

const unopenedEntry = ({ path, message }: Unopened): ReportPackage => ({
  path,
  kind: kindByName(path),
  distribution: { name: null, version: null },
  plugins: [],
  verdicts: verdicts(() => 'undecided'),
  findings: [],
  suppressed: [],
  undecided: [],
  crashes: [{ stage: 'open', message }],
  notes: [],
});

/** The report as data. Paths that could not be opened are entries with a crash of stage `open`. */
export function jsonReportData(result: LintResult, { tool }: Pick<ReportOptions, 'tool'>): Report {
  const { error, warning, info } = severityCounts(result.packages);
  return {
    version: 1,
    tool: { name: tool.name, version: tool.version },
    host: { name: result.host.name, releases: [...result.host.releases] },
    packages: [...result.packages.map(packageEntry), ...result.unopened.map(unopenedEntry)],
    summary: {
      errors: error,
      warnings: warning,
      infos: info,
      files: result.packages.reduce((sum, { coverage }) => sum + coverage.files, 0),
      undecided: result.packages.reduce((sum, { undecided }) => sum + undecided.length, 0),
      suppressed: result.packages.reduce((sum, { suppressed }) => sum + suppressed.length, 0),
    },
  };
}

export const json: ReportFormat = (result, _rules, options) =>
  `${JSON.stringify(jsonReportData(result, options), null, 2)}\n`;
