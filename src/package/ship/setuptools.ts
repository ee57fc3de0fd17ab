/** setuptools: packages listed, found or discovered; data files by package_data and by the sdist's manifest. */
import { folderOf, readText } from '../listing.ts';
import { eggInfoFolder } from '../metadata/distribution.ts';
import type { Ini } from '../metadata/ini.ts';
import type { FindCall, SetupCall, StaticValue } from '../metadata/setup-py.ts';
import { strings } from '../metadata/setup-py.ts';
import type { TomlFile } from '../metadata/toml.ts';
import { hasTable, own, stringsAt, tableAt, tableOf } from '../metadata/toml.ts';
import { readFallback } from './fallback.ts';
import { compileGlob, fnmatch } from './glob.ts';
import { IgnorePatterns } from './gitignore.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { unknownLayout } from './layout.ts';
import { applyManifest } from './manifest-in.ts';
import { discover, findPackages } from './setuptools-find.ts';
import type { FileTree } from './tree.ts';
import { normalizeFolder } from './tree.ts';

type Data = ReadonlyMap<string, readonly string[]>;

/** The arguments that decide what ships; `undefined` where none of the files speaks of it. */
interface Plan {
  /** Package names and `find` calls; `unknown` when computed. */
  readonly packages?: readonly (string | FindCall)[] | 'unknown' | undefined;
  /** Package → folder; `''` → the folder of all others. */
  readonly packageDir?: ReadonlyMap<string, string> | undefined;
  readonly modules?: readonly string[] | undefined;
  readonly data?: Data | undefined;
  readonly excludedData?: Data | undefined;
  readonly includeData?: boolean | undefined;
}

/** setuptools ships these of every package by default, since release 69. */
const ALWAYS_DATA = ['py.typed', '*.pyi'];

/** What setuptools' build_py makes of the tree. */
export function readSetuptools(input: LayoutInput): Layout {
  const { tree, sources } = input;
  const plan = mergePlans([
    sources.pyproject && fromPyproject(sources.pyproject),
    sources.setupPy && fromSetupPy(sources.setupPy),
    sources.setupCfg && fromSetupCfg(sources.setupCfg),
  ]);
  const file = sources.setupPy?.file ?? sources.pyproject?.file ?? 'setup.cfg';
  if (plan.packages === 'unknown') {
    return { ...readFallback(input), problems: [unknownLayout(`${file} computes its packages`, file)] };
  }
  const folders = new Map(plan.packageDir);
  const problems: Layout['problems'][number][] = [];
  let packages: readonly string[];
  let modules = plan.modules ?? [];
  if (plan.packages === undefined && plan.modules === undefined) {
    const found = discover(tree, folders.get('') ?? 'src');
    ({ packages, modules } = found);
    folders.set('', found.root);
    if (found.ambiguous.length > 0) {
      // setuptools stops here; the likely package is taken so that there is something to say.
      const why = `setuptools finds several top-level packages (${found.ambiguous.join(', ')}) and refuses to build until they are listed`;
      return { ...readFallback(input), problems: [unknownLayout(why, file)] };
    }
  } else {
    packages = (plan.packages ?? []).flatMap(entry =>
      typeof entry === 'string' ? [entry] : findIn(tree, entry, folders),
    );
  }
  const packageFolders = new Map<string, string>();
  for (const name of packages) {
    const folder = folderOfPackage(name, folders);
    if (!packageFolders.has(folder)) packageFolders.set(folder, name);
  }
  return { installed: place(input, plan, packageFolders, modules, folders.get('') ?? ''), problems };
}

/** Finds packages, and notes where those of a `where` of their own lie. */
function findIn(tree: FileTree, find: FindCall, folders: Map<string, string>): string[] {
  const names = findPackages(tree, find);
  const where = normalizeFolder(find.where);
  if (where !== '' && normalizeFolder(folders.get('') ?? '') !== where) {
    for (const name of names) if (!name.includes('.') && !folders.has(name)) folders.set(name, `${where}/${name}`);
  }
  return names;
}

/** Where the files of a package lie: the longest prefix named in package_dir decides. */
function folderOfPackage(name: string, folders: ReadonlyMap<string, string>): string {
  const parts = name.split('.');
  for (let length = parts.length; length > 0; length--) {
    const folder = folders.get(parts.slice(0, length).join('.'));
    if (folder !== undefined) return normalizeFolder([folder, ...parts.slice(length)].join('/'));
  }
  return normalizeFolder([folders.get('') ?? '', ...parts].join('/'));
}

