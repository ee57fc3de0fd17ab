/** Statements that read and write rows, and those that wrap others. */
import type { MergeWhenClause } from 'libpg-query';
import { asNode } from './nodes.ts';
import { type Entries, nothing } from './statement.ts';

type RowStatement =
  | 'SelectStmt'
  | 'InsertStmt'
  | 'UpdateStmt'
  | 'DeleteStmt'
  | 'MergeStmt'
  | 'TruncateStmt'
  | 'CopyStmt'
  | 'LockStmt'
  | 'ExplainStmt'
  | 'PrepareStmt'
  | 'ExecuteStmt'
  | 'DeallocateStmt'
  | 'DeclareCursorStmt'
  | 'FetchStmt'
  | 'ClosePortalStmt'
  | 'SetOperationStmt'
  | 'RawStmt'
  | 'ReturnStmt'
  | 'PLAssignStmt';

const OPERATIONS: Partial<Record<NonNullable<MergeWhenClause['commandType']>, string>> = {
  CMD_INSERT: 'insert',
  CMD_UPDATE: 'update',
  CMD_DELETE: 'delete',
};

export const ROW_STATEMENTS = {
  SelectStmt: {
    kind: statement => (statement.intoClause ? 'select-into' : 'select'),
    collect: (statement, collector) => collector.select(statement),
  },
  InsertStmt: {
    kind: 'insert',
    collect: (statement, collector) =>
      collector.withClause(statement.withClause, () => {
        collector.relation('write', statement.relation, { operation: 'insert' });
        if (statement.onConflictClause?.action === 'ONCONFLICT_UPDATE') {
          collector.relation('write', statement.relation, { operation: 'update' });
        }
        collector.walk([statement.selectStmt, statement.onConflictClause, statement.returningClause]);
      }),
  },
  UpdateStmt: {
    kind: 'update',
    collect: (statement, collector) =>
      collector.withClause(statement.withClause, () => {
        collector.relation('write', statement.relation, { operation: 'update' });
        collector.walk([statement.targetList, statement.fromClause, statement.whereClause, statement.returningClause]);
      }),
  },
  DeleteStmt: {
    kind: 'delete',
    collect: (statement, collector) =>
      collector.withClause(statement.withClause, () => {
        collector.relation('write', statement.relation, { operation: 'delete' });
        collector.walk([statement.usingClause, statement.whereClause, statement.returningClause]);
      }),
  },
  MergeStmt: {
    kind: 'merge',
    collect: (statement, collector) =>
      collector.withClause(statement.withClause, () => {
        const operations = new Set<string>();
        for (const node of statement.mergeWhenClauses ?? []) {
          const command = asNode(node, 'MergeWhenClause')?.commandType;
          const operation = command && OPERATIONS[command];
          if (operation) operations.add(operation);
        }
        const change = [...operations].join(' ');
        collector.relation('write', statement.relation, { operation: 'merge', ...(change ? { change } : {}) });
        collector.walk([
          statement.sourceRelation,
          statement.joinCondition,
          statement.mergeWhenClauses,
          statement.returningClause,
        ]);
      }),
  },
  TruncateStmt: {
    kind: 'truncate',
    collect: (statement, collector) => {
      const cascade = statement.behavior === 'DROP_CASCADE';
      for (const node of statement.relations ?? []) {
        collector.relation('write', asNode(node, 'RangeVar'), {
          operation: 'truncate',
          ...(cascade ? { cascade } : {}),
        });
      }
    },
  },
  CopyStmt: {
    kind: 'copy',
    collect: (statement, collector) => {
      if (statement.is_from) collector.relation('write', statement.relation, { operation: 'copy' });
      else collector.relation('read', statement.relation);
      if (statement.is_program) collector.unknown('file', 'COPY runs a program on the server');
      collector.walk([statement.query, statement.whereClause]);
    },
  },
  LockStmt: {
    kind: 'lock',
    collect: (statement, collector) => {
      for (const node of statement.relations ?? []) collector.relation('lock', asNode(node, 'RangeVar'));
    },
  },
  ExplainStmt: { kind: 'explain', collect: (statement, collector) => collector.walk(statement.query) },
  PrepareStmt: {
    kind: 'prepare',
    collect: (statement, collector) => collector.later(() => collector.walk(statement.query)),
  },
  ExecuteStmt: {
    kind: 'execute',
    collect: (statement, collector) => {
      collector.unknown('prepared', `what the prepared statement "${statement.name ?? ''}" does is not said here`);
      collector.walk(statement.params);
    },
  },
  DeallocateStmt: { kind: 'deallocate', collect: nothing },
  DeclareCursorStmt: { kind: 'declare-cursor', collect: (statement, collector) => collector.walk(statement.query) },
  FetchStmt: { kind: 'fetch', collect: nothing },
  ClosePortalStmt: { kind: 'close', collect: nothing },
  // Made by PostgreSQL's analysis, or parts of other statements: the raw parser gives none of them as a statement of its own.
  SetOperationStmt: {
    kind: 'select',
    collect: (statement, collector) => collector.walk([statement.larg, statement.rarg]),
  },
  RawStmt: { kind: 'raw', collect: (statement, collector) => collector.walk(statement.stmt) },
  ReturnStmt: { kind: 'return', collect: (statement, collector) => collector.walk(statement.returnval) },
  PLAssignStmt: {
    kind: 'assign',
    collect: (statement, collector) => {
      if (statement.val) collector.select(statement.val);
    },
  },
} satisfies Entries<RowStatement>;
