/** The JSON of `plugin-lint inspect` as claims. A field that is not there is not compared. */
import { say, unqualified } from './claims.ts';
import type { Claims, Field } from './claims.ts';
import type { PlainValue } from './repr.ts';

interface Defined {
  readonly name: string;
  readonly definition: string;
}

/** One of `plugins` in the JSON of `inspect`; what is compared of it. */
export interface InspectedPlugin {
  readonly module: string;
  readonly label: string;
  readonly load: {
    readonly outcome: 'loaded' | 'skipped' | 'refused';
    readonly exception?: string | null;
    readonly message?: string | null;
  };
  readonly apps?: readonly string[];
  readonly config?: {
    readonly class: string;
    readonly mro: readonly string[];
    readonly attributes: Readonly<Record<string, PlainValue>>;
  };
  readonly routes?: readonly { readonly path: string; readonly name: string | null; readonly view: string }[];
  readonly models?: readonly {
    readonly model: string;
    readonly table: string;
    readonly managed: boolean;
    readonly proxy: boolean;
    readonly fields: Readonly<
      Record<string, { readonly type: string; readonly column: string | null; readonly related: string | null }>
    >;
    readonly m2m: Readonly<
      Record<string, { readonly through: string; readonly table: string; readonly related: string }>
    >;
  }[];
  readonly tables?: readonly {
    readonly name: string;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly null: boolean;
      readonly identity?: boolean | string | null;
    }[];
    readonly indexes?: readonly Defined[];
    readonly constraints?: readonly Defined[];
    readonly sequences?: readonly string[];
  }[];
  readonly drift?: Readonly<Record<string, readonly string[]>>;
  readonly middleware?: readonly string[];
  readonly settings?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly templates?: readonly string[];
  readonly templateExtensions?: readonly {
    readonly class: string;
    readonly models: readonly string[] | null;
    readonly methods: readonly string[];
  }[];
  readonly menu?: readonly {
    readonly menu: string;
    readonly group: string;
    readonly text: string;
    readonly link: string;
    readonly permissions: readonly string[];
    readonly buttons: readonly {
      readonly title: string;
      readonly link: string;
      readonly permissions: readonly string[];
    }[];
  }[];
  readonly signals?: readonly { readonly signal: string; readonly sender: string | null; readonly handler: string }[];
  /** What could not be known; `field` is the name of the JSON field that it would belong to. */
  readonly undecided: readonly { readonly field?: string; readonly reason: string }[];
}

/** The claims of a prediction; of the configuration class only attributes that `overrides` names. */
export function claimsOfPrediction(plugin: InspectedPlugin, overrides: ReadonlySet<string>): Claims {
  const { load, config, models, tables, templateExtensions: extensions, menu } = plugin;
  const all: { readonly [F in Field]: readonly string[] | undefined } = {
    load: [say.load(load.outcome, load.exception ?? null, load.message ?? null)],
    apps: plugin.apps,
    'config class': config && [config.class, ...config.mro.map(name => `mro: ${name}`)],
    'config attributes':
      config &&
      Object.entries(config.attributes)
        .filter(([name]) => overrides.has(name))
        .map(([name, value]) => say.attribute(name, value)),
    // Not in the JSON of `inspect`: misconfiguration.ts simulates them.
    misconfigurations: undefined,
    routes: plugin.routes?.map(route => say.route(route.path, route.name, route.view)),
    models: models?.map(one => say.model(one.model, one.table, one.managed, one.proxy)),
    fields: models?.flatMap(one =>
      Object.entries(one.fields).map(([name, is]) => say.field(one.model, name, is.type, is.column, is.related)),
    ),
    m2m: models?.flatMap(one =>
      Object.entries(one.m2m).map(([name, is]) => say.m2m(one.model, name, is.through, is.table, is.related)),
    ),
    middleware: plugin.middleware,
    templates: plugin.templates,
    'template extensions': extensions?.map(one => say.extension(one.class, one.models ?? [])),
    'extension methods': extensions?.flatMap(one => one.methods.map(method => say.method(one.class, method))),
    'menu items': menu?.map(one => say.item(one.menu, one.group, one.text, one.link, one.permissions)),
    'menu buttons': menu?.flatMap(one =>
      one.buttons.map(button =>
        say.button(one.menu, one.group, one.text, button.title, button.link, button.permissions),
      ),
    ),
    settings: plugin.settings && (Array.isArray(plugin.settings) ? plugin.settings : Object.keys(plugin.settings)),
    signals: plugin.signals?.map(one => say.signal(one.signal, one.sender, one.handler)),
    tables: tables?.map(one => unqualified(one.name)),
    columns: tables?.flatMap(one =>
      one.columns.map(column =>
        say.column(unqualified(one.name), column.name, column.type, column.null, Boolean(column.identity)),
      ),
    ),
    indexes: definitions(plugin, 'indexes'),
    constraints: definitions(plugin, 'constraints'),
    sequences: tables?.every(one => one.sequences)
      ? tables.flatMap(one => one.sequences ?? []).map(unqualified)
      : undefined,
    drift:
      plugin.drift &&
      Object.entries(plugin.drift).flatMap(([label, texts]) => texts.map(text => say.drift(label, text))),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([field, claims]) => (claims ? [[field, new Set(claims)] as const] : [])),
  );
}

function definitions({ tables }: InspectedPlugin, kind: 'indexes' | 'constraints'): readonly string[] | undefined {
  if (!tables?.every(one => one[kind])) return undefined;
  return tables.flatMap(one =>
    (one[kind] ?? []).map(({ name, definition }) => say.defined(unqualified(one.name), name, definition)),
  );
}
