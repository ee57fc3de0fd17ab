/** The comparison itself: both sides as sets of strings for a kind and release, and what explains a difference. */
import { readFileSync } from 'node:fs';
import { decodeGroup, type FactsFile, type Kind } from '../../src/host/netbox/format.ts';

export interface Oracle {
  readonly versions: readonly string[];
  /** Facts of a kind in a release, as `group` + space + `fact`, or the fact alone where there is one group. */
  of(kind: string, release: number): ReadonlySet<string>;
}

/** The oracle's document: mask → ranges of releases, kind → group → mask → facts. */
interface OracleFile {
  readonly versions: readonly string[];
  readonly masks: readonly (readonly (readonly [number, number])[])[];
  readonly t: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
}

export function readOracle(url: URL): Oracle {
  // A data file of the repository, in the shape above.
  const file = JSON.parse(readFileSync(url, 'utf8')) as OracleFile;
  const holds = file.masks.map(
    ranges => (release: number) => ranges.some(([from, to]) => from <= release && release <= to),
  );
  return {
    versions: file.versions,
    of(kind, release) {
      const out = new Set<string>();
      for (const [group, masks] of Object.entries(file.t[kind] ?? {})) {
        for (const [mask, facts] of Object.entries(masks)) {
          if (holds[Number(mask)]?.(release) !== true) continue;
          for (const fact of facts.split('|')) out.add(group === '' ? fact : `${group} ${fact}`);
        }
      }
      return out;
    },
  };
}

export interface Comparison {
  readonly kind: string;
  /** Minor release. */
  readonly release: string;
  readonly both: number;
  readonly onlyOurs: readonly string[];
  readonly onlyTheirs: readonly string[];
}

/** Facts of ours in one release, in the oracle's spelling. */
type Reader = (facts: (kind: Kind) => Iterable<readonly [group: string, fact: string]>) => Iterable<string>;

const plain = (kind: Kind): Reader =>
  function* (facts) {
    for (const [, fact] of facts(kind)) yield fact.split('~')[0] ?? fact;
  };

const grouped = (kind: Kind): Reader =>
  function* (facts) {
    for (const [group, fact] of facts(kind)) yield `${group} ${fact}`;
  };

/** A tag or filter stands under its module there, under its library's name here. */
const inLibrary = (kind: 'tag' | 'filter'): Reader =>
  function* (facts) {
    const modules = new Map<string, string>();
    for (const [, fact] of facts('library')) {
      const [name = '', module = ''] = fact.split('~');
      modules.set(name, module);
    }
    for (const [library, name] of facts(kind)) yield `${modules.get(library) ?? library} ${name}`;
  };

const menuLevel = (depth: number): Reader =>
  function* (facts) {
    for (const [, fact] of facts('menu')) {
      const parts = fact.split('~');
      if (parts.length >= depth) yield parts.slice(0, depth).join('\t');
    }
  };

