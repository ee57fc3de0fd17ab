/**
 * Which own modules the host loads, and when: the module graph of a package, walked from what NetBox itself imports. Only
 * imports that surely run are followed: not those that a handler catches, that stand under a condition or under TYPE_CHECKING.
 */
import { RESOURCES } from '../../host/netbox/contract.ts';
import type { Step } from '../../finding.ts';
import type { ImportRecord, Program } from '../../program/index.ts';
import type { PluginModel } from '../config.ts';

/**
 * When the host needs an import: `start` (settings, ready(), models, URLs, template tags), `resource` (a module at a default resource
 * path, whose absence NetBox forgives), `migrate`, or `later` (a request, a job, or nobody knows).
 */
export type ImportMoment = 'start' | 'resource' | 'migrate' | 'later';

export interface Reach {
  /** The moment at which a module is loaded, by dotted name; `later` for what nothing surely loads. */
  momentOf(module: string): ImportMoment;
  /** The imports that lead from what the host loads to the module, outermost first. */
  pathTo(module: string): readonly Step[];
  /** True when an import surely runs whenever the code around it does. */
  isCertain(record: ImportRecord): boolean;
}

interface Arrival {
  readonly moment: ImportMoment;
  readonly from: string | null;
  readonly record: ImportRecord | null;
}

/** True for an import that no handler, condition or TYPE_CHECKING stands around. */
export function isCertain(record: ImportRecord): boolean {
  return !record.caught && !record.typing && record.guard === null;
}

/** True for code that has run by the time the host has started: module level, or a function called from there. */
export function runsAtStart(record: Pick<ImportRecord, 'within' | 'phase'>): boolean {
  return record.within === null || record.phase === 'import' || record.phase === 'validate' || record.phase === 'ready';
}

/** Own modules that importing a module, or a name from it, loads; its parents first, as CPython does. */
export function loadedBy(program: Program, record: ImportRecord): string[] {
  const { modules } = program.interpreter;
  const out: string[] = [];
  const parts = record.module.split('.');
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(0, length).join('.');
    if (modules.has(name)) out.push(name);
  }
  if (record.name !== null && record.name !== '*' && modules.has(`${record.module}.${record.name}`)) {
    out.push(`${record.module}.${record.name}`);
  }
  return out;
}

/** The records of own imports that surely run, by the file that holds them; with `follow`, of those alone. */
export function edgesByFile(
  program: Program,
  follow: (record: ImportRecord) => boolean,
): ReadonlyMap<string, readonly ImportRecord[]> {
  return byFile(program, record => isCertain(record) && follow(record));
}

function byFile(
  program: Program,
  follow: (record: ImportRecord) => boolean,
): ReadonlyMap<string, readonly ImportRecord[]> {
  const out = new Map<string, ImportRecord[]>();
  for (const record of program.imports) {
    if (!record.own || !runsAtStart(record) || !follow(record)) continue;
    const list = out.get(record.from);
    if (list) list.push(record);
    else out.set(record.from, [record]);
  }
  return out;
}

/**
 * Whether a module is loaded once the given ones are: `true` and `false` are sure, `undefined` stands for an import that
 * may fail or not run. A submodule is an attribute of its package only after that (language reference, 5.4.2).
 */
export function isLoadedWith(program: Program, roots: readonly string[], module: string): boolean | undefined {
  if (loadedWith(program, roots, isCertain).has(module)) return true;
  return loadedWith(program, roots, record => !record.typing).has(module) ? undefined : false;
}

function loadedWith(
  program: Program,
  roots: readonly string[],
  follow: (record: ImportRecord) => boolean,
): ReadonlySet<string> {
  const { modules } = program.interpreter;
  const edges = byFile(program, follow);
  const loaded = new Set<string>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const file = loaded.has(name) ? undefined : modules.get(name)?.file;
    if (file === undefined) continue;
    loaded.add(name);
    for (const record of edges.get(file) ?? []) queue.push(...loadedBy(program, record));
  }
  return loaded;
}

/** Walks the module graph from what NetBox loads of each plugin. */
export function findReach(program: Program, plugins: readonly PluginModel[]): Reach {
  const edges = edgesByFile(program, () => true);
  const arrivals = new Map<string, Arrival>();
  const visit = (root: string, moment: ImportMoment): void => {
    const queue: [string, Arrival][] = [[root, { moment, from: null, record: null }]];
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [name, arrival] = next;
      if (arrivals.has(name) || !program.interpreter.modules.has(name)) continue;
      arrivals.set(name, arrival);
      const file = program.interpreter.modules.get(name)?.file;
      for (const record of (file === undefined ? undefined : edges.get(file)) ?? []) {
        for (const target of loadedBy(program, record)) queue.push([target, { moment, from: name, record }]);
      }
    }
  };
  const names = [...program.modules.keys()];
  for (const plugin of plugins) for (const root of startModules(plugin, names)) visit(root, 'start');
  for (const plugin of plugins) for (const root of resourceModules(plugin)) visit(root, 'resource');
  for (const plugin of plugins) {
    for (const name of names) if (name.startsWith(`${plugin.module}.migrations.`)) visit(name, 'migrate');
  }
  return {
    isCertain,
    momentOf: module => arrivals.get(module)?.moment ?? 'later',
    pathTo: module => {
      const steps: Step[] = [];
      for (let at = arrivals.get(module); at?.record; at = at.from === null ? undefined : arrivals.get(at.from)) {
        steps.push({ at: at.record.at, message: `imports ${at.record.module}` });
      }
      return steps.reverse();
    },
  };
}

/**
 * What NetBox and Django load of an enabled plugin before the first page is served: the package itself (netbox/settings.py), its
 * models (django.apps), its URLs (netbox/plugins/urls.py), its middleware, its template tags (Django's engine imports every library).
 */
function startModules(plugin: PluginModel, names: readonly string[]): string[] {
  const { module, config } = plugin;
  const roots = [module, `${module}.models`, `${module}.urls`, `${module}.api.urls`];
  if (config) roots.push(config.module);
  for (const name of ['middleware', 'events_pipeline', 'django_apps']) {
    const literal = config?.attributes.get(name)?.literal;
    if (!literal?.known || !Array.isArray(literal.value)) continue;
    for (const path of literal.value) {
      if (typeof path === 'string') roots.push(path, path.slice(0, Math.max(0, path.lastIndexOf('.'))));
    }
  }
  for (const name of names) if (name.startsWith(`${module}.templatetags.`)) roots.push(name);
  return roots;
}

function resourceModules(plugin: PluginModel): string[] {
  const { config } = plugin;
  if (!config) return [];
  return RESOURCES.map(resource => {
    const literal = config.attributes.get(resource.attribute)?.literal;
    const path =
      literal?.known && typeof literal.value === 'string' && literal.value !== '' ? literal.value : resource.path;
    const dot = path.lastIndexOf('.');
    return dot < 0 ? config.module : `${config.module}.${path.slice(0, dot)}`;
  });
}
