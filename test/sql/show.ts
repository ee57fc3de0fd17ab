/** Reading SQL in tests: effects as one line each. */
import { HOLE, loadSqlReader, type SqlEffect, type SqlOptions, type SqlResult } from '../../src/sql/index.ts';

export const reader = await loadSqlReader();

/** A text with its holes shown as `…`. */
const visible = (text: string): string => text.replaceAll(HOLE, '…');

/** `drop table public.x deferred @x`: the last is the text at the effect's span. */
function showEffect(effect: SqlEffect, text: string): string {
  const words: string[] = [effect.action, effect.objectType];
  const name = effect.schema === null ? effect.name : `${effect.schema}.${effect.name}`;
  words.push(visible(name) || '(unnamed)');
  const { operation, change, newName, newSchema } = effect.detail ?? {};
  for (const word of [operation, change]) if (word !== undefined) words.push(`(${word})`);
  if (newName !== undefined) words.push(`to ${newName}`);
  if (newSchema !== undefined) words.push(`to ${newSchema}.`);
  if (effect.detail?.on) words.push(`on ${visible(effect.detail.on.name)}`);
  if (effect.partial) words.push('partial');
  if (effect.temporary) words.push('temporary');
  if (effect.deferred) words.push('deferred');
  const { span } = effect;
  if (span) {
    const at = visible(text.slice(span.start, span.end));
    if (at !== visible(name)) words.push(`@${at}`);
  } else words.push('@?');
  return words.join(' ');
}

/** Kinds, effects and unknowns of a text, a line each. */
export function show(text: string, options?: SqlOptions): string[] {
  const result: SqlResult = reader.read(text, options);
  const lines: string[] = [];
  if (!result.ok) for (const problem of result.problems) lines.push(`! ${problem.code}: ${problem.message}`);
  for (const statement of result.statements) {
    lines.push(`${statement.kind}:`);
    for (const effect of statement.effects) lines.push(`  ${showEffect(effect, text)}`);
    for (const unknown of statement.unknowns) lines.push(`  ? ${unknown.reason}`);
  }
  return lines;
}
