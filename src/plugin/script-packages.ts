/** package.json files that ship with a plugin's scripts, and the ranges that they ask for. */
import semver from 'semver';
import type { Span } from '../source.ts';
import type { ModelBase } from './base.ts';

export interface ScriptDependency {
  readonly name: string;
  readonly range: string;
  /** `npm` for a semver range that can be read, `invalid` for one that cannot, `other` for URLs, files, tags and workspaces. */
  readonly kind: 'npm' | 'invalid' | 'other';
  /** The range, quotes included. */
  readonly at: Span;
}

export interface ScriptPackage {
  readonly file: string;
  /** Why it is no package.json; `null` when it is one. */
  readonly problem: string | null;
  readonly dependencies: readonly ScriptDependency[];
}

const SECTIONS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

/** What npm takes besides semver ranges (npm docs, package.json, dependencies): URLs, git, files, aliases, workspaces, tags. */
const OTHER = /^(https?:|git|file:|link:|npm:|workspace:|github:|[\w-]+\/[\w.-]+|[a-z][\w-]*$)/i;

/** The package.json files that ship, outside vendored `node_modules`. */
export function findScriptPackages({ package: pkg }: ModelBase): readonly ScriptPackage[] {
  const found: ScriptPackage[] = [];
  for (const file of pkg.files.values()) {
    if (file.installPath === null || !/(^|\/)package\.json$/.test(file.path) || /(^|\/)node_modules\//.test(file.path))
      continue;
    const read = file.read();
    if (!read.ok) continue;
    found.push(packageOf(file.path, new TextDecoder().decode(read.bytes)));
  }
  return found;
}

function packageOf(file: string, text: string): ScriptPackage {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error), dependencies: [] };
  }
  if (!isRecord(document)) return { file, problem: 'it is no JSON object', dependencies: [] };
  const dependencies: ScriptDependency[] = [];
  for (const section of SECTIONS) {
    const entries = document[section];
    if (!isRecord(entries)) continue;
    for (const [name, range] of Object.entries(entries)) {
      if (typeof range === 'string')
        dependencies.push({ name, range, kind: kindOf(range), at: placeOf(file, text, section, name, range) });
    }
  }
  return { file, problem: null, dependencies };
}

function kindOf(range: string): ScriptDependency['kind'] {
  if (semver.validRange(range) !== null) return 'npm';
  return OTHER.test(range.trim()) ? 'other' : 'invalid';
}

/** The range behind its name, behind its section: the first such text. */
function placeOf(file: string, text: string, section: string, name: string, range: string): Span {
  const from = Math.max(0, text.indexOf(JSON.stringify(section)));
  const key = Math.max(from, text.indexOf(JSON.stringify(name), from));
  const quoted = JSON.stringify(range);
  const start = Math.max(0, text.indexOf(quoted, key + name.length));
  return { file, start, end: start + quoted.length };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
