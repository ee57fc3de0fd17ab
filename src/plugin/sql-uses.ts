/** SQL that the package runs: RunSQL, cursors, schema editors, raw querysets, and the `.sql` files they read. */
import { isOptIn, methodOf, stepsOf } from '../program/index.ts';
import { HOLE } from '../sql/index.ts';
import { backwardsEntries } from './migrations/rows.ts';
import { calleeName, entryOf, inMigration, isDatabase } from './migrations/historical.ts';
import { replayMigrations } from './migrations/index.ts';
import { callsOfOwnOperations } from './migrations/simulate.ts';
import { tableOwner } from './models/owner.ts';
import { connectionOwner } from './sql-connection.ts';
import { sqlReader } from './sql-reader.ts';
import { sqlTexts } from './sql-text.ts';
import type { Step, Undecided } from '../finding.ts';
import type { Package } from '../package/package.ts';
import type { Phase, Value } from '../program/index.ts';
import type { Span } from '../source.ts';
import type { SqlAction, SqlDetail, SqlObjectType, SqlStatement } from '../sql/index.ts';
import type { ModelBase } from './base.ts';
import type { MigrationNode, MigrationOperation } from './migrations/index.ts';
import type { TableOwner } from './models/owner.ts';
import type { SqlSource } from './sql-text.ts';

/** One thing that a statement does, with its place in the package. */
export interface SqlUseEffect {
  readonly action: SqlAction;
  readonly objectType: SqlObjectType;
  readonly schema: string | null;
  /** Holes are shown as `…`. */
  readonly name: string;
  /** The name or its schema is not wholly known. */
  readonly partial: boolean;
  readonly temporary: boolean;
  readonly deferred: boolean;
  /** Whose the object is by its name; for what hangs on a table (index, trigger, policy, rule), whose that table is. */
  readonly owner: TableOwner;
  /** A table that the package itself makes somewhere, whatever its name. */
  readonly madeHere: boolean;
  readonly detail: SqlDetail;
  readonly at: Span;
}

export interface SqlUseStatement {
  /** `create-table`, `insert` … */
  readonly kind: string;
  readonly at: Span;
  readonly effects: readonly SqlUseEffect[];
}

export interface SqlUse {
  readonly how: 'run-sql' | 'execute' | 'raw';
  /** The expression that gives the text. */
  readonly at: Span;
  readonly phase: Phase;
  readonly inMigration: boolean;
  /** Only when a migration is taken back. */
  readonly backwards: boolean;
  readonly optIn: boolean;
  readonly trace: readonly Step[];
  readonly statements: readonly SqlUseStatement[];
  /** What PostgreSQL would not take. */
  readonly problems: readonly { readonly message: string; readonly at: Span }[];
  readonly undecided: Undecided | null;
}

