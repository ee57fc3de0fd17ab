/** The built forms of metadata: METADATA and entry_points.txt of a `*.dist-info`, PKG-INFO of an sdist. */
import type { Listing } from '../listing.ts';
import { readText } from '../listing.ts';
import type { DraftPart, EntryPoints } from './draft.ts';
import { placed } from './draft.ts';
import { parseHeaders } from './headers.ts';
import { parseIni } from './ini.ts';
import { parseRequirement } from './requirement.ts';

/** Fields that a file has once at most, and often not (core metadata specification 2.4). */
const SINGLE_FIELDS = [
  'summary',
  'author',
  'author-email',
  'maintainer',
  'maintainer-email',
  'home-page',
  'download-url',
  'license',
  'license-expression',
  'keywords',
  'requires-python',
] as const;

/** Reads METADATA or PKG-INFO; `undefined` when the file is not there or cannot be read. */
export function readCoreMetadata(listing: Listing, file: string): DraftPart | undefined {
  const text = readText(listing, file);
  if (text === undefined) return undefined;
  const headers = parseHeaders(text);
  const one = (name: string): DraftPart['name'] => {
    const header = headers.find(candidate => candidate.name === name);
    return header && placed(header.value, { file, start: header.start, end: header.end });
  };
  const all = (name: string): typeof headers => headers.filter(candidate => candidate.name === name);
  const requirements = all('requires-dist').flatMap(
    header =>
      parseRequirement(header.value.replaceAll('\n', ' '), { file, start: header.start, end: header.end }) ?? [],
  );
  const classifiers = all('classifier').map(header => header.value);
  const fields = new Map<string, string | null>();
  for (const name of SINGLE_FIELDS) {
    const value = headers.find(header => header.name === name)?.value;
    // METADATA is what importlib.metadata reads: what it does not give is not there. PKG-INFO is written anew by the build.
    if (value === undefined && file.endsWith('METADATA')) fields.set(name, null);
    else if (value !== undefined && !value.includes('\n')) fields.set(name, value);
  }
  return {
    fields,
    name: one('name'),
    version: one('version'),
    requiresPython: one('requires-python'),
    // Older setuptools leaves the requirements out of an sdist's PKG-INFO: none there says nothing.
    requirements: requirements.length > 0 || file.endsWith('METADATA') ? requirements : undefined,
    classifiers: classifiers.length > 0 ? classifiers : undefined,
  };
}

/** Reads an entry_points.txt: groups as sections, `name = object.reference`. */
export function readEntryPoints(text: string): EntryPoints {
  const groups = new Map<string, Map<string, string>>();
  for (const [group, values] of parseIni(text, true)) {
    groups.set(group, new Map([...values].map(([name, value]) => [name, value.value])));
  }
  return groups;
}

/** `name = object.reference` lines of one group, as setup.py and setup.cfg have them. */
export function entryPointLines(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals > 0) found.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  return found;
}

/** The tool that wrote a wheel, by the `Generator` header of its WHEEL file; `null` when it is none we know. */
export function wheelBackend(listing: Listing, file: string): string | null {
  const generator =
    parseHeaders(readText(listing, file) ?? '').find(header => header.name === 'generator')?.value ?? '';
  const name = /^[A-Za-z0-9_-]+/.exec(generator)?.[0].toLowerCase() ?? '';
  const known = new Map([
    ['bdist_wheel', 'setuptools'],
    ['setuptools', 'setuptools'],
    ['poetry', 'poetry'],
    ['poetry-core', 'poetry'],
    ['hatchling', 'hatchling'],
    ['flit', 'flit'],
    ['flit_core', 'flit'],
    ['uv', 'uv'],
    ['pdm-backend', 'pdm'],
    ['pdm-pep517', 'pdm'],
  ]);
  return known.get(name) ?? null;
}
