/** `plugin-lint install-plan <package..>` */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { didYouMean } from '../../settings/nearest.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { InstallPlan } from '../../installation/schema.ts';
import type { Io } from '../io.ts';

const FORMATS = ['text', 'markdown', 'json'];

async function run(paths: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const [first] = paths;
  if (first === undefined) throw new CliError('install-plan: which package? Give a directory, a wheel or an sdist.');
  const format = options.string('format') ?? 'text';
  if (!FORMATS.includes(format)) {
    throw new CliError(
      `--format: unknown format "${format}" for install-plan; text, markdown or json.${didYouMean(format, FORMATS)}`,
    );
  }
  const netbox = options.string('netbox');
  if (netbox?.trim() === '') throw new CliError('--netbox: give a release (4.4.10, 4.4) or a range (">=4.2,<4.5").');
  const host = await readHost(options.string('host'), io);
  const configuration = await readConfigurationFile(options.string('configuration'), io);
  const { planInstallation } = await import('../../installation/index.ts');
  io.progress(first);
  const result = await planInstallation(paths, {
    cwd: io.cwd,
    host,
    ...(netbox === undefined ? {} : { netbox }),
    ...(configuration === undefined ? {} : { configuration }),
  });
  io.progress('');
  if (!result.ok) {
    const where = { path: 'install-plan', release: '--netbox', configuration: '--configuration' }[result.what];
    throw new CliError(`${where}: ${result.message}.`);
  }
  await writeResult(await print(result.plan, format), options.string('output-file'), io);
  return result.plan.loads && !result.plan.conflicts.some(one => one.severity === 'error') ? 0 : 1;
}

async function print(plan: InstallPlan, format: string): Promise<string> {
  if (format === 'json') return `${JSON.stringify(plan, null, 2)}\n`;
  const { installMarkdown, installText } = await import('../../installation/text.ts');
  return format === 'markdown' ? installMarkdown(plan) : installText(plan);
}

async function readConfigurationFile(
  file: string | undefined,
  io: Io,
): Promise<{ readonly file: string; readonly bytes: Uint8Array } | undefined> {
  if (file === undefined) return undefined;
  try {
    return { file, bytes: await readFile(resolve(io.cwd, file)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`--configuration: "${file}" cannot be read (${why}). Give NetBox's configuration.py.`);
  }
}

export const installPlanCommand: Command = {
  name: 'install-plan',
  operands: '<package..>',
  summary: 'Say what an operator does to install plugins, step by step, and what they bring; changes nothing itself.',
  options: {
    format: { type: 'string', choices: FORMATS, defaultDescription: 'text', describe: 'How to print it.' },
    netbox: {
      type: 'string',
      defaultDescription: "newest in the plugins' own bounds",
      describe: 'Release: 4.4.10, 4.4.',
    },
    configuration: {
      type: 'string',
      describe: "NetBox's configuration.py as it is now, read without running it.",
    },
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
  },
  examples: [
    ['plugin-lint install-plan netbox_example-1.0-py3-none-any.whl --netbox 4.4.10', 'the steps, in order'],
    [
      'plugin-lint install-plan *.whl --configuration configuration.py',
      'beside what is configured already; exit code 1 where they do not fit',
    ],
  ],
  run,
};
