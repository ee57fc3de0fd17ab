/** Reads of settings: of plugins, by whatever road, and of Django's own settings object. */
import { settingRead, settingsAccess } from '../../host/netbox/knowledge.ts';
import { alternativesOf, methodOf, stepsOf, stringOf } from '../../program/index.ts';
import { literalOf } from '../base.ts';
import { insideTry } from '../routes/guarded.ts';
import { moduleOfFile } from '../routes/loading.ts';
import { isDjangoSetting, isForeignSetting } from './django-settings.ts';
import type { ReleaseSet } from '../../host/facts.ts';
import type { Step } from '../../finding.ts';
import type { CallEffect, Phase, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { Literal, ModelBase } from '../base.ts';

/** One read of a plugin's setting. */
export interface SettingUse {
  /** The plugin, as written; `null` when it is computed. */
  readonly plugin: string | null;
  /** The setting; `null` when it is computed, or when the whole configuration is taken. */
  readonly name: string | null;
  /** `function`: get_plugin_config(); `item`: `PLUGINS_CONFIG[…][…]`, which raises KeyError; `get`: `.get()`. */
  readonly how: 'function' | 'item' | 'get';
  /** The default given at the read; `null` without one. */
  readonly fallback: Literal | null;
  /** Where the setting's name is written, or the read. */
  readonly at: Span;
  /** Where the plugin's name is written, or the read. */
  readonly pluginAt: Span;
  readonly phase: Phase;
  /** It happens only under a condition that is not known. */
  readonly guarded: boolean;
  readonly trace: readonly Step[];
}

/** A read of `settings.X` for an X that neither Django nor NetBox, nor a library of NetBox's, defines. */
export interface ForeignSettingUse {
  readonly name: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly guarded: boolean;
}

/** A read of `settings.X` for an X of NetBox's that some release under check does not have. */
export interface AbsentSettingUse extends ForeignSettingUse {
  /** Releases under check without it. */
  readonly missing: ReleaseSet;
}

export interface SettingUses {
  readonly uses: readonly SettingUse[];
  readonly foreign: readonly ForeignSettingUse[];
  readonly absent: readonly AbsentSettingUse[];
  /** Plugins whose whole configuration is handed on or walked over, so that any setting of theirs may be read; `null`: computed. */
  readonly whole: ReadonlySet<string | null>;
}

/** Finds all reads of settings. */
export function settingUses(base: ModelBase): SettingUses {
  const uses: SettingUse[] = [];
  const foreign: ForeignSettingUse[] = [];
  const absent: AbsentSettingUse[] = [];
  const whole = new Set<string | null>();
  const seen = new Set<string>();
  const add = (use: SettingUse): void => {
    const key = `${use.at.file}:${use.at.start}:${use.plugin ?? ''}:${use.name ?? ''}:${use.how}`;
    if (!seen.has(key)) uses.push(use);
    seen.add(key);
  };
  for (const read of base.program.reads) {
    const { value, at, phase, guard } = read;
    if (value.kind === 'symbol') {
      const name = value.path.slice(value.path.lastIndexOf('.') + 1);
      if (value.path.startsWith('django.conf.') && isForeignSetting(base.host.facts, name)) {
        foreign.push({ name, at, phase, guarded: guard !== null });
      }
      const missing = value.path === `django.conf.settings.${name}` ? missingReleases(base, name) : 0;
      // A default that is given with getattr() needs none: only what is read as an attribute fails.
      if (missing !== 0 && writtenEnd(base, at).endsWith(`.${name}`)) {
        absent.push({ name, at, phase, guarded: guard !== null || read.caught || insideTry(base, at), missing });
      }
      continue;
    }
    const access = settingsAccess(value);
    if (!access || access.name === null) continue;
    add({
      plugin: access.plugin,
      name: stringOf(access.name) ?? null,
      how: 'item',
      fallback: null,
      at: writtenAt(access.name) ?? at,
      pluginAt: at,
      phase,
      guarded: guard !== null,
      trace: stepsOf(read.frame),
    });
  }
  for (const call of base.program.calls) {
    const use = useOfCall(call);
    if (use) add(use);
    noteWhole(call, whole);
  }
  return { uses, foreign, absent, whole };
}

/** Releases under check that do not define a setting which others define. */
function missingReleases({ host }: ModelBase, name: string): ReleaseSet {
  const have = host.facts.setting(name) | host.facts.parameter(name);
  return have === 0 || isDjangoSetting(name) ? 0 : host.releases & ~have;
}

/** The text of a place, as written. */
function writtenEnd(base: ModelBase, at: Span): string {
  const name = moduleOfFile(base, at.file);
  return (name === undefined ? undefined : base.program.modules.get(name))?.text.slice(at.start, at.end) ?? '';
}

function useOfCall(call: CallEffect): SettingUse | undefined {
  const { result, at, phase, guard } = call;
  const circumstances = { phase, guarded: guard !== null, trace: stepsOf(call.frame) };
  const access = settingsAccess(result);
  if (access) {
    if (access.name === null) return undefined;
    const fallback = result.args[1];
    return {
      plugin: access.plugin,
      name: stringOf(access.name) ?? null,
      how: 'get',
      fallback: fallback ? literalOf(fallback) : null,
      at: writtenAt(access.name) ?? at,
      pluginAt: at,
      ...circumstances,
    };
  }
  if (!isReader(result.callee)) return undefined;
  const read = settingRead(result);
  const plugin = result.args[0] ?? result.keywords.get('plugin_name');
  const name = result.args[1] ?? result.keywords.get('parameter');
  const fallback = result.args[2] ?? result.keywords.get('default');
  return {
    plugin: read?.plugin ?? stringOf(plugin) ?? null,
    name: read?.name ?? stringOf(name) ?? null,
    how: 'function',
    fallback: fallback ? literalOf(fallback) : null,
    at: writtenAt(name) ?? at,
    pluginAt: writtenAt(plugin) ?? at,
    ...circumstances,
  };
}

const isReader = (callee: Value): boolean =>
  callee.kind === 'symbol' && /(^|\.)plugins(\.utils)?\.get_plugin_config$/.test(callee.path);

function writtenAt(value: Value | undefined): Span | null {
  return value?.kind === 'constant' ? value.at : null;
}

/** A whole configuration that is passed on, or on which anything but `get` is called. */
function noteWhole(call: CallEffect, whole: Set<string | null>): void {
  const method = methodOf(call.callee);
  const given: Value[] = [...call.args, ...call.keywords.values()];
  if (method && method.name !== 'get') given.push(method.object);
  for (const value of given) {
    for (const one of alternativesOf(value)) {
      const access = settingsAccess(one);
      if (access?.name === null) whole.add(access.plugin);
    }
  }
}
