/** Statements on objects that are no relations, on names and owners of any object, on rights, and on the server. */
import type { DefElem, Node, ObjectType } from 'libpg-query';
import type { Collector } from './collect.ts';
import type { SqlAction, SqlDetail, SqlObjectType } from './model.ts';
import {
  asNode,
  formatType,
  nameOf,
  objectReference,
  objectType,
  relationName,
  strings,
  typeReference,
} from './nodes.ts';
import { type Entries, named, one } from './statement.ts';
import { routineBody } from './body.ts';

interface Target {
  readonly objectType?: ObjectType;
  readonly relation?: Parameters<Collector['relation']>[1];
  readonly object?: Node;
}

/** The object of a RENAME, OWNER TO, SET SCHEMA or DEPENDS ON: a relation with its place, or a name. */
function target(action: SqlAction, statement: Target, collector: Collector, detail: SqlDetail): void {
  const type = objectType(statement.objectType);
  if (statement.relation && !statement.object) {
    collector.relation(action, statement.relation, detail, type);
    return;
  }
  const reference = objectReference(statement.objectType, statement.object);
  const on = statement.relation ? relationName(statement.relation) : reference.on;
  one(action, type, reference, collector, { ...detail, ...(on ? { on } : {}) });
  if (statement.relation)
    collector.relation('alter', statement.relation, { change: `${action}-${type}`, object: reference.name });
}

/** Objects on a relation whose drop, rename or comment is also a change of the relation. */
const CHANGES_RELATION: ReadonlySet<SqlObjectType> = new Set<SqlObjectType>([
  'trigger',
  'rule',
  'policy',
  'column',
  'constraint',
]);

/** Sub-objects that RENAME names apart from the relation. */
const RENAMED_PART: Partial<Record<ObjectType, SqlObjectType>> = {
  OBJECT_COLUMN: 'column',
  OBJECT_ATTRIBUTE: 'column',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_POLICY: 'policy',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_RULE: 'rule',
};

function option(options: readonly Node[] | undefined, name: string): DefElem | undefined {
  for (const node of options ?? []) {
    const element = asNode(node, 'DefElem');
    if (element?.defname === name) return element;
  }
  return undefined;
}

/** ALTER EXTENSION … ADD is 1, DROP is -1 (gram.y, add_drop). */
const EXTENSION_ADD = 1;

type ObjectStatement = Exclude<
  import('./nodes.ts').StatementNode,
  | keyof typeof import('./rows.ts').ROW_STATEMENTS
  | keyof typeof import('./relations.ts').RELATION_STATEMENTS
  | keyof typeof import('./server.ts').SERVER_STATEMENTS
>;