const MENTIONS_SQL = /\bRunSQL\b|\.execute(?:many)?\s*\(|\.raw\s*\(|\bcopy(?:_expert)?\s*\(/;

/** Whether a package runs SQL of its own, so that the reader must be loaded before its model is asked for `sql`. Reads shipped Python files. */
export function needsSql(pkg: Package): boolean {
  for (const file of pkg.files.values()) {
    if (file.installPath === null || !file.path.endsWith('.py')) continue;
    const read = file.read();
    if (
      read.ok &&
      MENTIONS_SQL.test(Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.byteLength).toString('latin1'))
    )
      return true;
  }
  return false;
}

interface Text {
  readonly how: SqlUse['how'];
  readonly value: Value | null;
  readonly parameters: boolean;
  readonly at: Span;
  readonly phase: Phase;
  readonly inMigration: boolean;
  readonly backwards: boolean;
  readonly optIn: boolean;
  readonly trace: readonly Step[];
  /** False where the receiver is not known to be a database's: then only what reads like SQL counts. */
  readonly certain: boolean;
  /** Whether it is known that the database is the host's; where it is not, nothing is said but that it is open. */
  readonly onHost: boolean;
}

const EXECUTE = new Set(['execute', 'executemany', 'aexecute', 'copy', 'copy_expert']);
const STARTS_LIKE_SQL =
  /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(?:select|insert|update|delete|create|alter|drop|truncate|with|grant|revoke|comment|do|copy|lock|merge|call|set|reset|begin|commit|rollback|savepoint|vacuum|analyze|reindex|cluster|refresh|explain|declare|fetch|notify|listen|reassign|security)\b/i;

/** All SQL of a package, in the order in which it was met; each text once. */
export function findSqlUses(base: ModelBase): readonly SqlUse[] {
  const migrations = replayMigrations(base);
  const nodes = migrations.apps.flatMap(app => app.nodes);
  const texts = [...ofOperations(nodes), ...ofCalls(base, backwardsEntries(nodes))];
  if (texts.length === 0) return [];
  const owner = tableOwner(base);
  const made = new Set(
    migrations.tableEvents
      .filter(event => event.action === 'create' || event.action === 'rename')
      .map(event => event.table),
  );
  const uses: SqlUse[] = [];
  const seen = new Set<string>();
  for (const text of texts) {
    const sources = text.value ? sqlTexts(base, text.value, text.parameters, text.at) : [null];
    for (const source of sources) {
      if (source && !text.certain && !STARTS_LIKE_SQL.test(source.text)) continue;
      if (!source && !text.certain) continue;
      const key = `${text.at.file}:${text.at.start}:${source?.text ?? ''}:${source?.at.start ?? -1}`;
      if (seen.has(key)) continue;
      seen.add(key);
      uses.push(readUse(text, source, owner, made));
    }
  }
  return uses;
}

function* ofOperations(nodes: readonly MigrationNode[]): Generator<Text> {
  const common = {
    how: 'run-sql',
    parameters: false,
    phase: 'migration',
    inMigration: true,
    optIn: false,
    trace: [],
    certain: true,
    onHost: true,
  } as const;
  function* visit(operations: readonly MigrationOperation[]): Generator<Text> {
    for (const operation of operations) {
      if (operation.kind === 'separate') yield* visit(operation.database);
      if (operation.kind !== 'sql') continue;
      yield { ...common, value: operation.forwards.value, at: operation.forwards.at, backwards: false };
      if (operation.backwards)
        yield { ...common, value: operation.backwards.value, at: operation.backwards.at, backwards: true };
    }
  }
  for (const node of nodes) yield* visit(node.operations);
}

function* ofCalls(base: ModelBase, backwards: ReadonlySet<string>): Generator<Text> {
  const simulated = callsOfOwnOperations(base);
  // An operation that was run with what Django hands it says more than one run with nothing known.
  const better = new Set(simulated.map(call => `${call.at.file}:${call.at.start}`));
  const others = base.program.calls.filter(call => !better.has(`${call.at.file}:${call.at.start}`));
  for (const call of [...others, ...simulated]) {
    if (call.phase === 'dead') continue;
    const name = calleeName(call.callee);
    if (name === undefined || !(EXECUTE.has(name) || name === 'raw')) continue;
    const method = methodOf(call.callee);
    if (!method) continue;
    const value =
      call.args[0] ?? call.keywords.get('sql') ?? call.keywords.get('query') ?? call.keywords.get('raw_query');
    if (!value) continue;
    const connection = connectionOwner(base.host.facts, method.object, call.phase);
    if (connection === 'other') continue;
    const parameters = call.args[1] ?? call.keywords.get('params');
    yield {
      how: method.name === 'raw' ? 'raw' : 'execute',
      value,
      parameters: parameters !== undefined && !(parameters.kind === 'constant' && parameters.value === null),
      at: 'at' in value && value.at !== null && value.at.file === call.at.file ? value.at : call.at,
      phase: call.phase,
      inMigration: inMigration(call),
      backwards: backwards.has(entryOf(call)),
      optIn: isOptIn(base.program.interpreter, call),
      trace: stepsOf(call.frame),
      certain: method.name !== 'raw' && isDatabase(method.object, call),
      onHost: method.name === 'raw' || connection === 'host',
    };
  }
}

function readUse(
  text: Text,
  source: SqlSource | null,
  owner: (table: string) => TableOwner,
  made: ReadonlySet<string>,
): SqlUse {
  const at = source && !source.file ? source.at : text.at;
  const { how, phase, backwards, optIn, trace } = text;
  const use = { how, at, phase, inMigration: text.inMigration, backwards, optIn, trace };
  const limit = text.inMigration ? 'migrations' : 'core-models';
  const undecided = (reason: string, where: Span = at): Undecided | null =>
    backwards ? null : { limit, reason, at: where };
  if (!source)
    return { ...use, statements: [], problems: [], undecided: undecided('SQL that is made while the code runs') };
  const reader = sqlReader();
  if (!reader) return { ...use, statements: [], problems: [], undecided: undecided('SQL was not read') };
  const result = reader.read(source.text, source.parameters ? { placeholders: 'django' } : {});
  const place = (start: number, end: number): Span => source.place(start, end) ?? at;
  const statements = result.statements.map(statement => statementOf(statement, place, at, owner, made));
  const problems = result.ok
    ? []
    : result.problems.map(problem => ({ message: problem.message, at: place(problem.span.start, problem.span.end) }));
  const open = openQuestion(result.statements) ?? (problems.length > 0 ? 'SQL that could not be read' : undefined);
  if (!text.onHost) {
    const touching = statements.some(one => one.effects.some(mayTouchHost));
    const why = touching ? ELSEWHERE : text.certain ? open : undefined;
    return { ...use, statements: [], problems: [], undecided: why === undefined ? null : undecided(why) };
  }
  return { ...use, statements, problems, undecided: open === undefined ? null : undecided(open) };
}

const ELSEWHERE =
  'SQL that changes tables of the names of NetBox, on a connection of which it is not known whose it is';

/** A change of what would be the host's, if the database is. */
function mayTouchHost(effect: SqlUseEffect): boolean {
  return !HARMLESS.has(effect.action) && !effect.temporary && (effect.owner === 'core' || effect.owner === 'framework');
}

function shown(name: string): string {
  return name.replaceAll(HOLE, '…');
}

function statementOf(
  statement: SqlStatement,
  place: (start: number, end: number) => Span,
  whole: Span,
  owner: (table: string) => TableOwner,
  made: ReadonlySet<string>,
): SqlUseStatement {
  const at = place(statement.span.start, statement.span.end);
  const effects = statement.effects.map((effect): SqlUseEffect => {
    const named = effect.span ? place(effect.span.start, effect.span.end) : whole;
    const table = effect.detail?.on?.name ?? effect.name;
    return {
      action: effect.action,
      objectType: effect.objectType,
      schema: effect.schema === null ? null : shown(effect.schema),
      name: shown(effect.name),
      partial: effect.partial,
      temporary: effect.temporary,
      deferred: effect.deferred,
      owner: inSchema(effect.detail?.on?.schema ?? effect.schema, table, owner),
      madeHere: made.has(table),
      detail: effect.detail ?? {},
      at: named === whole && at !== whole ? at : named,
    };
  });
  return { kind: statement.kind, at, effects };
}

/** NetBox's tables stand in PostgreSQL's default schema; a table of the same name in another schema is another table. */
function inSchema(schema: string | null, table: string, owner: (table: string) => TableOwner): TableOwner {
  if (schema === null || schema === 'public') return owner(table);
  if (schema === 'pg_catalog' || schema === 'information_schema') return 'system';
  return owner(`${schema}_`) === 'own' ? 'own' : 'other';
}

/** Actions that only look. */
const HARMLESS: ReadonlySet<SqlAction> = new Set(['read', 'lock', 'maintain', 'call', 'configure']);

/** Why the effects of statements cannot all be known, where that may hide a change. */
function openQuestion(statements: readonly SqlStatement[]): string | undefined {
  for (const statement of statements) {
    if (
      statement.effects.some(
        effect =>
          effect.partial &&
          !effect.temporary &&
          !HARMLESS.has(effect.action) &&
          nothingKnown(effect.name, effect.schema),
      )
    ) {
      return 'SQL that changes a table whose name is made while the code runs';
    }
    if (/^(?:select|explain|show|set)\b/.test(statement.kind)) continue;
    const unknown = statement.unknowns.find(one => one.reason !== 'clause' && one.reason !== 'prepared');
    if (unknown) return `SQL of which not all is known: ${unknown.message}`;
  }
  return undefined;
}

/** A name of which a telling beginning is known (`netbox_example_{…}`) can be judged by it. */
function nothingKnown(name: string, schema: string | null): boolean {
  if (schema !== null && schema.includes(HOLE)) return true;
  return name.indexOf(HOLE) < 4 && name.includes(HOLE);
}
