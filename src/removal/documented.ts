/** What NetBox's documentation says on removing a plugin, release by release. */
import { compareVersions } from '../host/netbox/releases.ts';

/** A step that the documentation of some release has. */
export type DocumentedStep =
  | 'disable'
  | 'configuration'
  | 'reindex'
  | 'requirements'
  | 'uninstall'
  | 'restart'
  | 'tables'
  | 'migrations'
  | 'types'
  | 'restart-again';

/** The first release whose documentation has the step (docs/plugins/index.md, from 3.7.6 docs/plugins/removal.md, at NetBox's tags). */
const SINCE = {
  disable: '2.11.10',
  configuration: '2.11.10',
  uninstall: '2.11.10',
  restart: '2.11.10',
  tables: '2.11.10',
  reindex: '3.7.6',
  migrations: '4.0.7',
  types: '4.3.3',
  'restart-again': '4.3.3',
  requirements: '4.7.0',
} as const satisfies Record<DocumentedStep, string>;

const has = (version: string, since: string): boolean => (compareVersions(version, since) ?? -1) >= 0;

/** Whether the documentation of a NetBox release names a step. */
export function isDocumented(step: DocumentedStep, version: string): boolean {
  return has(version, SINCE[step]);
}

/** The page of that release which holds the steps; `null` before there was one. */
export function removalPage(version: string): string | null {
  if (!has(version, SINCE.disable)) return null;
  return has(version, SINCE.reindex) ? 'docs/plugins/removal.md' : 'docs/plugins/index.md';
}
