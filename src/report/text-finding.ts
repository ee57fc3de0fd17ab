/** One finding as a person reads it: what, where, the source drawn, how it came about, what to do. */
import type { Colors } from 'picocolors/types.js';
import type { Finding, Fix, Severity, Step } from '../finding.ts';
import type { Span } from '../source.ts';
import type { FoldedFinding } from './fold.ts';
import type { Places } from './places.ts';
import { counted, drawLine, escapeText, wrap } from './terminal.ts';

/** Columns that a report keeps to; source lines are cut to it, words are wrapped. */
export const WIDTH = 110;

/** Steps of a trace that are shown whole; of a longer one the first and the last half. */
const MAX_STEPS = 8;
const MAX_PLACES = 5;
const MAX_FIX_LINES = 6;

export interface FindingContext {
  readonly places: Places;
  readonly colors: Colors;
  /** The rule's remedy, the first time that the rule is met. */
  readonly remedy: string | undefined;
  /** Name of the host, for releases. */
  readonly host: string;
}

/** `1.0`, `1.0 and 1.1`, or `1.0 to 1.9 (10 releases)`. */
export function releaseRange(releases: readonly string[]): string {
  const [first = 'no release', ...rest] = releases.map(escapeText);
  const last = rest.at(-1);
  if (last === undefined) return first;
  return rest.length === 1 ? `${first} and ${last}` : `${first} to ${last} (${releases.length} releases)`;
}

const severityColor = (colors: Colors, severity: Severity): ((text: string) => string) =>
  ({ error: colors.red, warning: colors.yellow, info: colors.cyan })[severity];

function location(places: Places, at: Span): string {
  const { line, column } = places.region(at);
  return `${escapeText(at.file)}:${line}:${column}`;
}

/** The source with the span underlined; of a span over several lines its first and last. Nothing when the file is no text. */
function drawSource(at: Span, context: FindingContext, gutter: number, mark: (text: string) => string): string[] {
  const { places, colors } = context;
  if (places.text(at.file) === undefined) return [];
  const region = places.region(at);
  // A span that ends at the start of a line covers nothing of that line.
  const endsBefore = region.endLine > region.line && region.endColumn === 1;
  const lastLine = endsBefore ? region.endLine - 1 : region.endLine;
  const bar = (number: string, text: string): string =>
    `${colors.blue(`${number.padStart(gutter)} |`)}${text === '' ? '' : ` ${text}`}`;
  const draw = (line: number, from: number, to: number): string[] => {
    const drawn = drawLine(places.line(at.file, line), from, to, WIDTH - gutter - 3);
    return [bar(String(line), drawn.text), bar('', ' '.repeat(drawn.markStart) + mark('^'.repeat(drawn.markWidth)))];
  };
  const text = (line: number): string => places.line(at.file, line);
  const lines = [bar('', '')];
  if (lastLine === region.line) {
    lines.push(...draw(region.line, region.column - 1, endsBefore ? text(region.line).length : region.endColumn - 1));
  } else {
    lines.push(...draw(region.line, region.column - 1, text(region.line).length));
    if (lastLine > region.line + 1) lines.push(`${' '.repeat(gutter)}${colors.blue('...')}`);
    const indent = /^\s*/.exec(text(lastLine))?.[0].length ?? 0;
    lines.push(...draw(lastLine, indent, endsBefore ? text(lastLine).length : region.endColumn - 1));
  }
  return [...lines, bar('', '')];
}

/** The first line that a span covers, cut to the width, without its indentation. */
function sourceLine(at: Span, places: Places, indent: number): string {
  const line = places.line(at.file, places.region(at).line).trim();
  return drawLine(line, 0, 0, WIDTH - indent).text;
}

/** `= name: text`, wrapped first and painted then, because colours have no width. */
function bullet(name: string, text: string, pad: string, colors: Colors): string {
  const label = `${pad}= ${name}:`;
  const painted = `${pad}${colors.blue('=')} ${colors.bold(`${name}:`)}`;
  return painted + wrap(text === '' ? label : `${label} ${text}`, WIDTH, pad.length + 2).slice(label.length);
}

