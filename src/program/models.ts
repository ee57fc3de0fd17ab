/** Django's ways to get at a model class: the app registry, options, fields, content types. */
import { alternativesOf, stringOf, symbol } from './value.ts';
import { classOf, methodOf, shapeOf } from './shape.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { CallValue, ClassValue, Value } from './value.ts';

const APPS = 'django.apps.apps';

/** A model by `app_label.ModelName` in any case: the host's, or the package's own. */
export function modelByLabel(interpreter: Interpreter, label: string, at: Span): Value | undefined {
  const fact = interpreter.host.facts.model(label);
  if (fact) return symbol(fact.path, at);
  const [app, name] = label.toLowerCase().split('.');
  return interpreter.classes.find(
    cls =>
      cls.name.toLowerCase() === name &&
      cls.module.name
        .toLowerCase()
        .split('.')
        .some(part => part === app),
  );
}

/** The model whose options (`Model._meta`) a value is. */
function metaOwner(value: Value): Value | undefined {
  if (value.kind === 'attribute') return value.name === '_meta' ? value.object : undefined;
  if (value.kind !== 'symbol' || !value.path.endsWith('._meta')) return undefined;
  return symbol(value.path.slice(0, -'._meta'.length), value.at);
}

function isModel(interpreter: Interpreter, value: Value): boolean {
  return (
    value.kind === 'class' || (value.kind === 'symbol' && interpreter.host.facts.modelOfClass(value.path) !== undefined)
  );
}

const RELATIONS = /(^|\.)(ForeignKey|OneToOneField|ManyToManyField|TreeForeignKey|ParentalKey)$/;

/** The relation field that a value is: its call in the class body, or what it was reached by. */
function relationOf(
  interpreter: Interpreter,
  value: Value,
): { readonly field: CallValue } | { readonly target: Value } | undefined {
  if (value.kind === 'call') {
    if (value.callee.kind === 'symbol' && RELATIONS.test(value.callee.path)) return { field: value };
    const method = methodOf(value.callee);
    const name = stringOf(value.args[0]);
    if (method?.name !== 'get_field' || name === undefined) return undefined;
    const owner = metaOwner(method.object);
    if (owner?.kind === 'class') {
      const field = owner.namespace.get(name);
      return field?.kind === 'call' ? relationOf(interpreter, field) : undefined;
    }
    return owner?.kind === 'symbol' ? hostRelation(interpreter, owner.path, name, value.at) : undefined;
  }
  // `Device.site.field`
  if (value.kind === 'symbol' && value.path.endsWith('.field')) {
    const path = value.path.slice(0, -'.field'.length);
    const dot = path.lastIndexOf('.');
    return value.at ? hostRelation(interpreter, path.slice(0, dot), path.slice(dot + 1), value.at) : undefined;
  }
  return undefined;
}

function hostRelation(
  interpreter: Interpreter,
  path: string,
  name: string,
  at: Span,
): { readonly target: Value } | undefined {
  const related = interpreter.host.facts.modelOfClass(path)?.fields.get(name)?.related;
  const target = related === undefined || related === null ? undefined : modelByLabel(interpreter, related, at);
  return target && { target };
}

function relationTarget(interpreter: Interpreter, value: Value, at: Span): Value | undefined {
  const relation = relationOf(interpreter, value);
  if (!relation) return undefined;
  if ('target' in relation) return relation.target;
  const to = relation.field.args[0] ?? relation.field.keywords.get('to');
  const label = stringOf(to);
  return label === undefined ? to : modelByLabel(interpreter, label, at);
}

const SINGLE_RELATION = /(^|\.)(ForeignKey|OneToOneField|TreeForeignKey|ParentalKey)$/;

/**
 * What a relation of an own model's row gives, where that is a row of an own model too: `part.device` is a Device, not the
 * field that the class body holds. `undefined` for every other member.
 */
export function relatedRow(interpreter: Interpreter, member: Value, cls: ClassValue, at: Span): Value | undefined {
  if (member.kind !== 'call' || member.callee.kind !== 'symbol' || !SINGLE_RELATION.test(member.callee.path))
    return undefined;
  const to = member.args[0] ?? member.keywords.get('to');
  const label = stringOf(to);
  const target =
    label === undefined
      ? to
      : label === 'self'
        ? cls
        : label.includes('.')
          ? modelByLabel(interpreter, label, at)
          : modelByLabel(interpreter, `${cls.module.name.split('.', 1)[0] ?? ''}.${label}`, at);
  if (target?.kind !== 'class') return undefined;
  return {
    kind: 'instance',
    id: interpreter.id(),
    cls: target,
    attributes: new Map(),
    args: [],
    keywords: new Map(),
    at,
  };
}

