/** Gathers the effects of one statement while its tree is walked. */
import type { FuncCall, IntoClause, Node, RangeVar, SelectStmt, WithClause } from 'libpg-query';
import {
  HOLE,
  type SqlAction,
  type SqlDetail,
  type SqlEffect,
  type SqlName,
  type SqlObjectType,
  type SqlUnknown,
  type TextSpan,
} from './model.ts';
import { asNode, hasHole, isTemporary, nameOf, relationName, strings } from './nodes.ts';
import type { PositionMap } from './positions.ts';
import { type NameToken, nameTokens } from './scan.ts';

/** What the walk needs of a statement node: given by the table of statements, so that the two need not import each other. */
export type Dispatch = (key: string, body: unknown, collector: Collector) => boolean;

/** The statement's own text, and where it stands in the text that was read. */
export interface StatementText {
  /** What the parser saw. */
  readonly text: string;
  /** Offset of its first unit in the whole. */
  readonly offset: number;
  readonly positions: PositionMap;
}

const SEQUENCE_FUNCTIONS = { nextval: 'nextval', setval: 'setval' } as const;

export class Collector {
  readonly effects: SqlEffect[] = [];
  readonly unknowns: SqlUnknown[] = [];
  readonly source: StatementText;
  readonly #dispatch: Dispatch;
  readonly #scopes: Set<string>[] = [];
  #deferred = 0;
  #names: NameToken[] | undefined;
  #taken = new Set<number>();

  constructor(source: StatementText, dispatch: Dispatch) {
    this.source = source;
    this.#dispatch = dispatch;
  }

  /** Effects gathered inside happen only when what is being defined is used. */
  later(body: () => void): void {
    this.#deferred++;
    body();
    this.#deferred--;
  }

  get isDeferred(): boolean {
    return this.#deferred > 0;
  }

  /** The place of a node's location (a byte offset; -1 and absent mean unknown). */
  at(location: number | undefined): number | undefined {
    if (location === undefined || location < 0) return undefined;
    return this.source.positions.fromBytes(location);
  }

