/** The host's Python modules: parsed, with the names that each one binds, and dotted names resolved through imports. */
import { join } from 'node:path';
import { parsePython } from '../../../python/index.ts';
import type {
  ClassDef,
  Expression,
  FunctionDef,
  AsyncFunctionDef,
  ImportFrom,
  Module,
  Statement,
} from '../../../python/index.ts';
import { dotted, elements, text } from './constant.ts';
import { readText, type Tree } from './tree.ts';

/** What a name of a module is bound to. */
export type Binding =
  | { readonly kind: 'class'; readonly node: ClassDef }
  | { readonly kind: 'function'; readonly node: FunctionDef | AsyncFunctionDef }
  | { readonly kind: 'value'; readonly value: Expression | null }
  /** `from module import name`, or `import module` when `name` is null. */
  | { readonly kind: 'import'; readonly module: string; readonly name: string | null };

export interface SourceModule {
  readonly name: string;
  readonly isPackage: boolean;
  /** Path below the code directory. */
  readonly file: string;
  readonly tree: Module;
  /** Star imports resolved. */
  readonly bindings: ReadonlyMap<string, Binding>;
}

export interface Modules {
  readonly byName: ReadonlyMap<string, SourceModule>;
  /** Every module name, also of those left unparsed (migrations and tests are not in it). */
  readonly names: ReadonlySet<string>;
  /** Files with syntax errors: `path: message`. */
  readonly problems: readonly string[];
  /** Where a dotted name, used in a module, leads: the defining module and name, or a path outside the host. */
  resolve(module: string, name: string): Resolved | null;
  /** The same for an absolute dotted path. */
  resolvePath(path: string): Resolved | null;
}

export type Resolved =
  | { readonly kind: 'own'; readonly module: string; readonly name: string; readonly binding: Binding }
  | { readonly kind: 'module'; readonly module: string }
  | { readonly kind: 'foreign'; readonly path: string };

/** Directories of a package whose modules nobody imports: tests, and migrations, which are read on their own. */
const LEFT_OUT = /(?:^|\/)(?:tests|migrations)\//;

/** Dotted module name of a file; `null` for one that cannot be imported (`configuration.example.py`). */
function moduleName(file: string): { name: string; isPackage: boolean } | null {
  if (!file.endsWith('.py')) return null;
  const parts = file.slice(0, -3).split('/');
  const isPackage = parts.at(-1) === '__init__';
  if (isPackage) parts.pop();
  if (parts.length === 0 || !parts.every(part => /^[A-Za-z_]\w*$/.test(part))) return null;
  return { name: parts.join('.'), isPackage };
}

interface Draft {
  readonly name: string;
  readonly isPackage: boolean;
  readonly file: string;
  readonly tree: Module;
  /** In source order, star imports as `*`. */
  readonly bound: readonly (readonly [string, Binding])[];
  readonly all: readonly string[] | null;
}

/** Parses every module of the tree; a directory with Python files and no `__init__.py` is a namespace package. */
export function readModules(tree: Tree): Modules {
  const drafts = new Map<string, Draft>();
  const names = new Set<string>();
  const problems: string[] = [];
  for (const file of tree.files) {
    if (LEFT_OUT.test(file)) continue;
    const module = moduleName(file);
    if (!module) continue;
    const source = readText(join(tree.code, file));
    if (source === null) continue;
    const { tree: parsed, problems: found } = parsePython(source);
    if (found[0]) problems.push(`${file}: ${found[0].message}`);
    const bound: [string, Binding][] = [];
    collect(parsed.body, module.name, module.isPackage, bound);
    drafts.set(module.name, { ...module, file, tree: parsed, bound, all: null });
    // Packages above it too: a directory without __init__.py is a namespace package.
    for (let name = module.name; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) names.add(name);
  }
  for (const [name, draft] of drafts) drafts.set(name, { ...draft, all: publicNames(draft.tree.body) });
  return link(drafts, names, problems);
}

/** `__all__` of a module, where it is a display or a sum of displays. */
function publicNames(body: readonly Statement[]): readonly string[] | null {
  let out: string[] | null = null;
  const read = (node: Expression): string[] =>
    node.type === 'BinOp'
      ? [...read(node.left), ...read(node.right)]
      : elements(node).flatMap(item => text(item) ?? []);
  for (const statement of body) {
    if (statement.type === 'Assign' && statement.targets.some(target => dotted(target) === '__all__')) {
      out = read(statement.value);
    } else if (statement.type === 'AugAssign' && dotted(statement.target) === '__all__') {
      out = [...(out ?? []), ...read(statement.value)];
    }
  }
  return out;
}

function isTypeChecking(test: Expression): boolean {
  const name = dotted(test);
  return name === 'TYPE_CHECKING' || name === 'typing.TYPE_CHECKING';
}

/** The absolute module that an import statement names. */
function importedModule(node: ImportFrom, module: string, isPackage: boolean): string {
  if (node.level === 0) return node.module ?? '';
  const parts = module.split('.');
  const up = isPackage ? node.level - 1 : node.level;
  const base = parts.slice(0, Math.max(0, parts.length - up));
  return [...base, ...(node.module === null ? [] : [node.module])].join('.');
}

function collectTargets(target: Expression, value: Expression | null, out: [string, Binding][]): void {
  if (target.type === 'Name') out.push([target.id, { kind: 'value', value }]);
  else if (target.type === 'Tuple' || target.type === 'List') {
    for (const element of target.elts) collectTargets(element, null, out);
  } else if (target.type === 'Starred') collectTargets(target.value, null, out);
}

