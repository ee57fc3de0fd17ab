/** Where Django looks for an app's templates and static files, and what the package ships there. */
import { literalOf } from '../base.ts';
import { configMember } from '../config.ts';
import type { PackageFile } from '../../package/package.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

/** A package of the distribution that is an installed app of the host: its folder is searched. */
export interface App {
  /** Dotted module. */
  readonly module: string;
  /** Install folder, with `/`. */
  readonly folder: string;
}

/** An entry of `django_apps` of a plugin, as written. */
export interface AppEntry {
  readonly name: string;
  readonly at: Span;
  readonly plugin: PluginModel;
}

/** What each plugin's `django_apps` lists, where that is known. */
export function appEntries(base: ModelBase): AppEntry[] {
  const entries: AppEntry[] = [];
  for (const plugin of base.plugins) {
    const value = plugin.config && configMember(plugin.config.value, 'django_apps')?.value;
    if (!plugin.config || value?.kind !== 'sequence') continue;
    const fallback = plugin.config.attributes.get('django_apps')?.at ?? plugin.config.at;
    for (const item of value.items) {
      const literal = literalOf(item);
      if (literal.known && literal.type === 'str' && typeof literal.value === 'string')
        entries.push({ name: literal.value, at: literal.at ?? fallback, plugin });
    }
  }
  return entries;
}

/** The installed apps of the distribution: its plugins, and own packages that they name in `django_apps`. */
export function ownApps(base: ModelBase, entries: readonly AppEntry[]): App[] {
  const modules = new Set(base.plugins.map(plugin => plugin.module));
  for (const { name } of entries) {
    for (const module of [name, name.replace(/(?:\.apps)?\.\w+$/, '')]) {
      if (base.program.modules.get(module)?.isPackage) {
        modules.add(module);
        break;
      }
    }
  }
  return [...modules].sort().map(module => ({ module, folder: `${module.replaceAll('.', '/')}/` }));
}

/** Shipped files in a folder of each app, with their path below it; Python and its caches left out. */
export function filesIn(
  base: ModelBase,
  apps: readonly App[],
  folder: string,
): { readonly file: PackageFile; readonly name: string; readonly app: App }[] {
  const found: { file: PackageFile; name: string; app: App }[] = [];
  for (const file of base.package.files.values()) {
    const install = file.installPath;
    if (install === null || /\.(?:py|pyc|pyi)$|(?:^|\/)__pycache__\//.test(install)) continue;
    for (const app of apps) {
      const prefix = `${app.folder}${folder}/`;
      if (install.startsWith(prefix)) found.push({ file, name: install.slice(prefix.length), app });
    }
  }
  return found;
}

/** The text of a file that is UTF-8, as reports number it; `undefined` otherwise. */
export function textOf(file: PackageFile): string | undefined {
  const read = file.read();
  if (!read.ok) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read.bytes);
  } catch {
    return undefined; // Not text: a fact of the package, for the caller to say.
  }
}

/** The first line of a text that is not blank: where a finding about the whole file stands. */
export function topOf(file: string, text: string): Span {
  const [, blank = '', line = ''] = /^(\s*)([^\r\n]*)/.exec(text) ?? [];
  return { file, start: blank.length, end: blank.length + line.trimEnd().length };
}
