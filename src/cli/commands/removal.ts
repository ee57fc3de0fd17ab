/** `plugin-lint removal <package>` */
import { formatOf, netboxOf, onePackage } from '../arguments.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
import { writeResult } from '../output.ts';
import type { Io } from '../io.ts';
import type { RemovalPlan } from '../../removal/plan.ts';

const FORMATS = ['text', 'sql', 'json'] as const;

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  // Before anything is said of the operands: a URL among them can hold a password.
  if (operands.some(one => /^postgres(ql)?:/.test(one))) {
    throw new CliError('removal: the URL of a database is given with --database.');
  }
  const path = onePackage('removal', operands);
  const url = options.string('database');
  const format = formatOf('removal', FORMATS, options);
  const netbox = netboxOf(options);
  const host = await readHost(options.string('host'), io);
  const { planRemoval } = await import('../../removal/index.ts');
  io.progress(path);
  const result = await planRemoval(path, { cwd: io.cwd, host, ...netbox });
  io.progress('');
  if (!result.ok)
    throw new CliError(`${result.what === 'release' ? '--netbox' : `removal: ${path}`}: ${result.message}.`);
  const [made, ...others] = result.plans;
  if (!made || others.length > 0) {
    throw new CliError(`removal: ${path} holds ${result.plans.length} packages with plugins; give one of them.`);
  }
  const plan = url === undefined ? made : await compared(made, url, io);
  await writeResult(await print(plan, format), options.string('output-file'), io);
  return 0;
}

async function print(plan: RemovalPlan, format: (typeof FORMATS)[number]): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(plan, null, 2)}\n`;
    case 'sql':
      return (await import('../../removal/script.ts')).removalScript(plan);
    case 'text':
      return (await import('../../removal/text.ts')).removalText(plan);
  }
}

async function compared(plan: RemovalPlan, url: string, io: Io): Promise<RemovalPlan> {
  const { readCatalogue } = await import('../../removal/database.ts');
  const { compareDatabase } = await import('../../removal/compare.ts');
  io.progress('the database');
  const read = await readCatalogue(url, plan);
  io.progress('');
  if (!read.ok) throw new CliError(`--database: ${read.message}.`);
  return { ...plan, database: compareDatabase(plan, read.catalogue) };
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
    database: {
      type: 'string',
      describe:
        'URL of a PostgreSQL with NetBox in it (postgresql://user@host/netbox), to hold the plan against; it is only read. Leave the password to PGPASSWORD or ~/.pgpass.',
    },
    host: HOST_OPTION,
    'output-file': { type: 'string', alias: 'o', describe: 'Write to a file instead of standard output.' },
  },
  examples: [
    ['plugin-lint removal netbox_example-1.0-py3-none-any.whl', 'the steps, in order'],
    ['plugin-lint removal ./my-plugin --netbox 4.4.10 --format sql -o remove.sql', 'a script to review'],
    ['plugin-lint removal ./my-plugin --database postgresql://netbox@localhost/netbox', 'what of it is really there'],
  ],
  run,
};
