/** Django's URL patterns as values: lists of `path()`, `re_path()` and `include()`, walked to the views they lead to. */
import { alternativesOf, byPath, elementsOf, getAttribute, stringOf } from '../../program/index.ts';
import { modelUrls } from './model-urls.ts';
import { definitionPath, viewOf } from './view.ts';
import { withFormat } from './router.ts';
import type { CallValue, Interpreter, SequenceValue, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { ModelView } from '../model-views.ts';
import type { Routers } from './router.ts';

/** A pattern that ends at a view, with everything above it. */
export interface Leaf {
  /** Concatenated patterns, as Django prints them. */
  readonly path: string;
  /** With its namespaces. */
  readonly name: string | null;
  readonly view: string | null;
  /** The pattern of the last `path()` or `re_path()` alone. */
  readonly pattern: string;
  readonly regex: boolean;
  readonly at: Span;
}

export interface PatternContext {
  readonly base: ModelBase;
  readonly routers: Routers;
  readonly modelViews: readonly ModelView[];
  unknown(at: Span, reason: string): void;
  add(leaf: Leaf): void;
  /** Names that begin so may exist as well: other packages may register views for the model. */
  open(prefix: string): void;
}

interface Position {
  readonly prefix: string;
  /** Ends with a colon, or is empty. */
  readonly namespace: string;
  readonly depth: number;
  readonly at: Span;
  /** Inside `format_suffix_patterns()`. */
  readonly formats: boolean;
}

const DEEPEST = 12;

/** Walks a value that stands for a list of patterns. */
export function walkPatterns(context: PatternContext, value: Value, position: Position): void {
  if (position.depth > DEEPEST) return;
  const { interpreter } = context.base.program;
  for (const one of alternativesOf(value)) {
    if (walkMade(context, one, position)) continue;
    if (one.kind === 'unknown' || one.kind === 'constant') {
      context.unknown('at' in one && one.at ? one.at : position.at, 'URL patterns that are computed');
      continue;
    }
    const { items } = elementsOf(interpreter, one, position.at);
    for (const item of items) walkPattern(context, item, position);
  }
}

/** Lists of patterns that a call or a router makes. */
function walkMade(context: PatternContext, value: Value, position: Position): boolean {
  const router = context.routers.routerOf(value);
  if (router) {
    for (const one of context.routers.patternsOf(router, (at, reason) => context.unknown(at, reason))) {
      const name = one.name === null ? null : position.namespace + one.name;
      const regex = one.pattern.startsWith('^');
      context.add({
        path: position.prefix + one.pattern,
        name,
        view: one.view,
        pattern: one.pattern,
        regex,
        at: one.at,
      });
    }
    return true;
  }
  if (value.kind !== 'call' || value.callee.kind !== 'symbol') return false;
  switch (value.callee.path) {
    case 'utilities.urls.get_model_urls': {
      const [app, model, detail] = value.args;
      const label = stringOf(app ?? value.keywords.get('app_label'));
      const name = stringOf(model ?? value.keywords.get('model_name'));
      const flag = detail ?? value.keywords.get('detail');
      if (label === undefined || name === undefined) {
        context.unknown(value.at, 'get_model_urls() with a computed model');
        return true;
      }
      const one = !flag || (flag.kind === 'constant' && Boolean(flag.value));
      const urls = modelUrls(context.base, context.modelViews, label, name, one);
      if (!urls.some(route => route.at !== null)) context.open(position.namespace + name);
      for (const route of urls) {
        if (route.path === null || route.name === null) {
          context.unknown(route.at ?? value.at, 'a model view with a computed name or path');
          continue;
        }
        const pattern = route.path === '' ? '' : `${route.path}/`;
        context.add({
          path: position.prefix + pattern,
          name: position.namespace + route.name,
          view: route.view,
          pattern,
          regex: false,
          at: route.at ?? value.at,
        });
      }
      return true;
    }
    case 'rest_framework.urlpatterns.format_suffix_patterns': {
      const [patterns] = value.args;
      if (patterns) walkPatterns(context, patterns, { ...position, formats: true, depth: position.depth + 1 });
      return true;
    }
    case 'django.conf.urls.static.static':
      // Patterns only where DEBUG is on.
      return true;
    default:
      return false;
  }
}

function walkPattern(context: PatternContext, value: Value, position: Position): void {
  for (const one of alternativesOf(value)) {
    // `*router.urls`: the element stands for all of them.
    if (one.kind === 'element' && walkMade(context, one.of, position)) continue;
    if (one.kind === 'call' && one.callee.kind === 'symbol') {
      const { path } = one.callee;
      if (path === 'django.urls.path' || path === 'django.urls.re_path') {
        walkPath(context, one, path === 'django.urls.re_path', position);
        continue;
      }
    }
    if (one.kind === 'constant' && one.value === null) continue;
    context.unknown('at' in one && one.at ? one.at : position.at, 'a URL pattern that is computed');
  }
}

function walkPath(context: PatternContext, call: CallValue, regex: boolean, position: Position): void {
  const pattern = stringOf(call.args[0] ?? call.keywords.get(regex ? 'regex' : 'route'));
  const view = call.args[1] ?? call.keywords.get('view');
  if (pattern === undefined || !view) {
    context.unknown(call.at, 'a URL pattern with a computed path');
    return;
  }
  const prefix = position.prefix + pattern;
  const included = alternativesOf(view).find(isInclude) ?? asTuple(view);
  if (included) {
    walkInclude(context, included, { ...position, prefix, depth: position.depth + 1, at: call.at });
    return;
  }
  const nameValue = call.args[3] ?? call.keywords.get('name');
  const name = stringOf(nameValue);
  if (nameValue && name === undefined && !(nameValue.kind === 'constant' && nameValue.value === null)) {
    context.unknown(call.at, 'a URL pattern with a computed name');
  }
  const target = viewOf(view);
  const leaf = {
    path: prefix,
    name: name === undefined ? null : position.namespace + name,
    view: target ? definitionPath(context.base.program.interpreter, target) : null,
    pattern,
    regex,
    at: call.at,
  };
  context.add(leaf);
  if (position.formats) {
    const suffixed = regex ? withFormat(pattern) : `${pattern.replace(/\/+$/, '')}<drf_format_suffix:format>`;
    context.add({ ...leaf, pattern: suffixed, path: position.prefix + suffixed });
  }
}

const isInclude = (value: Value): value is CallValue =>
  value.kind === 'call' && value.callee.kind === 'symbol' && value.callee.path === 'django.urls.include';

/** `(patterns, app_name, namespace)` given to `path()` in place of a view, as `admin.site.urls` does. */
function asTuple(value: Value): SequenceValue | undefined {
  return value.kind === 'sequence' && value.type === 'tuple' ? value : undefined;
}

function walkInclude(context: PatternContext, include: CallValue | SequenceValue, position: Position): void {
  const { interpreter } = context.base.program;
  const given = include.kind === 'sequence' ? include : (include.args[0] ?? include.keywords.get('arg'));
  if (!given) return;
  let namespace =
    include.kind === 'sequence' ? undefined : stringOf(include.args[1] ?? include.keywords.get('namespace'));
  for (const one of alternativesOf(given)) {
    let patterns: Value = one;
    let appName: string | undefined;
    if (one.kind === 'sequence' && one.type === 'tuple' && isAppTuple(one)) {
      const [first, second, third] = one.items;
      if (first) patterns = first;
      appName = stringOf(second);
      namespace ??= stringOf(third);
    }
    const target = moduleOf(interpreter, patterns, position.at);
    if (target) {
      appName ??= stringOf(getAttribute(interpreter, target, 'app_name', position.at));
      patterns = getAttribute(interpreter, target, 'urlpatterns', position.at);
    } else if (patterns.kind === 'symbol' || stringOf(patterns) !== undefined) {
      context.unknown(position.at, "URL patterns of another package's module");
      continue;
    }
    const own = namespace ?? appName;
    walkPatterns(context, patterns, {
      ...position,
      namespace: own === undefined ? position.namespace : `${position.namespace}${own}:`,
    });
  }
}

/** `(patterns, 'app')` or `(patterns, 'app', 'namespace')`, not a tuple of patterns. */
function isAppTuple(value: SequenceValue): boolean {
  const [, second] = value.items;
  return value.items.length >= 2 && value.items.length <= 3 && second?.kind === 'constant';
}

function moduleOf(interpreter: Interpreter, value: Value, at: Span): Value | undefined {
  if (value.kind === 'module') return value;
  const name = stringOf(value);
  if (name === undefined || !interpreter.modules.has(name)) return undefined;
  return byPath(interpreter, name, at);
}
