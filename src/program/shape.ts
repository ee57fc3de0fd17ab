/** What kind of object a value is, as far as Django's own API tells: managers, querysets, instances. */
import { foreignAncestors } from './classes.ts';
import { symbol } from './value.ts';
import type { Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

export type Shape =
  | { readonly kind: 'manager'; readonly model: Value; readonly base: boolean }
  | { readonly kind: 'queryset'; readonly model: Value; readonly base: boolean }
  | { readonly kind: 'instance'; readonly of: Value };

const MANAGERS = new Set(['objects', '_default_manager', '_base_manager']);

/** Methods that give a queryset (Django: ref/models/querysets, "Methods that return new QuerySets"), NetBox's `restrict` among them. */
const QUERYSET_METHODS = new Set([
  'all',
  'filter',
  'exclude',
  'annotate',
  'alias',
  'order_by',
  'reverse',
  'distinct',
  'none',
  'select_related',
  'prefetch_related',
  'extra',
  'defer',
  'only',
  'using',
  'select_for_update',
  'raw',
  'union',
  'intersection',
  'difference',
  'get_queryset',
  'restrict',
  'values',
  'values_list',
  'db_manager',
  'unrestricted',
  'iterator',
  '_clone',
]);

/** Methods that give one instance. */
const INSTANCE_METHODS = new Set([
  'get',
  'first',
  'last',
  'create',
  'earliest',
  'latest',
  'aget',
  'afirst',
  'alast',
  'acreate',
]);

/** The receiver and name of a method call, whether its receiver is a symbol (`a.B.objects.all`) or any other value. */
export function methodOf(callee: Value): { readonly object: Value; readonly name: string } | undefined {
  if (callee.kind === 'attribute') return { object: callee.object, name: callee.name };
  if (callee.kind === 'symbol') {
    const dot = callee.path.lastIndexOf('.');
    if (dot > 0) return { object: symbol(callee.path.slice(0, dot), callee.at), name: callee.path.slice(dot + 1) };
  }
  return undefined;
}

/** The shape of a value; `undefined` when nothing is known. */
export function shapeOf(interpreter: Interpreter, value: Value, depth = 12): Shape | undefined {
  if (depth === 0) return undefined;
  switch (value.kind) {
    case 'instance':
      return { kind: 'instance', of: value.cls };
    case 'symbol':
    case 'attribute': {
      const method = methodOf(value);
      if (method && MANAGERS.has(method.name)) {
        const of = shapeOf(interpreter, method.object, depth - 1);
        // A manager taken through an instance is an error in Django; through anything else it is that model's.
        if (of?.kind !== 'instance')
          return { kind: 'manager', model: method.object, base: method.name === '_base_manager' };
      }
      return undefined;
    }
    case 'element':
    case 'item': {
      const of = shapeOf(interpreter, value.kind === 'element' ? value.of : value.object, depth - 1);
      return of?.kind === 'queryset' || of?.kind === 'manager' ? { kind: 'instance', of: of.model } : undefined;
    }
    case 'call': {
      const { callee } = value;
      if (callee.kind === 'symbol' && interpreter.host.facts.symbol(callee.path)?.kind === 'class') {
        return { kind: 'instance', of: callee };
      }
      const method = methodOf(callee);
      if (!method) return undefined;
      const of = shapeOf(interpreter, method.object, depth - 1);
      if (of?.kind !== 'manager' && of?.kind !== 'queryset') return undefined;
      if (QUERYSET_METHODS.has(method.name)) return { kind: 'queryset', model: of.model, base: of.base };
      return INSTANCE_METHODS.has(method.name) ? { kind: 'instance', of: of.model } : undefined;
    }
    case 'parameter':
      // An annotation names a class; a receiver's `instance` is an object of the sender, which may be any model.
      return value.annotation && /^(class|symbol|element)$/.test(value.annotation.kind)
        ? { kind: 'instance', of: value.annotation }
        : undefined;
    default:
      return undefined;
  }
}

/** `type(value)` where it can be known. */
export function classOf(interpreter: Interpreter, value: Value): Value | undefined {
  const shape = shapeOf(interpreter, value);
  if (!shape) return undefined;
  switch (shape.kind) {
    case 'instance':
      return shape.of;
    case 'queryset':
      if (shape.base) return symbol('django.db.models.QuerySet', value.at);
      return symbol(interpreter.host.querysetClass(shape.model), value.at);
    case 'manager':
      return undefined;
  }
}

/** Dotted paths of all foreign ancestors of an own class, or of a symbol itself. */
export function ancestorPaths(interpreter: Interpreter, value: Value): readonly string[] {
  if (value.kind !== 'symbol' && value.kind !== 'class') return [];
  const key = value.kind === 'symbol' ? value.path : value;
  const known = interpreter.ancestors.get(key);
  if (known) return known;
  const paths =
    value.kind === 'symbol'
      ? [value.path, ...(interpreter.host.facts.class(value.path)?.ancestors ?? [])]
      : [...new Set(foreignAncestors(value).flatMap(one => ancestorPaths(interpreter, one)))];
  interpreter.ancestors.set(key, paths);
  return paths;
}
