/** Files that belong to a plugin and are not installed with it, and folders that Python or Django pass over. */
import { methodOf, stringOf } from '../../program/index.ts';
import type { PackageFile } from '../../package/package.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';
import type { PluginModel } from '../config.ts';

export type UnshippedKind = 'migrations' | 'modules' | 'templates' | 'static files';

/** Files of one kind that stand in a plugin's folder and are left out of what is installed. */
export interface Unshipped {
  /** The plugin, or the package that would be one if it was installed. */
  readonly plugin: Pick<PluginModel, 'module'>;
  readonly kind: UnshippedKind;
  /** Paths relative to the root, in order. */
  readonly files: readonly string[];
  /** Where packaging is declared. */
  readonly at: Span;
}

/** A folder with Python files and no `__init__.py`. */
export interface BareFolder {
  /** Dotted name of the folder. */
  readonly module: string;
  /** The folder's first file. */
  readonly at: Span;
}

/** A template of the package's own that its code names and that is not installed. */
export interface MissingTemplate {
  readonly name: string;
  /** Where it is named. */
  readonly at: Span;
  /** The file of the source tree that would be it, and does not ship. */
  readonly source: string | null;
}

/** A static file or template that lies outside the folder of the plugin's own name. */
export interface UnnamespacedFile {
  readonly kind: 'static file' | 'template';
  /** As it is asked for: below `static/` or `templates/`. */
  readonly path: string;
  readonly at: Span;
  /** Further files of the same kind and top-level entry. */
  readonly others: number;
}

const TEST = /(^|\/)(tests?|conftest\.py|test_[^/]*|__pycache__)(\/|$)/;
const STATIC_ASSET = /\.(css|js|mjs|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|json|html)$/i;

/** Where files of a plugin's folder stand in the package: the folder of its `__init__.py`. */
function folderOf(plugin: PluginModel): string {
  return plugin.file.slice(0, plugin.file.lastIndexOf('/') + 1);
}

/** The files of a plugin that do not ship, by kind; empty for a wheel or an installed package. */
export function unshippedOf(base: ModelBase): readonly Unshipped[] {
  const out: Unshipped[] = [];
  const { metadataFile } = base.package.distribution;
  if (metadataFile === null) return out;
  const lost = base.plugins.length === 0 ? lostPlugin(base) : undefined;
  if (lost) out.push({ ...lost, kind: 'modules', at: { file: metadataFile, start: 0, end: 0 } });
  for (const plugin of base.plugins) {
    const folder = folderOf(plugin);
    // A plugin that does not ship at all is no plugin of this distribution.
    if (folder === '' || (base.package.files.get(plugin.file)?.installPath ?? null) === null) continue;
    const byKind = new Map<UnshippedKind, string[]>();
    for (const file of base.package.files.values()) {
      if (file.installPath !== null || !file.path.startsWith(folder) || file.size === 0) continue;
      const kind = kindOf(file.path.slice(folder.length));
      if (!kind) continue;
      const list = byKind.get(kind);
      if (list) list.push(file.path);
      else byKind.set(kind, [file.path]);
    }
    for (const [kind, files] of byKind) out.push({ plugin, kind, files, at: { file: metadataFile, start: 0, end: 0 } });
  }
  return out;
}

