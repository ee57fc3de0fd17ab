/** The releases that a plugin says it works with: `min_version` and `max_version` as NetBox reads them. */
import { compareVersions, isPublished, minorOf } from '../../host/netbox/releases.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { Literal } from '../base.ts';
import type { PluginModel } from '../config.ts';
import { placeOf } from './attributes.ts';

export interface DeclaredBound {
  readonly name: 'min_version' | 'max_version';
  readonly literal: Literal;
  /** Where the class binds it. */
  readonly at: Span;
  /** The literal's own place, where the value is written; it may be another file. */
  readonly writtenAt: Span;
  /** The text, when it is a string. */
  readonly text: string | null;
  /** Whether `packaging.version` can read it (PEP 440); `null` when the value is not known. */
  readonly parses: boolean | null;
  /** `4.4` of the version; `null` when it is none. */
  readonly minor: string | null;
  /** Whether NetBox has published exactly this release; `null` for a release newer than all that are known. */
  readonly published: boolean | null;
  /** For `max_version = '4.4'`: published patches of that minor which the bound shuts out, as a newest example. */
  readonly shutsOut: string | null;
}

export interface DeclaredBounds {
  readonly min: DeclaredBound | null;
  readonly max: DeclaredBound | null;
  /** Both are known and the first is above the second. */
  readonly crossed: boolean;
}

/** Reads the bounds of a plugin; an attribute that is absent or None is no bound (netbox/plugins/__init__.py, `validate`). */
export function boundsOf(plugin: PluginModel, facts: HostFacts): DeclaredBounds {
  const min = boundOf(plugin, 'min_version', facts);
  const max = boundOf(plugin, 'max_version', facts);
  const [low, high] = [min?.text ?? null, max?.text ?? null];
  const order = low === null || high === null ? null : compareVersions(low, high);
  return { min, max, crossed: order !== null && order > 0 };
}

function boundOf(plugin: PluginModel, name: DeclaredBound['name'], facts: HostFacts): DeclaredBound | null {
  const attribute = plugin.config?.attributes.get(name);
  if (!attribute) return null;
  const { literal } = attribute;
  const at = placeOf(plugin, attribute);
  if (literal.known && literal.value === null) return null;
  const text = literal.known && literal.type === 'str' && typeof literal.value === 'string' ? literal.value : null;
  const minor = text === null ? null : minorOf(text);
  return {
    name,
    literal,
    at,
    writtenAt: literal.at ?? at,
    text,
    parses: text === null ? null : minor !== null,
    minor,
    published: text === null || minor === null ? false : publishedOf(text, minor, facts),
    shutsOut: text === null || minor === null ? null : shutOut(text, minor, facts),
  };
}

/** `null`: the version belongs to a minor release newer than the newest one known. A suffix (`beta1`) is not looked at. */
function publishedOf(text: string, minor: string, facts: HostFacts): boolean | null {
  const newest = facts.releases.at(-1);
  const newestMinor = newest === undefined ? null : minorOf(newest);
  if (newestMinor === null) return null;
  const order = compareVersions(minor, newestMinor);
  if (order !== null && order > 0) return null;
  const [, patch = '0'] = /^\s*v?\d+(?:\.\d+)?(?:\.(\d+))?/.exec(text) ?? [];
  // New patches of a maintained minor release appear all the time; a number that none ever reached is still told apart.
  if (minor === newestMinor) return Number(patch) < 50;
  return isPublished(`${minor}.${patch}`);
}

/** A published release of the same minor above a bound that names only the minor, or its first release. */
function shutOut(text: string, minor: string, facts: HostFacts): string | null {
  if (!/^\s*v?\d+\.\d+(\.0)?\s*$/.test(text)) return null;
  const release = facts.releases.find(one => minorOf(one) === minor);
  if (release === undefined) return null;
  const order = compareVersions(release, text);
  return order !== null && order > 0 ? release : null;
}
