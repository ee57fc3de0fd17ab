/** The plan: what is left of a plugin after `pip uninstall`, as steps in order. It only says; nothing here is ever run. */
import { boundRows, collectTypes, jobRows, migrationRows, preferences, typeRows } from './core-rows.ts';
import { isDocumented, removalPage } from './documented.ts';
import {
  changesElsewhere,
  declaredKeys,
  distinct,
  fileColumns,
  furtherSettings,
  jobNames,
  parametersByModel,
  queuesOf,
  sharedStatic,
  staticPaths,
} from './remains.ts';
import { comment, identifier, literal, tableName } from './sql-text.ts';
import { leftTables } from './tables.ts';
import { splitTable } from '../plugin/models/table-name.ts';
import type { HostFacts } from '../host/facts.ts';
import type { PackageModel } from '../plugin/index.ts';
import type { SqlBlock } from './core-rows.ts';
import { isDocumentedStep, type RemovalPlan, type RemovalStep, type StepId } from './schema.ts';
import type { LeftTable, LeftTables } from './tables.ts';

export type { RemovalPlan, RemovalStep } from './schema.ts';

/** The plan for a package in one release; `index` is that of the facts, `version` the exact release. */
export function removalPlan(
  model: PackageModel,
  release: { readonly facts: HostFacts; readonly index: number; readonly version: string },
): RemovalPlan {
  const { facts, version } = release;
  const warnings: string[] = [];
  const own = distinct([
    ...model.plugins.map(({ label }) => label),
    ...model.migrations.apps.map(({ app }) => app),
  ]).filter(label => !label.includes('\0'));
  const labels = own.filter(label => !facts.apps().has(label));
  for (const label of own) {
    if (labels.includes(label)) continue;
    warnings.push(
      `The label "${label}" is that of an app of NetBox: nothing under it is removed. Tell the two apart by hand.`,
    );
  }
  for (const label of distinct(model.migrations.labels)) {
    if (own.includes(label) || facts.apps().has(label)) continue;
    warnings.push(
      `The plugin also adds the app "${label}" of another package: what that one leaves is not listed here.`,
    );
  }
  const tables = leftTables(model, facts);
  warnings.push(...tableWarnings(tables, labels));
  const page = removalPage(version);
  if (page === null) {
    warnings.push(`NetBox ${version} documents no removal: the steps are those that 2.11.10 began with.`);
  }
  const { name, version: released } = model.package.distribution;
  const steps = stepsOf({ model, ...release, labels, tables, distribution: name?.value ?? '<package>' });
  return {
    version: 1,
    netbox: version,
    package: { path: model.package.path, name: name?.value ?? null, version: released?.value ?? null },
    plugins: model.plugins.map(({ module }) => module),
    labels,
    documentation: page,
    steps,
    tables: tables.drop.flat(),
    migrations: migrationNames(model, labels),
    models: contentTypes(model, labels),
    database: null,
    warnings,
    undecided: undecidedOf(model),
  };
}

