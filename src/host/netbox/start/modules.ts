/**
 * Imports as CPython runs them: each own module once, its statements in order, until one fails. What a module imports of the host
 * is held against the facts of one release; third-party packages are taken to be installed.
 */
import { guardsOf, stepsOf, truthOf } from '../../../program/index.ts';
import { settingRead } from '../knowledge.ts';
import { isWithNetBox } from './installed.ts';
import { truthIn } from './decide.ts';
import { lastPart } from './python-text.ts';
import { exceptionOf, isTaken } from './raises.ts';
import { djangoErrors } from './django-errors.ts';
import { registrationErrors } from './registration.ts';
import type { HostFacts } from '../../facts.ts';
import type { Literal } from '../../../plugin/base.ts';
import type { EarlyModel } from '../../../plugin/settings/early.ts';
import type { ImportUse } from '../../../plugin/imports.ts';
import type { PackageModel } from '../../../plugin/model.ts';
import type {
  Guard,
  ImportRecord,
  OwnModule,
  Program,
  RaiseRecord,
  ReadRecord,
  Value,
} from '../../../program/index.ts';
import type { Statement } from '../../../python/index.ts';
import type { Span } from '../../../source.ts';
import type { Installation } from './decide.ts';
import type { OpenQuestion, Raised } from './outcome.ts';

/** Exceptions that `except ImportError` catches. */
const IMPORT_ERRORS: ReadonlySet<string> = new Set(['ImportError', 'ModuleNotFoundError']);

export function isImportError(raised: Raised): boolean {
  return IMPORT_ERRORS.has(raised.exception);
}

/** A failure of an import; `missing` is the `name` of a ModuleNotFoundError. */
export interface ImportFailure extends Raised {
  readonly missing: string | null;
}

/** Something that a module's body does and that can fail: an import, or a call that NetBox rejects. */
type Event =
  | { readonly kind: 'import'; readonly order: number; readonly record: ImportRecord }
  | { readonly kind: 'raise'; readonly order: number; readonly raised: Raised; readonly guard: Guard | null }
  | { readonly kind: 'own-raise'; readonly order: number; readonly record: RaiseRecord }
  | { readonly kind: 'read'; readonly order: number; readonly read: ReadRecord };

/** What one release makes of the package's modules. */
export interface Release {
  readonly facts: HostFacts;
  /** Index into `facts.releases`. */
  readonly index: number;
  /** Exact version. */
  readonly version: string;
  /** Settings of the user's configuration, by `<plugin module>.<setting>`. */
  readonly settings: ReadonlyMap<string, Literal>;
}

export class ModuleLoader {
  readonly #program: Program;
  readonly #release: Release;
  readonly #installation: Installation;
  readonly #package: PackageModel['package'];
  readonly #uses = new Map<string, ImportUse>();
  readonly #events = new Map<string, Event[]>();
  readonly #loaded = new Set<string>();
  /** Modules in the middle of their import, with the place that they have reached. */
  readonly #running = new Map<string, number>();
  /** Model classes that are made before Django's apps are there; only while `settings` is read. */
  #early: readonly EarlyModel[] = [];
  readonly open: OpenQuestion[] = [];

  constructor(model: PackageModel, release: Release, installation: Installation) {
    this.#program = model.program;
    this.#release = release;
    this.#installation = installation;
    this.#package = model.package;
    for (const use of model.imports) this.#uses.set(useKey(use), use);
    this.#collect();
  }

