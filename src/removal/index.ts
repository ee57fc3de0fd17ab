/** `plugin-lint removal`: what a plugin leaves behind, and how to take it away. */
import { openPackages } from '../package/index.ts';
import { buildModel } from '../plugin/index.ts';
import { loadNetBox } from '../host/netbox/netbox.ts';
import { prepareReaders } from '../readers.ts';
import { removalPlan } from './plan.ts';
import type { NetBoxHost } from '../host/netbox/netbox.ts';
import type { Package } from '../package/package.ts';
import type { RemovalPlan } from './plan.ts';

export interface RemovalOptions {
  readonly cwd: string;
  /** A release (`4.4.10`, `4.4`) or a range, of which the newest known one is taken; the newest inside the bounds without it. */
  readonly netbox?: string;
  /** Facts to use in place of those that ship. */
  readonly host?: NetBoxHost;
}

export type RemovalResult =
  | { readonly ok: true; readonly plans: readonly RemovalPlan[] }
  /** `path`: it cannot be opened, or holds no plugin. `release`: the release is not known. */
  | { readonly ok: false; readonly what: 'path' | 'release'; readonly message: string };

/** Plans the removal of the packages at a path; opens nothing else, and changes nothing. */
export async function planRemoval(path: string, options: RemovalOptions): Promise<RemovalResult> {
  const host = options.host ?? loadNetBox();
  const asked = host.select(options.netbox === undefined ? {} : { netbox: options.netbox });
  if (!asked.ok) return { ok: false, what: 'release', message: asked.message };
  const opened = await openPackages(path, { cwd: options.cwd });
  if (!opened.ok) return { ok: false, what: 'path', message: opened.problem.message };
  const plans: RemovalPlan[] = [];
  for (const pkg of opened.packages) {
    await prepareReaders(pkg);
    const plan = planPackage(pkg, host, options.netbox);
    if (plan.plugins.length > 0) plans.push(plan);
  }
  if (plans.length > 0) return { ok: true, plans };
  return { ok: false, what: 'path', message: 'no NetBox plugin in it: no package has a PluginConfig' };
}

/** Plans the removal of an opened package whose readers are prepared. Without a plugin, `plugins` is empty. */
export function planPackage(pkg: Package, host: NetBoxHost, netbox?: string): RemovalPlan {
  const { model, context } = buildModel(pkg, host.forPackage(pkg, netbox === undefined ? {} : { netbox }));
  const index = context.newest;
  const version = context.versions(1 << index)[0] ?? host.facts.releases[index] ?? '';
  return removalPlan(model, { facts: host.facts, index, version });
}
