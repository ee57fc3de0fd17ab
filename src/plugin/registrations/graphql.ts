/** What the package adds to the host's GraphQL API: schema classes, extensions of core types (from 4.7 on), and imports that come too early. */
import { RESOURCES } from '../../host/netbox/contract.ts';
import { elementsOf, ownMember, resolutionOrder, stringOf } from '../../program/index.ts';
import { edgesByFile, loadedBy } from '../imports/reach.ts';
import { itemsOf } from '../navigation/construction.ts';
import { resourceValue } from '../navigation/resource.ts';
import { definitionPath } from '../routes/view.ts';
import type { Step } from '../../finding.ts';
import type { ClassValue } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export interface GraphqlField {
  readonly name: string;
  readonly at: Span;
}

/** A class of `graphql_schema`: its fields become fields of the host's query. */
export interface GraphqlSchemaClass {
  readonly path: string;
  readonly at: Span;
  readonly optIn: boolean;
  readonly fields: readonly GraphqlField[];
}

/** An extension of core types or filters. */
export interface GraphqlExtension {
  readonly kind: 'types' | 'filters';
  readonly path: string;
  readonly at: Span;
  /** Labels of the models whose types it extends, as written. */
  readonly models: readonly string[];
}

/** A module with core GraphQL types that is imported before the extensions of all plugins are registered. */
export interface EarlyGraphqlImport {
  readonly module: string;
  readonly at: Span;
  readonly trace: readonly Step[];
}

export interface GraphqlModel {
  readonly graphqlSchemas: readonly GraphqlSchemaClass[];
  readonly graphqlExtensions: readonly GraphqlExtension[];
  readonly earlyGraphqlImports: readonly EarlyGraphqlImport[];
}

/** Reads the schemas, the extensions, and the imports at start. */
export function findGraphql(base: ModelBase): GraphqlModel {
  return {
    graphqlSchemas: base.plugins.flatMap(plugin => schemasOf(base, plugin)),
    graphqlExtensions: base.plugins.flatMap(plugin => [
      ...extensionsOf(base, plugin, 'graphql_type_extensions', 'types'),
      ...extensionsOf(base, plugin, 'graphql_filter_extensions', 'filters'),
    ]),
    earlyGraphqlImports: base.plugins.flatMap(plugin => earlyImports(base, plugin)),
  };
}

function schemasOf(base: ModelBase, plugin: PluginModel): GraphqlSchemaClass[] {
  const { interpreter } = base.program;
  const value = resourceValue(base, plugin, 'graphql_schema');
  if (!value) return [];
  const top: Span = { file: plugin.file, start: 0, end: 0 };
  // Until 3.7 a class, from 4.0 on an iterable of classes.
  const values = value.kind === 'class' ? [value] : itemsOf(interpreter, value, top);
  return values.flatMap(one => {
    const path = definitionPath(interpreter, one);
    if (path === null) return [];
    const at = 'at' in one && one.at ? one.at : top;
    return [{ path, at, optIn: false, fields: one.kind === 'class' ? fieldsOf(one) : [] }];
  });
}

/** The GraphQL fields of a class and of its own bases: annotated names, and methods that a decorator makes fields. */
function fieldsOf(cls: ClassValue): GraphqlField[] {
  const out = new Map<string, GraphqlField>();
  for (const one of resolutionOrder(cls)) {
    if (one.kind !== 'class') continue;
    for (const [name, value] of one.namespace) {
      const plain = value.kind === 'function' && value.node.type !== 'Lambda' && value.node.decorator_list.length === 0;
      if (!name.startsWith('_') && !plain && value.kind !== 'class' && value.kind !== 'constant' && !out.has(name))
        out.set(name, { name, at: one.places.get(name) ?? one.at });
    }
    // A bare annotation (`widget: WidgetType`) is a field of a strawberry type, and binds nothing.
    for (const statement of one.node?.body ?? []) {
      if (statement.type !== 'AnnAssign' || statement.target.type !== 'Name' || out.has(statement.target.id)) continue;
      const { id: name, start, end } = statement.target;
      out.set(name, { name, at: { file: one.module.file, start, end } });
    }
  }
  return [...out.values()];
}

function extensionsOf(
  base: ModelBase,
  plugin: PluginModel,
  attribute: string,
  kind: GraphqlExtension['kind'],
): GraphqlExtension[] {
  const { interpreter } = base.program;
  const top: Span = { file: plugin.file, start: 0, end: 0 };
  return itemsOf(interpreter, resourceValue(base, plugin, attribute), top).flatMap(one => {
    if (one.kind !== 'class') return [];
    const models = ownMember(one, 'models')?.value;
    const labels = models ? elementsOf(interpreter, models, one.at).items.flatMap(item => stringOf(item) ?? []) : [];
    return [{ kind, path: `${one.module.name}.${one.qualname}`, at: one.at, models: labels }];
  });
}

/** Importing one of these builds core types (netbox/graphql/utils.py, `register_model_graphql_type`); `netbox.graphql` has only bases. */
const BUILDS_TYPES = /^(\w+)\.graphql\.(types|filters|schema)(\.|$)/;

/**
 * Imports of core GraphQL modules by what NetBox loads of a plugin until `ready()` is done. Its GraphQL schema is not among
 * them from 4.7 on: it is loaded when all plugins are ready (netbox/plugins/__init__.py, `_load_plugin_graphql_schemas`).
 */
function earlyImports(base: ModelBase, plugin: PluginModel): EarlyGraphqlImport[] {
  const { program, host } = base;
  const edges = edgesByFile(program, () => true);
  const files = new Map<string, readonly Step[]>();
  const queue: [string, readonly Step[]][] = rootsAtInit(plugin).map(root => [root, []]);
  const seen = new Set<string>();
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, trace] = next;
    const file = program.interpreter.modules.get(name)?.file;
    if (file === undefined || seen.has(name)) continue;
    seen.add(name);
    files.set(file, trace);
    for (const record of edges.get(file) ?? []) {
      const step = { at: record.at, message: `imports ${record.module}` };
      for (const target of loadedBy(program, record)) queue.push([target, [...trace, step]]);
    }
  }
  const out: EarlyGraphqlImport[] = [];
  for (const record of program.imports) {
    const trace = files.get(record.from);
    if (!trace || record.own || record.typing || record.caught || record.guard !== null) continue;
    if (record.within !== null && record.phase !== 'import' && record.phase !== 'ready') continue;
    const path = record.name === null || record.name === '*' ? record.module : `${record.module}.${record.name}`;
    const [app, module] = BUILDS_TYPES.exec(path) ? [path.split('.', 1)[0] ?? '', path] : ['', ''];
    if (
      host.facts.apps().get(app)?.core !== true ||
      out.some(one => one.at.file === record.at.file && one.module.startsWith(`${app}.`))
    )
      continue;
    out.push({ module: module.split('.').slice(0, 3).join('.'), at: record.at, trace });
  }
  return out;
}

function rootsAtInit(plugin: PluginModel): string[] {
  const { config, module } = plugin;
  const roots = [module, `${module}.models`];
  if (!config) return roots;
  roots.push(config.module);
  for (const { attribute, path } of RESOURCES) {
    if (attribute === 'graphql_schema') continue;
    const literal = config.attributes.get(attribute)?.literal;
    const given = literal?.known && typeof literal.value === 'string' && literal.value !== '' ? literal.value : path;
    roots.push(`${config.module}.${given.slice(0, Math.max(0, given.lastIndexOf('.')))}`.replace(/\.$/, ''));
  }
  return roots;
}
