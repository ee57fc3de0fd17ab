/**
 * Lints published plugins and holds the findings against what readers found in them.
 *
 *   npm run ecosystem [-- --package NAME …] [--verbose] [--update]
 *
 * `--update` rewrites test/data/ecosystem/findings. Exit 1: a goal missed, an error that nobody reviewed, a snapshot
 * that differs, a crash. A package that cannot be had is skipped, and said.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPackages } from '../src/package/index.ts';
import type { Package } from '../src/package/index.ts';
import { DATA, readLabels, readPackages, readReviews } from './ecosystem/lists.ts';
import type { Label, ListedPackage, Root } from './ecosystem/lists.ts';
import { compare, review } from './ecosystem/match.ts';
import type { Comparison, LintedFile, ReportedFinding, Unmatched } from './ecosystem/match.ts';
import { difference, snapshot } from './ecosystem/snapshot.ts';
import type { SnapshotPart } from './ecosystem/snapshot.ts';
import { fetchAll } from './packages/fetch.ts';
import type { PublishedFile } from './packages/fetch.ts';
import { runCli } from './run/run.ts';
import { share, table } from './run/table.ts';

/** Of the JSON report (schema/), what is read here. */
interface Report {
  readonly packages: readonly {
    readonly verdicts: Readonly<Record<string, string>>;
    readonly findings: readonly ReportedFinding[];
    readonly undecided: SnapshotPart['undecided'];
    readonly crashes: readonly { readonly stage: string; readonly rule?: string; readonly message: string }[];
  }[];
}

/** What the project holds itself to; the check fails below. */
const GOALS = {
  /** Acts met by an error, of the 34 labelled. Asked only when every package was linted. */
  hardActs: 26,
  softShare: 0.7,
  /** Of the unmatched errors. */
  falseShare: 1 / 20,
};

interface Linted extends LintedFile {
  readonly path: string;
  readonly listed: ListedPackage;
  readonly part: SnapshotPart;
  readonly crashes: readonly string[];
  readonly cpu: number;
  readonly memory: number;
}

const { values: options } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const listed = readPackages();
  for (const name of options.package) {
    if (!listed.some(one => one.name === name)) {
      console.error(`no package ${name} in the list; it has: ${listed.map(one => one.name).join(', ')}`);
      return 2;
    }
  }
  const chosen = listed.filter(one => options.package.length === 0 || options.package.includes(one.name));
  const labels = readLabels();
  const files = chosen.flatMap(one => publishedFiles(one, labels).map(file => ({ listed: one, file })));
  const fetched = fetchAll(files.map(({ file }) => file));
  const skipped: string[] = [];
  const linted: Linted[] = [];
  for (const { listed: one, file } of files) {
    const got = fetched.get(file.file);
    if (got?.ok) linted.push(lintFile(one, file.kind, got.path));
    else skipped.push(`${file.file}: ${got?.why ?? 'not fetched'}`);
  }
  for (const why of skipped) console.log(`skipped: ${why}`);
  if (linted.length === 0) {
    console.log('skipped: no package of the list can be had');
    return 0;
  }

  const comparison = compare(linted, labels);
  const names = new Set(linted.map(one => one.package));
  const reviewed = review(comparison.errors, readReviews(), names);
  if (options.verbose) printDetails(comparison, linted, await lineReader(linted));
  printLimits(comparison, linted);
  printPackages(linted);

  const failures: string[] = [];
  for (const one of linted) for (const crash of one.crashes) failures.push(`crash in ${basename(one.path)}: ${crash}`);
  for (const { label, finding } of comparison.flagged) {
    failures.push(
      `flagged though allowed: ${label.plugin} ${label.file}:${label.line} by ${finding.rule} (${label.why})`,
    );
  }
  if (options.package.length === 0 && skipped.length === 0) failures.push(...missedGoals(comparison));
  failures.push(...snapshots(linted));

  const { counts, unreviewed, stale } = reviewed;
  const known = counts.true + counts.false + counts.debatable;
  console.log(
    `unmatched errors: ${comparison.errors.length}; reviewed ${known}: ` +
      `${counts.true} true, ${counts.debatable} debatable, ${share(counts.false, known)} false`,
  );
  if (known > 0 && counts.false / known > GOALS.falseShare)
    failures.push('more than 1 in 20 reviewed errors are false');
  for (const one of stale)
    console.log(`no longer reported, take it out of reviewed.tsv: ${one.package} ${one.rule} ${one.file}`);
  if (unreviewed.length > 0) {
    failures.push(`${unreviewed.length} unmatched errors are not in reviewed.tsv; look at each and add:`);
    for (const error of unreviewed) failures.push(reviewRow(error));
  }
  for (const failure of failures) console.log(failure);
  console.log(failures.length === 0 ? 'ecosystem: as expected' : 'ecosystem: NOT as expected');
  return failures.length === 0 ? 0 : 1;
}

