/** Bodies of functions and DO blocks: SQL and PL/pgSQL are read, other languages are said to be unknown. */
import type { DefElem } from 'libpg-query';
import type { Collector } from './collect.ts';
import { HOLE, type SqlResult, type SqlUnknown } from './model.ts';
import { asNode, strings } from './nodes.ts';
import { nestingOf, stringAt } from './scan.ts';

/** The parsers that bodies need; the reader sets them up, so that this file need not know the wasm module. */
export interface BodyParsers {
  /** Reads SQL, holes included. */
  readSql(text: string): SqlResult;
  /** The JSON of `plpgsql_parse` for a CREATE FUNCTION or DO statement, or why there is none. */
  parsePlpgsql(
    statement: string,
  ): { readonly ok: true; readonly tree: unknown } | { readonly ok: false; readonly message: string };
  readonly maxNesting: number;
}

const parsersOf = new WeakMap<Collector, BodyParsers>();

/** Gives a collector the parsers for the bodies in its statement. */
export function attachParsers(collector: Collector, parsers: BodyParsers): void {
  parsersOf.set(collector, parsers);
}

interface Place {
  /** Offset in the statement where the body's text begins, and where it ends. */
  readonly start: number;
  readonly end: number;
  /** True when the body's text stands in the statement unit for unit, so that places in it are places there. */
  readonly verbatim: boolean;
}

/** Reads the body of a function or DO block into the collector. */
export function routineBody(
  language: DefElem | undefined,
  as: DefElem | undefined,
  form: 'function' | 'do',
  collector: Collector,
): void {
  const parsers = parsersOf.get(collector);
  if (!parsers || !as) return;
  const name = (asNode(language?.arg, 'String')?.sval ?? (form === 'do' ? 'plpgsql' : 'sql')).toLowerCase();
  const parts = strings(asNode(as.arg, 'List')?.items);
  const body = asNode(as.arg, 'String')?.sval ?? parts[0] ?? '';
  const from = collector.at(as.location) ?? 0;
  const token = stringAt(collector.source.text, from, collector.source.text.length);
  const place: Place = token
    ? { ...token.body, verbatim: token.verbatim }
    : { start: from, end: from, verbatim: false };
  if (name === 'sql') readInto(body, place, collector, parsers, 'body');
  else if (name === 'plpgsql') readPlpgsql(body, place, collector, parsers);
  else if (name !== 'internal' || form === 'do') {
    collector.unknown('language', `the body is written in ${name}, which is not read`, place.start, place.end);
  }
}

/** Adds what a text of SQL does to the collector's effects, with places where the text stands in the statement. */
function readInto(
  text: string,
  place: Place,
  collector: Collector,
  parsers: BodyParsers,
  reason: SqlUnknown['reason'],
): void {
  const result = parsers.readSql(text);
  const base = collector.source.offset + place.start;
  const whole = { start: base, end: collector.source.offset + place.end };
  const shift = (span: { start: number; end: number } | null): { start: number; end: number } | null => {
    if (!place.verbatim) return whole;
    return span && { start: base + span.start, end: base + span.end };
  };
  for (const statement of result.statements) {
    for (const effect of statement.effects) {
      collector.effects.push({
        ...effect,
        deferred: effect.deferred || collector.isDeferred,
        span: shift(effect.span),
      });
    }
    for (const unknown of statement.unknowns) collector.unknowns.push({ ...unknown, span: shift(unknown.span) });
  }
  if (!result.ok) collector.unknown(reason, result.problem.message, place.start, place.end);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readPlpgsql(body: string, place: Place, collector: Collector, parsers: BodyParsers): void {
  if (nestingOf(body, 0, body.length) > parsers.maxNesting) {
    collector.unknown('body', 'the body nests too deeply to be read', place.start, place.end);
    return;
  }
  const parsed = parsers.parsePlpgsql(collector.source.text);
  if (!parsed.ok) {
    collector.unknown('body', `the PL/pgSQL body does not parse: ${parsed.message}`, place.start, place.end);
    return;
  }
  let cursor = place.start;
  const { text } = collector.source;
  const locate = (query: string): Place => {
    // PL/pgSQL keeps the query's text but no place; its statements come in the order of the text.
    if (!place.verbatim || query === '') return { ...place, verbatim: false };
    // PERFORM is kept as SELECT.
    for (const cut of query.startsWith(SELECT) ? [0, SELECT.length] : [0]) {
      const part = query.slice(cut);
      for (const from of [cursor, place.start]) {
        const at = text.indexOf(part, from);
        if (at < 0 || at + part.length > place.end) continue;
        cursor = Math.max(cursor, at);
        return { start: at - cut, end: at + part.length, verbatim: true };
      }
    }
    return { ...place, verbatim: false };
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (!isRecord(value)) return;
    // A loop's query stands before its body in the text, but after it in the tree.
    const ordered = 'query' in value ? { query: value['query'], ...value } : value;
    for (const [key, child] of Object.entries(ordered)) {
      if (BRANCHES.has(key)) {
        const from = collector.effects.length;
        visit(child);
        for (let at = from; at < collector.effects.length; at++) {
          const effect = collector.effects[at];
          if (effect) collector.effects[at] = { ...effect, conditional: true };
        }
      } else if (key === 'PLpgSQL_expr') readExpression(child, locate, collector, parsers);
      else if (key === 'dynquery') readDynamic(child, locate, collector, parsers);
      else if (DYNAMIC.has(key) && isRecord(child)) {
        readDynamic(child['query'], locate, collector, parsers);
        visit({ ...child, query: undefined });
      } else visit(child);
    }
  };
  const functions = isRecord(parsed.tree) ? parsed.tree['plpgsql_funcs'] : undefined;
  for (const entry of Array.isArray(functions) ? functions : []) {
    const fn: unknown = isRecord(entry) ? entry['PLpgSQL_function'] : undefined;
    // `datums` hold the defaults of variables; they come before the statements.
    if (isRecord(fn)) visit([fn['datums'], fn['action']]);
  }
}

/** Statements that run what is in them never, once or often. */
const BRANCHES = new Set([
  'PLpgSQL_stmt_if',
  'PLpgSQL_stmt_case',
  'PLpgSQL_stmt_loop',
  'PLpgSQL_stmt_while',
  'PLpgSQL_stmt_fori',
  'PLpgSQL_stmt_fors',
  'PLpgSQL_stmt_forc',
  'PLpgSQL_stmt_foreach_a',
  'PLpgSQL_stmt_dynfors',
  'PLpgSQL_exception_block',
]);

/** Statements whose `query` is text made at run time (EXECUTE, FOR … IN EXECUTE); RETURN QUERY and OPEN keep theirs in `dynquery`. */
const DYNAMIC = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);

