/** `plugin-lint explain <rule>`: a rule's words for a person at a terminal. */
import picocolors from 'picocolors';
import { counted, wrap } from '../report/terminal.ts';
import type { ExampleFiles, ExampleReport, Rule } from '../rule.ts';
import { ruleMeta } from './meta.ts';
import { optionLines } from './options-schema.ts';

export interface ExplainOptions {
  readonly color: boolean;
}

const WIDTH = 100;

const indented = (text: string, by: string): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map(line => (line === '' ? '' : by + line))
    .join('\n');

function files(example: ExampleFiles, heading: (text: string) => string): string[] {
  return Object.entries(example).map(([file, text]) =>
    text === null ? `    ${heading(file)} is missing` : `    ${heading(file)}\n${indented(text, '      ')}`,
  );
}

/** The rule's summary, reason, remedy, messages, options and titled examples, ending in a line end. */
export function explainRule(rule: Rule, { color }: ExplainOptions): string {
  const { bold, dim, red, yellow, cyan } = picocolors.createColors(color);
  const severityColor = { error: red, warning: yellow, info: cyan }[rule.severity];
  const meta = ruleMeta(rule);
  const paragraph = (text: string): string => indented(wrap(text, WIDTH - 2), '  ');
  const section = (title: string, ...body: string[]): string => [bold(title), ...body].join('\n');
  const words = (report: ExampleReport): string => meta.messages[report.message] ?? report.message;
  const options = optionLines(rule);
  const bad = rule.invalid.filter(example => example.title !== undefined);
  const good = rule.valid.filter(example => example.title !== undefined);

  const sections = [
    `${bold(meta.name)}  ${severityColor(meta.severity)}${meta.breaks ? `, breaks ${meta.limit}` : ''}  ${dim(`since ${meta.since}`)}\n${wrap(meta.summary, WIDTH)}`,
    section('Why', paragraph(meta.why)),
    section('What to do', paragraph(meta.remedy)),
    section('Source', paragraph(`"${meta.source.sentence}"`), paragraph(`– ${meta.source.where}`)),
    section('Messages', ...Object.values(meta.messages).map(text => `  - ${wrap(text, WIDTH, 4)}`)),
    ...(options.length === 0
      ? []
      : [
          section(
            'Options',
            ...options.map(option => {
              const fallback = option.default === undefined ? '' : `, default ${option.default}`;
              return `  - ${wrap(`${option.name} (${option.type}${fallback})${option.description === '' ? '' : `: ${option.description}`}`, WIDTH, 4)}`;
            }),
          ),
        ]),
    ...bad.map(example =>
      section(
        `Reported: ${example.title ?? ''}`,
        ...files(example.files, dim),
        `    ${red('→')} ${counted(example.reports.length, 'finding')}`,
        ...example.reports.map(
          report => `      ${wrap(`${report.file}, at \`${report.at}\`: ${words(report)}`, WIDTH, 8)}`,
        ),
      ),
    ),
    ...good.map(example => section(`Fine: ${example.title ?? ''}`, ...files(example.files, dim))),
  ];
  return `${sections.join('\n\n')}\n`;
}
