/** What shows only when NetBox has started: URLs and GraphQL, system checks, the WSGI handler, `migrate`, `collectstatic`. */
import { URL_LOADING, URL_MOUNTS, entryFor, inForce } from '../contract.ts';
import { addedApps } from './apps.ts';
import { attributeOf } from './attributes.ts';
import { messageFor } from './messages.ts';
import { isImportError } from './modules.ts';
import { fromString, registerResource } from './ready.ts';
import { lastPart } from './python-text.ts';
import { reverseClashes } from '../../../plugin/models/reverse.ts';
import type { Json } from '../../../plugin/base.ts';
import type { Span } from '../../../source.ts';
import type { ProblemStep, Raised } from './outcome.ts';
import type { Starting } from './starting.ts';

/** Looks at everything that follows the start. */
export function lookLater(starting: Starting): void {
  loadUrls(starting);
  loadGraphql(starting);
  checkTables(starting);
  checkReverseNames(starting);
  loadMiddleware(starting);
  migrate(starting);
  collectStatic(starting);
}

function problem(starting: Starting, step: ProblemStep, raised: Raised, swallowed = false): void {
  const { exception, message, at } = raised;
  starting.problems.push({ step, exception, message, swallowed, at });
}

/** netbox/plugins/urls.py: the first failure is the end of all URLs. */
function loadUrls(starting: Starting): void {
  const { plugin, loader, version } = starting;
  const label = lastPart(plugin.module);
  const own = addedApps(starting).find(app => app.plugin);
  if (own && own.label !== label && !addedApps(starting).some(app => app.label === label)) {
    problem(starting, 'urls', {
      exception: 'LookupError',
      message: `No installed app with label '${label}'.${own.module === label ? ` Did you mean '${own.label}'?` : ''}`,
      at: own.at,
    });
    return;
  }
  const raises = entryFor(URL_LOADING, version)?.failure === 'raised';
  for (const mount of URL_MOUNTS) {
    const module = `${plugin.module}.${mount.module}`;
    if (!loader.has(module)) continue;
    const found = fromString(starting, `${module}.urlpatterns`, {
      file: loader.module(module)?.file ?? '',
      start: 0,
      end: 0,
    });
    if (!found || !('exception' in found)) continue;
    // import_object() of 2.8.8 to 3.3 takes a module without `urlpatterns` for none.
    if (found.message.includes('does not define a "urlpatterns"') && !inForce({ from: '3.4.4' }, version)) continue;
    const swallowed = !raises && isImportError(found);
    problem(starting, 'urls', found, swallowed);
    if (!swallowed) return;
  }
}

/** From 4.7.0 on: `_load_plugin_graphql_schemas`, run when the schema is put together. */
function loadGraphql(starting: Starting): void {
  const { plugin, version } = starting;
  if (!inForce({ from: '4.7.0' }, version)) return;
  const name = plugin.config?.attributes.get('name');
  if (name?.literal.known && name.literal.value !== plugin.module) {
    problem(starting, 'graphql', messageFor('plugin-name-mismatch', version, { plugin: plugin.module }, name.at));
    return;
  }
  const failure = registerResource(starting, 'graphql_schema', 'graphql.schema');
  if (failure) problem(starting, 'graphql', failure);
}

/** django/core/checks/model_checks.py: managed models whose table is another's (models.E028). */
function checkTables(starting: Starting): void {
  const { model, release } = starting;
  const users = new Map<string, { readonly labels: string[]; at: Span | null }>();
  const own = model.models.filter(
    one => one.managed && !one.proxy && !one.abstract && one.table !== null && one.registered !== 'never',
  );
  const wanted = new Set(own.map(one => one.table));
  for (const core of release.facts.models()) {
    if (core.abstract || core.proxy || !core.managed) continue;
    for (const [table, releases] of core.tables) {
      if (((releases >> release.index) & 1) === 1 && wanted.has(table))
        users.set(table, { labels: [core.label], at: null });
    }
  }
  for (const one of own) {
    const table = one.table ?? '';
    const known = users.get(table);
    if (!known) users.set(table, { labels: [one.label], at: one.tableOption?.at ?? one.at });
    else {
      known.labels.push(one.label);
      known.at ??= one.tableOption?.at ?? one.at;
    }
  }
  for (const [table, { labels, at }] of users) {
    if (labels.length < 2) continue;
    const message = `(models.E028) db_table '${table}' is used by multiple models: ${labels.join(', ')}.`;
    starting.problems.push({ step: 'check', exception: null, message, swallowed: false, at });
  }
}

