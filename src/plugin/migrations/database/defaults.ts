/**
 * Defaults that PostgreSQL holds of a column (`db_default` of Django 5.0 and later), as `pg_get_expr` prints them: at the top of an
 * expression it leaves out the cast to the column's type that it does by itself.
 */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import { expressionOf, literalOf } from './conditions.ts';
import { expression, printExpression, printLiteral } from './expression.ts';
import { madeBy } from './values.ts';
import type { Value } from '../../../program/index.ts';
import type { Fields } from './conditions.ts';
import type { FieldInfo } from './state.ts';

/** A default has no column in it. */
const NO_FIELDS: Fields = { percent: '%', checksRanges: false, find: () => undefined };

/** The default of a column; `null` for none, `undefined` where it cannot be told. */
export function defaultText({ fallback, field, type }: FieldInfo): string | null | undefined {
  if (!fallback) return null;
  if (!type) return undefined;
  const [given] = alternativesOf(fallback);
  const made = madeBy(given);
  const value =
    made?.name === 'Value' ? alternativesOf(made.args[0] ?? made.keywords.get('value') ?? fallback)[0] : given;
  if (!value) return undefined;
  if (type.type === 'jsonb' && (made === undefined || made.name === 'Value')) {
    const json = jsonText(value);
    return json === undefined ? undefined : printLiteral(json, 'jsonb');
  }
  if (type.type.endsWith('[]')) return arrayText(value, type.type);
  const text = madeBy(value);
  const plain = text?.path === 'uuid.UUID' || text?.path === 'decimal.Decimal' ? stringOf(text.args[0]) : undefined;
  const node =
    plain !== undefined
      ? literalOf(plain, field)
      : value.kind === 'constant'
        ? literalOf(value.value, field)
        : expressionOf(value, NO_FIELDS);
  return node.kind === 'string' ? printLiteral(node.value, type.type) : printExpression(expression(node));
}

/** An array of nothing; what is in another is not told. */
function arrayText(value: Value, type: string): string | undefined {
  if (value.kind !== 'sequence' || value.open || value.items.length > 0) return undefined;
  return printLiteral('{}', type);
}

/** A value as jsonb prints it: keys by their length, then by their bytes. */
function jsonText(value: Value): string | undefined {
  switch (value.kind) {
    case 'constant': {
      const { value: is } = value;
      if (is === null || typeof is === 'boolean' || typeof is === 'bigint') return String(is);
      return typeof is === 'string' ? JSON.stringify(is) : undefined;
    }
    case 'sequence': {
      const items = value.open ? [undefined] : value.items.map(jsonText);
      return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
    }
    case 'mapping': {
      const entries = value.open ? [] : [...value.entries.values()];
      const pairs = entries.map(one => [stringOf(one.key), jsonText(one.value)] as const);
      if (value.open || pairs.some(([key, text]) => key === undefined || text === undefined)) return undefined;
      pairs.sort(([a = ''], [b = '']) => a.length - b.length || (a < b ? -1 : 1));
      return `{${pairs.map(([key, text]) => `${JSON.stringify(key)}: ${text}`).join(', ')}}`;
    }
    default:
      return undefined;
  }
}
