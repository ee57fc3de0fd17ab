/** One check of a package serves all its files; a changed file, or an editor's unsaved text, makes a new one. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { rules } from '../../rules/index.ts';
import { TOOL } from '../cli/tool.ts';
import { loadNetBox } from '../host/netbox/netbox.ts';
import { optimizeLater } from '../late-optimization.ts';
import { holdsPlugin, lintPackage, UsageError } from '../lint.ts';
import { openDirectorySync } from '../package/index.ts';
import { findRoot } from '../package/roots.ts';
import { timesStamp } from './stamp.ts';
import type { Package, PackageFile } from '../package/index.ts';
import type { PackageResult } from '../result.ts';

/** What the preset needs of the process that it runs in; `src/eslint.ts` binds it. */
export interface World {
  /** Current directory, absolute. */
  cwd(): string;
  /** ISO date of today (UTC), for suppressions that end. */
  today(): string;
  /** Version of V8, for its start of optimization while a package is checked; ESLint's own stays as it is. */
  readonly v8?: string;
}

/** `<limit>/<id>` → options, of the rules that ESLint's config has on. */
export type Active = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What a file's rules need: the package's result, and the file's own path in it. */
export interface Checked {
  readonly result: PackageResult;
  readonly pkg: Package;
  /** Relative to the package's root, with `/`. */
  readonly file: string;
}

/** A package as it is on disk, with the result for each set of rules that ESLint's config gives to some of its files. */
interface Kept {
  readonly pkg: Package;
  readonly stamp: string;
  readonly results: Map<string, PackageResult>;
}

/** Files on disk are looked at again after a pause of this length; in one run of the command line there is none. Milliseconds. */
const TRUSTED_FOR = 1_000;

/** By the folder of a file: the package it is in, `null` for none. */
const byFolder = new Map<string, Kept | null>();
/** What was opened, by root. */
const byRoot = new Map<string, readonly Kept[]>();
let lastUse = Number.NEGATIVE_INFINITY;
let unsaved: { readonly key: string; readonly checked: Checked | undefined } | undefined;

/**
 * Checks the package that holds a file.
 * @param path absolute path of the file
 * @param text what ESLint gives as its content, without a byte order mark; it wins over the disk
 * @returns `undefined` when the file is in no package of a plugin
 */
export function checkFile(path: string, text: string, active: Active, world: World): Checked | undefined {
  if (!isAbsolute(path)) return undefined;
  if (performance.now() - lastUse > TRUSTED_FOR) lookAgain();
  try {
    return checked(path, text, active, world);
  } finally {
    lastUse = performance.now();
  }
}

/** Forgets where packages are, and the packages that are not on disk as they were. */
function lookAgain(): void {
  byFolder.clear();
  for (const [root, opened] of byRoot) {
    const stays = opened.length > 0 && opened.every(({ pkg, stamp }) => existsSync(pkg.root) && stampOf(pkg) === stamp);
    if (!stays) byRoot.delete(root);
  }
}

/** Of an installed package only its own files count: beside it lie others. */
const stampOf = ({ kind, root, files }: Package): string =>
  timesStamp({ folder: root, ...(kind === 'installed' ? { files: files.keys() } : {}) });

function checked(path: string, text: string, active: Active, world: World): Checked | undefined {
  const kept = keptFor(dirname(path), world);
  if (!kept) return undefined;
  const { pkg } = kept;
  const file = relative(pkg.root, path).replaceAll('\\', '/');
  const onDisk = pkg.files.get(file);
  // A file that is there and not in the package is none of it: build output, an environment.
  if (!onDisk && existsSync(path)) return undefined;
  if (onDisk && isText(onDisk, text)) return ofPlugin({ result: resultOf(kept, active, world), pkg, file });
  const key = [path, kept.stamp, keyOf(active, world), text].join('\n');
  if (unsaved?.key !== key) unsaved = { key, checked: overlaid(pkg, file, text, active, world) };
  return unsaved.checked;
}

function isText(file: PackageFile, text: string): boolean {
  const read = file.read();
  return read.ok && new TextDecoder().decode(read.bytes) === text;
}

/** The check of a package in which one file has another text. */
function overlaid(pkg: Package, file: string, text: string, active: Active, world: World): Checked | undefined {
  const opened = openDirectorySync(pkg.root, { cwd: world.cwd(), overlay: new Map([[file, text]]) });
  const changed = opened.ok ? opened.packages.find(one => one.root === pkg.root) : undefined;
  return changed && ofPlugin({ result: check(changed, active, world), pkg: changed, file });
}

const ofPlugin = (checked: Checked): Checked | undefined => (holdsPlugin(checked.result) ? checked : undefined);

/** The package that a folder's files are in. Outside of every distribution the current directory is the package. */
function keptFor(folder: string, world: World): Kept | null {
  const known = byFolder.get(folder);
  if (known !== undefined) return known;
  const cwd = world.cwd();
  const root = findRoot(folder);
  const start = root.kind === 'none' && isIn(folder, cwd) ? cwd : folder;
  // Several installed packages share their folder.
  const key =
    root.kind === 'distribution' ? root.folder : root.kind === 'none' ? start : root.installed.paths.join('\n');
  let opened = byRoot.get(key);
  if (!opened) byRoot.set(key, (opened = openAll(start, cwd)));
  const kept = opened.find(({ pkg }) => isIn(folder, pkg.root)) ?? null;
  byFolder.set(folder, kept);
  return kept;
}

function openAll(path: string, cwd: string): readonly Kept[] {
  const opened = openDirectorySync(path, { cwd });
  return opened.ok ? opened.packages.map(pkg => ({ pkg, stamp: stampOf(pkg), results: new Map() })) : [];
}

const isIn = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function resultOf(kept: Kept, active: Active, world: World): PackageResult {
  const key = keyOf(active, world);
  let result = kept.results.get(key);
  if (!result) kept.results.set(key, (result = check(kept.pkg, active, world)));
  return result;
}

const keyOf = (active: Active, world: World): string =>
  JSON.stringify([world.today(), [...active].sort(([a], [b]) => (a < b ? -1 : 1))]);

function check(pkg: Package, active: Active, world: World): PackageResult {
  const off = rules.map(rule => `${rule.limit}/${rule.id}`).filter(id => !active.has(id));
  let result: PackageResult;
  const takeBack = optimizeLater(world.v8 ?? '');
  try {
    result = lintPackage(pkg, loadNetBox(), {
      cwd: world.cwd(),
      today: world.today(),
      severities: new Map(off.map(id => [id, 'off'])),
      ruleOptions: new Map([...active].filter(([, options]) => Object.keys(options).length > 0)),
    });
  } catch (error) {
    // A config file that does not fit ends the run, as a wrong config of ESLint does: the message is for the user, the stack is not.
    if (error instanceof UsageError) error.stack = `${TOOL.name}: ${error.message}`;
    throw error;
  } finally {
    takeBack();
  }
  const [crash] = result.crashes;
  if (crash) throw new Error(`${crash.rule ?? crash.stage} failed, which is a bug of plugin-lint: ${crash.message}`);
  return result;
}
