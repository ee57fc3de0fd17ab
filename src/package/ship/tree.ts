/** The files of a source tree as packaging tools ask for them: by folder. */
import { byCodeUnit, folderOf } from '../listing.ts';

export class FileTree {
  /** All files, in code-unit order. */
  readonly paths: readonly string[];
  readonly #files: ReadonlySet<string>;
  readonly #folders = new Map<string, { files: string[]; folders: string[] }>();

  constructor(paths: Iterable<string>) {
    this.paths = [...paths].sort(byCodeUnit);
    this.#files = new Set(this.paths);
    for (const path of this.paths) this.#folder(folderOf(path)).files.push(path);
  }

  #folder(path: string): { files: string[]; folders: string[] } {
    let folder = this.#folders.get(path);
    if (folder === undefined) {
      folder = { files: [], folders: [] };
      this.#folders.set(path, folder);
      if (path !== '') this.#folder(folderOf(path)).folders.push(path);
    }
    return folder;
  }

  hasFile(path: string): boolean {
    return this.#files.has(path);
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Files directly in a folder (`''` is the root), as paths from the root. */
  filesIn(folder: string): readonly string[] {
    return this.#folders.get(folder)?.files ?? [];
  }

  /** Folders directly in a folder, as paths from the root. */
  foldersIn(folder: string): readonly string[] {
    return this.#folders.get(folder)?.folders ?? [];
  }

  /** Files anywhere below a folder. */
  below(folder: string): readonly string[] {
    if (folder === '') return this.paths;
    const found: string[] = [];
    const pending = [folder];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      found.push(...this.filesIn(next));
      pending.push(...this.foldersIn(next));
    }
    return found.sort(byCodeUnit);
  }
}

/** A folder as written in a configuration (`./src/`) → as in paths (`src`); `''` for the root. */
export function normalizeFolder(folder: string): string {
  return folder
    .split('/')
    .filter(segment => segment !== '' && segment !== '.')
    .join('/');
}
