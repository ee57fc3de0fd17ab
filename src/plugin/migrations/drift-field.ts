/**
 * Fields as `makemigrations` compares them: `Field.deconstruct()` of Django's classes (django/db/models/fields, 4.2 to 6.1)
 * and of NetBox's, on both sides. NetBox leaves out texts for readers (netbox/utilities/migration.py, custom_deconstruct).
 */
import { asList, isFirm, OPEN } from './drift-text.ts';
import type { Span } from '../../source.ts';

/** What a field is made with, before Django's own view of it. */
export interface FieldSource {
  /** Dotted path of the class; of an own class, its name behind `own:`. */
  readonly path: string;
  /** Last names of the class and of all its known ancestors, nearest first. */
  readonly kinds: readonly string[];
  readonly args: readonly string[];
  readonly keywords: ReadonlyMap<string, string>;
  /** `app.Model` of a relation, `null` when it is not known; `undefined` for what is no relation. */
  readonly related: string | null | undefined;
  /** The same for an explicit through model. */
  readonly through: string | null | undefined;
  /** True when more may be handed to Django's class than is seen. */
  readonly open: boolean;
}

/** A field as Django compares it. */
export interface ComparedField {
  readonly name: string;
  readonly path: string;
  readonly manyToMany: boolean;
  /** Kind of column: classes of one family make the same one. `null` when it is not known. */
  readonly family: string | null;
  readonly keywords: ReadonlyMap<string, string>;
  readonly open: boolean;
  /** Where it is declared: in the model, its base, or the migration. */
  readonly at: Span;
  /** It comes from a class of the host. */
  readonly inherited: boolean;
}

const FIELD = ['verbose_name', 'name', 'primary_key', 'max_length', 'unique', 'blank', 'null', 'db_index', 'rel'];
const TO_ONE = ['to', 'on_delete', 'related_name', 'related_query_name', 'limit_choices_to', 'parent_link', 'to_field'];

/** Parameters by position, where they are not those of `Field`. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  OneToOneField: ['to', 'on_delete', 'to_field'],
  ForeignKey: TO_ONE,
  ManyToManyField: ['to', 'related_name', 'related_query_name', 'limit_choices_to', 'symmetrical', 'through'],
  DecimalField: ['verbose_name', 'name', 'max_digits', 'decimal_places'],
  DateField: ['verbose_name', 'name', 'auto_now', 'auto_now_add'],
  TimeField: ['verbose_name', 'name', 'auto_now', 'auto_now_add'],
  FileField: ['verbose_name', 'name', 'upload_to', 'storage'],
  ImageField: ['verbose_name', 'name', 'width_field', 'height_field'],
  JSONField: ['verbose_name', 'name', 'encoder', 'decoder'],
  ArrayField: ['base_field', 'size'],
  GenericIPAddressField: ['verbose_name', 'name', 'protocol', 'unpack_ipv4'],
  FilePathField: ['verbose_name', 'name', 'path', 'match', 'recursive', 'allow_files', 'allow_folders'],
  NaturalOrderingField: ['target_field', 'naturalize_function'],
  CounterCacheField: ['to_model', 'to_field'],
};

/** Django's classes below others of Django's (the interpreter knows ancestors of the host's classes only). */
const ANCESTORS: Readonly<Record<string, readonly string[]>> = {
  OneToOneField: ['ForeignKey'],
  TreeForeignKey: ['ForeignKey'],
  TreeOneToOneField: ['OneToOneField', 'ForeignKey'],
  TreeManyToManyField: ['ManyToManyField'],
  DateTimeField: ['DateField'],
  ImageField: ['FileField'],
  SlugField: ['CharField'],
  EmailField: ['CharField'],
  URLField: ['CharField'],
  ColorField: ['CharField'],
  NaturalOrderingField: ['CharField'],
  CounterCacheField: ['BigIntegerField'],
  ASNField: ['BigIntegerField'],
  BigAutoField: ['AutoField'],
  SmallAutoField: ['AutoField'],
  NetBoxTaggableManagerField: ['TaggableManager'],
};

