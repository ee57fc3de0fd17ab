/** The package's own modules: which file is which dotted name, parsed once, on demand. */
import { decodePython, parsePython } from '../python/index.ts';
import type { Package, PackageFile } from '../package/package.ts';
import type { ParsedPython } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Environment } from './environment.ts';

export interface OwnModule {
  /** Dotted name as it is imported: `netbox_example.api.views`. */
  readonly name: string;
  readonly isPackage: boolean;
  /** Path in reports: relative to the distribution root. */
  readonly file: string;
  readonly ships: boolean;
  readonly text: string;
  readonly parsed: ParsedPython;
  /** Set when its body starts to run. */
  scope: Environment | null;
  /** For code from a text (`exec`): the call that runs it, which stands for every place in it. */
  readonly place?: Span;
  state: 'new' | 'running' | 'done';
}

export interface PythonFileProblem {
  readonly file: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The file was not read at all: nothing is known of what is in it, whether it is Python or not. */
  readonly unread?: true;
}

/**
 * Files that Django imports by their names, whatever these are: migrations (django/db/migrations/loader.py), commands
 * (django/core/management, `find_commands`), tag libraries (django/template/backends/django.py, `get_package_libraries`).
 * Others are imported by statements, which take identifiers.
 */
const BY_FILE_NAME = /(?:^|\/)(?:migrations|management\/commands|templatetags)\/[^/]+$/;

export class ModuleTable {
  readonly #byName = new Map<string, PackageFile>();
  readonly #modules = new Map<string, OwnModule | null>();
  readonly #folders = new Set<string>();
  readonly problems: PythonFileProblem[] = [];

  /** @param files the package's files; only `.py` files that ship become modules */
  constructor(pkg: Package) {
    for (const file of pkg.files.values()) {
      const install = file.installPath;
      if (install === null || !install.endsWith('.py')) continue;
      const parts = install.slice(0, -3).split('/');
      const named = BY_FILE_NAME.test(install) ? parts.slice(0, -1) : parts;
      if (!named.every(part => /^[^\W\d]\w*$/u.test(part)) || /[.\s]/.test(parts.at(-1) ?? '')) continue;
      for (let i = 1; i < parts.length; i++) this.#folders.add(parts.slice(0, i).join('.'));
      const isPackage = parts.at(-1) === '__init__';
      const name = (isPackage ? parts.slice(0, -1) : parts).join('.');
      // A package wins over a module of the same name, as in CPython's path finder.
      if (name !== '' && (isPackage || !this.#byName.has(name))) this.#byName.set(name, file);
    }
  }

  /** Names of all modules, in code-unit order. */
  names(): string[] {
    return [...this.#byName.keys()].sort();
  }

  /** True for a module, or a folder that is a namespace package. */
  has(name: string): boolean {
    return this.#byName.has(name) || this.#folders.has(name);
  }

  /** True when the first segment of a dotted name is one of the package's own. */
  owns(name: string): boolean {
    const dot = name.indexOf('.');
    const top = dot < 0 ? name : name.slice(0, dot);
    return this.has(top);
  }

  fileOf(name: string): PackageFile | undefined {
    return this.#byName.get(name);
  }

  /** The parsed module; `undefined` when there is none or its file cannot be read (then `problems` says so). */
  get(name: string): OwnModule | undefined {
    const known = this.#modules.get(name);
    if (known !== undefined) return known ?? undefined;
    const file = this.#byName.get(name);
    let module: OwnModule | null = null;
    if (file) module = this.#parse(name, file);
    else if (this.#folders.has(name)) module = namespacePackage(name);
    this.#modules.set(name, module);
    return module ?? undefined;
  }

  #parse(name: string, file: PackageFile): OwnModule | null {
    const read = file.read();
    if (!read.ok) {
      this.problems.push({ file: file.path, message: read.problem.message, start: 0, end: 0, unread: true });
      return null;
    }
    const { text, problems } = decodePython(read.bytes);
    for (const problem of problems) this.problems.push({ file: file.path, ...problem });
    const parsed = parsePython(text);
    for (const problem of parsed.problems) this.problems.push({ file: file.path, ...problem });
    const isPackage = file.path.endsWith('__init__.py');
    return { name, isPackage, file: file.path, ships: true, text, parsed, scope: null, state: 'new' };
  }
}

function namespacePackage(name: string): OwnModule {
  const parsed: ParsedPython = {
    tree: { type: 'Module', body: [], start: 0, end: 0 },
    comments: [],
    problems: [],
    needs: [],
  };
  return { name, isPackage: true, file: '', ships: true, text: '', parsed, scope: null, state: 'new' };
}

/** The absolute name of a relative import, or `undefined` when it climbs above the top (PEP 328). */
export function absoluteName(from: OwnModule, module: string | null, level: number): string | undefined {
  if (level === 0) return module ?? undefined;
  const parts = from.name.split('.');
  if (!from.isPackage) parts.pop();
  for (let i = 1; i < level; i++) {
    if (parts.length === 0) return undefined;
    parts.pop();
  }
  if (parts.length === 0) return undefined;
  if (module) parts.push(module);
  return parts.join('.');
}
