/**
 * What `plugin-lint inspect --format json` prints, defined once: its TypeScript types and `schema/inspect.schema.json` come from here.
 */
import Type from 'typebox';
import type { LoadStep, ProblemStep } from '../host/netbox/start/index.ts';
import type { Json } from '../plugin/base.ts';
import type { Phase } from '../program/index.ts';

const closed = { additionalProperties: false };

/** A string of a fixed list, as a plain `enum`. */
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const text = (description: string) => Type.String({ description });
const texts = (description: string) => Type.Array(Type.String(), { description });
const json = (description: string) => Type.Unsafe<Json>({ description });

const STEPS = [
  'import',
  'config',
  'validate',
  'django-apps',
  'installed-apps',
  'middleware',
  'caching',
  'queues',
  'events-pipeline',
  'apps',
  'models',
  'ready',
] as const satisfies readonly LoadStep[];
const PROBLEM_STEPS = [
  'resource',
  'urls',
  'graphql',
  'check',
  'wsgi',
  'migrate',
  'collectstatic',
] as const satisfies readonly ProblemStep[];
const OUTCOMES = ['loaded', 'skipped', 'refused'] as const;
const PHASES = [
  'import',
  'validate',
  'ready',
  'signal',
  'request',
  'migration',
  'job',
  'command',
  'call',
  'dead',
] as const satisfies readonly Phase[];

const file = Type.String({ description: 'Relative to the root of the distribution, with "/".' });
const line = Type.Integer({ minimum: 1, description: 'From 1.' });
/** Where something stands; left out where it is nowhere in particular. */
const place = { file: Type.Optional(file), line: Type.Optional(line) };

const Load = Type.Object(
  {
    outcome: oneOf(OUTCOMES, 'skipped: NetBox starts without the plugin. refused: NetBox does not start.'),
    step: nullable(oneOf<LoadStep>(STEPS, 'Step of the start.'), 'Where it ended; null for a plugin that is loaded.'),
    exception: nullable(Type.String(), 'Class of the exception: a builtin by its name, others by their path.'),
    message: nullable(Type.String(), 'Message of the exception, or the warning about a plugin that is skipped.'),
    ...place,
    requires: texts('Required settings that are taken as given.'),
    problems: Type.Array(
      Type.Object(
        {
          step: oneOf<ProblemStep>(PROBLEM_STEPS, 'When it shows.'),
          exception: nullable(Type.String(), 'null for what is reported, or ignored, without an exception.'),
          message: Type.String(),
          swallowed: Type.Boolean({ description: 'NetBox goes on without a word.' }),
          ...place,
        },
        closed,
      ),
      { description: 'What goes wrong though NetBox starts.' },
    ),
    ignored: texts('Attributes of the configuration class that this release does not read.'),
  },
  closed,
);

const Config = Type.Object(
  {
    class: text('Dotted path.'),
    mro: texts('Dotted paths of the class and its ancestors, in the order in which Python looks names up.'),
    attributes: Type.Record(Type.String(), json('A value as JSON; tuples and sets are lists.'), {
      description: "Attributes of PluginConfig as they are: the plugin's, else NetBox's. Computed ones are undecided.",
    }),
  },
  closed,
);

const Route = Type.Object(
  {
    path: text('The whole pattern as Django prints it, without a leading "/".'),
    name: nullable(Type.String(), 'With all namespaces.'),
    view: text('Dotted path.'),
  },
  closed,
);

const Model = Type.Object(
  {
    model: text('<label>.<Name>'),
    table: Type.String(),
    managed: Type.Boolean(),
    proxy: Type.Boolean(),
    fields: Type.Record(
      Type.String(),
      Type.Object(
        {
          type: text('Class of the field.'),
          column: nullable(Type.String(), 'null where it has none.'),
          related: nullable(Type.String(), '<label>.<Name>'),
        },
        closed,
      ),
    ),
    m2m: Type.Record(
      Type.String(),
      Type.Object({ through: Type.String(), table: Type.String(), related: Type.String() }, closed),
    ),
  },
  closed,
);

const Table = Type.Object(
  {
    name: Type.String(),
    columns: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          type: text('Type of PostgreSQL.'),
          null: Type.Boolean(),
          identity: Type.Boolean({ description: 'Numbered by the database.' }),
          default: nullable(
            Type.String(),
            'As pg_get_expr of PostgreSQL 15 prints it, of a generated column what it is computed from; null: none.',
          ),
          generated: Type.Boolean({ description: 'Computed by the database from other columns.' }),
          collation: nullable(Type.String(), 'null: that of the type.'),
        },
        closed,
      ),
    ),
    indexes: Type.Array(
      Type.Object({ name: Type.String(), definition: text('As pg_get_indexdef of PostgreSQL 15 prints it.') }, closed),
      { description: 'Those behind constraints included.' },
    ),
    constraints: Type.Array(
      Type.Object(
        { name: Type.String(), definition: text('As pg_get_constraintdef of PostgreSQL 15 prints it.') },
        closed,
      ),
    ),
    sequences: texts('Sequences that belong to its columns.'),
  },
  closed,
);

