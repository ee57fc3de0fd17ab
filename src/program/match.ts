/** `match`: which cases fit a value, and what their patterns bind. */
import { getAttribute } from './attribute.ts';
import { ownMember } from './classes.ts';
import { compareValues } from './compare.ts';
import { holds } from './comparison.ts';
import { operation, testOf, testOfValue } from './conditions.ts';
import { mapping, sequence } from './container.ts';
import { joinCompletions } from './environment.ts';
import { evaluate, spanOf } from './expression.ts';
import { fieldNames } from './fields.ts';
import { getItem } from './item.ts';
import { branch, executeBlock } from './statement.ts';
import { builtinClass, isInstance, surelyLacks } from './types.ts';
import { constant, isUnordered, stringOf } from './value.ts';
import type { Match, Pattern } from '../python/index.ts';
import type { Completion, Environment } from './environment.ts';
import type { Guard } from './effect.ts';
import type { Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

/** Whether a pattern fits: `undefined` when it may. */
type Fit = boolean | undefined;

export function executeMatch(interpreter: Interpreter, node: Match, env: Environment): Completion {
  const subject = evaluate(interpreter, node.subject, env);
  const outer = interpreter.guard;
  const runs: (() => Completion)[] = [];
  let certain = false;
  for (const one of node.cases) {
    const bindings = new Map<string, Value>();
    const fit = fits(interpreter, one.pattern, subject, env, bindings);
    if (fit === false) continue;
    const bind = (): void => {
      for (const [name, value] of bindings) env.bind(name, value);
    };
    // What the pattern asks for is a condition of the code behind it.
    const condition = fit === undefined ? valueTest(interpreter, one.pattern, subject, env, outer) : outer;
    if (fit === true && one.guard) {
      bind();
      const { truth } = testOf(interpreter, one.guard, env);
      if (truth === false) continue;
      certain = truth === true;
    } else certain = fit === true;
    runs.push(() => {
      interpreter.guard = condition;
      bind();
      if (one.guard) interpreter.guard = testOf(interpreter, one.guard, env).under(true, interpreter.guard);
      // Of a pattern that may fit and is no plain value nothing says whether it does.
      const open = fit === undefined && condition === outer;
      if (open) interpreter.maybe++;
      const completion = executeBlock(interpreter, one.body, env);
      if (open) interpreter.maybe--;
      interpreter.guard = outer;
      return completion;
    });
    if (certain) break;
  }
  const [only] = runs;
  if (certain && runs.length === 1 && only) return only();
  if (!certain) runs.push(() => 'next');
  const completions = branch(interpreter, runs);
  if (completions.some(one => one !== 'next')) interpreter.leavable++;
  return joinCompletions(completions);
}

/** Binds the names of a pattern that fits the subject. */
export function bindPattern(interpreter: Interpreter, pattern: Pattern, subject: Value, env: Environment): void {
  const bindings = new Map<string, Value>();
  fits(interpreter, pattern, subject, env, bindings);
  for (const [name, value] of bindings) env.bind(name, value);
}

/** The test that a pattern of a plain value stands for, `case 'on':`, as the guard of its code. */
function valueTest(
  interpreter: Interpreter,
  pattern: Pattern,
  subject: Value,
  env: Environment,
  outer: Guard | null,
): Guard | null {
  if (pattern.type !== 'MatchValue') return outer;
  const at = spanOf(env, pattern);
  const value = evaluate(interpreter, pattern.value, env);
  return testOfValue(interpreter, operation(interpreter, 'Eq', [subject, value], at), at).under(true, outer);
}

/** What all parts together say: false where one does not fit. */
function all(parts: readonly Fit[]): Fit {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function fits(
  interpreter: Interpreter,
  pattern: Pattern,
  subject: Value,
  env: Environment,
  bindings: Map<string, Value>,
): Fit {
  const at = spanOf(env, pattern);
  switch (pattern.type) {
    case 'MatchValue':
      return holds(interpreter, subject, 'Eq', evaluate(interpreter, pattern.value, env), at);
    case 'MatchSingleton':
      return compareValues(subject, 'Is', constant(pattern.value.kind === 'bool' ? pattern.value.value : null, at));
    case 'MatchAs': {
      const fit = pattern.pattern ? fits(interpreter, pattern.pattern, subject, env, bindings) : true;
      if (pattern.name !== null) bindings.set(pattern.name, subject);
      return fit;
    }
    case 'MatchStar':
      if (pattern.name !== null) bindings.set(pattern.name, subject);
      return true;
    case 'MatchOr': {
      let fit: Fit = false;
      for (const one of pattern.patterns) {
        const part = fits(interpreter, one, subject, env, bindings);
        if (part === true && fit === false) return true;
        if (part !== false) fit = undefined;
      }
      return fit;
    }
    case 'MatchSequence':
      return fitsSequence(interpreter, pattern, subject, env, bindings);
    case 'MatchMapping':
      return fitsMapping(interpreter, pattern, subject, env, bindings);
    case 'MatchClass':
      return fitsClass(interpreter, pattern, subject, env, bindings);
  }
}

function fitsSequence(
  interpreter: Interpreter,
  pattern: Extract<Pattern, { type: 'MatchSequence' }>,
  subject: Value,
  env: Environment,
  bindings: Map<string, Value>,
): Fit {
  const at = spanOf(env, pattern);
  const { patterns } = pattern;
  const star = patterns.findIndex(one => one.type === 'MatchStar');
  const known = subject.kind === 'sequence' && !subject.open && !isUnordered(subject) ? subject.items : undefined;
  // Strings and sets are no sequences here.
  const kind = builtinClass(subject);
  if (kind !== undefined && kind !== 'list' && kind !== 'tuple') return false;
  if (known && (star < 0 ? known.length !== patterns.length : known.length < patterns.length - 1)) return false;
  const part: Value = { kind: 'element', of: subject, at };
  const results = patterns.map((one, index): Fit => {
    if (one.type === 'MatchStar') {
      const rest = known?.slice(star, known.length - (patterns.length - star - 1));
      return fits(interpreter, one, sequence(interpreter, 'list', rest ?? [part], !rest, at), env, bindings);
    }
    const place = star >= 0 && index > star ? index - patterns.length : index;
    const item = known?.at(place) ?? (subject.kind === 'sequence' && place >= 0 ? subject.items[place] : undefined);
    return fits(interpreter, one, item ?? part, env, bindings);
  });
  return known ? all(results) : all([...results, undefined]);
}

function fitsMapping(
  interpreter: Interpreter,
  pattern: Extract<Pattern, { type: 'MatchMapping' }>,
  subject: Value,
  env: Environment,
  bindings: Map<string, Value>,
): Fit {
  const at = spanOf(env, pattern);
  const kind = builtinClass(subject);
  if (kind !== undefined && kind !== 'dict') return false;
  const keys = pattern.keys.map(key => evaluate(interpreter, key, env));
  const results = pattern.patterns.map((one, index): Fit => {
    const key = keys[index];
    if (!key) return undefined;
    const held = subject.kind === 'mapping' ? compareValues(key, 'In', subject) : undefined;
    if (held === false) return false;
    return all([held, fits(interpreter, one, getItem(interpreter, subject, key, at), env, bindings)]);
  });
  if (pattern.rest !== null) {
    const rest = mapping(interpreter, subject.kind !== 'mapping' || subject.open, at);
    if (subject.kind === 'mapping') {
      for (const [text, entry] of subject.entries) {
        if (!keys.some(key => key === entry.key || compareValues(key, 'Eq', entry.key) === true))
          rest.entries.set(text, { ...entry });
      }
    }
    bindings.set(pattern.rest, subject.kind === 'mapping' ? rest : subject);
  }
  return subject.kind === 'mapping' ? all(results) : all([...results, undefined]);
}

/** Builtin classes whose one positional pattern is held against the value itself (reference, 8.6.4.9). */
const WHOLE = /^builtins\.(bool|bytearray|bytes|dict|float|frozenset|int|list|set|str|tuple)$/;

function fitsClass(
  interpreter: Interpreter,
  pattern: Extract<Pattern, { type: 'MatchClass' }>,
  subject: Value,
  env: Environment,
  bindings: Map<string, Value>,
): Fit {
  const at = spanOf(env, pattern);
  const cls = evaluate(interpreter, pattern.cls, env);
  const isOne = isInstance(interpreter, subject, cls);
  if (isOne === false) return false;
  const whole = cls.kind === 'symbol' && WHOLE.test(cls.path);
  const names = positionalNames(cls);
  const attribute = (name: string | undefined, one: Pattern): Fit => {
    if (name === undefined)
      return all([undefined, fits(interpreter, one, { kind: 'element', of: subject, at }, env, bindings)]);
    if (surelyLacks(interpreter, subject, name)) return false;
    return fits(interpreter, one, getAttribute(interpreter, subject, name, at), env, bindings);
  };
  const results = [
    ...pattern.patterns.map((one, index) =>
      whole ? fits(interpreter, one, subject, env, bindings) : attribute(names[index], one),
    ),
    ...pattern.kwd_patterns.map((one, index) => attribute(pattern.kwd_attrs[index], one)),
  ];
  return all([isOne, ...results]);
}

function positionalNames(cls: Value): (string | undefined)[] {
  if (cls.kind !== 'class') return [];
  const listed = ownMember(cls, '__match_args__')?.value;
  if (listed?.kind === 'sequence') return listed.items.map(stringOf);
  return cls.decorators.length > 0 || ownMember(cls, '_fields') || cls.bases.some(one => one.kind === 'symbol')
    ? fieldNames(cls)
    : [];
}
