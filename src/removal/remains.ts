/** What else a plugin leaves: configuration, queues, jobs, files, and changes that no table of its own holds. */
import { alternativesOf, ancestorPaths, ownMember, stringOf } from '../program/index.ts';
import type { HostFacts } from '../host/facts.ts';
import type { PackageModel, PluginModel } from '../plugin/index.ts';
import type { MigrationOperation } from '../plugin/migrations/index.ts';

/** Keeps the first of each text, in the order of the code points. */
export const distinct = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** Settings of Django that only the package reads, so that they stand in the configuration for its sake. */
export function furtherSettings(model: PackageModel): string[] {
  return distinct(model.settings.foreign.map(({ name }) => name));
}

/** Keys of the plugin's entry in PLUGINS_CONFIG, as far as it declares them. */
export function declaredKeys(model: PackageModel, plugin: PluginModel): string[] {
  const own = model.settings.declared.find(one => one.plugin.module === plugin.module);
  return distinct(own?.settings.map(({ name }) => name) ?? []);
}

const BY_MODEL = ['CUSTOM_VALIDATORS', 'EXEMPT_VIEW_PERMISSIONS', 'FIELD_CHOICES', 'PROTECTION_RULES'];

/** Parameters of the release whose values can name models (`app.model`). */
export function parametersByModel(facts: HostFacts, index: number): string[] {
  return BY_MODEL.filter(name => facts.parameter(name) & (1 << index));
}

/** Queues of the plugin, as NetBox names them (netbox/settings.py: `<plugin>.<queue>`). */
export function queuesOf(plugin: PluginModel): string[] {
  const queues = plugin.config?.attributes.get('queues')?.literal;
  if (!queues?.known || !Array.isArray(queues.value)) return [];
  return (queues.value as readonly unknown[]).flatMap(one =>
    typeof one === 'string' ? [`${plugin.module}.${one}`] : [],
  );
}

/** Names of the package's background jobs: `Meta.name` of a JobRunner, else its class name (netbox/jobs.py, 4.1 and later). */
export function jobNames(model: PackageModel): string[] {
  const { interpreter } = model.program;
  const names: string[] = [];
  for (const cls of interpreter.classes) {
    if (!ancestorPaths(interpreter, cls).some(path => path === 'netbox.jobs.JobRunner')) continue;
    const meta = ownMember(cls, 'Meta')?.value;
    const metas = meta ? alternativesOf(meta).filter(one => one.kind === 'class') : [];
    const given = metas.flatMap(one => {
      const name = ownMember(one, 'name')?.value;
      return name ? alternativesOf(name).map(stringOf) : [];
    });
    if (given.length === 0) names.push(cls.name);
    for (const name of given) if (name !== undefined && !name.includes('\0')) names.push(name);
  }
  return distinct(names);
}

export interface FileColumn {
  /** `app.Model.field`. */
  readonly field: string;
  readonly table: string;
  readonly column: string;
}

/** Columns that hold paths of uploaded files, below MEDIA_ROOT unless the field has a storage of its own. */
export function fileColumns(model: PackageModel): FileColumn[] {
  const found: FileColumn[] = [];
  for (const state of model.migrations.models.values()) {
    if (!model.migrations.labels.has(state.app) || state.table === null || state.proxy || !state.managed) continue;
    for (const field of state.fields.values()) {
      if (field.column === null || !field.paths.some(path => /\.(FileField|ImageField)$/.test(path))) continue;
      found.push({ field: `${state.app}.${state.name}.${field.name}`, table: state.table, column: field.column });
    }
  }
  return found.sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** Folders (or files at the top) of STATIC_ROOT that `collectstatic` filled from the package, with the number of files. */
export function staticPaths(model: PackageModel): { readonly path: string; readonly files: number }[] {
  const counts = new Map<string, number>();
  for (const { path } of model.staticFiles.files) {
    const slash = path.indexOf('/');
    const top = slash < 0 ? path : path.slice(0, slash + 1);
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, files]) => ({ path, files }));
}

/** Static files at a path where NetBox has one too: deleting them would delete NetBox's. */
export function sharedStatic(model: PackageModel, index: number): string[] {
  return distinct(model.staticFiles.files.filter(file => file.shadows & (1 << index)).map(({ path }) => path));
}

/** What the migrations did to what is not the plugin's: nothing here can be undone by dropping its tables. */
export function changesElsewhere(model: PackageModel): string[] {
  const found: string[] = [];
  for (const event of model.migrations.tableEvents) {
    if (event.owner === 'own' || event.owner === 'other' || event.action === 'adopt') continue;
    found.push(`table ${event.table}: ${event.operation} (${event.at.file})`);
  }
  for (const write of model.migrations.rowWrites) {
    if (!write.core || !write.inMigration || write.backwards || write.ofApp !== null) continue;
    found.push(`rows of ${write.model}: ${write.method} (${write.at.file})`);
  }
  for (const use of model.sql) {
    if (!use.inMigration || use.backwards || use.phase === 'dead') continue;
    for (const effect of use.statements.flatMap(one => one.effects)) {
      if (effect.temporary || ['read', 'reference', 'maintain', 'lock', 'call', 'drop'].includes(effect.action))
        continue;
      const relation = ['table', 'view', 'materialized-view', 'sequence'].includes(effect.objectType);
      if (effect.action === 'create' && relation) continue;
      // What hangs on an own table goes with it.
      if (effect.owner === 'own' && (relation || ['index', 'trigger', 'policy', 'rule'].includes(effect.action)))
        continue;
      if (effect.madeHere || effect.action === 'configure') continue;
      found.push(`SQL: ${effect.action} ${effect.objectType} ${effect.name} (${effect.at.file})`);
    }
  }
  for (const node of model.migrations.apps.flatMap(app => app.nodes)) {
    for (const operation of flat(node.operations)) {
      if (operation.kind !== 'database-object') continue;
      found.push(`${operation.operation} ${operation.name ?? ''} (${node.file}); others may use it`.replace('  ', ' '));
    }
  }
  return distinct(found);
}

function* flat(operations: readonly MigrationOperation[]): Iterable<MigrationOperation> {
  for (const operation of operations) {
    yield operation;
    if (operation.kind === 'separate') yield* flat(operation.database);
  }
}
