/** Statements on tables, indexes, views, sequences, triggers, policies and rules. */
import type { ColumnDef, Constraint, ConstrType, CreateStmt, IndexStmt, Node, ReindexObjectType } from 'libpg-query';
import type { Collector } from './collect.ts';
import { expressionOf } from './expressions.ts';
import type { SqlChange, SqlColumn, SqlConstraint, SqlDetail, SqlIndex, SqlName, SqlObjectType } from './model.ts';
import { asNode, formatType, isTemporary, nameOf, objectType, relationName, strings } from './nodes.ts';
import type { Entries } from './statement.ts';

type RelationStatement =
  | 'CreateStmt'
  | 'CreateForeignTableStmt'
  | 'CreateTableAsStmt'
  | 'AlterTableStmt'
  | 'AlterTableMoveAllStmt'
  | 'ReplicaIdentityStmt'
  | 'IndexStmt'
  | 'ReindexStmt'
  | 'ViewStmt'
  | 'RefreshMatViewStmt'
  | 'CreateSeqStmt'
  | 'AlterSeqStmt'
  | 'CreateTrigStmt'
  | 'CreatePolicyStmt'
  | 'AlterPolicyStmt'
  | 'RuleStmt'
  | 'CreateStatsStmt'
  | 'AlterStatsStmt'
  | 'ClusterStmt'
  | 'VacuumStmt';

const CONSTRAINT_KINDS = {
  CONSTR_NULL: 'other',
  CONSTR_NOTNULL: 'not-null',
  CONSTR_DEFAULT: 'other',
  CONSTR_IDENTITY: 'other',
  CONSTR_GENERATED: 'other',
  CONSTR_CHECK: 'check',
  CONSTR_PRIMARY: 'primary-key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_EXCLUSION: 'exclude',
  CONSTR_FOREIGN: 'foreign-key',
  CONSTR_ATTR_DEFERRABLE: 'other',
  CONSTR_ATTR_NOT_DEFERRABLE: 'other',
  CONSTR_ATTR_DEFERRED: 'other',
  CONSTR_ATTR_IMMEDIATE: 'other',
  CONSTR_ATTR_ENFORCED: 'other',
  CONSTR_ATTR_NOT_ENFORCED: 'other',
} as const satisfies Record<ConstrType, SqlConstraint['kind']>;

/** Serial types are no types: they make an integer column that is NOT NULL with a sequence's default. */
const SERIAL = new Set(['serial', 'bigserial', 'smallserial', 'serial2', 'serial4', 'serial8']);

