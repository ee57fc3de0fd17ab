/**
 * NetBox's start as far as it concerns a plugin: the steps of the loop over PLUGINS in `netbox/settings.py`, in their order
 * by release, and the messages of the exceptions. Templates have `{name}` where NetBox fills in a value.
 */
import type { Span } from './contract.ts';

export type StartupStep =
  | 'import' /* importlib.import_module(plugin_name) */
  | 'config' /* plugin.config */
  | 'validate' /* version bounds, required settings, default settings */
  | 'django-apps' /* each app must be found; INSTALLED_APPS keeps the last occurrence */
  | 'installed-apps' /* the config class is appended to INSTALLED_APPS */
  | 'middleware' /* appended when it is a non-empty list or tuple */
  | 'caching' /* caching_config must be a dict */
  | 'queues' /* must be a list */
  | 'events-pipeline'; /* must be a list or tuple when not empty */

export interface StartupOrder extends Span {
  readonly steps: readonly StartupStep[];
}

export const STARTUP = [
  { steps: ['import', 'config', 'installed-apps', 'validate', 'middleware', 'caching'], from: '2.8.0', until: '3.0.0' },
  { steps: ['import', 'config', 'installed-apps', 'validate', 'middleware', 'queues'], from: '3.0.0', until: '3.4.0' },
  { steps: ['import', 'config', 'django-apps', 'validate', 'middleware', 'queues'], from: '3.4.0', until: '4.2.0' },
  {
    steps: ['import', 'config', 'django-apps', 'validate', 'middleware', 'queues', 'events-pipeline'],
    from: '4.2.0',
    until: '4.3.0',
  },
  { steps: ['import', 'config', 'validate', 'django-apps', 'middleware', 'queues', 'events-pipeline'], from: '4.3.0' },
] as const satisfies readonly StartupOrder[];

/** What a plugin outside its bounds leads to: an exception that stops NetBox, or a warning and a skipped plugin. */
export const INCOMPATIBLE = [
  { outcome: 'refused', exception: 'django.core.exceptions.ImproperlyConfigured', from: '2.8.0', until: '4.3.0' },
  { outcome: 'skipped', exception: 'core.exceptions.IncompatiblePluginError', from: '4.3.0' },
] as const satisfies readonly ({ readonly outcome: 'refused' | 'skipped'; readonly exception: string } & Span)[];

/**
 * The version that bounds are compared with: `settings.VERSION` with its pre-release part (so that a beta is below its
 * final), or, from 4.1 on, the release's version without it.
 */
export const COMPARED_VERSION = [
  { version: 'full', from: '2.8.0', until: '4.1.0' },
  { version: 'release', from: '4.1.0' },
] as const satisfies readonly ({ readonly version: 'full' | 'release' } & Span)[];

export type MessageId =
  | 'module-not-found'
  | 'no-config'
  | 'min-version'
  | 'max-version'
  | 'incompatible-warning'
  | 'required-setting'
  | 'django-app-not-found'
  | 'caching-config-type'
  | 'queues-type'
  | 'events-pipeline-type'
  | 'template-extension-instance'
  | 'template-extension-class'
  | 'template-extension-model'
  | 'template-extension-model-deprecated'
  | 'menu-class'
  | 'menu-item-class'
  | 'menu-button-class'
  | 'permissions-type'
  | 'buttons-type'
  | 'button-color'
  | 'table-column-duplicate'
  | 'model-feature-duplicate'
  | 'serializer-resolver-path'
  | 'serializer-resolver-callable'
  | 'serializer-resolver-duplicate'
  | 'jinja-filters-type'
  | 'jinja-filter-callable'
  | 'plugin-name-mismatch';

export interface Message extends Span {
  readonly id: MessageId;
  /** Class of the exception or warning: a builtin's name, or a dotted path. */
  readonly exception: string;
  readonly text: string;
}

const IMPROPER = 'django.core.exceptions.ImproperlyConfigured';
const INCOMPATIBLE_PLUGIN = 'core.exceptions.IncompatiblePluginError';

