/** The state of one interpretation: where it is, what it has seen, and how much it may still do. */
import { isOptional } from './defaults.ts';
import { Environment, Journal } from './environment.ts';
import { symbol } from './value.ts';
import type { HostFacts } from '../host/facts.ts';
import type { CompareOperator, ExceptHandler } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { CallEffect, Circumstances, Frame, Guard, Phase, WriteEffect } from './effect.ts';
import type { Escaped } from './callbacks.ts';
import type { ModuleTable, OwnModule } from './modules.ts';
import type { CallValue, ClassValue, FunctionNode, FunctionValue, SymbolValue, Value } from './value.ts';

/** A call of a foreign function whose meaning is known. `undefined`: not handled, treat as opaque. */
export type Intrinsic = (
  interpreter: Interpreter,
  call: { readonly args: readonly Value[]; readonly keywords: ReadonlyMap<string, Value>; readonly at: Span },
) => Value | undefined;

/** What the host adds to the language: meanings of its functions, its plugins' settings, its classes. */
export interface HostKnowledge {
  readonly facts: HostFacts;
  /** By canonical dotted path. */
  readonly intrinsics: ReadonlyMap<string, Intrinsic>;
  /** Canonical path of the queryset class that a model's managers give. */
  querysetClass(model: Value): string;
  /** Decides a comparison that involves the host (its release, its settings); `undefined` when it cannot. */
  compare?(left: Value, op: CompareOperator, right: Value): boolean | undefined;
  /** The value of a name of the host where it is known for all releases under check: its version. */
  value?(path: string, at: Span): Value | undefined;
  /** The text that a setting or variable of the host has wherever the package runs: `settings.ROOT_URLCONF`. */
  text?(value: Value): string | undefined;
  /** Whether reading this value (an attribute or an item) is to be recorded: the settings that a package reads. */
  observes?(value: Value): boolean;
  /** The value of a plugin setting in the one installation for which the package is read; absent when it is read for all. */
  assumed?(value: Value): Value | undefined;
  /** The default of a plugin setting that a value was read from; `undefined` when it is none, or has no known default. */
  settingDefault(value: Value): Value | undefined;
}

/** A read of an attribute or item that the host wanted to know of. */
export interface ReadRecord extends Circumstances {
  readonly value: Value;
  readonly at: Span;
  /** Its failure is caught, or a default given for it. */
  readonly caught: boolean;
  /** Grows in the order in which things happen. */
  readonly id: number;
  readonly tries: TryScope | null;
  /** As that of a `RaiseRecord`. */
  readonly maybe: boolean;
}

/** A foreign value that is walked, measured or tested while the host starts: what makes a lazy query run. */
export interface Evaluation extends Circumstances {
  readonly value: CallValue;
  readonly at: Span;
}

/** A `try` whose body is running, as a list that grows at its head: what an exception meets on its way out. */
export interface TryScope {
  readonly parent: TryScope | null;
  /** Last names of the exceptions that its handlers take and do not raise again; `*` where a name is computed, or taken only maybe. */
  readonly catches: readonly string[];
}

/** A `try` whose body is running, as a list that grows at its head. */
export interface Attempt {
  readonly parent: Attempt | null;
  readonly handlers: readonly ExceptHandler[];
  readonly scope: Environment;
}

/** An exception that the package raises, and that no handler around it surely takes, or that Python does. */
export interface RaiseRecord extends Circumstances {
  /** Grows in the order in which things happen. */
  readonly id: number;
  readonly value: Value;
  readonly at: Span;
  readonly tries: TryScope | null;
  /** The handler of a failed import that it stands in. */
  readonly fallback: Fallback | null;
  /** In a part that runs maybe, with no condition that says so: the body of a loop over what is not known, a handler. */
  readonly maybe: boolean;
}

/** The handler of a failed import that is running, as a list that grows at its head. */
export interface Fallback {
  readonly parent: Fallback | null;
  /** The imports of the `try` body: one of them must fail before the handler runs. */
  readonly tried: readonly ImportRecord[];
}

