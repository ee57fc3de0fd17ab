/** The GitHub Action: inputs → the same lint as on the command line → log, annotations, summary, outputs, SARIF. */
import { rules } from '../../rules/index.ts';
import { CliError, type ExitCode } from '../cli/command.ts';
import { exitCode } from '../cli/fail-on.ts';
import { TOOL } from '../cli/tool.ts';
import { ruleMeta } from '../derive/meta.ts';
import { lint, UsageError } from '../lint.ts';
import { logLine, workflowCommand } from '../report/github.ts';
import { reportFormat, type FormatName } from '../report/index.ts';
import type { LintResult } from '../result.ts';
import { outputLines, outputsOf, summaryText } from './files.ts';
import { readInputs, type Inputs } from './inputs.ts';

/** What the action needs of the world. `action.ts` binds it to the process, tests to strings. */
export interface ActionIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The workspace, absolute: what paths are relative to, and what GitHub knows files by. */
  readonly cwd: string;
  /** ISO date of today (UTC), for suppressions that end. */
  readonly today: string;
  /** Not to be guessed, new in each run: ends what the runner is told not to read for commands. */
  readonly token: string;
  writeOut(text: string): void;
  writeFile(path: string, text: string): Promise<void>;
  appendFile(path: string, text: string): Promise<void>;
}

/** Lints what the inputs name and tells the runner. Never throws: a wrong input and our own bugs are annotations and give 2. */
export async function runAction(io: ActionIo): Promise<ExitCode> {
  let inputs: Inputs | undefined;
  try {
    inputs = readInputs(io.env);
    const result = await lintInputs(inputs, io);
    const code = exitCode(result, inputs.failOn);
    writeLog(result, inputs.format, io);
    await writeFiles(result, inputs, code, io);
    return code;
  } catch (error) {
    const usage = error instanceof CliError || error instanceof UsageError;
    const message = usage ? error.message : `this is a bug of ${TOOL.name}: ${stackOf(error)}`;
    io.writeOut(`${workflowCommand('error', { title: TOOL.name }, message)}\n`);
    // A later step that uploads the report finds a valid one.
    const failed: LintResult = {
      host: { name: 'netbox', releases: [] },
      packages: [],
      unopened: (inputs?.paths ?? ['.']).map(path => ({ path, message: message.split('\n')[0] ?? message })),
    };
    await writeFiles(failed, inputs, 2, io).catch((second: unknown) => {
      io.writeOut(`${workflowCommand('error', { title: TOOL.name }, stackOf(second))}\n`);
    });
    return 2;
  }
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function lintInputs(inputs: Inputs, io: ActionIo): Promise<LintResult> {
  const { netbox, profile, config, baseline } = inputs;
  return lint(await expand(inputs.paths, io.cwd), {
    cwd: io.cwd,
    today: io.today,
    ...(netbox === undefined ? {} : { netbox }),
    ...(profile === undefined ? {} : { profile }),
    ...(config === undefined ? {} : { config }),
    ...(baseline === undefined ? {} : { baseline }),
  });
}

/** Paths with their glob patterns replaced by what they match (no shell does it here); one that matches nothing stays. */
async function expand(paths: readonly string[], cwd: string): Promise<readonly string[]> {
  if (!paths.some(path => /[*?[{]/.test(path))) return paths;
  const { globby, isDynamicPattern } = await import('globby');
  const expanded: string[] = [];
  for (const path of paths) {
    const found = isDynamicPattern(path)
      ? await globby(path, { cwd, onlyFiles: false, expandDirectories: false, followSymbolicLinks: false })
      : [];
    expanded.push(...(found.length === 0 ? [path] : found.sort()));
  }
  return expanded;
}

/** The report in a group of the log, which the runner does not read for commands, and an annotation for each finding. */
function writeLog(result: LintResult, format: FormatName, io: ActionIo): void {
  const options = { tool: TOOL, color: false, quiet: false };
  const metas = rules.map(ruleMeta);
  if (format !== 'github') {
    const report = reportFormat(format)(result, metas, options);
    const shown = format === 'text' ? report.split('\n').map(logLine).join('\n') : report;
    io.writeOut(`${workflowCommand('group', {}, `${TOOL.name} report`)}\n`);
    io.writeOut(`::stop-commands::${io.token}\n${shown}::${io.token}::\n`);
    io.writeOut(`${workflowCommand('endgroup', {}, '')}\n`);
  }
  io.writeOut(reportFormat('github')(result, metas, options));
}

async function writeFiles(
  result: LintResult,
  inputs: Inputs | undefined,
  code: ExitCode,
  { env, token, writeFile, appendFile }: ActionIo,
): Promise<void> {
  const options = { tool: TOOL, color: false, quiet: false };
  const metas = rules.map(ruleMeta);
  const sarifFile = inputs?.sarifFile;
  if (sarifFile !== undefined) {
    // For code scanning, which does not read suppressions and would open an alert for each.
    await writeFile(sarifFile, reportFormat('sarif')(result, metas, { ...options, openOnly: true }));
  }
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') {
    await appendFile(summary, summaryText(reportFormat('markdown')(result, metas, options)));
  }
  const output = env['GITHUB_OUTPUT'];
  if (output !== undefined && output !== '') {
    await appendFile(output, outputLines(outputsOf(result, sarifFile, code), token));
  }
}
