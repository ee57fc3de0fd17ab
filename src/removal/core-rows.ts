/** Rows of NetBox's own tables that speak of a plugin's models: what refers to its content types, in one release. */
import { identifier, literal, literals } from './sql-text.ts';
import type { HostFacts, ModelFact, ModelFieldFact } from '../host/facts.ts';

/** Statements for one matter, in the order in which they have to run. */
export interface SqlBlock {
  readonly title: string;
  readonly statements: readonly string[];
}

/** Temporary table with the ids of the plugin's content types; gone at the end of the transaction. */
const TYPES = '"plugin_lint_types"';
const OF_PLUGIN = `IN (SELECT "id" FROM ${TYPES})`;
const CONTENT_TYPE = 'contenttypes.ContentType';

/** Core apps whose rows describe objects of other models: what they hold on a plugin's objects goes with the plugin. */
const DESCRIBING: ReadonlySet<string> = new Set(['extras', 'core', 'tenancy']);

/** What is made for certain models, and means nothing without one: deleted when all of its models are the plugin's. */
const MADE_FOR_MODELS: readonly string[] = [
  'extras.CustomField',
  'extras.CustomLink',
  'extras.ExportTemplate',
  'extras.SavedFilter',
  'extras.EventRule',
  'extras.Webhook',
];

/** Columns of those that make the row the plugin's, whatever other models it is for. */
const DECISIVE = /^(object_type|related_object_type|action_object_type|content_type)$/;

interface Release {
  readonly facts: HostFacts;
  /** Index into `facts.releases`. */
  readonly index: number;
}

interface Reference {
  readonly model: ModelFact;
  readonly table: string;
  readonly field: ModelFieldFact;
}

/** Relations of core models to a model in the release, sorted by table and field. */
function referencesTo(label: string, { facts, index }: Release): Reference[] {
  const bit = 1 << index;
  const found: Reference[] = [];
  for (const model of facts.models()) {
    if (model.abstract || model.proxy || !model.managed || !(model.releases & bit)) continue;
    const table = [...model.tables].find(([, releases]) => releases & bit)?.[0];
    if (table === undefined) continue;
    for (const field of model.fields.values()) {
      if (field.related === label && field.releases & bit) found.push({ model, table, field });
    }
  }
  const key = ({ table, field }: Reference): string => `${table} ${field.name}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const appOf = (label: string): string => label.slice(0, label.indexOf('.'));
const nameOf = (label: string): string => label.slice(label.indexOf('.') + 1).toLowerCase();

/**
 * Column of an automatic through table that holds the content type. From 4.0 to 4.3 the relations were to the proxy
 * `core.ObjectType` (extras/migrations/0111_rename_content_types.py to 0131_concrete_objecttype.py), and the column had its name.
 */
function typeColumn({ facts, index }: Release): string {
  const [major = 0, minor = 0] = (facts.releases[index] ?? '').split('.').map(Number);
  return major === 4 && minor < 4 ? 'objecttype_id' : 'contenttype_id';
}

/** Deletes where the table is: for tables that only some databases have, after the upgrades that they went through. */
function whereItIs(table: string, statement: string): string {
  return [
    `DO $plugin_lint$ BEGIN`,
    `  IF to_regclass(${literal(table)}) IS NOT NULL THEN`,
    `    ${statement}`,
    `  END IF;`,
    `END $plugin_lint$;`,
  ].join('\n');
}

/** Notes the ids of the content types of the apps, for all that follows. */
export function collectTypes(labels: readonly string[]): SqlBlock {
  return {
    title: `Content types of ${labels.join(', ')}`,
    statements: [
      `CREATE TEMPORARY TABLE ${TYPES} ON COMMIT DROP AS\n  SELECT "id" FROM "django_content_type" WHERE "app_label" IN ${literals(labels)};`,
    ],
  };
}

/** Rows on the plugin's objects: custom fields, tags, journal entries, changes, filters, bookmarks, jobs on its objects. */
export function boundRows(release: Release): SqlBlock[] {
  const blocks: SqlBlock[] = [];
  const references = referencesTo(CONTENT_TYPE, release);
  for (const label of MADE_FOR_MODELS) {
    const block = madeForModels(label, references, release);
    if (block) blocks.push(block);
  }
  for (const { model, table, field } of references) {
    const t = identifier(table);
    if (field.type === 'ManyToManyField') {
      const through = model.m2mTables.get(field.name);
      if (MADE_FOR_MODELS.includes(model.label) || through === undefined) continue;
      blocks.push({
        title: `${model.label}: the row stays, but is for the plugin's models no more`,
        statements: [`DELETE FROM ${identifier(through)} WHERE ${identifier(typeColumn(release))} ${OF_PLUGIN};`],
      });
      continue;
    }
    if (!DESCRIBING.has(appOf(model.label)) || MADE_FOR_MODELS.includes(model.label)) continue;
    if (field.type !== 'ForeignKey') continue;
    const column = identifier(`${field.name}_id`);
    if (model.label.endsWith('.ObjectChange') && field.name === 'related_object_type') {
      blocks.push({
        title: `${model.label}: changes of other objects that mention one of the plugin`,
        statements: [`UPDATE ${t} SET ${column} = NULL, "related_object_id" = NULL WHERE ${column} ${OF_PLUGIN};`],
      });
    } else {
      blocks.push({
        title: `${model.label} on the plugin's objects`,
        statements: [`DELETE FROM ${t} WHERE ${column} ${OF_PLUGIN};`],
      });
    }
  }
  return blocks;
}

