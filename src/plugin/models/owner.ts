/** Whose a table is, by its name. */
import { djangoApps } from './apps.ts';
import { hasOwnPrefix, splitTable } from './table-name.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { ModelBase } from '../base.ts';

/**
 * `own`: it carries the label of an app that the package adds; `core`: a table of a model of the host, or one with the label of
 * a core app; `framework`: of Django or an app that the host installs; `system`: PostgreSQL's own; `other`: nobody known.
 */
export type TableOwner = 'own' | 'core' | 'framework' | 'system' | 'other';

const tables = new WeakMap<HostFacts, ReadonlySet<string>>();

/** Names of all tables of core models, in any release. */
function coreTables(facts: HostFacts): ReadonlySet<string> {
  const known = tables.get(facts);
  if (known) return known;
  const all = new Set<string>();
  for (const model of facts.models()) {
    for (const table of model.tables.keys()) all.add(table);
    for (const table of model.m2mTables.values()) all.add(table);
  }
  tables.set(facts, all);
  return all;
}

/** Tells whose tables are. */
export function tableOwner(base: ModelBase): (table: string) => TableOwner {
  const { facts } = base.host;
  const { labels } = djangoApps(base);
  const core = coreTables(facts);
  const apps = [...facts.apps()];
  return table => {
    const { schema, name } = splitTable(table);
    // A core table by its very name is core's even where a label begins like a core app's (`core_x`).
    if (core.has(name)) return 'core';
    if (hasOwnPrefix(name, labels)) return 'own';
    if (schema === 'pg_catalog' || schema === 'information_schema' || name.startsWith('pg_')) return 'system';
    const app = apps.find(([label]) => name.startsWith(`${label}_`));
    if (app) return app[1].core ? 'core' : 'framework';
    return name.startsWith('django_') ? 'framework' : 'other';
  };
}