/** Values that `Field.deconstruct` leaves out. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  primary_key: ['False'],
  max_length: ['None'],
  unique: ['False'],
  blank: ['False'],
  null: ['False'],
  db_index: ['False'],
  editable: ['True'],
  serialize: ['True'],
  unique_for_date: ['None'],
  unique_for_month: ['None'],
  unique_for_year: ['None'],
  db_column: ['None'],
  db_comment: ['None'],
  db_tablespace: ['None'],
  auto_created: ['False'],
  validators: ['[]', '()'],
  error_messages: ['None'],
  limit_choices_to: ['None', '{}'],
  related_name: ['None'],
  related_query_name: ['None'],
  parent_link: ['False'],
  to_field: ['None', '"id"'],
  db_constraint: ['True'],
  db_table: ['None'],
  db_collation: ['None'],
  encoder: ['None'],
  decoder: ['None'],
  max_digits: ['None'],
  decimal_places: ['None'],
  auto_now: ['False'],
  auto_now_add: ['False'],
  storage: ['None'],
  width_field: ['None'],
  height_field: ['None'],
  allow_unicode: ['False'],
  protocol: ['"both"'],
  unpack_ipv4: ['False'],
  match: ['None'],
  recursive: ['False'],
  allow_files: ['True'],
  allow_folders: ['False'],
  size: ['None'],
  through_fields: ['None'],
};

/** Arguments that no deconstruction gives. `symmetrical` and `swappable` are no part of it; `rel` is internal. */
const NEVER = new Set(['choices', 'help_text', 'verbose_name', 'name', 'rel', 'symmetrical', 'swappable']);

/** Classes whose columns are of one type, that type's arguments aside. */
const FAMILIES: Readonly<Record<string, string>> = {
  CharField: 'varchar',
  FileField: 'varchar',
  FilePathField: 'varchar',
  TextField: 'text',
  BooleanField: 'boolean',
  NullBooleanField: 'boolean',
  AutoField: 'integer',
  IntegerField: 'integer',
  PositiveIntegerField: 'positive integer',
  BigIntegerField: 'bigint',
  PositiveBigIntegerField: 'positive bigint',
  SmallIntegerField: 'smallint',
  PositiveSmallIntegerField: 'positive smallint',
  FloatField: 'double',
  DecimalField: 'numeric',
  DateField: 'date',
  TimeField: 'time',
  DurationField: 'interval',
  UUIDField: 'uuid',
  JSONField: 'jsonb',
  BinaryField: 'bytea',
  GenericIPAddressField: 'inet',
  ForeignKey: 'relation',
  ManyToManyField: 'through',
  TaggableManager: 'tags',
  DateTimeField: 'timestamp',
  BigAutoField: 'bigint',
  SmallAutoField: 'smallint',
  OneToOneField: 'one to one',
  TreeOneToOneField: 'one to one',
};

/**
 * Arguments without effect on the schema: Django's `Field.non_db_attrs` (db_column aside, which renames) and those that only
 * Python code uses.
 */
const NOT_STORED = new Set([
  'blank',
  'editable',
  'error_messages',
  'limit_choices_to',
  'on_delete',
  'related_name',
  'related_query_name',
  'validators',
  'default',
  'auto_now',
  'auto_now_add',
  'auto_created',
  'serialize',
  'encoder',
  'decoder',
  'upload_to',
  'storage',
  'width_field',
  'height_field',
  'allow_unicode',
  'protocol',
  'unpack_ipv4',
  'path',
  'match',
  'recursive',
  'allow_files',
  'allow_folders',
  'through_fields',
  'parent_link',
  'unique_for_date',
  'unique_for_month',
  'unique_for_year',
  'naturalize_function',
]);

/** Which rules of Django's hold in a release. */
export interface Deconstruction {
  /** Django 5.2 and later: `through_fields` is a part of it. */
  readonly throughFields: boolean;
}

/** The class names of a field and of Django's classes above them. */
function withAncestors(kinds: readonly string[]): ReadonlySet<string> {
  const [only] = kinds;
  if (only === undefined || kinds.length > 1) return new Set(kinds.flatMap(kind => [kind, ...(ANCESTORS[kind] ?? [])]));
  let known = ancestries.get(only);
  if (!known) ancestries.set(only, (known = new Set([only, ...(ANCESTORS[only] ?? [])])));
  return known;
}

/** Models have thousands of fields of a few dozen classes. */
const ancestries = new Map<string, ReadonlySet<string>>();

function firstIn<T>(table: Readonly<Record<string, T>>, kinds: Iterable<string>): T | undefined {
  for (const kind of kinds) if (Object.hasOwn(table, kind)) return table[kind];
  return undefined;
}