  #collect(): void {
    const add = (file: string, event: Event): void => {
      const events = this.#events.get(file);
      if (events) events.push(event);
      else this.#events.set(file, [event]);
    };
    for (const record of this.#program.imports) {
      if (record.typing) continue;
      const place = placeAtImport(record);
      if (place) add(place.file, { kind: 'import', order: place.start, record });
    }
    for (const record of [...this.#program.raises, ...this.#program.failures]) {
      const place = placeAtImport(record);
      if (place) add(place.file, { kind: 'own-raise', order: place.start, record });
    }
    for (const read of this.#program.reads) {
      const place = read.caught ? null : placeAtImport(read);
      if (place) add(place.file, { kind: 'read', order: place.start, read });
    }
    const rejected = [...registrationErrors(this.#program, this.#release.version), ...djangoErrors(this.#program)];
    for (const { raised, effect } of rejected) {
      const place = placeAtImport(effect);
      if (place) add(place.file, { kind: 'raise', order: place.start, raised, guard: effect.guard });
    }
    for (const events of this.#events.values()) events.sort((a, b) => a.order - b.order);
  }

  /** From now on a model class raises AppRegistryNotReady (django/apps/registry.py, `check_apps_ready`); an empty list ends it. */
  expectEarlyModels(early: readonly EarlyModel[]): void {
    this.#early = early;
  }

  /** Modules that have been imported. */
  get loaded(): ReadonlySet<string> {
    return this.#loaded;
  }

  has(module: string): boolean {
    return this.#program.interpreter.modules.has(module);
  }

  module(name: string): OwnModule | undefined {
    return this.#program.interpreter.modules.get(name);
  }

  /** Imports an own module with its parents; gives what stops that. The absence of the module is a failure too. */
  load(name: string, at: Span | null): ImportFailure | undefined {
    const parts = name.split('.');
    for (let length = 1; length <= parts.length; length++) {
      const current = parts.slice(0, length).join('.');
      if (!this.has(current)) return missingModule(this, current, at);
      const failure = this.#run(current);
      if (failure) return failure;
    }
    return undefined;
  }

  #run(name: string): ImportFailure | undefined {
    if (this.#loaded.has(name)) return undefined;
    // A module in the middle of its import is in sys.modules, so that a cycle finds it; one that fails is taken out again.
    this.#loaded.add(name);
    const failure = this.#body(name);
    this.#running.delete(name);
    if (failure) this.#loaded.delete(name);
    return failure;
  }

  #body(name: string): ImportFailure | undefined {
    const module = this.module(name);
    if (!module) return undefined;
    const [problem] = module.parsed.problems;
    if (problem) {
      const at = { file: module.file, start: problem.start, end: problem.end };
      return { exception: 'SyntaxError', message: problem.message, at, missing: null };
    }
    const early = this.#early.find(one => (one.trace.at(-1)?.at ?? one.at).file === module.file);
    const earlyAt = early ? (early.trace.at(-1)?.at ?? early.at) : null;
    for (const event of this.#events.get(module.file) ?? []) {
      if (earlyAt && event.order >= earlyAt.start) break;
      this.#running.set(name, event.order);
      const failure = this.run(event);
      if (failure) return failure;
    }
    this.#running.delete(name);
    if (early && earlyAt) {
      const message = "Apps aren't loaded yet.";
      return { exception: 'django.core.exceptions.AppRegistryNotReady', message, at: earlyAt, missing: null };
    }
    return undefined;
  }

  run(event: Event): ImportFailure | undefined {
    if (event.kind === 'import') return this.import(event.record);
    if (event.kind === 'own-raise') return this.raise(event.record);
    if (event.kind === 'read') return this.read(event.read);
    return this.holds(event.guard) === true ? { ...event.raised, missing: null } : undefined;
  }

  /** Runs a `raise` or an `assert` of the package; one whose conditions cannot be decided is an open question. */
  raise(record: RaiseRecord): ImportFailure | undefined {
    const runs = this.#runs(record);
    if (runs === false) return undefined;
    const raised = exceptionOf(this.#program, record, this.#installation);
    const taken = isTaken(record.tries, raised?.paths ?? []);
    if (taken === true) return undefined;
    if (raised && runs === true && taken === false && !record.maybe) {
      const { exception, message, at } = raised;
      return { exception, message, at, missing: null };
    }
    const what = raised ? lastPart(raised.exception) : 'an exception';
    this.open.push({ reason: `${what} is raised under conditions that cannot be decided`, at: record.at });
    return undefined;
  }

  /** Reads a member of a module of NetBox's that the release may lack, or a setting that may not be there. */
  read({ value, at, guard, caught, tries, maybe }: ReadRecord): ImportFailure | undefined {
    const raised = this.#missingMember(value, at) ?? this.#missingSetting(value, at);
    if (!raised || caught) return undefined;
    const taken = isTaken(tries, [`builtins.${raised.exception}`]);
    const runs = this.holds(guard);
    if (taken === true || runs === false) return undefined;
    if (runs === true && taken === false && !maybe) return { ...raised, missing: null };
    this.open.push({ reason: `${raised.exception} is raised under conditions that cannot be decided`, at });
    return undefined;
  }

  #missingMember(value: Value, at: Span): Raised | undefined {
    if (value.kind !== 'symbol') return undefined;
    const { facts, index } = this.#release;
    const dot = value.path.lastIndexOf('.');
    const [module, name] = [value.path.slice(0, Math.max(0, dot)), value.path.slice(dot + 1)];
    const holder = facts.symbol(module);
    if (!facts.ownsTopLevel(value.path.split('.', 1)[0] ?? '') || holder?.kind !== 'module') return undefined;
    if (((holder.releases >> index) & 1) === 0) return undefined;
    if ((((facts.symbol(value.path)?.releases ?? 0) | facts.module(value.path)) >> index) & 1) return undefined;
    if (
      facts.symbol(value.path) === undefined &&
      facts.module(value.path) === 0 &&
      facts.symbol(`${module}.__getattr__`)
    )
      return undefined;
    return { exception: 'AttributeError', message: `module '${module}' has no attribute '${name}'`, at };
  }

  /** `PLUGINS_CONFIG['plugin']['setting']` for what is neither given nor declared. */
  #missingSetting(value: Value, at: Span): Raised | undefined {
    const read = value.kind === 'item' ? settingRead(value) : undefined;
    if (!read || !this.#installation.lacks(read.plugin, read.name)) return undefined;
    return { exception: 'KeyError', message: `'${read.name}'`, at };
  }

  /** Runs one import statement (one name of it). */
  import(record: ImportRecord): ImportFailure | undefined {
    const runs = this.#runs(record);
    if (runs === false) return undefined;
    const failure = this.#importNow(record);
    if (!failure) return undefined;
    if (runs === undefined) {
      this.open.push({ reason: `an import that fails stands under a condition: ${failure.message}`, at: record.at });
      return undefined;
    }
    return record.caught && isImportError(failure) ? undefined : failure;
  }

  /** Whether an import is reached: its conditions hold, and the imports before its handler fail. */
  #runs(record: Pick<ImportRecord, 'guard' | 'fallback'>): boolean | undefined {
    let runs = this.holds(record.guard);
    for (let one = record.fallback; one && runs !== false; one = one.parent) {
      const fails = one.tried.some(tried => this.#fails(tried));
      // A third-party package that is not installed would make the handler run as well.
      const certain = fails || one.tried.every(tried => tried.own || this.#uses.has(recordKey(tried)));
      runs = fails ? runs : certain ? false : undefined;
    }
    return runs;
  }

  #fails(record: ImportRecord): boolean {
    return record.own ? !record.found : this.#hostFailure(record) !== undefined;
  }

  /** True when all conditions surely hold, false when one surely does not. Settings have the user's values, or their defaults. */
  holds(guard: Guard | null): boolean | undefined {
    let all: boolean | undefined = true;
    for (const one of guardsOf(guard)) {
      const truth = this.#truth(one);
      if (truth === undefined) all = undefined;
      else if (truth !== one.holds) return false;
    }
    return all;
  }

  #truth({ value }: Guard): boolean | undefined {
    const { interpreter } = this.#program;
    const read = settingRead(value);
    const given = read ? this.#release.settings.get(`${read.plugin}.${read.name}`) : undefined;
    if (given?.known) return isTrue(given.value);
    const fallback = interpreter.host.settingDefault(value);
    return fallback ? truthOf(interpreter, fallback) : truthIn(value, this.#installation);
  }

  #importNow(record: ImportRecord): ImportFailure | undefined {
    if (!record.own) return this.#hostFailure(record);
    const failure = this.load(record.module, record.at);
    if (failure) return failure;
    if (record.name === null || record.name === '*') return undefined;
    const submodule = `${record.module}.${record.name}`;
    if (this.has(submodule) && !this.#binds(record.module, record.name)) return this.#run(submodule);
    if (this.#isBoundLater(record.module, record.name)) {
      return missingName(record.module, record.name, record.at, true);
    }
    if (record.found && !this.#isFromItself(record)) return undefined;
    const partly = record.within === null && this.module(record.module)?.file === record.from;
    return missingName(record.module, record.name, record.at, partly);
  }

  /** In a circle of imports: the module is in the middle of its body, before the only statements that bind the name. */
  #isBoundLater(name: string, wanted: string): boolean {
    const [module, reached] = [this.module(name), this.#running.get(name)];
    if (!module || reached === undefined || module.scope?.stars) return false;
    const { body } = module.parsed.tree;
    const binding = body.filter(one => bindsName(one, wanted));
    // A name in a block, or one that is bound by other means, is left to the interpreter.
    return binding.length > 0 && binding.every(one => one.start > reached) && !binding.some(one => !isPlain(one));
  }

  /** `from . import name` in the package itself, for a name that it never binds otherwise. */
  #isFromItself(record: ImportRecord): boolean {
    const module = this.module(record.module);
    if (module?.file !== record.from || record.name === null || this.has(`${record.module}.${record.name}`))
      return false;
    const bound = module.scope?.names.get(record.name);
    return module.scope?.stars === null && (bound === undefined || bound.kind === 'unknown');
  }

  #binds(module: string, name: string): boolean {
    const value = this.module(module)?.scope?.names.get(name);
    return value !== undefined && value.kind !== 'module';
  }

  /** A module that nothing brings: the package asks for nothing beside NetBox, and neither NetBox nor Python has it. */
  #isAbsent(module: string): boolean {
    const { distribution } = this.#package;
    if (distribution.metadataFile === null || distribution.dynamic.includes('dependencies')) return false;
    if (distribution.requirements.length > 0) return false;
    const [top = module] = module.split('.', 1);
    return !isWithNetBox(top) && !this.#release.facts.ownsTopLevel(top) && !this.#program.interpreter.modules.owns(top);
  }

