/** Calls of Django's that raise at once, while the module that makes them is imported: relations without `on_delete`, routes. */
import { stringOf } from '../../../program/index.ts';
import { lastPart } from './python-text.ts';
import type { CallEffect, Program } from '../../../program/index.ts';
import type { Raised } from './outcome.ts';
import type { RegistrationError } from './registration.ts';

const RELATION = /^django\.db\.models\.(fields\.related\.)?(ForeignKey|OneToOneField)$/;
const ROUTE = /^django\.urls\.(conf\.)?path$/;
const REGISTER = /^django\.urls\.(converters\.)?register_converter$/;
/** django/urls/converters.py, DEFAULT_CONVERTERS. */
const CONVERTERS = ['int', 'path', 'slug', 'str', 'uuid'];

/** Calls that raise, whatever the release of NetBox. */
export function djangoErrors(program: Program): readonly RegistrationError[] {
  const registered = program.calls.filter(one => one.callee.kind === 'symbol' && REGISTER.test(one.callee.path));
  const names = registered.map(one => stringOf(one.args[1] ?? one.keywords.get('type_name')));
  const converters = names.every(name => name !== undefined) ? new Set([...CONVERTERS, ...names]) : null;
  return program.calls.flatMap(effect => {
    if (effect.callee.kind !== 'symbol') return [];
    const { path } = effect.callee;
    const raised = RELATION.test(path)
      ? relationError(lastPart(path), effect)
      : ROUTE.test(path)
        ? routeError(effect, converters)
        : undefined;
    return raised ? [{ effect, raised }] : [];
  });
}

/** CPython names the method with its class since 3.10, below which no release has relations without `on_delete` either. */
function relationError(name: string, { args, keywords, result, at }: CallEffect): Raised | undefined {
  const spread =
    [...keywords.keys()].some(one => one === '' || one.startsWith('*')) || (result.spread?.length ?? 0) > 0;
  if (spread || args.length !== 1 || keywords.has('on_delete') || keywords.has('to')) return undefined;
  const message = `${name}.__init__() missing 1 required positional argument: 'on_delete'`;
  return { exception: 'TypeError', message, at };
}

/** django/urls/conf.py, `_path`, and django/urls/resolvers.py, `_route_to_regex`. */
function routeError({ args, at }: CallEffect, converters: ReadonlySet<string> | null): Raised | undefined {
  const [route, view] = args;
  if (view && stringOf(view) !== undefined) {
    return { exception: 'TypeError', message: 'view must be a callable or a list/tuple in the case of include().', at };
  }
  const text = stringOf(route);
  if (text === undefined || converters === null) return undefined;
  for (const [, converter] of text.matchAll(/<(?:([^>:]+):)?[^>]+>/g)) {
    if (converter === undefined || converters.has(converter)) continue;
    const message = `URL route '${text}' uses invalid converter '${converter}'.`;
    return { exception: 'django.core.exceptions.ImproperlyConfigured', message, at };
  }
  return undefined;
}
