/** Reads of settings: of plugins, by whatever road, and of Django's own settings object. */
import { nestedRead, settingRead, settingsAccess } from '../../host/netbox/knowledge.ts';
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
  /** The read itself. */
  readonly readAt: Span;
  readonly phase: Phase;
  /** It happens only under a condition that is not known. */
  readonly guarded: boolean;
  readonly trace: readonly Step[];
}

/** A read of something inside of a setting's value. */
export interface NestedUse {
  readonly plugin: string;
  /** The setting. */
  readonly name: string;
  /** Keys below it, at least one, up to the first that is no known string. */
  readonly keys: readonly string[];
  /** The default given at the read; `null` without one. */
  readonly fallback: Literal | null;
  readonly at: Span;
  /** It happens only under a condition that is not known. */
  readonly guarded: boolean;
}

/** A read of `settings.X` for an X that neither Django nor NetBox, nor a library of NetBox's, defines. */
export interface ForeignSettingUse {
  readonly name: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly guarded: boolean;
  /** Its absence is provided for: by a default, or by catching the exception. */
  readonly fallback: boolean;
  /** Another app that the package imports, requires or looks for, which the setting's name begins with: `channels`. */
  readonly app: string | null;
}

/** A read of `settings.X` for an X of NetBox's that some release under check does not have. */
export interface AbsentSettingUse {
  readonly name: string;
  readonly at: Span;
  readonly phase: Phase;
  readonly guarded: boolean;
  /** Releases under check without it. */
  readonly missing: ReleaseSet;
}

export interface SettingUses {
  readonly uses: readonly SettingUse[];
  readonly nested: readonly NestedUse[];
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
  const nested: NestedUse[] = [];
  const whole = new Set<string | null>();
  const seen = new Set<string>();
  let apps: ReadonlyMap<string, string> | undefined;
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
        apps ??= otherApps(base);
        const app = apps.get(firstWord(name)) ?? null;
        foreign.push({ name, at, phase, guarded: guard !== null, fallback: read.caught, app });
      }
      const missing = value.path === `django.conf.settings.${name}` ? missingReleases(base, name) : 0;
      // A default that is given with getattr() needs none: only what is read as an attribute fails.
      if (missing !== 0 && writtenEnd(base, at).endsWith(`.${name}`)) {
        absent.push({ name, at, phase, guarded: guard !== null || read.caught || insideTry(base, at), missing });
      }
      continue;
    }
    const access = settingsAccess(value);
    if (!access) nested.push(...nestedUse(value, null, at, guard !== null));
    if (!access || access.name === null) continue;
    add({
      plugin: access.plugin,
      name: stringOf(access.name) ?? null,
      how: 'item',
      fallback: null,
      at: writtenAt(access.name) ?? at,
      pluginAt: at,
      readAt: at,
      phase,
      guarded: guard !== null,
      trace: stepsOf(read.frame),
    });
  }
  for (const call of base.program.calls) {
    const use = useOfCall(call);
    if (use) add(use);
    else nested.push(...nestedUse(call.result, call.result.args[1], call.at, call.guard !== null));
    noteWhole(call, whole);
  }
  return { uses, nested, foreign, absent, whole };
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

function* nestedUse(value: Value, fallback: Value | undefined | null, at: Span, guarded: boolean): Iterable<NestedUse> {
  const read = nestedRead(value);
  if (!read) return;
  const names = read.keys.map(key => stringOf(key ?? undefined));
  const end = names.indexOf(undefined);
  const keys = names.slice(0, end < 0 ? undefined : end).filter(name => name !== undefined);
  if (keys.length === 0) return;
  const given = end < 0 && fallback ? literalOf(fallback) : null;
  yield { plugin: read.plugin, name: read.name, keys, fallback: given, at, guarded };
}

const firstWord = (name: string): string => name.split('_', 1)[0]?.toLowerCase() ?? '';

/** Words that say nothing of whose a module is. */
const NOBODYS = new Set(['django', 'netbox', 'plugin', 'plugins', 'python', 'client', 'api', 'rest', 'framework']);

/** Modules of Python's standard library whose names are words that settings begin with as well. */
const STANDARD_LIBRARY = new Set(
  'abc ast base64 builtins calendar cmd code codecs collections concurrent contextlib copy csv ctypes dataclasses datetime decimal difflib email enum errno fcntl filecmp fileinput fractions ftplib functools glob graphlib grp gzip hashlib heapq hmac html http imaplib importlib inspect io ipaddress itertools json keyword locale logging lzma mailbox math mimetypes mmap multiprocessing numbers operator optparse os pathlib pickle pkgutil platform poplib pprint profile pwd queue random re readline reprlib resource sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver ssl stat statistics string struct subprocess sys syslog tarfile tempfile test textwrap this threading time timeit token tokenize tomllib trace traceback types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser xml zipfile zlib zoneinfo'.split(
    ' ',
  ),
);

/** Apps of others by the words of their names: what the package imports or requires, and is neither its own nor the host's. */
function otherApps(base: ModelBase): ReadonlyMap<string, string> {
  const { program, host } = base;
  const own = new Set(base.plugins.flatMap(plugin => [plugin.module, plugin.label].flatMap(wordsOf)));
  const names = [
    ...program.imports.flatMap(one => (one.own ? [] : [one.module.split('.', 1)[0] ?? one.module])),
    ...base.package.distribution.requirements.map(one => one.name),
  ];
  const apps = new Map<string, string>();
  for (const name of names) {
    if (host.facts.ownsTopLevel(name) || STANDARD_LIBRARY.has(name)) continue;
    for (const word of wordsOf(name)) if (!own.has(word) && !NOBODYS.has(word) && !apps.has(word)) apps.set(word, name);
  }
  return apps;
}

const wordsOf = (name: string): string[] => name.toLowerCase().split(/[-_.]+/);

function useOfCall(call: CallEffect): SettingUse | undefined {
  const { result, at, phase, guard } = call;
  const circumstances = { readAt: at, phase, guarded: guard !== null, trace: stepsOf(call.frame) };
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
  const note = (value: Value): void => {
    for (const one of alternativesOf(value)) {
      const access = settingsAccess(one);
      if (access?.name === null) whole.add(access.plugin);
    }
  };
  const method = methodOf(call.callee);
  if (method && method.name !== 'get') note(method.object);
  call.args.forEach(note);
  call.keywords.forEach(note);
}