const byText = <T>(items: readonly T[], key: (item: T) => string): T[] =>
  [...new Map(items.map(item => [key(item), item])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);

/** A squashed migration is recorded together with those that it replaces (django/db/migrations/executor.py, record_migration). */
function migrationNames(model: PackageModel, labels: readonly string[]): RemovalPlan['migrations'] {
  const nodes = model.migrations.apps.flatMap(app => app.nodes).filter(({ app }) => labels.includes(app));
  const replaced = nodes.flatMap(node => node.replaces).filter(({ app }) => labels.includes(app));
  // Of one name the last stays: a migration that is there is more than one that is only replaced.
  const all = [
    ...replaced.map(({ app, name }) => ({ app, name, replaced: true })),
    ...nodes.map(({ app, name }) => ({ app, name, replaced: false })),
  ];
  return byText(all, ({ app, name }) => `${app}.${name}`);
}

/** Django makes a content type for each model, proxies and unmanaged ones included (contenttypes/management/__init__.py). */
function contentTypes(model: PackageModel, labels: readonly string[]): RemovalPlan['models'] {
  const own = [...model.migrations.models.values()].filter(({ app }) => labels.includes(app));
  return byText(
    own.map(({ app, name }) => ({ app, model: name.toLowerCase() })),
    one => `${one.app}.${one.model}`,
  );
}

function tableWarnings({ drop, kept }: LeftTables, labels: readonly string[]): string[] {
  const pattern = labels.map(label => `\\dt ${label}_*`).join(' or ');
  return [
    ...drop
      .flat()
      .flatMap(({ name, prefixed }) =>
        prefixed
          ? []
          : [
              `The table "${name}" does not carry the plugin's label: ${pattern} does not list it. Make sure that it is the plugin's.`,
            ],
      ),
    ...kept.map(
      ({ name }) =>
        `The plugin's migrations make the table "${name}", a name of NetBox's: it is not dropped. Look at it by hand.`,
    ),
  ];
}

function undecidedOf(model: PackageModel): RemovalPlan['undecided'] {
  const all = [
    ...model.migrations.undecided,
    ...model.sql.flatMap(use => (use.inMigration && !use.backwards && use.undecided ? [use.undecided] : [])),
  ];
  const seen = new Set<string>();
  return all.flatMap(({ reason, at }) => {
    const one = { reason, file: at?.file ?? null };
    const key = JSON.stringify(one);
    if (seen.has(key)) return [];
    seen.add(key);
    return [one];
  });
}

interface Basis {
  readonly model: PackageModel;
  readonly facts: HostFacts;
  readonly index: number;
  readonly version: string;
  readonly labels: readonly string[];
  readonly tables: LeftTables;
  readonly distribution: string;
}

function stepsOf(basis: Basis): RemovalStep[] {
  const { version } = basis;
  const steps: RemovalStep[] = [];
  const step = (id: StepId, title: string, lines: readonly string[], sql: readonly SqlBlock[] = []): void => {
    const documented = isDocumentedStep(id) && isDocumented(id, version);
    if (lines.length > 0 || sql.length > 0) steps.push({ id, title, documented, lines, sql });
  };
  configurationSteps(basis, step);
  databaseSteps(basis, step);
  fileSteps(basis, step);
  return steps;
}

type AddStep = (id: StepId, title: string, lines: readonly string[], sql?: readonly SqlBlock[]) => void;

function configurationSteps({ model, facts, index, version, labels, distribution }: Basis, step: AddStep): void {
  step(
    'disable',
    'Disable the plugin',
    model.plugins.map(({ module }) => `Remove "${module}" from PLUGINS in configuration.py.`),
  );
  const settings = furtherSettings(model);
  const parameters = parametersByModel(facts, index);
  const hasModels = model.migrations.models.size > 0;
  step('configuration', 'Remove its configuration', [
    ...model.plugins.map(plugin => {
      const keys = declaredKeys(model, plugin);
      const what = keys.length === 0 ? '' : ` It declares: ${keys.join(', ')}.`;
      return `Remove the entry "${plugin.module}" (if any) from PLUGINS_CONFIG.${what}`;
    }),
    ...(settings.length === 0 ? [] : [`Remove settings that only the plugin reads: ${settings.join(', ')}.`]),
    ...(hasModels && parameters.length > 0 && labels.length > 0
      ? [
          `Remove entries that name its models (${labels.map(label => `${label}.*`).join(', ')}) from ${parameters.join(', ')}.`,
        ]
      : []),
  ]);
  const queues = model.plugins.flatMap(queuesOf);
  step(
    'jobs',
    'Stop its queues',
    queues.map(
      queue =>
        `Stop workers started for the queue "${queue}" (manage.py rqworker), and delete it in Redis: rq:queue:${queue}.`,
    ),
  );
  const search = facts.model('extras.CachedValue');
  if (search && search.releases & (1 << index)) {
    step('reindex', 'Re-index search entries', ['python3 manage.py reindex']);
  }
  if (isDocumented('requirements', version)) {
    step('requirements', 'Remove it from local_requirements.txt', [
      `Remove "${distribution}" from local_requirements.txt, or the next upgrade installs it again.`,
    ]);
  }
  step('uninstall', 'Uninstall its Python package', [`pip uninstall ${distribution}`]);
  step('restart', 'Restart NetBox', ['sudo systemctl restart netbox netbox-rq']);
}

function databaseSteps({ model, facts, index, labels, tables }: Basis, step: AddStep): void {
  const release = { facts, index };
  const attachments = facts.model('extras.ImageAttachment');
  const column = attachments?.fields.get('object_type');
  const type = column && column.releases & (1 << index) ? 'object_type_id' : 'content_type_id';
  const files = fileColumns(model);
  const hasModels = model.migrations.models.size > 0 && labels.length > 0;
  step('files', 'Write down its uploaded files, before the tables that name them go', [
    ...files.map(one => `SELECT ${identifier(one.column)} FROM ${tableName(splitTable(one.table))};`),
    ...(hasModels
      ? [
          `SELECT "image" FROM "extras_imageattachment" WHERE ${identifier(type)} IN (SELECT "id" FROM "django_content_type" WHERE "app_label" IN (${labels.map(literal).join(', ')}));`,
        ]
      : []),
  ]);
  const jobs = jobNames(model);
  const ownRows =
    labels.length === 0 ? [] : [collectTypes(labels), ...boundRows(release), ...preferences(labels, release)];
  step(
    'tables',
    'Drop its tables',
    tables.drop.flat().map(table => `${table.name}${table.prefixed ? '' : ' (without the plugin’s label)'}`),
    dropBlocks(tables.drop),
  );
  if (labels.length > 0) step('migrations', 'Remove its migration records', [], [migrationRows(labels)]);
  step(
    'bound-rows',
    "Delete NetBox's rows on its objects",
    hasModels
      ? [
          'Custom fields and their values, tags, journal entries, changes, saved filters, bookmarks and jobs on its objects.',
          'Custom fields of other objects that point to its objects go too; their keys stay in custom_field_data of those objects.',
        ]
      : [],
    [...ownRows, ...jobRows(jobs, release)],
  );
  if (labels.length === 0) return;
  step('types', 'Clean up content types and permissions', [], typeRows(labels, release));
  step('restart-again', 'Restart NetBox again', ['sudo systemctl restart netbox netbox-rq']);
}

const KINDS = {
  table: 'TABLE',
  view: 'VIEW',
  'materialized-view': 'MATERIALIZED VIEW',
  sequence: 'SEQUENCE',
} as const satisfies Record<LeftTable['kind'], string>;

/** Tables of one kind go in one statement: in order, and still right where a reference between two of them could not be read. */
function dropBlocks(groups: LeftTables['drop']): SqlBlock[] {
  const all = groups.flat();
  return (['view', 'materialized-view', 'table', 'sequence'] as const).flatMap(kind => {
    const some = all.filter(table => table.kind === kind);
    if (some.length === 0) return [];
    // Never CASCADE: whatever else refers to a table then stops the script, and nothing is lost.
    const names = some.map(
      (table, index) => `  ${tableName(table)}${index < some.length - 1 ? ',' : ''} ${comment(meaning(table))}`,
    );
    return [
      {
        title: 'Those that refer to others first',
        statements: [`DROP ${KINDS[kind]} IF EXISTS\n${names.join('\n')}\n;`],
      },
    ];
  });
}

function meaning({ model, field, prefixed }: LeftTable): string {
  const label = prefixed ? '' : "; does not carry the plugin's label, make sure that it is the plugin's";
  if (model === null) return `made by SQL of a migration${label}`;
  return `${model}${field === null ? '' : `.${field}`}${label}`;
}

function fileSteps({ model, index }: Basis, step: AddStep): void {
  const shared = sharedStatic(model, index);
  step('static', 'Remove its static files', [
    ...staticPaths(model).map(({ path, files }) => `STATIC_ROOT/${path} (${files} ${files === 1 ? 'file' : 'files'})`),
    ...shared.map(
      path => `Keep STATIC_ROOT/${path}: NetBox has a file of this path. Run collectstatic again to get it back.`,
    ),
  ]);
  const files = fileColumns(model);
  step(
    'media',
    'Remove its uploaded files',
    files.map(({ field }) => `The files of ${field} that were written down, below MEDIA_ROOT.`),
  );
  step('elsewhere', 'Look at what it changed elsewhere; dropping tables does not undo it', changesElsewhere(model));
}
