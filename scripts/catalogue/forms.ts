/**
 * The catalogue of forms: ways to break the policy that were collected before the rules were written. Which example of which
 * rule shows a form is said by the examples (`forms`, `flow`); test/data/catalogue/forms.tsv names the forms and gives a
 * reason where there is nothing to show.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REPORT_LIMITS, type ReportLimit } from '../../src/report/limits.ts';
import type { Severity } from '../../src/finding.ts';
import type { InvalidExample, Rule } from '../../src/rule.ts';
import { parseTsv } from '../ecosystem/lists.ts';

/** What can be shown of a form: the act itself, the act reached through data flow, and what looks like it and is fine. */
const PARTS = ['plain', 'flow', 'look-alike'] as const;

export type Part = (typeof PARTS)[number];

/** Why something is not shown, and which parts the reason stands for. */
const REASONS = {
  'no-flow': ['flow'],
  'no-look-alike': ['look-alike'],
  undecidable: PARTS,
  'not-worth-a-rule': PARTS,
} as const satisfies Readonly<Record<string, readonly Part[]>>;

export type ReasonCategory = keyof typeof REASONS;

export const REASON_CATEGORIES = [
  'no-flow',
  'no-look-alike',
  'undecidable',
  'not-worth-a-rule',
] as const satisfies readonly ReasonCategory[];

export interface Reason {
  readonly category: ReasonCategory;
  /** One plain sentence. */
  readonly text: string;
}

export interface Form {
  /** From 1. */
  readonly number: number;
  /** Kebab-case. */
  readonly id: string;
  readonly limit: ReportLimit;
  /** The act in words. */
  readonly example: string;
  readonly reasons: readonly Reason[];
}

/** How far a form is shown by the rules' examples. */
export interface Coverage {
  readonly form: Form;
  /** Rules with an invalid example of the form, in the order of the index. */
  readonly rules: readonly Rule[];
  /** Severities of what the invalid examples report, the gravest first. */
  readonly severities: readonly Severity[];
  /** Examples for each part. Look-alikes count only in rules that show the form. */
  readonly shown: Readonly<Record<Part, number>>;
  /** What is missing, or a reason that no longer holds. */
  readonly problems: readonly string[];
}

const LIST = fileURLToPath(new URL('../../test/data/catalogue/forms.tsv', import.meta.url));

const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** Reasons of one form stand in one cell, divided by this. */
const BETWEEN_REASONS = ' | ';

const isCategory = (text: string): text is ReasonCategory => Object.hasOwn(REASONS, text);

function parseReason(text: string, where: string): Reason {
  const [category = '', sentence = ''] = text.split(/: (.*)/s);
  if (!isCategory(category)) throw new Error(`${where}: no such reason: ${category}`);
  if (sentence.trim() === '') throw new Error(`${where}: ${category} without a sentence`);
  return { category, text: sentence };
}

/** @throws on a number out of order, a name twice, a limit or a reason that is none. */
export function parseForms(text: string): readonly Form[] {
  const ids = new Set<string>();
  return parseTsv(text, ['form', 'id', 'limit', 'example', 'reason']).map((row, index) => {
    const { form = '', id = '', limit = '', example = '', reason = '' } = row;
    const known = REPORT_LIMITS.find(one => one === limit);
    if (form !== String(index + 1)) throw new Error(`form ${form} stands where ${index + 1} is to stand`);
    if (ids.has(id)) throw new Error(`form ${form}: ${id} is there twice`);
    if (known === undefined) throw new Error(`form ${form}: ${limit} is no limit`);
    if (example.trim() === '') throw new Error(`form ${form}: no words`);
    ids.add(id);
    const reasons = reason === '' ? [] : reason.split(BETWEEN_REASONS).map(one => parseReason(one, `form ${form}`));
    return { number: index + 1, id, limit: known, example, reasons };
  });
}

export function readForms(): readonly Form[] {
  return parseForms(readFileSync(LIST, 'utf8'));
}

function severitiesOf(rule: Rule, example: InvalidExample): readonly Severity[] {
  return example.reports.map(({ message, severity }) => {
    const definition = rule.messages[message];
    return severity ?? (typeof definition === 'object' ? definition.severity : undefined) ?? rule.severity;
  });
}

function coverageOf(form: Form, rules: readonly Rule[]): Coverage {
  const shows = ({ forms }: { readonly forms?: readonly number[] }): boolean => forms?.includes(form.number) ?? false;
  const showing = rules.filter(({ invalid }) => invalid.some(shows));
  const invalid = showing.flatMap(rule => rule.invalid.filter(shows).map(example => ({ rule, example })));
  const shown = {
    plain: invalid.filter(({ example }) => example.flow !== true).length,
    flow: invalid.filter(({ example }) => example.flow === true).length,
    'look-alike': showing.flatMap(({ valid }) => valid.filter(shows)).length,
  } as const satisfies Record<Part, number>;
  const reported = new Set(invalid.flatMap(({ rule, example }) => severitiesOf(rule, example)));
  const missing = PARTS.filter(
    part =>
      shown[part] === 0 && !form.reasons.some(({ category }) => REASONS[category].some(excused => excused === part)),
  ).map(part => `no ${part} example and no reason`);
  const stale = form.reasons
    .filter(({ category }) => REASONS[category].some(part => shown[part] > 0))
    .map(({ category }) => `the reason ${category} stands though an example is there`);
  return {
    form,
    rules: showing,
    severities: SEVERITIES.filter(severity => reported.has(severity)),
    shown,
    problems: [...missing, ...stale],
  };
}

/**
 * How far each form is shown.
 * @throws on an example that names a form that is not in the list
 */
export function coverage(forms: readonly Form[], rules: readonly Rule[]): readonly Coverage[] {
  for (const { limit, id, invalid, valid } of rules) {
    const stray = [...invalid, ...valid].flatMap(example => example.forms ?? []).find(n => forms[n - 1]?.number !== n);
    if (stray !== undefined) throw new Error(`${limit}/${id}: an example shows form ${stray}, which is not listed`);
  }
  return forms.map(form => coverageOf(form, rules));
}
