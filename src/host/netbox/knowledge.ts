/** What NetBox adds to the language of plugin packages: its settings access, its user model, the querysets of its models. */
import { alternativesOf, ancestorPaths, constant, join, methodOf, stringOf, symbol } from '../../program/index.ts';
import type { HostFacts } from '../facts.ts';
import type { HostKnowledge, Interpreter, Intrinsic, Value } from '../../program/index.ts';
import type { Package } from '../../package/package.ts';

/** Names under which the version of NetBox is read (netbox/settings.py: `VERSION` in all releases, `RELEASE` from 4.1). */
const VERSION_TEXT = /^(django\.conf\.settings|netbox\.settings)\.(VERSION|RELEASE\.(version|full_version))$/;

/** Settings that are the same texts in all releases (netbox/settings.py, netbox/wsgi.py); the user model since 4.0. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  ['django.conf.settings.ROOT_URLCONF', 'netbox.urls'],
  ['django.conf.settings.SETTINGS_MODULE', 'netbox.settings'],
  ['django.conf.settings.WSGI_APPLICATION', 'netbox.wsgi.application'],
  ['django.conf.settings.AUTH_USER_MODEL', 'users.User'],
]);

/** A read of a plugin setting: of which plugin, which name, and the default given at the place of the read. */
export interface SettingRead {
  readonly plugin: string;
  readonly name: string;
  readonly fallback: Value | undefined;
}

/** `settings.PLUGINS_CONFIG['p']`, however it was reached; gives the plugin. */
function pluginOfSettings(value: Value): string | undefined {
  if (value.kind === 'item' && isPluginsConfig(value.object)) return stringOf(value.key);
  if (value.kind === 'call') {
    const method = methodOf(value.callee);
    if (method?.name === 'get' && isPluginsConfig(method.object)) return stringOf(value.args[0]);
  }
  return undefined;
}

function isPluginsConfig(value: Value): boolean {
  return value.kind === 'symbol' && /^(django\.conf\.settings|netbox\.settings)\.PLUGINS_CONFIG$/.test(value.path);
}

/** A name taken from a module of NetBox's: whether it is there is a question of the release. */
function isModuleMember(facts: HostFacts, path: string): boolean {
  const first = path.indexOf('.');
  const last = path.lastIndexOf('.');
  if (first < 0 || path.startsWith('__', last + 1) || !facts.ownsTopLevel(path.slice(0, first))) return false;
  return facts.symbol(path.slice(0, last))?.kind === 'module';
}

/** The plugin whose settings, and the setting's name, a value reads; each `null` where it is computed. `undefined` for anything else. */
export function settingsAccess(
  value: Value,
): { readonly plugin: string | null; readonly name: Value | null } | undefined {
  if (value.kind === 'item') {
    if (isPluginsConfig(value.object)) return { plugin: stringOf(value.key) ?? null, name: null };
    const plugin = settingsAccess(value.object);
    return plugin && plugin.name === null ? { plugin: plugin.plugin, name: value.key } : undefined;
  }
  if (value.kind !== 'call') return undefined;
  const method = methodOf(value.callee);
  if (method?.name !== 'get') return undefined;
  if (isPluginsConfig(method.object)) return { plugin: stringOf(value.args[0]) ?? null, name: null };
  const plugin = settingsAccess(method.object);
  const [name] = value.args;
  return plugin && plugin.name === null && name ? { plugin: plugin.plugin, name } : undefined;
}

