/** The JSON Schema of a facts file (draft 2020-12), made from the table of kinds that the code uses. */
import { FORMAT, KIND_NAMES, KINDS } from './format.ts';

const GROUPS = {
  type: 'object',
  description: 'Group → lines of an index into masks, a space, and coded facts joined by ";".',
  additionalProperties: { type: 'string', pattern: '^\\d+ .*(\\n\\d+ .*)*$' },
} as const;

/** Schema of the file that `plugin-lint host extract` writes and `--host` reads; `schema/host-facts.schema.json`. */
export const hostFactsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'plugin-lint host facts',
  description: 'What the releases of a host contain: facts, each with the set of releases that have it.',
  type: 'object',
  required: ['format', 'host', 'releases', 'python', 'masks', 'words', 'facts'],
  properties: {
    format: { const: FORMAT, description: 'Version of this layout.' },
    host: { const: 'netbox' },
    releases: {
      type: 'array',
      description: 'Exact versions, oldest first; bit i of a mask stands for the i-th.',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      maxItems: 31,
    },
    python: {
      type: 'array',
      description: 'Lowest Python of each release.',
      items: { type: 'string', pattern: '^\\d+\\.\\d+$' },
    },
    masks: {
      type: 'array',
      description: 'Sets of releases, as bit masks.',
      items: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 },
    },
    words: {
      type: 'string',
      description:
        'Words with a space between. In coded facts each run of letters, digits and "_" is a place in this table (bijective base 62, digits 0-9a-zA-Z, from "0"), or follows a "`" and stands for itself.',
    },
    facts: {
      type: 'object',
      properties: Object.fromEntries(
        KIND_NAMES.map(kind => [
          kind,
          { ...GROUPS, description: `Groups: ${KINDS[kind].group}. A fact: ${KINDS[kind].fact}` },
        ]),
      ),
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;
