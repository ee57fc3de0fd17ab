/** URL names and root-relative paths that the package's Python asks for: `reverse('plugins:…')`, `redirect('/dcim/…')`. */
import { alternativesOf, stringOf } from '../../program/index.ts';
import { insideTry } from './guarded.ts';
import type { Phase, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface UrlReference {
  /** `name`: a URL name that is reversed; `path`: a path written out. */
  readonly kind: 'name' | 'path';
  readonly text: string;
  /** Canonical dotted path of what was called. */
  readonly callee: string;
  readonly at: Span;
  readonly phase: Phase;
  /** Inside a `try`, so that a URL that is not there may be expected. */
  readonly guarded: boolean;
}

/** What takes a URL name (or for `redirect` also a path) first: django.urls, django.shortcuts, django.http, DRF. */
const TAKES_NAME = new Set([
  'django.urls.reverse',
  'django.urls.reverse_lazy',
  'django.urls.base.reverse',
  'rest_framework.reverse.reverse',
  'django.shortcuts.redirect',
  'django.shortcuts.resolve_url',
]);
const TAKES_PATH = new Set([
  'django.shortcuts.redirect',
  'django.http.HttpResponseRedirect',
  'django.http.response.HttpResponseRedirect',
  'django.http.HttpResponsePermanentRedirect',
]);

/** Every such reference with a known text, in order of the calls. */
export function findReferences(base: ModelBase): UrlReference[] {
  const out: UrlReference[] = [];
  const seen = new Set<string>();
  for (const call of base.program.calls) {
    if (call.callee.kind !== 'symbol') continue;
    const { path } = call.callee;
    const name = TAKES_NAME.has(path);
    const literal = TAKES_PATH.has(path);
    if (!name && !literal) continue;
    const first: Value | undefined =
      call.args[0] ?? call.keywords.get('viewname') ?? call.keywords.get('to') ?? call.keywords.get('redirect_to');
    if (!first) continue;
    for (const one of alternativesOf(first)) {
      const text =
        stringOf(one) ??
        (one.kind === 'text' && typeof one.parts[0] === 'string' && one.parts[0].startsWith('/')
          ? one.parts[0]
          : undefined);
      if (text === undefined || text === '') continue;
      const kind = literal && text.startsWith('/') ? 'path' : name ? 'name' : undefined;
      if (!kind) continue;
      const key = `${call.at.file}:${call.at.start}:${kind}:${text}`;
      if (seen.has(key)) continue;
      seen.add(key);
      out.push({ kind, text, callee: path, at: call.at, phase: call.phase, guarded: insideTry(base, call.at) });
    }
  }
  return out;
}
