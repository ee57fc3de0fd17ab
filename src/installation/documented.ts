/** What NetBox's documentation says on installing a plugin, release by release (docs/plugins at NetBox's tags). */
import { compareVersions } from '../host/netbox/releases.ts';
import type { InstallStepId } from './schema.ts';

/** The first release whose documentation has the step; `null`: none has it among the steps of an installation. */
const SINCE = {
  install: '2.8.0',
  enable: '2.8.0',
  configure: '2.8.0',
  collectstatic: '2.8.0',
  restart: '2.8.0',
  migrate: '2.9.8',
  requirements: '4.6.1',
  reindex: null,
  worker: null,
} as const satisfies Record<InstallStepId, string | null>;

const has = (version: string, since: string): boolean => (compareVersions(version, since) ?? -1) >= 0;

/** Whether the documentation of a NetBox release names a step. */
export function isDocumented(step: InstallStepId, version: string): boolean {
  const since = SINCE[step];
  return since !== null && has(version, since);
}

/** The page of that release which holds the steps. */
export function installationPage(version: string): string {
  return has(version, '3.7.6') ? 'docs/plugins/installation.md' : 'docs/plugins/index.md';
}

/** The services that the page restarts: the worker too from 3.7.5 on. */
export function restartedServices(version: string): string {
  return has(version, '3.7.5') ? 'netbox netbox-rq' : 'netbox';
}