/** The setting that a value was read from; `undefined` when it is no read of a plugin setting. */
export function settingRead(value: Value): SettingRead | undefined {
  if (value.kind === 'item') {
    const plugin = pluginOfSettings(value.object);
    const name = stringOf(value.key);
    return plugin !== undefined && name !== undefined ? { plugin, name, fallback: undefined } : undefined;
  }
  if (value.kind !== 'call') return undefined;
  if (value.callee.kind === 'symbol' && /(^|\.)plugins(\.utils)?\.get_plugin_config$/.test(value.callee.path)) {
    const plugin = stringOf(value.args[0] ?? value.keywords.get('plugin_name'));
    const name = stringOf(value.args[1] ?? value.keywords.get('parameter'));
    const fallback = value.args[2] ?? value.keywords.get('default');
    return plugin !== undefined && name !== undefined ? { plugin, name, fallback } : undefined;
  }
  const method = methodOf(value.callee);
  if (method?.name === 'get') {
    const plugin = pluginOfSettings(method.object);
    const name = stringOf(value.args[0]);
    return plugin !== undefined && name !== undefined ? { plugin, name, fallback: value.args[1] } : undefined;
  }
  return undefined;
}

/** Fields of METADATA under the names that the core metadata specification gives them. */
const METADATA_FIELDS = [
  'Summary',
  'Author',
  'Author-email',
  'Maintainer',
  'Maintainer-email',
  'Home-page',
  'Download-URL',
  'License',
  'License-Expression',
  'Keywords',
  'Requires-Python',
] as const;

/** A read inside of a setting's value: `config['queue']['name']`, `get_plugin_config('p', 'queue').get('name')`. */
export interface NestedRead {
  readonly plugin: string;
  /** The setting's name. */
  readonly name: string;
  /** Keys below it, outermost first, at least one; `null` where one is computed. */
  readonly keys: readonly (Value | null)[];
}

/** What of a setting's value a value is; `undefined` for a setting as a whole, and for anything else. */
export function nestedRead(value: Value): NestedRead | undefined {
  const taken = takenFrom(value);
  if (!taken) return undefined;
  for (const holder of alternativesOf(taken.holder)) {
    const setting = settingRead(holder);
    if (setting) return { plugin: setting.plugin, name: setting.name, keys: [taken.key] };
    const outer = nestedRead(holder);
    if (outer) return { ...outer, keys: [...outer.keys, taken.key] };
  }
  return undefined;
}

/** The container and the key of `a[k]` and `a.get(k)`. */
function takenFrom(value: Value): { readonly holder: Value; readonly key: Value | null } | undefined {
  if (value.kind === 'item') return { holder: value.object, key: value.key };
  if (value.kind !== 'call') return undefined;
  const method = methodOf(value.callee);
  return method?.name === 'get' ? { holder: method.object, key: value.args[0] ?? null } : undefined;
}

/** `importlib.metadata` of the package itself is known from its own metadata. */
function distributionIntrinsics(pkg: Package): [string, Intrinsic][] {
  const same = (name: string | undefined): boolean => {
    const normal = (text: string): string => text.toLowerCase().replace(/[-_.]+/g, '-');
    return name !== undefined && pkg.distribution.name !== null && normal(name) === normal(pkg.distribution.name.value);
  };
  const version: Intrinsic = (_interpreter, { args, at }) => {
    const known = pkg.distribution.version?.value;
    return same(stringOf(args[0])) && known !== undefined ? constant(known, at) : undefined;
  };
  const metadata: Intrinsic = (interpreter, { args, at }) => {
    if (!same(stringOf(args[0]))) return undefined;
    const entries = new Map<string, { key: Value; value: Value }>();
    const { name, version: number, fields } = pkg.distribution;
    const put = (field: string, value: string | null | undefined): void => {
      if (value === undefined) return;
      // The object is an email.message.Message, which takes its names in any case.
      const title = field.replace(/-[a-z]/g, part => part.toUpperCase());
      for (const key of new Set([field, title, field.toLowerCase(), field.toUpperCase()]))
        entries.set(`s:${key}`, { key: constant(key, at), value: constant(value, at) });
    };
    put('Name', name?.value);
    put('Version', number?.value);
    for (const field of METADATA_FIELDS) put(field, fields.get(field.toLowerCase()));
    return { kind: 'mapping', id: interpreter.id(), entries, open: true, at };
  };
  return [
    ['importlib.metadata.version', version],
    ['importlib_metadata.version', version],
    ['importlib.metadata.metadata', metadata],
    ['importlib_metadata.metadata', metadata],
  ];
}

