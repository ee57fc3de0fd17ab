/** Fields of generated migrations: every type of Django's that PostgreSQL can hold, with what decides its column and indexes. */

/** Draws numbers that decide everything: the same draws give the same migrations. */
export interface Draws {
  /** From 0 to below the bound. */
  below(bound: number): number;
  /** True in about one of so many. */
  oneIn(many: number): boolean;
}

export function pick<T>(draws: Draws, from: readonly [T, ...T[]]): T {
  return from[draws.below(from.length)] ?? from[0];
}

export interface GeneratedField {
  /** `models.CharField`, with its module. */
  readonly type: string;
  readonly keywords: Readonly<Record<string, string>>;
  /** Python literal that its column can hold; `null` for none that is known. */
  readonly value: string | null;
  /** What it can be altered into without losing rows that are not there: types of one group. */
  readonly group: 'text' | 'number' | 'time' | 'other' | 'relation' | 'many' | 'through' | 'generated';
  readonly related: string | null;
}

interface Type {
  readonly type: string;
  readonly group: GeneratedField['group'];
  readonly keywords?: (draws: Draws) => Readonly<Record<string, string>>;
  /** `null`: no equality or no b-tree. */
  readonly value: string | null;
  readonly unique?: false;
}

const length = (draws: Draws): Record<string, string> => ({ max_length: String(pick(draws, [10, 50, 200])) });
const plain = (name: string, group: Type['group'], value: string | null): Type => ({
  type: `models.${name}`,
  group,
  value,
});

const TYPES: readonly [Type, ...Type[]] = [
  { ...plain('CharField', 'text', "'a'"), keywords: length },
  { ...plain('CharField', 'text', "'a'"), keywords: length },
  plain('TextField', 'text', "'b'"),
  plain('SlugField', 'text', "'c'"),
  plain('URLField', 'text', "'d'"),
  plain('EmailField', 'text', "'e'"),
  { ...plain('FileField', 'text', "'f'"), keywords: () => ({ upload_to: "'x'" }) },
  { ...plain('FilePathField', 'text', "'f'"), keywords: () => ({ path: "'/'" }) },
  plain('IntegerField', 'number', '1'),
  plain('SmallIntegerField', 'number', '2'),
  plain('BigIntegerField', 'number', '3'),
  plain('PositiveIntegerField', 'number', '4'),
  plain('PositiveSmallIntegerField', 'number', '5'),
  plain('PositiveBigIntegerField', 'number', '6'),
  plain('FloatField', 'number', '1.5'),
  {
    ...plain('DecimalField', 'number', '2'),
    keywords: draws => ({ max_digits: String(pick(draws, [5, 10])), decimal_places: '2' }),
  },
  plain('BooleanField', 'other', 'True'),
  plain('DateField', 'time', null),
  plain('DateTimeField', 'time', null),
  plain('TimeField', 'other', null),
  plain('DurationField', 'other', null),
  plain('UUIDField', 'other', null),
  plain('GenericIPAddressField', 'other', null),
  { ...plain('BinaryField', 'other', null), unique: false },
  { ...plain('JSONField', 'other', null), unique: false },
  {
    type: 'ArrayField',
    group: 'other',
    value: null,
    keywords: draws => ({
      base_field: pick(draws, [
        'models.CharField(max_length=30)',
        'models.IntegerField()',
        'models.DecimalField(max_digits=6, decimal_places=3)',
        'ArrayField(base_field=models.TextField())',
      ]),
      ...(draws.oneIn(3) ? { size: '3' } : {}),
    }),
  },
  { type: 'HStoreField', group: 'other', value: null, unique: false },
  { type: 'SearchVectorField', group: 'other', value: null, unique: false },
  { type: 'IntegerRangeField', group: 'other', value: null, unique: false },
  { type: 'BigIntegerRangeField', group: 'other', value: null, unique: false },
  { type: 'DecimalRangeField', group: 'other', value: null, unique: false },
  { type: 'DateRangeField', group: 'other', value: null, unique: false },
  { type: 'DateTimeRangeField', group: 'other', value: null, unique: false },
];

/** Types whose values can be altered into each other where there are no rows. */
function typesOf(group: GeneratedField['group']): readonly Type[] {
  return TYPES.filter(one => one.group === group);
}

export interface FieldOptions {
  readonly django: readonly [number, number];
  /** Names of models of the app that a relation may point to. */
  readonly models: readonly string[];
  /** A column is added to a table that stands already: it must be able to be empty, or have a default. */
  readonly added: boolean;
  /** Collations that a text may have. */
  readonly collations?: readonly [string, ...string[]];
}

/** A column of some type. */
export function drawField(draws: Draws, options: FieldOptions): GeneratedField {
  if (options.models.length > 0 && draws.oneIn(4)) return drawRelation(draws, options.models);
  return complete(draws, pick(draws, TYPES), options);
}

