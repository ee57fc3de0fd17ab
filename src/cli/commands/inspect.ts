/** `plugin-lint inspect <package>` */
import { formatOf, netboxOf, onePackage, readConfigurationBytes } from '../arguments.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { NetBoxHost } from '../../host/netbox/netbox.ts';
import type { Configuration } from '../../host/netbox/start/index.ts';
import type { Io } from '../io.ts';

const FORMATS = ['text', 'json'] as const;

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const path = onePackage('inspect', operands);
  const format = formatOf('inspect', FORMATS, options);
  const netbox = netboxOf(options);
  const outputFile = options.string('output-file');
  const host = await readHost(options.string('host'), io);
  const configuration = await readConfigurationFile(options.string('configuration'), host, io);

  const { inspect } = await import('../../inspect/index.ts');
  io.progress(path);
  const result = await inspect(path, {
    cwd: io.cwd,
    host,
    ...netbox,
    ...(configuration === undefined ? {} : { configuration }),
  });
  io.progress('');
  if (!result.ok)
    throw new CliError(`${result.what === 'release' ? '--netbox' : `inspect: ${path}`}: ${result.message}.`);
  if (format === 'json') await writeResult(`${JSON.stringify(result.document, null, 2)}\n`, outputFile, io);
  else {
    const { inspectText } = await import('../../inspect/text.ts');
    const color = outputFile === undefined && (options.boolean('color') ?? io.color);
    await writeResult(inspectText(result.document, { color }), outputFile, io);
  }
  return 0;
}

async function readConfigurationFile(
  file: string | undefined,
  host: NetBoxHost,
  io: Io,
): Promise<Configuration | undefined> {
  if (file === undefined) return undefined;
  const bytes = await readConfigurationBytes(file, io);
  const { readConfiguration } = await import('../../host/netbox/start/index.ts');
  const read = readConfiguration(bytes, host.facts);
  if (!read.ok) throw new CliError(`--configuration: "${file}": ${read.message}.`);
  return read.configuration;
}

export const inspectCommand: Command = {
  name: 'inspect',
  operands: '<package>',
  summary:
    'Say what NetBox would do with a plugin: whether it starts, and everything that the plugin adds and touches.',
  options: {
    format: { type: 'string', choices: FORMATS, defaultDescription: 'text', describe: 'How to print it.' },
    netbox: {
      type: 'string',
      defaultDescription: "newest in the plugin's own bounds",
      describe: 'Release: 4.4.10, 4.4.',
    },
    configuration: {
      type: 'string',
      describe:
        "NetBox's configuration.py, read without running it. Without one, required settings are taken as given.",
    },
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
    color: { type: 'boolean', defaultDescription: 'on a terminal', describe: 'Colours; --no-color without.' },
  },
  examples: [
    ['plugin-lint inspect netbox_example-1.0-py3-none-any.whl', 'before it is installed'],
    ['plugin-lint inspect ./my-plugin --netbox 4.4.10 --format json', 'on one release, for a program'],
  ],
  run,
};
