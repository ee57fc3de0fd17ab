/** `plugin-lint [paths...]`: the default command. */
import { ruleMeta } from '../../derive/meta.ts';
import type { LintResult } from '../../result.ts';
import { FORMAT_NAMES, isFormatName, reportFormat, type FormatName } from '../../report/index.ts';
import { unopenedMessage } from '../../report/summary.ts';
import { escapeText } from '../../report/terminal.ts';
import { didYouMean } from '../../settings/nearest.ts';
import { parseRuleSetting, type RuleSeverity } from '../../settings/rule-setting.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { exitCode, parseFailOn } from '../fail-on.ts';
import type { Io } from '../io.ts';
import { TOOL } from '../tool.ts';

function parseFormat(name: string): FormatName {
  if (isFormatName(name)) return name;
  throw new CliError(
    `--format: unknown format "${name}"; one of ${FORMAT_NAMES.join(', ')}.${didYouMean(name, FORMAT_NAMES)}`,
  );
}

function parseSeverities(settings: readonly string[], ids: readonly string[]): ReadonlyMap<string, RuleSeverity> {
  const severities = new Map<string, RuleSeverity>();
  for (const setting of settings) {
    const parsed = parseRuleSetting(setting, ids);
    if (!parsed.ok) throw new CliError(parsed.problem);
    severities.set(parsed.value.rule, parsed.value.severity);
  }
  return severities;
}

async function run(operands: readonly string[], options: ParsedOptions, io: Io): Promise<ExitCode> {
  const format = parseFormat(options.string('format') ?? 'text');
  const failOn = parseFailOn(options.string('fail-on') ?? 'error');
  const netbox = options.string('netbox');
  if (netbox?.trim() === '') throw new CliError('--netbox: give a release (4.4.10, 4.4) or a range (">=4.2,<4.5").');
  const outputFile = options.string('output-file');
  const paths = operands.length === 0 ? ['.'] : operands;

  const { rules } = await import('../../../rules/index.ts');
  const metas = rules.map(ruleMeta);
  const severities = parseSeverities(
    options.strings('rule'),
    metas.map(({ name }) => name),
  );
  const { lint, UsageError } = await import('../../lint.ts');

  let result: LintResult;
  try {
    result = await lint(paths, {
      cwd: io.cwd,
      severities,
      ...(netbox === undefined ? {} : { netbox }),
      onStage: (packagePath, stage) => io.progress(`${packagePath}: ${stage}`),
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new CliError(error.message);
  } finally {
    io.progress('');
  }

  const report = reportFormat(format)(result, metas, {
    tool: TOOL,
    color: outputFile === undefined && (options.boolean('color') ?? io.color),
    quiet: options.boolean('quiet') ?? false,
  });
  for (const path of result.unopened) io.writeError(`plugin-lint: ${escapeText(unopenedMessage(path))}\n`);
  for (const { path, crashes } of result.packages) {
    for (const { stage, rule, message } of crashes) {
      io.writeError(
        `plugin-lint: ${escapeText(path)}: ${rule ?? stage} failed, which is a bug of plugin-lint: ${escapeText(message)}\n`,
      );
    }
  }
  if (outputFile === undefined) io.writeOut(report);
  else {
    try {
      await io.writeFile(outputFile, report);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CliError(
        `--output-file: "${outputFile}" cannot be written (${why}). Name a file in a folder that exists.`,
      );
    }
  }
  return exitCode(result, failOn);
}

/**
 * The document that a machine format prints when the call failed before there was a result: every path is an entry that could not
 * be opened, so that a reader of standard output always has valid input. Empty for text.
 */
export function failedReport(paths: readonly string[], formatName: string | undefined, message: string): string {
  if (formatName === undefined || formatName === 'text' || !isFormatName(formatName)) return '';
  const unopened = (paths.length === 0 ? ['.'] : paths).map(path => ({ path: path.replaceAll('\\', '/'), message }));
  const result: LintResult = { host: { name: 'netbox', releases: [] }, packages: [], unopened };
  return reportFormat(formatName)(result, [], { tool: TOOL, color: false, quiet: false });
}

export const lint: Command = {
  name: '',
  operands: '[paths...]',
  summary: 'Lint plugin packages: directories, wheels, sdists, zips. Without a path, the current directory.',
  options: {
    format: { type: 'string', choices: FORMAT_NAMES, defaultDescription: 'text', describe: 'How to report.' },
    netbox: {
      type: 'string',
      defaultDescription: "the plugin's own bounds",
      describe: 'Release or range to hold the package against: 4.4, ">=4.2,<4.5".',
    },
    rule: { type: 'string', array: true, describe: '<rule>=error|warning|info|off. May be repeated.' },
    'fail-on': {
      type: 'string',
      defaultDescription: 'error',
      describe: 'Exit with 1 from this severity on: error, warning, info or never. ",undecided" adds undecided limits.',
    },
    'output-file': { type: 'string', alias: 'o', describe: 'Write the report to a file instead of standard output.' },
    quiet: { type: 'boolean', alias: 'q', describe: 'Errors only, without summary (text).' },
    color: { type: 'boolean', defaultDescription: 'on a terminal', describe: 'Colours; --no-color without.' },
  },
  examples: [
    ['plugin-lint ./my-plugin', 'a source checkout'],
    ['plugin-lint dist/*.whl --netbox 4.4', 'what was built, against one release'],
    ['plugin-lint --fail-on warning', 'strict, for CI'],
  ],
  run,
};
