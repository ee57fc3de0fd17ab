/** What a distribution puts beside its own packages into site-packages, where every distribution's files lie together. */
import type { HostFacts, ReleaseSet } from '../../host/facts.ts';
import type { PackageFile } from '../../package/package.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export interface StrayEntry {
  /** Name in site-packages: `tests`, `README.md`. */
  readonly name: string;
  /** `importable`: a folder or module that takes an import name of no use to others; `data`: no Python in it. */
  readonly kind: 'importable' | 'data';
  /** The first file of the entry that holds anything. */
  readonly at: Span;
  /** How many files it has. */
  readonly files: number;
}

export interface ShadowingEntry {
  readonly name: string;
  readonly at: Span;
  /** Releases of the host that have a module of that name. */
  readonly shadows: ReleaseSet;
}

/** Names of folders that belong to a source tree, not to an installation; no plugin can own such an import name. */
const SOURCE_TREE = new Set([
  'test',
  'tests',
  'testing',
  'doc',
  'docs',
  'example',
  'examples',
  'sample',
  'samples',
  'contrib',
  'script',
  'scripts',
  'tool',
  'tools',
  'development',
  'develop',
  'dev',
  'requirements',
  'build',
  'dist',
  'src',
  'lib',
  'bin',
  'ci',
  'config',
  'configuration',
  'deploy',
  'docker',
  'fixtures',
  'assets',
  'media',
  'images',
  'img',
  'screenshots',
  'static',
  'templates',
  'locale',
  'benchmarks',
  'tasks',
  'conftest',
  'setup',
  'noxfile',
  'fabfile',
  'main',
  'app',
  'plugin',
  'plugins',
  'common',
  'migrations',
  // Modules of a plugin that belong into its package.
  'util',
  'utils',
  'helper',
  'helpers',
  'models',
  'views',
  'urls',
  'forms',
  'tables',
  'filters',
  'filtersets',
  'navigation',
  'signals',
  'middleware',
  'choices',
  'constants',
  'settings',
  'version',
  '_version',
  'api',
  'graphql',
  'management',
  'templatetags',
]);

/** Top-level entries of what is installed, by name. */
function entriesOf(base: ModelBase): Map<string, PackageFile[]> {
  const entries = new Map<string, PackageFile[]>();
  for (const file of base.package.files.values()) {
    if (file.installPath === null) continue;
    const [top = file.installPath] = file.installPath.split('/', 1);
    if (/\.(dist-info|egg-info|data|libs|pth)$/.test(top)) continue;
    const list = entries.get(top);
    if (list) list.push(file);
    else entries.set(top, [file]);
  }
  return entries;
}

const moduleNameOf = (entry: string): string => entry.replace(/\.(py|pyi|so|pyd)$/, '');

/** Importable top-level names, and those entries that should not be there. */
export function topLevelOf(base: ModelBase): {
  readonly names: readonly string[];
  readonly stray: readonly StrayEntry[];
  readonly shadowing: readonly ShadowingEntry[];
} {
  // Without packaging metadata nobody knows what would be installed.
  const packaged = base.package.distribution.metadataFile !== null;
  const plugins = new Set(base.plugins.map(plugin => plugin.module.split('.', 1)[0]));
  const names: string[] = [];
  const stray: StrayEntry[] = [];
  const shadowing: ShadowingEntry[] = [];
  for (const [entry, files] of entriesOf(base)) {
    const name = moduleNameOf(entry);
    const python = files.filter(file => file.path.endsWith('.py'));
    const importable = /^[^\W\d]\w*$/u.test(name) && python.length > 0;
    if (importable) names.push(name);
    const at = representative(files);
    const shadows = importable ? shadowed(base.host.facts, name) : 0;
    if (shadows !== 0) shadowing.push({ name, at, shadows });
    else if (packaged && !plugins.has(name) && isStray(entry, name, files, importable)) {
      stray.push({ name: entry, kind: importable ? 'importable' : 'data', at, files: files.length });
    }
  }
  return { names: names.sort(), stray, shadowing };
}

/** No import name, a name that every source tree has, or a folder without any package in it. */
function isStray(entry: string, name: string, files: readonly PackageFile[], importable: boolean): boolean {
  if (!importable || SOURCE_TREE.has(name.toLowerCase())) return true;
  if (entry.endsWith('.py')) return false;
  // A namespace package holds packages; loose modules in a folder without `__init__.py` are a folder of the source tree.
  return !files.some(file => file.path.endsWith('/__init__.py'));
}

function shadowed(facts: HostFacts, name: string): ReleaseSet {
  return facts.ownsTopLevel(name) ? facts.module(name) : 0;
}

/** The first file that is not empty, Python before others: the one that a reader can open. */
function representative(files: readonly PackageFile[]): Span {
  const filled = files.filter(file => file.size > 0);
  const file = filled.find(one => one.path.endsWith('.py')) ?? filled[0] ?? files[0];
  return { file: file?.path ?? '', start: 0, end: 0 };
}
