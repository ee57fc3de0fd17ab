/**
 * NetBox's plugin contract through time: what it reads of a plugin, what its classes and functions take, what it says when
 * something is wrong. Read from NetBox's source at every tag from v2.8.0 to v4.7.0-beta1 and in 4.7.3:
 * `extras/plugins/*.py` (2.8 to 3.6), `netbox/plugins/*.py` (from 3.7), `netbox/settings.py`, `utilities/choices.py`,
 * `netbox/choices.py`. Spans are patch-exact.
 */

/** Releases from `from` on, up to but not including `until`; both exact (`3.4.4`). */
export interface Span {
  readonly from: string;
  readonly until?: string;
}

/** True when a release is in the span. Pre-releases count as their final release. */
export function inForce(span: Span, version: string): boolean {
  return compare(version, span.from) >= 0 && (span.until === undefined || compare(version, span.until) < 0);
}

/** The entry that is in force in a release, of entries whose spans do not overlap. */
export function entryFor<T extends Span>(entries: readonly T[], version: string): T | undefined {
  return entries.find(entry => inForce(entry, version));
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map(version =>
    version
      .replace(/^v/, '')
      .split('.')
      .map(part => Number.parseInt(part, 10) || 0),
  );
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

// ---- PluginConfig ------------------------------------------------------------------------------------------------

/** What NetBox or Django does with a value of the attribute. */
export type AttributeUse =
  | 'django' /* read by Django's AppConfig */
  | 'metadata' /* shown, never acted on */
  | 'version-bound'
  | 'settings' /* the plugin's entry in PLUGINS_CONFIG */
  | 'startup' /* changes the settings while they are read */
  | 'url'
  | 'resource'; /* a dotted path to something that ready() registers */

export type AttributeType = 'str' | 'str-or-none' | 'list' | 'list-or-tuple' | 'dict';

export interface ConfigAttribute extends Span {
  readonly name: string;
  readonly use: AttributeUse;
  /** The type that NetBox needs; what happens with another one is in `MESSAGES` or said here. */
  readonly type: AttributeType;
  /** The class's own value; absent where the plugin has to give one. */
  readonly default?: string | null | readonly string[] | Readonly<Record<string, unknown>>;
  readonly note?: string;
}

export const CONFIG_ATTRIBUTES = [
  {
    name: 'name',
    use: 'django',
    type: 'str',
    from: '2.8.0',
    note: 'from 4.7.0 it must equal the entry in PLUGINS when GraphQL schemas are loaded',
  },
  {
    name: 'label',
    use: 'django',
    type: 'str',
    from: '2.8.0',
    note: 'defaults to the last part of name, and must equal the last part of the entry in PLUGINS',
  },
  { name: 'verbose_name', use: 'django', type: 'str', from: '2.8.0', note: 'heading of menu_items' },
  { name: 'path', use: 'django', type: 'str', from: '2.8.0' },
  { name: 'default_auto_field', use: 'django', type: 'str', from: '2.11.0', note: 'since Django 3.2' },
  { name: 'author', use: 'metadata', type: 'str', default: '', from: '2.8.0' },
  { name: 'author_email', use: 'metadata', type: 'str', default: '', from: '2.8.0' },
  { name: 'description', use: 'metadata', type: 'str', default: '', from: '2.8.0' },
  { name: 'version', use: 'metadata', type: 'str', default: '', from: '2.8.0' },
  { name: 'release_track', use: 'metadata', type: 'str', default: '', from: '4.3.0' },
  {
    name: 'base_url',
    use: 'url',
    type: 'str-or-none',
    default: null,
    from: '2.8.0',
    note: 'an empty value means the label',
  },
  { name: 'min_version', use: 'version-bound', type: 'str-or-none', default: null, from: '2.8.0' },
  { name: 'max_version', use: 'version-bound', type: 'str-or-none', default: null, from: '2.8.0' },
  { name: 'default_settings', use: 'settings', type: 'dict', default: {}, from: '2.8.0' },
  { name: 'required_settings', use: 'settings', type: 'list-or-tuple', default: [], from: '2.8.0' },
  {
    name: 'middleware',
    use: 'startup',
    type: 'list-or-tuple',
    default: [],
    from: '2.8.0',
    note: 'a value of another type is ignored in silence',
  },
  {
    name: 'caching_config',
    use: 'startup',
    type: 'dict',
    default: { '*': { ops: 'all' } },
    from: '2.8.0',
    until: '3.0.0',
  },
  { name: 'queues', use: 'startup', type: 'list', default: [], from: '3.0.0' },
  { name: 'django_apps', use: 'startup', type: 'list', default: [], from: '3.4.0' },
  { name: 'events_pipeline', use: 'startup', type: 'list-or-tuple', default: [], from: '4.2.0' },
  { name: 'template_extensions', use: 'resource', type: 'str-or-none', from: '2.8.0' },
  { name: 'menu_items', use: 'resource', type: 'str-or-none', from: '2.8.0' },
  { name: 'graphql_schema', use: 'resource', type: 'str-or-none', from: '3.2.0' },
  { name: 'user_preferences', use: 'resource', type: 'str-or-none', from: '3.2.0' },
  { name: 'menu', use: 'resource', type: 'str-or-none', from: '3.4.0' },
  { name: 'search_indexes', use: 'resource', type: 'str-or-none', from: '3.4.0' },
  { name: 'data_backends', use: 'resource', type: 'str-or-none', from: '3.7.0' },
  {
    name: 'serializer_resolver',
    use: 'resource',
    type: 'str-or-none',
    default: null,
    from: '4.6.2',
    note: 'has no default path',
  },
  { name: 'event_rule_actions', use: 'resource', type: 'str-or-none', from: '4.7.0' },
  { name: 'jinja_filters', use: 'resource', type: 'str-or-none', from: '4.7.0' },
  { name: 'graphql_type_extensions', use: 'resource', type: 'str-or-none', from: '4.7.0' },
  { name: 'graphql_filter_extensions', use: 'resource', type: 'str-or-none', from: '4.7.0' },
] as const satisfies readonly ConfigAttribute[];

/** Methods of PluginConfig that a plugin may override. */
export const CONFIG_METHODS = [
  { name: 'ready', parameters: ['self'], from: '2.8.0' },
  { name: 'validate', parameters: ['cls', 'user_config'], from: '2.8.0', until: '2.9.11' },
  // 2.9.11 and 2.10.0 got the second argument; 2.10-beta1, older than 2.9.11, did not have it.
  { name: 'validate', parameters: ['cls', 'user_config', 'netbox_version'], from: '2.9.11' },
  { name: 'get_jinja_context', parameters: ['self'], from: '4.7.0' },
] as const satisfies readonly ({ readonly name: string; readonly parameters: readonly string[] } & Span)[];

// ---- resources ---------------------------------------------------------------------------------------------------

export interface Resource extends Span {
  /** The attribute of PluginConfig. */
  readonly attribute: string;
  /** Default path below the module of the config class (`PluginConfig.__module__`). */
  readonly path: string;
}

/** In the order in which `ready()` of the newest release registers them; GraphQL schemas are loaded later from 4.7.0 on. */
export const RESOURCES = [
  { attribute: 'search_indexes', path: 'search.indexes', from: '3.4.0' },
  { attribute: 'data_backends', path: 'data_backends.backends', from: '3.7.0' },
  { attribute: 'event_rule_actions', path: 'event_rules.event_rule_actions', from: '4.7.0' },
  { attribute: 'jinja_filters', path: 'jinja_env.filters', from: '4.7.0' },
  { attribute: 'template_extensions', path: 'template_content.template_extensions', from: '2.8.0' },
  { attribute: 'menu', path: 'navigation.menu', from: '3.4.0' },
  { attribute: 'menu_items', path: 'navigation.menu_items', from: '2.8.0' },
  { attribute: 'graphql_schema', path: 'graphql.schema', from: '3.2.0' },
  { attribute: 'graphql_type_extensions', path: 'graphql_extensions.type_extensions', from: '4.7.0' },
  { attribute: 'graphql_filter_extensions', path: 'graphql_extensions.filter_extensions', from: '4.7.0' },
  { attribute: 'user_preferences', path: 'preferences.preferences', from: '3.2.0' },
] as const satisfies readonly Resource[];

export interface ResourceLoading extends Span {
  /**
   * What becomes of an error while the module of a *default* path is imported. `import-error`: any ImportError is
   * swallowed, also one raised inside the module. `missing-module`: any ModuleNotFoundError is swallowed, also that of an
   * import inside the module. `own-absence`: only the absence of the module itself (or of a package above it) is.
   */
  readonly swallowed: 'import-error' | 'own-absence' | 'missing-module';
  /** What becomes of a module without the name that the default path asks for. */
  readonly missingName: 'nothing';
  /**
   * How an *explicit* path is taken. `as-default`: like the default one. `import-string`: any failure propagates.
   * `broken`: the plugin's `name` is imported in place of the path (3.4.4 and 3.4.5), so that any explicit path fails.
   */
  readonly explicit: 'as-default' | 'broken' | 'import-string';
}

/** How `ready()` finds resources (`_load_resource` from 3.4.4 on, `import_object` 2.8.8 to 3.3). */
export const RESOURCE_LOADING = [
  { swallowed: 'import-error', missingName: 'nothing', explicit: 'as-default', from: '2.8.0', until: '2.8.8' },
  { swallowed: 'own-absence', missingName: 'nothing', explicit: 'as-default', from: '2.8.8', until: '3.4.0' },
  { swallowed: 'import-error', missingName: 'nothing', explicit: 'as-default', from: '3.4.0', until: '3.4.4' },
  { swallowed: 'missing-module', missingName: 'nothing', explicit: 'broken', from: '3.4.4', until: '3.4.6' },
  { swallowed: 'missing-module', missingName: 'nothing', explicit: 'import-string', from: '3.4.6', until: '4.7.0' },
  { swallowed: 'own-absence', missingName: 'nothing', explicit: 'import-string', from: '4.7.0' },
] as const satisfies readonly ResourceLoading[];

// ---- classes and functions that plugins call ---------------------------------------------------------------------

export interface Parameter {
  readonly name: string;
  /** The default, as Python writes it; absent for a required parameter. */
  readonly default?: string;
}

export interface Signature extends Span {
  /** Name under `netbox.plugins` (3.7 on) or `extras.plugins`, or a full dotted path for what lives elsewhere. */
  readonly name: string;
  /** Positional parameters in order, `self` left out. */
  readonly parameters: readonly Parameter[];
}

const none = (name: string): Parameter => ({ name, default: 'None' });
const flag = (name: string): Parameter => ({ name, default: 'False' });
const needed = (name: string): Parameter => ({ name });

export const SIGNATURES = [
  {
    name: 'PluginMenuItem',
    parameters: [needed('link'), needed('link_text'), none('permissions'), none('buttons')],
    from: '2.8.0',
    until: '3.6.1',
  },
  {
    name: 'PluginMenuItem',
    parameters: [needed('link'), needed('link_text'), flag('staff_only'), none('permissions'), none('buttons')],
    from: '3.6.1',
    until: '4.2.3',
  },
  {
    name: 'PluginMenuItem',
    parameters: [
      needed('link'),
      needed('link_text'),
      flag('auth_required'),
      flag('staff_only'),
      none('permissions'),
      none('buttons'),
    ],
    from: '4.2.3',
  },
  {
    name: 'PluginMenuButton',
    parameters: [needed('link'), needed('title'), needed('icon_class'), none('color'), none('permissions')],
    from: '2.8.0',
  },
  { name: 'PluginMenu', parameters: [needed('label'), needed('groups'), none('icon_class')], from: '3.4.0' },
  { name: 'PluginTemplateExtension', parameters: [needed('context')], from: '2.8.0' },
  {
    name: 'get_plugin_config',
    parameters: [needed('plugin_name'), needed('parameter'), none('default')],
    from: '3.4.0',
  },
  { name: 'register_template_extensions', parameters: [needed('class_list')], from: '2.8.0' },
  { name: 'register_menu', parameters: [needed('menu')], from: '3.4.0' },
  { name: 'register_menu_items', parameters: [needed('section_name'), needed('class_list')], from: '2.8.0' },
  { name: 'register_graphql_schema', parameters: [needed('graphql_schema')], from: '3.2.0' },
  { name: 'register_user_preferences', parameters: [needed('plugin_name'), needed('preferences')], from: '3.2.0' },
  { name: 'netbox.search.register_search', parameters: [needed('cls')], from: '3.4.0' },
  {
    name: 'utilities.views.register_model_view',
    parameters: [needed('model'), { name: 'name', default: "''" }, none('path'), none('kwargs')],
    from: '3.4.0',
    until: '4.2.0',
  },
  {
    name: 'utilities.views.register_model_view',
    parameters: [
      needed('model'),
      { name: 'name', default: "''" },
      none('path'),
      { name: 'detail', default: 'True' },
      none('kwargs'),
    ],
    from: '4.2.0',
  },
  { name: 'extras.dashboard.utils.register_widget', parameters: [needed('cls')], from: '3.5.0' },
  { name: 'netbox.utils.register_data_backend', parameters: [], from: '3.7.0' },
  {
    name: 'utilities.tables.register_table_column',
    parameters: [needed('column'), needed('name'), needed('*tables')],
    from: '3.7.0',
  },
  { name: 'netbox.utils.register_request_processor', parameters: [needed('func')], from: '4.1.8' },
  { name: 'netbox.utils.register_model_feature', parameters: [needed('name'), none('func')], from: '4.4.0' },
  { name: 'extras.webhooks.register_webhook_callback', parameters: [needed('func')], from: '4.4.0' },
  { name: 'netbox.event_rules.register_event_rule_action', parameters: [needed('cls')], from: '4.7.0' },
  { name: 'register_serializer_resolver', parameters: [needed('app_label'), needed('resolver')], from: '4.6.2' },
  { name: 'register_jinja_filters', parameters: [needed('filters')], from: '4.7.0' },
  { name: 'register_graphql_type_extensions', parameters: [needed('class_list')], from: '4.7.0' },
  { name: 'register_graphql_filter_extensions', parameters: [needed('class_list')], from: '4.7.0' },
] as const satisfies readonly Signature[];

/** Methods of PluginTemplateExtension that NetBox calls where a subclass overrides them, and its class attributes. */
export const TEMPLATE_EXTENSION = {
  methods: [
    { name: 'left_page', from: '2.8.0' },
    { name: 'right_page', from: '2.8.0' },
    { name: 'full_width_page', from: '2.8.0' },
    { name: 'buttons', from: '2.8.0' },
    { name: 'list_buttons', from: '3.4.0' },
    { name: 'navbar', from: '4.1.0' },
    { name: 'alerts', from: '4.1.0' },
    { name: 'head', from: '4.3.0' },
  ],
  /**
   * How a class says for which models it renders. `required`: `model` must be set. `models-or-model`: `models`, else
   * `model`, else every model. `models`: `models`, else every model; `model` is not read.
   */
  models: [
    { rule: 'required', from: '2.8.0', until: '4.1.0' },
    { rule: 'models-or-model', from: '4.1.0', until: '4.3.0' },
    { rule: 'models', from: '4.3.0' },
  ],
} as const satisfies {
  readonly methods: readonly ({ readonly name: string } & Span)[];
  readonly models: readonly ({ readonly rule: string } & Span)[];
};

/** Values that PluginMenuButton takes as `color`: `ButtonColorChoices.values()`. */
export const BUTTON_COLORS = [
  {
    default: 'default',
    values: ['default', 'primary', 'secondary', 'success', 'danger', 'warning', 'dark'],
    from: '2.8.0',
    until: '2.11.4',
  },
  {
    default: 'default',
    values: ['default', 'primary', 'info', 'success', 'danger', 'warning', 'secondary', 'dark'],
    from: '2.11.4',
    until: '3.0.0',
  },
  {
    default: 'outline-dark',
    values: ['outline-dark', 'primary', 'info', 'success', 'danger', 'warning', 'secondary', 'dark'],
    from: '3.0.0',
    until: '3.2.0',
  },
  {
    default: 'outline-dark',
    values: [
      'outline-dark',
      'blue',
      'indigo',
      'purple',
      'pink',
      'red',
      'orange',
      'yellow',
      'green',
      'teal',
      'cyan',
      'gray',
      'black',
      'white',
    ],
    from: '3.2.0',
    until: '4.0.10',
  },
  {
    default: 'default',
    values: [
      'default',
      'blue',
      'indigo',
      'purple',
      'pink',
      'red',
      'orange',
      'yellow',
      'green',
      'teal',
      'cyan',
      'gray',
      'black',
      'white',
    ],
    from: '4.0.10',
  },
] as const satisfies readonly ({ readonly default: string; readonly values: readonly string[] } & Span)[];

// ---- URLs --------------------------------------------------------------------------------------------------------

/** Where the patterns of `<plugin>.urls` and `<plugin>.api.urls` are mounted; `{base}` is base_url, or the label. */
export const URL_MOUNTS = [
  { module: 'urls', path: 'plugins/{base}/', namespace: 'plugins:{label}' },
  { module: 'api.urls', path: 'api/plugins/{base}/', namespace: 'plugins-api:{label}-api' },
] as const;

/**
 * What happens when the module of URL patterns fails to import: `swallowed` (the plugin has no URLs), or `raised`, unless
 * the module is simply not there. Raised means when the URLs are first resolved, not at the start.
 */
export const URL_LOADING = [
  { failure: 'swallowed', from: '2.8.0', until: '2.8.8' },
  { failure: 'raised', from: '2.8.8', until: '3.4.0' },
  { failure: 'swallowed', from: '3.4.0', until: '3.4.4' },
  { failure: 'raised', from: '3.4.4' },
] as const satisfies readonly ({ readonly failure: 'swallowed' | 'raised' } & Span)[];
