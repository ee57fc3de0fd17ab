/**
 * Types of columns in PostgreSQL, by field class (django/db/backends/postgresql/base.py, `data_types`; fields of NetBox, netaddr and
 * others that NetBox installs by their `db_type`).
 */
import { alternativesOf } from '../program/index.ts';
import type { Value } from '../program/index.ts';
import type { FieldModel } from '../plugin/models/field.ts';

const PLAIN: Readonly<Record<string, string>> = {
  AutoField: 'integer',
  BigAutoField: 'bigint',
  SmallAutoField: 'smallint',
  BigIntegerField: 'bigint',
  BinaryField: 'bytea',
  BooleanField: 'boolean',
  DateField: 'date',
  DateTimeField: 'timestamp with time zone',
  DurationField: 'interval',
  FloatField: 'double precision',
  GenericIPAddressField: 'inet',
  IPAddressField: 'inet',
  IPNetworkField: 'cidr',
  CIDRField: 'cidr',
  ASNField: 'bigint',
  MACAddressField: 'macaddr',
  WWNField: 'macaddr8',
  IntegerField: 'integer',
  JSONField: 'jsonb',
  NullBooleanField: 'boolean',
  PositiveBigIntegerField: 'bigint',
  PositiveIntegerField: 'integer',
  PositiveSmallIntegerField: 'smallint',
  SmallIntegerField: 'smallint',
  TextField: 'text',
  TimeField: 'time without time zone',
  UUIDField: 'uuid',
  HStoreField: 'hstore',
  SearchVectorField: 'tsvector',
  CounterCacheField: 'bigint',
  PathField: 'integer[]',
  IntegerRangeField: 'int4range',
  BigIntegerRangeField: 'int8range',
  DecimalRangeField: 'numrange',
  DateRangeField: 'daterange',
  DateTimeRangeField: 'tstzrange',
};

/** Texts of bounded length, with the length that Django or NetBox gives them where the model says none. */
const TEXTS: Readonly<Record<string, number | null>> = {
  CharField: null,
  EmailField: 254,
  FileField: 100,
  FilePathField: 100,
  ImageField: 100,
  SlugField: 50,
  URLField: 200,
  LaxURLField: 200,
  ColorField: 6,
  NaturalOrderingField: 100,
  CommaSeparatedIntegerField: null,
};

/** Arguments of the call that declares a field. */
interface Arguments {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/**
 * The type of a column that holds a field; `undefined` when it cannot be told. Relations have that of the key they point to, which
 * the caller knows.
 */
export function columnType(field: FieldModel): string | undefined {
  const names = [field.type, ...field.paths.map(path => path.slice(path.lastIndexOf('.') + 1))];
  return typeOf(names, field.declared);
}

function typeOf(names: readonly string[], given: Arguments | undefined): string | undefined {
  for (const name of names) {
    const plain = PLAIN[name];
    if (plain !== undefined) return plain;
    if (name === 'DecimalField') {
      const digits = numberOf(given?.keywords.get('max_digits'));
      const places = numberOf(given?.keywords.get('decimal_places'));
      return digits === undefined || places === undefined ? undefined : `numeric(${digits},${places})`;
    }
    if (name === 'ArrayField') {
      const [base] = given ? alternativesOf(given.keywords.get('base_field') ?? given.args[0] ?? NOTHING) : [];
      if (base?.kind !== 'call' || base.callee.kind !== 'symbol') return undefined;
      const inner = typeOf([base.callee.path.slice(base.callee.path.lastIndexOf('.') + 1)], base);
      return inner === undefined ? undefined : `${inner}[]`;
    }
    if (!(name in TEXTS)) continue;
    const length = given?.keywords.get('max_length');
    const size = length ? numberOf(length) : TEXTS[name];
    if (size !== undefined && size !== null) return `character varying(${size})`;
    // Without a length a CharField is unbounded (Django 4.2 and later).
    const isNone = length === undefined || (length.kind === 'constant' && length.value === null);
    return given && isNone ? 'character varying' : undefined;
  }
  return undefined;
}

const NOTHING: Value = { kind: 'constant', value: null, at: null };

function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'constant' || typeof value.value !== 'bigint') return undefined;
  return Number(value.value);
}
