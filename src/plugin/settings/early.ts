/**
 * Models that are imported too early. `netbox/settings.py` imports every plugin's package while Django's settings are still being
 * read; a model class that is made then raises AppRegistryNotReady (django/apps/registry.py, `check_apps_ready`, called from
 * `ModelBase.__new__` for abstract models too).
 */
import { ancestorPaths } from '../../program/index.ts';
import { edgesByFile, isCertain, loadedBy } from '../imports/reach.ts';
import type { Step } from '../../finding.ts';
import type { HostFacts } from '../../host/facts.ts';
import type { ImportRecord } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export interface EarlyModel {
  /** The import in the plugin's own package module that leads there (or the class, when it stands in that module). */
  readonly at: Span;
  /** What makes a model class: `dcim.models`, or an own class. */
  readonly what: string;
  readonly trace: readonly Step[];
}

/** Django's own modules that make model classes when they are imported. */
const DJANGO_MODELS =
  /^(django\.contrib\.\w+\.models|django\.contrib\.contenttypes\.fields|taggit\.(models|managers)|mptt\.models)(\.|$)/;

/** The first model class, or module of them, that importing the plugin's package makes. */
export function earlyModelsOf(base: ModelBase, plugin: PluginModel): readonly EarlyModel[] {
  const { program } = base;
  const edges = edgesByFile(program, record => record.phase === 'import');
  const from = new Map<string, { readonly parent: string; readonly record: ImportRecord } | null>([
    [plugin.module, null],
  ]);
  const queue = [plugin.module];
  const early: EarlyModel[] = [];
  const pathTo = (module: string, at: Span, message: string): Step[] => {
    const steps: Step[] = [{ at, message }];
    for (let one = from.get(module); one; one = from.get(one.parent)) {
      steps.unshift({ at: one.record.at, message: `imports ${one.record.module}` });
    }
    return steps;
  };
  const report = (module: string, at: Span, what: string): void => {
    const steps = pathTo(module, at, `makes a model class: ${what}`);
    early.push({ at: steps[0]?.at ?? at, what, trace: steps });
  };
  for (let module = queue.shift(); module !== undefined; module = queue.shift()) {
    const own = program.interpreter.modules.get(module);
    if (!own) continue;
    const record = program.imports.find(
      one =>
        runnerOf(one).file === own.file &&
        one.phase === 'import' &&
        isCertain(one) &&
        makesModels(base.host.facts, one),
    );
    if (record) {
      report(module, runnerOf(record), record.module);
      continue;
    }
    const cls = program.classes.find(
      one =>
        one.module === own &&
        own.parsed.tree.body.some(statement => statement === one.node) &&
        ancestorPaths(program.interpreter, one).includes('django.db.models.Model'),
    );
    if (cls) {
      report(module, cls.at, `${cls.module.name}.${cls.name}`);
      continue;
    }
    for (const edge of edges.get(own.file) ?? []) {
      for (const target of loadedBy(program, edge)) {
        if (from.has(target)) continue;
        from.set(target, { parent: module, record: edge });
        queue.push(target);
      }
    }
  }
  return early;
}

/** The module-level code that runs the import: itself, or the call that leads to the function around it. */
function runnerOf(record: ImportRecord): Span {
  let { at } = record;
  for (let frame = record.frame; record.within && frame; frame = frame.parent) ({ at } = frame.step);
  return at;
}

/** Whether importing it makes model classes, in every release that has it. */
function makesModels(facts: HostFacts, record: ImportRecord): boolean {
  if (record.own) return false;
  const paths =
    record.name === null || record.name === '*' ? [record.module] : [record.module, `${record.module}.${record.name}`];
  return paths.some(path => {
    if (DJANGO_MODELS.test(path)) return true;
    const [top, second] = path.split('.');
    return top !== undefined && second === 'models' && facts.ownsTopLevel(top) && facts.module(`${top}.models`) !== 0;
  });
}
