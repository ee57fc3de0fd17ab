/** What a URL pattern leads to: the dotted path of a view, through `as_view()` and decorators. */
import { alternativesOf, methodOf } from '../../program/index.ts';
import type { Interpreter, Value } from '../../program/index.ts';

/** Where Django defines the generic views that it re-exports from `django.views.generic` (4.2 to 6.1). */
const GENERIC_VIEWS: ReadonlyMap<string, string> = new Map(
  (
    [
      ['base', 'RedirectView TemplateView View'],
      [
        'dates',
        'ArchiveIndexView DateDetailView DayArchiveView MonthArchiveView TodayArchiveView WeekArchiveView YearArchiveView',
      ],
      ['detail', 'DetailView'],
      ['edit', 'CreateView DeleteView FormView UpdateView'],
      ['list', 'ListView'],
    ] as const
  ).flatMap(([module, names]) =>
    names.split(' ').map(name => [`django.views.generic.${name}`, `django.views.generic.${module}.${name}`] as const),
  ),
);

/** Dotted path at which a class or function is defined; `null` for anything else. */
export function definitionPath(interpreter: Interpreter, value: Value): string | null {
  switch (value.kind) {
    case 'class':
      return `${value.module.name}.${value.qualname}`;
    case 'function':
      return value.owner
        ? `${value.module.name}.${value.owner.qualname}.${value.name}`
        : `${value.module.name}.${value.name}`;
    case 'method':
      return definitionPath(interpreter, value.function);
    case 'instance':
      return definitionPath(interpreter, value.cls);
    case 'symbol': {
      const path = interpreter.canonical(value.path);
      return GENERIC_VIEWS.get(path) ?? path;
    }
    case 'partial':
      return definitionPath(interpreter, value.callee);
    default:
      return null;
  }
}

/** The class or function that answers for a callback given to `path()`; `undefined` when it is not known. */
export function viewOf(value: Value, depth = 6): Value | undefined {
  if (depth === 0) return undefined;
  for (const one of alternativesOf(value)) {
    const found = viewOfOne(one, depth);
    if (found) return found;
  }
  return undefined;
}

function viewOfOne(value: Value, depth: number): Value | undefined {
  switch (value.kind) {
    case 'class':
    case 'function':
    case 'method':
    case 'symbol':
    case 'partial':
    case 'instance':
      return value;
    case 'call': {
      const method = methodOf(value.callee);
      if (method?.name === 'as_view') return viewOf(method.object, depth - 1);
      // `login_required(View.as_view())`, `cache_page(60)(view)`: a decorator keeps the view's own class (functools.wraps).
      for (const arg of value.args) {
        const found = arg.kind === 'constant' ? undefined : viewOf(arg, depth - 1);
        if (found && found.kind !== 'symbol') return found;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