/** Letters of `fk_del_action` (PostgreSQL's parsenodes.h). */
const ACTIONS: Readonly<Record<string, string>> = {
  a: '',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

/** @param attributes what is written behind it, `DEFERRABLE INITIALLY DEFERRED`, where it stands beside a column */
function readConstraint(
  constraint: Constraint,
  column?: string,
  attributes: readonly Constraint[] = [],
): SqlConstraint {
  const foreign = constraint.contype === 'CONSTR_FOREIGN';
  const keys = strings(foreign ? constraint.fk_attrs : constraint.keys);
  const has = (type: ConstrType): boolean => attributes.some(one => one.contype === type);
  const deferred = constraint.initdeferred === true || has('CONSTR_ATTR_DEFERRED');
  const deferrable = deferred || constraint.deferrable === true || has('CONSTR_ATTR_DEFERRABLE');
  const onDelete = ACTIONS[constraint.fk_del_action ?? 'a'];
  const more =
    (constraint.including ?? []).length > 0 ||
    constraint.skip_validation === true ||
    constraint.is_no_inherit === true ||
    (constraint.options ?? []).length > 0 ||
    constraint.indexname !== undefined ||
    constraint.without_overlaps === true ||
    (foreign && ((constraint.fk_upd_action ?? 'a') !== 'a' || (constraint.fk_matchtype ?? 's') !== 's')) ||
    (constraint.fk_del_set_cols ?? []).length > 0;
  return {
    kind: CONSTRAINT_KINDS[constraint.contype ?? 'CONSTR_NULL'],
    name: constraint.conname ?? null,
    columns: keys.length === 0 && column !== undefined ? [column] : keys,
    ...(constraint.pktable
      ? { references: relationName(constraint.pktable), referenced: strings(constraint.pk_attrs) }
      : {}),
    ...(foreign && onDelete !== undefined && onDelete !== '' ? { onDelete } : {}),
    ...(deferrable ? { deferrable: deferred ? ('deferred' as const) : ('immediate' as const) } : {}),
    ...(constraint.nulls_not_distinct ? { nullsNotDistinct: true } : {}),
    ...(constraint.contype === 'CONSTR_CHECK' ? { check: expressionOf(constraint.raw_expr) } : {}),
    ...(more ? { more: true as const } : {}),
  };
}

function readColumn(column: ColumnDef): SqlColumn {
  const constraints = (column.constraints ?? []).flatMap(node => asNode(node, 'Constraint') ?? []);
  const types = new Set(constraints.map(one => one.contype));
  const type = column.typeName ? formatType(column.typeName) : null;
  const serial = type !== null && SERIAL.has(type);
  const primaryKey = types.has('CONSTR_PRIMARY');
  const identity = types.has('CONSTR_IDENTITY');
  const computed = constraints.find(one => one.contype === 'CONSTR_DEFAULT' || one.contype === 'CONSTR_GENERATED');
  const collation = strings(column.collClause?.collname).at(-1);
  return {
    name: column.colname ?? '',
    type,
    notNull: primaryKey || serial || identity || types.has('CONSTR_NOTNULL'),
    primaryKey,
    unique: types.has('CONSTR_UNIQUE'),
    hasDefault: serial || types.has('CONSTR_DEFAULT'),
    identity,
    generated: types.has('CONSTR_GENERATED'),
    ...(computed ? { expression: expressionOf(computed.raw_expr) } : {}),
    ...(collation === undefined ? {} : { collation }),
  };
}

/** Foreign keys and expressions of a constraint. */
function walkConstraint(constraint: Constraint, collector: Collector): void {
  if (constraint.pktable) collector.relation('reference', constraint.pktable);
  collector.walk([constraint.raw_expr, constraint.where_clause, constraint.exclusions]);
}

function walkColumn(column: ColumnDef, collector: Collector): SqlConstraint[] {
  const constraints: SqlConstraint[] = [];
  const all = (column.constraints ?? []).flatMap(node => asNode(node, 'Constraint') ?? []);
  for (const [at, constraint] of all.entries()) {
    const next = all.findIndex((one, index) => index > at && one.contype?.startsWith('CONSTR_ATTR_') !== true);
    const read = readConstraint(constraint, column.colname, all.slice(at + 1, next < 0 ? all.length : next));
    if (read.kind !== 'other' && read.kind !== 'not-null') constraints.push(read);
    walkConstraint(constraint, collector);
  }
  return constraints;
}

function createTable(statement: CreateStmt, type: 'table' | 'foreign-table', collector: Collector): void {
  const columns: SqlColumn[] = [];
  const constraints: SqlConstraint[] = [];
  const later: (() => void)[] = [];
  for (const node of statement.tableElts ?? []) {
    const column = asNode(node, 'ColumnDef');
    const constraint = asNode(node, 'Constraint');
    const like = asNode(node, 'TableLikeClause');
    if (column) {
      columns.push(readColumn(column));
      later.push(() => constraints.push(...walkColumn(column, collector)));
    } else if (constraint) {
      constraints.push(readConstraint(constraint));
      later.push(() => walkConstraint(constraint, collector));
    } else if (like) later.push(() => collector.relation('read', like.relation));
  }
  // `constraints` is filled below, before anybody can look at the effect.
  const derived =
    (statement.inhRelations ?? []).length > 0 ||
    statement.ofTypename !== undefined ||
    (statement.tableElts ?? []).some(node => asNode(node, 'TableLikeClause'));
  const detail: SqlDetail = {
    columns,
    constraints,
    ...(statement.if_not_exists ? { ifNotExists: true } : {}),
    ...(derived ? { derived: true as const } : {}),
  };
  collector.relation('create', statement.relation, detail, type);
  for (const step of later) step();
  for (const parent of statement.inhRelations ?? []) {
    const partition = statement.partbound !== undefined;
    // What is read from a parent has the rows of its children in it.
    collector.relation('alter', asNode(parent, 'RangeVar'), {
      change: partition ? 'attach-partition' : 'inherit',
    });
  }
  collector.walk([statement.partspec, statement.partbound]);
}

/** `AT_AddColumn` → `add-column`. */
const changeName = (subtype: string): string =>
  subtype
    .replace(/^AT_/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();

interface TableCommand {
  readonly subtype?: string;
  readonly name?: string;
  readonly def?: Node;
}

function readChange(command: TableCommand): SqlChange {
  // The first value of an enum is left out by proto's JSON.
  const change = changeName(command.subtype ?? 'AT_AddColumn');
  const column = asNode(command.def, 'ColumnDef');
  const constraint = asNode(command.def, 'Constraint');
  const base = { change, name: command.name ?? column?.colname ?? constraint?.conname ?? null };
  if (change === 'add-column' && column) return { ...base, column: readColumn(column) };
  if (change === 'alter-column-type' && column) return { ...base, type: formatType(column.typeName) };
  if (change === 'column-default' && command.def) return { ...base, expression: expressionOf(command.def) };
  if (constraint) return { ...base, constraint: readConstraint(constraint) };
  return base;
}

/** Relations and expressions that a command of ALTER TABLE names. */
function walkCommand(command: TableCommand, collector: Collector): void {
  const column = asNode(command.def, 'ColumnDef');
  const constraint = asNode(command.def, 'Constraint');
  const partition = asNode(command.def, 'PartitionCmd');
  const parent = asNode(command.def, 'RangeVar');
  if (column) {
    walkColumn(column, collector);
    collector.walk(column.raw_default);
  } else if (constraint) walkConstraint(constraint, collector);
  else if (partition) collector.relation('alter', partition.name, { change: changeName(command.subtype ?? '') });
  else if (parent) collector.relation('reference', parent, { change: changeName(command.subtype ?? '') });
  else if (!asNode(command.def, 'ReplicaIdentityStmt')) collector.walk(command.def);
}

/** Relation kinds that have a CREATE, ALTER and DROP of their own. */
const kindOf = (type: SqlObjectType): string => (type === 'table' ? 'table' : type);

const REINDEX_TYPES = {
  REINDEX_OBJECT_INDEX: 'index',
  REINDEX_OBJECT_TABLE: 'table',
  REINDEX_OBJECT_SCHEMA: 'schema',
  REINDEX_OBJECT_SYSTEM: 'database',
  REINDEX_OBJECT_DATABASE: 'database',
} as const satisfies Record<ReindexObjectType, SqlObjectType>;

/** The table of a column given as `table.column` parts. */
function ownerOf(options: readonly Node[] | undefined): SqlName | undefined {
  for (const node of options ?? []) {
    const option = asNode(node, 'DefElem');
    if (option?.defname !== 'owned_by') continue;
    const parts = strings(asNode(option.arg, 'List')?.items);
    if (parts.length > 1) return nameOf(parts.slice(0, -1));
  }
  return undefined;
}

/** Notes what is hung on a relation: the object itself, and the relation that gets it. */
function hang(
  action: 'index' | 'trigger' | 'policy' | 'rule',
  name: string | undefined,
  relation: { readonly relation: CreateStmt['relation'] },
  collector: Collector,
  detail: SqlDetail = {},
): void {
  const on = relationName(relation.relation);
  const temporary = isTemporary(relation.relation);
  collector.effect('create', action, { schema: null, name: name ?? '' }, { temporary, detail: { ...detail, on } });
  collector.relation(action, relation.relation, { ...detail, object: name ?? null });
}

function readIndex(statement: IndexStmt): SqlIndex {
  const elements = (nodes: readonly Node[] | undefined) =>
    (nodes ?? []).flatMap(node => asNode(node, 'IndexElem') ?? []);
  const options = (statement.options ?? []).map(node => {
    const option = asNode(node, 'DefElem');
    const value =
      asNode(option?.arg, 'Integer')?.ival ?? asNode(option?.arg, 'String')?.sval ?? asNode(option?.arg, 'Float')?.fval;
    const word = strings(asNode(option?.arg, 'TypeName')?.names).at(-1);
    const text = option?.arg ? (value ?? word) : 'true';
    return option?.defname === undefined || text === undefined ? null : ([option.defname, String(text)] as const);
  });
  return {
    method: statement.accessMethod ?? 'btree',
    keys: elements(statement.indexParams).map(one => ({
      of: one.name === undefined ? expressionOf(one.expr) : { kind: 'column', name: one.name },
      opclass: strings(one.opclass).at(-1) ?? null,
      collation: strings(one.collation).at(-1) ?? null,
      descending: one.ordering === 'SORTBY_DESC',
      nulls:
        one.nulls_ordering === 'SORTBY_NULLS_FIRST'
          ? 'first'
          : one.nulls_ordering === 'SORTBY_NULLS_LAST'
            ? 'last'
            : null,
    })),
    include: elements(statement.indexIncludingParams).flatMap(one => one.name ?? []),
    ...(statement.whereClause ? { where: expressionOf(statement.whereClause) } : {}),
    nullsNotDistinct: statement.nulls_not_distinct === true,
    with: options.every(one => one !== null) ? options : null,
  };
}

export const RELATION_STATEMENTS = {
  CreateStmt: { kind: 'create-table', collect: (statement, collector) => createTable(statement, 'table', collector) },
  CreateForeignTableStmt: {
    kind: 'create-foreign-table',
    collect: (statement, collector) => {
      if (statement.base) createTable(statement.base, 'foreign-table', collector);
      if (statement.servername) collector.effect('reference', 'server', { schema: null, name: statement.servername });
    },
  },
  CreateTableAsStmt: {
    kind: statement => (statement.objtype === 'OBJECT_MATVIEW' ? 'create-materialized-view' : 'create-table-as'),
    collect: (statement, collector) => {
      const detail = statement.if_not_exists ? { ifNotExists: true } : undefined;
      collector.into(statement.into, objectType(statement.objtype), detail);
      collector.walk(statement.query);
    },
  },
  AlterTableStmt: {
    kind: statement => `alter-${kindOf(objectType(statement.objtype))}`,
    collect: (statement, collector) => {
      const commands = (statement.cmds ?? []).flatMap(node => asNode(node, 'AlterTableCmd') ?? []);
      const detail = { changes: commands.map(readChange), ...(statement.missing_ok ? { ifExists: true } : {}) };
      collector.relation('alter', statement.relation, detail, objectType(statement.objtype));
      for (const command of commands) walkCommand(command, collector);
    },
  },
  AlterTableMoveAllStmt: {
    kind: 'alter-table-all',
    collect: (statement, collector) =>
      collector.effect(
        'alter',
        'tablespace',
        { schema: null, name: statement.orig_tablespacename ?? '' },
        { detail: { change: 'move-all' } },
      ),
  },
  // A part of ALTER TABLE … REPLICA IDENTITY.
  ReplicaIdentityStmt: { kind: 'replica-identity', collect: () => undefined },
  IndexStmt: {
    kind: 'create-index',
    collect: (statement, collector) => {
      hang('index', statement.idxname, { relation: statement.relation }, collector, {
        ...(statement.unique ? { unique: true } : {}),
        ...(statement.concurrent ? { concurrently: true } : {}),
        ...(statement.if_not_exists ? { ifNotExists: true } : {}),
        index: readIndex(statement),
      });
      collector.walk([statement.indexParams, statement.whereClause]);
    },
  },
  ReindexStmt: {
    kind: 'reindex',
    collect: (statement, collector) => {
      const type = REINDEX_TYPES[statement.kind ?? 'REINDEX_OBJECT_INDEX'];
      if (statement.relation) collector.relation('maintain', statement.relation, undefined, type);
      else collector.effect('maintain', type, { schema: null, name: statement.name ?? '' });
    },
  },
  ViewStmt: {
    kind: 'create-view',
    collect: (statement, collector) => {
      collector.relation('create', statement.view, statement.replace ? { replace: true } : undefined, 'view');
      collector.later(() => collector.walk(statement.query));
    },
  },
  RefreshMatViewStmt: {
    kind: 'refresh-materialized-view',
    collect: (statement, collector) =>
      collector.relation('write', statement.relation, { operation: 'refresh' }, 'materialized-view'),
  },
  CreateSeqStmt: {
    kind: 'create-sequence',
    collect: (statement, collector) => {
      const on = ownerOf(statement.options);
      collector.relation('create', statement.sequence, on && { on }, 'sequence');
      if (on) collector.effect('reference', 'table', on);
    },
  },
  AlterSeqStmt: {
    kind: 'alter-sequence',
    collect: (statement, collector) => {
      const on = ownerOf(statement.options);
      collector.relation('alter', statement.sequence, on && { on }, 'sequence');
      if (on) collector.effect('reference', 'table', on);
    },
  },
  CreateTrigStmt: {
    kind: 'create-trigger',
    collect: (statement, collector) => {
      hang(
        'trigger',
        statement.trigname,
        { relation: statement.relation },
        collector,
        statement.replace ? { replace: true } : {},
      );
      collector.later(() => collector.effect('call', 'function', nameOf(strings(statement.funcname))));
      if (statement.constrrel) collector.relation('reference', statement.constrrel);
      collector.walk(statement.whenClause);
    },
  },
  CreatePolicyStmt: {
    kind: 'create-policy',
    collect: (statement, collector) => {
      hang('policy', statement.policy_name, { relation: statement.table }, collector);
      collector.later(() => collector.walk([statement.qual, statement.with_check]));
    },
  },
  AlterPolicyStmt: {
    kind: 'alter-policy',
    collect: (statement, collector) => {
      const on = relationName(statement.table);
      collector.effect('alter', 'policy', { schema: null, name: statement.policy_name ?? '' }, { detail: { on } });
      collector.relation('policy', statement.table, { object: statement.policy_name ?? null });
      collector.later(() => collector.walk([statement.qual, statement.with_check]));
    },
  },
  RuleStmt: {
    kind: 'create-rule',
    collect: (statement, collector) => {
      hang(
        'rule',
        statement.rulename,
        { relation: statement.relation },
        collector,
        statement.replace ? { replace: true } : {},
      );
      collector.later(() =>
        collector.withNames(['new', 'old'], () => collector.walk([statement.whereClause, statement.actions])),
      );
    },
  },
  CreateStatsStmt: {
    kind: 'create-statistics',
    collect: (statement, collector) => {
      const name = nameOf(strings(statement.defnames));
      const relations = (statement.relations ?? []).flatMap(node => asNode(node, 'RangeVar') ?? []);
      const on = relations[0] && relationName(relations[0]);
      collector.effect('create', 'statistics', name, on ? { detail: { on } } : {});
      for (const relation of relations) collector.relation('reference', relation);
    },
  },
  AlterStatsStmt: {
    kind: 'alter-statistics',
    collect: (statement, collector) => collector.effect('alter', 'statistics', nameOf(strings(statement.defnames))),
  },
  ClusterStmt: {
    kind: 'cluster',
    collect: (statement, collector) => {
      if (statement.relation) collector.relation('maintain', statement.relation);
      else collector.effect('maintain', 'database', { schema: null, name: '' });
    },
  },
  VacuumStmt: {
    kind: statement => (statement.is_vacuumcmd ? 'vacuum' : 'analyze'),
    collect: (statement, collector) => {
      if (!statement.rels) collector.effect('maintain', 'database', { schema: null, name: '' });
      for (const node of statement.rels ?? []) collector.relation('maintain', asNode(node, 'VacuumRelation')?.relation);
    },
  },
} satisfies Entries<RelationStatement>;
