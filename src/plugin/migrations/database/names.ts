/** Names of indexes and constraints: those that Django derives, and those that PostgreSQL chooses where Django gives none. */
import { createHash } from 'node:crypto';
import { splitTable } from '../../models/table-name.ts';

/** PostgreSQL's NAMEDATALEN - 1; also Django's `max_name_length()` for it. */
const MAX_NAME = 63;

/** A name as PostgreSQL takes it: what is longer than 63 bytes is cut off (`truncate_identifier` of its parser). */
export function identifier(name: string): string {
  return clipped(name, MAX_NAME);
}

function namesDigest(parts: readonly string[], length: number): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part, 'utf8');
  return hash.digest('hex').slice(0, length);
}

/** The name of an index, a unique or a foreign key constraint (`_create_index_name` of django/db/backends/base/schema.py, 2.0 to 6.1). */
export function indexName(table: string, columns: readonly string[], suffix: string): string {
  const { name } = splitTable(table);
  let tail = `${namesDigest([name, ...columns], 8)}${suffix}`;
  const whole = `${name}_${columns.join('_')}_${tail}`;
  if (whole.length <= MAX_NAME) return whole;
  if (tail.length > MAX_NAME / 3) tail = tail.slice(0, Math.floor(MAX_NAME / 3));
  const other = Math.floor((MAX_NAME - tail.length) / 2) - 1;
  const cut = `${name.slice(0, other)}_${columns.join('_').slice(0, other)}_${tail}`;
  return /^[_\d]/.test(cut) ? `D${cut.slice(0, -1)}` : cut;
}

/** `<table>_<column>_<label>` within 63 bytes, the longer part cut first (`makeObjectName` of PostgreSQL's commands/indexcmds.c). */
export function objectName(table: string, column: string | null, label: string): string {
  const room = MAX_NAME - bytesOf(label) - (column === null ? 1 : 2);
  let [first, second] = [bytesOf(table), bytesOf(column ?? '')];
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  const [one, other] = [clipped(table, first), clipped(column ?? '', second)];
  return column === null ? `${one}_${label}` : `${one}_${other}_${label}`;
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** At most so many bytes of a text, and no part of a character. */
function clipped(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text);
  let end = Math.min(most, bytes.length);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return new TextDecoder().decode(bytes.subarray(0, end));
}

/** Keywords that PostgreSQL 15 quotes when it prints a name: all but the unreserved ones (`pg_get_keywords()`). */
const KEYWORDS = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char
  character check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role
  current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists
  extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int
  integer intersect interval into is isnull join lateral leading least left like limit localtime localtimestamp national natural
  nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision
  primary real references returning right row select session_user setof similar smallint some substring symmetric table tablesample
  then time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with
  xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(
    /\s+/,
  ),
);

/** A name as PostgreSQL prints it: in quotes where it is no plain lower-case name, or a keyword. */
export function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
