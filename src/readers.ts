/** Readers that must be awaited before a package is checked: loaded once, and only when a package needs them. */
import { useSqlReader } from './plugin/sql-reader.ts';
import { needsSql } from './plugin/sql-uses.ts';
import { loadSqlReader } from './sql/index.ts';
import type { Package } from './package/index.ts';

let loaded = false;

/** Loads what a package needs; everything, for callers that cannot await later and give no package. */
export async function prepareReaders(pkg?: Package): Promise<void> {
  if (loaded || (pkg && !needsSql(pkg))) return;
  loaded = true;
  useSqlReader(await loadSqlReader());
}
