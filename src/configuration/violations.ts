/** Values that a plugin's schema does not accept: what was expected, what stands there, and where. Values are never told. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { typeNameOf } from './plain.ts';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Span } from '../source.ts';
import type { Json, Plain, PlainDict, PlainEntry } from './plain.ts';
import type { JsonSchema } from './schema.ts';

export interface Violation {
  /** Names and indexes that lead to the value, the setting first. */
  readonly path: readonly string[];
  /** Python's words for the types that the schema accepts: `int`, `str or None`. */
  readonly expected: string;
  /** `type(value).__name__`. */
  readonly given: string;
  readonly at: Span | null;
}

const PYTHON: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'int or float',
  boolean: 'bool',
  null: 'None',
  array: 'list',
  object: 'dict',
};

/**
 * Holds the settings that a user gives against the schema. Parts that are not known fit everything.
 * @throws when the schema is not valid in ajv's strict mode: a bug of ours, as it was derived
 */
export function violationsOf(schema: JsonSchema, section: PlainDict): readonly Violation[] {
  const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true, logger: false });
  const validate = ajv.compile(schema);
  const unknown = new Set<string>();
  if (validate(withHoles(section, '', unknown))) return [];
  const found: Violation[] = [];
  const seen = new Set<string>();
  for (const error of validate.errors ?? []) {
    const { keyword, instancePath } = error;
    if (keyword !== 'type' && keyword !== 'anyOf') continue;
    // A branch that fails is told by its `anyOf`.
    if (keyword === 'type' && error.schemaPath.includes('/anyOf/')) continue;
    if (instancePath === '' || seen.has(instancePath)) continue;
    if ([...unknown].some(one => one === instancePath || (keyword === 'anyOf' && one.startsWith(`${instancePath}/`))))
      continue;
    seen.add(instancePath);
    const path = instancePath
      .slice(1)
      .split('/')
      .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const { value, at } = follow(section, path);
    const given = value ? typeNameOf(value) : null;
    if (given === null) continue;
    found.push({ path, expected: expectedBy(error), given: given === 'NoneType' ? 'None' : given, at });
  }
  return found;
}

/** The value as JSON; paths of unknown parts, which are `null` in it, go into `unknown`. */
function withHoles(plain: Plain, path: string, unknown: Set<string>): Json {
  switch (plain.kind) {
    case 'scalar':
      return plain.value;
    case 'list':
      return plain.items.map((item, index) => withHoles(item, `${path}/${index}`, unknown));
    case 'dict':
      return Object.fromEntries(
        plain.entries.map(({ name, value }) => [
          name,
          withHoles(value, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, unknown),
        ]),
      );
    case 'unknown':
      unknown.add(path);
      return null;
  }
}

function follow(
  section: PlainDict,
  path: readonly string[],
): { readonly value: Plain | null; readonly at: Span | null } {
  let value: Plain = section;
  let at = section.at;
  for (const part of path) {
    if (value.kind === 'dict') {
      const entry: PlainEntry | undefined = value.entries.find(one => one.name === part);
      if (!entry) return { value: null, at };
      ({ value } = entry);
      at = value.at ?? entry.keyAt ?? at;
    } else if (value.kind === 'list') {
      const item: Plain | undefined = value.items[Number(part)];
      if (!item) return { value: null, at };
      value = item;
      at = item.at ?? at;
    } else return { value: null, at };
  }
  return { value, at };
}

function expectedBy(error: ErrorObject): string {
  const schema = error.parentSchema ?? {};
  const branches = error.keyword === 'anyOf' ? (schema['anyOf'] as readonly JsonSchema[]) : [schema as JsonSchema];
  const types = branches.flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
  const words = types.flatMap(type => (typeof type === 'string' ? [PYTHON[type] ?? type] : []));
  return words.join(' or ');
}
