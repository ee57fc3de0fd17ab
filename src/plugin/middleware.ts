/** Middleware that the plugin adds, and what it does to requests and responses. */
import { alternativesOf, ancestorPaths, byPath, callValue, describe, ownMember, symbol } from '../program/index.ts';
import { configMember } from './config.ts';
import { dependsOnPath, dependsOnRequest, GET_RESPONSE, isRequest, isResponse } from './middleware/request.ts';
import { atomsOf, mentions, needsSetting } from './middleware/formula.ts';
import { reachOf } from './middleware/reach.ts';
import { answersOf } from './middleware/response.ts';
import { walkFunction } from './middleware/walk.ts';
import type { ReleaseSet } from '../host/facts.ts';
import type { Step, Undecided } from '../finding.ts';
import type { ClassValue, FunctionValue, InstanceValue, ParameterValue, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';
import type { Formula } from './middleware/formula.ts';
import type { NamedPath, Reach } from './middleware/reach.ts';
import type { Outcome } from './middleware/walk.ts';

export type { NamedPath, Reach } from './middleware/reach.ts';

/** What a middleware does besides passing the request on. */
export type MiddlewareAction =
  | 'answer' /* gives a response of its own */
  | 'redirect'
  | 'refuse' /* a status of 400 or more, or an exception that becomes one */
  | 'content' /* changes what the response holds */
  | 'template' /* changes the template that the response will render */
  | 'urlconf' /* sets request.urlconf */
  | 'path'; /* changes the path by which the URL is resolved */

export interface MiddlewareAct {
  readonly action: MiddlewareAction;
  /** The expression, shortened: `redirect('/plugins/example/')`. */
  readonly text: string;
  readonly at: Span;
  /** Which pages it concerns. */
  readonly reach: Reach;
  /** Only where a plugin setting that is off by default is turned on. */
  readonly optIn: boolean;
  /** The condition asks who the user is, or what they sent beside the path. */
  readonly personal: boolean;
  /** The condition asks for something else: a setting, a row, a clock. */
  readonly conditional: boolean;
  /** Only after an error: in an `except`, or where the response has an error status. */
  readonly fallback: boolean;
  /** A redirect to the login page. */
  readonly login: boolean;
  /** A redirect to the page that was asked for, with another query. */
  readonly samePage: boolean;
  readonly trace: readonly Step[];
}

export interface Middleware {
  readonly plugin: string;
  /** Dotted path, as in `PluginConfig.middleware`. */
  readonly path: string;
  /** The entry in `PluginConfig.middleware`; the definition for what is not listed there. */
  readonly at: Span;
  /** Listed in `PluginConfig.middleware`; otherwise an operator has to put it into MIDDLEWARE. */
  readonly listed: boolean;
  readonly kind: 'class' | 'function' | 'missing' | 'foreign' | 'unknown';
  /** Releases under check whose own MIDDLEWARE has it already. */
  readonly repeats: ReleaseSet;
  readonly acts: readonly MiddlewareAct[];
}

/**
 * How loudly an act may be reported: not as certain where it happens only for some users, after an error, with a setting that is
 * off by default, or where an operator has to put the middleware into MIDDLEWARE.
 */
export function isCertain(entry: Middleware, act: MiddlewareAct): boolean {
  return entry.listed && !act.optIn && !act.personal && !act.fallback;
}

export interface MiddlewareModel {
  readonly entries: readonly Middleware[];
  readonly undecided: readonly Undecided[];
}

/** The middleware of all plugins, in their order, then own classes that look like middleware and are not listed. */
export function findMiddleware(base: ModelBase): MiddlewareModel {
  const entries: Middleware[] = [];
  const undecided: Undecided[] = [];
  const { interpreter } = base.program;
  for (const plugin of base.plugins) {
    const member = plugin.config ? configMember(plugin.config.value, 'middleware') : undefined;
    if (!plugin.config || !member) continue;
    const at = plugin.config.attributes.get('middleware')?.at ?? plugin.config.at;
    for (const list of alternativesOf(member.value)) {
      // A value of another type is ignored by NetBox.
      if (list.kind !== 'sequence') continue;
      for (const item of list.items) {
        if (item.kind !== 'constant' || typeof item.value !== 'string') {
          undecided.push({ limit: 'urls', reason: 'a middleware whose path is computed', at: item.at ?? at });
          continue;
        }
        const path = item.value;
        const place = item.at ?? at;
        const repeats =
          (HOST_MIDDLEWARE.has(path) ? base.host.facts.all : hostMiddleware(base, path)) & base.host.releases;
        const common = { plugin: plugin.module, path, at: place, listed: true, repeats };
        if (!interpreter.modules.owns(path)) {
          entries.push({ ...common, kind: 'foreign', acts: [] });
          continue;
        }
        const [value] = alternativesOf(byPath(interpreter, path, place));
        const kind =
          value?.kind === 'class' || value?.kind === 'function'
            ? value.kind
            : value?.kind === 'partial'
              ? 'function'
              : isMissing(base, path, value)
                ? 'missing'
                : 'unknown';
        const acts = value ? actsOf(base, value) : [];
        entries.push({ ...common, kind, acts });
        for (const act of acts) {
          if (act.reach.kind !== 'computed' || act.login || act.samePage || act.optIn || act.fallback) continue;
          undecided.push({ limit: 'urls', reason: 'a middleware acts on paths that are computed', at: act.at });
        }
      }
    }
  }
  const [first] = base.plugins;
  for (const cls of first ? base.program.classes : []) {
    const path = `${cls.module.name}.${cls.qualname}`;
    if (!first || entries.some(entry => entry.path === path) || !looksLikeMiddleware(base, cls)) continue;
    entries.push({
      plugin: first.module,
      path,
      at: cls.at,
      listed: false,
      repeats: 0,
      kind: 'class',
      acts: actsOf(base, cls),
    });
  }
  return { entries, undecided };
}

/** What every release lists in MIDDLEWARE beside its own classes (netbox/settings.py, 2.8 to 4.7). */
const HOST_MIDDLEWARE = new Set([
  'corsheaders.middleware.CorsMiddleware',
  'django.contrib.sessions.middleware.SessionMiddleware',
  'django.middleware.csrf.CsrfViewMiddleware',
  'django.contrib.auth.middleware.AuthenticationMiddleware',
  'django.contrib.messages.middleware.MessageMiddleware',
  'django.middleware.clickjacking.XFrameOptionsMiddleware',
  'django.middleware.security.SecurityMiddleware',
]);

/** Whether importing an own path fails for certain: no such module, or no such name in it. */
function isMissing(base: ModelBase, path: string, value: Value | undefined): boolean {
  const module = path.slice(0, path.lastIndexOf('.'));
  if (!base.program.interpreter.modules.has(module)) return true;
  const { stars } = base.program.modules.get(module)?.scope ?? {};
  // What a star import brings in is not known.
  if (stars && stars.length > 0) return false;
  return value?.kind === 'unknown' && value.reason === `${module} has no '${path.slice(module.length + 1)}'`;
}

/** Releases that have a middleware class of NetBox's own: each of them is listed. */
function hostMiddleware(base: ModelBase, path: string): ReleaseSet {
  return /^(?:netbox|utilities|extras)\.middleware\.\w+Middleware$/.test(path)
    ? (base.host.facts.symbol(path)?.releases ?? 0)
    : 0;
}

/** A class in a `middleware` module that takes `get_response` and is called with a request; a base of others is not meant. */
function looksLikeMiddleware(base: ModelBase, cls: ClassValue): boolean {
  if (!/(^|\.)middleware(\.|$)/.test(cls.module.name) || base.program.classes.some(one => one.bases.includes(cls)))
    return false;
  if (ancestorPaths(base.program.interpreter, cls).includes(MIXIN)) return true;
  const init = ownMember(cls, '__init__')?.value;
  const takes = init?.kind === 'function' && init.node.args.args.some(parameter => parameter.arg === 'get_response');
  return takes && ownMember(cls, '__call__') !== undefined;
}

const MIXIN = 'django.utils.deprecation.MiddlewareMixin';

/** Hooks of a middleware, with their parameters (Django: topics/http/middleware, 4.2 to 6.1). */
const HOOKS = [
  ['__call__', ['request']],
  ['__acall__', ['request']],
  ['process_request', ['request']],
  ['process_view', ['request', 'view_func', 'view_args', 'view_kwargs']],
  ['process_template_response', ['request', 'response']],
  ['process_response', ['request', 'response']],
  ['process_exception', ['request', 'exception']],
] as const;

const knownActs = new WeakMap<ModelBase, Map<Value, readonly MiddlewareAct[]>>();

function actsOf(base: ModelBase, value: Value): readonly MiddlewareAct[] {
  let known = knownActs.get(base);
  if (!known) knownActs.set(base, (known = new Map()));
  let result = known.get(value);
  if (!result)
    known.set(value, (result = base.program.interpreter.enter('request', null, () => findActs(base, value))));
  return result;
}

function findActs(base: ModelBase, value: Value): readonly MiddlewareAct[] {
  const outcomes: Outcome[] = [];
  for (const [fn, args] of entryPoints(base, value)) {
    const found = walkFunction(base, fn, args);
    // Called only after a view has failed.
    outcomes.push(...(fn.name === 'process_exception' ? found.map(one => ({ ...one, exceptional: true })) : found));
  }
  const out: MiddlewareAct[] = [];
  const seen = new Set<string>();
  for (const outcome of outcomes) {
    for (const act of actOf(base, outcome)) {
      const key = `${act.at.file}:${act.at.start}:${act.action}:${JSON.stringify(act.reach)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      out.push(act);
    }
  }
  return out;
}

/** The functions that Django calls of a middleware, with their arguments. */
function entryPoints(base: ModelBase, value: Value): readonly (readonly [FunctionValue, readonly Value[]])[] {
  const { interpreter } = base.program;
  const factory = value.kind === 'partial' ? value.callee : value;
  if (factory.kind === 'function') {
    // A factory: called once with get_response, it gives the function (or the object) that takes requests.
    const { typing } = interpreter;
    interpreter.typing = true;
    const made = callValue(interpreter, value, [symbol(GET_RESPONSE, factory.at)], new Map(), factory.at);
    interpreter.typing = typing;
    return alternativesOf(made).flatMap(one => {
      if (one.kind === 'function') return [[one, [parameter(one, 'request')]] as const];
      return one.kind === 'instance' || one.kind === 'class' ? entryPoints(base, one) : [];
    });
  }
  if (value.kind !== 'class' && value.kind !== 'instance') return [];
  const cls = value.kind === 'class' ? value : value.cls;
  let self: Value;
  if (value.kind === 'class') {
    const { typing } = interpreter;
    interpreter.typing = true;
    const made = callValue(interpreter, value, [symbol(GET_RESPONSE, value.at)], new Map(), value.at);
    interpreter.typing = typing;
    self = made.kind === 'instance' ? made : instanceOf(base, cls);
  } else {
    self = value;
  }
  return HOOKS.flatMap(([name, parameters]) => {
    const member = ownMember(cls, name)?.value;
    if (member?.kind !== 'function') return [];
    return [[member, [self, ...parameters.map(one => parameter(member, one))]] as const];
  });
}

function instanceOf(base: ModelBase, cls: ClassValue): InstanceValue {
  return {
    kind: 'instance',
    id: base.program.interpreter.id(),
    cls,
    attributes: new Map(),
    args: [],
    keywords: new Map(),
    at: cls.at,
  };
}

/** What Django hands over, under the name that it has in the hook's documentation. */
function parameter(fn: FunctionValue, name: string): ParameterValue {
  return { kind: 'parameter', name, function: fn, annotation: null, at: fn.at };
}

/** Writes on the request by which Django resolves another URL (django/core/handlers/base.py, resolve_request). */
const REQUEST_WRITES: ReadonlyMap<string, MiddlewareAction> = new Map([
  ['urlconf', 'urlconf'],
  ['path_info', 'path'],
]);

const RESPONSE_WRITES: ReadonlyMap<string, MiddlewareAction> = new Map([
  ['content', 'content'],
  ['streaming_content', 'content'],
  ['_container', 'content'],
  ['template_name', 'template'],
]);

/** Exceptions that Django turns into a refusal (django/core/handlers/exception.py). */
const REFUSING =
  /(^|\.)(Http404|PermissionDenied|SuspiciousOperation|BadRequest|DisallowedHost|NotFound|NotAuthenticated|AuthenticationFailed)$/;

/** An act more lines away from its condition than this is shown where it is done. */
const FAR = 3;

/** A reach whose places are those of conditions, so long as these stand with the act or with a call that leads to it. */
function nearby(base: ModelBase, reach: Reach, outcome: Outcome): Reach {
  if (reach.kind !== 'named') return reach;
  const near = (path: NamedPath, place: Span): boolean => linesBetween(base, path.at, place) <= FAR;
  const paths = reach.paths.map(path => {
    if (near(path, outcome.at)) return path;
    const apart = outcome.trace.some(step => near(path, step.at));
    return apart ? { ...path, apart } : { ...path, at: outcome.at };
  });
  return { kind: 'named', paths };
}

/** How many lines are between the beginnings of two places; infinite for two files. */
function linesBetween(base: ModelBase, a: Span, b: Span): number {
  if (a.file !== b.file) return Infinity;
  const module = [...base.program.modules.values()].find(one => one.file === a.file);
  const [from, to] = a.start < b.start ? [a.start, b.start] : [b.start, a.start];
  return module ? module.text.slice(from, to).split('\n').length - 1 : 0;
}

function actOf(base: ModelBase, outcome: Outcome): readonly MiddlewareAct[] {
  const { facts } = base.host;
  const make = (action: MiddlewareAction, text: string, login = false, samePage = false): MiddlewareAct => ({
    action,
    text,
    at: outcome.at,
    reach: nearby(base, reachOf(facts, outcome.condition), outcome),
    optIn: needsSetting(base, outcome.condition),
    ...circumstances(outcome.condition),
    fallback: outcome.exceptional || atomsOf(outcome.condition).some(atom => asksForStatus(atom.value)),
    login,
    samePage,
    trace: outcome.trace,
  });
  switch (outcome.kind) {
    case 'return':
      return answersOf(base.program.interpreter, facts, outcome.value).map(answer =>
        make(answer.kind === 'rewrite' ? 'content' : answer.kind, answer.text, answer.login, answer.samePage),
      );
    case 'raise': {
      const raised = outcome.value.kind === 'call' ? outcome.value.callee : outcome.value;
      return raised.kind === 'symbol' && REFUSING.test(raised.path) ? [make('refuse', describe(outcome.value, 2))] : [];
    }
    case 'write': {
      if (outcome.name === 'status_code') {
        const status = outcome.value.kind === 'constant' ? Number(outcome.value.value) : 0;
        if (status < 300 || !alternativesOf(outcome.object).some(isResponse)) return [];
        return [make(status < 400 ? 'redirect' : 'refuse', `${describe(outcome.object, 2)}.status_code`)];
      }
      const action = alternativesOf(outcome.object).some(isRequest)
        ? REQUEST_WRITES.get(outcome.name)
        : alternativesOf(outcome.object).some(isResponse)
          ? RESPONSE_WRITES.get(outcome.name)
          : undefined;
      return action ? [make(action, `${describe(outcome.object, 2)}.${outcome.name}`)] : [];
    }
  }
}

const asksForStatus = (value: Value): boolean =>
  mentions(value, part => part.kind === 'attribute' && part.name === 'status_code' && isResponse(part.object));

/** What a condition hangs on besides the path. */
function circumstances(condition: Formula): { readonly personal: boolean; readonly conditional: boolean } {
  let personal = false;
  let conditional = false;
  for (const { value } of atomsOf(condition)) {
    if (dependsOnPath(value)) continue;
    if (dependsOnRequest(value) || mentions(value, isResponse)) personal ||= dependsOnRequest(value);
    else if (value.kind !== 'constant') conditional = true;
  }
  return { personal, conditional };
}
