/** The JSON Schema (draft 2020-12) of a rule's options: for the config file's schema, for editors and for validation. */
import type { TObject } from 'typebox';
import type { Rule } from '../rule.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schema of the options; a rule without options takes an empty object. Unknown options are not allowed. */
export function optionsSchema(rule: Rule): JsonSchema {
  const declared: TObject | undefined = rule.options;
  if (declared === undefined) return { type: 'object', properties: {}, additionalProperties: false };
  // Through JSON: TypeBox marks its schemas with hidden keys that are no part of JSON Schema.
  const plain: unknown = JSON.parse(JSON.stringify(declared));
  // A TypeBox object schema is a JSON object.
  return { ...(plain as JsonSchema), additionalProperties: false };
}

/** One line an option: name, type, default and description; for `explain` and the docs page. */
export interface OptionLine {
  readonly name: string;
  readonly type: string;
  readonly default: string | undefined;
  readonly description: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeName(schema: unknown): string {
  if (!isRecord(schema)) return 'any';
  if (Array.isArray(schema['anyOf'])) return schema['anyOf'].map(typeName).join(' | ');
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map(value => JSON.stringify(value)).join(' | ');
  if (schema['type'] === 'array') return `list of ${typeName(schema['items'])}`;
  return typeof schema['type'] === 'string' ? schema['type'] : 'any';
}

/** The options of a rule, in the order of their definition. */
export function optionLines(rule: Rule): readonly OptionLine[] {
  const properties = optionsSchema(rule)['properties'];
  if (!isRecord(properties)) return [];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: typeName(schema),
    default: isRecord(schema) && 'default' in schema ? JSON.stringify(schema['default']) : undefined,
    description: isRecord(schema) && typeof schema['description'] === 'string' ? schema['description'] : '',
  }));
}
