/** The page of the catalogue of forms, `docs/forms.md`: derived from the list and the rules' examples. */
import { inlineCode } from '../../src/derive/page.ts';
import { LIMITS } from '../../src/host/netbox/policy.ts';
import type { Rule } from '../../src/rule.ts';
import { coverage, REASON_CATEGORIES, type Coverage, type Form, type ReasonCategory } from './forms.ts';

const WORDS = {
  'no-flow': 'No data flow',
  'no-look-alike': 'No look-alike',
  undecidable: 'Undecidable',
  'not-worth-a-rule': 'Not worth a rule',
} as const satisfies Record<ReasonCategory, string>;

const MEANING = {
  'no-flow': 'there is no way to do it through an alias, a helper or a container, so only the plain form is shown',
  'no-look-alike': 'nothing that looks like it is allowed',
  undecidable: 'the package alone does not tell',
  'not-worth-a-rule': 'it can be seen, but a finding would help nobody',
} as const satisfies Record<ReasonCategory, string>;

const cell = (text: string): string => text.replaceAll('|', '\\|');

const shown = (count: number): string => (count === 0 ? '' : 'yes');

function line({ form, rules, severities, shown: parts }: Coverage): string {
  const links = rules.map(({ limit, id }) => `[${inlineCode(id)}](rules/${limit}/${id}.md)`);
  const reasons = form.reasons.map(({ category, text }) => `${WORDS[category]}: ${text}`);
  const cells = [
    `${form.number}`,
    form.example,
    links.join(', '),
    severities.join(', '),
    shown(parts.plain),
    shown(parts.flow),
    shown(parts['look-alike']),
    reasons.join(' '),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The page, ending in a line end. */
export function formsPage(forms: readonly Form[], rules: readonly Rule[]): string {
  const covered = coverage(forms, rules);
  const blocks = [
    '# Forms',
    `${forms.length} ways to break the policy, collected before the rules were written, and what \`plugin-lint\` says of them. Each is an example of a rule, and so a test: in its plain form, in a form that reaches its place through data flow, and with what looks alike and is fine. Where one of them is missing, the last column says why:`,
    REASON_CATEGORIES.map(category => `- *${WORDS[category]}*: ${MEANING[category]}.`).join('\n'),
    'Severities are those of the examples. Made from `test/data/catalogue/forms.tsv` and the rules; `npm run catalogue` prints the same with counts.',
    ...LIMITS.flatMap(({ id, title }) => [
      `## ${id}`,
      `${title}.`,
      [
        '| form | what is done | rules | severity | plain | data flow | look-alike | why not |',
        '| ---: | --- | --- | --- | --- | --- | --- | --- |',
        ...covered.filter(({ form }) => form.limit === id).map(line),
      ].join('\n'),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}