/** Names bound by statements at module level, in source order; branches that cannot both run are all taken. */
function collect(body: readonly Statement[], module: string, isPackage: boolean, out: [string, Binding][]): void {
  const into = (statements: readonly Statement[]): void => collect(statements, module, isPackage, out);
  for (const statement of body) {
    switch (statement.type) {
      case 'ClassDef':
        out.push([statement.name, { kind: 'class', node: statement }]);
        break;
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        out.push([statement.name, { kind: 'function', node: statement }]);
        break;
      case 'Assign':
        for (const target of statement.targets) collectTargets(target, statement.value, out);
        break;
      case 'AnnAssign':
        if (statement.value) collectTargets(statement.target, statement.value, out);
        break;
      case 'Import':
        for (const alias of statement.names) {
          if (alias.asname !== null) out.push([alias.asname, { kind: 'import', module: alias.name, name: null }]);
          else {
            const top = alias.name.split('.')[0] ?? alias.name;
            out.push([top, { kind: 'import', module: top, name: null }]);
          }
        }
        break;
      case 'ImportFrom': {
        const from = importedModule(statement, module, isPackage);
        for (const alias of statement.names) {
          out.push([alias.asname ?? alias.name, { kind: 'import', module: from, name: alias.name }]);
        }
        break;
      }
      case 'If':
        // What the else branch binds gives way to what the first branch bound.
        into(statement.orelse);
        if (!isTypeChecking(statement.test)) into(statement.body);
        break;
      case 'For':
      case 'AsyncFor':
        collectTargets(statement.target, null, out);
        into(statement.body);
        into(statement.orelse);
        break;
      case 'While':
        into(statement.body);
        break;
      case 'With':
      case 'AsyncWith':
        for (const item of statement.items) if (item.optional_vars) collectTargets(item.optional_vars, null, out);
        into(statement.body);
        break;
      case 'Try':
      case 'TryStar':
        // The handlers run only when the body could not: its bindings win.
        for (const handler of statement.handlers) into(handler.body);
        into(statement.body);
        into(statement.orelse);
        into(statement.finalbody);
        break;
      case 'Delete':
        for (const target of statement.targets) {
          if (target.type !== 'Name') continue;
          for (let i = out.length - 1; i >= 0; i--) if (out[i]?.[0] === target.id) out.splice(i, 1);
        }
        break;
      default:
        break;
    }
  }
}

/** Resolves star imports and builds the lookup. */
function link(drafts: ReadonlyMap<string, Draft>, names: ReadonlySet<string>, problems: readonly string[]): Modules {
  const tops = new Set([...names].map(name => name.split('.')[0] ?? name));
  const linked = new Map<string, SourceModule>();
  const open = new Set<string>();

  const moduleOf = (name: string): SourceModule | null => {
    const known = linked.get(name);
    if (known) return known;
    const draft = drafts.get(name);
    if (!draft || open.has(name)) return null;
    open.add(name);
    const bindings = new Map<string, Binding>();
    for (const [bound, binding] of draft.bound) {
      if (bound !== '*') {
        bindings.set(bound, binding);
      } else if (binding.kind === 'import') {
        for (const exported of starNames(binding.module)) {
          bindings.set(exported, { kind: 'import', module: binding.module, name: exported });
        }
      }
    }
    open.delete(name);
    const { isPackage, file, tree } = draft;
    const module: SourceModule = { name, isPackage, file, tree, bindings };
    linked.set(name, module);
    return module;
  };

  const starNames = (name: string): readonly string[] => {
    const all = drafts.get(name)?.all;
    if (all) return all;
    return [...(moduleOf(name)?.bindings.keys() ?? [])].filter(bound => !bound.startsWith('_'));
  };

  for (const name of drafts.keys()) moduleOf(name);

  const lookup = (module: string, name: string, depth: number): Resolved | null => {
    const found = linked.get(module);
    if (!found) {
      if (!tops.has(module.split('.')[0] ?? module)) return { kind: 'foreign', path: `${module}.${name}` };
      // A namespace package, or a module that was left out.
      return names.has(`${module}.${name}`) ? { kind: 'module', module: `${module}.${name}` } : null;
    }
    const binding = found.bindings.get(name);
    if (!binding) {
      return names.has(`${module}.${name}`) ? { kind: 'module', module: `${module}.${name}` } : null;
    }
    if (binding.kind !== 'import') return { kind: 'own', module, name, binding };
    if (depth > 40) return null;
    if (binding.name === null) {
      return tops.has(binding.module.split('.')[0] ?? '')
        ? { kind: 'module', module: binding.module }
        : { kind: 'foreign', path: binding.module };
    }
    if (binding.module === module && binding.name === name) {
      return names.has(`${module}.${name}`) ? { kind: 'module', module: `${module}.${name}` } : null;
    }
    return lookup(binding.module, binding.name, depth + 1);
  };

  /** Follows the attributes of what was found. */
  const descend = (start: Resolved | null, rest: readonly string[]): Resolved | null => {
    let at = start;
    for (const part of rest) {
      if (!at) return null;
      if (at.kind === 'foreign') at = { kind: 'foreign', path: `${at.path}.${part}` };
      else if (at.kind === 'module') at = lookup(at.module, part, 0);
      else return null;
    }
    return at;
  };

  const resolve = (module: string, name: string): Resolved | null => {
    const [head = '', ...rest] = name.split('.');
    return linked.get(module)?.bindings.has(head) === true ? descend(lookup(module, head, 0), rest) : null;
  };

  const resolvePath = (path: string): Resolved | null => {
    const [head = '', ...rest] = path.split('.');
    if (!tops.has(head)) return { kind: 'foreign', path };
    return descend({ kind: 'module', module: head }, rest);
  };

  return { byName: linked, names, problems, resolve, resolvePath };
}
