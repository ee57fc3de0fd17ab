/** What making a class runs: its metaclass, `__init_subclass__` of its bases, `__set_name__` of its members. */
import { callFunction, callValue } from './call.ts';
import { memberAfter, ownMember, resolutionOrder } from './classes.ts';
import { sequence } from './container.ts';
import { namespaceOf } from './namespace.ts';
import { alternativesOf, constant } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { ClassValue, Value } from './value.ts';

/** The metaclass that a class names, or that an own ancestor of it names. */
export function metaclassOf(cls: ClassValue): Value | undefined {
  for (const one of resolutionOrder(cls)) {
    const meta = one.kind === 'class' ? one.keywords.get('metaclass') : undefined;
    if (meta) return meta;
  }
  return undefined;
}

/** Runs the hooks of a class whose body has run; gives what its name is then bound to. */
export function finishClass(interpreter: Interpreter, cls: ClassValue, at: Span): Value {
  for (const [name, member] of [...cls.namespace]) {
    if (member.kind !== 'instance') continue;
    const hook = ownMember(member.cls, '__set_name__')?.value;
    if (hook?.kind === 'function') callFunction(interpreter, hook, [member, cls, constant(name, at)], new Map(), at);
  }
  initSubclass(interpreter, cls, at);
  const meta = metaclassOf(cls);
  return meta?.kind === 'class' || meta?.kind === 'function' ? runMetaclass(interpreter, meta, cls, at) : cls;
}

/** Tells the bases of a new class, with the keywords of its definition (reference, 3.3.3.1). */
export function initSubclass(interpreter: Interpreter, cls: ClassValue, at: Span): void {
  const hook = memberAfter(cls, cls, '__init_subclass__');
  if (hook?.kind !== 'function') return;
  const keywords = new Map([...cls.keywords].filter(([name]) => name !== 'metaclass'));
  callFunction(interpreter, hook, [cls], keywords, at);
}

function runMetaclass(interpreter: Interpreter, meta: Value, cls: ClassValue, at: Span): Value {
  const args: Value[] = [
    constant(cls.name, at),
    sequence(interpreter, 'tuple', [...cls.bases], false, at),
    { ...namespaceOf(interpreter, cls.namespace, at), open: false },
  ];
  const keywords = new Map([...cls.keywords].filter(([name]) => name !== 'metaclass'));
  const outer = interpreter.making;
  interpreter.making = cls;
  let made: Value = cls;
  if (meta.kind === 'function') made = callValue(interpreter, meta, args, keywords, at);
  else if (meta.kind === 'class') {
    const create = ownMember(meta, '__new__')?.value;
    if (create?.kind === 'function') made = callFunction(interpreter, create, [meta, ...args], keywords, at);
    const init = ownMember(meta, '__init__')?.value;
    if (init?.kind === 'function') callFunction(interpreter, init, [cls, ...args], keywords, at);
  }
  interpreter.making = outer;
  const useful = alternativesOf(made).some(
    one => one.kind === 'class' || one.kind === 'symbol' || one.kind === 'instance',
  );
  return useful ? made : cls;
}
