/** What the package does while the host starts and should not: threads, processes, queries, the end of the process. */
import { ancestorPaths, isOptIn, methodOf, shapeOf, stepsOf } from '../../program/index.ts';
import { insideBranch, insideTry } from '../routes/guarded.ts';
import { loadedModules, moduleOfFile } from '../routes/loading.ts';
import type { CallEffect, Evaluation, Phase, Value } from '../../program/index.ts';
import type { Step } from '../../finding.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface StartupWork {
  readonly kind: 'thread' | 'query' | 'exit';
  /** `threading.Thread`, `Device.objects.get`, `sys.exit`. */
  readonly text: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly trace: readonly Step[];
  readonly optIn: boolean;
  /** Inside a `try`, so that a database that is not there yet may be caught. */
  readonly guarded: boolean;
  /** Under no condition, in no loop and no `try`: it happens at every start. */
  readonly always: boolean;
}

/** Methods that send a query at once (Django: ref/models/querysets, "Methods that do not return QuerySets"). */
const QUERIES = new Set(
  (
    'get create get_or_create update_or_create bulk_create bulk_update count in_bulk latest earliest first last aggregate exists contains update ' +
    'delete explain get_for_model get_for_models get_for_id get_by_natural_key'
  ).split(' '),
);

const WORKERS =
  /^(threading\.(Thread|Timer)|multiprocessing\.(context\.)?Process|apscheduler\.schedulers\.(\w+\.)?\w*Scheduler)$/;
const POOLS = /^concurrent\.futures\.(thread\.|process\.)?(ThreadPoolExecutor|ProcessPoolExecutor)$/;

/** Functions that end or replace the process, wherever they are called (Python: library/os, "Process Management"). */
const ENDING = /^os\.(_exit|abort|exec[lv]p?e?)$/;
/** These send a signal to any process: NetBox's own is meant where its number is asked for. */
const SIGNALLING = /^os\.(kill|killpg)$/;
const OWN_PROCESS = /^os\.(getpid|getppid|getpgid|getpgrp)$/;
/** These raise SystemExit, which ends the process only where nothing catches it: while the host starts. */
const RAISING = /^(sys\.exit|builtins\.(exit|quit|SystemExit))$/;

const STARTING: ReadonlySet<Phase> = new Set(['import', 'ready', 'validate']);
/** Phases that run in the processes that serve NetBox's pages. */
const SERVING: ReadonlySet<Phase> = new Set([...STARTING, 'signal', 'request']);

interface Work {
  readonly kind: StartupWork['kind'];
  readonly text: string;
}

/** Work of the import and ready phases, and ends of the process, in order of the calls. */
export function findStartupWork(base: ModelBase): StartupWork[] {
  const out: StartupWork[] = [];
  const seen = new Set<string>();
  const note = (found: Work | undefined, effect: CallEffect | Evaluation): void => {
    const module = found && moduleOfFile(base, effect.at.file);
    if (!found || (module !== undefined && !loadedModules(base).has(module))) return;
    const key = `${effect.at.file}:${effect.at.start}`;
    if (seen.has(key)) return;
    seen.add(key);
    const trace = stepsOf(effect.frame);
    const places = [effect.at, ...trace.map(step => step.at)];
    out.push({
      ...found,
      at: effect.at,
      phase: effect.phase,
      trace,
      optIn: isOptIn(base.program.interpreter, effect),
      guarded: places.some(at => insideTry(base, at)),
      always: effect.guard === null && !places.some(at => insideBranch(base, at)),
    });
  };
  for (const call of base.program.calls) {
    if (STARTING.has(call.phase)) note(workOf(base, call), call);
    else if (SERVING.has(call.phase)) note(endOf(call, ENDING), call);
  }
  for (const evaluation of base.program.evaluations) {
    const model = isEmpty(evaluation.value) ? undefined : queried(base, evaluation.value, 'queryset');
    note(model === undefined ? undefined : { kind: 'query', text: `${model}.objects…` }, evaluation);
  }
  return out;
}

/** `….none()`, and what is made of it, asks nothing. */
function isEmpty(value: Value): boolean {
  for (let one = value; one.kind === 'call';) {
    const method = methodOf(one.callee);
    if (!method) return false;
    if (method.name === 'none') return true;
    one = method.object;
  }
  return false;
}

function endOf({ callee, args }: CallEffect, ending: RegExp): Work | undefined {
  if (callee.kind === 'symbol' && SIGNALLING.test(callee.path)) {
    const [target] = args;
    const own = target?.kind === 'call' && target.callee.kind === 'symbol' && OWN_PROCESS.test(target.callee.path);
    return own ? { kind: 'exit', text: callee.path } : undefined;
  }
  return callee.kind === 'symbol' && ending.test(callee.path) ? { kind: 'exit', text: callee.path } : undefined;
}

function workOf(base: ModelBase, call: CallEffect): Work | undefined {
  const end = endOf(call, ENDING) ?? endOf(call, RAISING);
  if (end) return end;
  if (call.callee.kind === 'symbol' && call.callee.path === '_thread.start_new_thread')
    return { kind: 'thread', text: 'thread' };
  const method = methodOf(call.callee);
  if (!method) return undefined;
  if (method.name === 'start' || method.name === 'submit') {
    const paths = pathsOf(base, method.object);
    const path = paths.find(one => (method.name === 'start' ? WORKERS : POOLS).test(one));
    return path === undefined ? undefined : { kind: 'thread', text: path };
  }
  if (!QUERIES.has(method.name)) return undefined;
  const name = queried(base, method.object, 'manager') ?? queried(base, method.object, 'queryset');
  return name === undefined ? undefined : { kind: 'query', text: `${name}.objects…${method.name}()` };
}

/** The name of the model that a manager or queryset is for. */
function queried(base: ModelBase, value: Value, kind: 'manager' | 'queryset'): string | undefined {
  const shape = shapeOf(base.program.interpreter, value);
  if (shape?.kind !== kind) return undefined;
  const { model } = shape;
  if (model.kind === 'class') return model.name;
  return model.kind === 'symbol' ? model.path.slice(model.path.lastIndexOf('.') + 1) : undefined;
}

function pathsOf(base: ModelBase, value: Value): readonly string[] {
  if (value.kind === 'call' && value.callee.kind === 'symbol') return [value.callee.path];
  return value.kind === 'instance' ? ancestorPaths(base.program.interpreter, value.cls) : [];
}