/** The field as Django compares it. */
export function comparedField(
  name: string,
  source: FieldSource,
  rules: Deconstruction,
  at: Span,
  inherited: boolean,
): ComparedField {
  const kinds = withAncestors(source.kinds);
  const is = (kind: string): boolean => kinds.has(kind);
  const keywords = new Map(source.keywords);
  const positional = firstIn(POSITIONAL, kinds) ?? FIELD;
  let open = source.open;
  for (const [index, text] of source.args.entries()) {
    const parameter = positional[index];
    if (parameter === undefined) open = true;
    else keywords.set(parameter, text);
  }
  for (const key of NEVER) keywords.delete(key);
  const manyToMany = is('ManyToManyField');
  if (is('TaggableManager')) return taggable(name, source, at, inherited);

  const given = (key: string, value: string): boolean => keywords.get(key) === value;
  if (source.related !== undefined) keywords.set('to', source.related?.toLowerCase() ?? OPEN);
  if (keywords.has('through')) keywords.set('through', source.through?.toLowerCase() ?? OPEN);
  if (!rules.throughFields) keywords.delete('through_fields');
  if (is('AutoField')) {
    keywords.delete('blank');
    keywords.set('primary_key', 'True');
  }
  if (given('auto_now', 'True') || given('auto_now_add', 'True')) {
    keywords.delete('editable');
    keywords.delete('blank');
  }
  if (is('ForeignKey') || is('SlugField')) {
    if (given('db_index', 'False')) keywords.set('db_index', 'never');
    else if (keywords.get('db_index') !== OPEN) keywords.delete('db_index');
  }
  if (is('OneToOneField')) keywords.delete('unique');
  if (is('BinaryField')) {
    if (given('editable', 'True')) keywords.set('editable', 'binary');
    else keywords.delete('editable');
  }
  if (is('EmailField') && !keywords.has('max_length')) keywords.set('max_length', '254');
  if (is('ColorField')) keywords.set('max_length', '6');
  if (is('UUIDField') || is('GenericIPAddressField')) keywords.delete('max_length');
  for (const [kind, length] of [
    ['SlugField', '50'],
    ['URLField', '200'],
    ['FileField', '100'],
    ['FilePathField', '100'],
  ] as const) {
    if (is(kind) && given('max_length', length)) keywords.delete('max_length');
  }
  if (is('CounterCacheField')) {
    if (!keywords.has('default')) keywords.set('default', '0');
    keywords.set('editable', 'False');
  }
  // Kept as a list, whatever was given.
  const validators = keywords.get('validators');
  if (validators !== undefined) keywords.set('validators', asList(validators));
  for (const [key, value] of keywords) {
    if (Object.hasOwn(DEFAULTS, key) && DEFAULTS[key]?.includes(value)) keywords.delete(key);
  }
  const [nearest] = source.kinds;
  return {
    name,
    path: source.path,
    manyToMany,
    family: firstIn(FAMILIES, kinds) ?? (nearest === undefined ? null : `class ${nearest}`),
    keywords,
    open,
    at,
    inherited,
  };
}

/** taggit gives `through` and `to`, and NetBox's class the path of taggit's (extras/managers.py, 4.6 and later). */
function taggable(name: string, source: FieldSource, at: Span, inherited: boolean): ComparedField {
  return {
    name,
    path: 'taggit.managers.TaggableManager',
    manyToMany: true,
    family: 'tags',
    keywords: new Map([['through', source.through?.toLowerCase() ?? OPEN]]),
    open: true,
    at,
    inherited,
  };
}

export interface FieldDifference {
  /** Arguments that certainly differ; `class` for the class itself. */
  readonly certain: readonly string[];
  /** Arguments that may differ. */
  readonly open: readonly string[];
  /** Whether the table differs, as far as it is certain. */
  readonly stored: boolean;
}

/** What of a field differs between the migrations and the model. */
export function compareFields(before: ComparedField, after: ComparedField): FieldDifference {
  const certain: string[] = [];
  const open: string[] = [];
  let stored = false;
  if (before.path !== after.path && !samePlace(before.path, after.path)) {
    certain.push('class');
    stored = differentColumns(before, after);
  }
  for (const key of new Set([...before.keywords.keys(), ...after.keywords.keys()])) {
    const [old, now] = [before.keywords.get(key), after.keywords.get(key)];
    if (old === now) continue;
    const known = (old === undefined ? !before.open : isFirm(old)) && (now === undefined ? !after.open : isFirm(now));
    if (!known) open.push(key);
    else {
      certain.push(key);
      stored ||= !NOT_STORED.has(key);
    }
  }
  return { certain: certain.sort(), open: open.sort(), stored };
}

/** The same class by two of the paths under which its library exports it. */
function samePlace(a: string, b: string): boolean {
  const split = (path: string): readonly [string, string] => [
    path.slice(0, path.indexOf('.')),
    path.slice(path.lastIndexOf('.') + 1),
  ];
  const [[topA, nameA], [topB, nameB]] = [split(a), split(b)];
  return topA === topB && nameA === nameB;
}

function differentColumns(before: ComparedField, after: ComparedField): boolean {
  const plain = (family: string | null): boolean => family !== null && !family.startsWith('class ');
  return plain(before.family) && plain(after.family) && before.family !== after.family;
}