  #hostFailure(record: ImportRecord): ImportFailure | undefined {
    const use = this.#uses.get(recordKey(record));
    const { facts, index } = this.#release;
    if (!use && this.#isAbsent(record.module)) {
      const name = record.module.split('.', 1)[0] ?? record.module;
      return { exception: 'ModuleNotFoundError', message: `No module named '${name}'`, at: record.at, missing: name };
    }
    if (!use || use.own || (use.resolves >> index) & 1) return undefined;
    const parts = record.module.split('.');
    for (let length = 1; length <= parts.length; length++) {
      const name = parts.slice(0, length).join('.');
      const there =
        facts.module(name) | (facts.symbol(name)?.kind === 'module' ? (facts.symbol(name)?.releases ?? 0) : 0);
      if (((there >> index) & 1) === 0) {
        const message = `No module named '${name}'`;
        return { exception: 'ModuleNotFoundError', message, at: record.at, missing: name };
      }
    }
    return record.name === null || record.name === '*' ? undefined : missingName(record.module, record.name, record.at);
  }
}

function isPlain(node: Statement): boolean {
  return (
    node.type === 'ClassDef' || node.type === 'FunctionDef' || node.type === 'Assign' || node.type === 'ImportFrom'
  );
}

/** Whether a statement binds a name, blocks inside of it included. */
function bindsName(node: Statement, name: string): boolean {
  switch (node.type) {
    case 'ClassDef':
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      return node.name === name;
    case 'Assign':
      return node.targets.some(target => target.type === 'Name' && target.id === name);
    case 'Import':
    case 'ImportFrom':
      return node.names.some(alias => (alias.asname ?? alias.name.split('.', 1)[0]) === name);
    case 'Expr':
    case 'Pass':
      return false;
    default:
      return true;
  }
}

