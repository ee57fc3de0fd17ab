/** The NetBox releases that exist, and which of the known ones a package is held against. */
import pep440 from '@renovatebot/pep440';
import type { Framework } from '../context.ts';
import type { ReleaseSet } from '../facts.ts';

/**
 * Every final release with plugins: minor → the patch numbers that exist. From the tags of NetBox's repository
 * (v2.8.0 to v4.6.8; 4.0.4 was never released) and, for 4.7, the release notes that 4.7.3 carries.
 */
export const PATCHES: Readonly<Record<string, readonly number[]>> = {
  '2.8': upTo(9),
  '2.9': upTo(11),
  '2.10': upTo(10),
  '2.11': upTo(12),
  '3.0': upTo(12),
  '3.1': upTo(11),
  '3.2': upTo(9),
  '3.3': upTo(10),
  '3.4': upTo(10),
  '3.5': upTo(9),
  '3.6': upTo(9),
  '3.7': upTo(8),
  '4.0': upTo(11).filter(patch => patch !== 4),
  '4.1': upTo(11),
  '4.2': upTo(9),
  '4.3': upTo(7),
  '4.4': upTo(10),
  '4.5': upTo(10),
  '4.6': upTo(8),
  '4.7': upTo(3),
};

/** Django of the last patch release of each minor (requirements.txt at the tags of NetBox's repository; 4.7 as its beta). */
const DJANGO: Readonly<Record<string, Framework['django']>> = {
  '2.8': [3, 0],
  '2.9': [3, 1],
  '2.10': [3, 1],
  '2.11': [3, 2],
  '3.0': [3, 2],
  '3.1': [3, 2],
  '3.2': [4, 0],
  '3.3': [4, 0],
  '3.4': [4, 1],
  '3.5': [4, 1],
  '3.6': [4, 2],
  '3.7': [4, 2],
  '4.0': [5, 0],
  '4.1': [5, 0],
  '4.2': [5, 1],
  '4.3': [5, 2],
  '4.4': [5, 2],
  '4.5': [5, 2],
  '4.6': [6, 0],
  '4.7': [6, 1],
};

/** What a release runs on. DEFAULT_AUTO_FIELD is BigAutoField since 3.2 (netbox/settings.py). */
export function frameworkOf(version: string): Framework {
  const minor = minorOf(version) ?? '';
  const django = DJANGO[minor] ?? [5, 2];
  return { django, autoField: /^(?:2\.|3\.[01]$)/.test(minor) ? 'AutoField' : 'BigAutoField' };
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, patch) => patch);
}

/** The PEP 440 form of a version as `packaging.version.parse` takes it: surrounding spaces and a leading `v` are allowed. */
function parse(version: string): { readonly text: string; readonly release: readonly number[] } | null {
  const text = version.trim();
  const parsed = pep440.parse(text);
  return parsed ? { text, release: parsed.release } : null;
}

/** `4.4` of any version of that minor; `null` for what is no version. */
export function minorOf(version: string): string | null {
  const parsed = parse(version);
  return parsed ? `${parsed.release[0] ?? 0}.${parsed.release[1] ?? 0}` : null;
}

/** True when NetBox has published exactly this final release. A minor alone (`4.4`) is its first release, as in PEP 440. */
export function isPublished(version: string): boolean {
  const parsed = parse(version);
  if (!parsed || parsed.release.length > 3) return false;
  const [major = 0, minor = 0, patch = 0] = parsed.release;
  return (
    PATCHES[`${major}.${minor}`]?.includes(patch) === true &&
    pep440.compare(parsed.text, `${major}.${minor}.${patch}`) === 0
  );
}

export interface ReleaseRequest {
  /** `--netbox`: a release (`4.3.2`), a minor (`4.3`) or a PEP 440 range (`>=4.2,<4.5`). */
  readonly netbox?: string;
  /** The plugin's `min_version` and `max_version`, as declared. */
  readonly min?: string;
  readonly max?: string;
}

export interface Selection {
  readonly ok: true;
  /** Which of the facts' releases to check; never empty. */
  readonly releases: ReleaseSet;
  /** `asked` by `--netbox`, from the declared `bounds`, or by `default` the newest known. */
  readonly chosenBy: 'asked' | 'bounds' | 'default';
  /** Index of a release → the exact version it stands for: the one asked for, or the newest patch inside the bounds. */
  readonly versions: ReadonlyMap<number, string>;
  /** What the user should know of the choice. */
  readonly notes: readonly string[];
}

export type SelectionResult = Selection | { readonly ok: false; readonly message: string };

