/** JSON Schema by ajv. Loaded only for a package that ships a schema (src/readers.ts). */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';

export interface SchemaProblem {
  /** JSON Pointer into what is checked. */
  readonly pointer: string;
  /** In ajv's words: `must be string`. */
  readonly message: string;
}

export type CompiledSchema =
  | { readonly ok: true; readonly check: (value: unknown) => readonly SchemaProblem[] }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

export interface SchemaReader {
  /** Holds a schema against the meta-schema of draft 2020-12, and compiles it. Whatever is wrong with it is a problem. */
  compile(schema: object): CompiledSchema;
}

/** A pattern of somebody else's can take forever: one that could is taken for a match, and so is a text that is long. */
const LONGEST = 200;
const MAY_EXPLODE = /\)[*+{?]|\\[1-9]|\\k</;
const MOST_REPEATS = 3;

function pattern(source: string, flags: string): RegExp {
  const expression = new RegExp(source, flags);
  const repeats = source.match(/[*+{]/g)?.length ?? 0;
  const harmless = !MAY_EXPLODE.test(source) && repeats <= MOST_REPEATS;
  const test = expression.test.bind(expression);
  expression.test = text => !harmless || text.length > LONGEST || test(text);
  return expression;
}
pattern.code = 'new RegExp';

export const schemaReader: SchemaReader = {
  compile(schema) {
    const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, code: { regExp: pattern } });
    if (ajv.validateSchema(schema) !== true) return { ok: false, problems: mostTelling(ajv.errors ?? []) };
    try {
      const validate = ajv.compile(schema);
      return { ok: true, check: value => (validate(value) === true ? [] : (validate.errors ?? []).map(problemOf)) };
    } catch (error) {
      // A reference that leads nowhere, a pattern that is none: what the meta-schema does not say.
      return {
        ok: false,
        problems: [{ pointer: '', message: error instanceof Error ? error.message : String(error) }],
      };
    }
  },
};

const problemOf = ({ instancePath, message }: ErrorObject): SchemaProblem => ({
  pointer: instancePath,
  message: message ?? 'is wrong',
});

/** One problem a place; of a place with several the first, and none of the branches that lead to a better told one. */
function mostTelling(errors: readonly ErrorObject[]): readonly SchemaProblem[] {
  const found = new Map<string, SchemaProblem>();
  for (const error of errors) {
    const known = found.get(error.instancePath);
    if (!known || /^must match/.test(known.message)) found.set(error.instancePath, problemOf(error));
  }
  return [...found.values()];
}
