/**
 * The table of statements: one entry for each statement node of PostgreSQL's grammar. A node of a newer grammar without
 * an entry breaks the build here, and a test compares the table with the library's own list.
 */
import type { Collector } from './collect.ts';
import type { StatementNode } from './nodes.ts';
import { OBJECT_STATEMENTS } from './objects.ts';
import { RELATION_STATEMENTS } from './relations.ts';
import { ROW_STATEMENTS } from './rows.ts';
import { SERVER_STATEMENTS } from './server.ts';
import type { Entries } from './statement.ts';

const TABLE: Entries<StatementNode> = {
  ...ROW_STATEMENTS,
  ...RELATION_STATEMENTS,
  ...OBJECT_STATEMENTS,
  ...SERVER_STATEMENTS,
};

interface AnyEntry {
  readonly kind: string | ((statement: unknown) => string);
  collect(statement: unknown, collector: Collector): void;
}

// Each entry takes the body of its own key, and the parser puts that body under that key: the pairing is theirs, not the type checker's.
const ENTRIES = new Map(Object.entries(TABLE) as unknown as [string, AnyEntry][]);

/** The names of all nodes that have an entry. */
export const STATEMENT_NODES: readonly string[] = [...ENTRIES.keys()];

/** Gathers the effects of a node when it is a statement; false when it is none. */
export function collectStatement(key: string, body: unknown, collector: Collector): boolean {
  const entry = ENTRIES.get(key);
  entry?.collect(body, collector);
  return entry !== undefined;
}

/** What a statement node is called: `create-table`. */
export function statementKind(key: string, body: unknown): string {
  const entry = ENTRIES.get(key);
  if (!entry) throw new Error(`no entry for PostgreSQL's node ${key}`);
  return typeof entry.kind === 'string' ? entry.kind : entry.kind(body);
}
