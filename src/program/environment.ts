/** Scopes, and the journal that lets two branches of the program start from the same bindings and be joined afterwards. */
import { join } from './value.ts';
import type { OwnModule } from './modules.ts';
import type { ClassValue, FunctionValue, Value } from './value.ts';

export type ScopeKind = 'module' | 'class' | 'function' | 'comprehension';

export class Environment {
  readonly kind: ScopeKind;
  readonly module: OwnModule;
  readonly parent: Environment | null;
  readonly names = new Map<string, Value>();
  /** Names declared `global` or `nonlocal` here. */
  redirected: Map<string, 'global' | 'nonlocal'> | null = null;
  /** Paths of foreign modules whose names were all imported with `*`. */
  stars: string[] | null = null;
  /** The function whose call this is, and the class whose body it is. */
  readonly function: FunctionValue | null;
  cls: ClassValue | null = null;
  /** First parameter of the call, for `super()` without arguments. */
  self: Value | null = null;
  /** When it was made, on the journal's clock. */
  readonly born: number;
  readonly #journal: Journal;

  constructor(
    kind: ScopeKind,
    module: OwnModule,
    parent: Environment | null,
    journal: Journal,
    fn: FunctionValue | null = null,
  ) {
    this.kind = kind;
    this.module = module;
    this.parent = parent;
    this.function = fn;
    this.#journal = journal;
    this.born = journal.tick();
  }

  /** The nearest binding of a name by Python's rule: class scopes are seen only from within themselves. */
  lookup(name: string): Value | undefined {
    const own = this.names.get(name);
    if (own !== undefined && !this.redirected?.has(name)) return own;
    let scope: Environment | null = this.redirected?.get(name) === 'global' ? this.moduleScope() : this.parent;
    for (; scope; scope = scope.parent) {
      if (scope.kind === 'class') continue;
      const value = scope.names.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  bind(name: string, value: Value): void {
    const target = this.redirected === null ? this : this.target(name);
    // A name of a module that gets another value is state that functions read.
    if ((target !== this || this.kind === 'module') && target.names.has(name)) this.#journal.changes++;
    target.set(name, value);
  }

  unbind(name: string): void {
    const scope = this.target(name);
    scope.#journal.note(scope, name);
    scope.names.delete(name);
  }

  private set(name: string, value: Value): void {
    this.#journal.note(this, name);
    this.names.set(name, value);
  }

  private target(name: string): Environment {
    const redirect = this.redirected?.get(name);
    if (redirect === 'global') return this.moduleScope();
    if (redirect === 'nonlocal') {
      for (let scope = this.parent; scope; scope = scope.parent) {
        if (scope.kind === 'function' && scope.names.has(name)) return scope;
      }
    }
    return this;
  }

  moduleScope(): Environment {
    return this.parent ? this.parent.moduleScope() : this;
  }
}

/** How control leaves a statement. */
export type Completion = 'next' | 'return' | 'raise' | 'break' | 'continue';

/** What a branch bound: for each scope, name → value at its end (`undefined`: unbound). */
type Bindings = Map<Environment, Map<string, Value | undefined>>;

/** Records the old value of every binding made since a branch began. */
export class Journal {
  #log: Bindings | null = null;
  #clock = 0;
  #since = 0;
  /** Counts changes of what outlives a call: names of modules, attributes, items of containers. */
  changes = 0;

  tick(): number {
    return ++this.#clock;
  }

  /**
   * Remembers the value before the first change of a name in the running branch. A scope that the branch itself made
   * is not rolled back: nobody else sees it, and closures may live on.
   */
  note(scope: Environment, name: string): void {
    if (!this.#log || scope.born > this.#since) return;
    let names = this.#log.get(scope);
    if (!names) this.#log.set(scope, (names = new Map()));
    if (!names.has(name)) names.set(name, scope.names.get(name));
  }

  /**
   * Runs each branch from the present bindings and leaves the join of those that fall through.
   * When every branch leaves, what follows is dead and the bindings stay as they were.
   * @param mayStop whether the others begin where the first may have stopped: the handlers of a `try`
   * @returns how each branch completed
   */
  branches(runs: readonly (() => Completion)[], mayStop = false): Completion[] {
    const outerLog = this.#log;
    const outerSince = this.#since;
    const ends: Bindings[] = [];
    const before: Bindings = new Map();
    const completions: Completion[] = [];
    let first: Bindings | null = null;
    for (const run of runs) {
      const log: Bindings = new Map();
      this.#log = log;
      this.#since = this.#clock;
      if (mayStop && first) this.#resume(first);
      const completion = run();
      completions.push(completion);
      const end: Bindings = new Map();
      for (const [scope, names] of log) {
        const finals = new Map<string, Value | undefined>();
        let olds = before.get(scope);
        if (!olds) before.set(scope, (olds = new Map()));
        for (const [name, old] of names) {
          finals.set(name, scope.names.get(name));
          if (!olds.has(name)) olds.set(name, old);
          if (old === undefined) scope.names.delete(name);
          else scope.names.set(name, old);
        }
        end.set(scope, finals);
      }
      first ??= end;
      if (completion === 'next') ends.push(end);
    }
    this.#log = outerLog;
    this.#since = outerSince;
    for (const [scope, names] of before) {
      for (const [name, old] of names) {
        const values: Value[] = [];
        for (const end of ends) {
          const finals = end.get(scope);
          const value = finals?.has(name) ? finals.get(name) : old;
          if (value !== undefined) values.push(value);
        }
        if (values.length === 0) continue;
        this.note(scope, name);
        scope.names.set(name, join(values));
      }
    }
    return completions;
  }

  /** Binds what a branch left to what it was before or after: the branch may have stopped anywhere. */
  #resume(end: Bindings): void {
    for (const [scope, names] of end) {
      for (const [name, value] of names) {
        if (value === undefined) continue;
        const old = scope.names.get(name);
        this.note(scope, name);
        scope.names.set(name, old === undefined ? value : join([value, old]));
      }
    }
  }
}

/** How a choice between branches completes as a whole. */
export function joinCompletions(completions: readonly Completion[]): Completion {
  if (completions.length === 0 || completions.includes('next')) return 'next';
  for (const one of ['continue', 'break', 'return'] as const) if (completions.includes(one)) return one;
  return 'raise';
}