const READERS: Readonly<Record<string, Reader>> = {
  *app(facts) {
    for (const [, fact] of facts('app')) {
      const [label = '', , origin] = fact.split('~');
      if (origin === 'c') yield label;
    }
  },
  block: grouped('block'),
  commands: plain('command'),
  *config(facts) {
    for (const [, fact] of facts('parameter')) if (fact.endsWith('~s')) yield fact.slice(0, -2);
  },
  *feature_views(facts) {
    for (const [, fact] of facts('feature')) yield fact.split('~')[1] ?? '';
  },
  *field(facts) {
    const abstract = new Set<string>();
    for (const [, fact] of facts('model')) {
      const [label = '', , flags = ''] = fact.split('~');
      if (flags.includes('a')) abstract.add(label);
    }
    for (const [label, fact] of facts('field')) {
      const [name = '', type = ''] = fact.split('~');
      if (!abstract.has(label)) yield `${label} ${name}:${type}${/Taggable/.test(type) ? '/t' : ''}`;
    }
  },
  filter: inLibrary('filter'),
  tag: inLibrary('tag'),
  menu: menuLevel(1),
  group: menuLevel(2),
  item: menuLevel(4),
  *installed_apps(facts) {
    for (const [, fact] of facts('app')) yield fact.split('~')[1] ?? '';
  },
  *m2m(facts) {
    const tables = new Set<string>();
    const proxies = new Set<string>();
    for (const [, fact] of facts('model')) {
      const [label = '', , flags = '', table = ''] = fact.split('~');
      tables.add(table);
      if (flags.includes('p')) proxies.add(label);
    }
    for (const [label, fact] of facts('m2m')) {
      const table = fact.split('~')[1] ?? '';
      // Tables of automatic through models only; a given one is a model.
      if (!tables.has(table) && !proxies.has(label)) yield table;
    }
  },
  middleware: plain('middleware'),
  *mig(facts) {
    for (const [app, name] of facts('migration')) yield `${app} ${name}`;
  },
  *mod(facts) {
    for (const [top, rest] of facts('module')) yield rest === '' ? top : `${top}.${rest}`;
  },
  *model(facts) {
    for (const [, fact] of facts('model')) {
      const [label = '', path = '', flags = '', table = ''] = fact.split('~');
      if (!flags.includes('a')) yield [label, table, path.slice(0, path.lastIndexOf('.'))].join('\t');
    }
  },
  *params(facts) {
    for (const [, fact] of facts('parameter')) if (fact.endsWith('~d')) yield fact.slice(0, -2);
  },
  registry: plain('registry'),
  settings: plain('setting'),
  static: plain('static'),
  *sym(facts) {
    for (const [module, fact] of facts('class')) yield `${module} ${fact.slice(fact.indexOf(':') + 1)}:c`;
    for (const [module, fact] of facts('symbol')) yield `${module} ${fact.slice(1)}:${fact.charAt(0)}`;
    const tops = new Set([...facts('module')].map(([top]) => top));
    for (const [module, fact] of facts('import')) {
      const colon = fact.indexOf(':');
      const name = fact.slice(fact.indexOf('=', colon) < 0 ? colon + 1 : fact.indexOf('=', colon) + 1);
      if (tops.has(fact.slice(0, colon).split('.')[0] ?? '')) yield `${module} ${name}:r`;
    }
  },
  *template_builtins(facts) {
    for (const [, fact] of facts('library')) {
      const [, module = '', builtin] = fact.split('~');
      if (builtin === 'b') yield module;
    }
  },
  *tmpl(facts) {
    const parents = new Map<string, string>();
    for (const [template, parent] of facts('parent')) parents.set(template, parent);
    for (const [, fact] of facts('template')) {
      const path = fact.split('~')[0] ?? '';
      yield `${path}\t${parents.get(path) ?? ''}`;
    }
  },
  *urls(facts) {
    for (const [namespace, fact] of facts('url')) {
      const name = fact.split('~')[0] ?? '';
      yield namespace === '' ? name : `${namespace}:${name}`;
    }
  },
};

/** Compares one release in every kind. */
export function compare(oracle: Oracle, oracleRelease: number, file: FactsFile, release: number): Comparison[] {
  const bit = 1 << release;
  const decoded = new Map<Kind, (readonly [string, string])[]>();
  const facts = (kind: Kind): readonly (readonly [string, string])[] => {
    let list = decoded.get(kind);
    if (!list) {
      list = [];
      for (const group of Object.keys(file.facts[kind] ?? {})) {
        for (const [fact, mask] of decodeGroup(file, kind, group)) if ((mask & bit) !== 0) list.push([group, fact]);
      }
      decoded.set(kind, list);
    }
    return list;
  };
  return Object.entries(READERS).map(([kind, read]) => {
    const theirs = oracle.of(kind, oracleRelease);
    const ours = new Set(read(facts));
    const onlyOurs = [...ours].filter(fact => !theirs.has(fact));
    const onlyTheirs = [...theirs].filter(fact => !ours.has(fact));
    const both = ours.size - onlyOurs.length;
    return { kind, release: oracle.versions[oracleRelease] ?? '', both, onlyOurs, onlyTheirs };
  });
}

interface Explanation {
  readonly kind: string;
  readonly side: 'ours' | 'theirs';
  readonly fact: RegExp;
  /** Minor releases that it explains; all when absent. */
  readonly releases?: RegExp;
  readonly reason: string;
}

/** Releases whose menu is a template. */
const TEMPLATE_MENUS = /^2\.(?:8|9|10|11)$/;

