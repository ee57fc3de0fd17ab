/** How setuptools finds packages and modules when they are not listed: `find_packages` and auto-discovery. */
import type { FindCall } from '../metadata/setup-py.ts';
import { folderOf } from '../listing.ts';
import { fnmatch } from './glob.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

/** Folders that auto-discovery of a flat layout takes for no package (setuptools/discovery.py, FlatLayoutPackageFinder). */
const FLAT_EXCLUDED_PACKAGES = [
  'ci', 'bin', 'debian', 'doc', 'docs', 'documentation', 'manpages', 'news', 'newsfragments', 'changelog', 'test', 'tests', 'unit_test',
  'unit_tests', 'example', 'examples', 'scripts', 'tools', 'util', 'utils', 'python', 'build', 'benchmark', 'benchmarks', 'exercise',
  'exercises', 'htmlcov', 'tasks', 'fabfile', 'site_scons',
] as const; // prettier-ignore

/** Modules that auto-discovery of a flat layout passes over (FlatLayoutModuleFinder). */
const FLAT_EXCLUDED_MODULES: ReadonlySet<string> = new Set([
  'setup', 'conftest', 'test', 'tests', 'example', 'examples', 'build', 'toxfile', 'noxfile', 'pavement', 'dodo', 'tasks', 'fabfile',
  'SConstruct', 'Sconstruct', 'sConstruct', 'sconstruct', 'conanfile', 'manage', 'benchmark', 'benchmarks', 'exercise', 'exercises',
]); // prettier-ignore

const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Names of the packages below `where`, dotted. Without namespaces a package needs an `__init__.py` at every level; with them any
 * folder is one.
 */
export function findPackages(tree: FileTree, find: FindCall): string[] {
  const base = normalizeFolder(find.where);
  const found: string[] = [];
  const visit = (folder: string, parent: string): void => {
    for (const child of tree.foldersIn(folder)) {
      const name = child.slice(child.lastIndexOf('/') + 1);
      const dotted = parent === '' ? name : `${parent}.${name}`;
      if (name.includes('.') || !(find.namespaces || tree.hasFile(`${child}/__init__.py`))) continue;
      const matches = (patterns: readonly string[]): boolean => patterns.some(pattern => fnmatch(pattern, dotted));
      if (matches(find.include) && !matches(find.exclude)) found.push(dotted);
      visit(child, dotted);
    }
  };
  visit(base, '');
  return found;
}

export interface Discovered {
  readonly packages: readonly string[];
  readonly modules: readonly string[];
  /** The folder of top-level packages and modules. */
  readonly root: string;
  /** Top-level packages (or modules) of a flat layout when there are several: setuptools refuses to build. */
  readonly ambiguous: readonly string[];
}

const EVERYTHING: FindCall = { namespaces: true, where: '.', include: ['*'], exclude: [] };

/** Auto-discovery: a `src` layout, else a flat layout with one top-level package or one module. */
export function discover(tree: FileTree, sourceFolder: string): Discovered {
  const src = normalizeFolder(sourceFolder);
  if (tree.hasFolder(src)) {
    const packages = findPackages(tree, { ...EVERYTHING, where: src });
    return { packages, modules: modulesIn(tree, src), root: src, ambiguous: [] };
  }
  const exclude = [...FLAT_EXCLUDED_PACKAGES, '[._]*'].flatMap(name => [name, `${name}.*`]);
  const packages = findPackages(tree, { ...EVERYTHING, exclude }).filter(name => {
    const top = name.split('.')[0] ?? '';
    return IDENTIFIER.test(top) || top.endsWith('-stubs');
  });
  const tops = packages.filter(name => !name.includes('.') && !name.endsWith('-stubs'));
  if (tops.length > 0) return { packages, modules: [], root: '', ambiguous: tops.length > 1 ? tops : [] };
  const modules = modulesIn(tree, '').filter(name => !FLAT_EXCLUDED_MODULES.has(name) && !/^[._]/.test(name));
  return { packages: [], modules, root: '', ambiguous: modules.length > 1 ? modules : [] };
}

function modulesIn(tree: FileTree, folder: string): string[] {
  return tree
    .filesIn(folder)
    .filter(path => path.endsWith('.py') && folderOf(path) === folder)
    .map(path => path.slice(folder === '' ? 0 : folder.length + 1, -3))
    .filter(name => IDENTIFIER.test(name));
}
