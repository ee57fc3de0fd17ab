/** Statements on rights, roles, foreign data, replication, databases and the server itself. */
import type { GrantStmt, Node, PublicationObjSpec } from 'libpg-query';
import type { Collector } from './collect.ts';
import type { SqlDetail } from './model.ts';
import { asNode, objectReference, objectType, strings } from './nodes.ts';
import { type Entries, named, nothing, one } from './statement.ts';

function grant(statement: GrantStmt, collector: Collector): void {
  const action = statement.is_grant ? 'grant' : 'revoke';
  const privileges = (statement.privileges ?? []).flatMap(node => asNode(node, 'AccessPriv')?.priv_name ?? []);
  const detail: SqlDetail = { privileges: privileges.length > 0 ? privileges : ['all'] };
  const type = objectType(statement.objtype);
  if (statement.targtype === 'ACL_TARGET_ALL_IN_SCHEMA') {
    for (const schema of strings(statement.objects))
      one(action, 'schema', named(schema), collector, { ...detail, change: `all ${type}` });
    return;
  }
  if (statement.targtype === 'ACL_TARGET_DEFAULTS') {
    one(action, 'default-privileges', named(''), collector, { ...detail, change: `all ${type}` });
    return;
  }
  for (const node of statement.objects ?? []) {
    const relation = asNode(node, 'RangeVar');
    if (relation) collector.relation(action, relation, detail, type);
    else one(action, type, objectReference(statement.objtype, node), collector, detail);
  }
}

function publicationTables(objects: readonly Node[] | undefined, collector: Collector): void {
  for (const node of objects ?? []) {
    const spec: PublicationObjSpec | undefined = asNode(node, 'PublicationObjSpec');
    if (spec?.pubtable) {
      collector.relation('reference', spec.pubtable.relation);
      collector.walk(spec.pubtable.whereClause);
    } else if (spec?.name) one('reference', 'schema', named(spec.name), collector);
  }
}

type ServerStatement =
  | 'GrantStmt'
  | 'GrantRoleStmt'
  | 'AlterDefaultPrivilegesStmt'
  | 'CreateRoleStmt'
  | 'AlterRoleStmt'
  | 'AlterRoleSetStmt'
  | 'DropRoleStmt'
  | 'DropOwnedStmt'
  | 'ReassignOwnedStmt'
  | 'CreateFdwStmt'
  | 'AlterFdwStmt'
  | 'CreateForeignServerStmt'
  | 'AlterForeignServerStmt'
  | 'CreateUserMappingStmt'
  | 'AlterUserMappingStmt'
  | 'DropUserMappingStmt'
  | 'ImportForeignSchemaStmt'
  | 'CreatePublicationStmt'
  | 'AlterPublicationStmt'
  | 'CreateSubscriptionStmt'
  | 'AlterSubscriptionStmt'
  | 'DropSubscriptionStmt'
  | 'CreatedbStmt'
  | 'AlterDatabaseStmt'
  | 'AlterDatabaseRefreshCollStmt'
  | 'AlterDatabaseSetStmt'
  | 'DropdbStmt'
  | 'CreateTableSpaceStmt'
  | 'AlterTableSpaceOptionsStmt'
  | 'DropTableSpaceStmt'
  | 'AlterSystemStmt'
  | 'VariableSetStmt'
  | 'LoadStmt'
  | 'VariableShowStmt'
  | 'TransactionStmt'
  | 'ConstraintsSetStmt'
  | 'CheckPointStmt'
  | 'DiscardStmt'
  | 'NotifyStmt'
  | 'ListenStmt'
  | 'UnlistenStmt';

