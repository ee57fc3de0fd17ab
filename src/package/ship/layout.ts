/** What a build backend makes of a source tree: which files go into the wheel, and where. */
import type { Listing } from '../listing.ts';
import type { Sources } from '../metadata/sources.ts';
import type { PackageProblem } from '../package.ts';
import type { FileTree } from './tree.ts';

export interface LayoutInput {
  readonly tree: FileTree;
  readonly listing: Listing;
  readonly sources: Sources;
  /** The distribution's name as declared, where it is known. */
  readonly name: string | undefined;
  /** An sdist carries lists of its own files, a working folder has a repository around it. */
  readonly kind: 'sdist' | 'folder';
  /** Lies in a git repository, whose ignored files do not ship with tools that ask git. */
  readonly inRepository: boolean;
  /** Patterns of the nearest .gitignore at the root or above it. */
  readonly gitignore: readonly string[];
}

export interface Layout {
  /** Path in the source tree → path relative to site-packages; a file that is not in it does not ship. */
  readonly installed: ReadonlyMap<string, string>;
  /** What could not be read statically: then `installed` is a guess. */
  readonly problems: readonly PackageProblem[];
}

export type LayoutReader = (input: LayoutInput) => Layout;

/** A problem that says that what ships is a guess, and why. */
export function unknownLayout(why: string, file: string): PackageProblem {
  const message = `${why}, so which files ship is a guess; build a wheel and check that instead to be sure`;
  return { code: 'unknown-layout', message, file };
}
