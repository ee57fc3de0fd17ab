/**
 * Walks what a middleware does with a request: which responses it gives back under which conditions, what it raises, and what it
 * writes on the request and on the response. Values come from the interpreter; what is added here is the path of conditions to a
 * `return`.
 */
import { bindPatternTo, bindTo, callWith, runStatement } from './run.ts';
import { quietly } from '../condition.ts';
import { dependsOnPath, isResponse } from './request.ts';
import { startsOfPattern } from './segments.ts';
import { alternativesOf, stringOf } from '../../program/index.ts';
import { ALWAYS, both, compared, formulaOf, possible } from './formula.ts';
import type { Environment, FunctionValue, Value } from '../../program/index.ts';
import type { Expression, Pattern, Statement } from '../../python/index.ts';
import type { Step } from '../../finding.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { Formula, Inline } from './formula.ts';

interface Common {
  readonly condition: Formula;
  readonly at: Span;
  /** Calls from the hook to the function that does it. */
  readonly trace: readonly Step[];
  /** In an `except`: only after something failed. */
  readonly exceptional: boolean;
}

export type Outcome =
  | (Common & { readonly kind: 'raise'; readonly value: Value })
  | (Common & {
      readonly kind: 'return';
      readonly value: Value;
      readonly node: Expression;
      readonly env: Environment;
    })
  | (Common & { readonly kind: 'write'; readonly object: Value; readonly name: string; readonly value: Value });

interface Position {
  readonly env: Environment;
  readonly trace: readonly Step[];
  readonly exceptional: boolean;
  readonly depth: number;
  /** Where own returns go: the hook's, or those of the helper that is being walked. */
  readonly returns: Outcome[];
  /** What a local name was given: the returns of a helper with their conditions, or what an `if` chose between. */
  readonly sources: Map<string, readonly Outcome[]>;
  /** The tests whose results local names hold: `mine = request.path.startswith('/plugins/')`. */
  readonly tests: Map<string, Expression>;
}

/** Expressions whose value is asked as a test is, when a name that holds it is. */
const TESTS: ReadonlySet<Expression['type']> = new Set(['Compare', 'BoolOp', 'UnaryOp', 'Call']);

const DEEPEST = 6;
const MOST = 400;

/** The outcomes of calling an own function with these arguments. */
export function walkFunction(base: ModelBase, fn: FunctionValue, args: readonly Value[]): readonly Outcome[] {
  const walk = new Walk(base);
  const returns = walk.call(fn, args, new Map(), [], ALWAYS, false, 0);
  return [...returns, ...walk.effects];
}

class Walk {
  readonly effects: Outcome[] = [];
  readonly #base: ModelBase;
  #steps = 0;

  constructor(base: ModelBase) {
    this.#base = base;
  }

