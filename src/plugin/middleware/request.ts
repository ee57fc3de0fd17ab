/** Values that come from the request: itself, its path, its user, and the response that the rest of NetBox gives. */
import { methodOf, stringOf } from '../../program/index.ts';
import { mentions } from './formula.ts';
import type { Value } from '../../program/index.ts';

/** Stands for the `get_response` that Django hands to a middleware. */
export const GET_RESPONSE = 'django.core.handlers.base.BaseHandler.get_response';

/** A parameter that the host gives a request to. */
export function isRequest(value: Value): boolean {
  if (value.kind === 'parameter') return /^_?(http_?)?req(uest)?$/i.test(value.name);
  // `self.request`, stored by the package.
  return value.kind === 'attribute' && value.name === 'request';
}

const PATHS = new Set(['path', 'path_info']);
const PATH_CALLS = new Set(['get_full_path', 'get_full_path_info', 'build_absolute_uri', 'get_raw_uri']);
const TEXT_METHODS = new Set([
  'lower',
  'upper',
  'strip',
  'lstrip',
  'rstrip',
  'removeprefix',
  'removesuffix',
  'replace',
  'format',
  'casefold',
]);

/** The path of the request, also changed in its letters or its ends. */
export function isPath(value: Value): boolean {
  switch (value.kind) {
    case 'attribute':
      return PATHS.has(value.name) && isRequest(value.object);
    case 'item':
      return /^(PATH_INFO|REQUEST_URI)$/.test(stringOf(value.key) ?? '') && isMeta(value.object);
    case 'call': {
      const method = methodOf(value.callee);
      if (!method) return false;
      if (PATH_CALLS.has(method.name)) return isRequest(method.object);
      if (method.name === 'get' && isMeta(method.object))
        return /^(PATH_INFO|REQUEST_URI)$/.test(stringOf(value.args[0]) ?? '');
      return TEXT_METHODS.has(method.name) && isPath(method.object);
    }
    case 'text':
      return (
        value.parts.every(part => (typeof part === 'string' ? /^[/?]*$/.test(part) : isPath(part))) &&
        value.parts.some(part => typeof part !== 'string')
      );
    case 'alternatives':
      return value.values.some(isPath);
    default:
      return false;
  }
}

/** The address of the request, its query and fragment apart: `f'{request.path}?page=2'`, `request.get_full_path() + '&x=1'`. */
export function isSamePage(value: Value): boolean {
  switch (value.kind) {
    case 'attribute':
      return PATHS.has(value.name) && isRequest(value.object);
    case 'item':
      return isPath(value);
    case 'call': {
      const method = methodOf(value.callee);
      if (!method) return false;
      if (PATH_CALLS.has(method.name)) {
        const [location] = value.args;
        return isRequest(method.object) && (location === undefined || isSamePage(location));
      }
      return method.name === 'get' && isPath(value);
    }
    case 'text': {
      const [path, next] = value.parts.filter(part => part !== '');
      return (
        path !== undefined &&
        typeof path !== 'string' &&
        isSamePage(path) &&
        (next === undefined || (typeof next === 'string' && /^[?&#]/.test(next)))
      );
    }
    case 'alternatives':
      return value.values.every(isSamePage);
    default:
      return false;
  }
}

const isMeta = (value: Value): boolean =>
  value.kind === 'attribute' && (value.name === 'META' || value.name === 'environ') && isRequest(value.object);

/** `request.resolver_match`, or what `resolve(request.path)` gives. */
export function isResolverMatch(value: Value): boolean {
  if (value.kind === 'attribute') return value.name === 'resolver_match' && isRequest(value.object);
  return (
    value.kind === 'call' &&
    value.callee.kind === 'symbol' &&
    /^django\.urls\.(base\.)?resolve$/.test(value.callee.path)
  );
}

/** The module of the view that process_view is told of: it says as much as the path where the request goes. */
export function isViewModule(value: Value): boolean {
  if (value.kind !== 'attribute' || value.name !== '__module__') return false;
  return mentions(value.object, part => part.kind === 'parameter' && /^view(_func|_class)?$/.test(part.name));
}

/** `namespaces` or `app_names` of the resolved URL: a list of names, outermost first. */
export function resolverNames(value: Value): boolean {
  return value.kind === 'attribute' && /^(namespaces|app_names)$/.test(value.name) && isResolverMatch(value.object);
}

/** The view that will answer: what process_view is told of, or `request.resolver_match.func`, or the class behind it. */
export function isView(value: Value): boolean {
  switch (value.kind) {
    case 'parameter':
      return /^(view(_func|_class)?|callback)$/.test(value.name);
    case 'attribute':
      if (value.name === 'func') return isResolverMatch(value.object) || isView(value.object);
      return /^(view_class|cls|__wrapped__)$/.test(value.name) && isView(value.object);
    case 'alternatives':
      return value.values.some(isView);
    default:
      return false;
  }
}

/** Anything that depends on where the request goes. */
export const dependsOnPath = (value: Value): boolean =>
  mentions(value, part => isPath(part) || isResolverMatch(part) || isViewModule(part) || isView(part));

/** Anything that depends on who asks, or on what they sent beside the path. */
export const dependsOnRequest = (value: Value): boolean => mentions(value, isRequest);

/** What the rest of NetBox answered: `self.get_response(request)`, `super().__call__(request)`, the parameter of process_response. */
export function isResponse(value: Value): boolean {
  switch (value.kind) {
    case 'parameter':
      return /^resp(onse)?$/i.test(value.name);
    case 'call': {
      const { callee } = value;
      if (callee.kind === 'symbol') return callee.path === GET_RESPONSE;
      if (callee.kind === 'parameter') return callee.name === 'get_response';
      if (callee.kind !== 'attribute') return false;
      return (
        callee.name === 'get_response' ||
        (callee.object.kind === 'super' && /^(__call__|__acall__|process_\w+)$/.test(callee.name))
      );
    }
    case 'alternatives':
      return value.values.some(isResponse);
    default:
      return false;
  }
}
