/** The files that declare a distribution → its metadata. */
import type { Listing } from '../listing.ts';
import { readText } from '../listing.ts';
import type { Distribution, Requirement } from '../package.ts';
import { entryPointLines, readCoreMetadata, readEntryPoints } from './core-metadata.ts';
import type { DraftPart, EntryPoints } from './draft.ts';
import { mergeParts, placed, plainFields } from './draft.ts';
import type { IniValue } from './ini.ts';
import { fromPoetryConstraint, parseRequirement, parseRequirementLines } from './requirement.ts';
import type { StaticValue } from './setup-py.ts';
import { strings } from './setup-py.ts';
import type { Backend, Sources } from './sources.ts';
import type { TomlFile, TomlTable } from './toml.ts';
import { hasTable, own, stringAt, stringsAt, tableAt, tableOf } from './toml.ts';
import type { FoundVersion } from './version.ts';
import { assignedString, attributeVersion, fileVersion } from './version.ts';

/**
 * Metadata of a source tree. What pyproject.toml leaves to the build is looked for in setup.cfg and setup.py, then in the
 * files that the tool's own settings name, then in the PKG-INFO that an sdist carries.
 * `moduleRoots`: folders in which top-level modules may be (`''`, `src`).
 */
export function readDistribution(listing: Listing, sources: Sources, moduleRoots: readonly string[]): Distribution {
  const { pyproject } = sources;
  const parts: (DraftPart | null | undefined)[] = [
    pyproject && fromProject(pyproject),
    pyproject && fromPoetry(pyproject),
    pyproject && fromFlit(pyproject),
    fromSetupPy(sources),
    fromSetupCfg(sources, listing, moduleRoots),
    pyproject && sources.backend && COMPUTED[sources.backend](pyproject, listing, moduleRoots),
    readCoreMetadata(listing, 'PKG-INFO'),
  ];
  const eggInfo = eggInfoFolder(listing);
  const named = parts.some(part => part?.name !== undefined);
  if (eggInfo !== undefined && !named) parts.push(readCoreMetadata(listing, `${eggInfo}/PKG-INFO`));
  const known = parts.filter(part => part !== undefined && part !== null);
  return mergeParts(known, { metadataFile: metadataFile(sources, listing, known), backend: sources.declaredBackend });
}

/** Metadata of a wheel or of an installed package: everything is in the `*.dist-info`. */
export function readBuiltDistribution(listing: Listing, distInfo: string, backend: string | null): Distribution {
  const file = `${distInfo}/METADATA`;
  const metadata = readCoreMetadata(listing, file);
  const entryPoints = readText(listing, `${distInfo}/entry_points.txt`);
  const part: DraftPart = {
    ...metadata,
    entryPoints: entryPoints === undefined ? undefined : readEntryPoints(entryPoints),
  };
  return mergeParts([part], { metadataFile: metadata === undefined ? null : file, backend });
}