/** Differences that were looked at, with which side is right and why; docs/host.md has them as a table. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    kind: 'app',
    side: 'ours',
    fact: /^netbox_graphql$/,
    reason:
      'v4.7.0-beta1 appends netbox.graphql.apps.GraphQLConfig to INSTALLED_APPS at the end of settings.py; its label is netbox_graphql',
  },
  {
    kind: 'installed_apps',
    side: 'ours',
    fact: /^netbox\.graphql$/,
    reason: 'v4.7.0-beta1 appends netbox.graphql.apps.GraphQLConfig to INSTALLED_APPS at the end of settings.py',
  },
  {
    kind: 'block',
    side: 'theirs',
    fact: /\.twig /,
    reason: 'Twig files of a bundled JavaScript library below project-static; not in any template directory of Django',
  },
  {
    kind: 'tmpl',
    side: 'theirs',
    fact: /\.twig\t/,
    reason: 'Twig files of a bundled JavaScript library below project-static; not in any template directory of Django',
  },
  {
    kind: 'field',
    side: 'ours',
    fact: / (?:lft|rght|tree_id|level):PositiveIntegerField$/,
    reason: 'fields that django-mptt adds to each MPTTModel',
  },
  {
    kind: 'field',
    side: 'ours',
    fact: /^extras\.(?:Tag (?:name|slug)|TaggedItem (?:content_object|content_type|object_id)):/,
    reason: "fields inherited from django-taggit's abstract models",
  },
  {
    kind: 'field',
    side: 'ours',
    fact: /^users\.User (?:date_joined|email|first_name|is_active|is_staff|is_superuser|last_login|last_name|password|user_permissions|username|groups):/,
    reason: "fields inherited from Django's abstract user",
  },
  {
    kind: 'field',
    side: 'ours',
    fact: /^(?:users\.(?:AdminGroup|AdminUser|NetBoxGroup|NetBoxUser)|extras\.(?:Report|Script)Module|account\.UserToken|core\.(?:Content|Object)Type) /,
    reason: "fields of a proxy model: its parent's (the oracle lists none)",
  },
  {
    kind: 'm2m',
    side: 'ours',
    fact: /^users_user_user_permissions$/,
    reason:
      "table of a field inherited from Django's PermissionsMixin; users/migrations/0005 renames auth_user_user_permissions to it",
  },
  {
    kind: 'menu',
    side: 'ours',
    fact: /./,
    releases: TEMPLATE_MENUS,
    reason: 'menus of 2.8 to 2.11, which the oracle leaves out (its README says so)',
  },
  {
    kind: 'group',
    side: 'ours',
    fact: /./,
    releases: TEMPLATE_MENUS,
    reason: 'menus of 2.8 to 2.11, which the oracle leaves out (its README says so)',
  },
  {
    kind: 'item',
    side: 'ours',
    fact: /^Admin\tAuthentication\tusers:\w+\t/,
    reason: 'links written as f-strings without fields (3.6 to 4.0); the oracle has them with an empty link',
  },
  {
    kind: 'item',
    side: 'theirs',
    fact: /^Admin\tAuthentication\t\t/,
    reason: 'links written as f-strings without fields (3.6 to 4.0); the oracle has them with an empty link',
  },
  {
    kind: 'item',
    side: 'ours',
    fact: /./,
    releases: TEMPLATE_MENUS,
    reason: 'menus of 2.8 to 2.11, which the oracle leaves out (its README says so)',
  },
  {
    kind: 'middleware',
    side: 'ours',
    fact: /Prometheus(?:Before|After)Middleware$|DebugToolbarMiddleware$/,
    reason: 'middleware under a condition (METRICS_ENABLED, DEBUG); ours keeps what any branch gives',
  },
  {
    kind: 'mod',
    side: 'ours',
    fact: /^(?:utilities\.serializers|extras\.ui)$/,
    reason: 'directory without __init__.py: a namespace package, which Python imports',
  },
  {
    kind: 'mod',
    side: 'ours',
    fact: /^extras\.data\.un_locode$/,
    reason: 'a data file that the oracle had no copy of; extras/data/__init__.py imports it from 3.6 on',
  },
  {
    kind: 'sym',
    side: 'ours',
    fact: /^extras\.data\.un_locode UN_LOCODE:v$/,
    reason: 'a data file that the oracle had no copy of; extras/data/__init__.py imports it from 3.6 on',
  },
  {
    kind: 'mod',
    side: 'theirs',
    fact: /^netbox\.configuration\.(?:example|testing)$/,
    reason:
      'configuration.example.py and configuration.testing.py (2.8 to 3.1): the name has a dot, no import statement reaches them',
  },
  {
    kind: 'sym',
    side: 'theirs',
    fact: /^netbox\.configuration\.(?:example|testing) /,
    reason:
      'configuration.example.py and configuration.testing.py (2.8 to 3.1): the name has a dot, no import statement reaches them',
  },
  {
    kind: 'model',
    side: 'ours',
    fact: /^(?:users\.(?:AdminGroup|AdminUser|NetBoxGroup|NetBoxUser)|extras\.(?:Report|Script)Module|account\.UserToken|core\.(?:Content|Object)Type)\t\w/,
    reason: "table of a proxy model: its parent's (the oracle leaves it empty)",
  },
  {
    kind: 'model',
    side: 'theirs',
    fact: /^[\w.]+\t\t/,
    reason: "table of a proxy model: its parent's (the oracle leaves it empty)",
  },
  {
    kind: 'settings',
    side: 'ours',
    fact: /^(?:PARAMS|CONFIG_PARAMS|RQ_QUEUE_(?:DEFAULT|HIGH|LOW))$/,
    reason: 'imported into settings.py: Django takes every name in capitals, imported or not',
  },
  {
    kind: 'static',
    side: 'ours',
    fact: /\.map$|\.less$|\.scss$|^(?:bootstrap-3|font-awesome|jquery|select2|flatpickr|clipboard|highlight|css|js|img|materialdesign)/,
    reason:
      'files below STATICFILES_DIRS that the oracle leaves out (source maps, style sources) or lists without their directory (img/ of 2.8 to 2.11)',
  },
  {
    kind: 'static',
    side: 'theirs',
    fact: /^(?:netbox\.ico|netbox_icon\.svg|netbox_logo\.\w+|ajax-loader\.gif|tint_20\.png)$/,
    reason: 'files of img/ in 2.8 to 2.11: STATICFILES_DIRS is the directory above, so their path begins with img/',
  },
  {
    kind: 'static',
    side: 'theirs',
    fact: /^(?:\.\w+|package\.json|tsconfig\.json|yarn\.lock|bundle\.c?js|eslint\.config\.js)$/,
    reason: 'files of project-static itself, which is not among STATICFILES_DIRS from 3.0 on',
  },
  {
    kind: 'static',
    side: 'ours',
    fact: /^setmode\.js$/,
    reason: 'project-static/js is itself one of STATICFILES_DIRS (3.3 on)',
  },
  {
    kind: 'static',
    side: 'theirs',
    fact: /^js\/setmode\.js$/,
    reason: 'project-static/js is itself one of STATICFILES_DIRS (3.3 on)',
  },
  {
    kind: 'sym',
    side: 'theirs',
    fact: /^[\w.]+\.graphql\.[\w.]+ \w+:r$/,
    reason: 'imported under TYPE_CHECKING only: not there at run time',
  },
  {
    kind: 'sym',
    side: 'ours',
    fact: /^netbox\.search (?:circuits|dcim|extras|ipam|tenancy|virtualization|wireless):r$/,
    reason: 'import dcim.filtersets binds the name dcim (3.2, 3.3)',
  },
  {
    kind: 'sym',
    side: 'ours',
    fact: /^generate_secret_key secrets:r$/,
    reason: 'import secrets: of the app in 2.8 to 2.11, by its place on the path',
  },
  {
    kind: 'sym',
    side: 'ours',
    fact: /^(?:extras\.plugins registry|netbox\.settings LDAP_CONFIG|utilities\.custom_inspectors (?:Device|VirtualMachine)InterfaceSerializer):r$/,
    reason: 'an imported name; the oracle counts an assignment to an item or attribute of it as a definition',
  },
  {
    kind: 'sym',
    side: 'theirs',
    fact: /^(?:extras\.plugins registry|netbox\.admin admin_site|netbox\.settings (?:storages|LDAP_CONFIG|globals|django|field_mapping|pagination|StrawberryDjangoField)|utilities\.custom_inspectors \w+InterfaceSerializer|(?:utilities|core)\.management\.commands\.\w+ models|core\.apps (?:models|Image)|netbox\.authentication _LDAPUser):v$/,
    reason:
      'an imported or builtin name; the oracle counts an assignment to an item or attribute of it as a definition',
  },
  {
    kind: 'sym',
    side: 'theirs',
    fact: /^utilities\.testing\.query_counts fcntl:v$/,
    reason: 'bound by an import, and to None where that fails; the import counts here',
  },
  {
    kind: 'urls',
    side: 'ours',
    fact: /^plugins_list$/,
    reason: 'admin/plugins/installed-plugins/ (2.8 to 3.7), from extras.plugins.urls.plugin_admin_patterns',
  },
  { kind: 'urls', side: 'ours', fact: /^\w+-api:api-root$/, reason: "root view of each app's router" },
  {
    kind: 'urls',
    side: 'ours',
    fact: /_trace$/,
    reason: "register_model_view(Interface, 'trace', …)(PathTraceView): a registration by a plain call",
  },
  {
    kind: 'urls',
    side: 'theirs',
    fact: /_(?:journal|jobs|sync|contacts|changelog|image-attachments)$/,
    reason:
      'feature views that the oracle gives to every model; NetBox registers them only for models with the mixin (netbox/models/features.py)',
  },
  {
    kind: 'urls',
    side: 'theirs',
    fact: /^(?:dcim-api:(?:connected-device|consoleconnections|interfaceconnections|powerconnections)|secrets-api:(?:generate-rsa-key-pair|get-session-key)|users-api:userconfig|extras-api:scriptmodule)-detail$/,
    reason: 'viewset without retrieve, update or destroy: DRF makes no object route',
  },
];

/** Why a difference is there; `null` when nobody has explained it yet. */
export function explain(kind: string, side: 'ours' | 'theirs', fact: string, release: string): string | null {
  for (const entry of EXPLANATIONS) {
    if (entry.kind === kind && entry.side === side && entry.fact.test(fact) && entry.releases?.test(release) !== false)
      return `${kind}, only ${side}: ${entry.reason}`;
  }
  return null;
}