export const SERVER_STATEMENTS = {
  // Rights and roles
  GrantStmt: { kind: statement => (statement.is_grant ? 'grant' : 'revoke'), collect: grant },
  GrantRoleStmt: {
    kind: statement => (statement.is_grant ? 'grant' : 'revoke'),
    collect: (statement, collector) => {
      for (const node of statement.granted_roles ?? []) {
        one(statement.is_grant ? 'grant' : 'revoke', 'role', named(asNode(node, 'AccessPriv')?.priv_name), collector);
      }
    },
  },
  AlterDefaultPrivilegesStmt: {
    kind: 'alter-default-privileges',
    collect: (statement, collector) => {
      if (statement.action) grant(statement.action, collector);
    },
  },
  CreateRoleStmt: {
    kind: 'create-role',
    collect: (statement, collector) => one('create', 'role', named(statement.role), collector),
  },
  AlterRoleStmt: {
    kind: 'alter-role',
    collect: (statement, collector) => one('alter', 'role', named(statement.role?.rolename), collector),
  },
  AlterRoleSetStmt: {
    kind: 'alter-role',
    collect: (statement, collector) =>
      one('alter', 'role', named(statement.role?.rolename), collector, { change: 'set' }),
  },
  DropRoleStmt: {
    kind: 'drop-role',
    collect: (statement, collector) => {
      for (const node of statement.roles ?? [])
        one('drop', 'role', named(asNode(node, 'RoleSpec')?.rolename), collector);
    },
  },
  DropOwnedStmt: {
    kind: 'drop-owned',
    collect: (statement, collector) => {
      for (const node of statement.roles ?? []) {
        one('alter', 'role', named(asNode(node, 'RoleSpec')?.rolename), collector, { change: 'drop-owned' });
      }
    },
  },
  ReassignOwnedStmt: {
    kind: 'reassign-owned',
    collect: (statement, collector) => {
      for (const node of statement.roles ?? []) {
        one('alter', 'role', named(asNode(node, 'RoleSpec')?.rolename), collector, { change: 'reassign-owned' });
      }
    },
  },

  // Foreign data
  CreateFdwStmt: {
    kind: 'create-foreign-data-wrapper',
    collect: (statement, collector) => one('create', 'foreign-data-wrapper', named(statement.fdwname), collector),
  },
  AlterFdwStmt: {
    kind: 'alter-foreign-data-wrapper',
    collect: (statement, collector) => one('alter', 'foreign-data-wrapper', named(statement.fdwname), collector),
  },
  CreateForeignServerStmt: {
    kind: 'create-server',
    collect: (statement, collector) => one('create', 'server', named(statement.servername), collector),
  },
  AlterForeignServerStmt: {
    kind: 'alter-server',
    collect: (statement, collector) => one('alter', 'server', named(statement.servername), collector),
  },
  CreateUserMappingStmt: {
    kind: 'create-user-mapping',
    collect: (statement, collector) => one('create', 'user-mapping', named(statement.servername), collector),
  },
  AlterUserMappingStmt: {
    kind: 'alter-user-mapping',
    collect: (statement, collector) => one('alter', 'user-mapping', named(statement.servername), collector),
  },
  DropUserMappingStmt: {
    kind: 'drop-user-mapping',
    collect: (statement, collector) => one('drop', 'user-mapping', named(statement.servername), collector),
  },
  ImportForeignSchemaStmt: {
    kind: 'import-foreign-schema',
    collect: (statement, collector) => {
      one('alter', 'schema', named(statement.local_schema), collector, { change: 'import-foreign-schema' });
      if (statement.list_type !== 'FDW_IMPORT_SCHEMA_LIMIT_TO') return;
      for (const node of statement.table_list ?? []) {
        const relation = asNode(node, 'RangeVar');
        if (!relation) continue;
        one(
          'create',
          'foreign-table',
          { schema: statement.local_schema ?? null, name: relation.relname ?? '' },
          collector,
        );
      }
    },
  },

  // Replication
  CreatePublicationStmt: {
    kind: 'create-publication',
    collect: (statement, collector) => {
      one('create', 'publication', named(statement.pubname), collector);
      publicationTables(statement.pubobjects, collector);
    },
  },
  AlterPublicationStmt: {
    kind: 'alter-publication',
    collect: (statement, collector) => {
      one('alter', 'publication', named(statement.pubname), collector);
      publicationTables(statement.pubobjects, collector);
    },
  },
  CreateSubscriptionStmt: {
    kind: 'create-subscription',
    collect: (statement, collector) => one('create', 'subscription', named(statement.subname), collector),
  },
  AlterSubscriptionStmt: {
    kind: 'alter-subscription',
    collect: (statement, collector) => one('alter', 'subscription', named(statement.subname), collector),
  },
  DropSubscriptionStmt: {
    kind: 'drop-subscription',
    collect: (statement, collector) => one('drop', 'subscription', named(statement.subname), collector),
  },

  // Databases, tablespaces, the server
  CreatedbStmt: {
    kind: 'create-database',
    collect: (statement, collector) => one('create', 'database', named(statement.dbname), collector),
  },
  AlterDatabaseStmt: {
    kind: 'alter-database',
    collect: (statement, collector) => one('alter', 'database', named(statement.dbname), collector),
  },
  AlterDatabaseRefreshCollStmt: {
    kind: 'alter-database',
    collect: (statement, collector) => one('alter', 'database', named(statement.dbname), collector),
  },
  AlterDatabaseSetStmt: {
    kind: 'alter-database',
    collect: (statement, collector) => one('alter', 'database', named(statement.dbname), collector, { change: 'set' }),
  },
  DropdbStmt: {
    kind: 'drop-database',
    collect: (statement, collector) => one('drop', 'database', named(statement.dbname), collector),
  },
  CreateTableSpaceStmt: {
    kind: 'create-tablespace',
    collect: (statement, collector) => one('create', 'tablespace', named(statement.tablespacename), collector),
  },
  AlterTableSpaceOptionsStmt: {
    kind: 'alter-tablespace',
    collect: (statement, collector) => one('alter', 'tablespace', named(statement.tablespacename), collector),
  },
  DropTableSpaceStmt: {
    kind: 'drop-tablespace',
    collect: (statement, collector) => one('drop', 'tablespace', named(statement.tablespacename), collector),
  },
  AlterSystemStmt: {
    kind: 'alter-system',
    collect: (statement, collector) => one('configure', 'system', named(statement.setstmt?.name), collector),
  },
  VariableSetStmt: {
    kind: statement => (statement.kind === 'VAR_RESET' || statement.kind === 'VAR_RESET_ALL' ? 'reset' : 'set'),
    collect: (statement, collector) => {
      if (statement.name) one('configure', 'parameter', named(statement.name), collector);
    },
  },
  LoadStmt: {
    kind: 'load',
    collect: (_statement, collector) => collector.unknown('file', 'LOAD runs code of a library on the server'),
  },
  VariableShowStmt: { kind: 'show', collect: nothing },
  TransactionStmt: { kind: 'transaction', collect: nothing },
  ConstraintsSetStmt: { kind: 'set-constraints', collect: nothing },
  CheckPointStmt: { kind: 'checkpoint', collect: nothing },
  DiscardStmt: { kind: 'discard', collect: nothing },
  NotifyStmt: { kind: 'notify', collect: nothing },
  ListenStmt: { kind: 'listen', collect: nothing },
  UnlistenStmt: { kind: 'unlisten', collect: nothing },
} satisfies Entries<ServerStatement>;
