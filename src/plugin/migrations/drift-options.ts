/** Options of models as `makemigrations` compares them: names with texts, indexes and constraints by their names. */
import { createHash } from 'node:crypto';
import { djangoPath } from '../../host/declared.ts';
import { alternativesOf, stringOf } from '../../program/index.ts';
import { declarationOf } from '../models/field.ts';
import { asList, isFirm, OPEN, textOf } from './drift-text.ts';
import type { Value } from '../../program/index.ts';
import type { Span } from '../../source.ts';
import type { ModelBase } from '../base.ts';

/** An index or a constraint. */
export interface NamedObject {
  readonly name: string;
  /** Where it is written. */
  readonly at: Span | null;
  /** Everything but the name: the class, expressions by position, arguments by name. */
  readonly parts: ReadonlyMap<string, string>;
  /** The same as one text. */
  readonly text: string;
  /** Of an index on fields, with a `-` before those in descending order. */
  readonly fields: readonly string[];
  /** Of one on expressions, as Python prints them. */
  readonly expressions: readonly string[];
}

/** A list of which some members, or the list itself, may not be known. */
export interface NamedObjects {
  readonly known: ReadonlyMap<string, NamedObject>;
  readonly open: boolean;
}

export const NO_OBJECTS: NamedObjects = { known: new Map(), open: false };

/** What the names of indexes and constraints are made from. */
export interface Owner {
  readonly app: string;
  readonly name: string;
  readonly table: string | null;
  /** Column of a field, `null` when it is not known. */
  column(field: string): string | null;
}

/** Suffixes of generated names (django/db/models/indexes.py and contrib/postgres/indexes.py). */
const SUFFIXES: Readonly<Record<string, string>> = {
  Index: 'idx',
  GinIndex: 'gin',
  GistIndex: 'gist',
  BrinIndex: 'brin',
  BTreeIndex: 'btree',
  HashIndex: 'hash',
  SpGistIndex: 'spgist',
  BloomIndex: 'bloom',
};
/** Words for people. Django writes them into migrations, but they change nothing in the database. */
const WORDS = new Set(['violation_error_code', 'violation_error_message']);
const LISTS = new Set(['fields', 'opclasses', 'include']);
const EMPTY = new Set(['None', '[]', '()']);

/** Reads an index or a constraint; `null` when its name, or what it is, cannot be known. */
export function namedObject(base: ModelBase, value: Value, owner: Owner): NamedObject | null {
  const [one, ...others] = alternativesOf(value);
  const declaration = one && others.length === 0 ? declarationOf(base.program, one) : undefined;
  if (!one || !declaration) return null;
  const path =
    one.kind === 'call' && one.callee.kind === 'symbol' ? djangoPath(one.callee.path) : `own:${declaration.type}`;
  const parts = new Map<string, string>();
  // A name among expressions is that of a field (`F`).
  const args = declaration.args.map(arg => textOf(base, arg).replace(/^(".*")$/, `${OPEN}django.db.models.F($1)`));
  if (/CheckConstraint$/.test(path) && args.length > 0) return null;
  for (const [key, each] of declaration.keywords) {
    // Renamed in Django 5.1.
    const name = key === 'check' ? 'condition' : key;
    const text = textOf(base, each);
    if (WORDS.has(name) || EMPTY.has(text)) continue;
    parts.set(name, LISTS.has(name) ? asList(text) : text);
  }
  const fields = namesOf(declaration.keywords.get('fields'));
  const given = declaration.keywords.get('name');
  parts.delete('name');
  parts.set('class', path);
  for (const [index, text] of args.entries()) parts.set(String(index), text);
  const text = [...parts]
    .map(([key, part]) => `${key}=${part}`)
    .sort()
    .join('; ');
  const at = 'at' in one ? one.at : null;
  const content = { at, parts, text, fields: fields ?? [], expressions: args.map(printed) };
  if (given !== undefined) {
    const name = stringOf(given);
    if (name === undefined) return null;
    const formatted = name
      .replaceAll('%(app_label)s', owner.app.toLowerCase())
      .replaceAll('%(class)s', owner.name.toLowerCase());
    return { name: formatted, ...content };
  }
  const suffix = SUFFIXES[path.slice(path.lastIndexOf('.') + 1)];
  const name = fields && suffix !== undefined && args.length === 0 ? indexName(owner, fields, suffix) : null;
  return name === null ? null : { name, ...content };
}

