/** Where a finding is for formats whose readers know files of a repository only. */
import type { PackageResult } from '../result.ts';
import type { Span } from '../source.ts';
import type { Places, Region } from './places.ts';
import { wellFormed } from './unicode.ts';

export interface RepositoryLocation {
  /** From the current directory, with `/`. For a file in an archive the archive, which is what a repository could hold. */
  readonly path: string;
  /** In the file of that path; `undefined` for an archive. */
  readonly region: Region | undefined;
  /** The file in the archive with line and column, `netbox_acme/urls.py:3:1`; `undefined` for a file on disk. */
  readonly nested: string | undefined;
}

/** A path below a folder; `.` is the folder itself. */
export const joinPath = (folder: string, path: string): string =>
  folder === '.' || folder === '' ? path : `${folder}/${path}`;

/** The place of a span. */
export function repositoryLocation(
  { kind, rootFromCwd }: Pick<PackageResult, 'kind' | 'rootFromCwd'>,
  at: Span,
  places: Places,
): RepositoryLocation {
  const region = places.region(at);
  if (kind === 'directory' || kind === 'installed') {
    return { path: wellFormed(joinPath(rootFromCwd, at.file)), region, nested: undefined };
  }
  return {
    path: wellFormed(rootFromCwd),
    region: undefined,
    nested: wellFormed(`${at.file}:${region.line}:${region.column}`),
  };
}

/** The message of a finding, after the file it is in where the location does not say it. */
export const locatedMessage = ({ nested }: RepositoryLocation, message: string): string =>
  nested === undefined ? wellFormed(message) : `${nested}: ${wellFormed(message)}`;
