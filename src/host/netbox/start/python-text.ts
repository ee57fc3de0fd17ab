/** Python's words for values and types, as they stand in the messages of its exceptions. */
import { alternativesOf } from '../../../program/index.ts';
import type { Value } from '../../../program/index.ts';
import type { Json, Literal, PythonType } from '../../../plugin/base.ts';

/** `repr()` of a plain value. Strings are quoted as CPython does: double quotes only around a single one. */
export function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
    const escaped = value
      .replaceAll('\\', '\\\\')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')
      .replaceAll('\t', '\\t')
      .replaceAll(quote, `\\${quote}`);
    return `${quote}${escaped}${quote}`;
  }
  if (Array.isArray(value)) return `[${value.map(item => pythonRepr(item as Json)).join(', ')}]`;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return `{${entries.map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`;
}

/** `type(value).__name__` of a literal. */
export function typeName(literal: Extract<Literal, { known: true }>): string {
  const names: Partial<Record<PythonType, string>> = { None: 'NoneType', class: 'type', ellipsis: 'ellipsis' };
  if (literal.type === 'instance' && typeof literal.value === 'string') return lastPart(literal.value);
  return names[literal.type] ?? literal.type;
}

/** `str()` of a value of the package in a message; `…` stands for what only the running process knows (an address). */
export function pythonStr(value: Value): string {
  const [one = value] = alternativesOf(value);
  switch (one.kind) {
    case 'class':
      return `<class '${one.module.name}.${one.qualname}'>`;
    case 'instance':
      return `<${one.cls.module.name}.${one.cls.qualname} object at …>`;
    case 'function':
      return `<function ${one.name} at …>`;
    case 'module':
      return `<module '${one.module.name}' from …>`;
    case 'symbol':
      return `<class '${one.path}'>`;
    case 'call':
      return one.callee.kind === 'symbol' ? `<${one.callee.path} object at …>` : '…';
    case 'constant':
      return typeof one.value === 'string' ? one.value : one.value === null ? 'None' : '…';
    case 'sequence':
      return one.type === 'tuple' ? '(…)' : '[…]';
    case 'mapping':
      return '{…}';
    default:
      return '…';
  }
}

/** `type(value).__name__` of an interpreter's value; `undefined` when it is not known. */
export function valueTypeName(value: Value): string | undefined {
  const [one = value] = alternativesOf(value);
  switch (one.kind) {
    case 'class':
      return 'type';
    case 'instance':
      return one.cls.name;
    case 'function':
      return 'function';
    case 'module':
      return 'module';
    case 'sequence':
      return one.type;
    case 'mapping':
      return 'dict';
    case 'constant':
      if (typeof one.value === 'string') return 'str';
      if (one.value === null) return 'NoneType';
      if (typeof one.value === 'boolean') return 'bool';
      if (typeof one.value === 'bigint') return 'int';
      return typeof one.value === 'number' ? 'float' : undefined;
    case 'call':
      return one.callee.kind === 'symbol' ? lastPart(one.callee.path) : undefined;
    default:
      return undefined;
  }
}

/** Whether Python can iterate over it; `undefined` when that is not known. */
export function isIterable(value: Value): boolean | undefined {
  const [one = value] = alternativesOf(value);
  switch (one.kind) {
    case 'sequence':
    case 'mapping':
      return true;
    case 'constant':
      return typeof one.value === 'string';
    case 'class':
      return one.namespace.has('__iter__') || one.keywords.has('metaclass') || one.bases.length > 0 ? undefined : false;
    case 'function':
    case 'module':
      return false;
    default:
      return undefined;
  }
}

export function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}