/** `Lower("name")` as Python prints it: `Lower(F(name))`. */
function printed(text: string): string {
  return text
    .replaceAll(/(?<!F\()"(\w+)"/g, 'F($1)')
    .replaceAll('"', '')
    .replaceAll(/\?(?:\w+\.)*(?=\w+\()/g, '');
}

/** Whether two are certainly different; `null` when they may be. */
export function differentObjects(before: NamedObject, after: NamedObject): boolean | null {
  if (before.text === after.text) return false;
  const keys = new Set([...before.parts.keys(), ...after.parts.keys()]);
  const answers = [...keys].map(key => differs(before.parts.get(key), after.parts.get(key)));
  // One expression more is a difference, whatever it is.
  if (answers.includes(true) || before.expressions.length !== after.expressions.length) return true;
  return null;
}

/** The strings of a closed list or tuple. */
function namesOf(value: Value | undefined): string[] | null {
  const [only, ...others] = value ? alternativesOf(value) : [];
  if (only?.kind !== 'sequence' || only.open || others.length > 0) return null;
  const names = only.items.map(stringOf);
  return names.every(name => name !== undefined) ? names : null;
}

/** The name of an index without one (django/db/models/indexes.py, set_name_with_model). */
function indexName(owner: Owner, fields: readonly string[], suffix: string): string | null {
  if (owner.table === null) return null;
  const columns: string[] = [];
  for (const field of fields) {
    const column = owner.column(field.replace(/^-/, ''));
    if (column === null) return null;
    columns.push(column);
  }
  const [first] = columns;
  if (first === undefined) return null;
  const ordered = columns.map((column, index) => (fields[index]?.startsWith('-') === true ? `-${column}` : column));
  const hash = createHash('md5');
  for (const part of [owner.table, ...ordered, suffix]) hash.update(part, 'utf8');
  const name = `${owner.table.slice(0, 11)}_${first.slice(0, 7)}_${hash.digest('hex').slice(0, 6)}_${suffix}`;
  return /^[_0-9]/.test(name) ? `D${name.slice(1)}` : name;
}

/** Reads a list of indexes or constraints. */
export function namedObjects(base: ModelBase, value: Value | undefined, owner: Owner): NamedObjects {
  if (value === undefined) return NO_OBJECTS;
  const [only, ...others] = alternativesOf(value);
  if (only?.kind !== 'sequence' || others.length > 0) return { known: new Map(), open: true };
  const known = new Map<string, NamedObject>();
  let { open } = only;
  for (const item of only.items) {
    const one = namedObject(base, item, owner);
    if (one) known.set(one.name, one);
    else open = true;
  }
  return { known, open };
}

/** `unique_together` in one form: the set of its tuples (django/db/models/options.py, normalize_together). */
export function together(value: Value | undefined): readonly string[] | null {
  if (value === undefined) return [];
  const [only, ...others] = alternativesOf(value);
  if (!only || others.length > 0) return null;
  if (only.kind === 'constant' && only.value === null) return [];
  if (only.kind !== 'sequence' || only.open) return null;
  const [first] = only.items;
  const flat = first !== undefined && stringOf(first) !== undefined;
  const lists = flat ? [only] : only.items;
  const out = new Set<string>();
  for (const list of lists) {
    const names = namesOf(list);
    if (!names) return null;
    out.add(names.join(', '));
  }
  return [...out].sort();
}

/** Whether two texts certainly mean different values; `null` when that is not known. */
export function differs(before: string | undefined, after: string | undefined): boolean | null {
  if (before === after) return false;
  return (before === undefined || isFirm(before)) && (after === undefined || isFirm(after)) ? true : null;
}