/** NetBox's knowledge for one package. */
export function netboxKnowledge(facts: HostFacts, pkg: Package): NetBoxKnowledge {
  const userModel: Intrinsic = (_interpreter, { at }) =>
    symbol(facts.model('users.User')?.path ?? 'django.contrib.auth.models.User', at);
  const intrinsics = new Map<string, Intrinsic>([
    ['django.contrib.auth.get_user_model', userModel],
    ...distributionIntrinsics(pkg),
  ]);
  const defaults = new Map<Interpreter, ReadonlyMap<string, Value>>();
  let current: Interpreter | undefined;
  let held: readonly string[] = [];
  const knowledge: NetBoxKnowledge = {
    facts,
    intrinsics,
    bind(interpreter, values) {
      current = interpreter;
      defaults.set(interpreter, values);
    },
    observes(value) {
      if (value.kind === 'symbol') {
        const setting = /^(django\.conf\.settings|netbox\.settings)\.[A-Z][A-Z0-9_]*$/.test(value.path);
        return setting || isModuleMember(facts, value.path);
      }
      return settingsAccess(value) !== undefined || (value.kind === 'item' && nestedRead(value) !== undefined);
    },
    hold(releases) {
      held = releases;
    },
    value(path, at) {
      if (held.length === 0 || !VERSION_TEXT.test(path)) return undefined;
      return join(
        held.map(release => constant(release, at)),
        at,
      );
    },
    text(value) {
      if (value.kind === 'symbol') return TEXTS.get(value.path.replace(/^netbox\.settings\./, 'django.conf.settings.'));
      const key = environmentKey(value);
      return key === 'DJANGO_SETTINGS_MODULE' ? 'netbox.settings' : undefined;
    },
    querysetClass(model) {
      const netbox = alternativesOf(model).some(one =>
        one.kind === 'class' && current
          ? ancestorPaths(current, one).some(path => facts.ownsTopLevel(path.split('.', 1)[0] ?? ''))
          : one.kind === 'symbol' && facts.ownsTopLevel(one.path.split('.', 1)[0] ?? ''),
      );
      // netbox/models: `objects = RestrictedQuerySet.as_manager()` on every model that has permissions (2.9 to 4.7).
      return netbox ? 'utilities.querysets.RestrictedQuerySet' : 'django.db.models.QuerySet';
    },
    settingDefault(value) {
      for (const one of alternativesOf(value)) {
        const read = settingRead(one);
        if (!read) continue;
        const declared = current ? defaults.get(current) : undefined;
        // get() and get_plugin_config() give None for what is declared nowhere; an index raises.
        const known =
          declared?.get(`${read.plugin}.${read.name}`) ??
          read.fallback ??
          (one.kind === 'call' ? declared?.get(`${read.plugin}.*`) : undefined);
        if (known && known.kind !== 'unknown') return known;
      }
      return undefined;
    },
  };
  return knowledge;
}

/** The variable that `os.environ['X']`, `os.environ.get('X')` or `os.getenv('X')` reads. */
function environmentKey(value: Value): string | undefined {
  if (value.kind === 'item') {
    return value.object.kind === 'symbol' && value.object.path === 'os.environ' ? stringOf(value.key) : undefined;
  }
  if (value.kind !== 'call' || value.callee.kind !== 'symbol') return undefined;
  return /^os\.(environ\.get|getenv)$/.test(value.callee.path) ? stringOf(value.args[0]) : undefined;
}

export interface NetBoxKnowledge extends HostKnowledge {
  /** Tells the releases under check, so that conditions on the host's version can be decided. */
  hold(releases: readonly string[]): void;
  /**
   * Tells the declared defaults of the package's plugins, by `<plugin module>.<setting>`, once they are known; an unknown value
   * stands for a setting that must be given, `*` for any other setting.
   */
  bind(interpreter: Interpreter, defaults: ReadonlyMap<string, Value>): void;
}
