/** Folders that nobody means when pointing at a plugin: environments, caches, build output. */

const ANYWHERE: ReadonlyMap<string, string> = new Map([
  ['.git', 'version control'],
  ['.hg', 'version control'],
  ['.svn', 'version control'],
  ['.venv', 'virtual environment'],
  ['node_modules', 'installed JavaScript packages'],
  ['.tox', 'test environments'],
  ['.nox', 'test environments'],
  ['.eggs', 'build dependencies'],
  ['__pypackages__', 'installed Python packages'],
  ['__pycache__', 'bytecode cache'],
  ['.cache', 'cache'],
  ['.mypy_cache', 'cache'],
  ['.pytest_cache', 'cache'],
  ['.ruff_cache', 'cache'],
  ['.hypothesis', 'cache'],
  ['.pdm-build', 'build output'],
]);

/** These are ordinary names inside a package (`static/x/dist`), and output only beside the packaging files. */
const BESIDE_PACKAGING: ReadonlyMap<string, string> = new Map([
  ['build', 'build output'],
  ['dist', 'build output'],
  ['site', 'built documentation'],
  ['htmlcov', 'coverage report'],
]);

/**
 * Why a folder is passed over as a whole, or `undefined` when it is read.
 * `beside`: it stands at the top or next to a packaging file. `contains`: whether a file of that name is directly in it.
 */
export function ignoreReason(
  name: string,
  beside: () => boolean,
  contains: (file: string) => boolean,
): string | undefined {
  const anywhere = ANYWHERE.get(name);
  if (anywhere !== undefined) return anywhere;
  if (contains('pyvenv.cfg')) return 'virtual environment';
  const output = BESIDE_PACKAGING.get(name);
  return output !== undefined && beside() && !contains('__init__.py') ? output : undefined;
}

export const PACKAGING_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'] as const;

/** Metadata that setuptools leaves beside the sources: read for the metadata, never part of the package. */
export function isEggInfo(name: string): boolean {
  return name.endsWith('.egg-info');
}
