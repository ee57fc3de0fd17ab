/** Loading an own module: its body runs once, when it is first imported. */
import { executeBlock } from './statement.ts';
import { constant } from './value.ts';
import type { Interpreter } from './interpreter.ts';
import type { ModuleValue } from './value.ts';

/** Imports an own module with its parents, as CPython does; `null` when there is no such module or it cannot be read. */
export function loadModule(interpreter: Interpreter, name: string): ModuleValue | null {
  const dot = name.lastIndexOf('.');
  if (dot > 0) {
    const parent = name.slice(0, dot);
    if (interpreter.modules.get(parent)?.state === 'new') loadModule(interpreter, parent);
  }
  const module = interpreter.modules.get(name);
  if (!module) return null;
  if (module.state === 'new') {
    module.state = 'running';
    const scope = interpreter.scope('module', module, null);
    module.scope = scope;
    const start = { file: module.file, start: 0, end: 0 };
    scope.bind('__name__', constant(name, start));
    scope.bind('__file__', constant(module.file, start));
    scope.bind('__package__', constant(module.isPackage ? name : name.slice(0, Math.max(0, dot)), start));
    scope.bind('__doc__', constant(null, start));
    const { uncertain, finally: inFinally, within, typing, caughtImports, tries, maybe } = interpreter;
    // A body runs whole, whatever block imports it; the conditions of that block (interpreter.guard) still hold.
    interpreter.uncertain = 0;
    interpreter.finally = 0;
    interpreter.within = null;
    interpreter.typing = false;
    interpreter.caughtImports = 0;
    interpreter.tries = null;
    interpreter.maybe = 0;
    executeBlock(interpreter, module.parsed.tree.body, scope);
    Object.assign(interpreter, { uncertain, finally: inFinally, within, typing, caughtImports, tries, maybe });
    module.state = 'done';
  }
  return { kind: 'module', module, at: null };
}
