/** What the package registers with the host: search indexes, data backends, table columns, jobs, event types, signals, commands … */
import { findCommands } from './registrations/commands.ts';
import { findGraphql } from './registrations/graphql.ts';
import { findAdminPages } from './registrations/admin.ts';
import { findHandlerActs } from './registrations/handlers.ts';
import { findRegistry } from './registrations/registry.ts';
import { findSignals } from './registrations/signals.ts';
import { findStartupWork } from './registrations/startup.ts';
import { findTableColumns } from './registrations/tables.ts';
import type { ModelBase } from './base.ts';
import type { AdminPage } from './registrations/admin.ts';
import type { ManagementCommand } from './registrations/commands.ts';
import type { GraphqlModel } from './registrations/graphql.ts';
import type { HandlerAct } from './registrations/handlers.ts';
import type { Registry } from './registrations/registry.ts';
import type { SignalReceiver } from './registrations/signals.ts';
import type { StartupWork } from './registrations/startup.ts';
import type { TableColumn } from './registrations/tables.ts';

export interface Registrations extends Registry, GraphqlModel {
  readonly tableColumns: readonly TableColumn[];
  readonly signals: readonly SignalReceiver[];
  /** What receivers of signals of core models do to core objects. */
  readonly handlerActs: readonly HandlerAct[];
  /** Models registered with an admin site of Django's. */
  readonly adminPages: readonly AdminPage[];
  readonly commands: readonly ManagementCommand[];
  /** Threads and queries while the host starts. */
  readonly startup: readonly StartupWork[];
}

/** Everything that the package registers beside routes, views and navigation. */
export function findRegistrations(base: ModelBase): Registrations {
  return {
    ...findRegistry(base),
    ...findGraphql(base),
    tableColumns: findTableColumns(base),
    signals: findSignals(base),
    handlerActs: findHandlerActs(base),
    adminPages: findAdminPages(base),
    commands: findCommands(base),
    startup: findStartupWork(base),
  };
}
