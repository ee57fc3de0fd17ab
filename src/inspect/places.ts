/** Offsets of a package as the lines that a reader looks up. */
import { decodePython } from '../python/index.ts';
import { LineIndex } from '../source.ts';
import type { Package } from '../package/package.ts';
import type { Span } from '../source.ts';

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Gives the file and line of a place; the first line of a file that is no text. */
export function lineFinder(pkg: Package): (at: Span) => Place {
  const indexes = new Map<string, LineIndex>();
  return at => {
    let index = indexes.get(at.file);
    if (!index) indexes.set(at.file, (index = new LineIndex(textOf(pkg, at.file))));
    return { file: at.file, line: index.position(at.start).line };
  };
}

function textOf(pkg: Package, path: string): string {
  const read = pkg.files.get(path)?.read();
  if (!read?.ok) return '';
  return path.endsWith('.py') ? decodePython(read.bytes).text : new TextDecoder().decode(read.bytes);
}