/** The folder of setuptools' metadata at the root or in `src`; the first, when there are several. */
export function eggInfoFolder(listing: Listing): string | undefined {
  for (const path of listing.files.keys()) {
    const found = /^(?:src\/)?[^/]+\.egg-info(?=\/PKG-INFO$)/.exec(path)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The file that declares the name; else the first that declares anything. */
function metadataFile(sources: Sources, listing: Listing, parts: readonly DraftPart[]): string | null {
  const name = parts.find(part => part.name !== undefined)?.name?.at?.file;
  if (name !== undefined && !name.endsWith('PKG-INFO')) return name;
  if (sources.setupPy) return sources.setupPy.file;
  if (sources.setupCfg) return 'setup.cfg';
  if (sources.pyproject) return sources.pyproject.file;
  return name ?? (listing.files.has('PKG-INFO') ? 'PKG-INFO' : null);
}

/** PEP 621's [project]. */
function fromProject(toml: TomlFile): DraftPart | undefined {
  if (!hasTable(toml.table, 'project')) return undefined;
  const project = tableAt(toml.table, 'project');
  const dynamic = stringsAt(project, 'dynamic') ?? [];
  const requirements: Requirement[] = requirementsAt(toml, project, ['project', 'dependencies']);
  const extras = tableOf(own(project, 'optional-dependencies'));
  for (const extra of Object.keys(extras))
    requirements.push(...requirementsAt(toml, extras, ['project', 'optional-dependencies', extra], extra));
  const left = (...names: string[]): boolean => names.some(name => dynamic.includes(name));
  return {
    name: placed(stringAt(project, 'name'), toml.at('project', 'name')),
    version: placed(stringAt(project, 'version'), toml.at('project', 'version')),
    requiresPython: placed(stringAt(project, 'requires-python'), toml.at('project', 'requires-python')),
    // Not listed and not dynamic means none: PEP 621 lets nothing else add to them.
    requirements: left('dependencies') ? undefined : requirements,
    classifiers: left('classifiers') ? undefined : (stringsAt(project, 'classifiers') ?? []),
    fields: plainFields({
      summary: stringAt(project, 'description'),
      ...peopleFields(project, 'authors', 'author'),
      ...peopleFields(project, 'maintainers', 'maintainer'),
    }),
    entryPoints: left('entry-points', 'scripts', 'gui-scripts') ? undefined : projectEntryPoints(project),
    dynamic,
  };
}

/** PEP 621: who has a name alone goes into Author; who has an address, with the name before it, into Author-email. */
function peopleFields(project: TomlTable, key: string, field: string): Readonly<Record<string, string | undefined>> {
  const list = own(project, key);
  if (!Array.isArray(list)) return {};
  const people = list.map((one: unknown) => {
    const person = tableOf(one);
    return { name: stringAt(person, 'name'), email: stringAt(person, 'email') };
  });
  const names = people.flatMap(({ name, email }) => (name !== undefined && email === undefined ? [name] : []));
  const mails = people.flatMap(({ name, email }) =>
    email === undefined ? [] : [name === undefined ? email : `${name} <${email}>`],
  );
  // A name with a character of the address syntax is quoted.
  const plain = people.every(({ name }) => name === undefined || /^[\p{L}\p{N} '_-]*$/u.test(name));
  return plain ? { [field]: names.join(', '), [`${field}-email`]: mails.join(', ') } : {};
}

function requirementsAt(toml: TomlFile, table: TomlTable, path: readonly string[], extra?: string): Requirement[] {
  const list = own(table, path.at(-1) ?? '');
  if (!Array.isArray(list)) return [];
  return list.flatMap((text: unknown, index) =>
    typeof text === 'string' ? (parseRequirement(text, toml.at(...path, index), extra) ?? []) : [],
  );
}

function projectEntryPoints(project: TomlTable): EntryPoints {
  const groups = new Map<string, ReadonlyMap<string, string>>();
  const add = (group: string, table: TomlTable): void => {
    const references = Object.entries(table).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    if (references.length > 0) groups.set(group, new Map(references));
  };
  add('console_scripts', tableOf(own(project, 'scripts')));
  add('gui_scripts', tableOf(own(project, 'gui-scripts')));
  const others = tableOf(own(project, 'entry-points'));
  for (const group of Object.keys(others)) add(group, tableOf(own(others, group)));
  return groups;
}

/** [tool.poetry], which is the whole metadata before Poetry 2 and may complete [project] after it. */
function fromPoetry(toml: TomlFile): DraftPart | undefined {
  if (!hasTable(toml.table, 'tool', 'poetry')) return undefined;
  const poetry = tableAt(toml.table, 'tool', 'poetry');
  const at = (...path: string[]): ReturnType<TomlFile['at']> => toml.at('tool', 'poetry', ...path);
  const dependencies = tableOf(own(poetry, 'dependencies'));
  const requirements: Requirement[] = [];
  let requiresPython: DraftPart['requiresPython'];
  for (const [name, value] of Object.entries(dependencies)) {
    const detail = tableOf(value);
    const constraint = typeof value === 'string' ? value : (stringAt(detail, 'version') ?? '');
    const version = fromPoetryConstraint(constraint);
    if (name === 'python') {
      requiresPython = placed(version === '' ? undefined : version, at('dependencies', name));
      continue;
    }
    const extra = own(detail, 'optional') === true ? extraOf(poetry, name) : undefined;
    const found = parseRequirement(`${name} ${version ?? constraint}`.trim(), at('dependencies', name), extra);
    if (found) requirements.push(found);
  }
  const plugins = tableOf(own(poetry, 'plugins'));
  const version = stringAt(poetry, 'version');
  const isDynamicVersion = hasTable(toml.table, 'tool', 'poetry-dynamic-versioning');
  return {
    name: placed(stringAt(poetry, 'name'), at('name')),
    // With the versioning plugin what stands there is a placeholder.
    version: isDynamicVersion ? undefined : placed(version, at('version')),
    requiresPython,
    requirements: hasTable(poetry, 'dependencies') ? requirements : undefined,
    classifiers: stringsAt(poetry, 'classifiers'),
    fields: plainFields({ summary: stringAt(poetry, 'description') }),
    entryPoints: projectEntryPoints({ scripts: own(poetry, 'scripts'), 'entry-points': plugins }),
    dynamic: isDynamicVersion ? ['version'] : [],
  };
}

function extraOf(poetry: TomlTable, name: string): string {
  const extras = tableOf(own(poetry, 'extras'));
  return Object.keys(extras).find(extra => stringsAt(extras, extra)?.includes(name)) ?? '';
}

/** [tool.flit.metadata], flit's form before PEP 621. */
function fromFlit(toml: TomlFile): DraftPart | undefined {
  if (!hasTable(toml.table, 'tool', 'flit', 'metadata')) return undefined;
  const metadata = tableAt(toml.table, 'tool', 'flit', 'metadata');
  const path = ['tool', 'flit', 'metadata'] as const;
  const nameKey = own(metadata, 'dist-name') === undefined ? 'module' : 'dist-name';
  return {
    name: placed(stringAt(metadata, nameKey), toml.at(...path, nameKey)),
    requiresPython: placed(stringAt(metadata, 'requires-python'), toml.at(...path, 'requires-python')),
    requirements: requirementsAt(toml, metadata, [...path, 'requires']),
    classifiers: stringsAt(metadata, 'classifiers'),
    dynamic: ['version'],
  };
}

function fromSetupPy(sources: Sources): DraftPart | undefined {
  const { setupPy } = sources;
  if (!setupPy) return undefined;
  const argument = (name: string): StaticValue | undefined => setupPy.arguments.get(name);
  const text = (name: string): DraftPart['name'] => {
    const value = argument(name);
    return value?.kind === 'string' ? placed(value.value, value.at) : undefined;
  };
  const requirements: Requirement[] = [];
  const take = (value: StaticValue | undefined, extra?: string): boolean => {
    if (value === undefined || value.kind === 'none') return true;
    for (const item of value.kind === 'list' ? value.items : [value]) {
      if (item.kind !== 'string') return false;
      const found = parseRequirement(item.value.trim(), item.at, extra);
      if (found) requirements.push(found);
    }
    return true;
  };
  const extras = argument('extras_require');
  const isKnown =
    take(argument('install_requires')) &&
    (extras === undefined ||
      (extras.kind === 'dict' && [...extras.entries].every(([extra, value]) => take(value, extra))));
  const given = ['install_requires', 'extras_require'].some(name => setupPy.arguments.has(name));
  const unknown = (name: string, field: string): readonly string[] =>
    argument(name)?.kind === 'unknown' || (setupPy.open && !setupPy.arguments.has(name)) ? [field] : [];
  return {
    name: text('name'),
    version: text('version'),
    requiresPython: text('python_requires'),
    requirements: isKnown && given ? requirements : undefined,
    classifiers: strings(argument('classifiers')),
    fields: plainFields({
      summary: text('description')?.value,
      author: text('author')?.value,
      'author-email': text('author_email')?.value,
      'home-page': text('url')?.value,
    }),
    entryPoints: setupEntryPoints(argument('entry_points')),
    dynamic: [
      ...unknown('version', 'version'),
      ...(isKnown ? [] : ['dependencies']),
      ...unknown('python_requires', 'requires-python'),
    ],
  };
}

function setupEntryPoints(value: StaticValue | undefined): EntryPoints | undefined {
  if (value?.kind === 'string') return readEntryPoints(value.value);
  if (value?.kind !== 'dict') return undefined;
  const groups = new Map<string, ReadonlyMap<string, string>>();
  for (const [group, lines] of value.entries)
    groups.set(group, entryPointLines((strings(lines) ?? []).flatMap(line => line.split('\n'))));
  return groups;
}

function fromSetupCfg(sources: Sources, listing: Listing, roots: readonly string[]): DraftPart | undefined {
  const { setupCfg } = sources;
  if (!setupCfg) return undefined;
  const file = 'setup.cfg';
  const value = (section: string, key: string): IniValue | undefined => setupCfg.get(section)?.get(key);
  const text = (section: string, key: string): DraftPart['name'] => {
    const found = value(section, key);
    return found && placed(found.value, { file, start: found.start, end: found.end });
  };
  const plain = (key: string): string | undefined => {
    const given = value('metadata', key)?.value;
    return given === undefined || /^(?:attr|file):/.test(given) ? undefined : given;
  };
  const version = directive(value('metadata', 'version')?.value, listing, roots);
  const requirements: Requirement[] = [];
  const take = (list: IniValue | undefined, extra?: string): void => {
    for (const line of list?.lines ?? []) {
      const found = parseRequirement(line.text, { file, start: line.start, end: line.end }, extra);
      if (found) requirements.push(found);
    }
  };
  const required = value('options', 'install_requires');
  const isFile = required?.value.startsWith('file:') === true;
  if (isFile)
    for (const name of required.value.slice(5).split(','))
      requirements.push(...parseRequirementLines(readText(listing, name.trim()) ?? '', name.trim()));
  else take(required);
  for (const [extra, list] of setupCfg.get('options.extras_require') ?? []) take(list, extra);
  const groups = new Map<string, ReadonlyMap<string, string>>();
  for (const [group, list] of setupCfg.get('options.entry_points') ?? [])
    groups.set(group, entryPointLines(list.lines.map(line => line.text)));
  return {
    name: text('metadata', 'name'),
    version: version === 'literal' ? text('metadata', 'version') : version,
    requiresPython: text('options', 'python_requires'),
    requirements: required || setupCfg.has('options.extras_require') ? requirements : undefined,
    classifiers: value('metadata', 'classifiers')?.lines.map(line => line.text),
    fields: plainFields({
      summary: plain('description'),
      author: plain('author'),
      'author-email': plain('author_email') ?? plain('author-email'),
      'home-page': plain('url') ?? plain('home-page'),
    }),
    entryPoints: groups.size > 0 ? groups : undefined,
    dynamic: version === undefined && value('metadata', 'version') ? ['version'] : [],
  };
}

/** setuptools' `attr:` and `file:` directives for a version; `literal` when it is neither. */
function directive(
  value: string | undefined,
  listing: Listing,
  roots: readonly string[],
): FoundVersion | 'literal' | undefined {
  if (value?.startsWith('attr:')) return attributeVersion(listing, value.slice(5).trim(), roots);
  if (value?.startsWith('file:')) return fileVersion(listing, value.slice(5).trim());
  return 'literal';
}

type Computed = (toml: TomlFile, listing: Listing, roots: readonly string[]) => DraftPart;

/** What [project] calls dynamic and the tool's settings say where to find. */
const COMPUTED: Readonly<Record<Backend, Computed>> = {
  setuptools(toml, listing, roots) {
    const dynamic = tableAt(toml.table, 'tool', 'setuptools', 'dynamic');
    const version = tableOf(own(dynamic, 'version'));
    const attribute = stringAt(version, 'attr');
    const file = stringsAt(version, 'file')?.[0];
    const lists = stringsAt(tableOf(own(dynamic, 'dependencies')), 'file');
    const ofFile = file === undefined ? undefined : fileVersion(listing, file);
    return {
      version: attribute === undefined ? ofFile : attributeVersion(listing, attribute, roots),
      requirements: lists?.flatMap(name => parseRequirementLines(readText(listing, name) ?? '', name)),
    };
  },
  // The "regex" source with its default pattern; another pattern or source is not run.
  hatchling(toml, listing) {
    const version = tableAt(toml.table, 'tool', 'hatch', 'version');
    const path = stringAt(version, 'path');
    const source = stringAt(version, 'source') ?? 'regex';
    if (path === undefined || source !== 'regex' || own(version, 'pattern') !== undefined) return {};
    return { version: withoutV(assignedString(listing, path, ['__version__', 'VERSION'], true)) };
  },
  pdm(toml, listing) {
    const version = tableAt(toml.table, 'tool', 'pdm', 'version');
    const path = stringAt(version, 'path');
    if (path === undefined || stringAt(version, 'source') !== 'file') return {};
    return { version: assignedString(listing, path, ['__version__', 'version']) };
  },
  flit(toml, listing, roots) {
    const module =
      stringAt(tableAt(toml.table, 'tool', 'flit', 'module'), 'name') ??
      stringAt(tableAt(toml.table, 'tool', 'flit', 'metadata'), 'module') ??
      stringAt(tableAt(toml.table, 'project'), 'name');
    if (module === undefined) return {};
    return { version: attributeVersion(listing, `${module.replaceAll('-', '_')}.__version__`, roots) };
  },
  poetry: () => ({}),
  uv: () => ({}),
  other: () => ({}),
};

/** hatchling drops the `v` of `v1.2`. */
function withoutV(found: FoundVersion | undefined): FoundVersion | undefined {
  return found?.value.startsWith('v') ? { ...found, value: found.value.slice(1) } : found;
}
