/** Tables as the plugin's migrations leave them, as PostgreSQL would list them. */
import type { DatabaseTable } from '../plugin/migrations/index.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedTable } from './schema.ts';

/** The tables of the plugin's apps and those that their SQL makes, by name. What cannot be told is left out, and said. */
export function tablesOf(inspected: Inspected): InspectedTable[] {
  const { model, labels, host, index } = inspected;
  const { migrations } = model;
  const database = migrations.database(host.framework(index));
  for (const one of [...migrations.undecided, ...database.undecided]) inspected.undecided('tables', one.reason, one.at);
  return database.tables
    .filter(table => table.model === null || labels.has(table.model.slice(0, table.model.indexOf('.'))))
    .map(table => tableOf(inspected, table));
}

function tableOf(inspected: Inspected, table: DatabaseTable): InspectedTable {
  const unknown = (what: string): void => {
    inspected.undecided('tables', `${what} of ${table.name}`, null);
  };
  const columns = table.columns.flatMap(({ name, type, null: nullable, identity, generated, ...more }) => {
    const { default: fallback, collation } = more;
    if (fallback === undefined) unknown(`the default of the column ${name}`);
    if (type !== null && collation === undefined) unknown(`the collation of the column ${name}`);
    if (type !== null && nullable !== null)
      return [
        { name, type, null: nullable, identity, default: fallback ?? null, generated, collation: collation ?? null },
      ];
    unknown(`the ${type === null ? 'type' : 'nullability'} of the column ${name}`);
    return [];
  });
  const defined = (kind: 'index' | 'constraint', all: DatabaseTable['indexes']): InspectedTable['indexes'] =>
    all.flatMap(({ name, definition }) => {
      if (definition !== null) return [{ name, definition }];
      unknown(`the definition of the ${kind} ${name}`);
      return [];
    });
  return {
    name: table.name,
    columns,
    indexes: defined('index', table.indexes),
    constraints: defined('constraint', table.constraints),
    sequences: [...table.sequences],
  };
}
