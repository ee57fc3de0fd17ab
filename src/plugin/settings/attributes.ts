/** The attributes of a config class against those that NetBox's PluginConfig reads. */
import { distance } from 'fastest-levenshtein';
import { CONFIG_ATTRIBUTES, CONFIG_METHODS, inForce } from '../../host/netbox/contract.ts';
import { alternativesOf } from '../../program/index.ts';
import { configMember } from '../config.ts';
import type { HostFacts, ReleaseSet } from '../../host/facts.ts';
import type { AttributeType } from '../../host/netbox/contract.ts';
import type { Span } from '../../source.ts';
import type { ModelBase, PythonType } from '../base.ts';
import type { ConfigAttribute, PluginModel } from '../config.ts';

/** An attribute that NetBox reads, as the plugin gives it. */
export interface GivenAttribute {
  readonly name: string;
  readonly at: Span;
  /** Releases that read it. */
  readonly read: ReleaseSet;
  /** Python type of the value as far as it is known; `null` when it is not. */
  readonly type: PythonType | null;
  /** What NetBox needs. */
  readonly wanted: AttributeType;
  /** The value is empty, zero, None or False; `null` when it is not known. */
  readonly empty: boolean | null;
  /** The value as Python would write it, shortened; for messages. */
  readonly text: string;
}

/** An attribute that NetBox reads in no release. */
export interface UnknownAttribute {
  readonly name: string;
  readonly at: Span;
  /** The attribute that was most likely meant; `null` when none is near. */
  readonly meant: string | null;
  /** Whether the package's own code reads the name anywhere. */
  readonly used: boolean;
}

/** Members of Django's AppConfig (django/apps/config.py, 3.0 to 6.1) that are no declarations of NetBox's. */
const APP_CONFIG = new Set([
  'name',
  'label',
  'verbose_name',
  'path',
  'default_auto_field',
  'default',
  'module',
  'models_module',
  'models',
  'apps',
  'import_models',
  'get_models',
  'get_model',
  'ready',
  'create',
  'validate',
]);

/** Names that plugins have given in place of the right one, and that are too far from it for an edit distance. */
const KNOWN_MISTAKES: ReadonlyMap<string, string> = new Map([
  // docs/plugins/development/index.md names it `search_extensions` (3.4 to 4.7); the code reads `search_indexes`.
  ['search_extensions', 'search_indexes'],
  ['default_config', 'default_settings'],
  ['default_configuration', 'default_settings'],
  ['settings_defaults', 'default_settings'],
  ['required_config', 'required_settings'],
  ['mandatory_settings', 'required_settings'],
  ['minimum_version', 'min_version'],
  ['maximum_version', 'max_version'],
  ['plugin_version', 'version'],
  ['installed_apps', 'django_apps'],
  ['menu_buttons', 'menu_items'],
]);

const KNOWN = CONFIG_ATTRIBUTES.map(attribute => attribute.name as string);

/** The attributes of a plugin's config class: those that NetBox reads, and those that it does not know. */
export function attributesOf(
  base: ModelBase,
  plugin: PluginModel,
): { readonly given: readonly GivenAttribute[]; readonly unknown: readonly UnknownAttribute[] } {
  const given: GivenAttribute[] = [];
  const unknown: UnknownAttribute[] = [];
  for (const attribute of plugin.config?.attributes.values() ?? []) {
    const { name, literal } = attribute;
    const at = placeOf(plugin, attribute);
    const entries = CONFIG_ATTRIBUTES.filter(entry => entry.name === name);
    const [entry] = entries;
    if (entry) {
      const value = plugin.config ? configMember(plugin.config.value, name)?.value : undefined;
      given.push({
        name,
        at,
        read: entries.reduce((set, one) => set | maskOf(base.host.facts, one), 0),
        type: literal.known ? literal.type : value ? typeOfOpen(value) : null,
        wanted: entry.type,
        empty: literal.known ? isEmpty(literal.value) : null,
        text: literal.known ? textOf(literal.value) : 'a computed value',
      });
      continue;
    }
    if (attribute.method || name.startsWith('_') || APP_CONFIG.has(name)) continue;
    if (CONFIG_METHODS.some(method => method.name === name)) continue;
    if (literal.known && (literal.type === 'class' || literal.type === 'module')) continue;
    unknown.push({ name, at, meant: meantBy(name), used: isUsed(base, name) });
  }
  return { given, unknown };
}

/** Where an attribute is given: in the class body, or where the value is written when it is set from outside. */
export function placeOf(plugin: PluginModel, attribute: ConfigAttribute): Span {
  const { at, literal } = attribute;
  const outside = plugin.config?.at.start === at.start && plugin.config.at.file === at.file;
  return outside ? (literal.at ?? at) : at;
}

/** Releases in which a span of the contract is in force. */
export function maskOf(facts: HostFacts, span: { readonly from: string; readonly until?: string }): ReleaseSet {
  return facts.releases.reduce((set, release, index) => (inForce(span, release) ? set | (1 << index) : set), 0);
}

/** The type of a container whose content is not wholly known. */
function typeOfOpen(value: Parameters<typeof alternativesOf>[0]): PythonType | null {
  const types = new Set(
    alternativesOf(value).map((one): PythonType | null => {
      if (one.kind === 'mapping') return 'dict';
      if (one.kind === 'text') return 'str';
      if (one.kind !== 'sequence') return null;
      return one.type === 'list' || one.type === 'tuple' ? one.type : one.type === 'generator' ? null : 'set';
    }),
  );
  const [type = null] = types;
  return types.size === 1 ? type : null;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : value === null ? 'None' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The attribute that a name was most likely meant to be. */
function meantBy(name: string): string | null {
  const lower = name.toLowerCase();
  const mistake = KNOWN_MISTAKES.get(lower);
  if (mistake !== undefined) return mistake;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of KNOWN) {
    const edits = distance(lower, candidate);
    if (edits < least && edits <= Math.max(1, Math.floor(candidate.length / 5))) {
      least = edits;
      best = candidate;
    }
  }
  if (best !== null) return best;
  // `netbox_min_version` says the words of `min_version` and more.
  const words = lower.split('_');
  return KNOWN.find(candidate => candidate.includes('_') && isSubsequence(candidate.split('_'), words)) ?? null;
}

function isSubsequence(short: readonly string[], long: readonly string[]): boolean {
  let at = 0;
  for (const word of long) if (word === short[at]) at++;
  return at === short.length;
}

/** True when the package itself takes the name from somewhere: `config.name`, `getattr(config, 'name')`. */
function isUsed(base: ModelBase, name: string): boolean {
  const pattern = new RegExp(`(\\.\\s*${name}\\b)|(['"]${name}['"])`);
  return [...base.program.modules.values()].some(module => pattern.test(module.text));
}