/** The wheel; the source distribution where labels refer to it or there is no wheel. */
function publishedFiles(listed: ListedPackage, labels: readonly Label[]): readonly PublishedFile[] {
  const files: PublishedFile[] = listed.wheel ? [listed.wheel] : [];
  const labelled = labels.some(label => label.plugin === listed.name && label.root === 'sdist');
  return labelled || !listed.wheel ? [...files, listed.sdist] : files;
}

function lintFile(listed: ListedPackage, root: Root, path: string): Linted {
  // From its own folder: paths in the report then do not depend on where the cache lies.
  const run = runCli(['--format', 'json', '--fail-on', 'never', basename(path)], dirname(path));
  const crashes: string[] = [];
  let report: Report = { packages: [] };
  try {
    report = JSON.parse(run.stdout) as Report;
  } catch {
    crashes.push(`no report; exit code ${run.status}: ${run.stderr.trim().split('\n').slice(-3).join(' / ')}`);
  }
  for (const one of report.packages) {
    for (const crash of one.crashes) crashes.push([crash.stage, crash.rule, crash.message].filter(Boolean).join(': '));
  }
  if (crashes.length === 0 && run.status !== 0) crashes.push(`exit code ${run.status}: ${run.stderr.trim()}`);
  const [entry] = report.packages;
  const part: SnapshotPart = {
    file: basename(path),
    verdicts: entry?.verdicts ?? {},
    findings: report.packages.flatMap(one => one.findings),
    undecided: report.packages.flatMap(one => one.undecided),
  };
  const { cpu, memory } = run;
  return { package: listed.name, root, listed, path, part, findings: part.findings, crashes, cpu, memory };
}

function printLimits(comparison: Comparison, linted: readonly Linted[]): void {
  const undecided = linted.flatMap(one => one.part.undecided);
  const limits = [
    ...new Set([...linted.flatMap(one => Object.keys(one.part.verdicts)), ...comparison.acts.map(act => act.limit)]),
  ];
  const row = (name: string, wanted: (limit: string) => boolean): (string | number)[] => {
    const acts = (severity: Label['severity']): string => {
      const all = comparison.acts.filter(act => wanted(act.limit) && act.severity === severity);
      return share(all.filter(act => act.met).length, all.length);
    };
    return [
      name,
      acts('hard'),
      acts('soft'),
      share(
        comparison.flagged.filter(place => wanted(place.label.limit)).length,
        comparison.tricky.filter(label => wanted(label.limit)).length,
      ),
      undecided.filter(place => wanted(place.limit)).length,
      comparison.errors.filter(error => wanted(error.finding.limit)).length,
      comparison.warnings.filter(warning => wanted(warning.finding.limit)).length,
    ];
  };
  const head = [
    'limit',
    'hard acts met',
    'soft acts met',
    'tricky flagged',
    'undecided',
    'unmatched errors',
    'unmatched warnings',
  ];
  console.log(table(head, [...limits.map(limit => row(limit, one => one === limit)), row('all', () => true)]));
}

