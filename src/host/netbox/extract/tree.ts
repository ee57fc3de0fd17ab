/** A NetBox on disk: where its code, templates and static files are, in a checkout or an installation from a wheel. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Why a directory cannot be extracted. */
export interface TreeProblem {
  readonly code: 'not-found' | 'not-netbox' | 'incomplete' | 'no-version' | 'syntax';
  readonly message: string;
}

export interface Tree {
  /** Directory that stands on Python's path: `netbox/` of a checkout, `site-packages` of an installation. */
  readonly code: string;
  /** `BASE_DIR` of settings: the code directory, or `netbox/_data` in a wheel (4.7: `netbox/settings_utils.py`). */
  readonly base: string;
  /** Version as NetBox gives it in `settings.VERSION`: `4.4.10`, `4.7.0-beta1`. */
  readonly version: string;
  /** Files below the code directory that are NetBox's, relative, with `/`, in code-unit order. */
  readonly files: readonly string[];
  /** `requires-python` of the project's metadata, where it is there. */
  readonly requiresPython: string | null;
}

/** Directories that a walk never enters: nothing of the host's code is in them. */
const SKIPPED = new Set(['__pycache__', '.git', 'node_modules', 'translations', 'locale', 'media']);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A file that is not there or cannot be read is answered as missing; callers say what they needed.
    return null;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Files below `root/under`, relative to `root`; links to directories are not followed. */
export function walk(root: string, under: string): string[] {
  const out: string[] = [];
  const visit = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name)) visit(path);
      } else out.push(path);
    }
  };
  if (isDirectory(join(root, under))) visit(under);
  return out.sort(compareText);
}

/** `version` and `designation` of release.yaml (NetBox ≥ 4.1), which is flat enough to be read by line. */
function releaseYaml(text: string): string | null {
  const value = (key: string): string | null =>
    new RegExp(`^${key}:\\s*["']?([^"'\\s#]+)`, 'm').exec(text)?.[1] ?? null;
  const version = value('version');
  const designation = value('designation');
  return version === null ? null : designation === null ? version : `${version}-${designation}`;
}

/**
 * Finds NetBox in `root`: a checkout (`netbox/netbox/settings.py`), the `netbox` directory of one, or the `site-packages`
 * of an installation (`netbox/settings.py`). A directory without one, or with parts missing, is a problem.
 */
export function openTree(root: string): { ok: true; tree: Tree } | { ok: false; problem: TreeProblem } {
  const fail = (code: TreeProblem['code'], message: string): { ok: false; problem: TreeProblem } => ({
    ok: false,
    problem: { code, message },
  });
  if (!isDirectory(root)) return fail('not-found', `${root} is not a directory`);
  const code = [join(root, 'netbox'), root].find(folder => readText(join(folder, 'netbox', 'settings.py')) !== null);
  if (code === undefined) {
    return fail(
      'not-netbox',
      `${root} is no NetBox: neither netbox/netbox/settings.py (a checkout) nor netbox/settings.py (an installation) is there`,
    );
  }
  const bundled = join(code, 'netbox', '_data');
  const base = isDirectory(bundled) ? bundled : code;
  const needed = ['netbox/urls.py', 'dcim/models', 'dcim/apps.py', 'extras/models', 'ipam/models', 'utilities'];
  const missing = needed.filter(path => !isFileOrModule(code, path));
  if (!isDirectory(join(base, 'templates'))) missing.push('templates');
  if (missing.length > 0) {
    return fail(
      'incomplete',
      `${root} is an incomplete NetBox: ${missing.join(', ')} missing. Use a full checkout or installation`,
    );
  }
  const settings = readText(join(code, 'netbox', 'settings.py')) ?? '';
  const version =
    /^VERSION\s*=\s*['"]([^'"]+)['"]/m.exec(settings)?.[1] ?? releaseYaml(readText(join(base, 'release.yaml')) ?? '');
  if (version === null)
    return fail('no-version', `${root} does not say its version, neither in settings.py nor in release.yaml`);
  const metadata = distributionFiles(code);
  const tops = metadata?.tops ?? readdirSync(code).sort(compareText);
  const files: string[] = [];
  for (const top of tops) {
    if (isDirectory(join(code, top))) {
      if (top === 'static' || top === 'project-static' || SKIPPED.has(top)) continue;
      files.push(...walk(code, top).filter(path => !path.startsWith('netbox/_data/')));
    } else if (top.endsWith('.py')) files.push(top);
  }
  const project = readText(join(root, 'pyproject.toml')) ?? readText(join(code, '..', 'pyproject.toml')) ?? '';
  const requiresPython =
    metadata?.requiresPython ?? /^requires-python\s*=\s*["']([^"']+)["']/m.exec(project)?.[1] ?? null;
  return { ok: true, tree: { code, base, version, files, requiresPython } };
}

function isFileOrModule(root: string, path: string): boolean {
  const full = join(root, path);
  return isDirectory(full) || readText(full) !== null || readText(`${full}.py`) !== null;
}

/** Top-level names that the `netbox` distribution installed: site-packages holds those of other distributions too. */
function distributionFiles(code: string): { tops: readonly string[]; requiresPython: string | null } | null {
  const info = readdirSync(code).find(name => /^netbox-[^-]+\.dist-info$/.test(name));
  const record = info === undefined ? null : readText(join(code, info, 'RECORD'));
  if (info === undefined || record === null) return null;
  const tops = new Set<string>();
  for (const line of record.split('\n')) {
    const path = line.slice(0, line.indexOf(','));
    const slash = path.indexOf('/');
    const top = slash < 0 ? path : path.slice(0, slash);
    if (top !== '' && top !== '..' && !top.endsWith('.dist-info')) tops.add(top);
  }
  const metadata = readText(join(code, info, 'METADATA')) ?? '';
  const requiresPython = /^Requires-Python:\s*(.+)$/m.exec(metadata)?.[1]?.trim() ?? null;
  return { tops: [...tops].sort(compareText), requiresPython };
}