const Reached = Type.Object(
  {
    what: text('What is called.'),
    phase: oneOf<Phase>(PHASES, 'When it runs. call: somebody calls it. dead: nothing in the package refers to it.'),
    ...place,
  },
  closed,
);

const PluginEntry = Type.Object(
  {
    module: text('As it stands in PLUGINS.'),
    label: text('App label.'),
    netbox: text('The exact release that the plugin was held against.'),
    load: Load,
    apps: texts('Labels of the apps that are added.'),
    config: nullable(Config, 'null where there is no configuration class.'),
    routes: Type.Array(Route),
    models: Type.Array(Model, { description: 'Without automatic through models, which stand under "m2m".' }),
    tables: Type.Array(Table, { description: 'As all migrations leave them.' }),
    drift: Type.Record(Type.String(), texts('As makemigrations prints them, without the sign before each.'), {
      description: 'Label of an app → what makemigrations would write for it.',
    }),
    middleware: texts('In the order of MIDDLEWARE.'),
    settings: Type.Record(
      Type.String(),
      Type.Object(
        {
          added: json('What is added, where it is known.'),
          by: oneOf(
            ['netbox', 'plugin'] as const,
            'netbox: on behalf of the plugin, while settings are read. plugin: by code of its own.',
          ),
        },
        closed,
      ),
      {
        description: "Names of Django's settings that are changed.",
      },
    ),
    pluginSettings: Type.Object(
      {
        required: Type.Array(Type.String()),
        defaults: Type.Record(Type.String(), json('A default; null also where it is computed.')),
        read: texts('Settings of the plugin that its code reads.'),
      },
      closed,
    ),
    templates: texts('Names by which the template loader finds them.'),
    shadows: Type.Array(
      Type.Object(
        {
          template: text('A template of core that the plugin ships as well.'),
          wins: oneOf(['core', 'plugin', 'undecided'] as const, 'Whose file is rendered.'),
        },
        closed,
      ),
    ),
    templateExtensions: Type.Array(
      Type.Object(
        {
          class: Type.String(),
          models: nullable(Type.Array(Type.String()), 'null: shown for all models.'),
          methods: texts('Public methods of its own body.'),
          hooks: texts('Methods that NetBox calls and that it, or a class of the package above it, defines.'),
        },
        closed,
      ),
    ),
    menu: Type.Array(
      Type.Object(
        {
          menu: Type.String(),
          group: Type.String(),
          text: Type.String(),
          link: text('Name of a URL.'),
          permissions: Type.Array(Type.String()),
          buttons: Type.Array(
            Type.Object({ title: Type.String(), link: Type.String(), permissions: Type.Array(Type.String()) }, closed),
          ),
        },
        closed,
      ),
    ),
    static: texts('Paths below STATIC_URL.'),
    signals: Type.Array(
      Type.Object(
        {
          signal: Type.String(),
          sender: nullable(Type.String(), 'null: any sender.'),
          handler: text('Dotted path.'),
        },
        closed,
      ),
    ),
    jobs: Type.Array(
      Type.Object(
        {
          class: text('Dotted path.'),
          name: nullable(Type.String(), 'As it is shown.'),
          interval: nullable(Type.String(), 'For a job that NetBox itself runs again and again.'),
        },
        closed,
      ),
    ),
    commands: texts('Management commands.'),
    permissions: texts('Permissions that `migrate` creates for its models.'),
    reach: Type.Object(
      { network: Type.Array(Reached), processes: Type.Array(Reached), files: Type.Array(Reached) },
      closed,
    ),
    coreChanges: Type.Array(
      Type.Object(
        {
          target: text("What of core's, or of another library's, is changed."),
          what: text('How.'),
          phase: oneOf<Phase>(PHASES, 'When.'),
          file,
          line,
        },
        closed,
      ),
    ),
    undecided: Type.Array(
      Type.Object(
        { field: text('Field of this document that it belongs to.'), reason: Type.String(), ...place },
        closed,
      ),
    ),
  },
  closed,
);

/** JSON Schema, draft 2020-12, of version 1 of the document. */
export const inspectSchema = Type.Object(
  {
    version: Type.Literal(1),
    netbox: text('The release that the plugins were held against; of the first one where they differ.'),
    package: Type.Object(
      {
        path: text('As given, with "/".'),
        name: nullable(Type.String(), 'Of the distribution.'),
        version: nullable(Type.String(), 'Of the distribution.'),
      },
      closed,
    ),
    plugins: Type.Array(PluginEntry),
    notes: texts('How the release was chosen, where that needs saying.'),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'plugin-lint inspect',
    description: 'What `plugin-lint inspect --format json` prints.',
    ...closed,
  },
);

export type InspectDocument = Type.Static<typeof inspectSchema>;
export type InspectedPlugin = Type.Static<typeof PluginEntry>;
export type InspectedModel = Type.Static<typeof Model>;
export type InspectedTable = Type.Static<typeof Table>;
export type Reached = Type.Static<typeof Reached>;
