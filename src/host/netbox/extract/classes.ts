/** Classes of the host: bases, method resolution order, what a class body binds. */
import type { ClassDef, Expression, Statement } from '../../../python/index.ts';
import { dotted } from './constant.ts';
import type { Modules } from './modules.ts';

export interface SourceClass {
  /** `dcim.models.devices.Device`. */
  readonly path: string;
  readonly module: string;
  readonly name: string;
  readonly node: ClassDef;
  /** Bases as the class statement names them; `?` for one that is no dotted name. */
  readonly written: readonly string[];
  /** Bases: paths of own classes, or foreign paths. */
  readonly bases: readonly string[];
}

export interface Classes {
  readonly byPath: ReadonlyMap<string, SourceClass>;
  /** The class itself, then its ancestors in resolution order, foreign ones (as leaves) included. */
  mro(path: string): readonly string[];
  /** The class that a dotted name means in a module. */
  resolve(module: string, name: string): SourceClass | null;
}

/** The dotted name of a base: subscripts (`Generic[T]`) and calls (`get_user_model()`) by what is subscripted or called. */
function baseName(node: Expression): string | null {
  if (node.type === 'Subscript') return baseName(node.value);
  return dotted(node);
}

/** Reads all module-level classes, also those under `if` and `try`. */
export function readClasses(modules: Modules): Classes {
  const byPath = new Map<string, SourceClass>();
  for (const [module, source] of modules.byName) {
    for (const [name, binding] of source.bindings) {
      if (binding.kind !== 'class') continue;
      const written = binding.node.bases.flatMap(base => {
        if (base.type === 'Starred') return [];
        return [baseName(base) ?? '?'];
      });
      const bases = written.flatMap(base => {
        if (base === '?') return [];
        const resolved = modules.resolve(module, base);
        if (!resolved) return base.includes('.') ? [] : [`builtins.${base}`];
        if (resolved.kind === 'foreign') return [resolved.path];
        return resolved.kind === 'own' && resolved.binding.kind === 'class'
          ? [`${resolved.module}.${resolved.name}`]
          : [];
      });
      const path = `${module}.${name}`;
      byPath.set(path, { path, module, name, node: binding.node, written, bases });
    }
  }
  const orders = new Map<string, readonly string[]>();
  const open = new Set<string>();
  const mro = (path: string): readonly string[] => {
    const known = orders.get(path);
    if (known) return known;
    const source = byPath.get(path);
    if (!source || open.has(path)) return [path];
    open.add(path);
    const order = [path, ...merge([...source.bases.map(base => [...mro(base)]), [...source.bases]])];
    open.delete(path);
    orders.set(path, order);
    return order;
  };
  const resolve = (module: string, name: string): SourceClass | null => {
    const found = modules.resolve(module, name);
    return found?.kind === 'own' ? (byPath.get(`${found.module}.${found.name}`) ?? null) : null;
  };
  return { byPath, mro, resolve };
}

/**
 * C3 linearisation. Foreign classes are leaves here, so an order that Python accepts may look inconsistent: then the
 * first head is taken, which keeps the order depth-first.
 */
function merge(lists: string[][]): string[] {
  const out: string[] = [];
  let rest = lists.filter(list => list.length > 0);
  while (rest.length > 0) {
    const tails = new Set(rest.flatMap(list => list.slice(1)));
    const head =
      rest.map(list => list[0]).find(candidate => candidate !== undefined && !tails.has(candidate)) ?? rest[0]?.[0];
    if (head === undefined) break;
    out.push(head);
    rest = rest.map(list => list.filter(item => item !== head)).filter(list => list.length > 0);
  }
  return out;
}

/** Statements of a class body, those under `if` and `try` included. */
export function* bodyStatements(body: readonly Statement[]): Iterable<Statement> {
  for (const statement of body) {
    yield statement;
    if (statement.type === 'If') {
      yield* bodyStatements(statement.body);
      yield* bodyStatements(statement.orelse);
    } else if (statement.type === 'Try') {
      yield* bodyStatements(statement.body);
      for (const handler of statement.handlers) yield* bodyStatements(handler.body);
    }
  }
}

/** Names bound in a class body: methods, attributes, annotations with or without a value, nested classes. */
export function memberNames(node: ClassDef): ReadonlySet<string> {
  const out = new Set<string>();
  for (const statement of bodyStatements(node.body)) {
    switch (statement.type) {
      case 'FunctionDef':
      case 'AsyncFunctionDef':
      case 'ClassDef':
        out.add(statement.name);
        break;
      case 'Assign':
        for (const target of statement.targets) for (const name of targetNames(target)) out.add(name);
        break;
      case 'AnnAssign':
        for (const name of targetNames(statement.target)) out.add(name);
        break;
      case 'Import':
      case 'ImportFrom':
        for (const alias of statement.names) out.add(alias.asname ?? alias.name);
        break;
      default:
        break;
    }
  }
  return out;
}

function targetNames(target: Expression): string[] {
  if (target.type === 'Name') return [target.id];
  if (target.type === 'Tuple' || target.type === 'List') return target.elts.flatMap(targetNames);
  return [];
}

/** The value assigned to a name in a class body, the last one; `null` when there is none. */
export function classAttribute(node: ClassDef, name: string): Expression | null {
  let out: Expression | null = null;
  for (const statement of bodyStatements(node.body)) {
    if (statement.type === 'Assign' && statement.targets.some(target => dotted(target) === name)) out = statement.value;
    else if (statement.type === 'AnnAssign' && dotted(statement.target) === name && statement.value)
      out = statement.value;
  }
  return out;
}

/** The nested class of that name (`Meta`). */
export function nestedClass(node: ClassDef, name: string): ClassDef | null {
  for (const statement of bodyStatements(node.body)) {
    if (statement.type === 'ClassDef' && statement.name === name) return statement;
  }
  return null;
}
