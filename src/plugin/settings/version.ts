/** The version that a plugin shows, beside that of its distribution. */
import { compareVersions } from '../../host/netbox/releases.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export interface DeclaredVersion {
  readonly text: string;
  readonly at: Span;
  /** The distribution's version; empty when it is not known. */
  readonly distribution: string;
  /** They are different versions by PEP 440 (`v1.0` and `1.0.0` are the same). */
  readonly differs: boolean;
}

/** The `version` of a plugin's config class; `null` when there is none, or it is computed. */
export function versionOf(base: ModelBase, plugin: PluginModel): DeclaredVersion | null {
  const attribute = plugin.config?.attributes.get('version');
  if (
    attribute?.literal.known !== true ||
    typeof attribute.literal.value !== 'string' ||
    attribute.literal.value === ''
  )
    return null;
  const text = attribute.literal.value;
  const distribution = base.package.distribution.version?.value ?? '';
  const order = distribution === '' ? 0 : compareVersions(text, distribution);
  const differs = order === null ? text.trim() !== distribution.trim() : order !== 0;
  return { text, at: attribute.at, distribution, differs };
}
