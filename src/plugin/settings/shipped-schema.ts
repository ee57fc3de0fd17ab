/** The JSON Schema of its settings that a package ships, held against what the plugin declares and reads. */
import { parseToml } from '../../package/metadata/toml.ts';
import { decodePython } from '../../python/index.ts';
import { escapePointer, readJson } from './json-places.ts';
import type { Package, PackageFile } from '../../package/package.ts';
import type { Span } from '../../source.ts';
import type { PluginModel } from '../config.ts';
import type { DeclaredSettings } from './declared.ts';
import type { SchemaProblem, SchemaReader } from './json-schema.ts';
import type { JsonPlace } from './json-places.ts';
import type { KnownSettings } from './known.ts';

/** A package ships its schema under this name, or names another file in `[tool.plugin-lint]`. */
const FILE = 'plugin_config.schema.json';
const KEY = 'settings-schema';
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
/** Larger ones are nobody's settings. */
const MOST_BYTES = 1_000_000;

export type SchemaFinding =
  /** pyproject.toml names a file that the package does not have. */
  | { readonly kind: 'missing'; readonly file: string; readonly at: Span }
  | { readonly kind: 'no-json'; readonly at: Span }
  | { readonly kind: 'draft'; readonly draft: string; readonly at: Span }
  /** It is no valid schema. */
  | { readonly kind: 'invalid'; readonly where: string; readonly why: string; readonly at: Span }
  /** The schema does not accept a declared default. */
  | {
      readonly kind: 'default';
      readonly name: string;
      readonly why: string;
      readonly at: Span;
      readonly declaredAt: Span;
    }
  /** The schema tells another default than the code. */
  | { readonly kind: 'other-default'; readonly name: string; readonly at: Span; readonly declaredAt: Span }
  /** A required setting that the schema takes for optional. */
  | { readonly kind: 'optional'; readonly name: string; readonly at: Span; readonly declaredAt: Span }
  /** The schema asks for what has a default. */
  | { readonly kind: 'over-required'; readonly name: string; readonly at: Span; readonly declaredAt: Span }
  /** A required name, of the schema or of the plugin, without a property. */
  | { readonly kind: 'without-property'; readonly name: string; readonly at: Span }
  /** A property that the plugin neither declares nor reads. */
  | { readonly kind: 'unread'; readonly name: string; readonly at: Span }
  /** A setting without a property, where the schema lets no further ones be. */
  | { readonly kind: 'refused'; readonly name: string; readonly at: Span };

export interface ShippedSchema {
  /** `null` where the finding is that the file is missing. */
  readonly plugin: PluginModel | null;
  readonly findings: readonly SchemaFinding[];
}

let reader: SchemaReader | undefined;

/** Sets the reader for all models that are built from now on; looking at a schema is synchronous and cannot load it. */
export function useSchemaReader(value: SchemaReader): void {
  reader = value;
}

/** Whether a package ships a schema of its settings. */
export function needsSchemaReader(pkg: Package): boolean {
  return schemaFiles(pkg).files.length > 0;
}

interface SchemaFiles {
  readonly files: readonly PackageFile[];
  readonly missing: readonly SchemaFinding[];
}

function schemaFiles(pkg: Package): SchemaFiles {
  const files = [...pkg.files.values()].filter(file => file.path.slice(file.path.lastIndexOf('/') + 1) === FILE);
  const missing: SchemaFinding[] = [];
  const named = namedFile(pkg);
  if (named) {
    const file = pkg.files.get(named.path);
    if (!file) missing.push({ kind: 'missing', file: named.path, at: named.at });
    else if (!files.includes(file)) files.push(file);
  }
  return { files, missing };
}

