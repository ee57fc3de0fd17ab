/**
 * Holds the rules' examples against the catalogue of forms (test/data/catalogue/forms.tsv).
 *
 *   npm run catalogue [-- --missing]
 *
 * Prints for each form the rules, the number of plain, data-flow and look-alike examples, and the reasons where there is none.
 * `--missing`: only forms that lack something. Exit 1: something is neither shown nor reasoned, or a reason is out of date.
 */
import { parseArgs } from 'node:util';
import { rules } from '../rules/index.ts';
import { REPORT_LIMITS } from '../src/report/limits.ts';
import { coverage, readForms, REASON_CATEGORIES, type Coverage } from './catalogue/forms.ts';
import { table } from './run/table.ts';

const { values: options } = parseArgs({ options: { missing: { type: 'boolean', default: false } } });

const count = <T>(of: readonly T[], holds: (one: T) => boolean): number => of.filter(holds).length;

function figures(of: readonly Coverage[]): readonly number[] {
  return [
    of.length,
    count(of, ({ shown }) => shown.plain > 0),
    count(of, ({ shown }) => shown.flow > 0),
    count(of, ({ shown }) => shown['look-alike'] > 0),
    ...REASON_CATEGORIES.map(category =>
      count(of, ({ form }) => form.reasons.some(reason => reason.category === category)),
    ),
    count(of, ({ problems }) => problems.length > 0),
  ];
}

const covered = coverage(readForms(), rules);

console.log(
  table(
    ['form', 'id', 'plain', 'flow', 'look-alike', 'rules', 'reasons'],
    covered
      .filter(({ problems }) => !options.missing || problems.length > 0)
      .map(({ form, rules: showing, shown, problems }) => [
        form.number,
        form.id,
        shown.plain,
        shown.flow,
        shown['look-alike'],
        showing.map(({ limit, id }) => `${limit}/${id}`).join(', '),
        [...form.reasons.map(({ category, text }) => `${category}: ${text}`), ...problems.map(one => `!! ${one}`)].join(
          ' | ',
        ),
      ]),
  ),
);
console.log(
  table(
    ['limit', 'forms', 'plain', 'flow', 'look-alike', ...REASON_CATEGORIES, 'incomplete'],
    [
      ...REPORT_LIMITS.map(limit => [limit, ...figures(covered.filter(({ form }) => form.limit === limit))]),
      ['all', ...figures(covered)],
    ],
  ),
);

const incomplete = covered.filter(({ problems }) => problems.length > 0);
if (incomplete.length > 0) {
  console.log(`${incomplete.length} forms are incomplete: ${incomplete.map(({ form }) => form.number).join(', ')}`);
  process.exitCode = 1;
}
