/** Readers that must be awaited before a package is checked: each is loaded once, and only when a package needs it. */
import { needsSchemaReader, useSchemaReader } from './plugin/settings/shipped-schema.ts';
import { useSqlReader } from './plugin/sql-reader.ts';
import { needsSql } from './plugin/sql-uses.ts';
import { loadSqlReader } from './sql/index.ts';
import type { Package } from './package/index.ts';

const loaded = { sql: false, schema: false };

/** Loads what a package needs; everything, for callers that cannot await later and give no package. */
export async function prepareReaders(pkg?: Package): Promise<void> {
  if (!loaded.sql && (!pkg || needsSql(pkg))) {
    loaded.sql = true;
    useSqlReader(await loadSqlReader());
  }
  if (!loaded.schema && (!pkg || needsSchemaReader(pkg))) {
    loaded.schema = true;
    // Statically imported by that module alone: the names of ajv, which is CommonJS, are lost by a dynamic import once bundled.
    useSchemaReader((await import('./plugin/settings/json-schema.ts')).schemaReader);
  }
}
