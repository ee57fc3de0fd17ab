/** `plugin-lint host list`, `host show <release>`, `host extract <tree>` */
import { resolve } from 'node:path';
import { didYouMean } from '../../settings/nearest.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Io } from '../io.ts';

const ACTIONS = ['list', 'show', 'extract'] as const;
type Action = (typeof ACTIONS)[number];

const isAction = (word: string): word is Action => (ACTIONS as readonly string[]).includes(word);

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const [action, ...rest] = operands;
  if (action === undefined) throw new CliError('host: list, show or extract? `plugin-lint host --help` tells more.');
  if (!isAction(action)) {
    throw new CliError(`host: unknown action "${action}"; list, show or extract.${didYouMean(action, ACTIONS)}`);
  }
  const text = await ACTION[action](rest, options, io);
  await writeResult(text, options.string('output-file'), io);
  return 0;
}

const ACTION: Readonly<Record<Action, (rest: readonly string[], options: ParsedOptions, io: Io) => Promise<string>>> = {
  list,
  show,
  extract,
};

async function list(rest: readonly string[], options: ParsedOptions, io: Io): Promise<string> {
  if (rest.length > 0) throw new CliError(`host list: takes no "${rest.join(' ')}".`);
  const { facts } = await readHost(options.string('host'), io);
  const rows = facts.releases.map((release, index) => [
    release,
    `Python ${facts.pythonFloor(index).join('.')} and later`,
    `${appsOf(facts, index).length} apps`,
    `${modelsOf(facts, index).length} models`,
  ]);
  return `${columns([...rows].reverse())}\nEach stands for all patches of its minor release.\n`;
}

async function show(rest: readonly string[], options: ParsedOptions, io: Io): Promise<string> {
  const [asked, ...more] = rest;
  if (asked === undefined)
    throw new CliError('host show: which release? `plugin-lint host list` lists those that are known.');
  if (more.length > 0) throw new CliError(`host show: one release at a time, not also "${more.join('", "')}".`);
  const { facts } = await readHost(options.string('host'), io);
  const { selectReleases } = await import('../../host/netbox/releases.ts');
  const selection = selectReleases(facts.releases, { netbox: asked });
  if (!selection.ok) throw new CliError(`host show: ${selection.message}.`);
  const [index = 0] = [...selection.versions.keys()].reverse();
  const has = (releases: number): boolean => ((releases >> index) & 1) === 1;
  const names = (entries: Iterable<readonly [string, number]>): string[] =>
    [...entries].flatMap(([name, releases]) => (has(releases) ? [name] : []));
  const urls = [...facts.urls()].filter(url => has(url.releases));
  const sections: (readonly [string, readonly string[]])[] = [
    ['apps', appsOf(facts, index)],
    ['models', modelsOf(facts, index)],
    ['middleware', names(facts.middleware())],
    ['registry', names(facts.registryKeys())],
    ['menu', facts.menus().flatMap(menu => (has(menu.releases) ? [menu.label] : []))],
    ['tag libraries', [...facts.tagLibraries()].flatMap(one => (has(one.releases) ? [one.name] : []))],
  ];
  const counts = [
    ['URLs', urls.length],
    ['templates', [...facts.templates()].filter(one => has(one.releases)).length],
    [
      'migrations',
      appLabels(facts, index).reduce(
        (sum, app) => sum + facts.migrations(app).filter(one => has(one.releases)).length,
        0,
      ),
    ],
  ].map(([what, count]) => `${String(count)} ${String(what)}`);
  const release = facts.releases[index] ?? '';
  const lines = [
    `NetBox ${release}, on Python ${facts.pythonFloor(index).join('.')} and later`,
    ...selection.notes,
    '',
    ...sections.flatMap(([title, entries]) => [`${title} (${entries.length})`, ...wrap(entries), '']),
    counts.join(', '),
  ];
  return `${lines.join('\n')}\n`;
}

async function extract(rest: readonly string[], _options: ParsedOptions, io: Io): Promise<string> {
  const [root, ...more] = rest;
  if (root === undefined) {
    throw new CliError('host extract: which NetBox? Give a checkout, or the site-packages of an installation.');
  }
  if (more.length > 0) throw new CliError(`host extract: one NetBox at a time, not also "${more.join('", "')}".`);
  const { extractRelease } = await import('../../host/netbox/extract/index.ts');
  const { formatFacts, mergeReleases } = await import('../../host/netbox/format.ts');
  const extraction = extractRelease(resolve(io.cwd, root));
  if (!extraction.ok)
    throw new CliError(`host extract: ${extraction.problem.message.replaceAll(resolve(io.cwd, root), root)}.`);
  for (const warning of extraction.warnings) io.writeError(`plugin-lint: host extract: left out: ${warning}\n`);
  return formatFacts(mergeReleases([extraction.release]));
}

function appLabels(facts: HostFacts, index: number): string[] {
  return [...facts.apps()].flatMap(([label, app]) => (app.core && (app.releases >> index) & 1 ? [label] : []));
}

function appsOf(facts: HostFacts, index: number): string[] {
  return appLabels(facts, index).sort();
}

function modelsOf(facts: HostFacts, index: number): string[] {
  return [...facts.models()].flatMap(one => (!one.abstract && (one.releases >> index) & 1 ? [one.label] : [])).sort();
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)));
  return rows
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names one after the other, in lines of at most 100 characters. */
function wrap(names: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const name of names) {
    const longer = line === '' ? `  ${name}` : `${line}, ${name}`;
    if (longer.length > 100 && line !== '') {
      lines.push(`${line},`);
      line = `  ${name}`;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

export const hostCommand: Command = {
  name: 'host',
  operands: 'list | show <release> | extract <tree>',
  summary: 'Show what is known of NetBox, or extract it from a NetBox of your own.',
  options: {
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
  },
  examples: [
    ['plugin-lint host list', 'the releases that are known'],
    ['plugin-lint host show 4.4', 'what one of them has'],
    ['plugin-lint host extract /opt/netbox -o my-netbox.json', 'for `--host my-netbox.json`'],
  ],
  run,
};
