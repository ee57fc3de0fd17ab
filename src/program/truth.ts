/** Whether a value is true: known, or not. */
import { callFunction } from './call.ts';
import { ownMember, resolutionOrder } from './classes.ts';
import { contentOf } from './fields.ts';
import type { Interpreter } from './interpreter.ts';
import type { InstanceValue, Value } from './value.ts';

/** Python's truth of a value; `undefined` when both are possible. */
export function truthOf(interpreter: Interpreter, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'constant': {
      const raw = value.value;
      if (raw === undefined) return true;
      if (raw instanceof Uint8Array) return raw.length > 0;
      return Boolean(raw);
    }
    case 'text':
      return value.parts.some(part => typeof part === 'string' && part !== '') ? true : undefined;
    case 'sequence':
      if (value.type === 'generator') return true;
      return value.items.length > 0 ? (value.open ? undefined : true) : value.open ? undefined : false;
    case 'mapping':
      return value.open ? undefined : value.entries.size > 0;
    case 'module':
    case 'function':
    case 'class':
    case 'method':
    case 'partial':
      return true;
    case 'symbol': {
      if (value.path === 'typing.TYPE_CHECKING' || value.path === 'typing_extensions.TYPE_CHECKING') return false;
      const kind = interpreter.host.facts.symbol(value.path)?.kind;
      return kind === 'class' || kind === 'function' || kind === 'module' ? true : undefined;
    }
    case 'alternatives': {
      let all: boolean | undefined;
      for (const [index, one] of value.values.entries()) {
        const truth = truthOf(interpreter, one);
        if (truth === undefined || (index > 0 && truth !== all)) return undefined;
        all = truth;
      }
      return all;
    }
    case 'instance':
      return truthOfInstance(interpreter, value);
    case 'attribute':
    case 'call':
    case 'item':
    case 'element':
    case 'super':
    case 'parameter':
    case 'unknown':
      return undefined;
  }
}

/** By `__bool__`, else by `__len__`; an object of plain own classes is true. */
function truthOfInstance(interpreter: Interpreter, value: InstanceValue): boolean | undefined {
  const at = value.at ?? value.cls.at;
  for (const name of ['__bool__', '__len__']) {
    const method = ownMember(value.cls, name)?.value;
    if (method?.kind === 'function')
      return truthOf(interpreter, callFunction(interpreter, method, [value], new Map(), at));
  }
  const content = contentOf(interpreter, value);
  if (content) return truthOf(interpreter, content);
  const plain = resolutionOrder(value.cls).every(
    one => one.kind === 'class' || (one.kind === 'symbol' && one.path === 'builtins.object'),
  );
  return plain ? true : undefined;
}
