/** The reader of SQL that the models use: it is loaded once, before they are asked, because they are synchronous. */
import type { SqlReader } from '../sql/index.ts';

let reader: SqlReader | undefined;

/** Sets the reader of SQL for all models that are built from now on. */
export function useSqlReader(value: SqlReader): void {
  reader = value;
}

/** The reader; `undefined` before it is set. */
export function sqlReader(): SqlReader | undefined {
  return reader;
}