/** Every message by release. `{module}` is the module of the config class, `{plugin}` the entry in PLUGINS. */
export const MESSAGES = [
  // netbox/settings.py. Until 2.9.9 any ImportError while the plugin's module is imported gives this message; since then
  // only the absence of the plugin's own module does, and other import errors propagate as they are.
  {
    id: 'module-not-found',
    exception: IMPROPER,
    text: 'Unable to import plugin {plugin}: Module not found. Check that the plugin module has been installed within the correct Python environment.',
    from: '2.8.0',
  },
  {
    id: 'no-config',
    exception: IMPROPER,
    text: "Plugin {plugin} does not provide a 'config' variable. This should be defined in the plugin's __init__.py file and point to the PluginConfig subclass.",
    from: '2.8.0',
  },
  {
    id: 'min-version',
    exception: IMPROPER,
    text: 'Plugin {module} requires NetBox minimum version {min_version}.',
    from: '2.8.0',
    until: '4.0.2',
  },
  {
    id: 'min-version',
    exception: IMPROPER,
    text: 'Plugin {module} requires NetBox minimum version {min_version} (current: {current}).',
    from: '4.0.2',
    until: '4.3.0',
  },
  {
    id: 'min-version',
    exception: INCOMPATIBLE_PLUGIN,
    text: 'Plugin {module} requires NetBox minimum version {min_version} (current: {current}).',
    from: '4.3.0',
  },
  {
    id: 'max-version',
    exception: IMPROPER,
    text: 'Plugin {module} requires NetBox maximum version {max_version}.',
    from: '2.8.0',
    until: '4.0.2',
  },
  {
    id: 'max-version',
    exception: IMPROPER,
    text: 'Plugin {module} requires NetBox maximum version {max_version} (current: {current}).',
    from: '4.0.2',
    until: '4.3.0',
  },
  {
    id: 'max-version',
    exception: INCOMPATIBLE_PLUGIN,
    text: 'Plugin {module} requires NetBox maximum version {max_version} (current: {current}).',
    from: '4.3.0',
  },
  {
    id: 'incompatible-warning',
    exception: 'UserWarning',
    text: 'Unable to load plugin {plugin}: {message}',
    from: '4.3.0',
  },
  {
    id: 'required-setting',
    exception: IMPROPER,
    text: "Plugin {module} requires '{setting}' to be present in the PLUGINS_CONFIG section of configuration.py.",
    from: '2.8.0',
  },
  {
    id: 'django-app-not-found',
    exception: IMPROPER,
    text: 'Failed to load django_apps specified by plugin {plugin}: {django_apps} The module {app} cannot be imported. Check that the necessary package has been installed within the correct Python environment.',
    from: '3.4.0',
  },
  {
    id: 'caching-config-type',
    exception: IMPROPER,
    text: 'Plugin {plugin} caching_config must be a dictionary.',
    from: '2.8.0',
    until: '3.0.0',
  },
  { id: 'queues-type', exception: IMPROPER, text: 'Plugin {plugin} queues must be a list.', from: '3.0.0' },
  // The misspelling is NetBox's.
  {
    id: 'events-pipeline-type',
    exception: IMPROPER,
    text: 'events_pipline in plugin: {plugin} must be a list or tuple',
    from: '4.2.0',
  },

  // registration.py
  {
    id: 'template-extension-instance',
    exception: 'TypeError',
    text: 'PluginTemplateExtension class {value} was passes as an instance!',
    from: '2.8.0',
    until: '3.2.0',
  },
  {
    id: 'template-extension-instance',
    exception: 'TypeError',
    text: 'PluginTemplateExtension class {value} was passed as an instance!',
    from: '3.2.0',
  },
  {
    id: 'template-extension-class',
    exception: 'TypeError',
    text: '{value} is not a subclass of extras.plugins.PluginTemplateExtension!',
    from: '2.8.0',
    until: '3.7.0',
  },
  {
    id: 'template-extension-class',
    exception: 'TypeError',
    text: '{value} is not a subclass of netbox.plugins.PluginTemplateExtension!',
    from: '3.7.0',
  },
  {
    id: 'template-extension-model',
    exception: 'TypeError',
    text: 'PluginTemplateExtension class {value} does not define a valid model!',
    from: '2.8.0',
    until: '4.1.0',
  },
  {
    id: 'template-extension-model-deprecated',
    exception: 'DeprecationWarning',
    text: "PluginTemplateExtension.model is deprecated and will be removed in a future release. Use 'models' instead.",
    from: '4.2.0',
    until: '4.3.0',
  },
  {
    id: 'menu-class',
    exception: 'TypeError',
    text: '{value} must be an instance of extras.plugins.PluginMenu',
    from: '3.4.0',
    until: '3.7.0',
  },
  {
    id: 'menu-class',
    exception: 'TypeError',
    text: '{value} must be an instance of netbox.plugins.PluginMenu',
    from: '3.7.0',
    until: '3.7.3',
  },
  // The message names a variable that does not exist there, and so fails itself.
  { id: 'menu-class', exception: 'NameError', text: "name 'menu_link' is not defined", from: '3.7.3', until: '4.1.0' },
  {
    id: 'menu-class',
    exception: 'TypeError',
    text: '{value} must be an instance of netbox.plugins.PluginMenuItem',
    from: '4.1.0',
  },
  {
    id: 'menu-item-class',
    exception: 'TypeError',
    text: '{value} must be an instance of extras.plugins.PluginMenuItem',
    from: '2.8.0',
    until: '3.7.0',
  },
  {
    id: 'menu-item-class',
    exception: 'TypeError',
    text: '{value} must be an instance of netbox.plugins.PluginMenuItem',
    from: '3.7.0',
  },
  {
    id: 'menu-button-class',
    exception: 'TypeError',
    text: '{value} must be an instance of extras.plugins.PluginMenuButton',
    from: '2.8.0',
    until: '3.7.0',
  },
  {
    id: 'menu-button-class',
    exception: 'TypeError',
    text: '{value} must be an instance of netbox.plugins.PluginMenuButton',
    from: '3.7.0',
  },
  {
    id: 'serializer-resolver-callable',
    exception: 'TypeError',
    text: 'Serializer resolver must be callable',
    from: '4.6.2',
  },
  {
    id: 'serializer-resolver-duplicate',
    exception: 'ValueError',
    text: "A serializer resolver is already registered for app '{label}'",
    from: '4.6.2',
  },
  {
    id: 'jinja-filters-type',
    exception: 'TypeError',
    text: 'jinja_filters must be a dict mapping filter names to callables',
    from: '4.7.0',
  },
  {
    id: 'jinja-filter-callable',
    exception: 'TypeError',
    text: "Jinja filter '{name}' must be callable",
    from: '4.7.0',
  },

  // plugins/__init__.py
  {
    id: 'serializer-resolver-path',
    exception: IMPROPER,
    text: 'Invalid serializer resolver path for plugin {module}: {path}',
    from: '4.6.2',
  },
  {
    id: 'plugin-name-mismatch',
    exception: IMPROPER,
    text: "Plugin '{plugin}' has no AppConfig named after its PLUGINS entry. PluginConfig.name must match the configured plugin name.",
    from: '4.7.0',
  },

  // navigation.py
  {
    id: 'permissions-type',
    exception: 'TypeError',
    text: 'Permissions must be passed as a tuple or list.',
    from: '2.8.0',
  },
  { id: 'buttons-type', exception: 'TypeError', text: 'Buttons must be passed as a tuple or list.', from: '2.8.0' },
  {
    id: 'button-color',
    exception: 'ValueError',
    text: 'Button color must be a choice within ButtonColorChoices.',
    from: '2.8.0',
  },

  // utilities/tables.py, netbox/utils.py
  {
    id: 'table-column-duplicate',
    exception: 'ValueError',
    text: 'A column named {name} is already defined for table {table}',
    from: '3.7.0',
  },
  {
    id: 'model-feature-duplicate',
    exception: 'ValueError',
    text: 'A model feature named {name} is already registered.',
    from: '4.4.0',
  },
] as const satisfies readonly Message[];

/** Fills in the `{name}` parts of a message; a part without a value stays as it is. */
export function formatMessage(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (part, name: string) => values[name] ?? part);
}
