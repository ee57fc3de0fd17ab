/** A tar archive, plain or gzipped → a listing. The whole is unpacked in memory, under the limits, when it is opened. */
import { gunzipSync } from 'node:zlib';
import type { Caps } from './caps.ts';
import { inBytes, unpackedLimit } from './caps.ts';
import { systemErrorCode, tooLarge } from './disk.ts';
import type { ListedFile, Listing } from './listing.ts';
import type { PackageProblem } from './package.ts';
import { linkTarget, printable, safePath } from './safe-path.ts';
import type { ListingResult } from './zip.ts';

/** Room for headers and padding beside the files themselves, a file. */
const HEADER_BYTES = 2048;

/** Lists a gzipped tar archive: what an sdist is (PEP 625). */
export async function listGzippedTar(bytes: Uint8Array, caps: Caps): Promise<ListingResult> {
  const limit = unpackedLimit(bytes.length, { ...caps, totalBytes: caps.totalBytes + caps.files * HEADER_BYTES });
  let tar: Uint8Array;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: limit });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return fail(
        'cap-exceeded',
        `the archive unpacks to more than ${inBytes(limit)}, the most that is read of one of its size; unpack it, if you trust it, and give the folder of the plugin`,
      );
    }
    if (code === 'Z_BUF_ERROR') return fail('truncated-archive', 'the archive is cut off; download or build it again');
    return fail('damaged-archive', `the archive cannot be unpacked (${code}); download or build it again`);
  }
  return listTar(tar, caps);
}

/** Lists a tar archive held in memory. */
export async function listTar(tar: Uint8Array, caps: Caps): Promise<ListingResult> {
  const { unpackTar } = await import('modern-tar');
  let count = 0;
  let entries: Awaited<ReturnType<typeof unpackTar>>;
  try {
    entries = await unpackTar(tar, { strict: true, filter: () => ++count <= caps.files });
  } catch (error) {
    // The library tells what is wrong with an archive by a plain Error and nothing else.
    const reason = error instanceof Error ? error.message : '';
    const code = /truncated/i.test(reason) ? 'truncated-archive' : 'damaged-archive';
    return fail(
      code,
      `the archive is ${code === 'truncated-archive' ? 'cut off' : 'damaged'} (${reason}); download or build it again`,
    );
  }
  if (count > caps.files) {
    return fail(
      'cap-exceeded',
      `the archive has ${count} entries, more than the ${caps.files} that are read; unpack it, if you trust it, and give the folder of the plugin`,
    );
  }
  const total = entries.reduce((sum, entry) => sum + (entry.data?.length ?? 0), 0);
  if (total > caps.totalBytes) {
    return fail(
      'cap-exceeded',
      `the archive holds ${inBytes(total)}, more than the ${inBytes(caps.totalBytes)} that are read; unpack it, if you trust it, and give the folder of the plugin`,
    );
  }

  const files = new Map<string, ListedFile>();
  const problems: PackageProblem[] = [];
  const links: { path: string; target: string | undefined }[] = [];
  for (const { header, data } of entries) {
    const shown = printable(header.name);
    const safe = safePath(header.name);
    if (!safe.ok) {
      problems.push({
        code: 'unsafe-path',
        message: `the entry "${shown}" was left out: its name ${safe.reason}; build the archive again`,
      });
      continue;
    }
    const { path } = safe;
    if (path === '' || header.type === 'directory') continue;
    if (path.split('/').length > caps.depth + 1) {
      problems.push({
        code: 'cap-exceeded',
        message: `the entry "${shown}" lies more than ${caps.depth} folders deep and was left out`,
      });
    } else if (header.type === 'symlink') links.push({ path, target: linkTarget(path, header.linkname ?? '') });
    else if (header.type === 'link') links.push({ path, target: linkTarget('', header.linkname ?? '') });
    else if ((header.type ?? 'file') !== 'file') {
      problems.push({
        code: 'unsafe-path',
        message: `the entry "${shown}" is a ${header.type} and was left out; build the archive again`,
      });
    } else {
      const earlier = files.get(path)?.read();
      // Twice the same is a clumsy build and harmless; twice something else is two packages in one.
      if (earlier?.ok && Buffer.compare(earlier.bytes, data ?? new Uint8Array()) !== 0) {
        problems.push({
          code: 'unsafe-path',
          message: `"${shown}" is in the archive more than once with different content; the last one counts, other tools may take another`,
          file: path,
        });
      }
      files.set(path, listed(path, data ?? new Uint8Array(), caps));
    }
  }
  followLinks(links, files, problems);
  return { ok: true, listing: { files, ignored: [], problems } satisfies Listing };
}

function listed(path: string, data: Uint8Array, caps: Caps): ListedFile {
  return {
    path,
    size: data.length,
    read: () =>
      data.length > caps.fileBytes
        ? { ok: false, problem: tooLarge(path, data.length, caps) }
        : { ok: true, bytes: data },
  };
}

/** A link to a file of the archive is that file once more; any other link is left out. */
function followLinks(
  links: readonly { path: string; target: string | undefined }[],
  files: Map<string, ListedFile>,
  problems: PackageProblem[],
): void {
  const found: ListedFile[] = [];
  for (const { path, target } of links) {
    const file = target === undefined ? undefined : files.get(target);
    if (file !== undefined) found.push({ path, size: file.size, read: file.read });
    else {
      const where = target === undefined ? 'leads out of the archive' : 'leads to no file of the archive';
      problems.push({
        code: 'link-outside-root',
        message: `the link "${printable(path)}" ${where} and was left out; put the file itself into the archive`,
      });
    }
  }
  for (const file of found) files.set(file.path, file);
}

function fail(code: PackageProblem['code'], message: string): ListingResult {
  return { ok: false, problem: { code, message } };
}
