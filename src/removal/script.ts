/** The plan's database part as a script for `psql`: one transaction, for review, safe to run twice. */
import { foundLines } from './found.ts';
import { comment, identifier, literal } from './sql-text.ts';
import type { RemovalPlan } from './plan.ts';

/** A `.sql` script. Nobody but its reader runs it. */
export function removalScript(plan: RemovalPlan): string {
  const name = `${plan.package.name ?? plan.plugins.join(', ')}${plan.package.version === null ? '' : ` ${plan.package.version}`}`;
  const lines = [
    comment(`What ${name} leaves in the database of NetBox ${plan.netbox}.`),
    comment(
      'Read it, back up the database, disable and uninstall the plugin, then: psql -v ON_ERROR_STOP=1 -f <this file>',
    ),
    comment(
      'To try it, put ROLLBACK in the place of COMMIT. It is one transaction: at the first error nothing is changed.',
    ),
    comment('Tables are dropped without CASCADE: whatever else refers to them stops the script.'),
    ...plan.warnings.map(text => comment(`WARNING: ${text}`)),
    ...plan.undecided.map(({ reason, file }) => comment(`NOT KNOWN: ${reason}${file === null ? '' : ` (${file})`}`)),
    ...(plan.database ? foundLines(plan.database) : []).flatMap(({ title, lines: found }) => [
      comment(`== ${title}:`),
      ...found.map(line => comment(`- ${line}`)),
    ]),
    '',
    'BEGIN;',
    '',
    'SET LOCAL standard_conforming_strings = on;',
    comment('Foreign keys are checked with each statement, or a table could not be dropped after its rows are.'),
    'SET CONSTRAINTS ALL IMMEDIATE;',
  ];
  for (const step of plan.steps) {
    if (step.id === 'files') {
      lines.push('', comment(`== ${step.title}:`), ...step.lines.map(comment));
    } else if (step.id === 'elsewhere') {
      lines.push('', comment(`== ${step.title}:`), ...step.lines.map(line => comment(`- ${line}`)));
    }
    if (step.sql.length === 0) continue;
    lines.push('', comment(`== ${step.title}${step.documented ? '' : ' (not in the documentation)'}`));
    for (const block of step.sql) lines.push('', comment(block.title), ...block.statements);
  }
  if (plan.labels.length > 0) {
    lines.push('', comment('== Still there under its label: should list nothing'), '');
    const under = plan.labels.map(label => `starts_with("relname", ${literal(`${label}_`)})`).join(' OR ');
    lines.push(
      `SELECT ${identifier('relname')}, "relkind" FROM "pg_catalog"."pg_class"\n  WHERE "relkind" IN ('r', 'v', 'm', 'S', 'p') AND pg_table_is_visible("oid") AND (${under});`,
    );
  }
  lines.push('', 'COMMIT;', '');
  return lines.join('\n');
}
