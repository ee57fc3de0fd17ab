/**
 * GitHub workflow commands: an annotation for each finding at its line ("Workflow commands for GitHub Actions" of its
 * documentation), then the conclusion. The runner reads every line of a log for commands, so nothing of a package may begin one.
 */
import type { Severity } from '../finding.ts';
import type { ReportFormat } from './format.ts';
import { locatedMessage, repositoryLocation } from './location.ts';
import { Places } from './places.ts';
import { conclusion, severityCounts, unopenedMessage } from './summary.ts';
import { escapeText } from './terminal.ts';

type Command = 'error' | 'warning' | 'notice';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<Severity, Command>;

/** Annotations of one kind that GitHub keeps of one step. */
const SHOWN = 10;

/** The data of a command: what would end it, or the line, is percent-encoded; the runner decodes it. */
function commandData(text: string): string {
  return escapeText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The value of a property of a command, which a comma or a colon would end as well. */
function commandProperty(text: string): string {
  return commandData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * A line of a log that is no command. Besides `::` at its start the runner knows the older `##[name]`, anywhere in a line; a
 * backslash between the signs breaks both.
 */
export function logLine(text: string): string {
  return text.replace(/^(\s*):(?=:)/, '$1:\\').replaceAll('##[', '##\\[');
}

/** One workflow command. Properties without a value are left out. */
export function workflowCommand(
  command: Command | 'group' | 'endgroup',
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${commandProperty(String(value))}`]))
    .join(',');
  return `::${command}${list === '' ? '' : ` ${list}`}::${commandData(message)}`;
}

export const github: ReportFormat = result => {
  const lines: string[] = result.unopened.map(path =>
    workflowCommand('error', { title: 'Not linted' }, unopenedMessage(path)),
  );
  for (const one of result.packages) {
    const places = new Places(one);
    for (const { stage, rule, message } of one.crashes) {
      lines.push(
        workflowCommand('error', { title: 'A bug of plugin-lint' }, `${one.path}: ${rule ?? stage}: ${message}`),
      );
    }
    for (const finding of one.findings) {
      const where = repositoryLocation(one, finding.at, places);
      const { region } = where;
      // Columns are taken only when the finding ends on the line where it begins.
      const columns = region !== undefined && region.line === region.endLine && region.endColumn > region.column;
      lines.push(
        workflowCommand(
          COMMAND[finding.severity],
          {
            file: where.path,
            line: region?.line,
            endLine: region?.endLine,
            col: columns ? region.column : undefined,
            // The last column, not the one past it.
            endColumn: columns ? region.endColumn - 1 : undefined,
            title: finding.rule,
          },
          locatedMessage(where, finding.message),
        ),
      );
    }
  }
  const counts = severityCounts(result.packages);
  if (Math.max(...Object.values(counts)) > SHOWN) {
    lines.push(`GitHub shows ${SHOWN} annotations of each kind for a step; all findings are in the log above.`);
  }
  lines.push(logLine(conclusion(result)));
  return `${lines.join('\n')}\n`;
};
