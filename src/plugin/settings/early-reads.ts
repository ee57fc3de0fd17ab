/**
 * Settings that are read too early. `netbox/settings.py` imports a plugin's package first, then makes its section of
 * `PLUGINS_CONFIG` where the operator wrote none, and then fills in the defaults (`PluginConfig.validate`, 2.8 to 4.7): a read while
 * the package is imported sees what the operator wrote and nothing else.
 */
import { edgesByFile, loadedBy } from '../imports/reach.ts';
import type { Step } from '../../finding.ts';
import type { OwnModule, Program } from '../../program/index.ts';
import type { Statement } from '../../python/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';
import type { SettingUse } from './uses.ts';

export interface EarlyRead {
  readonly plugin: PluginModel;
  readonly use: SettingUse;
  /** The imports that lead from the plugin's package to the read, and the calls behind them. */
  readonly trace: readonly Step[];
}

/**
 * The reads of settings that happen while a plugin's package is imported, and whose failure nothing catches; of the plugin's own, or
 * of those of another one.
 */
export function earlyReadsOf(
  { program }: Pick<ModelBase, 'program'>,
  plugin: PluginModel,
  uses: readonly SettingUse[],
  of = plugin.module,
): readonly EarlyRead[] {
  const early = uses.filter(use => use.plugin === of && use.phase === 'import' && !use.guarded);
  if (early.length === 0) return [];
  const loaded = loadedWith(program, plugin);
  const files = new Map([...program.modules.values()].map(module => [module.file, module]));
  return early.flatMap(use => {
    const runner = use.trace[0]?.at ?? use.readAt;
    const path = loaded.get(runner.file);
    const caught = [use.readAt, ...use.trace.map(step => step.at)].some(at => isCaught(files.get(at.file), at));
    return path && !caught ? [{ plugin, use, trace: [...path, ...use.trace] }] : [];
  });
}

/** The files of the modules that importing the plugin's package loads, with the imports that lead there. */
function loadedWith(program: Program, plugin: PluginModel): ReadonlyMap<string, readonly Step[]> {
  const edges = edgesByFile(program, record => record.phase === 'import');
  const paths = new Map<string, readonly Step[]>();
  const queue: [string, readonly Step[]][] = [[plugin.module, []]];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, path] = next;
    const file = program.interpreter.modules.get(name)?.file;
    if (file === undefined || paths.has(file)) continue;
    paths.set(file, path);
    for (const record of edges.get(file) ?? []) {
      const step: Step = { at: record.at, message: `imports ${record.module}` };
      for (const target of loadedBy(program, record)) queue.push([target, [...path, step]]);
    }
  }
  return paths;
}

/** Whether the place stands in the body of a `try` with handlers. */
function isCaught(module: OwnModule | undefined, at: Span): boolean {
  const within = ({ start, end }: { start: number; end: number }): boolean => start <= at.start && at.end <= end;
  const search = (statements: readonly Statement[]): boolean =>
    statements.some(one => {
      if (!within(one)) return false;
      if ((one.type === 'Try' || one.type === 'TryStar') && one.handlers.length > 0 && one.body.some(within))
        return true;
      return bodiesOf(one).some(search);
    });
  return module !== undefined && search(module.parsed.tree.body);
}

function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.type) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'ClassDef':
    case 'With':
    case 'AsyncWith':
      return [statement.body];
    case 'If':
    case 'For':
    case 'AsyncFor':
    case 'While':
      return [statement.body, statement.orelse];
    case 'Try':
    case 'TryStar':
      return [statement.body, statement.orelse, statement.finalbody, ...statement.handlers.map(one => one.body)];
    default:
      return [];
  }
}