function place(
  input: LayoutInput,
  plan: Plan,
  packages: ReadonlyMap<string, string>,
  modules: readonly string[],
  moduleFolder: string,
): ReadonlyMap<string, string> {
  const { tree } = input;
  const installed = new Map<string, string>();
  const install = (path: string, folder: string, name: string): void => {
    installed.set(path, `${name.replaceAll('.', '/')}/${path.slice(folder === '' ? 0 : folder.length + 1)}`);
  };
  for (const [folder, name] of packages)
    for (const path of tree.filesIn(folder)) if (path.endsWith('.py')) install(path, folder, name);
  for (const name of modules) {
    const inside = `${name.replaceAll('.', '/')}.py`;
    const path = normalizeFolder(`${moduleFolder}/${inside}`);
    if (tree.hasFile(path)) installed.set(path, inside);
  }

  const data = new Map<string, string>();
  for (const [folder, name] of packages) {
    const patterns = [
      ...(plan.data?.get('') ?? []),
      ...(plan.data?.get('*') ?? []),
      ...(plan.data?.get(name) ?? []),
      ...ALWAYS_DATA,
    ];
    const candidates = tree.below(folder);
    for (const pattern of patterns) {
      const matches = compileGlob(normalizeFolder(`${folder}/${pattern}`), false);
      for (const path of candidates) if (matches(path)) data.set(path, folder);
    }
  }
  const declared = [...data.keys(), ...installed.keys()];
  if (plan.includeData ?? false) {
    for (const path of manifest(input, declared)) {
      const folder = nearestPackage(path, packages);
      // A module directly in a package ships as a module or not at all.
      if (folder !== undefined && !(path.endsWith('.py') && folderOf(path) === folder)) data.set(path, folder);
    }
  }
  for (const [path, folder] of data) {
    const name = packages.get(folder) ?? '';
    const excluded = [
      ...(plan.excludedData?.get('') ?? []),
      ...(plan.excludedData?.get('*') ?? []),
      ...(plan.excludedData?.get(name) ?? []),
    ];
    if (!excluded.some(pattern => fnmatch(normalizeFolder(`${folder}/${pattern}`), path))) install(path, folder, name);
  }
  return installed;
}

function nearestPackage(path: string, packages: ReadonlyMap<string, string>): string | undefined {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    if (packages.has(folder)) return folder;
    if (folder === '') return undefined;
  }
}

/**
 * The files of the sdist: those declared, those of an sdist's own list (which setuptools reads again when it builds from one), those
 * that version control knows when setuptools-scm is asked, and what MANIFEST.in makes of them.
 */
function manifest(input: LayoutInput, declared: readonly string[]): ReadonlySet<string> {
  const { tree, listing, kind } = input;
  const chosen = new Set(declared);
  if (kind === 'sdist') {
    const eggInfo = eggInfoFolder(listing);
    const list = eggInfo === undefined ? undefined : readText(listing, `${eggInfo}/SOURCES.txt`);
    for (const line of list?.split('\n') ?? []) if (tree.hasFile(line.trim())) chosen.add(line.trim());
  } else if (input.inRepository && asksVersionControl(input)) {
    const ignored = new IgnorePatterns(input.gitignore);
    for (const path of tree.paths) if (!ignored.matches(path)) chosen.add(path);
  }
  const text = readText(listing, 'MANIFEST.in');
  if (text !== undefined) applyManifest(text, tree, chosen);
  return chosen;
}

function asksVersionControl({ sources }: LayoutInput): boolean {
  const requires = sources.pyproject
    ? (stringsAt(tableAt(sources.pyproject.table, 'build-system'), 'requires') ?? [])
    : [];
  const required = [...requires, ...(strings(sources.setupPy?.arguments.get('setup_requires')) ?? [])];
  return required.some(text => /^setuptools[-_.](scm|git)(?![-_.\w])/i.test(text));
}

/** Field by field, the first that speaks: pyproject.toml over setup.py over setup.cfg, as setuptools applies them. */
function mergePlans(plans: readonly (Plan | undefined)[]): Plan {
  const first = <Key extends keyof Plan>(key: Key): Plan[Key] => plans.find(plan => plan?.[key] !== undefined)?.[key];
  return {
    packages: first('packages'),
    packageDir: first('packageDir'),
    modules: first('modules'),
    data: first('data'),
    excludedData: first('excludedData'),
    includeData: first('includeData'),
  };
}

