/**
 * Changes of what `get_plugin_config()` gives. It gives the very object that `default_settings` holds (PluginConfig.validate puts it
 * into `PLUGINS_CONFIG` without a copy, 2.8 to 4.7), so that a change of it is one of the default, in this process alone.
 */
import { nestedRead, settingRead } from '../../host/netbox/knowledge.ts';
import { alternativesOf, methodOf, stepsOf } from '../../program/index.ts';
import type { Step } from '../../finding.ts';
import type { Phase, Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface SettingChange {
  readonly plugin: string;
  readonly name: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly trace: readonly Step[];
}

/** Methods of lists, dicts and sets that change them. */
const CHANGING: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'remove',
  'pop',
  'popitem',
  'clear',
  'update',
  'setdefault',
  'add',
  'discard',
  'reverse',
  'sort',
]);

/** Finds writes into, and changing calls on, values that `get_plugin_config()` gave. */
export function settingChangesOf(base: ModelBase): readonly SettingChange[] {
  const changes: SettingChange[] = [];
  const { writes, calls } = base.program;
  for (const { access, object, at, phase, frame } of writes) {
    if (access !== 'item') continue;
    const setting = settingOf(object);
    if (setting) changes.push({ ...setting, at, phase, trace: stepsOf(frame) });
  }
  for (const { callee, at, phase, frame } of calls) {
    const method = methodOf(callee);
    if (!method || !CHANGING.has(method.name)) continue;
    const setting = settingOf(method.object);
    if (setting) changes.push({ ...setting, at, phase, trace: stepsOf(frame) });
  }
  return changes;
}

/** The setting that a value is, or is a part of; of several alternatives, the only one. */
function settingOf(value: Value): { readonly plugin: string; readonly name: string } | undefined {
  const [one, ...others] = alternativesOf(value);
  if (!one || others.length > 0 || !isGiven(one)) return undefined;
  const read = settingRead(one) ?? nestedRead(one);
  return read ? { plugin: read.plugin, name: read.name } : undefined;
}

/** What is reached through `PLUGINS_CONFIG` itself is seen as a change of that. */
function isGiven(value: Value): boolean {
  let at = value;
  for (;;) {
    if (at.kind === 'item') at = at.object;
    else if (at.kind === 'call') {
      const method = methodOf(at.callee);
      if (method?.name !== 'get') return true;
      at = method.object;
    } else return false;
  }
}
