/** An own model class → what Django would make of it. */
import { resolutionOrder, stringOf } from '../../program/index.ts';
import { literalOf } from '../base.ts';
import { appContaining, djangoApps } from './apps.ts';
import { fieldOf } from './field.ts';
import { isModelClass, labelOf, metaOf, tableNamed } from './label.ts';
import { defaultTable, manyToManyTable } from './table-name.ts';
import type { ModelFact, ModelFieldFact } from '../../host/facts.ts';
import type { ClassValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { FieldModel } from './field.ts';
import type { DjangoModel, ModelOption, ModelParent } from '../models.ts';

const ABSENT: Span = { file: '', start: 0, end: 0 };

/** Options of a `Meta`: its own names, then those of the classes it descends from. `abstract` does not come down from a model's Meta. */
function optionsOf(cls: ClassValue): Map<string, ModelOption> {
  const options = new Map<string, ModelOption>();
  const meta = metaOf(cls) ?? inheritedMeta(cls);
  if (!meta) return options;
  const ownMeta = metaOf(cls);
  for (const one of resolutionOrder(meta)) {
    if (one.kind !== 'class') continue;
    for (const [name, value] of one.namespace) {
      if (name.startsWith('_') || options.has(name) || value.kind === 'function') continue;
      const ofModel = one.qualname.includes('.');
      if (name === 'abstract' && (ownMeta === undefined || (one !== ownMeta && ofModel))) continue;
      options.set(name, {
        literal: literalOf(value),
        value,
        at: placeIn(one, value) ?? one.places.get(name) ?? one.at,
        bound: one.places.get(name) ?? one.at,
      });
    }
  }
  return options;
}

/** Without a `Meta` of its own, a model takes that of an abstract base. */
function inheritedMeta(cls: ClassValue): ClassValue | undefined {
  for (const one of resolutionOrder(cls)) {
    if (one === cls || one.kind !== 'class') continue;
    const meta = metaOf(one);
    if (meta && isTrue(meta.namespace.get('abstract'))) return meta;
  }
  return undefined;
}

const isTrue = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === true;
/** The place of a value that is written in the body of the class; a constant of elsewhere is mended where it is used. */
function placeIn(cls: ClassValue, value: Value): Span | null {
  const at = 'at' in value ? value.at : null;
  const { node } = cls;
  return at && node && at.file === cls.module.file && at.start >= node.start && at.end <= node.end ? at : null;
}

function flag(options: ReadonlyMap<string, ModelOption>, name: string, fallback: boolean): boolean {
  const literal = options.get(name)?.literal;
  return literal?.known && typeof literal.value === 'boolean' ? literal.value : fallback;
}

/** What a class says by itself; the rest depends on the package. */
export type ReadModel = Omit<DjangoModel, 'registered' | 'owner' | 'coreModelOfTable'>;

/** Reads a model class; `undefined` for a class that is no model, or stands in no app. */
export function readModel(base: ModelBase, cls: ClassValue): ReadModel | undefined {
  if (!isModelClass(base, cls)) return undefined;
  const apps = djangoApps(base);
  const options = optionsOf(cls);
  const explicit = options.get('app_label');
  const explicitLabel =
    explicit?.literal.known && typeof explicit.literal.value === 'string' ? explicit.literal.value : undefined;
  const app = appContaining(apps, cls.module.name);
  const label = explicitLabel ?? app?.label;
  if (label === undefined) return undefined;
  const full = `${label}.${cls.name}`;
  const abstract = flag(options, 'abstract', false);
  const proxy = flag(options, 'proxy', false);
  const fields = new Map<string, FieldModel>();
  const parents: ModelParent[] = [];
  collect(base, cls, cls, label, full, fields, parents);
  const concrete = parents.find(parent => !parent.abstract);
  const swappable = options.get('swappable')?.literal;
  const table = tableOf(base, options, label, cls.name, abstract, proxy, concrete);
  if (!abstract && !proxy)
    addKeys(fields, concrete ? parents.filter(parent => !parent.abstract) : [], app?.defaultAutoField ?? null, cls);
  return {
    label: full,
    app: label,
    name: cls.name,
    module: cls.module.name,
    at: cls.at,
    definedIn: app?.label ?? null,
    dynamic: cls.node === null,
    abstract,
    proxy,
    managed: flag(options, 'managed', true),
    swappable: swappable?.known === true && swappable.value !== null,
    table,
    tableOption: options.get('db_table') ?? null,
    fields: abstract || !proxy ? fields : onlyOwn(fields, cls),
    parents,
    options,
    m2mTables: m2mTables(fields, table),
  };
}

/** Fields by inheritance: those of abstract bases (own and the host's) become the model's own; a concrete base is a parent. */
function collect(
  base: ModelBase,
  cls: ClassValue,
  model: ClassValue,
  app: string,
  full: string,
  fields: Map<string, FieldModel>,
  parents: ModelParent[],
): void {
  const { program } = base;
  const hidden = new Set<string>();
  const order = resolutionOrder(cls);
  // Own classes in resolution order: the first to bind a name wins.
  for (const [index, one] of order.entries()) {
    if (one.kind === 'class') {
      if (!isModelClass(base, one)) continue;
      if (one !== model && !isAbstractClass(one)) {
        if (!parents.some(parent => parent.value === one))
          parents.push({
            label: ownLabel(base, one),
            abstract: false,
            core: false,
            proxy: isProxyClass(one),
            value: one,
            at: one.at,
          });
        continue;
      }
      // What stands behind a concrete own parent is inherited by that parent.
      if (
        order
          .slice(1, index)
          .some(
            earlier =>
              earlier.kind === 'class' &&
              !isAbstractClass(earlier) &&
              isModelClass(base, earlier) &&
              resolutionOrder(earlier).includes(one),
          )
      )
        continue;
      for (const [name, value] of one.namespace) {
        if (fields.has(name) || hidden.has(name)) continue;
        const field = fieldOf(program, name, value, (target, at, self) => labelOf(base, target, at, self), app, full);
        if (field) fields.set(name, field);
        else if (!name.startsWith('__')) hidden.add(name);
      }
    } else if (one.kind === 'symbol') {
      const fact = base.host.facts.modelOfClass(one.path);
      if (fact && !fact.abstract) {
        if (behindConcrete(base, order, one)) continue;
        if (!parents.some(parent => parent.label === fact.label))
          parents.push({ label: fact.label, abstract: false, core: true, proxy: fact.proxy, value: null, at: one.at });
      } else if (fact) {
        inheritFields(base, fact, one.at, fields, hidden);
      } else if (one.path === 'mptt.models.MPTTModel') treeFields(one.at, fields, hidden);
    }
  }
}

/** True when an own concrete class between inherits from the symbol, so that it is that class's parent. */
function behindConcrete(base: ModelBase, order: readonly Value[], one: Value): boolean {
  return order
    .slice(1)
    .some(
      other =>
        other.kind === 'class' &&
        isModelClass(base, other) &&
        !isAbstractClass(other) &&
        resolutionOrder(other).some(path => path.kind === 'symbol' && one.kind === 'symbol' && path.path === one.path),
    );
}

function isAbstractClass(cls: ClassValue): boolean {
  const meta = metaOf(cls);
  return meta !== undefined && isTrue(meta.namespace.get('abstract'));
}

function isProxyClass(cls: ClassValue): boolean {
  const meta = metaOf(cls);
  return meta !== undefined && isTrue(meta.namespace.get('proxy'));
}

function ownLabel(base: ModelBase, cls: ClassValue): string {
  const app =
    stringOf(metaOf(cls)?.namespace.get('app_label')) ?? appContaining(djangoApps(base), cls.module.name)?.label ?? '?';
  return `${app}.${cls.name}`;
}

/** Fields that an abstract model of the host brings in the newest release under check. */
function inheritFields(
  base: ModelBase,
  fact: ModelFact,
  at: Span | null,
  fields: Map<string, FieldModel>,
  hidden: ReadonlySet<string>,
): void {
  for (const field of fact.fields.values()) {
    if (((field.releases >> base.host.newest) & 1) === 0 || fields.has(field.name) || hidden.has(field.name)) continue;
    // A model of the host that descends from MPTT or has `id` written in gets it from its migrations' view; ours gets its own key.
    if (field.name === 'id' && field.type === 'BigAutoField') continue;
    fields.set(field.name, hostField(field, at));
  }
}

const TO_ONE = /^(?:ForeignKey|OneToOneField|TreeForeignKey)$/;

function hostField(field: ModelFieldFact, at: Span | null): FieldModel {
  const virtual = /^(?:GenericForeignKey|GenericRelation)$|TaggableManager/.test(field.type);
  const manyToMany = field.type === 'ManyToManyField';
  return plainField(field.name, field.type, at, {
    kind: virtual ? 'virtual' : manyToMany ? 'many-to-many' : 'column',
    column: virtual || manyToMany ? null : TO_ONE.test(field.type) ? `${field.name}_id` : field.name,
    related: field.related,
    null: null,
  });
}

function treeFields(at: Span | null, fields: Map<string, FieldModel>, hidden: ReadonlySet<string>): void {
  for (const name of ['lft', 'rght', 'tree_id', 'level']) {
    if (!fields.has(name) && !hidden.has(name))
      fields.set(name, plainField(name, 'PositiveIntegerField', at, { null: false }));
  }
}

function plainField(name: string, type: string, at: Span | null, more: Partial<FieldModel>): FieldModel {
  return {
    name,
    type,
    paths: [],
    kind: 'column',
    column: name,
    null: false,
    primaryKey: false,
    unique: false,
    parentLink: false,
    hasDefault: false,
    defaultCall: null,
    related: null,
    protects: null,
    relatedName: null,
    relatedQueryName: null,
    through: null,
    table: null,
    at: at ?? ABSENT,
    ...more,
  };
}

/** The primary key that Django adds: a link to each concrete parent, else an automatic `id`. */
function addKeys(
  fields: Map<string, FieldModel>,
  parents: readonly ModelParent[],
  autoField: string | null,
  cls: ClassValue,
): void {
  for (const parent of parents) {
    if ([...fields.values()].some(field => field.parentLink && field.related === parent.label)) continue;
    const name = `${parent.label.slice(parent.label.indexOf('.') + 1).toLowerCase()}_ptr`;
    fields.set(
      name,
      plainField(name, 'OneToOneField', cls.at, {
        column: `${name}_id`,
        related: parent.label,
        primaryKey: true,
        parentLink: true,
      }),
    );
  }
  if (parents.length > 0 || [...fields.values()].some(field => field.primaryKey)) return;
  // NetBox sets DEFAULT_AUTO_FIELD to BigAutoField (netbox/settings.py, 3.0 and later).
  const type = autoField ?? 'BigAutoField';
  fields.set('id', plainField('id', type.slice(type.lastIndexOf('.') + 1), cls.at, { primaryKey: true }));
}

function onlyOwn(fields: ReadonlyMap<string, FieldModel>, cls: ClassValue): Map<string, FieldModel> {
  return new Map([...fields].filter(([name]) => cls.namespace.has(name)));
}

function tableOf(
  base: ModelBase,
  options: ReadonlyMap<string, ModelOption>,
  label: string,
  name: string,
  abstract: boolean,
  proxy: boolean,
  parent: ModelParent | undefined,
): string | null {
  if (abstract) return null;
  if (proxy && parent) {
    if (parent.core) return base.host.facts.model(parent.label)?.table ?? null;
    return parent.value ? (readModel(base, parent.value)?.table ?? null) : null;
  }
  const option = options.get('db_table');
  const given = option?.literal;
  if (given?.known && typeof given.value === 'string' && given.type === 'str') return given.value;
  // `db_table = Device._meta.db_table`
  if (option && !(given?.known && given.value === null)) return tableNamed(base, option.value) ?? null;
  return defaultTable(label, name);
}

function m2mTables(fields: ReadonlyMap<string, FieldModel>, table: string | null): DjangoModel['m2mTables'] {
  const out = new Map<string, string>();
  for (const field of fields.values()) {
    if (field.kind !== 'many-to-many' || field.through !== null || table === null) continue;
    out.set(field.name, field.table?.text ?? manyToManyTable(table, field.name));
  }
  return out;
}
