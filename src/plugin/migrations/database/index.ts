/** The database as a package's migrations leave it: what PostgreSQL's catalogue would list of their tables. */
import { columnDefault, constraintDefinition, indexDefinition } from './definition.ts';
import { Replay } from './replay.ts';
import type { Undecided } from '../../../finding.ts';
import type { MigrationNode } from '../model.ts';
import type { Table } from './catalogue.ts';
import type { OwnCode } from './replay.ts';
import type { Installation } from './state.ts';

export interface DatabaseColumn {
  readonly name: string;
  /** As PostgreSQL's `format_type` prints it; `null` where it cannot be told. */
  readonly type: string | null;
  readonly null: boolean | null;
  readonly identity: boolean;
  /** As `pg_get_expr` prints it, of a generated column what it is computed from; `null` for none, `undefined` where it cannot be told. */
  readonly default: string | null | undefined;
  readonly generated: boolean;
  /** Name of a collation that is not that of the type; `undefined` where it cannot be told. */
  readonly collation: string | null | undefined;
  readonly comment: string | null;
}

export interface DatabaseObject {
  readonly name: string;
  /** As `pg_get_indexdef` or `pg_get_constraintdef` of PostgreSQL 15 prints it; `null` where it cannot be told. */
  readonly definition: string | null;
}

export interface DatabaseTable {
  readonly name: string;
  /** Label of the model whose table it is, of an automatic through table `app.Model_field`; `null` for one that only SQL makes. */
  readonly model: string | null;
  readonly columns: readonly DatabaseColumn[];
  /** Those behind constraints included. */
  readonly indexes: readonly DatabaseObject[];
  readonly constraints: readonly DatabaseObject[];
  readonly sequences: readonly string[];
  readonly comment: string | null;
}

export interface DatabaseSchema {
  /** By name. */
  readonly tables: readonly DatabaseTable[];
  readonly undecided: readonly Undecided[];
}

/** Replays migrations in order and gives the tables that they leave. */
export function replayDatabase(
  installation: Installation,
  nodes: readonly MigrationNode[],
  own: OwnCode,
): DatabaseSchema {
  const replay = new Replay(installation, own);
  replay.run(nodes);
  const tables = [...replay.catalogue.tables.values()].filter(one => one.made);
  return {
    tables: tables.map(describe).sort(byName),
    undecided: replay.undecided.map(one => ({ limit: 'migrations', ...one })),
  };
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

function describe(table: Table): DatabaseTable {
  return {
    name: table.name,
    model: table.model,
    columns: table.columns.map(one => ({
      name: one.name,
      type: one.type,
      null: one.notNull === null ? null : !one.notNull,
      identity: one.identity,
      default: columnDefault(one),
      generated: one.generated !== null,
      collation: one.collation,
      comment: one.comment,
    })),
    indexes: table.indexes.map(one => ({ name: one.name, definition: indexDefinition(one) ?? null })).sort(byName),
    constraints: table.constraints
      .map(one => ({ name: one.name, definition: constraintDefinition(one) ?? null }))
      .sort(byName),
    sequences: table.sequences.map(one => one.name),
    comment: table.comment,
  };
}