function printPackages(linted: readonly Linted[]): void {
  const lines = linted.reduce((sum, one) => sum + one.listed.lines, 0);
  const undecided = linted.reduce((sum, one) => sum + one.part.undecided.length, 0);
  const cpu = linted.reduce((sum, one) => sum + one.cpu, 0);
  const crashes = linted.reduce((sum, one) => sum + one.crashes.length, 0);
  console.log(
    `${linted.length} packages, ${lines} lines of Python, ${cpu.toFixed(1)} s CPU; ` +
      `undecided: ${undecided}, ${((undecided / lines) * 1000).toFixed(2)} per 1,000 lines; crashes: ${crashes}`,
  );
}

function missedGoals({ acts }: Comparison): readonly string[] {
  const missed: string[] = [];
  const hard = acts.filter(act => act.severity === 'hard' && act.met).length;
  if (hard < GOALS.hardActs) missed.push(`${hard} hard acts met, fewer than ${GOALS.hardActs}`);
  const soft = acts.filter(act => act.severity === 'soft');
  const met = soft.filter(act => act.met).length;
  if (met < soft.length * GOALS.softShare) missed.push(`${share(met, soft.length)} soft acts met, less than 70 %`);
  return missed;
}

/** Writes the snapshots, or gives where they differ. */
function snapshots(linted: readonly Linted[]): readonly string[] {
  const failures: string[] = [];
  for (const name of new Set(linted.map(one => one.package))) {
    const path = join(DATA, 'findings', `${name}.txt`);
    const now = snapshot(linted.filter(one => one.package === name).map(one => one.part));
    if (options.update) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, now);
      continue;
    }
    const lines = difference(readIfThere(path), now);
    if (lines.length > 0)
      failures.push(`findings/${name}.txt differs (--update rewrites it):`, ...lines.map(line => `  ${line}`));
  }
  return failures;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function reviewRow({ package: name, finding }: Unmatched): string {
  return [name, finding.rule, finding.file, finding.fingerprint, 'VERDICT', `line ${finding.line}: REASON`].join('\t');
}

function printDetails(comparison: Comparison, linted: readonly Linted[], sourceLine: LineReader): void {
  for (const act of comparison.acts.filter(one => !one.met)) {
    console.log(`not met: ${act.severity} ${act.limit} ${act.site}`);
    for (const label of act.labels) {
      const file = linted.find(one => one.package === label.plugin && one.root === label.root);
      console.log(`  ${label.file}:${label.line}  ${label.why}`);
      console.log(`    | ${sourceLine(file, label.file, label.line)}`);
    }
  }
  for (const [title, all] of [
    ['error', comparison.errors],
    ['warning', comparison.warnings],
  ] as const) {
    for (const { package: name, root, finding } of all) {
      const file = linted.find(one => one.package === name && one.root === root);
      console.log(`unmatched ${title}: ${name} ${finding.rule} ${finding.file}:${finding.line}`);
      console.log(`    | ${sourceLine(file, finding.file, finding.line)}`);
      console.log(`    ${finding.message}`);
    }
  }
  for (const one of linted) {
    for (const place of one.part.undecided) {
      console.log(`undecided: ${one.package} ${place.limit} ${place.file}:${place.line}  ${place.reason}`);
      console.log(`    | ${sourceLine(one, place.file, place.line)}`);
    }
  }
}

/** Gives a line of a published file, for the eye. */
type LineReader = (linted: Linted | undefined, file: string, line: number) => string;

async function lineReader(linted: readonly Linted[]): Promise<LineReader> {
  const opened = new Map<Linted, Package>();
  for (const one of linted) {
    const result = await openPackages(one.path, { cwd: dirname(one.path) });
    const [first] = result.ok ? result.packages : [];
    if (first) opened.set(one, first);
  }
  return (one, file, line) => {
    const read = one && opened.get(one)?.files.get(file)?.read();
    return read?.ok ? (new TextDecoder().decode(read.bytes).split('\n')[line - 1]?.trim() ?? '') : '';
  };
}

process.exitCode = await main();
