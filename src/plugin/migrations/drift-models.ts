/**
 * The models as the code declares them, with all that `makemigrations` compares: what `ModelState.from_model` would take from
 * the class (django/db/migrations/state.py), in one release of the host.
 */
import { comparedField } from './drift-field.ts';
import { namedObjects, NO_OBJECTS, together, type NamedObjects, type Owner } from './drift-options.ts';
import { fieldSource } from './drift-state.ts';
import { isFirm, OPEN, pathText, textOf } from './drift-text.ts';
import { resolutionOrder } from '../../program/index.ts';
import { metaOf } from '../models/label.ts';
import type { DeclaredCall } from '../../host/declared.ts';
import type { ClassValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { FieldModel } from '../models/field.ts';
import { readModel, type ReadModel } from '../models/reading.ts';
import type { ComparedField, Deconstruction } from './drift-field.ts';

/** A model of the code. */
export interface CodeModel {
  readonly read: ReadModel;
  readonly fields: ReadonlyMap<string, ComparedField>;
  /** Fields may come from a class that is not known. */
  readonly openFields: boolean;
  readonly options: ReadonlyMap<string, string>;
  readonly openOptions: boolean;
  readonly indexes: NamedObjects;
  readonly constraints: NamedObjects;
  readonly unique: readonly string[] | null;
  /** Where the options stand in the body of `Meta`. */
  readonly optionPlaces: ReadonlyMap<string, Span>;
}

/** Where a release differs for the comparison. */
export interface At {
  readonly base: ModelBase;
  readonly release: number;
  readonly rules: Deconstruction;
}

/** Classes that bring no fields. */
const WITHOUT_FIELDS =
  /^(?:builtins\.\w+|django\.db\.models\.(?:base\.)?Model|mptt\.models\.MPTTModel|(?:abc|typing|enum|collections|functools)\.[\w.]+)$/;

/** True when some ancestor may bring fields that are not known. */
export function hasUnknownAncestor(base: ModelBase, cls: ClassValue): boolean {
  const { facts } = base.host;
  return resolutionOrder(cls).some(one => {
    if (one.kind === 'class') return false;
    if (one.kind !== 'symbol') return true;
    if (WITHOUT_FIELDS.test(one.path) || facts.modelOfClass(one.path)) return false;
    // Another class of the host is no model.
    return facts.class(one.path) === undefined;
  });
}

/** Fields that are no part of a migration. */
const IMPLICIT = /Generic(?:Array)?(?:ForeignKey|Relation)$/;

/** Reads an own model class. */
export function codeModel(at: At, cls: ClassValue): CodeModel | undefined {
  const { base } = at;
  const read = readModel(base, cls);
  if (!read) return undefined;
  const fields = new Map<string, ComparedField>();
  let openFields = hasUnknownAncestor(base, cls);
  for (const field of read.fields.values()) {
    if (IMPLICIT.test(field.type) || field.paths.some(path => IMPLICIT.test(path))) continue;
    const one = field.declared ? declared(at, field) : inherited(at, cls, read, field);
    if (one === 'open') openFields = true;
    else fields.set(field.name, primaryKey(one, field, read));
  }
  const meta = metaOptions(at, cls);
  const owner: Owner = {
    app: read.app,
    name: read.name,
    table: read.table,
    column: name => {
      const column = read.fields.get(name)?.column ?? null;
      return column;
    },
  };
  const options = new Map<string, string>();
  for (const [name, value] of meta.values) options.set(name, typeof value === 'string' ? value : textOf(base, value));
  const own = (name: string): Value | undefined => {
    const value = meta.values.get(name);
    return typeof value === 'string' ? undefined : value;
  };
  const objects = (name: string): NamedObjects => {
    if (meta.open || typeof meta.values.get(name) === 'string') return { known: new Map(), open: true };
    // django-mptt adds an index of its own (mptt/models.py, MPTTModelBase.register).
    const tree = name === 'indexes' && read.fields.has('tree_id');
    const given = own(name) === undefined ? NO_OBJECTS : namedObjects(base, own(name), owner);
    return { known: given.known, open: given.open || tree };
  };
  return {
    read,
    fields,
    openFields,
    options,
    openOptions: meta.open,
    indexes: objects('indexes'),
    constraints: objects('constraints'),
    unique:
      meta.open || typeof meta.values.get('unique_together') === 'string' ? null : together(own('unique_together')),
    optionPlaces: metaOf(cls)?.places ?? new Map<string, Span>(),
  };
}

function declared({ base, rules }: At, field: FieldModel): ComparedField {
  return comparedField(field.name, fieldSource(base, field), rules, field.at, false);
}

/** Django sets this when it takes a field for the primary key (django/db/models/options.py, setup_pk). */
function primaryKey(compared: ComparedField, field: FieldModel, read: ReadModel): ComparedField {
  if (!field.primaryKey || read.proxy) return compared;
  return { ...compared, keywords: new Map([...compared.keywords, ['serialize', 'False']]) };
}

/** A field that the host's class declares, or that Django adds. */
function inherited(at: At, cls: ClassValue, read: ReadModel, field: FieldModel): ComparedField | 'open' {
  const { rules } = at;
  const plain = (path: string, keywords: Readonly<Record<string, string>>, related?: string | null): ComparedField =>
    comparedField(
      field.name,
      {
        path,
        kinds: [path.slice(path.lastIndexOf('.') + 1)],
        args: [],
        keywords: new Map(Object.entries(keywords)),
        related,
        through: undefined,
        open: false,
      },
      rules,
      field.at,
      true,
    );
  if (field.primaryKey && field.parentLink) {
    const keywords = {
      on_delete: 'django.db.models.CASCADE',
      auto_created: 'True',
      primary_key: 'True',
      parent_link: 'True',
    };
    return plain('django.db.models.OneToOneField', keywords, field.related);
  }
  if (field.primaryKey && field.name === 'id' && !declaringClass(at, cls, 'id'))
    return plain(`django.db.models.${field.type}`, { auto_created: 'True', primary_key: 'True' });
  const found = declaringClass(at, cls, field.name);
  if (found) return fromHost(at, read, field, found);
  if (['lft', 'rght', 'level'].includes(field.name) && field.type === 'PositiveIntegerField')
    return plain('django.db.models.PositiveIntegerField', { editable: 'False' });
  if (field.name === 'tree_id' && field.type === 'PositiveIntegerField')
    return plain('django.db.models.PositiveIntegerField', { editable: 'False', db_index: 'True' });
  return 'open';
}

/** What the nearest abstract model of the host that has the field declares. */
function declaringClass({ base, release }: At, cls: ClassValue, name: string): DeclaredCall | undefined {
  const { facts } = base.host;
  for (const one of resolutionOrder(cls)) {
    if (one.kind !== 'symbol') continue;
    const path = facts.symbol(one.path)?.path ?? one.path;
    for (const each of [one.path, path, ...(facts.class(one.path)?.ancestors ?? [])]) {
      const call = facts.declared(each, release)?.fields.get(name);
      if (call) return call;
    }
  }
  return undefined;
}

function fromHost({ base, rules }: At, read: ReadModel, field: FieldModel, call: DeclaredCall): ComparedField {
  const { facts } = base.host;
  const keywords = new Map<string, string>();
  for (const [name, text] of Object.entries(call.keywords)) {
    // Defaults that come from NetBox's configuration are left out (utilities/migration.py).
    if (/^\?netbox\.config\.ConfigItem\(/.test(text)) continue;
    keywords.set(name, /^[a-z_][\w.]*$/.test(text) && text.includes('.') ? pathText(facts, text) : text);
  }
  const label = (text: string | undefined): string | null => {
    if (text === undefined) return null;
    const literal = /^"(.*)"$/.exec(text)?.[1];
    if (literal === 'self') return read.label;
    if (literal !== undefined) return literal.includes('.') ? (facts.model(literal)?.label ?? literal) : field.related;
    return facts.modelOfClass(text)?.label ?? field.related;
  };
  const path = facts.symbol(call.path)?.path ?? call.path;
  const last = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);
  const kinds = [path, ...(facts.class(path)?.ancestors ?? [])].map(last);
  const relation = /(?:ForeignKey|OneToOneField|ManyToManyField)$/.test(path);
  return comparedField(
    field.name,
    {
      path,
      kinds,
      args: call.args,
      keywords,
      related: relation ? label(keywords.get('to') ?? call.args[0]) : undefined,
      through: keywords.has('through') ? label(keywords.get('through')) : undefined,
      open: keywords.has(OPEN),
    },
    rules,
    field.at,
    true,
  );
}

interface Meta {
  /** The host's are texts. */
  readonly values: ReadonlyMap<string, Value | string>;
  readonly open: boolean;
}

/** The options that Django takes from the class: of its `Meta`, or of the nearest abstract base that has one. */
function metaOptions(at: At, cls: ClassValue): Meta {
  const own = metaOf(cls);
  if (own) return namesOf(at, own);
  if (cls.namespace.has('Meta')) return { values: new Map(), open: true };
  for (const one of resolutionOrder(cls).slice(1)) {
    if (one.kind === 'class') {
      const meta = metaOf(one);
      const abstract = meta?.namespace.get('abstract');
      if (meta && abstract?.kind === 'constant' && abstract.value === true) return namesOf(at, meta);
    } else if (one.kind === 'symbol') {
      const values = hostMeta(at, one.path, 12);
      if (values) return { values, open: false };
      if (one.path !== 'django.db.models.Model' && !isPlain(at.base, one.path))
        return { values: new Map(), open: true };
    }
  }
  return { values: new Map(), open: false };
}

/** True for a class that is certainly no model: it brings no fields and no options. */
function isPlain(base: ModelBase, path: string): boolean {
  return base.host.facts.class(path)?.family !== 'model' && base.host.facts.class(path) !== undefined;
}

function namesOf(at: At, meta: ClassValue): Meta {
  const values = new Map<string, Value | string>();
  let open = false;
  const add = (name: string, value: Value | string): void => {
    if (!name.startsWith('_') && !name.startsWith('(') && !values.has(name)) values.set(name, value);
  };
  for (const one of resolutionOrder(meta)) {
    if (one.kind === 'class') for (const [name, value] of one.namespace) add(name, value);
    else if (one.kind === 'symbol' && one.path === 'builtins.object') continue;
    else if (one.kind === 'symbol' && one.path.endsWith('.Meta')) {
      const host = hostMeta(at, one.path.slice(0, -'.Meta'.length), 12);
      if (!host) open = true;
      for (const [name, value] of host ?? []) add(name, value);
    } else open = true;
  }
  return { values, open };
}

/** Options of the `Meta` of an abstract model of the host. */
function hostMeta({ base, release }: At, path: string, depth: number): Map<string, string> | undefined {
  const { facts } = base.host;
  if (depth === 0) return undefined;
  const declared = facts.declared(path, release) ?? facts.declared(facts.symbol(path)?.path ?? path, release);
  if (!declared) return undefined;
  const out = new Map<string, string>();
  for (const [name, text] of Object.entries(declared.meta)) if (name !== '(base)') out.set(name, text);
  const above = declared.meta['(base)'];
  if (above !== undefined) {
    const more = hostMeta({ base, release, rules: { throughFields: false } }, above.replace(/\.Meta$/, ''), depth - 1);
    if (!more || !isFirm(above)) return undefined;
    for (const [name, text] of more) if (!out.has(name)) out.set(name, text);
  }
  return out;
}

/** Where a model is to be mended. */
export function placeOf(model: CodeModel, field: string | null): Span {
  const at = field === null ? undefined : model.fields.get(field);
  return at && !at.inherited && at.at.file === model.read.at.file ? at.at : model.read.at;
}
