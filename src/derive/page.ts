/** A rule's page of the documentation, in Markdown, with its titled examples and what is said of them. */
import type { ExampleFiles, InvalidExample, Rule, ValidExample } from '../rule.ts';
import { ruleMeta } from './meta.ts';
import { optionLines } from './options-schema.ts';

const LANGUAGE: Readonly<Record<string, string>> = {
  py: 'python',
  html: 'django',
  sql: 'sql',
  toml: 'toml',
  cfg: 'ini',
  css: 'css',
  js: 'javascript',
  ts: 'typescript',
  json: 'json',
};

/** A fenced block whose fence is longer than any run of backticks in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Inline code, also for text that holds backticks or line ends. */
export function inlineCode(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(flat.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

function exampleFiles(files: ExampleFiles): string[] {
  return Object.entries(files).map(([file, text]) => {
    if (text === null) return `\`${file}\` is missing.`;
    return `\`${file}\`:\n\n${fenced(text, LANGUAGE[file.slice(file.lastIndexOf('.') + 1)] ?? '')}`;
  });
}

/** How an example is linted, where it is not as any package. */
function settings({ netbox, options }: ValidExample): string[] {
  return [
    ...(netbox === undefined ? [] : [`With \`--netbox ${netbox}\`.`]),
    ...(options === undefined ? [] : [`With the options ${inlineCode(JSON.stringify(options))}.`]),
  ];
}

/** What the linter says of an example, as text. */
export type ExampleOutput = (example: InvalidExample) => string;

/**
 * The page, ending in a line end. Examples without a title are tests only and are left out.
 * @param output what is said of an invalid example; it is drawn under its files
 */
export function docsPage(rule: Rule, output: ExampleOutput): string {
  const meta = ruleMeta(rule);
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const options = optionLines(rule);
  const bad = rule.invalid.filter(example => example.title !== undefined);
  const good = rule.valid.filter(example => example.title !== undefined);
  const blocks = [
    `# ${meta.name}`,
    meta.summary,
    `Severity: **${meta.severity}**. ${meta.breaks ? `A finding means that the limit \`${meta.limit}\` is broken.` : `A finding does not break the limit \`${meta.limit}\`.`} Since ${meta.since}.`,
    '## Why',
    meta.why,
    '## What to do',
    meta.remedy,
    '## Messages',
    Object.entries(meta.messages)
      .map(([id, text]) => `- \`${id}\`: ${text}`)
      .join('\n'),
    ...(options.length === 0
      ? []
      : [
          '## Options',
          [
            '| Option | Type | Default | What it does |',
            '| --- | --- | --- | --- |',
            ...options.map(
              ({ name, type, default: fallback, description }) =>
                `| \`${name}\` | ${cell(type)} | ${fallback === undefined ? '' : cell(inlineCode(fallback))} | ${cell(description)} |`,
            ),
          ].join('\n'),
        ]),
    ...(bad.length === 0 ? [] : ['## Reported', 'Files are laid over a small clean plugin.']),
    ...bad.flatMap(example => [
      `### ${example.title ?? ''}`,
      ...settings(example),
      ...exampleFiles(example.files),
      'What is said of it:',
      fenced(output(example), 'text'),
    ]),
    ...(good.length === 0 ? [] : ['## Fine']),
    ...good.flatMap(example => [`### ${example.title ?? ''}`, ...settings(example), ...exampleFiles(example.files)]),
    '## Source',
    `> ${meta.source.sentence}`,
    `— ${meta.source.where}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}
