/**
 * A zip archive → a listing. Only the central directory is read; an entry is inflated when it is asked for, and never
 * further than the limits allow, whatever sizes the archive declares. Layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import type { Caps } from './caps.ts';
import { inBytes, unpackedLimit } from './caps.ts';
import { systemErrorCode, tooLarge } from './disk.ts';
import type { ListedFile, Listing } from './listing.ts';
import type { PackageProblem, ReadResult } from './package.ts';
import { printable, safePath } from './safe-path.ts';

export type ListingResult =
  { readonly ok: true; readonly listing: Listing } | { readonly ok: false; readonly problem: PackageProblem };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const END_SIZE = 22;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
  readonly unixMode: number;
}

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
}

/** Lists a zip archive held in memory. Problems of single entries are in the listing; the others fail the whole. */
export function listZip(bytes: Uint8Array, caps: Caps): ListingResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  if (directory === undefined) {
    const begun = bytes.length >= 4 && view.getUint32(0, true) === LOCAL;
    return begun
      ? fail('truncated-archive', 'the archive ends before its table of contents; download or build it again')
      : fail('not-an-archive', 'the file is no zip archive');
  }
  if (directory.entries > caps.files) {
    return fail(
      'cap-exceeded',
      `the archive has ${directory.entries} entries, more than the ${caps.files} that are read; unpack it, if you trust it, and give the folder of the plugin`,
    );
  }
  if (directory.start + directory.size > bytes.length) {
    return fail(
      'truncated-archive',
      'the table of contents of the archive lies beyond its end; download or build it again',
    );
  }
  const entries = readDirectory(bytes, view, directory);
  if (entries === undefined)
    return fail('damaged-archive', 'the table of contents of the archive is damaged; download or build it again');
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const limit = unpackedLimit(bytes.length, caps);
  if (total > limit) {
    return fail(
      'cap-exceeded',
      `the archive unpacks to ${inBytes(total)}, more than the ${inBytes(limit)} that are read of one of its size; unpack it, if you trust it, and give the folder of the plugin`,
    );
  }
  return { ok: true, listing: listEntries(bytes, view, entries, caps) };
}

function fail(code: PackageProblem['code'], message: string): ListingResult {
  return { ok: false, problem: { code, message } };
}

function findDirectory(view: DataView): Directory | undefined {
  const lowest = Math.max(0, view.byteLength - END_SIZE - MAX_16);
  for (let at = view.byteLength - END_SIZE; at >= lowest; at--) {
    if (view.getUint32(at, true) !== END || at + END_SIZE + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const entries = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const start = view.getUint32(at + 16, true);
    if (entries !== MAX_16 && size !== MAX_32 && start !== MAX_32) return { entries, size, start };
    return findDirectory64(view, at) ?? { entries, size, start };
  }
  return undefined;
}

function findDirectory64(view: DataView, end: number): Directory | undefined {
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== END64_LOCATOR) return undefined;
  const at = uint64(view, locator + 8);
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== END64) return undefined;
  return { entries: uint64(view, at + 32), size: uint64(view, at + 40), start: uint64(view, at + 48) };
}

/** As a number: beyond 2^53 it is only ever compared with limits far below, so lost digits do not matter. */
function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

function readDirectory(bytes: Uint8Array, view: DataView, directory: Directory): Entry[] | undefined {
  const decoder = new TextDecoder();
  const entries: Entry[] = [];
  const end = directory.start + directory.size;
  let at = directory.start;
  for (let i = 0; i < directory.entries; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) return undefined;
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > end) return undefined;
    const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
    const sizes = readSizes(view, at, at + 46 + nameLength, extraLength);
    if (sizes === undefined) return undefined;
    entries.push({
      name: decoder.decode(rawName),
      rawName,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes,
      // The upper half of the external attributes is the file mode when the entry was made on Unix.
      unixMode: view.getUint8(at + 5) === 3 ? view.getUint16(at + 40, true) : 0,
    });
    at = next;
  }
  return entries;
}

/** Sizes and offset of a central entry, from the zip64 extra field (0x0001) where the 32-bit ones are saturated. */
function readSizes(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): Pick<Entry, 'compressed' | 'size' | 'offset'> | undefined {
  let compressed = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let offset = view.getUint32(at + 42, true);
  if (compressed !== MAX_32 && size !== MAX_32 && offset !== MAX_32) return { compressed, size, offset };
  for (let field = extra; field + 4 <= extra + extraLength;) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      const stop = Math.min(field + 4 + length, extra + extraLength);
      const take = (): number | undefined => {
        if (value + 8 > stop) return undefined;
        value += 8;
        return uint64(view, value - 8);
      };
      if (size === MAX_32) size = take() ?? size;
      if (compressed === MAX_32) compressed = take() ?? compressed;
      if (offset === MAX_32) offset = take() ?? offset;
      return { compressed, size, offset };
    }
    field += 4 + length;
  }
  return undefined;
}

