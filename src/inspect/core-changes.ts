/** What of NetBox, or of other libraries, a plugin changes: by its code, its migrations, its views, its middleware and its apps. */
import { isFileInside } from './inspected.ts';
import { lasts } from '../plugin/touch.ts';
import type { MiddlewareAct, MiddlewareAction } from '../plugin/middleware.ts';
import type { MigrationOperation } from '../plugin/migrations/model.ts';
import type { Span } from '../source.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin } from './schema.ts';

type Changes = InspectedPlugin['coreChanges'];
type Phase = Changes[number]['phase'];
type Add = (target: string, what: string, phase: Phase, at: Span) => void;

/**
 * What of core's, or of other libraries', is written, patched, replaced or deleted; rows, tables and answers of core included.
 * Templates and static files at core paths stand under `shadows` and `load.problems`.
 */
export function coreChangesOf(inspected: Inspected): Changes {
  const out: Changes = [];
  const seen = new Set<string>();
  const add: Add = (target, what, phase, at) => {
    if (!isFileInside(inspected, at.file)) return;
    const entry = { target, what, phase, ...inspected.place(at) };
    const key = `${entry.file}:${entry.line}:${target}:${what}`;
    if (!seen.has(key)) out.push(entry);
    seen.add(key);
  };
  byCode(inspected, add);
  bySql(inspected, add);
  byRedirectedMigrations(inspected, add);
  byViews(inspected, add);
  byMiddleware(inspected, add);
  byModels(inspected, add);
  for (const { name, at, plugin } of inspected.model.templates.movedApps) {
    if (plugin === inspected.plugin)
      add(`the app ${name}`, "moved behind the plugin's apps by django_apps", 'import', at);
  }
  for (const cut of inspected.code.program.cuts) inspected.undecided('coreChanges', cut.reason, cut.at);
  return out.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}

const OPT_IN = ' (only with a setting that is off by default)';

function byCode({ code }: Inspected, add: Add): void {
  for (const touch of code.touches) {
    if (lasts(touch) && !touch.ownKey)
      add(touch.target, `${touch.action}${touch.optIn ? OPT_IN : ''}`, touch.phase, touch.at);
  }
  for (const write of code.migrations.rowWrites) {
    if (write.core)
      add(write.model, `${write.effect} rows${write.everyRow ? ' (all of them)' : ''}`, write.phase, write.at);
  }
  for (const change of code.migrations.schemaChanges) {
    const by = change.label === null ? `schema_editor.${change.method}()` : `${change.method}('${change.label}')`;
    if (change.core) add(change.model ?? 'a core table', by, change.phase, change.at);
  }
}

function bySql(inspected: Inspected, add: Add): void {
  for (const use of inspected.code.sql) {
    if (use.undecided) inspected.undecided('coreChanges', use.undecided.reason, use.undecided.at);
    if (use.backwards) continue;
    for (const statement of use.statements) {
      for (const effect of statement.effects) {
        if (effect.owner === 'core' && effect.action !== 'read')
          add(effect.name, `SQL: ${effect.action} ${effect.objectType}`, use.phase, effect.at);
      }
    }
  }
}

/** Operations of a migration, or single ones, that run under the label of an app that is not the package's. */
function byRedirectedMigrations({ code: { migrations }, host }: Inspected, add: Add): void {
  const foreign = (label: string | undefined): label is string => label !== undefined && !migrations.labels.has(label);
  for (const node of migrations.apps.flatMap(app => app.nodes)) {
    const visit = (operation: MigrationOperation, above: string | undefined): void => {
      const label = operation.redirect?.text ?? above;
      if (operation.kind === 'separate') {
        for (const one of [...operation.database, ...operation.state]) visit(one, label);
      } else if (foreign(label)) {
        const { model, what } = subjectOf(operation);
        const named = model === null ? label : `${label}.${model}`;
        add(host.facts.model(named)?.label ?? named, what, 'migration', operation.at);
      }
    };
    for (const operation of node.operations) visit(operation, node.redirect?.text);
  }
}

