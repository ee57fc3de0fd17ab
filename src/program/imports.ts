/** Import statements: own modules are loaded, foreign ones become symbols; every import is recorded. */
import { getAttribute } from './attribute.ts';
import { spanOf } from './expression.ts';
import { loadModule } from './load.ts';
import { absoluteName } from './modules.ts';
import { unknown } from './value.ts';
import type { Alias, Import, ImportFrom } from '../python/index.ts';
import type { Span } from '../source.ts';
import type { Environment } from './environment.ts';
import type { ImportRecord, Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

function record(
  interpreter: Interpreter,
  env: Environment,
  module: string,
  name: string | null,
  at: Span,
  own: boolean,
  found: boolean,
): void {
  if (own && !found) interpreter.importFailures++;
  recordImport(interpreter, { module, name, at, from: env.module.file, own, found });
}

/** Records an import with the circumstances of the moment. */
export function recordImport(
  interpreter: Interpreter,
  one: Pick<ImportRecord, 'module' | 'name' | 'at' | 'from' | 'own' | 'found'>,
): void {
  // Each by its name: a spread is several times as slow, and there are thousands.
  interpreter.imports.push({
    module: one.module,
    name: one.name,
    at: one.at,
    from: one.from,
    own: one.own,
    found: one.found,
    phase: interpreter.phase,
    caught: interpreter.caughtImports > 0,
    typing: interpreter.typing,
    guard: interpreter.guard,
    fallback: interpreter.fallback,
    within: interpreter.within,
    frame: interpreter.frame,
    id: interpreter.id(),
    tries: interpreter.tries,
  });
}

/** `import a.b.c` binds `a`; `import a.b.c as d` binds the module itself. */
export function executeImport(interpreter: Interpreter, node: Import, env: Environment): void {
  for (const alias of node.names) {
    const at = spanOf(env, alias);
    const own = interpreter.modules.owns(alias.name);
    let value: Value;
    const top = alias.name.split('.', 1)[0] ?? alias.name;
    if (own) {
      const loaded = interpreter.typing ? null : loadModule(interpreter, alias.name);
      record(interpreter, env, alias.name, null, at, true, interpreter.modules.has(alias.name));
      const bound = alias.asname === null ? loadModule(interpreter, top) : loaded;
      value = bound ? { ...bound, at } : unknown(`no module ${alias.name}`, at);
    } else {
      record(interpreter, env, alias.name, null, at, false, true);
      value = interpreter.symbol(alias.asname === null ? top : alias.name, at);
    }
    env.bind(alias.asname ?? top, value);
  }
}

export function executeImportFrom(interpreter: Interpreter, node: ImportFrom, env: Environment): void {
  const name = absoluteName(env.module, node.module, node.level);
  const at = spanOf(env, node);
  if (name === undefined) {
    for (const alias of node.names)
      env.bind(alias.asname ?? alias.name, unknown('a relative import above the top', at));
    record(interpreter, env, `${'.'.repeat(node.level)}${node.module ?? ''}`, null, at, true, false);
    return;
  }
  const own = interpreter.modules.owns(name);
  for (const alias of node.names) {
    if (alias.name === '*') importStar(interpreter, name, own, at, env);
    else importName(interpreter, name, alias, own, env);
  }
}

function importName(interpreter: Interpreter, module: string, alias: Alias, own: boolean, env: Environment): void {
  const at = spanOf(env, alias);
  const bound = alias.asname ?? alias.name;
  if (!own) {
    record(interpreter, env, module, alias.name, at, false, true);
    const path = `${module}.${alias.name}`;
    env.bind(bound, interpreter.host.value?.(path, at) ?? interpreter.symbol(path, at));
    return;
  }
  const loaded = loadModule(interpreter, module);
  if (!loaded) {
    record(interpreter, env, module, alias.name, at, true, false);
    env.bind(bound, unknown(`no module ${module}`, at));
    return;
  }
  const value = getAttribute(interpreter, loaded, alias.name, at);
  // In a cycle the other module may bind the name later; that is not a failed import of a name that does not exist.
  const found =
    value.kind !== 'unknown' || loaded.module.state === 'running' || bindsSomewhere(loaded.module.text, alias.name);
  record(interpreter, env, module, alias.name, at, true, found);
  env.bind(bound, value.kind === 'symbol' ? { ...value, at: value.at ?? at } : value);
}

/** Whether the module's text mentions the name at all: names can be bound in ways that are not followed. */
function bindsSomewhere(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(text) || /__getattr__|globals\(\)|setattr\(/.test(text);
}

function importStar(interpreter: Interpreter, module: string, own: boolean, at: Span, env: Environment): void {
  if (!own) {
    record(interpreter, env, module, '*', at, false, true);
    env.stars ??= [];
    env.stars.push(module);
    return;
  }
  const loaded = loadModule(interpreter, module);
  record(interpreter, env, module, '*', at, true, loaded !== null);
  const scope = loaded?.module.scope;
  if (!scope) return;
  const all = scope.names.get('__all__');
  const listed = all?.kind === 'sequence' && !all.open ? all.items : null;
  if (listed) {
    for (const item of listed) {
      if (item.kind !== 'constant' || typeof item.value !== 'string') continue;
      env.bind(item.value, getAttribute(interpreter, loaded, item.value, at));
    }
  } else {
    for (const [name, value] of scope.names) if (!name.startsWith('_')) env.bind(name, value);
  }
  if (scope.stars) {
    env.stars ??= [];
    env.stars.push(...scope.stars);
  }
}
