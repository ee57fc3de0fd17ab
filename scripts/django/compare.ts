/** Holds our tables against those of PostgreSQL's catalogue. */
import type { DatabaseColumn, DatabaseTable } from '../../src/plugin/migrations/index.ts';

interface CatalogueTable {
  readonly comment: string | null;
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly null: boolean;
        readonly identity: boolean;
        readonly default: string | null;
        readonly generated: boolean;
        readonly collation: string | null;
        readonly comment: string | null;
      }
    >
  >;
  readonly indexes: Readonly<Record<string, string>>;
  readonly constraints: Readonly<Record<string, string>>;
  readonly sequences: readonly string[];
}

export type Catalogue = Readonly<Record<string, CatalogueTable>>;

export interface Comparison {
  /** Tables, columns, indexes, constraints and sequences of PostgreSQL. */
  readonly objects: number;
  readonly differences: readonly string[];
}

/** Compares object by object; a definition that we cannot tell is a difference too. */
export function compareTables(ours: readonly DatabaseTable[], theirs: Catalogue): Comparison {
  const wanted = new Map(Object.entries(theirs).flatMap(([name, one]) => claims(name, one)));
  const said = new Map(ours.flatMap(claimsOfOurs));
  const differences: string[] = [];
  for (const [object, text] of wanted)
    if (said.get(object) !== text)
      differences.push(`${object}\n    PostgreSQL: ${text}\n    ours:       ${said.get(object) ?? '–'}`);
  for (const [object, text] of said)
    if (!wanted.has(object)) differences.push(`${object}\n    PostgreSQL: –\n    ours:       ${text}`);
  return { objects: wanted.size, differences };
}

type Claim = readonly [object: string, text: string];

function claims(name: string, one: CatalogueTable): Claim[] {
  return [
    [`table ${name}`, one.comment ?? ''],
    ...Object.entries(one.columns).map(([column, is]): Claim => [`column ${name}.${column}`, columnText(is)]),
    ...Object.entries(one.indexes).map(([index, text]): Claim => [`index ${name}.${index}`, text]),
    ...Object.entries(one.constraints).map(([constraint, text]): Claim => [`constraint ${name}.${constraint}`, text]),
    ...one.sequences.map((sequence): Claim => [`sequence ${name}.${sequence}`, '']),
  ];
}

function claimsOfOurs(one: DatabaseTable): Claim[] {
  const { name } = one;
  return [
    [`table ${name}`, one.comment ?? ''],
    ...one.columns.map((is): Claim => [`column ${name}.${is.name}`, columnText(is)]),
    ...one.indexes.map((is): Claim => [`index ${name}.${is.name}`, is.definition ?? '?']),
    ...one.constraints.map((is): Claim => [`constraint ${name}.${is.name}`, is.definition ?? '?']),
    ...one.sequences.map((sequence): Claim => [`sequence ${name}.${sequence}`, '']),
  ];
}

function columnText(is: Omit<DatabaseColumn, 'name'>): string {
  const text = (one: string | null | undefined): string => (one === undefined ? '?' : (one ?? ''));
  return `${is.type ?? '?'} null=${is.null ?? '?'} identity=${is.identity} ${is.generated ? 'generated' : 'default'}=${text(is.default)} collation=${text(is.collation)} comment=${text(is.comment)}`;
}
