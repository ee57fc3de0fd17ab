/** `plugin-lint inspect`: what NetBox does with a package, and what the package adds and touches. */
import { openPackages } from '../package/index.ts';
import { buildModel } from '../plugin/index.ts';
import { loadNetBox } from '../host/netbox/netbox.ts';
import { selectReleases } from '../host/netbox/releases.ts';
import { addedApps, simulateStart } from '../host/netbox/start/index.ts';
import { prepareReaders } from '../readers.ts';
import { describePlugin } from './plugin.ts';
import { lineFinder } from './places.ts';
import { settledHost } from './settled.ts';
import type { NetBoxHost } from '../host/netbox/netbox.ts';
import type { Configuration } from '../host/netbox/start/index.ts';
import type { Package } from '../package/package.ts';
import type { InspectDocument } from './schema.ts';

export type { InspectDocument, InspectedPlugin } from './schema.ts';

export interface InspectOptions {
  readonly cwd: string;
  /** A release (`4.4.10`, `4.4`) or a range, of which the newest known one is taken; the newest inside the bounds without it. */
  readonly netbox?: string;
  /** The user's configuration.py; without one, required settings are taken as given. */
  readonly configuration?: Configuration;
  /** Facts to use in place of those that ship. */
  readonly host?: NetBoxHost;
}

export type InspectResult =
  | { readonly ok: true; readonly document: InspectDocument }
  /** `path`: it cannot be opened, or holds no plugin. `release`: the release is not known. */
  | { readonly ok: false; readonly what: 'path' | 'release'; readonly message: string };

/** Inspects the packages at a path. */
export async function inspect(path: string, options: InspectOptions): Promise<InspectResult> {
  const host = options.host ?? loadNetBox();
  const asked = host.select(options.netbox === undefined ? {} : { netbox: options.netbox });
  if (!asked.ok) return { ok: false, what: 'release', message: asked.message };
  const opened = await openPackages(path, { cwd: options.cwd });
  if (!opened.ok) return { ok: false, what: 'path', message: opened.problem.message };
  let document: InspectDocument | undefined;
  for (const pkg of opened.packages) {
    await prepareReaders(pkg);
    const one = inspectPackage(pkg, host, options);
    if (one.plugins.length === 0) continue;
    // Several packages at one path: their plugins follow each other.
    document = document
      ? {
          ...document,
          plugins: [...document.plugins, ...one.plugins],
          notes: [...new Set([...document.notes, ...one.notes])],
        }
      : one;
  }
  if (document) return { ok: true, document };
  return { ok: false, what: 'path', message: 'no NetBox plugin in it: no package has a PluginConfig' };
}

/** Inspects an opened package whose readers are prepared. Without a plugin, `plugins` is empty. */
export function inspectPackage(
  pkg: Package,
  host: NetBoxHost,
  options: Pick<InspectOptions, 'netbox' | 'configuration'>,
): InspectDocument {
  const asked = options.netbox === undefined ? {} : { netbox: options.netbox };
  const forPackage = host.forPackage(pkg, asked);
  // Once for all installations: what the code can do. Once for this one: what NetBox registers of it.
  const { model: code } = buildModel(pkg, forPackage);
  const { model, context } = buildModel(pkg, settledHost(host.forPackage(pkg, asked), options.configuration));
  const place = lineFinder(pkg);
  const plugins = model.plugins.map(plugin => {
    const bound = (name: string): string | undefined => {
      const literal = plugin.config?.attributes.get(name)?.literal;
      return literal?.known && typeof literal.value === 'string' ? literal.value : undefined;
    };
    const [min, max] = [bound('min_version'), bound('max_version')];
    const selection = selectReleases(host.facts.releases, {
      ...asked,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    });
    const index = selection.ok ? Math.max(...selection.versions.keys()) : context.newest;
    const version = (selection.ok ? selection.versions.get(index) : undefined) ?? host.facts.releases[index] ?? '';
    const release = { facts: host.facts, index, version };
    const start = simulateStart(model, plugin, release, options.configuration);
    const apps = addedApps({ model, plugin, release: { ...release, settings: new Map() }, version });
    return describePlugin({ model, code, host: context, plugin, start, index, version, apps, place });
  });
  const { name, version } = pkg.distribution;
  return {
    version: 1,
    netbox: plugins[0]?.netbox ?? host.facts.releases[context.newest] ?? '',
    package: { path: pkg.path, name: name?.value ?? null, version: version?.value ?? null },
    plugins,
    notes: [...forPackage.notes()],
  };
}
