/** A folder on disk → a listing. No content is read here; no link is followed out of the root. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import * as nodePath from 'node:path';
import type { Caps } from './caps.ts';
import { inBytes } from './caps.ts';
import { ignoreReason, PACKAGING_FILES } from './ignored.ts';
import type { ListedFile, Listing } from './listing.ts';
import { byCodeUnit, join } from './listing.ts';
import type { Ignored, PackageProblem, ReadResult } from './package.ts';
import { printable } from './safe-path.ts';

/** The code of a system error (`ENOENT`); anything else is a bug of ours and goes on its way. */
export function systemErrorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

/** Reads one file of a root on disk, under the cap on a single file. `path` is the name used in problems. */
export function readDiskFile(absolute: string, path: string, caps: Caps): ReadResult {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(absolute, 'r');
    const { size } = fstatSync(descriptor);
    // Asked again here: the file may have grown since it was listed.
    if (size > caps.fileBytes) return { ok: false, problem: tooLarge(path, size, caps) };
    return { ok: true, bytes: readFileSync(descriptor) };
  } catch (error) {
    return { ok: false, problem: unreadable(path, systemErrorCode(error)) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The problem of a single file over its cap. */
export function tooLarge(file: string, size: number, caps: Caps): PackageProblem {
  const message = `${printable(file)} has ${inBytes(size)}, more than the ${inBytes(caps.fileBytes)} that are read of one file; leave it out of the package`;
  return { code: 'cap-exceeded', message, file };
}

function unreadable(file: string, code: string): PackageProblem {
  return { code: 'not-readable', message: `${printable(file)} cannot be read (${code}); check its permissions`, file };
}

/** Lists a folder, depth first and in code-unit order; what nobody means is named once and not entered. */
export function listDirectory(root: string, caps: Caps): Listing {
  return new Walk(root, caps).run();
}

class Walk {
  readonly #root: string;
  readonly #realRoot: string;
  readonly #caps: Caps;
  readonly #files = new Map<string, ListedFile>();
  readonly #ignored: Ignored[] = [];
  readonly #problems: PackageProblem[] = [];
  /** Real paths of folders reached through a link: each is entered once, so that links cannot multiply or loop. */
  readonly #followed = new Set<string>();
  #folders = 0;
  #bytes = 0;
  #full = false;

  constructor(root: string, caps: Caps) {
    this.#root = root;
    this.#realRoot = realpathSync(root);
    this.#caps = caps;
  }

  run(): Listing {
    this.#followed.add(this.#realRoot);
    this.#enter('', this.#root, 0);
    return { files: this.#files, ignored: this.#ignored, problems: this.#problems };
  }

  #entries(path: string, absolute: string): Dirent[] | undefined {
    try {
      return readdirSync(absolute, { withFileTypes: true }).sort((a, b) => byCodeUnit(a.name, b.name));
    } catch (error) {
      this.#problems.push(unreadable(path === '' ? '.' : path, systemErrorCode(error)));
      return undefined;
    }
  }

  /** Stops the walk: what has been listed so far stays, and the problem says that it is not everything. */
  #stop(what: string): void {
    if (this.#full) return;
    this.#full = true;
    const message = `the folder holds more than ${what}, so the rest of it was not looked at; give the folder of the plugin itself`;
    this.#problems.push({ code: 'cap-exceeded', message });
  }

  #enter(path: string, absolute: string, depth: number): void {
    if (this.#full) return;
    if (depth > this.#caps.depth) {
      const message = `${printable(path)} lies more than ${this.#caps.depth} folders deep and was not entered; give the folder of the plugin itself`;
      this.#problems.push({ code: 'cap-exceeded', message, file: path });
      return;
    }
    if (++this.#folders > this.#caps.files) return this.#stop(`${this.#caps.files} folders`);
    const entries = this.#entries(path, absolute);
    if (entries === undefined) return;
    const names = new Set(entries.map(entry => entry.name));
    const slash = path.lastIndexOf('/');
    if (path !== '') {
      const reason = ignoreReason(
        path.slice(slash + 1),
        () => this.#besidePackaging(path),
        file => names.has(file),
      );
      if (reason !== undefined) {
        this.#ignored.push({ path, reason });
        return;
      }
    }
    for (const entry of entries) {
      if (this.#full) return;
      this.#visit(entry, join(path, entry.name), nodePath.join(absolute, entry.name), depth);
    }
  }

  #besidePackaging(path: string): boolean {
    const parent = nodePath.dirname(path);
    return (
      parent === '.' ||
      PACKAGING_FILES.some(file => this.#files.has(`${parent}/${file}`) || this.#exists(`${parent}/${file}`))
    );
  }

  #exists(path: string): boolean {
    return existsSync(nodePath.join(this.#root, path));
  }

  #visit(entry: Dirent, path: string, absolute: string, depth: number): void {
    if (entry.name.includes('\ufffd')) {
      const message = `the name ${printable(path)} is not valid UTF-8; rename the file`;
      this.#problems.push({ code: 'unsafe-path', message });
      return;
    }
    if (entry.isDirectory()) this.#folder(entry.name, path, absolute, depth);
    else if (entry.isFile()) this.#file(path, absolute);
    else if (entry.isSymbolicLink()) this.#link(entry.name, path, absolute, depth);
    else {
      const message = `${printable(path)} is a socket, a pipe or a device and was not opened; remove it from the package`;
      this.#problems.push({ code: 'not-readable', message, file: path });
    }
  }

  #folder(name: string, path: string, absolute: string, depth: number): void {
    // Names that need no look inside are decided before the folder is read: `.git` and `node_modules` are large.
    const reason = ignoreReason(
      name,
      () => false,
      () => false,
    );
    if (reason !== undefined) this.#ignored.push({ path, reason });
    else this.#enter(path, absolute, depth + 1);
  }

  #file(path: string, absolute: string): void {
    let size: number;
    try {
      const stat = statSync(absolute);
      if (!stat.isFile()) return;
      size = stat.size;
    } catch (error) {
      this.#problems.push(unreadable(path, systemErrorCode(error)));
      return;
    }
    if (this.#files.size >= this.#caps.files) return this.#stop(`${this.#caps.files} files`);
    // A file too large to be read does not count against what may be read.
    if (size <= this.#caps.fileBytes) this.#bytes += size;
    if (this.#bytes > this.#caps.totalBytes) return this.#stop(inBytes(this.#caps.totalBytes));
    this.#files.set(path, { path, size, read: () => readDiskFile(absolute, path, this.#caps) });
  }

  #link(name: string, path: string, absolute: string, depth: number): void {
    let real: string;
    try {
      real = realpathSync(absolute);
    } catch (error) {
      const code = systemErrorCode(error);
      const why = code === 'ELOOP' ? 'leads in a circle' : 'leads nowhere';
      this.#problems.push({
        code: 'not-readable',
        message: `the link ${printable(path)} ${why} (${code}); remove it`,
        file: path,
      });
      return;
    }
    const relative = nodePath.relative(this.#realRoot, real);
    if (relative === '..' || relative.startsWith(`..${nodePath.sep}`) || nodePath.isAbsolute(relative)) {
      // An environment or a cache behind a link is passed over like one that is not.
      const reason = ignoreReason(
        name,
        () => false,
        () => false,
      );
      if (reason !== undefined) this.#ignored.push({ path, reason });
      else {
        const message = `the link ${printable(path)} leads out of the package and was not followed; replace it by the file itself`;
        this.#problems.push({ code: 'link-outside-root', message, file: path });
      }
      return;
    }
    if (!statSync(real).isDirectory()) return this.#file(path, absolute);
    if (this.#followed.has(real) || `${absolute}${nodePath.sep}`.startsWith(`${real}${nodePath.sep}`)) {
      this.#ignored.push({ path, reason: 'link to a folder that is read already' });
      return;
    }
    this.#followed.add(real);
    this.#folder(name, path, absolute, depth);
  }
}
