/** From arguments to exit code. */
import yargs, { type Options } from 'yargs';
import { escapeText } from '../report/terminal.ts';
import { didYouMean, nearest } from '../settings/nearest.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { failedReport, lint } from './commands/lint.ts';
import type { Io } from './io.ts';
import { TOOL } from './tool.ts';

const GENERAL: Readonly<Record<string, Options>> = {
  help: { type: 'boolean', alias: 'h', describe: 'Show this help.' },
  version: { type: 'boolean', describe: 'Show the version.' },
};

/** A fresh yargs, which neither ends the process nor prints, speaks English everywhere, and takes every value as text. */
function parser(options: Readonly<Record<string, Options>>) {
  return yargs([])
    .scriptName(TOOL.name)
    .detectLocale(false)
    .exitProcess(false)
    .help(false)
    .version(false)
    .fail(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'greedy-arrays': false,
      'short-option-groups': false,
      'strip-aliased': true,
    })
    .options(options);
}

interface Call {
  readonly command: Command;
  readonly operands: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** Choices are checked by the commands, which name the nearest known one; to yargs they would be another text. */
const withoutChoices = (options: Readonly<Record<string, Options>>): Readonly<Record<string, Options>> =>
  Object.fromEntries(Object.entries(options).map(([name, { choices: _, ...option }]) => [name, option]));

function parse(argv: readonly string[]): Call {
  const every: Record<string, Options> = { ...GENERAL };
  for (const { options } of COMMANDS) Object.assign(every, options);
  const { _: words, $0: _script, ...parsed } = parser(withoutChoices(every)).parseSync([...argv]);
  const values = Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined));
  const [first = '', ...rest] = words.map(String);
  const named = COMMANDS.find(({ name }) => name !== '' && name === first);
  return named ? { command: named, operands: rest, values } : { command: lint, operands: words.map(String), values };
}

/** @throws CliError for an option that the command does not have */
function checkOptions({ command, values }: Call): void {
  const known = [...Object.keys(command.options), ...Object.keys(GENERAL)];
  for (const name of Object.keys(values)) {
    if (known.includes(name)) continue;
    const dashes = name.length === 1 ? '-' : '--';
    const owner = COMMANDS.find(({ options }) => Object.hasOwn(options, name));
    const hint = owner
      ? ` \`${`${TOOL.name} ${owner.name}`.trim()}\` has it.`
      : didYouMean(name, known).replace('"', '"--');
    const where = command.name === '' ? '' : `${command.name}: `;
    throw new CliError(`${where}unknown option "${dashes}${name}".${hint} \`${TOOL.name} --help\` lists the options.`);
  }
}

/** A first word that is no path but nearly a command was meant as one. */
function checkCommand({ command, operands }: Call, io: Io): void {
  const [first] = operands;
  if (command !== lint || first === undefined || !/^[a-z-]+$/.test(first) || io.exists(first)) return;
  const near = nearest(
    first,
    COMMANDS.map(({ name }) => name).filter(name => name !== ''),
  );
  if (near !== undefined) {
    throw new CliError(`unknown command "${first}", and no such path. Did you mean \`${TOOL.name} ${near}\`?`);
  }
}

function optionsOf(command: Command, values: Readonly<Record<string, unknown>>): ParsedOptions {
  const single = (name: string): unknown => {
    const value = values[name];
    if (Array.isArray(value)) throw new CliError(`--${name}: given more than once; give it once.`);
    return value;
  };
  return {
    string(name) {
      const value = single(name);
      if (value === undefined) return undefined;
      if (typeof value !== 'string' || value === '') {
        throw new CliError(`--${name}: a value is missing. ${command.options[name]?.describe ?? ''}`.trim());
      }
      return value;
    },
    strings(name) {
      const value = values[name];
      return (Array.isArray(value) ? value : [value]).filter(entry => typeof entry === 'string');
    },
    boolean(name) {
      const value = single(name);
      return typeof value === 'boolean' ? value : undefined;
    },
  };
}

async function help(command: Command): Promise<string> {
  const others = COMMANDS.filter(({ name }) => name !== '');
  const usage = `${`${TOOL.name} ${command.name}`.trim()} ${command.operands} [options]`.replace('  ', ' ');
  const built = parser({ ...command.options, ...GENERAL })
    .usage(`${usage}\n\n${command.summary}`)
    .wrap(100)
    .example(command.examples.map(([call, meaning]) => [call, meaning]))
    .epilogue(
      command.name === ''
        ? 'Exit code: 0 clean, 1 findings (see --fail-on), 2 wrong call, crash, or a path that cannot be linted.'
        : '',
    );
  if (command.name === '')
    for (const { name, operands, summary } of others) built.command(`${name} ${operands}`.trim(), summary);
  return `${(await built.getHelp()).trimEnd()}\n`;
}

/**
 * Runs one call. Never throws: a call that makes no sense, and our own bugs, are told on standard error and give 2.
 * @param argv arguments without the program
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let call: Call | undefined;
  try {
    call = parse(argv);
    checkOptions(call);
    const { command, operands, values } = call;
    if (values['help'] === true) {
      io.writeOut(await help(command));
      return 0;
    }
    if (values['version'] === true) {
      io.writeOut(`${TOOL.version}\n`);
      return 0;
    }
    checkCommand(call, io);
    return await command.run(operands, optionsOf(command, values), io);
  } catch (error) {
    const message = error instanceof CliError ? error.message : `this is a bug of ${TOOL.name}: ${stackOf(error)}`;
    io.writeError(`${TOOL.name}: ${message.split('\n').map(escapeText).join('\n')}\n`);
    if (call?.command === lint) {
      const { format, 'output-file': outputFile } = call.values;
      const firstLine = message.split('\n')[0] ?? message;
      // With --output-file, standard output stays empty as it does in a run without errors.
      if (outputFile === undefined) {
        io.writeOut(failedReport(call.operands, typeof format === 'string' ? format : undefined, firstLine));
      }
    }
    return 2;
  }
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
