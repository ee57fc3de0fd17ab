/** The SQL frontend: text → statements → what each does to which object, by PostgreSQL's own grammar (libpg_query 18). */
import { attachParsers, type BodyParsers } from './body.ts';
import { Collector } from './collect.ts';
import { readHead } from './head.ts';
import { HOLE, type SqlOptions, type SqlProblem, type SqlResult, type SqlStatement, type TextSpan } from './model.ts';
import { maskDjangoPlaceholders, maskHoleLists, maskPsqlVariables } from './placeholders.ts';
import { PositionMap } from './positions.ts';
import { type Piece, splitStatements } from './scan.ts';
import { collectStatement, statementKind } from './statements.ts';

export { HOLE } from './model.ts';
export type {
  SqlAction,
  SqlChange,
  SqlColumn,
  SqlConstraint,
  SqlDetail,
  SqlEffect,
  SqlExpression,
  SqlIndex,
  SqlName,
  SqlObjectType,
  SqlOptions,
  SqlProblem,
  SqlResult,
  SqlStatement,
  SqlUnknown,
} from './model.ts';

/** A text longer than this is refused; in UTF-16 units. */
const MAX_TEXT = 32 * 1024 * 1024;
/** A single statement longer than this is refused: its tree takes about a hundred bytes a byte, and wasm memory never shrinks. */
const MAX_STATEMENT = 1024 * 1024;
/**
 * The bound of the nesting measure. The parser's stack gives out at about 2,000 nested subqueries or 6,000 links of a
 * chain on a fresh stack of Node's default size; a bracket level counts three here.
 */
const MAX_NESTING = 1500;
/** Overflows that the module is trusted to survive: each loses some of its stack for good (it was seen to fail at the 23rd). */
const MAX_FAULTS = 8;
/** Functions in functions in functions. */
const MAX_INNER = 4;
/** How often a statement with holes is tried with other readings of them. */
const MAX_READINGS = 24;
const HOLED_TOKEN = new RegExp(`^[\\w.${HOLE}]+`);

export interface SqlReader {
  /**
   * Reads a text of one or more statements. Never throws, whatever the text: what PostgreSQL would reject is a problem,
   * with the statements that could be read besides. Offsets are UTF-16 units of `text`, also where `options.placeholders`
   * masks parts of it. Parts that are unknown are written as `HOLE`.
   */
  read(text: string, options?: SqlOptions): SqlResult;
}

type Parser = Pick<typeof import('libpg-query'), 'parseSync' | 'parsePlPgSQLSync' | 'SqlError'>;

let loading: Promise<SqlReader> | undefined;

/** Loads PostgreSQL's parser (1.3 MB of wasm) once and gives the reader of it, which is synchronous. */
export function loadSqlReader(): Promise<SqlReader> {
  loading ??= (async () => {
    const library = await import('libpg-query');
    await library.loadModule();
    return new Reader(library);
  })();
  return loading;
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: SqlProblem['code']; readonly message: string; readonly position: number };

