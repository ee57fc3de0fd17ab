/** Which Pythons the distribution's code needs, and which ones its metadata and the host allow. */
import * as pep440 from '@renovatebot/pep440';
import { decodePython, parsePython } from '../../python/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

export type PythonVersion = readonly [number, number];

/** The construct of a file that needs the newest Python. */
export interface PythonNeed {
  readonly version: PythonVersion;
  readonly feature: string;
  readonly at: Span;
}

export interface PythonRequirement {
  /** `Requires-Python` as written. */
  readonly text: string;
  readonly at: Span;
  /** The oldest Python that it allows; `null` when it allows none that is known, or cannot be read. */
  readonly floor: PythonVersion | null;
  /** Whether it allows any Python from a version on. */
  allowsFrom(floor: PythonVersion): boolean;
}

export interface UnparsedFile {
  readonly message: string;
  readonly at: Span;
  readonly ships: boolean;
}

/** Newest Python whose grammar is known. */
const NEWEST_MINOR = 14;
/** Larger files that do not ship are not read for their syntax alone. */
const MOST_BYTES = 1_000_000;

const isOlder = (a: PythonVersion, b: PythonVersion): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** For each module that needs more than Python 3.6, the construct that needs most; the greatest needs first. */
export function pythonNeedsOf(base: ModelBase): readonly PythonNeed[] {
  const out: PythonNeed[] = [];
  for (const module of base.program.modules.values()) {
    let most: PythonNeed | null = null;
    for (const { version, feature, start, end } of module.parsed.needs) {
      if (!most || isOlder(most.version, version)) most = { version, feature, at: { file: module.file, start, end } };
    }
    if (most) out.push(most);
  }
  return out.sort((a, b) => (isOlder(a.version, b.version) ? 1 : isOlder(b.version, a.version) ? -1 : 0));
}

/** `Requires-Python`, where it is declared and can be read (PEP 440 specifiers). */
export function pythonRequirementOf(base: ModelBase): PythonRequirement | null {
  const declared = base.package.distribution.requiresPython;
  const file = declared?.at?.file ?? base.package.distribution.metadataFile ?? undefined;
  if (!declared || file === undefined || pep440.validRange(declared.value) !== true) return null;
  // A specifier may name a patch (`>=3.10.4`) or end at one (`<=3.12.0`): the first and a late patch stand for the minor.
  const allows = (minor: number): boolean =>
    [0, 99].some(patch => pep440.satisfies(`3.${minor}.${patch}`, declared.value, { prereleases: true }));
  const allowed = Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => minor).filter(allows);
  const [first] = allowed;
  return {
    text: declared.value,
    at: declared.at ?? { file, start: 0, end: 0 },
    floor: first === undefined ? null : [3, first],
    allowsFrom: floor => allowed.some(minor => !isOlder([3, minor], floor)),
  };
}

/** Python files with a syntax error or that cannot be decoded, the first problem of each. */
export function unparsedFilesOf(base: ModelBase): readonly UnparsedFile[] {
  const out = new Map<string, UnparsedFile>();
  const add = (
    problem: { readonly message: string; readonly start: number; readonly end: number },
    file: string,
    ships: boolean,
  ): void => {
    const known = out.get(file);
    if (known && known.at.start <= problem.start) return;
    out.set(file, { message: problem.message, at: { file, start: problem.start, end: problem.end }, ships });
  };
  for (const problem of base.program.problems) if (!problem.unread) add(problem, problem.file, true);
  const seen = new Set([...base.program.modules.values()].map(module => module.file));
  for (const file of base.package.files.values()) {
    if (!file.path.endsWith('.py') || seen.has(file.path) || out.has(file.path) || file.size > MOST_BYTES) continue;
    // Skeletons of code with placeholders are no Python: `templates/…`, names that cannot be imported.
    if (/(^|\/)templates\/|[{}]/.test(file.path)) continue;
    const read = file.read();
    if (!read.ok) continue;
    const { text, problems } = decodePython(read.bytes);
    const [first] = [...problems, ...parsePython(text).problems];
    if (first) add(first, file.path, file.installPath !== null);
  }
  return [...out.values()];
}