/** How an import reads, for rules that ask whether it can succeed. */
export interface ImportRecord {
  readonly module: string;
  /** `null` for `import module`; `*` for a star. */
  readonly name: string | null;
  readonly at: Span;
  /** File that holds the import. */
  readonly from: string;
  readonly phase: Phase;
  /** Inside a `try` that catches ImportError (or anything wider). */
  readonly caught: boolean;
  /** Under `if TYPE_CHECKING`. */
  readonly typing: boolean;
  readonly guard: Guard | null;
  /** Set in a handler that catches ImportError: it runs only where an import of its `try` fails. */
  readonly fallback: Fallback | null;
  /** The function whose body holds it; `null` at module or class level. */
  readonly within: FunctionValue | null;
  readonly frame: Frame | null;
  /** Whether the module is the package's own. */
  readonly own: boolean;
  /** For an own module: whether module and name exist. */
  readonly found: boolean;
  /** Grows in the order in which things happen. */
  readonly id: number;
  readonly tries: TryScope | null;
}

export interface Cut {
  readonly reason: string;
  readonly at: Span;
}

/** Names of Python's builtins, 3.6 to 3.14 (docs.python.org, library/functions and library/exceptions: those that code meets). */
const BUILTINS = new Set(
  (
    'abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod ' +
    'enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len ' +
    'list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted ' +
    'staticmethod str sum super tuple type vars zip __import__ __debug__ NotImplemented Ellipsis ' +
    'BaseException Exception ArithmeticError AssertionError AttributeError BlockingIOError BrokenPipeError BufferError BytesWarning ' +
    'ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError ' +
    'EncodingWarning EnvironmentError ExceptionGroup BaseExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning ' +
    'GeneratorExit IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError ' +
    'KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError ' +
    'PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning ' +
    'StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError ' +
    'UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError'
  ).split(' '),
);

export const isBuiltin = (name: string): boolean => BUILTINS.has(name);

/** Limits that keep the work bounded; what they cut off is recorded. */
export const LIMITS = {
  /** Statements and calls of one entry point. */
  entrySteps: 120_000,
  /** Statements and calls of a package. */
  totalSteps: 4_000_000,
  callDepth: 24,
  loopElements: 400,
  /** Different argument lists with which one function is followed: opaque ones, with own objects, constants, symbols or classes. */
  contexts: { opaque: 4, objects: 40, known: 100, symbols: 400 },
  /** How often a call with the same arguments is followed, where state has changed in between. */
  reruns: 2,
} as const;

/** A value that a function returns, and the conditions under which it does. */
export interface Returned {
  readonly value: Value;
  readonly guard: Guard | null;
}

/** What is among the arguments of a call. */
export type Interest = keyof typeof LIMITS.contexts;

/** What a call of a function with certain arguments gave. */
export interface Remembered {
  value: Value;
  /** Whether the call is still running. */
  running: boolean;
  /** The journal's count of changes when it began: an equal call gives the same only where nothing has changed since. */
  began: number;
  /** How often it was followed. */
  runs: number;
  /** Each time it gave the same. */
  steady: boolean;
  readonly interest: Interest;
  /** The newest id when it began: what has a later one was made by the call. */
  readonly newest: number;
}

const NONE_GIVEN: ReadonlyMap<string, Value> = new Map();

export class Interpreter {
  readonly modules: ModuleTable;
  readonly host: HostKnowledge;
  readonly journal = new Journal();
  readonly writes: WriteEffect[] = [];
  readonly calls: CallEffect[] = [];
  readonly imports: ImportRecord[] = [];
  /** Own functions that a foreign object was given by a decorator of its own (a dependency container): by object and name. */
  readonly providers = new Map<string, FunctionValue>();
  readonly reads: ReadRecord[] = [];
  readonly evaluations: Evaluation[] = [];
  readonly raises: RaiseRecord[] = [];
  readonly failures: RaiseRecord[] = [];
  readonly classes: ClassValue[] = [];
  readonly functions: FunctionValue[] = [];
  readonly cuts: Cut[] = [];
  /** Functions whose body has been run, by node. */
  readonly ran = new Map<FunctionNode, Phase>();
  /** Functions during whose run something that is not the package's was written. */
  readonly acting = new Set<FunctionNode>();
  /** Functions handed to somebody else, with the phase in which they will be called. */
  readonly escaped = new Map<FunctionNode, Escaped>();
  /** Further ways in which such functions are called: the same receiver for several senders. */
  readonly again: Escaped[] = [];
  /** Results by function and arguments, so that equal calls are followed once. */
  readonly memo = new Map<FunctionNode, Map<string, Remembered>>();

  /** Dotted paths of the foreign ancestors of own classes, and of foreign classes by path, as far as they were asked for. */
  readonly ancestors = new Map<ClassValue | string, readonly string[]>();

