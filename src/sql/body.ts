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
  let constants: Constants = new Map();
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
      else if (key === 'dynquery') readDynamic(child, locate, collector, parsers, constants);
      else if (DYNAMIC.has(key) && isRecord(child)) {
        readDynamic(child['query'], locate, collector, parsers, constants);
        visit({ ...child, query: undefined });
      } else visit(child);
    }
  };
  const functions = isRecord(parsed.tree) ? parsed.tree['plpgsql_funcs'] : undefined;
  for (const entry of Array.isArray(functions) ? functions : []) {
    const fn: unknown = isRecord(entry) ? entry['PLpgSQL_function'] : undefined;
    // `datums` hold the defaults of variables; they come before the statements.
    if (isRecord(fn)) constants = constantsOf(fn);
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
  constants: Constants,
): void {
  const expression = isRecord(query) ? query['PLpgSQL_expr'] : undefined;
  const text = isRecord(expression) && typeof expression['query'] === 'string' ? expression['query'] : '';
  const place = locate(text);
  const known = dynamicText(text, constants);
  if (known === undefined) collector.unknown('dynamic-sql', 'EXECUTE of text that is computed', place.start, place.end);
  else readInto(known, { ...place, verbatim: false }, collector, parsers, 'dynamic-sql');
}

/** Variables that hold one text all the time, by their names. */
type Constants = ReadonlyMap<string, string>;

/** The text that an expression of EXECUTE makes, with holes for what is computed; undefined when nothing of it is known. */
function dynamicText(expression: string, constants: Constants): string | undefined {
  const format = /^\s*format\s*\(/i.exec(expression);
  const pieces: string[] = [];
  let position = format ? format[0].length : 0;
  const first = stringAt(expression, position, expression.length);
  if (format) {
    if (!first || expression.slice(position, first.span.start).trim() !== '') return undefined;
    return formatted(constantText(expression, first), argumentsAfter(expression, first.span.end, constants));
  }
  while (position < expression.length) {
    const next = stringAt(expression, position, expression.length);
    const between = expression.slice(position, next?.span.start ?? expression.length);
    for (const part of between.split('||').map(one => one.trim()))
      if (part !== '') pieces.push(constants.get(part.toLowerCase()) ?? HOLE);
    if (!next) break;
    pieces.push(constantText(expression, next));
    position = next.span.end;
  }
  const text = pieces.join('');
  return text.replaceAll(HOLE, '').trim() === '' ? undefined : text;
}

/** What `format()` makes of its text (PostgreSQL, 9.4.1); an argument that is not known is a hole. */
function formatted(text: string, given: readonly (string | undefined)[]): string {
  let next = 0;
  return text.replace(/%(?:(\d+)\$)?-?\d*([sIL%])/g, (_, place: string | undefined, type: string) => {
    if (type === '%') return '%';
    const at = place === undefined ? next : Number(place) - 1;
    next = at + 1;
    const value = given[at];
    if (type === 'L') return `'${(value ?? '').replaceAll("'", "''")}'`;
    if (value === undefined) return HOLE;
    return type === 'I' ? `"${value.replaceAll('"', '""')}"` : value;
  });
}

/** The arguments of a call from a place behind its first: texts and variables that hold one, `undefined` for what is computed. */
function argumentsAfter(expression: string, from: number, constants: Constants): readonly (string | undefined)[] {
  const out: (string | undefined)[] = [];
  let position = from;
  while (position < expression.length) {
    const comma = expression.indexOf(',', position);
    if (comma < 0 || expression.slice(position, comma).trim() !== '') return out;
    const rest = expression.slice(comma + 1);
    const name = /^\s*(\w+)\s*(?=[,)])/.exec(rest);
    const token = stringAt(expression, comma + 1, expression.length);
    const isText =
      token &&
      expression.slice(comma + 1, token.span.start).trim() === '' &&
      /^\s*[,)]/.test(expression.slice(token.span.end));
    if (token && isText) {
      out.push(constantText(expression, token));
      position = token.span.end;
    } else if (name) {
      out.push(constants.get((name[1] ?? '').toLowerCase()));
      position = comma + 1 + name[0].length;
      // What follows a call or an operator is not counted.
    } else return out;
  }
  return out;
}

/** Variables that are declared with a text and are not assigned again. */
function constantsOf(fn: Readonly<Record<string, unknown>>): Constants {
  const out = new Map<string, string>();
  const datums = Array.isArray(fn['datums']) ? fn['datums'] : [];
  for (const datum of datums) {
    const variable: unknown = isRecord(datum) ? datum['PLpgSQL_var'] : undefined;
    const fallback: unknown = isRecord(variable) ? variable['default_val'] : undefined;
    const query: unknown =
      isRecord(fallback) && isRecord(fallback['PLpgSQL_expr']) ? fallback['PLpgSQL_expr']['query'] : undefined;
    if (!isRecord(variable) || typeof variable['refname'] !== 'string' || typeof query !== 'string') continue;
    const token = stringAt(query, 0, query.length);
    if (!token || query.slice(0, token.span.start).trim() !== '' || query.slice(token.span.end).trim() !== '') continue;
    out.set(variable['refname'].toLowerCase(), constantText(query, token));
  }
  if (out.size === 0) return out;
  const body = JSON.stringify(fn['action'] ?? null);
  for (const name of out.keys()) {
    const plain = name.replace(/[^\p{L}\p{N}_]/gu, '\\$&');
    if (new RegExp(`"query":"\\s*${plain}\\s*:?=|"(?:ref)?name":"${plain}"`, 'iu').test(body)) out.delete(name);
  }
  return out;
}

function constantText(expression: string, token: NonNullable<ReturnType<typeof stringAt>>): string {
  const raw = expression.slice(token.body.start, token.body.end);
  return token.verbatim ? raw : raw.replaceAll("''", "'");
}