class Reader implements SqlReader {
  readonly #parser: Parser;
  #faults = 0;
  #depth = 0;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  read(text: string, options: SqlOptions = {}): SqlResult {
    const refused = refusal(text);
    if (refused) return { ok: false, problem: refused, problems: [refused], statements: [] };
    let masked = text;
    if (options.placeholders === 'django') masked = maskDjangoPlaceholders(masked);
    if (options.psql) masked = maskPsqlVariables(masked);
    if (masked.includes(HOLE)) masked = maskHoleLists(masked);
    const statements: SqlStatement[] = [];
    const problems: SqlProblem[] = [];
    for (const piece of splitStatements(masked, options.psql ?? false)) {
      const span: TextSpan = { start: piece.start, end: piece.end };
      const problem = this.#refuse(piece, text, options);
      if (problem) problems.push(problem);
      else if (piece.type === 'psql-command') {
        statements.push({ kind: 'psql-command', span, effects: [], unknowns: [] });
      } else {
        const read = this.#readStatement(masked.slice(piece.start, piece.end), span);
        if ('code' in read) problems.push(read);
        else statements.push(...read.statements);
      }
    }
    const [problem] = problems;
    return problem ? { ok: false, problem, problems, statements } : { ok: true, statements };
  }

  /** What must not reach the parser. */
  #refuse(piece: Piece, text: string, options: SqlOptions): SqlProblem | undefined {
    const span: TextSpan = { start: piece.start, end: piece.end };
    if (piece.type === 'psql-command') {
      if (options.psql) return undefined;
      const command = /^\\[^\s\\]*/.exec(text.slice(piece.start, piece.start + 40))?.[0] ?? '\\';
      const message = `"${command}" is a command of psql, not SQL: PostgreSQL rejects it`;
      return { code: 'psql-command', message, span: { start: piece.start, end: piece.start + command.length } };
    }
    if (piece.end - piece.start > MAX_STATEMENT) {
      const message = `the statement has ${piece.end - piece.start} characters; at most ${MAX_STATEMENT} are read`;
      return { code: 'too-large', message, span };
    }
    if (piece.nesting > MAX_NESTING)
      return { code: 'too-deep', message: 'the statement nests too deeply to be read', span };
    return undefined;
  }

  /** Runs the parser on a stack that it may exhaust. */
  #run<T>(run: () => T): Attempt<T> {
    if (this.#faults >= MAX_FAULTS) {
      const message = 'the SQL parser ran out of stack too often in this run; further SQL is not read';
      return { ok: false, code: 'exhausted', message, position: 0 };
    }
    try {
      return { ok: true, value: run() };
    } catch (error) {
      if (error instanceof this.#parser.SqlError) {
        return { ok: false, code: 'syntax', message: error.message, position: error.sqlDetails?.cursorPosition ?? 0 };
      }
      if (error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError')) {
        this.#faults++;
        return { ok: false, code: 'too-deep', message: 'the statement nests too deeply to be read', position: 0 };
      }
      // PL/pgSQL's errors are plain errors with PostgreSQL's message.
      if (error instanceof Error && error.name === 'Error') {
        return { ok: false, code: 'syntax', message: error.message, position: 0 };
      }
      throw error;
    }
  }

  #readStatement(source: string, span: TextSpan): { readonly statements: readonly SqlStatement[] } | SqlProblem {
    const positions = new PositionMap(source);
    const attempt = this.#parse(source, positions);
    if (!attempt.ok) {
      const at = span.start + Math.min(attempt.position, Math.max(0, source.length - 1));
      const whole = attempt.code !== 'syntax';
      if (attempt.code === 'syntax' && source.includes(HOLE)) {
        const unknown = {
          reason: 'statement',
          message: 'the statement has unknown parts and could not be read',
          span,
        } as const;
        const head = readHead(source, span.start) ?? { kind: 'unknown', effects: [] };
        return { statements: [{ ...head, span, unknowns: [unknown] }] };
      }
      return {
        code: attempt.code,
        message: attempt.message,
        span: whole ? span : { start: at, end: at + tokenLength(source, at - span.start) },
      };
    }
    const statements: SqlStatement[] = [];
    for (const { stmt } of attempt.value.tree.stmts ?? []) {
      const [entry] = Object.entries(stmt ?? {});
      if (!entry) continue;
      const [key, body] = entry;
      const { text: parsed } = attempt.value;
      // Byte places are those of the reading that parsed.
      const text = {
        text: parsed,
        offset: span.start,
        positions: parsed === source ? positions : new PositionMap(parsed),
      };
      const collector = new Collector(text, collectStatement);
      attachParsers(collector, this.#bodies);
      collectStatement(key, body, collector);
      if (attempt.value.blanked >= 0) {
        const at = attempt.value.blanked;
        collector.unknown('clause', 'an unknown part stands where a clause may begin', at, at + HOLE.length);
      }
      statements.push({
        kind: statementKind(key, body),
        span,
        effects: collector.effects,
        unknowns: collector.unknowns,
      });
    }
    return { statements };
  }

  /**
   * Parses one statement. A hole is first read as a name (to PostgreSQL it is a letter); where the grammar takes no name
   * it is read as nothing, then as a number.
   */
  #parse(
    source: string,
    positions: PositionMap,
  ): Attempt<{ readonly tree: ReturnType<Parser['parseSync']>; readonly text: string; readonly blanked: number }> {
    let text = source;
    let blanked = -1;
    for (let reading = 0; ; reading++) {
      const current = text;
      const attempt = this.#run(() => this.#parser.parseSync(current));
      if (attempt.ok) return { ok: true, value: { tree: attempt.value, text, blanked } };
      // Every reading has as many code points as the source, so that error positions mean the same in each.
      const position = positions.fromCodePoints(attempt.position);
      const failed = { ...attempt, position };
      if (attempt.code !== 'syntax' || !source.includes(HOLE) || reading >= MAX_READINGS) return failed;
      // The culprit is the last hole at the error's token or before it that is still read as a name or as nothing.
      const token = HOLED_TOKEN.exec(source.slice(position, position + 200))?.[0].length ?? 1;
      let at = source.lastIndexOf(HOLE, position + token - 1);
      while (at >= 0 && text[at] === '0') at = at === 0 ? -1 : source.lastIndexOf(HOLE, at - 1);
      // The first word says what the statement is: it cannot be guessed away.
      if (at <= 0) return failed;
      const inNumber = /[0-9]/.test(text[at - 1] ?? '');
      const next = text[at] === HOLE && !inNumber ? ' ' : '0';
      if (next === ' ') blanked = at;
      else if (blanked === at) blanked = -1;
      text = text.slice(0, at) + next + text.slice(at + 1);
    }
  }

  readonly #bodies: BodyParsers = {
    maxNesting: MAX_NESTING,
    readSql: text => {
      if (this.#depth >= MAX_INNER) {
        const problem = {
          code: 'too-deep',
          message: 'functions that define functions nest too deeply',
          span: { start: 0, end: 0 },
        } as const;
        return { ok: false, problem, problems: [problem], statements: [] };
      }
      this.#depth++;
      const result = this.read(text);
      this.#depth--;
      return result;
    },
    parsePlpgsql: statement => {
      const attempt = this.#run<unknown>(() => this.#parser.parsePlPgSQLSync(statement));
      return attempt.ok ? { ok: true, tree: attempt.value } : { ok: false, message: attempt.message };
    },
  };
}

/** What is refused before anything of the text is looked at. */
function refusal(text: string): SqlProblem | undefined {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    // A C string ends there: what follows would be passed over in silence.
    const message = 'the text holds a NUL byte, which PostgreSQL cannot take';
    return { code: 'nul', message, span: { start: nul, end: nul + 1 } };
  }
  if (text.length > MAX_TEXT) {
    const message = `the text has ${text.length} characters; at most ${MAX_TEXT} are read`;
    return { code: 'too-large', message, span: { start: 0, end: text.length } };
  }
  return undefined;
}

/** The length of the word or mark at a place, for an error's span. */
function tokenLength(text: string, start: number): number {
  return /^(?:\w+|[^\s\w])/u.exec(text.slice(start, start + 80))?.[0].length ?? 0;
}
