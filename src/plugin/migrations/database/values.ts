/** Python values of migrations, read for the database. */
import { alternativesOf, stringOf } from '../../../program/index.ts';
import type { Value } from '../../../program/index.ts';

/** A call of a class, by whatever path it is imported, with its arguments. */
export interface Made {
  readonly name: string;
  readonly path: string;
  readonly args: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

export function madeBy(value: Value | undefined): Made | undefined {
  const [one] = value ? alternativesOf(value) : [];
  if (one?.kind !== 'call' || one.callee.kind !== 'symbol') return undefined;
  const { path } = one.callee;
  return { name: path.slice(path.lastIndexOf('.') + 1), path, args: one.args, keywords: one.keywords };
}

/** The items of a list, tuple or set; `undefined` for anything else or one that is not wholly known. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  const [one] = value ? alternativesOf(value) : [];
  return one?.kind === 'sequence' && !one.open ? one.items : undefined;
}

export function stringsOf(value: Value | undefined): readonly string[] | undefined {
  const strings = itemsOf(value)?.map(item => stringOf(item));
  return strings?.every(one => one !== undefined) ? strings : undefined;
}

export const isNone = (value: Value | undefined): boolean =>
  value === undefined || (value.kind === 'constant' && value.value === null);

/** `unique_together` as lists of names: one list of names stands for a list of one (`normalize_together` of django/db/models/options.py). */
export function togetherOf(value: Value | undefined): readonly (readonly string[])[] | undefined {
  if (isNone(value)) return [];
  const items = itemsOf(value);
  if (!items) return undefined;
  const flat = stringsOf(value);
  if (flat && flat.length > 0) return [flat];
  const lists = items.map(stringsOf);
  return lists.every(one => one !== undefined) ? lists : undefined;
}

/** A text that is equal for values that Django would take for the same declaration. */
export function declarationText(value: Value): string {
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' ? JSON.stringify(value.value) : String(value.value);
    case 'symbol':
      return value.path;
    case 'sequence':
      return `${value.type}[${value.items.map(declarationText).join(',')}]`;
    case 'mapping':
      return `{${[...value.entries.values()].map(one => `${declarationText(one.key)}:${declarationText(one.value)}`).join(',')}}`;
    case 'call':
      return `${declarationText(value.callee)}(${[
        ...value.args.map(declarationText),
        ...[...value.keywords]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => `${name}=${declarationText(one)}`),
      ].join(',')})`;
    case 'attribute':
      return `${declarationText(value.object)}.${value.name}`;
    case 'class':
    case 'function':
    case 'instance':
      return `#${value.id}`;
    case 'text':
    case 'module':
    case 'method':
    case 'item':
    case 'element':
    case 'partial':
    case 'super':
    case 'parameter':
    case 'alternatives':
    case 'unknown':
      return value.kind;
  }
}
