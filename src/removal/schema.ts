/**
 * What `plugin-lint removal --format json` prints, defined once: its TypeScript types and `schema/removal.schema.json` come from
 * here.
 */
import Type from 'typebox';
import type { DocumentedStep } from './documented.ts';

const closed = { additionalProperties: false };

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const text = (description: string) => Type.String({ description });
const texts = (description: string) => Type.Array(Type.String(), { description });
/** A string of a fixed list, as a plain `enum`. */
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

/** A value that nobody changes, all the way down. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** Steps that the documentation of some release has, and those beyond it. */
const STEP_IDS = {
  disable: true,
  configuration: true,
  reindex: true,
  requirements: true,
  uninstall: true,
  restart: true,
  tables: true,
  migrations: true,
  types: true,
  'restart-again': true,
  files: false,
  'bound-rows': false,
  jobs: false,
  static: false,
  media: false,
  elsewhere: false,
} as const satisfies Record<DocumentedStep, true> & Readonly<Record<string, boolean>>;

export type StepId = keyof typeof STEP_IDS;

/** True for a step that the documentation of some release has. */
export const isDocumentedStep = (id: StepId): id is DocumentedStep => STEP_IDS[id];

const TABLE_KINDS = ['table', 'view', 'materialized-view', 'sequence'] as const;

const Table = Type.Object(
  {
    schema: nullable(Type.String(), 'null: the schema that PostgreSQL looks in first.'),
    name: Type.String(),
    kind: oneOf(TABLE_KINDS, 'What kind of relation it is.'),
    model: nullable(Type.String(), '<label>.<Name>, where a model has it.'),
    field: nullable(Type.String(), 'The many-to-many field of an automatic through table.'),
    prefixed: Type.Boolean({
      description: "Carries the plugin's label, so that the documented `\\dt pluginname_*` lists it.",
    }),
  },
  closed,
);

const Block = Type.Object(
  { title: Type.String(), statements: texts('In the order in which they have to run.') },
  closed,
);

const Step = Type.Object(
  {
    id: Type.Unsafe<StepId>({ type: 'string', enum: Object.keys(STEP_IDS), description: 'Which step it is.' }),
    title: Type.String(),
    documented: Type.Boolean({ description: 'Whether the documentation of the release has this step.' }),
    lines: texts('What to do, sentence by sentence, command by command.'),
    sql: Type.Array(Block, { description: 'What of it is done in the database, in the order of the script.' }),
  },
  closed,
);

const OBJECT_KINDS = [
  'table',
  'view',
  'materialized-view',
  'sequence',
  'foreign-table',
  'index',
  'function',
  'trigger',
  'type',
] as const;

const STATUSES = ['planned', 'unplanned', 'absent'] as const;
const status = () =>
  oneOf(
    STATUSES,
    "planned: there, and in the plan. unplanned: there under the plugin's label, but not in the plan. absent: in the plan, but not there.",
  );

const Count = (description: string) => Type.Integer({ minimum: 0, description });

const Database = Type.Object(
  {
    server: text('Version of the server, as it gives it.'),
    name: text('Name of the database.'),
    objects: Type.Array(
      Type.Object(
        {
          status: status(),
          kind: oneOf(OBJECT_KINDS, 'What kind of object it is.'),
          schema: nullable(Type.String(), 'null: the schema that PostgreSQL looks in first.'),
          name: Type.String(),
          of: nullable(Type.String(), 'The table that a sequence, a partition, an index or a trigger belongs to.'),
          rows: nullable(Count('Counted.'), 'null: not counted.'),
          uncounted: nullable(Type.String(), 'Why the rows of a table could not be counted.'),
          app: nullable(Type.String(), 'Another app of the database whose longer label the name begins with.'),
        },
        closed,
      ),
    ),
    migrations: Type.Array(Type.Object({ status: status(), app: Type.String(), name: Type.String() }, closed), {
      description: 'Rows of django_migrations.',
    }),
    types: Type.Array(
      Type.Object(
        {
          status: status(),
          app: Type.String(),
          model: Type.String(),
          permissions: Count('Rows of auth_permission for it.'),
        },
        closed,
      ),
      { description: 'Rows of django_content_type.' },
    ),
    references: Type.Array(
      Type.Object(
        {
          kind: oneOf(['foreign-key', 'view'] as const, 'What refers to the table.'),
          name: text('Of the constraint or the view.'),
          from: text('The table that has the constraint, or the view.'),
          to: text('The table of the plan.'),
        },
        closed,
      ),
      { description: 'What else refers to tables of the plan: the script stops there, and changes nothing.' },
    ),
  },
  closed,
);

/** JSON Schema, draft 2020-12, of version 1 of the plan. */
export const removalSchema = Type.Object(
  {
    version: Type.Literal(1),
    netbox: text('The exact release that the plan is for.'),
    package: Type.Object(
      {
        path: text('As given, with "/".'),
        name: nullable(Type.String(), 'Of the distribution.'),
        version: nullable(Type.String(), 'Of the distribution.'),
      },
      closed,
    ),
    plugins: texts('Entries of PLUGINS.'),
    labels: texts('Labels of the apps whose rows and tables are removed.'),
    documentation: nullable(Type.String(), "Page of NetBox's documentation at that release; null where it has none."),
    steps: Type.Array(Step, { description: 'In the order in which they are done.' }),
    tables: Type.Array(Table, { description: 'In the order in which they are dropped.' }),
    migrations: Type.Array(
      Type.Object(
        {
          app: Type.String(),
          name: Type.String(),
          replaced: Type.Boolean({
            description:
              'Only named in the `replaces` of another: recorded where it, or what replaces it, was applied.',
          }),
        },
        closed,
      ),
      { description: 'What django_migrations has of it once all are applied.' },
    ),
    models: Type.Array(Type.Object({ app: Type.String(), model: Type.String() }, closed), {
      description: 'Models after all migrations, as django_content_type names them.',
    }),
    database: nullable(Database, 'The plan held against a database (`--database`); null without one.'),
    warnings: texts('What to look at by hand.'),
    undecided: Type.Array(
      Type.Object(
        {
          reason: Type.String(),
          file: nullable(Type.String(), 'Relative to the root of the distribution, with "/"; null where it is none.'),
        },
        closed,
      ),
      { description: 'What could not be read, so that more may be left than is said here.' },
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'plugin-lint removal',
    description: 'What `plugin-lint removal --format json` prints.',
    ...closed,
  },
);

export type RemovalPlan = Frozen<Type.Static<typeof removalSchema>>;
export type RemovalStep = RemovalPlan['steps'][number];
export type LeftTable = RemovalPlan['tables'][number];

/** The plan held against what a database has. */
export type DatabaseComparison = NonNullable<RemovalPlan['database']>;
export type DatabaseObject = DatabaseComparison['objects'][number];
export type ObjectKind = DatabaseObject['kind'];
