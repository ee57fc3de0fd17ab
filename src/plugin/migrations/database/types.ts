/**
 * Types of columns by field class: those of Django (`data_types` of django/db/backends/postgresql/base.py, django/contrib/postgres/fields)
 * and of fields that NetBox brings (their `db_type` in dcim/fields.py, ipam/fields.py, utilities/fields.py).
 */
import { alternativesOf } from '../../../program/index.ts';
import type { Value } from '../../../program/index.ts';
import type { FieldModel } from '../../models/field.ts';

export interface ColumnType {
  /** As `format_type` prints it. */
  readonly type: string;
  /** What Django's `db_type` begins with, where it makes an index for LIKE or drops one: `varchar`, `text`, `citext`; else the type. */
  readonly spelled: string;
  /** Numbers that PostgreSQL counts up. */
  readonly serial: boolean;
  /** Not below zero. */
  readonly positive: boolean;
}

const plain = (type: string, more: Partial<ColumnType> = {}): ColumnType => ({
  type,
  spelled: type,
  serial: false,
  positive: false,
  ...more,
});
const serial = (type: string): ColumnType => plain(type, { serial: true });
const positive = (type: string): ColumnType => plain(type, { positive: true });

const PLAIN: Readonly<Record<string, ColumnType>> = {
  AutoField: serial('integer'),
  BigAutoField: serial('bigint'),
  SmallAutoField: serial('smallint'),
  BigIntegerField: plain('bigint'),
  BinaryField: plain('bytea'),
  BooleanField: plain('boolean'),
  DateField: plain('date'),
  DateTimeField: plain('timestamp with time zone'),
  DurationField: plain('interval'),
  FloatField: plain('double precision'),
  GenericIPAddressField: plain('inet'),
  IPAddressField: plain('inet'),
  IPNetworkField: plain('cidr'),
  CIDRField: plain('cidr'),
  CidrAddressField: plain('cidr'),
  InetAddressField: plain('inet'),
  ASNField: plain('bigint'),
  MACAddressField: plain('macaddr'),
  MACAddress8Field: plain('macaddr8'),
  WWNField: plain('macaddr8'),
  IntegerField: plain('integer'),
  JSONField: plain('jsonb'),
  NullBooleanField: plain('boolean'),
  PositiveBigIntegerField: positive('bigint'),
  PositiveIntegerField: positive('integer'),
  PositiveSmallIntegerField: positive('smallint'),
  SmallIntegerField: plain('smallint'),
  TextField: plain('text'),
  TimeField: plain('time without time zone', { spelled: 'time' }),
  UUIDField: plain('uuid'),
  HStoreField: plain('hstore'),
  SearchVectorField: plain('tsvector'),
  SearchQueryField: plain('tsquery'),
  CICharField: plain('citext'),
  CIEmailField: plain('citext'),
  CITextField: plain('citext'),
  CounterCacheField: plain('bigint'),
  PathField: plain('integer[]'),
  OrderWrt: plain('integer'),
  IntegerRangeField: plain('int4range'),
  BigIntegerRangeField: plain('int8range'),
  DecimalRangeField: plain('numrange'),
  FloatRangeField: plain('numrange'),
  DateRangeField: plain('daterange'),
  DateTimeRangeField: plain('tstzrange'),
};

/** Texts of bounded length, with the length that Django, NetBox or django-timezone-field gives them where the model says none. */
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
  TimeZoneField: 63,
  CommaSeparatedIntegerField: null,
};

/** Types that PostgreSQL calls by the name by which they are asked for (PostgreSQL 15, chapter 8). */
const KEPT: ReadonlySet<string> = new Set(
  (
    'bigint boolean bytea cidr citext date hstore inet integer interval json jsonb ltree macaddr macaddr8 numeric oid point ' +
    'real smallint text tsquery tsvector uuid xml'
  ).split(' '),
);

/** Arguments of the call that declares a field. */
interface Arguments {
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** Names by which the class of a field and its ancestors go, nearest first. */
export function classNames(field: FieldModel): readonly string[] {
  return [field.type, ...field.paths.map(lastName)];
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/**
 * The type of a column that holds a field; `undefined` when it cannot be told. Relations have that of the key they point to, which
 * the caller knows.
 */
export function columnType(field: FieldModel): ColumnType | undefined {
  const own = field.declared?.columnType;
  // PostgreSQL spells some types in another way than they are asked for (`varchar(9)`, `int`): only those it keeps are told.
  if (own !== undefined) return own !== null && KEPT.has(own) ? plain(own) : undefined;
  return typeOf(classNames(field), field.declared);
}

/** The collation that a field asks for, where it is not that of its type; of an array or what is generated, that of the field inside. */
export function collationOf(field: FieldModel): string | null | undefined {
  return collationIn(field.declared);
}

function collationIn(given: Arguments | undefined): string | null | undefined {
  const named = given?.keywords.get('db_collation');
  if (named?.kind === 'constant') return typeof named.value === 'string' && named.value !== '' ? named.value : null;
  if (named) return undefined;
  const [inner] = alternativesOf(given?.keywords.get('base_field') ?? given?.keywords.get('output_field') ?? NOTHING);
  return inner?.kind === 'call' ? collationIn(inner) : null;
}

const NOTHING: Value = { kind: 'constant', value: null, at: null };

function typeOf(names: readonly string[], given: Arguments | undefined): ColumnType | undefined {
  for (const name of names) {
    const known = Object.hasOwn(PLAIN, name) ? PLAIN[name] : undefined;
    if (known) return known;
    if (name === 'DecimalField') return decimal(given);
    if (name === 'ArrayField') {
      const inner = typeOfField(given?.keywords.get('base_field') ?? given?.args[0]);
      return inner && plain(`${inner.type.replace(/\[\]$/, '')}[]`);
    }
    if (name === 'GeneratedField') {
      const output = typeOfField(given?.keywords.get('output_field'));
      return output && { ...output, serial: false, positive: output.positive };
    }
    if (!Object.hasOwn(TEXTS, name)) continue;
    const length = given?.keywords.get('max_length');
    const size = length ? numberOf(length) : TEXTS[name];
    if (size !== undefined && size !== null)
      return plain(`character varying(${size})`, { spelled: `varchar(${size})` });
    // Without a length a CharField is unbounded (Django 4.2 and later).
    const isNone = length === undefined || (length.kind === 'constant' && length.value === null);
    return given && isNone ? plain('character varying', { spelled: 'varchar' }) : undefined;
  }
  return undefined;
}

function decimal(given: Arguments | undefined): ColumnType | undefined {
  const [digits, places] = [given?.keywords.get('max_digits'), given?.keywords.get('decimal_places')];
  // Django 6.1 and later allow none.
  if (given && !digits && !places) return plain('numeric');
  const [precision, scale] = [numberOf(digits), numberOf(places)];
  return precision === undefined || scale === undefined ? undefined : plain(`numeric(${precision},${scale})`);
}

/** The type of a field that stands inside another or in an expression: of an array's elements, of what is generated, of a cast. */
export function typeOfField(value: Value | undefined): ColumnType | undefined {
  const [field] = value ? alternativesOf(value) : [];
  if (field?.kind !== 'call' || field.callee.kind !== 'symbol') return undefined;
  return typeOf([lastName(field.callee.path)], field);
}

function numberOf(value: Value | undefined): number | undefined {
  if (value?.kind !== 'constant' || typeof value.value !== 'bigint') return undefined;
  return Number(value.value);
}
