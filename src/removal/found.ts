/** What the comparison with a database found, in words: for the terminal and for the comments of the script. */
import { counted } from '../report/terminal.ts';
import type { DatabaseComparison, DatabaseObject } from './schema.ts';

interface Paragraph {
  readonly title: string;
  readonly lines: readonly string[];
}

type Status = DatabaseObject['status'];

/** Paragraphs with something in them; the first one always says which database it was. */
export function foundLines(found: DatabaseComparison): Paragraph[] {
  const { objects, migrations, types, references } = found;
  const of = <T extends { readonly status: Status }>(rows: readonly T[], status: Status): T[] =>
    rows.filter(row => row.status === status);
  const linesOf = (status: Status): string[] => [
    ...of(objects, status).map(objectLine),
    ...of(migrations, status).map(({ app, name }) => `migration ${app}.${name}`),
    ...of(types, status).map(({ app, model, permissions }) =>
      status === 'absent'
        ? `content type ${app}.${model}`
        : `content type ${app}.${model} (${counted(permissions, 'permission')})`,
    ),
  ];
  const planned = linesOf('planned');
  const rest = [
    { title: 'There under its label, but not in the plan: look at it by hand', lines: linesOf('unplanned') },
    { title: 'In the plan, but not there', lines: linesOf('absent') },
    {
      title: 'Refers to its tables from outside: the script stops there, and changes nothing',
      lines: references.map(({ kind, name, from, to }) =>
        kind === 'view' ? `view ${from} on ${to}` : `constraint ${name} of ${from} on ${to}`,
      ),
    },
  ];
  return [
    {
      title: `In the database "${found.name}" (PostgreSQL ${found.server}); it was only read`,
      lines: planned.length > 0 ? planned : ['Nothing of the plan is there.'],
    },
    ...rest.filter(({ lines }) => lines.length > 0),
  ];
}

function objectLine({ kind, schema, name, of, rows, uncounted, app }: DatabaseObject): string {
  const notes = [
    ...(of === null ? [] : [`of ${of}`]),
    ...(rows === null ? [] : [counted(rows, 'row')]),
    ...(uncounted === null ? [] : [`not counted: ${uncounted}`]),
    ...(app === null ? [] : [`perhaps of the app "${app}"`]),
  ];
  const place = schema === null ? name : `${schema}.${name}`;
  return `${kind.replace('-', ' ')} ${place}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}