export const OBJECT_STATEMENTS = {
  // Any object: DROP, COMMENT, SECURITY LABEL, RENAME, OWNER, SCHEMA, DEPENDS ON EXTENSION
  DropStmt: {
    kind: statement => `drop-${objectType(statement.removeType)}`,
    collect: (statement, collector) => {
      const type = objectType(statement.removeType);
      const detail: SqlDetail = {
        ...(statement.missing_ok ? { ifExists: true } : {}),
        ...(statement.behavior === 'DROP_CASCADE' ? { cascade: true } : {}),
        ...(statement.concurrent ? { concurrently: true } : {}),
      };
      for (const node of statement.objects ?? []) {
        const reference = objectReference(statement.removeType, node);
        one('drop', type, reference, collector, { ...detail, ...(reference.on ? { on: reference.on } : {}) });
        if (reference.on && CHANGES_RELATION.has(type)) {
          one('alter', 'table', reference.on, collector, { change: `drop-${type}`, object: reference.name });
        }
      }
    },
  },
  CommentStmt: {
    kind: 'comment',
    collect: (statement, collector) => {
      const reference = objectReference(statement.objtype, statement.object);
      one('comment', objectType(statement.objtype), reference, collector, reference.on && { on: reference.on });
    },
  },
  SecLabelStmt: {
    kind: 'security-label',
    collect: (statement, collector) => {
      const reference = objectReference(statement.objtype, statement.object);
      const detail: SqlDetail = { change: 'security-label', ...(reference.on ? { on: reference.on } : {}) };
      one('alter', objectType(statement.objtype), reference, collector, detail);
    },
  },
  RenameStmt: {
    kind: statement => `rename-${objectType(statement.renameType)}`,
    collect: (statement, collector) => {
      const newName = statement.newname ?? '';
      const detail: SqlDetail = { newName, ...(statement.missing_ok ? { ifExists: true } : {}) };
      const part = statement.renameType && RENAMED_PART[statement.renameType];
      if (part && statement.relation) {
        const on = relationName(statement.relation);
        const change = `rename-${part}`;
        collector.relation(
          'alter',
          statement.relation,
          { change, object: statement.subname ?? null, newName },
          objectType(statement.relationType ?? 'OBJECT_TABLE'),
        );
        one('rename', part, named(statement.subname), collector, { ...detail, on });
        return;
      }
      if (statement.renameType === 'OBJECT_DOMCONSTRAINT') {
        const on = objectReference('OBJECT_DOMAIN', statement.object);
        one('rename', 'constraint', named(statement.subname), collector, { ...detail, on });
        return;
      }
      if (statement.relation || statement.object) {
        target(
          'rename',
          { ...statement, ...(statement.renameType ? { objectType: statement.renameType } : {}) },
          collector,
          detail,
        );
      } else one('rename', objectType(statement.renameType), named(statement.subname), collector, detail);
    },
  },
  AlterOwnerStmt: {
    kind: statement => `alter-${objectType(statement.objectType)}`,
    collect: (statement, collector) => target('alter', statement, collector, { change: 'owner' }),
  },
  AlterObjectSchemaStmt: {
    kind: statement => `alter-${objectType(statement.objectType)}`,
    collect: (statement, collector) => target('rename', statement, collector, { newSchema: statement.newschema ?? '' }),
  },
  AlterObjectDependsStmt: {
    kind: statement => `alter-${objectType(statement.objectType)}`,
    collect: (statement, collector) => target('alter', statement, collector, { change: 'depends-on-extension' }),
  },

  // Schemas, extensions, functions, types
  CreateSchemaStmt: {
    kind: 'create-schema',
    collect: (statement, collector) => {
      const name = statement.schemaname ?? statement.authrole?.rolename;
      one('create', 'schema', named(name), collector, statement.if_not_exists ? { ifNotExists: true } : undefined);
      collector.nodes(statement.schemaElts);
    },
  },
  CreateExtensionStmt: {
    kind: 'create-extension',
    collect: (statement, collector) =>
      one(
        'create',
        'extension',
        named(statement.extname),
        collector,
        statement.if_not_exists ? { ifNotExists: true } : undefined,
      ),
  },
  AlterExtensionStmt: {
    kind: 'alter-extension',
    collect: (statement, collector) => one('alter', 'extension', named(statement.extname), collector),
  },
  AlterExtensionContentsStmt: {
    kind: 'alter-extension',
    collect: (statement, collector) => {
      const change = statement.action === EXTENSION_ADD ? 'add-member' : 'drop-member';
      one('alter', 'extension', named(statement.extname), collector, { change });
      one('alter', objectType(statement.objtype), objectReference(statement.objtype, statement.object), collector, {
        change,
      });
    },
  },
  CreateFunctionStmt: {
    kind: statement => (statement.is_procedure ? 'create-procedure' : 'create-function'),
    collect: (statement, collector) => {
      const type = statement.is_procedure ? 'procedure' : 'function';
      one(
        'create',
        type,
        nameOf(strings(statement.funcname)),
        collector,
        statement.replace ? { replace: true } : undefined,
      );
      collector.later(() => {
        if (statement.sql_body) collector.walk(statement.sql_body);
        else routineBody(option(statement.options, 'language'), option(statement.options, 'as'), 'function', collector);
      });
    },
  },
  AlterFunctionStmt: {
    kind: statement => `alter-${objectType(statement.objtype)}`,
    collect: (statement, collector) =>
      one('alter', objectType(statement.objtype), nameOf(strings(statement.func?.objname)), collector),
  },
  DoStmt: {
    kind: 'do',
    collect: (statement, collector) =>
      routineBody(option(statement.args, 'language'), option(statement.args, 'as'), 'do', collector),
  },
  CallStmt: {
    kind: 'call',
    collect: (statement, collector) => {
      one('call', 'procedure', nameOf(strings(statement.funccall?.funcname)), collector);
      collector.walk(statement.funccall?.args);
    },
  },
  DefineStmt: {
    kind: statement => `create-${objectType(statement.kind)}`,
    collect: (statement, collector) => {
      const detail = statement.replace
        ? { replace: true }
        : statement.if_not_exists
          ? { ifNotExists: true }
          : undefined;
      one('create', objectType(statement.kind), nameOf(strings(statement.defnames)), collector, detail);
    },
  },
  CompositeTypeStmt: {
    kind: 'create-type',
    collect: (statement, collector) => collector.relation('create', statement.typevar, undefined, 'type'),
  },
  CreateEnumStmt: {
    kind: 'create-type',
    collect: (statement, collector) => one('create', 'type', nameOf(strings(statement.typeName)), collector),
  },
  CreateRangeStmt: {
    kind: 'create-type',
    collect: (statement, collector) => one('create', 'type', nameOf(strings(statement.typeName)), collector),
  },
  AlterEnumStmt: {
    kind: 'alter-type',
    collect: (statement, collector) =>
      one('alter', 'type', nameOf(strings(statement.typeName)), collector, {
        change: statement.oldVal === undefined ? 'add-value' : 'rename-value',
      }),
  },
  AlterTypeStmt: {
    kind: 'alter-type',
    collect: (statement, collector) => one('alter', 'type', nameOf(strings(statement.typeName)), collector),
  },
  CreateDomainStmt: {
    kind: 'create-domain',
    collect: (statement, collector) => {
      one('create', 'domain', nameOf(strings(statement.domainname)), collector);
      collector.walk(statement.constraints);
    },
  },
  AlterDomainStmt: {
    kind: 'alter-domain',
    collect: (statement, collector) => {
      one('alter', 'domain', nameOf(strings(statement.typeName)), collector);
      collector.walk(statement.def);
    },
  },
  CreateCastStmt: {
    kind: 'create-cast',
    collect: (statement, collector) =>
      one(
        'create',
        'cast',
        named(`${formatType(statement.sourcetype)} as ${formatType(statement.targettype)}`),
        collector,
      ),
  },
  CreateTransformStmt: {
    kind: 'create-transform',
    collect: (statement, collector) =>
      one(
        'create',
        'transform',
        named(`${typeReference(statement.type_name).name} ${statement.lang ?? ''}`),
        collector,
      ),
  },
  CreateConversionStmt: {
    kind: 'create-conversion',
    collect: (statement, collector) =>
      one('create', 'conversion', nameOf(strings(statement.conversion_name)), collector),
  },
  AlterCollationStmt: {
    kind: 'alter-collation',
    collect: (statement, collector) => one('alter', 'collation', nameOf(strings(statement.collname)), collector),
  },
  AlterOperatorStmt: {
    kind: 'alter-operator',
    collect: (statement, collector) =>
      one('alter', 'operator', nameOf(strings(statement.opername?.objname)), collector),
  },
  CreateOpClassStmt: {
    kind: 'create-operator-class',
    collect: (statement, collector) =>
      one('create', 'operator-class', nameOf(strings(statement.opclassname)), collector),
  },
  CreateOpFamilyStmt: {
    kind: 'create-operator-family',
    collect: (statement, collector) =>
      one('create', 'operator-family', nameOf(strings(statement.opfamilyname)), collector),
  },
  AlterOpFamilyStmt: {
    kind: 'alter-operator-family',
    collect: (statement, collector) =>
      one('alter', 'operator-family', nameOf(strings(statement.opfamilyname)), collector),
  },
  AlterTSDictionaryStmt: {
    kind: 'alter-text-search-dictionary',
    collect: (statement, collector) =>
      one('alter', 'text-search-dictionary', nameOf(strings(statement.dictname)), collector),
  },
  AlterTSConfigurationStmt: {
    kind: 'alter-text-search-configuration',
    collect: (statement, collector) =>
      one('alter', 'text-search-configuration', nameOf(strings(statement.cfgname)), collector),
  },
  CreateAmStmt: {
    kind: 'create-access-method',
    collect: (statement, collector) => one('create', 'access-method', named(statement.amname), collector),
  },
  CreatePLangStmt: {
    kind: 'create-language',
    collect: (statement, collector) => one('create', 'language', named(statement.plname), collector),
  },
  CreateEventTrigStmt: {
    kind: 'create-event-trigger',
    collect: (statement, collector) => {
      one('create', 'event-trigger', named(statement.trigname), collector);
      collector.later(() => one('call', 'function', nameOf(strings(statement.funcname)), collector));
    },
  },
  AlterEventTrigStmt: {
    kind: 'alter-event-trigger',
    collect: (statement, collector) => one('alter', 'event-trigger', named(statement.trigname), collector),
  },
} satisfies Entries<ObjectStatement>;
