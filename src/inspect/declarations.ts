/** The configuration class, the settings that change, and the plugin's own settings. */
import { attributeOf, defaultAttributes, middlewareOf } from '../host/netbox/start/index.ts';
import { inForce } from '../host/netbox/contract.ts';
import { displayText } from '../plugin/navigation/construction.ts';
import { ownMember } from '../program/index.ts';
import { lasts } from '../plugin/touch.ts';
import { isFileInside } from './inspected.ts';
import type { Json } from '../plugin/base.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin } from './schema.ts';

type Config = NonNullable<InspectedPlugin['config']>;

const APP_CONFIG = 'django.apps.config.AppConfig';

/** The configuration class as Python and the release see it. */
export function configOf(inspected: Inspected): Config | null {
  const { plugin, version, start } = inspected;
  const { config } = plugin;
  if (!config) return null;
  const attributes: Record<string, Json> = {};
  if (config.base === 'plugin-config') for (const [name, value] of defaultAttributes(version)) attributes[name] = value;
  for (const { name, literal, method, at } of config.attributes.values()) {
    if (method || name.startsWith('_')) continue;
    const text = displayText(ownMember(config.value, name)?.value);
    if (literal.known) attributes[name] = literal.value;
    // `_('…')`: NetBox shows it translated.
    else if (text !== null) attributes[name] = text;
    else {
      // NetBox's own value would be a wrong claim.
      Reflect.deleteProperty(attributes, name);
      inspected.undecided('config', `${name}: ${literal.reason}`, at);
    }
  }
  if (start.outcome === 'loaded' && inForce({ from: '3.4.0' }, version)) {
    // NetBox appends the class to the list itself; without a list of its own the plugin shares PluginConfig's.
    const apps = attributes['django_apps'];
    const own = `${config.module}.${config.name}`;
    if (Array.isArray(apps) && !apps.includes(own)) attributes['django_apps'] = [...(apps as readonly Json[]), own];
  }
  return { class: `${config.module}.${config.name}`, mro: mroOf(config.mro, version), attributes };
}

/** Own classes by their paths; of NetBox's and Django's classes the paths under which Python knows them. */
function mroOf(known: readonly string[], version: string): string[] {
  const mro: string[] = [];
  for (const path of known) {
    if (/(^|\.)plugins\.(config\.)?PluginConfig$/.test(path)) {
      mro.push(inForce({ from: '3.7.0' }, version) ? 'netbox.plugins.PluginConfig' : 'extras.plugins.PluginConfig');
    } else if (path !== 'django.apps.AppConfig' && path !== APP_CONFIG && path !== 'builtins.object') mro.push(path);
  }
  const isApp = known.some(path => /(^|\.)(PluginConfig|AppConfig)$/.test(path));
  return [...mro, ...(isApp ? [APP_CONFIG] : []), 'builtins.object'];
}

/** Django settings that differ once the plugin is enabled. */
export function changedSettings(inspected: Inspected): InspectedPlugin['settings'] {
  const { plugin, version, start, code } = inspected;
  const settings: InspectedPlugin['settings'] = {};
  const put = (name: string, added: Json): void => {
    settings[name] = { added, by: 'netbox' };
  };
  if (start.outcome === 'loaded') {
    const { config } = plugin;
    const own = `${config?.module ?? plugin.module}.${config?.name ?? ''}`;
    const apps = inForce({ from: '3.4.0' }, version) ? listOf(inspected, 'django_apps').filter(app => app !== own) : [];
    put('INSTALLED_APPS', [...apps, own]);
    put('PLUGINS', [plugin.module]);
    put('PLUGINS_CONFIG', [plugin.module]);
    const middleware = middlewareOf({ plugin, version });
    if (middleware.length > 0) put('MIDDLEWARE', middleware);
    const queues = inForce({ from: '3.0.0' }, version) ? listOf(inspected, 'queues') : [];
    if (queues.length > 0)
      put(
        'RQ_QUEUES',
        queues.map(queue => `${plugin.module}.${queue}`),
      );
    const pipeline = inForce({ from: '4.2.0' }, version) ? listOf(inspected, 'events_pipeline') : [];
    if (pipeline.length > 0) put('EVENTS_PIPELINE', pipeline);
    if (inForce({ from: '2.8.0', until: '3.0.0' }, version)) put('CACHEOPS', [plugin.module]);
  }
  for (const touch of code.touches) {
    if (touch.area !== 'settings' || !lasts(touch) || touch.optIn || !isFileInside(inspected, touch.at.file)) continue;
    const name = /\bsettings\.([A-Z][A-Z0-9_]*)/.exec(touch.target)?.[1] ?? touch.name;
    if (name !== null && !(name in settings)) settings[name] = { added: null, by: 'plugin' };
  }
  return settings;
}

function listOf({ plugin, version }: Inspected, name: string): readonly string[] {
  const literal = attributeOf(plugin, name, version)?.literal;
  if (!literal?.known || !Array.isArray(literal.value)) return [];
  return (literal.value as readonly Json[]).filter(one => typeof one === 'string');
}

/** What the plugin wants of PLUGINS_CONFIG. */
export function pluginSettings(inspected: Inspected): InspectedPlugin['pluginSettings'] {
  const { model, code, plugin } = inspected;
  const declared = model.settings.declared.find(one => one.plugin === plugin);
  const required: string[] = [];
  const defaults: Record<string, Json> = {};
  for (const { kind, name, value } of declared?.settings ?? []) {
    if (kind === 'required') required.push(name);
    else defaults[name] = value?.known ? value.value : null;
  }
  if (declared?.open)
    inspected.undecided('pluginSettings', 'declarations of settings are computed', plugin.config?.at ?? null);
  const read = new Set<string>();
  for (const use of code.settings.uses) {
    if (use.plugin !== null && use.plugin !== plugin.module && use.plugin !== plugin.label) continue;
    if (use.name === null)
      inspected.undecided('pluginSettings', 'the name of a setting that is read is computed', use.at);
    else read.add(use.name);
  }
  return { required, defaults, read: [...read].sort() };
}
