/** A file on disk → the packages in it: a wheel, an sdist, or a zip of either or of a repository. */
import type { Opened } from './assemble.ts';
import type { Caps } from './caps.ts';
import { ignoreReason, PACKAGING_FILES } from './ignored.ts';
import type { ListedFile, Listing } from './listing.ts';
import { folderOf, join, subListing, topOf } from './listing.ts';
import type { Ignored, PackageKind, PackageProblem } from './package.ts';
import { distributionsIn } from './roots.ts';
import { listGzippedTar, listTar } from './tar.ts';
import type { ListingResult } from './zip.ts';
import { listZip } from './zip.ts';

/** One of the distributions of an archive. */
export type ArchivePart = Pick<Opened, 'kind' | 'listing'> & {
  /** Folder of the distribution below the archive's own top folder; `''` when it is the only one. */
  readonly folder: string;
};

export type ArchiveResult =
  | { readonly ok: true; readonly parts: readonly ArchivePart[] }
  | { readonly ok: false; readonly problem: PackageProblem };

/** Archives that Python's tools once wrote, or that somebody may try. */
const UNSUPPORTED: readonly { readonly name: string; readonly magic: readonly number[] }[] = [
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { name: 'zstandard', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: '7z', magic: [0x37, 0x7a, 0xbc, 0xaf] },
];

/** Opens the bytes of an archive; what it is follows from the bytes, the name only decides about wheels. */
export async function openArchive(bytes: Uint8Array, name: string, caps: Caps): Promise<ArchiveResult> {
  const starts = (magic: readonly number[]): boolean => magic.every((byte, index) => bytes[index] === byte);
  const unsupported = UNSUPPORTED.find(({ magic }) => starts(magic));
  if (unsupported) {
    const message = `${unsupported.name} archives are not read; give the wheel or the .tar.gz, or unpack it and give the folder`;
    return { ok: false, problem: { code: 'unsupported', message } };
  }
  const isGzip = starts([0x1f, 0x8b]);
  const isTar = !isGzip && bytes.length >= 512 && starts262(bytes);
  const result: ListingResult = isGzip
    ? await listGzippedTar(bytes, caps)
    : isTar
      ? await listTar(bytes, caps)
      : listZip(bytes, caps);
  if (!result.ok) return result.problem.code === 'not-an-archive' ? noArchive(bytes, name) : result;
  const { listing } = result;
  if (listing.files.size === 0) {
    const why = listing.problems[0] === undefined ? '' : ` (${listing.problems[0].message})`;
    return { ok: false, problem: { code: 'empty', message: `the archive holds no files${why}; build it again` } };
  }
  const isZip = !isGzip && !isTar;
  if (
    isZip &&
    (name.endsWith('.whl') || [...listing.files.keys()].some(path => /^[^/]+\.dist-info\/METADATA$/.test(path)))
  ) {
    return { ok: true, parts: [{ kind: 'wheel', listing, folder: '' }] };
  }
  return { ok: true, parts: splitSources(withoutTop(listing), isZip ? 'zip' : 'sdist') };
}

/** What to say of a file that is no archive, by what its name promises. */
function noArchive(bytes: Uint8Array, name: string): ArchiveResult {
  const archive = /\.(?:whl|zip|tar|tar\.gz|tgz)$/i.exec(name)?.[0];
  const message =
    bytes.length === 0
      ? 'the file is empty; give a wheel, an sdist, a zip or a folder'
      : archive !== undefined
        ? `the name ends in ${archive}, but the file is no such archive; download or build it again`
        : /\.(?:py|html|sql|toml|cfg|js|css)$/i.test(name)
          ? 'a plugin is judged as a whole; give the folder of the plugin, not one of its files'
          : 'the file is no archive; give a wheel, an sdist, a zip or a folder';
  return { ok: false, problem: { code: 'not-an-archive', message } };
}

function starts262(bytes: Uint8Array): boolean {
  return [...'ustar'].every((letter, index) => bytes[257 + index] === letter.charCodeAt(0));
}

/** Drops the archive's own top folder (`name-1.0/`), when everything lies in one and that one is no Python package. */
function withoutTop(listing: Listing): Listing {
  const tops = new Set([...listing.files.keys()].map(path => (path.includes('/') ? topOf(path) : '')));
  const [top, ...others] = tops;
  if (top === undefined || top === '' || others.length > 0 || listing.files.has(`${top}/__init__.py`)) return listing;
  return subListing(listing, top);
}

function splitSources(whole: Listing, kind: PackageKind): ArchivePart[] {
  const listing = withoutIgnored(whole);
  const kindOf = (part: Listing): PackageKind => (part.files.has('PKG-INFO') ? 'sdist' : kind);
  const folders = distributionsIn(listing);
  if (folders.length === 0) return [{ kind: kindOf(listing), listing, folder: '' }];
  return folders.map(folder => {
    const part = subListing(listing, folder);
    return { kind: kindOf(part), listing: part, folder: folders.length === 1 ? '' : folder };
  });
}

/** Applies to an archive what the walk of a folder applies on its way. */
function withoutIgnored(listing: Listing): Listing {
  const reasons = new Map<string, string | undefined>();
  const reasonOf = (folder: string): string | undefined => {
    if (folder === '') return undefined;
    if (reasons.has(folder)) return reasons.get(folder);
    const parent = folderOf(folder);
    const above = reasonOf(parent);
    const name = folder.slice(parent === '' ? 0 : parent.length + 1);
    const beside = (): boolean => parent === '' || PACKAGING_FILES.some(file => listing.files.has(`${parent}/${file}`));
    const own = above ?? ignoreReason(name, beside, file => listing.files.has(`${folder}/${file}`));
    if (above === undefined && own !== undefined) ignored.push({ path: folder, reason: own });
    reasons.set(folder, own);
    return own;
  };
  const ignored: Ignored[] = [...listing.ignored];
  const files = new Map<string, ListedFile>();
  for (const file of listing.files.values())
    if (reasonOf(folderOf(file.path)) === undefined) files.set(file.path, file);
  return { files, ignored, problems: listing.problems };
}

/** The name of a part within its archive, for `rootFromCwd`. */
export function partPath(archive: string, part: ArchivePart): string {
  return join(archive, part.folder);
}
