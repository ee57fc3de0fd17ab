/** `netbox/settings.py` and its neighbours, read without running them. */
import { walk, type Call, type Expression, type Node, type Statement } from '../../../python/index.ts';
import { dotted, elements, keyword, text } from './constant.ts';
import type { Modules, SourceModule } from './modules.ts';

export interface SourceSettings {
  /** Names that the settings module binds, capitals only, as Django takes them. */
  readonly names: ReadonlySet<string>;
  /** Parameters read from the configuration file. */
  readonly parameters: ReadonlySet<string>;
  /** Parameters that may be set in the database. */
  readonly dynamic: ReadonlySet<string>;
  /** INSTALLED_APPS as far as literal, conditional ones included, in order. */
  readonly installedApps: readonly string[];
  readonly middleware: readonly string[];
  /** `AUTH_USER_MODEL`. */
  readonly userModel: string;
  /** Lowest Python that the settings module accepts. */
  readonly pythonFloor: readonly [number, number] | null;
  /** STATICFILES_DIRS as `[prefix, path below BASE_DIR]`. */
  readonly staticDirs: readonly (readonly [prefix: string, path: string])[];
  /** Modules of `OPTIONS['builtins']` of the template engine. */
  readonly builtinLibraries: readonly string[];
}

/** All statements of a module, those in nested blocks (not in functions and classes) included, in source order. */
export function* statements(body: readonly Statement[]): Iterable<Statement> {
  for (const statement of body) {
    yield statement;
    switch (statement.type) {
      case 'If':
      case 'For':
      case 'While':
        yield* statements(statement.body);
        yield* statements(statement.orelse);
        break;
      case 'With':
        yield* statements(statement.body);
        break;
      case 'Try':
        yield* statements(statement.body);
        for (const handler of statement.handlers) yield* statements(handler.body);
        yield* statements(statement.orelse);
        yield* statements(statement.finalbody);
        break;
      default:
        break;
    }
  }
}

/** Every call in statements or expressions, outermost first; the bodies of functions and classes included. */
export function* calls(nodes: Node | readonly Node[]): Iterable<Call> {
  for (const node of Array.isArray(nodes) ? (nodes as readonly Node[]) : [nodes as Node]) {
    for (const inner of walk(node)) if (inner.type === 'Call') yield inner;
  }
}

/** Appends what is not there yet. */
function addAll(list: string[], items: readonly string[]): void {
  for (const item of items) if (!list.includes(item)) list.push(item);
}

/** Reads the list kept in a settings name through its assignments and mutations; branches are all taken. */
function readList(module: SourceModule, name: string): string[] {
  const out: string[] = [];
  const evaluate = (node: Expression, before: readonly string[]): string[] => {
    if (dotted(node) === name) return [...before];
    if (node.type === 'BinOp') return [...evaluate(node.left, before), ...evaluate(node.right, before)];
    return elements(node).flatMap(item => {
      if (item.type === 'Starred') return evaluate(item.value, before);
      return text(item) ?? [];
    });
  };
  for (const statement of statements(module.tree.body)) {
    if (statement.type === 'Assign' && statement.targets.some(target => dotted(target) === name)) {
      const next = evaluate(statement.value, out);
      if (next.length > 0) {
        const before = [...out];
        out.length = 0;
        addAll(out, next);
        addAll(out, before);
      }
    } else if (statement.type === 'AugAssign' && dotted(statement.target) === name) {
      addAll(out, evaluate(statement.value, out));
    } else if (statement.type === 'Expr' && statement.value.type === 'Call') {
      const call = statement.value;
      const method = dotted(call.func);
      const first = call.args[0];
      if (!first) continue;
      const single = text(first);
      if (method === `${name}.append` && single !== null) addAll(out, [single]);
      else if (method === `${name}.extend`) addAll(out, evaluate(first, out));
      else if (method === `${name}.insert`)
        addAll(
          out,
          [text(call.args[1])].flatMap(item => item ?? []),
        );
    }
  }
  return out;
}

