/** A recording of a running NetBox (test/data/truth, see its README) as claims. */
import { say, unqualified } from './claims.ts';
import type { Claims } from './claims.ts';
import { readRepr } from './repr.ts';

type Button = readonly [link: string, title: string, permissions: readonly string[]];
type MenuEntry =
  | readonly ['menu', label: string, icon: string]
  | readonly [
      'item',
      menu: string,
      group: string,
      link: string,
      text: string,
      permissions: readonly string[],
      buttons: readonly Button[],
    ];

interface Difference<T> {
  readonly added?: Readonly<Record<string, T>>;
}

/** Of a recording, what is compared. */
export interface Recording {
  readonly netbox: string;
  /** Qualified class and message. */
  readonly start_error?: string;
  readonly start_warnings: readonly string[];
  readonly plugin?: string;
  readonly loaded?: boolean;
  readonly apps_added?: readonly (readonly [label: string, name: string, config: string])[];
  readonly plugin_config?: {
    readonly class: string;
    readonly mro: readonly string[];
    readonly overrides: readonly string[];
    /** Python `repr`s. */
    readonly attrs: Readonly<Record<string, string>>;
  };
  /** By case: `accepted`, or the qualified class and message of the exception. */
  readonly misconfiguration?: Readonly<Record<string, string>> | null;
  readonly routes?: readonly { readonly path: string; readonly name: string | null; readonly view: string }[];
  readonly models?: Readonly<
    Record<
      string,
      {
        readonly db_table: string;
        readonly managed: boolean;
        readonly proxy: boolean;
        readonly auto_created: boolean;
        readonly fields: Readonly<
          Record<string, readonly [type: string, column: string | null, related: string | null]>
        >;
        readonly m2m: Readonly<Record<string, readonly [through: string, table: string, related: string]>>;
      }
    >
  >;
  readonly settings_diff?: { readonly changed?: Readonly<Record<string, unknown>> };
  readonly middleware_added?: readonly string[];
  readonly menu_added?: readonly MenuEntry[];
  /** One entry for each model that a class is registered for; `models` is a `repr`. */
  readonly template_extensions?: readonly {
    readonly class: string;
    readonly models: string;
    readonly methods: readonly string[];
  }[];
  /** `signal | sender=… | handler` → how often. */
  readonly signals_added?: Readonly<Record<string, number>>;
  readonly templates?: Readonly<Record<string, readonly string[]>>;
  readonly db?: {
    /** `ok`, or how it ended. */
    readonly migrate: string;
    readonly diff: {
      readonly tables?: Difference<string>;
      /** `type notnull=… identity=… default=… coll=…` by `public.table.column`. */
      readonly columns?: Difference<string>;
      readonly indexes?: Difference<string>;
      readonly constraints?: Difference<string>;
      readonly sequences?: Difference<string>;
    };
    readonly makemigrations_would_write: Readonly<Record<string, readonly string[]>>;
  };
}

const COLUMN = /^(?<type>.*) notnull=(?<notNull>true|false) identity=(?<identity>\w?) /;
const SIGNAL = /^(?<signal>.*) \| sender=(?<sender>.*) \| (?<handler>.*)$/;

export function claimsOfRecording(recording: Recording): Claims {
  return { load: new Set([loadOf(recording)]), ...registrations(recording), ...database(recording) };
}

function loadOf({ start_error: error, start_warnings: warnings, loaded }: Recording): string {
  if (error !== undefined) {
    const colon = error.indexOf(': ');
    return say.load('refused', error.slice(0, colon), error.slice(colon + 2));
  }
  return say.load(loaded === false || warnings.length > 0 ? 'skipped' : 'loaded', null, null);
}

function registrations(recording: Recording): Claims {
  const { plugin_config: config, routes, models } = recording;
  // A start that failed recorded nothing else.
  if (!config || !routes || !models) return {};
  const own = Object.entries(models).filter(([, model]) => !model.auto_created);
  const items = (recording.menu_added ?? []).filter(entry => entry[0] === 'item');
  const extensions = recording.template_extensions ?? [];
  return {
    apps: new Set((recording.apps_added ?? []).map(([label]) => label)),
    'config class': new Set([config.class, ...config.mro.map(name => `mro: ${name}`)]),
    'config attributes': new Set(
      config.overrides.flatMap(name => {
        const value = readRepr(config.attrs[name] ?? '');
        return value === undefined ? [] : [say.attribute(name, value)];
      }),
    ),
    routes: new Set(routes.map(route => say.route(route.path, route.name, route.view))),
    models: new Set(own.map(([name, model]) => say.model(name, model.db_table, model.managed, model.proxy))),
    fields: new Set(
      own.flatMap(([name, model]) => Object.entries(model.fields).map(([field, is]) => say.field(name, field, ...is))),
    ),
    m2m: new Set(
      own.flatMap(([name, model]) => Object.entries(model.m2m).map(([field, is]) => say.m2m(name, field, ...is))),
    ),
    middleware: new Set(recording.middleware_added),
    templates: new Set(Object.keys(recording.templates ?? {})),
    'template extensions': new Set(extensions.map(one => say.extension(one.class, names(one.models)))),
    'extension methods': new Set(extensions.flatMap(one => one.methods.map(method => say.method(one.class, method)))),
    'menu items': new Set(
      items.map(([, menu, group, link, text, permissions]) => say.item(menu, group, text, link, permissions)),
    ),
    'menu buttons': new Set(
      items.flatMap(([, menu, group, , text, , buttons]) =>
        buttons.map(([link, title, permissions]) => say.button(menu, group, text, title, link, permissions)),
      ),
    ),
    settings: new Set(Object.keys(recording.settings_diff?.changed ?? {})),
    signals: new Set(
      Object.keys(recording.signals_added ?? {}).map(text => {
        const { signal = text, sender = '*', handler = '' } = SIGNAL.exec(text)?.groups ?? {};
        return say.signal(signal, sender === '*' ? null : sender, handler);
      }),
    ),
  };
}

/** `None`, a list or a tuple of names. */
function names(repr: string): readonly string[] {
  const value = readRepr(repr);
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
}

function database({ db }: Recording): Claims {
  if (!db) return {};
  // The autodetector reads migrations and models, and no table: it says the same however far the migrations ran.
  const drift = new Set(
    Object.entries(db.makemigrations_would_write).flatMap(([label, all]) => all.map(one => say.drift(label, one))),
  );
  // Where the migrations did not run to their end, what is there is not what the plugin makes.
  if (db.migrate !== 'ok') return { drift };
  const { tables, columns, indexes, constraints, sequences } = db.diff;
  const defined = (all: Difference<string> | undefined): ReadonlySet<string> =>
    new Set(entries(all).map(([table, name, definition]) => say.defined(table, name, definition)));
  return {
    tables: new Set(Object.keys(tables?.added ?? {}).map(unqualified)),
    columns: new Set(
      entries(columns).map(([table, name, is]) => {
        const { type = is, notNull, identity } = COLUMN.exec(is)?.groups ?? {};
        return say.column(table, name, type, notNull === 'false', identity !== undefined && identity !== '');
      }),
    ),
    indexes: defined(indexes),
    constraints: defined(constraints),
    sequences: new Set(Object.keys(sequences?.added ?? {}).map(unqualified)),
    drift,
  };
}

function entries(all: Difference<string> | undefined): readonly (readonly [table: string, name: string, is: string])[] {
  return Object.entries(all?.added ?? {}).map(([key, is]) => {
    const [table = '', ...name] = unqualified(key).split('.');
    return [table, name.join('.'), is] as const;
  });
}
