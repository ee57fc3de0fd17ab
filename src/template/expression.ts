/** Filter expressions: `variable|filter:argument|filter` (FilterExpression in django/template/base.py). */
import type { TemplateFilter, TemplateValue } from './model.ts';

export interface ParsedExpression {
  readonly base: string;
  readonly filters: readonly Omit<TemplateFilter, 'loads'>[];
  /** The offset of the first unit that is no part of an expression; null when all of it is. */
  readonly badAt: number | null;
}

const CONSTANT = String.raw`_\("(?:[^"\\]|\\[^])*"\)|_\('(?:[^'\\]|\\[^])*'\)|"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'`;
const WORD = String.raw`[\p{L}\p{N}_.]+|[-+.]?\d[\d.e]*`;
const BASE = new RegExp(`(?:${CONSTANT}|${WORD})`, 'uy');
const FILTER = new RegExp(String.raw`\|(\s*)([\p{L}\p{N}_]+)(?::(${CONSTANT}|${WORD}))?`, 'uy');

/** Reads an expression; `start` is its offset in the template. Space is allowed around `|` in variables, as Django allows it. */
export function parseExpression(expression: string, start: number): ParsedExpression {
  BASE.lastIndex = 0;
  const base = BASE.exec(expression)?.[0] ?? '';
  const filters: Omit<TemplateFilter, 'loads'>[] = [];
  let position = base.length;
  for (;;) {
    const space = /^\s*/.exec(expression.slice(position))?.[0].length ?? 0;
    FILTER.lastIndex = position + space;
    const match = FILTER.exec(expression);
    if (!match) break;
    const [whole, gap = '', name = '', argument] = match;
    const at = start + match.index + 1 + gap.length;
    filters.push({ name, start: at, end: at + name.length, ...(argument === undefined ? {} : { argument }) });
    position = match.index + whole.length;
  }
  const rest = expression.slice(position);
  return { base, filters, badAt: base !== '' && rest.trim() === '' ? null : start + position };
}

/** The value of a constant (`"…"`, `'…'`, `_("…")`), or undefined. */
function constantValue(text: string): string | undefined {
  const match = /^(?:_\((["'])([^]*)\1\)|(["'])([^]*)\3)$/.exec(text);
  if (!match) return undefined;
  const quote = match[1] ?? match[3] ?? '';
  const inner = match[2] ?? match[4] ?? '';
  // A quote of its own kind that is not escaped would end it.
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '\\') i++;
    else if (inner[i] === quote) return undefined;
  }
  return inner.replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
}

/** Filters whose argument may be the outcome. */
const FALLBACKS = new Set(['default', 'default_if_none', 'firstof', 'yesno']);

/** An argument as a value: a constant, or an expression with the constants it may come to. */
export function templateValue(text: string, start: number): TemplateValue {
  const span = { start, end: start + text.length };
  const value = constantValue(text);
  if (value !== undefined) return { kind: 'literal', value, ...span };
  const candidates: string[] = [];
  const { base, filters } = parseExpression(text, start);
  const first = constantValue(base);
  if (first !== undefined && filters.every(filter => FALLBACKS.has(filter.name))) candidates.push(first);
  for (const filter of filters) {
    const argument = filter.argument === undefined ? undefined : constantValue(filter.argument);
    if (argument === undefined || !FALLBACKS.has(filter.name)) continue;
    candidates.push(...(filter.name === 'yesno' ? argument.split(',') : [argument]));
  }
  return { kind: 'dynamic', expression: text, candidates, ...span };
}
