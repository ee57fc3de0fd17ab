/** Limits on what is read; every one of them can be set by the caller. */

export interface Caps {
  /** Files listed in one package; also the number of entries of an archive. */
  readonly files: number;
  /** Bytes of all files of one package together, uncompressed; also the size of an archive itself. */
  readonly totalBytes: number;
  /** Bytes of one file: a larger one is listed, but reading it gives a problem. */
  readonly fileBytes: number;
  /** Folders below the root, one inside the other. */
  readonly depth: number;
  /** Uncompressed bytes to compressed bytes, of an archive as a whole. */
  readonly ratio: number;
}

const MEBIBYTE = 1024 * 1024;

const DEFAULT_CAPS: Caps = {
  files: 20_000,
  totalBytes: 256 * MEBIBYTE,
  fileBytes: 10 * MEBIBYTE,
  depth: 40,
  ratio: 100,
};

/** A number of bytes for a person: `999 bytes`, `10.5 MB`; a megabyte has a million bytes. */
export function inBytes(count: number): string {
  return count < 1e5 ? `${count} bytes` : `${(count / 1e6).toFixed(1).replace(/\.0$/, '')} MB`;
}

/** The caller's limits over the defaults. */
export function resolveCaps(caps: Partial<Caps> | undefined): Caps {
  return { ...DEFAULT_CAPS, ...caps };
}

/**
 * Bytes that an archive of `compressed` bytes may unpack to. Below one MiB the ratio says nothing: a short text of
 * one repeated letter is no bomb.
 */
export function unpackedLimit(compressed: number, caps: Caps): number {
  return Math.min(caps.totalBytes, Math.max(MEBIBYTE, compressed * caps.ratio));
}