  #absolute(start: number, end: number): TextSpan {
    return { start: this.source.offset + start, end: this.source.offset + end };
  }

  get #tokens(): NameToken[] {
    return (this.#names ??= nameTokens(this.source.text, 0, this.source.text.length));
  }

  /** The span of the qualified name that begins at a place of the statement. */
  #nameFrom(start: number): TextSpan {
    const tokens = this.#tokens;
    let low = 0;
    let high = tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tokens[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    let token = tokens[low];
    if (!token || token.start !== start) return this.#absolute(start, start);
    this.#taken.add(low);
    while (token.dotted) {
      const next: NameToken | undefined = tokens[++low];
      if (!next) break;
      this.#taken.add(low);
      token = next;
    }
    return this.#absolute(start, token.end);
  }

  /** The first place, not given out before, where the text has this name; the parser keeps no place for many names. */
  #find(name: SqlName): TextSpan | null {
    if (name.name === '') return null;
    const tokens = this.#tokens;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i];
      if (!token || token.text !== name.name || this.#taken.has(i)) continue;
      const before = tokens[i - 1];
      const qualified = before?.dotted === true && before.text === name.schema;
      if (name.schema !== null && !qualified) continue;
      this.#taken.add(i);
      return this.#absolute(qualified && before ? before.start : token.start, token.end);
    }
    return null;
  }

  /** Notes one effect. Its span is the place given, or where the text first has the name. */
  effect(
    action: SqlAction,
    objectType: SqlObjectType,
    name: SqlName,
    more: { readonly detail?: SqlDetail; readonly temporary?: boolean; readonly location?: number | undefined } = {},
  ): void {
    const start = this.at(more.location);
    this.effects.push({
      action,
      objectType,
      schema: name.schema,
      name: name.name,
      partial: hasHole(name.schema) || hasHole(name.name),
      temporary: more.temporary ?? false,
      deferred: this.#deferred > 0,
      span: start === undefined ? this.#find(name) : this.#nameFrom(start),
      ...(more.detail ? { detail: more.detail } : {}),
    });
  }

  /** An effect on a relation node, whose place the parser keeps. */
  relation(action: SqlAction, relation: RangeVar | undefined, detail?: SqlDetail, type: SqlObjectType = 'table'): void {
    if (!relation) return;
    this.effect(action, type, relationName(relation), {
      temporary: isTemporary(relation),
      location: relation.location,
      ...(detail ? { detail } : {}),
    });
  }

  unknown(reason: SqlUnknown['reason'], message: string, start?: number, end?: number): void {
    const span = start === undefined ? null : this.#absolute(start, end ?? start);
    this.unknowns.push({ reason, message, span });
  }

  /** Walks a WITH clause, then `body` with its names in scope: they are no tables. */
  withClause(clause: WithClause | undefined, body: () => void): void {
    if (!clause) {
      body();
      return;
    }
    const scope = new Set<string>();
    this.#scopes.push(scope);
    const entries = (clause.ctes ?? []).map(node => asNode(node, 'CommonTableExpr'));
    if (clause.recursive) for (const entry of entries) if (entry?.ctename) scope.add(entry.ctename);
    for (const entry of entries) {
      this.walk(entry?.ctequery);
      if (entry?.ctename) scope.add(entry.ctename);
    }
    body();
    this.#scopes.pop();
  }

  /** Names that stand for rows, not tables, while `body` is walked (`new` and `old` of a rule). */
  withNames(names: readonly string[], body: () => void): void {
    this.#scopes.push(new Set(names));
    body();
    this.#scopes.pop();
  }

  #isLocal(relation: RangeVar): boolean {
    return relation.schemaname === undefined && this.#scopes.some(scope => scope.has(relation.relname ?? ''));
  }

  /** A relation in FROM. */
  #read(relation: RangeVar): void {
    if (relation.alias?.aliasname === HOLE)
      this.unknown('clause', 'an unknown part stands where a clause may begin', this.at(relation.location));
    if (!this.#isLocal(relation)) this.relation('read', relation);
  }

  /** `SELECT … INTO x` and `CREATE TABLE x AS`. */
  into(into: IntoClause | undefined, type: SqlObjectType, detail?: SqlDetail): void {
    this.relation('create', into?.rel, detail, type);
  }

  select(select: SelectStmt): void {
    this.withClause(select.withClause, () => {
      if (select.intoClause) this.into(select.intoClause, 'table');
      // Set operations lean to the left, thousands deep in generated SQL: no recursion along them.
      const arms: SelectStmt[] = [];
      let left: SelectStmt | undefined = select;
      while (left) {
        arms.push(left);
        left = left.larg;
      }
      for (const arm of arms.reverse()) {
        if (arm.rarg) this.select(arm.rarg);
        for (const [field, value] of Object.entries(arm)) {
          if (field === 'larg' || field === 'rarg' || field === 'lockingClause') continue;
          if (field === 'intoClause' && arm === select) continue;
          if (field === 'withClause') {
            if (arm !== select) this.withClause(arm.withClause, () => undefined);
            continue;
          }
          if (field === 'intoClause') this.into(arm.intoClause, 'table');
          else this.walk(value);
        }
      }
      if (select.lockingClause) this.#lockRows(select);
    });
  }

  /** FOR UPDATE locks rows of the relations in FROM; OF names them by alias. */
  #lockRows(select: SelectStmt): void {
    const named = new Set<string>();
    for (const node of select.lockingClause ?? []) {
      for (const relation of asNode(node, 'LockingClause')?.lockedRels ?? [])
        named.add(asNode(relation, 'RangeVar')?.relname ?? '');
    }
    for (const node of select.fromClause ?? []) {
      const relation = asNode(node, 'RangeVar');
      if (!relation || this.#isLocal(relation)) continue;
      if (named.size === 0 || named.has(relation.alias?.aliasname ?? relation.relname ?? ''))
        this.relation('lock', relation);
    }
  }

  /** Calls are noted only where they touch an object that is named by a constant: `setval('x_id_seq', 1)`. */
  call(call: FuncCall): void {
    const name = nameOf(strings(call.funcname));
    if (name.name in SEQUENCE_FUNCTIONS && (name.schema === null || name.schema === 'pg_catalog')) {
      let argument = call.args?.[0];
      argument = asNode(argument, 'TypeCast')?.arg ?? argument;
      const constant = asNode(argument, 'A_Const');
      const text = constant?.sval?.sval;
      if (text !== undefined && text !== '') {
        const operation = name.name === 'setval' ? SEQUENCE_FUNCTIONS.setval : SEQUENCE_FUNCTIONS.nextval;
        const start = this.at(constant?.location);
        this.effects.push({
          action: 'write',
          objectType: 'sequence',
          ...identifier(text),
          partial: hasHole(text),
          temporary: false,
          deferred: this.isDeferred,
          span: start === undefined ? null : this.#absolute(start, start + text.length + 2),
          detail: { operation },
        });
      }
    }
    for (const [field, value] of Object.entries(call)) if (field !== 'funcname') this.walk(value);
  }

  /** Walks any part of a tree: relations that are read, calls, and statements within. */
  walk(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.walk(item);
      return;
    }
    for (const [key, child] of Object.entries(value)) {
      if (typeof child !== 'object' || child === null) continue;
      // The tags of nodes are capitalised, field names are not; under a tag stands the node of that name.
      if (key === 'RangeVar') this.#read(child as RangeVar);
      else if (key === 'FuncCall') this.call(child as FuncCall);
      else if (key === 'TypeName' || key === 'typeName') continue;
      else if (!this.#dispatch(key, child, this)) this.walk(child);
    }
  }

  nodes(nodes: readonly Node[] | undefined): void {
    for (const node of nodes ?? []) this.walk(node);
  }
}

/** The name that `regclass` input reads from a text: folded unless quoted. */
function identifier(text: string): SqlName {
  const parts = nameTokens(text, 0, text.length).map(token => token.text);
  return parts.length > 0 ? nameOf(parts) : { schema: null, name: text };
}
