/** Which modules Django has imported when its apps are ready: a model class that nobody imports does not exist. */
import { djangoApps } from './apps.ts';
import type { ModelBase } from '../base.ts';
import type { DjangoModel } from '../models.ts';

/** The own modules that each own module imports, by whether it happens when the module is loaded or the host starts. */
function importGraph(base: ModelBase): {
  readonly start: Map<string, Set<string>>;
  readonly any: Map<string, Set<string>>;
} {
  const { modules } = base.program.interpreter;
  const start = new Map<string, Set<string>>();
  const any = new Map<string, Set<string>>();
  const byFile = new Map<string, string>();
  for (const module of base.program.modules.values()) byFile.set(module.file, module.name);
  const add = (graph: Map<string, Set<string>>, from: string, to: string): void => {
    const known = graph.get(from);
    if (known) known.add(to);
    else graph.set(from, new Set([to]));
  };
  for (const record of base.program.imports) {
    const from = byFile.get(record.from);
    if (from === undefined || record.typing || !record.own) continue;
    const targets = [record.module];
    if (record.name !== null && record.name !== '*' && modules.has(`${record.module}.${record.name}`))
      targets.push(`${record.module}.${record.name}`);
    for (const target of targets) {
      add(any, from, target);
      if (record.phase === 'import' || record.phase === 'ready' || record.phase === 'validate')
        add(start, from, target);
    }
  }
  return { start, any };
}

function reachable(roots: Iterable<string>, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const seen = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    // Importing a.b.c imports a and a.b.
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
      waiting.push(name.slice(0, dot));
    for (const next of graph.get(name) ?? []) waiting.push(next);
  }
  return seen;
}

/** Tells, for a dotted module, whether Django loads it. */
export function registration(base: ModelBase): (module: string) => DjangoModel['registered'] {
  const apps = djangoApps(base);
  const graph = importGraph(base);
  const roots = apps.own.flatMap(app => [app.module, `${app.module}.models`]);
  const start = reachable(roots, graph.start);
  // Views, forms, tables and their like are loaded with the URLs; a module of models that only migrations or tests import is not.
  const others = [...base.program.modules.keys()].filter(
    name => !/(^|\.)(migrations|models|tests?)(\.|$)/.test(name) && !name.includes('.management.'),
  );
  const later = reachable([...roots, ...others], graph.any);
  return module => (start.has(module) ? 'start' : later.has(module) ? 'later' : 'never');
}
