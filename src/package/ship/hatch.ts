/** hatchling's wheel target; read after hatchling's builders/config.py and builders/wheel.py (1.33). */
import { byCodeUnit, folderOf } from '../listing.ts';
import { normalizeName } from '../metadata/requirement.ts';
import type { TomlTable } from '../metadata/toml.ts';
import { own, stringsAt, tableAt, tableOf } from '../metadata/toml.ts';
import { IgnorePatterns } from './gitignore.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { unknownLayout } from './layout.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

interface Selection {
  readonly include: readonly string[];
  readonly packages: readonly string[];
  readonly onlyInclude: readonly string[];
}

export function readHatch(input: LayoutInput): Layout {
  const { tree, sources, name } = input;
  const build = sources.pyproject ? tableAt(sources.pyproject.table, 'tool', 'hatch', 'build') : {};
  const wheel = tableAt(build, 'targets', 'wheel');
  /** The target's own setting, else the one for all targets. */
  const setting = (key: string): unknown => own(wheel, key) ?? own(build, key);
  const list = (key: string): string[] => stringsAt({ [key]: setting(key) }, key) ?? [];

  const forced = Object.entries(tableOf(setting('force-include')));
  const declared: Selection = {
    include: list('include'),
    packages: list('packages').map(normalizeFolder),
    onlyInclude: list('only-include').map(normalizeFolder),
  };
  const isDeclared = [declared.include, declared.packages, declared.onlyInclude].some(entries => entries.length > 0);
  const bypass = own(wheel, 'bypass-selection') === true || forced.length > 0 || list('artifacts').length > 0;
  const selection = isDeclared ? declared : (defaultSelection(tree, name) ?? (bypass ? undefined : null));
  if (selection === null) {
    const why = `hatchling finds no package named after the project${name === undefined ? '' : ` (${fileName(name)})`} and refuses to build`;
    return { installed: new Map(), problems: [unknownLayout(why, 'pyproject.toml')] };
  }

  const sourcesMap = sourceMap(setting('sources'), selection?.packages ?? []);
  const target = (path: string): string => {
    for (const [source, replacement] of sourcesMap) {
      if (source === '' || path.startsWith(source)) return replacement + path.slice(source.length);
    }
    return path;
  };
  const installed = new Map<string, string>();
  if (selection) {
    const ignoreVcs = setting('ignore-vcs') === true;
    const excluded = new IgnorePatterns([
      ...list('exclude'),
      '*.py[cdo]',
      '/dist',
      ...(ignoreVcs ? [] : input.gitignore),
    ]);
    const included = new IgnorePatterns(selection.include);
    const artifacts = new IgnorePatterns(list('artifacts'));
    const onlyPackages = setting('only-packages') === true;
    const roots = selection.onlyInclude.length > 0 ? selection.onlyInclude : selection.packages;
    const candidates =
      roots.length > 0 ? roots.flatMap(root => (tree.hasFile(root) ? [root] : tree.below(root))) : tree.paths;
    for (const path of candidates) {
      // A path named by itself ships whatever is excluded.
      const named = roots.includes(path);
      const isPackage = tree.hasFile(`${folderOf(path)}/__init__.py`);
      const chosen =
        (!onlyPackages || isPackage) &&
        !excluded.matches(path) &&
        (roots.length > 0 || selection.include.length === 0 || included.matches(path));
      if (named || chosen || artifacts.matches(path)) installed.set(path, target(path));
    }
  }
  for (const [source, destination] of forced) {
    if (typeof destination !== 'string') continue;
    const from = normalizeFolder(source);
    const to = normalizeFolder(destination);
    if (tree.hasFile(from)) installed.set(from, target(to));
    else
      for (const path of tree.below(from))
        installed.set(path, target(normalizeFolder(`${to}/${path.slice(from === '' ? 0 : from.length + 1)}`)));
  }
  return { installed, problems: [] };
}

/** hatchling's normal form of a project name in file names: everything but word characters and dots becomes `_`. */
function fileName(name: string): string {
  return name.replace(/[^\p{L}\p{N}_.]+/gu, '_');
}

function defaultSelection(tree: FileTree, name: string | undefined): Selection | undefined {
  if (name === undefined) return undefined;
  const none: Selection = { include: [], packages: [], onlyInclude: [] };
  for (const module of new Set([fileName(name), fileName(normalizeName(name))])) {
    if (tree.hasFile(`${module}/__init__.py`)) return { ...none, packages: [module] };
    if (tree.hasFile(`src/${module}/__init__.py`)) return { ...none, packages: [`src/${module}`] };
    if (tree.hasFile(`${module}.py`)) return { ...none, onlyInclude: [`${module}.py`] };
    const namespaces = tree.foldersIn('').filter(folder => tree.hasFile(`${folder}/${module}/__init__.py`));
    if (namespaces.length === 1) return { ...none, packages: namespaces };
  }
  return undefined;
}

/** Prefixes of paths and what takes their place, in hatchling's order; a listed package loses the folder it lies in. */
function sourceMap(setting: unknown, packages: readonly string[]): readonly (readonly [string, string])[] {
  const map = new Map<string, string>();
  if (Array.isArray(setting))
    for (const source of setting) if (typeof source === 'string') map.set(`${normalizeFolder(source)}/`, '');
  const table: TomlTable = tableOf(setting);
  for (const [source, path] of Object.entries(table)) {
    if (typeof path !== 'string') continue;
    const to = normalizeFolder(path);
    map.set(source === '' ? '' : `${normalizeFolder(source)}/`, to === '' ? '' : `${to}/`);
  }
  for (const path of packages) {
    const folder = folderOf(path);
    if (folder !== '' && !map.has(`${path}/`)) map.set(`${folder}/`, '');
  }
  return [...map].sort(([a], [b]) => byCodeUnit(a, b));
}