/** The model that an operation is about, as its migration names it, and what it does. */
function subjectOf(operation: MigrationOperation): { readonly model: string | null; readonly what: string } {
  switch (operation.kind) {
    case 'create-model':
    case 'delete-model':
    case 'alter-table':
      return { model: operation.name?.text ?? null, what: operation.kind };
    case 'rename-model':
      return { model: operation.from?.text ?? null, what: operation.kind };
    case 'add-field':
    case 'alter-field':
    case 'remove-field':
      return {
        model: operation.model?.text ?? null,
        what: `${operation.kind} ${operation.name?.text ?? '(computed)'}`,
      };
    case 'rename-field':
      return {
        model: operation.model?.text ?? null,
        what: `${operation.kind} ${operation.from?.text ?? '(computed)'}`,
      };
    case 'options':
      return { model: operation.model?.text ?? null, what: 'alter options' };
    case 'index':
    case 'constraint':
      return { model: operation.model?.text ?? null, what: operation.operation };
    case 'database-object':
      return { model: null, what: operation.operation };
    case 'own':
      return { model: null, what: operation.name };
    case 'sql':
    case 'python':
    case 'separate':
    case 'unknown':
      return { model: null, what: `an operation (${operation.kind})` };
  }
}

/** Views registered for a core model under a name, or at a path, that core has: the plugin's pattern is found first. */
function byViews({ code, index }: Inspected, add: Add): void {
  const here = (releases: number): boolean => ((releases >> index) & 1) === 1;
  for (const { model, own, name, path, view, phase, at, core, optIn } of code.modelViews) {
    if (model === null || own || phase === 'dead') continue;
    const by = `${view === null ? 'a view of the plugin' : view}${optIn ? OPT_IN : ''}`;
    if (here(core.name & ~core.feature)) add(`${model}, view '${name ?? ''}'`, `replaced by ${by}`, phase, at);
    else if (here(core.path)) add(`${model}, page '${path ?? ''}'`, `replaced by ${by}`, phase, at);
  }
}

const ACTS = {
  answer: 'answered by',
  redirect: 'redirected by',
  refuse: 'refused by',
  content: 'rewritten by',
  template: 'given another template by',
  urlconf: 'routed by other URLs, set by',
  path: 'routed under another path by',
} as const satisfies Record<MiddlewareAction, string>;

/** What middleware does to pages of core; a redirect to the login page is what core does itself. */
function byMiddleware({ code, plugin }: Inspected, add: Add): void {
  for (const entry of code.middleware.entries) {
    if (entry.plugin !== plugin.module) continue;
    for (const act of entry.acts) {
      if (act.login || act.fallback) continue;
      const notes = [
        ...(entry.listed ? [] : ['once it is listed in MIDDLEWARE']),
        ...(act.optIn ? ['only with a setting that is off by default'] : []),
        ...(act.personal ? ['for some users'] : []),
      ];
      const suffix = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
      for (const pages of pagesOf(act)) add(pages, `${ACTS[act.action]} ${entry.path}${suffix}`, 'request', act.at);
    }
  }
}

function pagesOf({ reach }: MiddlewareAct): readonly string[] {
  switch (reach.kind) {
    case 'plugins':
      return [];
    case 'named':
      return reach.paths.filter(path => path.core).map(path => `pages at ${path.text}`);
    case 'any':
      return ['all pages'];
    case 'shape':
    case 'computed':
      return ['some pages'];
  }
}

/** Models that lie on a table of core. */
function byModels({ model, host, index, labels }: Inspected, add: Add): void {
  const tables = new Set<string>();
  for (const fact of host.facts.models()) {
    if (fact.proxy) continue;
    for (const [table, releases] of fact.tables) if (((releases >> index) & 1) === 1) tables.add(table);
  }
  for (const one of model.models) {
    if (one.abstract || one.proxy || one.registered === 'never' || !labels.has(one.app)) continue;
    if (one.table === null || !one.tableOption || !tables.has(one.table)) continue;
    add(
      one.table,
      `taken as the table of ${one.managed ? '' : 'the unmanaged model '}${one.label}`,
      'import',
      one.tableOption.at,
    );
  }
}
