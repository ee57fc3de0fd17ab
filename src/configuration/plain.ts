/** Python values as plain data with their places: what is known of them, down to the parts that are computed. */
import { alternativesOf } from '../program/index.ts';
import { pythonRepr } from '../host/netbox/start/python-text.ts';
import type { Value } from '../program/index.ts';
import type { Span } from '../source.ts';

export type ScalarType = 'str' | 'int' | 'float' | 'bool' | 'None';
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface PlainEntry {
  /** The key as JSON has it: a string, or what `str()` gives of another key. */
  readonly name: string;
  /** Whether the key is a string in Python too. */
  readonly isText: boolean;
  readonly keyAt: Span | null;
  readonly value: Plain;
}

export type Plain =
  | {
      readonly kind: 'scalar';
      readonly type: ScalarType;
      readonly value: string | number | boolean | null;
      readonly at: Span | null;
    }
  | {
      readonly kind: 'list';
      readonly type: 'list' | 'tuple' | 'set';
      readonly items: readonly Plain[];
      /** There may be further items. */
      readonly open: boolean;
      readonly at: Span | null;
    }
  | {
      readonly kind: 'dict';
      readonly entries: readonly PlainEntry[];
      /** There may be further entries. */
      readonly open: boolean;
      readonly at: Span | null;
    }
  | { readonly kind: 'unknown'; readonly at: Span | null };

export type PlainDict = Extract<Plain, { kind: 'dict' }>;

/** Deeper than this nothing is looked at: a container may hold itself. */
const DEEPEST = 12;

/** Gives a value as plain data. What is computed, or no data (a class, a function, bytes), is unknown. */
export function plainOf(value: Value | undefined, depth = 0): Plain {
  if (!value) return { kind: 'unknown', at: null };
  const [first, ...others] = alternativesOf(value);
  if (!first || others.length > 0 || depth > DEEPEST) return { kind: 'unknown', at: value.at };
  switch (first.kind) {
    case 'constant':
      return scalarOf(first.value, first.at);
    case 'sequence':
      return {
        kind: 'list',
        type: first.type === 'frozenset' ? 'set' : first.type === 'generator' ? 'list' : first.type,
        items: first.items.map(item => plainOf(item, depth + 1)),
        open: first.open,
        at: first.at,
      };
    case 'mapping': {
      const entries: PlainEntry[] = [];
      let { open } = first;
      for (const entry of first.entries.values()) {
        const key = plainOf(entry.key, depth + 1);
        if (key.kind !== 'scalar') {
          open = true;
          continue;
        }
        const name = typeof key.value === 'string' ? key.value : pythonRepr(key.value);
        const isText = key.type === 'str';
        entries.push({ name, isText, keyAt: key.at, value: plainOf(entry.value, depth + 1) });
      }
      return { kind: 'dict', entries, open, at: first.at };
    }
    default:
      return { kind: 'unknown', at: 'at' in first ? first.at : null };
  }
}

function scalarOf(raw: unknown, at: Span | null): Plain {
  if (typeof raw === 'string') return { kind: 'scalar', type: 'str', value: raw, at };
  if (typeof raw === 'bigint') return { kind: 'scalar', type: 'int', value: Number(raw), at };
  // JSON has neither infinity nor NaN.
  if (typeof raw === 'number' && Number.isFinite(raw)) return { kind: 'scalar', type: 'float', value: raw, at };
  if (typeof raw === 'boolean') return { kind: 'scalar', type: 'bool', value: raw, at };
  if (raw === null) return { kind: 'scalar', type: 'None', value: null, at };
  return { kind: 'unknown', at };
}

/** The value as JSON; `undefined` when a part of it is not known. */
export function jsonOf(plain: Plain): Json | undefined {
  switch (plain.kind) {
    case 'scalar':
      return plain.value;
    case 'list': {
      const items = plain.items.map(jsonOf);
      const known = items.filter(item => item !== undefined);
      return plain.open || known.length < items.length ? undefined : known;
    }
    case 'dict': {
      const entries: [string, Json][] = [];
      for (const { name, value } of plain.entries) {
        const json = jsonOf(value);
        if (json === undefined) return undefined;
        entries.push([name, json]);
      }
      return plain.open ? undefined : Object.fromEntries(entries);
    }
    case 'unknown':
      return undefined;
  }
}

/** `type(value).__name__`; `null` when it is not known. */
export function typeNameOf(plain: Plain): string | null {
  switch (plain.kind) {
    case 'scalar':
      return plain.type === 'None' ? 'NoneType' : plain.type;
    case 'list':
      return plain.type;
    case 'dict':
      return 'dict';
    case 'unknown':
      return null;
  }
}
