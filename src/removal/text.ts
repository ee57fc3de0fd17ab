/** The plan for a reader at the terminal. */
import { counted, escapeText } from '../report/terminal.ts';
import { foundLines } from './found.ts';
import type { RemovalPlan, RemovalStep } from './plan.ts';

/** Steps as numbered paragraphs; of the database, what is done and the number of statements (`--format sql` has them). */
export function removalText(plan: RemovalPlan): string {
  const { name, version } = plan.package;
  const title = `Removing ${name ?? plan.plugins.join(', ')}${version === null ? '' : ` ${version}`} from NetBox ${plan.netbox}`;
  const page = plan.documentation === null ? '' : ` (${plan.documentation})`;
  const lines = [`${title}${page}`];
  for (const [index, step] of plan.steps.entries()) {
    lines.push('', `${index + 1}. ${step.title}${step.documented ? '' : ' (not in the documentation)'}`);
    lines.push(...step.lines.map(line => `   ${line}`), ...databaseLines(step));
  }
  for (const { title: what, lines: found } of plan.database ? foundLines(plan.database) : []) {
    lines.push('', what, ...found.map(line => `   ${line}`));
  }
  if (plan.warnings.length > 0) lines.push('', 'Warnings', ...plan.warnings.map(line => `   ${line}`));
  if (plan.undecided.length > 0) {
    lines.push('', 'Not known, so that more may be left than is said here');
    lines.push(...plan.undecided.map(({ reason, file }) => `   ${reason}${file === null ? '' : ` (${file})`}`));
  }
  return `${lines.map(escapeText).join('\n')}\n`;
}

function databaseLines({ id, sql }: RemovalStep): string[] {
  if (id === 'tables' || sql.length === 0) return [];
  return sql.map(({ title, statements }) => `   - ${title} (${counted(statements.length, 'statement')})`);
}
