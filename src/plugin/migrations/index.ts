/** The package's migrations: their graph, and their operations folded over the state of the database. */
import { djangoApps } from '../models/apps.ts';
import { tableOwner } from '../models/owner.ts';
import { replayDatabase } from './database/index.ts';
import { alternativesOf } from '../../program/index.ts';
import { applyCalls, applySql } from './database/sql.ts';
import { entryOf, functionEntry } from './historical.ts';
import type { CallEffect, Value } from '../../program/index.ts';
import { foldMigrations } from './fold.ts';
import { buildGraph } from './graph.ts';
import { readApps } from './nodes.ts';
import { backwardsEntries, findLiveModels, findRowWrites, findSchemaChanges } from './rows.ts';
import { callsOfOwnOperations } from './simulate.ts';
import type { ModelBase } from '../base.ts';
import type { Framework } from '../../host/context.ts';
import type { DatabaseSchema } from './database/index.ts';
import type { MigrationNode, MigrationsModel, TableEvent } from './model.ts';

export type * from './model.ts';
export { buildsIndex, emptyCellsFail, growsWith, lossOf, rewriteFor } from './later-changes.ts';
export type { DatabaseColumn, DatabaseTable } from './database/index.ts';

const cache = new WeakMap<ModelBase, MigrationsModel>();

/** Reads and replays the migrations of every app that the package adds; once a model. */
export function replayMigrations(base: ModelBase): MigrationsModel {
  const known = cache.get(base);
  if (known) return known;
  const model = replay(base);
  cache.set(base, model);
  return model;
}

function replay(base: ModelBase): MigrationsModel {
  const apps = readApps(base);
  const { labels } = djangoApps(base);
  const owner = tableOwner(base);
  const nodes = apps.flatMap(app => app.nodes);
  const graph = buildGraph(nodes, new Set(apps.filter(app => !app.partial).map(app => app.app)));
  const fold = foldMigrations(base.host.facts, owner, graph.order);
  const events = [...fold.events];
  if (graph.replacedOrder.length > 0) {
    // A database on which the replaced migrations ran had their tables too.
    const seen = new Set(events.map(eventKey));
    for (const event of foldMigrations(base.host.facts, owner, graph.replacedOrder).events)
      if (!seen.has(eventKey(event))) events.push(event);
  }
  const backwards = backwardsEntries(nodes);
  const calls = [...base.program.calls, ...callsOfOwnOperations(base)];
  const position = new Map(graph.order.map((node, index) => [node, index]));
  return {
    apps: apps.map(app => ({
      ...app,
      nodes: [...app.nodes].sort((a, b) => (position.get(a) ?? -1) - (position.get(b) ?? -1)),
    })),
    order: graph.order,
    labels,
    problems: [...apps.flatMap(app => app.problems), ...graph.problems],
    tableEvents: events,
    laterChanges: fold.laterChanges,
    models: fold.models,
    tables: fold.tables,
    database: (framework = base.host.framework(base.host.newest)) => databaseAfter(base, framework, graph.order),
    rowWrites: findRowWrites(base, backwards),
    schemaChanges: findSchemaChanges(base, calls, backwards),
    liveModels: findLiveModels(base),
    undecided: [...nodes.flatMap(node => node.undecided), ...fold.undecided],
  };
}

/** The database after migrations that are applied in order, on what a release of the host runs on. */
function databaseAfter(base: ModelBase, framework: Framework, nodes: readonly MigrationNode[]): DatabaseSchema {
  let byEntry: ReadonlyMap<string, readonly CallEffect[]> | undefined;
  const callsOf = (code: Value | null): readonly CallEffect[] => {
    const entries = byEntry ?? (byEntry = callsByEntry(base.program.calls));
    return (code ? alternativesOf(code) : []).flatMap(one => entries.get(functionEntry(one) ?? '') ?? []);
  };
  return replayDatabase({ facts: base.host.facts, ...framework }, nodes, {
    sql: (operation, catalogue) => applySql(base, operation, catalogue),
    calls: (operation, catalogue) =>
      applyCalls(
        base,
        operation.work?.calls ?? (operation.kind === 'python' ? callsOf(operation.code) : []),
        catalogue,
      ),
  });
}

function callsByEntry(calls: readonly CallEffect[]): ReadonlyMap<string, readonly CallEffect[]> {
  const all = new Map<string, CallEffect[]>();
  for (const call of calls) {
    const entry = entryOf(call);
    const known = all.get(entry);
    if (known) known.push(call);
    else all.set(entry, [call]);
  }
  return all;
}

function eventKey(event: TableEvent): string {
  return `${event.migration.module}:${event.at.file}:${event.at.start}:${event.table}:${event.action}`;
}
