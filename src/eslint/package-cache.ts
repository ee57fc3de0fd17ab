/** One check of a package serves all its files; a changed file, or an editor's unsaved text, makes a new one. */
import { statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rules } from '../../rules/index.ts';
import { checkPackage } from '../check.ts';
import { loadNetBox } from '../host/netbox/netbox.ts';
import { openDirectorySync } from '../package/index.ts';
import { settingsFor } from '../settings/resolve.ts';
import type { Package } from '../package/index.ts';
import type { PackageResult } from '../result.ts';

/** What a file's rules need: the package's result, and the file's own path in it. */
export interface Checked {
  readonly result: PackageResult;
  readonly pkg: Package;
  /** Relative to the package's root, with `/`. */
  readonly file: string;
}

interface Kept {
  readonly pkg: Package;
  readonly result: PackageResult;
  /** Times and sizes of the files, to see a change on disk. */
  readonly stamp: string;
  checkedAt: number;
}

/** Files on disk are looked at again after this time; in one run of the command line they do not change. Milliseconds. */
const TRUSTED_FOR = 1_000;

const byRoot = new Map<string, Kept>();
let unsaved: { readonly key: string; readonly checked: Checked } | undefined;

/**
 * Checks the package that holds a file.
 * @param path absolute path of the file
 * @param text what ESLint gives as its content, without a byte order mark; it wins over the disk
 * @returns `undefined` when the file is in no package that can be opened
 */
export function checkFile(path: string, text: string): Checked | undefined {
  const kept = keptFor(path) ?? open(path);
  if (!kept) return undefined;
  const file = relative(kept.pkg.root, path).replaceAll('\\', '/');
  const read = kept.pkg.files.get(file)?.read();
  if (!read?.ok) return undefined;
  const onDisk = new TextDecoder().decode(read.bytes);
  if (onDisk === text) return { result: kept.result, pkg: kept.pkg, file };
  const key = `${path}\n${kept.stamp}\n${text}`;
  if (unsaved?.key !== key) {
    const opened = openDirectorySync(dirname(path), { cwd: kept.pkg.root, overlay: new Map([[file, text]]) });
    const pkg = opened.ok ? opened.packages.find(one => one.root === kept.pkg.root) : undefined;
    if (!pkg) return undefined;
    unsaved = { key, checked: { result: check(pkg), pkg, file } };
  }
  return unsaved.checked;
}

function keptFor(path: string): Kept | undefined {
  for (const [root, kept] of byRoot) {
    if (!path.startsWith(root) || !kept.pkg.files.has(relative(root, path).replaceAll('\\', '/'))) continue;
    const now = performance.now();
    if (now - kept.checkedAt < TRUSTED_FOR || stampOf(kept.pkg) === kept.stamp) {
      kept.checkedAt = now;
      return kept;
    }
    byRoot.delete(root);
    return undefined;
  }
  return undefined;
}

function open(path: string): Kept | undefined {
  const opened = openDirectorySync(dirname(path), { cwd: dirname(path) });
  if (!opened.ok) return undefined;
  const pkg = opened.packages.find(one => one.files.has(relative(one.root, path).replaceAll('\\', '/')));
  if (!pkg) return undefined;
  const kept: Kept = { pkg, result: check(pkg), stamp: stampOf(pkg), checkedAt: performance.now() };
  byRoot.set(pkg.root, kept);
  return kept;
}

function check(pkg: Package): PackageResult {
  const resolved = settingsFor(pkg, rules, { cwd: pkg.root });
  // ESLint shows a thrown error with the file: that is where a wrong config file has to be told.
  if (!resolved.ok) throw new Error(resolved.message);
  const { netbox, exclude, ruleOptions, suppressions } = resolved.settings;
  const result = checkPackage(pkg, loadNetBox(), {
    rules,
    ruleOptions,
    suppressions,
    exclude,
    ...(netbox === undefined ? {} : { netbox }),
  });
  const [crash] = result.crashes;
  if (crash) throw new Error(`${crash.rule ?? crash.stage} failed, which is a bug of plugin-lint: ${crash.message}`);
  return result;
}

/** A text that changes when a file of the package does. */
function stampOf(pkg: Package): string {
  let stamp = '';
  for (const file of pkg.files.keys()) {
    const stat = statSync(join(pkg.root, file), { throwIfNoEntry: false });
    stamp += stat ? `${file}:${stat.mtimeMs}:${stat.size};` : `${file}:-;`;
  }
  return stamp;
}
