/**
 * What `plugin-lint install-plan --format json` prints, defined once: its TypeScript types and `schema/install-plan.schema.json`
 * come from here.
 */
import Type from 'typebox';

const closed = { additionalProperties: false };

const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });
const nullable = <T extends Type.TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const texts = (description: string) => Type.Array(Type.String(), { description });

export const STEP_IDS = [
  'install',
  'requirements',
  'enable',
  'configure',
  'migrate',
  'collectstatic',
  'reindex',
  'restart',
  'worker',
] as const;
export type InstallStepId = (typeof STEP_IDS)[number];

const Line = Type.Object(
  {
    kind: oneOf(['text', 'shell', 'python'] as const, 'shell: a command. python: lines of configuration.py.'),
    text: Type.String(),
  },
  closed,
);

const Step = Type.Object(
  {
    id: oneOf(STEP_IDS, 'Which step.'),
    title: Type.String(),
    documented: Type.Boolean({ description: 'Whether the documentation of the release has this step.' }),
    needed: oneOf(
      ['yes', 'no', 'unknown'] as const,
      'no: there is nothing to do. unknown: something of the package could not be read that decides it.',
    ),
    lines: Type.Array(Line),
  },
  closed,
);

const PackageEntry = Type.Object(
  {
    path: Type.String({ description: 'As given, with "/".' }),
    name: nullable(Type.String(), 'Of the distribution.'),
    version: nullable(Type.String(), 'Of the distribution.'),
    requirement: Type.String({ description: 'What pip takes.' }),
    python: nullable(Type.String(), 'Requires-Python.'),
    brings: texts('Requirements of the distribution, those of its extras left out.'),
  },
  closed,
);

const PluginEntry = Type.Object(
  {
    module: Type.String({ description: 'As it stands in PLUGINS.' }),
    label: Type.String({ description: 'App label.' }),
    minVersion: nullable(Type.String(), 'null: none, or computed.'),
    maxVersion: nullable(Type.String(), 'null: none, or computed.'),
    outcome: oneOf(
      ['loaded', 'skipped', 'refused'] as const,
      'skipped: the release starts without the plugin. refused: it does not start with it.',
    ),
    message: nullable(Type.String(), "NetBox's words where it is not loaded."),
    enabled: Type.Boolean({ description: 'PLUGINS of the given configuration.py has it already.' }),
    requiredSettings: texts('Required settings.'),
    missingSettings: texts('Required settings that the given configuration.py does not have.'),
    creates: Type.Object(
      {
        tables: texts('Tables that its migrations make.'),
        permissions: texts('Permissions on its models.'),
        static: Type.Integer({ minimum: 0, description: 'Files that collectstatic copies.' }),
        routes: Type.Integer({ minimum: 0 }),
        menuItems: Type.Integer({ minimum: 0 }),
        apps: texts('Labels of the Django apps that it adds.'),
        middleware: texts('Entries of MIDDLEWARE.'),
        queues: texts('Entries of RQ_QUEUES.'),
        eventsPipeline: texts('Entries of EVENTS_PIPELINE.'),
        jobs: texts('Jobs that NetBox itself runs again and again.'),
        commands: texts('Management commands.'),
        changesOfCore: texts("What of NetBox's own is changed."),
      },
      closed,
    ),
  },
  closed,
);

const Conflict = Type.Object(
  {
    id: Type.String(),
    severity: oneOf(['error', 'warning'] as const, 'error: NetBox does not start, or does without what is written.'),
    message: Type.String(),
    plugin: nullable(Type.String(), 'Module of the plugin.'),
    line: Type.Optional(Type.Integer({ minimum: 1, description: 'Of the given configuration.py, from 1.' })),
  },
  closed,
);

/** JSON Schema, draft 2020-12, of version 1 of the document. */
export const installPlanSchema = Type.Object(
  {
    version: Type.Literal(1),
    netbox: Type.String({ description: 'Exact release.' }),
    documentation: Type.String({ description: "Page of NetBox's documentation that has the steps." }),
    configuration: nullable(Type.String(), 'The configuration.py that was given.'),
    packages: Type.Array(PackageEntry),
    plugins: Type.Array(PluginEntry, { description: 'In the order in which they are to stand in PLUGINS.' }),
    loads: Type.Boolean({ description: 'Every plugin is loaded by the release once the steps are done.' }),
    steps: Type.Array(Step),
    conflicts: Type.Array(Conflict, { description: 'With each other, and with what is configured already.' }),
    undecided: texts('What could not be read, so that there may be more than is said here.'),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'plugin-lint install-plan',
    description: 'What `plugin-lint install-plan --format json` prints.',
    ...closed,
  },
);

export type InstallPlan = Type.Static<typeof installPlanSchema>;
export type InstallStep = Type.Static<typeof Step>;
export type InstallLine = Type.Static<typeof Line>;
export type PlannedPackage = Type.Static<typeof PackageEntry>;
export type PlannedPlugin = Type.Static<typeof PluginEntry>;
export type PlannedConflict = Type.Static<typeof Conflict>;
