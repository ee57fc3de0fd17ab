/** Definitions as PostgreSQL 15 prints them: `pg_get_indexdef` and `pg_get_constraintdef` (utils/adt/ruleutils.c). */
import { isColumn } from './catalogue.ts';
import { isCall, printExpression } from './expression.ts';
import { quoted } from './names.ts';
import type { Column, Constraint, Deferrable, Index, IndexKey } from './catalogue.ts';

/** Operator classes that are the default for the types they are named after, and so are not printed. */
const DEFAULT_CLASSES: Readonly<Record<string, ReadonlySet<string>>> = {
  btree: new Set(
    [
      'bool',
      'bytea',
      'citext',
      'cidr',
      'date',
      'float8',
      'inet',
      'int2',
      'int4',
      'int8',
      'interval',
      'jsonb',
      'macaddr',
      'macaddr8',
    ]
      .concat(['numeric', 'range', 'text', 'time', 'timestamptz', 'tsvector', 'uuid', 'array'])
      .map(name => `${name}_ops`),
  ),
  hash: new Set(['int4_ops', 'int8_ops', 'text_ops', 'uuid_ops', 'inet_ops']),
  gin: new Set(['array_ops', 'jsonb_ops', 'tsvector_ops']),
  gist: new Set(['range_ops', 'tsvector_ops', 'gist_ltree_ops']),
  spgist: new Set(['range_ops', 'text_ops', 'inet_ops']),
};

/** The definition of an index; `undefined` where an expression in it cannot be told. */
export function indexDefinition(index: Index): string | undefined {
  const keys = index.keys.map(key => keyText(index, key));
  if (keys.some(key => key === undefined)) return undefined;
  let text = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoted(index.name)} ON public.${quoted(index.table.name)} USING ${index.method} (${keys.join(', ')})`;
  if (index.include.length > 0) text += ` INCLUDE (${columnList(index.include)})`;
  if (index.nullsNotDistinct) text += ' NULLS NOT DISTINCT';
  if (index.with.length > 0) text += ` WITH (${index.with.join(', ')})`;
  if (index.where) {
    const where = printExpression(index.where);
    if (where === undefined) return undefined;
    text += ` WHERE ${where}`;
  }
  return unspaced(text);
}

/** PostgreSQL takes the spaces away before a line that it begins, as that of CASE (`removeStringInfoSpaces`). */
const unspaced = (text: string): string => text.replace(/ +\n(?=CASE\n)/g, '\n');

function keyText(
  index: Index,
  { of, opclass, collation, descending, nulls }: IndexKey,
  order = true,
): string | undefined {
  let text: string;
  if (isColumn(of)) text = quoted(of.name);
  else {
    const printed = printExpression(of);
    if (printed === undefined) return undefined;
    text = isCall(of) ? printed : `(${printed})`;
  }
  if (collation !== undefined && !(isColumn(of) && of.collation === collation)) text += ` COLLATE ${quoted(collation)}`;
  if (opclass !== null && !DEFAULT_CLASSES[index.method]?.has(opclass)) text += ` ${opclass}`;
  if (!order) return text;
  if (descending) text += nulls === 'last' ? ' DESC NULLS LAST' : ' DESC';
  else if (nulls === 'first') text += ' NULLS FIRST';
  return text;
}

/** The definition of a constraint; `undefined` where an expression in it cannot be told. */
export function constraintDefinition(constraint: Constraint): string | undefined {
  switch (constraint.kind) {
    case 'primary-key':
      return `PRIMARY KEY (${columnList(constraint.columns)})`;
    case 'unique': {
      const nulls = constraint.index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : '';
      return `UNIQUE${nulls} (${columnList(constraint.columns)})${deferrable(constraint.deferrable)}`;
    }
    case 'foreign-key': {
      const to = constraint.to[0]?.table.name ?? '';
      const action = constraint.onDelete === '' ? '' : ` ON DELETE ${constraint.onDelete}`;
      return `FOREIGN KEY (${columnList(constraint.columns)}) REFERENCES ${quoted(to)}(${columnList(constraint.to)})${action}${deferrable(constraint.deferrable)}`;
    }
    case 'check': {
      const check = printExpression(constraint.check);
      return check === undefined ? undefined : unspaced(`CHECK (${check})`);
    }
    case 'exclude': {
      const { index, operators } = constraint;
      const keys = index.keys.map((key, at) => {
        const text = keyText(index, key, index.method === 'btree');
        return text === undefined ? undefined : `${text} WITH ${operators[at] ?? '='}`;
      });
      if (keys.some(key => key === undefined)) return undefined;
      let text = `EXCLUDE USING ${index.method} (${keys.join(', ')})`;
      if (index.include.length > 0) text += ` INCLUDE (${columnList(index.include)})`;
      if (index.where) {
        const where = printExpression(index.where);
        if (where === undefined) return undefined;
        text += ` WHERE (${where})`;
      }
      return unspaced(text) + deferrable(constraint.deferrable);
    }
  }
}

const columnList = (columns: readonly Column[]): string => columns.map(one => quoted(one.name)).join(', ');

function deferrable(when: Deferrable): string {
  if (when === null) return '';
  return when === 'deferred' ? ' DEFERRABLE INITIALLY DEFERRED' : ' DEFERRABLE';
}

/** What a column is computed from or falls back to, as `pg_get_expr` prints it; `null` for neither, `undefined` where it cannot be told. */
export function columnDefault(column: Column): string | null | undefined {
  if (column.generated) {
    const text = printExpression(column.generated);
    return text === undefined ? undefined : unspaced(text);
  }
  if (column.identity || column.default !== null) return column.default;
  const sequence = column.table.sequences.find(one => one.column === column);
  return sequence ? `nextval('${quoted(sequence.name).replaceAll("'", "''")}'::regclass)` : null;
}