function drawTrace(finding: Finding, context: FindingContext, pad: string): string[] {
  const { places, colors } = context;
  const { trace, at } = finding;
  if (trace.length === 0) return [];
  const isFinding = (step: Step): boolean => step.at.file === at.file && step.at.start === at.start;
  const lines = [bullet('how it came about', '', pad, colors)];
  trace.forEach((step, index) => {
    const skipped = trace.length - MAX_STEPS;
    if (skipped > 0 && index >= MAX_STEPS / 2 && index < MAX_STEPS / 2 + skipped) {
      if (index === MAX_STEPS / 2) lines.push(`${pad}     ... ${counted(skipped, 'more step')}`);
      return;
    }
    const head = `${pad}  ${index + 1}. ${location(places, step.at)}: ${escapeText(step.message)}`;
    lines.push(wrap(head, WIDTH, pad.length + 5));
    const source = isFinding(step) ? '' : sourceLine(step.at, places, pad.length + 7);
    if (source !== '') lines.push(`${pad}       ${colors.dim(source)}`);
  });
  return lines;
}

function drawFix(fix: Fix, context: FindingContext, pad: string): string[] {
  const { places, colors } = context;
  const lines = [bullet('fix', escapeText(fix.description), pad, colors)];
  if (places.text(fix.at.file) === undefined) return lines;
  const { line, column, endLine, endColumn } = places.region(fix.at);
  const old = Array.from({ length: endLine - line + 1 }, (_, index) => places.line(fix.at.file, line + index));
  const first = old[0] ?? '';
  const last = old.at(-1) ?? '';
  const mended = `${first.slice(0, column - 1)}${fix.text}${last.slice(endColumn - 1)}`.split(/\r\n|\r|\n/);
  const show = (texts: readonly string[], sign: string, paint: (text: string) => string): void => {
    for (const text of texts.slice(0, MAX_FIX_LINES)) {
      lines.push(`${pad}  ${paint(`${sign} ${drawLine(text, 0, 0, WIDTH - pad.length - 4).text}`.trimEnd())}`);
    }
    if (texts.length > MAX_FIX_LINES)
      lines.push(`${pad}  ${sign} ... ${counted(texts.length - MAX_FIX_LINES, 'more line')}`);
  };
  show(old, '-', colors.red);
  show(mended, '+', colors.green);
  return lines;
}

/** The block of one finding and of what is folded into it; no line end after it. */
export function drawFinding({ head, elsewhere, alsoHere }: FoldedFinding, context: FindingContext): string {
  const { places, colors, remedy, host } = context;
  const paint = severityColor(colors, head.severity);
  const gutter = String(places.region(head.at).endLine).length + 1;
  const pad = ' '.repeat(gutter + 1);
  const label = `${head.severity}[${head.rule}]`;
  // Wrapped without colours, which have no width, then painted.
  const title = wrap(`${label}: ${escapeText(head.message)}`, WIDTH, 2);
  const item = (name: string, text: string): string => bullet(name, text, pad, colors);
  const listed = (texts: readonly string[]): string => {
    const rest = texts.length - MAX_PLACES;
    return [...texts.slice(0, MAX_PLACES), ...(rest > 0 ? [`... ${rest} more`] : [])].join(', ');
  };
  const lines = [
    paint(colors.bold(label)) + title.slice(label.length),
    `${' '.repeat(gutter - 1)}${colors.blue('-->')} ${location(places, head.at)}`,
    ...drawSource(head.at, context, gutter, paint),
    ...drawTrace(head, context, pad),
    ...head.related.flatMap(step => {
      const source = sourceLine(step.at, places, pad.length + 7);
      const note = item('see', `${location(places, step.at)}: ${escapeText(step.message)}`);
      return source === '' ? [note] : [note, `${pad}       ${colors.dim(source)}`];
    }),
    ...(head.releases === undefined ? [] : [item('only with', `${escapeText(host)} ${releaseRange(head.releases)}`)]),
    ...(alsoHere.length === 0
      ? []
      : [
          item('the same here', `${counted(alsoHere.length, 'more finding')}`),
          ...alsoHere
            .slice(0, MAX_PLACES)
            .map(({ message }) => wrap(`${pad}  - ${escapeText(message)}`, WIDTH, pad.length + 4)),
          ...(alsoHere.length > MAX_PLACES ? [`${pad}  ... ${alsoHere.length - MAX_PLACES} more`] : []),
        ]),
    ...(elsewhere.length === 0
      ? []
      : [
          item(
            `and ${counted(elsewhere.length, 'more place')}`,
            listed(elsewhere.map(({ at }) => location(places, at))),
          ),
        ]),
    ...(head.fix === undefined ? [] : drawFix(head.fix, context, pad)),
    ...(remedy === undefined ? [] : [item('help', escapeText(remedy))]),
  ];
  return lines.join('\n');
}
