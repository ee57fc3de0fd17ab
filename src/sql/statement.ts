/** The shape of an entry in the table of statements. */
import type { Collector } from './collect.ts';
import type { SqlAction, SqlDetail, SqlName, SqlObjectType } from './model.ts';
import type { NodeBody, StatementNode } from './nodes.ts';

/** What a kind of statement is called, and how its effects are gathered. */
export interface Entry<K extends StatementNode> {
  /** The kind, or how it follows from the statement (`ALTER TABLE` is one node for tables, indexes and views). */
  readonly kind: string | ((statement: NodeBody<K>) => string);
  collect(statement: NodeBody<K>, collector: Collector): void;
}

export type Entries<K extends StatementNode> = { readonly [Key in K]: Entry<Key> };

/** For statements that touch no object of the database (transactions, cursors, settings). */
export const nothing = (): void => undefined;

/** A name without a schema. */
export const named = (name: string | undefined): SqlName => ({ schema: null, name: name ?? '' });

/** Effects of a statement that is one action on one named object. */
export const one = (
  action: SqlAction,
  type: SqlObjectType,
  name: SqlName,
  collector: Collector,
  detail?: SqlDetail,
): void => collector.effect(action, type, name, detail ? { detail } : {});
