/** Folders on disk for tests, removed when the test is over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import type { Package } from '../../src/package/index.ts';
import type { OpenResult } from '../../src/package/index.ts';

const made: string[] = [];

/** A new folder with these files. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'package-'));
  made.push(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The one package of a result. */
export function only(result: OpenResult): Package {
  if (!result.ok) throw new Error(result.problem.message);
  const [first, ...others] = result.packages;
  if (first === undefined || others.length > 0) throw new Error(`${result.packages.length} packages`);
  return first;
}

/** The problem of a result that is not ok. */
export function problemOf(result: OpenResult): { code: string; message: string } {
  if (result.ok) throw new Error('opened');
  return result.problem;
}

/** Install paths, sorted; what does not ship is left out. */
export function shipped(opened: Package): string[] {
  return [...opened.files.values()].flatMap(file => file.installPath ?? []).sort();
}

export function textOf(opened: Package, path: string): string {
  const result = opened.files.get(path)?.read();
  if (result?.ok !== true) throw new Error(result?.problem.message ?? `no ${path}`);
  return new TextDecoder().decode(result.bytes);
}
