/** Names of PostgreSQL's parse nodes (libpg-query's protobuf JSON) as types, and the readings of names that many statements share. */
import type { Node, ObjectType, ObjectWithArgs, RangeVar, TypeName } from 'libpg-query';
import { HOLE, type SqlName, type SqlObjectType } from './model.ts';

type KeysOfUnion<T> = T extends unknown ? keyof T : never;
type BodyOf<T, K extends PropertyKey> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;

/** Every node of the grammar that is a statement: an entry is owed for each of them. */
export type StatementNode = Extract<KeysOfUnion<Node>, `${string}Stmt`>;
/** The fields of a node by its name. */
export type NodeBody<K extends PropertyKey> = BodyOf<Node, K>;

/** The fields of `node` when it is a `key` node. */
export function asNode<K extends KeysOfUnion<Node>>(node: Node | undefined, key: K): NodeBody<K> | undefined {
  if (!node || !(key in node)) return undefined;
  // The tag was checked: the union has exactly one member with this key.
  return (node as unknown as Record<K, NodeBody<K>>)[key];
}

/** The strings of a list of String nodes. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  const result: string[] = [];
  for (const node of nodes ?? []) {
    const text = asNode(node, 'String')?.sval;
    if (text !== undefined) result.push(text);
  }
  return result;
}

/** A qualified name from its parts; a catalogue in front is dropped. */
export function nameOf(parts: readonly string[]): SqlName {
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? '' };
}

export function relationName(relation: RangeVar | undefined): SqlName {
  return { schema: relation?.schemaname ?? null, name: relation?.relname ?? '' };
}

export const isTemporary = (relation: RangeVar | undefined): boolean =>
  relation?.relpersistence === 't' || /^pg_temp(?:$|_)/.test(relation?.schemaname ?? '');

export const hasHole = (text: string | null | undefined): boolean => text?.includes(HOLE) ?? false;

/** PostgreSQL's object kinds in this project's words; `on` marks those named as `relation, name`. */
const OBJECT_TYPES = {
  OBJECT_ACCESS_METHOD: 'access-method',
  OBJECT_AGGREGATE: 'aggregate',
  OBJECT_AMOP: 'operator-family',
  OBJECT_AMPROC: 'operator-family',
  OBJECT_ATTRIBUTE: 'type',
  OBJECT_CAST: 'cast',
  OBJECT_COLUMN: 'column',
  OBJECT_COLLATION: 'collation',
  OBJECT_CONVERSION: 'conversion',
  OBJECT_DATABASE: 'database',
  OBJECT_DEFAULT: 'column',
  OBJECT_DEFACL: 'default-privileges',
  OBJECT_DOMAIN: 'domain',
  OBJECT_DOMCONSTRAINT: 'constraint',
  OBJECT_EVENT_TRIGGER: 'event-trigger',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FDW: 'foreign-data-wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
  OBJECT_FUNCTION: 'function',
  OBJECT_INDEX: 'index',
  OBJECT_LANGUAGE: 'language',
  OBJECT_LARGEOBJECT: 'large-object',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_OPCLASS: 'operator-class',
  OBJECT_OPERATOR: 'operator',
  OBJECT_OPFAMILY: 'operator-family',
  OBJECT_PARAMETER_ACL: 'parameter',
  OBJECT_POLICY: 'policy',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_PUBLICATION_NAMESPACE: 'publication',
  OBJECT_PUBLICATION_REL: 'publication',
  OBJECT_ROLE: 'role',
  OBJECT_ROUTINE: 'routine',
  OBJECT_RULE: 'rule',
  OBJECT_SCHEMA: 'schema',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_SUBSCRIPTION: 'subscription',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TABLE: 'table',
  OBJECT_TABLESPACE: 'tablespace',
  OBJECT_TRANSFORM: 'transform',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_TSCONFIGURATION: 'text-search-configuration',
  OBJECT_TSDICTIONARY: 'text-search-dictionary',
  OBJECT_TSPARSER: 'text-search-parser',
  OBJECT_TSTEMPLATE: 'text-search-template',
  OBJECT_TYPE: 'type',
  OBJECT_USER_MAPPING: 'user-mapping',
  OBJECT_VIEW: 'view',
} as const satisfies Record<ObjectType, SqlObjectType>;

/** What proto's JSON leaves out: the first value of an enum is its default. */
export function objectType(type: ObjectType | undefined): SqlObjectType {
  return OBJECT_TYPES[type ?? 'OBJECT_ACCESS_METHOD'];
}

