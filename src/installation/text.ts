/** The plan for a reader: at the terminal, and as Markdown for a ticket. */
import { escapeText } from '../report/terminal.ts';
import type { InstallLine, InstallPlan, PlannedPlugin } from './schema.ts';

const NEEDED = { yes: '', no: ' (nothing to do)', unknown: ' (perhaps)' } as const;

function titleOf(plan: InstallPlan): string {
  const names = plan.packages.map(({ name, version, path }) =>
    name === null ? path : `${name} ${version ?? ''}`.trim(),
  );
  return `Installing ${names.join(', ')} in NetBox ${plan.netbox}`;
}

/** What a plugin brings, a line for each kind that there is. */
function bringsOf({ creates }: PlannedPlugin): string[] {
  const {
    tables,
    permissions,
    static: files,
    routes,
    menuItems,
    apps,
    middleware,
    queues,
    eventsPipeline,
    jobs,
    commands,
    changesOfCore,
  } = creates;
  const count = (what: string, number: number): string[] => (number === 0 ? [] : [`${what}: ${number}`]);
  const names = (what: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [`${what}: ${list.join(', ')}`];
  return [
    ...count('tables', tables.length),
    ...count('permissions', permissions.length),
    ...count('static files', files),
    ...count('routes', routes),
    ...count('menu items', menuItems),
    ...names('Django apps', apps),
    ...names('middleware', middleware),
    ...names('queues', queues),
    ...names('events pipeline', eventsPipeline),
    ...names('recurring jobs', jobs),
    ...names('management commands', commands),
    ...names("changes of NetBox's own", changesOfCore),
  ];
}

function boundsOf({ minVersion, maxVersion }: PlannedPlugin): string {
  if (minVersion === null && maxVersion === null) return 'sets no bounds on NetBox';
  if (minVersion === null) return `made for NetBox up to ${maxVersion ?? ''}`;
  return maxVersion === null
    ? `made for NetBox ${minVersion} and later`
    : `made for NetBox ${minVersion} to ${maxVersion}`;
}

export function installText(plan: InstallPlan): string {
  const lines = [`${titleOf(plan)} (${plan.documentation})`];
  for (const plugin of plan.plugins) {
    lines.push('', `${plugin.module}: ${boundsOf(plugin)}`, ...bringsOf(plugin).map(one => `   ${one}`));
  }
  if (plan.conflicts.length > 0) {
    lines.push('', 'Conflicts');
    lines.push(
      ...plan.conflicts.map(({ severity, message, line }) => {
        const where = line === undefined || plan.configuration === null ? '' : `${plan.configuration}:${line}: `;
        return `   ${severity}: ${where}${message}`;
      }),
    );
  }
  for (const [index, step] of plan.steps.entries()) {
    const documented = step.documented ? '' : ' (not among the documented steps)';
    lines.push('', `${index + 1}. ${step.title}${NEEDED[step.needed]}${documented}`);
    lines.push(...step.lines.flatMap(line => terminalLines(line).map(one => `   ${one}`)));
  }
  if (plan.undecided.length > 0) {
    lines.push('', 'Not known, so that there may be more than is said here', ...plan.undecided.map(one => `   ${one}`));
  }
  return `${lines.map(escapeText).join('\n')}\n`;
}

function terminalLines({ kind, text }: InstallLine): readonly string[] {
  if (kind === 'shell') return [`$ ${text}`];
  return text.split('\n').map(one => (kind === 'python' ? `  ${one}` : one));
}

export function installMarkdown(plan: InstallPlan): string {
  const lines = [`# ${prose(titleOf(plan))}`, '', `After \`${plan.documentation}\` of NetBox's documentation.`];
  for (const plugin of plan.plugins) {
    lines.push('', `- **${prose(plugin.module)}**: ${prose(boundsOf(plugin))}`);
    lines.push(...bringsOf(plugin).map(one => `  - ${prose(one)}`));
  }
  if (plan.conflicts.length > 0) {
    lines.push('', '## Conflicts', '');
    lines.push(...plan.conflicts.map(one => `- **${one.severity}**: ${prose(one.message)}`));
  }
  for (const [index, step] of plan.steps.entries()) {
    lines.push('', `## ${index + 1}. ${step.title}${NEEDED[step.needed]}`, ...markdownLines(step.lines));
  }
  if (plan.undecided.length > 0) {
    lines.push('', '## Not known', '', ...plan.undecided.map(one => `- ${prose(one)}`));
  }
  return `${lines.join('\n')}\n`;
}

/** Commands that follow each other share a block. */
function markdownLines(lines: readonly InstallLine[]): string[] {
  const out: string[] = [];
  let open: InstallLine['kind'] = 'text';
  const close = (): void => {
    if (open !== 'text') out.push('```');
    open = 'text';
  };
  for (const { kind, text } of lines) {
    if (kind !== open) {
      close();
      out.push('');
      if (kind !== 'text') out.push(kind === 'shell' ? '```sh' : '```python');
      open = kind;
    } else if (kind === 'text') out.push('');
    out.push(...(kind === 'text' ? [prose(text)] : text.split('\n').map(escapeText)));
  }
  close();
  return out;
}

/** Text of a package's own that Markdown is not to act upon. */
function prose(text: string): string {
  return escapeText(text).replaceAll(/[\\`*_<>[\]|]/g, '\\$&');
}
