/** What every road into a package gives: files by path, before anything is known of the packaging. */
import type { Ignored, PackageProblem, ReadResult } from './package.ts';

export interface ListedFile {
  /** Relative to the root of the listing, with `/`. */
  readonly path: string;
  /** Bytes, uncompressed, as far as it is known before reading. */
  readonly size: number;
  read(): ReadResult;
}

export interface Listing {
  readonly files: ReadonlyMap<string, ListedFile>;
  readonly ignored: readonly Ignored[];
  readonly problems: readonly PackageProblem[];
}

/** Code-unit order: the same on every machine and in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text of a file as UTF-8 without its byte order mark; `undefined` when it is not there or cannot be read. */
export function readText(listing: Listing, path: string): string | undefined {
  const result = listing.files.get(path)?.read();
  return result?.ok ? new TextDecoder().decode(result.bytes) : undefined;
}

/** The part of a listing below `folder`, with paths relative to it; `''` is the listing itself. */
export function subListing(listing: Listing, folder: string): Listing {
  if (folder === '') return listing;
  const prefix = `${folder}/`;
  const files = new Map<string, ListedFile>();
  for (const file of listing.files.values()) {
    if (!file.path.startsWith(prefix)) continue;
    const path = file.path.slice(prefix.length);
    files.set(path, { path, size: file.size, read: () => relocate(file.read(), path) });
  }
  return {
    files,
    ignored: listing.ignored
      .filter(entry => entry.path.startsWith(prefix))
      .map(entry => ({ ...entry, path: entry.path.slice(prefix.length) })),
    problems: listing.problems.flatMap(problem => {
      if (problem.file === undefined) return [problem];
      return problem.file.startsWith(prefix) ? [{ ...problem, file: problem.file.slice(prefix.length) }] : [];
    }),
  };
}

function relocate(result: ReadResult, file: string): ReadResult {
  return result.ok ? result : { ok: false, problem: { ...result.problem, file } };
}

/** The first segment of a path. */
export function topOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path : path.slice(0, slash);
}

/** The folder of a path, `''` at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `folder/name`, without a leading slash at the top. */
export function join(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}