/** Custom fields and their like: those for the plugin's models alone are deleted, others only lose these models. */
function madeForModels(label: string, references: readonly Reference[], release: Release): SqlBlock | undefined {
  const own = references.filter(({ model }) => model.label === label);
  const [first] = own;
  if (!first) return undefined;
  const name = nameOf(label);
  const ids = identifier(`plugin_lint_${name}`);
  const parent = identifier(`${name}_id`);
  const column = identifier(typeColumn(release));
  const through = own.flatMap(({ model, field }) => model.m2mTables.get(field.name) ?? []).map(identifier);
  const decisive = own.filter(({ field }) => field.type === 'ForeignKey' && DECISIVE.test(field.name));
  const picks = [
    ...through.map(
      one => `SELECT ${parent} AS "id" FROM ${one} GROUP BY ${parent} HAVING bool_and(${column} ${OF_PLUGIN})`,
    ),
    ...decisive.map(
      ({ table, field }) =>
        `SELECT "id" FROM ${identifier(table)} WHERE ${identifier(`${field.name}_id`)} ${OF_PLUGIN}`,
    ),
  ];
  if (picks.length === 0) return undefined;
  const gone = `IN (SELECT "id" FROM ${ids})`;
  const statements = [`CREATE TEMPORARY TABLE ${ids} ON COMMIT DROP AS\n  ${picks.join('\n  UNION ')};`];
  for (const one of through) statements.push(`DELETE FROM ${one} WHERE ${parent} ${gone} OR ${column} ${OF_PLUGIN};`);
  for (const { table, field, model } of referencesTo(label, release)) {
    if (field.type === 'ForeignKey') {
      statements.push(`DELETE FROM ${identifier(table)} WHERE ${identifier(`${field.name}_id`)} ${gone};`);
    } else {
      const link = model.m2mTables.get(field.name);
      if (link !== undefined) statements.push(`DELETE FROM ${identifier(link)} WHERE ${parent} ${gone};`);
    }
  }
  statements.push(`DELETE FROM ${identifier(first.table)} WHERE "id" ${gone};`);
  return { title: `${label}: those for the plugin's models alone go, others only lose these models`, statements };
}

/** Preferences of users under `plugins.<label>`, as NetBox keeps those that a plugin registers (3.2 and later). */
export function preferences(labels: readonly string[], { facts, index }: Release): SqlBlock[] {
  const model = facts.model('users.UserConfig');
  if (!model || !(model.releases & (1 << index))) return [];
  const table = [...model.tables].find(([, releases]) => releases & (1 << index))?.[0];
  if (table === undefined) return [];
  const statements = labels.map(
    label =>
      `UPDATE ${identifier(table)} SET "data" = "data" #- ARRAY['plugins', ${literal(label)}]\n  WHERE "data" #> ARRAY['plugins', ${literal(label)}] IS NOT NULL;`,
  );
  return [{ title: 'Preferences of users', statements }];
}

/** Rows of jobs that the plugin's job classes left (core.Job from 3.5; a JobRunner's rows carry its name). */
export function jobRows(names: readonly string[], { facts, index }: Release): SqlBlock[] {
  const model = facts.model('core.Job');
  if (names.length === 0 || !model || !(model.releases & (1 << index))) return [];
  return [
    {
      title: 'Jobs by name. Review: a job of another plugin can have the same name',
      statements: [`DELETE FROM "core_job" WHERE "name" IN ${literals(names)};`],
    },
  ];
}

/** Content types with their permissions and what Django and NetBox hang on both. */
export function typeRows(labels: readonly string[], release: Release): SqlBlock[] {
  const permissions = `IN (SELECT "id" FROM "auth_permission" WHERE "content_type_id" ${OF_PLUGIN})`;
  const granted = new Set(['auth_group_permissions']);
  for (const { model, field } of referencesTo('auth.Permission', release)) {
    const through = model.m2mTables.get(field.name);
    if (through !== undefined) granted.add(through);
  }
  if (Number((release.facts.releases[release.index] ?? '').split('.')[0]) < 4)
    granted.add('auth_user_user_permissions');
  const objectType = release.facts.model('core.ObjectType');
  const bit = 1 << release.index;
  const concrete =
    objectType?.fields.get('contenttype_ptr') !== undefined &&
    ((objectType.fields.get('contenttype_ptr')?.releases ?? 0) & bit) !== 0;
  return [
    {
      title: 'Permissions',
      statements: [
        ...[...granted].sort().map(table => `DELETE FROM ${identifier(table)} WHERE "permission_id" ${permissions};`),
        `DELETE FROM "auth_permission" WHERE "content_type_id" ${OF_PLUGIN};`,
      ],
    },
    {
      title: "Rows of Django's admin (in databases that had NetBox before 4.2) and of django-taggit's own tables",
      statements: ['django_admin_log', 'taggit_taggeditem'].map(table =>
        whereItIs(table, `DELETE FROM ${identifier(table)} WHERE "content_type_id" ${OF_PLUGIN};`),
      ),
    },
    {
      title: 'Content types',
      statements: [
        ...(concrete ? [`DELETE FROM "core_objecttype" WHERE "contenttype_ptr_id" ${OF_PLUGIN};`] : []),
        `DELETE FROM "django_content_type" WHERE "app_label" IN ${literals(labels)};`,
      ],
    },
  ];
}

/** The plugin's rows of Django's history of migrations, without which it could not be installed again. */
export function migrationRows(labels: readonly string[]): SqlBlock {
  return {
    title: 'History of migrations',
    statements: [`DELETE FROM "django_migrations" WHERE "app" IN ${literals(labels)};`],
  };
}
