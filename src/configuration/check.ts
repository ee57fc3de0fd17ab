/** `config check`: a configuration.py against the plugins that it is for. */
import { messageFor } from '../host/netbox/start/messages.ts';
import { nearestName, sameName } from '../plugin/settings/nearest-name.ts';
import { readGiven } from './given.ts';
import { typeNameOf } from './plain.ts';
import { isSecretName } from '../plugin/settings/secret.ts';
import { interactionsOf, orderOf, wordsOf } from './together.ts';
import { violationsOf } from './violations.ts';
import type { HostFacts } from '../host/facts.ts';
import type { Span } from '../source.ts';
import type { GivenConfiguration } from './given.ts';
import type { ReleasedSettings } from './packages.ts';
import type { Plain, PlainDict } from './plain.ts';

export type ProblemId =
  | 'syntax-error'
  | 'misspelt-variable'
  | 'plugins-type'
  | 'plugin-name-type'
  | 'repeated-plugin'
  | 'plugin-without-package'
  | 'plugin-not-enabled'
  | 'needed-plugin'
  | 'plugin-order'
  | 'plugin-clash'
  | 'plugins-config-type'
  | 'repeated-key'
  | 'unknown-plugin'
  | 'settings-type'
  | 'required-setting'
  | 'unknown-setting'
  | 'setting-value';