  phase: Phase = 'import';
  frame: Frame | null = null;
  guard: Guard | null = null;
  depth = 0;
  /** Bodies under `if TYPE_CHECKING`: names are bound, effects do not happen. */
  typing = false;
  /** Inside a `try` whose handler catches ImportError. */
  caughtImports = 0;
  /** Inside the handler of a failed import. */
  fallback: Fallback | null = null;
  /** The `try` bodies that are running. */
  tries: TryScope | null = null;
  /** Inside parts that run maybe, with no condition that says so. */
  maybe = 0;
  /** Inside a branch that may not run. */
  uncertain = 0;
  /** Counts the places where a block may have been left early, by a condition that is not known. */
  leavable = 0;
  /** The newest id when the running call began. */
  callStart = Number.POSITIVE_INFINITY;
  /** Whether the arguments of the call that begins are all it gets: the package's own call, without a `*args` of unknown content. */
  allArguments = false;
  /** Whether something that is yielded may not be, or something else may be. */
  yieldsOpen = false;
  /** Inside `finally`, or the exit of a context manager. */
  finally = 0;
  /** How often a branch that may run went on with the next turn of a loop. */
  skips = 0;
  /** The function whose body is running. */
  within: FunctionValue | null = null;
  /** Own imports that found nothing, so far. */
  importFailures = 0;
  /** How deep the expression under evaluation is nested. */
  nesting = 0;
  /** The class whose metaclass is running: what `super().__new__()` gives there. */
  making: ClassValue | null = null;
  /** Guards already asked whether they hold only where a setting was turned on. */
  optionalGuards = new WeakMap<Guard, boolean>();
  /** What the running function returned so far, with the conditions that it was returned under; and what it yielded. */
  returns: Returned[] = [];
  yields: Value[] = [];
  /** The `try` statements around what is running. */
  attempt: Attempt | null = null;
  /** What the running `try` was seen to raise. */
  raised: Value[] = [];
  #ids = 0;
  #steps = 0;
  #entrySteps = 0;
  readonly #canonical = new Map<string, string>();
  readonly #seen = new Set<string>();

  constructor(modules: ModuleTable, host: HostKnowledge) {
    this.modules = modules;
    this.host = host;
  }

  id(): number {
    return ++this.#ids;
  }

  /** The last id that was given. */
  get newest(): number {
    return this.#ids;
  }

  /** Notes that a container or object changes; those that the running call made are nobody else's. */
  changed(id: number): void {
    if (id <= this.callStart) this.journal.changes++;
  }

  scope(
    kind: 'module' | 'class' | 'function' | 'comprehension',
    module: OwnModule,
    parent: Environment | null,
    fn: FunctionValue | null = null,
  ): Environment {
    return new Environment(kind, module, parent, this.journal, fn);
  }

