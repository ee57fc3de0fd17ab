/** The JSON report's shape, defined once: its TypeScript types and the JSON Schema in `schema/report.schema.json` come from here. */
import Type from 'typebox';
import type { PackageKind } from '../package/package.ts';
import type { Suppressed } from '../settings/suppression.ts';
import { SEVERITIES, type Severity, type Verdict } from '../finding.ts';
import { REPORT_LIMITS, type ReportLimit } from './limits.ts';

const closed = { additionalProperties: false };

/** A string of a fixed list, as a plain `enum`: shorter to read, in the schema and in error messages, than `anyOf` of constants. */
const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

const position = (description: string) => Type.Integer({ minimum: 1, description });
const count = (description: string) => Type.Integer({ minimum: 0, description });

const KINDS = ['directory', 'installed', 'wheel', 'sdist', 'zip'] as const satisfies readonly PackageKind[];
const VERDICTS = ['kept', 'broken', 'undecided'] as const satisfies readonly Verdict[];

const file = Type.String({ description: 'Relative to the root of the distribution, with "/".' });
const line = position('From 1.');
const column = position('From 1, in UTF-16 code units.');

const Place = Type.Object({ file, line, column, message: Type.String() }, closed);

const FindingEntry = Type.Object(
  {
    rule: Type.String({ description: '<limit>/<id>; `plugin-lint explain <rule>` tells more.' }),
    limit: oneOf<ReportLimit>(REPORT_LIMITS, 'The limit that the rule serves.'),
    severity: oneOf<Severity>(SEVERITIES, 'How loudly it is reported.'),
    message: Type.String(),
    plugin: Type.Union([Type.String(), Type.Null()], {
      description: 'Module of the plugin concerned; null when the distribution as a whole is.',
    }),
    file,
    line,
    column,
    endLine: position('The line of the position just past the last character.'),
    endColumn: position('The column of the position just past the last character.'),
    releases: Type.Optional(
      Type.Array(Type.String(), { description: 'Releases concerned, when not all that were checked are.' }),
    ),
    trace: Type.Array(Place, { description: 'From the origin to the finding.' }),
    related: Type.Array(Place),
    each: Type.Optional(
      Type.Array(
        Type.Object(
          { message: Type.String(), trace: Type.Array(Place, { description: 'From the origin to the finding.' }) },
          closed,
        ),
        { description: 'When the finding names several things at its place: what is said of each of them.' },
      ),
    ),
    fingerprint: Type.String({
      pattern: '^[0-9a-f]{16}$',
      description: 'Of rule, file, source line and occurrence; the same after lines have moved.',
    }),
  },
  closed,
);

const SUPPRESSION_KINDS = ['inline', 'baseline'] as const satisfies readonly Suppressed['kind'][];

const SuppressedEntry = Type.Object(
  {
    ...FindingEntry.properties,
    kind: oneOf<Suppressed['kind']>(SUPPRESSION_KINDS, 'inline: by a comment. baseline: accepted in a baseline file.'),
    justification: Type.String({ description: 'The reason that is given.' }),
  },
  closed,
);

const UndecidedEntry = Type.Object(
  {
    limit: oneOf<ReportLimit>(REPORT_LIMITS, 'The limit whose verdict hangs on it.'),
    reason: Type.String(),
    file,
    line,
    column,
  },
  closed,
);

const CrashEntry = Type.Object(
  {
    stage: Type.String({ description: '"open" when the path could not be opened at all.' }),
    rule: Type.Optional(Type.String()),
    message: Type.String(),
  },
  closed,
);

const verdict = oneOf<Verdict>(
  VERDICTS,
  'broken: a finding of a rule that breaks the limit. undecided: see "undecided".',
);
// One property a limit; the cast says that every limit has one, which `Object.fromEntries` cannot.
const verdicts = Object.fromEntries(REPORT_LIMITS.map(limit => [limit, verdict])) as Record<
  ReportLimit,
  typeof verdict
>;

const PackageEntry = Type.Object(
  {
    path: Type.String({ description: 'As given, with "/".' }),
    kind: oneOf<PackageKind>(KINDS, 'What the package was read from.'),
    distribution: Type.Object(
      { name: Type.Union([Type.String(), Type.Null()]), version: Type.Union([Type.String(), Type.Null()]) },
      closed,
    ),
    plugins: Type.Array(
      Type.Object(
        {
          module: Type.String({ description: 'As it would stand in the list of plugins of the host.' }),
          label: Type.String({ description: 'App label.' }),
        },
        closed,
      ),
    ),
    verdicts: Type.Object(verdicts, closed),
    findings: Type.Array(FindingEntry),
    suppressed: Type.Array(SuppressedEntry, {
      description: 'Findings that a comment or a baseline answers. They count for the verdicts all the same.',
    }),
    undecided: Type.Array(UndecidedEntry, { description: 'Places that could not be analysed.' }),
    crashes: Type.Array(CrashEntry, {
      description: 'What went wrong in the linter, or kept it from opening the path.',
    }),
    notes: Type.Array(Type.String(), {
      description: 'Remarks that a reader needs, such as how the releases were chosen.',
    }),
  },
  closed,
);

/** JSON Schema, draft 2020-12, of version 1 of the JSON report. */
export const reportSchema = Type.Object(
  {
    version: Type.Literal(1),
    tool: Type.Object({ name: Type.String(), version: Type.String() }, closed),
    host: Type.Object(
      {
        name: Type.String(),
        releases: Type.Array(Type.String(), {
          description: 'Releases that any package was held against, oldest first.',
        }),
      },
      closed,
    ),
    packages: Type.Array(PackageEntry),
    summary: Type.Object(
      {
        errors: count('Findings of severity error.'),
        warnings: count('Findings of severity warning.'),
        infos: count('Findings of severity info.'),
        files: count('Files read and judged.'),
        undecided: count('Places that could not be analysed.'),
        suppressed: count('Findings that a comment or a baseline answers.'),
      },
      closed,
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'plugin-lint report',
    description: 'What `plugin-lint --format json` prints.',
    ...closed,
  },
);

export type Report = Type.Static<typeof reportSchema>;
export type ReportPackage = Type.Static<typeof PackageEntry>;
