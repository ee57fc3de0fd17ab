/** Versions that stand in a file of the package as a literal: found without running anything. */
import type { Listing } from '../listing.ts';
import { readText } from '../listing.ts';
import type { MetadataPlace } from '../package.ts';

export interface FoundVersion {
  readonly value: string;
  readonly at: MetadataPlace;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** `name = '1.2'` at the start of a line of a file, `name` in either case when `anyCase`; a leading `v` is kept. */
export function assignedString(
  listing: Listing,
  file: string,
  names: readonly string[],
  anyCase = false,
): FoundVersion | undefined {
  const text = readText(listing, file);
  if (text === undefined || !names.every(name => IDENTIFIER.test(name))) return undefined;
  const pattern = new RegExp(
    `^(?:${names.join('|')})[ \\t]*(?::[^=\\n]*)?=[ \\t]*(?:'([^'\\n]*)'|"([^"\\n]*)")`,
    anyCase ? 'mi' : 'm',
  );
  const found = pattern.exec(text);
  const value = found?.[1] ?? found?.[2];
  if (found === null || value === undefined) return undefined;
  const end = found.index + found[0].length;
  return { value, at: { file, start: end - value.length - 2, end } };
}

/**
 * setuptools' `attr: pkg.module.NAME`: the literal bound to the name in that module, followed through one `from … import`.
 * `roots` are the folders in which packages are looked for.
 */
export function attributeVersion(
  listing: Listing,
  attribute: string,
  roots: readonly string[],
): FoundVersion | undefined {
  const dot = attribute.lastIndexOf('.');
  if (dot < 0) return undefined;
  return inModule(listing, attribute.slice(0, dot), attribute.slice(dot + 1), roots, 3);
}

function inModule(
  listing: Listing,
  module: string,
  name: string,
  roots: readonly string[],
  hops: number,
): FoundVersion | undefined {
  if (hops === 0 || !IDENTIFIER.test(name)) return undefined;
  for (const root of roots) {
    const base = (root === '' ? '' : `${root}/`) + module.replaceAll('.', '/');
    for (const file of [`${base}/__init__.py`, `${base}.py`]) {
      const text = readText(listing, file);
      if (text === undefined) continue;
      const found = assignedString(listing, file, [name]);
      if (found) return found;
      const from = new RegExp(`^from[ \\t]+([.\\w]+)[ \\t]+import[ \\t]+[^#\\n]*\\b${name}\\b`, 'm').exec(text)?.[1];
      if (from === undefined) return undefined;
      return inModule(listing, absoluteModule(from, module, file.endsWith('/__init__.py')), name, roots, hops - 1);
    }
  }
  return undefined;
}

function absoluteModule(from: string, module: string, isPackage: boolean): string {
  const dots = /^\.*/.exec(from)?.[0].length ?? 0;
  if (dots === 0) return from;
  const parts = module.split('.');
  const kept = parts.slice(0, parts.length - dots + (isPackage ? 1 : 0));
  return [...kept, ...from.slice(dots).split('.')].filter(part => part !== '').join('.');
}

/** A file whose whole content is the version. */
export function fileVersion(listing: Listing, file: string): FoundVersion | undefined {
  const text = readText(listing, file);
  const value = text?.trim();
  if (text === undefined || value === undefined || value === '' || /\s/.test(value)) return undefined;
  const start = text.indexOf(value);
  return { value, at: { file, start, end: start + value.length } };
}
