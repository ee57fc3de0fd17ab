/** `plugin-lint config schema | example | check` */
import { escapeText } from '../../report/terminal.ts';
import { didYouMean } from '../../settings/nearest.ts';
import { formatOf, netboxOf, onePackage, readConfigurationBytes } from '../arguments.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { ConfigurationProblem } from '../../configuration/check.ts';
import type { ReleasedSettings } from '../../configuration/packages.ts';
import type { NetBoxHost } from '../../host/netbox/netbox.ts';
import type { Io } from '../io.ts';

const ACTIONS = ['schema', 'example', 'check'] as const;
const FORMATS = ['text', 'json'] as const;

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const [action, ...paths] = operands;
  if (action === undefined) throw new CliError(`config: what? One of ${ACTIONS.join(', ')}.`);
  const chosen = ACTIONS.find(one => one === action);
  if (!chosen) {
    throw new CliError(`config: unknown "${action}"; one of ${ACTIONS.join(', ')}.${didYouMean(action, [...ACTIONS])}`);
  }
  // `check` takes several packages, the others one.
  const first = onePackage(`config ${chosen}`, chosen === 'check' ? paths.slice(0, 1) : paths);
  const file = options.string('configuration');
  if (chosen === 'check') {
    if (file === undefined) throw new CliError("config check: --configuration: give NetBox's configuration.py.");
    return check(paths, file, options, io);
  }
  if (file !== undefined) throw new CliError(`config ${chosen}: --configuration is for \`config check\`.`);
  if (options.string('format') !== undefined) throw new CliError(`config ${chosen}: --format is for \`config check\`.`);
  const { plugins } = await open([first], options, io);
  let text: string;
  if (chosen === 'schema') {
    text = `${JSON.stringify(only(plugins, options.string('plugin')).schema, null, 2)}\n`;
  } else {
    const { exampleOf } = await import('../../configuration/example.ts');
    const plugin = options.string('plugin');
    text = exampleOf(plugin === undefined ? plugins : [only(plugins, plugin)]);
  }
  await writeResult(text, options.string('output-file'), io);
  return 0;
}

/** The plugin of that name; without a name the only one there is. */
function only(plugins: readonly ReleasedSettings[], name: string | undefined): ReleasedSettings {
  const modules = plugins.map(one => one.plugin.module);
  const [first, ...others] = name === undefined ? plugins : plugins.filter(one => one.plugin.module === name);
  if (!first) throw new CliError(`--plugin: no plugin "${name ?? ''}" in the package; it has ${modules.join(', ')}.`);
  if (others.length > 0)
    throw new CliError(`config schema: which plugin? --plugin takes one of ${modules.join(', ')}.`);
  return first;
}

async function open(
  paths: readonly string[],
  options: ParsedOptions,
  io: Io,
): Promise<{ readonly plugins: readonly ReleasedSettings[]; readonly host: NetBoxHost }> {
  const host = await readHost(options.string('host'), io);
  const netbox = netboxOf(options);
  const asked = host.select(netbox);
  if (!asked.ok) throw new CliError(`--netbox: ${asked.message}.`);
  const { readSettings } = await import('../../configuration/packages.ts');
  const plugins: ReleasedSettings[] = [];
  for (const path of paths) {
    io.progress(path);
    const read = await readSettings(path, { cwd: io.cwd, host, ...netbox });
    io.progress('');
    if (!read.ok) throw new CliError(`config: ${path}: ${read.message}.`);
    plugins.push(...read.plugins);
  }
  return { plugins, host };
}

async function check(paths: readonly string[], file: string, options: ParsedOptions, io: Io): Promise<ExitCode> {
  const format = formatOf('config check', FORMATS, options);
  if (options.string('plugin') !== undefined)
    throw new CliError('config check: --plugin is for `schema` and `example`.');
  const bytes = await readConfigurationBytes(file, io);
  const { plugins, host } = await open(paths, options, io);
  const { checkConfiguration } = await import('../../configuration/check.ts');
  const problems = checkConfiguration(bytes, plugins, host.facts);
  const text =
    format === 'json'
      ? `${JSON.stringify({ version: 1, configuration: file, plugins: plugins.map(one => one.plugin.module), problems }, null, 2)}\n`
      : checkText(file, plugins, problems);
  await writeResult(text, options.string('output-file'), io);
  return problems.length > 0 ? 1 : 0;
}

function checkText(
  file: string,
  plugins: readonly ReleasedSettings[],
  problems: readonly ConfigurationProblem[],
): string {
  const lines = problems.map(
    ({ line, column, severity, message, id }) => `${file}:${line}:${column}: ${severity}: ${message} (${id})`,
  );
  const names = plugins.map(one => one.plugin.module).join(', ');
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  lines.push(problems.length === 0 ? `${file}: no problem found for ${names}` : `${count} in ${file} for ${names}`);
  return `${lines.map(escapeText).join('\n')}\n`;
}

export const configCommand: Command = {
  name: 'config',
  operands: '<schema|example|check> <package..>',
  summary:
    "A plugin's settings: their JSON Schema, a snippet for configuration.py, or a configuration.py held against them.",
  options: {
    configuration: { type: 'string', describe: "NetBox's configuration.py, read without running it (check)." },
    format: {
      type: 'string',
      choices: FORMATS,
      defaultDescription: 'text',
      describe: 'How to print problems (check).',
    },
    plugin: { type: 'string', describe: 'Which plugin, of a package that has several (schema, example).' },
    netbox: {
      type: 'string',
      defaultDescription: "newest in the plugin's own bounds",
      describe: 'Release: 4.4.10, 4.4.',
    },
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
  },
  examples: [
    ['plugin-lint config schema ./my-plugin -o plugin_config.schema.json', 'a JSON Schema of its settings'],
    ['plugin-lint config example netbox_example-1.0-py3-none-any.whl', 'what to put into configuration.py'],
    ['plugin-lint config check *.whl --configuration configuration.py', 'before NetBox is restarted'],
  ],
  run,
};