function missingModule(loader: ModuleLoader, name: string, at: Span | null): ImportFailure {
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const inModule = parent !== '' && loader.module(parent)?.isPackage === false;
  const message = `No module named '${name}'${inModule ? `; '${parent}' is not a package` : ''}`;
  return { exception: 'ModuleNotFoundError', message, at, missing: name };
}

/** CPython adds the file of the module in parentheses; which one that is, only the installation knows. */
function missingName(module: string, name: string, at: Span | null, partly = false): ImportFailure {
  const from = partly
    ? `partially initialized module '${module}' (most likely due to a circular import)`
    : `'${module}'`;
  return { exception: 'ImportError', message: `cannot import name '${name}' from ${from}`, at, missing: null };
}

/** Where the body of a module does it: the place itself, or the outermost call that leads there. `null`: not while it is imported. */
function placeAtImport(effect: Pick<ImportRecord, 'at' | 'within' | 'phase' | 'frame'>): Span | null {
  if (effect.within === null) return effect.at;
  if (effect.phase !== 'import') return null;
  return stepsOf(effect.frame)[0]?.at ?? null;
}

function useKey(use: ImportUse): string {
  return `${use.at.file}:${use.at.start}:${use.module}:${use.name ?? ''}`;
}

function recordKey(record: ImportRecord): string {
  return `${record.at.file}:${record.at.start}:${record.module}:${record.name ?? ''}`;
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
