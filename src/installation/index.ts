/** `plugin-lint install-plan`: what an operator does to install plugins, made concrete for these packages and one release. */
import { checkConfiguration } from '../configuration/check.ts';
import { settingsOf } from '../configuration/packages.ts';
import { loadNetBox } from '../host/netbox/netbox.ts';
import { compareVersions } from '../host/netbox/releases.ts';
import { readConfiguration } from '../host/netbox/start/index.ts';
import { inspectPackage } from '../inspect/index.ts';
import { openPackages } from '../package/index.ts';
import { prepareReaders } from '../readers.ts';
import { installPlan } from './plan.ts';
import type { NetBoxHost } from '../host/netbox/netbox.ts';
import type { Package } from '../package/index.ts';
import type { PlannedInput } from './plan.ts';
import type { InstallPlan } from './schema.ts';

export interface InstallOptions {
  readonly cwd: string;
  /** A release (`4.4.10`, `4.4`) or a range, of which the newest known one is taken; without it the newest that all packages are made for. */
  readonly netbox?: string;
  /** The user's configuration.py: its name for messages, and its bytes. */
  readonly configuration?: { readonly file: string; readonly bytes: Uint8Array };
  /** Facts to use in place of those that ship. */
  readonly host?: NetBoxHost;
}

export type InstallResult =
  | { readonly ok: true; readonly plan: InstallPlan }
  /** `path`: it cannot be opened, or holds no plugin. `release`: the release is not known. `configuration`: it is no Python. */
  | { readonly ok: false; readonly what: 'path' | 'release' | 'configuration'; readonly message: string };

/** Plans the installation of the packages at some paths; installs nothing, and changes nothing. */
export async function planInstallation(paths: readonly string[], options: InstallOptions): Promise<InstallResult> {
  const host = options.host ?? loadNetBox();
  const asked = host.select(options.netbox === undefined ? {} : { netbox: options.netbox });
  if (!asked.ok) return { ok: false, what: 'release', message: asked.message };
  const packages: Package[] = [];
  for (const path of paths) {
    const opened = await openPackages(path, { cwd: options.cwd });
    if (!opened.ok) return { ok: false, what: 'path', message: `${path}: ${opened.problem.message}` };
    const before = packages.length;
    for (const pkg of opened.packages) {
      await prepareReaders(pkg);
      if (settingsOf(pkg, { host, ...releaseOf(options.netbox) }).length > 0) packages.push(pkg);
    }
    if (packages.length === before) {
      return { ok: false, what: 'path', message: `${path}: no NetBox plugin in it: no package has a PluginConfig` };
    }
  }
  const { configuration } = options;
  if (configuration) {
    const read = readConfiguration(configuration.bytes, host.facts);
    if (!read.ok) return { ok: false, what: 'configuration', message: read.message };
  }
  return { ok: true, plan: planPackages(packages, host, options) };
}

const releaseOf = (netbox: string | undefined): { netbox?: string } => (netbox === undefined ? {} : { netbox });

/** Plans the installation of opened packages whose readers are prepared, each with a plugin. */
export function planPackages(
  packages: readonly Package[],
  host: NetBoxHost,
  options: Pick<InstallOptions, 'netbox' | 'configuration'>,
): InstallPlan {
  const netbox = options.netbox ?? commonRelease(packages, host);
  const { configuration } = options;
  const read = configuration ? readConfiguration(configuration.bytes, host.facts) : undefined;
  const given = read?.ok ? read.configuration : undefined;
  const inputs = packages.map((pkg): PlannedInput => {
    const inspected = inspectPackage(pkg, host, { netbox, ...(given ? { configuration: given } : {}) });
    // What is not configured yet is one of the steps: what would be loaded then?
    const refused = given && inspected.plugins.some(one => one.load.outcome !== 'loaded');
    const document = refused ? inspectPackage(pkg, host, { netbox }) : inspected;
    return { pkg, document, settings: settingsOf(pkg, { host, netbox }) };
  });
  const all = inputs.flatMap(one => one.settings);
  return installPlan({
    inputs,
    facts: host.facts,
    configuration: configuration?.file ?? null,
    given: given ?? null,
    problems: configuration ? checkConfiguration(configuration.bytes, all, host.facts) : [],
  });
}

/** The oldest of the releases that each package is made for at the newest, so that one release serves all. */
function commonRelease(packages: readonly Package[], host: NetBoxHost): string {
  const newest = packages.flatMap(pkg => settingsOf(pkg, { host }).map(one => one.version));
  return newest.reduce((oldest, one) => ((compareVersions(one, oldest) ?? 0) < 0 ? one : oldest));
}