export interface ConfigurationProblem {
  readonly id: ProblemId;
  /** `error`: NetBox does not start, or does without what is written. `warning`: most likely not what is meant. */
  readonly severity: 'error' | 'warning';
  /** Holds names and types, never values. */
  readonly message: string;
  /** 1-based, in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly plugin: string | null;
  readonly setting: string | null;
}

type Report = (
  id: ProblemId,
  severity: ConfigurationProblem['severity'],
  at: Span | null,
  message: string,
  about?: { readonly plugin?: string; readonly setting?: string },
) => void;

interface Checking {
  readonly given: GivenConfiguration;
  readonly plugins: readonly ReleasedSettings[];
  readonly modules: readonly string[];
  readonly report: Report;
}

/** Checks the bytes of a configuration.py; problems in the order of their places. */
export function checkConfiguration(
  bytes: Uint8Array,
  plugins: readonly ReleasedSettings[],
  facts: HostFacts,
): readonly ConfigurationProblem[] {
  const given = readGiven(bytes, facts);
  const problems: ConfigurationProblem[] = [];
  const report: Report = (id, severity, at, message, about) => {
    const { line, column } = given.index.position(at?.start ?? 0);
    const { plugin = null, setting = null } = about ?? {};
    problems.push({ id, severity, message, line, column, plugin, setting });
  };
  if (given.kind === 'broken') {
    report(
      'syntax-error',
      'error',
      given.at,
      `Python does not accept the file: ${given.message.replace(/[?.]$/, '')}.`,
    );
    return problems;
  }
  const checking: Checking = { given, plugins, modules: plugins.map(one => one.plugin.module), report };
  checkVariables(checking);
  const enabled = checkPlugins(checking);
  checkTogether(checking, enabled);
  checkPluginsConfig(checking, enabled);
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Upper-case names that are nearly one of NetBox's two. */
function checkVariables({ given, report }: Checking): void {
  for (const wanted of ['PLUGINS', 'PLUGINS_CONFIG']) {
    if (given.names.has(wanted)) continue;
    for (const [name, at] of given.names) {
      if (['PLUGINS', 'PLUGINS_CONFIG', 'PLUGINS_CATALOG_CONFIG'].includes(name)) continue;
      const near =
        nearestName(name, [wanted]) ??
        (/^PLUGINS?_?(?:CONFIG(?:S|URATION)?|SETTINGS)$/i.test(name) ? 'PLUGINS_CONFIG' : null);
      if (near === wanted)
        report('misspelt-variable', 'error', at, `NetBox does not read ${name}; it reads ${wanted}.`);
    }
  }
}

// ---- PLUGINS -----------------------------------------------------------------------------------------------------

/** Names in PLUGINS with their places; `open` when there may be more. */
interface Enabled {
  readonly names: ReadonlyMap<string, Span | null>;
  readonly open: boolean;
}

const UNKNOWN: Enabled = { names: new Map(), open: true };

function checkPlugins(checking: Checking): Enabled {
  const { given, modules, report } = checking;
  const { plugins } = given;
  if (plugins === null) return given.open ? UNKNOWN : notEnabled(checking, { names: new Map(), open: false });
  switch (plugins.kind) {
    case 'unknown':
      return UNKNOWN;
    case 'scalar': {
      const what =
        plugins.type === 'str'
          ? 'a string, and NetBox takes each of its letters for a plugin'
          : `${article(typeNameOf(plugins))}, over which NetBox cannot iterate`;
      report(
        'plugins-type',
        'error',
        placeOf(plugins, given, 'PLUGINS'),
        `PLUGINS is ${what}; make it a list of names.`,
      );
      return UNKNOWN;
    }
    case 'dict': {
      const at = placeOf(plugins, given, 'PLUGINS');
      report(
        'plugins-type',
        'error',
        at,
        'PLUGINS is a dict; make it a list of names, and put settings into PLUGINS_CONFIG.',
      );
      return UNKNOWN;
    }
    case 'list':
      break;
  }
  if (plugins.type === 'set') {
    const at = placeOf(plugins, given, 'PLUGINS');
    report(
      'plugins-type',
      'warning',
      at,
      'PLUGINS is a set, so the order of the plugins changes from start to start; make it a list.',
    );
  }
  const names = new Map<string, Span | null>();
  let { open } = plugins;
  for (const item of plugins.items) {
    const at = item.at ?? plugins.at;
    if (item.kind === 'scalar' && typeof item.value === 'string') {
      const name = item.value;
      if (names.has(name)) {
        report('repeated-plugin', 'warning', at, `PLUGINS has '${name}' more than once.`, { plugin: name });
        continue;
      }
      names.set(name, at);
      if (!modules.includes(name)) withoutPackage(checking, name, at);
    } else if (item.kind === 'unknown') open = true;
    else {
      const message = `An entry of PLUGINS is ${article(typeNameOf(item))}; it takes names of plugins.`;
      report('plugin-name-type', 'error', at, message);
    }
  }
  return notEnabled(checking, { names, open });
}

function withoutPackage({ modules, report }: Checking, name: string, at: Span | null): void {
  const meant = sameName(name, modules) ?? nearestName(name, modules);
  const message =
    meant === null
      ? `None of the packages given holds the plugin '${name}': give its package too, or take it out of PLUGINS.`
      : `None of the packages given holds the plugin '${name}'. Did you mean '${meant}'?`;
  report('plugin-without-package', meant === null ? 'warning' : 'error', at, message, { plugin: name });
}

function notEnabled({ given, modules, report }: Checking, enabled: Enabled): Enabled {
  if (enabled.open) return enabled;
  for (const module of modules) {
    if (enabled.names.has(module)) continue;
    const at = given.plugins?.at ?? given.names.get('PLUGINS') ?? null;
    const message = `PLUGINS does not have '${module}', so NetBox does not load the plugin.`;
    report('plugin-not-enabled', 'error', at, message, { plugin: module });
  }
  return enabled;
}

/** What the enabled plugins have to do with each other. */
function checkTogether({ plugins, report }: Checking, enabled: Enabled): void {
  if (plugins.length < 2) return;
  const names = [...enabled.names.keys()];
  for (const one of interactionsOf(plugins)) {
    const { plugin, other, kind } = one;
    const at = enabled.names.get(plugin);
    if (at === undefined) continue;
    const words = `${plugin} ${wordsOf(one)}`;
    if (kind === 'needs') {
      if (!enabled.open && !names.includes(other))
        report('needed-plugin', 'error', at, `${words}, so that it needs '${other}' in PLUGINS too.`, { plugin });
      continue;
    }
    if (!names.includes(other)) continue;
    const order = orderOf(one);
    if (order === null) {
      report('plugin-clash', kind === 'label' ? 'error' : 'warning', at, `${words}.`, { plugin });
      continue;
    }
    const [first, then] = order;
    // Of a list that is known in part the order of two known entries is known all the same.
    if (names.indexOf(first) > names.indexOf(then))
      report('plugin-order', 'warning', at, `${words}. Put '${first}' before '${then}'.`, { plugin });
  }
}

// ---- PLUGINS_CONFIG ----------------------------------------------------------------------------------------------

function checkPluginsConfig(checking: Checking, enabled: Enabled): void {
  const { given, plugins, report } = checking;
  const config = given.pluginsConfig;
  for (const { key, plugin, at } of given.repeated) {
    const where = plugin === null ? 'PLUGINS_CONFIG' : `PLUGINS_CONFIG['${plugin}']`;
    const message = `${where} has '${key}' more than once; Python keeps only the last one.`;
    report('repeated-key', 'error', at, message, plugin === null ? { plugin: key } : { plugin, setting: key });
  }
  if (config === null) {
    if (!given.open)
      for (const one of plugins) checkRequired(checking, one, null, enabled.names.get(one.plugin.module) ?? null);
    return;
  }
  if (config.kind === 'unknown') return;
  if (config.kind !== 'dict') {
    const at = placeOf(config, given, 'PLUGINS_CONFIG');
    const message = `PLUGINS_CONFIG is ${article(typeNameOf(config))}; it is to be a dict with one dict for each plugin.`;
    report('plugins-config-type', 'error', at, message);
    return;
  }
  for (const entry of config.entries) {
    if (!entry.isText) {
      report(
        'unknown-plugin',
        'error',
        entry.keyAt ?? config.at,
        'A key of PLUGINS_CONFIG is no string; keys are names of plugins.',
      );
    } else if (!plugins.some(one => one.plugin.module === entry.name))
      unknownPlugin(checking, enabled, entry.name, entry.keyAt ?? config.at);
  }
  for (const one of plugins) {
    const { module } = one.plugin;
    const entry = config.entries.find(each => each.name === module && each.isText);
    if (!entry) {
      if (!config.open) checkRequired(checking, one, null, config.at ?? given.names.get('PLUGINS_CONFIG') ?? null);
      continue;
    }
    checkSection(checking, one, entry.value, entry.keyAt ?? config.at);
  }
}

function unknownPlugin({ modules, report }: Checking, enabled: Enabled, name: string, at: Span | null): void {
  // Said at its entry of PLUGINS already.
  if (enabled.names.has(name)) return;
  const meant = sameName(name, modules) ?? nearestName(name, modules);
  if (meant === null && enabled.open) return;
  const hint = meant === null ? `no plugin of that name is in PLUGINS` : `Did you mean '${meant}'?`;
  const message =
    meant === null
      ? `PLUGINS_CONFIG has settings for '${name}', but ${hint}.`
      : `PLUGINS_CONFIG has settings for '${name}', which no package given holds, so nobody reads them. ${hint}`;
  report('unknown-plugin', meant === null ? 'warning' : 'error', at, message, { plugin: name });
}

function checkSection(checking: Checking, settings: ReleasedSettings, section: Plain, keyAt: Span | null): void {
  const { report } = checking;
  const { module } = settings.plugin;
  if (section.kind === 'unknown') return;
  if (section.kind !== 'dict') {
    const message = `PLUGINS_CONFIG['${module}'] is ${article(typeNameOf(section))}; it is to be a dict of settings.`;
    report('settings-type', 'error', section.at ?? keyAt, message, { plugin: module });
    return;
  }
  checkRequired(checking, settings, section, keyAt);
  checkNames(checking, settings, section, keyAt);
  for (const { path, expected, given, at } of violationsOf(settings.schema, section)) {
    const [setting = ''] = path;
    // Below a secret, or in a dictionary, names may themselves be data.
    const shown = path
      .slice(0, isSecretName(setting) ? 1 : undefined)
      .map(part => (/^\d+$/.test(part) ? `[${part}]` : `['${part}']`));
    const message = `PLUGINS_CONFIG['${module}']${shown.join('')} is ${given}, where ${module} takes ${expected}.`;
    report('setting-value', 'warning', at ?? keyAt, message, { plugin: module, setting });
  }
}

function checkRequired(
  { report }: Checking,
  { plugin, settings, version }: ReleasedSettings,
  section: PlainDict | null,
  at: Span | null,
): void {
  if (section?.open) return;
  for (const { name, required } of settings) {
    if (!required || section?.entries.some(entry => entry.isText && entry.name === name)) continue;
    const module = plugin.config?.module ?? plugin.module;
    const { message } = messageFor('required-setting', version, { module, setting: name }, null);
    report('required-setting', 'error', at, message, { plugin: plugin.module, setting: name });
  }
}

function checkNames({ report }: Checking, one: ReleasedSettings, section: PlainDict, keyAt: Span | null): void {
  const { module } = one.plugin;
  const known = one.settings.map(setting => setting.name);
  for (const { name, isText, keyAt: at } of section.entries) {
    if (isText && known.includes(name)) continue;
    const about = { plugin: module, setting: name };
    const place = at ?? keyAt;
    const where = `PLUGINS_CONFIG['${module}']`;
    if (!isText) {
      report('unknown-setting', 'warning', place, `A key of ${where} is no string; keys are names of settings.`, {
        plugin: module,
      });
      continue;
    }
    const unset = known.filter(each => !section.entries.some(entry => entry.name === each));
    const meant = known.find(each => each.toLowerCase() === name.toLowerCase()) ?? nearestName(name, unset);
    if (meant !== null) {
      report(
        'unknown-setting',
        'warning',
        place,
        `${module} has no setting '${name}'. Did you mean '${meant}'?`,
        about,
      );
    } else if (one.closed) {
      report('unknown-setting', 'warning', place, `${module} neither declares nor reads a setting '${name}'.`, about);
    }
  }
}

function placeOf(value: Plain, given: GivenConfiguration, name: string): Span | null {
  return value.at ?? given.names.get(name) ?? null;
}

/** `an int`, `None`. */
function article(type: string | null): string {
  if (type === null || type === 'NoneType') return 'None';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
