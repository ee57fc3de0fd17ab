/** From paths to the settings of the plugins in them. */
import { openPackages } from '../package/index.ts';
import { buildModel } from '../plugin/index.ts';
import { prepareReaders } from '../readers.ts';
import { deriveSettings } from './schema.ts';
import type { NetBoxHost } from '../host/netbox/netbox.ts';
import type { Package } from '../package/index.ts';
import type { PackageModel } from '../plugin/index.ts';
import type { PluginSettings } from './schema.ts';

/** A plugin's settings, and the NetBox release whose words are used for it: the newest of those under check. */
export interface ReleasedSettings extends PluginSettings {
  /** The package that the plugin is in. */
  readonly model: PackageModel;
  readonly version: string;
}

export type SettingsResult =
  | { readonly ok: true; readonly plugins: readonly ReleasedSettings[] }
  | { readonly ok: false; readonly message: string };

export interface ReadSettingsOptions {
  readonly cwd: string;
  readonly host: NetBoxHost;
  /** A release (`4.4.10`, `4.4`) or a range, already found to be known. */
  readonly netbox?: string;
}

/** Opens the package or packages at a path. A path that cannot be opened, or holds no plugin, is a message. */
export async function readSettings(path: string, options: ReadSettingsOptions): Promise<SettingsResult> {
  const opened = await openPackages(path, { cwd: options.cwd });
  if (!opened.ok) return { ok: false, message: opened.problem.message };
  const plugins: ReleasedSettings[] = [];
  for (const pkg of opened.packages) {
    await prepareReaders(pkg);
    plugins.push(...settingsOf(pkg, options));
  }
  if (plugins.length > 0) return { ok: true, plugins };
  return { ok: false, message: 'no NetBox plugin in it: no package has a PluginConfig' };
}

/** The settings of the plugins in a package whose readers are prepared. */
export function settingsOf(
  pkg: Package,
  { host, netbox }: Pick<ReadSettingsOptions, 'host' | 'netbox'>,
): readonly ReleasedSettings[] {
  const { model, context } = buildModel(pkg, host.forPackage(pkg, netbox === undefined ? {} : { netbox }));
  const [version = host.facts.releases[context.newest] ?? ''] = context.versions(1 << context.newest);
  return deriveSettings(model)
    .filter(one => one.plugin.config !== null)
    .map(one => ({ ...one, model, version }));
}