function namedFile(pkg: Package): { readonly path: string; readonly at: Span } | undefined {
  const read = pkg.files.get('pyproject.toml')?.read();
  if (!read?.ok) return undefined;
  const text = new TextDecoder().decode(read.bytes);
  if (!text.includes(KEY)) return undefined;
  const parsed = parseToml(text, 'pyproject.toml');
  if (!parsed.ok) return undefined;
  const { table, at } = parsed.toml;
  const tool = isRecord(table['tool']) ? table['tool']['plugin-lint'] : undefined;
  const path = isRecord(tool) ? tool[KEY] : undefined;
  if (typeof path !== 'string') return undefined;
  const place = at('tool', 'plugin-lint', KEY) ?? { file: 'pyproject.toml', start: 0, end: 0 };
  return { path: path.replace(/^\.\//, ''), at: place };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Looks at every schema that the package ships. */
export function shippedSchemasOf(
  pkg: Package,
  declared: readonly DeclaredSettings[],
  known: readonly KnownSettings[],
): readonly ShippedSchema[] {
  const { files, missing } = schemaFiles(pkg);
  return [
    ...missing.map(finding => ({ plugin: null, findings: [finding] })),
    ...files.map(file => {
      const one = ownerOf(file, known);
      const settings = declared.find(each => each.plugin === one?.plugin);
      return { plugin: one?.plugin ?? null, findings: findingsOf(file, one, settings) };
    }),
  ];
}

/** The plugin whose package holds the file, or the only one. */
function ownerOf(file: PackageFile, known: readonly KnownSettings[]): KnownSettings | undefined {
  const holder = known.find(one => file.installPath?.startsWith(`${one.plugin.module.replaceAll('.', '/')}/`));
  return holder ?? (known.length === 1 ? known[0] : undefined);
}

function findingsOf(
  file: PackageFile,
  known: KnownSettings | undefined,
  declared: DeclaredSettings | undefined,
): readonly SchemaFinding[] {
  const whole: Span = { file: file.path, start: 0, end: 0 };
  const read = file.read();
  if (!read.ok) return [];
  const document = file.size > MOST_BYTES ? undefined : readJson(decodePython(read.bytes).text);
  if (!document) return [{ kind: 'no-json', at: whole }];
  const { value: schema, places } = document;
  const spanOf = (place: { readonly start: number; readonly end: number } | undefined): Span =>
    place ? { file: file.path, start: place.start, end: place.end } : whole;
  if (!isRecord(schema)) {
    return [{ kind: 'invalid', where: 'the document', why: 'must be an object', at: spanOf(places.get('')) }];
  }
  const { $schema: draft } = schema;
  if (typeof draft === 'string' && draft.replace(/#$/, '') !== DRAFT)
    return [{ kind: 'draft', draft, at: spanOf(places.get('/$schema')) }];
  if (!reader) throw new Error('the reader of JSON Schemas was not loaded');
  const compiled = reader.compile(schema);
  if (!compiled.ok) {
    return compiled.problems.map(({ pointer, message }) => {
      const where = pointer === '' ? 'the document' : pointer;
      return { kind: 'invalid', where, why: message, at: spanOf(places.get(pointer)) };
    });
  }
  if (!known || !declared) return [];
  return [...compared({ schema, places, spanOf, known, declared, check: compiled.check })];
}

interface Comparing {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly places: ReadonlyMap<string, JsonPlace>;
  readonly spanOf: (place: { readonly start: number; readonly end: number } | undefined) => Span;
  readonly known: KnownSettings;
  readonly declared: DeclaredSettings;
  readonly check: (value: unknown) => readonly SchemaProblem[];
}

/** Keywords by which a schema has properties that are not written at its top. */
const ELSEWHERE = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'];

function* compared({ schema, places, spanOf, known, declared, check }: Comparing): Iterable<SchemaFinding> {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'].filter(one => typeof one === 'string') : [];
  const keyOf = (name: string): Span => spanOf(places.get(`/properties/${escapePointer(name)}`)?.key);
  const requiredAt = spanOf(places.get('/required'));
  // Its properties may be written elsewhere; then only values can be compared.
  const flat = ELSEWHERE.every(keyword => schema[keyword] === undefined);
  const has = (name: string): boolean => !flat || Object.hasOwn(properties, name);

  for (const { name, kind, value, at } of declared.settings) {
    if (kind !== 'default' || !value?.known) continue;
    if (Object.hasOwn(properties, name) || schema['additionalProperties'] !== false) {
      const [problem] = check({ [name]: value.value }).filter(one => isBelow(one.pointer, name));
      if (problem) {
        const why = problem.message + (problem.pointer === `/${escapePointer(name)}` ? '' : ` (${problem.pointer})`);
        yield { kind: 'default', name, why, at: keyOf(name), declaredAt: at };
      }
    }
    const property: unknown = properties[name];
    if (isRecord(property) && Object.hasOwn(property, 'default') && !isSame(property['default'], value.value)) {
      const place = places.get(`/properties/${escapePointer(name)}/default`);
      yield { kind: 'other-default', name, at: spanOf(place), declaredAt: at };
    }
    if (required.includes(name) && !known.required.has(name)) {
      const place = places.get(`/required/${required.indexOf(name)}`);
      yield { kind: 'over-required', name, at: spanOf(place), declaredAt: at };
    }
  }
  for (const [index, name] of required.entries()) {
    if (!has(name)) yield { kind: 'without-property', name, at: spanOf(places.get(`/required/${index}`)) };
  }
  for (const { name, kind, at } of declared.settings) {
    if (kind !== 'required' || !known.required.has(name) || !flat) continue;
    if (!has(name)) yield { kind: 'without-property', name, at };
    else if (!required.includes(name)) {
      yield { kind: 'optional', name, at: places.has('/required') ? requiredAt : keyOf(name), declaredAt: at };
    }
  }
  const closedSchema = schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
  if (flat && closedSchema) {
    for (const name of known.names) {
      const asked = declared.settings.some(one => one.name === name && one.kind === 'required');
      if (!has(name) && !asked)
        yield {
          kind: 'refused',
          name,
          at: spanOf(places.get('/additionalProperties') ?? places.get('/unevaluatedProperties')),
        };
    }
  }
  if (!known.closed) return;
  for (const name of Object.keys(properties)) {
    if (!known.names.has(name)) yield { kind: 'unread', name, at: keyOf(name) };
  }
}

function isBelow(pointer: string, name: string): boolean {
  const own = `/${escapePointer(name)}`;
  return pointer === own || pointer.startsWith(`${own}/`);
}

/** Deep equality of JSON values; the order of properties does not count. */
function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  if (!isRecord(a) || !isRecord(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every(name => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}