/** Attributes that have a meaning of their own on models, options, fields, managers and rows. */
const ATTRIBUTES = new Set(['model', 'concrete_model', 'related_model', 'apps', 'field', 'remote_field', '__class__']);

/** What such an attribute gives, where Django's API tells; `undefined` for all others. */
export function modelAttribute(interpreter: Interpreter, object: Value, name: string, at: Span): Value | undefined {
  if (!ATTRIBUTES.has(name)) return undefined;
  switch (name) {
    case 'model':
    case 'concrete_model': {
      const owner = metaOwner(object);
      if (owner && isModel(interpreter, owner)) return owner;
      const shape = name === 'model' ? shapeOf(interpreter, object) : undefined;
      if (shape?.kind === 'manager' || shape?.kind === 'queryset') return shape.model;
      const field =
        object.kind === 'attribute' && object.name === 'remote_field'
          ? object.object
          : object.kind === 'symbol' && object.path.endsWith('.remote_field')
            ? symbol(object.path.slice(0, -'.remote_field'.length), object.at)
            : undefined;
      return field && relationTarget(interpreter, field, at);
    }
    case 'related_model':
      return relationTarget(interpreter, object, at);
    case 'apps':
      return metaOwner(object) ? symbol(APPS, at) : undefined;
    case 'field':
      // `Part.device.field` is the field that the class body made.
      return object.kind === 'call' && relationOf(interpreter, object) ? object : undefined;
    case '__class__':
      return classOf(interpreter, object);
    default:
      return undefined;
  }
}

/** The app label of `apps.get_app_config('dcim')`. */
function appOf(value: Value): string | undefined {
  if (value.kind !== 'call') return undefined;
  const method = methodOf(value.callee);
  const apps = method?.name === 'get_app_config' && method.object.kind === 'symbol' && method.object.path === APPS;
  return apps ? stringOf(value.args[0] ?? value.keywords.get('app_label')) : undefined;
}

/** A model taken by name from a mapping of the app registry. */
export function modelItem(interpreter: Interpreter, object: Value, key: Value, at: Span): Value | undefined {
  const name = stringOf(key);
  if (name === undefined) return undefined;
  let app: string | undefined;
  if (object.kind === 'attribute' && object.name === 'models') app = appOf(object.object);
  else if (object.kind === 'item' && object.object.kind === 'symbol' && object.object.path === `${APPS}.all_models`)
    app = stringOf(object.key);
  return app === undefined ? undefined : modelByLabel(interpreter, `${app}.${name}`, at);
}

const CONTENT_TYPE = /(^|\.)(ContentType|ObjectType)$/;

/** What a method of the app registry, or of a content type, gives; `undefined` when it is not known. */
export function modelCall(
  interpreter: Interpreter,
  callee: Value,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  at: Span,
): Value | undefined {
  const method = methodOf(callee);
  switch (method?.name) {
    case 'get_model': {
      const app = appOf(method.object);
      const name = stringOf(args[0] ?? keywords.get('model_name'));
      return app !== undefined && name !== undefined ? modelByLabel(interpreter, `${app}.${name}`, at) : undefined;
    }
    case 'model_class':
      return contentModel(interpreter, method.object, at, 8);
    default:
      return undefined;
  }
}

/** The model that a content type stands for, by how it was looked up. */
function contentModel(interpreter: Interpreter, value: Value, at: Span, depth: number): Value | undefined {
  if (depth === 0) return undefined;
  if (value.kind === 'item' || value.kind === 'element') {
    return contentModel(interpreter, value.kind === 'item' ? value.object : value.of, at, depth - 1);
  }
  if (value.kind !== 'call') return undefined;
  const method = methodOf(value.callee);
  if (!method) return undefined;
  const shape = shapeOf(interpreter, method.object);
  const model = shape?.kind === 'manager' || shape?.kind === 'queryset' ? shape.model : undefined;
  if (model?.kind !== 'symbol' || !CONTENT_TYPE.test(model.path)) return undefined;
  if (method.name === 'get_for_model') {
    const given = value.args[0] ?? value.keywords.get('model');
    return given && alternativesOf(given).every(one => isModel(interpreter, one)) ? given : undefined;
  }
  const natural = method.name === 'get_by_natural_key';
  const app = stringOf(natural ? value.args[0] : value.keywords.get('app_label'));
  const name = stringOf(natural ? value.args[1] : value.keywords.get('model'));
  if (app !== undefined && name !== undefined) return modelByLabel(interpreter, `${app}.${name}`, at);
  return contentModel(interpreter, method.object, at, depth - 1);
}
