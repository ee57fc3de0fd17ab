/** `plugin-lint removal <package>` */
import { formatOf, netboxOf, onePackage } from '../arguments.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { Io } from '../io.ts';

const FORMATS = ['text', 'sql', 'json'] as const;

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const path = onePackage('removal', operands);
  const format = formatOf('removal', FORMATS, options);
  const netbox = netboxOf(options);
  const host = await readHost(options.string('host'), io);
  const { planRemoval } = await import('../../removal/index.ts');
  io.progress(path);
  const result = await planRemoval(path, { cwd: io.cwd, host, ...netbox });
  io.progress('');
  if (!result.ok)
    throw new CliError(`${result.what === 'release' ? '--netbox' : `removal: ${path}`}: ${result.message}.`);
  const [plan, ...others] = result.plans;
  if (!plan || others.length > 0) {
    throw new CliError(`removal: ${path} holds ${result.plans.length} packages with plugins; give one of them.`);
  }
  await writeResult(await print(format), options.string('output-file'), io);
  return 0;

  async function print(as: string): Promise<string> {
    if (!plan) return '';
    if (as === 'json') return `${JSON.stringify(plan, null, 2)}\n`;
    if (as === 'sql') return (await import('../../removal/script.ts')).removalScript(plan);
    return (await import('../../removal/text.ts')).removalText(plan);
  }
}

export const removalCommand: Command = {
  name: 'removal',
  operands: '<package>',
  summary: 'Say what a plugin leaves behind when it is uninstalled, step by step; changes nothing itself.',
  options: {
    format: { type: 'string', choices: FORMATS, defaultDescription: 'text', describe: 'How to print it.' },
    netbox: {
      type: 'string',
      defaultDescription: "newest in the plugin's own bounds",
      describe: 'Release: 4.4.10, 4.4.',
    },
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
  },
  examples: [
    ['plugin-lint removal netbox_example-1.0-py3-none-any.whl', 'the steps, in order'],
    ['plugin-lint removal ./my-plugin --netbox 4.4.10 --format sql -o remove.sql', 'a script to review'],
  ],
  run,
};