function fromPyproject(toml: TomlFile): Plan {
  const table = tableAt(toml.table, 'tool', 'setuptools');
  const find = tableAt(table, 'packages', 'find');
  const where = stringsAt(find, 'where') ?? ['.'];
  const isFind = hasTable(table, 'packages', 'find');
  const listed = own(table, 'packages');
  const finds = where.map((folder): FindCall => ({
    namespaces: own(find, 'namespaces') !== false,
    where: folder,
    include: stringsAt(find, 'include') ?? ['*'],
    exclude: stringsAt(find, 'exclude') ?? [],
  }));
  const packageDir = dictionary(tableOf(own(table, 'package-dir')));
  const only = where[0];
  // A single `where` is the folder of all packages (setuptools/config/expand.py, find_packages).
  if (isFind && where.length === 1 && only !== undefined && normalizeFolder(only) !== '' && !packageDir.has(''))
    packageDir.set('', only);
  const includeData = own(table, 'include-package-data');
  const configures = hasTable(toml.table, 'project') || hasTable(toml.table, 'tool', 'setuptools');
  return {
    packages: isFind ? finds : Array.isArray(listed) ? stringsAt(table, 'packages') : undefined,
    packageDir: packageDir.size > 0 ? packageDir : undefined,
    modules: stringsAt(table, 'py-modules'),
    data: lists(tableOf(own(table, 'package-data')), own(table, 'package-data')),
    excludedData: lists(tableOf(own(table, 'exclude-package-data')), own(table, 'exclude-package-data')),
    // True unless said otherwise, once pyproject.toml configures setuptools at all.
    includeData: typeof includeData === 'boolean' ? includeData : configures ? true : undefined,
  };
}

function dictionary(table: Readonly<Record<string, unknown>>): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

function lists(table: Readonly<Record<string, unknown>>, given: unknown): Data | undefined {
  if (given === undefined) return undefined;
  return new Map(Object.keys(table).map(key => [key, stringsAt(table, key) ?? []]));
}

function fromSetupPy(setup: SetupCall): Plan {
  const argument = (name: string): StaticValue | undefined => setup.arguments.get(name);
  const packageDir = argument('package_dir');
  const include = argument('include_package_data');
  return {
    // `setup(**something)` may list them; a setup.py without any setup() call lists nothing, and pyproject.toml speaks.
    packages: packagesOf(argument('packages')) ?? (setup.open ? 'unknown' : undefined),
    packageDir: packageDir?.kind === 'dict' ? stringEntries(packageDir.entries) : undefined,
    modules: strings(argument('py_modules')),
    data: dataOf(argument('package_data')),
    excludedData: dataOf(argument('exclude_package_data')),
    includeData: include?.kind === 'bool' ? include.value : undefined,
  };
}

function stringEntries(entries: ReadonlyMap<string, StaticValue>): Map<string, string> {
  return new Map(
    [...entries].flatMap(([key, value]): [string, string][] => (value.kind === 'string' ? [[key, value.value]] : [])),
  );
}

function packagesOf(value: StaticValue | undefined): Plan['packages'] {
  if (value === undefined || value.kind === 'none') return undefined;
  const items = value.kind === 'list' ? value.items : [value];
  const found: (string | FindCall)[] = [];
  for (const item of items) {
    if (item.kind === 'string') found.push(item.value);
    else if (item.kind === 'find') found.push(item.find);
    else return 'unknown';
  }
  return found;
}

function dataOf(value: StaticValue | undefined): Data | undefined {
  if (value?.kind !== 'dict') return undefined;
  return new Map([...value.entries].map(([name, patterns]) => [name, strings(patterns) ?? []]));
}

function fromSetupCfg(ini: Ini): Plan {
  const options = ini.get('options');
  const words = (value: string | undefined): string[] | undefined => value?.split(/[\n,]/).map(word => word.trim()).filter(word => word !== ''); // prettier-ignore
  const section = (name: string): Data | undefined => {
    const values = ini.get(name);
    return values && new Map([...values].map(([key, value]) => [key, words(value.value) ?? []]));
  };
  const packages = options?.get('packages')?.value;
  const find = ini.get('options.packages.find');
  const where = find?.get('where')?.value ?? '.';
  const packageDir = new Map((words(options?.get('package_dir')?.value) ?? []).map((line): [string, string] => {
    const equals = line.indexOf('=');
    return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
  })); // prettier-ignore
  const isFind = packages === 'find:' || packages === 'find_namespace:';
  if (isFind && normalizeFolder(where) !== '' && !packageDir.has('')) packageDir.set('', where);
  const call: FindCall = {
    namespaces: packages === 'find_namespace:',
    where,
    include: words(find?.get('include')?.value) ?? ['*'],
    exclude: words(find?.get('exclude')?.value) ?? [],
  };
  const include = options?.get('include_package_data')?.value.toLowerCase();
  return {
    packages: isFind ? [call] : words(packages),
    packageDir: packageDir.size > 0 ? packageDir : undefined,
    modules: words(options?.get('py_modules')?.value),
    data: section('options.package_data'),
    excludedData: section('options.exclude_package_data'),
    includeData: include === undefined ? undefined : include === 'true' || include === '1' || include === 'yes',
  };
}