export function readSettings(modules: Modules): SourceSettings | null {
  const module = modules.byName.get('netbox.settings');
  if (!module) return null;
  const names = new Set<string>();
  for (const name of module.bindings.keys()) if (/^[A-Z][A-Z0-9_]*$/.test(name)) names.add(name);
  const parameters = new Set<string>();
  for (const call of calls(module.tree.body)) {
    const callee = dotted(call.func);
    if (callee !== 'getattr' || dotted(call.args[0]) !== 'configuration') continue;
    const name = text(call.args[1]);
    if (name !== null) parameters.add(name);
  }
  for (const statement of statements(module.tree.body)) {
    // for parameter in ['ALLOWED_HOSTS', …]: if not hasattr(configuration, parameter): raise …
    if (statement.type !== 'For' || statement.target.type !== 'Name') continue;
    const target = statement.target.id;
    const reads = [...calls(statement.body)].some(
      call => dotted(call.args[0]) === 'configuration' && dotted(call.args[1]) === target,
    );
    if (reads) for (const name of texts(statement.iter)) parameters.add(name);
  }
  const dynamic = new Set<string>();
  const params = modules.byName.get('netbox.config.parameters');
  for (const call of params ? calls(params.tree.body) : []) {
    if (dotted(call.func) !== 'ConfigParam') continue;
    const name = text(keyword(call, 'name') ?? call.args[0]);
    if (name !== null) dynamic.add(name);
  }
  const userModel = text(lastValue(module, 'AUTH_USER_MODEL')) ?? 'auth.User';
  return {
    names,
    parameters,
    dynamic,
    installedApps: readList(module, 'INSTALLED_APPS'),
    middleware: readList(module, 'MIDDLEWARE'),
    userModel,
    pythonFloor: readPythonFloor(module),
    staticDirs: readStaticDirs(module),
    builtinLibraries: readBuiltins(module),
  };
}

const texts = (node: Expression): string[] => elements(node).flatMap(item => text(item) ?? []);

function lastValue(module: SourceModule, name: string): Expression | null {
  const binding = module.bindings.get(name);
  return binding?.kind === 'value' ? binding.value : null;
}

/** `if sys.version_info < (3, 12): raise`: the highest version of such a check that raises. */
function readPythonFloor(module: SourceModule): readonly [number, number] | null {
  let out: readonly [number, number] | null = null;
  for (const statement of module.tree.body) {
    if (statement.type !== 'If' || statement.test.type !== 'Compare') continue;
    if (dotted(statement.test.left) !== 'sys.version_info' || statement.test.ops[0] !== 'Lt') continue;
    // NetBox 3.1 warns of the next floor in the same form.
    if (!statement.body.some(inner => inner.type === 'Raise')) continue;
    const [major, minor] = elements(statement.test.comparators[0]).map(item =>
      item.type === 'Constant' && item.value.kind === 'int' ? Number(item.value.value) : undefined,
    );
    if (major !== undefined && minor !== undefined) out = [major, minor];
  }
  return out;
}

/** `os.path.join(BASE_DIR, 'project-static', 'dist')`, or a `('docs', path)` pair. */
function readStaticDirs(module: SourceModule): (readonly [string, string])[] {
  const value = lastValue(module, 'STATICFILES_DIRS');
  const path = (node: Expression | undefined): string | null => {
    if (node?.type !== 'Call' || dotted(node.func) !== 'os.path.join' || dotted(node.args[0]) !== 'BASE_DIR')
      return null;
    const parts = node.args.slice(1).map(part => text(part));
    return parts.every(part => part !== null) ? parts.join('/') : null;
  };
  return elements(value).flatMap((item): (readonly [string, string])[] => {
    const [first, second] = elements(item);
    const prefix = text(first);
    const found = prefix === null ? path(item) : path(second);
    return found === null ? [] : [[prefix === null ? '' : `${prefix}/`, found]];
  });
}

function readBuiltins(module: SourceModule): string[] {
  for (const engine of elements(lastValue(module, 'TEMPLATES'))) {
    if (engine.type !== 'Dict') continue;
    const options = engine.values[engine.keys.findIndex(key => text(key) === 'OPTIONS')];
    if (options?.type !== 'Dict') continue;
    const builtins = options.values[options.keys.findIndex(key => text(key) === 'builtins')];
    if (builtins) return texts(builtins);
  }
  return [];
}