/** django/db/models/fields/related.py, `_check_clashes`: relations to core models whose reverse names are taken (fields.E302 to E305). */
function checkReverseNames(starting: Starting): void {
  const { model, release, problems, version } = starting;
  const { facts, index } = release;
  const labels = new Set(addedApps(starting).map(app => app.label));
  for (const one of model.models) {
    if (one.abstract || one.proxy || one.registered === 'never' || !labels.has(one.app)) continue;
    for (const field of one.fields.values()) {
      const target = field.related === null ? undefined : facts.model(field.related);
      if (!target || target.abstract || ((target.releases >> index) & 1) === 0 || field.kind === 'virtual') continue;
      for (const { kind, name, other, at } of reverseClashes(facts, 1 << index, target, one, field)) {
        if (kind === 'member') continue;
        const own = `'${one.label}.${field.name}'`;
        // Django 4.0 (NetBox 3.3) began to name the accessor.
        const accessor = inForce({ from: '3.3.0' }, version) ? `'${target.label.replace(/^.*\./, '')}.${name}' ` : '';
        const messages = {
          field: `(fields.E302) Reverse accessor ${accessor}for ${own} clashes with field name '${other}'.`,
          'query-field': `(fields.E303) Reverse query name for ${own} clashes with field name '${other}'.`,
          accessor: `(fields.E304) Reverse accessor ${accessor}for ${own} clashes with reverse accessor for '${other}'.`,
          query: `(fields.E305) Reverse query name for ${own} clashes with reverse query name for '${other}'.`,
        } as const;
        problems.push({ step: 'check', exception: null, message: messages[kind], swallowed: false, at });
      }
    }
  }
}

/** Middleware as the plugin's class gives it; NetBox ignores what is no list and no tuple. */
export function middlewareOf(starting: Pick<Starting, 'plugin' | 'version'>): readonly string[] {
  const literal = attributeOf(starting.plugin, 'middleware', starting.version)?.literal;
  if (!literal?.known || (literal.type !== 'list' && literal.type !== 'tuple')) return [];
  return (literal.value as readonly Json[]).filter(path => typeof path === 'string');
}

/** django/core/handlers/base.py, `load_middleware`: from the last entry to the first. */
function loadMiddleware(starting: Starting): void {
  const at = starting.plugin.config?.attributes.get('middleware')?.at ?? null;
  for (const path of [...middlewareOf(starting)].reverse()) {
    if (!path.includes('.')) {
      problem(starting, 'wsgi', { exception: 'ImportError', message: `${path} doesn't look like a module path`, at });
      return;
    }
    const module = path.slice(0, path.lastIndexOf('.'));
    if (!starting.loader.has(module) && starting.findModule(module) !== 'missing') continue;
    const found = fromString(starting, path, at);
    if (!found || !('exception' in found)) continue;
    problem(starting, 'wsgi', found);
    return;
  }
}

/** `manage.py migrate`: system checks, then the graph, then the operations. */
function migrate(starting: Starting): void {
  const { model, release, loader, problems } = starting;
  const failed = problems.find(one => one.step === 'check');
  if (failed) {
    const message = `System check identified some issues:\n\nERRORS:\n${failed.message}`;
    problem(starting, 'migrate', { exception: 'django.core.management.base.SystemCheckError', message, at: failed.at });
    return;
  }
  const labels = new Set(addedApps(starting).map(app => app.label));
  for (const app of model.migrations.apps) {
    if (!labels.has(app.app)) continue;
    for (const node of app.nodes) {
      const failure = loader.load(node.module, null);
      if (!failure) continue;
      problem(starting, 'migrate', failure);
      return;
    }
  }
  const missing = missingDependency(starting, labels);
  if (missing) {
    problem(starting, 'migrate', missing);
    return;
  }
  for (const event of model.migrations.tableEvents) {
    if (event.action !== 'create' || !labels.has(event.migration.app)) continue;
    for (const core of release.facts.models()) {
      if ((((core.tables.get(event.table) ?? 0) >> release.index) & 1) === 0) continue;
      const message = `relation "${event.table}" already exists`;
      problem(starting, 'migrate', { exception: 'django.db.utils.ProgrammingError', message, at: event.at });
      return;
    }
  }
}

/** A dependency on a migration that the release does not have, nor any squash of it (django/db/migrations/graph.py). */
function missingDependency({ model, release }: Starting, labels: ReadonlySet<string>): Raised | undefined {
  const { facts, index } = release;
  const core = facts.apps();
  for (const app of model.migrations.apps) {
    if (!labels.has(app.app)) continue;
    for (const node of app.nodes) {
      for (const { app: other, name, at } of node.dependencies) {
        const host = core.get(other);
        if (!host?.core || name === '__first__' || name === '__latest__') continue;
        const known = facts
          .migrations(other)
          .some(
            one =>
              ((one.releases >> index) & 1) === 1 &&
              (one.name === name || one.replaces.some(([label, replaced]) => label === other && replaced === name)),
          );
        if (known) continue;
        const message = `Migration ${node.app}.${node.name} dependencies reference nonexistent parent node ('${other}', '${name}')`;
        return { exception: 'django.db.migrations.exceptions.NodeNotFoundError', message, at };
      }
    }
  }
  return undefined;
}

/** django/contrib/staticfiles: of several files for one path the first wins, and core's folder comes before all apps. */
function collectStatic(starting: Starting): void {
  const { model, release, plugin } = starting;
  const folder = `${plugin.module.replaceAll('.', '/')}/static/`;
  for (const file of model.package.files.values()) {
    if (!file.installPath?.startsWith(folder)) continue;
    const path = file.installPath.slice(folder.length);
    if (((release.facts.staticFile(path) >> release.index) & 1) === 0) continue;
    const message =
      `Found another file with the destination path '${path}'. It will be ignored since only the first encountered file is ` +
      'collected. If this is not what you want, make sure every static file has a unique path.';
    const at: Span = { file: file.path, start: 0, end: 0 };
    starting.problems.push({ step: 'collectstatic', exception: null, message, swallowed: true, at });
  }
}