  /** Pays for one statement or call; false when the budget of this entry point or of the package is used up. */
  spend(at: Span): boolean {
    if (++this.#entrySteps <= LIMITS.entrySteps && ++this.#steps <= LIMITS.totalSteps) return true;
    if (this.#entrySteps === LIMITS.entrySteps + 1 || this.#steps === LIMITS.totalSteps + 1) {
      this.cut('the work for one entry point is bounded, and the bound was reached', at);
    }
    return false;
  }

  /** Runs one entry point with a fresh budget, phase and trace. */
  enter<T>(phase: Phase, frame: Frame | null, run: () => T): T {
    const saved = {
      phase: this.phase,
      frame: this.frame,
      guard: this.guard,
      steps: this.#entrySteps,
      depth: this.depth,
      attempt: this.attempt,
    };
    this.attempt = null;
    this.phase = phase;
    this.frame = frame;
    this.guard = null;
    this.depth = 0;
    this.#entrySteps = 0;
    const result = run();
    this.phase = saved.phase;
    this.frame = saved.frame;
    this.guard = saved.guard;
    this.depth = saved.depth;
    this.attempt = saved.attempt;
    this.#entrySteps = saved.steps;
    return result;
  }

  /** Records that something was not followed; a reason and place once. */
  cut(reason: string, at: Span): void {
    const seen = `cut ${at.file}:${at.start}:${reason}`;
    if (this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.cuts.push({ reason, at });
  }

  /** A symbol by dotted path, with the host's re-exports followed to where things are defined. */
  symbol(path: string, at: Span | null): SymbolValue {
    return symbol(this.canonical(path), at);
  }

  canonical(path: string): string {
    const known = this.#canonical.get(path);
    if (known !== undefined) return known;
    let result = this.host.facts.symbol(path)?.path;
    if (result === undefined) {
      // A class attribute of a re-exported class: canonical prefix, then the rest.
      const dot = path.lastIndexOf('.');
      result = dot > 0 ? `${this.canonical(path.slice(0, dot))}${path.slice(dot)}` : path;
      result = DJANGO_ALIASES.get(result) ?? result;
    }
    this.#canonical.set(path, result);
    return result;
  }

  /** What the host knows of a comparison (of its own version, say); `undefined` when nothing. */
  compare(left: Value, op: CompareOperator, right: Value): boolean | undefined {
    return this.host.compare?.(left, op, right);
  }

  write(effect: Omit<WriteEffect, keyof Circumstances>): void {
    if (this.typing) return;
    const how = `${this.finally > 0 ? '!' : ''}${isOptional(this, this.guard) ? '?' : ''}`;
    const seen = `${how}${effect.at.file}:${effect.at.start}:${effect.name}:${pathText(effect.object)}`;
    if (this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.writes.push({ ...effect, ...this.#circumstances() });
  }

  call(effect: Omit<CallEffect, keyof Circumstances>): void {
    if (this.typing) return;
    // Written out: this is the most frequent thing that is recorded, and spreading costs more than the rest of a call.
    this.calls.push({
      kind: 'call',
      callee: effect.callee,
      args: effect.args,
      keywords: effect.keywords,
      result: effect.result,
      at: effect.at,
      phase: this.phase,
      frame: this.frame,
      guard: this.guard,
      undoing: this.finally > 0,
      within: this.within,
      temporary: false,
    });
  }

  /** Records a read that the host asked to be told of; one place and value once. */
  read(value: Value, at: Span): void {
    if (this.typing || this.host.observes?.(value) !== true) return;
    const seen = `read ${at.file}:${at.start}:${pathText(value)}`;
    if (this.#seen.has(seen)) return;
    this.#seen.add(seen);
    const caught = this.caughtImports > 0 || this.fallback !== null;
    const { tries } = this;
    this.reads.push({ id: this.id(), value, at, caught, tries, maybe: this.maybe > 0, ...this.#circumstances() });
  }

  /** Records that what a foreign call gave is walked, measured or tested while the host starts; one place once. */
  evaluated(value: Value, at: Span): void {
    if (this.typing || value.kind !== 'call') return;
    if (this.phase !== 'import' && this.phase !== 'ready' && this.phase !== 'validate') return;
    const seen = `evaluated ${at.file}:${at.start}:${value.id}`;
    if (this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.evaluations.push({ value, at, ...this.#circumstances() });
  }

  /**
   * Records an exception, and keeps it for the handlers around it; one place and phase once.
   * @param caught whether a handler surely takes it: then nobody else meets it
   */
  raise(value: Value, at: Span, caught: boolean): void {
    if (this.raised.length < 64) this.raised.push(value);
    if (caught) return;
    const seen = `raise ${at.file}:${at.start}:${this.phase}`;
    if (this.typing || this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.raises.push(this.#raised(value, at));
  }

  /** Records what Python itself raises: an `assert` that fails, a name that is not there. One place and phase once. */
  fail(exception: string, args: readonly Value[], at: Span): void {
    const callee = symbol(`builtins.${exception}`, at);
    const value: Value = { kind: 'call', id: this.id(), callee, args, keywords: new Map(), attributes: new Map(), at };
    const seen = `fail ${at.file}:${at.start}:${this.phase}`;
    if (this.typing || this.#seen.has(seen)) return;
    this.#seen.add(seen);
    this.failures.push(this.#raised(value, at));
  }

  #raised(value: Value, at: Span): RaiseRecord {
    const { tries, fallback } = this;
    return { id: this.id(), value, at, tries, fallback, maybe: this.maybe > 0, ...this.#circumstances() };
  }

  #circumstances(): Circumstances {
    return {
      phase: this.phase,
      frame: this.frame,
      guard: this.guard,
      undoing: this.finally > 0,
      within: this.within,
      temporary: false,
    };
  }

  /** Notes that somebody else may call this, with these arguments as far as they are known. */
  escape(
    value: Value,
    phase: Phase,
    args: readonly Value[] = [],
    keywords: ReadonlyMap<string, Value> = NONE_GIVEN,
  ): void {
    switch (value.kind) {
      case 'function':
        this.#escapeFunction(value, phase, args, keywords);
        return;
      case 'method':
        this.#escapeFunction(value.function, phase, [value.self, ...args], keywords);
        return;
      case 'partial':
        this.escape(value.callee, phase, [...value.args, ...args], new Map([...value.keywords, ...keywords]));
        return;
      case 'alternatives':
        for (const one of value.values) this.escape(one, phase, args, keywords);
        return;
      case 'sequence':
        for (const one of value.items) if (one.kind === 'function' || one.kind === 'method') this.escape(one, phase);
        return;
      default:
        return;
    }
  }

  /** Notes that a function becomes a member of a foreign class (or module): its first parameter is then an object of it. */
  escapeAttached(fn: FunctionValue, to: SymbolValue, at: Span): void {
    const first = fn.node.args.posonlyargs[0] ?? fn.node.args.args[0];
    const isClass = this.host.facts.symbol(to.path)?.kind === 'class';
    const self: Value | null =
      first && isClass
        ? { kind: 'parameter', name: first.arg, function: fn, annotation: to, attachedTo: to, at }
        : null;
    this.#escapeFunction(fn, 'call', self ? [self] : [], NONE_GIVEN);
  }

  #escapeFunction(fn: FunctionValue, phase: Phase, args: readonly Value[], keywords: ReadonlyMap<string, Value>): void {
    const known = this.escaped.get(fn.node);
    if (known && this.ran.has(fn.node) && keywords.size > 0) this.again.push({ fn, phase, args, keywords });
    else if (!known || (known.phase === 'call' && phase !== 'call') || (known.args.length === 0 && args.length > 0)) {
      this.escaped.set(fn.node, { fn, phase, args, keywords });
    } else if (keywords.size > 0) this.again.push({ fn, phase, args, keywords });
  }
}

/** A text that is equal for values that denote the same foreign place. */
export function pathText(value: Value): string {
  switch (value.kind) {
    case 'symbol':
      return value.path;
    case 'attribute':
      return `${pathText(value.object)}.${value.name}`;
    case 'item':
      return `${pathText(value.object)}[${value.key.kind === 'constant' ? String(value.key.value) : '?'}]`;
    case 'call':
      return `${pathText(value.callee)}(${value.args.map(pathText).join(',')})`;
    case 'constant':
      return String(value.value);
    case 'element':
      return `*${pathText(value.of)}`;
    case 'class':
    case 'instance':
    case 'function':
    case 'sequence':
    case 'mapping':
      return `#${value.id}`;
    case 'parameter':
      return `${value.function.id}:${value.name}`;
    default:
      return value.kind;
  }
}

/** Names under which Django offers what it defines elsewhere, as far as a comparison by path needs them (Django 4.2 to 6.1). */
const DJANGO_ALIASES: ReadonlyMap<string, string> = new Map([
  ['django.db.models.query.QuerySet', 'django.db.models.QuerySet'],
  ['django.db.models.base.Model', 'django.db.models.Model'],
  ['django.db.models.manager.Manager', 'django.db.models.Manager'],
  ['django.apps.registry.apps', 'django.apps.apps'],
  ['django.apps.config.AppConfig', 'django.apps.AppConfig'],
  ['django.core.signals.setting_changed', 'django.test.signals.setting_changed'],
  ['django.dispatch.dispatcher.receiver', 'django.dispatch.receiver'],
  ['django.dispatch.dispatcher.Signal', 'django.dispatch.Signal'],
  ['django.urls.conf.path', 'django.urls.path'],
  ['django.urls.conf.re_path', 'django.urls.re_path'],
  ['django.urls.conf.include', 'django.urls.include'],
  ['django.conf.urls.include', 'django.urls.include'],
  ['django.conf.urls.url', 'django.urls.re_path'],
  ['django.template.base.Template', 'django.template.Template'],
  ['django.db.migrations.migration.Migration', 'django.db.migrations.Migration'],
  ['django.db.migrations.operations.special.RunSQL', 'django.db.migrations.RunSQL'],
  ['django.db.migrations.operations.special.RunPython', 'django.db.migrations.RunPython'],
  ['django.db.migrations.operations.RunSQL', 'django.db.migrations.RunSQL'],
  ['django.db.migrations.operations.RunPython', 'django.db.migrations.RunPython'],
]);
