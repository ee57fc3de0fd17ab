/**
 * One JSON Schema (2020-12) a plugin, of what stands under its name in PLUGINS_CONFIG: from the declarations, the values of the
 * defaults, the fallbacks at the reads, and what the author says of the settings.
 */
import { alternativesOf, ownMember, stringOf } from '../program/index.ts';
import { commentFinder } from './describe.ts';
import { jsonOf, plainOf } from './plain.ts';
import { isSecretName } from '../plugin/settings/secret.ts';
import type { Literal } from '../plugin/base.ts';
import type { PackageModel, PluginModel } from '../plugin/index.ts';
import type { NestedUse } from '../plugin/settings/uses.ts';
import type { Span } from '../source.ts';
import type { Json, Plain, ScalarType } from './plain.ts';

export type JsonSchema = Record<string, Json>;

/** One setting of a plugin. */
export interface PluginSetting {
  readonly name: string;
  /** NetBox does not start without it. */
  readonly required: boolean;
  /** The declared default; `null` without one. */
  readonly default: Plain | null;
  readonly description: string | null;
  readonly secret: boolean;
  readonly schema: JsonSchema;
}

/** The settings of a plugin and their schema. */
export interface PluginSettings {
  readonly plugin: PluginModel;
  readonly settings: readonly PluginSetting[];
  /** All reads of settings are known, so that further settings have no effect. */
  readonly closed: boolean;
  readonly schema: JsonSchema;
}

type CommentOf = (at: Span) => string | undefined;

/** Derives the settings of all plugins of a package, in the order of `PackageModel.plugins`. */
export function deriveSettings(model: PackageModel): readonly PluginSettings[] {
  const { uses, nested } = model.settings;
  const commentOf = commentFinder(model.program.modules);
  const { descriptions } = model.settings.readme;

  return model.settings.known.map(({ plugin, names, required, closed }) => {
    const declared = model.settings.declared.find(one => one.plugin === plugin);
    const defaults = defaultsOf(plugin);
    const settings = [...names].map((name): PluginSetting => {
      const samples = defaults.get(name) ?? [];
      const reads = uses.filter(use => use.plugin === plugin.module && use.name === name);
      const below = readsBelow(nested.filter(use => use.plugin === plugin.module && use.name === name));
      const fallbacks = reads.flatMap(use => (use.fallback ? [plainOfLiteral(use.fallback)] : []));
      const places = (declared?.settings ?? []).filter(one => one.name === name);
      // A comment may head a group of settings; the README names the setting that it means.
      const description = descriptions.get(name) ?? places.map(one => commentOf(one.at)).find(one => one !== undefined);
      const [first] = samples;
      // Of several declarations under a condition none is the default.
      const known = samples.length === 1 && first ? first : null;
      const describing: Describing = {
        at: commentOf,
        inReadme: path => descriptions.get(path),
      };
      return {
        name,
        required: required.has(name),
        default: known,
        description: description ?? null,
        secret: isSecret(name, samples),
        schema: settingSchema(
          name,
          { default: known, samples: [...samples, ...fallbacks], below },
          description,
          describing,
        ),
      };
    });
    return { plugin, settings, closed, schema: pluginSchema(plugin, settings, closed) };
  });
}

/** What the code reads inside of a value, by key. */
interface ReadsBelow {
  readonly fallbacks: Plain[];
  readonly keys: Map<string, ReadsBelow>;
}

/** A read that happens under a condition says nothing: that may be the one which asks for the type. */
function readsBelow(uses: readonly NestedUse[]): ReadsBelow {
  const root: ReadsBelow = { fallbacks: [], keys: new Map() };
  for (const { keys, fallback, guarded } of uses) {
    if (guarded) continue;
    let at = root;
    for (const key of keys) {
      let next = at.keys.get(key);
      if (!next) at.keys.set(key, (next = { fallbacks: [], keys: new Map() }));
      at = next;
    }
    if (fallback) at.fallbacks.push(plainOfLiteral(fallback));
  }
  return root;
}

function pluginSchema(plugin: PluginModel, settings: readonly PluginSetting[], closed: boolean): JsonSchema {
  const required = settings.filter(one => one.required).map(one => one.name);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Settings of ${plugin.module}`,
    description: `What NetBox's PLUGINS_CONFIG has for the plugin ${plugin.module}.`,
    type: 'object',
    properties: Object.fromEntries(settings.map(one => [one.name, one.schema])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: !closed,
  };
}

/** The values that `default_settings` has for each name; more than one where the declaration hangs on a condition. */
function defaultsOf(plugin: PluginModel): ReadonlyMap<string, readonly Plain[]> {
  const out = new Map<string, Plain[]>();
  const value = plugin.config ? ownMember(plugin.config.value, 'default_settings')?.value : undefined;
  for (const one of value ? alternativesOf(value) : []) {
    if (one.kind !== 'mapping') continue;
    for (const { key, value: given } of one.entries.values()) {
      const name = stringOf(key);
      if (name === undefined) continue;
      const all = out.get(name);
      if (all) all.push(plainOf(given));
      else out.set(name, [plainOf(given)]);
    }
  }
  return out;
}

/** What is known of a value, at any depth. */
interface KnownValue {
  readonly default: Plain | null;
  /** Values that it is seen to have: defaults first, then fallbacks at the reads. */
  readonly samples: readonly Plain[];
  readonly below: ReadsBelow | null;
}

/** Where words about a setting stand: at its place in the code, and in the README under `setting.key`. */
interface Describing {
  readonly at: CommentOf;
  readonly inReadme: (path: string) => string | undefined;
}

