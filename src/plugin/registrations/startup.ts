/** What the package does while the host starts and should not: threads, processes and queries at import or in ready(). */
import { ancestorPaths, isOptIn, methodOf, shapeOf, stepsOf } from '../../program/index.ts';
import { insideTry } from '../routes/guarded.ts';
import { loadedModules, moduleOfFile } from '../routes/loading.ts';
import type { CallEffect, Phase, Value } from '../../program/index.ts';
import type { Step } from '../../finding.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface StartupWork {
  readonly kind: 'thread' | 'query';
  /** `threading.Thread`, `Device.objects.get`. */
  readonly text: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly trace: readonly Step[];
  readonly optIn: boolean;
  /** Inside a `try`, so that a database that is not there yet may be caught. */
  readonly guarded: boolean;
}

/** Methods that send a query at once (Django: ref/models/querysets, "Methods that do not return QuerySets"). */
const QUERIES = new Set(
  (
    'get create get_or_create update_or_create bulk_create bulk_update count in_bulk latest earliest first last aggregate exists contains update ' +
    'delete explain'
  ).split(' '),
);

const WORKERS = /^(threading\.(Thread|Timer)|multiprocessing\.(context\.)?Process)$/;
const POOLS = /^concurrent\.futures\.(thread\.|process\.)?(ThreadPoolExecutor|ProcessPoolExecutor)$/;

/** Work of the import and ready phases, in order of the calls. */
export function findStartupWork(base: ModelBase): StartupWork[] {
  const out: StartupWork[] = [];
  const seen = new Set<string>();
  for (const call of base.program.calls) {
    if (call.phase !== 'import' && call.phase !== 'ready' && call.phase !== 'validate') continue;
    const found = workOf(base, call);
    const module = moduleOfFile(base, call.at.file);
    if (!found || (module !== undefined && !loadedModules(base).has(module))) continue;
    const key = `${call.at.file}:${call.at.start}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const trace = stepsOf(call.frame);
    out.push({
      ...found,
      at: call.at,
      phase: call.phase,
      trace,
      optIn: isOptIn(base.program.interpreter, call),
      guarded: [call.at, ...trace.map(step => step.at)].some(at => insideTry(base, at)),
    });
  }
  return out;
}

function workOf(
  base: ModelBase,
  call: CallEffect,
): { readonly kind: StartupWork['kind']; readonly text: string } | undefined {
  const { interpreter } = base.program;
  const method = methodOf(call.callee);
  if (!method) return undefined;
  if (method.name === 'start' || method.name === 'submit') {
    const paths = pathsOf(base, method.object);
    const path = paths.find(one => (method.name === 'start' ? WORKERS : POOLS).test(one));
    return path === undefined ? undefined : { kind: 'thread', text: path };
  }
  if (!QUERIES.has(method.name)) return undefined;
  const shape = shapeOf(interpreter, method.object);
  if (shape?.kind !== 'manager' && shape?.kind !== 'queryset') return undefined;
  const { model } = shape;
  const name =
    model.kind === 'class'
      ? model.name
      : model.kind === 'symbol'
        ? model.path.slice(model.path.lastIndexOf('.') + 1)
        : undefined;
  return name === undefined ? undefined : { kind: 'query', text: `${name}.objects…${method.name}()` };
}

function pathsOf(base: ModelBase, value: Value): readonly string[] {
  if (value.kind === 'call' && value.callee.kind === 'symbol') return [value.callee.path];
  return value.kind === 'instance' ? ancestorPaths(base.program.interpreter, value.cls) : [];
}
