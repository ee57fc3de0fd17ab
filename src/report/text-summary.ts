/** The end of the text report: a verdict for each limit, what was analysed and what was not. */
import type { Colors } from 'picocolors/types.js';
import type { Verdict } from '../finding.ts';
import type { Coverage, PackageResult } from '../result.ts';
import type { Suppressed } from '../settings/suppression.ts';
import { REPORT_LIMITS } from './limits.ts';
import { Places } from './places.ts';
import { severityList } from './summary.ts';
import { releaseRange, WIDTH } from './text-finding.ts';
import { counted, escapeText, wrap } from './terminal.ts';

const MAX_UNDECIDED = 10;
const MAX_GROUPS = 5;

/** `netbox-acme 1.2.0`, or the path when the distribution has no name. */
export function packageTitle({ distribution, path }: PackageResult): string {
  const { name, version } = distribution;
  return escapeText(name === null ? path : version === null ? name : `${name} ${version}`);
}

function verdictTable(result: PackageResult, colors: Colors): string[] {
  const width = Math.max(...REPORT_LIMITS.map(limit => limit.length)) + 2;
  const paint = { kept: colors.green, broken: colors.red, undecided: colors.yellow } satisfies Record<
    Verdict,
    (text: string) => string
  >;
  return REPORT_LIMITS.map(limit => {
    const verdict = result.verdicts[limit] ?? 'undecided';
    const here = result.findings.filter(finding => finding.limit === limit);
    const breaking = here.filter(finding => finding.breaks).length;
    const answered = result.suppressed.filter(({ finding }) => finding.limit === limit);
    const breakingAnswered = answered.filter(({ finding }) => finding.breaks).length;
    const open = result.undecided.filter(place => place.limit === limit).length;
    const amount = { kept: 0, broken: breaking + breakingAnswered, undecided: open }[verdict];
    const asides = [
      ...(verdict === 'broken' ? [] : [severityList([{ findings: here }])]),
      ...(answered.length > 0 ? [`${answered.length} suppressed`] : []),
      ...(verdict !== 'undecided' && open > 0 ? [`${counted(open, 'place')} undecided`] : []),
    ].filter(text => text !== '');
    const aside = asides.length === 0 ? '' : colors.dim(`  ${asides.join(', ')}`);
    return `  ${limit.padEnd(width)}${paint[verdict](amount > 0 ? `${verdict} (${amount})` : verdict)}${aside}`;
  });
}

/** Paths by their top folder, with counts: `tests/ (9), README.md`. */
function grouped(paths: readonly string[]): string {
  const groups = new Map<string, number>();
  for (const path of paths) {
    const slash = path.indexOf('/');
    const group = slash < 0 ? path : path.slice(0, slash + 1);
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const shown = [...groups]
    .slice(0, MAX_GROUPS)
    .map(([group, count]) => escapeText(group) + (count > 1 ? ` (${count})` : ''));
  return [...shown, ...(groups.size > MAX_GROUPS ? [`${groups.size - MAX_GROUPS} more`] : [])].join(', ');
}

function coverageLines({ files, notShipped, ignored, notes }: Coverage): string[] {
  const bullet = (text: string): string => wrap(`  ${text}`, WIDTH, 4);
  return [
    bullet(`Analysed: ${counted(files, 'file')}, read and not run.`),
    ...(notShipped.length === 0
      ? []
      : [bullet(`Not judged, because not shipped: ${counted(notShipped.length, 'file')}: ${grouped(notShipped)}.`)]),
    ...(ignored.length === 0
      ? []
      : [
          bullet(
            `Passed over: ${ignored
              .slice(0, MAX_GROUPS)
              .map(({ path, reason }) => `${escapeText(path)} (${escapeText(reason)})`)
              .join(', ')}${ignored.length > MAX_GROUPS ? `, ${ignored.length - MAX_GROUPS} more` : ''}.`,
          ),
        ]),
    ...notes.map(note => bullet(`Note: ${escapeText(note)}`)),
  ];
}

function suppressedLines({ suppressed }: PackageResult): string[] {
  if (suppressed.length === 0) return [];
  const by = (kind: Suppressed['kind'], how: string): string[] => {
    const count = suppressed.filter(one => one.kind === kind).length;
    return count === 0 ? [] : [`${count} ${how}`];
  };
  const how = [...by('inline', 'by comments'), ...by('baseline', 'by the baseline')].join(', ');
  return [
    wrap(
      `  Suppressed: ${counted(suppressed.length, 'finding')} (${how}); verdicts count them all the same.`,
      WIDTH,
      4,
    ),
  ];
}

function undecidedLines(result: PackageResult): string[] {
  const { undecided } = result;
  if (undecided.length === 0) return [];
  const places = new Places(result);
  // One place that leaves several limits open is one line.
  const lines = new Map<string, string[]>();
  for (const { limit, reason, at } of undecided) {
    const { line, column } = places.region(at);
    const text = `    ${escapeText(at.file)}:${line}:${column}: ${escapeText(reason)}`;
    const limits = lines.get(text);
    if (limits === undefined) lines.set(text, [limit]);
    else limits.push(limit);
  }
  return [
    '  Undecided, because this could not be followed:',
    ...[...lines].slice(0, MAX_UNDECIDED).map(([text, limits]) => wrap(`${text} (${limits.join(', ')})`, WIDTH, 6)),
    ...(lines.size > MAX_UNDECIDED
      ? [`    ... ${counted(lines.size - MAX_UNDECIDED, 'more place')}; \`--format json\` lists all.`]
      : []),
  ];
}

/** What a package amounts to; no line end after it. */
export function drawSummary(result: PackageResult, host: string, colors: Colors): string {
  const { coverage, crashes, plugins } = result;
  const modules = plugins.map(({ module }) => escapeText(module)).join(', ');
  const against = coverage.releases.length === 0 ? '' : `, held against ${host} ${releaseRange(coverage.releases)}`;
  const title = packageTitle(result);
  const what = ` (${result.kind}${modules === '' ? ', no plugin found' : `, plugin ${modules}`})${against}`;
  const lines = [
    colors.bold(title) + wrap(title + what, WIDTH, 2).slice(title.length),
    '',
    ...verdictTable(result, colors),
    '',
    ...coverageLines(coverage),
    ...suppressedLines(result),
    ...undecidedLines(result),
    ...crashes.map(({ stage, rule, message }) =>
      wrap(
        `  ${colors.red('Crashed')}: a bug of plugin-lint in ${rule ?? `stage ${stage}`}: ${escapeText(message)}. What it would have found is missing.`,
        WIDTH,
        4,
      ),
    ),
  ];
  return lines.join('\n');
}