function listEntries(bytes: Uint8Array, view: DataView, entries: readonly Entry[], caps: Caps): Listing {
  const files = new Map<string, ListedFile>();
  const problems: PackageProblem[] = [];
  const overlapping = findOverlaps(view, entries);
  const checksums = new Map<string, number>();
  for (const entry of entries) {
    const shown = printable(entry.name);
    const safe = safePath(entry.name);
    if (!safe.ok) {
      problems.push({
        code: 'unsafe-path',
        message: `the entry "${shown}" was left out: its name ${safe.reason}; build the archive again`,
      });
      continue;
    }
    if (entry.name.endsWith('/') || safe.path === '') continue;
    if ((entry.unixMode & 0o170000) === 0o120000) {
      problems.push({
        code: 'link-outside-root',
        message: `the entry "${shown}" is a symbolic link and was left out; put the file itself into the archive`,
      });
      continue;
    }
    if (safe.path.split('/').length > caps.depth) {
      problems.push({
        code: 'cap-exceeded',
        message: `the entry "${shown}" lies more than ${caps.depth} folders deep and was left out`,
      });
      continue;
    }
    // Twice the same is a clumsy build and harmless; twice something else is two packages in one.
    const checksum = checksums.get(safe.path);
    checksums.set(safe.path, entry.crc);
    if (checksum !== undefined && checksum !== entry.crc) {
      problems.push({
        code: 'unsafe-path',
        message: `"${shown}" is in the archive more than once with different content; the last one counts, other tools may take another`,
        file: safe.path,
      });
    }
    const overlaps = overlapping.has(entry);
    const path = safe.path;
    files.set(path, {
      path,
      size: entry.size,
      read: () => (overlaps ? damaged(path, 'overlaps another entry') : inflate(bytes, view, entry, path, caps)),
    });
  }
  return { files, ignored: [], problems };
}

/** Entries whose data share bytes: the way to make a small archive unpack to a huge one. */
function findOverlaps(view: DataView, entries: readonly Entry[]): ReadonlySet<Entry> {
  const byOffset = [...entries].sort((a, b) => a.offset - b.offset);
  const found = new Set<Entry>();
  let last: Entry | undefined;
  let end = 0;
  for (const entry of byOffset) {
    if (last !== undefined && entry.offset < end) {
      found.add(last);
      found.add(entry);
    }
    const stop = (dataStart(view, entry) ?? entry.offset) + entry.compressed;
    if (stop > end) {
      end = stop;
      last = entry;
    }
  }
  return found;
}

function dataStart(view: DataView, entry: Entry): number | undefined {
  const at = entry.offset;
  if (at + 30 > view.byteLength || view.getUint32(at, true) !== LOCAL) return undefined;
  return at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
}

function damaged(file: string, what: string, code: PackageProblem['code'] = 'damaged-archive'): ReadResult {
  return {
    ok: false,
    problem: { code, message: `${printable(file)} ${what}; download or build the archive again`, file },
  };
}

function inflate(bytes: Uint8Array, view: DataView, entry: Entry, file: string, caps: Caps): ReadResult {
  if (entry.size > caps.fileBytes) return { ok: false, problem: tooLarge(file, entry.size, caps) };
  if ((entry.flags & 1) !== 0) return damaged(file, 'is encrypted and cannot be read', 'unsupported');
  const start = dataStart(view, entry);
  if (start === undefined) return damaged(file, 'is not where the table of contents says');
  const nameLength = view.getUint16(entry.offset + 26, true);
  const localName = bytes.subarray(entry.offset + 30, entry.offset + 30 + nameLength);
  // Two names for one entry: each tool would believe another one.
  if (Buffer.compare(localName, entry.rawName) !== 0) return damaged(file, 'has another name in its own header');
  const end = start + entry.compressed;
  if (end > bytes.length) return damaged(file, 'is cut off', 'truncated-archive');
  let content: Uint8Array;
  if (entry.method === 0) content = bytes.subarray(start, end);
  else if (entry.method !== 8)
    return damaged(
      file,
      `is packed by method ${entry.method}, which Python's own zip reader may not know`,
      'unsupported',
    );
  else if (end === start) content = new Uint8Array();
  else {
    try {
      // One byte more than declared, so that a lie shows; never more than that is inflated.
      content = inflateRawSync(bytes.subarray(start, end), { maxOutputLength: entry.size + 1 });
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === 'ERR_BUFFER_TOO_LARGE') return damaged(file, `holds more than the ${entry.size} bytes it declares`);
      return damaged(file, `cannot be unpacked (${code})`);
    }
  }
  if (content.length !== entry.size) return damaged(file, `holds ${content.length} bytes and declares ${entry.size}`);
  if (crc32(content) !== entry.crc) return damaged(file, 'does not match its checksum');
  return { ok: true, bytes: content };
}
