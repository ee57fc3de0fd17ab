/**
 * One JSON Schema (2020-12) a plugin, of what stands under its name in PLUGINS_CONFIG: from the declarations, the values of the
 * defaults, the fallbacks at the reads, and what the author says of the settings.
 */
import { alternativesOf, ownMember, stringOf } from '../program/index.ts';
import { settingUses } from '../plugin/settings/uses.ts';
import { commentFinder, readmeDescriptions } from './describe.ts';
import { jsonOf, plainOf } from './plain.ts';
import { isSecretName } from './secret.ts';
import type { HostContext } from '../host/context.ts';
import type { Literal } from '../plugin/base.ts';
import type { PackageModel, PluginModel } from '../plugin/index.ts';
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
export function deriveSettings(model: PackageModel, host: HostContext): readonly PluginSettings[] {
  const { program, plugins } = model;
  const { uses, whole } = settingUses({ package: model.package, program, host, plugins });
  const commentOf = commentFinder(program.modules);
  const readme = readmeDescriptions(model.package);
  // Template extensions and templates get the whole configuration (netbox/plugins/templates.py).
  const handedOn = [...program.modules.values()].some(one => /['"]config['"]/.test(one.text));
  const readWhole = program.problems.length > 0 || program.cuts.length > 0 || handedOn;

  return plugins.map(plugin => {
    const declared = model.settings.declared.find(one => one.plugin === plugin);
    const own = model.settings.startup.find(one => one.plugin === plugin)?.hooks.validate;
    const defaults = defaultsOf(plugin);
    const reads = uses.filter(use => use.plugin === plugin.module);
    const required = new Set<string>();
    const names = new Set<string>();
    for (const { name, kind } of declared?.settings ?? []) {
      names.add(name);
      if (kind === 'required') required.add(name);
    }
    for (const { name } of reads) if (name !== null) names.add(name);
    // Only an own validate() fills in anything.
    for (const name of own ? (declared?.filled ?? []) : []) {
      names.add(name);
      required.delete(name);
    }
    // NetBox's own validate() is what asks for them.
    if (own && !own.callsHost) required.clear();
    const closed =
      !readWhole &&
      !own &&
      declared?.open === false &&
      !uses.some(use => use.plugin === null || (use.plugin === plugin.module && use.name === null)) &&
      !whole.has(plugin.module) &&
      !whole.has(null);

    const settings = [...names].map((name): PluginSetting => {
      const samples = defaults.get(name) ?? [];
      const fallbacks = reads.flatMap(use => (use.name === name && use.fallback ? [plainOfLiteral(use.fallback)] : []));
      const places = (declared?.settings ?? []).filter(one => one.name === name);
      // A comment may head a group of settings; the README names the setting that it means.
      const description = readme.get(name) ?? places.map(one => commentOf(one.at)).find(one => one !== undefined);
      const [first] = samples;
      // Of several declarations under a condition none is the default.
      const known = samples.length === 1 && first ? first : null;
      return {
        name,
        required: required.has(name),
        default: known,
        description: description ?? null,
        secret: isSecret(name, samples),
        schema: settingSchema(name, known, [...samples, ...fallbacks], description, commentOf),
      };
    });
    return { plugin, settings, closed, schema: pluginSchema(plugin, settings, closed) };
  });
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

function settingSchema(
  name: string,
  byDefault: Plain | null,
  samples: readonly Plain[],
  description: string | undefined,
  commentOf: CommentOf,
): JsonSchema {
  const value = byDefault ? jsonOf(byDefault) : undefined;
  return {
    ...(description === undefined ? {} : { description }),
    ...typesOf(samples, commentOf),
    ...(value === undefined ? {} : { default: value }),
    ...(isSecret(name, samples) ? { writeOnly: true } : {}),
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
function typesOf(samples: readonly Plain[], commentOf: CommentOf): JsonSchema {
  const known = samples.filter(one => one.kind !== 'unknown');
  // A computed default may have any type; a computed fallback beside a known default has most likely the same.
  if (samples[0]?.kind === 'unknown') return {};
  const schemas = new Map<string, JsonSchema>();
  const lists = known.filter(one => one.kind === 'list');
  const dicts = known.filter(one => one.kind === 'dict');
  for (const one of known) {
    if (one.kind === 'scalar') schemas.set(TYPE[one.type], { type: TYPE[one.type] });
    if (one.kind === 'list') schemas.set('array', { type: 'array', ...itemsOf(lists) });
    if (one.kind === 'dict') schemas.set('object', { type: 'object', ...propertiesOf(dicts, commentOf) });
  }
  // JSON Schema's numbers hold its integers.
  if (schemas.has('number')) schemas.delete('integer');
  const orNull = schemas.delete('null');
  const [first, ...others] = schemas.values();
  if (!first) return {};
  if (others.length > 0) return { anyOf: [first, ...others, ...(orNull ? [{ type: 'null' }] : [])] };
  return orNull ? { ...first, type: [first['type'] ?? 'null', 'null'] } : first;
}

/** What the items have in common, where all are known and plain; an empty list says nothing of its items. */
function itemsOf(lists: readonly Extract<Plain, { kind: 'list' }>[]): JsonSchema {
  const types = new Set<string>();
  for (const { items, open } of lists) {
    for (const item of items) types.add(item.kind === 'scalar' && !open ? TYPE[item.type] : '?');
  }
  const [type, ...others] = types;
  return type === undefined || type === '?' || type === 'null' || others.length > 0 ? {} : { items: { type } };
}

/** The entries of dictionaries. They are hints to what may stand there: a user's dictionary takes the place of the default. */
function propertiesOf(dicts: readonly Extract<Plain, { kind: 'dict' }>[], commentOf: CommentOf): JsonSchema {
  const entries = new Map<string, { readonly samples: Plain[]; readonly at: Span | null }>();
  for (const dict of dicts) {
    for (const { name, isText, keyAt, value } of dict.entries) {
      if (!isText) continue;
      const entry = entries.get(name);
      if (entry) entry.samples.push(value);
      else entries.set(name, { samples: [value], at: keyAt });
    }
  }
  if (entries.size === 0) return {};
  const properties = [...entries].map(([name, { samples, at }]): [string, JsonSchema] => {
    const [first] = samples;
    const known = samples.length === 1 && first ? first : null;
    return [name, settingSchema(name, known, samples, at ? commentOf(at) : undefined, commentOf)];
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
