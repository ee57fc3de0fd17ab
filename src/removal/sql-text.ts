/** Names and texts as they stand in a script for PostgreSQL. What comes from a package can neither end a comment nor a name. */
import { escapeText } from '../report/terminal.ts';

/** A quoted identifier. @throws RangeError for a NUL, which PostgreSQL has in no name */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name with NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/** A table, with its schema where it is written. */
export function tableName(table: { readonly schema: string | null; readonly name: string }): string {
  return table.schema === null ? identifier(table.name) : `${identifier(table.schema)}.${identifier(table.name)}`;
}

/** A string constant, under `standard_conforming_strings` (which the script turns on). */
export function literal(text: string): string {
  if (text.includes('\0')) throw new RangeError('a text with NUL');
  return `'${text.replaceAll("'", "''")}'`;
}

/** `('a', 'b')`; never empty, so that it is always valid. */
export function literals(texts: readonly string[]): string {
  return `(${texts.length === 0 ? 'NULL' : texts.map(literal).join(', ')})`;
}

/** One comment line. */
export function comment(text: string): string {
  return `-- ${escapeText(text)}`;
}
