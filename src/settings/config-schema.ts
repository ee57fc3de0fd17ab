/** The shape of the linter's own config file, defined once: its TypeScript type and `schema/config.schema.json` come from here. */
import Type from 'typebox';
import type { Static } from 'typebox';
import { optionsSchema } from '../derive/options-schema.ts';
import { PROFILES } from './profile.ts';
import { RULE_SEVERITIES } from './rule-setting.ts';
import type { Rule } from '../rule.ts';

const FAIL_ON = 'error|warning|info|never';

const oneOf = <T extends string>(values: readonly T[], description: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], description });

const severity = oneOf(RULE_SEVERITIES, 'How loudly findings of the rule are reported; `off` takes the rule out.');

const RuleEntry = Type.Union([
  severity,
  Type.Object(
    { severity: Type.Optional(severity), options: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
    { additionalProperties: false },
  ),
]);

/** Without the rules' names, which are checked with the nearest known one in the message. */
export const ConfigShape = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors; not read.' })),
    profile: Type.Optional(
      oneOf(
        PROFILES,
        '`recommended`: rules as they are. `strict`: warnings fail too, advice is a warning. `certification`: strict, undecided limits fail, and what the package says about the linter does not count.',
      ),
    ),
    netbox: Type.Optional(Type.String({ description: 'As --netbox: 4.4.10, 4.4, ">=4.2,<4.5".' })),
    'fail-on': Type.Optional(
      Type.String({
        description: 'As --fail-on: error, warning, info or never; ",undecided" adds undecided limits.',
        pattern: `^(${FAIL_ON}|undecided|(${FAIL_ON}), *undecided|undecided, *(${FAIL_ON}))$`,
      }),
    ),
    exclude: Type.Optional(
      Type.Array(Type.String(), { description: 'Glob patterns of files whose findings are not reported.' }),
    ),
    baseline: Type.Optional(Type.String({ description: 'File of accepted findings, relative to the config file.' })),
    'settings-schema': Type.Optional(
      Type.String({
        description:
          "In pyproject.toml: the JSON Schema of the plugin's settings, relative to it; else every plugin_config.schema.json of the package.",
      }),
    ),
    rules: Type.Optional(
      Type.Record(Type.String(), RuleEntry, { description: 'By rule: a severity, or severity and options.' }),
    ),
  },
  { additionalProperties: false },
);

export type Config = Static<typeof ConfigShape>;

/** JSON Schema (draft 2020-12) of the config file with every rule and its options, for editors. */
export function configSchema(rules: readonly Rule[]): Readonly<Record<string, unknown>> {
  // Through JSON: TypeBox marks its schemas with hidden keys that are no part of JSON Schema.
  const shape = JSON.parse(JSON.stringify(ConfigShape)) as { properties: Record<string, unknown> };
  const plain: unknown = JSON.parse(JSON.stringify(severity));
  const properties = Object.fromEntries(
    rules.map(rule => [
      `${rule.limit}/${rule.id}`,
      {
        description: rule.summary,
        anyOf: [
          plain,
          {
            type: 'object',
            properties: { severity: plain, options: optionsSchema(rule) },
            additionalProperties: false,
          },
        ],
      },
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of plugin-lint',
    ...shape,
    properties: {
      ...shape.properties,
      rules: {
        type: 'object',
        description: 'By rule: a severity, or severity and options.',
        properties,
        additionalProperties: false,
      },
    },
  };
}
