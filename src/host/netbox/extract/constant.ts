/** Reading constants and dotted names out of expressions. */
import type { Call, Expression } from '../../../python/index.ts';

/** The value of a string literal; adjacent literals are one node already. An f-string without fields counts too. */
export function text(node: Expression | null | undefined): string | null {
  if (node?.type === 'JoinedStr') {
    const parts = node.values.map(part => (part.type === 'Constant' ? text(part) : null));
    return parts.every(part => part !== null) ? parts.join('') : null;
  }
  return node?.type === 'Constant' && node.value.kind === 'str' ? node.value.value : null;
}

/** A string literal, also inside a translation call (`_('Sites')`), `''.format()` or `a + b`; unknown parts are `null`. */
export function label(node: Expression | null | undefined): string | null {
  if (!node) return null;
  if (node.type === 'Call' && node.func.type === 'Name') return label(node.args[0]);
  return text(node);
}

/** The value of `True` or `False`. */
export function bool(node: Expression | null | undefined): boolean | null {
  return node?.type === 'Constant' && node.value.kind === 'bool' ? node.value.value : null;
}

/** `a.b.c` as written; `null` for anything else. */
export function dotted(node: Expression | null | undefined): string | null {
  if (!node) return null;
  if (node.type === 'Name') return node.id;
  if (node.type !== 'Attribute') return null;
  const value = dotted(node.value);
  return value === null ? null : `${value}.${node.attr}`;
}

/** The elements of a list, tuple or set display, starred ones left out. */
export function elements(node: Expression | null | undefined): readonly Expression[] {
  if (node?.type === 'List' || node?.type === 'Tuple' || node?.type === 'Set') return node.elts;
  return [];
}

/** A keyword argument of a call. */
export function keyword(call: Call, name: string): Expression | undefined {
  return call.keywords.find(argument => argument.arg === name)?.value;
}

/** An argument given by position or by keyword. */
export function argument(call: Call, position: number, name: string): Expression | undefined {
  const positional = call.args[position];
  return positional !== undefined && positional.type !== 'Starred' ? positional : keyword(call, name);
}
