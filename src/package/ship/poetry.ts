/** Poetry: listed packages, or the one named after the project; read after poetry-core 2's masonry/utils/module.py. */
import { moduleName } from '../metadata/requirement.ts';
import { own, stringAt, stringsAt, tableAt, tableOf } from '../metadata/toml.ts';
import { compileGlob } from './glob.ts';
import { IgnorePatterns } from './gitignore.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { unknownLayout } from './layout.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

interface Include {
  readonly pattern: string;
  /** Folder that is left out of the installed path. */
  readonly from: string;
  /** Folder that is put before it. */
  readonly to: string;
}

export function readPoetry(input: LayoutInput): Layout {
  const { tree, sources, name } = input;
  const toml = sources.pyproject;
  const poetry = toml ? tableAt(toml.table, 'tool', 'poetry') : {};
  const listed = own(poetry, 'packages');
  const packages = Array.isArray(listed)
    ? listed.flatMap((entry: unknown) => packageOf(entry) ?? [])
    : defaultPackages(tree, name);
  if (packages === undefined) {
    const why = `Poetry finds no package named after the project${name === undefined ? '' : ` (${moduleName(name)})`} and refuses to build`;
    return { installed: new Map(), problems: [unknownLayout(why, 'pyproject.toml')] };
  }
  const isLegacy =
    toml !== undefined && stringAt(tableAt(toml.table, 'build-system'), 'build-backend') === 'poetry.masonry.api';
  const includes = explicitIncludes(own(poetry, 'include'), isLegacy);
  const includedFiles = new Set(includes.flatMap(pattern => matching(tree, pattern)));
  const excluded = new Set((stringsAt(poetry, 'exclude') ?? []).flatMap(pattern => matching(tree, pattern)));
  const ignored = new IgnorePatterns(input.inRepository ? input.gitignore : []);
  const isExcluded = (path: string): boolean =>
    !includedFiles.has(path) && (excluded.has(path) || ignored.matches(path));

  const installed = new Map<string, string>();
  for (const { pattern, from, to } of packages) {
    for (const path of matching(tree, normalizeFolder(`${from}/${pattern}`))) {
      if (path.endsWith('.pyc') || isExcluded(path)) continue;
      installed.set(path, normalizeFolder(`${to}/${path.slice(from === '' ? 0 : from.length + 1)}`));
    }
  }
  for (const path of includedFiles) if (!installed.has(path)) installed.set(path, path);
  return { installed, problems: [] };
}

/** Files that a glob names, or that lie in a folder that it names. */
function matching(tree: FileTree, pattern: string): readonly string[] {
  const normal = normalizeFolder(pattern);
  if (tree.hasFolder(normal)) return tree.below(normal);
  if (tree.hasFile(normal)) return [normal];
  const direct = compileGlob(normal);
  const within = compileGlob(`${normal}/**`);
  return tree.paths.filter(path => direct(path) || within(path));
}

function packageOf(entry: unknown): Include | undefined {
  const table = tableOf(entry);
  const pattern = stringAt(table, 'include');
  const formats = stringsAt(table, 'format');
  if (pattern === undefined || (formats !== undefined && !formats.includes('wheel'))) return undefined;
  return {
    pattern,
    from: normalizeFolder(stringAt(table, 'from') ?? ''),
    to: normalizeFolder(stringAt(table, 'to') ?? ''),
  };
}

/** The package or module named after the project, at the root or in `src`. */
function defaultPackages(tree: FileTree, name: string | undefined): readonly Include[] | undefined {
  if (name === undefined) return undefined;
  const module = moduleName(name);
  for (const from of ['', 'src']) {
    const path = normalizeFolder(`${from}/${module}`);
    if (tree.hasFolder(path)) return [{ pattern: module, from, to: '' }];
    if (tree.hasFile(`${path}.py`)) return [{ pattern: `${module}.py`, from, to: '' }];
  }
  return undefined;
}

/** `include` entries that go into the wheel: since Poetry 2 those that ask for it, before it those that name no format too. */
function explicitIncludes(include: unknown, isLegacy: boolean): string[] {
  if (!Array.isArray(include)) return [];
  return include.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return isLegacy ? [entry] : [];
    const table = tableOf(entry);
    const path = stringAt(table, 'path');
    const inWheel = stringsAt(table, 'format')?.includes('wheel') ?? isLegacy;
    return path !== undefined && inWheel ? [path] : [];
  });
}
