/**
 * What of a package was not read, so that nobody can say what is in it: files that cannot be opened, links out of the package,
 * entries of an archive that no tool may unpack, what lies beyond the limits on size; and packaging that does not parse.
 */
import { dirname } from 'node:path/posix';
import type { Package, PackageFile, PackageProblem } from '../../package/package.ts';
import type { Span } from '../../source.ts';
import { textOf, topOf } from '../templates/files.ts';
import type { PackageModel } from '../model.ts';

export interface Unread {
  /**
   * `file`: one file or folder of what is installed. `aside`: one that is not installed. `link`: a link out of the package.
   * `rest`: everything beyond a limit. `entry`: an entry of an archive with a name or a type that is not safe; `name`: a file on
   * disk with a name that is no text. `twice`: an entry that is there more than once. `packaging`: metadata that cannot be read.
   * `layout`: which files ship is a guess.
   */
  readonly kind: 'file' | 'aside' | 'link' | 'rest' | 'entry' | 'name' | 'twice' | 'packaging' | 'layout';
  /** What is wrong and what to do, without a full stop. */
  readonly message: string;
  readonly at: Span;
  /** Limits that what was not read could break. */
  readonly limits: readonly string[];
}

/** Limits that code can break. */
export const CODE_LIMITS = ['core-models', 'urls', 'core-templates', 'core-settings', 'core-components'] as const;
const ANY_CODE = [...CODE_LIMITS, 'version-bounds', 'migrations'] as const;
const EVERYTHING = [...ANY_CODE, 'config', 'packaging'] as const;

/** Files of a package that act on NetBox by what is in them, other than Python. */
const ACTS = /\.(?:html?|jinja2?|j2|txt|xml|m?[jt]s|[jt]sx|s?css|sql)$/;

/**
 * What was not read, as far as the package was asked for: files are read when a rule needs them, so that this is asked last.
 * Python that cannot be opened is told here, Python that does not parse is not.
 */
export function unreadOf({ package: pkg, program }: Pick<PackageModel, 'package' | 'program'>): readonly Unread[] {
  const modules = new Set(program.problems.filter(problem => problem.unread).map(problem => problem.file));
  if (pkg.problems.length === 0) return [];
  const whole = wholeOf(pkg);
  return pkg.problems.map(problem => {
    const { message, file, start = 0, end = 0 } = problem;
    const kind = kindOf(pkg, problem);
    const at = file === undefined ? whole : { file, start, end };
    // The interpreter has said of a module of its own what that leaves open.
    const told = file !== undefined && modules.has(file);
    return { kind, message, at, limits: told ? [] : limitsOf(kind, file) };
  });
}

function kindOf(pkg: Package, { code, file }: PackageProblem): Unread['kind'] {
  switch (code) {
    case 'bad-metadata':
      return 'packaging';
    case 'unknown-layout':
      return 'layout';
    case 'unsafe-path':
      if (file !== undefined) return 'twice';
      return pkg.kind === 'directory' || pkg.kind === 'installed' ? 'name' : 'entry';
    default:
      if (file === undefined) return code === 'cap-exceeded' ? 'rest' : 'entry';
      if (!isInstalled(pkg, file)) return 'aside';
      return code === 'link-outside-root' ? 'link' : 'file';
  }
}

function limitsOf(kind: Unread['kind'], file: string | undefined): readonly string[] {
  if (kind === 'aside' || kind === 'twice' || kind === 'packaging') return [];
  if (kind === 'layout') return ['packaging'];
  if (kind === 'rest') return EVERYTHING;
  const name = file?.slice(file.lastIndexOf('/') + 1) ?? '';
  const own = kind === 'link' ? ['packaging'] : [];
  // A folder, or what is not known.
  if (!name.includes('.') || name.endsWith('.py')) return [...ANY_CODE, ...own];
  return ACTS.test(name) ? [...CODE_LIMITS, ...own] : own;
}

/** Whether a file, which the package may not list, is or would be installed: it lies in a Python package that is. */
function isInstalled(pkg: Package, file: string): boolean {
  const listed: PackageFile | undefined = pkg.files.get(file);
  if (listed) return listed.installPath !== null;
  // Editors leave such files and links: `.#views.py`.
  if (/(^|\/)\.[^/]*$/.test(file)) return false;
  if (pkg.kind === 'wheel' || pkg.kind === 'installed') return !/^[^/]+\.(?:dist-info|data)\//.test(file);
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    if ((pkg.files.get(`${folder}/__init__.py`)?.installPath ?? null) !== null) return true;
  }
  return false;
}

/** Where something about the package as a whole stands: the top of the packaging, else of the first file. */
function wholeOf(pkg: Package): Span {
  const path = pkg.distribution.metadataFile ?? pkg.files.keys().next().value ?? '';
  const file = pkg.files.get(path);
  return file ? topOf(path, textOf(file) ?? '') : { file: path, start: 0, end: 0 };
}
