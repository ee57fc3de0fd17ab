/** pdm-backend: packages found at the top, or the listed paths (pdm/backend/base.py and wheel.py, 2.5). */
import { stringAt, stringsAt, tableAt } from '../metadata/toml.ts';
import { compileGlob, fnmatch } from './glob.ts';
import type { Layout, LayoutInput } from './layout.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

export function readPdm({ tree, sources }: LayoutInput): Layout {
  const table = sources.pyproject ? tableAt(sources.pyproject.table, 'tool', 'pdm', 'build') : {};
  const root = normalizeFolder(stringAt(table, 'package-dir') ?? (tree.hasFolder('src') ? 'src' : ''));
  const sourceIncludes = stringsAt(table, 'source-includes') ?? [];
  const listed = stringsAt(table, 'includes') ?? [];
  const onlySource = sourceIncludes.length > 0 ? sourceIncludes : ['tests'];
  const excludes = expand(tree, ['.pdm-build', ...(stringsAt(table, 'excludes') ?? []), ...onlySource]);
  const includes = expand(tree, listed.length > 0 ? listed : topPackages(tree, root));
  for (const [path, key] of includes) {
    const excludeKey = excludes.get(path);
    // The longer pattern wins, then the more concrete one, then the exclusion.
    if (excludeKey !== undefined && weightOrder(key, excludeKey) <= 0) includes.delete(path);
    else if (excludeKey !== undefined) excludes.delete(path);
  }
  const excluded = [...excludes.keys()];
  const isExcluded = (path: string): boolean =>
    excluded.some(entry => path === entry || path.startsWith(`${entry}/`) || fnmatch(entry, path));

  const installed = new Map<string, string>();
  const add = (path: string): void => {
    installed.set(path, root !== '' && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
  };
  for (const entry of includes.keys()) {
    if (tree.hasFile(entry)) add(entry);
    else for (const path of tree.below(entry)) if (!path.endsWith('.pyc') && !isExcluded(path)) add(path);
  }
  return { installed, problems: [] };
}

function topPackages(tree: FileTree, root: string): readonly string[] {
  const found = tree
    .foldersIn(root)
    .filter(
      folder =>
        tree.hasFile(`${folder}/__init__.py`) || (folder.endsWith('-stubs') && tree.hasFile(`${folder}/__init__.pyi`)),
    );
  return found.length > 0 ? found : [normalizeFolder(`${root}/*.py`)];
}

/** Files and folders that the patterns name → the pattern that named them. */
function expand(tree: FileTree, patterns: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const pattern of patterns) {
    const normal = normalizeFolder(pattern);
    if (tree.hasFile(normal) || tree.hasFolder(normal)) found.set(normal, pattern);
    if (!/[*?[]/.test(normal)) continue;
    const matches = compileGlob(normal, false);
    for (const path of tree.paths) {
      if (matches(path)) found.set(path, pattern);
      for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
        const folder = path.slice(0, slash);
        if (!found.has(folder) && matches(folder)) found.set(folder, pattern);
      }
    }
  }
  return found;
}

/** Positive when the first pattern outweighs the second. */
function weightOrder(a: string, b: string): number {
  const weigh = (pattern: string): readonly [number, number] => {
    const parts = normalizeFolder(pattern).split('/');
    const wild = parts.reduce((sum, part) => sum + (part === '**' ? 2 : /[*?[]/.test(part) ? 1 : 0), 0);
    return [parts.length, -wild];
  };
  const [partsA, concreteA] = weigh(a);
  const [partsB, concreteB] = weigh(b);
  return partsA - partsB || concreteA - concreteB;
}