/** RawParseMode (parser.h): 0 a statement, 2 an expression, 3 to 5 assignments to a name of one to three parts. */
const MODE_EXPRESSION = 2;

function readExpression(
  expression: unknown,
  locate: (query: string) => Place,
  collector: Collector,
  parsers: BodyParsers,
): void {
  if (!isRecord(expression) || typeof expression['query'] !== 'string') return;
  const query = expression['query'];
  const mode = typeof expression['parseMode'] === 'number' ? expression['parseMode'] : 0;
  const place = locate(query);
  if (mode === 0) {
    readInto(query, place, collector, parsers, 'body');
    return;
  }
  const value = mode === MODE_EXPRESSION ? query : query.replace(/^[^:=]*:?=/, match => ' '.repeat(match.length));
  // A bare name or constant reads nothing, and most expressions are no more.
  if (!/\b(?:select|from|table|nextval|setval)\b/i.test(value)) return;
  // As a query: the expression is then one column of it. `SELECT ` shifts places, which are put back.
  const shifted: Place = place.verbatim ? { ...place, start: place.start - SELECT.length } : place;
  readInto(SELECT + value, shifted, collector, parsers, 'body');
}

const SELECT = 'SELECT ';

function readDynamic(
  query: unknown,
  locate: (query: string) => Place,
  collector: Collector,
  parsers: BodyParsers,
): void {
  const expression = isRecord(query) ? query['PLpgSQL_expr'] : undefined;
  const text = isRecord(expression) && typeof expression['query'] === 'string' ? expression['query'] : '';
  const place = locate(text);
  const known = dynamicText(text);
  if (known === undefined) collector.unknown('dynamic-sql', 'EXECUTE of text that is computed', place.start, place.end);
  else readInto(known, { ...place, verbatim: false }, collector, parsers, 'dynamic-sql');
}

/** The text that an expression of EXECUTE makes, with holes for what is computed; undefined when nothing of it is known. */
function dynamicText(expression: string): string | undefined {
  const format = /^\s*format\s*\(/i.exec(expression);
  const pieces: string[] = [];
  let position = format ? format[0].length : 0;
  const first = stringAt(expression, position, expression.length);
  if (!first || (format && expression.slice(position, first.span.start).trim() !== '')) return undefined;
  if (format) {
    return constantText(expression, first).replace(/%(?:\d+\$)?-?\d*([sIL%])/g, (_, type: string) =>
      type === '%' ? '%' : type === 'L' ? `''` : HOLE,
    );
  }
  while (position < expression.length) {
    const next = stringAt(expression, position, expression.length);
    const between = expression
      .slice(position, next?.span.start ?? expression.length)
      .replaceAll('||', ' ')
      .trim();
    if (between !== '') pieces.push(HOLE);
    if (!next) break;
    pieces.push(constantText(expression, next));
    position = next.span.end;
  }
  const text = pieces.join('');
  return text.replaceAll(HOLE, '').trim() === '' ? undefined : text;
}

function constantText(expression: string, token: NonNullable<ReturnType<typeof stringAt>>): string {
  const raw = expression.slice(token.body.start, token.body.end);
  return token.verbatim ? raw : raw.replaceAll("''", "'");
}