function settingSchema(
  path: string,
  value: KnownValue,
  description: string | undefined,
  describing: Describing,
): JsonSchema {
  const json = value.default ? jsonOf(value.default) : undefined;
  return {
    ...(description === undefined ? {} : { description }),
    ...typesOf(path, value, describing),
    ...(json === undefined ? {} : { default: json }),
    ...(isSecret(path.slice(path.lastIndexOf('.') + 1), value.samples) ? { writeOnly: true } : {}),
  };
}

/** A name says it, unless the values are none that a secret can have: `use_password: True`. */
function isSecret(name: string, samples: readonly Plain[]): boolean {
  return (
    isSecretName(name) &&
    samples.every(
      one => one.kind === 'unknown' || (one.kind === 'scalar' && (one.type === 'str' || one.type === 'None')),
    )
  );
}

const TYPE = {
  str: 'string',
  int: 'integer',
  float: 'number',
  bool: 'boolean',
  None: 'null',
} as const satisfies Record<ScalarType, string>;

/** The types that samples of a setting have. Nothing is said where nothing is known, as of a lone `None`. */
function typesOf(path: string, { samples, below }: KnownValue, describing: Describing): JsonSchema {
  const known = samples.filter(one => one.kind !== 'unknown');
  const keys = below?.keys.size ? below : null;
  // What is read by name is a dictionary, unless it is seen to be something else as well.
  const dictionary = keys !== null && known.every(one => one.kind === 'dict' || isNone(one));
  // A computed default may have any type; a computed fallback beside a known default has most likely the same.
  if (samples[0]?.kind === 'unknown' && !dictionary) return {};
  const schemas = new Map<string, JsonSchema>();
  const lists = known.filter(one => one.kind === 'list');
  const dicts = known.filter(one => one.kind === 'dict');
  const object = (): JsonSchema => ({ type: 'object', ...propertiesOf(path, dicts, keys, describing) });
  for (const one of known) {
    if (one.kind === 'scalar') schemas.set(TYPE[one.type], { type: TYPE[one.type] });
    if (one.kind === 'list') schemas.set('array', { type: 'array', ...itemsOf(lists) });
    if (one.kind === 'dict') schemas.set('object', object());
  }
  if (dictionary) schemas.set('object', object());
  // JSON Schema's numbers hold its integers.
  if (schemas.has('number')) schemas.delete('integer');
  const orNull = schemas.delete('null');
  const [first, ...others] = schemas.values();
  if (!first) return {};
  if (others.length > 0) return { anyOf: [first, ...others, ...(orNull ? [{ type: 'null' }] : [])] };
  return orNull ? { ...first, type: [first['type'] ?? 'null', 'null'] } : first;
}

const isNone = (one: Plain): boolean => one.kind === 'scalar' && one.type === 'None';

/** What the items have in common, where all are known and plain; an empty list says nothing of its items. */
function itemsOf(lists: readonly Extract<Plain, { kind: 'list' }>[]): JsonSchema {
  const types = new Set<string>();
  for (const { items, open } of lists) {
    for (const item of items) types.add(item.kind === 'scalar' && !open ? TYPE[item.type] : '?');
  }
  const [type, ...others] = types;
  return type === undefined || type === '?' || type === 'null' || others.length > 0 ? {} : { items: { type } };
}

/**
 * The entries of dictionaries, and the keys that the code reads. They are hints to what may stand there: a user's dictionary
 * takes the place of the default.
 */
function propertiesOf(
  path: string,
  dicts: readonly Extract<Plain, { kind: 'dict' }>[],
  below: ReadsBelow | null,
  describing: Describing,
): JsonSchema {
  const entries = new Map<string, { readonly samples: Plain[]; at: Span | null }>();
  for (const dict of dicts) {
    for (const { name, isText, keyAt, value } of dict.entries) {
      if (!isText) continue;
      const entry = entries.get(name);
      if (entry) entry.samples.push(value);
      else entries.set(name, { samples: [value], at: keyAt });
    }
  }
  for (const name of below?.keys.keys() ?? []) if (!entries.has(name)) entries.set(name, { samples: [], at: null });
  if (entries.size === 0) return {};
  const properties = [...entries].map(([name, { samples, at }]): [string, JsonSchema] => {
    const [first] = samples;
    const known = samples.length === 1 && first ? first : null;
    const reads = below?.keys.get(name) ?? null;
    const value: KnownValue = { default: known, samples: [...samples, ...(reads?.fallbacks ?? [])], below: reads };
    const inner = `${path}.${name}`;
    const description = describing.inReadme(inner) ?? (at ? describing.at(at) : undefined);
    return [name, settingSchema(inner, value, description, describing)];
  });
  return { properties: Object.fromEntries(properties), additionalProperties: true };
}

/** A literal of the model. Elements of containers have lost their Python types; they stay unknown. */
function plainOfLiteral(literal: Literal): Plain {
  const { at } = literal;
  if (!literal.known) return { kind: 'unknown', at };
  const { value, type } = literal;
  switch (type) {
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
    case 'None':
      return typeof value === 'object' && value !== null
        ? { kind: 'unknown', at }
        : { kind: 'scalar', type, value, at };
    case 'list':
    case 'tuple':
    case 'set':
      return { kind: 'list', type, items: [], open: true, at };
    case 'dict':
      return { kind: 'dict', entries: [], open: true, at };
    default:
      return { kind: 'unknown', at };
  }
}