/** The package with a PluginConfig of a source tree of which nothing in Python is installed at all. */
function lostPlugin(base: ModelBase): Pick<Unshipped, 'plugin' | 'files'> | undefined {
  const files = [...base.package.files.values()].filter(file => file.path.endsWith('.py') && !TEST.test(file.path));
  if (files.some(file => file.installPath !== null)) return undefined;
  for (const file of files) {
    const folder = /^(?:src\/)?([A-Za-z_]\w*)\/__init__\.py$/.exec(file.path);
    const read = folder ? file.read() : undefined;
    if (read?.ok !== true || !/\bclass\s+\w+\(.*PluginConfig\b/.test(new TextDecoder().decode(read.bytes))) continue;
    const root = file.path.slice(0, file.path.lastIndexOf('/') + 1);
    const own = files.filter(one => one.path.startsWith(root) && one.size > 0).map(one => one.path);
    return { plugin: { module: folder?.[1] ?? '' }, files: own };
  }
  return undefined;
}

function kindOf(path: string): UnshippedKind | null {
  if (TEST.test(path)) return null;
  if (path.endsWith('.py'))
    return /(^|\/)migrations\//.test(path) ? 'migrations' : /(^|\/)templates\//.test(path) ? null : 'modules';
  if (/(^|\/)templates\//.test(path)) return /\.(html?|txt|j2|jinja2?|xml|svg)$/i.test(path) ? 'templates' : null;
  return /(^|\/)static\//.test(path) && STATIC_ASSET.test(path) ? 'static files' : null;
}

/** Folders of plugins that have API URLs and no `__init__.py`. One of migrations is Django's matter: see `AppMigrations.folder`. */
export function bareFoldersOf(base: ModelBase): readonly BareFolder[] {
  const installed = new Map<string, PackageFile>();
  for (const file of base.package.files.values()) if (file.installPath !== null) installed.set(file.installPath, file);
  const out: BareFolder[] = [];
  for (const plugin of base.plugins) {
    const folder = `${plugin.module.replaceAll('.', '/')}/api`;
    const urls = installed.get(`${folder}/urls.py`);
    if (!urls || installed.has(`${folder}/__init__.py`)) continue;
    out.push({ module: `${plugin.module}.api`, at: { file: urls.path, start: 0, end: 0 } });
  }
  return out;
}

/** Templates in the plugins' own folders that Python code names, and that are not among the installed ones. */
export function missingTemplatesOf(base: ModelBase): readonly MissingTemplate[] {
  const owned = new Set(base.plugins.flatMap(plugin => [plugin.module, plugin.label]));
  const installed = new Set<string>();
  const sources = new Map<string, string>();
  for (const file of base.package.files.values()) {
    const name = /(?:^|\/)templates\/(.+)$/.exec(file.installPath ?? file.path)?.[1];
    if (name === undefined) continue;
    if (file.installPath !== null) installed.add(name);
    else sources.set(name, file.path);
  }
  const out = new Map<string, MissingTemplate>();
  const consider = (value: Value | undefined): void => {
    const name = stringOf(value);
    if (name === undefined || value?.kind !== 'constant' || !value.at) return;
    const [top = '', ...rest] = name.split('/');
    if (rest.length === 0 || !owned.has(top) || !/\.\w+$/.test(name) || installed.has(name)) return;
    out.set(`${value.at.file}:${value.at.start}`, { name, at: value.at, source: sources.get(name) ?? null });
  };
  for (const cls of base.program.classes) consider(cls.namespace.get('template_name'));
  for (const call of base.program.calls) {
    if (call.phase === 'dead') continue;
    const name = methodOf(call.callee)?.name ?? (call.callee.kind === 'symbol' ? call.callee.path : '');
    if (!/(^|\.)(render|render_to_string|get_template|select_template|render_to_response)$/.test(name)) continue;
    for (const arg of call.args.slice(0, 2)) consider(arg);
    consider(call.keywords.get('template_name'));
  }
  return [...out.values()];
}

/** Static files and templates that share their path with every other app's. */
export function unnamespacedOf(base: ModelBase): readonly UnnamespacedFile[] {
  const out = new Map<string, { kind: UnnamespacedFile['kind']; path: string; at: Span; others: number }>();
  for (const plugin of base.plugins) {
    const folder = plugin.module.replaceAll('.', '/');
    const own = new Set(
      [plugin.module.split('.').at(-1), plugin.module, plugin.label].map(name =>
        name?.toLowerCase().replaceAll('_', '-'),
      ),
    );
    for (const file of base.package.files.values()) {
      const found = file.installPath?.startsWith(`${folder}/`)
        ? /^(static|templates)\/(.+)$/.exec(file.installPath.slice(folder.length + 1))
        : null;
      const [, kind, path] = found ?? [];
      if (path === undefined || file.path.endsWith('.py') || /(^|\/)(\.|__pycache__)|\.(md|map|gitkeep)$/i.test(path))
        continue;
      const [top = path] = path.split('/', 1);
      const normal = top.toLowerCase().replaceAll('_', '-');
      // A folder that begins like the plugin's name (`netbox_qr` for netbox_qrcode) is as good as its own.
      if (
        path.includes('/') &&
        [...own].some(name => name !== undefined && (name.startsWith(normal) || normal.startsWith(name)))
      )
        continue;
      const key = `${plugin.module} ${kind ?? ''} ${top}`;
      const known = out.get(key);
      if (known) known.others++;
      else
        out.set(key, {
          kind: kind === 'static' ? 'static file' : 'template',
          path,
          at: { file: file.path, start: 0, end: 0 },
          others: 0,
        });
    }
  }
  return [...out.values()];
}