/** Kinds whose name in DROP, COMMENT and their like is the relation's name followed by their own. */
const ON_RELATION: ReadonlySet<ObjectType> = new Set<ObjectType>([
  'OBJECT_TRIGGER',
  'OBJECT_RULE',
  'OBJECT_POLICY',
  'OBJECT_TABCONSTRAINT',
  'OBJECT_COLUMN',
]);

export interface ObjectReference extends SqlName {
  readonly on?: SqlName;
}

const withArgs = (object: ObjectWithArgs): ObjectReference => nameOf(strings(object.objname));

/** The object that a DROP, COMMENT, ALTER … OWNER and their like name. */
export function objectReference(type: ObjectType | undefined, node: Node | undefined): ObjectReference {
  const list = asNode(node, 'List')?.items;
  if (list) {
    const first = asNode(list[0], 'TypeName');
    if (first) {
      // Casts (source and target type), transforms (type and language), constraints of a domain (domain and name).
      const second = asNode(list[1], 'TypeName');
      if (second) return { schema: null, name: `${formatType(first)} as ${formatType(second)}` };
      const label = asNode(list[1], 'String')?.sval ?? '';
      if (type === 'OBJECT_DOMCONSTRAINT') return { schema: null, name: label, on: typeReference(first) };
      return { schema: null, name: `${formatType(first)} ${label}`.trim() };
    }
    const parts = strings(list);
    if (type && ON_RELATION.has(type))
      return { schema: null, name: parts.at(-1) ?? '', on: nameOf(parts.slice(0, -1)) };
    if (type === 'OBJECT_OPCLASS' || type === 'OBJECT_OPFAMILY') return nameOf(parts.slice(1));
    return nameOf(parts);
  }
  const routine = asNode(node, 'ObjectWithArgs');
  if (routine) return withArgs(routine);
  const typeName = asNode(node, 'TypeName');
  if (typeName) return typeReference(typeName);
  const relation = asNode(node, 'RangeVar');
  if (relation) return relationName(relation);
  const role = asNode(node, 'RoleSpec');
  if (role) return { schema: null, name: role.rolename ?? '' };
  const number = asNode(node, 'Integer')?.ival ?? asNode(node, 'Float')?.fval;
  return { schema: null, name: asNode(node, 'String')?.sval ?? (number === undefined ? '' : String(number)) };
}

/** The name of a user's type, without modifiers. */
export function typeReference(type: TypeName | undefined): SqlName {
  const parts = strings(type?.names);
  return nameOf(parts);
}

/** Internal names of built-in types, and what `format_type` (PostgreSQL 15, format_type.c) prints for them. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  bit: 'bit',
  bool: 'boolean',
  bpchar: 'character',
  float4: 'real',
  float8: 'double precision',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  interval: 'interval',
  numeric: 'numeric',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  timetz: 'time with time zone',
  varbit: 'bit varying',
  varchar: 'character varying',
};

/** A modifier's text; only constants can be written. */
function modifier(node: Node): string {
  const constant = asNode(node, 'A_Const');
  if (constant?.ival) return String(constant.ival.ival ?? 0);
  if (constant?.sval) return constant.sval.sval ?? '';
  if (constant?.fval) return constant.fval.fval ?? '';
  const column = asNode(node, 'ColumnRef')?.fields;
  return strings(column).join('.');
}

/** A type as `format_type` prints it, as far as the text tells: `varchar(50)` is `character varying(50)`. */
export function formatType(type: TypeName | undefined): string {
  if (!type) return '';
  const parts = strings(type.names);
  const builtIn = parts.length === 1 || parts[0] === 'pg_catalog';
  const raw = parts.at(-1) ?? '';
  const known = builtIn ? TYPE_NAMES[raw] : undefined;
  let text = known ?? (parts[0] === 'pg_catalog' ? raw : parts.join('.'));
  const modifiers = (type.typmods ?? []).map(modifier);
  if (modifiers.length > 0 && raw !== 'interval') {
    // The precision of times stands before the words on the zone.
    const list = `(${modifiers.join(',')})`;
    text = /^time/.test(text) && known ? text.replace(/^(time(?:stamp)?)/, `$1${list}`) : text + list;
  }
  if (type.pct_type) text += '%TYPE';
  return text + ((type.arrayBounds?.length ?? 0) > 0 ? '[]' : '');
}
