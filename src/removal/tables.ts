/** The tables that a plugin leaves in the database, in an order in which each can be dropped without CASCADE. */
import { splitTable, hasOwnPrefix } from '../plugin/models/table-name.ts';
import type { HostFacts } from '../host/facts.ts';
import type { PackageModel } from '../plugin/index.ts';
import type { LeftTable } from './schema.ts';

export type { LeftTable } from './schema.ts';

export interface LeftTables {
  /** What to drop, step by step: several of one step refer to each other, and go in one statement. */
  readonly drop: readonly (readonly LeftTable[])[];
  /** Tables that the migrations make under a name of NetBox or of an app that it installs: never to be dropped. */
  readonly kept: readonly LeftTable[];
}

/** Reads the tables of the last migration, and those that raw SQL of migrations makes. */
export function leftTables(model: PackageModel, facts: HostFacts): LeftTables {
  const { migrations } = model;
  const foreign = hostTables(facts);
  const found = new Map<string, LeftTable>();
  const kept = new Map<string, LeftTable>();
  const add = (table: string, rest: Pick<LeftTable, 'kind' | 'model' | 'field'>, schema?: string | null): void => {
    const split = schema === undefined ? splitTable(table) : { schema, name: table };
    if (split.name.includes('\0') || split.schema?.includes('\0') === true || split.name === '') return;
    const key = `${split.schema ?? ''}.${split.name}`;
    if (found.has(key) || kept.has(key)) return;
    const left = { ...split, ...rest, prefixed: hasOwnPrefix(split.name, migrations.labels) };
    const isHost = foreign(split.name) && (!left.prefixed || isHostTable(facts, split.name));
    (isHost ? kept : found).set(key, left);
  };
  for (const { name, model: label, field } of migrations.tables) add(name, { kind: 'table', model: label, field });
  for (const { schema, name, kind } of sqlRelations(model)) add(name, { kind, model: null, field: null }, schema);
  return { drop: inOrder([...found.values()], model), kept: [...kept.values()] };
}

function isHostTable(facts: HostFacts, table: string): boolean {
  for (const one of facts.models()) {
    if (one.tables.has(table) || [...one.m2mTables.values()].includes(table)) return true;
  }
  return false;
}

/** Tells names that NetBox, Django or PostgreSQL own. */
function hostTables(facts: HostFacts): (table: string) => boolean {
  const apps = [...facts.apps().keys()];
  return table =>
    /^(django|pg)_/.test(table) || apps.some(label => table.startsWith(`${label}_`)) || isHostTable(facts, table);
}

const RELATIONS: readonly LeftTable['kind'][] = ['table', 'view', 'materialized-view', 'sequence'];

/** Relations that raw SQL of a migration creates and no other one drops. */
function sqlRelations(model: PackageModel): Pick<LeftTable, 'schema' | 'name' | 'kind'>[] {
  const made = new Map<string, Pick<LeftTable, 'schema' | 'name' | 'kind'>>();
  const dropped = new Set<string>();
  for (const use of model.sql) {
    if (!use.inMigration || use.backwards || use.phase === 'dead') continue;
    for (const effect of use.statements.flatMap(one => one.effects)) {
      const kind = RELATIONS.find(one => one === effect.objectType);
      if (!kind || effect.partial || effect.temporary) continue;
      const key = `${effect.schema ?? ''}.${effect.name}`;
      if (effect.action === 'drop') dropped.add(key);
      else if (effect.action === 'create') made.set(key, { schema: effect.schema, name: effect.name, kind });
    }
  }
  return [...made].flatMap(([key, one]) => (dropped.has(key) ? [] : [one]));
}

const KIND_ORDER = { view: 0, 'materialized-view': 0, table: 1, sequence: 2 } as const satisfies Record<
  LeftTable['kind'],
  number
>;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those that refer to others first (Tarjan's strongly connected components: a table comes after all that it refers to). */
function inOrder(tables: readonly LeftTable[], model: PackageModel): LeftTable[][] {
  const sorted = [...tables].sort((a, b) => compare(a.name, b.name));
  const refers = referencesOf(sorted, model);
  const index = new Map<LeftTable, number>();
  const low = new Map<LeftTable, number>();
  const stack: LeftTable[] = [];
  const groups: LeftTable[][] = [];
  // An explicit stack of calls: chains of references can be as long as the author likes.
  for (const root of sorted) {
    if (index.has(root)) continue;
    const calls: { readonly table: LeftTable; next: number }[] = [{ table: root, next: 0 }];
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const { table } = call;
      if (call.next === 0) {
        index.set(table, index.size);
        low.set(table, index.get(table) ?? 0);
        stack.push(table);
      }
      const target = (refers.get(table) ?? [])[call.next];
      call.next += 1;
      if (target) {
        if (!index.has(target)) calls.push({ table: target, next: 0 });
        else if (stack.includes(target)) low.set(table, Math.min(low.get(table) ?? 0, index.get(target) ?? 0));
        continue;
      }
      calls.pop();
      const caller = calls.at(-1)?.table;
      if (caller) low.set(caller, Math.min(low.get(caller) ?? 0, low.get(table) ?? 0));
      if (low.get(table) === index.get(table)) groups.push(stack.splice(stack.indexOf(table)));
    }
  }
  const rank = (group: readonly LeftTable[]): number => Math.max(...group.map(({ kind }) => KIND_ORDER[kind]));
  // Reversed: referring tables first. The sort is stable, and only brings views to the front and sequences to the end.
  return groups.reverse().sort((a, b) => rank(a) - rank(b));
}

/** Foreign keys between the tables. */
function referencesOf(tables: readonly LeftTable[], model: PackageModel): Map<LeftTable, LeftTable[]> {
  const { models } = model.migrations;
  const ofModel = new Map<string, LeftTable>();
  for (const table of tables) {
    if (table.model !== null && table.field === null) ofModel.set(table.model.toLowerCase(), table);
  }
  const refers = new Map<LeftTable, LeftTable[]>();
  for (const table of tables) {
    const state = table.model === null ? undefined : models.get(table.model.toLowerCase());
    const labels: (string | null)[] = [];
    if (table.field === null)
      for (const field of state?.fields.values() ?? []) labels.push(field.kind === 'column' ? field.related : null);
    else labels.push(table.model, state?.fields.get(table.field)?.related ?? null);
    const targets = labels.flatMap(label => (label === null ? [] : (ofModel.get(label.toLowerCase()) ?? [])));
    refers.set(
      table,
      [...new Set(targets)].filter(target => target !== table),
    );
  }
  return refers;
}
