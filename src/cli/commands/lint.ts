/** `plugin-lint [paths...]`: the default command. */
import { ruleMeta } from '../../derive/meta.ts';
import type { LintResult } from '../../result.ts';
import { FORMAT_NAMES, isFormatName, reportFormat, type FormatName } from '../../report/index.ts';
import { unopenedMessage } from '../../report/summary.ts';
import { escapeText } from '../../report/terminal.ts';
import { fingerprints } from '../../report/fingerprint.ts';
import { Places } from '../../report/places.ts';
import { formatBaseline } from '../../settings/baseline.ts';
import { PROFILES } from '../../settings/profile.ts';
import type { Profile } from '../../settings/profile.ts';
import { didYouMean } from '../../settings/nearest.ts';
import { compareFindings } from '../../finding.ts';
import { parseRuleSetting, type RuleSeverity } from '../../settings/rule-setting.ts';
import { netboxOf } from '../arguments.ts';
import { CliError, type Command, type ExitCode, type ParsedOptions } from '../command.ts';
import { exitCode, failFloor, parseFailOn } from '../fail-on.ts';
import { HOST_OPTION, readHost } from '../host-file.ts';
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
  const askedFailOn = options.string('fail-on');
  const failOn = askedFailOn === undefined ? undefined : parseFailOn(askedFailOn);
  const profile = parseProfile(options.string('profile'));
  const config = options.boolean('config') === false ? false : options.string('config');
  const baseline = options.string('baseline');
  const writeBaseline = options.string('write-baseline');
  const netbox = netboxOf(options);
  const outputFile = options.string('output-file');
  const paths = operands.length === 0 ? ['.'] : operands;
  const hostFile = options.string('host');
  const host = hostFile === undefined ? undefined : await readHost(hostFile, io);

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
      today: io.today,
      trustPackageConfig: options.boolean('trust-package-config') ?? false,
      ...netbox,
      ...(host === undefined ? {} : { host }),
      ...(profile === undefined ? {} : { profile }),
      ...(config === undefined ? {} : { config }),
      ...(baseline === undefined ? {} : { baseline }),
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
    quietFrom: failFloor(result, failOn),
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
  else await write(io, '--output-file', outputFile, report);
  if (writeBaseline === undefined) return exitCode(result, failOn);
  await write(io, '--write-baseline', writeBaseline, baselineOf(result));
  const count = result.packages.reduce((sum, { findings }) => sum + findings.length, 0);
  io.writeError(
    `plugin-lint: ${count} ${count === 1 ? 'finding' : 'findings'} accepted in ${writeBaseline}; give it with --baseline, or as \`baseline\` in the config file.\n`,
  );
  // What was just accepted does not fail the call that accepts it.
  return exitCode({ ...result, packages: result.packages.map(one => ({ ...one, findings: [] })) }, failOn);
}

async function write(io: Io, option: string, file: string, text: string): Promise<void> {
  try {
    await io.writeFile(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${option}: "${file}" cannot be written (${why}). Name a file in a folder that exists.`);
  }
}

/** All findings of a result as the text of a baseline file, those that an older baseline accepted included. */
function baselineOf(result: LintResult): string {
  const packages = new Map<string, readonly (readonly [string, string])[]>();
  for (const one of result.packages) {
    const accepted = one.suppressed.flatMap(({ kind, finding }) => (kind === 'baseline' ? [finding] : []));
    const findings = [...one.findings, ...accepted].sort(compareFindings);
    const prints = fingerprints(findings, new Places(one));
    packages.set(
      one.distribution.name ?? one.path,
      findings.map((finding, index) => [prints[index] ?? '', finding.rule]),
    );
  }
  return formatBaseline(packages);
}

function parseProfile(name: string | undefined): Profile | undefined {
  if (name === undefined) return undefined;
  const profile = PROFILES.find(one => one === name);
  if (profile === undefined) {
    throw new CliError(
      `--profile: unknown profile "${name}"; one of ${PROFILES.join(', ')}.${didYouMean(name, PROFILES)}`,
    );
  }
  return profile;
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
    profile: {
      type: 'string',
      choices: PROFILES,
      defaultDescription: 'recommended',
      describe:
        'strict: warnings fail too. certification: strict, and what the package says about the linter does not count.',
    },
    config: {
      type: 'string',
      defaultDescription: "plugin-lint.toml, plugin-lint.json or pyproject.toml, from the package's folder up",
      describe: 'Config file; --no-config for none.',
    },
    baseline: { type: 'string', describe: 'File of accepted findings, which are not reported.' },
    'write-baseline': { type: 'string', describe: 'Accept all findings of this call: write them to this file.' },
    'trust-package-config': {
      type: 'boolean',
      describe: 'Let suppressions inside an archive count; in a folder they do.',
    },
    host: HOST_OPTION,
    rule: { type: 'string', array: true, describe: '<rule>=error|warning|info|off. May be repeated.' },
    'fail-on': {
      type: 'string',
      defaultDescription: "the profile's: error, or warning for strict",
      describe: 'Exit with 1 from this severity on: error, warning, info or never. ",undecided" adds undecided limits.',
    },
    'output-file': { type: 'string', alias: 'o', describe: 'Write the report to a file instead of standard output.' },
    quiet: { type: 'boolean', alias: 'q', describe: 'Only what fails the call, without summary (text).' },
    color: { type: 'boolean', defaultDescription: 'on a terminal', describe: 'Colours; --no-color without.' },
  },
  examples: [
    ['plugin-lint ./my-plugin', 'a source checkout'],
    ['plugin-lint dist/*.whl --netbox 4.4', 'what was built, against one release'],
    ['plugin-lint --fail-on warning', 'strict, for CI'],
  ],
  run,
};