/** Another field in the place of one, as an AlterField might have it. */
export function drawAltered(draws: Draws, old: GeneratedField, options: FieldOptions): GeneratedField {
  if (old.group === 'relation')
    return drawRelation(draws, old.related === null ? options.models : [old.related, ...options.models]);
  const same = TYPES.find(one => one.type === old.type);
  // A value of another type is cast: text to numbers and back works on a table without rows.
  const group =
    old.group === 'other' || old.group === 'time' ? (same ? [same] : []) : [...typesOf('text'), ...typesOf('number')];
  const [first, ...rest] = draws.oneIn(2) && same ? [same] : group;
  return first ? complete(draws, pick(draws, [first, ...rest]), options) : old;
}

const COLLATED = /\.(?:Char|Text|Slug|URL|Email)Field$/;

function complete(draws: Draws, type: Type, { django, added, collations }: FieldOptions): GeneratedField {
  const keywords: Record<string, string> = { ...type.keywords?.(draws) };
  if (draws.oneIn(2) || added) keywords['null'] = 'True';
  if (type.unique !== false && draws.oneIn(6)) keywords['unique'] = 'True';
  else if (type.unique !== false && draws.oneIn(4)) keywords['db_index'] = 'True';
  else if (type.type === 'models.SlugField' && draws.oneIn(4)) keywords['db_index'] = 'False';
  if (type.value !== null && draws.oneIn(4)) keywords['default'] = type.value;
  if (draws.oneIn(6)) keywords['verbose_name'] = "'of a name'";
  if (draws.oneIn(8))
    keywords['db_column'] = pick(draws, [
      "'Odd N'",
      "'order'",
      "'user'",
      "'end'",
      "'Über N'",
      "'name_N'",
      "'a_rather_long_name_of_a_column_that_is_cut_N'",
    ]).replace('N', String(draws.below(10000)));
  if (collations && COLLATED.test(type.type) && draws.oneIn(7)) keywords['db_collation'] = pick(draws, collations);
  if (draws.oneIn(8)) keywords['db_comment'] = pick(draws, ["'one'", "'it''s two'"]).replace("''", "\\'");
  if (type.value !== null && atLeast(django, 5, 0) && draws.oneIn(6)) keywords['db_default'] = type.value;
  return { type: type.type, keywords, value: type.value, group: type.group, related: null };
}

function drawRelation(draws: Draws, models: readonly string[]): GeneratedField {
  const [first = '', ...rest] = models;
  const related = pick(draws, [first, ...rest]);
  const oneToOne = draws.oneIn(4);
  const keywords: Record<string, string> = {
    to: `'LABEL.${related}'`,
    on_delete: 'models.CASCADE',
    // Fields of one model must not meet at the other end.
    related_name: "'+'",
    null: 'True',
  };
  if (draws.oneIn(2)) delete keywords['related_name'];
  if (draws.oneIn(5)) keywords['db_constraint'] = 'False';
  if (!oneToOne && draws.oneIn(5)) keywords['db_index'] = 'False';
  else if (!oneToOne && draws.oneIn(6)) keywords['unique'] = 'True';
  return {
    type: oneToOne ? 'models.OneToOneField' : 'models.ForeignKey',
    keywords,
    value: null,
    group: 'relation',
    related,
  };
}

/** A many-to-many relation. */
export function drawManyToMany(draws: Draws, models: readonly [string, ...string[]]): GeneratedField {
  const related = pick(draws, models);
  const keywords: Record<string, string> = { to: `'LABEL.${related}'`, related_name: "'+'" };
  if (draws.oneIn(4)) keywords['db_table'] = `'LABEL_between_${draws.below(1000)}'`;
  if (draws.oneIn(5)) keywords['db_constraint'] = 'False';
  return { type: 'models.ManyToManyField', keywords, value: null, group: 'many', related };
}

/** The key of a model. */
export function drawKey(draws: Draws): GeneratedField {
  const type = pick(draws, [
    'models.BigAutoField',
    'models.BigAutoField',
    'models.BigAutoField',
    'models.AutoField',
    'models.SmallAutoField',
    'models.UUIDField',
    'models.CharField',
    'models.PositiveIntegerField',
  ]);
  const keywords: Record<string, string> = { primary_key: 'True' };
  if (type === 'models.CharField') keywords['max_length'] = '40';
  return { type, keywords, value: null, group: 'other', related: null };
}

/** A key altered into another of its kind. */
export function alteredKey(draws: Draws, old: GeneratedField): GeneratedField {
  const keywords: Record<string, string> = { primary_key: 'True' };
  if (/AutoField$/.test(old.type))
    return {
      ...old,
      type: pick(draws, ['models.BigAutoField', 'models.AutoField', 'models.BigIntegerField']),
      keywords,
    };
  if (old.type === 'models.CharField') return { ...old, keywords: { ...keywords, max_length: '80' } };
  if (old.type === 'models.PositiveIntegerField') return { ...old, type: 'models.PositiveBigIntegerField', keywords };
  return old;
}

export const atLeast = (django: readonly [number, number], major: number, minor: number): boolean =>
  django[0] > major || (django[0] === major && django[1] >= minor);

export function fieldText({ type, keywords }: GeneratedField, label: string): string {
  const given = Object.entries(keywords).map(([name, value]) => `${name}=${value.replaceAll('LABEL', label)}`);
  return `${type}(${given.join(', ')})`;
}