  call(
    fn: FunctionValue,
    args: readonly Value[],
    keywords: ReadonlyMap<string, Value>,
    trace: readonly Step[],
    condition: Formula,
    exceptional: boolean,
    depth: number,
  ): Outcome[] {
    const returns: Outcome[] = [];
    if (fn.node.type === 'Lambda' || depth > DEEPEST) return returns;
    const env = callWith(this.#base, fn, args, keywords);
    this.#block(fn.node.body, condition, {
      env,
      trace,
      exceptional,
      depth,
      returns,
      sources: new Map(),
      tests: new Map(),
    });
    return returns;
  }

  /** Walks statements; gives the condition under which the next one runs, `null` when nothing falls through. */
  #block(body: readonly Statement[], condition: Formula, position: Position): Formula | null {
    let current: Formula | null = condition;
    for (const statement of body) {
      if (current === null || ++this.#steps > 20_000) return null;
      current = this.#statement(statement, current, position);
    }
    return current;
  }

  #statement(node: Statement, condition: Formula, position: Position): Formula | null {
    const { env } = position;
    switch (node.type) {
      case 'If': {
        this.#namesIn(node.test, condition, position);
        const before = new Map(position.sources);
        const testsBefore = new Map(position.tests);
        const passed = both(condition, this.#test(node.test, true, condition, position));
        const failed = both(condition, this.#test(node.test, false, condition, position));
        const body = this.#block(node.body, passed, position);
        const afterBody = new Map(position.sources);
        restore(position.sources, before);
        const testsOfBody = new Map(position.tests);
        restore(position.tests, testsBefore);
        const orelse = this.#block(node.orelse, failed, position);
        if (body === null) return orelse;
        if (orelse === null) restore(position.tests, testsOfBody);
        // What only one way gives a name is not what the name holds.
        else for (const [name, test] of testsOfBody) if (position.tests.get(name) !== test) position.tests.delete(name);
        if (orelse === null) {
          restore(position.sources, afterBody);
          return body;
        }
        for (const [name, given] of afterBody) {
          const other = position.sources.get(name);
          if (other === given) continue;
          // A name that only one way binds is used where it is bound.
          const under = (one: Outcome, reached: Formula): Outcome => ({
            ...one,
            condition: both(reached, one.condition),
          });
          position.sources.set(name, [
            ...given.map(one => under(one, passed)),
            ...(other ?? []).map(one => under(one, failed)),
          ]);
        }
        // Both ways go on: what follows does not hang on the test.
        return condition;
      }
      case 'Return':
        this.#return(node.value, spanOf(env, node), condition, position);
        return null;
      case 'Raise': {
        const value = node.exc ? quietly(this.#base, node.exc, env) : null;
        if (value)
          this.#effect({
            kind: 'raise',
            value,
            condition,
            at: spanOf(env, node),
            trace: position.trace,
            exceptional: position.exceptional,
          });
        return null;
      }
      case 'Try':
      case 'TryStar': {
        const tried = this.#block(node.body, condition, position);
        const rest = tried === null ? null : this.#block(node.orelse, tried, position);
        let after = rest;
        for (const handler of node.handlers) {
          const handled = this.#block(handler.body, condition, { ...position, exceptional: true });
          after ??= handled;
        }
        this.#block(node.finalbody, condition, position);
        return after;
      }
      case 'With':
      case 'AsyncWith':
        for (const item of node.items) {
          if (item.optional_vars)
            bindTo(this.#base, item.optional_vars, quietly(this.#base, item.context_expr, env), env);
        }
        return this.#block(node.body, condition, position);
      case 'For':
      case 'AsyncFor': {
        const iterable = quietly(this.#base, node.iter, env);
        const items =
          iterable.kind === 'sequence'
            ? iterable.items.slice(0, 40)
            : [{ kind: 'element', of: iterable, at: null } as const];
        for (const item of items) {
          bindTo(this.#base, node.target, item, env);
          this.#block(node.body, condition, position);
        }
        this.#block(node.orelse, condition, position);
        return condition;
      }
      case 'While':
        this.#block(node.body, both(condition, this.#test(node.test, true, condition, position)), position);
        return condition;
      case 'Match':
        return this.#match(node, condition, position);
      case 'Assign':
      case 'AnnAssign':
      case 'AugAssign':
        this.#assign(node, condition, position);
        return condition;
      case 'Expr':
        if (!this.#setattr(node.value, condition, position) && !this.#callback(node.value, condition, position))
          this.#follow(node.value, condition, position);
        return condition;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
      case 'Import':
      case 'ImportFrom':
        runStatement(this.#base, node, env);
        return condition;
      case 'Break':
      case 'Continue':
        return null;
      default:
        return condition;
    }
  }

  /** The cases in turn: each where those before it did not fit. */
  #match(node: Extract<Statement, { type: 'Match' }>, condition: Formula, position: Position): Formula | null {
    const { env } = position;
    const subject = quietly(this.#base, node.subject, env);
    const on: Formula[] = [];
    let reached: Formula | null = condition;
    for (const one of node.cases) {
      if (reached === null) break;
      bindPatternTo(this.#base, one.pattern, subject, env);
      const fits = this.#fits(one.pattern, subject, true, env);
      const guarded = one.guard ? this.#test(one.guard, true, condition, position) : null;
      const passed = this.#block(one.body, both(both(reached, fits ?? ALWAYS), guarded ?? ALWAYS), position);
      if (passed !== null) on.push(passed);
      if (!fits && !one.guard) reached = null;
      else if (!one.guard) reached = both(reached, this.#fits(one.pattern, subject, false, env) ?? ALWAYS);
    }
    if (reached !== null) on.push(reached);
    // Where several ways go on, what follows does not hang on the cases.
    return on.length === 1 ? (on[0] ?? condition) : on.length === 0 ? null : condition;
  }

  /** That a subject fits a pattern, or does not; `null` for a pattern that everything fits. */
  #fits(pattern: Pattern, subject: Value, holds: boolean, env: Environment): Formula | null {
    const at = spanOf(env, pattern);
    switch (pattern.type) {
      case 'MatchAs':
        return pattern.pattern && this.#fits(pattern.pattern, subject, holds, env);
      case 'MatchOr': {
        const parts = pattern.patterns.map(one => this.#fits(one, subject, holds, env));
        const known = parts.flatMap(one => one ?? []);
        return known.length < parts.length ? null : { kind: holds ? 'or' : 'and', parts: known };
      }
      case 'MatchValue':
        return {
          kind: 'atom',
          value: compared(this.#base, 'Eq', subject, quietly(this.#base, pattern.value, env), at),
          holds,
          at,
        };
      default: {
        const start = startsOfPattern(this.#base, pattern, subject, env);
        return { kind: 'atom', value: subject, holds, at, ...(start === undefined ? {} : { starts: [start] }) };
      }
    }
  }

  /** `response.add_post_render_callback(change)` hands the response over once it is rendered; false for any other expression. */
  #callback(node: Expression, condition: Formula, position: Position): boolean {
    const [given] = node.type === 'Call' ? node.args : [];
    if (node.type !== 'Call' || !given || node.func.type !== 'Attribute') return false;
    if (node.func.attr !== 'add_post_render_callback') return false;
    const { env } = position;
    const response = quietly(this.#base, node.func.value, env);
    const callee = quietly(this.#base, given, env);
    const fn = callee.kind === 'method' ? callee.function : callee.kind === 'function' ? callee : undefined;
    if (!fn || !alternativesOf(response).some(isResponse) || position.depth >= DEEPEST) return false;
    const step: Step = { at: spanOf(env, node), message: `hands the response to ${fn.name}()` };
    const args = callee.kind === 'method' ? [callee.self, response] : [response];
    this.call(fn, args, new Map(), [...position.trace, step], condition, position.exceptional, position.depth + 1);
    return true;
  }

  #assign(
    node: Extract<Statement, { type: 'Assign' | 'AnnAssign' | 'AugAssign' }>,
    condition: Formula,
    position: Position,
  ): void {
    const { env } = position;
    if (!node.value) return;
    const targets = node.type === 'Assign' ? node.targets : [node.target];
    const given = this.#outcomes(node.value, spanOf(env, node.value), condition, position);
    const value = quietly(this.#base, node.value, env);
    for (const target of targets) {
      if (target.type === 'Name') {
        if (node.type === 'AugAssign') position.sources.delete(target.id);
        else position.sources.set(target.id, given);
        noteTest(position, target.id, node.type === 'AugAssign' ? null : node.value);
      } else if (target.type === 'Attribute') {
        const object = quietly(this.#base, target.value, env);
        this.#effect({
          kind: 'write',
          object,
          name: target.attr,
          value,
          condition,
          at: spanOf(env, target),
          trace: position.trace,
          exceptional: position.exceptional,
        });
      }
      if (node.type !== 'AugAssign') bindTo(this.#base, target, value, env);
    }
  }

  /** Binds the names that a test gives values to: `if response := page(request)`. */
  #namesIn(node: Expression, condition: Formula, position: Position): void {
    switch (node.type) {
      case 'NamedExpr':
        this.#name(node.target, node.value, condition, position);
        break;
      case 'BoolOp':
        for (const one of node.values) this.#namesIn(one, condition, position);
        break;
      case 'UnaryOp':
        this.#namesIn(node.operand, condition, position);
        break;
      case 'Compare':
        this.#namesIn(node.left, condition, position);
        break;
      default:
        break;
    }
  }

  /** `setattr(request, 'urlconf', …)` writes as an assignment does; false for any other expression. */
  #setattr(node: Expression, condition: Formula, position: Position): boolean {
    const [target, named, given] = node.type === 'Call' ? node.args : [];
    if (node.type !== 'Call' || !target || !named || !given) return false;
    const { env } = position;
    const callee = quietly(this.#base, node.func, env);
    if (callee.kind !== 'symbol' || callee.path !== 'builtins.setattr') return false;
    const name = stringOf(quietly(this.#base, named, env));
    if (name === undefined) return false;
    this.#effect({
      kind: 'write',
      object: quietly(this.#base, target, env),
      name,
      value: quietly(this.#base, given, env),
      condition,
      at: spanOf(env, node),
      trace: position.trace,
      exceptional: position.exceptional,
    });
    return true;
  }

  #return(node: Expression | null, at: Span, condition: Formula, position: Position): void {
    if (!node) return;
    for (const one of this.#outcomes(node, at, condition, position)) {
      if (position.returns.length >= MOST) return;
      position.returns.push(one);
    }
  }

  /** What an expression gives, each with its condition: those of an own function that is called, those of its alternatives. */
  #outcomes(node: Expression, at: Span, condition: Formula, position: Position): readonly Outcome[] {
    switch (node.type) {
      case 'Await':
        return this.#outcomes(node.value, at, condition, position);
      case 'IfExp':
        return [
          ...this.#outcomes(node.body, at, both(condition, this.#test(node.test, true, condition, position)), position),
          ...this.#outcomes(
            node.orelse,
            at,
            both(condition, this.#test(node.test, false, condition, position)),
            position,
          ),
        ];
      case 'BoolOp': {
        // `page(request) or self.get_response(request)`: the last, where those before it are false (true, with `and`).
        const found: Outcome[] = [];
        let reached = condition;
        for (const one of node.values) {
          const given = this.#outcomes(one, at, reached, position);
          if (one === node.values.at(-1)) found.push(...given);
          else {
            found.push(...given.filter(outcome => outcome.kind !== 'return' || mayBe(outcome.value, node.op === 'Or')));
            reached = both(reached, this.#test(one, node.op === 'And', reached, position));
          }
        }
        return found;
      }
      case 'NamedExpr':
        this.#name(node.target, node.value, condition, position);
        return this.#outcomes(node.target, at, condition, position);
      default:
        break;
    }
    const source = node.type === 'Name' ? position.sources.get(node.id) : undefined;
    const inner = this.#follow(node, condition, position) ?? source;
    if (inner) {
      return inner.map(one => ({
        ...one,
        condition: both(condition, one.condition),
        exceptional: one.exceptional || position.exceptional,
      }));
    }
    const { env } = position;
    const value = quietly(this.#base, node, env);
    return [
      { kind: 'return', value, node, env, condition, at, trace: position.trace, exceptional: position.exceptional },
    ];
  }

  /** Remembers what a local name was given, where that is more than one plain value. */
  #name(target: Expression, node: Expression, condition: Formula, position: Position): void {
    if (target.type !== 'Name') return;
    const { env } = position;
    const given = this.#outcomes(node, spanOf(env, node), condition, position);
    position.sources.set(target.id, given);
    noteTest(position, target.id, node);
    bindTo(this.#base, target, quietly(this.#base, node, env), env);
  }

  /** Walks into a call of an own function; gives its returns, or `undefined` when the expression is no such call. */
  #follow(node: Expression, condition: Formula, position: Position): readonly Outcome[] | undefined {
    const call = node.type === 'Await' ? node.value : node;
    if (call.type !== 'Call') return undefined;
    const { env } = position;
    const callee = quietly(this.#base, call.func, env);
    const target = callee.kind === 'method' ? callee.function : callee.kind === 'function' ? callee : undefined;
    if (!target || target.node.type === 'Lambda') return undefined;
    const args: Value[] = callee.kind === 'method' ? [callee.self] : [];
    for (const one of call.args) if (one.type !== 'Starred') args.push(quietly(this.#base, one, env));
    const keywords = new Map<string, Value>();
    for (const one of call.keywords) if (one.arg !== null) keywords.set(one.arg, quietly(this.#base, one.value, env));
    const step: Step = { at: spanOf(env, call), message: `calls ${target.name}()` };
    return this.call(
      target,
      args,
      keywords,
      [...position.trace, step],
      condition,
      position.exceptional,
      position.depth + 1,
    );
  }

  /** The formula of a test; a helper that is called in it counts by what it returns. */
  #test(node: Expression, holds: boolean, condition: Formula, position: Position): Formula {
    let depth = position.depth;
    const held = new Set<string>();
    const inline: Inline = (call, wanted, env) => {
      if (depth >= DEEPEST) return undefined;
      if (call.type === 'Name') {
        if (env !== position.env || held.has(call.id)) return undefined;
        const test = position.tests.get(call.id);
        if (!test) return this.#chosen(position.sources.get(call.id), wanted, condition);
        // What gives an object or nothing is asked for the object, not for the conditions that led to it.
        if (!isTest(this.#follow(test, condition, { ...position, env, depth }))) return undefined;
        held.add(call.id);
        const said = formulaOf(this.#base, test, wanted, env, inline);
        held.delete(call.id);
        return said;
      }
      const returns = this.#follow(call, condition, { ...position, env, depth });
      if (!returns) return undefined;
      depth++;
      const parts = returns.flatMap(one => {
        if (one.kind !== 'return') return [];
        const said = formulaOf(this.#base, one.node, wanted, one.env, inline);
        return possible(said) ? [both(one.condition, said)] : [];
      });
      depth--;
      const [only] = parts;
      return only && parts.length === 1 ? only : { kind: 'or', parts };
    };
    return formulaOf(this.#base, node, holds, position.env, inline);
  }

  /** That a name which was given one of several values is true, or false: a flag that is set in an `if`. */
  #chosen(given: readonly Outcome[] | undefined, wanted: boolean, condition: Formula): Formula | undefined {
    if (!given?.some(one => one.condition !== condition && one.kind === 'return' && one.value.kind === 'constant'))
      return undefined;
    const parts = given.filter(one => one.kind === 'return' && mayBe(one.value, wanted)).map(one => one.condition);
    const [only] = parts;
    return only && parts.length === 1 ? only : { kind: 'or', parts };
  }

  #effect(outcome: Outcome): void {
    if (this.effects.length < MOST) this.effects.push(outcome);
  }
}

/** Whether what an own function returns are results of tests: true where it is not called at all. */
function isTest(returns: readonly Outcome[] | undefined): boolean {
  return (returns ?? []).every(
    one =>
      one.kind !== 'return' ||
      (one.value.kind === 'constant' ? typeof one.value.value === 'boolean' : dependsOnPath(one.value)),
  );
}

/** Remembers that a name holds the result of a test, or forgets it. */
function noteTest(position: Position, name: string, node: Expression | null): void {
  if (node && TESTS.has(node.type)) position.tests.set(name, node);
  else position.tests.delete(name);
}

/** Whether a value can be true, or false, as a condition; what a call of the framework gives is an object, which is true. */
function mayBe(value: Value, truth: boolean): boolean {
  return alternativesOf(value).some(one => one.kind !== 'constant' || Boolean(one.value) === truth);
}

function restore<K, V>(map: Map<K, V>, to: ReadonlyMap<K, V>): void {
  map.clear();
  for (const [key, value] of to) map.set(key, value);
}

function spanOf(env: Environment, node: { readonly start: number; readonly end: number }): Span {
  return { file: env.module.file, start: node.start, end: node.end };
}
