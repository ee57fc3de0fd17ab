/** What `str()`, `repr()` and `format()` give for a value, its own class asked where it has one. */
import { callFunction } from './call.ts';
import { ownMember } from './classes.ts';
import { formattedPart } from './format.ts';
import { constant } from './value.ts';
import type { Span } from '../source.ts';
import type { Interpreter } from './interpreter.ts';
import type { Value } from './value.ts';

/** What an own class says to `str()` (or `repr()`); any other value as it is. */
export function shown(interpreter: Interpreter, value: Value, how: 'str' | 'repr', at: Span): Value {
  if (value.kind !== 'instance') return value;
  for (const name of how === 'str' ? ['__str__', '__repr__'] : ['__repr__']) {
    const method = ownMember(value.cls, name)?.value;
    if (method?.kind === 'function') return callFunction(interpreter, method, [value], new Map(), at);
  }
  return value;
}

/** `f'{value!conversion:spec}'`. */
export function formatted(
  interpreter: Interpreter,
  value: Value,
  conversion: string,
  spec: string | undefined,
  at: Span,
): Value {
  if (value.kind !== 'instance') return formattedPart(value, conversion, spec, at);
  const method = conversion === '' ? ownMember(value.cls, '__format__')?.value : undefined;
  if (method?.kind === 'function' && spec !== undefined)
    return callFunction(interpreter, method, [value, constant(spec, at)], new Map(), at);
  const text = shown(interpreter, value, conversion === 'r' ? 'repr' : 'str', at);
  return text === value ? formattedPart(value, conversion, spec, at) : formattedPart(text, '', spec, at);
}
