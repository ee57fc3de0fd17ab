/** Which own modules are loaded by the time NetBox has read a plugin's URLs: a view registered elsewhere is never registered. */
import { RESOURCES } from '../../host/netbox/contract.ts';
import { loadedBy } from '../imports/reach.ts';
import type { ImportRecord } from '../../program/index.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

/** Modules that the host itself imports of a plugin: its package, models, URLs, and default or declared resources. */
function rootsOf(plugin: PluginModel): string[] {
  const roots = [plugin.module, `${plugin.module}.models`, `${plugin.module}.urls`, `${plugin.module}.api.urls`];
  const from = plugin.config?.module ?? plugin.module;
  roots.push(from);
  for (const resource of RESOURCES) {
    const declared = plugin.config?.attributes.get(resource.attribute)?.literal;
    const path = declared?.known && typeof declared.value === 'string' ? declared.value : resource.path;
    roots.push(`${from}.${path.slice(0, Math.max(0, path.lastIndexOf('.')))}`);
  }
  const middleware = plugin.config?.attributes.get('middleware')?.literal;
  for (const entry of middleware?.known && Array.isArray(middleware.value) ? middleware.value : []) {
    if (typeof entry === 'string') roots.push(entry.slice(0, Math.max(0, entry.lastIndexOf('.'))));
  }
  return roots;
}

/** True for an import that runs when its module is loaded or the host starts. */
function runs(record: ImportRecord): boolean {
  return (
    record.own && !record.typing && (record.within === null || record.phase === 'ready' || record.phase === 'import')
  );
}

const cache = new WeakMap<ModelBase, ReadonlySet<string>>();

/** Dotted names of the own modules that are loaded when the URLs are; computed once a model. */
export function loadedModules(base: ModelBase): ReadonlySet<string> {
  const known = cache.get(base);
  if (known) return known;
  const { modules } = base.program.interpreter;
  const imports = new Map<string, ImportRecord[]>();
  for (const record of base.program.imports) {
    if (!runs(record)) continue;
    const list = imports.get(record.from);
    if (list) list.push(record);
    else imports.set(record.from, [record]);
  }
  const loaded = new Set<string>();
  const waiting = base.plugins.flatMap(rootsOf);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (loaded.has(name) || !modules.has(name)) continue;
    loaded.add(name);
    const dot = name.lastIndexOf('.');
    if (dot > 0) waiting.push(name.slice(0, dot));
    const module = modules.get(name);
    for (const record of module ? (imports.get(module.file) ?? []) : [])
      waiting.push(...loadedBy(base.program, record));
  }
  cache.set(base, loaded);
  return loaded;
}

const byFile = new WeakMap<ModelBase, ReadonlyMap<string, string>>();

/** The dotted module of a file of the package; `undefined` for what is no module. */
export function moduleOfFile(base: ModelBase, file: string): string | undefined {
  let known = byFile.get(base);
  if (!known) byFile.set(base, (known = new Map([...base.program.modules.values()].map(one => [one.file, one.name]))));
  return known.get(file);
}
