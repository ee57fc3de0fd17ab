/** What a middleware gives back: the response of the rest of NetBox, or one of its own. */
import { alternativesOf, ancestorPaths, describe, methodOf, stringOf } from '../../program/index.ts';
import { mentions } from './formula.ts';
import { pathStart } from './reach.ts';
import { isResponse, isSamePage } from './request.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { Interpreter, Value } from '../../program/index.ts';

/** `refuse`: a status of 400 or more; `rewrite`: a new response made of the old one's content. */
interface Answer {
  readonly kind: 'answer' | 'redirect' | 'refuse' | 'rewrite';
  readonly text: string;
  /** A redirect to the login page. */
  readonly login: boolean;
  /** A redirect to the page that was asked for, with another query. */
  readonly samePage: boolean;
}

const REDIRECTS =
  /^django\.(shortcuts\.redirect|http\.(response\.)?HttpResponse(Permanent)?Redirect|contrib\.auth\.views\.redirect_to_login)$/;
const REFUSALS = /^django\.http\.(response\.)?HttpResponse(Forbidden|NotFound|BadRequest|NotAllowed|ServerError|Gone)$/;
const ANSWERS =
  /^(django\.shortcuts\.render|django\.http\.(response\.)?(HttpResponse|JsonResponse|StreamingHttpResponse|FileResponse)|django\.template\.response\.(TemplateResponse|SimpleTemplateResponse)|rest_framework\.response\.Response)$/;

function byPath(path: string): Answer['kind'] | undefined {
  if (REDIRECTS.test(path)) return 'redirect';
  if (REFUSALS.test(path)) return 'refuse';
  return ANSWERS.test(path) ? 'answer' : undefined;
}

/** The answers that a returned value may be; none for the response of the rest of NetBox, for None and for what is not known. */
export function answersOf(interpreter: Interpreter, facts: HostFacts, value: Value): readonly Answer[] {
  return alternativesOf(value).flatMap(one => {
    const answer = answerOf(interpreter, facts, one);
    return answer ? [answer] : [];
  });
}

function answerOf(interpreter: Interpreter, facts: HostFacts, value: Value): Answer | undefined {
  if (isResponse(value)) return undefined;
  const paths =
    value.kind === 'call' && value.callee.kind === 'symbol'
      ? [value.callee.path]
      : value.kind === 'instance'
        ? ancestorPaths(interpreter, value.cls)
        : [];
  let kind: Answer['kind'] | undefined;
  for (const path of paths) kind ??= byPath(path);
  if (!kind && value.kind === 'call') {
    // `SearchView.as_view()(request)`
    const view = value.callee.kind === 'call' ? methodOf(value.callee.callee) : undefined;
    if (view?.name === 'as_view') kind = 'answer';
  }
  if (!kind || (value.kind !== 'call' && value.kind !== 'instance')) return undefined;
  const [first] = value.args;
  const status = value.keywords.get('status');
  if (kind === 'answer' && status?.kind === 'constant' && Number(status.value) >= 400) kind = 'refuse';
  if (
    kind === 'answer' &&
    mentions(
      value,
      part =>
        part.kind === 'attribute' &&
        /^(content|streaming_content|rendered_content)$/.test(part.name) &&
        isResponse(part.object),
    )
  ) {
    kind = 'rewrite';
  }
  const target = kind === 'redirect' && first ? first : undefined;
  const login =
    paths.some(path => path.endsWith('redirect_to_login')) ||
    (target !== undefined &&
      /^\/?(login|logout|oauth)(\/|\?|$)/.test(stringOf(target) ?? pathStart(facts, target)?.text ?? ''));
  return { kind, text: describe(value, 3), login, samePage: target !== undefined && isSamePage(target) };
}