/**
 * Chooses among the releases that the facts have (`HostFacts.releases`, oldest first): `--netbox` decides alone; else all
 * minor releases with a published patch inside the declared bounds, a missing side being open; else the newest known.
 * Bounds compare as NetBox compares them (`packaging.version`, netbox/plugins/__init__.py `validate`).
 */
export function selectReleases(known: readonly string[], request: ReleaseRequest): SelectionResult {
  return request.netbox === undefined ? byBounds(known, request) : asAsked(known, request.netbox);
}

/** The versions that the facts of a release speak for: the published patches of its minor, oldest first, and itself. */
function patchesOf(release: string): readonly string[] {
  const minor = minorOf(release);
  const published = minor === null ? [] : (PATCHES[minor] ?? []).map(patch => `${minor}.${patch}`);
  return published.includes(release) ? published : [...published, release];
}

/** Releases with a patch for which `holds`, and the newest such patch of each. */
function choose(
  known: readonly string[],
  holds: (version: string) => boolean,
): { set: ReleaseSet; versions: Map<number, string> } {
  const versions = new Map<number, string>();
  let set = 0;
  for (const [index, release] of known.entries()) {
    const version = patchesOf(release).findLast(holds);
    if (version === undefined) continue;
    versions.set(index, version);
    set |= 1 << index;
  }
  return { set, versions };
}

/** Notes for releases whose facts stand for another patch than their own. */
function standIns(known: readonly string[], versions: ReadonlyMap<number, string>): string[] {
  return [...versions].flatMap(([index, version]) =>
    known[index] === undefined || known[index] === version
      ? []
      : [`NetBox ${version} is held against the facts of ${known[index]}`],
  );
}

const span = (known: readonly string[]): string =>
  `known are ${known[0] ?? 'none'} to ${known.at(-1) ?? 'none'} (newest patch of each minor release)`;

function asAsked(known: readonly string[], asked: string): SelectionResult {
  const version = parse(asked);
  if (!version) {
    if (!pep440.validRange(asked)) {
      return {
        ok: false,
        message: `"${asked}" is neither a NetBox version nor a range of versions (PEP 440); ${span(known)}`,
      };
    }
    const { set, versions } = choose(known, candidate => pep440.satisfies(candidate, asked, { prereleases: true }));
    if (set === 0) return { ok: false, message: `no known NetBox release is in the range "${asked}"; ${span(known)}` };
    return { ok: true, releases: set, chosenBy: 'asked', versions, notes: standIns(known, versions) };
  }
  const minor = minorOf(asked);
  const index = known.findIndex(release => release === version.text || minorOf(release) === minor);
  const release = known[index];
  if (release === undefined) return { ok: false, message: `NetBox ${version.text} is not known; ${span(known)}` };
  // A minor alone asks for its newest patch.
  const exact = version.release.length < 3 ? release : version.text.replace(/^v/i, '');
  const versions = new Map([[index, exact]]);
  const notes =
    exact === release || isPublished(exact)
      ? standIns(known, versions)
      : [`there is no published NetBox ${exact} that is known; the facts of ${release} are used`];
  return { ok: true, releases: 1 << index, chosenBy: 'asked', versions, notes };
}

function byBounds(known: readonly string[], request: ReleaseRequest): SelectionResult {
  const notes: string[] = [];
  const bound = (name: string, value: string | undefined): string | null => {
    if (value === undefined) return null;
    const parsed = parse(value);
    if (!parsed) notes.push(`${name} "${value}" is no version (PEP 440) and was not used to choose releases`);
    return parsed?.text ?? null;
  };
  const min = bound('min_version', request.min);
  const max = bound('max_version', request.max);
  const newest = known.length - 1;
  const fallback = (why: string): Selection => {
    const version = known[newest] ?? '';
    return {
      ok: true,
      releases: 1 << newest,
      chosenBy: 'default',
      versions: new Map([[newest, version]]),
      notes: [...notes, `${why}; checked against the newest known release, ${version}`],
    };
  };
  if (min === null && max === null) return fallback('no usable min_version or max_version is declared');
  const { set, versions } = choose(
    known,
    version => (min === null || pep440.gte(version, min)) && (max === null || pep440.lte(version, max)),
  );
  if (set === 0) return fallback(`no known release is inside the declared bounds ${min ?? 'any'} to ${max ?? 'any'}`);
  return { ok: true, releases: set, chosenBy: 'bounds', versions, notes };
}

/** Compares two NetBox versions as `packaging.version` does; `null` when one is no version. */
export function compareVersions(a: string, b: string): number | null {
  const [left, right] = [parse(a), parse(b)];
  return left && right ? pep440.compare(left.text, right.text) : null;
}
