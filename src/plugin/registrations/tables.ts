/** Columns that the package registers on tables with `register_table_column(column, name, *tables)`. */
import { alternativesOf, stringOf } from '../../program/index.ts';
import { definitionPath } from '../routes/view.ts';
import type { Value } from '../../program/index.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface TableColumn {
  /** `null` when it is computed. */
  readonly name: string | null;
  /** Dotted path of the table class. */
  readonly table: string;
  readonly at: Span;
  /** Releases in which the host's table itself declares a column, or takes one from its model, under that name. */
  readonly core: ReleaseSet;
  /** An earlier registration of the package has the same name and table. */
  readonly repeated: boolean;
}

/** Every registration, one entry a table. */
export function findTableColumns(base: ModelBase): TableColumn[] {
  const out: TableColumn[] = [];
  const places = new Set<string>();
  for (const call of base.program.calls) {
    if (call.callee.kind !== 'symbol' || call.callee.path !== 'utilities.tables.register_table_column') continue;
    const name = stringOf(call.args[1] ?? call.keywords.get('name')) ?? null;
    for (const table of call.args.slice(2).flatMap(tablesOf)) {
      const path = definitionPath(base.program.interpreter, table);
      const place = `${call.at.file}:${call.at.start}:${name ?? ''}:${path ?? ''}`;
      if (path === null || places.has(place)) continue;
      places.add(place);
      out.push({
        name,
        table: path,
        at: call.at,
        core: name === null ? 0 : columnReleases(base, path, name),
        repeated: name !== null && out.some(one => one.name === name && one.table === path),
      });
    }
  }
  return out;
}

/** A table, or each of `*TABLES`. */
function tablesOf(value: Value): readonly Value[] {
  return alternativesOf(value).flatMap(one =>
    one.kind === 'sequence' ? one.items.flatMap(item => [...alternativesOf(item)]) : [one],
  );
}

/** Releases in which a table of the host binds the name in its own body or in that of an ancestor. */
function columnReleases(base: ModelBase, path: string, name: string): ReleaseSet {
  const { facts } = base.host;
  const fact = facts.class(path);
  if (!fact || name === 'Meta' || /^(render|value|order)_/.test(name)) return 0;
  let releases = fact.members.get(name) ?? 0;
  for (const [ancestor, when] of fact.ancestorReleases)
    releases |= (facts.class(ancestor)?.members.get(name) ?? 0) & when;
  return releases;
}
