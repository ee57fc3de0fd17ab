/** `plugin-lint init`: a config file and a workflow to begin with. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { CliError, type Command } from '../command.ts';
import { TOOL } from '../tool.ts';

const CONFIG = `# Settings of plugin-lint. \`plugin-lint rules\` lists the rules, \`plugin-lint explain RULE\` tells about one.

# recommended: errors fail. strict: warnings fail too, and advice is a warning.
profile = "recommended"

# NetBox releases to hold the package against, in place of the bounds that the plugin declares.
# netbox = ">=4.2,<4.6"

# Files whose findings are not reported.
# exclude = ["**/vendored/**"]

# Findings that were accepted once, written by \`plugin-lint --write-baseline plugin-lint-baseline.json\`.
# baseline = "plugin-lint-baseline.json"

[rules]
# "config/unused-setting" = "off"
`;

/** The step that lints: the action where the project's home page is a repository that has it, or else the npm package. */
function lintStep(folder: string): readonly string[] {
  const repository = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:#.*|\/)?$/.exec(TOOL.homepage)?.[1];
  if (repository !== undefined) {
    return [`- uses: ${repository}@v${TOOL.version}`, '  with:', `    paths: ${JSON.stringify(folder)}`];
  }
  return [
    '- uses: actions/setup-node@v4',
    '  with:',
    '    node-version: 24',
    `- run: npx --yes ${TOOL.name}@${TOOL.version} --format github ${JSON.stringify(folder)}`,
  ];
}

const workflow = (folder: string): string => `name: ${TOOL.name}
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${lintStep(folder)
  .map(line => `      ${line}`)
  .join('\n')}
`;

/** The nearest folder at or above that is a repository; the folder itself when there is none. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** A config that is there already, by name; a second one would not be read. */
async function configIn(folder: string): Promise<string | undefined> {
  const own = ['plugin-lint.toml', 'plugin-lint.json'].find(name => existsSync(join(folder, name)));
  if (own !== undefined) return own;
  const pyproject = join(folder, 'pyproject.toml');
  if (!existsSync(pyproject)) return undefined;
  return /^\s*\[tool\.plugin-lint[\].]/m.test(await readFile(pyproject, 'utf8')) ? 'pyproject.toml' : undefined;
}

/** Writes a file that is not there yet; gives whether it was written. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new CliError(`init: ${file} cannot be written (${error instanceof Error ? error.message : String(error)}).`);
  }
}

export const init: Command = {
  name: 'init',
  operands: '[folder]',
  summary: 'Write a config file and a GitHub workflow to begin with. What is there already stays as it is.',
  options: {},
  examples: [
    ['plugin-lint init', 'for the plugin in the current directory'],
    ['plugin-lint init plugins/acme', 'for one of several plugins of a repository'],
  ],
  async run(operands, _options, io) {
    const [given = '.', ...more] = operands;
    if (more.length > 0) throw new CliError(`init: one folder at a time, not also "${more.join('", "')}".`);
    const folder = resolve(io.cwd, given);
    if (!existsSync(folder)) throw new CliError(`init: "${given}" does not exist; name the folder of the plugin.`);
    const shown = (file: string): string => relative(io.cwd, file).replaceAll('\\', '/') || '.';
    const say = (written: boolean, file: string): void =>
      io.writeOut(written ? `written: ${shown(file)}\n` : `kept: ${shown(file)}, which was there already\n`);

    const there = await configIn(folder);
    const config = join(folder, there ?? 'plugin-lint.toml');
    say(there === undefined && (await writeNew(config, CONFIG)), config);

    const repository = repositoryOf(folder);
    const file = join(repository, '.github', 'workflows', `${TOOL.name}.yml`);
    say(await writeNew(file, workflow(relative(repository, folder).replaceAll('\\', '/') || '.')), file);
    io.writeOut(`Next: \`${TOOL.name}${given === '.' ? '' : ` ${given}`}\` lints the plugin.\n`);
    return 0;
  },
};
