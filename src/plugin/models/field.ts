/** Model fields as values: what `models.ForeignKey('dcim.Device', …)` declares, in a model or in a migration. */
import { alternativesOf, ancestorPaths, ownMember, stringOf } from '../../program/index.ts';
import type { CallEffect, ClassValue, Interpreter, Program, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';

/** `column`: stored in the model's table; `many-to-many`: in a table of its own; `virtual`: stored nowhere (generic relations, taggit). */
export type FieldKind = 'column' | 'many-to-many' | 'virtual';

/** A string of the source with its place. */
export interface Named {
  readonly text: string;
  readonly at: Span | null;
}

export interface FieldModel {
  readonly name: string;
  /** Name of the field's class; of an own class, its own name. */
  readonly type: string;
  /** Dotted paths of the class and its foreign ancestors, nearest first. */
  readonly paths: readonly string[];
  readonly kind: FieldKind;
  /** Column in the table; `null` where there is none. */
  readonly column: string | null;
  /** `null` where it is computed. */
  readonly null: boolean | null;
  readonly primaryKey: boolean;
  readonly unique: boolean;
  readonly parentLink: boolean;
  readonly hasDefault: boolean;
  /** Dotted path or text of a default that is called for each row. */
  readonly defaultCall: string | null;
  /** `dcim.Device` of a relation whose target is known. */
  readonly related: string | null;
  /** Its on_delete keeps the target from being deleted. */
  readonly protects: 'PROTECT' | 'RESTRICT' | null;
  readonly relatedName: Named | null;
  readonly relatedQueryName: Named | null;
  /** `app.Model` of an explicit through model. */
  readonly through: string | null;
  /** `db_table` of a many-to-many field. */
  readonly table: Named | null;
  /** What the class is initialised with, for parts of the model; absent for a field that Django or the host brings. */
  readonly declared?: Pick<Declaration, 'args' | 'keywords' | 'columnType'>;
  readonly at: Span;
}

/** Tells the label of the model that a value names; `app` is the label of the app where it stands, `self` the model. */
export type ModelLabel = (value: Value, app: string, self: string) => string | null;

/** Arguments with which the class of the framework is initialised. */
export interface Declaration {
  readonly paths: readonly string[];
  readonly type: string;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The text that an own `db_type()` gives; `null` where it is computed, absent where the class is the framework's. */
  readonly columnType?: string | null;
  readonly at: Span;
}

const superCalls = new WeakMap<Program, Map<number, CallEffect>>();

/** `super().__init__(…)` calls by the instance under construction. */
function initialisations(program: Program): Map<number, CallEffect> {
  const known = superCalls.get(program);
  if (known) return known;
  const calls = new Map<number, CallEffect>();
  for (const call of program.calls) {
    const { callee } = call;
    if (callee.kind !== 'attribute' || callee.name !== '__init__' || callee.object.kind !== 'super') continue;
    const { self } = callee.object;
    if (self.kind === 'instance' && !calls.has(self.id)) calls.set(self.id, call);
  }
  superCalls.set(program, calls);
  return calls;
}

/**
 * What is handed to the framework's class when a value was made: by a call of it, or of an own class below it (then the
 * arguments of its `super().__init__()`, where it has an `__init__` of its own).
 */
export function declarationOf(program: Program, value: Value): Declaration | undefined {
  const { interpreter } = program;
  // `field.clone()` is made with the same arguments (django/db/models/fields/__init__.py).
  if (value.kind === 'call' && value.callee.kind === 'attribute' && value.callee.name === 'clone') {
    const [of] = alternativesOf(value.callee.object);
    return of && declarationOf(program, of);
  }
  if (value.kind === 'call' && value.callee.kind === 'symbol') {
    const paths = ancestorPaths(interpreter, value.callee);
    const type = value.callee.path.slice(value.callee.path.lastIndexOf('.') + 1);
    return { paths, type, args: value.args, keywords: value.keywords, at: value.at };
  }
  if (value.kind !== 'instance') return undefined;
  const above = initialisations(program).get(value.id);
  const keywords = above ? new Map([...value.keywords, ...above.keywords]) : value.keywords;
  return {
    paths: ancestorPaths(interpreter, value.cls),
    type: value.cls.name,
    args: above ? above.args : value.args,
    keywords,
    ...columnTypeOf(value.cls),
    at: value.at ?? value.cls.at,
  };
}

/** What `db_type()` of an own class returns (Django: howto/custom-model-fields). */
function columnTypeOf(cls: ClassValue): Pick<Declaration, 'columnType'> {
  const method = ownMember(cls, 'db_type')?.value;
  if (method?.kind !== 'function' || method.node.type === 'Lambda') return {};
  const body = method.node.body.filter(one => one.type !== 'Expr' || one.value.type !== 'Constant');
  const [only] = body;
  const value = body.length === 1 && only?.type === 'Return' ? only.value : null;
  return { columnType: value?.type === 'Constant' && value.value.kind === 'str' ? value.value.value : null };
}

const FIELD = /(?:Field|ForeignKey|Relation|TaggableManager)$/;
/** Modules whose `…Field` classes are no model fields. */
const OTHER_FIELDS =
  /^(?:django\.forms|django_filters|rest_framework|strawberry|graphene|wtforms|marshmallow|pydantic|dataclasses|factory)\b|\.forms?\./;

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** True for what Django would take for a field of a model. */
function isField(interpreter: Interpreter, declaration: Declaration): boolean {
  const [nearest] = declaration.paths;
  if (nearest === undefined || OTHER_FIELDS.test(nearest)) return false;
  if (declaration.paths.some(path => path.startsWith('django.db.models.') && FIELD.test(path))) return true;
  const fact = interpreter.host.facts.class(nearest);
  if (fact) return fact.family === 'field' || FIELD.test(nearest);
  return FIELD.test(nearest);
}

const isTrue = (value: Value | undefined): boolean => value?.kind === 'constant' && value.value === true;

function namedOf(value: Value | undefined): Named | null {
  const text = stringOf(value);
  return text === undefined ? null : { text, at: value && 'at' in value ? value.at : null };
}

/** A name with its place where it is written in the declaration; a constant of elsewhere is mended where it is used. */
function within(named: Named | null, at: Span): Named | null {
  if (!named?.at) return named;
  const inside = named.at.file === at.file && named.at.start >= at.start && named.at.end <= at.end;
  return inside ? named : { text: named.text, at };
}

/** What stands in `on_delete`, where Django then refuses to delete the target (ref/models/fields, on_delete). */
function protectionOf(value: Value | undefined): FieldModel['protects'] {
  const name =
    value?.kind === 'symbol' ? /^django\.db\.models\.(?:deletion\.)?(PROTECT|RESTRICT)$/.exec(value.path)?.[1] : null;
  return name === 'PROTECT' || name === 'RESTRICT' ? name : null;
}

/** The field that a value declares under a name; `undefined` when it is none. */
export function fieldOf(
  program: Program,
  name: string,
  value: Value,
  label: ModelLabel,
  app: string,
  self: string,
): FieldModel | undefined {
  const [first] = alternativesOf(value);
  const declaration = first ? declarationOf(program, first) : undefined;
  if (!declaration || !isField(program.interpreter, declaration)) return undefined;
  const { paths, keywords, args } = declaration;
  const is = (pattern: RegExp): boolean =>
    pattern.test(declaration.type) || paths.some(path => pattern.test(lastSegment(path)));
  const manyToMany = is(/^ManyToManyField$|TreeManyToManyField$/);
  const virtual = is(/^(?:GenericForeignKey|GenericRelation|TaggableManager)$|TaggableManagerField$/);
  const toOne = is(/^(?:ForeignKey|OneToOneField|TreeForeignKey|TreeOneToOneField|ParentalKey)$/);
  const target = keywords.get('to') ?? (toOne || manyToMany || is(/^GenericRelation$/) ? args[0] : undefined);
  const through = keywords.get('through');
  const fallback = keywords.get('default');
  const column = namedOf(keywords.get('db_column'))?.text ?? (toOne ? `${name}_id` : name);
  const nullable = keywords.get('null');
  return {
    name,
    type: declaration.type,
    paths,
    kind: manyToMany ? 'many-to-many' : virtual ? 'virtual' : 'column',
    column: manyToMany || virtual ? null : column,
    null: nullable === undefined ? false : nullable.kind === 'constant' ? Boolean(nullable.value) : null,
    primaryKey: isTrue(keywords.get('primary_key')),
    unique: isTrue(keywords.get('unique')) || is(/^OneToOneField$/),
    parentLink: isTrue(keywords.get('parent_link')),
    hasDefault: fallback !== undefined || keywords.has('db_default'),
    defaultCall:
      fallback?.kind === 'symbol'
        ? fallback.path
        : fallback?.kind === 'function'
          ? `${fallback.module.name}.${fallback.name}`
          : null,
    related: target ? label(target, app, self) : null,
    protects: toOne ? protectionOf(keywords.get('on_delete') ?? args[1]) : null,
    relatedName: within(namedOf(keywords.get('related_name')), declaration.at),
    relatedQueryName: within(namedOf(keywords.get('related_query_name')), declaration.at),
    through: through ? label(through, app, self) : null,
    table: manyToMany ? within(namedOf(keywords.get('db_table')), declaration.at) : null,
    declared: { args, keywords, ...('columnType' in declaration ? { columnType: declaration.columnType } : {}) },
    at: declaration.at,
  };
}
